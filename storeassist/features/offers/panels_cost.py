"""Reads what the shop's bills tell of an offer's cost: at once in a small shop, meanwhile in a large one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from storeassist.features.offers.records import Terms
from storeassist.features.offers.rules_cost import Figures
from storeassist.features.offers.store_cost import figures, is_large
from storeassist.ui.desk import Desk


class Reckoner(QObject):
    """Answers the last question: ``told`` hears the terms with the figures, or with None while these are being read."""

    def __init__(self, desk: Desk, parent: QObject, told: Callable[[Terms, Figures | None], None]) -> None:
        super().__init__(parent)
        self._desk, self._told = desk, told
        self._asked: Terms | None = None
        self._is_reading = False

    def ask(self, terms: Terms) -> None:
        """Ask for the figures of an offer with these terms."""
        if not is_large(self._desk.shop, self._desk.now()):
            self.forget()
            self._told(terms, figures(self._desk.shop, terms, self._desk.now()))
            return
        self._asked = terms
        self._told(terms, None)
        if not self._is_reading:
            self._read()

    def forget(self) -> None:
        """Nothing is waited for any more."""
        self._asked = None

    def _read(self) -> None:
        terms, now = self._asked, self._desk.now()
        if terms is None:
            return
        self._is_reading = True
        self._desk.jobs.start_on_shop(
            lambda _job, shop: figures(shop, terms, now), done=partial(self._on_read, terms), failed=self._on_failed
        )

    def _on_read(self, terms: Terms, found: Figures) -> None:
        self._is_reading = False
        if terms is self._asked:
            self._asked = None
            self._told(terms, found)
        elif self._asked is not None:
            self._read()

    def _on_failed(self, error: Exception) -> None:
        self._is_reading, self._asked = False, None
        self._desk.fail(error)
