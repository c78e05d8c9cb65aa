"""1,000 numbered cards on A4 to a PDF of which every code was read twice, beside the plain way that reads none."""

from __future__ import annotations

import os
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from storeassist.features.cards import jobs_press
from storeassist.features.cards.records import BatchFacts, CardKind
from storeassist.features.cards.records_print import CardText, Layout, OfferWords
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.paths import resources
from tests.benchmarks.conftest import Say
from tests.features.cards.pressed import cards

CARDS = 1_000
ROUNDS = 3
FACTS = BatchFacts("9 月包裹卡", CardKind.PACKAGE, CARDS, "package-bar", offer_id=1, valid_until=date(2026, 10, 31))
WORDS = OfferWords("满58减8", "满 58 减 8", "满 58 减 8，每人限 1 次")
LAYOUT = Layout("a4-10-90x54")
TEXTS = ("下次来，请收下", "满 58 减 8", "结账时出示二维码", "报券码也能用", "有效期至 2026.10.31")


def press_verified(path: Path, made: list[CardText]) -> None:
    """Our way."""
    jobs_press.make_pdf(Quiet(), FACTS, made, LAYOUT, path, "巷口面馆", WORDS)
    found = jobs_press.verify(Quiet(), path, jobs_press.expected(FACTS, made, LAYOUT))
    assert len(found.codes) == len(made)


def press_plainly(path: Path, made: list[CardText]) -> None:
    """The yardstick: each code as a picture, pasted on a picture of the page at 300 dpi, which goes into a PDF."""
    import qrcode
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    per_mm = 300 / 25.4
    font = ImageFont.truetype(str(resources() / "fonts" / "NotoSansCJKsc-Regular.otf"), 36)
    canvas = Canvas(str(path), pagesize=A4)
    for first in range(0, len(made), 10):
        page = Image.new("RGB", (2480, 3508), "white")
        draw = ImageDraw.Draw(page)
        for at, card in enumerate(made[first : first + 10]):
            left, top = round((15 + at % 2 * 90) * per_mm), round((13.5 + at // 2 * 54) * per_mm)
            draw.rectangle((left, top, left + 208, top + 638), fill="#1E4FA3")
            for line, text in enumerate((*TEXTS, card.short)):
                draw.text((left + 264, top + 50 + 80 * line), text, "black", font)
            code = qrcode.make(card.payload, border=0).get_image().convert("RGB").resize((283, 283))
            page.paste(code, (left + 725, top + 102))
        canvas.drawImage(ImageReader(page), 0, 0, *A4)
        canvas.showPage()
    canvas.save()


class Memory:
    """The most real memory of this process and its children, looked at while something runs."""

    def __init__(self) -> None:
        self.most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self.most = max(self.most, sum(map(_own_bytes, [os.getpid(), *_children(os.getpid())])))


def _children(pid: int) -> list[int]:
    found = []
    for tasks in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(child) for child in (tasks / "children").read_text("ascii").split()]
        except FileNotFoundError:  # the thread has ended
            continue
    return found


def _own_bytes(pid: int) -> int:
    """The memory of a process that no file backs; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except FileNotFoundError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def test_a_thousand_cards_beside_the_plain_way(qapp: QApplication, tmp_path: Path, say: Say) -> None:
    made = cards(CARDS)
    ours, theirs = [], []
    for _turn in range(ROUNDS):
        started = time.perf_counter()
        press_plainly(tmp_path / "plain.pdf", made)
        theirs.append(time.perf_counter() - started)
        started = time.perf_counter()
        press_verified(tmp_path / "ours.pdf", made)
        ours.append(time.perf_counter() - started)
    say(f"{CARDS:,} cards on {CARDS // 10} pages, every code read twice: {min(ours):.1f} s")
    say(f"the plain way, no code read: {min(theirs):.1f} s = {min(theirs) / min(ours):.1f} x as long")
    sizes = [(tmp_path / name).stat().st_size / 1e6 for name in ("ours.pdf", "plain.pdf")]
    say(f"the file: {sizes[0]:.1f} MB beside {sizes[1]:.1f} MB")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="counts memory by /proc")
def test_memory_of_a_thousand_cards(qapp: QApplication, tmp_path: Path, say: Say) -> None:
    made = cards(CARDS)
    idle = _own_bytes(os.getpid())
    with Memory() as watched:
        press_verified(tmp_path / "ours.pdf", made)
    say(f"memory above idle, both reading processes with it: {(watched.most - idle) / 2**20:.0f} MB")
