"""An answer that is read from two steps away: sign, verdict, figures, the rules behind it, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import CENTER, LEFT, draw_key, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import empty
from storeassist.ui.widgets.notice import announce
from storeassist.ui.widgets.panel import Scrolled
from storeassist.ui.widgets.words import Words

_SIGN, _SQUARE = 56, 8
_HEAD_GAP = 16
_SIDE, _TWO_COLUMNS_FROM, _NOTE_FROM = 24, 440, 560
_EDGE = 8
_STEP, _SHOWN = 30, 3
_ROOMY, _TIGHT = (16, 14, 12), (10, 10, 8)
"""Above, below and between the parts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure under its label; ``tone`` colours it, ``words`` sets it smaller because it is a phrase."""

    label: str
    figure: str
    tone: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that was asked: ``passed`` None when nobody can tell. With an ``icon`` it is no rule, but a way to go."""

    text: str
    passed: bool | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a button of the panel does, and its key."""

    text: str
    key: str
    then: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said: ``tone`` "good", "bad", or "" while nothing is decided; ``icon`` is the sign then."""

    tone: str
    title: str
    detail: str = ""
    hint: str = ""
    figures: tuple[Figure, ...] = ()
    rules: tuple[Rule, ...] = ()
    primary: Act | None = None
    other: Act | None = None
    note: str = ""
    icon: str = "redeem"


