"""The tables of imports: what came in when, which cells it changed, and how the columns of known files were mapped."""

from sqlite_utils import Database, Migrations

migrations = Migrations("imports")


@migrations()
def m01_imports(db: Database) -> None:
    """``import_change`` holds JSON of the cells before and after; no ``before`` means that the row was made."""
    for statement in (
        "CREATE TABLE import (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('customers', 'products', 'orders')),"
        " file_name TEXT NOT NULL, at TEXT NOT NULL, rows INTEGER NOT NULL, new INTEGER NOT NULL,"
        " updated INTEGER NOT NULL, same INTEGER NOT NULL, refused INTEGER NOT NULL, customers_created INTEGER NOT NULL,"
        " undone_at TEXT) STRICT",
        "CREATE TABLE import_change (id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES import (id)"
        " ON DELETE CASCADE, tbl TEXT NOT NULL, row_id INTEGER NOT NULL,"
        " before TEXT CHECK (before IS NULL OR json_valid(before)), after TEXT NOT NULL CHECK (json_valid(after))) STRICT",
        "CREATE INDEX import_change_import ON import_change (import_id)",
        "CREATE TABLE import_mapping (kind TEXT NOT NULL, fingerprint TEXT NOT NULL, mapping TEXT NOT NULL"
        " CHECK (json_valid(mapping)), PRIMARY KEY (kind, fingerprint)) STRICT",
    ):
        db.execute(statement)
