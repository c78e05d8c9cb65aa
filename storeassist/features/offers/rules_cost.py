"""What an offer is likely to cost, what it costs at worst, and when it pays: from the shop's own bills, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.money import whole_yuan, yuan
from storeassist.kernel.text import _, many

DAYS = 90
"""So many days back bills are looked at."""
LEAST_BILLS = 30
LEAST_LINES = 30
LEAST_ISSUED = 30
"""Fewer tell nothing."""
COUPONS = 100
"""The cost of an offer without a limit is told for so many coupons."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the shop's bills of the last DAYS days tell about an offer.

    ``fitting`` bills came up to its least spend; ``fitting_fen`` is their average before discount and ``off_fen`` what a
    percentage takes off one on average. ``margin`` is the part of sales that is not cost, of ``lines`` whose cost is known.
    ``issued`` and ``used`` count the coupons of all offers so far.
    """

    bills: int = 0
    fitting: int = 0
    fitting_fen: int = 0
    off_fen: int = 0
    margin: float | None = None
    lines: int = 0
    price_fen: int | None = None
    cost_fen: int | None = None
    issued: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """An offer's cost in fen; None is what cannot be told.

    ``a_use`` is the cost of one use, ``likely`` of so many ``coupons``, ``worst`` of all uses its limits allow.
    ``left`` is the gross profit of a bill that holds one, ``extra_share`` the part of uses that must be visits the offer
    alone brought for it to pay, ``break_even`` how many such visits earn a fixed cost back.
    """

    figures: Figures
    a_use: int | None
    likely: int | None
    coupons: int
    worst: int | None
    left: int | None
    extra_share: float | None
    break_even: int | None
    fixed_fen: int = 0


def estimate(terms: Terms, figures: Figures, fixed_fen: int = 0) -> Estimate:
    """The cost of an offer with these terms; ``fixed_fen`` is spent anyway, such as for printing.

    With d the cost of a use, A the average fitting bill before discount and m the margin:

    - likely = coupons x (used / issued of all offers so far) x d, at most the worst case;
    - worst = total x the most one use can take, at most the cost ceiling; None when neither limits it;
    - left = m A - d; extra share e solves e m A = d: a visit the offer brought earns m A - d, any other use costs d;
    - break-even visits = fixed cost / (m A - d), rounded up; None when nothing is left.
    """
    a_use, worst = _a_use(terms, figures), _worst(terms, figures)
    coupons, likely = terms.total or COUPONS, None
    if a_use is not None and figures.issued >= LEAST_ISSUED:
        likely = round(coupons * min(1.0, figures.used / figures.issued) * a_use)
        likely = likely if worst is None else min(likely, worst)
    earned = round(figures.margin * figures.fitting_fen) if figures.margin is not None and _is_enough(figures) else None
    left = None if earned is None or a_use is None else earned - a_use
    extra = a_use / earned if earned and a_use is not None and earned > 0 else None
    pays = ceil(fixed_fen / left) if fixed_fen > 0 and left is not None and left > 0 else None
    return Estimate(figures, a_use, likely, coupons, worst, left, extra, pays, fixed_fen)


def cost_lines(told: Estimate) -> list[tuple[str, str, str]]:
    """An estimate for the owner: what, how much, and where the figure comes from."""
    lines = [(_("One use"), _money(told.a_use), _how_a_use(told)), (_likely_label(told), _about(told.likely), _how_likely(told))]
    worst = _("no limit") if told.worst is None else yuan(told.worst)
    how = _("set a number of uses or a highest cost") if told.worst is None else _("if every use that the limits allow is made")
    lines.append((_("At worst"), worst, how))
    lines.append((_("Extra visits it needs"), _extra_words(told), _how_extra(told)))
    if told.fixed_fen:
        lines.append((_("To earn {amount} back", amount=yuan(told.fixed_fen)), _break_even_words(told), _how_left(told)))
    return lines


def awaited_lines(terms: Terms, fixed_fen: int = 0) -> list[tuple[str, str, str]]:
    """What will be told of an offer's cost, while its figures are being read."""
    return [(label, "…", "") for label, _figure, _how in cost_lines(estimate(terms, Figures(), fixed_fen))]


