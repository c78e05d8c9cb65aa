"""What a shop file holds, laid out so that two states of it can be compared, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import FEATURES
from storeassist.features.customers.actions import refresh_search
from storeassist.features.orders.store import LIVE
from storeassist.kernel.database import Connection, Shop
from storeassist.ui.feature import load

Dump = dict[str, list[tuple[Any, ...]]]

LEDGER = ("order", "order_line")
COUPONS = ("coupon_head", "coupon_issue", "coupon", "coupon_ledger", "redemption_customer", "offer_total")
BOOKS = ("act", "act_row", "shop_revision", "import", "import_change", "import_mapping")
"""What was done, not what is so: undo writes on in them."""
LOOKS = ("segment_look", "segment_seen", "segment_move")
"""What the owner saw of segments, and when: no undo takes that back."""

_ORDERS = (
    "SELECT o.number, at, day, customer_id, amount_fen, discount_fen, guests, table_name, channel, note, source_key,"
    " import_id, (SELECT json_group_array(json_array(position, product_id, name, quantity, amount_fen) ORDER BY position)"
    f' FROM order_line WHERE order_id = o.id) FROM "order" o WHERE {LIVE} ORDER BY o.number'
)
_STANDS = "NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)"
_OF_COUPONS = {
    "coupons": "SELECT c.* FROM coupon c WHERE NOT EXISTS (SELECT 1 FROM coupon_ledger l WHERE l.coupon_id = c.id"
    f" AND l.entry = 'cancelled' AND {_STANDS}) ORDER BY c.id",
    "coupons claimed": f"SELECT coupon_id FROM coupon_ledger l WHERE entry = 'claimed' AND {_STANDS} ORDER BY coupon_id",
    "coupons used": "SELECT l.coupon_id, l.at, l.order_number, l.amount_fen, l.discount_fen, l.worth_fen, w.customer_id"
    " FROM coupon_ledger l LEFT JOIN redemption_customer w ON w.id = l.id"
    f" WHERE l.entry = 'redeemed' AND {_STANDS} ORDER BY 1, 2, 3, 5",
    "offers used": "SELECT offer_id, used, discount_fen, worth_fen FROM offer_total ORDER BY offer_id",
}
"""What undo brings back of coupons, whose ledger only grows: an issue taken back leaves cancelled coupons behind."""


def everything(shop: Shop) -> Dump:
    """Every row of every table with its rowid, and every word a customer is found by."""
    return held(shop.db)


def held(db: Connection) -> Dump:
    """``everything`` of a connection to a file that the program did not open."""
    found = dict(_tables(db))
    with _copy(db) as copy:
        found["customer_search"] = _words(copy)
    return found


def seen(shop: Shop) -> Dump:
    """What undo brings back: all rows but the books, and of the ledgers what counts, whatever its version."""
    found = {name: rows for name, rows in _tables(shop.db) if name not in (*BOOKS, *LOOKS, *LEDGER, *COUPONS)}
    found["orders"] = [tuple(row) for row in shop.query(_ORDERS)]
    return found | {name: [tuple(row) for row in shop.query(sql)] for name, sql in _OF_COUPONS.items()}


def differences(wanted: Dump, found: Dump) -> dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """By table, the rows that are missing and those that should not be there."""
    return {
        name: (missing, extra)
        for name in {*wanted, *found}
        for missing, extra in [_either_side(wanted.get(name, []), found.get(name, []))]
        if missing or extra
    }


def ledger(shop: Shop) -> set[tuple[Any, ...]]:
    """What rows of the ledger say for ever; whose they are may change, and a product may go."""
    rows = shop.query('SELECT id, number, version, at, amount_fen, discount_fen, reverses_id, created_at FROM "order"')
    return {tuple(row) for row in rows}


def lost_values(shop: Shop) -> list[tuple[int, str]]:
    """Customers with a value in a field of the shop's own that is no more."""
    rows = shop.query(
        "SELECT customer.id, json_each.key FROM customer, json_each(customer.custom)"
        " WHERE CAST(json_each.key AS INTEGER) NOT IN (SELECT id FROM custom_field)"
    )
    return [(row["id"], row["key"]) for row in rows]


def problems(shop: Shop) -> list[str]:
    """Everything that is wrong with the file, in words; [] is as it should be."""
    found = [f"dangling {tuple(row)}" for row in shop.query("PRAGMA foreign_key_check")]
    for check in (name for feature in FEATURES for name in feature.checks):
        found += load(check)(shop)
    with _copy(shop.db) as copy:
        # Not of the shop's own connection: SQLite's full-text index calls what another one wrote meanwhile corrupt.
        found += [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
        kept, there = _words(copy), [row[0] for row in copy.execute("SELECT id FROM customer")]
        copy.execute("DELETE FROM customer_search")
        refresh_search(copy, there)
        if kept != _words(copy):
            found.append("customers are found by words they no longer have, or not by those they have")
    found += [f"{row['tbl']} {row['id']} names an import that never was" for row in shop.query(_LOST_IMPORTS)]
    return found


_LOST_IMPORTS = " UNION ALL ".join(
    f"SELECT '{tbl}' AS tbl, id FROM \"{tbl}\" WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT id FROM import)"
    for tbl in ("customer", "product", "order")
)


def _either_side(wanted: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> tuple[list[Any], list[Any]]:
    return [row for row in wanted if row not in set(found)], [row for row in found if row not in set(wanted)]


def _tables(db: Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    tables = db.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_sqlite_*'"
    ).fetchall()
    for name, has_no_rowid in tables:
        which = "*" if has_no_rowid else "rowid, *"
        yield name, [tuple(row) for row in db.execute(f'SELECT {which} FROM "{name}" ORDER BY 1, 2')]


class _copy:  # noqa: N801 - used like a function
    """A copy of the file in memory, in which anything may be tried."""

    def __init__(self, db: Connection) -> None:
        self._db = sqlite.connect(":memory:", isolation_level=None)
        self._db.row_factory = sqlite.Row
        db.backup(self._db)
        self._db.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab ('main', 'customer_search', 'instance')")

    def __enter__(self) -> Connection:
        return self._db

    def __exit__(self, *failure: object) -> None:
        self._db.close()


def _words(db: Connection) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in db.execute("SELECT doc, term FROM temp.word"))
