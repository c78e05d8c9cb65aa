"""Reads how often one customer used an offer, from the ledger of coupons."""

from __future__ import annotations

from storeassist.features.offers.rules import MostUsed
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_booked
from storeassist.kernel.settings import day_ends_at


def most_used(shop: Shop, offer_id: int) -> MostUsed:
    """The most uses of an offer by one customer that count: ever, and on one business day."""
    day = day_booked("l.at", day_ends_at(shop))
    rows = shop.query(
        f"WITH used AS (SELECT c.customer_id, {day} AS day, count(*) AS n FROM coupon_issue i"
        " JOIN coupon_ledger l ON l.issue_id = i.id JOIN redemption_customer c ON c.id = l.id"
        " WHERE i.offer_id = :offer AND l.entry = 'redeemed'"
        " AND NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id) GROUP BY 1, 2)"
        " SELECT coalesce(max(n), 0) AS a_day,"
        " coalesce((SELECT max(total) FROM (SELECT sum(n) AS total FROM used GROUP BY customer_id)), 0) AS ever FROM used",
        {"offer": offer_id},
    )
    return MostUsed(rows[0]["ever"], rows[0]["a_day"])
