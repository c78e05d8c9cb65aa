"""How well the name of a thing fits what is typed: as it is shown, in Chinese, and as Chinese is spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from storeassist.kernel.jobs import Job
from storeassist.kernel.text import said_in

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

Reading = Callable[[str], tuple[str, ...]]
"""How a text is read, one syllable a character."""

_Known = tuple[str, tuple[str, ...]]


class ChineseNames(QObject):
    """The Chinese names of what is shown, whatever language is spoken, and their syllables; learnt in the background."""

    learnt = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._known: dict[str, _Known] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Look names up that are not known yet: the dictionary of readings takes a moment to load."""
        new = [text for text in texts if text not in self._known]
        self._known |= {text: (text, ()) for text in new}
        for read in self._desk.slot("search.reading") if new else ():
            self._desk.jobs.start(_look_up, new, read, done=self._keep)

    def fit(self, text: str, typed: str) -> int:
        """How well ``typed`` fits the thing that is shown as ``text``; half as well by a name that is not shown."""
        name, syllables = self._known.get(text, (text, ()))
        by_sound = spelled(syllables, typed)
        if name == text:
            return max(score(text, typed), by_sound)
        return max(score(text, typed), score(name, typed) // 2, by_sound // 2)

    def _keep(self, found: dict[str, _Known]) -> None:
        self._known.update(found)
        self.learnt.emit()


def score(text: str, typed: str) -> int:
    """How well ``typed`` fits: at the start, at a word, inside, or its letters in order (0: not at all)."""
    text, typed = _folded(text), _folded(typed)
    at = text.find(typed)
    if at == 0:
        return 100
    if at > 0:
        return 80 if not text[at - 1].isalnum() else 60
    place = -1
    for letter in typed:
        place = text.find(letter, place + 1)
        if place < 0:
            return 0
    return 20


def spelled(syllables: tuple[str, ...], typed: str) -> int:
    """How well ``typed`` spells them, each in full or by its first letters (fugou, fug, fg): all, from the first on, inside."""
    letters = re.sub(r"[\s'’]", "", _folded(typed))  # fu'gou is how some write it
    if not letters.isascii() or not letters.isalpha():
        return 0
    if _spells(syllables, letters, to_the_end=True):
        return 80
    if _spells(syllables, letters):
        return 70
    return 50 if any(_spells(syllables[at:], letters) for at in range(1, len(syllables))) else 0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _spells(syllables: tuple[str, ...], letters: str, *, to_the_end: bool = False) -> bool:
    if not letters or not syllables:
        return not letters and not (to_the_end and syllables)
    first = syllables[0]
    ends = range(1, len(first) + 1)
    return any(
        letters.startswith(first[:end]) and _spells(syllables[1:], letters[end:], to_the_end=to_the_end) for end in ends
    )


def _look_up(_job: Job, texts: list[str], read: Reading) -> dict[str, _Known]:
    names = {text: said_in("zh_CN", text) for text in texts}
    return {text: (name, read(name)) for text, name in names.items()}
