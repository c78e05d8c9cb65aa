"""What the desk is told: the code, and what is known of the bill it is held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from storeassist.features.coupons.records import Bill, Redemption
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.redemption import rules, store
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _
from storeassist.ui import pasted
from storeassist.ui.forms import Form, LineField, MoneyField, NumberField, mark
from storeassist.ui.layouts import column, row
from storeassist.ui.tag_field import TagField
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.code_field import CodeField
from storeassist.ui.widgets.words import Words

_HASTY = 8
"""More signs than hands type in one burst."""


class CodePanel(Card):
    """``typed`` follows every key in any field, ``cleared`` the link in the code, ``untied`` the one that leaves a bill."""

    typed = Signal()
    cleared = Signal()
    untied = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        asked = column(gap="xs")
        head = row(gap="s")
        head.addWidget(Words(_("Code"), "label", tone="muted"))
        head.addStretch(1)
        head.addWidget(Words(_("O reads as 0, I as 1, S as 5, Z as 2"), "label", tone="muted"))
        asked.addLayout(head)
        self.code = CodeField(_("Code"), rules.spelled)
        asked.addWidget(self.code)
        self.body.addLayout(asked)
        self._tie = self._tie_line()
        self.amount, self.guests, self.table = MoneyField(), NumberField(), LineField()
        form = Form()
        form.row(
            (_("Bill before discount·F4"), self.amount, "amount"),
            (_("Guests"), self.guests, "guests"),
            (_("Table"), self.table, "table"),
        )
        self.products = TagField(
            suggestions=lambda: store.product_names(shop), placeholder=_("Name a dish, then Enter")
        )
        self._goods = Form()
        self._goods.add(_("On the bill"), self.products, name="products")
        self._goods.hide()
        self.body.addWidget(form)
        self.body.addWidget(self._goods)
        self.code.edited.connect(self.typed)
        self.code.cleared.connect(self.cleared)
        for field in (self.amount, self.guests, self.table):
            field.textEdited.connect(self.typed)
        self.products.changed.connect(self.typed)

    def fields(self) -> list[QLineEdit]:
        """Every line that takes keys, the code's first."""
        return [self.code.line, self.amount, self.guests, self.table, *self.products.findChildren(QLineEdit)]

    def bill(self, at: datetime, customer_id: int | None, order_number: str) -> Bill:
        """The bill as far as it is known; raises UserError for what is no amount or number of guests."""
        amount, guests = self.amount.fen(), self.guests.whole()
        if guests is not None and guests < 0:
            raise UserError("There are not less than no guests.", field="guests")
        return Bill(
            amount_fen=amount,
            at=at,
            products=tuple(self.products.tags()),
            customer_id=customer_id,
            guests=guests,
            table=self.table.text().strip(),
            order_number=order_number,
        )

    def clear_bill(self) -> None:
        """Nothing is known of the next bill."""
        for field in (self.amount, self.guests, self.table):
            field.set_text("")
        self.products.set_tags([])
        self.ask_products(None)
        self.tie(None)
        self.fault("")

    def ask_products(self, terms: Terms | None) -> None:
        """Ask what is on the bill where the coupon depends on it."""
        asks = terms is not None and bool(terms.products or terms.roles or terms.kind is Kind.SPECIAL_PRICE)
        self._goods.setVisible(asks or bool(self.products.tags()))

    def add_product(self, name: str) -> None:
        """One more dish on the bill."""
        self.products.set_tags([*self.products.tags(), name])

    def tie(self, used: Redemption | None) -> None:
        """Hold what comes against a bill on which a coupon was used already; None: against a new one."""
        self._tie.setVisible(used is not None)
        for field in (self.amount, self.guests, self.table):
            field.setEnabled(used is None)
        if used is not None:
            self.amount.set_fen(used.amount_fen)
            words = _(
                "On the bill {number} of {amount} as well", number=used.order_number, amount=yuan(used.amount_fen)
            )
            self._tie_words.setText(words)

    def fault(self, name: str) -> None:
        """Mark the field that stands in the way; "" marks none."""
        for key, field in (("amount", self.amount), ("guests", self.guests), ("products", self.products)):
            if bool(field.property("state")) != (key == name):
                mark(field, is_wrong=key == name)

    def _tie_line(self) -> QWidget:
        tie = QWidget()
        self._tie_words = Words("", "body", tone="accent", elide=True)
        line = row(tie, gap="s")
        line.addWidget(self._tie_words, 1)
        line.addWidget(Button(_("A new bill"), kind="link", small=True, then=self.untied.emit))
        tie.hide()
        self.body.addWidget(tie)
        return tie


class ScanCatcher(QObject):
    """Watches fields for what only a scanner types: told by ``caught``, taken out of the field it fell into.

    In the code's own field it takes the place of what stood there: nobody clears it between two cards.
    """

    caught = Signal(str)

    def __init__(self, code: QLineEdit, fields: list[QLineEdit], clock: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._code, self._clock = code, clock
        self._burst, self._before = rules.Burst(), ""
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QLineEdit):
            return False
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                return self._leaves_picture(event)
            if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._burst = rules.Burst()
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                return self._burst.is_scan and self._burst.goes_on(self._clock())
        signs = _signs(event)
        if not signs:
            return False
        self._burst.add(signs, self._clock())
        if self._burst.text == signs:
            self._before = watched.text()
        if not self._burst.is_scan:
            return False
        if watched is not self._code:
            watched.setText(self._before)
        self.caught.emit(self._burst.text)
        return True

    @property
    def is_busy(self) -> bool:
        """Whether keys come so fast that more is to follow before anything is judged."""
        length = len(self._burst.text)
        return _HASTY < length < rules.PAYLOAD_LENGTH and self._burst.goes_on(self._clock())

    @staticmethod
    def _leaves_picture(event: QKeyEvent) -> bool:
        """Pasting into a field is the field's, but a picture is the page's."""
        if pasted.is_for_page(event):
            event.ignore()
            return True
        return False


def _signs(event: QEvent) -> str:
    """What an event types."""
    if isinstance(event, QInputMethodEvent):
        return event.commitString()
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isprintable():
        return event.text()
    return ""
