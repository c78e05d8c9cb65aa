"""An offer as the owner reads it: what it gives in a few words, and the whole of it as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from storeassist.features.offers.records import Hours, Kind, Stacking, Terms
from storeassist.features.products.records import Role
from storeassist.kernel.dates import show_day, show_day_in_full
from storeassist.kernel.money import YUAN, currency, plain_yuan, yuan
from storeassist.kernel.text import N_, _, language, many

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
ROLES = {
    Role.LEAD: N_("any lead product"),
    Role.HERO: N_("any hero product"),
    Role.PROFIT: N_("any profit product"),
    Role.ORDINARY: N_("any ordinary product"),
}
_DAYS = 7
_FOLDED_FROM = 3
"""So many days in a row are said as from one to the other."""


def sentence(terms: Terms) -> str:
    """The whole offer: what it gives, then every condition it has."""
    words = _gives(terms)
    for clause in conditions(terms):
        words = _("{words}, {more}", words=words, more=clause)
    return words


def value_words(terms: Terms) -> str:
    """What a coupon brings, without its conditions: ¥8 off; 20% off, at most ¥30 off."""
    plain = _gives(Terms(terms.kind, terms.value_fen, terms.basis_points, product=terms.product))
    cap = _cap(terms)
    return _("{words}, {more}", words=plain, more=cap) if cap else plain


def conditions(terms: Terms) -> list[str]:
    """Every condition but the least spend, in the order in which a shop says them: what, when, who, how often, how long."""
    every = (
        _cap(terms),
        _named(terms),
        _times(terms),
        _("for the first purchase only") if terms.first_purchase_only else "",
        *_limits(terms),
        _("for its holder only") if terms.personal else "",
        _stacks(terms.stacking),
        _dates(terms.valid_from, terms.valid_to),
        _days_valid(terms.days_after_issue),
        *_ends(terms),
    )
    return [clause for clause in every if clause]


def percent_figure(basis_points: int) -> str:
    """What is taken off; in Chinese what is left, in tenths: 12 % off is 8.8 折."""
    return f"{(10_000 - basis_points) / 1000:g} 折" if language() == "zh_CN" else f"{basis_points / 100:g}%"


def weekdays_words(days: Sequence[int]) -> str:
    """Days of the week, those in a row folded: Mon–Fri; over the end of the week too."""
    words: list[str] = []
    for run in _runs(sorted(set(days))):
        names = [_(WEEKDAYS[day - 1]) for day in run]
        is_folded = len(run) >= _FOLDED_FROM
        words += [_("{first}–{last}", first=names[0], last=names[-1])] if is_folded else names
    return _listed(words, _(" and "))


def hours_words(hours: Sequence[Hours]) -> str:
    """Parts of the day: 14:00–17:00, 22:00–02:00 the next day."""
    return _(", ").join(_part(one) for one in hours)


def _gives(terms: Terms) -> str:
    least = _bare(terms.min_spend_fen) if terms.min_spend_fen else ""
    bare, amount, product = _bare(terms.value_fen), _money(terms.value_fen), terms.product
    match terms.kind:
        case Kind.AMOUNT_OFF if least:
            return _("{amount} off from {least}", amount=bare, least=least)
        case Kind.AMOUNT_OFF:
            return _("{amount} off", amount=amount)
        case Kind.PERCENT_OFF if least:
            return _("{rate} off from {least}", rate=percent_figure(terms.basis_points), least=least)
        case Kind.PERCENT_OFF:
            return _("{rate} off", rate=percent_figure(terms.basis_points))
        case Kind.GIFT if least:
            return _("Free {product} from {least}", product=product, least=least)
        case Kind.GIFT:
            return _("Free {product}", product=product)
        case Kind.SPECIAL_PRICE if least:
            return _("{product} for {amount} from {least}", product=product, amount=amount, least=least)
        case Kind.SPECIAL_PRICE:
            return _("{product} for {amount}", product=product, amount=amount)
    if least:
        return _("{amount} red packet from {least}", amount=amount, least=least)
    return _("{amount} red packet", amount=amount)


def _cap(terms: Terms) -> str:
    return _("at most {amount} off", amount=_money(terms.max_discount_fen)) if terms.max_discount_fen else ""


def _named(terms: Terms) -> str:
    wanted = [*terms.products, *(_(ROLES[role]) for role in terms.roles)]
    return _("with {products} on the bill", products=_listed(wanted, _(" or "))) if wanted else ""


def _times(terms: Terms) -> str:
    days, hours = weekdays_words(terms.weekdays), hours_words(terms.hours)
    if days and hours:
        return _("{days} {hours}", days=days, hours=hours)
    return days or (_("daily {hours}", hours=hours) if hours else "")


def _limits(terms: Terms) -> list[str]:
    said = []
    if terms.per_customer is not None:
        said.append(many("once per customer", "{n} times per customer", terms.per_customer))
    if terms.per_customer_per_day is not None:
        n = terms.per_customer_per_day
        said.append(many("once a day per customer", "{n} times a day per customer", n))
    if terms.uses_per_code > 1:
        said.append(many("each code works once", "each code works {n} times", terms.uses_per_code))
    return said


def _stacks(stacking: Stacking) -> str:
    if stacking is Stacking.ANY:
        return _("can be used with other coupons")
    return _("of several only the best counts") if stacking is Stacking.BEST else ""


def _dates(first: date | None, last: date | None) -> str:
    if first and last and first == last:
        return _("only on {day}", day=show_day_in_full(first))
    if first and last:
        is_year_first = language() == "zh_CN"
        begins = show_day_in_full(first) if is_year_first else show_day(first, last)
        ends = show_day(last, first) if is_year_first else show_day_in_full(last)
        return _("valid {first} to {last}", first=begins, last=ends)
    if first:
        return _("valid from {day}", day=show_day_in_full(first))
    return _("valid until {day}", day=show_day_in_full(last)) if last else ""


def _days_valid(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return _("valid on the day of issue")
    return many("valid {n} day from issue", "valid {n} days from issue", days)


def _ends(terms: Terms) -> list[str]:
    said = []
    if terms.total is not None:
        said.append(many("{n} use in all", "{n} uses in all", terms.total))
    if terms.cost_ceiling_fen is not None:
        said.append(_("until {amount} are given", amount=_money(terms.cost_ceiling_fen)))
    return said


def _runs(days: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][-1] == _DAYS and len(runs[0]) + len(runs[-1]) >= _FOLDED_FROM:
        runs.append(runs.pop() + runs.pop(0))
    return runs


def _listed(words: Sequence[str], last: str) -> str:
    return last.join([_(", ").join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _part(part: Hours) -> str:
    start, midnight = f"{part.start:%H:%M}", time()
    if part.end == midnight:
        return f"{start}–24:00"
    end = f"{part.end:%H:%M}"
    return _("{start}–{end} the next day", start=start, end=end) if part.end < part.start else f"{start}–{end}"


def _bare(fen: int) -> str:
    """A sum as 满 58 减 8 has it; with the shop's sign where that is not usual."""
    if language() == "zh_CN" and currency() == YUAN:
        return plain_yuan(fen).rstrip("0").removesuffix(".")
    return yuan(fen)


def _money(fen: int) -> str:
    return f"{_bare(fen)} 元" if language() == "zh_CN" and currency() == YUAN else yuan(fen)
