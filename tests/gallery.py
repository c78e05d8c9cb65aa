"""Draws every page of the running app, without a screen, for a person to look at.

    python tests/gallery.py [folder]                every scene in every set, to gallery/ unless said
    python tests/gallery.py --set zh-dark --only customers
    python tests/gallery.py --readme                the pictures of README.md, to tests/pictures/
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QLoggingCategory, QPoint, Qt  # noqa: E402 - the platform comes first
from PySide6.QtGui import QImage, QInputMethodEvent, QPainter, QPixmap  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from storeassist.app import App, open_window  # noqa: E402
from storeassist.features import SCHEMA  # noqa: E402
from storeassist.kernel.database import Shop  # noqa: E402
from storeassist.kernel.text import use_language  # noqa: E402
from storeassist.ui.taste import Taste  # noqa: E402
from storeassist.ui.theme import theme  # noqa: E402
from storeassist.ui.window import Window  # noqa: E402
from tests.shops import NAME, NOW, member_sheet, small_shop  # noqa: E402

PICTURES = Path(__file__).with_name("pictures")


@dataclass(frozen=True, slots=True)
class Dress:
    """How a set of pictures looks."""

    language: str
    theme: str
    size: tuple[int, int] = (1280, 800)
    text: int = 100
    scale: int = 1


SETS = {
    "zh-light": Dress("zh_CN", "light"),
    "zh-dark": Dress("zh_CN", "dark"),
    "en-light": Dress("en", "light"),
    "en-dark": Dress("en", "dark"),
    "zh-small": Dress("zh_CN", "light", (1024, 700)),
    "en-small": Dress("en", "light", (1024, 700)),
    "zh-130": Dress("zh_CN", "light", text=130),
    "zh-2x": Dress("zh_CN", "light", scale=2),
}

README_PICTURES = (
    *(("zh-light", "customers"), ("zh-dark", "customers"), ("en-light", "customers"), ("zh-light", "orders-till")),
    *(("zh-light", "import-preview"), ("zh-light", "products"), ("en-dark", "orders"), ("zh-light", "search")),
)


class Stage:
    """A window on a fresh copy of a shop, and the hands that bring it into a scene."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.window, self.folder = window, folder

    def go(self, key: str, **args: object) -> Any:
        """Show a page and let it read."""
        page = self.window.go(key, **args)
        self.settle()
        return page

    def settle(self, most: int = 8_000) -> None:
        """Wait until nothing moves: jobs done, timers run off."""
        QTest.qWait(120)
        jobs, waited = self.window.desk.jobs, 0
        while jobs.running and waited < most:
            QTest.qWait(40)
            waited += 40
        QTest.qWait(80)

    def row(self, page: Any, at: int = 0) -> None:
        """Select a row of a page's list."""
        page.table.select([page.table.rows.ids[at]])
        self.settle()

    def type(self, field: QWidget, text: str) -> None:
        """Type, as hands do."""
        field.setFocus()
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(field, letter)
            else:
                said = QInputMethodEvent()
                said.setCommitString(letter)
                QCoreApplication.sendEvent(field, said)
        self.settle()


# --- scenes ---------------------------------------------------------------------------------------------------------


def customers(stage: Stage) -> None:
    """The list with the history of one customer."""
    stage.go("customers", customer_id=_id_of(stage, "217"))


def customers_facts(stage: Stage) -> None:
    """The other tab of the detail."""
    page = stage.go("customers", customer_id=_id_of(stage, "217"))
    page.panel._tabs.choose("facts")
    page.panel._tabs.changed.emit("facts")
    page.panel.reveal_phone()
    stage.settle()


def customers_found(stage: Stage) -> None:
    """A name whose first character has several readings, found by pinyin."""
    page = stage.go("customers")
    stage.type(page.search, "zeng")
    stage.row(page)


def customers_nothing(stage: Stage) -> None:
    """Nothing fits the search."""
    page = stage.go("customers")
    stage.type(page.search, "qqq")


