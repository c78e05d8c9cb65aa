"""The command line of coupons: issue, show, list, claim and cancel them, and redeem them at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from storeassist.features.coupons import actions, store
from storeassist.features.coupons.records import Bill, Coupon, Redemption, Verdict
from storeassist.features.coupons.store_verdicts import verdict as verdict_of
from storeassist.features.customers import store as customer_store
from storeassist.features.offers import store as offer_store
from storeassist.features.orders import store as order_store
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import parse_booking, show_moment
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import parse_yuan, yuan
from storeassist.kernel.text import _, many

_CODE = {"ignore_unknown_options": True}
"""A code may begin with a dash when it was copied from the middle of a line."""

_REFUSED = 1


@click.group("coupons")
def coupons() -> None:
    """Issue, show, list, claim and cancel coupons."""


@coupons.command("issue")
@click.argument("offer")
@click.option("--count", type=click.IntRange(1, actions.MOST_AT_ONCE), default=1, show_default=True)
@click.option("--customer", metavar="NUMBER|PHONE", help="Who gets them; nobody by default.")
@click.option("--at", metavar="ISO", help="When; now by default.")
@click.pass_obj
def issue(console: Console, offer: str, count: int, customer: str | None, at: str | None) -> None:
    """Issue coupons of an offer."""
    shop, now = console.shop(), _moment(console, at)
    offer_id = offer_store.by_name(shop, offer).id
    who = [customer_store.called(shop, customer).id] * count if customer else []
    issue_id = actions.issue(shop, offer_id, now, count=count, customer_ids=who)
    made = store.fetch(shop, store.ids_of_issue(shop, issue_id), now)
    forms = store.printed_forms(shop, [one.code for one in made])
    document = [{**_document(one), "payload": payload} for one, (_short, payload) in zip(made, forms, strict=True)]
    console.show(document, aligned([_row(one, now) for one in made]))


@coupons.command("show", context_settings=_CODE)
@click.argument("code")
@click.pass_obj
def show(console: Console, code: str) -> None:
    """Show a coupon, given its code in either form."""
    shop, now = console.shop(), console.now()
    coupon = store.by_text(shop, code, now)
    document = {**_document(coupon), "payload": store.payload(shop, coupon)}
    console.show(document, aligned([[key, str(value)] for key, value in document.items() if value is not None]))


@coupons.command("list")
@click.option("--customer", metavar="NUMBER|PHONE", help="Whose coupons.")
@click.option("--offer", help="Of which offer.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@click.pass_obj
def list_(console: Console, customer: str | None, offer: str | None, limit: int) -> None:
    """List coupons, the latest first; those of a customer, usable ones first."""
    shop, now = console.shop(), console.now()
    offer_id = offer_store.by_name(shop, offer).id if offer else None
    if customer:
        held = store.of_customer(shop, customer_store.called(shop, customer).id, now)
        found = [one for one in held if offer_id in (None, one.offer_id)][:limit]
    else:
        found = store.fetch(shop, store.latest(shop, offer_id, limit), now)
    words = aligned([_row(one, now) for one in found]) if found else _("No coupons.")
    console.show([_document(one) for one in found], words)


@coupons.command("claim", context_settings=_CODE)
@click.argument("code")
@click.option("--customer", metavar="NUMBER|PHONE", required=True, help="Who holds it from now on.")
@click.option("--at", metavar="ISO", help="When; now by default.")
@click.pass_obj
def claim(console: Console, code: str, customer: str, at: str | None) -> None:
    """Give a coupon that nobody holds to a customer."""
    shop, now = console.shop(), _moment(console, at)
    coupon = store.by_text(shop, code, now)
    actions.claim(shop, coupon.id, customer_store.called(shop, customer).id, now)
    coupon = store.get(shop, coupon.id, now)
    name = coupon.customer_name or coupon.customer_number
    console.show(_document(coupon), _("{code} is {name}'s now.", code=store.short(coupon), name=name))


@coupons.command("cancel", context_settings=_CODE)
@click.argument("texts", nargs=-1, required=True, metavar="CODE...")
@click.option("--why", default="", help="The reason, kept with the coupons.")
@click.pass_obj
def cancel(console: Console, texts: tuple[str, ...], why: str) -> None:
    """Cancel coupons for good; used ones stay as they are."""
    shop, now = console.shop(), console.now()
    chosen = [store.by_text(shop, text, now).id for text in texts]
    count = actions.cancel(shop, chosen, why, now)
    found = store.fetch(shop, chosen, now)
    words = many("Cancelled {n} coupon.", "Cancelled {n} coupons.", count)
    console.show([_document(one) for one in found], words)


class _Redeem(click.Group):
    """`redeem CODE` beside `redeem reverse`: whatever is no command of the group is a code, or an option of one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] == ["reverse"] or args in ([], ["--help"])
        return super().parse_args(ctx, args if named else ["code", *args])


@click.group("redeem", cls=_Redeem)
def redeem() -> None:
    """Redeem a coupon (`redeem CODE --amount YUAN`), or take a redemption back."""


