"""What the shop sells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """The part a product plays: it brings people in, is what they come for, earns the money, or none of these."""

    LEAD = "lead"
    HERO = "hero"
    PROFIT = "profit"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What can be said of a product when adding or changing one; an unknown price or cost is None."""

    name: str
    category: str = ""
    price_fen: int | None = None
    cost_fen: int | None = None
    role: Role = Role.ORDINARY


@dataclass(frozen=True, slots=True)
class Sold:
    """What the live orders hold of a product: how much, for how many fen, on how many orders."""

    quantity: float = 0
    sold_fen: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Product:
    """One product and what was sold of it."""

    id: int
    facts: ProductFacts
    sold: Sold
    created_at: datetime

    @property
    def name(self) -> str:
        """What the shop calls the product."""
        return self.facts.name


@dataclass(frozen=True, slots=True)
class ProductBooking:
    """What orders add to a product's sold figures (or, with minus signs, take from them)."""

    product_id: int
    quantity: float
    sold_fen: int
    orders: int
