"""What the desk did today, row by row, and the other coupons of whoever stands there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill, Coupon, Entry, LedgerRow, Reason, State, Verdict
from storeassist.features.coupons.store_verdicts import verdict as verdict_of
from storeassist.features.customers.records import Customer
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import moment_inside, show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import row
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line, empty
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.ledger import LedgerLine, LedgerList
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

_JUDGED, _BESIDE = 6, 2
"""Coupons of a customer that are looked at, and how many of them stand beside one in question: the best."""
_TAG_FROM = 300
_GONE = {State.REDEEMED, State.CANCELLED, State.EXPIRED}
_AHEAD = timedelta(minutes=1)


class LedgerCard(Card):
    """Today's rows; ``reverse`` tells which redemption is to be taken back."""

    reverse = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Today's ledger"), link=_("All coupons"), then=lambda: desk.go("coupons"), inset=0)
        self.body.setSpacing(0)
        self.body.addWidget(Line())
        self.list = LedgerList(_("Today's ledger"))
        self.list.acted.connect(self.reverse)
        self._empty = EmptyState(_("Nothing redeemed yet today"), _("Each coupon used stands here, with the way back."))
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(Line())
        foot = Block()
        self._count = Words("", "label", tone="muted", elide=True)
        self._given = Words("", "label")
        foot.row(self._count, self._given).setStretch(0, 1)
        self.body.addWidget(foot)

    def show_day(self, shop: Shop, day: date) -> None:
        """Show a business day, newest first, and what it comes to."""
        entries = (Entry.REDEEMED, Entry.REVERSED)
        rows = [one for one in coupon_store.ledger(shop, day, day) if one.entry in entries]
        figures = coupon_store.day_figures(shop, day)
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_lines([_line(one) for one in rows])
        self._count.setText(
            _("{used} used, {reversed} reversed", used=f"{figures.used:,}", reversed=f"{figures.reversed:,}")
        )
        self._given.setText(_("Given away {amount}", amount=yuan(figures.given_fen)))


def _line(one: LedgerRow) -> LedgerLine:
    who = one.customer_name or _("A guest nobody knows")
    given = abs(one.discount_fen) + abs(one.worth_fen)
    when = f"{one.at:%H:%M}"
    if one.entry is Entry.REVERSED:
        title = _("Reversed: {why}", why=one.why) if one.why else _("Reversed")
        return LedgerLine(one.id, when, title, who, f"+ {yuan(given)}" if given else "—", tone="good")
    figure = yuan(-given) if given else "—"
    if one.is_reversed:
        return LedgerLine(one.id, when, one.offer_name, who, figure, tone="muted", tag=_("reversed"))
    return LedgerLine(one.id, when, one.offer_name, who, figure, act=_("Reverse…"))


class OthersCard(Card):
    """Coupons that a customer holds beside the one in question; ``use`` tells which is to be taken."""

    use = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("…", inset=0)
        self._desk = desk
        self.body.setSpacing(0)
        self.rows: list[tuple[Coupon, Verdict]] = []
        self._words = ("", "", 0)
        self._said: list[Tag] = []
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """With little width a button says by itself that a coupon can be used."""
        for tag in self._said:
            tag.setVisible(self.width() >= theme().scaled(_TAG_FROM))

    def show_nobody(self) -> None:
        """Nobody is known, so nothing is."""
        self._show("", [], "", 0)

    def show_of(self, who: Customer, asked: int | None, bill: Bill) -> None:
        """What ``who`` holds beside the coupon ``asked`` for, and what each is good for on ``bill``."""
        shop, now = self._desk.shop, bill.at
        held = [
            one for one in coupon_store.of_customer(shop, who.id, now) if one.id != asked and one.state not in _GONE
        ]
        judged = [(one, verdict_of(shop, coupon_store.short(one), bill, now)) for one in held[:_JUDGED]]
        judged.sort(key=lambda pair: (not pair[1].is_ok, -pair[1].discount_fen - pair[1].worth_fen))
        name = who.called
        use = _("Use on this bill") if bill.order_number else _("Use this one")
        if asked is None:
            self._show(_("Coupons of {name}", name=name), judged, use, len(held))
        else:
            self._show(_("More coupons of {name}", name=name), judged[:_BESIDE], use, len(held))

    def _show(self, title: str, coupons: list[tuple[Coupon, Verdict]], use: str, held: int) -> None:
        if ((title, use, held), coupons) == (self._words, self.rows):
            return
        self.rows, self._words = coupons, (title, use, held)
        self.set_title(title)
        self.set_count(many("{n} coupon", "{n} coupons", held))
        empty(self.body)
        self._said = []
        for coupon, verdict in coupons:
            self.body.addWidget(Line())
            self.body.addWidget(self._row(coupon, verdict, use))
        self._fit()
        self.setVisible(bool(coupons))

    def _row(self, coupon: Coupon, verdict: Verdict, use: str) -> QWidget:
        holder = QWidget()
        line = row(holder, gap="m", across="l", along="xs" if verdict.is_ok else "s")
        tag = Tag(tag_of(verdict.reason), "good" if verdict.is_ok else "")
        if verdict.is_ok:
            self._said.append(tag)
        line.addWidget(tag)
        line.addWidget(Words(coupon.offer_name, "body"))
        line.addWidget(Words(self._detail(coupon, verdict), "label", tone="muted", elide=True), 1)
        if verdict.is_ok:
            line.addWidget(Button(use, small=True, then=lambda: self.use.emit(coupon)))
        return holder

    def _detail(self, coupon: Coupon, verdict: Verdict) -> str:
        until = ""
        if coupon.valid_to is not None:
            until = _("until {day}", day=show_day(coupon.valid_to, self._desk.now().date()))
        parts = (verdict.message if verdict.is_ok else verdict.hint, until)
        return "·".join(part for part in parts if part)


def tag_of(reason: Reason) -> str:
    """Why another coupon can be used now or not, in a word or two."""
    words = {
        Reason.OK: _("usable now"),
        Reason.NOT_YET: _("not yet"),
        Reason.WEEKDAY: _("other days"),
        Reason.HOUR: _("other hours"),
        Reason.MIN_SPEND: _("bill too small"),
        Reason.PRODUCT: _("other dishes"),
        Reason.STACKING: _("not together"),
    }
    return words.get(reason, _("not now"))


def ahead_words(shop: Shop, now: datetime) -> str:
    """What to say when the ledger goes on beyond ``now``, as it does once a clock was set back; "" when it does not."""
    last = coupon_store.ledger(shop, limit=1)
    if not last or last[0].at <= now + _AHEAD:
        return ""
    this, when = moment_inside(now, now), moment_inside(last[0].at, now)
    return _("The clock says {now}, but the ledger goes on to {when}. Check date and time.", now=this, when=when)
