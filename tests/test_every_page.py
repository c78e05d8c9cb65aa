"""Every page and every dialog, in both languages, light and dark: opens, reads, fits, speaks the language, is freed."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import shutil
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

import storeassist.features
from storeassist.app import App, open_window
from storeassist.features import FEATURES, SCHEMA
from storeassist.features.cards.records import Batch, BatchFacts, CardKind
from storeassist.features.coupons.records import Coupon, State
from storeassist.features.customers import store as customer_store
from storeassist.features.habits.records import Mode
from storeassist.features.offers.records import Kind, Offer, Terms, Use
from storeassist.features.orders import store as order_store
from storeassist.features.privacy import HAS_PIN
from storeassist.features.privacy import actions as privacy
from storeassist.features.products import store as product_store
from storeassist.features.products.records import Role
from storeassist.features.repurchase import TAB_NAMES, jobs_page
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import _ as translated
from storeassist.kernel.text import language
from storeassist.ui.charts import BarChart
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.feature import load
from storeassist.ui.grid import Grid
from storeassist.ui.heatmap import HeatMap
from storeassist.ui.page import Page
from storeassist.ui.paint import width_of
from storeassist.ui.table import RecordTable
from storeassist.ui.taste import Taste
from storeassist.ui.theme import theme
from storeassist.ui.trend import TrendChart
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.search import SearchField
from storeassist.ui.widgets.stat import Stat
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.conftest import NOW
from tests.shops import small_shop

PAGES = [feature.key for feature in FEATURES if feature.page]
LANGUAGES, THEMES = ("zh_CN", "en"), ("light", "dark")
FOREIGN = {"A4", "PDF", "VIP", "Excel", "CSV", "English", "Ctrl", "Enter", "Esc", "F1", "F4", "F6", "mm", "xlsx", "csv", "xls", "shop", "x2", "RFM"}
"""Words in Latin letters that stand in the Chinese window as they are."""

Open = Callable[..., Window]


@pytest.fixture(scope="module")
def full_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noodle shop, made once, to be copied."""
    path = tmp_path_factory.mktemp("full") / "full.shop"
    small_shop(path).close()
    return path


