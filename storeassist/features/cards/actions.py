"""What the owner does with batches of cards. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storeassist.adapters import barcodes, pictures
from storeassist.features.cards import designs, rules, rules_print, store
from storeassist.features.cards.records import Batch, BatchFacts, Run, Target
from storeassist.features.cards.records_print import Layout
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.habits.store import business_today
from storeassist.features.offers import store as offers
from storeassist.features.products.rules import tidy
from storeassist.kernel.bulk import update_row
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_

_SMALL = (600, 3000)
"""Pixels: a picture below this size is looked at enlarged as well, its modules being two or three pixels wide."""

_LOGO = 480
"""Points: so many print sharp on 16 mm, and weigh less than the largest logo even when no two are alike."""


def add(shop: Shop, facts: BatchFacts, now: datetime) -> int:
    """Add a batch and return its id; raises UserError when it cannot be printed so, or its name is taken."""
    facts = _checked(shop, facts, now)
    refuse_retired(shop, facts.offer_id)
    with shop.act(now, N_("Added the batch {name}"), name=facts.name) as db:
        _refuse_taken_name(db, facts.name, None)
        row = {**_columns(facts), "created_at": iso(now)}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        return int(db.execute(f"INSERT INTO card_batch ({names}) VALUES ({marks})", list(row.values())).lastrowid)


def edit(shop: Shop, batch_id: int, facts: BatchFacts, now: datetime) -> None:
    """Make ``facts`` those of the batch; raises UserError as ``add`` does, and for what stands on printed cards."""
    with shop.act(now, N_("Changed the batch {name}"), name=tidy(facts.name)) as db:
        batch = store.get(shop, batch_id)
        if batch.printed or batch.issue_id is not None:
            until = facts.valid_until  # may be past by now
            facts = rules.checked(_tidied(replace(facts, valid_until=None)), business_today(shop, now))
            facts = replace(facts, valid_until=until)
            rules.check_kept(batch, facts)
        else:
            facts = _checked(shop, facts, now)
            if facts.offer_id != batch.facts.offer_id:
                refuse_retired(shop, facts.offer_id)
        _refuse_taken_name(db, facts.name, batch_id)
        update_row(db, "card_batch", batch_id, _columns(facts))


def remove(shop: Shop, batch_id: int, now: datetime) -> None:
    """Take a batch out that was never printed; raises UserError for any other."""
    with shop.act(now, N_("Removed the batch {name}"), name=store.get(shop, batch_id).facts.name) as db:
        batch = store.get(shop, batch_id)
        if batch.printed or batch.issue_id is not None:
            raise UserError("Cards of this batch are printed, so it stays: what they bring is counted by it.")
        db.execute("DELETE FROM card_batch WHERE id = ?", [batch_id])


def release(
    shop: Shop,
    batch: Batch,
    codes: Sequence[int],
    serials: Collection[int],
    layout: Layout,
    pages: int,
    now: datetime,
    *,
    valid_until: date | None = None,
    terms_id: int | None = None,
    why: str = "",
) -> Run:
    """Keep that cards leave the program: their coupons, when these are new, and the run. It cannot be taken back.

    ``valid_until`` is the day that stands on them, ``terms_id`` the terms of the offer that do. ``batch`` is as it was
    when the cards were drawn; raises UserError when it, or the offer, is another by now. Cards with gaps between their
    numbers are kept as several runs; the answer is the whole.
    """
    with shop.act(now, N_("Printed cards of {name}"), record=False, name=batch.facts.name) as db:
        if store.get(shop, batch.id) != batch:
            raise UserError("This batch was changed, or printed, while its cards were drawn. Print it once more.")
        if batch.issue_id is None and batch.facts.offer_id is not None:
            if terms_id is not None and offers.get(shop, batch.facts.offer_id).terms_id != terms_id:
                raise UserError("The offer was changed while its cards were drawn. Print them once more.")
            issue_id = coupons.issue(
                shop,
                batch.facts.offer_id,
                now,
                count=batch.facts.quantity,
                codes=codes,
                valid_until=valid_until,
                from_claim=True,
            )
            db.execute("UPDATE card_batch SET issue_id = ? WHERE id = ?", [issue_id, batch.id])
        stretches = rules.stretches(serials)
        ids = [
            int(
                db.execute(
                    "INSERT INTO card_run (batch_id, at, first, last, sheet, start, pages, why)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [batch.id, iso(now), first, last, layout.sheet, layout.start, pages, why],
                ).lastrowid
            )
            for first, last in stretches
        ]
        shop.for_good("card_batch", batch.id)
    first, last = stretches[0][0], stretches[-1][1]
    return Run(ids[-1], batch.id, now, first, last, layout.sheet, layout.start, pages, why)


def read_target(source: Path | bytes | pictures.Grey, today: date) -> Target:
    """Where the QR code in a picture of the owner's leads; raises UserError when there is none, or several."""
    picture = source if isinstance(source, pictures.Grey) else pictures.open_picture(source)
    found = barcodes.read(picture)
    if not found and picture.width < _SMALL[0] and picture.height < _SMALL[1]:
        found = barcodes.read(pictures.enlarged(picture, 3))
    texts = {one.text for one in found}
    if not texts:
        raise UserError(
            "No QR code can be read in this picture. Make a new screenshot of the code, whole and sharp.",
            field="target",
        )
    if len(texts) > 1:
        raise UserError(
            "There are {n} QR codes in this picture: cut out the one you want.", field="target", n=len(texts)
        )
    return rules.target_of(texts.pop(), today)


