"""Whether two names may be one person's: written or sounding alike, or one of them only a surname."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from storeassist.adapters.likeness import is_like_any
from storeassist.adapters.pinyin import spellings
from storeassist.features.duplicates.records import Reason

_TITLES = ("女士", "先生", "小姐", "太太", "老师", "老板", "经理", "阿姨", "总", "姐", "哥", "师傅")
_SOUNDS_ALIKE = 0.84
_WRITTEN_ALIKE = 0.66
"""One character of three differs: 单晓岚 and 单晓兰. Of two characters both must agree, or sound alike."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: without blanks, width and case; its sounds, and of Chinese ones those of the surname's
    first character; what stands before a title.
    """

    written: str
    spoken: frozenset[str]
    begins: frozenset[str]
    titled: str


def compare_names(one: str, other: str) -> Reason:
    """What two names say about their bearers."""
    a, b = _heard(one), _heard(other)
    if not a.written or not b.written:
        return Reason.NO_NAME
    if a.written == b.written:
        return Reason.SAME_NAME
    if not a.spoken.isdisjoint(b.spoken):
        return Reason.SAME_SOUND
    return Reason.LIKE_NAME if _are_alike(a, b) else Reason.OTHER_NAME


def folded(name: str) -> str:
    """A name without blanks, width and case, by which the same one written twice is known."""
    return _heard(name).written


def _are_alike(a: _Name, b: _Name) -> bool:
    if a.begins and b.begins and a.begins.isdisjoint(b.begins):  # a surname is rarely got wrong, and many are near
        return False
    if (a.titled and b.written.startswith(a.titled)) or (b.titled and a.written.startswith(b.titled)):
        return True
    if not a.begins or not b.begins:
        return is_like_any(a.spoken or [a.written], b.spoken or [b.written], _SOUNDS_ALIKE)
    if min(len(a.written), len(b.written)) > 2 and is_like_any([a.written], [b.written], _WRITTEN_ALIKE):
        return True
    return is_like_any(a.spoken, b.spoken, _SOUNDS_ALIKE)


@lru_cache(maxsize=200_000)
def _heard(name: str) -> _Name:
    written = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    readings = spellings(written)
    spoken, begins = frozenset(map("".join, readings)), frozenset(syllables[0] for syllables in readings)
    title = next((title for title in _TITLES if written.endswith(title)), "")
    return _Name(written, spoken, begins, written.removesuffix(title) if title else "")
