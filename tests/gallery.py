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
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="storeassist-gallery-")
for _name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):  # backups of painted shops are nobody's
    os.environ[_name] = _HOME.name

from PySide6.QtCore import QCoreApplication, QEvent, QLoggingCategory, QPoint, Qt  # noqa: E402 - the platform comes first
from PySide6.QtGui import QImage, QPainter, QPixmap  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from storeassist.app import App, open_window  # noqa: E402
from storeassist.features import SCHEMA  # noqa: E402
from storeassist.kernel.database import Shop  # noqa: E402
from storeassist.kernel.text import use_language  # noqa: E402
from storeassist.ui.recent import Recent, remember  # noqa: E402
from storeassist.ui.taste import Taste  # noqa: E402
from storeassist.ui.theme import theme  # noqa: E402
from tests.scenes import EMPTY_SCENES, SCENES, Stage, wait_until  # noqa: E402
from tests.shops import NAME, NOW, small_shop  # noqa: E402

PICTURES = Path(__file__).with_name("pictures")
START = ("start", "start-refused")
"""The start page on the first day, and when a shop cannot be opened."""


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

README_SCENES = (
    *("start", "today", "customers", "duplicates", "orders", "products", "redeem", "offers", "studio", "batches"),
    *("segments", "repurchase", "import-preview", "backups", "settings", "help", "search"),
)
README_PICTURES = (
    *((dress, scene) for scene in README_SCENES for dress in ("zh-light", "zh-dark", "en-light", "en-dark")),
    ("zh-light", "orders-till"),
    ("zh-light", "redeem-refused"),
)


class Studio:
    """Makes the shops once and a window for each picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full, self.empty = folder / "full.shop", folder / "empty.shop"
        small_shop(self.full).close()
        Shop.create(self.empty, SCHEMA, NAME, NOW - timedelta(minutes=5)).close()

    def draw(self, name: str, dress: Dress) -> QImage:
        """The picture of a scene."""
        if name in START:
            return self._draw_start(name, dress)
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
            wait_until(partial(_is_active, window))
            ({**SCENES, **EMPTY_SCENES}[name])(Stage(window, place))
            return picture_of(window)
        finally:
            window.shut()
            window.deleteLater()
            _let_go()
            shop.close()
            shutil.rmtree(place, ignore_errors=True)

    def _draw_start(self, name: str, dress: Dress) -> QImage:
        taste = Taste.memory()
        for key, value in (("language", dress.language), ("theme", dress.theme), ("text", str(dress.text))):
            taste.set(f"look/{key}", value)
        app = App(taste, lambda: NOW)
        letter = self.folder / "letter.shop"
        letter.write_text("Dear customer, " * 50)
        if name == "start-refused":
            for path, called in ((self.full, NAME), (self.folder / "gone.shop", "城东二店")):
                remember(taste, Recent(path, called))
        app.start(letter if name == "start-refused" else None)
        page = app.start_page
        assert page is not None
        page.resize(min(dress.size[0], 980), min(dress.size[1], 620))
        QTest.qWait(100)
        image = picture_of(page)
        page.close()
        page.deleteLater()
        _let_go()
        return image


def _is_active(window: QWidget) -> bool:
    """Fields take keys only in the active window, which a new one becomes when the system gets to it."""
    window.activateWindow()
    return window.isActiveWindow()


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
    if not image.save(str(path), quality=0):  # 0: the tightest
        raise OSError(f"{path} cannot be written")


def fewer_colours(image: QImage) -> QImage:
    """The picture in 256 of its own colours: a third of the bytes, and no eye sees it."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    counts = Counter(memoryview(plain.constBits()).cast("I"))
    table = [colour for colour, _count in counts.most_common(96)]
    # The rest go to what these would show worst: a small red word must not turn grey for being rare.
    worst = {one: min(_apart(one, kept) for kept in table) * counts[one] ** 0.5 for one in counts}
    while len(table) < 256:
        table.append(max(worst, key=worst.__getitem__))
        for one, weight in worst.items():
            worst[one] = min(weight, _apart(one, table[-1]) * counts[one] ** 0.5)
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def _apart(one: int, other: int) -> int:
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))


def draw_sets(folder: Path, sets: Iterable[str], scenes: Iterable[str]) -> int:
    """Draw scenes in sets of this process's scale; returns how many failed, each said on stderr."""
    failures = 0
    with tempfile.TemporaryDirectory(prefix="storeassist-gallery-", ignore_cleanup_errors=True) as place:
        studio = Studio(Path(place))
        for one in sets:
            for scene in scenes:
                try:
                    save(studio.draw(scene, SETS[one]).convertToFormat(QImage.Format.Format_RGB32), folder / one / f"{scene}.png")
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
            save(fewer_colours(studio.draw(scene, SETS[one])), PICTURES / f"{scene}-{one}.png")
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
    every = [*SCENES, *EMPTY_SCENES, *START]
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
