"""Writes cards to a PDF, and reads every code of a PDF back: as it stands, and once more as a poor camera sees it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from storeassist.adapters import barcodes, pdf, pictures, worker
from storeassist.features.cards import designs, faces, imposition
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import Box, CardText, Expected, Layout, OfferWords, Verified
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled, Job, Quiet
from storeassist.kernel.text import _

READ_DPI = 300
TURN_DEGREES = 1.0
BLUR_PIXELS = 1.5

_WORKERS = 2
_WORTH_ANOTHER = 4
"""Fewer pages are read sooner than a second process has started."""
_MARGIN = 0.2
"""How much of what lies around a code is looked at with it, as a part of its side."""
_PATIENCE = 0.1  # seconds between two looks at the owner's cancel button

Seen = tuple[str, Box, bool]
"""What a code holds, where it is in mm, and whether it was read again from a bad picture."""

PageSeen = tuple[int, list[Seen]]


def make_pdf(
    job: Job,
    facts: BatchFacts,
    cards: Sequence[CardText],
    layout: Layout,
    path: Path,
    shop_name: str,
    offer_words: OfferWords,
) -> int:
    """Write the cards and return the number of pages. A file that is not finished is taken away. Raises UserError."""
    from storeassist.features.cards import press, press_pages

    judged = faces.qr_facts(designs.by_name(facts.design), facts)
    if not judged.ok:
        raise UserError("A phone would not read these cards. {why}.", why=judged.words, field="design")
    run = press_pages.Run(press.Plate(facts, offer_words, shop_name), cards, layout)
    _check_writable(path)
    try:
        press_pages.write_pdf(job, path, facts.name, run)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return run.pages


def calibration_page(path: Path) -> None:
    """Write the page that tells how far a printer is out of place."""
    from storeassist.features.cards import press_pages

    _check_writable(path)
    press_pages.write_pdf(Quiet(), path, path.stem, press_pages.Calibration())


def test_card(path: Path, facts: BatchFacts, layout: Layout, shop_name: str, offer_words: OfferWords) -> None:
    """Write one card that opens nothing, to be held and looked at before all others are printed."""
    from storeassist.features.cards import press_pages, press_sample

    run = press_sample.TestCard(facts, layout, shop_name, offer_words)
    _check_writable(path)
    press_pages.write_pdf(Quiet(), path, path.stem, run)


def expected(facts: BatchFacts, cards: Sequence[CardText], layout: Layout) -> list[Expected]:
    """Every QR code that the pages of a run must hold, for ``verify``."""
    return imposition.expected(facts, cards, layout)


def _check_writable(path: Path) -> None:
    """Qt would only say that it did not work."""
    try:
        path.touch()
    except OSError as error:
        raise UserError(
            "{path} cannot be written. Choose another folder, or close the program that shows it.", path=path
        ) from error


def verify(job: Job, path: Path, expected: Sequence[Expected] | None) -> Verified:
    """Read every QR code of a PDF at 300 dpi, and each once more blurred and turned.

    With ``expected``, every one must stand in its place and nothing else may be there; without, all that is there
    must be read twice. Raises UserError naming the first card that fails.
    """
    pages = pdf.page_count(path)
    known: dict[int, list[Expected]] = {}
    for one in expected or ():
        known.setdefault(one.page, []).append(one)
    if expected is not None:
        _check_single(expected)
    seen: dict[int, list[Seen]] = {}
    for answer in _read_all(path, pages):
        if answer:
            page, found = answer
            seen[page] = found
            if expected is not None:
                _check_page(page, known.get(page, []), found)
        done, total = (sum(map(len, seen.values())), len(expected)) if expected else (len(seen), pages)
        job.report(done, total, _("Reading every code back"))
    if missing := next((one for page, ones in sorted(known.items()) if page not in seen for one in ones), None):
        raise _unread(missing)
    for page, found in sorted(seen.items()):
        if weak := next((text for text, _box, is_sure in found if not is_sure), None):
            raise UserError("Page {page}: the code {text} is not read surely.", page=page + 1, text=weak)
    return Verified(tuple(text for _page, found in sorted(seen.items()) for text, _box, _sure in found), pages)


def _check_single(expected: Sequence[Expected]) -> None:
    """No two cards may hold the same coupon; the owner's own code stands on all of them."""
    cards: dict[str, set[int]] = {}
    for one in expected:
        cards.setdefault(one.text, set()).add(one.serial)
    everyone = len({one.serial for one in expected})
    for one in expected:
        if 1 < len(cards[one.text]) < everyone:
            raise UserError("Card {card} has the code of another card.", card=one.card)


