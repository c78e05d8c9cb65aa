"""What a month's report is called, and the steps its figures ask for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from storeassist.features.habits.records import State
from storeassist.features.habits.rules import FEWEST_FOR_A_RATE
from storeassist.features.repurchase.records import Verdict
from storeassist.features.repurchase.records_report import Report, Step
from storeassist.features.repurchase.rules import first_day, month_number
from storeassist.kernel.calendars import MONTH_NAMES
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, language, many

MOST_STEPS = 3
SECOND_VISIT = 30
"""Days."""

_YEARS = range(1900, 3000)
_GOOD_SECOND_VISIT = 0.3
_MUCH_FEWER = 0.8
_MUCH = 0.5
_DAYS_TO_MEET_REGULARS = 90
_BEST = 20  # per cent


def checked_month(year: int, month: int, today: date, begins: str) -> date:
    """The first day of a month that can be told of; raises UserError for another. ``begins``: the book's first day."""
    if year not in _YEARS or not 1 <= month <= 12:
        raise UserError("Please give a month such as 2026-09.", field="month")
    first = date(year, month, 1)
    if first > today:
        raise UserError("{month} has not begun yet.", field="month", month=month_in_full(first))
    if not begins or next_month(first) <= date.fromisoformat(begins):
        raise UserError("The book of this shop has no bill yet in {month}.", field="month", month=month_in_full(first))
    return first


def tells_newcomers(month: date, begins: str) -> bool:
    """Whether a book that begins then tells newcomers of a month from regulars: at its beginning everybody looks new."""
    return date.fromisoformat(begins) + timedelta(days=_DAYS_TO_MEET_REGULARS) <= month


def next_month(first: date) -> date:
    """The first day of the month after."""
    return first_day(month_number(first) + 1)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return first_day(month_number(first) - 1)


def last_day(report: Report) -> date:
    """The last day a report knows of."""
    return next_month(report.first_day) - timedelta(days=1) if report.is_over else report.moment.date()


def month_in_full(first: date) -> str:
    """A month with its year."""
    return (
        f"{first.year} 年 {first.month} 月" if language() == "zh_CN" else f"{MONTH_NAMES[first.month - 1]} {first.year}"
    )


def steps(report: Report) -> list[Step]:
    """What to do next, the most pressing first; at most three."""
    return list(islice(_asked_for(report), MOST_STEPS))


def _asked_for(report: Report) -> Iterator[Step]:
    second = report.rates.second_visit[SECOND_VISIT].ever
    if report.rates.by_customer.verdict is Verdict.LOWERED:
        yield Step.FEWER_RETURN
    if overdue(report):
        yield Step.ASK_BACK
    if second.whole >= FEWEST_FOR_A_RATE and (second.value or 0) < _GOOD_SECOND_VISIT:
        yield Step.SECOND_VISIT
    before = report.before.newcomers if report.before and report.tells_newcomers else 0
    if before >= FEWEST_FOR_A_RATE and report.figures.newcomers < _MUCH_FEWER * before:
        yield Step.FEWER_NEW
    if report.buyers >= FEWEST_FOR_A_RATE and _share_of_best(report) >= _MUCH:
        yield Step.KNOW_THE_BEST
    if report.buyers >= FEWEST_FOR_A_RATE and report.buyers_without_source > _MUCH * report.buyers:
        yield Step.ASK_SOURCE


def overdue(report: Report) -> int:
    """How many are far beyond their usual gap."""
    return report.states.get(State.WATCH, 0) + report.states.get(State.DORMANT, 0)


def _share_of_best(report: Report) -> float:
    return next((one.share or 0 for one in report.top if one.percent == _BEST), 0)


def step_words(step: Step, report: Report) -> str:
    """What to do, with the figure that asks for it."""
    second, before = report.rates.second_visit[SECOND_VISIT].ever, report.before
    return {
        Step.FEWER_RETURN: _("Fewer customers come again than before. Ask some of those who stay away what was wrong."),
        Step.ASK_BACK: many(
            "{n} customer is overdue by their own habit. Ask them back first.",
            "{n} customers are overdue by their own habit. Ask them back, the best first.",
            overdue(report),
        ),
        Step.SECOND_VISIT: _(
            "Only {part} of {whole} newcomers came again within {days} days. Give them a reason for the second visit.",
            part=f"{second.part:,}",
            whole=f"{second.whole:,}",
            days=SECOND_VISIT,
        ),
        Step.FEWER_NEW: _(
            "{now} new customers instead of {before} the month before. Show the shop to new people.",
            now=f"{report.figures.newcomers:,}",
            before=f"{before.newcomers if before else 0:,}",
        ),
        Step.KNOW_THE_BEST: _(
            "The best {percent}% bring {share} of the money. Know them by name.",
            percent=_BEST,
            share=percent(_share_of_best(report)),
        ),
        Step.ASK_SOURCE: _(
            "Of {part} of {whole} customers nobody knows where they come from. Ask new ones, and note it.",
            part=f"{report.buyers_without_source:,}",
            whole=f"{report.buyers:,}",
        ),
    }[step]


def percent(share: float | None) -> str:
    """A share in words."""
    return "—" if share is None else f"{100 * share:.1f}%"
