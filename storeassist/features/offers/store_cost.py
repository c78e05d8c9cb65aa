"""Reads what the shop's own bills tell about the cost of an offer."""

from __future__ import annotations

from datetime import datetime, timedelta

from storeassist.features.offers import store
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.offers.rules_cost import DAYS, LEAST_LINES, Figures
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

LARGE = 10_000
"""From so many bills of DAYS days on, figures are read beside the window's own work: 30 ms for 50,000 of them."""
_LIVE = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" r WHERE r.reverses_id = o.id)'


def is_large(shop: Shop, now: datetime) -> bool:
    """Whether there are so many bills that reading them takes its time."""
    first = (now - timedelta(days=DAYS)).date().isoformat()
    return bool(shop.value("SELECT coalesce(sum(orders), 0) FROM order_day WHERE day >= ?", [first]) >= LARGE)


def figures(shop: Shop, terms: Terms, now: datetime) -> Figures:
    """What the live bills of the last 90 days, the products and the coupons so far tell."""
    bills = shop.query(
        "SELECT count(*) AS bills, count(full) AS fitting, coalesce(avg(full), 0) AS fitting_fen,"
        " coalesce(avg(min(full * :points / 10000, :cap)), 0) AS off_fen FROM"
        " (SELECT CASE WHEN o.amount_fen + o.discount_fen >= :least THEN o.amount_fen + o.discount_fen END AS full"
        f' FROM "order" o WHERE {_LIVE} AND o.at >= :since AND o.at <= :now AND o.amount_fen > 0)',
        {
            "points": terms.basis_points if terms.kind is Kind.PERCENT_OFF else 0,
            "cap": terms.max_discount_fen or 2**62,
            "least": terms.min_spend_fen,
            "since": iso(now - timedelta(days=DAYS)),
            "now": iso(now),
        },
    )[0]
    margin, lines = margin_of(shop, now)
    product = shop.one("SELECT price_fen, cost_fen FROM product WHERE name = ?", [terms.product]) if terms.product else None
    totals = store.totals(shop)
    return Figures(
        bills=bills["bills"],
        fitting=bills["fitting"],
        fitting_fen=round(bills["fitting_fen"]),
        off_fen=round(bills["off_fen"]),
        margin=margin,
        lines=lines,
        price_fen=product["price_fen"] if product else None,
        cost_fen=product["cost_fen"] if product and terms.kind is Kind.GIFT else None,
        issued=totals.issued,
        used=totals.used,
    )


def margin_of(shop: Shop, now: datetime) -> tuple[float | None, int]:
    """The part of sales that is not cost, from lines whose product has a cost, and how many; None of too few lines."""
    row = shop.query(
        "SELECT count(*) AS lines, coalesce(sum(l.amount_fen), 0) AS sold, sum(l.quantity * p.cost_fen) AS cost"
        ' FROM "order" o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id'
        f" WHERE {_LIVE} AND o.at >= ? AND o.at <= ? AND p.cost_fen IS NOT NULL AND l.amount_fen > 0",
        [iso(now - timedelta(days=DAYS)), iso(now)],
    )[0]
    if row["lines"] < LEAST_LINES or row["sold"] <= 0:
        return None, row["lines"]
    return (row["sold"] - row["cost"]) / row["sold"], row["lines"]
