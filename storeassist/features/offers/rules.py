"""What may be written of an offer. Pure; its words and its written forms are reached from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storeassist.features.offers.records import Kind, Terms, Use
from storeassist.features.offers.rules_cost import Estimate, Figures, cost_lines, estimate
from storeassist.features.offers.rules_documents import (
    from_document,
    from_json,
    hours_text,
    read_hours,
    to_document,
    to_json,
)
from storeassist.features.offers.rules_words import conditions, sentence, value_words
from storeassist.features.products.rules import LONGEST, tidy
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import LARGEST_FEN, yuan

__all__ = [
    "Estimate",
    "Figures",
    "checked",
    "conditions",
    "cost_lines",
    "estimate",
    "from_document",
    "from_json",
    "hours_text",
    "read_hours",
    "refuse_below_use",
    "refuse_price",
    "sentence",
    "tidy",
    "to_document",
    "to_json",
    "value_words",
]

LONGEST_NAME = 40
MOST_PRODUCTS = 20
MOST_DAYS = 3650
MOST_USES = 10_000_000
_WHOLE = 10_000
_WEEK = range(1, 8)
_OF_PRODUCT = (Kind.GIFT, Kind.SPECIAL_PRICE)
_OF_AMOUNT = (Kind.AMOUNT_OFF, Kind.RED_PACKET)


@dataclass(frozen=True, slots=True)
class MostUsed:
    """How often one customer used an offer, at most: ever, and on one business day."""

    ever: int = 0
    a_day: int = 0


def checked(name: str, terms: Terms) -> tuple[str, Terms]:
    """An offer as it is kept: blanks trimmed, repetitions gone; raises UserError, naming the field, for nonsense."""
    name = tidy(name)
    if not name:
        raise UserError("An offer needs a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise _too_long("name", name, LONGEST_NAME)
    terms = _trimmed(terms)
    _refuse_value(terms)
    _refuse_products(terms)
    _refuse_times(terms)
    _refuse_limits(terms)
    return name, terms


def refuse_price(terms: Terms, price_fen: int | None) -> None:
    """Refuse a special price that is none for a product of the shop that costs ``price_fen`` (None: not known)."""
    if terms.kind is not Kind.SPECIAL_PRICE:
        return
    if price_fen is None:
        raise UserError("Please give {product} its usual price first, on the Products page.", field="product", product=terms.product)
    if price_fen <= terms.value_fen:
        raise UserError("{product} costs {price} anyway.", field="value", product=terms.product, price=yuan(price_fen))


def refuse_below_use(terms: Terms, use: Use, most: MostUsed) -> None:
    """Refuse limits that an offer has passed already."""
    if terms.total is not None and terms.total < use.used:
        raise UserError("It was used {n} times already.", field="total", n=use.used)
    if terms.cost_ceiling_fen is not None and terms.cost_ceiling_fen < use.given_fen:
        raise UserError("{amount} are given already.", field="cost_ceiling", amount=yuan(use.given_fen))
    if terms.per_customer is not None and terms.per_customer < most.ever:
        raise UserError("One customer used it {n} times already.", field="per_customer", n=most.ever)
    if terms.per_customer_per_day is not None and terms.per_customer_per_day < most.a_day:
        raise UserError("One customer used it {n} times on one day already.", field="per_customer_per_day", n=most.a_day)


def _trimmed(terms: Terms) -> Terms:
    product = tidy(terms.product)
    wanted = [*terms.products, *([] if terms.kind in _OF_PRODUCT else [product])]
    days = tuple(sorted(set(terms.weekdays)))
    return replace(
        terms,
        value_fen=0 if terms.kind is Kind.PERCENT_OFF else terms.value_fen,
        basis_points=terms.basis_points if terms.kind is Kind.PERCENT_OFF else 0,
        product=product if terms.kind in _OF_PRODUCT else "",
        products=_once(tidy(one) for one in wanted),
        roles=tuple(dict.fromkeys(terms.roles)),
        weekdays=() if days == tuple(_WEEK) else days,
        hours=tuple(sorted(set(terms.hours), key=lambda part: (part.start, part.end))),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in capitals or not; blank ones left out."""
    return tuple({name.lower(): name for name in names if name}.values())


