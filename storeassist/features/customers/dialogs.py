"""The forms that ask about customers: a new one, their details, a tag, a note, a field of the shop's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from storeassist.features.customers import actions, rules, store
from storeassist.features.customers.records import Consent, Customer, CustomerFacts, CustomField, FieldKind, Gender
from storeassist.kernel.calendars import Birthday, read_birthday
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import spaced
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import ChoiceField, DateField, LineField, Segmented, TagField, TextField
from storeassist.ui.widgets.words import Words


class CustomerDialog(FormDialog):
    """A new customer in one line of keys, or the details of one the shop has."""

    def __init__(self, desk: Desk, parent: QWidget, customer: Customer | None, *, line: str = "") -> None:
        title = _("New customer") if customer is None else _("Details of {name}", name=customer.name or customer.number)
        super().__init__(desk, parent, title, save=_("Add customer") if customer is None else _("Save"), size="wide")
        self._customer = customer
        self.customer_id: int | None = customer.id if customer else None
        facts = customer.facts if customer else CustomerFacts()
        if customer is None:
            self.line = self.form.add(
                _("All in one line"),
                LineField(placeholder=_("单晓岚 138 1234 2764 #VIP 生日3-18 likes it mild")),
                help=_(
                    "Name, phone, #tag, @WeChat, birthday…; the rest becomes the note. The fields below fill themselves."
                ),
            )
            self.line.changed.connect(self._fill_from_line)
        self._lay_out_facts(facts, customer.phone_written if customer else "")
        self.hint = Words("", "label", tone="warn", wrap=True)
        self.hint.hide()
        self.form.column.addWidget(self.hint)
        self.phone.changed.connect(self._look_for_same_phone)
        if line:
            self.line.set_text(line)
        (self.line if customer is None else self.name).setFocus()
        desk.jobs.start(actions.get_ready)  # while it is filled in

    def save(self) -> None:
        """Add the customer, or keep what changed."""
        now = self.desk.now()
        facts = self._facts()
        if self._customer is None:
            self.customer_id = actions.add(self.shop, facts, now, phone_written=self.phone.text())
        else:
            actions.change(self.shop, self._customer.id, facts, now, phone_written=self.phone.text())

    def _lay_out_facts(self, facts: CustomerFacts, phone_written: str) -> None:
        self.name, self.phone = LineField(facts.name), LineField(phone_written or spaced(facts.phone))
        self.wechat, self.number = LineField(facts.wechat), LineField(facts.number, placeholder=_("given by itself"))
        genders = [(None, _("Unknown")), (Gender.FEMALE, _("Female")), (Gender.MALE, _("Male"))]
        self.gender = Segmented(genders, facts.gender)
        self.birthday = LineField(str(facts.birthday) if facts.birthday else "", placeholder=_("3-18 or 农历八月初五"))
        self.source, self.joined_on = LineField(facts.source), DateField(self.desk, facts.joined_on)
        self.tags = TagField(facts.tags, suggestions=[name for _id, name, _n in store.tags(self.shop)])
        self.note = TextField(facts.note, lines=2)
        consents = [(Consent.UNKNOWN, _("Not asked")), (Consent.YES, _("Agreed")), (Consent.NO, _("Declined"))]
        self.consent = Segmented(consents, facts.consent)
        self.consent_on = DateField(self.desk, facts.consent_on)
        self.consent_how = LineField(facts.consent_how, placeholder=_("in person, by WeChat…"))
        self.consent.changed.connect(partial(self._date_answer, facts))
        form = self.form
        form.row(
            (_("Name"), self.name, "name"), (_("Phone"), self.phone, "phone"), (_("WeChat"), self.wechat, "wechat")
        )
        form.row((_("Gender"), self.gender, "gender"), (_("Birthday"), self.birthday, "birthday"), of=3)
        form.row(
            (_("Source"), self.source, "source"),
            (_("Joined on"), self.joined_on, "joined_on"),
            (_("Number"), self.number, "number"),
        )
        form.add(_("Tags"), self.tags, name="tags")
        form.add(_("Note"), self.note, name="note")
        form.row(
            (_("Agreed to messages"), self.consent, "consent"),
            (_("On"), self.consent_on, "consent_on"),
            (_("How"), self.consent_how, "consent_how"),
        )
        self._own = {field.id: own_field(field, facts.custom.get(field.id, "")) for field in store.fields(self.shop)}
        names = {field.id: field.name for field in store.fields(self.shop)}
        pairs = [(names[i], widget, names[i]) for i, widget in self._own.items()]
        for start in range(0, len(pairs), 3):
            form.row(*pairs[start : start + 3])

    def _facts(self) -> CustomerFacts:
        written = self.phone.text().strip()
        return CustomerFacts(
            name=self.name.text(),
            number=self.number.text(),
            phone=actions.phone_of(written) if written else "",
            wechat=self.wechat.text(),
            gender=self.gender.value(),
            birthday=_birthday(self.birthday.text()),
            source=self.source.text(),
            joined_on=self.joined_on.date(),
            tags=tuple(self.tags.tags()),
            note=self.note.text(),
            consent=self.consent.value(),
            consent_on=self.consent_on.date(),
            consent_how=self.consent_how.text(),
            custom={i: value_of(widget) for i, widget in self._own.items()},
        )

    def _fill_from_line(self) -> None:
        line = rules.read_line(self.line.text())
        for field, text in (
            (self.name, line.name),
            (self.phone, line.phone),
            (self.wechat, line.wechat),
            (self.birthday, line.birthday),
        ):
            field.set_text(text)
        self.tags.set_tags(line.tags)
        self.note.setPlainText(line.note)

    def _date_answer(self, before: CustomerFacts, answer: Consent) -> None:
        """A new answer is today's, unless its day is written; the old one keeps its own."""
        is_new = answer not in (Consent.UNKNOWN, before.consent)
        by_itself = [day.isoformat() if day else "" for day in (None, before.consent_on, self.desk.today())]
        if self.consent_on.text() in by_itself:
            self.consent_on.set_date(self.desk.today() if is_new else before.consent_on)

    def _look_for_same_phone(self) -> None:
        self.hint.hide()
        try:
            phone = actions.phone_of(self.phone.text())
        except UserError:
            return
        others = [i for i in store.ids_of_phone(self.shop, phone) if i != self.customer_id]
        if others:
            other = store.get(self.shop, others[0])
            self.hint.setText(
                _("{name} (no. {number}) has this phone already.", name=other.name or "—", number=other.number)
            )
            self.hint.show()


