"""The tables of orders: bills, their lines, and what each business day adds up to."""

from sqlite_utils import Database, Migrations

migrations = Migrations("orders")


@migrations()
def m01_orders(db: Database) -> None:
    """Bills are never changed: a void is a row that reverses another, a correction is a void and a higher version.

    Lists by business day use the index on ``at``, which lies within a day of it: one index less for a million rows.
    """
    for statement in (
        "CREATE TABLE \"order\" (id INTEGER PRIMARY KEY, number TEXT NOT NULL CHECK (number <> ''),"
        " version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0), at TEXT NOT NULL, day TEXT NOT NULL,"
        " customer_id INTEGER REFERENCES customer (id) ON DELETE SET NULL, amount_fen INTEGER NOT NULL,"
        " discount_fen INTEGER NOT NULL DEFAULT 0, guests INTEGER CHECK (guests > 0),"
        " table_name TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',"
        " reverses_id INTEGER REFERENCES \"order\" (id) ON DELETE CASCADE, why TEXT NOT NULL DEFAULT '',"
        " source_key TEXT, import_id INTEGER, created_at TEXT NOT NULL,"
        " CHECK (reverses_id IS NOT NULL OR why = '')) STRICT",
        'CREATE UNIQUE INDEX order_number ON "order" (number, version) WHERE reverses_id IS NULL',
        'CREATE UNIQUE INDEX order_reverses ON "order" (reverses_id) WHERE reverses_id IS NOT NULL',
        'CREATE UNIQUE INDEX order_source ON "order" (source_key, version)'
        " WHERE source_key IS NOT NULL AND reverses_id IS NULL",
        'CREATE INDEX order_at ON "order" (at) WHERE reverses_id IS NULL',
        'CREATE INDEX order_customer ON "order" (customer_id, at) WHERE customer_id IS NOT NULL',
        'CREATE INDEX order_import ON "order" (import_id) WHERE import_id IS NOT NULL',
        'CREATE TABLE order_line (order_id INTEGER NOT NULL REFERENCES "order" (id) ON DELETE CASCADE,'
        " position INTEGER NOT NULL CHECK (position > 0),"
        " product_id INTEGER REFERENCES product (id) ON DELETE SET NULL, name TEXT NOT NULL,"
        " quantity REAL NOT NULL DEFAULT 1, amount_fen INTEGER,"
        " PRIMARY KEY (order_id, position)) STRICT, WITHOUT ROWID",
        "CREATE INDEX order_line_product ON order_line (product_id) WHERE product_id IS NOT NULL",
        "CREATE TABLE order_day (day TEXT PRIMARY KEY, orders INTEGER NOT NULL CHECK (orders > 0),"
        " lines INTEGER NOT NULL, amount_fen INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ):
        db.execute(statement)


@migrations()
def m02_who_bought(db: Database) -> None:
    """What customers bought is added up as it lies in two indexes: sorting a million bills by customer took most of the time.

    Lines lie by their buyer, beside each other like the bills of one; triggers copy whose a bill is to its lines. Days go
    before times, so that different days are counted as they come; ids after them, so that a first bill is found at once.
    """
    for statement in (
        "DROP INDEX order_customer",
        'CREATE INDEX order_customer ON "order" (customer_id, day, at, id, amount_fen, channel, reverses_id)'
        " WHERE customer_id IS NOT NULL",
        "DROP INDEX order_line_product",
        "CREATE INDEX order_line_product ON order_line (product_id, order_id, quantity, amount_fen)"
        " WHERE product_id IS NOT NULL",
        "ALTER TABLE order_line ADD COLUMN buyer_id INTEGER",
        'UPDATE order_line SET buyer_id = (SELECT customer_id FROM "order" WHERE id = order_id)',
        "CREATE INDEX order_line_buyer ON order_line (buyer_id, order_id, product_id, quantity, amount_fen)"
        " WHERE buyer_id IS NOT NULL",
        "CREATE TRIGGER order_line_buyer AFTER INSERT ON order_line WHEN NEW.buyer_id IS NULL BEGIN"
        ' UPDATE order_line SET buyer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id)'
        " WHERE order_id = NEW.order_id AND position = NEW.position; END",
        'CREATE TRIGGER order_buyer AFTER UPDATE OF customer_id ON "order" WHEN NEW.customer_id IS NOT OLD.customer_id'
        " BEGIN UPDATE order_line SET buyer_id = NEW.customer_id WHERE order_id = NEW.id; END",
    ):
        db.execute(statement)
