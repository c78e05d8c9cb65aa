"""What stands on the two faces of a card: which codes, which words, and whether a phone will read the codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import floor

from storeassist.adapters.qr import matrix
from storeassist.features.cards import designs
from storeassist.features.cards.records import BatchFacts, CardKind
from storeassist.features.cards.records_design import Design, Element
from storeassist.features.cards.records_print import Box, CardText, OfferWords, QrFacts, Side
from storeassist.features.cards.rules_print import LEAST_CONTRAST, colours, contrast, valid_until
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _

QUIET_ZONE = 4
LEAST_MODULE_MM = 0.4
LEAST_SIDE_MM = 20
PAYLOAD_DIGITS = 37
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
"""Signs without a shape of their own, which come along with what is copied from a phone or a web page."""


def sample_card() -> CardText:
    """A card for a preview: its codes look like real ones and open nothing."""
    return CardText(1, "0000-0000-0000", "0" * PAYLOAD_DIGITS)


def level(element: Element) -> str:
    """How much of a QR may be hidden: much where a seal lies on it."""
    return "H" if element.sealed else "M"


def qr_text(element: Element, design: Design, facts: BatchFacts, card: CardText) -> str:
    """What a QR of the card holds; "" when it is not drawn."""
    both = (facts.target.text, card.payload) if design.leads == "target" else (card.payload, facts.target.text)
    shown = [text for text in both if text]
    at = 1 if element.second else 0
    return shown[at] if at < len(shown) else ""


def is_shown(element: Element, facts: BatchFacts, card: CardText) -> bool:
    """Whether the codes are there that an element goes with."""
    coupon, target = bool(card.payload), bool(facts.target.text)
    told = {"": True, "coupon": coupon, "target": target, "both": coupon and target, "no_coupon": not coupon}
    return told[element.shown_with]


def has_back(facts: BatchFacts, card: CardText) -> bool:
    """Whether there is anything to print on the other side."""
    design = designs.by_name(facts.design)
    return any(
        is_shown(one, facts, card) and (one.shape != "qr" or qr_text(one, design, facts, card)) for one in design.back
    )


def codes_on(design: Design, facts: BatchFacts, card: CardText, side: Side) -> list[tuple[str, Box]]:
    """What the QR codes of a side hold, and where on the card they stand."""
    found = (
        (qr_text(element, design, facts, card), element.box)
        for element in design.elements(side)
        if element.shape == "qr" and is_shown(element, facts, card)
    )
    return [(text, box) for text, box in found if text]


def values(facts: BatchFacts, card: CardText, words: OfferWords, shop_name: str) -> dict[str, str]:
    """What fills each {place} of a card."""
    return {
        "shop": shop_name,
        "offer": words.value,
        "offer_name": words.name,
        "rules": words.rules,
        "valid": valid_until(facts.valid_until) if facts.valid_until else words.valid,
        "code": card.short,
        "serial": str(card.serial),
        "place": facts.place,
        "name": facts.name,
    }


def fill(text: str, fields: Mapping[str, str], places: Mapping[str, str]) -> str:
    """A text of the card in its final words, field by field, without the lines of which every place is empty.

    Raises UserError for a place that no card has.
    """
    lines = designs.filled_in(text, fields).splitlines()
    return "\n".join(line for line in (_filled(line, places) for line in lines) if line)


def seen(text: str) -> str:
    """What can be seen of a text, with single blanks."""
    return " ".join(_UNSEEN.sub("", text).split())


def _filled(line: str, places: Mapping[str, str]) -> str:
    named = designs.places_in(line)
    for key in named:
        if key not in places:
            raise UserError(
                "A card cannot fill in {place}. It knows: {places}.",
                field="fields",
                place=f"{{{key}}}",
                places=" ".join(f"{{{one}}}" for one in designs.PLACES),
            )
    return "" if named and not any(places[key] for key in named) else seen(designs.filled_in(line, places))


def qr_facts(design: Design, facts: BatchFacts) -> QrFacts:
    """Whether phones read the codes of a card: told of the one that is hardest to read."""
    card = sample_card() if facts.offer_id is not None else CardText(1)
    shades = colours(design, facts.colour)
    found = []
    for side in Side:
        shown = [one for one in design.elements(side) if is_shown(one, facts, card)]
        for element in shown:
            if element.shape == "qr" and (text := qr_text(element, design, facts, card)):
                found.append(_judged(element, text, shown, design, shades))
    if not found:
        return QrFacts(0, 0, 0, False, _("No code on this card: choose an offer, or add your own QR code"))
    return min(found, key=lambda one: (one.ok, one.module_mm))


def _judged(element: Element, text: str, shown: list[Element], design: Design, shades: dict[str, str]) -> QrFacts:
    side = element.box[2]
    module = side / len(matrix(text, level(element)))
    others = [one for one in shown if one is not element]
    ground = [one for one in others if one.shape == "rect" and _distance(element.box, one.box) < 0]
    quiet = floor(min((abs(_distance(element.box, one.box)) for one in others), default=side) / module + 0.001)
    edges = _distance(element.box, (0, 0, *design.size))
    quiet = max(0, min(quiet, floor(-edges / module + 0.001), QUIET_ZONE))
    behind = shades[ground[-1].colour] if ground else shades["paper"]
    least = 0 if CardKind.BOTTLE in design.kinds else LEAST_SIDE_MM
    words = _(
        "Code {side} mm, module {module} mm, quiet zone {quiet}", side=f"{side:g}", module=f"{module:.2f}", quiet=quiet
    )
    if module < LEAST_MODULE_MM:
        words = _("Module {module} mm: too fine to print, 0.4 mm at least", module=f"{module:.2f}")
    elif side < least:
        words = _("Code {side} mm: too small for a phone, 20 mm at least", side=f"{side:g}")
    elif quiet < QUIET_ZONE:
        words = _("Quiet zone {quiet}: something lies too near to the code", quiet=quiet)
    elif contrast(shades[element.colour], behind) < LEAST_CONTRAST:
        words = _("Too little contrast for a phone: choose a darker colour")
    else:
        return QrFacts(side, module, quiet, True, words)
    return QrFacts(side, module, quiet, False, words)


def _distance(inner: Box, other: Box) -> float:
    """How far two boxes are apart in mm; 0 when they touch or cross; below 0 the depth at which ``inner`` lies inside."""
    left, top, right, bottom = inner[0], inner[1], inner[0] + inner[2], inner[1] + inner[3]
    other_right, other_bottom = other[0] + other[2], other[1] + other[3]
    depth = min(left - other[0], top - other[1], other_right - right, other_bottom - bottom)
    if depth >= 0:
        return -depth
    return max(other[0] - right, left - other_right, other[1] - bottom, top - other_bottom, 0)
