"""The Import page: a file is chosen, its columns matched, its rows seen, brought in, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.imports import store
from storeassist.features.imports.page import ImportPage
from storeassist.features.imports.panels_match import LEFT_OUT, NEW_FIELD
from storeassist.features.imports.records import Existing, Kind, Outcome
from storeassist.features.orders import store as order_store
from storeassist.kernel.database import Shop
from storeassist.ui.ask import Ask
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.features.imports.conftest import Write

HEADINGS = ["会员编号", "姓名", "联系电话", "办卡日期", "余额"]
ROWS = [
    ["V1", "单晓岚", "13812342764", "2025/11/8", "¥1,200.50"],
    ["V2", "林秋月", "13900001111", "2025/11/9", "¥80.00"],
    ["V3", "冯知远", "138000013", "2025/11/10", "¥0.00"],
]


class Answers(Ask):
    """Answers at once what the test says."""

    def __init__(self) -> None:
        self.open: Path | None = None
        self.save: Path | None = None
        self.choice: Any = None

    def open_file(self, parent: Any, title: str, kinds: Any, *, then: Callable[[Path], Any]) -> None:
        assert self.open
        then(self.open)

    def save_file(self, parent: Any, title: str, name: str, kinds: Any, *, then: Callable[[Path], Any]) -> None:
        assert self.save
        then(self.save)

    def choose(self, parent: Any, title: str, choices: Any, *, then: Callable[[Any], Any]) -> None:
        then(self.choice)


@pytest.fixture
def window(qtbot: QtBot, shop: Shop, now: datetime) -> Iterator[Window]:
    """A shown window on an empty shop."""
    window = open_window(shop, Taste.memory(), lambda: now, language="en", theme_mode="light")
    window.desk.ask = Answers()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def page(window: Window) -> ImportPage:
    """The page, opened from the customers."""
    page = window.go("imports", kind="customers")
    assert isinstance(page, ImportPage)
    return page


@pytest.fixture
def members(write: Write) -> Path:
    """A till's list of members, one of them with half a phone."""
    return write([["会员导出"], HEADINGS, *ROWS], "members.xlsx")


@pytest.fixture
def show(qtbot: QtBot, page: ImportPage) -> Callable[[Path], None]:
    """Look at a file until its preview stands."""

    def look(path: Path) -> None:
        page.look_at(path)
        qtbot.waitUntil(lambda: page.preview is not None, timeout=20_000)

    return look


@pytest.fixture
def bring_in(qtbot: QtBot, page: ImportPage) -> Callable[[], None]:
    """Press the one button until it is done."""

    def press() -> None:
        page.buttons["carry_out"].click()
        qtbot.waitUntil(lambda: page.step == 2, timeout=20_000)

    return press


def planned(qtbot: QtBot, page: ImportPage) -> None:
    """Wait until what was changed is worked out."""
    qtbot.waitUntil(lambda: page.preview is not None, timeout=20_000)


def names(shop: Shop) -> set[str]:
    """Whom the shop knows."""
    return {c.facts.name for c in customer_store.fetch(shop, customer_store.ids(shop))}


def test_a_file_is_understood_by_its_headings_and_shown_row_by_row(page: ImportPage, members: Path, show: Any) -> None:
    show(members)
    assert page.kind is Kind.CUSTOMERS
    assert [row.choice.value() for row in page.columns.pairs.rows] == ["number", "name", "phone", "joined_on", LEFT_OUT]
    assert page.buttons["carry_out"].text() == "Import 2 customers"
    lines = [page.table.record(id) for id in page.table.rows.ids]
    assert [(line.row, line.outcome, line.cells["phone"]) for line in lines if line] == [
        (3, Outcome.NEW, "138****2764"),
        (4, Outcome.NEW, "139****1111"),
        (5, Outcome.REFUSED, "138****13"),
    ]
    assert lines[2] and lines[2].faulty == "phone"
    assert [words.text() for words in page.columns.pairs.rows[2].findChildren(Words)] == ["联系电话", "138****2764"]


def test_nothing_is_written_before_the_button_is_pressed(page: ImportPage, members: Path, show: Any, shop: Shop) -> None:
    before = shop.revision
    show(members)
    assert shop.revision == before


def test_the_plan_that_is_shown_is_what_is_carried_out(
    page: ImportPage, members: Path, show: Any, bring_in: Any, shop: Shop
) -> None:
    show(members)
    bring_in()
    assert names(shop) == {"单晓岚", "林秋月"}
    (past,) = store.past(shop)
    assert (past.new, past.refused) == (2, 1)
    assert page.past.rows.rowCount() == 1
    assert not page.commands["carry_out"].isEnabled()


def test_the_refused_rows_lie_beside_the_file_with_their_reason(
    page: ImportPage, members: Path, show: Any, bring_in: Any
) -> None:
    show(members)
    bring_in()
    sheet = openpyxl.load_workbook(members.with_name("members-refused.xlsx")).active
    assert sheet
    heads, row = list(sheet.iter_rows(values_only=True))
    assert heads == (*HEADINGS, "原因")
    assert row[:3] == ("V3", "冯知远", "138000013") and "联系电话" in str(row[5])


