"""The slow work of cards: printing a batch into a PDF, of which every code is read back before it gets its name."""

from __future__ import annotations

import errno
import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from storeassist.features.cards import actions, designs, jobs_press, rules, sheets, store
from storeassist.features.cards.records import Batch, BatchFacts, Run
from storeassist.features.cards.records_print import CardText, Layout, OfferWords
from storeassist.features.cards.rules_print import offer_words
from storeassist.features.coupons import store as coupons
from storeassist.features.coupons.records import State
from storeassist.features.habits.store import business_today
from storeassist.features.offers import store as offers
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

_DEAD = (State.REDEEMED, State.EXPIRED, State.CANCELLED)
_END = 1024  # bytes
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run prints: the facts and words that stand on the cards, their codes by serial number, and which of them."""

    facts: BatchFacts
    words: OfferWords
    codes: list[int]
    cards: list[CardText]
    terms_id: int | None = None


def print_batch(
    job: Job,
    shop: Shop,
    batch_id: int,
    layout: Layout,
    path: Path,
    now: datetime,
    *,
    why: str = "",
    serials: Sequence[int] | None = None,
) -> Run:
    """Print cards of a batch into the PDF ``path``: those not printed yet, or the ``serials`` named.

    Every code of the finished file is read back. Only then, in one transaction, the coupons come to be and the run is
    kept, and only after that the file gets its name: a card in the world always has its coupon. Whatever fails or is
    cancelled leaves nothing. A program killed between the last two steps leaves the file unnamed beside ``path``; the
    next run into that folder sees it, and takes those cards as never printed.

    Raises UserError for cards that left the program before, unless ``why`` says why they are printed again.
    """
    batch = store.get(shop, batch_id)
    sheets.checked(layout, designs.by_name(batch.facts.design))
    _refuse_odd_file(shop, path)
    if batch.issue_id is None and batch.facts.offer_id is not None:
        actions.refuse_retired(shop, batch.facts.offer_id)
        rules.check_days(batch.facts, offers.get(shop, batch.facts.offer_id).terms, business_today(shop, now))
    mark = _mark(shop, batch)
    out = _released(shop, batch, path.parent, mark)
    wanted = _wanted(batch, out, serials, usable(shop, batch, now))
    rules.check_reprint(wanted, out, why, show_day((batch.printed_at or now).date(), now.date()))
    plan = prepare(shop, batch, wanted)
    rules.check_alive(plan.facts, business_today(shop, now))
    made = path.with_name(f"{mark}{now:{_STAMP}}-{os.getpid()}.pdf")
    _begin(made, path)
    try:
        pages = jobs_press.make_pdf(job, plan.facts, plan.cards, layout, made, shop.name, plan.words)
        _refuse_cut_off(made, path)
        job.report(0, 0, _("Reading every code back"))
        jobs_press.verify(job, made, jobs_press.expected(plan.facts, plan.cards, layout))
        run = actions.release(
            shop,
            batch,
            plan.codes,
            wanted,
            layout,
            pages,
            now,
            valid_until=plan.facts.valid_until,
            terms_id=plan.terms_id,
            why=" ".join(why.split()),
        )
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
    try:
        made.replace(path)
    except OSError as error:
        raise not_written(error, path, "out") from error
    for left in _left_behind(path.parent, mark):
        if not _is_written(left):
            with suppress(OSError):
                left.unlink()
    return run


def prepare(shop: Shop, batch: Batch, serials: Sequence[int]) -> Plan:
    """What the cards of these serial numbers say; the codes of a batch never printed are new, and in no file yet."""
    facts, words, codes, terms_id = batch.facts, OfferWords(), list[int](), None
    if facts.offer_id is not None:
        offer = offers.get(shop, facts.offer_id)
        terms, terms_id = offer.terms, offer.terms_id
        if batch.issue_id is None:
            codes = coupons.free_codes(shop, facts.quantity)
        else:  # what is printed once more says what the first cards say, whatever became of the offer
            codes, terms = store.codes_of(shop, batch), offers.terms_of(shop, store.terms_id_of(shop, batch.issue_id))
        words = offer_words(offer.name, terms)
        facts = replace(facts, valid_until=rules.printed_until(facts, terms))
    cards = [CardText(serial) for serial in serials]
    if codes:
        forms = coupons.printed_forms(shop, [codes[serial - 1] for serial in serials])
        cards = [CardText(serial, *form) for serial, form in zip(serials, forms, strict=True)]
    return Plan(facts, words, codes, cards, terms_id)


def missing(shop: Shop, batch: Batch, found: Collection[int]) -> set[int]:
    """The cards that a file with the ``found`` ones lacks: those of the run it comes from, where one holds them all."""
    runs: defaultdict[datetime, set[int]] = defaultdict(set)
    for run in store.runs(shop, batch.id):
        runs[run.at] |= store.serials_of([run])
    whole = [serials for serials in runs.values() if serials.issuperset(found)]
    return min(whole, key=len, default=set()) - set(found)


def usable(shop: Shop, batch: Batch, now: datetime) -> list[int]:
    """The cards of a batch whose code a till would still take, by serial number; all before their coupons are made."""
    if batch.issue_id is None:
        return list(range(1, batch.facts.quantity + 1))
    made = coupons.fetch(shop, coupons.ids_of_issue(shop, batch.issue_id), now)
    return [coupon.serial for coupon in made if coupon.state not in _DEAD]


def _wanted(batch: Batch, out: set[int], serials: Sequence[int] | None, alive: Sequence[int]) -> list[int]:
    if not alive:
        raise UserError("No card of this batch can be used any more. Make a new batch.", field="serials")
    if serials is None:
        return [serial for serial in alive if serial not in out] or list(alive)
    wanted = sorted(set(serials))
    if not wanted or wanted[0] < 1 or wanted[-1] > batch.facts.quantity:
        raise UserError("This batch has the cards 1 to {last}.", field="serials", last=batch.facts.quantity)
    if dead := set(wanted).difference(alive):
        raise UserError(
            "The codes of these cards are used, cancelled or expired: {cards}. Leave them out.",
            field="serials",
            cards=rules.serials_words(dead),
        )
    return wanted


def _released(shop: Shop, batch: Batch, folder: Path, mark: str) -> set[int]:
    """The cards that left the program: all that runs are kept of, but for a run whose file never got its name."""
    names = [left.name for left in _left_behind(folder, mark)]
    runs = [run for run in store.runs(shop, batch.id) if not any(f"{run.at:{_STAMP}}" in name for name in names)]
    return store.serials_of(runs)


def _refuse_odd_file(shop: Shop, path: Path) -> None:
    """Raise UserError, before any work, for a name that the finished file could not get."""
    if path.suffix.lower() != ".pdf":
        raise UserError("The name of the file must end in .pdf.", field="out")
    try:
        if path.is_dir():
            raise UserError("{path} is a folder; name a file.", field="out", path=str(path))
        if path.exists():
            if path.samefile(shop.path):
                raise UserError("{path} is the shop file itself; choose another name.", field="out", path=str(path))
            with path.open("r+b"):  # as it will have to take new contents
                pass
        else:  # only a try tells what names this system and this folder take
            path.touch(exist_ok=False)
            path.unlink()
    except OSError as error:
        raise not_written(error, path, "out") from error


def _begin(made: Path, path: Path) -> None:
    try:
        made.touch(exist_ok=False)
    except OSError as error:
        raise not_written(error, path) from error


def _refuse_cut_off(made: Path, path: Path) -> None:
    """Raise UserError for a PDF without its end: whoever wrote it is not told that the disk takes no more."""
    with made.open("rb") as file:
        file.seek(-min(_END, made.stat().st_size), os.SEEK_END)
        if b"%%EOF" not in file.read():
            raise not_written(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), path)


def _mark(shop: Shop, batch: Batch) -> str:
    """How the unnamed files of a batch begin: a folder may take the cards of several shops."""
    return f".storeassist-{zlib.crc32(str(shop.path.resolve()).encode()):08x}-{batch.id}-"


def _left_behind(folder: Path, mark: str) -> list[Path]:
    return list(folder.glob(f"{mark}*.pdf"))


def _is_written(left: Path) -> bool:
    """Whether another program is still at work on an unnamed file; Windows lets nobody delete it then."""
    pid = int(left.stem.rpartition("-")[2])
    if sys.platform == "win32" or pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs for another user of this computer
        return True
    return True
