"""How alike two texts are, by rapidfuzz."""

from __future__ import annotations

from collections.abc import Iterable


def is_like_any(one: Iterable[str], other: Iterable[str], least: float) -> bool:
    """Whether a text of the one is like a text of the other: of all letters, the share ``least`` need not change."""
    from rapidfuzz.distance import Indel

    similarity = Indel.normalized_similarity
    return any(similarity(a, b, score_cutoff=least) for a in one for b in other)
