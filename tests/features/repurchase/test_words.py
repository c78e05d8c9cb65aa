"""What figures of the page are called."""

from __future__ import annotations

import pytest

from storeassist.features.repurchase.rules_words import times_usual


@pytest.mark.parametrize(("ratio", "words"), [(1.5, "1.5 ×"), (2.499, "2.4 ×"), (2.5, "2.5 ×"), (0.3, "0.3 ×")])
def test_nobody_below_a_limit_looks_as_if_past_it(ratio: float, words: str) -> None:
    assert times_usual(ratio) == words