def _refuse_value(terms: Terms) -> None:
    if terms.kind is Kind.PERCENT_OFF and not 0 < terms.basis_points < _WHOLE:
        raise UserError("Please take off more than 0% and less than 100%.", field="value")
    if terms.kind in (*_OF_AMOUNT, Kind.SPECIAL_PRICE):
        _refuse_amount(terms.value_fen, "value")
    if terms.kind is Kind.GIFT and terms.value_fen:
        raise UserError("A gift has no amount: it is worth what the product costs.", field="value")
    if terms.max_discount_fen is not None:
        if terms.kind is not Kind.PERCENT_OFF:
            raise UserError("Only a percentage has a highest amount.", field="max_discount")
        _refuse_amount(terms.max_discount_fen, "max_discount")
    if terms.min_spend_fen < 0:
        raise UserError("An amount is never below zero.", field="min_spend")
    if terms.min_spend_fen:
        _refuse_amount(terms.min_spend_fen, "min_spend")
    if terms.kind in _OF_AMOUNT and 0 < terms.min_spend_fen <= terms.value_fen:
        raise UserError("This gives more than the guest spends: ask for more than {amount}.", field="min_spend", amount=yuan(terms.value_fen))


def _refuse_amount(fen: int, field: str) -> None:
    if fen <= 0:
        raise UserError("Please give an amount above zero.", field=field)
    if fen > LARGEST_FEN:
        raise UserError("The amount is too large.", field=field)


def _refuse_products(terms: Terms) -> None:
    if terms.kind in _OF_PRODUCT and not terms.product:
        raise UserError("Please name the product.", field="product")
    if len(terms.products) > MOST_PRODUCTS:
        raise UserError("At most {most} products, please.", field="products", most=MOST_PRODUCTS)
    for field, names in (("product", (terms.product,)), ("products", terms.products)):
        for name in names:
            if len(name) > LONGEST["name"]:
                raise _too_long(field, name, LONGEST["name"])


def _refuse_times(terms: Terms) -> None:
    if terms.valid_from and terms.valid_to and terms.valid_to < terms.valid_from:
        raise UserError("It ends before it begins.", field="valid_to")
    if any(day not in _WEEK for day in terms.weekdays):
        raise UserError("Weekdays are 1 (Monday) to 7 (Sunday).", field="weekdays")
    for part in terms.hours:
        if part.start == part.end:
            raise UserError("Hours end at another time than they begin.", field="hours")
    if terms.days_after_issue is not None and not 0 <= terms.days_after_issue <= MOST_DAYS:
        raise UserError("Please give 0 to {most} days.", field="days_after_issue", most=MOST_DAYS)


def _refuse_limits(terms: Terms) -> None:
    limits = {
        "per_customer": terms.per_customer,
        "per_customer_per_day": terms.per_customer_per_day,
        "uses_per_code": terms.uses_per_code,
        "total": terms.total,
    }
    for field, limit in limits.items():
        if limit is not None and not 1 <= limit <= MOST_USES:
            raise UserError("Please give a number of at least 1, or leave it out.", field=field)
    ceiling = terms.cost_ceiling_fen
    if ceiling is not None:
        _refuse_amount(ceiling, "cost_ceiling")
    if ceiling is not None and terms.kind in _OF_AMOUNT and ceiling < terms.value_fen:
        raise UserError("One coupon alone gives {amount}.", field="cost_ceiling", amount=yuan(terms.value_fen))


def _too_long(field: str, text: str, most: int) -> UserError:
    return UserError(
        "This is too long: {length} characters, at most {most}.", field=field, length=len(text), most=most
    )
