"""The command line of customers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import click

from storeassist.adapters.phones import parse_phone
from storeassist.features.customers import actions, actions_fields, store
from storeassist.features.customers.records import (
    Consent,
    Customer,
    CustomerFacts,
    CustomField,
    Gender,
    TimelineEntry,
)
from storeassist.kernel.calendars import read_birthday, read_day, show_birthday
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.dates import show_day, show_moment
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import masked
from storeassist.kernel.text import _, many


@click.group("customers")
def customers() -> None:
    """Find, add, show and tag customers."""


@customers.command("find")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.pass_obj
def find(console: Console, text: str, limit: int) -> None:
    """Find customers by name, pinyin, initials, phone or its tail, number, tag or note."""
    found = store.find(console.shop(), text, limit)
    document = [
        {
            "number": customer.number,
            "name": customer.name,
            "phone": customer.facts.phone,
            "visits": customer.totals.visits,
            "spent_fen": customer.totals.spent_fen,
            "last_visit_on": _iso(customer.totals.last_visit_on),
        }
        for customer in found
    ]
    today = console.now().date()
    rows = [
        [
            customer.number,
            customer.name or "-",
            masked(customer.facts.phone) or "-",
            many("{n} visit", "{n} visits", customer.totals.visits),
            yuan(customer.totals.spent_fen),
            show_day(customer.totals.last_visit_on, today) if customer.totals.last_visit_on else "",
        ]
        for customer in found
    ]
    console.show(document, aligned(rows) or _("No customer matches."))


@customers.command("add")
@click.option("--name", default="")
@click.option("--phone", default="")
@click.option("--number", default="", help="The shop's own number; the next free one by default.")
@click.option("--wechat", default="")
@click.option("--gender", type=click.Choice([one.value for one in Gender]))
@click.option("--birthday", help="3-18, 1990-03-18 or 农历十月十五.")
@click.option("--source", default="", help="Where the customer came from.")
@click.option("--joined-on", metavar="DATE", help="Today by default.")
@click.option("--tag", "tags", multiple=True)
@click.option("--note", default="")
@click.option("--consent", type=click.Choice([one.value for one in Consent]), default=Consent.UNKNOWN.value)
@click.pass_obj
def add(console: Console, /, *, phone: str, gender: str | None, birthday: str | None, joined_on: str | None,
        consent: str, **plain: Any) -> None:  # fmt: skip
    """Add a customer."""
    now = console.now()
    said = Consent(consent)
    facts = CustomerFacts(
        **plain,
        phone=parse_phone(phone) if phone.strip() else "",
        gender=Gender(gender) if gender else None,
        birthday=read_birthday(birthday) if birthday else None,
        joined_on=read_day(joined_on) if joined_on else None,
        consent=said,
        consent_on=None if said is Consent.UNKNOWN else now.date(),
    )
    shop = console.shop()
    customer = store.get(shop, actions.add(shop, facts, now, phone_written=phone))
    words = _(
        "Added {name}, number {number}.",
        name=customer.name or masked(customer.facts.phone),
        number=customer.number,
    )
    console.show({"number": customer.number}, words)


@customers.command("show")
@click.argument("number")
@click.option("--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Lines of history.")
@click.pass_obj
def show(console: Console, number: str, limit: int) -> None:
    """Show all facts of a customer, what their orders add up to, and their history."""
    shop = console.shop()
    customer = store.by_number(shop, number)
    sources = (store.note_entries, store.change_entries, *console.slots["customer.timeline"])
    entries = chain.from_iterable(source(shop, customer.id, limit) for source in sources)
    history = sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]
    fields = store.fields(shop)
    console.show(_as_json(customer, fields, history), _in_words(console, customer, fields, history))


@customers.command("tag")
@click.argument("tag")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.pass_obj
def tag(console: Console, tag: str, numbers: tuple[str, ...]) -> None:
    """Put TAG on customers."""
    shop = console.shop()
    ids = [store.by_number(shop, number).id for number in numbers]
    tagged = actions.tag(shop, ids, [tag], console.now())
    console.show({"tagged": tagged}, many("Tagged {n} customer.", "Tagged {n} customers.", tagged))


@customers.command("untag")
@click.argument("tag")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.pass_obj
def untag(console: Console, tag: str, numbers: tuple[str, ...]) -> None:
    """Take TAG off customers."""
    shop = console.shop()
    ids = [store.by_number(shop, number).id for number in numbers]
    tag_id = shop.value("SELECT id FROM tag WHERE name = ?", [tag.strip()])
    if tag_id is None:
        raise UserError("There is no tag “{tag}”.", tag=tag)
    untagged = actions.untag(shop, ids, tag_id, console.now())
    words = many("Took the tag off {n} customer.", "Took the tag off {n} customers.", untagged)
    console.show({"untagged": untagged}, words)


@customers.command("fields")
@click.option("--first", multiple=True, metavar="NAME", help="Put this field first; the second one said comes second.")
@click.pass_obj
def fields_(console: Console, first: tuple[str, ...]) -> None:
    """Show the shop's own fields in their order, and change it."""
    shop = console.shop()
    if first:
        actions_fields.put_first(shop, [_field(store.fields(shop), name) for name in first], console.now())
    found = store.fields(shop)
    document = [{"name": one.name, "kind": one.kind.value, "choices": list(one.choices)} for one in found]
    console.show(document, "\n".join(one.name for one in found) or _("The shop has no fields of its own yet."))


