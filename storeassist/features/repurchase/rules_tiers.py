"""The tiers around the hero product in words: what they are called, who is in them, what to offer and to say. Pure."""

from __future__ import annotations

from typing import NamedTuple

from storeassist.features.habits.records import Tier
from storeassist.kernel.text import _


class Proposal(NamedTuple):
    """What to offer a tier, and the words that go with it."""

    offer: str
    text: str


def word(tier: Tier) -> str:
    """What a tier is called."""
    return {
        Tier.CORE: _("Core"),
        Tier.MAIN: _("Main"),
        Tier.OTHER: _("Other dishes"),
        Tier.NEVER: _("Never bought"),
    }[tier]


def definition(tier: Tier, hero: str) -> str:
    """Who is in a tier."""
    return {
        Tier.CORE: _("bought {hero} on two bills or more", hero=hero),
        Tier.MAIN: _("bought {hero} once", hero=hero),
        Tier.OTHER: _("bought other things, never {hero}", hero=hero),
        Tier.NEVER: _("known, without a bill so far"),
    }[tier]


def name_of(tier: Tier, hero: str) -> str:
    """What the segment of a tier is called."""
    return {
        Tier.CORE: _("{hero}: core", hero=hero),
        Tier.MAIN: _("{hero}: once", hero=hero),
        Tier.OTHER: _("{hero}: not yet", hero=hero),
        Tier.NEVER: _("{hero}: no bill yet", hero=hero),
    }[tier]


def proposal(tier: Tier, hero: str) -> Proposal:
    """What to offer a tier, and what to write to it."""
    return {
        Tier.CORE: Proposal(
            _("No discount: something only regulars get, such as the VIP group, a seat kept, a taste of what is new"),
            _("You know our {hero} better than anyone. We try something new this week and keep a taste for you: when do you come by?", hero=hero),
        ),
        Tier.MAIN: Proposal(
            _("A small dish to go with the second one, good for two weeks"),
            _("Did you like the {hero}? With the next one the side dish is on us, for the coming two weeks.", hero=hero),
        ),
        Tier.OTHER: Proposal(
            _("The hero product at a price to try it, once for each customer"),
            _("You have not had our {hero} yet, and most come back for it. The first one is at a price to try, this week.", hero=hero),
        ),
        Tier.NEVER: Proposal(
            _("A reason for the first visit: money off the first bill, with a low minimum"),
            _("You have our WeChat but have not sat with us yet. The first bill is cheaper, and the {hero} is where to begin.", hero=hero),
        ),
    }[tier]  # fmt: skip


def rule_of(tier: Tier, hero: str) -> dict[str, object]:
    """The rule document that selects a tier around the product called ``hero``."""
    return {"field": "tier", "op": "=", "value": tier.value, "product": hero}
