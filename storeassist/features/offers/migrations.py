"""The tables of offers: their names, every version of their terms, and what they add up to."""

from sqlite_utils import Database, Migrations

migrations = Migrations("offers")


@migrations()
def m01_offers(db: Database) -> None:
    """Terms are never changed: coupons keep those they were issued with. Totals follow the ledger of coupons."""
    for statement in (
        "CREATE TABLE offer (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE"
        " CHECK (name <> '' AND name = trim(name)), retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE TABLE offer_terms (id INTEGER PRIMARY KEY, offer_id INTEGER NOT NULL REFERENCES offer (id)"
        " ON DELETE CASCADE, version INTEGER NOT NULL CHECK (version > 0), terms TEXT NOT NULL"
        " CHECK (json_valid(terms)), created_at TEXT NOT NULL, UNIQUE (offer_id, version)) STRICT",
        "CREATE TRIGGER offer_terms_stay BEFORE UPDATE ON offer_terms"
        " BEGIN SELECT RAISE(ABORT, 'terms of an offer are never changed'); END",
        "CREATE TABLE offer_total (offer_id INTEGER PRIMARY KEY REFERENCES offer (id) ON DELETE CASCADE,"
        " issued INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0,"
        " discount_fen INTEGER NOT NULL DEFAULT 0, worth_fen INTEGER NOT NULL DEFAULT 0) STRICT",
        "CREATE TRIGGER offer_has_total AFTER INSERT ON offer BEGIN"
        " INSERT INTO offer_total (offer_id) VALUES (NEW.id); END",
    ):
        db.execute(statement)
