"""The columns of the customer list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from storeassist.features.customers.records import Customer, CustomField
from storeassist.kernel.calendars import show_birthday
from storeassist.kernel.dates import days_ago, show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import show_phone
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column


def columns(desk: Desk, fields: Sequence[CustomField], sought: Callable[[], str]) -> list[Column[Customer]]:
    """The columns of the customer list; the shop's own fields come last. ``sought`` tells what is searched for."""

    def day(on: date | None) -> str:
        return show_day(on, desk.now().date()) if on else ""

    def average(customer: Customer) -> str:
        totals = customer.totals
        return yuan(totals.spent_fen // totals.visits) if totals.visits else "—"

    def birthday(customer: Customer) -> str:
        return show_birthday(customer.facts.birthday) if customer.facts.birthday else ""

    return [
        Column("Customer", lambda c: _who(c, sought()), key="name", kind="person", width=140, stretch=True),
        Column("Tags", lambda c: c.facts.tags, kind="tags", width=126, rank=5),
        Column("Last visit", lambda c: last_visit(c, desk), key="last_visit", kind="two-line", width=100, rank=1),
        Column("Usual gap", lambda c: usual_gap(c.totals.median_gap_days), key="gap", right=True, width=88, rank=4),
        Column("Visits", lambda c: c.totals.visits, key="visits", kind="number", width=60, rank=3),
        Column("Spent", lambda c: yuan(c.totals.spent_fen), key="spent", kind="number", width=94, rank=2),
        Column("A visit", average, key="average", kind="number", width=84, rank=8, hidden=True),
        Column("Number", lambda c: c.number, key="number", width=88, rank=8, hidden=True),
        Column("WeChat", lambda c: c.facts.wechat, width=110, rank=8, hidden=True),
        Column("Birthday", birthday, width=104, rank=8, hidden=True),
        Column("Source", lambda c: c.facts.source, key="source", width=96, rank=8, hidden=True),
        Column("Joined on", lambda c: day(c.facts.joined_on), key="joined_on", width=110, rank=8, hidden=True),
        Column(
            "First visit", lambda c: day(c.totals.first_visit_on), key="first_visit", width=110, rank=8, hidden=True
        ),
        *(
            Column(f.name, partial(_own_value, f.id), key=f"custom.{f.id}", name=f"custom.{f.id}", width=104, rank=9)
            for f in fields
        ),
    ]


def _who(customer: Customer, sought: str) -> tuple[str, str]:
    phone = show_phone(customer.facts.phone, sought)
    number = _("No. {number}", number=customer.number)
    return (customer.name, phone or number) if customer.name else (phone or customer.number, number)


def _own_value(field_id: int, customer: Customer) -> str:
    return customer.facts.custom.get(field_id, "")


def usual_gap(days: float | None) -> str:
    """How many days usually lie between two visits, in words; "" when it cannot be told."""
    return "" if days is None else many("{n} day", "{n} days", round(days))


def last_visit(customer: Customer, desk: Desk) -> tuple[str, str]:
    """The day of the last visit, and how long ago that is."""
    day, today = customer.totals.last_visit_on, desk.today()
    return (show_day(day, today), days_ago(day, today)) if day else ("—", "")
