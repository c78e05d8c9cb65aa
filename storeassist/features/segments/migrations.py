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


@migrations()
def m02_meant(db: Database) -> None:
    """Which field, product or offer a name in a rule stood for when the rule was kept, so that it follows their new names."""
    for statement in (
        "CREATE TABLE segment_meant (id INTEGER PRIMARY KEY,"
        " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE, name TEXT NOT NULL,"
        " field_id INTEGER REFERENCES custom_field (id) ON DELETE CASCADE,"
        " product_id INTEGER REFERENCES product (id) ON DELETE CASCADE,"
        " offer_id INTEGER REFERENCES offer (id) ON DELETE CASCADE,"
        " CHECK ((field_id IS NOT NULL) + (product_id IS NOT NULL) + (offer_id IS NOT NULL) = 1)) STRICT",
        "CREATE INDEX segment_meant_segment ON segment_meant (segment_id)",
        "CREATE INDEX segment_meant_field ON segment_meant (field_id)",
        "CREATE INDEX segment_meant_product ON segment_meant (product_id)",
        "CREATE INDEX segment_meant_offer ON segment_meant (offer_id)",
    ):
        db.execute(statement)
    db.execute(
        "INSERT INTO segment_meant (segment_id, name, field_id) SELECT s.id, substr(j.value, 8), f.id FROM segment s,"
        " json_tree(s.rule) j JOIN custom_field f ON f.name = substr(j.value, 8)"
        " WHERE j.key = 'field' AND j.value LIKE 'custom.%' GROUP BY 1, 2"
    )
    for kind in ("product", "offer"):
        db.execute(
            f"INSERT INTO segment_meant (segment_id, name, {kind}_id) SELECT s.id, j.value, p.id FROM segment s,"
            f" json_tree(s.rule) j JOIN {kind} p ON p.name = j.value"
            f" WHERE j.type = 'text' AND (j.key = '{kind}' OR j.path LIKE '%.{kind}') GROUP BY 1, 2"
        )
