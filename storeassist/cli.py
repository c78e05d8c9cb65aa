"""The command line: the features' verbs without a window; without a command, the window."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from storeassist.kernel import journal
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Schema, Shop
from storeassist.kernel.dates import on_the_clock, parse_moment, show_moment
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.log import trace_of
from storeassist.kernel.money import use_currency, yuan
from storeassist.kernel.settings import CURRENCY_SIGN, read_setting
from storeassist.kernel.text import LANGUAGES, _, closest_language, use_language

log = logging.getLogger(__name__)

DONE, REFUSED, BUG = 0, 1, 3

COMMANDS = {
    "customers": "customers",
    "products": "products",
    "orders": "orders",
    "offers": "offers",
    "coupons": "coupons",
    "redeem": "coupons",
    "cards": "cards",
    "segments": "segments",
    "import": "imports",
    "export": "imports",
    "template": "imports",
    "repurchase": "repurchase",
    "today": "today",
    "demo": "practice",
}
"""Which feature a command belongs to: only the one in use is loaded."""

MORE: dict[str, tuple[str, ...]] = {"shop": ("backups",), "customers": ("duplicates",), "cards": ("batches",)}
"""Features that add commands of their own to a group below them: their cli.py names these in ``more``."""

_ANYWHERE = {"--shop": True, "--json": False, "--now": True, "--lang": True}
"""The program's own options, and whether a value follows: scripts write them before the command and after it."""


class _Program(click.Group):
    """The commands of all features."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _own_options_first(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            found = super().get_command(ctx, cmd_name)
        else:
            module = import_module(f"storeassist.features.{COMMANDS[cmd_name]}.cli")
            found = next(command for command in module.commands if command.name == cmd_name)
        if isinstance(found, click.Group):
            for feature in MORE.get(cmd_name, ()):
                for command in import_module(f"storeassist.features.{feature}.cli").more[cmd_name]:
                    found.add_command(command)
        return found


def run(args: list[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 the owner's mistake, 2 usage, 3 our bug."""
    try:
        result = program.main(args, prog_name="storeassist", standalone_mode=False)
    except UserError as error:
        click.echo(str(error), err=True)
        return REFUSED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return REFUSED
    except UnicodeEncodeError as error:
        # A path may be any bytes; whatever else was typed is looked for in the file, and must be text for that.
        typed = next((arg for arg in args if not _is_text(arg)), None)
        if typed is not None:
            click.echo(_("“{text}” is not readable text.", text=typed), err=True)
            return REFUSED
        _report(error)
        return BUG
    except Exception as error:  # the edge: our bug becomes a report
        _report(error)
        return BUG
    return result if isinstance(result, int) else DONE