def customers_many(stage: Stage) -> None:
    """Several rows selected."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[2:6]))
    stage.settle()


def customers_columns(stage: Stage) -> None:
    """The menu that chooses columns."""
    stage.go("customers").choose_columns()
    stage.settle()


def customer_new(stage: Stage) -> None:
    """A new customer in one line of keys."""
    page = stage.go("customers")
    page.new()
    dialog = _dialog(stage)
    dialog.line.setText("尉迟晓岚 138 1234 2764 #牛肉控 生日 3-18 坐窗边")
    stage.settle()


def customer_refused(stage: Stage) -> None:
    """The form says at its fields what it cannot keep."""
    page = stage.go("customers")
    page.new()
    dialog = _dialog(stage)
    dialog.name.setText("单晓岚")
    dialog.phone.setText("1381234")
    dialog.accept()
    stage.settle()


def customer_tag(stage: Stage) -> None:
    """Tagging several."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[2:6]))
    page.tag()
    stage.settle()


def customer_untag(stage: Stage) -> None:
    """Choosing which tag to take off."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[:12]))
    page.untag()
    stage.settle()


def customer_note(stage: Stage) -> None:
    """A note for the history."""
    page = stage.go("customers", customer_id=_id_of(stage, "217"))
    page.note()
    stage.settle()


def customer_field(stage: Stage) -> None:
    """A field of the shop's own."""
    stage.go("customers").add_field()
    stage.settle()


def products(stage: Stage) -> None:
    """What is sold."""
    stage.row(stage.go("products"), 1)


def product_dialog(stage: Stage) -> None:
    """Changing a product."""
    page = stage.go("products")
    stage.row(page, 1)
    page.change()
    stage.settle()


def product_role(stage: Stage) -> None:
    """A role for several."""
    page = stage.go("products")
    page.table.select(list(page.table.rows.ids[2:5]))
    page.set_role()
    stage.settle()


def orders(stage: Stage) -> None:
    """The bills of a week, one of them in full."""
    page = stage.go("orders")
    page.periods.choose("7")
    page.periods.changed.emit("7")
    stage.settle()
    stage.row(page, 1)


def orders_voided(stage: Stage) -> None:
    """A bill that was voided, with its ledger."""
    page = stage.go("orders")
    page.periods.choose("voided")
    page.periods.changed.emit("voided")
    stage.settle()
    stage.row(page)


def orders_till(stage: Stage) -> None:
    """An order on its way in: items, then the customer by the tail of the phone."""
    page = stage.go("orders")
    page.record()
    for line in ("招牌牛肉面 x2 56", "小份卤牛肉 18", "酸梅汤 8"):
        stage.type(page.till.item, line)
        QTest.keyClick(page.till.item, Qt.Key.Key_Return)
    stage.type(page.till.customer, "2764")


def orders_recorded(stage: Stage) -> None:
    """An order just recorded: the snackbar says for whom, and how to take it back."""
    page = stage.go("orders")
    page.record()
    stage.type(page.till.amount, "82")
    stage.type(page.till.customer, "2764")
    for _ in range(2):
        QTest.keyClick(page.till.customer, Qt.Key.Key_Return)
    stage.settle()


def orders_refused(stage: Stage) -> None:
    """The till says what it cannot keep."""
    page = stage.go("orders")
    page.record()
    page.till.save()
    stage.settle()


def order_void(stage: Stage) -> None:
    """The question before a bill is voided."""
    page = stage.go("orders")
    stage.row(page)
    page.void()
    stage.settle()


def import_choose(stage: Stage) -> None:
    """The first step."""
    stage.go("imports", kind="customers")


def import_preview(stage: Stage) -> Any:
    """The second step: columns and what becomes of each row."""
    path = member_sheet(stage.folder / "收银系统会员导出.xlsx", stage.window.desk.shop)
    page = stage.go("imports", kind="customers", path=path)
    _until(lambda: page.preview is not None)
    stage.settle()
    return page


def import_done(stage: Stage) -> None:
    """The third step, and the list of past imports."""
    page = import_preview(stage)
    page.carry_out()
    _until(lambda: page.step == 2)
    stage.settle()


def settings(stage: Stage) -> None:
    """What can be chosen."""
    stage.go("settings")


