"""How Chinese is spelled in Latin letters: names with every reading they may have, other texts as they are read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice, product
from threading import Lock

from storeassist.kernel.names import DOUBLE_SURNAMES, SURNAME_READINGS

GIVEN_NAME_READINGS = {
    "乐": ("le", "yue"), "茜": ("qian", "xi"), "行": ("xing", "hang"), "朝": ("chao", "zhao"), "晟": ("sheng", "cheng"),
    "柏": ("bai", "bo"), "莎": ("sha", "suo"), "娜": ("na", "nuo"), "筠": ("yun", "jun"), "盛": ("sheng", "cheng"),
    "长": ("chang", "zhang"), "重": ("chong", "zhong"), "绿": ("lv", "lu"), "露": ("lu", "lou"), "传": ("chuan", "zhuan"),
    "曾": ("zeng", "ceng"), "单": ("dan", "shan"), "少": ("shao",), "好": ("hao",), "婷": ("ting",), "尧": ("yao",),
    "朴": ("pu", "piao"), "解": ("jie", "xie"), "藏": ("zang", "cang"), "调": ("diao", "tiao"), "谌": ("chen", "shen"),
    "夏": ("xia",), "缪": ("miao", "mou"), "强": ("qiang", "jiang"), "种": ("zhong", "chong"), "系": ("xi", "ji"),
}  # fmt: skip
"""Characters of given names that people read in more than one way."""

_loading = Lock()
_WITHOUT_WORDS = "PYPINYIN_NO_PHRASES"
_BETWEEN, _PIECE = '],\n"', 40_000
"""What stands where a word of pypinyin's file begins, and after how many characters a piece of it ends."""

MOST_SPELLINGS = 12
"""Spellings kept of one name; a name of many heteronyms has more, which nobody types."""


def spellings(name: str) -> list[tuple[str, ...]]:
    """Every likely spelling of ``name``, one syllable a character; characters that are not Chinese are left out.

    曾乐 gives (zeng, le), (zeng, yue), (ceng, le) ... The readings of rare characters come from pypinyin.
    """
    chinese = [c for c in name if "一" <= c <= "鿿"]
    if not chinese:
        return []
    choices = [readings for readings in (_surname(chinese[0]), *map(_readings, chinese[1:])) if readings]
    if not choices:  # characters so rare that nobody knows how to read them
        return []
    found = list(islice(product(*choices), MOST_SPELLINGS))
    if len(chinese) > 2 and (double := DOUBLE_SURNAMES.get("".join(chinese[:2]))):
        found = [*((*double, *rest) for rest in islice(product(*choices[2:]), MOST_SPELLINGS // 2)), *found]
    return list(dict.fromkeys(found))


def syllables(text: str) -> tuple[str, ...]:
    """How a text is read, one syllable a character and word by word (重新 is chong xin); what is not Chinese is left out."""
    load_readings()
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors="ignore"))


def load_readings() -> None:
    """Load the readings of all characters and words, a quarter of a second the first time.

    pypinyin reads its words in one piece, for a tenth of a second in which no other thread gets a turn, not even the
    window's. Here they are read in many.
    """
    with _loading:
        _load_once()


@cache
def _load_once() -> None:
    os.environ[_WITHOUT_WORDS] = "1"
    try:
        import pypinyin
    finally:
        del os.environ[_WITHOUT_WORDS]
    words: dict[str, list[list[str]]] = {}
    for piece in _pieces((files("pypinyin") / "phrases_dict.json").read_text("utf-8")):
        words.update(json.loads(piece))
    pypinyin.load_phrases_dict(words)


def _pieces(text: str) -> Iterator[str]:
    """A long JSON object of lists as many short ones, which together say the same."""
    start, end = text.index("{") + 1, text.rindex("}")
    while (cut := text.find(_BETWEEN, start + _PIECE, end)) >= 0:
        yield f"{{{text[start : cut + 1]}}}"
        start = cut + len("],")
    yield f"{{{text[start:end]}}}"


@cache
def _surname(character: str) -> tuple[str, ...]:
    return SURNAME_READINGS.get(character) or _commonest(character)


@cache
def _readings(character: str) -> tuple[str, ...]:
    return GIVEN_NAME_READINGS.get(character) or _commonest(character)


def _commonest(character: str) -> tuple[str, ...]:
    """The usual reading of one character as typed (ü is v). All readings of all characters would find 王 under "yu"."""
    if not "一" <= character <= "鿿":
        return ()
    load_readings()
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(character, style=Style.NORMAL, v_to_u=False, errors="ignore"))
