"""The page of segments: a rule is written, said, counted, explained, saved and put together with others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storeassist.features.coupons.dialogs_issue import IssueDialog
from storeassist.features.customers import actions as customers
from storeassist.features.customers import actions_fields
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, CustomerFacts, FieldKind
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.segments import actions, rules, rules_builder, store
from storeassist.features.segments.dialogs import NameDialog, TagMembersDialog
from storeassist.features.segments.page import SegmentsPage
from storeassist.features.segments.panels_condition import ConditionLine
from storeassist.features.segments.panels_count import CountCard
from storeassist.features.segments.records_live import Live
from storeassist.features.segments.rules_draft import Condition, Group
from storeassist.kernel.database import Shop
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.echo import HeldLine
from storeassist.ui.widgets.rule import ManyField
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

OFTEN = {"all": [{"field": "visits", "op": ">=", "value": 3}]}
TAGGED = {"all": [{"field": "tag", "op": "has_any", "value": ["VIP"]}]}


@pytest.fixture
def people(shop: Shop, now: datetime) -> dict[str, int]:
    """Five customers: Ann came four times, Bo three, Cai once, Dan and Eve never; Ann and Cai carry a tag."""
    made: dict[str, int] = {}
    for at, (name, visits) in enumerate({"Ann": 4, "Bo": 3, "Cai": 1, "Dan": 0, "Eve": 0}.items()):
        facts = CustomerFacts(
            name=name,
            phone=f"+861380000000{at}" if name != "Dan" else "",
            tags=("VIP",) if name in ("Ann", "Cai") else (),
            consent=Consent.NO if name == "Bo" else Consent.UNKNOWN,
        )
        made[name] = customers.add(shop, facts, now - timedelta(days=100))
        for visit in range(visits):
            orders.add(shop, OrderFacts(now - timedelta(days=7 * visit + 1), 60_00, made[name]), now)
    return made


@pytest.fixture
def saved(shop: Shop, people: dict[str, int], now: datetime) -> dict[str, int]:
    """Two segments: Ann and Bo come often, Ann and Cai are VIP."""
    return {name: actions.save(shop, name, rules.parse(rule), now) for name, rule in (("Often", OFTEN), ("VIP", TAGGED))}


def shown(window: Window, qtbot: QtBot, **args: Any) -> SegmentsPage:
    page = window.go("segments", **args)
    assert isinstance(page, SegmentsPage)
    settle(page, qtbot)
    return page


def settle(page: SegmentsPage, qtbot: QtBot) -> None:
    """Wait until everything is counted."""
    qtbot.wait(70)
    qtbot.waitUntil(lambda: not page.desk.jobs.running and not page._recounts.isActive())


def line(page: SegmentsPage, at: int = 0) -> ConditionLine:
    found = page.work.editor.line_of(page.work.editor.root.parts[at])
    assert isinstance(found, ConditionLine)
    return found


def figure(page: SegmentsPage, at: int = 0) -> Any:
    """The field of a condition's figure."""
    value = line(page, at).value
    assert value is not None
    return value.first()


def write(page: SegmentsPage, qtbot: QtBot, text: str) -> None:
    """Write a figure into the first condition, key by key."""
    field = figure(page)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    settle(page, qtbot)


def names(page: SegmentsPage) -> list[str]:
    return sorted(one.name for one in customer_store.fetch(page.shop, list(page.members.rows.ids)))


def give_name(page: SegmentsPage, name: str) -> None:
    """Answer the question for a name that is open."""
    dialog = next(one for one in page.findChildren(NameDialog) if one.isVisible())
    dialog.name.setText(name)
    dialog.accept()


def answer(window: Window, monkeypatch: pytest.MonkeyPatch, *, yes: bool) -> list[str]:
    """Answer every question that way; tells which were asked."""
    asked: list[str] = []

    def confirm(_parent: Any, title: str, _body: str, *, then: Any, **_more: Any) -> None:
        asked.append(title)
        if yes:
            then()

    monkeypatch.setattr(window.desk.ask, "confirm", confirm)
    return asked