def _field(fields: Sequence[CustomField], name: str) -> CustomField:
    for field in fields:
        if field.name.casefold() == name.casefold():
            return field
    raise UserError("There is no field called {name}.", name=name)


def _as_json(customer: Customer, fields: list[CustomField], history: list[TimelineEntry]) -> dict[str, Any]:
    facts, totals = customer.facts, customer.totals
    birthday = facts.birthday
    return {
        "number": facts.number,
        "name": facts.name,
        "phone": facts.phone,
        "wechat": facts.wechat,
        "gender": facts.gender and facts.gender.value,
        "birthday": birthday
        and {"month": birthday.month, "day": birthday.day, "year": birthday.year, "lunar": birthday.lunar},
        "source": facts.source,
        "joined_on": _iso(facts.joined_on),
        "tags": list(facts.tags),
        "note": facts.note,
        "consent": facts.consent.value,
        "consent_on": _iso(facts.consent_on),
        "custom": {field.name: facts.custom[field.id] for field in fields if field.id in facts.custom},
        "origin": customer.origin.value,
        "orders": totals.orders,
        "visits": totals.visits,
        "spent_fen": totals.spent_fen,
        "first_visit_on": _iso(totals.first_visit_on),
        "last_visit_on": _iso(totals.last_visit_on),
        "median_gap_days": totals.median_gap_days,
        "timeline": [
            {"at": one.at.isoformat(timespec="seconds"), "kind": one.icon, "title": one.title, "detail": one.detail}
            for one in history
        ],
    }


def _in_words(console: Console, customer: Customer, fields: list[CustomField], history: list[TimelineEntry]) -> str:
    facts, totals, now = customer.facts, customer.totals, console.now()
    consent = {Consent.UNKNOWN: _("not asked"), Consent.YES: _("agreed"), Consent.NO: _("refused")}
    rows = [
        [_("Number"), facts.number],
        [_("Name"), facts.name],
        [_("Phone"), masked(facts.phone)],
        [_("WeChat"), facts.wechat],
        [_("Birthday"), show_birthday(facts.birthday) if facts.birthday else ""],
        [_("Source"), facts.source],
        [_("Joined"), show_day(facts.joined_on, now.date()) if facts.joined_on else ""],
        [_("Tags"), "、".join(facts.tags)],
        [_("Note"), " ".join(facts.note.split())],
        *([field.name, facts.custom.get(field.id, "")] for field in fields),
        [_("Consent"), consent[facts.consent]],
        [_("Visits"), f"{totals.visits:,}"],
        [_("Spent"), yuan(totals.spent_fen)],
    ]
    lines = [[show_moment(one.at, now), one.title, " ".join(one.detail.split())] for one in history]
    return "\n\n".join(filter(None, (aligned([row for row in rows if row[1]]), aligned(lines))))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


commands: tuple[click.Command, ...] = (customers,)
