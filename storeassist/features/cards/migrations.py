"""The tables of cards: batches, and every run of the printer."""

from sqlite_utils import Database, Migrations

migrations = Migrations("cards")


@migrations()
def m01_cards(db: Database) -> None:
    """A batch may be edited until its coupons are made; runs are only ever added, so that a reprint is never unknown."""
    for statement in (
        "CREATE TABLE card_batch (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE"
        " CHECK (name <> '' AND name = trim(name)), kind TEXT NOT NULL CHECK (kind IN ('package_card', 'coupon_card',"
        " 'table_card', 'bottle_label', 'poster', 'receipt')), place TEXT NOT NULL DEFAULT '',"
        " channel TEXT NOT NULL DEFAULT '', offer_id INTEGER REFERENCES offer (id),"
        " quantity INTEGER NOT NULL CHECK (quantity > 0), valid_until TEXT, cost_fen INTEGER CHECK (cost_fen >= 0),"
        " design TEXT NOT NULL, fields TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(fields)),"
        " colour TEXT NOT NULL DEFAULT '', logo BLOB NOT NULL DEFAULT x'', target_kind TEXT NOT NULL DEFAULT '',"
        " target_text TEXT NOT NULL DEFAULT '', target_dies_on TEXT,"
        " issue_id INTEGER UNIQUE REFERENCES coupon_issue (id), created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX card_batch_offer ON card_batch (offer_id) WHERE offer_id IS NOT NULL",
        "CREATE TABLE card_run (id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES card_batch (id),"
        " at TEXT NOT NULL, first INTEGER NOT NULL CHECK (first > 0), last INTEGER NOT NULL, sheet TEXT NOT NULL,"
        " start INTEGER NOT NULL DEFAULT 1 CHECK (start > 0), pages INTEGER NOT NULL CHECK (pages > 0),"
        " why TEXT NOT NULL DEFAULT '', CHECK (last >= first)) STRICT",
        "CREATE INDEX card_run_batch ON card_run (batch_id)",
        *(
            f"CREATE TRIGGER card_run_no_{verb.lower()} BEFORE {verb} ON card_run"
            " BEGIN SELECT RAISE(ABORT, 'runs of the printer are never changed'); END"
            for verb in ("UPDATE", "DELETE")
        ),
    ):
        db.execute(statement)
