"""Writes the figures of a tab of the Repurchase page as a spreadsheet: what the tab shows, read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from storeassist.adapters import sheets
from storeassist.adapters.sheets import Table
from storeassist.features.habits.records_value import Value
from storeassist.features.repurchase import jobs_page, rules
from storeassist.features.repurchase.jobs_page import Expected, Overview, Pairs, Rfm, Rhythms, Tiers, Worth
from storeassist.features.repurchase.records import Compared, Rate
from storeassist.features.repurchase.rules_tiers import definition, word
from storeassist.features.repurchase.rules_words import cell_word, kind_word, state_word
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

Row = Sequence[Any]


def export(job: Job, shop: Shop, path: Path, what: str, *question: Any) -> int:
    """Write the tab called ``what``, asked as the page asks it, to ``path``; returns the number of rows."""
    if path.suffix.lower() != ".xlsx":
        raise UserError("Give the file a name that ends in .xlsx: {name}", name=path.name)
    read, tables = _TABS[what]
    return sheets.write_tables(path, tables(shop, read(job, shop, *question)), job=job)


def _overview(shop: Shop, found: Overview) -> list[Table]:
    return [
        Table(
            [
                *(_("Figure"), _("Counted"), _("Of all"), _("Share"), _("Counted before"), _("Of all before")),
                *(_("Share before"), _("Verdict"), _("Definition")),
            ],
            list(_rates(found)),
            _("Rates"),
            share_columns=(3, 6),
        ),
        Table(
            [
                _("Month"), _("By customer"), _("Of all"), _("By transaction"), _("Of all"), _("From the month before"),
                _("Of all"), _("Second visit in 30 days"), _("Of all"),
            ],
            [
                [
                    f"{month.first_day:%Y-%m}",
                    *(
                        figure
                        for share in (month.by_customer, month.by_transaction, month.two_windows, month.second_visit)
                        for figure in ((share.known, share.whole) if share else (None, None))
                    ),
                ]
                for month in found.trend if month.is_over
            ],
            _("By month"),
            share_columns=range(1, 5),
        ),
        Table(
            [_("First visit"), _("Customers"), *(_("Month {n}", n=month) for month in range(1, rules.TREND_MONTHS))],
            [
                [f"{one.first_day:%Y-%m}", one.customers, *(one.share(month) for month in range(1, rules.TREND_MONTHS))]
                for one in found.cohorts
            ],
            _("Who stayed"),
            share_columns=range(2, rules.TREND_MONTHS + 1),
        ),
    ]  # fmt: skip


def _rates(found: Overview) -> Iterator[Row]:
    rates = found.rates
    for rate, compared in (
        (Rate.BY_CUSTOMER, rates.by_customer),
        (Rate.BY_TRANSACTION, rates.by_transaction),
        (Rate.TWO_WINDOWS, rates.two_windows),
    ):
        yield [*_rate(rules.title(rate), compared), rules.definition(rate, rates.days)]
    for days, second in rates.second_visit.items():
        title, about = rules.title(Rate.SECOND_VISIT, days), rules.definition(Rate.SECOND_VISIT, rates.days, days)
        ever = second.ever
        yield [title, ever.part, ever.whole, ever.value, *(None,) * 4, about]
        latest = _("{rate}: the newcomers of {days} days", rate=title, days=rates.days)
        yield [*_rate(latest, second.lately), about]


def _rate(title: str, compared: Compared) -> Row:
    now, before = compared.now, compared.before
    verdict = rules.verdict_words(compared.verdict)
    return [title, now.part, now.whole, now.value, before.part, before.whole, before.known, verdict]


def _rhythm(shop: Shop, found: Rhythms) -> list[Table]:
    names = _names(shop)
    people = [
        [
            *names[one.customer_id], state_word(one.state), one.last_visit_on, one.days_away, round(one.ratio, 2),
            one.expected_on, one.visits, _yuan(one.spent_fen),
        ]
        for one in map(found.people.__getitem__, found.people.arranged("ratio", descending=True))
    ]  # fmt: skip
    headings = [
        *(_("Number"), _("Customer"), _("State"), _("Last visit"), _("Away"), _("× usual"), _("Expected")),
        *(_("Visits"), _("Spent")),
    ]
    gaps = [[one.first, one.last, one.gaps] for one in found.gaps]
    return [
        Table(headings, people, _("Rhythm"), text_columns=(0, 1), money_columns=(8,)),
        Table([_("From"), _("To"), _("Gaps")], gaps, _("Days between two visits")),
    ]


def _rfm(shop: Shop, found: Rfm) -> list[Table]:
    groups = [_("Customers"), _("Spent")]
    cells = sorted(found.grid.cells.items(), reverse=True)
    return [
        Table(
            ["R", "F", *groups],
            [[cell.r, cell.f, group.customers, _yuan(group.spent_fen)] for cell, group in cells],
            _("How lately × how often"),
            money_columns=(3,),
        ),
        Table(
            [_("Type"), *groups],
            [[kind_word(kind), group.customers, _yuan(group.spent_fen)] for kind, group in found.grid.kinds.items()],
            _("Eight types"),
            money_columns=(2,),
        ),
        Table(
            [_("A month ago"), _("Now"), _("Customers")],
            [[cell_word(move.before), cell_word(move.after), move.customers] for move in found.moves],
            _("Since a month ago"),
        ),
    ]


def _tiers(shop: Shop, found: Tiers) -> list[Table]:
    hero = found.hero.name if found.hero else ""
    headings = [_("Tier"), _("Definition"), _("Customers"), _("Share of people"), _("Spent"), _("Share of sales")]
    rows = [
        [word(one.tier), definition(one.tier, hero), one.customers, one.people, _yuan(one.spent_fen), one.sales]
        for one in found.shares
    ]
    return [Table(headings, rows, _("Hero tiers"), money_columns=(4,), share_columns=(3, 5))]


def _forecast(shop: Shop, found: Expected) -> list[Table]:
    names, test = _names(shop), found.forecast.backtest
    people = [
        [
            *names[one.customer_id], one.visits, one.p_alive, _rounded(one.expected_visits), _yuan(one.expected_fen),
            one.lately, _yuan(one.lately_fen),
        ]
        for one in map(found.forecast.customers.__getitem__, found.forecast.in_order)
    ]  # fmt: skip
    headings = [
        *(_("Number"), _("Customer"), _("Visits so far"), _("Chance"), _("Visits to expect"), _("Worth"), _("Lately")),
        _("Brought"),
    ]
    tried = [[one.least, one.most, one.customers, _rounded(one.predicted), one.actual] for one in test.classes] if test else []
    return [
        Table(headings, people, _("Forecast"), text_columns=(0, 1), money_columns=(5, 7), share_columns=(3,)),
        Table([_("From"), _("To"), _("People"), _("Expected"), _("Came")], tried, _("Tried on the days that are over")),
    ]


def _value(shop: Shop, found: Worth) -> list[Table]:
    names = _names(shop)
    worth = [_("Revenue"), _("Gross profit")]
    sources = [
        [
            one.source or _("Not said"), one.value.customers, *_worth(one.value), _yuan(one.spent_fen),
            _yuan(one.cac_fen), one.payback_days,
        ]
        for one in found.sources
    ]  # fmt: skip
    people = [[*names[one.customer_id], one.value.bills, *_worth(one.value)] for one in found.customers]
    return [
        Table(
            [_("Source"), _("Customers"), *worth, _("Cost so far"), _("Cost of each"), _("Paid back")],
            sources,
            _("By source"),
            text_columns=(0,),
            money_columns=(2, 3, 4, 5),
        ),
        Table(
            [_("Number"), _("Customer"), _("Bills"), *worth],
            people,
            _("By customer"),
            text_columns=(0, 1),
            money_columns=(3, 4),
        ),
        Table(
            ["%", _("Customers"), _("Of all"), _("Spent"), _("Of the money")],
            [[one.percent, one.customers, one.of, _yuan(one.spent_fen), one.share] for one in found.tops],
            _("Who spent most"),
            money_columns=(3,),
            share_columns=(4,),
        ),
    ]


def _pairs(shop: Shop, found: Pairs) -> list[Table]:
    pairs: list[Row] = [[one.a_name, one.b_name, one.together, one.a_bills, one.b_bills, _rounded(one.lift)] for one in found.pairs]
    firsts: list[Row] = [
        [one.name, one.customers, one.again.part, one.again.whole, ", ".join(f"{two.name} {two.customers}" for two in one.next)]
        for one in found.firsts
    ]
    headings = [_("Product"), _("and"), _("Bills with both"), _("Bills with the first"), _("Bills with the second"), _("× chance")]
    begun = [_("On the first bill"), _("Customers"), _("Came again"), _("Counted"), _("On the second visit most often")]
    return [
        Table(headings, pairs, _("On one bill"), text_columns=(0, 1)),
        Table(begun, firsts, _("After the first purchase"), text_columns=(0, 4)),
    ]


def _worth(value: Value) -> tuple[float | None, float | None]:
    return _yuan(value.revenue_fen), _yuan(value.profit_fen)


def _names(shop: Shop) -> Mapping[int, tuple[str, str]]:
    """Number and name of everybody."""
    return {row["id"]: (row["number"], row["name"]) for row in shop.query("SELECT id, number, name FROM customer")}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


_TABS: Mapping[str, tuple[Callable[..., Any], Callable[[Shop, Any], list[Table]]]] = {
    "overview": (jobs_page.overview, _overview),
    "rhythm": (jobs_page.rhythm, _rhythm),
    "rfm": (jobs_page.rfm, _rfm),
    "tiers": (jobs_page.tiers, _tiers),
    "forecast": (jobs_page.forecast, _forecast),
    "value": (partial(jobs_page.value, limit=None), _value),
    "pairs": (jobs_page.pairs, _pairs),
}
"""How each tab is read, and what of it is written."""
