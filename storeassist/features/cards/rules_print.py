"""An offer in the few words of a card, and the colours that can be read on one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from storeassist.features.cards.records_design import Design
from storeassist.features.cards.records_print import OfferWords
from storeassist.features.offers import rules as offer_rules
from storeassist.features.offers.records import Terms
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, language, many

LEAST_CONTRAST = 4.5
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_SOFT = 0.1
"""How much of the main colour is in its tint."""


def offer_words(name: str, terms: Terms) -> OfferWords:
    """What a card says of an offer."""
    valid = ""
    if terms.valid_to:
        valid = valid_until(terms.valid_to)
    elif terms.days_after_issue is not None:
        valid = many("Valid {n} day after you get it", "Valid {n} days after you get it", terms.days_after_issue)
    headline = Terms(
        terms.kind, terms.value_fen, terms.basis_points, product=terms.product, min_spend_fen=terms.min_spend_fen
    )
    # The last day stands for itself, and a batch may have another; what the shop may lose is its own affair.
    on_card = replace(terms, valid_to=None, days_after_issue=None, cost_ceiling_fen=None)
    return OfferWords(name, offer_rules.sentence(headline), offer_rules.sentence(on_card), valid)


def valid_until(day: date) -> str:
    """The last day of a card, with its year: it may be kept long."""
    shown = f"{day.year}.{day.month}.{day.day}" if language() == "zh_CN" else show_day_in_full(day)
    return _("Valid until {date}", date=shown)


def colours(design: Design, colour: str) -> dict[str, str]:
    """The value of each colour's role; ``colour`` "#RRGGBB" is the owner's own main one, "" the design's.

    Words on it are light or dark, whichever is read better, black where neither will do; words in it are dark where it
    is too light. Raises UserError.
    """
    accent = colour or design.choices[0]
    if not is_colour(accent):
        raise UserError("“{text}” is not a colour; write it as six digits after a #.", field="colour", text=colour)
    paper, ink = design.colours["paper"], design.colours["ink"]
    on_accent = max(paper, ink, key=lambda shade: contrast(shade, accent))
    if contrast(on_accent, accent) < LEAST_CONTRAST:
        on_accent = _written([0, 0, 0])
    accent_ink = accent if contrast(accent, paper) >= LEAST_CONTRAST else ink
    soft = _mixed(accent, paper, _SOFT)
    return {**design.colours, "accent": accent, "on_accent": on_accent, "accent_ink": accent_ink, "soft": soft}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_colour(text: object) -> bool:
    """Whether it is written as "#RRGGBB"."""
    return isinstance(text, str) and bool(_COLOUR.fullmatch(text))


def _luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _parts(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return _written([a * share + b * (1 - share) for a, b in pairs])


def _written(parts: list[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)
