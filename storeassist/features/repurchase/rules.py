"""What shares say: intervals, verdicts, months, and the words for them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt

from storeassist.features.habits.rules import FEWEST_FOR_A_RATE
from storeassist.features.repurchase.records import Compared, Rate, Share, Verdict
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import LARGEST_FEN
from storeassist.kernel.text import N_, _

SECOND_VISIT_DAYS = (30, 60, 90)
AGAIN_DAYS = 90
TREND_MONTHS = 12
LONGEST_WINDOW = 3_660
"""Days; ten years."""

_Z = 1.959963984540054
"""Of a normal distribution, 95 % lie within so many deviations."""

_TITLES = {
    Rate.BY_CUSTOMER: N_("Repurchase by customer"),
    Rate.BY_TRANSACTION: N_("Repurchase by transaction"),
    Rate.TWO_WINDOWS: N_("Two periods compared"),
    Rate.SECOND_VISIT: N_("Second visit within {within} days"),
}
_DEFINITIONS = {
    Rate.BY_CUSTOMER: N_("Came 2 times or more in the last {days} days ÷ everybody who came in these days"),
    Rate.BY_TRANSACTION: N_("Visits in the last {days} days that are a customer's 2nd or later ÷ all their visits"),
    Rate.TWO_WINDOWS: N_("Came in the {days} days before and again in the last {days} ÷ everybody of the days before"),
    Rate.SECOND_VISIT: N_(
        "Came again within {within} days ÷ everybody whose first visit is at least {within} days ago"
    ),
}
_VERDICTS = {
    Verdict.RAISED: N_("Really higher"),
    Verdict.LOWERED: N_("Really lower"),
    Verdict.WITHIN_ERROR: N_("Within the error"),
    Verdict.UNKNOWN: N_("Cannot tell yet"),
}


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, spread = part / whole, _Z * _Z / whole
    middle = share + spread / 2
    reach = _Z * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def newcombe(one: Share, other: Share) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares (Newcombe 1998, method 10). Both are of somebody."""
    p, q = one.part / one.whole, other.part / other.whole
    (p_low, p_high), (q_low, q_high) = wilson(one.part, one.whole), wilson(other.part, other.whole)
    low = p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return low, high


def compared(now: Share, before: Share) -> Compared:
    """A share beside the one before: raised or lowered only when the interval of the difference leaves out zero.

    Fewer than 20 on either side, or a book that does not reach back so far, say nothing. Those who are in both windows
    are counted as if they were others, which makes the interval wider rather than narrower.
    """
    if min(now.whole, before.whole) < FEWEST_FOR_A_RATE or not (now.is_covered and before.is_covered):
        return Compared(now, before, None, None, Verdict.UNKNOWN)
    low, high = newcombe(now, before)
    verdict = Verdict.WITHIN_ERROR if low <= 0 <= high else Verdict.RAISED if low > 0 else Verdict.LOWERED
    return Compared(now, before, low, high, verdict)


def title(rate: Rate, within: int = 30) -> str:
    """What a rate is called; ``within`` days for a second visit."""
    return _(_TITLES[rate], within=within)


def definition(rate: Rate, days: int, within: int = 30) -> str:
    """How a rate of a window of ``days`` is counted, in a line."""
    return _(_DEFINITIONS[rate], days=days, within=within)


def verdict_words(verdict: Verdict) -> str:
    """What to make of the difference, for a tag."""
    return _(_VERDICTS[verdict])


def checked_days(days: int) -> int:
    """A window's days; raises UserError for one nobody can mean."""
    if not 1 <= days <= LONGEST_WINDOW:
        raise UserError("Please give a period of 1 to {most} days.", field="days", most=LONGEST_WINDOW)
    return days


def checked_cost(source: str, spent_fen: int | None) -> tuple[str, int | None]:
    """A source, trimmed, and what it cost; raises UserError for a source without a name or an amount below zero."""
    name = " ".join(source.split())
    if not name:
        raise UserError("Please name the source.", field="source")
    if spent_fen is not None and not 0 <= spent_fen <= LARGEST_FEN:
        raise UserError("What a source cost cannot be less than nothing, nor that much.", field="spent")
    return name, spent_fen


def month_of(text: str) -> date:
    """The first day of a month written as 2026-09; raises UserError for anything else."""
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise UserError("“{text}” is not a month; write it like 2026-09.", text=text) from None


def month_number(day: date) -> int:
    """Months since the year 0, so that months can be counted with."""
    return day.year * 12 + day.month - 1


def first_day(number: int) -> date:
    """The first day of a month by its number."""
    return date(number // 12, number % 12 + 1, 1)


def is_over(number: int, today: date) -> bool:
    """Whether a month has ended before ``today``."""
    return number < month_number(today)


def last_months(today: date, count: int) -> Iterator[int]:
    """The numbers of the latest months, this one last."""
    this = month_number(today)
    yield from range(this - count + 1, this + 1)


def is_ripe(number: int, days: int, today: date) -> bool:
    """Whether everybody of a month has had so many days until ``today``."""
    return first_day(number + 1) - timedelta(days=1) + timedelta(days=days) <= today
