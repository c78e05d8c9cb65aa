"""The Help page: the topics at the left, the article at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from storeassist.features.help import store
from storeassist.features.help.records import TOPICS, Found
from storeassist.features.help.rules import fitting
from storeassist.kernel.text import _
from storeassist.ui.commands import command
from storeassist.ui.layouts import row
from storeassist.ui.page import Page
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.article import Article
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.search import SearchField

_TOPIC_FILE, _PAGE = ".md", "page:"


class HelpPage(Page):
    """Lists the topics, and shows the one chosen."""

    shows: ClassVar = ()

    def build(self) -> None:
        """The search field, the topics, the article."""
        self.set_sentence(_("F1 opens the help of the page you are on, Esc brings you back to it."))
        self.search = SearchField(_("Search the help"))
        self.body.addWidget(FilterRow(self.search))
        self._found: dict[int, Found] = {}
        topic: Column[Found] = Column("Topic", lambda one: (one.topic.title, one.detail), kind="two-line", stretch=True)
        self.table: RecordTable[Found] = RecordTable(self.desk, "help", _("Topics"), [topic], self._fetch, two_line=True)
        self.search.went_down.connect(self.table.take_keys)
        self.table.set_nothing_found(_("The help says nothing about this."), lambda: self.search.set_text(""))
        self.article = Article()
        card = Card(inset=0)
        card.body.addWidget(self.article)
        beside = QWidget()
        parts = row(beside)
        parts.addWidget(self.table, 2)
        parts.addWidget(card, 5)
        self.body.addWidget(beside, 1)
        self.search.changed.connect(self.reload)
        self.table.selected.connect(self._show_article)
        self.article.followed.connect(self.follow)

    def reload(self) -> None:
        """List the topics that fit what is sought."""
        found = fitting(store.topics(), self.search.text())
        self._found = {one.id: one for one in found}
        self.table.show_ids([one.id for one in found], filtered=bool(self.search.text().strip()))
        self.table.refresh()
        if found and not self.table.selected_ids():
            self.table.select([found[0].id])
        self._show_article()

    def open(self, topic: str = "", text: str = "", **_more: Any) -> None:
        """Show an article, or that of a page by the key of its feature; ``text`` is what was sought in it."""
        if not topic:
            return
        if text != self.search.text():
            self.search.set_text(text)
        self.table.select([TOPICS.index(self._topic_of(topic))])
        self.setFocus()

    def place(self) -> dict[str, Any]:
        """The article in sight, and what was sought."""
        at = self.table.current_id()
        return {"topic": "" if at is None else TOPICS[at], "text": self.search.text()}

    @command("Back", icon="back", shortcut="Esc", place="header")
    def leave(self) -> None:
        """Go back to where the owner was."""
        self.desk.back()

    def follow(self, link: str) -> None:
        """Go where a link of the article leads: to another topic, or to a page of the app."""
        if link.endswith(_TOPIC_FILE):
            self.open(link.removesuffix(_TOPIC_FILE))
        elif link.startswith(_PAGE):
            self.desk.go(link.removeprefix(_PAGE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reading comes first. Not a focus proxy, with which Tab would go past the topics."""
        self.article.setFocus(event.reason())

    def _topic_of(self, key: str) -> str:
        """The topic of this name; of a page that has none, that of the page it is a part of."""
        if key in TOPICS:
            return key
        parent = next((one.parent for one in self.desk.features if one.key == key), "")
        return self._topic_of(parent) if parent else TOPICS[0]

    def _fetch(self, ids: Sequence[int]) -> list[Found]:
        return [self._found[at] for at in ids if at in self._found]

    def _show_article(self) -> None:
        ids = self.table.selected_ids()
        if ids and ids[0] in self._found:
            topic = self._found[ids[0]].topic
            self.article.read(topic.title, topic.text, self.search.text())
