"""The form in which an offer is made or changed; its sentence and its cost follow every key."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QCompleter, QWidget

from storeassist.features.offers import actions, rules
from storeassist.features.offers.panels_cost import Reckoner
from storeassist.features.offers.panels_editor import CostStrip, Sentence, Switches
from storeassist.features.offers.panels_list import KIND_WORDS
from storeassist.features.offers.records import Kind, Offer, Stacking, Terms
from storeassist.features.offers.rules_cost import Figures, awaited_lines
from storeassist.features.offers.rules_words import WEEKDAYS
from storeassist.features.products import store as products
from storeassist.features.products.records import Role
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import ChoiceField, DateField, LineField, MoneyField, NumberField, Segmented, TagField

_DAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday")),
    *(N_("Saturday"), N_("Sunday")),
)
_ROLE_WORDS = {
    Role.LEAD: N_("Lead"),
    Role.HERO: N_("Hero"),
    Role.PROFIT: N_("Profit"),
    Role.ORDINARY: N_("Ordinary"),
}
_STACKING = {
    Stacking.NONE: N_("Not together"),
    Stacking.ANY: N_("Together"),
    Stacking.BEST: N_("Best one counts"),
}
_SETTLED_MS = 120
"""So long after the last key the cost is reckoned."""
_COSTS = 5
_NEW, _OWN = "new", "own"


class OfferDialog(FormDialog):
    """Makes an offer, or changes one for the coupons to come."""

    def __init__(self, desk: Desk, parent: QWidget, offer: Offer | None) -> None:
        title = _("Change {name}", name=offer.name) if offer else _("New offer")
        super().__init__(desk, parent, title, save=_("Save the offer"), size="wide")
        self.offer_id = offer.id if offer else None
        terms = offer.terms if offer else Terms(Kind.AMOUNT_OFF)
        self._names = [one.name for one in products.fetch(desk.shop, products.ids(desk.shop))]
        self.sentence, self.costs = Sentence(), CostStrip(_COSTS)
        self.outer.insertWidget(1, self.sentence)
        self._add_value(terms, offer.name if offer else "")
        self._add_bill(terms)
        self._add_times(terms)
        self._add_limits(terms)
        self.outer.insertWidget(self.outer.count() - 2, self.costs)
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self.show_cost)
        self._fixed_fen = 0
        self._reckoner = Reckoner(desk, self, self._show_figures)
        self.finished.connect(self._reckoner.forget)
        self._follow()
        self._show_kind()
        self.show_cost()
        self.name.setFocus()

    def save(self) -> None:
        """Make or change it."""
        try:
            name, terms = self.name.text(), self.terms()
            if self.offer_id is None:
                self.offer_id = actions.add(self.shop, name, terms, self.desk.now())
            else:
                actions.edit(self.shop, self.offer_id, name, terms, self.desk.now())
        except UserError as error:
            if error.field == "value" and self.kind.value() is Kind.PERCENT_OFF:
                error.field = "percent"
            raise

    def terms(self) -> Terms:
        """What is written; raises UserError, naming the field, for what cannot be read."""
        kind: Kind = self.kind.value()
        is_percent, of_product = kind is Kind.PERCENT_OFF, kind in (Kind.GIFT, Kind.SPECIAL_PRICE)
        percent = self.percent.number() if is_percent else None
        uses = self.uses.whole()
        return Terms(
            kind,
            value_fen=0 if is_percent or kind is Kind.GIFT else self.value.fen() or 0,
            basis_points=round((percent or 0) * 100),
            max_discount_fen=self.cap.fen() if is_percent else None,
            product=self.product.text() if of_product else "",
            products=tuple(self.products.tags()),
            roles=self.roles.chosen(),
            min_spend_fen=self.least.fen() or 0,
            valid_from=self.first.date(),
            valid_to=self.last.date(),
            days_after_issue=self.days.whole(),
            weekdays=self.weekdays.chosen(),
            hours=rules.read_hours(self.hours.text()),
            first_purchase_only=_NEW in self.people.chosen(),
            per_customer=self.per_customer.whole(),
            per_customer_per_day=self.per_day.whole(),
            uses_per_code=1 if uses is None else uses,
            total=self.total.whole(),
            cost_ceiling_fen=self.ceiling.fen(),
            personal=_OWN in self.people.chosen(),
            stacking=self.stacking.value(),
        )

    @Slot()
    def show_cost(self) -> None:
        """Say what the offer is by now, and what it would cost."""
        try:
            _name, terms = rules.checked(self.name.text() or "-", self.terms())
            actions.refuse_price(self.shop, terms)
            self._fixed_fen = max(0, self.fixed.fen() or 0)
        except UserError as problem:
            self._reckoner.forget()
            self.sentence.show_problem(str(problem))
            self.costs.show_lines(())
            return
        self.sentence.show_sentence(rules.sentence(terms))
        self._reckoner.ask(terms)

    def _show_figures(self, terms: Terms, found: Figures | None) -> None:
        if found is not None:
            self.costs.show_lines(rules.cost_lines(rules.estimate(terms, found, self._fixed_fen)))
        elif not self.costs.figures():
            self.costs.show_lines(awaited_lines(terms, self._fixed_fen))

    def _add_value(self, terms: Terms, name: str) -> None:
        self.name = LineField(name)
        self.kind = Segmented([(kind, _(words)) for kind, words in KIND_WORDS.items()], terms.kind)
        self.form.row((_("Name of the offer"), self.name, "name"), (_("What it gives"), self.kind, "kind"))
        is_percent = terms.kind is Kind.PERCENT_OFF
        self.value = MoneyField(terms.value_fen or None)
        self.percent = NumberField(f"{terms.basis_points / 100:g}" if is_percent else "", unit="%")
        self.cap, self.least = MoneyField(terms.max_discount_fen), MoneyField(terms.min_spend_fen or None)
        self.product = LineField(terms.product)
        known = QCompleter(self._names, self.product)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        self.product.setCompleter(known)
        self.form.row(
            (_("Product"), self.product, "product"),
            (_("Amount"), self.value, "value"),
            (_("Percent taken off"), self.percent, "percent"),
            (_("At most"), self.cap, "max_discount"),
            (_("From a bill of"), self.least, "min_spend"),
        )

    def _add_bill(self, terms: Terms) -> None:
        self.products = TagField(list(terms.products), suggestions=self._names, placeholder=_("Type a product, then Enter"))
        roles = [(role, _(words), _(words)) for role, words in _ROLE_WORDS.items()]
        self.roles = Switches(roles, terms.roles)
        self.form.row((_("The bill holds one of"), self.products, "products"), (_("or one of these"), self.roles, "roles"))

    def _add_times(self, terms: Terms) -> None:
        days = [(at, _(WEEKDAYS[at - 1]), _(full)) for at, full in enumerate(_DAYS, 1)]
        self.weekdays = Switches(days, terms.weekdays)
        self.hours = LineField(rules.hours_text(terms.hours), placeholder=_("all day, or 14:00-17:00,20:00-22:00"))
        self.form.row((_("Only on"), self.weekdays, "weekdays"), (_("Only from … to"), self.hours, "hours"))
        self.first, self.last = DateField(self.desk, terms.valid_from), DateField(self.desk, terms.valid_to)
        self.days, self.per_customer = _number(terms.days_after_issue), _number(terms.per_customer)
        self.form.row(
            (_("First day"), self.first, "valid_from"),
            (_("Last day"), self.last, "valid_to"),
            (_("Days from issue"), self.days, "days_after_issue"),
            (_("Per customer"), self.per_customer, "per_customer"),
        )

    def _add_limits(self, terms: Terms) -> None:
        self.per_day, self.uses = _number(terms.per_customer_per_day), _number(terms.uses_per_code)
        self.total, self.ceiling = _number(terms.total), MoneyField(terms.cost_ceiling_fen)
        self.form.row(
            (_("A day each"), self.per_day, "per_customer_per_day"),
            (_("Uses of a code"), self.uses, "uses_per_code"),
            (_("Uses in all"), self.total, "total"),
            (_("Give at most"), self.ceiling, "cost_ceiling"),
        )
        self.stacking = ChoiceField([(value, _(words)) for value, words in _STACKING.items()], terms.stacking)
        people = [(_NEW, _("First purchase"), _("First purchase only")), (_OWN, _("Its holder"), _("For its holder only"))]
        is_on = {_NEW: terms.first_purchase_only, _OWN: terms.personal}
        self.people = Switches(people, [who for who, on in is_on.items() if on])
        self.fixed = MoneyField()
        self.form.row(
            (_("Other coupons"), self.stacking, "stacking"),
            (_("Only for"), self.people, "personal"),
            (_("Spent on it, such as printing"), self.fixed, "fixed"),
        )

    def _follow(self) -> None:
        """Reckon anew after every change."""
        fields = (
            *(self.name, self.value, self.percent, self.cap, self.least, self.product, self.products, self.roles),
            *(self.weekdays, self.hours, self.first, self.last, self.days, self.per_customer, self.per_day, self.uses),
            *(self.total, self.ceiling, self.fixed, self.stacking, self.people),
        )
        for field in fields:
            field.changed.connect(self._soon.start)
        self.kind.changed.connect(lambda _kind: self._show_kind())
        self.kind.changed.connect(lambda _kind: self._soon.start())

    def _show_kind(self) -> None:
        """Ask only for what the kind has."""
        kind = self.kind.value()
        shown = {
            self.product: kind in (Kind.GIFT, Kind.SPECIAL_PRICE),
            self.value: kind in (Kind.AMOUNT_OFF, Kind.SPECIAL_PRICE, Kind.RED_PACKET),
            self.percent: kind is Kind.PERCENT_OFF,
            self.cap: kind is Kind.PERCENT_OFF,
        }
        for field, is_shown in shown.items():
            if (box := field.parentWidget()) is not None:
                box.setVisible(is_shown)


def _number(value: int | None) -> NumberField:
    return NumberField("" if value is None else str(value), placeholder=_("no limit"))
