"""The rule as a tree: groups with a bar at their side, conditions in lines, and what is left after each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from storeassist.features.segments import rules_draft
from storeassist.features.segments.panels_condition import ConditionLine, Faults, field_menu
from storeassist.features.segments.records_live import Offered
from storeassist.features.segments.rules_draft import ALL, ANY, NOT, Condition, Group, Part, Written
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.focus import reason_after
from storeassist.ui.layouts import ScrollColumn, column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.rule import Cross, KindButton, Rail, Remaining

_TONES = {ALL: "accent", ANY: "warn", NOT: "bad"}


def kinds() -> dict[str, str]:
    """What each kind of group is called."""
    return {ALL: _("All of these"), ANY: _("Any of these"), NOT: _("None of these")}


class RuleEditor(ScrollColumn):
    """``changed`` follows whatever the owner does to the rule."""

    changed = Signal()
    laid_out = Signal()

    def __init__(self, desk: Desk, offered: Offered) -> None:
        super().__init__()
        self.desk, self.offered = desk, offered
        self.root = Group()
        self.group: GroupBox | None = None
        self._faults: dict[Part, Faults] = {}
        self._odd: tuple[Part | None, Faults] = (None, {})
        self._place = column(across="l", along="l")
        self.body.addLayout(self._place)

    def show_rule(self, document: Mapping[str, Any]) -> None:
        """Lay out a rule; one that stands there already keeps its lines, and the keys where they are."""
        self.keep_written()
        root = rules_draft.read(document)
        if self.group is None or not rules_draft.alike(root, self.root):
            self.root = root
            self._faults, self._odd = {}, (None, {})
            self.lay_out()

    def take_focus(self, reason: Qt.FocusReason) -> None:
        """Have the keys where the first condition is added."""
        if self.group is not None:
            self.group.take_focus(reason)
            QTimer.singleShot(0, self, self._scroll_to_keys)

    def offer(self, offered: Offered) -> None:
        """What conditions can be made of from now on.

        Lines in which somebody writes are left alone: made anew they would lose the keys and what is half written.
        """
        self.offered = offered
        focus = self.window().focusWidget()
        is_writing = self.group is not None and focus is not None and self.group.isAncestorOf(focus)
        if not is_writing:
            self.keep_written()
            self.lay_out()

    def keep_written(self, but: Part | None = None) -> None:
        """Write what the lines hold into the rule, half written or not, and note which of it makes no sense."""
        for part, line in self._conditions().items():
            if part is not but:
                self._faults[part] = line.keep()

    def lay_out(self, focus: Part | None = None, at: str = "value") -> None:
        """Make the lines anew after the tree took another shape; the keys go to ``focus``, there to the field ``at``."""
        now = self.window().focusWidget()
        reason = reason_after(now)
        if focus is None and self.group is not None and now is not None and self.group.isAncestorOf(now):
            focus = self.root  # the keys would go astray with their line
        if self.group is not None:
            self._place.removeWidget(self.group)
            self.group.hide()
            self.group.deleteLater()
        self.group = GroupBox(self, self.root, None)
        self._place.addWidget(self.group)
        self._mark()
        self.laid_out.emit()
        if focus is not None:
            self.line_of(focus).take_focus(reason, at)
            QTimer.singleShot(0, self, self._scroll_to_keys)  # once the lines have their places

    def add(self, document: Mapping[str, Any], into: Group | None = None) -> None:
        """Put a condition at the end of a group; the outermost unless said."""
        self.keep_written()
        condition = Condition(dict(document))
        (self.root if into is None else into).parts.append(condition)
        self.lay_out(condition)
        self.changed.emit()

    def add_group(self, kind: str, into: Group) -> None:
        """Put an empty group at the end of a group."""
        self.keep_written()
        made = Group(kind)
        into.parts.append(made)
        self.lay_out(made)
        self.changed.emit()

    def remove(self, part: Part, holder: Group) -> None:
        """Take a part out; the keys go to the one that takes its place."""
        self.keep_written()
        at = holder.parts.index(part)
        holder.parts.remove(part)
        after = holder.parts[at : at + 1] or holder.parts[-1:]
        self.lay_out(after[0] if after else holder)
        self.changed.emit()

    def reshape(self, part: Condition, at: str) -> None:
        """Lay out again after a condition got other fields; the keys stay where they were."""
        self.keep_written(but=part)
        self._faults.pop(part, None)
        self.lay_out(part, at)
        self.changed.emit()

    def read(self) -> Written:
        """The rule as the fields say it; raises UserError, with all that makes no sense marked."""
        self._odd = (None, {})
        written = self.written()
        self._mark()
        for part in self._conditions():
            for fault in self._faults[part].values():
                raise fault
        return written

    def written(self) -> Written:
        """The rule as it stands in the fields, half written or not."""
        self.keep_written()
        return rules_draft.write(self.root)

    def show_steps(self, left: Mapping[Part, int]) -> None:
        """Say at each part how many are left after it."""
        for part, line in self._lines().items():
            line.remaining.say(_counted(self._holder(part), left[part]) if part in left and part is not self.root else "")

    def show_fault(self, part: Part | None, key: str, fault: UserError) -> None:
        """Mark the condition that makes no sense although each of its fields does."""
        self._odd = (part, {key: fault})
        self._mark()

    def line_of(self, part: Part) -> GroupBox | ConditionLine:
        """The widget of a part."""
        return self._lines()[part]

    def _holder(self, part: Part) -> str:
        groups = (one for one in rules_draft.parts_of(self.root) if isinstance(one, Group))
        return next((one.kind for one in groups if part in one.parts), ALL)

    def _scroll_to_keys(self) -> None:
        now = self.window().focusWidget()
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)

    def _mark(self) -> None:
        odd, why = self._odd
        for part, line in self._conditions().items():
            line.mark(why if part is odd else self._faults.get(part, {}))

    def _conditions(self) -> dict[Part, ConditionLine]:
        return {part: line for part, line in self._lines().items() if isinstance(line, ConditionLine)}

    def _lines(self) -> dict[Part, GroupBox | ConditionLine]:
        return dict(self.group.lines()) if self.group is not None else {}


class GroupBox(Rail):
    """A group: its kind, its parts, and the ways to add one."""

    def __init__(self, editor: RuleEditor, group: Group, holder: Group | None) -> None:
        super().__init__(_TONES[group.kind])
        self.group_of, self._editor = group, editor
        names = kinds()
        self.kind = KindButton([(key, names[key], _TONES[key]) for key in _kinds_of(holder)], group.kind)
        self.kind.setAccessibleDescription(_("How the conditions of this group are put together"))
        self.kind.chosen.connect(self._on_kind)
        self.remaining = Remaining()
        head = row(gap="s")
        head.addWidget(self.kind)
        head.addStretch(1)
        head.addWidget(self.remaining)
        if holder is not None:
            cross = Cross(_("Remove this group"))
            cross.clicked.connect(lambda: editor.remove(group, holder))
            head.addWidget(cross)
        self.body.addLayout(head)
        self._parts: dict[Part, GroupBox | ConditionLine] = {}
        for part in group.parts:
            made = GroupBox(editor, part, group) if isinstance(part, Group) else self._condition(part)
            self._parts[part] = made
            self.body.addWidget(made)
        foot = row(gap="l")
        self.add_condition = Button(_("Condition"), kind="link", icon="add", small=True)
        self.add_condition.setAccessibleName(_("Add a condition to: {group}", group=names[group.kind]))
        self.add_condition.clicked.connect(self._offer_fields)
        self.add_group = Button(_("Group"), kind="link", icon="add", small=True)
        self.add_group.setAccessibleName(_("Add a group to: {group}", group=names[group.kind]))
        self.add_group.clicked.connect(self._offer_groups)
        foot.addWidget(self.add_condition)
        foot.addWidget(self.add_group)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def lines(self) -> list[tuple[Part, GroupBox | ConditionLine]]:
        """Every part with its widget, this group first."""
        found: list[tuple[Part, GroupBox | ConditionLine]] = [(self.group_of, self)]
        for part, line in self._parts.items():
            found.extend(line.lines() if isinstance(line, GroupBox) else [(part, line)])
        return found

    def take_focus(self, reason: Qt.FocusReason, _at: str = "") -> None:
        """Have the keys where the next condition is added."""
        self.add_condition.setFocus(reason)

    def _condition(self, part: Condition) -> ConditionLine:
        line = ConditionLine(self._editor.desk, self._editor.offered, part)
        line.changed.connect(self._editor.changed)
        line.reshaped.connect(partial(self._editor.reshape, part))
        line.removed.connect(lambda: self._editor.remove(part, self.group_of))
        return line

    def _on_kind(self, kind: str) -> None:
        self.group_of.kind = kind
        self.set_tone(_TONES[kind])
        self._editor.changed.emit()

    def _offer_fields(self) -> None:
        menu = field_menu(self, self._editor.offered, partial(self._editor.add, into=self.group_of))
        menu.popup(self.add_condition.mapToGlobal(self.add_condition.rect().bottomLeft()))

    def _offer_groups(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, name in kinds().items():
            menu.addAction(name, partial(self._editor.add_group, kind, self.group_of))
        menu.popup(self.add_group.mapToGlobal(self.add_group.rect().bottomLeft()))


def _counted(holder: str, n: int) -> str:
    """What a count says: who is left of those before, who fits one way among others, or who is left out."""
    if holder == ANY:
        return many("{n} fits", "{n} fit", n)
    return many("{n} out", "{n} out", n) if holder == NOT else many("{n} left", "{n} left", n)


def _kinds_of(holder: Group | None) -> list[str]:
    """The outermost group leaves nobody out: there would be nobody to leave out from."""
    return [ALL, ANY] if holder is None else [ALL, ANY, NOT]
