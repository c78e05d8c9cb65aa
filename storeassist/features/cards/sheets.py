"""The papers that cards are laid out on, read from resources/templates/sheets."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from storeassist.features.cards.records_design import Design, Sheet
from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import resources

if TYPE_CHECKING:
    from storeassist.features.cards.records_print import Layout

NAMES = (
    *("a4-10-90x54", "a4-10-80x50-l4785", "a4-24-70x37", "a4-45-40x30", "label-40x30", "a5", "a4-2-a5", "a4-a5-cut"),
    *("a6", "a4-4-a6", "roll-80", "roll-58"),
)
"""Every sheet, in the order in which they are offered."""

_FITS = 0.05  # mm


def sheets() -> dict[str, Sheet]:
    """Every sheet by its name."""
    return {name: _read(name) for name in NAMES}


def by_name(name: str) -> Sheet:
    """One sheet. Raises UserError."""
    if name not in NAMES:
        raise UserError("There is no sheet called “{name}”. There are: {names}.", name=name, names=", ".join(NAMES))
    return _read(name)


def fitting(design: Design) -> list[Sheet]:
    """The sheets that hold cards of this design, the usual one first."""
    return [sheet for sheet in sheets().values() if _fits(sheet, design)]


def _fits(sheet: Sheet, design: Design) -> bool:
    of_sheet, of_design = (sheet.card[:1], design.size[:1]) if sheet.roll else (sheet.card, design.size)
    return all(abs(one - other) < _FITS for one, other in zip(of_sheet, of_design, strict=True))


def checked(layout: Layout, design: Design) -> Sheet:
    """The sheet of a layout that can be printed. Raises UserError naming the field at fault."""
    sheet = by_name(layout.sheet)
    if not _fits(sheet, design):
        names = ", ".join(one.name for one in fitting(design))
        raise UserError(
            "Cards of this design do not fit on {sheet}. These do: {names}.",
            field="sheet",
            sheet=sheet.name,
            names=names,
        )
    if not 1 <= layout.start <= sheet.places:
        raise UserError("This sheet has {n} places; begin at one of them.", field="start", n=sheet.places)
    if not 0 <= layout.bleed_mm <= 5:
        raise UserError("The bleed is between 0 and 5 mm.", field="bleed")
    if max(abs(layout.shift_x_mm), abs(layout.shift_y_mm)) > 10:
        raise UserError("A printer is shifted by 10 mm at most.", field="shift")
    return sheet


@cache
def _read(name: str) -> Sheet:
    path = resources() / "templates" / "sheets" / f"{name}.json"
    said = json.loads(path.read_text("utf-8"))
    pairs = {key: tuple(value) for key, value in said.items() if isinstance(value, list)}
    return Sheet(name=name, titles=said.pop("title"), **{**said, **pairs})
