"""What the shop file sees to for habits: the hero product is forgotten together with the product."""

from sqlite_utils import Database, Migrations

migrations = Migrations("habits")


@migrations()
def m01_hero(db: Database) -> None:
    """A product added later may get the id of one that is gone; it must not become the hero product that way."""
    db.execute(
        "CREATE TRIGGER hero_product_gone AFTER DELETE ON product BEGIN DELETE FROM shop_setting"
        " WHERE key = 'hero_product_id' AND value = CAST(OLD.id AS TEXT); END"
    )
