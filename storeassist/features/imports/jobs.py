"""The slow work of imports and exports: reading files, making plans, carrying them out, writing files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from storeassist.adapters import sheets
from storeassist.adapters.pinyin import load_readings
from storeassist.features.backups import actions as backups
from storeassist.features.customers import store as customer_store
from storeassist.features.imports import actions, store
from storeassist.features.imports.cells import text
from storeassist.features.imports.contents import Contents
from storeassist.features.imports.fields import ALIASES, CUSTOM, FIELDS, folded, guess, is_known, kind_of
from storeassist.features.imports.jobs_planning import check_mapping, plan_customers, plan_products
from storeassist.features.imports.jobs_planning_orders import plan_orders
from storeassist.features.imports.reading import Piece
from storeassist.features.imports.records import Kind, Options, Plan, Refusal, Result, Source
from storeassist.kernel.backups import Why
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.garbage import uncollected
from storeassist.kernel.jobs import Job, Quiet
from storeassist.kernel.text import _

_LOOKED_AT = 40
"""Rows at the top of a sheet among which its headings are looked for."""
_OF_A_TABLE = 2
"""A sheet with fewer headings that are known may be a cover or a note."""
_SHEETS_TRIED = 8

_SAMPLES = 5
ENCODINGS = sheets.ENCODINGS
REASON = "原因"
"""The heading under which a file of refused rows says why: the same in every language, so that scripts find it."""


def examine(
    job: Job, path: Path, *, sheet: str | None = None, encoding: str | None = None, kind: Kind | None = None
) -> tuple[Kind, Source]:
    """Look at a file: its sheets, its headings, and what its rows most likely are. Raises UserError.

    Unless a ``sheet`` is named it is the first that has anything, or, where that is a cover, the first with a table.
    """
    found = _look(job, path, sheet, encoding, kind)
    if sheet is None and _known(found[1].headings, kind) < _OF_A_TABLE:
        for other in found[1].sheets[:_SHEETS_TRIED]:
            if other != found[1].sheet:
                with suppress(UserError):  # nothing in it
                    tried = _look(job, path, other, encoding, kind)
                    if _known(tried[1].headings, kind) >= _OF_A_TABLE:
                        return tried
    return found


def _known(headings: Iterable[str], kind: Kind | None) -> int:
    """How many headings say what their column is."""
    return sum(any(is_known(one, heading) for one in ([kind] if kind else Kind)) for heading in headings if heading)


def _look(job: Job, path: Path, sheet: str | None, encoding: str | None, kind: Kind | None) -> tuple[Kind, Source]:
    job.report(0, 0, _("Reading {file}", file=path.name))

    def meanwhile() -> None:
        job.report(0, 0)
        load_readings()  # of which the names of new customers will have need

    contents = Contents(path, sheet, encoding, meanwhile)
    info = contents.info
    top: list[sheets.Row] = []
    for chunk in contents.chunks(meanwhile):
        top += chunk.rows
        if len(top) >= _LOOKED_AT:
            break
    kinds = [kind] if kind else list(Kind)
    header = sheets.find_header(top[:_LOOKED_AT], lambda heading: any(is_known(k, heading) for k in kinds))
    if header is None:
        raise UserError("There is nothing in this file.")
    headings = tuple(text(cell) if cell is not None else "" for cell in top[header])
    below = [row for row in top[header + 1 :] if not sheets.is_blank(row) and not sheets.is_total_row(row)]
    source = Source(
        path,
        info.kind,
        tuple(each.name for each in info.sheets),
        info.chosen.name,
        info.encoding,
        header + 1,
        headings,
        tuple(tuple(row) for row in below[:_SAMPLES]),
        max(0, info.chosen.rows - header - 1),
        contents,
    )
    return kind or kind_of(headings), source


def options_for(
    shop: Shop, kind: Kind, source: Source, named: Mapping[str, str] | None = None, options: Options | None = None
) -> Options:
    """The columns as they were mapped last time, or guessed; ``named`` (field -> heading) overrides. Raises UserError."""
    custom = customer_store.fields(shop) if kind is Kind.CUSTOMERS else []
    mapping = store.remembered_mapping(shop, kind, source) or guess(kind, source.headings, custom)
    keys = {spec.key for spec in FIELDS[kind]} | {CUSTOM + f.name for f in custom}
    for given, heading in (named or {}).items():
        key = ALIASES.get(kind, {}).get(given, given)
        if key not in keys:
            raise UserError(
                "There is no field {name}; there are: {fields}.", name=given, fields=", ".join(sorted(keys))
            )
        exactly = (i for i, h in enumerate(source.headings) if h.strip() == heading)
        alike = (i for i, h in enumerate(source.headings) if folded(h) == folded(heading))
        index = next(exactly, next(alike, None))
        if index is None:
            raise UserError(
                "There is no column {heading}; the columns are: {found}.",
                heading=heading,
                found="、".join(h for h in source.headings if h),
            )
        mapping = {k: i for k, i in mapping.items() if i != index or k == key} | {key: index}
    return replace(options or Options({}), mapping=mapping)


def prepare(job: Job, shop: Shop, kind: Kind, source: Source, options: Options, now: datetime) -> Plan:
    """Read the whole file and say what each row would do; writes nothing. Raises UserError."""
    check_mapping(kind, source, options.mapping)
    with uncollected():
        if kind is Kind.CUSTOMERS:
            return plan_customers(shop, source, options, _pieces(job, source), now.date())
        make = plan_products if kind is Kind.PRODUCTS else plan_orders
        return make(shop, source, options, _pieces(job, source))


def carry_out(job: Job, shop: Shop, plan: Plan, now: datetime, *, refused_to: Path | None = None) -> Result:
    """Back the shop up, do what the plan says, write refused rows to a file of their own (beside the original by default)."""
    backups.before(shop, now, Why.IMPORT, job)
    with uncollected():
        result = actions.carry_out(shop, plan, now, job)
    if not plan.refusals:
        return result
    try:
        written = write_refused(Quiet(), plan, refused_to or _beside(plan.source.path))
    except UserError:  # that folder takes no files; the import itself is done, and the plan still has the rows
        return result
    return replace(result, refused_file=written)


def write_refused(job: Job, plan: Plan, path: Path) -> Path:
    """Write the refused rows as the file had them, with the reason in the last column; returns where."""
    width = len(plan.source.headings)
    rows = ([*_padded(r.cells, width), _with_place(r)] for r in plan.refusals)
    as_text = [
        i for i in range(width) if any(isinstance(r.cells[i], str) for r in plan.refusals[:200] if i < len(r.cells))
    ]
    headings = [*plan.source.headings, REASON]
    sheets.write_table(path, headings, rows, text_columns=as_text, total=len(plan.refusals), job=job)
    return path


def _pieces(job: Job, source: Source) -> Iterator[Piece]:
    """The rows of the file below its headings that say something."""
    done = 0

    def stop() -> None:
        job.report(done, source.rows, _("Reading {file}", file=source.path.name))

    for chunk in source.contents.chunks(stop):
        rows = chunk.rows
        done = min(chunk.first + len(rows), source.rows)
        stop()
        kept = [at for at in sheets.records_among(rows) if chunk.first + at > source.header_row]
        yield Piece([chunk.first + at for at in kept], [rows[at] for at in kept])


def _padded(cells: tuple[Any, ...], width: int) -> list[Any]:
    plain = [cell.text if isinstance(cell, sheets.CellError) else cell for cell in cells[:width]]
    return plain + [None] * (width - len(plain))


def _with_place(refusal: Refusal) -> str:
    where = _("Row {row}", row=refusal.row)
    return f"{where} · {refusal.column}: {refusal.reason}" if refusal.column else f"{where}: {refusal.reason}"


def _beside(path: Path) -> Path:
    """A name beside the original that no file has yet."""
    first = path.with_name(f"{path.stem}-refused.xlsx")
    number = 2
    found = first
    while found.exists():
        found = first.with_name(f"{path.stem}-refused-{number}.xlsx")
        number += 1
    return found
