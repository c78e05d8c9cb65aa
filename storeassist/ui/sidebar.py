"""The side bar: which shop, search, the pages, what runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from storeassist.kernel.text import _, many
from storeassist.ui.commands import key_text
from storeassist.ui.feature import Feature
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import CENTER, LEFT, RIGHT, draw_key, draw_tag, draw_text, rounded, tag_width
from storeassist.ui.theme import theme
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button, PaintedButton
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.words import Words

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

_EDGE = 12
_GROUP_GAP = 9
_MOST_WORK = 999
_AT_THE_FOOT = ("help", "settings")


class _Wide(PaintedButton):
    """A button as wide as the side bar lets it."""

    def __init__(self, text: str, then: Callable[[], Any]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.keep(text)
        self.clicked.connect(lambda: then())


class NavItem(_Wide):
    """The way to a page; checked when it is the one in sight."""

    def __init__(self, text: str, icon: str, then: Callable[[], Any]) -> None:
        super().__init__(text, then)
        self._icon, self._work = icon, ""
        self.setCheckable(True)

    def set_work(self, count: int) -> None:
        """How much there is to do on the page; a large number is work for many mornings, and shown as such."""
        self._work = "" if count <= 0 else f"{count}" if count <= _MOST_WORK else f"{_MOST_WORK}+"
        self.keep(many("{page}, {n} to do", "{page}, {n} to do", count, page=self.text()) if count > 0 else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme().px("nav-item"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        if on:
            rounded(painter, self.rect(), look.radius("control"), look.color("surface"), look.color("line"))
            rounded(painter, QRect(0, self.height() // 2 - 9, 3, 18), 1.5, look.color("accent"))
        elif self.underMouse():
            rounded(painter, self.rect(), look.radius("control"), look.color("hover"))
        color, size = "accent" if on else "text", look.px("icon-nav")
        draw_icon(painter, self._icon, color if on else "text-muted", 10, (self.height() - size) / 2, size)
        words = self.rect().adjusted(20 + size, 0, -10, 0)
        draw_text(painter, words, self.text(), look.font("body", bold=on), look.color(color), LEFT)
        draw_text(painter, words, self._work, look.font("label"), look.color("text-muted"), RIGHT)


class LeadItem(NavItem):
    """The way to the page for which the owner interrupts everything else: it stands out, with its key."""

    def __init__(self, text: str, icon: str, key: str, then: Callable[[], Any]) -> None:
        super().__init__(text, icon, then)
        self._key = key

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isChecked():
            super().paintEvent(event)
        look, painter = theme(), QPainter(self)
        if not self.isChecked():
            edge = "accent" if self.underMouse() else "accent-line"
            rounded(painter, self.rect(), look.radius("control"), look.color("accent-soft"), look.color(edge))
            size = look.px("icon-nav")
            draw_icon(painter, self._icon, "accent", 10, (self.height() - size) / 2, size)
            words = self.rect().adjusted(20 + size, 0, -10, 0)
            draw_text(painter, words, self.text(), look.font("body", bold=True), look.color("accent"), LEFT)
        hint = (key_text(self._key), look.color("accent-line"), look.color("accent"))
        draw_key(painter, self.width() - 7, self.height() // 2, *hint)


class _SearchButton(_Wide):
    """Looks like a field, opens the command search."""

    def sizeHint(self) -> QSize:
        return QSize(100, theme().px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("control"), look.color("surface"), look.color("edge"))
        size = look.px("icon")
        draw_icon(painter, "search", "text-muted", 10, (self.height() - size) / 2, size)
        words = self.rect().adjusted(size + 18, 0, 0, 0)
        draw_text(painter, words, self.text(), look.font("label"), look.color("text-muted"), LEFT)
        hint = (key_text("Ctrl+K"), look.color("line"), look.color("text-muted"))
        draw_key(painter, self.width() - 7, self.height() // 2, *hint)


class _ShopButton(_Wide):
    """The shop's seal and name; opens the list of what can be done with the file. ``mark`` is a word on the shop."""

    def __init__(self, name: str, then: Callable[[], Any]) -> None:
        super().__init__(name, then)
        self.mark = ""
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(100, theme().scaled(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        side = look.px("avatar")
        seal = QRect(2, (self.height() - side) // 2, side, side)
        rounded(painter, seal, look.radius("well"), look.color("accent"))
        letter = self.text().strip()[:1].upper()
        draw_text(painter, seal, letter, look.font("name"), look.color("on-accent"), CENTER)
        caret = look.scaled(14)
        left, width = seal.right() + 11, self.width() - seal.right() - 11 - caret - 8
        middle = self.height() // 2
        upper = QRect(left, middle - look.scaled(18), width, look.scaled(20))
        draw_text(painter, upper, self.text(), look.font("body", bold=True), look.color("text"), LEFT)
        lower = QRect(left, middle + look.scaled(1), width, look.scaled(18))
        if self.mark:
            draw_tag(painter, lower.adjusted(0, 0, min(0, tag_width(self.mark) - width), 0), self.mark, "warn")
        else:
            draw_text(painter, lower, _("StoreAssist"), look.font("caption"), look.color("text-muted"), LEFT)
        draw_icon(painter, "down", "text-muted", self.width() - caret - 1, middle - caret / 2, caret)


class _Sign(QWidget):
    """The shield before the name of the shop's file."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("icon") + 10, theme().px("icon"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_icon(QPainter(self), "safe", "text-muted", 10, 0, theme().px("icon"))


class _Foot(QWidget):
    """The last line: what runs, with its bar and a way to stop it; else that the shop's file is kept."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._sign = _Sign()
        self._text = Words("", "caption", tone="muted", elide=True)
        head.addWidget(self._sign)
        head.addWidget(self._text, 1)
        self._bar = ProgressBar()
        row = QHBoxLayout()
        row.setSpacing(8)
        self._note = Words("", "caption", tone="muted", elide=True)
        self._stop = Button(_("Cancel"), kind="link", small=True, then=self._cancel)
        row.addWidget(self._note, 1)
        row.addWidget(self._stop)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(row)
        desk.jobs.changed.connect(self.refresh)
        desk.status_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the first job that has words."""
        job = next((job for job in self._desk.jobs.running if job.text), None)
        self._sign.setVisible(job is None)
        for part in (self._bar, self._note, self._stop):
            part.setVisible(job is not None)
        if job is None:
            self._show_status()
            return
        job.progressed.connect(self._progress)
        self._text.setText(job.text)
        self._bar.set_fraction(job.fraction)
        self._note.setText(job.note)

    def _show_status(self) -> None:
        status = self._desk.status
        self._text.setText(status.text if status else self._desk.shop.path.name)
        self._text.set_tone(status.tone or "muted" if status else "muted")
        kept = _("Kept on this computer: {file}", file=self._desk.shop.path)
        self._text.setToolTip("\n".join([status.tip, kept] if status and status.tip else [kept]))
        self.setCursor(Qt.CursorShape.PointingHandCursor if status and status.page else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (status := self._desk.status) is not None and status.page:
            self._desk.go(status.page)
        super().mousePressEvent(event)

    def _progress(self, _done: int, _total: int, _text: str) -> None:
        job = next((job for job in self._desk.jobs.running if job.text), None)
        if job is not None:
            self._bar.set_fraction(job.fraction)
            self._note.setText(job.note)

    def _cancel(self) -> None:
        for job in self._desk.jobs.running:
            if job.text:
                job.cancel()
                self._text.setText(_("Stopping…"))
                return


class SideBar(QWidget):
    """200 px at the left; narrower in a narrow window."""

    def __init__(self, desk: Desk, search: Callable[[], Any], shop_menu: Callable[[QWidget], Any]) -> None:
        super().__init__()
        self._desk = desk
        self.items: dict[str, NavItem] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 12, _EDGE + 1, 0)
        column.setSpacing(0)
        self._shop = _ShopButton(desk.shop.name, lambda: shop_menu(self._shop))
        column.addWidget(self._shop)
        column.addSpacing(10)
        column.addWidget(_SearchButton(_("Search"), search))
        column.addSpacing(8)
        for feature in (f for f in desk.features if f.leads):
            column.addWidget(self._item(feature))
            column.addSpacing(_GROUP_GAP)
        before = 0
        for feature in self.listed():
            if feature.group != before:
                column.addSpacing(_GROUP_GAP)
                before = feature.group
            column.addWidget(self._item(feature))
        column.addStretch(1)
        for feature in (f for f in desk.features if f.key in _AT_THE_FOOT):
            column.addWidget(self._item(feature))
        column.addSpacing(7)
        column.addWidget(Line())
        column.addWidget(_Foot(desk))
        desk.work_changed.connect(self.show_work)

    def listed(self) -> list[Feature]:
        """The features that stand in the side bar, in its order."""
        seen = [f for f in self._desk.features if f.page and f.group and not f.parent]
        return sorted(seen, key=lambda feature: feature.group)

    def show_current(self, page: str) -> None:
        """Mark the page in sight; a sub-page marks its parent."""
        feature = self._desk.feature(page)
        for key, item in self.items.items():
            item.setChecked(key == (feature.parent or page))

    def set_shop_name(self, name: str, mark: str = "") -> None:
        """What the shop is called, and a word on it, such as that it is for practice."""
        self._shop.setText(name)
        self._shop.mark = mark
        self._shop.keep(f"{name} {mark}".strip(), name)
        self._shop.update()

    @Slot(str, int)
    def show_work(self, page: str, count: int) -> None:
        """Say how much there is to do on a page."""
        if page in self.items:
            self.items[page].set_work(count)

    def set_slim(self, slim: bool) -> None:
        """Take less room."""
        self.setFixedWidth(theme().px("side-bar-slim" if slim else "side-bar"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.color("side"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), look.color("line"))

    def _item(self, feature: Feature) -> NavItem:
        title, go = _(feature.title), lambda: self._desk.go(feature.key)
        lead = feature.leads
        item = LeadItem(title, feature.icon, feature.shortcut, go) if lead else NavItem(title, feature.icon, go)
        self.items[feature.key] = item
        return item
