"""What to write to somebody: warm words in several variants, filled with what is known of them and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple

from storeassist.features.today.records import Kind, Prompt
from storeassist.features.today.rules import spoken_name
from storeassist.kernel.text import N_, _

OVERDUE = (
    N_("{name}, it has been a while, and we have been thinking of you. Drop in when you are near; all is as you know it. — {shop}"),
    N_("{name}, the {dish} you like is still on our menu. Come by whenever you feel like it. — {shop}"),
    N_("{name}, we have not seen you for {days} days and just wanted to say hello. If something was not right last time,"
       " do tell us: we would like to put it right. — {shop}"),
    N_("{name}, a small hello from {shop}. No offer and no hurry: your seat is there whenever you feel like coming."),
    N_("{name}, should you have a craving for {dish}, send us a word before you set out, and we will start on it. — {shop}"),
    N_("{name}, busy days lately? Take good care of yourself, and when you find a moment, come and see us. — {shop}"),
)  # fmt: skip
"""To regulars who have stayed away longer than usual. Nothing is promised that a shop cannot keep on any day."""

BIRTHDAY_TODAY = (
    N_("{name}, happy birthday! May the year ahead be kind to you, and every meal a good one. — {shop}"),
    N_("{name}, today is your day: all of us at {shop} wish you a happy birthday and good health."),
    N_("Happy birthday, {name}! Thank you for all the times you have come to {shop}. May things go your way."),
)
BIRTHDAY_AHEAD = (
    N_("{name}, your birthday is coming up, so here are our early wishes: good health, good company and good food. — {shop}"),
    N_("{name}, a birthday is near, isn't it? Everyone at {shop} wishes you a happy one. If you celebrate with us, tell us"
       " a day ahead and we will keep a good table."),
    N_("An early happy birthday, {name}! If you have not decided where to eat that day, {shop} would be glad to have you."),
)  # fmt: skip

NAMELESS = N_("Hello")
"""Stands for a name nobody wrote down."""


class Part(NamedTuple):
    """A piece of a message; ``filled`` says that it was put in for this customer."""

    text: str
    filled: bool


def message(prompt: Prompt, shop_name: str, dish: str, turn: int = 0) -> list[Part]:
    """The words for somebody; each ``turn`` gives other ones. ``dish`` is what they usually have, "" when unknown."""
    variants = _variants(prompt, bool(dish))
    template = variants[(prompt.customer.id + turn) % len(variants)]
    values = {
        "name": spoken_name(prompt.customer.name) or _(NAMELESS),
        "shop": shop_name,
        "days": str(prompt.days),
        "dish": dish,
    }
    return list(_filled(_(template), values))


def _variants(prompt: Prompt, knows_dish: bool) -> list[str]:
    if prompt.kind is Kind.BIRTHDAY:
        return [*(BIRTHDAY_AHEAD if prompt.days else BIRTHDAY_TODAY)]
    return [one for one in OVERDUE if knows_dish or "{dish}" not in one]


def _filled(template: str, values: Mapping[str, str]) -> list[Part]:
    parts = []
    for text, field, _spec, _conversion in Formatter().parse(template):
        if text:
            parts.append(Part(text, False))
        if field is not None:
            parts.append(Part(values[field], True))
    return parts
