"""The Coupons page: every coupon that was issued, what state it is in, and new ones issued."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QGuiApplication, QImage

from storeassist.features.coupons import codes, jobs, press, store, store_list, store_standing
from storeassist.features.coupons.dialogs import CancelDialog, ClaimDialog, ReverseDialog
from storeassist.features.coupons.dialogs_issue import ask, say_issued
from storeassist.features.coupons.panels import CouponPanel, what_can_be_done
from storeassist.features.coupons.panels_list import called, columns, holder_of, valid_until
from storeassist.features.coupons.records import Coupon, State
from storeassist.features.coupons.records_list import Filter
from storeassist.features.coupons.store_standing import Standing
from storeassist.features.offers import store as offer_store
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many
from storeassist.ui.clock import WallClock
from storeassist.ui.commands import command
from storeassist.ui.forms import ChoiceField
from storeassist.ui.latest import Latest
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.card import FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.search import SearchField

_DOT = "·"
_READ_AGAIN_MINUTES = 10
"""Coupons run out while the window is open."""
_ALL = "all"
_SHOWN = (State.ISSUED, State.CLAIMED, State.REDEEMED, State.REVERSED, State.EXPIRED, State.CANCELLED)
_USABLE = (State.ISSUED, State.CLAIMED, State.REVERSED)


class CouponsPage(Page):
    """Lists coupons beside the one chosen."""

    shows: ClassVar = (
        "coupon", "coupon_ledger", "coupon_holder", "redemption_customer", "customer", "offer", "offer_terms",
    )  # fmt: skip

    def build(self) -> None:
        """The filter row, the list, the coupon."""
        self.search = SearchField(_("Code, customer, bill"))
        self.states = ChipRow([(_ALL, _("All"), None), *((state.value, called(state), None) for state in _SHOWN)])
        self.offers = ChoiceField([(None, _("All offers"))])
        self.offers.setAccessibleName(_("Offer"))
        self.body.addWidget(FilterRow(self.search, self.states, right=(self.offers,)))
        self.table: RecordTable[Coupon] = RecordTable(
            self.desk,
            "coupons",
            _("Coupons"),
            columns(self.desk),
            lambda ids: store.fetch(self.shop, ids, self.desk.now()),
            two_line=True,
        )
        self.table.set_empty(
            _("No coupons yet."),
            _(
                "A coupon is one copy of an offer with a code of its own, that counts once. Make an offer, then issue some."
            ),
            _("Offers"),
            partial(self.desk.go, "offers"),
        )
        self.table.set_nothing_found(_("No coupon fits."), self._clear_filter)
        self.table.set_sort("issued", True)
        self.table.set_menu(self)
        self.panel = CouponPanel(self.desk)
        self.body.addWidget(Beside(self.table, self.panel), 1)
        self.search.went_down.connect(self.table.take_keys)
        for signal in (self.search.changed, self.states.changed, self.table.sort_changed):
            signal.connect(self._show_list)
        self.offers.activated.connect(self.reload)  # by hand, not when the list is read anew
        self.table.selected.connect(self._show_chosen)
        self._standing: Standing | None = None
        self._latest = Latest(self.desk.jobs, self)
        self.panel.asked.connect(lambda name: self.commands[name].trigger())
        WallClock(self.desk, _READ_AGAIN_MINUTES, self).struck.connect(self.mark_stale)

    def reload(self) -> None:
        """Read the offers, the list and the coupon; the counts after them where there are many."""
        chosen, today = self.offers.value(), self.desk.today()
        self._offer_choices(chosen)
        if self.states.chosen == _ALL:
            self._show_list()
            self._show_chosen()
        self._latest.forget()
        if store_list.is_large(self.shop):
            read = store_standing.read
            self._latest.ask(lambda _job, shop: read(shop, today, chosen), done=self._on_counted, failed=self.desk.fail)
        else:
            self._on_counted(store_standing.read(self.shop, today, chosen))

    def _on_counted(self, found: Standing) -> None:
        """Show how many there are in each state, and the list of one."""
        self._standing = found
        chips = [(state.value, called(state), found.count(state)) for state in _SHOWN]
        self.states.set_chips([(_ALL, _("All"), found.total), *chips])
        out = sum(map(found.count, _USABLE))
        self.set_sentence(
            many(
                "{n} coupon issued: {used} used, {out} can still be used.",
                "{n} coupons issued: {used} used, {out} can still be used.",
                found.total,
                used=f"{found.count(State.REDEEMED):,}",
                out=f"{out:,}",
            )
            if found.total
            else _("Each coupon has a code of its own and counts once.")
        )
        if self.states.chosen != _ALL:
            self._show_list()
            self._show_chosen()

    def open(
        self,
        offer_id: int | None = None,
        coupon_id: int | None = None,
        text: str | None = None,
        issue: int | None = None,
        **_more: Any,
    ) -> None:
        """Show the coupons of an offer, one coupon, or the answer to a search; ``issue`` asks whom to give an offer to."""
        if offer_id is not None or coupon_id is not None or text is not None:
            self._clear(offer_id, text or "")
        if coupon_id is not None:
            self.table.select([coupon_id])
        if issue is not None:
            self._issue(issue)

    def place(self) -> dict[str, Any]:
        """What was searched, and which coupon was chosen."""
        return {"offer_id": self.offers.value(), "text": self.search.text(), "coupon_id": self.table.current_id()}

    @command("Issue coupons…", icon="add", shortcut="Ctrl+N", place="primary")
    def issue(self) -> None:
        """Give coupons of an offer to customers, or make some for whoever brings them."""
        self._issue(self.offers.value())

    @command("Copy code", icon="copy", shortcut="Ctrl+Shift+C", place="row")
    def copy(self) -> None:
        """Put the code of the coupon chosen where it can be pasted."""
        QGuiApplication.clipboard().setText(codes.short(self._one().code))
        self.desk.say(_("The code is copied."), undo=False)

    @command("Copy QR picture", icon="copy", place="row")
    def copy_picture(self) -> None:
        """Put a picture of the coupon where it can be pasted into a chat."""
        QGuiApplication.clipboard().setImage(self._picture(self._one()))
        self.desk.say(_("The picture is copied: paste it into the chat."), undo=False)

    @command("Save QR picture…", icon="save", place="row")
    def picture(self) -> None:
        """Write a picture of the coupon to send."""
        coupon = self._one()
        name, kinds = f"{coupon.offer_name} {codes.short(coupon.code)}.png", [(N_("Picture"), ("png",))]
        then = partial(self._save_picture, coupon)
        self.desk.ask.save_file(self, _("Save QR picture"), _plain(name), kinds, then=then)

    @command("Claim for a customer…", icon="new-customer", place="row")
    def claim(self) -> None:
        """Say whose coupon the one chosen is."""
        dialog = ClaimDialog(self.desk, self, self._able("claim"))
        dialog.saved.connect(lambda: self.desk.say(_("The coupon is {name}'s.", name=dialog.who.name)))
        dialog.open()

    @command("Reverse the use…", icon="undo", place="row")
    def reverse(self) -> None:
        """Take back that the coupon chosen was used."""
        dialog = ReverseDialog(self.desk, self, self._able("reverse"))
        dialog.saved.connect(lambda: self.desk.say(_("The use is reversed.")))
        dialog.open()

    @command("Cancel coupons…", icon="void", shortcut="Del", place="row")
    def cancel(self) -> None:
        """Make sure that the coupons chosen are not taken any more."""
        ids = self.table.selected_ids()
        if not ids:
            raise UserError("Choose a coupon first.")
        CancelDialog(self.desk, self, ids).open()

    @command("Show the bill", icon="order", place="row")
    def bill(self) -> None:
        """Go to the bill on which the coupon chosen was used."""
        self.desk.go("orders", text=self._able("bill").used_on_order)

    @command("See the customer", icon="customers", place="row")
    def customer(self) -> None:
        """Go to whose coupon it is."""
        coupon = self._one()
        if coupon.customer_id is None:
            raise UserError("This coupon is nobody's yet.")
        self.desk.go("customers", customer_id=coupon.customer_id)

    @command("Export this list…", icon="export", place="menu")
    def export(self) -> None:
        """Write the coupons listed, with their codes, to a spreadsheet."""
        kinds = [(N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",))]
        then = partial(self._export, list(self.table.rows.ids))
        self.desk.ask.save_file(self, _("Export coupons"), _("Coupons") + ".xlsx", kinds, then=then)

    @command("Columns…", icon="columns", place="menu")
    def choose_columns(self) -> None:
        """Say which columns the list shows."""
        self.table.columns_menu().popup(self.cursor().pos())

    def _filter(self) -> Filter:
        chosen = self.states.chosen
        state = None if chosen == _ALL else State(chosen)
        return Filter(self.search.text(), state, self.offers.value())

    def _show_list(self) -> None:
        which = self._filter()
        ids = store_list.ids(self.shop, which, self.desk.now(), *self.table.sort, standing=self._standing)
        filtered = bool(which.text.strip() or which.state or which.offer_id)
        self.table.show_ids(ids, filtered=filtered and not store_list.is_empty(self.shop))
        words = [many("{n} coupon", "{n} coupons", len(ids))]
        if which.state is State.REVERSED:
            words.append(_("a reversed coupon can be used again"))
        self.table.set_foot(_DOT.join(words))
        if ids and not self.table.selected_ids():
            self.table.select(ids[:1])

    def _show_chosen(self) -> None:
        current = self.table.current_id() if self.table.selected_ids() else None
        found = store.fetch(self.shop, [current], self.desk.now()) if current is not None else []
        coupon = found[0] if found else None
        self.panel.show_coupon(coupon)
        can = what_can_be_done(coupon) if coupon else set()
        for name in ("claim", "reverse", "bill"):
            self.commands[name].setEnabled(name in can)

    def _clear_filter(self) -> None:
        self._clear(None, "")

    def _clear(self, offer_id: int | None, text: str) -> None:
        """Show every state of one offer, or of all."""
        is_other = offer_id != self.offers.value()
        self.states.choose(_ALL)
        self.search.set_text(text)
        self._offer_choices(offer_id)
        if is_other:  # else the counts stay as they are
            self.reload()
        else:
            self._show_list()
            self._show_chosen()

    def _offer_choices(self, chosen: int | None) -> None:
        """Offer the offers in force, and the one chosen, which may be over."""
        live = [(offer.id, offer.name) for offer in offer_store.all_live(self.shop)]
        if chosen is not None and chosen not in dict(live):
            live.append((chosen, offer_store.get(self.shop, chosen).name))
        self.offers.set_choices([(None, _("All offers")), *live])
        self.offers.set_value(chosen)

    def _one(self) -> Coupon:
        current = self.table.current_id() if self.table.selected_ids() else None
        if current is None:
            raise UserError("Choose a coupon first.")
        return store.get(self.shop, current, self.desk.now())

    def _able(self, what: str) -> Coupon:
        """The coupon chosen, if this can be done with it."""
        coupon = self._one()
        if what not in what_can_be_done(coupon):
            raise UserError("This cannot be done with a coupon that is: {state}.", state=called(coupon.state))
        return coupon

    def _issue(self, offer_id: int | None) -> None:
        ask(self.desk, self, self._on_issued, offer_id=offer_id)

    def _on_issued(self, issue_id: int) -> None:
        made = store.ids_of_issue(self.shop, issue_id)
        self._clear_filter()
        self.table.select(made[-1:])
        say_issued(self.desk, len(made))

    def _picture(self, coupon: Coupon) -> QImage:
        words = [coupon.offer_name, store_list.brings(coupon.terms)]
        if coupon.valid_to is not None:
            words.append(_("Valid until {day}", day=valid_until(coupon, self.desk.now().date())))
        if (name := holder_of(coupon)) and coupon.terms.personal:
            words.append(_("For {name} only", name=name))
        words.append(self.shop.name)
        return press.picture(store.payload(self.shop, coupon), codes.short(coupon.code), words)

    def _save_picture(self, coupon: Coupon, path: Path) -> None:
        press.save(self._picture(coupon), path)
        self.desk.say(_("The picture is in {name}.", name=path.name), undo=False)

    def _export(self, ids: Sequence[int], path: Path) -> None:
        self.desk.jobs.start_on_shop(
            jobs.export,
            path,
            ids,
            self.desk.now(),
            called,
            text=_("Exporting coupons…"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )


def _plain(name: str) -> str:
    """A name that every system takes for a file."""
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in name)
