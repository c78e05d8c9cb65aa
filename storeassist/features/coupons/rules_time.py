"""When a coupon is good: its days and hours held against a moment, and when it is good again. Pure.

Its days are the shop's business days: whoever came on the evening of the last day and pays after midnight is in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storeassist.features.coupons.records import Coupon
from storeassist.features.offers.records import Hours, Terms
from storeassist.kernel.dates import business_day, on_the_clock

_AHEAD = 15
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A moment as an offer counts it: its business day; hours that run past midnight stay of their evening to their end."""

    day: date
    in_hours: bool


def standing(coupon: Coupon, at: datetime, day_ends_at: int) -> Standing:
    """The day that ``at`` counts as, and whether it lies within the hours of the coupon."""
    terms, now, day = coupon.terms, at.time(), business_day(at, day_ends_at)
    if not terms.hours:
        return Standing(day, True)
    found = []
    if any(_begins_by(one, now) for one in terms.hours):
        found.append(Standing(day, True))
    if any(_runs_past_midnight(one) and now < one.end for one in terms.hours):
        found.append(Standing(at.date() - _DAY, True))
    fitting = [one for one in found if _is_good_on(coupon, one.day)]
    return next(iter(fitting or found), Standing(day, False))


def is_weekday(terms: Terms, day: date) -> bool:
    """Whether the offer holds on that day of the week."""
    return not terms.weekdays or day.isoweekday() in terms.weekdays


def next_day_begins(at: datetime, day_ends_at: int) -> datetime:
    """When the business day is over that ``at`` belongs to."""
    return datetime.combine(business_day(at, day_ends_at) + _DAY, time(day_ends_at))


def opens_at(coupon: Coupon, at: datetime, day_ends_at: int) -> datetime | None:
    """The first moment from ``at`` on whose day and hour the coupon is good for; None when there is none soon."""
    begins = time(day_ends_at)
    starts = {begins, *(one.start for one in coupon.terms.hours)}
    first = max(at.date(), coupon.valid_from or at.date()) - _DAY
    moments = sorted(datetime.combine(first + timedelta(days=ahead), start) for ahead in range(_AHEAD) for start in starts)
    return next((moment for moment in moments if moment >= at and _is_good_at(coupon, moment, day_ends_at)), None)


def _begins_by(hours: Hours, now: time) -> bool:
    return hours.start <= now and (_runs_past_midnight(hours) or now < hours.end)


def _runs_past_midnight(hours: Hours) -> bool:
    return hours.end <= hours.start


def _is_good_at(coupon: Coupon, at: datetime, day_ends_at: int) -> bool:
    found = standing(coupon, on_the_clock(at), day_ends_at)
    return found.in_hours and _is_good_on(coupon, found.day)


def _is_good_on(coupon: Coupon, day: date) -> bool:
    is_within = (coupon.valid_from or date.min) <= day <= (coupon.valid_to or date.max)
    return is_within and is_weekday(coupon.terms, day)
