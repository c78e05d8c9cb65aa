"""Command search (Ctrl+K): pages, everything that can be done, and what the features find in the shop."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QVBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.commands import commands_of, key_text
from storeassist.ui.feature import Link, SearchHit, load
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_key, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.search import GlassLine
from storeassist.ui.widgets.words import Words

if TYPE_CHECKING:
    from storeassist.ui.window import Window

_LIMIT = 9
_HITS = 6
_FEW = 2
_STRONG, _LOOSE = 80, 20
"""Points of a name that is found whole, from a word of it on, or spelled to its end; and of letters that only occur in it."""
_NEXT, _LAST = (Qt.Key.Key_Down, Qt.Key.Key_Tab), (Qt.Key.Key_Up, Qt.Key.Key_Backtab)
_PAINTED_MS = 50
"""After them, the search is in sight: what else it needs makes nobody wait."""


@dataclass(frozen=True)
class Choice:
    """One line of the search: what it says and what it does."""

    text: str
    detail: str
    icon: str
    key: str
    act: Callable[[], Any]


class _Painter(QStyledItemDelegate):
    def __init__(self, palette: CommandSearch) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, _option: object, _index: object) -> QSize:
        return QSize(100, theme().px("nav-item"))

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        look, rect, choice = theme(), QRect(option.rect), self._palette.choices[index.row()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, rect.adjusted(0, 1, 0, -1), look.radius("control"), look.color("accent-soft"))
        size = look.px("icon")
        draw_icon(painter, choice.icon, "text-muted", rect.left() + 12, rect.center().y() - size / 2 + 1, size)
        words = rect.adjusted(12 + size + 10, 0, -12, 0)
        draw_text(painter, words, choice.text, look.font("body"), look.color("text"), LEFT)
        taken = width_of(look.font("body"), choice.text) + 16
        if choice.key:
            draw_key(
                painter, rect.right() - 11, rect.center().y() + 1, choice.key, look.color("line"), look.color("text-muted")
            )
        else:
            rest = words.adjusted(min(taken, words.width()), 0, 0, 0)
            draw_text(painter, rest, choice.detail, look.font("label"), look.color("text-muted"), RIGHT)
        painter.restore()


class CommandSearch(QWidget):
    """Lies over the window until something is chosen or Esc is pressed."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self.choices: list[Choice] = []
        self._known = list(self._everything())
        self._panel = QFrame(self)
        self._panel.setProperty("role", "panel")
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.line = GlassLine(_("Find a customer, a page, something to do"))
        self.line.setProperty("bare", True)
        self.line.setTextMargins(theme().px("icon") + 20, 0, 8, 0)
        self.line.setAccessibleName(_("Command search"))
        self.line.installEventFilter(self)
        self._words = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._words)
        self.list.setItemDelegate(_Painter(self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Found"))
        self.list.clicked.connect(self._on_click)
        self._nothing = Words(_("Nothing found."), "label", tone="muted")
        self._nothing.setIndent(theme().px("icon") + 22)  # under what is typed
        column.addWidget(self.line)
        column.addWidget(Line())
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._rest = QTimer(self, singleShot=True, interval=30)
        self._rest.timeout.connect(self.answer)
        self.line.textChanged.connect(lambda: self._rest.start())
        window.chinese.learnt.connect(self._rest.start)
        self._learns = QTimer(self, singleShot=True, interval=_PAINTED_MS)
        self._learns.timeout.connect(self._learn)
        window.installEventFilter(self)
        self.answer()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()
        self._learns.start()

    def answer(self) -> None:
        """Answer what is typed: the shop's own things first when they fit, then commands and pages."""
        typed = unicodedata.normalize("NFKC", self.line.text()).strip()
        if not typed:
            self.choices = self._known[:_LIMIT]
        else:
            known, hits = self._fitting(self._known, typed), list(self._hits(typed))
            strong = [choice for points, choice in known if points >= _STRONG]
            weak = [choice for points, choice in known if points < _STRONG]
            meant, alike = self._fitting_names(typed, {(hit.text, hit.icon) for hit in hits})
            self.choices = [*strong[:3], *meant, *hits, *alike, *strong[3:], *weak][:_LIMIT]
        self._words.setStringList([f"{c.text} {c.detail}".strip() for c in self.choices])
        self.list.setVisible(bool(self.choices))
        self._nothing.setVisible(not self.choices)
        if self.choices:
            self.list.setCurrentIndex(self._words.index(0))
        self._place()

    def choose(self, at: int) -> None:
        """Close, and do what the line says."""
        choice = self.choices[at]
        self.leave()
        choice.act()

    def leave(self) -> None:
        """Close."""
        self._rest.stop()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self._window and event.type() == QEvent.Type.WindowBlocked:  # a form opened by its own key
            self.leave()
        if watched is self.line and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: Any) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, dim = QPainter(self), theme().color("inverse" if not theme().dark else "side").lighter(100)
        dim.setAlphaF(0.14 if not theme().dark else 0.5)
        painter.fillRect(self.rect(), dim)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, press = event.key(), event.type() == QEvent.Type.KeyPress
        if key not in (Qt.Key.Key_Escape, *_NEXT, *_LAST, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if not press:
            return False
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._rest.isActive():
                self._rest.stop()
                self.answer()
            if self.choices:
                self.choose(self.list.currentIndex().row())
        elif self.choices:
            step = 1 if key in _NEXT else -1
            at = (self.list.currentIndex().row() + step) % len(self.choices)
            self.list.setCurrentIndex(self._words.index(at))
        return True

    def _learn(self) -> None:
        self._window.chinese.learn(choice.text for choices in (self._known, *self._named) for choice in choices)

    def _on_click(self, index: QModelIndex) -> None:
        self.choose(index.row())

    def _place(self) -> None:
        look = theme()
        self.setGeometry(self._window.rect())
        width = min(look.dialog_width("form"), self.width() - 48)
        rows = max(1, len(self.choices)) * look.px("nav-item")
        self.list.setFixedHeight(rows if self.choices else 0)
        height = look.px("control") + rows + 30
        self._panel.setGeometry((self.width() - width) // 2, min(96, self.height() // 8), width, height)

    def _fitting(self, choices: list[Choice], typed: str) -> list[tuple[int, Choice]]:
        """Those that fit, with their points, what fits best first."""
        fits = ((self._window.chinese.fit(choice.text, typed), choice) for choice in choices)
        return sorted((one for one in fits if one[0]), key=lambda one: -one[0])

    def _fitting_names(self, typed: str, found: set[tuple[str, str]]) -> tuple[list[Choice], list[Choice]]:
        """Names of the shop's that are meant, and some of each kind that are alike; none that is ``found`` otherwise."""
        meant: list[Choice] = []
        alike: list[Choice] = []
        for names in self._named:
            for points, choice in self._fitting([one for one in names if (one.text, one.icon) not in found], typed)[:_FEW]:
                if points > _LOOSE:
                    (meant if points >= _STRONG else alike).append(choice)
        return meant[:_FEW], alike

    @cached_property
    def _named(self) -> list[list[Choice]]:
        """What is found by its name alone, such as the shop's segments; a list of each kind."""
        return [[*map(self._choice, names(self._desk.shop))] for names in self._desk.slot("search.named")]

    def _choice(self, hit: SearchHit) -> Choice:
        return Choice(hit.title, hit.detail, hit.icon, "", partial(self._desk.go, hit.page, **hit.args))

    def _hits(self, typed: str) -> Iterator[Choice]:
        for feature in self._desk.features:
            if feature.search:
                found: list[SearchHit] = load(feature.search)(self._desk.shop, typed, _HITS)
                yield from map(self._choice, found)

    def _everything(self) -> Iterator[Choice]:
        """Every page, every command of every page, what the window itself can do, and every setting."""
        desk, window = self._desk, self._window
        for feature in (f for f in desk.features if f.leads):
            yield Choice(_(feature.title), "", feature.icon or "go", key_text(feature.shortcut), partial(desk.go, feature.key))
        for at, key in enumerate(window.page_order(), 1):
            feature = desk.feature(key)
            hint = key_text(f"Ctrl+{at}") if at < 10 else ""
            yield Choice(_(feature.title), "", feature.icon or "go", hint, partial(desk.go, key))
        for feature in desk.features:
            if not feature.page:
                continue
            where = _(feature.title)
            for spec in commands_of(window.page_class(feature.key)):
                run = partial(window.run_command, feature.key, spec.name)
                yield Choice(_(spec.text), where, spec.icon or "go", key_text(spec.shortcut), run)
            for link in desk.slot(f"page.{feature.key}.commands"):
                if isinstance(link, Link):
                    follow = partial(desk.go, link.page, **link.args)
                    yield Choice(_(link.text), where, link.icon or "go", key_text(link.shortcut), follow)
        for link in desk.slot("search.link"):
            where = _(desk.feature(link.page).title)
            yield Choice(_(link.text), where, link.icon or "go", "", partial(desk.go, link.page, **link.args))
        for text, icon, key, act in window.own_commands():
            yield Choice(text, "", icon, key_text(key), act)
        for feature in desk.features if "settings" in window.side.items else ():
            for setting in feature.settings:
                change = partial(desk.go, "settings", setting=setting.key)
                yield Choice(_(setting.label), _("Settings"), "settings", "", change)
