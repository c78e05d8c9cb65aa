"""One condition as a line of fields: what, how compared, with what, and what narrows it down."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from storeassist.features.segments import rules_builder
from storeassist.features.segments.panels_value import OptionBox, ValueBox, is_figure, segment_box, value_box
from storeassist.features.segments.records_live import Offered
from storeassist.features.segments.rules_builder import SEGMENT, choices_of
from storeassist.features.segments.rules_draft import Condition
from storeassist.features.segments.rules_fields import PRESENT, FieldSpec, spec_of
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import row
from storeassist.ui.widgets.flow import Flow
from storeassist.ui.widgets.rule import AddChip, Cross, Remaining, SnugChoice

Add = Callable[[Mapping[str, Any]], None]
Faults = Mapping[str, UserError]
"""What is wrong with a condition, by "value" or the key of an option."""


class ConditionLine(QWidget):
    """Shows ``condition``; ``keep`` writes the fields into it as they stand, and tells what of them makes no sense."""

    changed = Signal()
    removed = Signal()
    reshaped = Signal(str)
    """The fields are others from now on; the keys were at "field", "op", "narrow", or "option" and its key."""

    def __init__(self, desk: Desk, offered: Offered, condition: Condition) -> None:
        super().__init__()
        self.condition, self._desk, self._offered = condition, desk, offered
        self.value: ValueBox | None = None
        self.options: dict[str, ValueBox] = {}
        self._places: dict[str, QWidget] = {}
        self.flow = Flow()
        self.remaining = Remaining()
        cross = Cross(_("Remove this condition"))
        cross.clicked.connect(self.removed)
        line = row(self, gap="s")
        line.addWidget(self.flow, 1)
        line.addWidget(self.remaining, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self._lay_out()

    @property
    def key(self) -> str:
        """Which field the condition asks for."""
        document = self.condition.document
        return SEGMENT if SEGMENT in document else str(document.get("field", ""))

    def keep(self) -> Faults:
        """Write what the fields hold into the condition, half written or not; why the value or an option makes no sense."""
        said: dict[str, Any] = {}
        faults: dict[str, UserError] = {}
        for key, box in self._boxes().items():
            try:
                said[key] = box.value()
            except UserError as error:
                said[key], faults[key] = box.written(), error
        if self.key == SEGMENT:
            self.condition.document = {SEGMENT: said["value"]}
        else:
            self.condition.document = {"field": self.key, "op": str(self.condition.document.get("op")), **said}
        return faults

    def mark(self, faults: Faults) -> None:
        """Show the value or options named there as wrong, with the reasons for the mouse, and all others as right."""
        boxes = self._boxes()
        wrong = [boxes.get(key, self.value) for key in faults]
        for box in boxes.values():
            box.mark(is_wrong=box in wrong)
        self.setToolTip("\n".join(map(str, faults.values())))

    def _boxes(self) -> dict[str, ValueBox]:
        return {**({"value": self.value} if self.value is not None else {}), **self.options}

    def take_focus(self, reason: Qt.FocusReason, at: str = "value") -> None:
        """Have the keys at "field", "op", "narrow", "option" and its key, or at the value."""
        option = self.options.get(at.removeprefix("option "))
        place: QWidget = self.value.first() if self.value is not None else self.field
        if option is not None:
            place = option.first()
        elif at in ("field", "op", "narrow"):
            place = self._places.get(at, self.field)
        place.setFocus(reason)
        if isinstance(place, QLineEdit):
            place.selectAll()  # what is typed takes the place of what was proposed

    def _lay_out(self) -> None:
        choices = [one for group in rules_builder.fields(self._offered) for one in group]
        if self.key not in dict(choices):
            choices.append((self.key, rules_builder.field_name(self.key)))
        self.field = SnugChoice(choices, self.key)
        self.field.setAccessibleName(_("What the condition is about"))
        self.field.changed.connect(self._on_field)
        self.flow.add(self.field)
        spec = spec_of(self.key)
        if self.key == SEGMENT or spec is None:
            self._put_value(segment_box(str(self.condition.document.get(SEGMENT, "")), self._offered))
        else:
            self._lay_out_leaf(spec)

    def _lay_out_leaf(self, spec: FieldSpec) -> None:
        document = self.condition.document
        op = str(document.get("op"))
        self.op = SnugChoice(rules_builder.ops(spec, op), op)
        self.op.setAccessibleName(_("How it is compared"))
        self.op.changed.connect(self._on_op)
        self._places["op"] = self.op
        self.flow.add(self.op)
        if op not in PRESENT:
            self._put_value(value_box(spec, op, document.get("value"), self._offered))
        for key in spec.options:
            if key in document:
                option = OptionBox(key, document[key], self._offered, self._desk)
                self.options[key] = option.box
                option.box.changed.connect(self.changed)
                self.flow.add(option)
        if spec.options:
            self._narrow = AddChip(_("Narrow"), _("Narrow this condition down"))
            self._narrow.clicked.connect(partial(self._offer_options, spec))
            self._places["narrow"] = self._narrow
            self.flow.add(self._narrow)

    def _put_value(self, box: ValueBox) -> None:
        self.value = box
        box.changed.connect(self.changed)
        self.flow.add(box)

    def _on_field(self) -> None:
        self.condition.document = rules_builder.begin(self.field.value(), self._offered)
        self.reshaped.emit("field")

    def _on_op(self) -> None:
        self.keep()
        op, spec = self.op.value(), spec_of(self.key)
        document = {**self.condition.document, "op": op}
        before = document.pop("value", None)
        if op not in PRESENT:
            words = dict(choices_of(spec, self._offered)) if spec is not None and is_figure(spec) else None
            document["value"] = _fitting(before, op, words)
        self.condition.document = document
        self.reshaped.emit("op")

    def _offer_options(self, spec: FieldSpec, _checked: bool = False) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in spec.options:
            if key in self.options or key not in _LISTED or self._offered.choices.get(key):
                action = menu.addAction(_(rules_builder.OPTION_NAMES[key]))
                action.setCheckable(True)
                action.setChecked(key in self.options)
                action.triggered.connect(partial(self._switch, key))
        menu.popup(self._narrow.mapToGlobal(self._narrow.rect().bottomLeft()))

    def _switch(self, key: str, on: bool) -> None:
        self.keep()
        document = dict(self.condition.document)
        document.pop(key, None)
        if on:
            first = [value for value, _text in self._offered.choices.get(key, ())][:1]
            begin = {"within_days": 90, "hours": "14:00-17:00", "mode": "quintiles", "weekdays": [6, 7]}
            day = self._desk.today().isoformat()
            document[key] = day if key in ("from", "to") else begin.get(key) or (first[0] if first else "")
        self.condition.document = document
        self.reshaped.emit(f"option {key}" if on else "narrow")


_LISTED = ("product", "category", "channel", "offer")
"""Options that are chosen from lists of the shop, which may be empty."""


def field_menu(parent: QWidget, offered: Offered, add: Add) -> QMenu:
    """Every field there is; the one chosen is added as a condition."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for at, group in enumerate(rules_builder.fields(offered)):
        if at:
            menu.addSeparator()
        for key, name in group:
            menu.addAction(name, partial(_begin, add, key, offered))
    return menu


def _begin(add: Add, key: str, offered: Offered) -> None:
    add(rules_builder.begin(key, offered))


def _fitting(value: Any, op: str, words: Container[Any] | None) -> Any:
    """What was written, as the value of another way to compare; of a figure, ``words`` stand for some, else None."""
    several = list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    if words is not None:  # one of several is a word, everything else a figure
        several = [one for one in several if (one in words) == (op in rules_builder.SEVERAL)]
    if op == "between":
        return several * 2 if len(several) == 1 else several[:2]
    if op in rules_builder.SEVERAL:
        return several
    return several[0] if several else None
