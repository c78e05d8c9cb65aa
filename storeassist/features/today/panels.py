"""One name of the queue: who it is, why now, and the words to send."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from storeassist.features.customers.records import Consent
from storeassist.features.orders import store as order_store
from storeassist.features.today import phrases, store, words
from storeassist.features.today.records import Prompt
from storeassist.kernel.dates import show_moment
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import phones_hidden, show_phone, spaced
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line, empty
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.message import MessageWell
from storeassist.ui.widgets.panel import Block, Scrolled, line_of
from storeassist.ui.widgets.tag import Avatar, TagRow
from storeassist.ui.widgets.words import Words


class Reading(Block):
    """Words that wrap, as high as they need in the width they get, so that none is cut in a low window."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """The words are others now."""
        self.setMinimumHeight(self.body.heightForWidth(self.width()))


class GreetingPanel(Card):
    """Follows the queue's selection; its buttons are the page's commands."""

    def __init__(self, desk: Desk, commands: Mapping[str, QAction]) -> None:
        super().__init__(inset=0)
        self._desk, self._commands = desk, commands
        self._prompt: Prompt | None = None
        self._dish = ""
        self._turn = 0
        self._phone_shown = False
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(_("Nobody chosen"), _("Choose a name on the left to see why they are there and what to write."))
        )
        self._stack.addWidget(self._somebody())

    @property
    def message(self) -> str:
        """The words to send, as they are copied."""
        return self._well.text

    def show_prompt(self, prompt: Prompt | None) -> None:
        """Show this one; None: nobody is chosen."""
        if prompt is None or self._prompt is None or prompt.id != self._prompt.id:
            self._phone_shown, self._turn = False, 0
        self._prompt = prompt
        self._stack.setCurrentIndex(1 if prompt else 0)
        if prompt is None:
            return
        customer = prompt.customer
        self._dish = store.usual_dish(self._desk.shop, customer.id)
        self._avatar.set_name(customer.name)
        self._name.setText(customer.called)
        self._show_phone()
        self._tags.set_tags(customer.facts.tags[:3])
        self._rhythm.setText(words.rhythm(prompt))
        self._show_message()
        empty(self._facts)
        for label, value in self._facts_of(prompt):
            self._facts.addWidget(Words(_("{label}: {value}", label=label, value=value), wrap=True, selectable=True))
        self._text.fit()

    def other_words(self) -> None:
        """Offer another wording."""
        self._turn += 1
        self._show_message()
        self._text.fit()

    def reveal_phone(self) -> None:
        """Show the whole phone of this customer until another is chosen."""
        self._phone_shown = not self._phone_shown
        self._show_phone()

    def _somebody(self) -> QWidget:
        whole = QWidget()
        parts = column(whole, gap="")
        scrolled = Scrolled()
        scrolled.body.addWidget(self._reading())
        scrolled.body.addStretch(1)
        for part in (self._head(), Line()):
            parts.addWidget(part)
        parts.addWidget(scrolled, 1)
        for part in (Line(), self._foot()):
            parts.addWidget(part)
        return whole

    def _head(self) -> Block:
        head, lines = Block(), column(gap="")
        self._avatar = Avatar("")
        self._name, self._phone = Words("", "name", elide=True, snug=True), Words("", "body", tone="muted", selectable=True)
        self._show = Button(_("Show"), kind="link", small=True, then=self.reveal_phone)
        self._tags = TagRow()
        self._rhythm = Words("", "label", tone="muted", wrap=True)
        top = head.row(self._avatar)
        first = line_of(self._name, self._phone, self._show)
        first.addWidget(self._tags, 1)
        lines.addLayout(first)
        lines.addWidget(self._rhythm)
        top.addLayout(lines, 1)
        top.addWidget(Button(_("Open"), kind="link", small=True, then=self._commands["open_customer"].trigger))
        return head

    def _reading(self) -> Reading:
        self._text = Reading()
        other = Button(
            _("Other words"), kind="link", icon="redo", small=True, then=self._commands["other_words"].trigger
        )
        self._text.row(Words(_("Message"), "label", tone="muted"), None, other)
        self._well = MessageWell(_("The blue words are filled in for this customer. Copied, it is plain text."))
        self._text.body.addWidget(self._well)
        self._facts = column(gap="s", along="m")
        self._text.body.addLayout(self._facts)
        return self._text

    def _foot(self) -> Block:
        foot, act = Block(), self._commands
        copy = Button(_("Copy message"), kind="primary", icon="copy", key="Ctrl+C", then=act["copy"].trigger)
        sent = Button(_("Sent, next"), icon="check", key="Ctrl+Return", then=act["sent"].trigger)
        self._skip = Button(_("Skip…"), kind="link", then=self._open_skip)
        foot.row(copy, sent, None, self._skip)
        return foot

    def skip_menu(self) -> QMenu:
        """The ways to pass a name over."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._commands["later"], self._commands["never"]])
        return menu

    def _open_skip(self) -> None:
        self.skip_menu().popup(self._skip.mapToGlobal(self._skip.rect().topLeft()))

    def _show_phone(self) -> None:
        phone = self._prompt.customer.facts.phone if self._prompt else ""
        self._phone.setText((spaced if self._phone_shown else show_phone)(phone) if phone else _("no phone"))
        self._show.setText(_("Hide") if self._phone_shown else _("Show"))
        self._show.setVisible(bool(phone) and phones_hidden())

    def _show_message(self) -> None:
        if self._prompt is not None:
            self._well.show_parts(phrases.message(self._prompt, self._desk.shop.name, self._dish, self._turn))

    def _facts_of(self, prompt: Prompt) -> list[tuple[str, str]]:
        facts = prompt.customer.facts
        asked = {Consent.YES: _("Agreed to messages"), Consent.UNKNOWN: _("Not asked yet whether messages are welcome")}
        every = [
            (_("Birthday"), words.birthday(prompt, self._desk.now().date())),
            (_("Last visit"), self._last_visit(prompt)),
            (_("Usually has"), self._dish),
            (_("Note"), facts.note),
            (_("Messages"), asked.get(facts.consent, "")),
        ]
        return [(label, value) for label, value in every if value]

    def _last_visit(self, prompt: Prompt) -> str:
        bills = order_store.of_customer(self._desk.shop, prompt.customer.id, 1)
        if not bills:
            return ""
        facts = bills[0].facts
        when = show_moment(facts.at, self._desk.now())
        return "·".join(filter(None, (when, yuan(facts.amount_fen), order_store.goods_of(facts))))