def search(stage: Stage) -> None:
    """The command search, with a customer and commands."""
    stage.go("customers")
    stage.window.search()
    stage.settle()
    stage.type(stage.window.command_search.line, "2764")  # type: ignore[union-attr]


def search_open(stage: Stage) -> None:
    """The command search before anything is typed."""
    stage.go("customers")
    stage.window.search()
    stage.settle()


def shop_menu(stage: Stage) -> None:
    """What can be done with the shop file."""
    stage.go("customers")
    stage.window.side._shop.click()
    stage.settle()


def failed(stage: Stage) -> None:
    """What went wrong is said where the owner is."""
    page = stage.go("customers")
    page.table.select([])
    page.commands["tag"].trigger()
    stage.settle()


def _on_empty(key: str) -> Callable[[Stage], None]:
    def scene(stage: Stage) -> None:
        stage.go(key)

    scene.__doc__ = f"The page {key} of a shop with nothing in it."
    return scene


SCENES: dict[str, Callable[[Stage], Any]] = {
    "customers": customers,
    "customers-facts": customers_facts,
    "customers-found": customers_found,
    "customers-nothing": customers_nothing,
    "customers-many": customers_many,
    "customers-columns": customers_columns,
    "customer-new": customer_new,
    "customer-refused": customer_refused,
    "customer-tag": customer_tag,
    "customer-untag": customer_untag,
    "customer-note": customer_note,
    "customer-field": customer_field,
    "products": products,
    "product-dialog": product_dialog,
    "product-role": product_role,
    "orders": orders,
    "orders-voided": orders_voided,
    "orders-till": orders_till,
    "orders-recorded": orders_recorded,
    "orders-refused": orders_refused,
    "order-void": order_void,
    "import-choose": import_choose,
    "import-preview": import_preview,
    "import-done": import_done,
    "settings": settings,
    "search": search,
    "search-open": search_open,
    "shop-menu": shop_menu,
    "failed": failed,
}
EMPTY_SCENES = {f"empty-{key}": _on_empty(key) for key in ("customers", "products", "orders", "imports")}


def _id_of(stage: Stage, number: str) -> int:
    return int(stage.window.desk.shop.value("SELECT id FROM customer WHERE number = ?", [number]))


def _dialog(stage: Stage) -> Any:
    from storeassist.ui.dialog import AskDialog

    stage.settle()
    return next(dialog for dialog in stage.window.findChildren(AskDialog) if dialog.isVisible())


def _until(there: Callable[[], bool], most: int = 15_000) -> None:
    while not there() and most > 0:
        QTest.qWait(40)
        most -= 40
    if not there():
        raise TimeoutError("the scene did not come about")


# --- drawing --------------------------------------------------------------------------------------------------------


