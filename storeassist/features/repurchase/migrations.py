"""The table of what the sources of customers cost the shop."""

from sqlite_utils import Database, Migrations

migrations = Migrations("repurchase")


@migrations()
def m01_source_costs(db: Database) -> None:
    """One sum for each source, as customers name it: what was spent on it so far."""
    db.execute(
        "CREATE TABLE source_cost (source TEXT PRIMARY KEY NOT NULL COLLATE NOCASE CHECK (source <> ''),"
        " spent_fen INTEGER NOT NULL CHECK (spent_fen >= 0), changed_at TEXT NOT NULL) STRICT"
    )