def _check_page(page: int, wanted: Sequence[Expected], found: Sequence[Seen]) -> None:
    left = list(found)
    for one in wanted:
        here = next((seen for seen in left if _lies_in(seen[1], one.box)), None)
        if here is None or not here[2]:
            raise _unread(one)
        if here[0] != one.text:
            raise UserError("Page {page}: card {card} holds another code than it should.", page=page + 1, card=one.card)
        left.remove(here)
    if left:
        raise UserError("Page {page} holds a code that does not belong there: {text}.", page=page + 1, text=left[0][0])


def _unread(one: Expected) -> UserError:
    return UserError(
        "Page {page}: the code of card {card} is not read surely. Nothing was released.",
        page=one.page + 1,
        card=one.card,
    )


def _lies_in(box: Box, other: Box) -> bool:
    """Whether the middle of one box lies in the other."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return other[0] < x < other[0] + other[2] and other[1] < y < other[1] + other[3]


def _read_all(path: Path, pages: int) -> Iterator[PageSeen | None]:
    """The codes of all pages in no order, read by processes that end with the iteration; None while there is nothing."""
    answers: queue.SimpleQueue[PageSeen | Exception | None] = queue.SimpleQueue()
    stopped = threading.Event()
    parts = _WORKERS if pages >= _WORTH_ANOTHER else 1
    edges = [pages * part // parts for part in range(parts + 1)]
    threads = [
        threading.Thread(target=_feed, args=(answers, stopped, path, edges[part], edges[part + 1]), daemon=True)
        for part in range(parts)
    ]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            try:
                answer = answers.get(timeout=_PATIENCE)
            except queue.Empty:
                yield None
                continue
            if isinstance(answer, Exception):
                raise answer
            if answer is None:
                running -= 1
            else:
                yield answer
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _feed(
    answers: queue.SimpleQueue[PageSeen | Exception | None],
    stopped: threading.Event,
    path: Path,
    first: int,
    last: int,
) -> None:
    """The life of a thread that waits for one process."""

    def stop() -> None:
        if stopped.is_set():
            raise Cancelled

    try:
        for seen in worker.stream(read_pages, path, first, last, stop=stop):
            answers.put(cast("PageSeen", seen))
    except Cancelled:
        return
    except UserError as error:
        unsafe = UserError("This PDF could not be read safely: it is damaged, or far bigger than sheets of cards.")
        answers.put(unsafe if error.msgid == worker.UNSAFE else error)
    except Exception as error:  # our own bug in the worker: raised again where the job is watched
        answers.put(error)
    else:
        answers.put(None)


def read_pages(path: Path, first: int, last: int) -> Iterator[PageSeen]:
    """Each page's number and its codes by rows; run in a process of its own."""
    for page, picture in enumerate(pdf.pages(path, first, last, READ_DPI), first):
        found = [(one.text, _box_of(one), _reads_again(picture, one)) for one in barcodes.read(picture)]
        yield page, sorted(found, key=lambda seen: (round(seen[1][1] / 5), seen[1][0]))


def _box_of(found: barcodes.Found) -> Box:
    xs, ys = [x for x, _y in found.corners], [y for _x, y in found.corners]
    mm = pdf.MM_PER_INCH / READ_DPI
    return min(xs) * mm, min(ys) * mm, (max(xs) - min(xs)) * mm, (max(ys) - min(ys)) * mm


def _reads_again(picture: pictures.Grey, found: barcodes.Found) -> bool:
    """Whether a code is read blurred and turned, with only what lies next to it around."""
    xs, ys = [x for x, _y in found.corners], [y for _x, y in found.corners]
    margin = round(_MARGIN * (max(xs) - min(xs)))
    left, top = max(min(xs) - margin, 0), max(min(ys) - margin, 0)
    right, bottom = min(max(xs) + margin, picture.width), min(max(ys) + margin, picture.height)
    rows = (picture.pixels[y * picture.width + left : y * picture.width + right] for y in range(top, bottom))
    part = pictures.Grey(right - left, bottom - top, b"".join(rows))
    again = barcodes.read(pictures.degraded(part, TURN_DEGREES, BLUR_PIXELS), many=False)
    return [one.text for one in again] == [found.text]
