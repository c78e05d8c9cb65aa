"""Paints the rows and the head of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_avatar, draw_bar, draw_tag, draw_text, tag_width, width_of
from storeassist.ui.table_model import AnyIndex, Column
from storeassist.ui.theme import theme

if TYPE_CHECKING:
    from storeassist.ui.grid import Grid

PAD = 8
_TONES = {"": "text", "strong": "text", "muted": "text-muted"}


class RowPainter(QStyledItemDelegate):
    """Paints one cell; the row's ground, bar and hairline come with it."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(80, self._grid.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, rect = theme(), QRect(option.rect)
        chosen = self._grid.selectionModel().isSelected(index)
        hovered = index.row() == self._grid.hovered
        first = self._grid.horizontalHeader().visualIndex(index.column()) == self._grid.first_visible()
        painter.save()
        if chosen or hovered:
            painter.fillRect(rect, look.color("accent-soft" if chosen else "hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        if chosen and first:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), look.color("accent"))
        if self._grid.shows_focus(index.row()):
            self._edge(painter, rect)
        column: Column[Any] = self._grid.rows.columns[index.column()]
        record = self._grid.rows.record(index.row())
        if record is not None and (value := column.value(record)) is not None:
            last = index.column() == self._grid.last_visible()
            cell = rect.adjusted(PAD * 2 if first else PAD, 0, -PAD * 2 if last else -PAD, -1)
            tone = column.tone(record) if column.tone else ""
            self._cell(painter, cell, column, value, tone, chosen)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """A cell that is cut tells all of its words under the mouse."""
        record, column = self._grid.rows.record(index.row()), self._grid.rows.columns[index.column()]
        value = column.value(record) if record is not None else None
        words = column.words(value)
        needed = self._needed(column, value, words) if words else 0
        is_cut = needed > option.rect.width() - 2 * PAD
        QToolTip.showText(event.globalPos(), _wrapped(words) if is_cut else "", view)
        return True

    def _needed(self, column: Column[Any], value: Any, words: str) -> int:
        look = theme()
        if column.kind == "tags":
            return sum(tag_width(tag if isinstance(tag, str) else tag[0]) + 4 for tag in value)
        if column.kind in ("two-line", "person"):
            widest = max(width_of(look.font("body"), str(value[0] or "")), width_of(look.font("caption"), str(value[1] or "")))
            return widest + (look.px("control-small") + 8 if column.kind == "person" else 0)
        return width_of(look.font("body"), words)

    def _edge(self, painter: QPainter, rect: QRect) -> None:
        color = theme().color("accent")
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), color)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width(), 2), color)

    def _cell(self, painter: QPainter, cell: QRect, column: Column[Any], value: Any, tone: str, chosen: bool) -> None:
        look = theme()
        if column.kind == "tags":
            self._tags(painter, cell, value, chosen)
        elif column.kind in ("two-line", "person"):
            if column.kind == "person":
                cell = self._avatar(painter, cell, str(value[0]), chosen)
            bold = tone == "strong" or (chosen and column.kind == "person")
            self._two_lines(painter, cell, column, value, _TONES.get(tone, tone), bold)
        elif column.kind == "bar":
            words = column.words(value)
            width = look.scaled(44)
            text = max(width_of(look.font("body"), words), look.scaled(48))
            bar = QRect(cell.right() - text - width - 8, cell.center().y() - 2, width, 6)
            draw_bar(painter, bar, float(value[0]), look.series(1) if not tone else look.color(tone))
            draw_text(painter, cell, words, look.font("body"), look.color("text"), RIGHT)
        else:
            role = _TONES.get(tone or ("muted" if column.kind == "muted" else ""), tone)
            is_quiet = column.kind == "muted"
            font = look.font("label" if is_quiet else "body", bold=tone == "strong" or (tone == "bad" and not is_quiet))
            align = RIGHT if column.to_the_right else LEFT
            draw_text(painter, cell, column.words(value), font, look.color(role), align)

    def _avatar(self, painter: QPainter, cell: QRect, name: str, chosen: bool) -> QRect:
        side = theme().px("control-small")
        disc = QRect(cell.left(), cell.center().y() - side // 2 + 1, side, side)
        draw_avatar(painter, disc, name, strong=chosen)
        return cell.adjusted(side + 8, 0, 0, 0)

    def _two_lines(
        self, painter: QPainter, cell: QRect, column: Column[Any], value: Any, role: str, bold: bool
    ) -> None:
        look, align = theme(), RIGHT if column.to_the_right else LEFT
        first, second = str(value[0] or ""), str(value[1] or "")
        top, low = look.line_height("label"), look.line_height("caption")
        y = cell.center().y() - (top + low if second else top) // 2 + 1
        upper = QRect(cell.left(), y, cell.width(), top)
        draw_text(painter, upper, first, look.font("body", bold=bold), look.color(role), align)
        lower = QRect(cell.left(), y + top, cell.width(), low)
        draw_text(painter, lower, second, look.font("caption"), look.color("text-muted"), align)

    def _tags(self, painter: QPainter, cell: QRect, tags: list[str | tuple[str, str]], chosen: bool) -> None:
        x, height = cell.left(), theme().px("tag")
        top = cell.center().y() - height // 2 + 1
        for at, tag in enumerate(tags):
            text, tone = (tag, "") if isinstance(tag, str) else tag
            left, width, caption = len(tags) - at, tag_width(text), theme().font("caption")
            room = cell.right() + 1 - x
            beside = 4 + width_of(caption, f"+{left - 1}") if left > 1 else 0
            if at and width + beside > room:
                draw_text(painter, QRect(x, top, room, height), f"+{left}", caption, theme().color("text-muted"), LEFT)
                return
            width = min(width, room - beside)
            draw_tag(painter, QRect(x, top, width, height), text, tone, "surface" if chosen and not tone else "")
            x += width + 4


def _wrapped(words: str) -> str:
    from html import escape

    return f"<qt>{escape(words)}</qt>"  # Qt leaves plain words in one line, however long


class Head(QHeaderView):
    """The head of a table: sunk, its sorted column bold with an arrow, rounded where the card is."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self.setViewport(QWidget())  # of Python's making, as in Grid
        self._grid = grid
        self.sorted_by: tuple[int, bool] = (-1, False)
        self.on_top = True  # of its card, whose corners are round
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(100, theme().px("table-head"))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self.viewport())
        box, radius = QRectF(self.viewport().rect()), look.radius("card") - 1 if self.on_top else 0
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, radius, radius)
        path.addRect(box.adjusted(0, radius, 0, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path.simplified(), look.color("sunk"))
        painter.end()
        super().paintEvent(event)
        line = QPainter(self.viewport())
        line.fillRect(QRect(0, self.height() - 1, self.viewport().width(), 1), look.color("line"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look, grid = theme(), self._grid
        column: Column[Any] = grid.rows.columns[section]
        first = section == grid.first_visible()
        last = section == grid.last_visible()
        cell = rect.adjusted(PAD * 2 if first else PAD, 0, -PAD * 2 if last else -PAD, -1)
        on = section == self.sorted_by[0]
        font = look.font("label", bold=on)
        words = str(grid.rows.headerData(section, Qt.Orientation.Horizontal))
        color = look.color("text" if on else "text-muted")
        if not on:
            draw_text(painter, cell, words, font, color, RIGHT if column.to_the_right else LEFT)
            return
        arrow = look.scaled(14)
        width = min(width_of(font, words) + 1, cell.width() - arrow - 2)
        x = cell.right() + 1 - arrow - 2 - width if column.to_the_right else cell.left()
        draw_text(painter, QRect(QPoint(x, cell.top()), QSize(width, cell.height())), words, font, color, LEFT)
        meaning = "sorted-down" if self.sorted_by[1] else "sorted-up"
        draw_icon(painter, meaning, "text", x + width + 2, cell.center().y() - arrow / 2 + 1, arrow)
