"""Offers, coupons and hands at the desk, for its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Coupon
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.redemption import rules
from storeassist.features.redemption.page import RedemptionPage
from storeassist.kernel.database import Shop
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 11, 6)
OFF_8 = Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800)


def coupon(shop: Shop, terms: Terms = OFF_8, name: str = "满58减8", customer_id: int | None = None) -> Coupon:
    """A coupon of a new offer."""
    offer_id = offers.add(shop, name, terms, NOW)
    held = () if customer_id is None else (customer_id,)
    issue_id = coupons.issue(shop, offer_id, NOW, count=1, customer_ids=held)
    return coupon_store.fetch(shop, coupon_store.ids_of_issue(shop, issue_id), NOW)[0]


def person(shop: Shop, name: str = "单晓岚", phone: str = "+8613812342764") -> int:
    """A customer."""
    return customers.add(shop, CustomerFacts(name=name, phone=phone), NOW)


@dataclass
class Seconds:
    """A clock that goes on when told to."""

    at: float = 1_000.0

    def __call__(self) -> float:
        return self.at


class Hands:
    """The owner at the keyboard of the desk."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        page = window.go("redemption")
        assert isinstance(page, RedemptionPage)
        self.page = page
        self.seconds = Seconds()
        page.clock = self.seconds
        self.be_there()

    def be_there(self) -> None:
        """Keys go to the active window only."""
        self._qtbot.waitUntil(self._is_active)

    def _is_active(self) -> bool:
        self.window.activateWindow()
        return self.window.isActiveWindow()

    def focus(self) -> QWidget:
        """What has the keys."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def scan(self, text: str) -> None:
        """As a scanner types: within some milliseconds, with Enter at the end."""
        self.seconds.at += 0.5
        for sign in text:
            self.seconds.at += 0.004
            QTest.keyClicks(self.focus(), sign)
        self.seconds.at += 0.004
        QTest.keyClick(self.focus(), Qt.Key.Key_Return)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """As hands type."""
        for sign in text:
            self.seconds.at += 0.2
            if sign.isascii():
                QTest.keyClicks(self.focus(), sign)
            else:
                self.commit(sign)
            QApplication.processEvents()

    def commit(self, signs: str) -> None:
        """What an input method hands over."""
        event = QInputMethodEvent("", [])
        event.setCommitString(signs)
        QApplication.sendEvent(self.focus(), event)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, after the answer was read."""
        self.seconds.at += 2 * rules.READ_AFTER
        QTest.keyClick(self.focus(), key, modifiers)
        QApplication.processEvents()

    @property
    def title(self) -> str:
        """The verdict line."""
        return self.page.answer.answer.title

    @property
    def tone(self) -> str:
        """Green, red, or not decided."""
        return self.page.answer.answer.tone

    def figures(self) -> list[str]:
        """The large figures, from the left."""
        return [one.figure for one in self.page.answer.answer.figures]

    def ledger(self) -> list[tuple[str, str, str]]:
        """Title, tag and figure of each row."""
        return [(line.title, line.tag, line.figure) for line in self.page.ledger.list.lines]

    def wait(self, there: Callable[[], bool]) -> None:
        """Until something is so."""
        self._qtbot.waitUntil(there)