class VerdictPanel(QFrame):
    """Shows one answer at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = Answer("", "")
        self._brevity = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._sign = _Sign()
        self._title = Words("", "verdict", wrap=True)
        self._detail = Words("", "body", wrap=True)
        self._hint = Words("", "heading", wrap=True)
        self._figures = _Figures()
        self._rules = _Rules()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._note = Words("", "label")
        self.primary: Button | None = None
        self.other: Button | None = None
        self._lay_out()

    def show_answer(self, answer: Answer) -> None:
        """Show this one; it is read out where it says something new."""
        if answer == self.answer:
            return
        news = (answer.title, answer.detail) != (self.answer.title, self.answer.detail)
        self.answer = answer
        self._sign.show_sign(answer.tone, answer.icon)
        for words, text in ((self._title, answer.title), (self._detail, answer.detail), (self._hint, answer.hint)):
            words.setText(text)
            words.setVisible(bool(text))
        self._title.set_tone(answer.tone)
        self._fit_title()
        self._figures.show_figures(answer.figures, answer.tone)
        self._rules.show_rules(answer.rules)
        self._make_way()
        self._show_buttons(answer)
        self.updateGeometry()
        self.update()
        if news:
            announce(self, f"{answer.title}. {answer.detail} {answer.hint}".strip())

    def set_brevity(self, brevity: int) -> None:
        """With little height (1) the list of rules makes way, with less (2) the figures as well."""
        self._brevity = brevity
        above, below, between = _TIGHT if brevity else _ROOMY
        self._column.setContentsMargins(_SIDE, above, _SIDE, below)
        self._column.setSpacing(between)
        self._make_way()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(300), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        layout = self.layout()
        width = max(self.width(), theme().scaled(300))
        tall = layout.totalHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        return QSize(width, tall if tall > 0 else super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tone = theme(), self.answer.tone
        ground, line = (f"{tone}-soft", f"{tone}-line") if tone else ("surface", "line")
        rounded(QPainter(self), self.rect(), look.radius("card"), look.color(ground), look.color(line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()
        self._show_note()

    def _fit_title(self) -> None:
        """A verdict as large as one line allows: a second one of it would push the figures out of sight."""
        look = theme()
        room = self.width() - 2 * _SIDE - self._sign.sizeHint().width() - _HEAD_GAP
        roles = ("verdict", "number") if self.answer.tone else ("number",)
        fits = (role for role in roles if width_of(look.font(role), self.answer.title) <= room)
        self._title.set_role(next(fits, "name"))

    def _make_way(self) -> None:
        answer = self.answer
        self._rules.setVisible(bool(answer.rules) and not (self._brevity and answer.tone))
        self._figures.setVisible(bool(answer.figures) and self._brevity < 2)

    def _show_note(self) -> None:
        """A remark only: it makes way for the buttons."""
        self._note.setVisible(bool(self.answer.note) and self.width() >= theme().scaled(_NOTE_FROM))

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.setSpacing(_HEAD_GAP)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._title, self._detail, self._hint):
            words.addWidget(part)
            part.hide()
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addWidget(self._figures)
        column.addWidget(self._rules, 1)
        column.addLayout(self._buttons)
        self._figures.hide()
        self._rules.hide()
        self.set_brevity(0)

    def _show_buttons(self, answer: Answer) -> None:
        focused = any(one is not None and one.hasFocus() for one in (self.primary, self.other))
        empty(self._buttons)
        self.primary = _DeskButton(answer.primary, "primary") if answer.primary else None
        self.other = _DeskButton(answer.other, "quiet") if answer.other else None
        for button in (self.primary, self.other):
            if button is not None:
                self._buttons.addWidget(button)
        self._note = Words(answer.note, "label", tone="muted", wrap=True, right=True)
        self._buttons.addWidget(self._note, 1)
        self._buttons.addStretch()
        self._show_note()
        if focused and self.primary is not None:
            self.primary.setFocus()


class _Sign(QWidget):
    """A disc with a check, or a rounded square with a cross: told apart without colours."""

    def __init__(self) -> None:
        super().__init__()
        self._tone, self._icon = "", "redeem"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, tone: str, icon: str) -> None:
        self._tone, self._icon = tone, icon
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(_SIGN), theme().scaled(_SIGN))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, side = theme(), QPainter(self), self.width()
        if not self._tone:
            rounded(painter, self.rect(), side / 2, look.color("accent-soft"))
            size = side // 2
            draw_icon(painter, self._icon, "accent", (side - size) / 2, (side - size) / 2, size)
            return
        rounded(
            painter, self.rect(), side / 2 if self._tone == "good" else look.scaled(_SQUARE), look.color(self._tone)
        )
        painter.setPen(QPen(look.color("on-accent"), side / 22, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        good, bad = [((15, 29), (24, 38)), ((24, 38), (41, 20))], [((18, 18), (38, 38)), ((38, 18), (18, 38))]
        for (x, y), (to_x, to_y) in good if self._tone == "good" else bad:
            painter.drawLine(x * side // _SIGN, y * side // _SIGN, to_x * side // _SIGN, to_y * side // _SIGN)


class _Figures(QFrame):
    """Figures on a surface of their own, with hairlines between them."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: tuple[Figure, ...] = ()
        self._tone = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: tuple[Figure, ...], tone: str) -> None:
        self._figures, self._tone = figures, tone
        self.setAccessibleName("; ".join(f"{one.label} {one.figure}" for one in figures))
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(200, look.line_height("label") + look.line_height("number") + 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        line = look.color(f"{self._tone}-line" if self._tone else "line")
        rounded(painter, self.rect(), look.radius("well"), look.color("surface"), line)
        for at, (one, x, width) in enumerate(self._places()):
            if at:
                painter.fillRect(QRect(x, 1, 1, self.height() - 2), line)
            label = QRect(x + 16, 9, width - 24, look.line_height("label"))
            draw_text(painter, label, one.label, look.font("label"), look.color("text-muted"), LEFT)
            room = QRect(x + 16, label.bottom() + 1, width - 24, look.line_height("number"))
            roles = ("name",) if one.words else ("number", "name")
            role = next((role for role in roles if self._fits(one, role, room)), "heading")
            draw_text(painter, room, one.figure, look.font(role, bold=True), look.color(one.tone or "text"), LEFT)

    def _places(self) -> list[tuple[Figure, int, int]]:
        """Each with its left edge and width; a phrase takes as much as two figures."""
        shares = [9 if one.words else 5 for one in self._figures]
        places, x = [], 0
        for one, share in zip(self._figures, shares, strict=True):
            width = self.width() * share // sum(shares)
            places.append((one, x, width))
            x += width
        return places

    @staticmethod
    def _fits(one: Figure, role: str, room: QRect) -> bool:
        return width_of(theme().font(role, bold=True), one.figure) <= room.width()


class _Rules(Scrolled):
    """Two columns of rules where there is room; a failed one stands in its place, bold."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self._rules: tuple[Rule, ...] = ()
        self._lines: list[_RuleLine] = []
        self._columns = 0
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._show_failed)

    def show_rules(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        if len(self._lines) != len(rules):
            empty(self._grid)
            self._lines = [_RuleLine() for _one in rules]
            self._columns = 0
        for line, rule in zip(self._lines, rules, strict=True):
            line.show_rule(rule)
        self._lay()
        self._reveal.start()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, self._tall())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, min(self._tall(), theme().scaled(_STEP * _SHOWN)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
        self._reveal.start()
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @Slot()
    def _show_failed(self) -> None:
        """Have the rule in sight that decided."""
        for line, rule in zip(self._lines, self._rules, strict=True):
            if rule.passed is False:
                self.ensureWidgetVisible(line)
                return

    def _tall(self) -> int:
        layout = self.body
        if not self._lines:
            return 0
        layout.activate()
        width = self.viewport().width()
        return (
            max(layout.totalHeightForWidth(width), 0) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        )

    def _lay(self) -> None:
        columns = 2 if self.width() >= theme().scaled(_TWO_COLUMNS_FROM) and len(self._lines) > 1 else 1
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._lines) // columns)
        for at, line in enumerate(self._lines):
            self._grid.removeWidget(line)
            self._grid.addWidget(line, at % rows, at // rows, Qt.AlignmentFlag.AlignTop)
            line.show()  # at once: a line not yet shown would count as no height
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)


class _RuleLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._mark, self._words = _Mark(), Words("", "body", wrap=True)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_rule(self, rule: Rule) -> None:
        tone = {True: "good", False: "bad", None: "muted"}[rule.passed]
        self._mark.show_mark(tone, rule.icon)
        self._words.setText(rule.text)
        self._words.set_tone("" if tone == "good" or rule.icon else tone)
        self._words.set_bold(rule.passed is False)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._tone, self._icon = "muted", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, tone: str, icon: str) -> None:
        self._tone, self._icon = tone, icon
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("icon") + 2, theme().line_height("body"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        drawing, color = {
            "good": ("done", "good"),
            "bad": ("void", "bad"),
            "muted": ("help", "text-muted"),
        }[self._tone]
        size = theme().px("icon") + 2
        if self._icon:
            drawing, color = self._icon, "accent"
        draw_icon(QPainter(self), drawing, color, 0, (self.height() - size) / 2, size)


class _DeskButton(Button):
    """As high as what is done standing."""

    def __init__(self, act: Act, kind: str) -> None:
        super().__init__(act.text, kind="primary" if kind == "primary" else "quiet", key=act.key, then=act.then)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        width = self._wide() + 2 * self._side()
        if self.key:
            width += 20 + width_of(look.font("caption"), self.key)
        return QSize(width, look.px("control-desk"))

    def minimumSizeHint(self) -> QSize:
        """Its words; the key makes way."""
        return QSize(self._wide() + 2 * _EDGE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        words, muted = self._ground(painter)
        is_whole = self.width() >= self.sizeHint().width()
        side = self._side() if is_whole else 0
        room = QRect(side, 0, self._wide() + 1 if is_whole else self.width(), self.height())
        draw_text(painter, room, self.text(), self._font(), look.color(words), CENTER)
        if self.key and is_whole:
            line = look.color("on-accent" if self.kind == "primary" else "line")
            draw_key(painter, self.width() - side, self.height() // 2, self.key, line, look.color(muted))

    def _font(self) -> QFont:
        return theme().font("heading" if self.kind == "primary" else "body", bold=self.kind == "primary")

    def _wide(self) -> int:
        return width_of(self._font(), self.text())

    def _side(self) -> int:
        return 24 if self.kind == "primary" else 16
