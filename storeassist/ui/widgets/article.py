"""A text to read: Markdown in the reading style of the theme, with keys in their frames and links that are only told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from PySide6.QtCore import QPoint, QRect, QRectF, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextLength,
    QTextListFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from storeassist.ui.commands import key_text
from storeassist.ui.paint import rounded
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import BY_KEY

_MEASURE = 680
"""The longest line that reads well, in px at 100 % text size."""
_KEY = re.compile(r"`((?:Ctrl|Alt|Shift)(?:\+[^`\s]+)?|F\d{1,2}|Esc|Enter|Tab|Del)`")
_NO_BREAK = "\u00a0"
_HEADINGS = {1: "title", 2: "name", 3: "heading"}
"""The type style of each level."""
_DOT = 5
_DOTTED = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListStyleUndefined)
_EVEN = ("Consolas", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono")
"""Fonts for what is typed as it stands."""


class Article(QTextBrowser):
    """Shows one article. ``followed`` tells where a link leads; nothing is ever fetched."""

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focused_by_key = False
        self._text = self._sought = ""
        self._keys: list[tuple[int, int]] = []
        self._dots: list[int] = []
        self._passages: list[tuple[QTextBlock, QTextBlock]] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setUndoRedoEnabled(False)
        self.setOpenLinks(False)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        theme().changed.connect(self._dress_again)

    def read(self, title: str, text: str, sought: str = "") -> None:
        """Show the Markdown ``text``, with what was ``sought`` marked and in sight."""
        self._text, self._sought = text, sought.strip()
        self.setAccessibleName(title)
        self._dress()
        self.verticalScrollBar().setValue(0)
        self._mark()

    def loadResource(self, _type: int, _name: QUrl | str) -> None:
        """Nothing from elsewhere is part of an article."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused_by_key = event.reason() in BY_KEY
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        edge = theme().px("xxl")
        room = self.width() - edge - self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(edge, 0, max(theme().px("l"), room - theme().scaled(_MEASURE)), 0)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for box in self._boxes():
            if box.intersects(event.rect()):
                look = theme()
                rounded(painter, box, look.radius("chip-small"), look.color("sunk"), look.color("outline"))
        for at in self._dots:  # Qt's own are large, and stand too high in lines of a fixed height
            first, side = self._caret(at), theme().scaled(_DOT)
            dot = QRect(first.left() - theme().px("m") - side, first.center().y() - side // 2 + 1, side, side)
            rounded(painter, dot, side / 2, theme().color("text-muted"))
        painter.end()
        super().paintEvent(event)

    def _boxes(self) -> Iterator[QRect]:
        """Where the frames of keys and the grounds of commands to type lie in the viewport."""
        for start, end in self._keys:
            first, last = self._caret(start), self._caret(end)
            if first.top() == last.top():
                middle, half = first.center().y() + 1, theme().scaled(9)
                yield QRect(QPoint(first.left(), middle - half), QPoint(last.left(), middle + half))
        layout, line, edge = self.document().documentLayout(), theme().line_height("label"), theme().px("s")
        for begins, ends in self._passages:
            # A block with lines of a fixed height says that it is only as high as its letters.
            top = layout.blockBoundingRect(begins).top() - self.verticalScrollBar().value()
            bottom = layout.blockBoundingRect(ends).top() - self.verticalScrollBar().value() + ends.layout().lineCount() * line
            yield QRectF(0, top - edge, self.viewport().width(), bottom - top + 2 * edge).toRect()

    def _caret(self, at: int) -> QRect:
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        return self.cursorRect(cursor)

    def _dress_again(self) -> None:
        """The colours are others: keep the place."""
        at = self.verticalScrollBar().value()
        self._dress()
        self._mark()
        self.verticalScrollBar().setValue(at)

    def _dress(self) -> None:
        document, look = self.document(), theme()
        document.clear()
        document.setDefaultFont(look.font("reading"))
        document.setDocumentMargin(0)
        document.setIndentWidth(look.scaled(22))
        dialect = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        document.setMarkdown(_KEY.sub(_on_the_keyboard, self._text), dialect)
        self._keys, self._dots = [], []
        whole = QTextCursor(document)
        whole.beginEditBlock()  # laid out once at the end, not for each block
        around = document.rootFrame().frameFormat()
        around.setTopMargin(look.px("xl"))
        around.setBottomMargin(look.px("xxl"))
        document.rootFrame().setFrameFormat(around)
        for block in _blocks(document):
            self._dress_block(block)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        whole.endEditBlock()
        typed = (list(blocks) for is_typed, blocks in groupby(_blocks(document), _is_typed) if is_typed)
        self._passages = [(blocks[0], blocks[-1]) for blocks in typed]

    def _dress_block(self, block: QTextBlock) -> None:
        look, cursor, form = theme(), QTextCursor(block), QTextBlockFormat(block.blockFormat())
        role = _HEADINGS.get(form.headingLevel(), "label" if _is_typed(block) else "reading")
        above, below = _space_around(block)
        form.setLineHeight(look.line_height(role), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        form.setTopMargin(above)
        form.setBottomMargin(below)
        if _is_typed(block):
            form.setLeftMargin(look.px("m"))
            form.setRightMargin(look.px("m"))
            form.setNonBreakableLines(False)
        cursor.setBlockFormat(form)
        if (items := block.textList()) is not None and items.format().style() in _DOTTED:
            self._dots.append(block.position())
            plain = items.format()
            plain.setStyle(QTextListFormat.Style.ListStyleUndefined)
            items.setFormat(plain)
        for fragment in list(_fragments(block)):
            self._dress_fragment(fragment, block, role)

    def _dress_fragment(self, fragment: QTextFragment, block: QTextBlock, role: str) -> None:
        look, before, first = theme(), fragment.charFormat(), fragment.position()
        made = QTextCharFormat()
        made.setFont(look.font(role, bold=True if before.fontWeight() > 400 else None))
        made.setForeground(look.color("accent" if before.isAnchor() else "text"))
        if before.isAnchor():
            made.setAnchor(True)
            made.setAnchorHref(before.anchorHref())
        if before.fontFixedPitch() and fragment.text().startswith(_NO_BREAK):
            made.setFont(look.font("caption"))
            made.setForeground(look.color("text-muted"))
            self._keys.append((first, first + fragment.length()))
        elif _is_command(block) if _is_typed(block) else before.fontFixedPitch():
            made.setFontFamilies([*_EVEN, *look.font(role).families()])
        cursor = QTextCursor(self.document())
        cursor.setPosition(first)
        cursor.setPosition(first + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(made)

    def _mark(self) -> None:
        """Give what was sought a ground, and bring the first place below the title into sight."""
        marks: list[QTextEdit.ExtraSelection] = []
        form = QTextCharFormat()
        form.setBackground(theme().color("warn-soft"))
        for word in self._sought.split():
            found = self.document().find(word)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = found, form
                marks.append(mark)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)
        if marks:
            first = min(mark.cursor.selectionStart() for mark in marks)
            top = self._caret(first).top()
            if top > self.viewport().height() - theme().px("xxl"):
                self.verticalScrollBar().setValue(top - self.viewport().height() // 3)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    part = block.begin()
    while not part.atEnd():
        if part.fragment().isValid():
            yield part.fragment()
        part += 1


def _is_typed(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _is_command(block: QTextBlock) -> bool:
    return bool(block.blockFormat().stringProperty(QTextFormat.Property.BlockCodeLanguage))


def _space_around(block: QTextBlock) -> tuple[int, int]:
    """The space above and below, in px."""
    px = theme().px
    if level := block.blockFormat().headingLevel():
        return (0, px("s")) if level == 1 else (px("xl"), px("xs"))
    if QTextCursor(block).currentTable() is not None:
        return 0, 0
    if _is_typed(block):
        return 0 if _is_typed(block.previous()) else px("l"), 0 if _is_typed(block.next()) else px("l")
    if (items := block.textList()) is not None:
        return 0, px("xs" if block.next().textList() is items else "m")
    return 0, px("s")


def _on_the_keyboard(key: re.Match[str]) -> str:
    """A key as this computer's keyboard names it, in one piece with room for its frame."""
    name = (key_text(key[1]) or key[1]).replace(" ", _NO_BREAK)
    return f"`{_NO_BREAK}{name}{_NO_BREAK}`"


def _dress_table(table: QTextTable) -> None:
    """Hairlines between the rows, a muted head, no box."""
    look, form = theme(), table.format().toTableFormat()
    form.setBorder(0)
    form.setBorderCollapse(True)
    form.setCellSpacing(0)
    form.setCellPadding(look.px("xs"))
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setTopMargin(look.px("xs"))
    form.setBottomMargin(look.px("s"))
    table.setFormat(form)
    for row in range(table.rows()):
        for at in range(table.columns()):
            cell = table.cellAt(row, at)
            edge = cell.format().toTableCellFormat()
            edge.setBottomBorder(look.px("hairline"))
            edge.setBottomBorderStyle(form.BorderStyle.BorderStyle_Solid)
            edge.setBottomBorderBrush(look.color("line"))
            edge.setTopPadding(look.px("xs"))
            edge.setBottomPadding(look.px("xs"))
            edge.setRightPadding(look.px("l"))
            cell.setFormat(edge)