def test_refused_rows_can_be_saved_before_anything_is_imported(
    qtbot: QtBot, window: Window, page: ImportPage, members: Path, show: Any, tmp_path: Path
) -> None:
    show(members)
    window.desk.ask.save = tmp_path / "mend.xlsx"  # type: ignore[attr-defined]
    page.commands["save_refused"].trigger()
    qtbot.waitUntil((tmp_path / "mend.xlsx").exists, timeout=20_000)


def test_a_column_that_is_left_out_does_not_come_in(
    qtbot: QtBot, page: ImportPage, members: Path, show: Any, bring_in: Any, shop: Shop
) -> None:
    show(members)
    page.columns.choose("联系电话", LEFT_OUT)
    planned(qtbot, page)
    assert page.buttons["carry_out"].text() == "Import 3 customers"
    bring_in()
    assert {c.facts.phone for c in customer_store.fetch(shop, customer_store.ids(shop))} == {""}


def test_a_field_is_taken_from_one_column_only(qtbot: QtBot, page: ImportPage, members: Path, show: Any) -> None:
    show(members)
    page.columns.choose("余额", "name")
    planned(qtbot, page)
    assert [row.choice.value() for row in page.columns.pairs.rows] == ["number", LEFT_OUT, "phone", "joined_on", "name"]
    assert page.columns.options().mapping["name"] == 4


def test_a_new_field_is_made_and_known_again_next_month(
    qtbot: QtBot, page: ImportPage, members: Path, write: Write, show: Any, bring_in: Any, shop: Shop
) -> None:
    show(members)
    page.columns.choose("余额", NEW_FIELD)
    planned(qtbot, page)
    bring_in()
    (field,) = customer_store.fields(shop)
    assert field.name == "余额"
    show(write([["会员导出"], HEADINGS, ["V1", "单晓岚", "13812342764", "2025/11/8", "900"]], "next.xlsx"))
    line = page.table.record(page.table.rows.ids[0])
    assert line and line.outcome is Outcome.UPDATED and "→ 900" in line.words


def test_without_a_column_to_know_anyone_by_it_says_what_is_missing(
    qtbot: QtBot, page: ImportPage, members: Path, show: Any
) -> None:
    show(members)
    for heading in ("会员编号", "姓名", "联系电话"):
        page.columns.choose(heading, LEFT_OUT)
    qtbot.waitUntil(lambda: page.header.sentence == "This cannot be imported yet.", timeout=20_000)
    assert not page.buttons["carry_out"].isEnabled()
    page.columns.choose("姓名", "name")
    planned(qtbot, page)
    assert page.buttons["carry_out"].isEnabled()


def test_what_changes_is_told_from_what_to_what(page: ImportPage, write: Write, show: Any, shop: Shop, now: datetime) -> None:
    customer_actions.add(shop, CustomerFacts(number="V1", name="单晓兰", phone="+8613812342764"), now)
    show(write([HEADINGS, ROWS[0]]))
    line = page.table.record(0)
    assert line and line.outcome is Outcome.UPDATED
    assert "Name 单晓兰 → 单晓岚" in line.words


def test_existing_customers_can_be_left_alone(
    qtbot: QtBot, page: ImportPage, write: Write, show: Any, shop: Shop, now: datetime
) -> None:
    customer_actions.add(shop, CustomerFacts(number="V1", name="单晓兰"), now)
    show(write([HEADINGS, ROWS[0]]))
    part = next(part for value, part in page.columns.existing._parts if value is Existing.SKIP)
    part.click()
    planned(qtbot, page)
    assert not page.buttons["carry_out"].isEnabled()
    assert page.header.sentence == "Nothing to import: the shop has all of this already."


def test_chips_show_only_one_outcome(page: ImportPage, members: Path, show: Any) -> None:
    show(members)
    page.table.chips.chip("refused").click()
    (line,) = [page.table.record(id) for id in page.table.rows.ids]
    assert line and line.row == 5 and line.fault == "联系电话 138****13"


def test_an_import_is_taken_back_from_the_list(
    qtbot: QtBot, page: ImportPage, members: Path, show: Any, bring_in: Any, shop: Shop
) -> None:
    show(members)
    bring_in()
    chosen = page.past.chosen()
    assert chosen
    page.take_back(chosen.id)
    qtbot.waitUntil(lambda: bool(store.past(shop)[0].undone_at), timeout=20_000)
    assert names(shop) == set()
    qtbot.waitUntil(lambda: page.step == 0, timeout=20_000)


def test_undo_takes_the_whole_import_back(
    window: Window, page: ImportPage, members: Path, show: Any, bring_in: Any, shop: Shop
) -> None:
    show(members)
    bring_in()
    window.desk.undo()
    assert names(shop) == set()


