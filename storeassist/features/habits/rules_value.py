"""When customers have brought what it cost to win them, and how many are the top few per cent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storeassist.features.habits.records_value import Known, SourceValue, Value, spent

TOP_PERCENT = (3, 10, 20)


def source_value(
    source: str, value: Value, by_day: Sequence[tuple[int, Known]], said_fen: int | None, cards_fen: int | None
) -> SourceValue:
    """A source with its costs; ``by_day`` is what its customers brought by days since their first visits, in order."""
    cost = spent(said_fen, cards_fen)
    profits = ((age, known.profit_fen) for age, known in by_day)
    return SourceValue(source, value, said_fen, cards_fen, None if cost is None else payback_days(cost, profits))


def payback_days(spent_fen: int, profits: Iterable[tuple[int, int]]) -> int | None:
    """The first day on which the gross profit adds up to what was spent; None while it does not.

    ``profits`` are days since the first visit, in order, and what was brought on them.
    """
    total = 0
    for day, fen in profits:
        total += fen
        if total >= spent_fen:
            return day
    return None


def top_count(customers: int, percent: int) -> int:
    """How many customers the top per cent are, at least one of any."""
    return -(-customers * percent // 100)
