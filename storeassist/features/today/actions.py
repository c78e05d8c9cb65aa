"""What the owner answers to a name on the list: done, later, never again. Remembered, and undone like any act."""

from __future__ import annotations

from datetime import date, datetime

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer
from storeassist.features.customers.rules_birthdays import birthday_key
from storeassist.features.habits.store import business_today
from storeassist.features.today import birthdays, rules
from storeassist.features.today.records import Answer, Kind
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.text import N_


def done(shop: Shop, customer_id: int, kind: Kind, now: datetime) -> str:
    """The message is sent: not named again until they came and became overdue anew, or have their next birthday."""
    customer = customer_store.get(shop, customer_id)
    return _keep(shop, customer, kind, Answer.DONE, N_("Greeted {name}"), now)


def later(shop: Shop, customer_id: int, kind: Kind, now: datetime) -> str:
    """Ask again in a week; about a birthday, on the day itself. Raises UserError when that is today."""
    customer, today = customer_store.get(shop, customer_id), business_today(shop, now)
    again_on = rules.again_on(kind, today, _birthday_on(customer, today))
    return _keep(shop, customer, kind, Answer.LATER, N_("Put off greeting {name}"), now, again_on)


def never(shop: Shop, customer_id: int, kind: Kind, now: datetime) -> str:
    """Do not name this customer for this reason again."""
    customer = customer_store.get(shop, customer_id)
    return _keep(shop, customer, kind, Answer.NEVER, N_("Took {name} off the list"), now)


def _birthday_on(customer: Customer, today: date) -> date | None:
    birthday = customer.facts.birthday
    return birthdays.coming(today).get(birthday_key(birthday)) if birthday else None


def _keep(
    shop: Shop, customer: Customer, kind: Kind, answer: Answer, text: str, now: datetime, again_on: date | None = None
) -> str:
    """Remember an answer; returns what it did, in a line."""
    name = customer.name or customer.number
    with shop.act(now, text, name=name) as db:
        db.execute(
            "INSERT INTO prompt_answer (kind, customer_id, at, answer, again_on) VALUES (?, ?, ?, ?, ?)",
            [kind.value, customer.id, iso(now), answer.value, again_on and again_on.isoformat()],
        )
    return rules.said(answer, kind, name)
