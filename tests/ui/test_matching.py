"""What a name is found by: its words, its letters, its pinyin."""

from __future__ import annotations

import pytest

from storeassist.adapters.pinyin import syllables
from storeassist.ui.matching import score, spelled


@pytest.mark.parametrize(
    ("text", "typed", "points"),
    [("New offer", "new", 100), ("New offer", "off", 80), ("New offer", "ffer", 60), ("New offer", "nor", 20), ("New", "x", 0), ("New", "ｎｅ", 100)],
)
def test_a_name_is_found_by_its_words_and_letters(text: str, typed: str, points: int) -> None:
    assert score(text, typed) == points


@pytest.mark.parametrize(
    ("text", "typed", "points"),
    [
        *(("复购", typed, 80) for typed in ("fugou", "fg", "fug", "fgou", "fu gou", "FG", "fu'gou", "ｆｇ")),
        *(("重新打印", typed, 80) for typed in ("cxdy", "cxdayin")),  # 重 as in this word
        *(("还原这一份", typed, 70) for typed in ("huanyuan", "hy")),
        *(("商品", typed, 70) for typed in ("s", "shan", "shang")),
        *(("设置 PIN 码", typed, 50) for typed in ("zhima", "zm", "ma")),
        *(("复购", typed, 0) for typed in ("gf", "fugous", "uo", "复", "f1", "")),
        ("RFM", "r", 0),
    ],
)
def test_a_chinese_name_is_found_by_its_pinyin_and_its_initials(text: str, typed: str, points: int) -> None:
    assert spelled(syllables(text), typed) == points
