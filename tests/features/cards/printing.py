"""Offers and batches to print in tests, and what can be read on the finished pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storeassist.adapters import barcodes, pdf
from storeassist.features.cards import actions, designs, sheets, store
from storeassist.features.cards.records import Batch, BatchFacts, CardKind, Target, TargetKind
from storeassist.features.cards.records_print import Layout
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.database import Shop

OFFER = "满58减8"
TERMS = Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00)
PERSONAL = Target(TargetKind.PERSONAL, "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc")
GROUP = Target(TargetKind.GROUP, "https://weixin.qq.com/g/AQYAAF3kq0Zk2mZp7uV1", date(2026, 9, 22))


@dataclass
class Told:
    """A job that asks ``at`` each report what to do, such as to give up."""

    at: Callable[[int, int, str], None]

    def report(self, done: int, total: int, text: str = "") -> None:
        self.at(done, total, text)


def offer(shop: Shop, now: datetime, name: str = OFFER, **terms: Any) -> int:
    """Add an offer of ¥8 off from ¥58 and return its id."""
    return offers.add(shop, name, replace(TERMS, **terms), now)


def facts(offer_id: int | None, quantity: int = 12, **more: Any) -> BatchFacts:
    """Coupon cards of an offer."""
    kind = more.pop("kind", CardKind.COUPON)
    return BatchFacts(
        **{"name": "五月券卡", "kind": kind, "quantity": quantity, "design": usual(kind), "offer_id": offer_id, **more}
    )


def batch(shop: Shop, now: datetime, quantity: int = 12, **more: Any) -> Batch:
    """A batch of coupon cards, with an offer of its own unless one is named."""
    offer_id = more.pop("offer_id") if "offer_id" in more else offer(shop, now)
    return store.get(shop, actions.add(shop, facts(offer_id, quantity, **more), now))


def usual(kind: CardKind) -> str:
    """The first design of a kind."""
    return designs.for_kind(kind)[0].name


def layout(one: Batch, **more: Any) -> Layout:
    """The usual sheet of a batch."""
    return Layout(sheets.fitting(designs.by_name(one.facts.design))[0].name, **more)


def read(path: Path) -> list[str]:
    """Every code of a PDF."""
    pages = range(pdf.page_count(path))
    return [found.text for page in pages for found in barcodes.read(pdf.render(path, page))]


def rows(shop: Shop) -> dict[str, int]:
    """How much there is of what printing makes."""
    tables = ("coupon_issue", "coupon", "coupon_ledger", "card_run")
    return {table: int(shop.value(f"SELECT count(*) FROM {table}")) for table in tables}