@click.group(cls=_Program, invoke_without_command=True)
@click.option("--shop", "path", type=click.Path(path_type=Path), help="The shop file.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
@click.option("--now", metavar="ISO", help="Act as if it were this time.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="The language of messages; the system's by default.")
@click.pass_context
def program(ctx: click.Context, path: Path | None, as_json: bool, now: str | None, lang: str | None) -> None:
    """StoreAssist: a shop's own customers, in one file on this computer. Without a command it opens the window."""
    use_language(lang or closest_language(_system_languages()))
    moment = parse_moment(now) if now else None

    def open_shop() -> Shop:
        opened = Shop.open(_named(path), schema())
        use_currency(str(read_setting(opened, CURRENCY_SIGN)))
        return opened

    def schema() -> Schema:
        from storeassist.features import SCHEMA

        return SCHEMA

    console = Console(open_shop, schema, lambda: moment or on_the_clock(datetime.now()), as_json, _Slots())
    ctx.obj = console
    ctx.call_on_close(console.close)
    if ctx.invoked_subcommand is None:
        from storeassist.app import run as open_window

        ctx.exit(open_window(path, moment))


@program.group()
def shop() -> None:
    """The shop file itself."""


@shop.command("new")
@click.option("--name", help="What the shop is called; the file's name by default.")
@click.pass_context
def new(ctx: click.Context, name: str | None) -> None:
    """Make a new, empty shop file."""
    from storeassist.features import SCHEMA

    console, path = _console(ctx), _named(ctx.find_root().params["path"])
    made = Shop.create(path, SCHEMA, name or path.stem, console.now())
    try:
        console.show({"name": made.name, "file": str(path)}, _("Made {name}: {path}", name=made.name, path=path))
    finally:
        made.close()


@shop.command("info")
@click.pass_obj
def info(console: Console) -> None:
    """Say what is in the shop file."""
    from storeassist.features.orders.store import shop_figures

    opened = console.shop()
    figures = shop_figures(opened)
    first, last = figures.first_order_at, figures.last_order_at
    document = {
        "name": opened.name,
        "customers": figures.customers,
        "orders": figures.orders,
        "order_lines": figures.order_lines,
        "revenue_fen": figures.revenue_fen,
        "visits": figures.visits,
        "first_order_at": first and first.isoformat(timespec="seconds"),
        "last_order_at": last and last.isoformat(timespec="seconds"),
    }
    rows = [
        [_("Shop"), opened.name],
        [_("Customers"), f"{figures.customers:,}"],
        [_("Orders"), f"{figures.orders:,}"],
        [_("Lines on them"), f"{figures.order_lines:,}"],
        [_("Revenue"), yuan(figures.revenue_fen)],
        [_("Visits"), f"{figures.visits:,}"],
    ]
    if first and last:
        rows.append([_("First order"), show_moment(first, console.now())])
        rows.append([_("Last order"), show_moment(last, console.now())])
    console.show(document, aligned(rows))


@shop.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look whether the shop file is whole and its sums are right."""
    from storeassist.features import FEATURES
    from storeassist.features.backups.jobs import problems_of
    from storeassist.ui.feature import load

    console = _console(ctx)
    opened = console.shop()
    problems = problems_of(Quiet(), opened, [load(name) for feature in FEATURES for name in feature.checks])
    notes = [note for look in console.slots["shop.check.notes"] for note in look(opened, console.now())]
    words = "\n".join([*(problems or [_("All is well.")]), *notes])
    console.show({"ok": not problems, "problems": problems, "notes": notes}, words)
    ctx.exit(REFUSED if problems else DONE)


@program.command("undo")
@click.pass_obj
def undo(console: Console) -> None:
    """Take the last act back."""
    text = journal.undo(console.shop(), console.now())
    if text is None:
        raise UserError("There is nothing to take back.")
    console.show({"undone": text}, _("Taken back: {text}", text=text))


@program.command("redo")
@click.pass_obj
def redo(console: Console) -> None:
    """Do again what was taken back."""
    text = journal.redo(console.shop(), console.now())
    if text is None:
        raise UserError("There is nothing to do again.")
    console.show({"redone": text}, _("Done again: {text}", text=text))


class _Slots(dict[str, Any]):
    """What features above fill into a slot, loaded when a command first asks for it."""

    def __missing__(self, name: str) -> list[Any]:
        from storeassist.features import FEATURES
        from storeassist.ui.feature import load

        fillers = [filler for feature in FEATURES for filler in feature.slots.get(name, ())]
        self[name] = [load(filler) for filler in fillers if isinstance(filler, str)]
        return list(self[name])


def _own_options_first(args: list[str]) -> list[str]:
    """``args`` with the program's own options moved before the command, wherever they were written."""
    own: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            return [*own, *rest, arg, *waiting]
        name, equals, _value = arg.partition("=")
        if name not in _ANYWHERE or (equals and not _ANYWHERE[name]):
            rest.append(arg)
            continue
        own.append(arg)
        if _ANYWHERE[name] and not equals:
            own += [value for value in [next(waiting, None)] if value is not None]
    return own + rest


def _console(ctx: click.Context) -> Console:
    console: Console = ctx.obj
    return console


def _named(path: Path | None) -> Path:
    if path is None:
        raise click.UsageError("Missing option '--shop': which shop file?")
    return path


def _system_languages() -> list[str]:
    import locale
    import os

    names = [os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)]
    return names[:1] or [locale.getlocale()[0] or "en"]


def _is_text(arg: str) -> bool:
    """Whether an argument came as text: bytes that are none are kept as halves of signs."""
    return not any("\ud800" <= sign <= "\udfff" for sign in arg)


def _report(error: Exception) -> None:
    """Where our own failure happened, without the words of it, which may be names or phones of customers."""
    log.error("a bug", exc_info=error)
    click.echo("\n".join(trace_of(error)), err=True)
    click.echo(_("StoreAssist made a mistake ({kind}). Nothing was half done.", kind=type(error).__name__), err=True)
