"""The fields in which the value of a condition is written: numbers with units, days, one or several of a list, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.features.segments.records_live import Offered
from storeassist.features.segments.rules_builder import SEGMENT, SEVERAL, choices_of, field_name, option_words
from storeassist.features.segments.rules_fields import FieldSpec, plain
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.fields import DateField
from storeassist.ui.layouts import row
from storeassist.ui.widgets.rule import ManyField, SnugChoice, SnugLine, SnugNumber, mark_wrong
from storeassist.ui.widgets.words import Words

Choices = Sequence[tuple[Any, str]]
_ORDER = ("<", "<=", ">", ">=", "between")


class ValueBox(QWidget):
    """Holds one value; ``value`` raises UserError while nothing sensible is written, ``written`` is what stands there."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.line = row(self, gap="xs")

    def value(self) -> Any:
        """What is written, as the document of a rule says it."""

    def written(self) -> Any:
        """What is written, whether it makes sense or not: a box made of it shows the same."""

    def first(self) -> QWidget:
        """Where the keys go."""
        return self.findChildren(QWidget)[0]

    def mark(self, *, is_wrong: bool) -> None:
        """Show the value as wrong, or as right."""
        mark_wrong(self.first(), is_wrong=is_wrong)


class NumberBox(ValueBox):
    """A number, or two with everything between them."""

    def __init__(self, name: str, value: Any, unit: str, *, two: bool = False) -> None:
        super().__init__(name)
        ends = [*value, None, None] if isinstance(value, list | tuple) else [value] * 2
        self.fields = [SnugNumber(_plain(one), unit=unit) for one in ends[: 2 if two else 1]]
        for at, field in enumerate(self.fields):
            if at:
                self.line.addWidget(Words("–", "body", tone="muted"))
            field.setAccessibleName(name if not two else _("{name}, until", name=name) if at else _("{name}, from", name=name))
            field.changed.connect(self.changed)
            self.line.addWidget(field)

    def value(self) -> Any:
        numbers = [self._number(field) for field in self.fields]
        return numbers if len(numbers) > 1 else numbers[0]

    def written(self) -> Any:
        texts = [field.text() for field in self.fields]
        return texts if len(texts) > 1 else texts[0]

    def first(self) -> QWidget:
        return self.fields[0]

    def mark(self, *, is_wrong: bool) -> None:
        odd = [field for field in self.fields if not self._is_clear(field)] or self.fields[:1]
        for field in self.fields:
            mark_wrong(field, is_wrong=is_wrong and field in odd)

    def _is_clear(self, field: SnugNumber) -> bool:
        try:
            self._number(field)
        except UserError:
            return False
        return True

    @staticmethod
    def _number(field: SnugNumber) -> float | int:
        number = field.number()
        if number is None:
            raise UserError("A number is missing.")
        return int(number) if number == int(number) else number


class ChoiceBox(ValueBox):
    """One of a list; what the list no longer has stays as it was written."""

    def __init__(self, name: str, value: Any, choices: Choices) -> None:
        super().__init__(name)
        self.field = SnugChoice(_with(choices, [value]), value)
        self.field.setAccessibleName(name)
        self.field.changed.connect(self.changed)
        self.line.addWidget(self.field)

    def value(self) -> Any:
        if self.field.value() in (None, ""):
            raise UserError("There is nothing to choose from yet.")
        return self.field.value()

    def written(self) -> Any:
        return self.field.value() or ""

    def first(self) -> QWidget:
        return self.field


class ManyBox(ValueBox):
    """Any of a list."""

    def __init__(self, name: str, value: Any, choices: Choices) -> None:
        super().__init__(name)
        values = list(value) if isinstance(value, list | tuple) else [value] if value not in (None, "") else []
        self.field = ManyField(_with(choices, values), values, nothing=_("choose"))
        self.field.call(name)
        self.field.changed.connect(self.changed)
        self.line.addWidget(self.field)

    def value(self) -> Any:
        if not self.field.values():
            raise UserError("Choose at least one.")
        return self.field.values()

    def written(self) -> Any:
        return self.field.values()

    def first(self) -> QWidget:
        return self.field


