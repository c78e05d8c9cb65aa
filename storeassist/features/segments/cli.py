"""The command line of segments."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from storeassist.features.coupons import store as coupons
from storeassist.features.customers import store as customer_store
from storeassist.features.habits import store_people
from storeassist.features.offers import store as offers
from storeassist.features.segments import actions, store
from storeassist.features.segments.records import Count, Rule, Segment, SegmentRef
from storeassist.features.segments.rules import parse, to_document
from storeassist.features.segments.rules_words import sentence
from storeassist.features.segments.store_faults import check
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.dates import iso, show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many

_LARGEST_FILE = 1_000_000


@click.group("segments")
def segments() -> None:
    """Count, save, list and export those whom a rule selects."""


@segments.command("count")
@click.option("--rule", "file", type=click.Path(path_type=Path), help="A JSON file with the rule.")
@click.option("--name", help="A saved segment.")
@click.pass_obj
def count(console: Console, file: Path | None, name: str | None) -> None:
    """Count the customers whom a rule selects; money in rules is in yuan."""
    shop = console.shop()
    if (file is None) == (name is None):
        raise click.UsageError("Give one of --rule FILE and --name N.")
    shown = rule = _rule(file) if file else SegmentRef(store.by_name(shop, name or "").name)
    if name:
        shown = store.by_name(shop, name).rule
    else:
        check(shop, rule)
    found, said = store.count(shop, rule, console.now()), sentence(shown, store.names(shop))
    words = many("{n} of {of} customers", "{n} of {of} customers", found.n, of=f"{found.of:,}")
    console.show({"count": found.n, "of": found.of, "sentence": said}, f"{said}\n{words}")


@segments.command("save")
@click.argument("name")
@click.option("--rule", "file", type=click.Path(path_type=Path), required=True, help="A JSON file with the rule.")
@click.pass_obj
def save(console: Console, name: str, file: Path) -> None:
    """Save the rule of a JSON file as the segment NAME; one of that name gets the new rule."""
    shop, rule = console.shop(), _rule(file)
    there = store.named(shop, " ".join(name.split()))
    saved = store.get(shop, actions.save(shop, name, rule, console.now(), there))
    n = store.count(shop, SegmentRef(saved.name), console.now()).n
    said = sentence(saved.rule, store.names(shop))
    words = _("Saved {name}: {sentence}", name=saved.name, sentence=said)
    console.show({"name": saved.name, "count": n, "sentence": said}, words)


@segments.command("list")
@click.pass_obj
def list_(console: Console) -> None:
    """List the saved segments with how many are in each."""
    shop, names = console.shop(), store.names(console.shop())
    found = [(one, *_counted(console, one)) for one in store.all_segments(shop)]
    document = [
        {
            "name": one.name,
            "count": told and told.n,
            "of": told and told.of,
            "problem": problem,
            "sentence": sentence(one.rule, names),
            "rule": to_document(one.rule),
            "frozen_at": one.frozen_at and iso(one.frozen_at),
        }
        for one, told, problem in found
    ]
    rows = [
        [one.name, f"{told.n:,}" if told else "-", _kind(one, console), problem or sentence(one.rule, names)]
        for one, told, problem in found
    ]
    console.show(document, aligned(rows) or _("No segment is saved yet."))


@segments.command("members")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1), help="All of them by default.")
@click.option("--sort", type=click.Choice(list(store.SORTS)), default="last", show_default=True)
@click.pass_obj
def members(console: Console, name: str, limit: int | None, sort: str) -> None:
    """List who is in the segment NAME, who came last first."""
    shop, now = console.shop(), console.now()
    rule = SegmentRef(store.by_name(shop, name).name)
    found = store_people.fetch(shop, store.members(shop, rule, now, limit, sort), now)
    document = [
        {
            "number": one.number,
            "name": one.name,
            "visits": one.totals.visits,
            "spent_fen": one.totals.spent_fen,
            "last_visit_on": one.totals.last_visit_on and one.totals.last_visit_on.isoformat(),
        }
        for one in found
    ]
    rows = [
        [
            one.number,
            one.name or "-",
            many("{n} visit", "{n} visits", one.totals.visits),
            yuan(one.totals.spent_fen),
            show_day(one.totals.last_visit_on, now.date()) if one.totals.last_visit_on else "",
        ]
        for one in found
    ]
    console.show(document, aligned(rows) or _("Nobody is in it now."))


@segments.command("why")
@click.argument("name")
@click.argument("number")
@click.pass_obj
def why(console: Console, name: str, number: str) -> None:
    """Say why the customer NUMBER is in the segment NAME or not, condition by condition."""
    shop, now = console.shop(), console.now()
    segment, customer = store.by_name(shop, name), customer_store.by_number(shop, number)
    own = SegmentRef(segment.name)
    is_in = store.is_member(shop, own, customer.id, now)
    # In a snapshot they are because they were when it was made, whatever its rule says of them now.
    reasons = store.why(shop, own if segment.frozen_at else segment.rule, customer.id, now)
    document = {
        "in": is_in,
        "conditions": [
            {"path": list(one.path), "words": one.words, "holds": one.holds, "actual": one.actual} for one in reasons
        ],
    }
    called = customer.name or customer.number
    head = _("{name} is in {segment}.", name=called, segment=segment.name)
    if not is_in:
        head = _("{name} is not in {segment}.", name=called, segment=segment.name)
    rows = [[_("yes") if one.holds else _("no"), one.words, one.actual] for one in reasons]
    console.show(document, "\n".join(filter(None, (head, aligned(rows)))))


@segments.command("of")
@click.argument("number")
@click.pass_obj
def of(console: Console, number: str) -> None:
    """List the segments the customer NUMBER is in."""
    shop = console.shop()
    customer = customer_store.by_number(shop, number)
    found = [one.name for one in store.of_customer(shop, customer.id, console.now())]
    console.show(found, "\n".join(found) or _("{name} is in no segment.", name=customer.called))


@segments.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(console: Console, name: str, file: Path) -> None:
    """Write who is in the segment NAME to an .xlsx or .csv FILE."""
    shop = console.shop()
    (write,) = console.slots["export.customers"]
    rows = write(Quiet(), shop, file, store.members(shop, SegmentRef(store.by_name(shop, name).name), console.now()))
    words = many("{n} row written to {file}.", "{n} rows written to {file}.", rows, file=file)
    console.show({"file": str(file), "rows": rows}, words)


@segments.command("tag")
@click.argument("name")
@click.argument("tag")
@click.pass_obj
def tag(console: Console, name: str, tag: str) -> None:
    """Put TAG on everybody in the segment NAME."""
    shop = console.shop()
    tagged = actions.tag(shop, store.by_name(shop, name).id, tag, console.now())
    console.show({"tagged": tagged}, many("Tagged {n} customer.", "Tagged {n} customers.", tagged))


@segments.command("untag")
@click.argument("name")
@click.argument("tag")
@click.pass_obj
def untag(console: Console, name: str, tag: str) -> None:
    """Take TAG off everybody in the segment NAME."""
    shop = console.shop()
    untagged = actions.untag(shop, store.by_name(shop, name).id, tag, console.now())
    words = many("Took the tag off {n} customer.", "Took the tag off {n} customers.", untagged)
    console.show({"untagged": untagged}, words)


@segments.command("issue")
@click.argument("name")
@click.argument("offer")
@click.pass_obj
def issue(console: Console, name: str, offer: str) -> None:
    """Issue a coupon of OFFER to everybody in the segment NAME."""
    shop = console.shop()
    issue_id = actions.issue(shop, store.by_name(shop, name).id, offers.by_name(shop, offer).id, console.now())
    issued = len(coupons.ids_of_issue(shop, issue_id))
    console.show({"issue": issue_id, "issued": issued}, many("Issued {n} coupon.", "Issued {n} coupons.", issued))


@segments.command("freeze")
@click.argument("name")
@click.argument("new")
@click.pass_obj
def freeze(console: Console, name: str, new: str) -> None:
    """Keep whom the segment NAME selects now as the snapshot NEW."""
    shop = console.shop()
    made = store.get(shop, actions.freeze(shop, store.by_name(shop, name).id, new, console.now()))
    n = store.count(shop, SegmentRef(made.name), console.now()).n
    words = many("The snapshot {name} keeps {n} customer.", "The snapshot {name} keeps {n} customers.", n, name=made.name)
    console.show({"name": made.name, "count": n}, words)


@segments.command("rename")
@click.argument("name")
@click.argument("new")
@click.pass_obj
def rename(console: Console, name: str, new: str) -> None:
    """Give the segment NAME another name, also in the rules that use it."""
    shop = console.shop()
    segment = store.by_name(shop, name)
    actions.rename(shop, segment.id, new, console.now())
    renamed = store.get(shop, segment.id).name
    console.show({"name": renamed}, _("{name} is called {new} now.", name=segment.name, new=renamed))


@segments.command("delete")
@click.argument("name")
@click.pass_obj
def delete(console: Console, name: str) -> None:
    """Remove the segment NAME, unless others are made of it; snapshots are not in the way."""
    shop = console.shop()
    segment = store.by_name(shop, name)
    actions.delete(shop, segment.id, console.now())
    console.show({"deleted": segment.name}, _("Deleted {name}.", name=segment.name))


def _counted(console: Console, segment: Segment) -> tuple[Count | None, str | None]:
    """How many are in a segment, or why that cannot be told; the others are listed all the same."""
    try:
        return store.count(console.shop(), SegmentRef(segment.name), console.now()), None
    except UserError as error:
        return None, str(error)


def _kind(segment: Segment, console: Console) -> str:
    if segment.frozen_at is None:
        return ""
    return _("as of {day}", day=show_day(segment.frozen_at.date(), console.now().date()))


def _rule(file: Path) -> Rule:
    """The rule in a JSON file; raises UserError when it cannot be read or is none."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise UserError("{file} is too large for a rule.", file=file.name)
        document: Any = json.loads(file.read_text("utf-8-sig"), object_pairs_hook=_said_once)
    except OSError as error:
        raise UserError("{file} cannot be read: {reason}", file=file.name, reason=error.strerror or str(error)) from error
    except json.JSONDecodeError as error:
        raise UserError(
            "{file} is not valid JSON: line {line}, sign {column}.", file=file.name, line=error.lineno, column=error.colno
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError("{file} is not valid JSON.", file=file.name) from error
    return parse(document)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a document; of a key that is written twice, JSON would drop the first without a word."""
    said = dict(pairs)
    if len(said) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _value in pairs).items() if times > 1)
        raise UserError("“{key}” is written twice in one part of the rule.", key=twice[:60])
    return said


commands: tuple[click.Command, ...] = (segments,)
