"""The tables of products: facts, and what was sold of each."""

from sqlite_utils import Database, Migrations

migrations = Migrations("products")


@migrations()
def m01_products(db: Database) -> None:
    """Facts of products, and their sold figures, kept up to date by each order."""
    for statement in (
        "CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE"
        " CHECK (name <> '' AND name = trim(name)), category TEXT NOT NULL DEFAULT '',"
        " price_fen INTEGER CHECK (price_fen >= 0), cost_fen INTEGER CHECK (cost_fen >= 0),"
        " role TEXT NOT NULL DEFAULT 'ordinary' CHECK (role IN ('lead', 'hero', 'profit', 'ordinary')),"
        " import_id INTEGER, created_at TEXT NOT NULL) STRICT",
        "CREATE INDEX product_category ON product (category)",
        "CREATE INDEX product_import ON product (import_id) WHERE import_id IS NOT NULL",
        "CREATE TABLE product_total (product_id INTEGER PRIMARY KEY REFERENCES product (id) ON DELETE CASCADE,"
        " quantity REAL NOT NULL DEFAULT 0, sold_fen INTEGER NOT NULL DEFAULT 0,"
        " orders INTEGER NOT NULL DEFAULT 0) STRICT",
        "CREATE TRIGGER product_has_total AFTER INSERT ON product BEGIN"
        " INSERT INTO product_total (product_id) VALUES (NEW.id); END",
    ):
        db.execute(statement)
