"""The Today page: what the shop did lately, whom to greet, and with what words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel

from storeassist.features.habits import store_rates
from storeassist.features.today import store, store_figures, words
from storeassist.features.today.panels_figures import FigureRow
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.clock import WallClock
from storeassist.ui.commands import command
from storeassist.ui.layouts import row
from storeassist.ui.page import Page
from storeassist.ui.theme import theme

if TYPE_CHECKING:
    from storeassist.features.habits.records import Repurchase
    from storeassist.features.today.panels import GreetingPanel
    from storeassist.features.today.panels_list import Queue
    from storeassist.features.today.records import Candidates, Figures, Prompt
    from storeassist.kernel.changes import Changes
    from storeassist.ui.widgets.card import Card

_READ_AGAIN_MINUTES = 10
"""So often the page reads by itself: "until now" moves on, and a new day begins."""

_LOW = 560
_OF_VISITS = ("customer", "customer_total", "order", "order_day", "visit", "shop_setting")


class TodayPage(Page):
    """The first thing in sight in the morning: figures at once, names as soon as those are painted."""

    shows: ClassVar = (*_OF_VISITS, "customer_tag", "prompt_answer")

    def build(self) -> None:
        """The figures; the queue and its message follow once these are in sight."""
        self.figures = FigureRow(4)
        self.body.addWidget(self.figures)
        self._lower = row()
        self.body.addLayout(self._lower, 1)
        self._is_painted = False
        self._sentence = ""
        self.after_paint(self._begin)
        self._figures: Figures | None = None
        self._known: tuple[Repurchase, Candidates] | None = None
        self._day_read: date | None = None
        self._reading = 0
        self.desk.changed.connect(self._on_news)
        self.desk.status_changed.connect(self._show_status)
        WallClock(self.desk, _READ_AGAIN_MINUTES, self).struck.connect(self.read_again)

    @cached_property
    def queue(self) -> Queue:
        """The list of names; made when the figures are in sight."""
        from storeassist.features.today.panels_list import Queue

        queue = Queue(self.desk)
        queue.chosen.connect(self._on_chosen)
        queue.table.activated.connect(self.commands["copy"].trigger)
        self._lower.insertWidget(0, queue, 5)
        self.setFocusProxy(queue.table.view)
        return queue

    @cached_property
    def panel(self) -> GreetingPanel:
        """The message to the one chosen."""
        from storeassist.features.today.panels import GreetingPanel

        panel = GreetingPanel(self.desk, self.commands)
        self._lower.addWidget(panel, 8)
        return panel

    @cached_property
    def welcome(self) -> Card:
        """What stands here while the shop knows nobody."""
        from storeassist.ui.widgets.card import Card
        from storeassist.ui.widgets.empty import EmptyState

        card = Card(inset=0)
        card.body.addWidget(
            EmptyState(
                _("Every morning, whom to greet and with what words."),
                _(
                    "As soon as the shop knows its customers and their visits, this page says how yesterday went, who stays"
                    " away longer than usual, and whose birthday is near. A spreadsheet from your till is enough to begin."
                ),
                _("Import…"),
                partial(self.desk.go, "imports", kind="customers"),
            )
        )
        self._lower.addWidget(card, 1)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the names need the room more than the definitions do."""
        self.figures.set_brief(self.height() < theme().scaled(_LOW))
        super().resizeEvent(event)

    def reload(self) -> None:
        """Read the figures, and whom to greet."""
        is_empty = store.is_empty(self.shop)
        self.figures.setVisible(not is_empty)
        if is_empty or "welcome" in vars(self):
            self.welcome.setVisible(is_empty)
        for part in ("queue", "panel"):
            if part in vars(self):
                getattr(self, part).setVisible(not is_empty)
        today = self.desk.today()
        if today != self._day_read:
            self._forget()
        self._day_read = today
        self._say(self._day(today))
        if is_empty:
            return
        if self._figures is None:
            self._figures = figures = store_figures.figures(self.shop, self.desk.now())
            told = [words.told_yesterday(figures, today), words.told_week(figures, today), words.told_new(figures.new)]
            self.figures.show_told([*told, *([] if self._known else [words.awaited_repurchase()])])
        if self._is_painted:
            self._read_all()

    @Slot()
    def read_again(self) -> None:
        """Time has passed: read everything anew."""
        self._forget()
        self.mark_stale()

    def open(self, **_more: Any) -> None:
        """The keys belong to the list of names."""
        if "queue" in vars(self):
            self.queue.table.view.setFocus()

    @command("Copy message", icon="copy", shortcut="Ctrl+C", place="hidden")
    def copy(self) -> None:
        """Put the words for the one chosen on the clipboard; or what the mouse has selected, such as a phone."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLabel) and focus.hasSelectedText():
            QGuiApplication.clipboard().setText(focus.selectedText())
            return
        name = _name_of(self._one())
        QGuiApplication.clipboard().setText(self.panel.message)
        self.desk.say(_("Copied for {name}: now paste it where you chat.", name=name), undo=False)

    @command("Sent, next", icon="check", shortcut="Ctrl+Return", place="hidden")
    def sent(self) -> None:
        """The message is sent: on to the next name."""
        from storeassist.features.today import actions

        self._answer(actions.done)

    @command("Later: ask again in 7 days", shortcut="Ctrl+D", place="hidden")
    def later(self) -> None:
        """Not now."""
        from storeassist.features.today import actions

        self._answer(actions.later)

    @command("Not this one: never ask again", shortcut="Ctrl+Shift+D", place="hidden")
    def never(self) -> None:
        """Do not name this customer for this reason any more."""
        from storeassist.features.today import actions

        self._answer(actions.never)

    @command("Other words", icon="redo", shortcut="Ctrl+R", place="hidden")
    def other_words(self) -> None:
        """Another wording of the message."""
        self._one()
        self.panel.other_words()

    @command("Open the customer", icon="customers", shortcut="Ctrl+O", place="hidden")
    def open_customer(self) -> None:
        """Show everything known of the one chosen."""
        self.desk.go("customers", customer_id=self._one().customer.id)

    def _begin(self) -> None:
        self._is_painted = True
        self.reload()
        self.open()

    def _read_all(self) -> None:
        """The slower half, which takes a look at every customer; kept, as answers do not change it."""
        now = self.desk.now()
        if self._known is None and store.is_large(self.shop):
            from storeassist.features.today import jobs

            self.desk.jobs.start_on_shop(jobs.read_all, now, done=partial(self._on_read, self._reading))
        else:
            self._show_names(self._known or (store_rates.repurchase(self.shop, now), store.candidates(self.shop, now)))

    def _on_read(self, reading: int, known: tuple[Repurchase, Candidates]) -> None:
        if reading == self._reading:  # else something changed meanwhile, and what was read is of before
            self._show_names(known)

    def _show_names(self, known: tuple[Repurchase, Candidates]) -> None:
        from storeassist.features.today import birthdays

        self._known = repurchase, candidates = known
        morning = store.morning(self.shop, candidates)
        if self._figures is not None:
            self.figures.cards[-1].show_told(words.told_repurchase(repurchase, self._figures, morning.today))
        self.queue.show_morning(morning)
        self.panel.show_prompt(self.queue.current())
        waiting = len(morning.waiting)
        parts = [
            self._day(morning.today),
            birthdays.show_lunar(morning.today),
            many("{n} to greet, about {n} minute", "{n} to greet, about {n} minutes", waiting) if waiting else "",
            many("{n} wants no messages", "{n} want no messages", morning.refused) if morning.refused else "",
        ]
        self._say("·".join(filter(None, parts)))

    def _answer(self, act: Callable[..., str]) -> None:
        prompt = self._one()
        self.desk.say(act(self.shop, prompt.customer.id, prompt.kind, self.desk.now()))

    def _one(self) -> Prompt:
        prompt = self.queue.current()
        if prompt is None:
            raise UserError("Choose a name first.")
        return prompt

    def _day(self, today: date) -> str:
        return _("{weekday} {day}", weekday=words.weekday(today), day=show_day(today, today))

    def _say(self, sentence: str) -> None:
        self._sentence = sentence
        self._show_status()

    @Slot(object)
    def _on_news(self, changes: Changes) -> None:
        if changes.touch(*_OF_VISITS):
            self._forget()

    def _forget(self) -> None:
        self._figures = self._known = None
        self._reading += 1

    @Slot()
    def _show_status(self) -> None:
        """The last backup stands in the sentence; when it asks for a look, in a line of its own."""
        status = self.desk.status
        is_bad = status is not None and status.tone == "bad"
        if status is not None and is_bad:
            page = status.page
            self.notice(status.text, _("Have a look") if page else "", partial(self.desk.go, page) if page else None)
        else:
            self.notice("")
        self.set_sentence("·".join(filter(None, (self._sentence, "" if status is None or is_bad else status.text))))

    def _on_chosen(self) -> None:
        self.panel.show_prompt(self.queue.current())


def _name_of(prompt: Prompt) -> str:
    return prompt.customer.name or prompt.customer.number
