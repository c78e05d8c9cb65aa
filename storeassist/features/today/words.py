"""The morning in words: each figure with its unit, its period, its sample and its definition; each name with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeassist.features.habits import rules as habits
from storeassist.features.habits.records import Repurchase
from storeassist.features.today import rules
from storeassist.features.today.records import (
    Compared,
    Figures,
    Kind,
    NewCustomers,
    Prompt,
    Takings,
    Verdict,
)
from storeassist.features.today.rules import WEEKDAYS, WEEKS
from storeassist.kernel.calendars import show_birthday
from storeassist.kernel.dates import moment_inside, show_day
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.text import _, many


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: what it is, how much, of how many, what to make of it ("" | good | warn), and how it is counted."""

    label: str
    figure: str
    line: str = ""
    verdict: str = ""
    tone: str = ""
    definition: str = ""


NOTHING = "—"


def weekday(day: date) -> str:
    """The name of its day of the week."""
    return _(WEEKDAYS[day.weekday()])


def told_yesterday(figures: Figures, today: date) -> Told:
    """What the last whole business day brought."""
    period = figures.yesterday.period
    label = _("Yesterday, {weekday} {day}", weekday=weekday(period.last), day=show_day(period.last, today))
    if not period.bills:
        return Told(label, NOTHING, line=_no_bills(figures, period.last, today))
    name = weekday(period.last)
    verdicts = {
        Verdict.MORE: _("More than on each of the last 4 {weekday}s", weekday=name),
        Verdict.USUAL: _("Like the last 4 {weekday}s", weekday=name),
        Verdict.LESS: _("Less than on each of the last 4 {weekday}s", weekday=name),
    }
    mean = _("The last 4 {weekday}s: {mean} on average, {low} to {high}.", **_spread(figures.yesterday), weekday=name)
    return Told(
        label,
        whole_yuan(period.fen),
        "·".join((_bills(period), many("{n} known customer came", "{n} known customers came", figures.visits))),
        *_verdict(figures.yesterday, verdicts),
        definition=mean if _has_four(figures.yesterday) else _book_too_short(figures, today),
    )


def told_week(figures: Figures, today: date) -> Told:
    """What the week has brought so far."""
    compared = figures.week
    period = compared.period
    if compared.until is None:
        label = _("This week until yesterday")
    else:
        label = _("This week until {weekday} {time}", weekday=weekday(period.last), time=f"{compared.until:%H:%M}")
    if not period.bills:
        last = _no_bills(figures, period.first, today)
        return Told(label, NOTHING, line=last if figures.last_day is None else _("No bills since Monday."))
    verdicts = {
        Verdict.MORE: _("More than in each of the 4 weeks before"),
        Verdict.USUAL: _("Like the 4 weeks before"),
        Verdict.LESS: _("Less than in each of the 4 weeks before"),
    }
    mean = _(
        "The 4 weeks before, up to the same day and time: {mean} on average, {low} to {high}.", **_spread(compared)
    )
    return Told(
        label,
        whole_yuan(period.fen),
        _bills(period),
        *_verdict(compared, verdicts),
        definition=mean if _has_four(compared) else _book_too_short(figures, today),
    )


def told_new(new: NewCustomers) -> Told:
    """How many customers the shop has met this week."""
    return Told(
        _("New customers this week"),
        f"{new.count:,}",
        _("since Monday; last week {n}", n=f"{new.week_before:,}"),
        definition=_("First visit or day of joining, whichever came first; last week has all its 7 days."),
    )


def awaited_repurchase() -> Told:
    """What stands in the place of ``told_repurchase`` while it is being read."""
    return Told(_("Repurchase by customer, 90 days"), "…")


