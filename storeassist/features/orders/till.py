"""What the short entries at the till mean: who was served, on which day, what a line costs. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from storeassist.adapters.phones import parse_phone
from storeassist.features.customers import rules as customer_rules
from storeassist.features.customers.records import Customer, CustomerFacts
from storeassist.features.orders import rules
from storeassist.features.orders.records import Line
from storeassist.features.products.records import Product
from storeassist.kernel.dates import business_day, show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import show_phone, spaced
from storeassist.kernel.text import _, many

NOON = time(12)


def told_apart(customer: Customer) -> str:
    """What tells a customer from others of the same name: the phone, or the shop's number."""
    return show_phone(customer.facts.phone) or _("No. {number}", number=customer.number)


def rhythm(customer: Customer, today: date) -> str:
    """How often a customer came, and when last: 17 visits, last 27 Aug."""
    totals = customer.totals
    if totals.last_visit_on is None:
        return _("first visit")
    visits = many("{n} visit so far", "{n} visits so far", totals.visits)
    return _("{visits}, last {day}", visits=visits, day=show_day(totals.last_visit_on, today))


def newcomer(text: str) -> CustomerFacts | None:
    """The customer that ``text`` would make: a name, a full phone, or both; None of a few digits or nothing."""
    line = customer_rules.read_line(text)
    try:
        phone = parse_phone(line.phone) if line.phone else ""
    except UserError:
        return None
    if not phone and not any(character.isalpha() for character in line.name):
        return None
    return CustomerFacts(name=line.name, phone=phone)


def newcomer_words(facts: CustomerFacts) -> str:
    """A customer to come, as the pick list names them."""
    return " ".join(part for part in (facts.name, spaced(facts.phone)) if part)


def moment_of(day: date | None, now: datetime, day_ends_at: int) -> datetime:
    """When an order of ``day`` was: now for no day, else at this hour, or at noon where this hour is another day's."""
    if day is None or day == business_day(now, day_ends_at):
        return now
    at = datetime.combine(day, now.time())
    return at if business_day(at, day_ends_at) == day else datetime.combine(day, NOON)


def name_of_line(text: str) -> str:
    """The name in a line as typed so far; "" once it also says how many or how much, or says nothing."""
    try:
        line = rules.read_line(text)
    except UserError:
        return ""
    return line.name if line == Line(line.name) else ""


def priced(line: Line, product: Product | None) -> Line:
    """``line`` as the shop sells the product: under its name, and at its price where no amount was said."""
    if product is None:
        return line
    price, amount = product.facts.price_fen, line.amount_fen
    if amount is None and price is not None:
        amount = round(price * line.quantity)
    return replace(line, name=product.name, product_id=product.id, amount_fen=amount)
