"""The saved segments with their counts, and the list of customers that a figure stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer
from storeassist.features.segments.records import Segment
from storeassist.kernel.dates import days_ago, show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import show_phone
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable


def segment_columns(counts: Mapping[str, int]) -> list[Column[Segment]]:
    """Name and count; a count that is still being read is a dash."""

    def count(one: Segment) -> str:
        return f"{counts[one.name]:,}" if one.name in counts else "—"

    return [
        Column("Segment", lambda one: one.name, width=96, stretch=True, tone=_frozen_tone),
        Column("People", count, kind="number", width=72),
    ]


def member_table(desk: Desk, back: Callable[[], object]) -> RecordTable[Customer]:
    """The customers that a figure stands for."""

    def last(one: Customer) -> tuple[str, str]:
        on, today = one.totals.last_visit_on, desk.today()
        return (show_day(on, today), days_ago(on, today)) if on else ("—", "")

    columns: list[Column[Customer]] = [
        Column("Customer", lambda c: (c.called, show_phone(c.facts.phone) if c.facts.phone else c.number), kind="person",
               width=140, stretch=True),
        Column("Last visit", last, kind="two-line", width=100, rank=1),
        Column("Visits", lambda c: c.totals.visits, kind="number", width=60, rank=3),
        Column("Spent", lambda c: yuan(c.totals.spent_fen), kind="number", width=94, rank=2),
    ]  # fmt: skip
    table: RecordTable[Customer] = RecordTable(
        desk, "segment-members", _("Customers"), columns, partial(customer_store.fetch, desk.shop), two_line=True
    )
    table.set_empty(_("Nobody is in it now."), _("The list was read from the rule as it stood."), _("Back to the rule"), back)
    table.activated.connect(lambda customer_id: desk.go("customers", customer_id=customer_id))
    return table


def foot_words(title: str, count: int) -> str:
    """What a list of customers is, and how many."""
    return "·".join((many("{n} customer", "{n} customers", count), title))


def _frozen_tone(one: Segment) -> str:
    return "muted" if one.frozen_at is not None else ""
