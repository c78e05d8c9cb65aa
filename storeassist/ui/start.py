"""What the program shows before a shop is open: three ways to begin, and the shops that were open lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from storeassist.kernel.jobs import Job
from storeassist.kernel.paths import SHOP_SUFFIX
from storeassist.kernel.text import LANGUAGES, _, language
from storeassist.ui.ask import Ask
from storeassist.ui.crash import in_words
from storeassist.ui.focus import FocusRing
from storeassist.ui.jobs import JobRunner, RunningJob
from storeassist.ui.layouts import ScrollColumn
from storeassist.ui.new_shop import SHOP_FILES, NewShopDialog
from storeassist.ui.recent import Recent
from storeassist.ui.theme import theme
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, empty
from storeassist.ui.widgets.choice import Choice, Seal, ShopRow
from storeassist.ui.widgets.drop import dropped_file
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.widgets.words import Words

_ONE_COLUMN_BELOW = 860
_WIDEST, _WIDEST_ALONE = 1120, 760
_SIDE, _ENDS = 48, 32


@dataclass(frozen=True)
class Doors:
    """Where the start page leads. ``new`` and ``bring`` raise UserError.

    ``practise`` and ``put_back``, which takes the shop file and a backup of it, are slow work and return a shop file.
    """

    open: Callable[[Path], Any]
    new: Callable[[Path, str], Any]
    bring: Callable[[Path, str, Path | None], Any]
    practise: Callable[[Job], Path]
    put_back: Callable[[Path, Path, Job], Path]
    practice_shop: Callable[[], Path]
    recent: Callable[[], list[Recent]]
    forget: Callable[[Path], Any]
    speak: Callable[[str], Any]
    has_shop: Callable[[], bool]


class StartWindow(QMainWindow):
    """Three choices, a file of one's own, the shops of before; in words why one could not be opened."""

    left = Signal(object)
    """This window was closed."""

    def __init__(self, ask: Ask, doors: Doors) -> None:
        super().__init__()
        self._ask, self._doors = ask, doors
        self._jobs = JobRunner(None, self._fail, self)
        self._job: RunningJob | None = None
        self._problem: Notice | None = None
        self.setWindowTitle(_("StoreAssist"))
        self.setAcceptDrops(True)
        self._panels = QStackedWidget()
        self._panels.setProperty("role", "pages")
        self._panels.addWidget(self._first())
        self._panels.addWidget(self._second())
        self.setCentralWidget(self._panels)
        FocusRing(self)
        for key, act in self._keys():
            QShortcut(QKeySequence(key), self, act)
        self.setMinimumSize(480, 420)
        room = self.screen().availableGeometry()
        self.resize(min(theme().scaled(980), room.width() - 40), min(theme().scaled(620), room.height() - 60))

    @property
    def problem(self) -> str:
        """Why the last try failed; "" when it did not."""
        return self._problem.words.text() if self._problem else ""

    def show_problem(self, text: str, link: str = "", then: Callable[[], Any] | None = None) -> None:
        """Say why something could not be done, and its cure; "" takes it back."""
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None
        if text:
            self._problem = Notice(text, link, then, tone="bad")
            self._problems.addWidget(self._problem)

    def read(self) -> None:
        """Look anew which shops there are."""
        self.choices[0].set_words(*self._words_of_practice())
        self.back_button.setVisible(self._doors.has_shop())
        recent = self._doors.recent()
        empty(self._rows)
        for one in recent:
            self._rows.addLayout(self._row(one))
        self._rows.addStretch(1)
        self._lately.setVisible(bool(recent))
        self._fit()
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def practise(self) -> None:
        """Make the practice shop, unless there is one, and open it."""
        self._open_made(
            self._doors.practise,
            _("Making the practice shop"),
            _("A year of invented guests and bills for a noodle shop. This takes a few seconds."),
        )

    def offer_backup(self, problem: str, shop: Path) -> None:
        """Say why a shop file cannot be opened, and that a backup can take its place."""
        self.show_problem(problem, _("Put back a backup…"), partial(self.ask_backup, shop))

    def ask_backup(self, shop: Path) -> None:
        """Ask which backup takes the place of a shop file, and open that."""
        from storeassist.kernel.backups_folders import home

        if not self._is_busy():
            then = partial(self._put_back, shop)
            self._ask.open_file(self, _("Which backup?"), SHOP_FILES, str(home()), then=then)

    def cancel(self) -> None:
        """Stop what is being made, of which nothing is left; else go back to the shop that is open, if one is."""
        if self._job is not None:
            self._job.cancel()
        elif self._doors.has_shop():
            self.close()

    def ask_bring(self, file: Path | None = None) -> None:
        """Ask for the name of a new shop that ``file``, or one still to be chosen, is imported into."""
        if not self._is_busy():
            make = partial(self._bring, file)
            NewShopDialog(self, self._ask, make, save=_("Create the shop and import")).open()

    def ask_new(self) -> None:
        """Ask for the name and the place of a new shop."""
        if not self._is_busy():
            NewShopDialog(self, self._ask, self._doors.new).open()

    def ask_open(self) -> None:
        """Ask for a shop file and open it."""
        if not self._is_busy():
            self._ask.open_file(self, _("Open a shop file"), SHOP_FILES, then=self._doors.open)

    def take(self, file: Path) -> None:
        """Do with a file what is meant by dropping it here: a shop is opened, a spreadsheet imported."""
        if self._is_busy() or not file.is_file():
            return
        if file.suffix.lower() == SHOP_SUFFIX:
            self._doors.open(file)
        else:
            self.ask_bring(file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would put it on the first thing of the page

    def closeEvent(self, event: QCloseEvent) -> None:
        self._jobs.stop_all()
        super().closeEvent(event)
        self.left.emit(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if (file := dropped_file(event.mimeData())) and file.is_file() and not self._is_busy():
            self.choices[1].set_over(file.suffix.lower() != SHOP_SUFFIX)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.choices[1].set_over(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self.choices[1].set_over(False)
        if file := dropped_file(event.mimeData()):
            event.acceptProposedAction()
            self.take(file)

    # --- laying out ---

    def _first(self) -> QWidget:
        page = ScrollColumn()
        page.setProperty("role", "page")
        self._outer = outer = page.body
        outer.setSpacing(20)
        page.middle()
        outer.addLayout(self._head())
        self._problems = QVBoxLayout()
        outer.addLayout(self._problems)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(24)
        self._columns.addLayout(self._ways(), 3)
        self._columns.addWidget(self._lately_card(), 2)
        outer.addLayout(self._columns)
        return page

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Seal(_("StoreAssist")))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(_("StoreAssist"), "title"))
        words.addWidget(
            Words(
                _("Know your guests, and bring them back. Everything stays in one file on this computer."),
                tone="muted",
                wrap=True,
            )
        )
        row.addLayout(words, 1)
        self.back_button = Button(_("Back to the shop"), icon="back", key="Esc", then=self.close)
        row.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        other = next(key for key in LANGUAGES if key != language())
        speak = Button(LANGUAGES[other], kind="link", small=True, then=lambda: self._doors.speak(other))
        row.addWidget(speak, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _fit(self) -> None:
        """The shops stand beside the choices where there is room; lines are never wider than one likes to read."""
        look, alone = theme(), self._lately.isHidden()
        narrow = self.width() < look.scaled(_ONE_COLUMN_BELOW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        widest = look.scaled(_WIDEST_ALONE if alone or narrow else _WIDEST)
        side = max(_SIDE, (self.width() - widest) // 2)
        self._outer.setContentsMargins(side, _ENDS, side, _ENDS)

    def _ways(self) -> QVBoxLayout:
        self.choices = [
            Choice(*self._words_of_practice(), "practice", "1", self.practise),
            Choice(
                _("Bring your customers from Excel"),
                _(
                    "Members, bills, products, as your till exports them. You see what becomes of each row before it counts."
                ),
                "file",
                "2",
                self.ask_bring,
            ),
            Choice(
                _("Start with an empty shop"),
                _("Add one customer after the other, and import whenever you like."),
                "shop",
                "3",
                self.ask_new,
            ),
        ]
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(Words(_("How do you want to begin?"), "heading"))
        for choice in self.choices:
            column.addWidget(choice)
        self.open_button = Button(_("Open a shop file…"), icon="open", key="Ctrl+O", then=self.ask_open)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.open_button)
        row.addWidget(
            Words(_("Or drop a shop file or a spreadsheet on this window."), "label", tone="muted", wrap=True), 1
        )
        column.addLayout(row)
        column.addStretch(1)
        return column

    def _lately_card(self) -> QWidget:
        self._lately = QWidget()
        column = QVBoxLayout(self._lately)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Words(_("Recent shops"), "heading"))
        card = Card(inset=8)
        card.body.setSpacing(2)
        self._rows = card.body
        column.addWidget(card)
        column.addStretch(1)
        return self._lately

    def _row(self, shop: Recent) -> QHBoxLayout:
        there = shop.path.exists()
        tag, tone = (_("Practice"), "") if shop.is_practice else ("", "")
        if not there:
            tag, tone = _("Not there"), "warn"
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(ShopRow(shop.name, str(shop.path), partial(self._open_recent, shop.path), tag, tone), 1)
        if not there:
            drop = partial(self._forget, shop.path)
            row.addWidget(
                Button(_("Take {name} off this list", name=shop.name), kind="icon", icon="close", small=True, then=drop)
            )
        return row

    def _second(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 40, 48, 32)
        self._making = card = Card(_("Making the practice shop"), inset=16)
        card.setFixedWidth(theme().scaled(400))
        self._making_what = Words("", tone="muted", wrap=True)
        card.body.addWidget(self._making_what)
        self._bar = ProgressBar()
        card.body.addWidget(self._bar)
        self._cancel = Button(_("Cancel"), key="Esc", then=self.cancel)
        card.body.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        row = QHBoxLayout()  # an alignment instead would not let the words wrap
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _words_of_practice(self) -> tuple[str, str]:
        if self._doors.practice_shop().exists():
            return _("Go on in the practice shop"), _("The invented noodle shop, as you left it.")
        return _("Look around in a practice shop"), _(
            "An invented year of a noodle shop with 40 seats: 900 guests, 14,000 bills. Gone again with one click."
        )

    # --- acting ---

    def _keys(self) -> list[tuple[str, Callable[[], Any]]]:
        return [
            *((str(at), choice.click) for at, choice in enumerate(self.choices, 1)),
            *(("Ctrl+O", self.ask_open), ("Ctrl+N", self.ask_new), ("Esc", self.cancel)),
            *(("Down", partial(self._step, 1)), ("Up", partial(self._step, -1))),
        ]

    def _step(self, step: int) -> None:
        """Arrows go through the choices and the shops."""
        stops = [*self.choices, self.open_button, *self._lately.findChildren(ShopRow)]
        here = self.focusWidget()
        at = stops.index(here) + step if here in stops else 0
        if self._job is None and 0 <= at < len(stops):
            stops[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _open_made(self, work: Callable[[Job], Path], title: str, sentence: str) -> None:
        """Have a shop file made, with a bar and a way to stop it, and open it."""
        if self._is_busy():
            return
        self.show_problem("")
        self._making.set_title(title)
        self._making_what.setText(sentence)
        self._bar.set_fraction(0)
        self._panels.setCurrentIndex(1)
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._job = self._jobs.start(
            work,
            done=self._on_made,
            failed=self._on_failed,
            cancelled=self._show_choices,
            progress=lambda done, total, _text: self._bar.set_fraction(done / total if total else 0),
        )

    def _put_back(self, shop: Path, backup: Path) -> None:
        self._open_made(
            partial(self._doors.put_back, shop, backup),
            _("Putting back the backup"),
            _("Nothing is changed before it proves to be whole."),
        )

    def _is_busy(self) -> bool:
        """One thing at a time: a question is open, or a shop file is being made."""
        return self._job is not None or QApplication.activeModalWidget() is not None

    def _bring(self, file: Path | None, place: Path, name: str) -> None:
        self._doors.bring(place, name, file)

    def _open_recent(self, path: Path) -> None:
        if not self._is_busy():
            self._doors.open(path)

    def _forget(self, path: Path) -> None:
        self._doors.forget(path)
        self.show_problem("")
        self.read()

    def _on_made(self, path: Path) -> None:
        self._show_choices()
        self._doors.open(path)

    def _on_failed(self, error: Exception) -> None:
        self._show_choices()
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.show_problem(in_words(error))

    def _show_choices(self) -> None:
        self._job = None
        self._panels.setCurrentIndex(0)
        self.read()
