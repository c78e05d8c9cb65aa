"""The page of segments: saved rules at the left, one of them in the middle, and at the right whom it selects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt

from storeassist.features.segments import actions, jobs_live, rules, rules_draft, store
from storeassist.features.segments.dialogs import NameDialog, TagMembersDialog
from storeassist.features.segments.page_rule import RulePage
from storeassist.features.segments.panels_combine import document_of, words_of
from storeassist.features.segments.panels_list import foot_words
from storeassist.features.segments.records import Rule, Segment
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.crash import at_the_edge

_KINDS = ((N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",)))


class SegmentsPage(RulePage):
    """The saved segments, and what is done with one of them."""

    shows: ClassVar = (
        "segment", "segment_frozen", "customer", "customer_total", "customer_tag", "tag", "custom_field", "order",
        "product", "offer", "coupon_ledger", "coupon_holder", "shop_setting",
    )  # fmt: skip

    def build(self) -> None:
        """What a rule is looked at with, and what leads on from it."""
        super().build()

        def edge(act: Callable[..., None]) -> Callable[..., None]:
            return lambda *said: at_the_edge(partial(act, *said), self.desk.fail)()

        self.table.selected.connect(self._on_selected)
        self.work.renamed.connect(self.commands["rename"].trigger)
        self.count.listed.connect(edge(self._list))
        self.combine.saved.connect(edge(self._save_combined))
        self.combine.listed.connect(edge(self._list_combined))
        self.people.asked.connect(edge(self._explain))

    def reload(self) -> None:
        """Read the segments at once; counts, and what conditions can be made of, follow."""
        self._counted_at = None
        segments = store.all_segments(self.shop)
        self._segments = {one.id: one for one in segments}
        self.table.show_ids([one.id for one in segments])
        if self.current is not None:
            self._renew(self._segments.get(self.current.id))
        self._rereads.start()
        self._recounts.start()

    def open(
        self,
        segment_id: int | None = None,
        rule: Mapping[str, Any] | None = None,
        name: str = "",
        draft: Mapping[str, Any] | None = None,
        **_more: Any,
    ) -> None:
        """Show a saved segment, or a rule that nobody has saved yet; a ``draft`` of either may make no sense so far."""
        if segment_id is not None and segment_id in self._segments:
            self._leave(partial(self._choose, segment_id, draft or rule))
        elif draft is not None:
            self._leave(partial(self._show_written, draft, name))
        elif rule is not None:
            try:
                document = rules.to_document(rules.parse(rule))
            except UserError as error:
                self.desk.fail(error)
            else:
                self._leave(partial(self._show_draft, document, name, None))

    def place(self) -> dict[str, Any]:
        """The rule as it stands; a saved one by its place."""
        own = {"segment_id": self.current.id} if self.current is not None else {"name": self.name}
        if rules_draft.is_empty(self.work.editor.root) or (self.current is not None and not self.is_changed()):
            return own
        return {**own, "draft": self.work.editor.written().document}

    def before_closing(self) -> str:
        """What would be lost with the window."""
        return _("The rule of {name} is not saved.", name=self._called()) if self.is_changed() else ""

    @command("New segment", icon="add", shortcut="Ctrl+N")
    def new(self) -> None:
        """Begin with an empty rule."""
        self._leave(self._begin_empty)

    @command("Issue coupons…", icon="coupon")
    def issue(self) -> None:
        """Give a coupon to everybody the rule selects."""
        (ask,) = self.desk.slot("customers.issue")
        self._with_members(partial(ask, self.desk, self))

    @command("Save rule", shortcut="Ctrl+S", place="primary")
    def save(self) -> None:
        """Keep the rule; one without a name gets one first."""
        rule = self._ready()
        if self.current is None:
            self._ask_name(_("Save the segment"), _("Save segment"), self.name, partial(self._keep, rule))
            return
        replace = partial(self._replace, self.current, rule)
        if not self._is_overtaken:
            replace()
            return
        self.desk.ask.confirm(
            self,
            _("Replace the rule that was saved meanwhile?"),
            _("The rule of {name} was changed elsewhere while you were writing yours.", name=self.current.name),
            yes=_("Replace it"),
            no=_("Go on writing"),
            then=replace,
        )

    @command("Rename…", icon="change", shortcut="Ctrl+E", place="menu")
    def rename(self) -> None:
        """Give the segment another name; rules that use it follow."""
        if (current := self.current) is None:
            self._ask_name(_("What is it called?"), _("Rename"), self.name, self._call)
            return
        self._ask_name(
            _("What is it called?"), _("Rename"), current.name,
            lambda name: actions.rename(self.shop, current.id, name, self.desk.now()),
        )  # fmt: skip

    @command("See the members", shortcut="Ctrl+M", place="menu")
    def see_members(self) -> None:
        """List everybody the rule selects."""
        self._list("members", Qt.FocusReason.ShortcutFocusReason)

    @command("Tag the members…", icon="tag", shortcut="Ctrl+T", place="menu")
    def tag(self) -> None:
        """Put a tag on everybody the rule selects."""
        self._with_members(lambda ids: TagMembersDialog(self.desk, self, ids, self.name).open())

    @command("Export the members…", icon="export", place="menu")
    def export(self) -> None:
        """Write everybody the rule selects to a spreadsheet."""
        self._with_members(self._ask_where)

    @command("Keep a snapshot…", icon="copy", place="menu")
    def snapshot(self) -> None:
        """Keep whom the rule selects now, whatever happens later."""
        current, today = self.current, self.desk.now().date()
        if current is None or self.is_changed():
            raise UserError("Save the segment first, then keep a snapshot of it.")
        name = _("{name} on {day}", name=current.name, day=show_day(today, today))
        self._ask_name(
            _("Keep a snapshot"), _("Keep the snapshot"), name,
            lambda given: self._on_saved(actions.freeze(self.shop, current.id, given, self.desk.now())),
            about=_("It keeps the customers of now, and does not change any more."),
        )  # fmt: skip

    @command("Duplicate", icon="copy", shortcut="Ctrl+D", place="menu")
    def duplicate(self) -> None:
        """Begin another segment with the same rule."""
        rule = self.current.rule if self.current is not None and self.current.frozen_at else self._ready()
        self._show_draft(rules.to_document(rule), _("{name}, copy", name=self._called()), None)

    @command("Delete…", icon="delete", place="menu")
    def delete(self) -> None:
        """Delete the saved segment; customers stay as they are."""
        if (current := self.current) is None:
            raise UserError("Choose a saved segment first.")
        self.desk.ask.confirm(
            self,
            _("Delete the segment {name}?", name=current.name),
            _("Only the rule goes; the customers stay as they are. Ctrl Z brings it back."),
            yes=_("Delete the segment"),
            no=_("Keep it"),
            danger=True,
            then=partial(self._delete, current),
        )

    # --- one rule after the other -----------------------------------------------------------------------------------

    def _on_selected(self, ids: Sequence[int]) -> None:
        if len(ids) != 1 or (self.current is not None and self.current.id == ids[0]):
            return
        if self.is_changed():
            self._select_current()
        self._leave(partial(self._choose, ids[0]))

    def _leave(self, then: Callable[[], None]) -> None:
        """Go on to another rule; what is not saved is asked about first."""
        if not self.is_changed():
            then()
            return
        self.desk.ask.confirm(
            self,
            _("Leave without saving?"),
            _("What was changed in {name} would be lost.", name=self._called()),
            yes=_("Lose the changes"),
            no=_("Go on writing"),
            danger=True,
            then=then,
        )

    def _begin_empty(self) -> None:
        self._show_draft({"all": []}, "", None)
        self.work.editor.take_focus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, segment_id: int, written: Mapping[str, Any] | None = None) -> None:
        """Show a saved segment; ``written`` is its rule as it was being changed."""
        segment = self._segments[segment_id]
        self._show_draft(rules.to_document(segment.rule), segment.name, segment)
        if written is not None:
            self.work.show_rule(written, frozen=segment.frozen_at is not None)
            self.recount()
        self.desk.jobs.start_on_shop(
            jobs_live.look, segment_id, self.moment(), done=partial(self._on_moves, segment_id)
        )

    def _show_written(self, draft: Mapping[str, Any], name: str) -> None:
        """Show a rule nobody has saved as it was being written."""
        self._show_draft({"all": []}, name, None)
        self.work.show_rule(draft, frozen=False)
        self.recount()

    def _renew(self, found: Segment | None) -> None:
        """The shop file changed: take over what became of the segment in sight, unless its rule is being written."""
        before = self.current
        if found is None and self.is_changed():
            self.current = None
        elif found is None:
            self._show_draft({"all": []}, "", None)
        elif before is not None and found != before:
            if found.rule != before.rule:
                self._is_overtaken = self.is_changed() and (found.id, found.rule) not in self._seen
                if not self.is_changed():
                    self._show_draft(rules.to_document(found.rule), found.name, found)
            self.current, self.name = found, found.name
            self._kept = rules.to_document(found.rule)

    def _replace(self, segment: Segment, rule: Rule) -> None:
        try:
            actions.save(self.shop, segment.name, rule, self.desk.now(), segment_id=segment.id)
        except UserError as error:
            self.desk.fail(error)
            return
        self._kept = rules.to_document(rule)
        self._on_saved(segment.id)

    # --- what is done with it ---------------------------------------------------------------------------------------

    def _ready(self) -> Rule:
        """The rule as it is written; raises UserError while it makes no sense, or belongs to a snapshot."""
        if self.current is not None and self.current.frozen_at is not None:
            raise UserError("A snapshot stays as it is. Duplicate it to go on with its rule.")
        self.recount()
        if self._rule is None:
            raise UserError("The rule is not complete yet: {fault}", fault=self.work.echo.text)
        return self._rule

    def _ask_name(self, title: str, save: str, name: str, keep: Callable[[str], object], *, about: str = "") -> None:
        NameDialog(self.desk, self, title, save, name, keep, about=about).open()

    def _keep(self, rule: Rule, name: str) -> None:
        self._on_saved(actions.save(self.shop, name, rule, self.desk.now()))

    def _call(self, name: str) -> None:
        self.name = name
        self.recount()

    def _on_saved(self, segment_id: int) -> None:
        self._segments = {one.id: one for one in store.all_segments(self.shop)}
        self.table.show_ids(list(self._segments))
        self._choose(segment_id)
        self.desk.say(_("{name} is saved.", name=self.name))

    def _delete(self, segment: Segment) -> None:
        try:
            actions.delete(self.shop, segment.id, self.desk.now())
        except UserError as error:
            self.desk.fail(error)
            return
        self.desk.say(_("The segment {name} is deleted.", name=segment.name))

    def _with_members(self, then: Callable[[list[int]], None], document: Mapping[str, Any] | None = None) -> None:
        """Find everybody a rule selects, the one in sight unless another is given, and go on with them."""
        rule = self._rule if document is None else rules.parse(document)
        if rule is None:
            raise UserError("The rule is not complete yet: {fault}", fault=self.work.echo.text)

        def go_on(ids: list[int]) -> None:
            if ids:
                then(ids)
            else:
                self.desk.fail(UserError("The rule selects nobody now."))

        self.desk.jobs.start_on_shop(jobs_live.members, rule, self.moment(), done=go_on)

    def _ask_where(self, ids: list[int]) -> None:
        name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in self._called())
        self.desk.ask.save_file(self, _("Export the members"), f"{name}.xlsx", _KINDS, then=partial(self._export, ids))

    def _export(self, ids: list[int], path: Path) -> None:
        (write,) = self.desk.slot("export.customers")
        self.desk.jobs.start_on_shop(
            write,
            path,
            ids,
            text=_("Exporting customers"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )

    def _list(self, which: str, reason: Qt.FocusReason | None = None) -> None:
        """Show the members of now, or who came in or left since the last look; the keys go there, for a ``reason``."""
        if which == "members":
            self._with_members(partial(self._show_list, _("members of {name}", name=self._called()), reason=reason))
        elif self._moves is not None and which == "entered":
            self._show_list(_("came into {name} since the last look", name=self._called()), self._moves.entered)
        elif self._moves is not None:
            self._show_list(_("left {name} since the last look", name=self._called()), self._moves.left)

    def _show_list(self, title: str, ids: Sequence[int], reason: Qt.FocusReason | None = None) -> None:
        self.members.set_foot(foot_words(title, len(ids)), _("Back to the rule"), self.close_list)
        self.members.show_ids(ids)
        self.three.show_work()
        self.show_table(self.members, reason)
        self.commands["close_list"].setEnabled(True)

    # --- with another segment ---------------------------------------------------------------------------------------

    def _combined(self, key: str) -> tuple[dict[str, Any], str]:
        """One of the four sets as a rule, and in words."""
        if self._rule is None:
            raise UserError("The rule is not complete yet: {fault}", fault=self.work.echo.text)
        other = str(self.combine.other.value())
        saved = self.current is not None and not self.is_changed()
        own = {"segment": self.name} if saved else rules.to_document(self._rule)
        return document_of(key, own, other), words_of(key, self._called(), other)

    def _save_combined(self, key: str) -> None:
        document, words = self._combined(key)
        self._ask_name(
            _("Save as a segment"), _("Save segment"), "", partial(self._keep, rules.parse(document)), about=words
        )

    def _list_combined(self, key: str) -> None:
        document, words = self._combined(key)
        self._with_members(partial(self._show_list, words), document)
