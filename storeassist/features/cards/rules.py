"""What may be printed: the facts of a batch, where the owner's own QR leads, what to warn of before paper is used. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from storeassist.features.cards.records import Batch, BatchFacts, CardKind, Target, TargetKind
from storeassist.features.offers.records import Kind, Offer, Terms
from storeassist.features.products.rules import tidy
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import LARGEST_FEN
from storeassist.kernel.text import N_, _

MOST_CARDS = 50_000
LONGEST = {"name": 60, "place": 40, "channel": 60}
LARGEST_LOGO = 1 << 20
LONGEST_WORDS = 300
LONGEST_TARGET = 300
"""More characters than this make a code too fine to print; what WeChat writes has some 40."""

GROUP_LIVES = timedelta(days=7)
"""For how long WeChat keeps the QR of a group alive."""

KINDS: Mapping[CardKind, str] = {
    CardKind.PACKAGE: N_("Package card"),
    CardKind.COUPON: N_("Coupon card"),
    CardKind.TABLE: N_("Table card"),
    CardKind.BOTTLE: N_("Bottle label"),
    CardKind.POSTER: N_("Poster"),
    CardKind.RECEIPT: N_("Receipt"),
}
TARGETS: Mapping[TargetKind, str] = {
    TargetKind.NONE: "",
    TargetKind.PERSONAL: N_("personal WeChat"),
    TargetKind.WECOM: N_("WeCom"),
    TargetKind.GROUP: N_("WeChat group"),
    TargetKind.OFFICIAL: N_("official account"),
    TargetKind.OTHER: N_("another place"),
}
_LEADS = (
    ("u.wechat.com", "/", TargetKind.PERSONAL),
    ("work.weixin.qq.com", "/gm/", TargetKind.GROUP),
    ("work.weixin.qq.com", "/ca/", TargetKind.WECOM),
    ("work.weixin.qq.com", "/u/", TargetKind.WECOM),
    ("weixin.qq.com", "/g/", TargetKind.GROUP),
    ("weixin.qq.com", "/r/", TargetKind.OFFICIAL),
    ("weixin.qq.com", "/q/", TargetKind.OFFICIAL),
    ("mp.weixin.qq.com", "/", TargetKind.OFFICIAL),
)
"""Host and beginning of the path of the addresses that WeChat writes into its codes."""


def checked(facts: BatchFacts, today: date) -> BatchFacts:
    """``facts`` with blanks trimmed; raises UserError, naming the field, for what cannot be printed."""
    facts = replace(
        facts,
        name=tidy(facts.name),
        place=tidy(facts.place),
        channel=tidy(facts.channel),
        fields={key: text.strip() for key, text in facts.fields.items()},
    )
    if not facts.name:
        raise UserError("A batch needs a name, such as where its cards will lie.", field="name")
    for key, most in LONGEST.items():
        text = getattr(facts, key)
        if len(text) > most:
            raise UserError(
                "This is too long: {length} characters, at most {most}.", field=key, length=len(text), most=most
            )
    if not 0 < facts.quantity <= MOST_CARDS:
        raise UserError("A batch has 1 to {most} cards.", field="quantity", most=f"{MOST_CARDS:,}")
    if facts.cost_fen is not None and not 0 <= facts.cost_fen <= LARGEST_FEN:
        raise UserError("A cost is never below zero.", field="cost")
    if facts.valid_until and facts.valid_until < today:
        raise UserError("“Valid until” is in the past: nobody could use these cards.", field="valid_until")
    if facts.offer_id is None and not facts.target.text:
        raise UserError("A card needs a code: choose an offer, or a picture of a QR code of yours.", field="offer")
    if len(facts.logo) > LARGEST_LOGO:
        raise UserError("This logo is too large; {most} KB are plenty.", field="logo", most=LARGEST_LOGO >> 10)
    if any(len(text) > LONGEST_WORDS for text in facts.fields.values()):
        raise UserError("No text on a card is longer than {most} characters.", field="fields", most=LONGEST_WORDS)
    return facts


def check_kept(batch: Batch, facts: BatchFacts) -> None:
    """Raise UserError when ``facts`` change what stands on cards that exist already: only name, place, cost may."""
    kept = replace(facts, name=batch.facts.name, place=batch.facts.place, cost_fen=batch.facts.cost_fen)
    if kept != batch.facts:
        raise UserError(
            "Cards of this batch are printed: only its name, its place and its cost can still be changed. Make a new"
            " batch for other cards."
        )


def check_alive(facts: BatchFacts, today: date) -> None:
    """Raise UserError for cards that nobody could use on the day they are printed."""
    if facts.valid_until and facts.valid_until < today:
        raise UserError("“Valid until” is in the past: nobody could use these cards.", field="valid_until")
    if facts.target.dies_on and facts.target.dies_on < today:
        raise UserError(
            "The group code died on {day}: make a new one.", field="target", day=show_day(facts.target.dies_on, today)
        )


def check_days(facts: BatchFacts, terms: Terms, today: date) -> None:
    """Raise UserError for new cards that end before their offer begins."""
    until = printed_until(facts, terms)
    if until and terms.valid_from and until < terms.valid_from:
        raise UserError(
            "The offer begins on {day}, when these cards are over.",
            field="valid_until",
            day=show_day(terms.valid_from, today),
        )


def warnings(facts: BatchFacts, today: date, offer: Offer | None = None) -> list[str]:
    """What the owner should know before printing, each as a sentence; ``offer`` is the one on the cards."""
    found = []
    until = printed_until(facts, offer.terms if offer else None)
    target = facts.target
    if target.dies_on and target.dies_on < today:
        found.append(_("The group code died on {day}: make a new one.", day=show_day(target.dies_on, today)))
    elif target.dies_on and until and until > target.dies_on:
        found.append(
            _(
                "The group code dies on {day}; the cards are valid until {until}.",
                day=show_day(target.dies_on, today),
                until=show_day(until, today),
            )
        )
    elif target.dies_on:
        found.append(_("The group code dies on {day}.", day=show_day(target.dies_on, today)))
    if target.kind is TargetKind.OTHER:
        found.append(_("The code leads to {host}, not into WeChat.", host=host_of(target.text)))
    if offer:
        found += _warnings_of_offer(facts, today, offer)
    return found


def printed_until(facts: BatchFacts, terms: Terms | None) -> date | None:
    """The day that stands on the cards: never one on which their coupons would be refused."""
    days = [day for day in (facts.valid_until, terms and terms.valid_to) if day]
    return min(days, default=None)


def target_of(text: str, today: date) -> Target:
    """What a code of the owner's leads to, told from its text alone; one of a group made ``today`` dies in a week."""
    text = text.strip()
    if not text or not text.isprintable():
        raise UserError("This code holds nothing that could be printed again.", field="target")
    if len(text) > LONGEST_TARGET:
        raise UserError(
            "This code holds too much to be read off a card: {length} characters.", field="target", length=len(text)
        )
    kind = _kind_of(text)
    return Target(kind, text, today + GROUP_LIVES if kind is TargetKind.GROUP else None)


