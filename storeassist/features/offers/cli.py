"""The command line of offers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from storeassist.features.offers import actions, rules, store
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many

_LARGEST_FILE = 1_000_000


@click.group("offers")
def offers() -> None:
    """Add, list and stop offers."""


@offers.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def add(console: Console, /, *, file: Path) -> None:
    """Add the offer described in the JSON file FILE; money is in yuan, a percentage is what is taken off."""
    name, terms = rules.from_document(_read(file))
    shop = console.shop()
    offer = store.get(shop, actions.add(shop, name, terms, console.now()))
    sentence = rules.sentence(offer.terms)
    console.show({"id": offer.id, "name": offer.name, "sentence": sentence}, _("Added {name}: {sentence}", name=offer.name, sentence=sentence))


@offers.command("list")
@click.option("--find", "text", default="", help="A part of the name or of a product.")
@click.option("--sort", type=click.Choice(list(store.SORTS)), default="name", show_default=True)
@click.option("--descending", is_flag=True)
@click.pass_obj
def list_(console: Console, /, *, text: str, sort: str, descending: bool) -> None:
    """List all offers and what was given through each."""
    shop = console.shop()
    found = store.fetch(shop, store.ids(shop, text, None, sort, descending))
    document = [
        {
            "name": offer.name,
            "kind": offer.terms.kind.value,
            "sentence": rules.sentence(offer.terms),
            "issued": offer.use.issued,
            "used": offer.use.used,
            "given_fen": offer.use.given_fen,
            "retired": offer.is_retired,
        }
        for offer in found
    ]
    rows = [
        [
            offer.name,
            rules.sentence(offer.terms),
            _used_words(offer.use.used, offer.use.issued),
            yuan(offer.use.given_fen),
            _("stopped") if offer.is_retired else "",
        ]
        for offer in found
    ]
    console.show(document, aligned(rows) or _("No offer matches."))


@offers.command("show")
@click.argument("name")
@click.pass_obj
def show(console: Console, /, *, name: str) -> None:
    """Show the offer NAME in the words of `offers add`, and what became of its coupons."""
    offer = store.by_name(console.shop(), name)
    use, sentence = offer.use, rules.sentence(offer.terms)
    document: dict[str, Any] = {
        **rules.to_document(offer),
        "sentence": sentence,
        "version": offer.version,
        "issued": use.issued,
        "used": use.used,
        "discount_fen": use.discount_fen,
        "worth_fen": use.worth_fen,
        "retired": offer.is_retired,
    }
    given = _("{amount} given", amount=yuan(use.given_fen))
    console.show(document, "\n".join([offer.name, sentence, _used_words(use.used, use.issued), given]))


@offers.command("retire")
@click.argument("name")
@click.pass_obj
def retire(console: Console, /, *, name: str) -> None:
    """Stop the offer NAME: coupons that are out stay good, no more are issued."""
    shop = console.shop()
    offer = store.by_name(shop, name)
    actions.retire(shop, [offer.id], console.now())
    console.show({"name": offer.name, "retired": True}, _("{name} is stopped.", name=offer.name))


def _used_words(used: int, issued: int) -> str:
    return many("{used} of {n} coupon used", "{used} of {n} coupons used", issued, used=f"{used:,}")


def _read(file: Path) -> object:
    """The JSON in a file; raises UserError when it cannot be read or is none."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise UserError("{file} is too large for an offer.", file=file.name)
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise UserError("{file} cannot be read: {reason}", file=file.name, reason=error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UserError("{file} is not valid JSON.", file=file.name) from error


commands: tuple[click.Command, ...] = (offers,)
