"""What the list of offers shows of each."""

from __future__ import annotations

from storeassist.features.offers.records import Kind, Offer
from storeassist.features.offers.rules import sentence
from storeassist.kernel.money import yuan
from storeassist.kernel.text import N_, _
from storeassist.ui.table import Column

KIND_WORDS = {
    Kind.AMOUNT_OFF: N_("Amount off"),
    Kind.PERCENT_OFF: N_("Percent off"),
    Kind.GIFT: N_("Gift"),
    Kind.SPECIAL_PRICE: N_("Special price"),
    Kind.RED_PACKET: N_("Red packet"),
}


def limit_used(offer: Offer) -> tuple[float, str] | None:
    """How far the offer is towards the nearer of its limits, and that in words; None when it has none."""
    terms, use = offer.terms, offer.use
    limits: list[tuple[float, str]] = []
    if terms.total:
        limits.append((use.used / terms.total, f"{use.used:,} / {terms.total:,}"))
    if terms.cost_ceiling_fen:
        limits.append((use.given_fen / terms.cost_ceiling_fen, f"{yuan(use.given_fen)} / {yuan(terms.cost_ceiling_fen)}"))
    return max(limits) if limits else None


def _limit_bar(offer: Offer) -> tuple[float, str]:
    used = limit_used(offer)
    return (0.0, "—") if used is None else (min(1.0, used[0]), f"{used[0]:.0%}")


def columns() -> list[Column[Offer]]:
    """The columns of the list of offers."""
    return [
        Column(
            "Offer",
            lambda offer: (offer.name, sentence(offer.terms)),
            key="name",
            kind="two-line",
            width=240,
            stretch=True,
            tone=lambda offer: "muted" if offer.is_retired else "",
        ),
        Column("Kind", lambda offer: [_(KIND_WORDS[offer.terms.kind])], key="kind", kind="tags", width=96, rank=5),
        Column("Issued", lambda offer: f"{offer.use.issued:,}", key="issued", kind="number", width=80, rank=2),
        Column("Used", lambda offer: f"{offer.use.used:,}", key="used", kind="number", width=72, rank=1),
        Column("Given", lambda offer: yuan(offer.use.given_fen), key="given", kind="number", width=96),
        Column("Limit used", _limit_bar, name="limit", kind="bar", width=124, rank=4),
    ]
