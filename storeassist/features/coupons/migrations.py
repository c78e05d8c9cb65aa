"""The tables of coupons: issues, codes, the ledger nobody can change, and whose they are."""

import secrets

from sqlite_utils import Database, Migrations

migrations = Migrations("coupons")

_LIVE = "NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)"


@migrations()
def m01_coupons(db: Database) -> None:
    """Issues, coupons and ledger rows are only ever added. The key that signs codes travels with the file.

    The hash of a ledger row covers the row and the hash before it; coupon_head keeps how many there are, and the last.
    Holders may change (two customers turn out to be one), so they stand beside the ledger, not in it.
    """
    for statement in (
        "CREATE TABLE coupon_key (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL CHECK (length(key) = 32))"
        " STRICT",
        "CREATE TABLE coupon_issue (id INTEGER PRIMARY KEY, at TEXT NOT NULL,"
        " offer_id INTEGER NOT NULL REFERENCES offer (id), terms_id INTEGER NOT NULL REFERENCES offer_terms (id),"
        " count INTEGER NOT NULL CHECK (count > 0), valid_from TEXT, valid_to TEXT,"
        " days_after_claim INTEGER CHECK (days_after_claim >= 0), uses INTEGER NOT NULL CHECK (uses > 0)) STRICT",
        "CREATE INDEX coupon_issue_offer ON coupon_issue (offer_id)",
        "CREATE INDEX coupon_issue_terms ON coupon_issue (terms_id)",
        "CREATE TABLE coupon (id INTEGER PRIMARY KEY, code INTEGER NOT NULL UNIQUE CHECK (code BETWEEN 0 AND"
        " 35184372088831), issue_id INTEGER NOT NULL REFERENCES coupon_issue (id), serial INTEGER NOT NULL"
        " CHECK (serial > 0), UNIQUE (issue_id, serial)) STRICT",
        "CREATE TABLE coupon_ledger (id INTEGER PRIMARY KEY, at TEXT NOT NULL, entry TEXT NOT NULL"
        " CHECK (entry IN ('issued', 'claimed', 'redeemed', 'cancelled', 'reversed')),"
        " issue_id INTEGER NOT NULL REFERENCES coupon_issue (id), coupon_id INTEGER REFERENCES coupon (id),"
        " order_number TEXT NOT NULL DEFAULT '', amount_fen INTEGER NOT NULL DEFAULT 0,"
        " discount_fen INTEGER NOT NULL DEFAULT 0, worth_fen INTEGER NOT NULL DEFAULT 0,"
        " reverses_id INTEGER REFERENCES coupon_ledger (id), why TEXT NOT NULL DEFAULT '',"
        " codes_hash TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL,"
        " CHECK ((entry = 'issued') = (coupon_id IS NULL)), CHECK ((entry = 'reversed') = (reverses_id IS NOT NULL)),"
        " CHECK ((entry = 'issued') = (codes_hash <> ''))) STRICT",
        "CREATE UNIQUE INDEX coupon_ledger_reverses ON coupon_ledger (reverses_id) WHERE reverses_id IS NOT NULL",
        "CREATE INDEX coupon_ledger_coupon ON coupon_ledger (coupon_id) WHERE coupon_id IS NOT NULL",
        "CREATE INDEX coupon_ledger_issue ON coupon_ledger (issue_id)",
        "CREATE INDEX coupon_ledger_at ON coupon_ledger (at)",
        "CREATE INDEX coupon_ledger_order ON coupon_ledger (order_number) WHERE order_number <> ''",
        "CREATE TABLE coupon_head (id INTEGER PRIMARY KEY CHECK (id = 1), rows INTEGER NOT NULL, hash TEXT NOT NULL)"
        " STRICT",
        "INSERT INTO coupon_head VALUES (1, 0, '')",
        "CREATE TABLE coupon_holder (id INTEGER PRIMARY KEY REFERENCES coupon (id),"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE) STRICT",
        "CREATE INDEX coupon_holder_customer ON coupon_holder (customer_id)",
        "CREATE TABLE redemption_customer (id INTEGER PRIMARY KEY REFERENCES coupon_ledger (id),"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE) STRICT",
        "CREATE INDEX redemption_customer_customer ON redemption_customer (customer_id)",
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            for table in ("coupon_issue", "coupon", "coupon_ledger")
            for verb in ("UPDATE", "DELETE")
        ),
        "CREATE TRIGGER coupon_used_once BEFORE INSERT ON coupon_ledger WHEN NEW.entry = 'redeemed' AND"
        f" (SELECT count(*) FROM coupon_ledger l WHERE l.coupon_id = NEW.coupon_id AND l.entry = 'redeemed' AND {_LIVE})"
        " >= (SELECT uses FROM coupon_issue WHERE id = NEW.issue_id)"
        " BEGIN SELECT RAISE(ABORT, 'this coupon is used up'); END",
        "CREATE TRIGGER coupon_not_cancelled BEFORE INSERT ON coupon_ledger WHEN NEW.entry IN ('redeemed', 'claimed',"
        " 'cancelled') AND EXISTS (SELECT 1 FROM coupon_ledger l WHERE l.coupon_id = NEW.coupon_id"
        f" AND l.entry = 'cancelled' AND {_LIVE}) BEGIN SELECT RAISE(ABORT, 'this coupon is cancelled'); END",
        "CREATE TRIGGER coupon_total_issued AFTER INSERT ON coupon_ledger WHEN NEW.entry = 'issued' BEGIN"
        " UPDATE offer_total SET issued = issued + (SELECT count FROM coupon_issue WHERE id = NEW.issue_id)"
        " WHERE offer_id = (SELECT offer_id FROM coupon_issue WHERE id = NEW.issue_id); END",
        "CREATE TRIGGER coupon_total_redeemed AFTER INSERT ON coupon_ledger WHEN NEW.entry = 'redeemed' BEGIN"
        " UPDATE offer_total SET used = used + 1, discount_fen = discount_fen + NEW.discount_fen,"
        " worth_fen = worth_fen + NEW.worth_fen"
        " WHERE offer_id = (SELECT offer_id FROM coupon_issue WHERE id = NEW.issue_id); END",
        "CREATE TRIGGER coupon_total_reversed AFTER INSERT ON coupon_ledger WHEN NEW.entry = 'reversed'"
        " AND (SELECT entry FROM coupon_ledger WHERE id = NEW.reverses_id) = 'redeemed' BEGIN"
        " UPDATE offer_total SET used = used - 1, discount_fen = discount_fen + NEW.discount_fen,"
        " worth_fen = worth_fen + NEW.worth_fen"
        " WHERE offer_id = (SELECT offer_id FROM coupon_issue WHERE id = NEW.issue_id); END",
    ):
        db.execute(statement)
    db.execute("INSERT INTO coupon_key VALUES (1, ?)", [secrets.token_bytes(32)])
