"""Who stands at the desk, in words: what to call a customer, how long ago they came, who a typed line would make."""

from __future__ import annotations

from datetime import date

from storeassist.adapters.phones import parse_phone
from storeassist.features.customers import rules as customer_rules
from storeassist.features.customers.records import Customer, CustomerFacts
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import show_phone, spaced
from storeassist.kernel.text import _, many


def told_apart(customer: Customer) -> str:
    """What tells a customer from others of the same name: the phone, or the shop's number."""
    return show_phone(customer.facts.phone) or _("No. {number}", number=customer.number)


def rhythm(customer: Customer, today: date) -> str:
    """How long a customer stayed away, and how often they came."""
    totals = customer.totals
    if totals.last_visit_on is None:
        return _("Not been here yet")
    days = (today - totals.last_visit_on).days
    visits = many("{n} visit so far", "{n} visits so far", totals.visits)
    if days <= 0:
        return _("Here today·{visits}", visits=visits)
    return many("Last here {n} day ago·{visits}", "Last here {n} days ago·{visits}", days, visits=visits)


def newcomer(text: str) -> CustomerFacts | None:
    """The customer that ``text`` would make: a name, a whole phone, or both; None of a few digits or nothing."""
    line = customer_rules.read_line(text)
    try:
        phone = parse_phone(line.phone) if line.phone else ""
    except UserError:
        return None
    if not phone and not any(character.isalpha() for character in line.name):
        return None
    return CustomerFacts(name=line.name, phone=phone)


def newcomer_words(facts: CustomerFacts) -> str:
    """A customer to come, as they are named before they are kept."""
    return " ".join(part for part in (facts.name, spaced(facts.phone)) if part)