class Studio:
    """Makes the shops once and a window for each picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full, self.empty = folder / "full.shop", folder / "empty.shop"
        small_shop(self.full).close()
        Shop.create(self.empty, SCHEMA, NAME, NOW - timedelta(minutes=5)).close()

    def draw(self, name: str, dress: Dress) -> QImage:
        """The picture of a scene."""
        if name == "start":
            return self._draw_start(dress)
        place = Path(tempfile.mkdtemp(dir=self.folder))
        path = place / f"{NAME}.shop"
        shutil.copy(self.empty if name in EMPTY_SCENES else self.full, path)
        shop = Shop.open(path, SCHEMA)
        taste = Taste.memory()
        taste.set("look/text", str(dress.text))
        window = open_window(shop, taste, lambda: NOW, language=dress.language, theme_mode=dress.theme)
        try:
            window.resize(*dress.size)
            window.show()
            window.activateWindow()
            QTest.qWait(20)
            ({**SCENES, **EMPTY_SCENES}[name])(Stage(window, place))
            return picture_of(window)
        finally:
            window.close()
            window.deleteLater()
            _let_go()
            shop.close()
            shutil.rmtree(place, ignore_errors=True)

    def _draw_start(self, dress: Dress) -> QImage:
        taste = Taste.memory()
        for key, value in (("language", dress.language), ("theme", dress.theme), ("text", str(dress.text))):
            taste.set(f"look/{key}", value)
        app = App(taste, lambda: NOW)
        letter = self.folder / "letter.shop"
        letter.write_text("Dear customer, " * 50)
        app.start(letter)
        page = app.start_page
        assert page is not None
        QTest.qWait(100)
        image = picture_of(page)
        page.close()
        page.deleteLater()
        _let_go()
        return image


def picture_of(window: QWidget) -> QImage:
    """The window with every dialog and menu that lies over it."""
    whole: QPixmap = window.grab()
    painter = QPainter(whole)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.windowType() != Qt.WindowType.Desktop:
            _draw_over(painter, window, other)
    painter.end()
    return whole.toImage()


def _draw_over(painter: QPainter, window: QWidget, other: QWidget) -> None:
    at = window.mapFromGlobal(other.mapToGlobal(QPoint(0, 0)))
    if other.windowType() == Qt.WindowType.Dialog:
        at = QPoint((window.width() - other.width()) // 2, max(0, (window.height() - other.height()) // 2))
        painter.fillRect(window.rect(), Qt.GlobalColor.transparent)
    at.setX(max(0, min(at.x(), window.width() - other.width())))
    at.setY(max(0, min(at.y(), window.height() - other.height())))
    painter.drawPixmap(at, other.grab())
    painter.setPen(theme().color("outline"))
    painter.drawRect(at.x() - 1, at.y() - 1, other.width() + 1, other.height() + 1)


def _let_go() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def save(image: QImage, path: Path) -> None:
    """Write a PNG as small as Qt can."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.convertToFormat(QImage.Format.Format_RGB32).save(str(path), "PNG", 0):  # 0: the tightest
        raise OSError(f"{path} cannot be written")


def draw_sets(folder: Path, sets: Iterable[str], scenes: Iterable[str]) -> int:
    """Draw scenes in sets of this process's scale; returns how many failed, each said on stderr."""
    failures = 0
    with tempfile.TemporaryDirectory(prefix="storeassist-gallery-", ignore_cleanup_errors=True) as place:
        studio = Studio(Path(place))
        for one in sets:
            for scene in scenes:
                try:
                    save(studio.draw(scene, SETS[one]), folder / one / f"{scene}.png")
                except Exception as error:
                    failures += 1
                    sys.stderr.write(f"{one}/{scene}: {type(error).__name__}: {error}\n")
    use_language("en")
    return failures


def draw_readme() -> int:
    """The pictures that README.md shows."""
    with tempfile.TemporaryDirectory(prefix="storeassist-gallery-", ignore_cleanup_errors=True) as place:
        studio = Studio(Path(place))
        for one, scene in README_PICTURES:
            save(studio.draw(scene, SETS[one]), PICTURES / f"{scene}-{one}.png")
    return 0


def main(arguments: list[str]) -> int:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "gallery")
    parser.add_argument("--set", action="append", choices=SETS, dest="sets")
    parser.add_argument("--only", action="append", default=[], help="scenes whose name begins so")
    parser.add_argument("--readme", action="store_true")
    given = parser.parse_args(arguments)
    scale = int(os.environ.get("QT_SCALE_FACTOR", "1"))
    QLoggingCategory.setFilterRules("qt.qpa.*=false")
    QApplication(sys.argv[:1])
    if given.readme:
        return draw_readme()
    sets = given.sets or list(SETS)
    every = [*SCENES, *EMPTY_SCENES, "start"]
    scenes = [name for name in every if not given.only or name.startswith(tuple(given.only))]
    failures = draw_sets(given.folder, [one for one in sets if SETS[one].scale == scale], scenes)
    for one in sets:  # the scale of the screen is fixed when Qt starts: those of another need a process of their own
        if SETS[one].scale != scale:
            again = [sys.executable, __file__, str(given.folder), "--set", one, *(f"--only={name}" for name in given.only)]
            failures += subprocess.run(again, env={**os.environ, "QT_SCALE_FACTOR": str(SETS[one].scale)}, check=False).returncode
    return 1 if failures else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
