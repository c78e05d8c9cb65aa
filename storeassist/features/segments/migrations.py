"""The tables of segments: rules, snapshots, and who came in and left since the owner last looked."""

from sqlite_utils import Database, Migrations

migrations = Migrations("segments")


@migrations()
def m01_segments(db: Database) -> None:
    """A rule is kept as the document it is written in; a look and its moves are derived and not part of any undo."""
    for statement in (
        "CREATE TABLE segment (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE"
        " CHECK (name <> '' AND name = trim(name)), rule TEXT NOT NULL CHECK (json_valid(rule)), frozen_at TEXT,"
        " created_at TEXT NOT NULL, changed_at TEXT NOT NULL) STRICT",
        "CREATE TABLE segment_frozen (segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " PRIMARY KEY (segment_id, customer_id)) STRICT",
        "CREATE INDEX segment_frozen_customer ON segment_frozen (customer_id)",
        "CREATE TABLE segment_look (segment_id INTEGER PRIMARY KEY REFERENCES segment (id) ON DELETE CASCADE,"
        " at TEXT NOT NULL) STRICT",
        "CREATE TABLE segment_seen (segment_id INTEGER NOT NULL REFERENCES segment_look (segment_id) ON DELETE CASCADE,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " PRIMARY KEY (segment_id, customer_id)) STRICT, WITHOUT ROWID",
        "CREATE INDEX segment_seen_customer ON segment_seen (customer_id)",
        "CREATE TABLE segment_move (id INTEGER PRIMARY KEY,"
        " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " at TEXT NOT NULL, entered INTEGER NOT NULL CHECK (entered IN (0, 1))) STRICT",
        "CREATE INDEX segment_move_segment ON segment_move (segment_id, at)",
        "CREATE INDEX segment_move_customer ON segment_move (customer_id)",
    ):
        db.execute(statement)
