"""The command line of printed cards; what they brought is told by the feature that counts it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from storeassist.features.cards import actions, designs, faces, jobs, jobs_press, rules, sheets, store
from storeassist.features.cards.records import Batch, BatchFacts, CardKind, Target
from storeassist.features.cards.records_design import Design
from storeassist.features.cards.records_print import CardText, Layout
from storeassist.features.coupons import store as coupons
from storeassist.features.coupons.records import Coupon
from storeassist.features.offers import store as offers
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import show_day, show_moment
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.money import parse_yuan
from storeassist.kernel.text import _, many

_KEYS = (
    *("name", "kind", "offer", "quantity", "place", "channel", "valid_until", "cost", "design", "target_image"),
    *("fields", "colour"),
)


@click.group("cards")
def cards() -> None:
    """Print batches of cards, and read their codes back."""


@cards.command("batches")
@click.option("--find", "text", default="", help="A part of the name, place, channel or offer.")
@click.option("--sort", type=click.Choice(list(store.SORTS)), default="created", show_default=True)
@click.pass_obj
def batches(console: Console, text: str, sort: str) -> None:
    """List the batches, and how much of each is printed."""
    shop = console.shop()
    found = store.fetch(shop, store.ids(shop, text, sort, descending=sort in ("created", "printed")))
    rows = [
        [
            batch.facts.name,
            _(rules.KINDS[batch.facts.kind]),
            _("{printed} of {quantity} printed", printed=f"{batch.printed:,}", quantity=f"{batch.facts.quantity:,}"),
            show_moment(batch.printed_at, console.now()) if batch.printed_at else "",
            batch.offer_name,
            show_day(batch.facts.valid_until, console.now().date()) if batch.facts.valid_until else "",
        ]
        for batch in found
    ]
    console.show([_as_json(batch) for batch in found], aligned(rows) or _("No batches."))


@cards.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def new(console: Console, file: Path) -> None:
    """Make a batch from FILE, a JSON document."""
    shop, now = console.shop(), console.now()
    facts = _facts_in(shop, file, now.date())
    batch = store.get(shop, actions.add(shop, facts, now))
    offer = None if batch.facts.offer_id is None else offers.get(shop, batch.facts.offer_id)
    warnings = rules.warnings(batch.facts, now.date(), offer)
    document = {
        "name": batch.facts.name,
        "id": batch.id,
        "quantity": batch.facts.quantity,
        "design": batch.facts.design,
        "warnings": warnings,
    }
    made = many(
        "Made the batch {name} of {n} card.",
        "Made the batch {name} of {n} cards.",
        batch.facts.quantity,
        name=batch.facts.name,
    )
    console.show(document, "\n".join([made, *warnings]))


@cards.command("print")
@click.argument("batch")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
@click.option("--sheet", help="The paper; the usual one of the design by default.")
@click.option(
    "--start", type=click.IntRange(1), default=1, show_default=True, help="The first free place on the sheet."
)
@click.option("--again", metavar="WHY", default="", help="Print cards again that were printed before, and why.")
@click.pass_obj
def print_(console: Console, /, *, batch: str, out: Path, sheet: str | None, start: int, again: str) -> None:
    """Print BATCH into a PDF, and read every code of it back before the file gets its name."""
    shop, now = console.shop(), console.now()
    chosen = store.by_name(shop, batch)
    paper = sheet or sheets.fitting(designs.by_name(chosen.facts.design))[0].name
    sample = CardText(1) if chosen.facts.offer_id is None else faces.sample_card()
    layout = Layout(paper, start, duplex=faces.has_back(chosen.facts, sample))
    every = jobs.usable(shop, chosen, now) if again.strip() else None
    before = {one.id for one in store.runs(shop, chosen.id)}
    run = jobs.print_batch(Quiet(), shop, chosen.id, layout, out, now, why=again, serials=every)
    printed = len(store.serials_of([one for one in store.runs(shop, chosen.id) if one.id not in before]))
    document = {
        "batch": chosen.facts.name,
        "cards": printed,
        "pages": run.pages,
        "verified": printed,
        "file": str(out),
        "first": run.first,
        "last": run.last,
    }
    words = many(
        "Printed {n} card, every code read back: {file}",
        "Printed {n} cards, every code read back: {file}",
        printed,
        file=out,
    )
    console.show(document, words)


@cards.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def verify(console: Console, file: Path) -> None:
    """Read every code of the PDF FILE, sharp and as a poor camera sees it, and say whose they are."""
    shop, now = console.shop(), console.now()
    read = jobs_press.verify(Quiet(), file, None)
    if not read.codes:
        raise UserError("No code can be read in {name}.", name=file.name)
    own: list[Coupon] = []
    for text in set(read.codes):
        try:
            own.append(coupons.by_text(shop, text, now))
        except UserError:  # a code that leads elsewhere, such as to the shop's WeChat
            continue
    from_batches = store.of_issues(shop, list({coupon.issue_id for coupon in own}))
    for batch in from_batches:
        lost = jobs.missing(shop, batch, {coupon.serial for coupon in own if coupon.issue_id == batch.issue_id})
        if lost:
            raise UserError(
                "{name} lacks cards of {batch}, or they cannot be read: {cards}.",
                name=file.name,
                batch=batch.facts.name,
                cards=rules.serials_words(lost),
            )
    document = {
        "file": str(file),
        "pages": read.pages,
        "codes": len(read.codes),
        "ok": True,
        "coupons": len(own),
        "batches": [batch.facts.name for batch in from_batches],
    }
    words = many(
        "{n} code can be read; coupons of this shop among them: {coupons}.",
        "{n} codes can be read; coupons of this shop among them: {coupons}.",
        len(read.codes),
        coupons=f"{len(own):,}",
    )
    console.show(document, words)


def _facts_in(shop: Shop, file: Path, today: date) -> BatchFacts:
    said = _document_in(file)
    if unknown := sorted(set(said) - set(_KEYS)):
        raise UserError("A batch has no “{key}”; it has: {keys}.", key=unknown[0], keys=", ".join(_KEYS))
    kind = _kind(said.get("kind"))
    quantity, offer, image = said.get("quantity"), _text(said, "offer"), _text(said, "target_image")
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise UserError("How many cards? “quantity” is a whole number.", field="quantity")
    design = designs.by_name(_text(said, "design") or designs.for_kind(kind)[0].name)
    cost = said.get("cost")
    return BatchFacts(
        name=_text(said, "name"),
        kind=kind,
        quantity=quantity,
        design=design.name,
        offer_id=offers.by_name(shop, offer).id if offer else None,
        place=_text(said, "place"),
        channel=_text(said, "channel"),
        valid_until=_day(said),
        cost_fen=None if cost is None else parse_yuan(cost if isinstance(cost, int | float) else str(cost)),
        target=actions.read_target(_beside(file, image), today) if image else Target(),
        fields=_fields(said, design),
        colour=_text(said, "colour"),
    )


def _document_in(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text("utf-8-sig"))
        json.dumps(said, ensure_ascii=False).encode()  # half a sign, such as \ud800, is in no text that can be kept
    except OSError as error:
        raise UserError("The file {path} cannot be read.", path=str(file)) from error
    except (ValueError, RecursionError) as error:
        raise UserError("{name} is not a JSON document: {reason}.", name=file.name, reason=str(error)) from error
    if not isinstance(said, dict):
        raise UserError("{name} must hold one object, such as a name and a kind.", name=file.name)
    return said


def _beside(file: Path, image: str) -> Path:
    """A picture that a document names: beside the document, or else as from where the command runs."""
    try:
        return file.parent / image if (file.parent / image).exists() else Path(image)
    except OSError:  # no file can have this name
        return Path(image)


def _kind(said: object) -> CardKind:
    try:
        return CardKind(said)  # type: ignore[arg-type]
    except ValueError:
        kinds = ", ".join(kind.value for kind in CardKind)
        raise UserError(
            "There is no kind of card “{kind}”; there are: {kinds}.", kind=said or "", kinds=kinds
        ) from None


def _fields(said: dict[str, Any], design: Design) -> dict[str, str]:
    """The owner's words by the keys of the design's texts."""
    fields = {} if said.get("fields") is None else said["fields"]
    if not isinstance(fields, dict):
        raise UserError("“fields” is an object of texts by their keys.", field="fields")
    keys = [field.key for field in design.fields]
    if unknown := sorted(set(fields) - set(keys)):
        raise UserError(
            "The design {design} has no text “{key}”; it has: {keys}.",
            field="fields",
            design=design.name,
            key=unknown[0],
            keys=", ".join(keys),
        )
    return {key: _text(fields, key) for key, text in fields.items() if text is not None}


def _text(said: dict[str, Any], key: str) -> str:
    text = said.get(key)
    if text is not None and not isinstance(text, str):
        raise UserError("“{key}” is a text in quotes.", field=key, key=key)
    return text or ""


def _day(said: dict[str, Any]) -> date | None:
    text = _text(said, "valid_until")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError("“{text}” is not a day; write it like 2026-12-31.", field="valid_until", text=text) from None


def _as_json(batch: Batch) -> dict[str, Any]:
    facts = batch.facts
    return {
        "name": facts.name,
        "id": batch.id,
        "kind": facts.kind.value,
        "offer": batch.offer_name or None,
        "quantity": facts.quantity,
        "printed": batch.printed,
        "printed_at": batch.printed_at and batch.printed_at.isoformat(timespec="seconds"),
        "place": facts.place,
        "channel": facts.channel,
        "valid_until": facts.valid_until and facts.valid_until.isoformat(),
        "cost_fen": facts.cost_fen,
        "design": facts.design,
        "target": facts.target.kind.value or None,
    }


commands: tuple[click.Command, ...] = (cards,)
