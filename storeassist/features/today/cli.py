"""The command line of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from storeassist.features.customers import store as customer_store
from storeassist.features.habits import store_rates
from storeassist.features.habits.records import Repurchase
from storeassist.features.habits.rules import rate
from storeassist.features.today import actions, rules, store, store_figures, words
from storeassist.features.today.records import (
    Compared,
    Figures,
    Kind,
    Morning,
    Prompt,
    Takings,
    customer_and_kind,
)
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.text import _, many

_SHOWN = 20
"""Names of a kind in words; the JSON document has them all."""


@click.group("today", invoke_without_command=True)
@click.pass_context
def today(ctx: click.Context) -> None:
    """Show the morning's figures, who is overdue by their own rhythm, and whose birthday comes."""
    if ctx.invoked_subcommand is not None:
        return
    console: Console = ctx.obj
    shop, now = console.shop(), console.now()
    figures, repurchase = store_figures.figures(shop, now), store_rates.repurchase(shop, now)
    morning = store.morning(shop, store.candidates(shop, now))
    overdue = _prompts(shop, morning, [*morning.overdue, *morning.dormant])
    birthdays = _prompts(shop, morning, morning.birthdays)
    document = {
        "today": morning.today.isoformat(),
        "figures": _figures_as_json(figures, repurchase),
        "overdue": [_overdue_as_json(one) for one in overdue],
        "birthdays": [_birthday_as_json(one) for one in birthdays],
        "shop_gap_days": morning.candidates.shop_gap,
        "left_out_refused": morning.refused,
    }
    console.show(document, _in_words(figures, repurchase, morning, overdue, birthdays))


def _answer(name: str, act: Callable[..., str], help: str) -> click.Command:
    """A command that gives one answer to one name."""

    @today.command(name, help=help)
    @click.argument("number")
    @click.option(
        "--kind", type=click.Choice([kind.value for kind in Kind]), default=Kind.OVERDUE.value, show_default=True
    )
    @click.pass_obj
    def command(console: Console, number: str, kind: str) -> None:
        shop = console.shop()
        customer = customer_store.by_number(shop, number)
        words_said = act(shop, customer.id, Kind(kind), console.now())
        console.show({"number": customer.number, "kind": kind, "answer": name}, words_said)

    return command


_answer("done", actions.done, "The message is sent: ask no more until they came and stay away anew.")
_answer("later", actions.later, "Ask again in 7 days; about a birthday, on the day itself.")
_answer("never", actions.never, "Do not name this customer for this reason again.")


def _prompts(shop: Shop, morning: Morning, ids: Sequence[int]) -> list[Prompt]:
    customers = customer_store.fetch(shop, [customer_and_kind(id)[0] for id in ids])
    return [rules.prompt_of(id, customer, morning.candidates) for id, customer in zip(ids, customers, strict=True)]


def _figures_as_json(figures: Figures, repurchase: Repurchase) -> dict[str, Any]:
    new = figures.new
    return {
        "yesterday": {
            **_takings(figures.yesterday.period),
            "visits": figures.visits,
            **_compared(figures.yesterday),
            "definition": "the business day before today; bills and money of everybody, visits of known customers;"
            " compared with the same weekday of the 4 weeks before",
        },
        "this_week": {
            **_takings(figures.week.period),
            "until": figures.week.until and iso(figures.week.until),
            **_compared(figures.week),
            "definition": "Monday until now, compared with the 4 weeks before up to the same weekday and time;"
            " whole days only where bills carry no time of day",
        },
        "new_customers": {
            "from": new.first.isoformat(),
            "to": new.last.isoformat(),
            "customers": new.count,
            "week_before": new.week_before,
            "definition": "customers whose first visit or day of joining, whichever came first, lies in the week so far;"
            " week_before is all 7 days of the week before",
        },
        "repurchase_90d": {
            "customers": repurchase.customers,
            "again": repurchase.again,
            "rate": rate(repurchase),
            "from": iso(repurchase.since),
            "to": iso(repurchase.until),
            "definition": "by customer: those with 2 visits or more in the 90 x 24 hours before now, of those with 1 or"
            " more; a visit is a customer on a business day",
        },
    }


def _takings(period: Takings) -> dict[str, Any]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "revenue_fen": period.fen,
        "bills": period.bills,
    }


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "mean_of_4_before_fen": rules.mean_fen(compared),
        "before_fen": [one.fen for one in compared.before],
        "verdict": rules.verdict(compared).value,
    }


def _overdue_as_json(prompt: Prompt) -> dict[str, Any]:
    gap, ratio, totals = prompt.usual_gap_days or 0.0, prompt.ratio or 0.0, prompt.customer.totals
    return {
        "number": prompt.customer.number,
        "name": prompt.customer.name,
        "days": prompt.days,
        "usual_gap_days": round(gap, 4),
        "ratio": round(ratio, 4),
        "state": "dormant" if rules.is_long_gone(prompt) else "watch",
        "visits": totals.visits,
        "median_gap_days": totals.median_gap_days,
        "last_visit_on": totals.last_visit_on and totals.last_visit_on.isoformat(),
    }


def _birthday_as_json(prompt: Prompt) -> dict[str, Any]:
    birthday = prompt.customer.facts.birthday
    return {
        "number": prompt.customer.number,
        "name": prompt.customer.name,
        "on": prompt.on and prompt.on.isoformat(),
        "in_days": prompt.days,
        "birthday": birthday and f"{birthday.month:02}-{birthday.day:02}",
        "lunar": bool(birthday and birthday.lunar),
    }


def _in_words(
    figures: Figures, repurchase: Repurchase, morning: Morning, overdue: Sequence[Prompt], birthdays: Sequence[Prompt]
) -> str:
    told = [
        words.told_yesterday(figures, morning.today),
        words.told_week(figures, morning.today),
        words.told_new(figures.new),
        words.told_repurchase(repurchase, figures, morning.today),
    ]
    lines = [
        *(
            "\n  ".join(filter(None, (f"{one.label}: {one.figure}", one.line, one.verdict, one.definition)))
            for one in told
        ),
        _names(_("Birthdays of the next 7 days: {n}", n=len(birthdays)), birthdays, morning),
        _names(_("Regulars overdue by their own rhythm: {n}", n=len(overdue)), overdue, morning),
    ]
    if morning.refused:
        lines.append(many("{n} left out: no messages wanted.", "{n} left out: no messages wanted.", morning.refused))
    return "\n\n".join(lines)


def _names(heading: str, prompts: Sequence[Prompt], morning: Morning) -> str:
    rows = [
        [one.customer.number, one.customer.name or "-", words.reason(one, morning.today)] for one in prompts[:_SHOWN]
    ]
    more = len(prompts) - _SHOWN
    rest = [many("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return "\n".join([heading, *([aligned(rows)] if rows else []), *rest])


commands: tuple[click.Command, ...] = (today,)
