"""What holds of orders: the day they are booked to, their numbers, what may be written of them. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from storeassist.features.orders.records import Line, OrderFacts
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import LARGEST_FEN, parse_yuan

LONGEST = {"number": 40, "table": 20, "channel": 60, "note": 500}
LONGEST_LINE = 80
MOST_GUESTS = 10_000
_LINE = re.compile(
    r"(?P<name>.+?)(?:\s+[x×*](?P<quantity>\d+(?:\.\d+)?))?(?:\s+(?P<amount>[¥￥]?\d[\d,]*(?:\.\d+)?元?))?"
)


def day_of(at: str, day_ends_at: int) -> str:
    """The business day of an ISO time: ``kernel.dates.business_day`` on texts, for a million of them."""
    return at[:10] if int(at[11:13] or 0) >= day_ends_at or at[11:] == "00:00:00" else _day_before(at[:10])


@lru_cache(maxsize=4096)
def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def own_number(day: str, running: int) -> str:
    """The number the shop gives to an order of ``day`` that came without one: 20260915-007."""
    return f"{day.replace('-', '')}-{running:03}"


def running_number(number: str) -> int:
    """The running part of a number that ``own_number`` could have made; 0 of others."""
    _day, _dash, running = number.partition("-")
    return int(running) if running.isascii() and running.isdigit() and len(running) < 10 else 0


def lines_total(lines: Iterable[Line]) -> int | None:
    """What the lines of a bill add up to in fen; None when one of them does not say, or there are none."""
    amounts = [line.amount_fen for line in lines]
    known = [fen for fen in amounts if fen is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def unexplained_fen(facts: OrderFacts) -> int:
    """By how much the amount paid differs from the lines less the discount; 0 where the lines cannot tell."""
    total = lines_total(facts.lines)
    return 0 if total is None else facts.amount_fen - (total - facts.discount_fen)


def read_line(text: str) -> Line:
    """A line as typed: a name, then how many, then what the whole line costs: 牛肉面 x2 36."""
    match = _LINE.fullmatch(" ".join(text.split()))
    if not match:
        raise UserError("Write the line like 牛肉面 x2 36: name, how many, amount of the line.", field="lines")
    amount = parse_yuan(match["amount"]) if match["amount"] else None
    return Line(match["name"], float(match["quantity"] or 1), amount)


def checked(facts: OrderFacts, now: datetime) -> OrderFacts:
    """``facts`` with blanks trimmed; raises UserError, naming the field, for what cannot be kept."""
    facts = replace(
        facts,
        number=" ".join(facts.number.split()),
        table=" ".join(facts.table.split()),
        channel=" ".join(facts.channel.split()),
        note=facts.note.strip(),
        lines=tuple(map(_checked_line, facts.lines)),
    )
    for key, most in LONGEST.items():
        text = getattr(facts, key)
        if len(text) > most:
            raise UserError(
                "This is too long: {length} characters, at most {most}.", field=key, length=len(text), most=most
            )
    if not 0 <= facts.amount_fen <= LARGEST_FEN:
        raise UserError("An amount is never below zero; to take an order back, void it.", field="amount")
    if not 0 <= facts.discount_fen <= LARGEST_FEN:
        raise UserError("A discount is never below zero.", field="discount")
    if facts.guests is not None and not 0 < facts.guests <= MOST_GUESTS:
        raise UserError("At least one guest was there; leave the field empty when nobody counted.", field="guests")
    if facts.at.date() > now.date() + timedelta(days=1):
        raise UserError("This order lies in the future; check its date.", field="at")
    return facts


def _checked_line(line: Line) -> Line:
    name = " ".join(line.name.split())
    if not name or len(name) > LONGEST_LINE:
        raise UserError("Each line needs a name, at most {most} characters long.", field="lines", most=LONGEST_LINE)
    if not math.isfinite(line.quantity) or line.quantity == 0:
        raise UserError("How many of {name}? A number above zero is needed.", field="lines", name=name)
    return replace(line, name=name)
