"""The looks of cards, read from resources/templates/cards: elements in mm, texts with {places} that the owner may change."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from storeassist.features.cards.records import CardKind
from storeassist.features.cards.records_design import Design, Element, Field
from storeassist.features.cards.rules_print import is_colour
from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES = (
    *("package-bar", "package-band", "coupon-ticket", "coupon-slip", "table-tent", "table-card", "bottle-label"),
    *("bag-label", "poster", "receipt-80", "receipt-58"),
)
"""Every design, in the order in which they are offered."""

PLACES = ("shop", "offer", "offer_name", "rules", "valid", "code", "serial", "place", "name")
"""What a text may hold in braces beside the keys of the design's own fields."""

ROLES = ("accent", "accent_ink", "on_accent", "soft")
"""The colours that follow from the main one, beside those a design names."""

_LANGUAGES = {"en", "zh_CN"}
_USUAL = Element("", (0, 0, 0, 0))
_SHAPES = {"rect", "line", "text", "column", "qr", "seal"}
_ALIGNS = {"left", "centre", "right"}
_SHOWN_WITH = {"", "coupon", "target", "both", "no_coupon"}
_PLACE = re.compile(r"\{(\w+)\}")


def designs() -> dict[str, Design]:
    """Every design by its name."""
    return {name: _read(name) for name in NAMES}


def by_name(name: str) -> Design:
    """One design. Raises UserError."""
    if name not in NAMES:
        raise UserError("There is no design called “{name}”. There are: {names}.", name=name, names=", ".join(NAMES))
    return _read(name)


def for_kind(kind: CardKind) -> list[Design]:
    """The designs made for a kind of card, the usual one first."""
    made_for = [design for design in designs().values() if kind in design.kinds]
    return sorted(made_for, key=lambda design: design.kinds.index(kind))


def places_in(text: str) -> list[str]:
    """The {places} a text names, in their order."""
    return _PLACE.findall(text)


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """A text with its {places} filled in; one that ``values`` lacks stays, and braces in a value are only signs."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


@cache
def _read(name: str) -> Design:
    text = (resources() / "templates" / "cards" / f"{name}.json").read_text("utf-8")
    return read(name, json.loads(text))


def read(name: str, said: dict[str, Any]) -> Design:
    """A design from its document. Raises ValueError, saying what is wrong with it and where."""
    try:
        size = (said["size"][0], said["size"][1])
        design = Design(
            name=name,
            titles=said["title"],
            kinds=tuple(CardKind(kind) for kind in said["kinds"]),
            size=size,
            leads=said.get("leads", "coupon"),
            colours=said["colours"],
            choices=tuple(said["choices"]),
            fields=tuple(_field(one) for one in said["fields"]),
            front=_elements(said["front"], size),
            back=_elements(said.get("back", []), size),
        )
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise ValueError(f"{name}: {error!r}") from error
    if wrong := next(_faults(design), ""):
        raise ValueError(f"{name}: {wrong}")
    return design


def _field(said: dict[str, Any]) -> Field:
    return Field(
        said["key"],
        said["label"],
        said["default"],
        said.get("coupon_only", {}),
        said.get("target_only", {}),
        said.get("lines", 1),
    )


def _elements(said: list[dict[str, Any]], size: tuple[float, float]) -> tuple[Element, ...]:
    """The elements; after "turned" all before it once more upside down, as seen from across the table."""
    found: list[Element] = []
    for one in said:
        if one["shape"] == "turned":
            found += [_turned(element, size) for element in found]
        else:
            found.append(Element(**{**one, "box": tuple(one["box"])}))
    return tuple(found)


def _turned(element: Element, size: tuple[float, float]) -> Element:
    left, top, width, height = element.box
    return replace(element, box=(size[0] - left - width, size[1] - top - height, width, height), turned=True)


def _faults(design: Design) -> Iterator[str]:
    """What no card may have, each in words for whoever wrote the design."""
    if design.leads not in {"coupon", "target"}:
        yield f"leads is {design.leads!r}"
    if set(design.titles) != _LANGUAGES:
        yield "title is not in both languages"
    if not all(_is_measure(one) and one > 0 for one in design.size):
        yield f"size is {design.size}"
    if not (design.kinds and design.choices):
        yield "kinds or choices name nothing"
    for colour in ("ink", "paper"):
        if colour not in design.colours:
            yield f"colours lack {colour}"
    for value in (*design.colours.values(), *design.choices):
        if not is_colour(value):
            yield f"{value!r} is no colour"
    yield from _faults_of_fields(design.fields)
    known = {*PLACES, *(field.key for field in design.fields)}
    for at, element in enumerate((*design.front, *design.back), 1):
        yield from (f"element {at}: {fault}" for fault in _faults_of(element, design, known))


def _faults_of_fields(some: tuple[Field, ...]) -> Iterator[str]:
    seen = set(PLACES)
    for field in some:
        if field.key in seen:
            yield f"field {field.key} is there twice"
        seen.add(field.key)
        texts = (field.labels, field.defaults, *(one for one in (field.coupon_only, field.target_only) if one))
        if any(set(one) != _LANGUAGES or not all(isinstance(text, str) for text in one.values()) for one in texts):
            yield f"field {field.key} is not in both languages"
            return
        for text in (text for one in texts[1:] for text in one.values()):
            yield from (f"field {field.key} names {{{place}}}" for place in places_in(text) if place not in PLACES)


def _faults_of(element: Element, design: Design, known: set[str]) -> Iterator[str]:
    for one in fields(Element):
        value = getattr(element, one.name)
        if not (_is_measure(value) if one.type == "float" else type(value) is type(getattr(_USUAL, one.name))):
            yield f"its {one.name} is {value!r}"
            return
    if len(element.box) != 4 or not all(map(_is_measure, element.box)):
        yield f"its box is {element.box}"
        return
    left, top, width, height = element.box
    if element.lines < 1:
        yield "its lines are none"
    if element.shape not in _SHAPES or element.align not in _ALIGNS or element.shown_with not in _SHOWN_WITH:
        yield "a word in it is not known"
    if min(element.box) < 0 or left + width > design.size[0] + 0.001 or top + height > design.size[1] + 0.001:
        yield "it reaches beyond the card"
    if element.size < 6:
        yield "its letters are smaller than 6 points"
    if element.shape == "qr" and width != height:
        yield "a QR code is square"
    if not {element.colour, element.sign} <= {*design.colours, *ROLES}:
        yield "its colour has no value"
    yield from (f"it names {{{place}}}" for place in places_in(element.text) if place not in known)


def _is_measure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
