"""The form that issues coupons: of which offer, to whom, and what that comes to before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from storeassist.features.coupons import actions, store, store_list
from storeassist.features.coupons.dialogs_customer import CustomerField
from storeassist.features.coupons.rules_issue import last_day, most_fen
from storeassist.features.customers import store as customer_store
from storeassist.features.offers import store as offer_store
from storeassist.features.offers.records import Offer
from storeassist.features.products import store as product_store
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import ChoiceField, NumberField, Segmented
from storeassist.ui.widgets.words import Words

_ONE, _TAG, _CHOSEN, _NOBODY = "one", "tag", "chosen", "nobody"
_DOT = "·"


def ask(
    desk: Desk,
    parent: QWidget,
    told: Callable[[int], None],
    *,
    offer_id: int | None = None,
    customer_ids: Sequence[int] = (),
) -> None:
    """Open the form; what keeps it from opening is said."""
    offers = offer_store.all_live(desk.shop)
    if not offers:
        desk.fail(UserError("Make an offer first: a coupon is one copy of it."))
    elif offer_id is not None and offer_id not in {offer.id for offer in offers}:
        name = offer_store.get(desk.shop, offer_id).name
        desk.fail(UserError("The offer {name} is retired; bring it back to issue coupons.", name=name))
    else:
        IssueDialog(desk, parent, offers, told, offer_id=offer_id, customer_ids=customer_ids).open()


def ask_for(desk: Desk, parent: QWidget, customer_ids: Sequence[int]) -> None:
    """Ask which coupon these customers get; the page in sight stays, but a single coupon is shown, to be sent on."""
    ask(desk, parent, partial(_tell, desk), customer_ids=customer_ids)


def _tell(desk: Desk, issue_id: int) -> None:
    made = store.ids_of_issue(desk.shop, issue_id)
    if len(made) == 1:
        desk.go("coupons", coupon_id=made[0])
    say_issued(desk, len(made))


def say_issued(desk: Desk, n: int) -> None:
    """Tell how many were issued."""
    desk.say(many("{n} coupon issued.", "{n} coupons issued.", n))


class IssueDialog(FormDialog):
    """Asks for offer and, unless they are ``customer_ids``, receivers; ``told`` is called with the id of the issue."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        offers: Sequence[Offer],
        told: Callable[[int], None],
        *,
        offer_id: int | None = None,
        customer_ids: Sequence[int] = (),
    ) -> None:
        self._customer_ids = list(dict.fromkeys(customer_ids))
        n = len(self._customer_ids)
        title = many("Coupon for {n} customer", "Coupons for {n} customers", n) if n else _("Issue coupons")
        super().__init__(desk, parent, title, save=_("Issue"))
        self._offers = {offer.id: offer for offer in offers}
        self._told = told
        choices = [(offer.id, offer.name) for offer in self._offers.values()]
        self.offer = self.form.add(_("Offer"), ChoiceField(choices, offer_id), name="offer")
        self._lay_out_receivers()
        self.summary = Words("", "body", wrap=True)
        self.form.column.addWidget(self.summary)
        self.offer.changed.connect(self._show_way)
        self.whom.changed.connect(self._show_way)
        self.customer.changed.connect(self._show_summary)
        self.tag.changed.connect(self._show_summary)
        self.count.changed.connect(self._show_summary)
        self.begins.changed.connect(self._show_summary)
        self._show_way()
        self.offer.setFocus()

    def save(self) -> None:
        """Issue them: many in the background, few at once."""
        offer, receivers, now = self._offer(), self._receivers(), self.desk.now()
        count = self._count() if receivers is None else len(receivers)
        from_claim = self._counts_from_claim()

        def act(shop: Shop) -> int:
            return actions.issue(shop, offer.id, now, count=count, customer_ids=receivers or (), from_claim=from_claim)

        self.desk.jobs.write(act, count=count, text=_("Issuing coupons…"), done=self._told)

    def _lay_out_receivers(self) -> None:
        ways = [(_ONE, _("One customer")), (_TAG, _("By tag")), (_NOBODY, _("No name"))]
        if self._customer_ids:
            ways = [(_CHOSEN, many("{n} customer", "{n} customers", len(self._customer_ids)))]
        self.whom = self.form.add(_("For whom"), Segmented(ways), name="whom")
        self.form.show_field("whom", not self._customer_ids)
        self.customer = CustomerField(self.form, self.shop)
        tags = [(tag_id, f"{name}  {n}") for tag_id, name, n in customer_store.tags(self.shop) if n]
        self.tag = self.form.add(_("Everyone with the tag"), ChoiceField(tags), name="tag")
        help = _("Codes for whoever brings them: to hand out, or to send one by one.")
        self.count = self.form.add(_("How many"), NumberField("10"), name="count", help=help)
        begins = [(False, _("Today")), (True, _("When each is claimed"))]
        self.begins = self.form.add(_("Their days begin"), Segmented(begins, False), name="begins")

    def _offer(self) -> Offer:
        return self._offers[self.offer.value()]

    def _receivers(self) -> list[int] | None:
        """Who gets one each; None when they are nobody's."""
        way = self.whom.value()
        if way == _ONE:
            return [self.customer.chosen().id]
        if way == _CHOSEN:
            return self._customer_ids
        if way == _TAG:
            return self._tagged()
        return None

    def _tagged(self) -> list[int]:
        if (tag_id := self.tag.value()) is None:
            raise UserError("No customer carries a tag yet.", field="tag")
        return customer_store.ids(self.shop, customer_store.Filter(tag_id=tag_id), "number", False)

    def _count(self) -> int:
        count = self.count.whole() or 0
        if not 0 < count <= actions.MOST_AT_ONCE:
            most = f"{actions.MOST_AT_ONCE:,}"
            raise UserError("Issue between 1 and {most} coupons at once.", field="count", most=most)
        return count

    def _counts_from_claim(self) -> bool:
        return self.whom.value() == _NOBODY and self._offer().terms.days_after_issue is not None and self.begins.value()

    def _show_way(self) -> None:
        """Show the fields of the way chosen."""
        way = self.whom.value()
        for own, name in ((_ONE, "customer"), (_TAG, "tag"), (_NOBODY, "count")):
            self.form.show_field(name, own == way)
        self.form.show_field("begins", way == _NOBODY and self._offer().terms.days_after_issue is not None)
        self.form.help("offer", store_list.sentence(self._offer().terms))
        self._show_summary()

    def _show_summary(self) -> None:
        """Say what will be done, as far as it can be told by now."""
        try:
            count = self._how_many()
        except UserError:
            count = 0
        self.summary.setText(self._words(count) if count else "")
        self.save_button.setText(many("Issue {n} coupon", "Issue {n} coupons", count) if count else _("Issue coupons"))

    def _how_many(self) -> int:
        way = self.whom.value()
        if way == _NOBODY:
            return self._count()
        if way == _ONE:
            return 1 if self.customer.known() else 0
        return len(self._receivers() or ())

    def _words(self, count: int) -> str:
        terms, today = self._offer().terms, self.desk.today()
        customer = self.customer.known() if self.whom.value() == _ONE else None
        parts = [
            _("{name} gets one coupon", name=customer.called)
            if customer
            else many("{n} coupon, each with a code of its own", "{n} coupons, each with a code of its own", count),
            _until(last_day(terms, today, from_claim=self._counts_from_claim()), self._counts_from_claim()),
        ]
        price = product_store.by_name(self.shop, terms.product) if terms.product else None
        most = most_fen(terms, price.facts.price_fen if price else None)
        if most is not None:
            parts.append(_("at most {amount} if every one is used", amount=yuan(most * count)))
        return _DOT.join(parts)


def _until(day: date | None, is_from_claim: bool) -> str:
    if day is not None:
        return _("good until {day}", day=show_day_in_full(day))
    return _("no end until claimed") if is_from_claim else _("good without an end")
