"""Backups from the command line: made, listed, gone back to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from storeassist.features.backups import actions, store
from storeassist.features.backups.store import Inside, Listed
from storeassist.kernel import backups
from storeassist.kernel.backups import Why
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.dates import iso, show_moment
from storeassist.kernel.text import _


@click.command("backup")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="A folder for this backup alone.")
@click.pass_obj
def backup(console: Console, to: Path | None) -> None:
    """Make a backup, and look whether it is whole."""
    shop = console.shop()
    now = console.now()
    taken = backups.take_to(shop.path, to, now) if to else backups.take(shop.path, now, Why.HAND)
    file, problems = taken.backup.path, [str(problem) for problem in taken.problems]
    said = _("Backed up: {file}", file=file) if taken.is_new else _("Nothing changed since {file}", file=file)
    console.show({"file": str(file), "new": taken.is_new, "problems": problems}, "\n".join([said, *problems]))


@click.command("backups")
@click.pass_obj
def list_(console: Console) -> None:
    """List the backups, and what is in each."""
    found = store.listed(console.shop().path)
    head = [_("When"), _("Why"), _("Customers"), _("Orders"), _("File")]
    rows = [head, *(_row(console, listed) for listed in found)]
    console.show([_document(listed) for listed in found], aligned(rows) if found else _("No backup yet."))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    """Make the shop what the backup FILE holds; the shop as it is now is backed up first."""
    console: Console = ctx.obj
    path: Path | None = ctx.find_root().params["path"]
    if path is None:
        raise click.UsageError("Missing option '--shop': which shop file?")
    way = actions.prepare(path, file, console.schema(), console.now())
    restored = actions.restore(way)
    document = {
        "before": way.before and _figures(way.before),
        "after": _figures(way.after),
        "backup_of_before": restored.kept and str(restored.kept.path),
        "damaged_file": restored.aside and str(restored.aside),
    }
    console.show(document, actions.said(way, restored))


def _row(console: Console, listed: Listed) -> list[str]:
    made, inside = listed.backup, listed.inside
    figures = [f"{inside.customers:,}", f"{inside.orders:,}"] if inside else [_("Damaged"), ""]
    return [show_moment(made.at, console.now()), made.why, *figures, str(made.path)]


def _document(listed: Listed) -> dict[str, Any]:
    made = listed.backup
    return {
        "file": str(made.path),
        "also": [str(path) for path in made.also],
        "at": iso(made.at),
        "why": made.why,
        "bytes": made.size_bytes,
        "whole": listed.inside is not None,
        **(_figures(listed.inside) if listed.inside else {}),
    }


def _figures(inside: Inside) -> dict[str, Any]:
    at = inside.newest_order_at
    return {"customers": inside.customers, "orders": inside.orders, "newest_order_at": at and iso(at)}


more = {"shop": [backup, list_, restore]}