@redeem.command("code", context_settings=_CODE)
@click.argument("code", required=False)
@click.option("--amount", metavar="YUAN", help="What the bill comes to, before the discount.")
@click.option("--customer", metavar="NUMBER|PHONE", help="Who uses it; its holder by default.")
@click.option("--product", "products", multiple=True, metavar="NAME", help="What is on the bill; may be repeated.")
@click.option("--order", default="", metavar="NUMBER", help="A bill in the file that the coupon is used on.")
@click.option("--guests", type=click.IntRange(1))
@click.option("--table", default="")
@click.option("--at", metavar="ISO", help="When; now by default.")
@click.option("--check", is_flag=True, help="Only say whether it could be used.")
@click.option("--image", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A picture of the code.")
@click.pass_obj
def code_(console: Console, /, *, code: str | None, amount: str | None, customer: str | None,
          products: tuple[str, ...], order: str, at: str | None, check: bool, image: Path | None,
          **plain: Any) -> int:  # fmt: skip
    """Redeem a coupon, and add its bill."""
    if (code is None) == (image is None):
        raise click.UsageError(_("Give a code, or a picture of one."))
    shop, now = console.shop(), _moment(console, at)
    bill = Bill(
        amount_fen=parse_yuan(amount) if amount else None,
        at=now,
        products=products,
        customer_id=customer_store.called(shop, customer).id if customer else None,
        order_number=order,
        **plain,
    )
    text = code if code is not None else _in_picture(shop, image, lambda text: verdict_of(shop, text, bill, now))
    verdict, used = (verdict_of(shop, text, bill, now), None) if check else actions.redeem(shop, text, bill, now)
    console.show(_answer(verdict, used), _words(shop, verdict, used))
    return 0 if check or verdict.is_ok else _REFUSED


@redeem.command("reverse")
@click.argument("redemption_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")
@click.option("--why", required=True, help="The reason, kept in the ledger.")
@click.option("--keep-bill", is_flag=True, help="The bill stays, at its full price.")
@click.pass_obj
def reverse(console: Console, redemption_id: int, why: str, keep_bill: bool) -> None:
    """Take a redemption back: its coupon can be used again, its bill is void."""
    shop, now = console.shop(), console.now()
    row = actions.reverse(shop, redemption_id, why, now, keep_bill=keep_bill)
    used = store.redemption(shop, redemption_id)
    coupon = store.get(shop, used.coupon_id, now)
    document = {
        "reversed": redemption_id,
        "id": row,
        "code": store.short(coupon),
        "state": coupon.state.value,
        "order_number": used.order_number,
    }
    console.show(document, _("Reversed: {offer}, bill {number}.", offer=used.offer_name, number=used.order_number))


def _moment(console: Console, at: str | None) -> datetime:
    return parse_booking(at) if at else console.now()


def _in_picture(shop: Shop, image: Path | None, ask: Callable[[str], Verdict]) -> str:
    """The first code of this shop in a picture, else the first of any."""
    from storeassist.adapters import barcodes, pictures

    found = [one.text for one in barcodes.read(pictures.open_picture(image))] if image else []
    if not found:
        raise UserError("There is no code to be seen in {file}.", file=image.name if image else "")
    return next((text for text in found if ask(text).coupon is not None), found[0])


def _document(coupon: Coupon) -> dict[str, Any]:
    return {
        "code": store.short(coupon),
        "offer": coupon.offer_name,
        "state": coupon.state.value,
        "valid_from": coupon.valid_from.isoformat() if coupon.valid_from else None,
        "valid_to": coupon.valid_to.isoformat() if coupon.valid_to else None,
        "customer": coupon.customer_number or None,
        "order_number": coupon.used_on_order or None,
        "redemption_id": coupon.redemption_id,
    }


def _row(coupon: Coupon, now: datetime) -> list[str]:
    last = coupon.valid_to.isoformat() if coupon.valid_to else ""
    return [store.short(coupon), coupon.offer_name, coupon.state.value, last, coupon.customer_name,
            show_moment(coupon.issued_at, now)]  # fmt: skip


def _answer(verdict: Verdict, used: Redemption | None) -> dict[str, Any]:
    return {
        "ok": verdict.is_ok,
        "reason": verdict.reason.value,
        "message": verdict.message,
        "detail": verdict.detail,
        "discount_fen": verdict.discount_fen,
        "worth_fen": verdict.worth_fen,
        "order_number": used.order_number if used else None,
        "redemption_id": used.id if used else None,
        "hint": verdict.hint,
        "collect": verdict.collect,
    }


def _words(shop: Shop, verdict: Verdict, used: Redemption | None) -> str:
    lines = [verdict.message, verdict.detail, verdict.hint, verdict.collect]
    if used:
        paid = yuan(order_store.by_number(shop, used.order_number).facts.amount_fen)
        lines.append(_("Bill {number}: {amount} to take.", number=used.order_number, amount=paid))
    return "\n".join(line for line in lines if line)


commands = (coupons, redeem)