def told_repurchase(repurchase: Repurchase, figures: Figures, today: date) -> Told:
    """How many of the customers of the last 90 days came again."""
    label = awaited_repurchase().label
    since = _("Customers with visits on 2 days or more, of all who came since {since}.",
              since=moment_inside(repurchase.since, datetime.combine(today, datetime.min.time())))  # fmt: skip
    if not repurchase.customers:
        return Told(label, NOTHING, line=_("No visit of a known customer in this time."), definition=since)
    counts = many(
        "{again} of {n} customer came again", "{again} of {n} customers came again",
        repurchase.customers, again=f"{repurchase.again:,}",
    )  # fmt: skip
    rate = habits.rate(repurchase)
    if rate is not None:
        return Told(label, f"{rate:.1%}", line=counts, definition=since)
    too_early = (
        _("Too few to tell a rate yet.")
        if repurchase.is_covered
        else _("Cannot tell a rate yet: the book begins on {day}.", day=show_day(figures.first_day or today, today))
    )
    return Told(label, f"{repurchase.again} / {repurchase.customers}", line=counts, verdict=too_early, definition=since)


def reason(prompt: Prompt, today: date) -> str:
    """Why somebody is on the list, in one line."""
    if prompt.kind is Kind.OVERDUE:
        gap = usual_gap(prompt)
        return many("{n} day away, usually every {gap}", "{n} days away, usually every {gap}", prompt.days, gap=gap)
    when = {0: _("today"), 1: _("tomorrow")}.get(prompt.days) or many("in {n} day", "in {n} days", prompt.days)
    return _("Birthday {when}, {day}", when=when, day=birthday(prompt, today))


def birthday(prompt: Prompt, today: date) -> str:
    """The day of a birthday that comes, with its lunar name where that is how it is counted; "" for another reason."""
    if prompt.on is None or prompt.customer.facts.birthday is None:
        return ""
    day = show_day(prompt.on, today)
    if not prompt.customer.facts.birthday.lunar:
        return day
    return _("{day} ({lunar})", day=day, lunar=show_birthday(prompt.customer.facts.birthday))


def rhythm(prompt: Prompt) -> str:
    """How often somebody comes, and how long it has been, in one line."""
    totals = prompt.customer.totals
    if not totals.visits:
        return _("No visit yet")
    visits = many("{n} visit", "{n} visits", totals.visits)
    if prompt.usual_gap_days is None:
        return visits
    every = _("{visits}, about every {gap} days", visits=visits, gap=usual_gap(prompt))
    if prompt.ratio is None:
        return every
    away = many("{n} day away", "{n} days away", prompt.days)
    return _("{every}; {away}: {ratio} times the usual gap", every=every, away=away, ratio=f"{prompt.ratio:.1f}")


def usual_gap(prompt: Prompt) -> str:
    """The expected gap in whole days."""
    return f"{max(1, round(prompt.usual_gap_days or 1)):,}"


def _verdict(compared: Compared, verdicts: dict[Verdict, str]) -> tuple[str, str]:
    found = rules.verdict(compared)
    return verdicts.get(found, ""), {Verdict.MORE: "good", Verdict.LESS: "warn"}.get(found, "")


def _bills(period: Takings) -> str:
    return many("{n} bill", "{n} bills", period.bills)


def _has_four(compared: Compared) -> bool:
    return len(compared.before) == WEEKS


def _spread(compared: Compared) -> dict[str, str]:
    before = [one.fen for one in compared.before] or [0]
    return {
        "mean": whole_yuan(rules.mean_fen(compared) or 0),
        "low": whole_yuan(min(before)),
        "high": whole_yuan(max(before)),
    }


def _no_bills(figures: Figures, day: date, today: date) -> str:
    if figures.last_day is None:
        return _("No bills in the book yet.")
    if figures.last_day < day:
        return _("No bills; the last one in the book is of {day}.", day=show_day(figures.last_day, today))
    return _("No bills on this day.")


def _book_too_short(figures: Figures, today: date) -> str:
    first = show_day(figures.first_day or today, today)
    return _("Cannot compare yet: the book begins on {day}, four weeks are needed.", day=first)
