"""A page that shows one rule at a time: says it, counts it while it is written, and explains who is in and who is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer
from storeassist.features.segments import jobs_live, rules, rules_draft
from storeassist.features.segments.panels_combine import CombinePanel
from storeassist.features.segments.panels_count import CountCard
from storeassist.features.segments.panels_list import member_table, segment_columns
from storeassist.features.segments.panels_people import PeoplePanel
from storeassist.features.segments.panels_work import WorkCard
from storeassist.features.segments.records import Moves, Reason, Rule, Segment, SegmentRef
from storeassist.features.segments.records_live import Live, Rest
from storeassist.features.segments.rules_proposals import PROPOSALS
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.commands import command
from storeassist.ui.focus import reason_after
from storeassist.ui.latest import Latest
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.tabs import TabBar
from storeassist.ui.widgets.three import Three

_COMBINE, _PEOPLE = "combine", "people"
_A_MOMENT = timedelta(minutes=1)
_SOON_MS = 50
"""So long after the last key the rule is counted."""


class RulePage(Page):
    """One rule is being looked at or written: a saved one, or one that nobody has saved yet."""

    def build(self) -> None:
        """The list, the rule, and what comes of it."""
        self.current: Segment | None = None
        self.name = ""
        self._kept: Mapping[str, Any] = {"all": []}
        self._is_overtaken = False
        self._seen: set[tuple[int, Rule]] = set()
        """Saved rules that stood here: whoever takes a saving back knows what comes."""
        self._rule: Rule | None = None
        self._seed = 0
        self._left: QWidget | None = None
        self._reason = Qt.FocusReason.OtherFocusReason
        self._counted_at: datetime | None = None
        self.counts: dict[str, int] = {}
        self._moves: Moves | None = None
        self._segments: dict[int, Segment] = {}
        self._lay_out_list()
        self.work, self.count = WorkCard(self.desk), CountCard()
        self.combine, self.people = CombinePanel(), PeoplePanel(self.desk)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.work)
        rest = Card(inset=0)
        self.tabs = TabBar([(_COMBINE, _("Combine")), (_PEOPLE, _("Some of them"))])
        self.tabs.changed.connect(self._show_tab)
        self._side = QStackedWidget()
        rest.body.setSpacing(0)
        rest.body.addWidget(self.tabs)
        rest.body.addWidget(self._side, 1)
        for part in (self.combine, self.people):
            self._side.addWidget(part)
        names = (_("Rule"), _("Combine, look closer"))
        self.three = Three(self.table, self._middle, self.count, rest, names)
        self.three.folded.connect(self.work.set_low)
        self.body.addWidget(self.three, 1)
        self._live, self._rest = Latest(self.desk.jobs, self), Latest(self.desk.jobs, self)
        self._all, self._why = Latest(self.desk.jobs, self), Latest(self.desk.jobs, self)
        self._recounts = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._recounts.timeout.connect(self.recount)
        self._rereads = QTimer(self, singleShot=True, interval=_SOON_MS)  # once the page is painted, which it would hold up
        self._rereads.timeout.connect(self._read_all)
        self.work.changed.connect(self._recounts.start)
        self.work.began.connect(self._begin)
        self.combine.other_chosen.connect(self._ask_rest)
        self.people.again.connect(self._on_others)
        self.people.opened.connect(lambda customer_id: self.desk.go("customers", customer_id=customer_id))
        self.set_sentence(
            _("Rules that pick people; once saved, they keep themselves up to date.")
        )
        self._show_draft({"all": []}, "", None)

    @cached_property
    def members(self) -> RecordTable[Customer]:
        """The list of those a figure stands for; made when one is asked for."""
        table = member_table(self.desk, self.close_list)
        self._middle.addWidget(table)
        return table

    @command("Back to the rule", shortcut="Esc", place="hidden")
    def close_list(self) -> None:
        """Show the rule again instead of a list of customers; the keys go back to where they came from."""
        is_list = self._middle.currentWidget() is not self.work
        if self._turn_to(self.work) and is_list:
            if self._left in self.findChildren(QWidget):  # the lines of the rule may be others by now
                self._left.setFocus(self._reason)
            else:
                self.work.editor.take_focus(self._reason)
        self.commands["close_list"].setEnabled(False)

    def show_table(self, table: RecordTable[Customer], reason: Qt.FocusReason | None) -> None:
        """Show a list instead of the rule, and have the keys there; by default for the reason they are where they are."""
        now = self.window().focusWidget()
        if self._middle.currentWidget() is self.work:
            self._left = now
        self._reason = reason or reason_after(now)
        self._turn_to(table)
        table.view.setFocus(self._reason)

    def _turn_to(self, widget: QWidget) -> bool:
        """Show the rule or a list; whether the keys were in the one that goes. Qt would hand them on unseen."""
        now = self.window().focusWidget()
        had_keys = now is not None and self._middle.isAncestorOf(now)
        if had_keys and now is not None and self._middle.currentWidget() is not widget:
            now.clearFocus()
        self._middle.setCurrentWidget(widget)
        return had_keys

    def is_changed(self) -> bool:
        """Whether the rule differs from what is kept of it."""
        if self.current is not None and self.current.frozen_at is not None:
            return False
        try:
            written = rules.to_document(rules.parse(self.work.editor.written().document))
        except UserError:
            return not rules_draft.is_empty(self.work.editor.root)
        return not rules_draft.same(self._kept, written)

    def recount(self) -> None:
        """Say the rule again, and count it beside the window."""
        rule = self.work.read()
        if self.current is not None and self.current.frozen_at is not None:
            rule = SegmentRef(self.current.name)
        self._rule = rule
        self._show_state()
        if rule is None:
            self._live.forget()
            self._rest.forget()
            self.count.show_nothing()
            self.combine.show_circles(self._called(), None)
            self.people.show_people([], self.desk.today())
            return
        self.count.wait()
        self._live.ask(jobs_live.live, rule, self.moment(), done=self._on_live, failed=self._on_not_counted)

    def moment(self) -> datetime:
        """The time rules are counted at: the same for a minute, unless something is written, so that what was found holds."""
        now = self.desk.now()
        if self._counted_at is None or not timedelta(0) <= now - self._counted_at < _A_MOMENT:
            self._counted_at = now
        return self._counted_at

    # --- what is read beside the window -----------------------------------------------------------------------------

    def _read_all(self) -> None:
        self._all.ask(jobs_live.overview, self.name, self.moment(), done=self._on_overview, failed=self.desk.fail)

    def _on_overview(self, overview: jobs_live.Overview) -> None:
        self.counts.clear()
        self.counts.update(overview.counts)
        self.table.refresh()
        self.work.offer(overview.offered)
        before = self.combine.other.value()
        self.combine.offer([name for name in self._names() if name != self.name])
        if self.combine.other.value() != before:
            self._ask_rest()

    def _on_live(self, live: Live) -> None:
        self.count.show_count(live)
        self.work.show_live(live)
        self._ask_rest()

    def _ask_rest(self) -> None:
        if self._rule is None:
            return
        other = self.combine.other.value() or ""
        self._rest.ask(
            jobs_live.rest, self._rule, other, self._seed, self.moment(), done=self._on_rest, failed=self._on_not_counted
        )
        if self.people.explained is not None:
            self._explain(self.people.explained)

    def _on_rest(self, rest: Rest) -> None:
        self.count.show_reach(rest.reach)
        self.combine.show_circles(self._called(), rest.circles)
        found = {one.id: one for one in customer_store.fetch(self.shop, rest.sample)}
        self.people.show_people([found[one] for one in rest.sample if one in found], self.desk.today())

    def _on_not_counted(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self.desk.fail(error)
            return
        self.count.show_nothing()
        self.work.complain(str(error))

    def _explain(self, customer_id: int) -> None:
        if self._rule is None:
            raise UserError("There is no rule yet that could select somebody.")
        self._why.ask(
            jobs_live.why, self._rule, customer_id, self.moment(), done=partial(self._on_why, customer_id), failed=self.desk.fail
        )

    def _on_why(self, customer_id: int, answer: tuple[bool, list[Reason]]) -> None:
        self.people.show_why(customer_store.get(self.shop, customer_id), *answer)
        self.tabs.choose(_PEOPLE)
        self._show_tab()

    def _show_tab(self) -> None:
        self._side.setCurrentWidget(self.people if self.tabs.chosen == _PEOPLE else self.combine)

    def _on_moves(self, segment_id: int, moves: Moves) -> None:
        if self.current is not None and self.current.id == segment_id:
            self._moves = moves
            self.count.show_moves(moves, self.desk.now())

    def _show_draft(self, document: Mapping[str, Any], name: str, segment: Segment | None) -> None:
        self.current, self.name, self._kept, self._is_overtaken = segment, name, document, False
        if segment is not None:
            self._seen.add((segment.id, segment.rule))
        self._moves = None
        self.close_list()
        self.three.show_work()
        self.people.close_why()
        self.count.show_moves(None, None)
        self.work.show_rule(document, frozen=segment is not None and segment.frozen_at is not None)
        self.combine.offer([one for one in self._names() if one != name])
        self._select_current()
        self.recount()

    def _select_current(self) -> None:
        self.table.select([self.current.id] if self.current is not None else [])

    def _begin(self, at: int) -> None:
        """Lay out one of the rules to begin with."""
        reason = reason_after(self.window().focusWidget())
        self._show_draft(rules.to_document(rules.parse(PROPOSALS[at].document)), _(PROPOSALS[at].name), None)
        self.work.editor.take_focus(reason)

    def _show_state(self) -> None:
        frozen_at = self.current.frozen_at if self.current is not None else None
        today = self.desk.today()
        if frozen_at is not None:
            state, tone = _("snapshot of {day}", day=show_day(frozen_at.date(), today)), "accent"
        elif self.current is None:
            state, tone = ("" if rules_draft.is_empty(self.work.editor.root) else _("not saved yet")), "warn"
        else:
            state, tone = (_("changed, not saved") if self.is_changed() else ""), "warn"
        self.work.head.show_name(self.name or _("New segment"), state, tone)
        self.commands["delete"].setEnabled(self.current is not None)
        self.commands["save"].setEnabled(frozen_at is None)

    def _names(self) -> list[str]:
        return [one.name for one in self._segments.values()]

    def _called(self) -> str:
        return self.name or _("this rule")

    def _on_others(self) -> None:
        self._seed += 1
        self._ask_rest()

    def _lay_out_list(self) -> None:
        self.table: RecordTable[Segment] = RecordTable(
            self.desk, "segments", _("Segments"), segment_columns(self.counts), lambda ids: [self._segments[one] for one in ids]
        )
        self.table.set_empty(
            _("No segments yet."), _("Write a rule, or begin with one that is there; save it, and it stands here.")
        )
