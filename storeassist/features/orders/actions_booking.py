"""Books orders to what they add up to: visit days and totals of customers, sold figures of products, business days."""

from __future__ import annotations

from collections.abc import Mapping

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import Booking
from storeassist.features.orders.store import LIVE
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductBooking
from storeassist.kernel.database import Connection


def book(db: Connection, which: str, params: Mapping[str, object] | None = None, sign: int = 1) -> None:
    """Add the orders ``o`` that the condition ``which`` selects to all sums, or with sign -1 take them from these."""
    chosen = {**(params or {}), "sign": sign}
    of_customers = f'FROM "order" o WHERE customer_id IS NOT NULL AND {which}'
    if sign > 0:
        customers.book_orders(db, f"SELECT customer_id, day, amount_fen AS spent_fen {of_customers}", chosen)
    else:
        taken = db.execute(
            f"SELECT customer_id, day, -count(*), -sum(amount_fen) {of_customers} GROUP BY customer_id, day", chosen
        )
        customers.book(db, map(Booking._make, taken))
    sold = db.execute(
        "SELECT l.product_id, :sign * sum(l.quantity), :sign * sum(coalesce(l.amount_fen, 0)),"
        " :sign * count(DISTINCT o.id)"
        f' FROM "order" o CROSS JOIN order_line l ON l.order_id = o.id WHERE l.product_id IS NOT NULL AND {which}'
        " GROUP BY l.product_id",
        chosen,
    )
    products.book(db, [ProductBooking(*row) for row in sold])
    days = db.execute(
        "SELECT day, :sign * count(*), :sign * sum((SELECT count(*) FROM order_line WHERE order_id = o.id)),"
        " :sign * sum(amount_fen)"
        f' FROM "order" o WHERE {which} GROUP BY day',
        chosen,
    )
    _book_days(db, days.fetchall())


def rebuild(db: Connection) -> None:
    """Work all sums out anew from the live orders."""
    customers.forget_visits(db)
    products.forget_sold(db)
    db.execute("DELETE FROM order_day")
    book(db, LIVE)


def _book_days(db: Connection, rows: list[tuple[str, int, int, int]]) -> None:
    for day, orders, lines, fen in rows:
        db.execute("DELETE FROM order_day WHERE day = ? AND orders + ? = 0", [day, orders])
        changed = db.execute(
            "UPDATE order_day SET (orders, lines, amount_fen) = (orders + ?, lines + ?, amount_fen + ?) WHERE day = ?",
            [orders, lines, fen, day],
        ).rowcount
        if not changed and orders > 0:
            db.execute("INSERT INTO order_day VALUES (?, ?, ?, ?)", [day, orders, lines, fen])
