"""The tables every shop file has whatever its features: facts of the shop, and the journal of acts."""

from sqlite_utils import Database, Migrations

migrations = Migrations("kernel")


@migrations()
def m01_shop(db: Database) -> None:
    """Facts of the shop, and a counter of writes by which a plan knows whether it is stale."""
    db.execute("CREATE TABLE shop_setting (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT")
    db.execute("CREATE TABLE shop_revision (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO shop_revision VALUES (1, 0)")


@migrations()
def m02_journal(db: Database) -> None:
    """What the owner did, and the rows it changed, as JSON before and after."""
    db.execute(
        "CREATE TABLE act (id INTEGER PRIMARY KEY, at TEXT NOT NULL, text TEXT NOT NULL,"
        " fills TEXT NOT NULL CHECK (json_valid(fills)),"
        " state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')),"
        " inverse TEXT, payload TEXT CHECK (payload IS NULL OR json_valid(payload))) STRICT"
    )
    db.execute("CREATE INDEX act_undone ON act (id) WHERE state = 'undone'")
    db.execute(
        "CREATE TABLE act_row (id INTEGER PRIMARY KEY, act_id INTEGER NOT NULL REFERENCES act (id) ON DELETE CASCADE,"
        " tbl TEXT NOT NULL, row_id INTEGER NOT NULL,"
        " before TEXT CHECK (before IS NULL OR json_valid(before)),"
        " after TEXT CHECK (after IS NULL OR json_valid(after))) STRICT"
    )
    db.execute("CREATE INDEX act_row_act ON act_row (act_id)")
    db.execute("CREATE INDEX act_row_subject ON act_row (tbl, row_id)")


@migrations()
def m03_identity(db: Database) -> None:
    """A mark of the shop that survives renaming and moving its file: its backups are found by it."""
    db.execute("INSERT INTO shop_setting VALUES ('id', lower(hex(randomblob(6))))")
