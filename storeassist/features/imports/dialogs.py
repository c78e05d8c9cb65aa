"""Asks where to write templates, exports and refused rows, and has them written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from storeassist.features.imports import jobs
from storeassist.features.imports import jobs_exports as exports
from storeassist.features.imports.panels import KIND_WORDS
from storeassist.features.imports.records import Kind, Plan
from storeassist.kernel.text import N_, _, many
from storeassist.ui.desk import Desk

_EXCEL = [(N_("Excel"), ("xlsx",))]
_EXCEL_OR_CSV = [*_EXCEL, (N_("CSV"), ("csv",))]


def ask_kind(desk: Desk, parent: QWidget, title: str, then: Callable[[Kind], Any]) -> None:
    """Customers, products or orders?"""
    desk.ask.choose(parent, title, [(kind, _(words)) for kind, words in KIND_WORDS.items()], then=then)


def ask_template(desk: Desk, parent: QWidget, kind: Kind) -> None:
    """Write a table with the right headings, to be filled in, where the owner says."""
    name = _("{what} to fill in", what=_(KIND_WORDS[kind])) + ".xlsx"
    then = partial(_write, desk, partial(exports.write_template, own=exports.own_headings(desk.shop, kind)), kind)
    desk.ask.save_file(parent, _("Write a template"), name, _EXCEL, then=then)


def ask_refused(desk: Desk, parent: QWidget, plan: Plan) -> None:
    """Write the rows that stay out, with their reasons, where the owner says."""
    name = plan.source.path.with_name(f"{plan.source.path.stem}-refused.xlsx")
    then = partial(_write, desk, jobs.write_refused, plan)
    desk.ask.save_file(parent, _("Save the refused rows"), str(name), _EXCEL, then=then)


def ask_export(desk: Desk, parent: QWidget, kind: Kind) -> None:
    """Write everything of a kind where the owner says."""
    (write,) = desk.slot(f"export.{kind.value}")

    def then(path: Path) -> None:
        desk.jobs.start_on_shop(
            write,
            path,
            text=_("Exporting"),
            done=lambda rows: desk.say(many("{n} row written.", "{n} rows written.", rows), undo=False),
        )

    desk.ask.save_file(parent, _("Export"), _(KIND_WORDS[kind]) + ".xlsx", _EXCEL_OR_CSV, then=then)


def _write(desk: Desk, work: Callable[..., Any], what: Any, path: Path) -> None:
    desk.jobs.start(
        work,
        what,
        path,
        text=_("Writing {file}", file=path.name),
        done=lambda _result: desk.say(_("{file} is written.", file=path.name), undo=False),
    )
