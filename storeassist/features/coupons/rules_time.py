"""When a coupon is good: its days and hours held against a moment, and when it is good again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storeassist.features.coupons.records import Coupon
from storeassist.features.offers.records import Hours, Terms

_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Standing:
    """A moment as an offer counts it: past midnight, hours that began in the evening are still of that evening."""

    day: date
    in_hours: bool


def standing(coupon: Coupon, at: datetime) -> Standing:
    """The day that ``at`` counts as, and whether it lies within the hours of the coupon."""
    terms, now = coupon.terms, at.time()
    if not terms.hours:
        return Standing(at.date(), True)
    found = []
    if any(_begins_by(one, now) for one in terms.hours):
        found.append(Standing(at.date(), True))
    if any(_runs_past_midnight(one) and now < one.end for one in terms.hours):
        found.append(Standing(at.date() - timedelta(days=1), True))
    fitting = [one for one in found if is_weekday(terms, one.day) and _is_within(coupon, one.day)]
    return next(iter(fitting or found), Standing(at.date(), False))


def is_weekday(terms: Terms, day: date) -> bool:
    """Whether the offer holds on that day of the week."""
    return not terms.weekdays or day.isoweekday() in terms.weekdays


def opens_at(coupon: Coupon, at: datetime) -> datetime | None:
    """The next moment after ``at`` whose day and hour the coupon is good for; None when there is none soon."""
    starts = sorted(one.start for one in coupon.terms.hours) or [time.min]
    first = max(at.date(), coupon.valid_from or at.date())
    for ahead in range(_AHEAD):
        day = first + timedelta(days=ahead)
        if not is_weekday(coupon.terms, day) or not _is_within(coupon, day):
            continue
        for start in starts:
            if datetime.combine(day, start) > at:
                return datetime.combine(day, start)
    return None


def _begins_by(hours: Hours, now: time) -> bool:
    return hours.start <= now and (_runs_past_midnight(hours) or now < hours.end)


def _runs_past_midnight(hours: Hours) -> bool:
    return hours.end <= hours.start


def _is_within(coupon: Coupon, day: date) -> bool:
    return (coupon.valid_from or date.min) <= day <= (coupon.valid_to or date.max)
