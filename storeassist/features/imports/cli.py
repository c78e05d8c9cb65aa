"""The command line of spreadsheets in and out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from storeassist.features.imports import jobs, store
from storeassist.features.imports import jobs_exports as exports
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.jobs_planning import undated_words
from storeassist.features.imports.records import Existing, Kind, Options, Outcome, Plan, Result
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import _, many

_EXPORTERS = {
    Kind.CUSTOMERS: exports.export_customers,
    Kind.PRODUCTS: exports.export_products,
    Kind.ORDERS: exports.export_orders,
}


@click.group("import")
def import_() -> None:
    """Bring customers, products or orders in from Excel or CSV."""


def _importer(kind: Kind) -> click.Command:
    @click.command(kind.value, help=f"Import {kind.value} from an .xlsx or .csv FILE.")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--map", "named", multiple=True, metavar="FIELD=HEADER", help="Which column a field is.")
    @click.option("--sheet", help="Which sheet; the first filled one by default.")
    @click.option("--encoding", help="Of a text file; found out by default.")
    @click.option("--existing", type=click.Choice([e.value for e in Existing]), default=Existing.OVERWRITE.value)
    @click.option("--erase-empty", is_flag=True, help="Empty cells erase what the shop has.")
    @click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
    @click.pass_obj
    def run(obj: Any, file: Path, named: tuple[str, ...], sheet: str | None, encoding: str | None,
            existing: str, erase_empty: bool, dry_run: bool) -> None:  # fmt: skip
        pairs = dict(_pair(text) for text in named)
        job = Quiet()
        shop = obj.shop()
        _kind, source = jobs.examine(job, file, sheet=sheet, encoding=encoding, kind=kind)
        asked = Options({}, Existing(existing), erase_empty)
        plan = jobs.prepare(job, shop, kind, source, jobs.options_for(shop, kind, source, pairs, asked), obj.now())
        result = _would_be(plan) if dry_run else jobs.carry_out(job, shop, plan, obj.now())
        obj.show(_as_json(result), _in_words(result, dry_run))

    return run


for _kind in Kind:
    import_.add_command(_importer(_kind))


@import_.command("list")
@click.pass_obj
def list_(obj: Any) -> None:
    """Show what was imported so far."""
    past = store.past(obj.shop())
    rows = [{**asdict(p), "kind": p.kind.value} for p in past]
    words = [
        _("{id}  {at}  {file}: {new} new, {updated} updated", id=p.id, at=p.at[:16], file=p.file_name, new=p.new,
          updated=p.updated) + (_(" (taken back)") if p.undone_at else "")
        for p in past
    ]  # fmt: skip
    obj.show(rows, "\n".join(words) or _("Nothing was imported yet."))


@import_.command("undo")
@click.argument("import_id", type=int, metavar="ID")
@click.pass_obj
def undo(obj: Any, import_id: int) -> None:
    """Take an import back."""
    kept = undo_import(obj.shop(), import_id, obj.now())
    words = _("The import was taken back.")
    if kept:
        words += " " + many("{n} value was changed since and stays.", "{n} values were changed since and stay.", kept)
    obj.show({"import_id": import_id, "kept": kept}, words)


@click.command("export")
@click.argument("kind", type=click.Choice([k.value for k in Kind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(obj: Any, kind: str, file: Path) -> None:
    """Write customers, orders or products to an .xlsx or .csv FILE."""
    rows = _EXPORTERS[Kind(kind)](Quiet(), obj.shop(), file)
    obj.show(
        {"file": str(file), "rows": rows},
        many("{n} row written to {file}.", "{n} rows written to {file}.", rows, file=file),
    )


@click.command("template")
@click.argument("kind", type=click.Choice([k.value for k in Kind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def template(obj: Any, kind: str, file: Path) -> None:
    """Write an empty spreadsheet to fill in and import."""
    exports.write_template(Quiet(), Kind(kind), file, exports.own_headings(obj.shop(), Kind(kind)))
    obj.show({"file": str(file)}, _("Written to {file}.", file=file))


def _pair(text: str) -> tuple[str, str]:
    field, equals, heading = text.partition("=")
    if not equals or not field.strip() or not heading.strip():
        raise UserError("Write --map as FIELD=HEADER, such as phone=联系电话.")
    return field.strip(), heading.strip()


def _would_be(plan: Plan) -> Result:
    counts = plan.counts
    return Result(
        None,
        plan.rows,
        counts[Outcome.NEW],
        counts[Outcome.UPDATED],
        counts[Outcome.SAME],
        len(plan.created),
        plan.refusals,
        undated=plan.undated,
    )


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "import_id": result.import_id,
        "rows": result.rows,
        "new": result.new,
        "updated": result.updated,
        "same": result.same,
        "customers_created": result.customers_created,
        "consent_undated": result.undated,
        "refused": [{"row": r.row, "column": r.column, "reason": r.reason} for r in result.refusals],
        "refused_file": str(result.refused_file) if result.refused_file else None,
    }


def _in_words(result: Result, dry_run: bool) -> str:
    lines = [
        _("Would import, nothing was changed:") if dry_run else _("Imported:"),
        _("{rows} rows: {new} new, {updated} updated, {same} the same, {refused} refused", rows=result.rows, new=result.new,
          updated=result.updated, same=result.same, refused=len(result.refusals)),
    ]  # fmt: skip
    if result.customers_created:
        made = result.customers_created
        lines.append(many("{n} customer was new and is marked.", "{n} customers were new and are marked.", made))
    if result.undated:
        lines.append(undated_words(result.undated))
    lines += [_("row {row}: {reason}", row=r.row, reason=r.reason) for r in result.refusals[:10]]
    if result.refused_file:
        lines.append(_("The refused rows are in {file}.", file=result.refused_file))
    return "\n".join(lines)


commands: tuple[click.Command, ...] = (import_, export, template)