def _is_enough(figures: Figures) -> bool:
    return figures.fitting >= LEAST_BILLS


def _a_use(terms: Terms, figures: Figures) -> int | None:
    match terms.kind:
        case Kind.PERCENT_OFF:
            return figures.off_fen if _is_enough(figures) else None
        case Kind.GIFT:
            return figures.price_fen if figures.cost_fen is None else figures.cost_fen
        case Kind.SPECIAL_PRICE:
            return None if figures.price_fen is None else max(0, figures.price_fen - terms.value_fen)
    return terms.value_fen


def _worst(terms: Terms, figures: Figures) -> int | None:
    # The ceiling counts menu prices, so a gift is taken at its price here even where its cost is known.
    most: int | None
    if terms.kind is Kind.PERCENT_OFF:
        most = terms.max_discount_fen
    elif terms.kind is Kind.GIFT:
        most = figures.price_fen
    else:
        most = _a_use(terms, figures)
    by_uses = None if most is None or terms.total is None else terms.total * most
    limits = [limit for limit in (by_uses, terms.cost_ceiling_fen) if limit is not None]
    return min(limits) if limits else None


def _money(fen: int | None) -> str:
    return _("cannot tell yet") if fen is None else yuan(fen)


def _about(fen: int | None) -> str:
    return _("cannot tell yet") if fen is None else _("about {amount}", amount=whole_yuan(fen))


def _how_a_use(told: Estimate) -> str:
    figures = told.figures
    if told.a_use is None:
        if figures.fitting < LEAST_BILLS and figures.price_fen is None:
            return _bills_words(figures)
        return _("the price of the product is not known")
    if figures.off_fen:
        return many("average of {n} bill of 90 days that it fits", "average of {n} bills of 90 days that it fits", figures.fitting)
    if figures.cost_fen is not None:
        return _("what the product costs the shop")
    return _("at menu prices") if figures.price_fen is not None else _("the same on every bill")


def _bills_words(figures: Figures) -> str:
    return many("only {n} bill of 90 days fits", "only {n} bills of 90 days fit", figures.fitting)


def _likely_label(told: Estimate) -> str:
    return many("Likely, of {n} coupon", "Likely, of {n} coupons", told.coupons)


def _how_likely(told: Estimate) -> str:
    figures = told.figures
    if figures.issued < LEAST_ISSUED:
        return _("once {n} coupons are out, their use tells", n=LEAST_ISSUED)
    return _("{used} of {issued} coupons were used so far", used=f"{figures.used:,}", issued=f"{figures.issued:,}")


def _extra_words(told: Estimate) -> str:
    if told.extra_share is None:
        return _("cannot tell yet")
    if told.extra_share > 1:
        return _("never pays")
    return _("{n} of 100 uses", n=max(1, ceil(round(told.extra_share * 100, 6))) if told.a_use else 0)


def _how_extra(told: Estimate) -> str:
    figures = told.figures
    if figures.margin is None:
        return _("fill in what products cost, on the Products page")
    if not _is_enough(figures):
        return _bills_words(figures)
    return _("bill of {amount}, margin {margin}", amount=yuan(figures.fitting_fen), margin=f"{figures.margin:.0%}")


def _break_even_words(told: Estimate) -> str:
    if told.left is None:
        return _("cannot tell yet")
    if told.break_even is None:
        return _("never pays")
    return many("{n} extra visit", "{n} extra visits", told.break_even)


def _how_left(told: Estimate) -> str:
    if told.left is None:
        return _how_extra(told)
    return _("each leaves {amount}", amount=yuan(told.left))