def read_logo(source: Path | bytes) -> bytes:
    """The owner's logo as it is kept, sharp enough for a poster; raises UserError for what is no picture."""
    return pictures.small_png(source, _LOGO)


def refuse_retired(shop: Shop, offer_id: int | None) -> None:
    """Raise UserError for new cards of an offer that is stopped."""
    if offer_id is not None and (offer := offers.get(shop, offer_id)).is_retired:
        raise UserError(
            "The offer {name} is retired. Choose another, or bring it back.", field="offer", name=offer.name
        )


def _checked(shop: Shop, facts: BatchFacts, now: datetime) -> BatchFacts:
    today = business_today(shop, now)
    facts = rules.checked(_tidied(facts), today)
    design = designs.by_name(facts.design)
    if facts.kind not in design.kinds:
        raise UserError("The design {design} is for cards of another kind.", field="design", design=design.title)
    rules_print.colours(design, facts.colour)
    if facts.offer_id is not None:
        rules.check_days(facts, offers.get(shop, facts.offer_id).terms, today)
    if facts.target.text and _is_coupon(shop, facts.target.text, now):
        raise UserError(
            "This is the code of one coupon: on every card, it could be used only once. Choose the offer instead.",
            field="target",
        )
    return facts


def _is_coupon(shop: Shop, text: str, now: datetime) -> bool:
    try:
        coupon_store.by_text(shop, text, now)
    except UserError:
        return False
    return True


def _tidied(facts: BatchFacts) -> BatchFacts:
    """``facts`` without words for places that the design does not have: those of the design before it."""
    known = {field.key for field in designs.by_name(facts.design).fields}
    return replace(facts, fields={key: text.strip() for key, text in facts.fields.items() if key in known})


def _refuse_taken_name(db: Connection, name: str, own_id: int | None) -> None:
    taken = db.execute("SELECT id FROM card_batch WHERE name = ?", [name]).fetchone()
    if taken and taken["id"] != own_id:
        raise UserError("There is a batch called {name} already.", field="name", name=name)


def _columns(facts: BatchFacts) -> Mapping[str, Any]:
    return {
        "name": facts.name,
        "kind": facts.kind.value,
        "place": facts.place,
        "channel": facts.channel,
        "offer_id": facts.offer_id,
        "quantity": facts.quantity,
        "valid_until": facts.valid_until and facts.valid_until.isoformat(),
        "cost_fen": facts.cost_fen,
        "design": facts.design,
        "fields": json.dumps(dict(facts.fields), ensure_ascii=False),
        "colour": facts.colour,
        "logo": facts.logo,
        "target_kind": facts.target.kind.value,
        "target_text": facts.target.text,
        "target_dies_on": facts.target.dies_on and facts.target.dies_on.isoformat(),
    }
