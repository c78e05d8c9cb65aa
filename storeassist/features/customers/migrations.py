"""The tables of customers: facts, tags, notes, custom fields, and what their orders add up to."""

from sqlite_utils import Database, Migrations

migrations = Migrations("customers")


@migrations()
def m01_customers(db: Database) -> None:
    """Facts as the owner knows them; birthdays are MM-DD of their own calendar, so that a week's can be looked up."""
    for statement in (
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, number TEXT NOT NULL COLLATE NOCASE UNIQUE"
        " CHECK (number <> '' AND number = trim(number)), name TEXT NOT NULL DEFAULT '',"
        " phone TEXT CHECK (phone GLOB '+[0-9]*'), phone_written TEXT, wechat TEXT NOT NULL DEFAULT '',"
        " gender TEXT CHECK (gender IN ('female', 'male')),"
        " birthday TEXT CHECK (birthday GLOB '[01][0-9]-[0-3][0-9]'), birth_year INTEGER,"
        " birthday_lunar INTEGER NOT NULL DEFAULT 0 CHECK (birthday_lunar IN (0, 1)),"
        " source TEXT NOT NULL DEFAULT '', joined_on TEXT, note TEXT NOT NULL DEFAULT '',"
        " consent TEXT NOT NULL DEFAULT 'unknown' CHECK (consent IN ('unknown', 'yes', 'no')), consent_on TEXT,"
        " consent_how TEXT NOT NULL DEFAULT '',"
        " custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom)),"
        " origin TEXT NOT NULL CHECK (origin IN ('hand', 'import', 'order')), import_id INTEGER,"
        " created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX customer_phone ON customer (phone) WHERE phone IS NOT NULL",
        "CREATE INDEX customer_wechat ON customer (wechat) WHERE wechat <> ''",
        "CREATE INDEX customer_name ON customer (name)",
        "CREATE INDEX customer_joined ON customer (joined_on)",
        "CREATE INDEX customer_import ON customer (import_id) WHERE import_id IS NOT NULL",
        "CREATE INDEX customer_own_number ON customer (CAST(number AS INTEGER))"
        " WHERE number NOT GLOB '*[^0-9]*' AND length(number) < 10",
        "CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> '')) STRICT",
        "CREATE TABLE customer_tag (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE, PRIMARY KEY (customer_id, tag_id)) STRICT",
        "CREATE INDEX customer_tag_tag ON customer_tag (tag_id, customer_id)",
        "CREATE TABLE customer_note (id INTEGER PRIMARY KEY,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " at TEXT NOT NULL, text TEXT NOT NULL CHECK (text <> '')) STRICT",
        "CREATE INDEX customer_note_customer ON customer_note (customer_id, at)",
        "CREATE TABLE custom_field (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),"
        " kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice')),"
        " choices TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(choices))) STRICT",
    ):
        db.execute(statement)


@migrations()
def m02_totals(db: Database) -> None:
    """A row for each customer and business day with orders, and their sums; both kept up to date by each order."""
    for statement in (
        "CREATE TABLE visit (customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, day TEXT NOT NULL,"
        " orders INTEGER NOT NULL CHECK (orders > 0), spent_fen INTEGER NOT NULL,"
        " PRIMARY KEY (customer_id, day)) STRICT, WITHOUT ROWID",
        "CREATE TABLE customer_total (customer_id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,"
        " orders INTEGER NOT NULL DEFAULT 0, visits INTEGER NOT NULL DEFAULT 0, spent_fen INTEGER NOT NULL DEFAULT 0,"
        " first_visit_on TEXT, last_visit_on TEXT, median_gap_days REAL) STRICT",
        "CREATE INDEX customer_total_spent ON customer_total (spent_fen)",
        "CREATE INDEX customer_total_visits ON customer_total (visits)",
        "CREATE INDEX customer_total_last ON customer_total (last_visit_on)",
        "CREATE TRIGGER customer_has_total AFTER INSERT ON customer BEGIN"
        " INSERT INTO customer_total (customer_id) VALUES (NEW.id); END",
    ):
        db.execute(statement)


@migrations()
def m03_search(db: Database) -> None:
    """The words by which a customer is found; rowid is the customer's id, the words themselves are not kept."""
    db.execute(
        "CREATE VIRTUAL TABLE customer_search USING fts5(words, content='', contentless_delete=1, detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='1 2 3')"
    )


@migrations()
def m04_merged(db: Database) -> None:
    """Numbers that merged customers had before, by which lists go on naming them; and pairs that are two people."""
    for statement in (
        "CREATE TABLE customer_former (number TEXT PRIMARY KEY NOT NULL COLLATE NOCASE,"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE) STRICT",
        "CREATE INDEX customer_former_customer ON customer_former (customer_id)",
        "CREATE TABLE customer_distinct (a_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,"
        " b_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, CHECK (a_id < b_id),"
        " PRIMARY KEY (a_id, b_id)) STRICT",
        "CREATE INDEX customer_distinct_b ON customer_distinct (b_id)",
    ):
        db.execute(statement)


@migrations()
def m05_field_order(db: Database) -> None:
    """Which of the shop's own fields comes first; those without a place follow in the order they were made."""
    db.execute("ALTER TABLE custom_field ADD COLUMN position INTEGER")
