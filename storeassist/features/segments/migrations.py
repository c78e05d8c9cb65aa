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
    """What a name in a rule stood for when the rule was kept; ``called`` is the last name of what is gone."""
    db.execute(
        "CREATE TABLE segment_meant (id INTEGER PRIMARY KEY,"
        " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
        " kind TEXT NOT NULL CHECK (kind IN ('field', 'product', 'offer')), name TEXT NOT NULL, called TEXT NOT NULL,"
        " field_id INTEGER REFERENCES custom_field (id) ON DELETE SET NULL,"
        " product_id INTEGER REFERENCES product (id) ON DELETE SET NULL,"
        " offer_id INTEGER REFERENCES offer (id) ON DELETE SET NULL) STRICT"
    )
    db.execute("CREATE INDEX segment_meant_segment ON segment_meant (segment_id)")
    for kind, table in (("field", "custom_field"), ("product", "product"), ("offer", "offer")):
        db.execute(f"CREATE INDEX segment_meant_{kind} ON segment_meant ({kind}_id)")
        db.execute(
            f"CREATE TRIGGER segment_meant_{kind}_gone BEFORE DELETE ON {table}"
            f" BEGIN UPDATE segment_meant SET called = OLD.name WHERE {kind}_id = OLD.id; END"
        )
        word, here = ("substr(j.value, 8)", "j.key = 'field' AND j.value LIKE 'custom.%'") if kind == "field" else (
            "j.value", f"j.type = 'text' AND (j.key = '{kind}' OR j.path LIKE '%.{kind}')"
        )  # fmt: skip
        db.execute(
            f"INSERT INTO segment_meant (segment_id, kind, name, called, {kind}_id) SELECT s.id, '{kind}', {word}, t.name,"
            f" t.id FROM segment s, json_tree(s.rule) j JOIN {table} t ON t.name = {word} WHERE {here} GROUP BY 1, 3"
        )