def test_a_cancelled_import_leaves_nothing_half_done(
    qtbot: QtBot, page: ImportPage, write: Write, show: Any, shop: Shop
) -> None:
    show(write([HEADINGS, *([f"V{n}", f"客{n}", None, None, None] for n in range(12_000))]))
    page.buttons["carry_out"].click()
    page.back()
    qtbot.waitUntil(lambda: not page._writing, timeout=20_000)
    assert customer_store.count(shop) == 0 and store.past(shop) == []
    assert page.step == 1 and page.buttons["carry_out"].isEnabled()


def test_a_shop_that_changed_gets_a_fresh_preview(
    qtbot: QtBot, page: ImportPage, members: Path, show: Any, shop: Shop, now: datetime
) -> None:
    show(members)
    old = page.preview
    customer_actions.add(shop, CustomerFacts(number="V2", name="林秋月"), now)
    qtbot.waitUntil(lambda: page.preview is not None and page.preview is not old, timeout=20_000)
    assert page.preview and page.preview.plan.counts[Outcome.NEW] == 1
    assert page.preview.plan.counts[Outcome.UPDATED] == 1


def test_a_shop_changed_from_elsewhere_is_noticed_when_it_counts(
    qtbot: QtBot, page: ImportPage, members: Path, show: Any, shop: Shop, now: datetime
) -> None:
    show(members)
    other = Shop.open(shop.path, SCHEMA)
    customer_actions.add(other, CustomerFacts(number="V2", name="林秋月"), now)
    other.close()
    page.buttons["carry_out"].click()
    qtbot.waitUntil(lambda: page._notice is not None and page.preview is not None, timeout=20_000)
    assert page._notice and "fresh preview" in page._notice.words.text()
    assert page.preview and page.preview.plan.counts[Outcome.UPDATED] == 1
    assert store.past(shop) == [] and page.buttons["carry_out"].isEnabled()


def test_a_file_that_is_no_table_says_what_to_do_and_another_can_be_chosen(
    qtbot: QtBot, window: Window, page: ImportPage, members: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600)
    page.look_at(old)
    qtbot.waitUntil(lambda: page._notice is not None, timeout=20_000)
    assert page._notice and ".xlsx" in page._notice.words.text() and page.step == 0
    window.desk.ask.open = members  # type: ignore[attr-defined]
    page.commands["choose"].trigger()
    planned(qtbot, page)
    assert page._notice is None and page.step == 1


def test_a_file_dropped_on_the_page_is_looked_at(qtbot: QtBot, page: ImportPage, members: Path) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(members))])
    held = (Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.drop, QDragEnterEvent(QPoint(9, 9), *held))
    QApplication.sendEvent(page.drop, QDropEvent(QPointF(9, 9), *held))
    planned(qtbot, page)
    assert page.step == 1


def test_bills_are_known_as_bills_wherever_the_owner_came_from(
    page: ImportPage, write: Write, show: Any, bring_in: Any, shop: Shop
) -> None:
    rows = [["1001", datetime(2026, 9, 1, 12), "13812342764", "牛肉面", 28], ["1001", None, None, "卤蛋", 3]]
    show(write([["订单号", "下单时间", "手机号", "商品名称", "实付金额"], *rows]))
    assert page.kind is Kind.ORDERS
    line = page.table.record(0)
    assert line and line.words == "New order, 2 products; the customer is new"
    bring_in()
    assert order_store.count(shop) == 1 and customer_store.count(shop) == 1


def test_another_encoding_reads_the_file_anew(qtbot: QtBot, page: ImportPage, tmp_path: Path, show: Any) -> None:
    path = tmp_path / "till.csv"
    path.write_bytes("编号,姓名\nV1,单晓岚\n".encode("gb18030"))
    show(path)
    first = page.preview
    assert page.line.encoding.value() == "gb18030" and page.line.encoding.isVisible()
    page.line.encoding.set_value("big5")
    qtbot.waitUntil(lambda: page.source is not None and page.source.encoding == "big5", timeout=20_000)
    assert page.preview is not first


def test_escape_goes_a_step_back_and_then_to_where_the_owner_came_from(
    window: Window, page: ImportPage, members: Path, show: Any
) -> None:
    show(members)
    page.back()
    assert page.step == 0 and window.current == "imports"
    page.back()
    assert window.current == "customers"


def test_a_template_is_written_for_what_the_owner_chooses(
    qtbot: QtBot, window: Window, page: ImportPage, tmp_path: Path
) -> None:
    window.desk.ask.choice, window.desk.ask.save = Kind.PRODUCTS, tmp_path / "fill.xlsx"  # type: ignore[attr-defined]
    page.commands["template"].trigger()
    qtbot.waitUntil((tmp_path / "fill.xlsx").exists, timeout=20_000)


def test_the_preview_says_for_how_many_the_file_lacks_the_day_of_their_consent(
    page: ImportPage, write: Write, show: Any
) -> None:
    show(write([["会员号", "姓名", "同意营销"], ["M1", "单晓岚", "是"], ["M2", "林秋月", "否"], ["M3", "高明", ""]]))
    told = [words.text() for words in page.table.findChildren(Words) if words.isVisible()]
    assert any("2 consents without a day get today's" in one for one in told), told