def target_words(target: Target) -> str:
    """Where a code leads, in a few words: "WeChat group", or the host of an address."""
    return host_of(target.text) if target.kind is TargetKind.OTHER else _(TARGETS[target.kind])


def host_of(text: str) -> str:
    """The host of an address; of any other text its beginning."""
    try:
        host = urlsplit(text).hostname
    except ValueError:
        host = None
    return host or (text if len(text) <= 30 else f"{text[:30]}…")


def stretches(serials: Iterable[int]) -> list[tuple[int, int]]:
    """Serial numbers as runs without a gap: 1, 2, 3, 7 are 1 to 3 and 7 to 7."""
    found: list[tuple[int, int]] = []
    for serial in sorted(set(serials)):
        if found and serial == found[-1][1] + 1:
            found[-1] = (found[-1][0], serial)
        else:
            found.append((serial, serial))
    return found


def serials_words(serials: Iterable[int]) -> str:
    """Serial numbers in short: 1–3, 7."""
    parts = [f"{first}" if first == last else f"{first}–{last}" for first, last in stretches(serials)]
    return _(", ").join(parts)


def check_reprint(serials: Collection[int], released: Collection[int], why: str, day: str) -> None:
    """Raise UserError when cards that left the program on ``day`` would be printed again without a reason."""
    again = set(serials) & set(released)
    if again and not why.strip():
        raise UserError(
            "These cards were printed on {day} already: {cards}. Of two cards with one code the second is refused. Print"
            " them again only when the first ones are spoilt or lost, and say why.",
            field="why",
            cards=serials_words(again),
            day=day,
        )


def _warnings_of_offer(facts: BatchFacts, today: date, offer: Offer) -> list[str]:
    found, terms = [], offer.terms
    if terms.valid_to and facts.valid_until and terms.valid_to < facts.valid_until:
        found.append(
            _("The offer ends on {day}: this date will stand on the cards.", day=show_day(terms.valid_to, today))
        )
    left = _uses_left(offer)
    if left is not None and left < facts.quantity:
        found.append(
            _(
                "The offer can be used {left} times more, but there are {cards} cards.",
                left=max(0, left),
                cards=facts.quantity,
            )
        )
    return found


def _uses_left(offer: Offer) -> int | None:
    """How often an offer can still be used, as far as its limits tell; None without any."""
    terms, left = offer.terms, list[int]()
    if terms.total is not None:
        left.append(terms.total - offer.use.used)
    if terms.cost_ceiling_fen is not None and terms.kind in (Kind.AMOUNT_OFF, Kind.RED_PACKET):
        left.append((terms.cost_ceiling_fen - offer.use.given_fen) // terms.value_fen)
    return min(left, default=None)


def _kind_of(text: str) -> TargetKind:
    try:
        address = urlsplit(text)
    except ValueError:
        return TargetKind.OTHER
    if address.scheme == "weixin":
        return TargetKind.PERSONAL
    if address.scheme not in ("http", "https"):
        return TargetKind.OTHER
    return next(
        (kind for host, path, kind in _LEADS if address.hostname == host and address.path.startswith(path)),
        TargetKind.OTHER,
    )
