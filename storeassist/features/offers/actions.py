"""What the owner does with offers. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from storeassist.features.offers import rules, store
from storeassist.features.offers.records import Terms
from storeassist.features.offers.store_use import most_used
from storeassist.features.products import store as products
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_


def add(shop: Shop, name: str, terms: Terms, now: datetime) -> int:
    """Make an offer and return its id; raises UserError when its terms make no sense or the name is taken."""
    name, terms = rules.checked(name, terms)
    with shop.act(now, N_("Added offer {name}"), name=name) as db:
        _refuse(shop, db, name, terms, None)
        offer_id = int(
            db.execute("INSERT INTO offer (name, created_at) VALUES (?, ?) RETURNING id", [name, iso(now)]).fetchone()[0]
        )
        _add_version(db, offer_id, 1, terms, now)
        return offer_id


def edit(shop: Shop, offer_id: int, name: str, terms: Terms, now: datetime) -> None:
    """Change an offer for coupons to come: those already out keep the terms they were issued with.

    Raises UserError as ``add`` does, and when a limit would be below what was used or given already.
    """
    name, terms = rules.checked(name, terms)
    with shop.act(now, N_("Changed offer {name}"), name=name) as db:
        offer = store.get(shop, offer_id)
        _refuse(shop, db, name, terms, offer_id)
        rules.refuse_below_use(terms, offer.use, most_used(shop, offer_id))
        db.execute("UPDATE offer SET name = ? WHERE id = ? AND name IS NOT ? COLLATE BINARY", [name, offer_id, name])
        if terms != offer.terms:
            _add_version(db, offer_id, offer.version + 1, terms, now)


def retire(shop: Shop, offer_ids: Sequence[int], now: datetime) -> int:
    """Stop offers: no more coupons of them are issued, those out stay good; returns how many still ran."""
    with shop.act(now, N_("Stopped {count} offers"), count=len(offer_ids)) as db:
        return _set_retired(db, offer_ids, is_retired=True)


def bring_back(shop: Shop, offer_ids: Sequence[int], now: datetime) -> int:
    """Let stopped offers run again; returns how many were stopped."""
    with shop.act(now, N_("Brought {count} offers back"), count=len(offer_ids)) as db:
        return _set_retired(db, offer_ids, is_retired=False)


def refuse_price(shop: Shop, terms: Terms) -> None:
    """Raise UserError for a special price that is none: its product is known, and costs no more, or nobody knows."""
    if product := products.by_name(shop, terms.product) if terms.product else None:
        rules.refuse_price(terms, product.facts.price_fen)


def _set_retired(db: Connection, offer_ids: Sequence[int], *, is_retired: bool) -> int:
    return int(
        db.execute(
            "UPDATE offer SET retired = ?1 WHERE retired <> ?1 AND id IN (SELECT value FROM json_each(?2))",
            [int(is_retired), json.dumps(list(offer_ids))],
        ).rowcount
    )


def _add_version(db: Connection, offer_id: int, version: int, terms: Terms, now: datetime) -> None:
    db.execute(
        "INSERT INTO offer_terms (offer_id, version, terms, created_at) VALUES (?, ?, ?, ?)",
        [offer_id, version, rules.to_json(terms), iso(now)],
    )


def _refuse(shop: Shop, db: Connection, name: str, terms: Terms, own_id: int | None) -> None:
    taken = db.execute("SELECT id FROM offer WHERE name = ?", [name]).fetchone()
    if taken and taken["id"] != own_id:
        raise UserError("There is an offer called {name} already.", field="name", name=name)
    refuse_price(shop, terms)
