"""What states, types, cells and months are called, and what to do for each type. Pure."""

from __future__ import annotations

from datetime import date
from math import floor

from storeassist.features.habits.records import Cell, Kind, State
from storeassist.kernel.calendars import MONTH_NAMES
from storeassist.kernel.text import _, language


def state_word(state: State) -> str:
    """How somebody stands, in a word."""
    return {
        State.ON_TIME: _("On time"),
        State.DUE: _("Due"),
        State.WATCH: _("Overdue now"),
        State.DORMANT: _("Long gone"),
    }[state]


def times_usual(ratio: float) -> str:
    """How many times the usual gap somebody is away; cut off, so that 2.49 does not look like what begins at 2.5."""
    return _("{times} ×", times=f"{floor(ratio * 10 + 1e-9) / 10:.1f}")


def kind_word(kind: Kind) -> str:
    """What one of the eight types is called."""
    return {
        Kind.IMPORTANT_VALUE: _("Important, valued"),
        Kind.IMPORTANT_KEEP: _("Important, to keep"),
        Kind.IMPORTANT_DEVELOP: _("Important, to develop"),
        Kind.IMPORTANT_WIN_BACK: _("Important, to win back"),
        Kind.GENERAL_VALUE: _("General, valued"),
        Kind.GENERAL_KEEP: _("General, to keep"),
        Kind.GENERAL_DEVELOP: _("General, to develop"),
        Kind.GENERAL_WIN_BACK: _("General, to win back"),
    }[kind]


def advice(kind: Kind) -> str:
    """What to do for one of the eight types."""
    return {
        Kind.IMPORTANT_VALUE: _("Lately, often, much: into the VIP group"),
        Kind.IMPORTANT_KEEP: _("Often, much, but away: ask them back"),
        Kind.IMPORTANT_DEVELOP: _("Lately, much, seldom: a reason to return"),
        Kind.IMPORTANT_WIN_BACK: _("Much, but away for long: a personal word"),
        Kind.GENERAL_VALUE: _("Often, small bills: offer a profit dish"),
        Kind.GENERAL_KEEP: _("Often, small bills, away: a reminder"),
        Kind.GENERAL_DEVELOP: _("Here lately, still new: the second visit"),
        Kind.GENERAL_WIN_BACK: _("Seldom, little, away: only the next offer"),
    }[kind]


def cell_word(cell: Cell | None) -> str:
    """A cell of the grid; None: not a customer yet."""
    return _("Newcomer") if cell is None else f"R {cell.r}·F {cell.f}"


def month_word(first_day: date) -> str:
    """A month in short words; January tells its year."""
    name = bare_month(first_day)
    if first_day.month != 1:
        return name
    return f"{first_day.year} 年 {name}" if language() == "zh_CN" else f"{name} {first_day.year}"


def bare_month(first_day: date) -> str:
    """A month in short words without its year."""
    return f"{first_day.month} 月" if language() == "zh_CN" else MONTH_NAMES[first_day.month - 1]