class TagDialog(FormDialog):
    """Puts a tag on the customers chosen."""

    def __init__(self, desk: Desk, parent: QWidget, customer_ids: Sequence[int]) -> None:
        title = many("Tag {n} customer", "Tag {n} customers", len(customer_ids))
        super().__init__(desk, parent, title, save=title, size="ask")
        self._ids = customer_ids
        known = [name for _id, name, _n in store.tags(self.shop)]
        self.tags = self.form.add(_("Tags"), TagField(suggestions=known), name="tags")
        self.tags.setFocus()

    def save(self) -> None:
        """Put the tags on all of them."""
        tags, count, desk = rules.checked_tags(self.tags.tags()), len(self._ids), self.desk
        if not tags:
            raise UserError("Write the tag first.", field="tags")
        words = many("Tagging {n} customer", "Tagging {n} customers", count)
        told = partial(desk.say, _("Tagged."), True)
        desk.jobs.write(actions.tag, self._ids, tags, desk.now(), count=count, text=words, done=lambda _n: told())


class NoteDialog(FormDialog):
    """Adds a dated note to a customer's history."""

    def __init__(self, desk: Desk, parent: QWidget, customer: Customer) -> None:
        super().__init__(
            desk, parent, _("A note on {name}", name=customer.name or customer.number), save=_("Add note"), size="ask"
        )
        self._customer = customer
        self.note = self.form.add(_("Note"), TextField(lines=3), name="note")
        self.note.setFocus()

    def save(self) -> None:
        """Keep the note with the time of now."""
        actions.add_note(self.shop, self._customer.id, self.note.text(), self.desk.now())


class FieldDialog(FormDialog):
    """Adds a field of the shop's own to all customers."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, _("A field of your own"), save=_("Add field"), size="ask")
        self.name = self.form.add(_("Name of the field"), LineField(placeholder=_("Balance, favourite table…")), name="name")
        kinds = [
            (FieldKind.TEXT, _("Text")),
            (FieldKind.NUMBER, _("A number")),
            (FieldKind.DATE, _("Date")),
            (FieldKind.CHOICE, _("Choice")),
        ]
        self.kind = self.form.add(_("It holds"), Segmented(kinds, FieldKind.TEXT), name="kind")
        self.choices = self.form.add(
            _("Choices"),
            TagField(placeholder=_("Type a choice, then Enter")),
            name="choices",
            help=_("Only for a choice: what can be chosen."),
        )
        self.field_id = 0
        self.name.setFocus()

    def save(self) -> None:
        """Add the field."""
        self.field_id = actions.add_field(self.shop, self.name.text(), self.kind.value(), self.desk.now(), self.choices.tags())


def own_field(field: CustomField, value: str) -> QWidget:
    """The widget in which a custom field is written."""
    if field.kind is FieldKind.CHOICE:
        return ChoiceField([("", "—"), *((choice, choice) for choice in field.choices)], value)
    hints: dict[FieldKind, Callable[[], str]] = {FieldKind.DATE: lambda: _("like 2026-09-15")}
    return LineField(value, placeholder=hints.get(field.kind, str)())


def value_of(widget: QWidget) -> str:
    """What is written in a widget of ``own_field``."""
    if isinstance(widget, ChoiceField):
        return str(widget.value() or "")
    assert isinstance(widget, LineField)
    return widget.text()


def _birthday(written: str) -> Birthday | None:
    if not written.strip():
        return None
    try:
        return read_birthday(written)
    except UserError as error:
        error.field = "birthday"
        raise
