"""One coupon beside the list: its code in both forms, its rule, and what became of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from storeassist.features.coupons import codes, jobs, store_list
from storeassist.features.coupons.panels_list import called, holder_of, tone_of, valid_until
from storeassist.features.coupons.records import Coupon, Entry, State
from storeassist.features.coupons.records_list import Step
from storeassist.kernel.dates import show_moment
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.flow import Flow
from storeassist.ui.widgets.panel import Block, line_of
from storeassist.ui.widgets.qr import QrCode
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.timeline import Entry as Event
from storeassist.ui.widgets.timeline import Timeline
from storeassist.ui.widgets.words import Words

_DOT = "·"
_USABLE = (State.ISSUED, State.CLAIMED, State.REVERSED)


class CouponPanel(Card):
    """One coupon; follows the list's selection. ``asked`` tells which command of the page a button stands for."""

    asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk = desk
        self.body.setSpacing(0)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(
                _("No coupon chosen"), _("Choose a coupon on the left to see its code, its rule and what became of it.")
            )
        )
        self._stack.addWidget(self._whole())

    def show_coupon(self, coupon: Coupon | None) -> None:
        """Show this one; None: none is chosen."""
        self._stack.setCurrentIndex(1 if coupon else 0)
        if coupon is None:
            return
        now = self._desk.now()
        self.code.setText(codes.short(coupon.code))
        self.code.set_tone("" if coupon.state in _USABLE else "muted")
        self._state.set_tag(called(coupon.state), tone_of(coupon.state))
        self._left.setText(_uses(coupon))
        self.qr.show_modules(jobs.pattern(self._desk.shop, coupon))
        self._offer.setText(coupon.offer_name)
        self._brings.setText(store_list.brings(coupon.terms))
        self._until.setText(_validity(coupon, valid_until(coupon, now.date())))
        self._holder.setText(holder_of(coupon) or _("Nobody's yet: whoever brings it"))
        self._show_actions(coupon)
        self.rule.setText(store_list.sentence(coupon.terms))
        self.history.show_entries(
            [_event(step, show_moment(step.at, now)) for step in store_list.steps(self._desk.shop, coupon.id)]
        )

    def _whole(self) -> QWidget:
        whole = QWidget()
        parts = column(whole, gap="")
        self.rule = Words("", "label", tone="muted", wrap=True)
        rule = Block()
        rule.body.addWidget(self.rule)
        self.history = Timeline(_("History"))
        for part in (self._head(), Line(), self._facts(), self._buttons(), Line(), rule, Line()):
            parts.addWidget(part)
        parts.addWidget(self.history, 1)
        return whole

    def _head(self) -> QWidget:
        head = Block()
        self.code = Words("", "code", selectable=True)
        self.code.setAccessibleName(_("Code"))
        self._state, self._left = Tag(""), Words("", "label", tone="muted", elide=True)
        head.row(self.code, None)
        head.row(self._state, self._left).setStretch(1, 1)
        return head

    def _facts(self) -> QWidget:
        self.qr = QrCode(_("QR of the coupon"))
        words = Block()
        words.body.setContentsMargins(0, 0, 0, 0)
        self._offer, self._brings = Words("", "heading", wrap=True), Words("", "body", wrap=True)
        self._until, self._holder = Words("", "label", tone="muted", wrap=True), Words("", "label", wrap=True)
        for one in (self._offer, self._brings, self._until, self._holder):
            words.body.addWidget(one)
        words.body.addStretch(1)
        block = Block()
        row = line_of(self.qr, words)
        row.setStretch(1, 1)
        row.setAlignment(self.qr, Qt.AlignmentFlag.AlignTop)
        block.body.addLayout(row)
        return block

    def _buttons(self) -> QWidget:
        block = Block()
        self.buttons = {
            "copy": Button(_("Copy code"), icon="copy", small=True),
            "picture": Button(_("Save QR…"), icon="save", small=True),
            "claim": Button(_("Claim…"), icon="new-customer", small=True),
            "bill": Button(_("Bill"), icon="order", small=True),
            "reverse": Button(_("Reverse…"), kind="danger", small=True),
            "cancel": Button(_("Cancel…"), kind="danger", small=True),
        }
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, name))
        block.body.addWidget(Flow(*self.buttons.values()))
        return block

    def _show_actions(self, coupon: Coupon) -> None:
        can = what_can_be_done(coupon)
        for name, button in self.buttons.items():
            button.setVisible(name in can)

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.asked.emit(name)


def what_can_be_done(coupon: Coupon) -> set[str]:
    """The commands that make sense for a coupon as it is."""
    can = {"copy", "picture"}
    if coupon.state in (State.ISSUED, State.REVERSED) and coupon.customer_id is None:
        can.add("claim")
    if coupon.state in _USABLE:
        can.add("cancel")
    if coupon.redemption_id is not None and coupon.used_at is not None:
        can |= {"reverse", "bill"}
    return can


def _uses(coupon: Coupon) -> str:
    if coupon.terms.uses_per_code < 2 or coupon.state not in _USABLE:
        return ""
    return many("{n} use left", "{n} uses left", coupon.uses_left)


def _validity(coupon: Coupon, until: str) -> str:
    return _("Valid until {day}", day=until) if coupon.valid_to is not None else until


def _event(step: Step, when: str) -> Event:
    if step.entry is Entry.REVERSED:
        taken_back = {
            Entry.REDEEMED: _("Use reversed"),
            Entry.CANCELLED: _("Cancellation taken back"),
            Entry.CLAIMED: _("Claim taken back"),
        }
        return Event(taken_back[step.undoes or Entry.REDEEMED], when, step.why, "undo", "warn")
    if step.entry is Entry.REDEEMED:
        given = [yuan(-step.discount_fen)] if step.discount_fen else []
        given += [_("{amount} in kind", amount=yuan(step.worth_fen))] if step.worth_fen else []
        detail = _DOT.join([*given, *([step.customer_name] if step.customer_name else [])])
        return Event(_("Used on order {number}", number=step.order_number), when, detail, "redeem", "good")
    title, icon, tone = {
        Entry.ISSUED: (_("Issued"), "coupon", "accent"),
        Entry.CLAIMED: (_("Claimed"), "customers", "accent"),
        Entry.CANCELLED: (_("Cancelled"), "void", "bad"),
    }[step.entry]
    return Event(title, when, step.why, icon, tone)
