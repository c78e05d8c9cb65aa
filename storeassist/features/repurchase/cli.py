"""The command line of repurchase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from storeassist.features.habits import (
    rules_forecast,
    store_forecast,
    store_rfm,
    store_rhythm,
    store_tiers,
    store_totals,
)
from storeassist.features.habits.records import Mode, Rhythm, State
from storeassist.features.habits.records_forecast import Backtest, Forecast, Model
from storeassist.features.products import store as products
from storeassist.features.products.records import Product
from storeassist.features.repurchase import rules, rules_tiers, store, store_months, store_rates
from storeassist.features.repurchase.records import Cohort, Compared, Rate, Rates, Share
from storeassist.features.repurchase.rules_words import kind_word, state_word, times_usual
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many

_SHOWN = 20
"""Names in words; the JSON document has them all."""

_OVERDUE = (State.WATCH, State.DORMANT)


@click.group("repurchase")
def repurchase() -> None:
    """Who comes back, who is overdue, who brings the money, and what to expect of them."""


@repurchase.command("rates")
@click.option("--days", type=click.IntRange(1, rules.LONGEST_WINDOW), default=90, show_default=True)
@click.pass_obj
def rates(console: Console, days: int) -> None:
    """The four rates of the last DAYS times 24 hours, each as [came again, of]."""
    found = store_rates.rates(console.shop(), console.now(), days)
    document = {
        Rate.BY_CUSTOMER.value: _pair(found.by_customer.now),
        Rate.BY_TRANSACTION.value: _pair(found.by_transaction.now),
        Rate.TWO_WINDOWS.value: _pair(found.two_windows.now),
        Rate.SECOND_VISIT.value: {str(within): _pair(one.ever) for within, one in found.second_visit.items()},
    }
    console.show(document, _rates_in_words(found))


@repurchase.command("cohorts")
@click.option("--months", type=click.IntRange(1, 1_200), default=120, show_default=True)
@click.pass_obj
def cohorts(console: Console, months: int) -> None:
    """By month of the first visit: how many customers, and how many of them in each month since that is over."""
    found = store_months.cohorts(console.shop(), console.now(), months)
    document = [
        {"month": f"{one.first_day:%Y-%m}", "customers": one.customers, "active": list(one.active)} for one in found
    ]
    rows = [[f"{one.first_day:%Y-%m}", f"{one.customers:,}", *_shares(one)] for one in found]
    widest = max(map(len, rows), default=0)
    filled = [row + [""] * (widest - len(row)) for row in rows]
    console.show(document, aligned(filled) if filled else _("Nobody has come yet."))


@repurchase.command("due")
@click.option("--state", type=click.Choice([state.value for state in State]), help="watch and dormant by default.")
@click.pass_obj
def due(console: Console, state: str | None) -> None:
    """Who is overdue by their own rhythm, the longest first."""
    shop, now = console.shop(), console.now()
    people = store_rhythm.rhythms(shop, now, [State(state)] if state else _OVERDUE)
    found = [people[one] for one in people.arranged("ratio", descending=True)]
    names = store.names(shop, [one.customer_id for one in found])
    document = {
        "shop_gap_days": store_totals.shop_gap(shop, now),
        "customers": [_rhythm_as_json(one, names) for one in found],
    }
    rows = [
        [*names[one.customer_id], state_word(one.state), times_usual(one.ratio), one.expected_on.isoformat()]
        for one in found[:_SHOWN]
    ]
    console.show(document, _listed(rows, len(found)))


@repurchase.command("rfm")
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.FIXED.value, show_default=True)
@click.pass_obj
def rfm(console: Console, mode: str) -> None:
    """How lately, how often and for how much customers buy, as scores of 1 to 5, and their eight types."""
    shop, now, how = console.shop(), console.now(), Mode(mode)
    grid, scores = store_rfm.grid(shop, now, how), store_rfm.scores(shop, now, how)
    names = store.names(shop, [one.customer_id for one in scores])
    limits = store_rfm.thresholds(shop, now) if how is Mode.FIXED else None
    document = {
        "mode": how.value,
        "thresholds": limits and {"r": limits.r, "f": limits.f, "m": limits.m},
        "cells": [
            {"r": cell.r, "f": cell.f, "customers": group.customers, "spent_fen": group.spent_fen}
            for cell, group in sorted(grid.cells.items(), reverse=True)
        ],
        "types": {
            kind.value: {"customers": group.customers, "spent_fen": group.spent_fen}
            for kind, group in grid.kinds.items()
        },
        "customers": [
            {"number": names[one.customer_id][0], "r": one.r, "f": one.f, "m": one.m, "type": one.kind.value}
            for one in scores
        ],
    }
    rows = [[kind_word(kind), f"{group.customers:,}", yuan(group.spent_fen)] for kind, group in grid.kinds.items()]
    console.show(document, aligned(rows) if rows else _("Nobody has come yet."))


@repurchase.command("tiers")
@click.option("--hero", metavar="PRODUCT", help="The hero product; the shop's own by default.")
@click.pass_obj
def tiers(console: Console, hero: str | None) -> None:
    """Who buys the hero product again, once, never: their share of people and of sales."""
    shop = console.shop()
    product = _hero(shop, hero)
    found = store_tiers.tiers(shop, product.id, console.now())
    document = {
        "hero": product.facts.name,
        "tiers": [
            {
                "tier": one.tier.value,
                "customers": one.customers,
                "of": one.of,
                "people": one.people,
                "spent_fen": one.spent_fen,
                "of_fen": one.of_fen,
                "sales": one.sales,
            }
            for one in found
        ],
    }
    rows = [
        [rules_tiers.word(one.tier), f"{one.customers:,}", _percent(one.people), yuan(one.spent_fen), _percent(one.sales)]
        for one in found
    ]
    console.show(document, f"{product.facts.name}\n{aligned(rows)}")


@repurchase.command("forecast")
@click.option("--days", type=click.IntRange(1, rules.LONGEST_WINDOW), default=90, show_default=True)
@click.pass_obj
def forecast(console: Console, days: int) -> None:
    """What to expect of each customer in the next DAYS days, and how a forecast made 90 days ago came out."""
    shop = console.shop()
    found = store_forecast.forecast(shop, console.now(), days)
    names = store.names(shop, list(found.customers))
    document = {
        "model": found.model and _model_as_json(found.model),
        "reason": found.reason and found.reason.value,
        "days": found.days,
        "customers": [
            {
                "number": names[one.customer_id][0],
                "p_alive": one.p_alive,
                "expected_visits": one.expected_visits,
                "expected_fen": one.expected_fen,
                "visits": one.visits,
                "visits_lately": one.lately,
            }
            for one in map(found.customers.__getitem__, found.in_order)
        ],
        "backtest": found.backtest and _backtest_as_json(found.backtest),
        "untested": found.untested and found.untested.value,
    }
    console.show(document, _forecast_in_words(found, names))


@repurchase.command("report")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--month", required=True, metavar="YYYY-MM", help="Which month.")
@click.pass_obj
def report(console: Console, file: Path, month: str) -> None:
    """Write the report of a month, one page, to FILE as PDF, in the language of --lang."""
    from storeassist.features.repurchase import jobs_report

    day = rules.month_of(month)
    jobs_report.write_report(Quiet(), console.shop(), file, day.year, day.month, console.now())
    words = _("Wrote the report of {month}: {file}", month=f"{day:%Y-%m}", file=file)
    console.show({"file": str(file), "month": f"{day:%Y-%m}"}, words)


def _hero(shop: Shop, name: str | None) -> Product:
    found = products.by_name(shop, name) if name is not None else store_tiers.hero(shop)
    if found is None and name is not None:
        raise UserError("There is no product called {name}.", name=name)
    if found is None:
        raise UserError("There is no product yet to be the hero.")
    return found


def _pair(share: Share) -> list[int]:
    return [share.part, share.whole]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f}%"


def _shares(cohort: Cohort) -> list[str]:
    return [_percent(cohort.share(months)) for months in range(len(cohort.active))]


def _rates_in_words(found: Rates) -> str:
    lines = []
    for rate, compared in (
        (Rate.BY_CUSTOMER, found.by_customer),
        (Rate.BY_TRANSACTION, found.by_transaction),
        (Rate.TWO_WINDOWS, found.two_windows),
    ):
        before = _("{days} days earlier: {share}", days=found.days, share=_percent(compared.before.known))
        lines += _rate_lines(rate, compared.now, found.days, 0, before, compared)
    for within, one in found.second_visit.items():
        lately, before = _percent(one.lately.now.known), _percent(one.lately.before.known)
        told = _("latest newcomers: {share}, those before them: {before}", share=lately, before=before)
        lines += _rate_lines(Rate.SECOND_VISIT, one.ever, found.days, within, told, one.lately)
    return "\n".join(lines)


def _rate_lines(rate: Rate, share: Share, days: int, within: int, before: str, compared: Compared) -> list[str]:
    return [
        f"{rules.title(rate, within)}: {_percent(share.value)} ({share.part:,} / {share.whole:,})",
        f"  {rules.definition(rate, days, within)}",
        f"  {before} · {rules.verdict_words(compared.verdict)}",
    ]


def _forecast_in_words(found: Forecast, names: Mapping[int, tuple[str, str]]) -> str:
    if found.reason:
        return rules_forecast.words(found.reason, found.sample, found.repeats)
    lines = [
        _(
            "Visits to expect in the next {days} days: {visits}; in the last {days} there were {lately}.",
            days=found.days,
            visits=f"{found.expected_visits or 0:,.0f}",
            lately=f"{found.lately:,}",
        )
    ]
    if found.backtest:
        lines.append(
            _(
                "Tried on the last {days} days: {predicted} visits expected, {actual} made.",
                days=found.backtest.days,
                predicted=f"{found.backtest.predicted:,.0f}",
                actual=f"{found.backtest.actual:,}",
            )
        )
    elif found.untested:
        lines.append(rules_forecast.untested_words(found.untested))
    rows = [
        [*names[one.customer_id], _percent(one.p_alive), f"{one.expected_visits or 0:.1f}"]
        for one in map(found.customers.__getitem__, found.in_order[:_SHOWN])
    ]
    return "\n".join([*lines, _listed(rows, len(found.customers))])


def _model_as_json(model: Model) -> dict[str, float]:
    return {
        "r": model.r,
        "alpha": model.alpha,
        "a": model.a,
        "b": model.b,
        "log_likelihood": model.log_likelihood,
    }


def _backtest_as_json(tried: Backtest) -> dict[str, Any]:
    return {
        "on": tried.on.isoformat(),
        "days": tried.days,
        "customers": tried.customers,
        "predicted": tried.predicted,
        "actual": tried.actual,
        "by_visits": [
            {
                "from": one.least,
                "to": one.most,
                "customers": one.customers,
                "predicted": one.predicted,
                "actual": one.actual,
            }
            for one in tried.classes
        ],
    }


def _rhythm_as_json(one: Rhythm, names: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    number, name = names[one.customer_id]
    return {
        "number": number,
        "name": name,
        "state": one.state.value,
        "days": one.days_away,
        "usual_gap_days": round(one.expected_gap, 4),
        "ratio": round(one.ratio, 4),
        "expected_on": one.expected_on.isoformat(),
        "visits": one.visits,
        "last_visit_on": one.last_visit_on.isoformat(),
    }


def _listed(rows: Sequence[Sequence[str]], count: int) -> str:
    if not rows:
        return _("Nobody.")
    rest = [many("… and {n} more", "… and {n} more", count - len(rows))] if count > len(rows) else []
    return "\n".join([aligned(rows), *rest])


commands = (repurchase,)
