"""Reads offers and what was given through them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from storeassist.features.offers.records import Offer, Terms, Use
from storeassist.features.offers.rules import from_json, tidy
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError

SORTS = {
    "name": "o.name {d}",
    "kind": "json_extract(v.terms, '$.kind') {d}, o.name {d}",
    "issued": "t.issued {d}",
    "used": "t.used {d}",
    "given": "t.discount_fen + t.worth_fen {d}",
    "created": "o.created_at {d}",
}
"""What a list can be sorted by."""

_NEWEST = "v.version = (SELECT max(version) FROM offer_terms WHERE offer_id = o.id)"


def get(shop: Shop, offer_id: int) -> Offer:
    """One offer; raises UserError when there is none of that id any more."""
    found = fetch(shop, [offer_id])
    if not found:
        raise UserError("This offer is no longer in the shop file.")
    return found[0]


def by_name(shop: Shop, name: str) -> Offer:
    """The offer called ``name``, in capitals or not; raises UserError that names those called alike."""
    offer_id = shop.value("SELECT id FROM offer WHERE name = ?", [tidy(name)])
    if offer_id is not None:
        return get(shop, offer_id)
    names = [row["name"] for row in shop.query("SELECT name FROM offer ORDER BY name")]
    if close := get_close_matches(tidy(name), names, n=3, cutoff=0.4) or names[:3]:
        raise UserError(
            "There is no offer called {name}; there is {others}.", field="offer", name=name, others=", ".join(close)
        )
    raise UserError("There is no offer called {name}.", field="offer", name=name)


def ids(
    shop: Shop, text: str = "", retired: bool | None = False, sort: str = "created", descending: bool = True
) -> list[int]:
    """The ids of offers with ``text`` in their name or products, in order; ``retired`` None is all."""
    direction = "DESC" if descending else "ASC"
    where, params = [_NEWEST], {}
    if text := text.strip():
        where.append(
            "(instr(lower(o.name), lower(:text)) OR instr(lower(json_extract(v.terms, '$.product')), lower(:text))"
            " OR instr(lower(json_extract(v.terms, '$.products')), lower(:text)))"
        )
        params["text"] = text
    if retired is not None:
        where.append(f"o.retired = {int(retired)}")
    return shop.ids(
        "SELECT o.id FROM offer o JOIN offer_terms v ON v.offer_id = o.id JOIN offer_total t ON t.offer_id = o.id"
        f" WHERE {' AND '.join(where)} ORDER BY {SORTS[sort].replace('{d}', direction)}, o.id {direction}",
        params,
    )


def fetch(shop: Shop, offer_ids: Sequence[int]) -> list[Offer]:
    """The offers of these ids, in their order; ids that are gone are left out."""
    rows = shop.query(
        "SELECT o.*, v.id AS terms_id, v.version, v.terms, t.issued, t.used, t.discount_fen, t.worth_fen FROM offer o"
        " JOIN offer_terms v ON v.offer_id = o.id JOIN offer_total t ON t.offer_id = o.id"
        f" WHERE {_NEWEST} AND o.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(offer_ids))],
    )
    found = {row["id"]: _offer(row) for row in rows}
    return [found[i] for i in offer_ids if i in found]


def all_live(shop: Shop) -> list[Offer]:
    """Every offer that is not stopped, by name."""
    return fetch(shop, ids(shop, sort="name", descending=False))


def terms_of(shop: Shop, terms_id: int) -> Terms:
    """One version of an offer's terms, as coupons keep them."""
    text = shop.value("SELECT terms FROM offer_terms WHERE id = ?", [terms_id])
    if text is None:
        raise UserError("This offer is no longer in the shop file.")
    return from_json(text)


def counts(shop: Shop) -> tuple[int, int]:
    """How many offers run, and how many are stopped."""
    row = shop.query("SELECT count(*) AS n, coalesce(sum(retired), 0) AS stopped FROM offer")[0]
    return row["n"] - row["stopped"], row["stopped"]


def totals(shop: Shop) -> Use:
    """What became of the coupons of all offers together."""
    row = shop.query(
        "SELECT coalesce(sum(issued), 0) AS issued, coalesce(sum(used), 0) AS used,"
        " coalesce(sum(discount_fen), 0) AS discount_fen, coalesce(sum(worth_fen), 0) AS worth_fen FROM offer_total"
    )[0]
    return _use(row)


def _offer(row: Row) -> Offer:
    return Offer(
        id=row["id"],
        name=row["name"],
        terms_id=row["terms_id"],
        version=row["version"],
        terms=from_json(row["terms"]),
        use=_use(row),
        created_at=datetime.fromisoformat(row["created_at"]),
        is_retired=bool(row["retired"]),
    )


def _use(row: Row) -> Use:
    return Use(row["issued"], row["used"], row["discount_fen"], row["worth_fen"])