@pytest.fixture(scope="module", autouse=True)
def quick_looks_for_what_is_left() -> Iterator[None]:
    """Libraries stay anyway: the collector, run after every test here, need not look through them each time."""
    for key in PAGES:
        load(next(feature.page for feature in FEATURES if feature.key == key))
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(params=["empty", "full"])
def any_shop(request: pytest.FixtureRequest, empty_shop_file: Path, full_shop_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """A shop with nothing in it, and one with a year of bills."""
    yield from _opened(full_shop_file if request.param == "full" else empty_shop_file, tmp_path)


@pytest.fixture
def full_shop(full_shop_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """The noodle shop."""
    yield from _opened(full_shop_file, tmp_path)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """Opens windows on a shop, and sees to it that nothing is left of them and their pages."""
    windows: list[Window] = []
    free()
    before = len(QApplication.topLevelWidgets())

    def open_on(shop: Shop, language: str, mode: str, size: tuple[int, int] = (1280, 800)) -> Window:
        window = open_window(shop, Taste.memory(), lambda: NOW, language=language, theme_mode=mode)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield open_on
    pages = [weakref.ref(page) for window in windows for page in window._pages.values()]
    while windows:
        windows[-1].close()
        windows.pop().deleteLater()
    free()
    theme().use("light", 100)
    assert [page() for page in pages if page() is not None] == []
    assert len(QApplication.topLevelWidgets()) <= before


def _opened(file: Path, folder: Path) -> Iterator[Shop]:
    path = folder / "noodle.shop"
    shutil.copy(file, path)
    shop = Shop.open(path, SCHEMA)
    yield shop
    shop.close()


def free() -> None:
    """Let Qt and Python delete what is to be deleted."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


def settled(page: Page, qtbot: QtBot) -> Page:
    """The page once it has read and laid itself out."""
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    for _ in range(3):
        QCoreApplication.processEvents()
    return page


def seen(page: QWidget, kind: type[Any]) -> list[Any]:
    """What of a kind is in sight on the page."""
    return [one for one in page.findChildren(kind) if one.isVisible() and one.width() > 0]


# --- opens, reloads, switches, closes -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", THEMES)
@pytest.mark.parametrize("speech", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_a_page_opens_reloads_switches_and_is_freed(
    key: str, speech: str, mode: str, any_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(any_shop, speech, mode)
    page = settled(window.go(key), qtbot)
    window.desk.go(key)
    page.reload()
    page.reload()
    theme().use("light" if mode == "dark" else "dark", 130)
    settled(page, qtbot)
    theme().use(mode, 100)
    page.reload()
    settled(page, qtbot)


@pytest.mark.parametrize("key", PAGES)
def test_a_page_thrown_away_leaves_nothing_behind_on_a_desk_that_goes_on(key: str, full_shop: Shop, opened: Open, qtbot: QtBot) -> None:
    window = opened(full_shop, "en", "light")
    desk = window.desk
    page = settled(window.go(key), qtbot)
    there = weakref.ref(page)
    window.go(next(one for one in PAGES if one != key))
    before = _listeners(desk)
    window.stack.removeWidget(page)
    del window._pages[key]
    page.deleteLater()
    del page
    free()
    assert there() is None
    assert _listeners(desk) < before
    with desk.shop.write() as db:
        db.execute("UPDATE shop_setting SET value = value")
    free()


@pytest.mark.parametrize("key", PAGES)
def test_what_a_page_put_off_until_it_is_painted_goes_with_it(
    key: str, full_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(full_shop, "en", "light")
    page = settled(window.go(key), qtbot)
    there, ran = weakref.ref(page), list[str]()
    page.after_paint(partial(ran.append, "too late"))
    page.repaint()
    window.go(next(one for one in PAGES if one != key))
    window.stack.removeWidget(page)
    del window._pages[key]
    page.deleteLater()
    del page
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    free()
    assert ran == []
    assert there() is None


def _listeners(desk: Desk) -> int:
    return desk.receivers("2changed(PyObject)")


@pytest.mark.parametrize("key", PAGES)
def test_a_page_stays_in_sight_through_a_change_of_theme_language_and_text_size(
    key: str, full_shop_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """A part of a page may come back as the whole: what was begun on it cannot outlive the change of words."""
    path = tmp_path / "noodle.shop"
    shutil.copy(full_shop_file, path)
    taste = Taste.memory()
    taste.set("look/language", "en")
    taste.set("look/theme", "light")
    app = App(taste, lambda: NOW)
    app.start(path)
    assert app.window is not None
    settled(app.window.go(key), qtbot)
    for setting, value in (("look/theme", "dark"), ("look/language", "zh_CN"), ("look/text", "150"), ("look/text", "100")):
        before = weakref.ref(app.window)
        taste.set(setting, value)
        if setting != "look/theme":
            qtbot.waitUntil(partial(_is_replaced, app, before))
            free()
            assert before() is None
        assert app.window is not None
        assert app.window.current in (key, app.window.desk.feature(key).parent)
        app.window.go(key)
    assert theme().dark
    assert language() == "zh_CN"
    shop = app.window.desk.shop
    app.window.close()
    app.window.deleteLater()
    app.window = None
    free()
    shop.close()
    theme().use("light", 100)


def _is_replaced(app: App, before: Callable[[], Window | None]) -> bool:
    return app.window is not before()


# --- fits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [100, 115])
@pytest.mark.parametrize("speech", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_nothing_is_cut_off_in_the_smallest_window(
    key: str, speech: str, percent: int, any_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(any_shop, speech, "light", (1024, 700))
    theme().use("light", percent)
    page = settled(window.go(key), qtbot)
    for table in seen(page, RecordTable):
        table.select(table.rows.ids[:1])
    settled(page, qtbot)
    assert (window.width(), window.height()) == (1024, 700), "the page forces the window to grow"
    assert [said for one in seen(page, QAbstractButton) if (said := _cut(one, page))] == []
    plain = [one for one in seen(page, Words) if not one.wordWrap() and not getattr(one, "_elide", False)]
    assert [said for one in plain if (said := _cut(one, page))] == []
    figures = [words for stat in seen(page, Stat) for words in stat.findChildren(Words)]
    assert [one.text() for one in figures if width_of(theme().font(one._role), one.text()) > one.width()] == []


def _cut(one: QWidget, page: QWidget) -> str:
    """What is wrong with the place a widget got; "" when all of it can be seen."""
    words = one.text() if isinstance(one, QAbstractButton | QLabel) else ""
    if not words:
        return ""
    inside = QRect(one.mapTo(page, QPoint(0, 0)), one.size())
    if _scrolls(one, page):
        inside = QRect(inside.x(), 0, inside.width(), 1)
    if one.width() < one.sizeHint().width() - 1:
        return f"{words}: {one.width()} of {one.sizeHint().width()} px"
    return "" if page.rect().contains(inside) else f"{words}: outside the page"


def _scrolls(one: QWidget, page: QWidget) -> bool:
    from PySide6.QtWidgets import QScrollArea

    up: QWidget | None = one
    while up is not None and up is not page:
        if isinstance(up, QScrollArea):
            return True
        up = up.parentWidget()
    return False


# --- speaks the language --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", PAGES)
def test_no_english_and_no_half_width_mark_is_left_in_the_chinese_window(
    key: str, any_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(any_shop, "zh_CN", "light")
    page = settled(window.go(key), qtbot)
    said = sorted(set(_texts(window, page)))
    assert [text for text in said if any_shop.name not in text and _english(text)] == []
    assert [text for text in said if re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]", text)] == []


def _texts(window: Window, page: Page) -> Iterator[str]:
    """Everything the owner may read or hear on the page, the data of the shop left out."""
    for action in [*window.actions(), *page.findChildren(QAction)]:
        yield action.text()
    for one in [window.side, page, *window.side.findChildren(QWidget), *page.findChildren(QWidget)]:
        yield one.toolTip()
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        if isinstance(one, QLineEdit):
            yield one.placeholderText()
        if isinstance(one, QComboBox):
            yield from (one.itemText(at) for at in range(one.count()))
    for table in page.findChildren(RecordTable):
        yield from (table.rows.headerData(at, Qt.Orientation.Horizontal) or "" for at in range(table.rows.columnCount()))


def _english(text: str) -> bool:
    plain = re.sub(r"\S*[/\\.]\S*\.shop|(?<!\w)/\S+|<[^>]+>|\S+\.shop", "", text)
    return bool(set(re.findall(r"[A-Za-z][a-z]*\w+", plain)) - FOREIGN) and "Emma" not in plain


# --- by keyboard and by ear -----------------------------------------------------------------------------------------

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


def _controls(within: QWidget) -> list[QWidget]:
    """Whatever is pressed, written in or read by keyboard, each once."""
    stops = [one for one in seen(within, QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return list({id(one): one for one in [*stops, *(one for kind in CONTROLS for one in seen(within, kind))]}.values())


def _tabs(key: str, page: Page, qtbot: QtBot) -> Iterator[str]:
    """Each tab of a page in turn, laid out; the page itself where it has none."""
    for tab in TAB_NAMES if key == "repurchase" else ("",):
        if tab:
            page.open(tab=tab)
            qtbot.waitUntil(lambda: not page.desk.jobs.running)
            settled(page, qtbot)
        yield tab


@pytest.mark.parametrize("speech", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_every_control_has_a_name_for_screen_readers(
    key: str, speech: str, any_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    page = settled(opened(any_shop, speech, "light").go(key), qtbot)
    for _tab in _tabs(key, page, qtbot):
        assert [repr(one) for one in _controls(page) if not _named(one)] == []


@pytest.mark.parametrize("key", PAGES)
def test_no_two_lists_fields_or_choices_in_sight_have_the_same_name(
    key: str, full_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    page = settled(opened(full_shop, "en", "light").go(key), qtbot)
    for tab in _tabs(key, page, qtbot):
        names = [(spoken(one), type(one).__name__) for one in _controls(page) if not isinstance(one, QHeaderView | Button)]
        assert [name for name, count in Counter(names).items() if count > 1] == [], tab


@pytest.mark.parametrize("key", PAGES)
def test_the_keyboard_is_seen_wherever_tab_brings_it(key: str, full_shop: Shop, opened: Open, qtbot: QtBot) -> None:
    page = settled(opened(full_shop, "en", "light").go(key), qtbot)
    for _tab in _tabs(key, page, qtbot):
        stops = [one for one in _controls(page) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert [repr(one) for one in stops if not isinstance(one, FRAMED) and not hasattr(one, "focused_by_key")] == []


FRAMED = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, Grid, QHeaderView, BarChart, HeatMap, TrendChart)
"""These show the focus on themselves; around all others lies the ring."""


def spoken(one: QWidget) -> str:
    """What a screen reader calls it."""
    told = QAccessible.queryAccessibleInterface(one)
    return told.text(QAccessible.Text.Name).strip() if told else ""


def _named(one: QWidget) -> bool:
    return isinstance(one, QHeaderView) or bool(spoken(one))


@pytest.mark.parametrize("key", PAGES)
def test_the_tab_key_reaches_every_list(key: str, full_shop: Shop, opened: Open, qtbot: QtBot) -> None:
    window = opened(full_shop, "en", "light")
    page = settled(window.go(key), qtbot)
    lists = [table.view for table in seen(page, RecordTable) if table.view.isVisible()]
    _activate(window, qtbot)
    window.side.items[PAGES[0]].setFocus()
    reached: list[QWidget] = []
    for _ in range(80):
        now = QApplication.focusWidget()
        assert now is not None
        reached.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert [one for one in lists if not any(one is at or one.isAncestorOf(at) for at in reached)] == []


def _activate(window: Window, qtbot: QtBot) -> None:
    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(is_active)


# --- finds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", PAGES)
def test_a_search_that_nothing_fits_says_so_and_can_be_cleared(
    key: str, any_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    page = settled(opened(any_shop, "en", "light").go(key), qtbot)
    fields = seen(page, SearchField)
    if not fields:
        return
    (table,) = seen(page, RecordTable)
    before = list(table.rows.ids)
    fields[0].set_text("qqq")
    qtbot.waitUntil(lambda: not table.rows.ids)
    assert not table.view.isVisible()
    assert seen(table, Words)
    if before:
        next(button for button in seen(table, Button) if button.kind == "link").click()
    else:
        fields[0].set_text("")
    qtbot.waitUntil(lambda: not fields[0].text() and table.view.isVisible() is bool(table.rows.ids))
    assert set(before) <= set(table.rows.ids)


@pytest.mark.parametrize("speech", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "english"),
    [
        *((typed, "Repurchase") for typed in ("复购", "fugou", "fg")),
        *((typed, "Segments") for typed in ("人群", "renqun", "rq")),
        *((typed, "Hero tiers") for typed in ("爆款分层", "baokuan", "bkfc")),
        *((typed, "New offer") for typed in ("新建优惠", "xinjianyh", "xjyh")),
        *((typed, "Light or dark") for typed in ("浅色或深色", "qianse", "qshss")),
    ],
)
def test_pages_tabs_and_commands_are_found_by_their_chinese_names_and_their_pinyin(
    typed: str, english: str, speech: str, full_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(full_shop, speech, "light")
    with qtbot.waitSignal(window.chinese.learnt):
        window.search()
    search = window.command_search
    assert search is not None
    search.line.setText(typed)
    seen_first = 1 if speech == "zh_CN" else 9  # customers of that name come before a name that is not shown
    qtbot.waitUntil(lambda: translated(english) in [choice.text for choice in search.choices[:seen_first]])
    search.leave()


# --- dialogs --------------------------------------------------------------------------------------------------------

Make = Callable[[Desk, QWidget], FormDialog]


def _dialogs() -> dict[str, Make]:
    """How each form is made; the key is the name of its class, and a word more where one has two faces."""
    from storeassist.features.cards.dialogs import ReprintDialog
    from storeassist.features.coupons.dialogs import CancelDialog, ClaimDialog, ReverseDialog
    from storeassist.features.coupons.dialogs_issue import IssueDialog
    from storeassist.features.customers.dialogs import CustomerDialog, FieldDialog, NoteDialog, TagDialog
    from storeassist.features.customers.dialogs_fields import ChangeFieldDialog
    from storeassist.features.offers.dialogs import OfferDialog
    from storeassist.features.orders.dialogs import VoidDialog
    from storeassist.features.privacy.dialogs import PinDialog, RemovePinDialog
    from storeassist.features.products.dialogs import ProductDialog, RoleDialog
    from storeassist.features.repurchase.dialogs import SourceCostDialog, ThresholdsDialog
    from storeassist.features.segments.dialogs import NameDialog, TagMembersDialog

    return {
        "CustomerDialog new": lambda desk, parent: CustomerDialog(desk, parent, None),
        "CustomerDialog known": lambda desk, parent: CustomerDialog(
            desk, parent, customer_store.by_number(desk.shop, "217")
        ),
        "TagDialog": lambda desk, parent: TagDialog(desk, parent, [1, 2, 3]),
        "NoteDialog": lambda desk, parent: NoteDialog(desk, parent, customer_store.get(desk.shop, 1)),
        "FieldDialog": FieldDialog,
        "ChangeFieldDialog": lambda desk, parent: ChangeFieldDialog(desk, parent, customer_store.fields(desk.shop)[0]),
        "PinDialog first": PinDialog,
        "PinDialog another": partial(_with_pin, PinDialog),
        "RemovePinDialog": partial(_with_pin, RemovePinDialog),
        "ProductDialog new": lambda desk, parent: ProductDialog(desk, parent, None),
        "ProductDialog known": lambda desk, parent: ProductDialog(desk, parent, product_store.get(desk.shop, 1)),
        "ThresholdsDialog": lambda desk, parent: ThresholdsDialog(desk, parent, jobs_page.rfm(Quiet(), desk.shop, NOW, Mode.FIXED)),
        "SourceCostDialog": lambda desk, parent: SourceCostDialog(desk, parent, "包裹卡", 660_00),
        "NameDialog": lambda desk, parent: NameDialog(desk, parent, "Save the segment", "Save", "", print),
        "TagMembersDialog": lambda desk, parent: TagMembersDialog(desk, parent, [1, 2], ""),
        "RoleDialog": lambda desk, parent: RoleDialog(desk, parent, [1, 2], Role.HERO),
        "VoidDialog": lambda desk, parent: VoidDialog(
            desk, parent, order_store.fetch(desk.shop, order_store.ids(desk.shop)[:1])[0]
        ),
        "OfferDialog new": lambda desk, parent: OfferDialog(desk, parent, None),
        "OfferDialog known": lambda desk, parent: OfferDialog(desk, parent, EIGHT_OFF),
        "ReprintDialog": lambda desk, parent: ReprintDialog(desk, parent, BATCH, {1, 2}, print),
        "IssueDialog": lambda desk, parent: IssueDialog(desk, parent, [EIGHT_OFF], print),
        "IssueDialog chosen": lambda desk, parent: IssueDialog(desk, parent, [EIGHT_OFF], print, customer_ids=[1, 2]),
        "ClaimDialog": lambda desk, parent: ClaimDialog(desk, parent, USED),
        "CancelDialog": lambda desk, parent: CancelDialog(desk, parent, [1, 2]),
        "ReverseDialog": lambda desk, parent: ReverseDialog(desk, parent, USED),
    }


_EIGHT = Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, days_after_issue=14)
EIGHT_OFF = Offer(1, "满 58 减 8", 1, 1, _EIGHT, Use(), NOW)
BATCH = Batch(1, BatchFacts("9 月券卡", CardKind.COUPON, 2, "coupon-ticket", 1), EIGHT_OFF.name, 1, NOW, 2, NOW)
USED = Coupon(
    1, 2764, 1, 1, 1, EIGHT_OFF.name, _EIGHT, NOW, None, None, State.REDEEMED, used_at=NOW,
    used_on_order="20260915-006", redemption_id=2764,
)  # fmt: skip


def _with_pin(form: Make, desk: Desk, parent: QWidget) -> FormDialog:
    """The form on a computer that has a PIN."""
    privacy.set_pin("2764", "2764")
    desk.taste.set(HAS_PIN, True)
    return form(desk, parent)


NEVER_EMPTY = {"RoleDialog", "SourceCostDialog", "VoidDialog"}
"""Whatever these hold can be saved."""


def forms() -> set[str]:
    """The name of every form of every feature."""
    for module in pkgutil.walk_packages(storeassist.features.__path__, "storeassist.features."):
        if module.name.rpartition(".")[2].startswith(("dialogs", "page", "panels")):
            importlib.import_module(module.name)
    return {one.__name__ for one in FormDialog.__subclasses__() if one.__module__.startswith("storeassist.features")}


def test_every_form_is_looked_at_here() -> None:
    assert forms() == {name.split()[0] for name in _dialogs()}


@pytest.mark.parametrize("speech", LANGUAGES)
@pytest.mark.parametrize("name", sorted(_dialogs()))
def test_a_form_opens_says_what_is_missing_fits_and_is_freed(
    name: str, speech: str, full_shop: Shop, opened: Open, qtbot: QtBot
) -> None:
    window = opened(full_shop, speech, "dark" if speech == "en" else "light", (1024, 700))
    dialog = _dialogs()[name](window.desk, window)
    dialog.open()
    qtbot.waitExposed(dialog)
    assert [repr(one) for one in _controls(dialog) if not _named(one)] == []
    assert dialog.height() <= window.height(), "the form is higher than the smallest window"
    assert [said for one in seen(dialog, QAbstractButton) if (said := _cut(one, dialog))] == []
    if name not in NEVER_EMPTY:
        for field in dialog.findChildren(QLineEdit):
            field.clear()
        revision = full_shop.revision
        dialog.accept()
        assert dialog.isVisible()
        QCoreApplication.processEvents()
        faults = [one for one in seen(dialog, Words) if one.property("tone") == "bad" and one.text()]
        assert faults
        assert [one.text() for one in faults if one.height() < one.heightForWidth(one.width())] == []
        assert full_shop.revision == revision
    there = weakref.ref(dialog)
    dialog.reject()
    del dialog
    free()
    assert there() is None
