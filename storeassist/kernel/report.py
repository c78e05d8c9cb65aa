"""The report for whoever helps when something went wrong: versions, sizes and the log, and nothing about a customer."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.text import _, language

if TYPE_CHECKING:
    from storeassist.kernel.database import Shop
    from storeassist.kernel.log import LogFile

_COUNTED = 100_000
"""Rows of one table; to count more of them takes longer than a report is worth."""


def report(log: LogFile, shop: Shop | None, more: Mapping[str, str]) -> str:
    """The whole report as text; ``more`` are facts of the program, never of a shop."""
    versions = {
        **more,
        "Python": platform.python_version(),
        "SQLite": str(sqlite.sqlite_version),
        _("System"): f"{platform.system()} {platform.release()} {platform.machine()}",
        _("Language"): language(),
        _("Packed as a program"): _("yes") if getattr(sys, "frozen", False) else _("no"),
    }
    parts = [_part(_("Versions"), versions)]
    if shop is not None:
        parts.append(_part(_("The shop file, in numbers"), _numbers(shop)))
    return "\n\n".join([*parts, _("What the program noted") + "\n" + (log.text() or "-")]) + "\n"


def save_report(text: str, path: Path) -> None:
    """Write the report, whole or not at all; raises UserError."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise not_written(error, path) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _numbers(shop: Shop) -> dict[str, str]:
    """Sizes of the shop file: no name, not even its own."""
    try:
        numbers = {
            _("Kept as"): f"{shop.value('PRAGMA journal_mode')}, {shop.place.kind}",
            _("Step of the tables"): str(shop.value("PRAGMA user_version")),
            _("Pages"): f"{shop.value('PRAGMA page_count')} x {shop.value('PRAGMA page_size')}",
            _("Writes so far"): str(shop.revision),
        }
        tables = shop.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name")
        for (name,) in tables:
            rows = shop.value(f'SELECT count(*) FROM (SELECT 1 FROM "{name}" LIMIT {_COUNTED})')
            numbers[name] = f"{rows}" if rows < _COUNTED else f"{_COUNTED}+"
    except (UserError, sqlite.Error) as error:
        return {_("The shop file cannot be read"): type(error).__name__}
    return numbers


def _part(heading: str, facts: Mapping[str, str]) -> str:
    return "\n".join([heading, *(f"  {name}: {value}" for name, value in facts.items())])