class LineBox(ValueBox):
    """Words."""

    def __init__(self, name: str, value: Any, placeholder: str = "") -> None:
        super().__init__(name)
        self.field = SnugLine(str(value or ""), placeholder=placeholder)
        self.field.setAccessibleName(name)
        self.field.changed.connect(self.changed)
        self.line.addWidget(self.field)

    def value(self) -> Any:
        if not (written := self.field.text().strip()):
            raise UserError("A word is missing.")
        return written

    def written(self) -> Any:
        return self.field.text()

    def first(self) -> QWidget:
        return self.field


class WordsBox(LineBox):
    """Words as a rule compares them: several are written with commas between, what looks like a number stays a word."""

    def __init__(self, name: str, value: Any, op: str) -> None:
        self._several = op in SEVERAL or op == "between"
        written = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        super().__init__(name, written, _("one, another") if self._several else "")

    def value(self) -> Any:
        if not self._several:
            return super().value()
        parts = [part.strip() for part in super().value().replace("，", ",").replace("、", ",").split(",")]
        return [part for part in parts if part]


class DayBox(ValueBox):
    """A day."""

    def __init__(self, name: str, value: Any, desk: Desk) -> None:
        super().__init__(name)
        self.field = DateField(desk)
        self.field.setText(str(value or ""))
        self.field.setAccessibleName(name)
        self.field.changed.connect(self.changed)
        self.line.addWidget(self.field)

    def value(self) -> Any:
        if (day := self.field.date()) is None:
            raise UserError("A day is missing.")
        return day.isoformat()

    def written(self) -> Any:
        return self.field.text()

    def first(self) -> QWidget:
        return self.field


class OptionBox(QWidget):
    """What narrows a condition, under the words that lead to it."""

    def __init__(self, key: str, value: Any, offered: Offered, desk: Desk) -> None:
        super().__init__()
        line = row(self, gap="xs")
        words = option_words(key)
        line.addWidget(Words(words, "body", tone="muted"))
        self.box = _option(key, words, value, offered, desk)
        line.addWidget(self.box)


def is_figure(spec: FieldSpec) -> bool:
    """Whether the field is compared with figures, unless with a word there is for some of them."""
    return spec.kind in ("number", "money", "days")


def value_box(spec: FieldSpec, op: str, value: Any, offered: Offered) -> ValueBox:
    """The fields for a value of ``spec`` compared by ``op``."""
    name, choices, two = field_name(spec.key), choices_of(spec, offered), op == "between"
    if op in SEVERAL and choices:
        return ManyBox(name, value, choices)
    if is_figure(spec) and (op in _ORDER or value not in [word for word, _text in choices]):
        return NumberBox(name, value, _(spec.unit), two=two)
    if choices and op in ("=", "!=", "has"):
        return ChoiceBox(name, value, choices)
    return WordsBox(name, value, op)


def segment_box(name: str, offered: Offered) -> ValueBox:
    """The field for the name of a saved segment."""
    return ChoiceBox(_("Saved segment"), name, offered.choices.get(SEGMENT, ()))


def _option(key: str, name: str, value: Any, offered: Offered, desk: Desk) -> ValueBox:
    if key == "within_days":
        return NumberBox(name, value, _("days"))
    if key in ("from", "to"):
        return DayBox(name, value, desk)
    if key == "hours":
        return LineBox(name, ",".join(value) if isinstance(value, list) else value, "14:00-17:00")
    if key == "mode":
        return ChoiceBox(name, value, offered.choices[key])
    return ManyBox(name, value, offered.choices.get(key, ()))


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, list | tuple) else plain(value)


def _with(choices: Choices, values: Sequence[Any]) -> list[tuple[Any, str]]:
    known = {value for value, _text in choices}
    return [*choices, *((value, str(value)) for value in values if value not in known and value not in (None, ""))]
