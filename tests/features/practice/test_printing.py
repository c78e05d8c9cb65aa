"""The practice shop prints its cards and takes them back: from the file of the studio to the figures of the batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist import cli
from storeassist.features.batches import store as batches
from storeassist.features.cards import jobs, store
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import use_language
from storeassist.ui.window import Window
from tests.features.cards import printing
from tests.features.redemption.counter import Hands

PACKAGE_CARDS, COUPON_CARDS = "包裹卡第三批", "下午券卡"


@pytest.fixture
def shop(practice: Shop) -> Shop:
    """The window is on the practice shop."""
    return practice


@pytest.fixture
def now() -> datetime:
    """An afternoon, when the coupon cards are good."""
    return datetime(2026, 9, 15, 15, 10)


@pytest.fixture
def run(qapp: QApplication, practice: Shop, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command on the practice shop; returns its document."""
    practice.close()

    def call(*args: object, now: str = "2026-09-15T11:06") -> Any:
        whole = ["--shop", str(practice.path), "--json", "--lang", "zh_CN", "--now", now, *map(str, args)]
        cli.run(whole)
        return json.loads(capsys.readouterr().out)

    return call


def test_a_batch_is_printed_verified_read_off_the_page_and_redeemed(run: Callable[..., Any], tmp_path: Path) -> None:
    use_language("zh_CN")
    out = tmp_path / "cards.pdf"
    before = run("cards", "results", PACKAGE_CARDS)
    assert (before["printed"], before["claimed"], before["verdict"]) == (0, 0, "not_printed")

    printed = run("cards", "print", PACKAGE_CARDS, "--out", out)
    assert (printed["cards"], printed["verified"], printed["pages"]) == (100, 100, 20)
    checked = run("cards", "verify", out)
    assert (checked["ok"], checked["coupons"], checked["batches"]) == (True, 100, [PACKAGE_CARDS])

    payloads = [text for text in printing.read(out) if text.isdigit()]
    assert len(set(payloads)) == 100
    stranger = run("redeem", payloads[7], "--amount", "46", "--check")
    assert stranger["reason"] == "customer", "for newcomers: the shop must know who it is"
    number = run("customers", "add", "--name", "新客", now="2026-09-16T12:19")["number"]
    used = run("redeem", payloads[7], "--amount", "46", "--customer", number, now="2026-09-16T12:20")
    assert (used["ok"], used["reason"]) == (True, "ok")
    again = run("redeem", payloads[7], "--amount", "46", now="2026-09-16T12:30")
    assert (again["ok"], again["reason"]) == (False, "used")

    after = run("cards", "results", PACKAGE_CARDS, now="2026-09-16T13:00")
    assert (after["printed"], after["claimed"], after["first_orders"]) == (100, 1, 1)
    assert (after["revenue_fen"], after["worth_fen"]) == (4600, 600)
    assert after["by_day"] == [{"day": "2026-09-16", "count": 1}]
    assert run("shop", "check")["ok"]


def test_a_card_printed_once_more_is_scanned_at_the_desk(
    shop: Shop, window: Window, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    batch = store.by_name(shop, COUPON_CARDS)
    before = batches.results(shop, [batch])[0].figures
    out, some = tmp_path / "once more.pdf", jobs.usable(shop, batch, now)[:10]
    layout = printing.layout(batch)
    jobs.print_batch(Quiet(), shop, batch.id, layout, out, now, why="fell into the broth", serials=some)
    hands = Hands(window, qtbot)
    used = len(hands.ledger())
    hands.scan(printing.read(out)[0])
    assert hands.title == "How much is the bill?"
    hands.wait(lambda: hands.focus() is hands.page.panel.amount)
    hands.type("76")
    assert (hands.tone, hands.figures()) == ("good", ["¥76", "− ¥8", "¥68"])
    hands.press(Qt.Key.Key_Return)
    assert hands.title == "Done, ¥68 to take"
    assert len(hands.ledger()) == used + 1
    after = batches.results(shop, [batch])[0].figures
    assert (after.used, after.revenue_fen) == (before.used + 1, before.revenue_fen + 6800)