def test_saved_segments_stand_in_the_list_with_their_counts(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    rows = shown(window, qtbot).table.rows
    cells = [[str(rows.data(rows.index(row, at))) for at in range(2)] for row in range(2)]
    assert cells == [["Often", "2"], ["VIP", "2"]]


def test_a_segment_in_sight_is_said_and_counted(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    assert page.work.head.name.text() == "Often" and not page.is_changed()
    assert "at least 3 times" in page.work.echo.text
    assert (page.count.figure.text(), page.count.share.text()) == ("2", "40.0% of all 5")
    assert page.count.reach.text() == "1 can be reached"
    assert line(page).remaining.text == "2 left"


def test_the_details_of_a_customer_lead_to_their_segments(
    window: Window, saved: dict[str, int], people: dict[str, int], qtbot: QtBot
) -> None:
    page: Any = window.go("customers", customer_id=people["Ann"])
    page.panel._tabs.findChildren(QWidget)[1].click()

    def ways() -> dict[str, Button]:
        return {button.text(): button for button in page.panel.findChildren(Button) if button.isVisible()}

    qtbot.waitUntil(lambda: {"Often", "VIP"} <= set(ways()))
    ways()["VIP"].click()
    assert window.current == "segments"
    settle(segments := window.page("segments"), qtbot)  # type: ignore[arg-type]
    assert segments.work.head.name.text() == "VIP"  # type: ignore[attr-defined]
    page = window.go("customers", customer_id=people["Dan"])
    qtbot.waitUntil(lambda: not window.desk.jobs.running)
    assert not {"Often", "VIP"} & set(ways())


@pytest.mark.parametrize("now", [datetime(2026, 9, 16, 0, 30)])
def test_after_midnight_the_guests_of_this_evening_came_today(
    window: Window, shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    guest = customers.add(shop, CustomerFacts(name="Ann"), now)
    orders.add(shop, OrderFacts(now - timedelta(hours=2), 60_00, guest), now)
    page = shown(window, qtbot, rule={"field": "visits", "op": ">=", "value": 1}, name="Came")
    assert "came today·1 visit" in [words.text() for words in page.people.findChildren(Words)]


def test_a_rule_saved_elsewhere_meanwhile_is_not_replaced_unasked(
    window: Window, saved: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    elsewhere = page.shop.again()
    actions.save(elsewhere, "Often", rules.parse(TAGGED), page.desk.now(), segment_id=saved["Often"])
    elsewhere.close()
    settle(page, qtbot)
    assert page.is_changed() and figure(page).text() == "4"
    asked = answer(window, monkeypatch, yes=False)
    page.commands["save"].trigger()
    assert asked and rules.to_document(store.get(page.shop, saved["Often"]).rule) == TAGGED
    answer(window, monkeypatch, yes=True)
    page.commands["save"].trigger()
    assert rules.to_document(store.get(page.shop, saved["Often"]).rule)["all"][0]["value"] == 4
    assert not page.is_changed()
    write(page, qtbot, "5")
    asked = answer(window, monkeypatch, yes=False)
    page.commands["save"].trigger()
    assert not asked and rules.to_document(store.get(page.shop, saved["Often"]).rule)["all"][0]["value"] == 5


def test_the_count_follows_the_keys_and_says_what_is_not_saved(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    assert page.count.figure.text() == "1"
    assert page.work.head.state.accessibleName() == "changed, not saved"
    assert page.before_closing() == "The rule of Often is not saved."
    write(page, qtbot, "3")
    assert not page.is_changed() and page.before_closing() == ""


def test_only_the_last_of_many_keys_is_shown(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    told: list[str] = []
    page.count.figure.setText = lambda text: told.append(text)  # type: ignore[method-assign]
    for value in ("1", "2", "3", "4", "5"):
        figure(page).setText(value)
        page.recount()
    settle(page, qtbot)
    assert set(told) == {"0"}


def test_a_rule_made_of_chips_is_saved_under_a_name_and_taken_back(
    window: Window, shop: Shop, people: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    assert page.work.start.isVisible() and page.work.foot is not None
    page.work.foot.chips["Visits"].click()
    page.work.foot.chips["Tag"].click()
    settle(page, qtbot)
    assert page.count.figure.text() == "1" and not page.work.start.isVisible()
    page.commands["save"].trigger()
    give_name(page, " ")
    assert next(one for one in page.findChildren(NameDialog)).name.property("state") == "bad"
    give_name(page, "Regular VIP")
    settle(page, qtbot)
    assert [one.name for one in store.all_segments(shop)] == ["Regular VIP"]
    assert page.current is not None and not page.is_changed()
    window.desk.undo()
    settle(page, qtbot)
    assert store.all_segments(shop) == [] and page.current is None


def test_saving_again_keeps_the_changed_rule(window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    page.commands["save"].trigger()
    settle(page, qtbot)
    assert rules.to_document(store.get(shop, saved["Often"]).rule)["all"][0]["value"] == 4
    assert not page.is_changed() and page.counts["Often"] == 1


@pytest.mark.parametrize("silly", ["", "three", "1e999", "nan", "9" * 40])
def test_a_figure_that_is_none_is_marked_and_nothing_is_counted(
    window: Window, saved: dict[str, int], qtbot: QtBot, silly: str
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    figure(page).setText(silly)
    settle(page, qtbot)
    assert page.count.figure.text() == "—" and figure(page).property("state") == "bad"
    page.commands["save"].trigger()
    assert "not complete yet" in window.snackbar.text
    figure(page).setText("3")
    settle(page, qtbot)
    assert page.count.figure.text() == "2" and figure(page).property("state") != "bad"


def test_groups_say_who_fits_and_who_is_left_out(window: Window, people: dict[str, int], qtbot: QtBot) -> None:
    rule = {
        "all": [
            {"field": "visits", "op": ">=", "value": 1},
            {"any": [*TAGGED["all"], {"field": "visits", "op": "=", "value": 3}]},
            {"not": {"field": "visits", "op": "=", "value": 1}},
        ]
    }
    page = shown(window, qtbot, rule=rule, name="Handed over")
    first, group, out = page.work.editor.root.parts
    assert isinstance(group, Group) and isinstance(out, Group)
    parts = (first, group, *group.parts, out, *out.parts)
    said = [page.work.editor.line_of(part).remaining.text for part in parts]
    assert said == ["3 left", "3 left", "2 fit", "1 fits", "2 left", "1 out"]
    assert page.count.figure.text() == "2" and page.name == "Handed over"


def test_a_group_is_added_changes_its_kind_and_goes(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    root = page.work.editor.root
    page.work.editor.add_group("any", root)
    group = root.parts[1]
    assert isinstance(group, Group)
    page.work.editor.add(TAGGED["all"][0], group)
    settle(page, qtbot)
    assert page.count.figure.text() == "1"
    box: Any = page.work.editor.line_of(group)
    QTest.keyClick(box.kind, Qt.Key.Key_Down)
    settle(page, qtbot)
    page.count.listed.emit("members")
    settle(page, qtbot)
    assert group.kind == "not" and names(page) == ["Bo"]
    page.work.editor.remove(group, root)
    settle(page, qtbot)
    assert page.count.figure.text() == "2" and not page.is_changed()


def test_another_way_to_compare_keeps_the_figure(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    for op, value, count in (("between", [3, 3], "1"), ("=", 3, "1"), (">=", 3, "2")):
        line(page).op.set_value(op)
        settle(page, qtbot)
        assert line(page).condition.document["value"] == value and page.count.figure.text() == count


def test_narrowing_a_condition_counts_only_some_bills(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    line(page)._switch("within_days", True)
    option: Any = line(page).options["within_days"].first()
    option.setText("10")
    settle(page, qtbot)
    assert page.count.figure.text() == "0" and "10 days" in page.work.echo.text
    line(page)._switch("within_days", False)
    settle(page, qtbot)
    assert page.count.figure.text() == "2"


def test_every_field_can_be_begun_with_and_is_read_as_it_was(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    offered = page.work.editor.offered
    for key, _name in [one for group in rules_builder.fields(offered) for one in group]:
        page.work.show_rule({"all": [rules_builder.begin(key, offered)]}, frozen=False)
        part = page.work.editor.root.parts[0]
        assert isinstance(part, Condition)
        before = json.dumps(part.document, sort_keys=True)
        if '"value"' in before or "segment" in before:
            page.work.editor.read()
            assert json.dumps(part.document, sort_keys=True) == before
            rules.parse(part.document)


def test_changes_are_asked_about_before_another_segment_is_shown(
    window: Window, saved: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    asked = answer(window, monkeypatch, yes=False)
    page.table.select([saved["VIP"]])
    assert asked == ["Leave without saving?"] and page.name == "Often"
    assert page.table.selected_ids() == [saved["Often"]]
    answer(window, monkeypatch, yes=True)
    page.table.select([saved["VIP"]])
    settle(page, qtbot)
    assert page.name == "VIP" and page.table.selected_ids() == [saved["VIP"]]


def test_two_segments_are_counted_listed_and_saved_as_one(
    window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    assert page.combine.other.value() == "VIP"
    assert page.combine.counts() == {"union": 3, "both": 1, "left": 1, "right": 1}
    page.combine.listed.emit("right")
    settle(page, qtbot)
    assert page.members.isVisible() and names(page) == ["Cai"]
    page.commands["close_list"].trigger()
    assert page.work.isVisible()
    page.combine.saved.emit("left")
    give_name(page, "Often, no VIP")
    settle(page, qtbot)
    made = store.by_name(shop, "Often, no VIP")
    assert rules.to_document(made.rule) == {"minus": [{"segment": "Often"}, {"segment": "VIP"}]}
    assert page.count.figure.text() == "1" and not page.is_changed()


def test_the_list_shows_who_is_meant_and_leads_to_them(
    window: Window, saved: dict[str, int], people: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.count.listed.emit("members")
    settle(page, qtbot)
    assert names(page) == ["Ann", "Bo"]
    page.members.activated.emit(people["Bo"])
    assert window.current == "customers"


def test_why_somebody_is_in_or_out_is_told_condition_by_condition(
    window: Window, saved: dict[str, int], people: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    for name, holds in (("Ann", "holds"), ("Cai", "does not hold")):
        page.people.asked.emit(people[name])
        settle(page, qtbot)
        told = [one.accessibleName() for one in page.people.findChildren(HeldLine) if one.isVisible()]
        assert len(told) == 1 and told[0].startswith(f"{holds}: ")


def test_a_button_of_the_sample_explains_one_of_them(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.tabs._on_click("people")
    next(one for one in page.people.findChildren(Button) if one.text() == "Why").click()
    settle(page, qtbot)
    assert page.people.explained is not None


def test_who_came_in_since_the_last_look_is_told(
    window: Window, saved: dict[str, int], people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    actions.look(shop, saved["Often"], now - timedelta(days=5))
    for days in (2, 3, 4):
        orders.add(shop, OrderFacts(now - timedelta(days=days), 20_00, people["Eve"]), now)
    page = shown(window, qtbot, segment_id=saved["Often"])
    assert page.count.moves.text().endswith("came in, 0 left")
    page.count.listed.emit("entered")
    assert "Eve" in names(page)


def test_everybody_selected_is_tagged_and_one_undo_takes_it_off(
    window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.commands["tag"].trigger()
    settle(page, qtbot)
    dialog = page.findChild(TagMembersDialog)
    assert dialog is not None and dialog.tags.tags() == ["Often"]
    dialog.accept()
    assert [n for _id, name, n in customer_store.tags(shop) if name == "Often"] == [2]
    window.desk.undo()
    assert [n for _id, name, n in customer_store.tags(shop) if name == "Often" and n] == []


def test_coupons_go_to_whom_the_rule_selects_and_one_undo_takes_them_back(
    window: Window, saved: dict[str, int], people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.commands["issue"].trigger()
    settle(page, qtbot)
    assert "Make an offer first" in window.snackbar.text
    offer_actions.add(shop, "Eight off", Terms(Kind.AMOUNT_OFF, 8_00), now)
    page.commands["issue"].trigger()
    settle(page, qtbot)
    dialog = window.findChildren(IssueDialog)[-1]
    assert dialog.heading.text() == "Coupons for 2 customers"
    dialog.accept()
    settle(page, qtbot)
    assert page.isVisible() and page.current is not None and page.current.id == saved["Often"]
    holders = rules.parse({"field": "coupon", "op": "has", "value": "usable"})
    assert set(store.members(shop, holders, now)) == {people["Ann"], people["Bo"]}
    assert window.snackbar.text == "2 coupons issued."
    window.desk.undo()
    assert store.members(shop, holders, now) == []


def test_a_snapshot_stays_as_it_is(
    window: Window, saved: dict[str, int], people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.commands["snapshot"].trigger()
    give_name(page, "Often in September")
    settle(page, qtbot)
    assert page.current is not None and page.current.frozen_at == now
    for days in (2, 3, 4):
        orders.add(shop, OrderFacts(now - timedelta(days=days), 20_00, people["Eve"]), now)
    settle(page, qtbot)
    assert page.count.figure.text() == "2" and page.counts["Often"] == 3
    assert page.work.head.state.accessibleName().startswith("snapshot of")
    assert not page.work.editor.isEnabled()
    page.commands["duplicate"].trigger()
    settle(page, qtbot)
    assert page.work.editor.isEnabled() and page.current is None and page.count.figure.text() == "3"


def test_a_segment_that_another_uses_is_not_deleted(
    window: Window, saved: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.save(shop, "Others", rules.parse({"not": {"segment": "VIP"}}), now)
    page = shown(window, qtbot, segment_id=saved["VIP"])
    answer(window, monkeypatch, yes=True)
    page.commands["delete"].trigger()
    assert "Others" in window.snackbar.text and page.current is not None
    page.open(segment_id=saved["Often"])
    page.commands["delete"].trigger()
    settle(page, qtbot)
    assert page.current is None and sorted(one.name for one in store.all_segments(shop)) == ["Others", "VIP"]


def test_a_rename_keeps_what_is_being_written(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    page.commands["rename"].trigger()
    give_name(page, "Very often")
    settle(page, qtbot)
    assert page.work.head.name.text() == "Very often" and page.is_changed() and page.count.figure.text() == "1"


def test_each_rule_to_begin_with_is_laid_out_under_its_name(
    window: Window, people: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    for at, button in enumerate(page.work.start.buttons):
        page.work.began.emit(at)
        settle(page, qtbot)
        assert page.name == button.text() and page.count.figure.text() != "—", page.work.echo.text
        assert not page.is_changed()


def test_in_a_small_window_the_rest_goes_behind_a_switch(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    assert page.combine.isVisible() and not page.three.switch.isVisible()
    window.resize(1024, 700)
    settle(page, qtbot)
    assert page.work.isVisible() and page.count.isVisible() and not page.combine.isVisible()
    page.three.switch._on_click("rest")
    assert page.combine.isVisible() and not page.work.isVisible()
    window.resize(1280, 800)
    settle(page, qtbot)
    assert page.combine.isVisible() and page.work.isVisible()


def test_the_tab_key_goes_down_the_rule_and_on_to_the_chips(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    page.work.editor.add(TAGGED["all"][0])
    settle(page, qtbot)
    assert page.work.foot is not None and page.work.editor.group is not None
    reached: list[Any] = []
    now: Any = page.work.head.change
    for _step in range(40):
        now = now.nextInFocusChain()
        if now.focusPolicy() & Qt.FocusPolicy.TabFocus and now.isVisibleTo(page):
            reached.append(now)
    wanted = [line(page).field, line(page).op, figure(page), line(page, 1).field, line(page, 1).op, figure(page, 1)]
    wanted += [page.work.editor.group.add_condition, *page.work.foot.chips.values()]
    places = [reached.index(one) for one in wanted]
    assert places == sorted(places)


def test_a_rule_being_changed_comes_back_in_a_window_laid_out_anew(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    place = page.place()
    page.work.show_rule(OFTEN, frozen=False)
    page.recount()
    page.open(**place)
    settle(page, qtbot)
    assert page.name == "Often" and page.is_changed() and page.count.figure.text() == "1"


@pytest.mark.parametrize(
    ("n", "of", "share"),
    [(0, 300, "0%"), (1, 300_000, "<0.1%"), (94, 300, "31.3%"), (299_999, 300_000, ">99.9%"), (300, 300, "100%")],
)
def test_a_share_of_somebody_is_neither_nothing_nor_everybody(qtbot: QtBot, n: int, of: int, share: str) -> None:
    card = CountCard()
    qtbot.addWidget(card)
    card.show_count(Live(n, of, {}))
    assert card.share.text() == f"{share} of all {of:,}"


def test_a_rule_half_written_comes_back_in_a_window_laid_out_anew(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, rule={"all": [*OFTEN["all"], *TAGGED["all"]]}, name="New")
    write(page, qtbot, "5x")
    place = page.place()
    page._show_draft({"all": []}, "", None)
    page.open(**place)
    settle(page, qtbot)
    assert page.name == "New" and page.is_changed()
    assert [figure(page).text(), line(page, 1).condition.document] == ["5x", TAGGED["all"][0]]
    assert is_wrong(figure(page))


def test_whoever_writes_a_rule_is_not_disturbed_by_what_others_add(
    window: Window, saved: dict[str, int], people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    for text in ("1", "1x"):
        write(page, qtbot, text)
        customers.tag(shop, [people["Dan"]], [f"new {text}"], now)
        settle(page, qtbot)
        assert figure(page).text() == text
        assert window.focusWidget() is figure(page)


def test_what_was_just_typed_stays_when_a_condition_is_added_at_once(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    figure(page).selectAll()
    QTest.keyClicks(figure(page), "4")
    page.work.editor.add(TAGGED["all"][0])
    settle(page, qtbot)
    assert (figure(page).text(), page.count.figure.text()) == ("4", "1")


TWO_FIGURES = {"all": [*OFTEN["all"], {"field": "spent", "op": "between", "value": [100, 200], "from": "2026-01-01"}]}


def is_wrong(field: Any) -> bool:
    return bool(field.property("state") == "bad")


@pytest.mark.parametrize("what", [
    "condition", "group", "removed", "kind", "op", "narrow", "widen", "focus", "news", "taken back", "window",
])  # fmt: skip
def test_what_is_half_typed_stays_and_stays_marked(
    window: Window, saved: dict[str, int], people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot, what: str
) -> None:
    rule = {"all": [*TWO_FIGURES["all"], TAGGED["all"][0]]}
    segment = actions.save(shop, "Both", rules.parse(rule), now)
    customers.add(shop, CustomerFacts(name="Fay"), now)
    page = shown(window, qtbot, segment_id=segment)
    spent: Any = line(page, 1).value
    figure(page).setText("3x")
    spent.fields[1].setText("2oo")
    line(page, 1).options["from"].first().setText("sommer")  # type: ignore[attr-defined]
    editor, box = page.work.editor, page.work.editor.group
    assert box is not None
    match what:
        case "condition":
            editor.add(TAGGED["all"][0])
        case "group":
            editor.add_group("any", editor.root)
        case "removed":
            editor.remove(editor.root.parts[2], editor.root)
        case "kind":
            QTest.keyClick(box.kind, Qt.Key.Key_Down)
        case "op":
            line(page).op.set_value("<")
        case "narrow":
            line(page)._switch("within_days", True)
        case "widen":
            line(page, 1)._switch("weekdays", True)
        case "focus":
            for one in (figure(page), line(page, 1).options["from"].first(), page.table.view):
                one.setFocus()
        case "news":
            page.table.view.setFocus()
            customers.tag(shop, [people["Dan"]], ["new"], now)
            window.go("customers")
            window.go("segments")
        case "taken back":
            page.table.view.setFocus()
            window.desk.undo()
        case "window":
            place = page.place()
            page._show_draft({"all": []}, "", None)
            page.open(**json.loads(json.dumps(place)))
    settle(page, qtbot)
    spent = line(page, 1).value
    day = line(page, 1).options["from"].first()
    fields = [figure(page), *spent.fields, day]
    assert [one.text() for one in fields] == ["3x", "100", "2oo", "sommer"]
    assert [is_wrong(one) for one in fields] == [True, False, True, True]
    assert "3x" in page.work.echo.text and page.is_changed() and page.count.figure.text() == "—"


def test_what_makes_no_sense_in_a_saved_rule_is_marked_though_each_field_does(
    window: Window, saved: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    line(page)._switch("hours", True)
    hours: Any = line(page).options["hours"].first()
    hours.setText("14:00")
    settle(page, qtbot)
    assert is_wrong(hours) and not is_wrong(figure(page))


@pytest.mark.parametrize("op", ["between", ">="])
def test_of_a_field_with_figures_and_words_each_way_to_compare_can_be_had(
    window: Window, people: dict[str, int], qtbot: QtBot, op: str
) -> None:
    page = shown(window, qtbot, rule={"all": [{"field": "overdue", "op": "in", "value": ["due", "watch"]}]})
    for way in (op, "is_empty", op):
        line(page).op.set_value(way)
        settle(page, qtbot)
    assert is_wrong(figure(page))
    figure(page).setText("2")
    line(page).op.set_value(">=")
    settle(page, qtbot)
    assert page.count.figure.text() == "0"


# --- the keyboard alone -----------------------------------------------------------------------------------------------


def test_the_keys_go_on_to_what_was_added_and_are_seen_there(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    editor = page.work.editor
    page.commands["new"].trigger()
    first: Any = window.focusWidget()
    assert editor.group is not None and first is editor.group.add_condition and first.focused_by_key
    editor.add({"field": "visits", "op": ">=", "value": 3})
    QTest.keyClicks(window.focusWidget(), "1")
    settle(page, qtbot)
    assert (figure(page).text(), page.count.figure.text()) == ("1", "3")
    editor.group.add_group.setFocus(Qt.FocusReason.TabFocusReason)
    editor.add_group("any", editor.root)
    inner = editor.root.parts[1]
    box: Any = editor.line_of(inner)
    assert isinstance(inner, Group) and window.focusWidget() is box.add_condition and box.add_condition.focused_by_key
    editor.add(TAGGED["all"][0], inner)
    tags: Any = window.focusWidget()
    assert isinstance(tags, ManyField) and tags.focused_by_key
    page.table.view.setFocus(Qt.FocusReason.MouseFocusReason)
    editor.add(TAGGED["all"][0])
    by_mouse: Any = window.focusWidget()
    assert isinstance(by_mouse, ManyField) and not by_mouse.focused_by_key


def test_what_is_added_to_a_long_rule_comes_in_sight(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, rule={"all": OFTEN["all"] * 12})
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert page.work.editor.group is not None
    page.work.editor.group.add_condition.setFocus(Qt.FocusReason.TabFocusReason)
    page.work.editor.add(TAGGED["all"][0])
    settle(page, qtbot)
    field: Any = window.focusWidget()
    (ring,) = [one for one in window.findChildren(QWidget) if type(one).__name__ == "_Ring" and one.isVisible()]
    assert isinstance(field, ManyField) and not field.visibleRegion().isEmpty()
    assert ring.geometry().center() == field.mapTo(window, field.rect().center())


def test_saving_leaves_the_keys_where_they_are(window: Window, saved: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    page.commands["save"].trigger()
    settle(page, qtbot)
    assert not page.is_changed() and window.focusWidget() is figure(page)


def test_from_a_list_the_keys_go_back_to_where_they_came_from(
    window: Window, saved: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    places: list[Any] = [page.table.view, line(page).op]
    for place in places:
        place.setFocus(Qt.FocusReason.TabFocusReason)
        page.commands["see_members"].trigger()
        settle(page, qtbot)
        assert names(page) == ["Ann", "Bo"] and window.focusWidget() is page.members.view
        page.commands["close_list"].trigger()
        assert page.work.isVisible() and window.focusWidget() is place
    page.commands["see_members"].trigger()
    settle(page, qtbot)
    page.commands["tag"].trigger()
    settle(page, qtbot)
    page.findChildren(TagMembersDialog)[-1].accept()
    settle(page, qtbot)  # a tag more to choose from: the lines are others
    page.commands["close_list"].trigger()
    assert page.work.editor.group is not None and window.focusWidget() is page.work.editor.group.add_condition


def test_an_empty_group_of_a_script_says_on_the_page_what_it_says_in_the_list(
    window: Window, people: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    nobody = actions.save(shop, "Nobody", rules.parse({"all": [{"any": []}, *OFTEN["all"]]}), now)
    page = shown(window, qtbot, segment_id=nobody)
    assert (page.counts["Nobody"], page.count.figure.text()) == (0, "0")


def test_a_rule_that_makes_no_sense_is_refused_when_handed_over(window: Window, qtbot: QtBot) -> None:
    page = shown(window, qtbot, rule={"all": [{"field": "visits", "op": "about", "value": 3}]}, name="Odd")
    assert page.name == "" and "all[0].op" in window.snackbar.text


def test_a_shop_without_anybody_has_a_page(window: Window, qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    page.work.began.emit(0)
    settle(page, qtbot)
    assert (page.count.figure.text(), page.count.share.text()) == ("0", "")
    page.commands["tag"].trigger()
    settle(page, qtbot)
    assert window.snackbar.text == "The rule selects nobody now."


# --- taking back while a rule is being written ------------------------------------------------------------------------


def written(page: SegmentsPage) -> Any:
    return page.work.editor.read().document


def test_taking_something_else_back_leaves_a_rule_alone_that_is_being_written(
    window: Window, saved: dict[str, int], shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    customers.add(shop, CustomerFacts(name="Fay"), now)
    page = shown(window, qtbot, rule=OFTEN, name="New one")
    write(page, qtbot, "4")
    assert page.count.share.text().endswith("of all 6")
    window.desk.undo()
    settle(page, qtbot)
    assert "Fay" in window.snackbar.text
    assert (written(page)["all"][0]["value"], page.name, page.current) == (4, "New one", None)
    assert (page.count.figure.text(), page.count.share.text()) == ("1", "20.0% of all 5")


def test_taking_back_that_a_segment_was_saved_keeps_what_is_being_written_in_it(
    window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["VIP"])
    page.work.editor.add({"field": "visits", "op": ">=", "value": 4}, page.work.editor.root)
    settle(page, qtbot)
    window.desk.undo()  # VIP was saved last
    settle(page, qtbot)
    assert [one.name for one in store.all_segments(shop)] == ["Often"]
    assert (len(written(page)["all"]), page.name, page.current, page.is_changed()) == (2, "VIP", None, True)
    assert page.count.figure.text() == "1"
    page.commands["save"].trigger()
    give_name(page, "VIP")
    settle(page, qtbot)
    assert len(rules.to_document(store.by_name(shop, "VIP").rule)["all"]) == 2
    assert not page.is_changed()


def test_taking_back_the_last_saving_keeps_what_was_written_since(
    window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "4")
    page.commands["save"].trigger()
    settle(page, qtbot)
    write(page, qtbot, "5")
    window.desk.undo()
    settle(page, qtbot)
    assert rules.to_document(store.get(shop, saved["Often"]).rule) == OFTEN
    assert written(page)["all"][0]["value"] == 5 and page.is_changed()
    page.commands["save"].trigger()
    settle(page, qtbot)
    assert rules.to_document(store.get(shop, saved["Often"]).rule)["all"][0]["value"] == 5
    assert page.current is not None and page.current.id == saved["Often"] and not page.is_changed()


def test_the_keys_take_back_typing_while_a_figure_is_typed(
    window: Window, saved: dict[str, int], shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, segment_id=saved["Often"])
    write(page, qtbot, "42")
    QTest.keyClick(figure(page), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(page, qtbot)
    assert figure(page).text() != "42"
    assert [one.name for one in store.all_segments(shop)] == ["Often", "VIP"]


def test_a_field_renamed_elsewhere_is_renamed_in_the_rule_in_sight(
    window: Window, shop: Shop, people: dict[str, int], now: datetime, qtbot: QtBot
) -> None:
    customers.add_field(shop, "Seat", FieldKind.TEXT, now)
    segment = actions.save(shop, "Seated", rules.parse({"field": "custom.Seat", "op": "is_empty"}), now)
    page = shown(window, qtbot, segment_id=segment)
    (field,) = customer_store.fields(shop)
    actions_fields.change_field(shop, field, "Table", now)
    settle(page, qtbot)
    assert "Table" in page.work.echo.text and page.count.figure.text() == "5" and not page.is_changed()
    customers.remove_field(shop, replace(field, name="Table"), now)
    settle(page, qtbot)
    assert "There is no field called Table" in page.work.echo.text and page.count.figure.text() == "—"
