"""What counts for a batch, and whether it was worth printing. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from storeassist.features.batches.records import ENOUGH_BILLS, WINDOW_DAYS, Bill, Figures, Result, Traces, Word
from storeassist.kernel.dates import business_day
from storeassist.kernel.text import _, many

WINDOW = timedelta(days=WINDOW_DAYS)


def figures(traces: Traces) -> Figures:
    """Count a batch.

    A customer is new when no bill of theirs counts from before they met the batch, or their first one is that on which
    its coupon was used. Repeat bills are the ones after the first, within the window.
    """
    uses = traces.uses or ()
    numbers = {use.order_number for use in uses if use.order_number}
    of_customer: defaultdict[int, list[Bill]] = defaultdict(list)
    for bill in sorted(traces.bills, key=lambda bill: (bill.at, bill.number)):
        if bill.customer_id is not None and bill.customer_id in traces.met:
            of_customer[bill.customer_id].append(bill)
    firsts: list[Bill] = []
    repeats: list[Bill] = []
    came_again = 0
    for who, theirs in of_customer.items():
        first = theirs[0]
        if first.number not in numbers and first.at < traces.met[who]:
            continue
        again = [bill for bill in theirs[1:] if bill.at <= first.at + WINDOW]
        firsts.append(first)
        repeats += again
        came_again += bool(again)
    counted = {bill.number: bill for bill in (*firsts, *repeats)}
    counted |= {bill.number: bill for bill in traces.bills if bill.number in numbers}
    days = Counter(
        (business_day(bill.at, traces.day_ends_at) for bill in firsts) if traces.uses is None else (use.day for use in uses)
    )
    return Figures(
        claimed=len(traces.met),
        first_orders=len(firsts),
        repeat_customers=came_again,
        repeat_orders=len(repeats),
        used=len(uses),
        bills=len(counted),
        revenue_fen=sum(bill.amount_fen for bill in counted.values()),
        discount_fen=sum(use.discount_fen for use in uses),
        worth_fen=sum(use.worth_fen for use in uses),
        profit_fen=_profit(list(counted.values()), traces.goods_share),
        by_day=tuple(sorted(days.items())),
    )


def word(result: Result, today: date) -> Word:
    """Whether a batch was worth printing: when its bills are enough, by whether it earned more than was spent on it."""
    printed_at = result.batch.printed_at
    if printed_at is None:
        return Word.NOT_PRINTED
    is_young = today - printed_at.date() < WINDOW
    if result.net_fen is None or (is_young and result.figures.bills < ENOUGH_BILLS):
        return Word.CANNOT_TELL
    return Word.WORTH if result.net_fen > 0 else Word.NOT_WORTH


def verdict(result: Result, today: date) -> str:
    """The verdict in a few words, for a tag."""
    said = word(result, today)
    if said is Word.NOT_PRINTED:
        return _("Not printed yet")
    if said is Word.WORTH:
        return _("Worth printing again")
    if said is Word.NOT_WORTH:
        return _("Not worth printing again")
    if result.figures.bills < ENOUGH_BILLS:
        return many("Cannot tell yet, only {n} bill", "Cannot tell yet, only {n} bills", result.figures.bills)
    if result.spent_fen is None:
        return _("Cannot tell, printing cost unknown")
    return _("Cannot tell, cost of goods unknown")


def share(part: int, whole: int) -> str:
    """``part`` of ``whole`` in per cent; "" of nothing."""
    return f"{part / whole:.1%}" if whole else ""


def _profit(bills: Sequence[Bill], goods_share: float | None) -> int | None:
    total = 0
    for bill in bills:
        if bill.goods_fen is not None:
            total += bill.menu_fen - bill.goods_fen
        elif goods_share is not None:
            total += round(bill.menu_fen * (1 - goods_share))
        else:
            return None
    return total
