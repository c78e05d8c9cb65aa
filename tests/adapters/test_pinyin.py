"""Names are spelled as people read them; what nobody can read is no hindrance."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from storeassist.adapters import pinyin
from storeassist.adapters.pinyin import spellings


@pytest.mark.parametrize("name", ["", "Anna", "龦", "龦龦", "龦 Anna"])
def test_a_name_nobody_can_read_has_no_spelling(name: str) -> None:
    assert spellings(name) == []


def test_a_rare_character_beside_a_common_one_is_left_out() -> None:
    assert spellings("王龦") == [("wang",)]


def test_all_words_are_read_though_in_pieces() -> None:
    pinyin.load_readings()
    from pypinyin import constants

    whole = json.loads((files("pypinyin") / "phrases_dict.json").read_text("utf-8"))
    assert whole == constants.PHRASES_DICT
    assert pinyin.syllables("银行行长去重庆") == ("yin", "hang", "hang", "zhang", "qu", "chong", "qing")
