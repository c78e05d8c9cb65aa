"""What may be written of a product. Pure."""

from __future__ import annotations

from dataclasses import replace

from storeassist.features.products.records import ProductFacts
from storeassist.kernel.errors import UserError

LONGEST = {"name": 80, "category": 40}


def tidy(name: str) -> str:
    """A product's name as it is kept: blanks at the ends gone, those inside single."""
    return " ".join(name.split())


def checked(facts: ProductFacts) -> ProductFacts:
    """``facts`` with blanks trimmed; raises UserError, naming the field, for what cannot be kept."""
    name, category = tidy(facts.name), tidy(facts.category)
    if not name:
        raise UserError("A product needs a name.", field="name")
    for key, text in (("name", name), ("category", category)):
        if len(text) > LONGEST[key]:
            raise UserError(
                "This is too long: {length} characters, at most {most}.", field=key, length=len(text), most=LONGEST[key]
            )
    if facts.price_fen is not None and facts.price_fen < 0:
        raise UserError("A price is never below zero.", field="price")
    if facts.cost_fen is not None and facts.cost_fen < 0:
        raise UserError("A cost is never below zero.", field="cost")
    return replace(facts, name=name, category=category)
