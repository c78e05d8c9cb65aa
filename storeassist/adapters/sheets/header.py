"""Tells headings, titles, totals and data apart in the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from storeassist.adapters.sheets.records import Cell, Row, is_blank

_LOOK_AT = 40
_TOTAL = re.compile(
    r"(本页|本月|本日|当日|全部|金额|数量|总)?(合计|总计|小计|汇总|共计|累计|總計|合計|小計|匯總)(金额|数量)?"
    r"|(grand|sub)?-?totals?",
    re.IGNORECASE,
)
_IN_TOTAL_WORDS = re.compile("[计計总總lL]")
"""Every word for "total" has one of these: looking for them in many cells at once is far faster than at each."""

_TOTAL_END = re.compile(r"[\s\u3000:：()（）元¥￥]+")
_FIGURE = re.compile(r"[\s¥￥$+\-−]*[\d０-９][\d０-９,，.．/:：\s年月日时分%-]*(元|块|T[\d:]+)?\Z")
_COUNT = re.compile(r"共?\s*\d+\s*[笔单条行个张份桌人次位件]?")


def _never(_heading: str) -> bool:
    return False


def find_header(rows: Sequence[Row], known: Callable[[str], bool] = _never) -> int | None:
    """The index of the row that holds the headings, or None when nothing is written in ``rows``.

    ``known`` says whether a text is the name of a column; without its help the widest row of short, differing
    texts above figures wins. A table without headings yields its first filled row, so look whether those are known.
    """
    best, best_score = None, float("-inf")
    width = max((_filled(row) for row in rows[:_LOOK_AT]), default=0)
    for index, row in enumerate(rows[:_LOOK_AT]):
        if is_blank(row):
            continue
        score = _score(row, rows[index + 1 : index + 6], width, known) - index / 100
        if score > best_score:
            best, best_score = index, score
    return best


def _filled(row: Row) -> int:
    return sum(value is not None for value in row)


def _score(row: Row, below: Sequence[Row], width: int, known: Callable[[str], bool]) -> float:
    """How much a row looks like headings: known names count most, figures against it."""
    texts = [value.strip() for value in row if isinstance(value, str)]
    labels = [text for text in texts if len(text) <= 30 and not _FIGURE.match(text)]
    filled = _filled(row)
    score = 3.0 * sum(known(label) for label in labels)
    score += 2.0 * len(set(labels)) / max(width, 1) - 2.0 * (filled - len(labels)) / filled
    if filled == 1 and width > 1:
        score -= 2.0  # a title, or a note
    if any(_filled(later) >= filled * 0.5 for later in below):
        score += 0.5
    if is_total_row(row):
        score -= 3.0
    return score


def records_among(rows: Sequence[Row]) -> list[int]:
    """The indexes of the rows below the headings that are neither blank nor a total."""
    firsts = [
        row[0] if row and row[0] is not None else next((value for value in row if value is not None), None)
        for row in rows
    ]
    if _IN_TOTAL_WORDS.search("\n".join([first for first in firsts if isinstance(first, str)])):
        return [at for at, first in enumerate(firsts) if first is not None and not is_total_row(rows[at])]
    return [at for at, first in enumerate(firsts) if first is not None]


def is_total_row(row: Row) -> bool:
    """Whether a row below the data only adds them up: a word for "total" first, and nothing that names a record."""
    values = [value for value in row if value is not None]
    if not values or not _is_total_word(values[0]):
        return False
    return all(not isinstance(value, str) or _is_total_word(value) or _is_sum(value.strip()) for value in values)


def _is_total_word(value: Cell) -> bool:
    return isinstance(value, str) and _TOTAL.fullmatch(_TOTAL_END.sub("", value)) is not None


def _is_sum(text: str) -> bool:
    """Whether a text is an amount or a count ("共 12 单"), not a phone or an order number."""
    if text.isdigit() and len(text) >= 7:
        return False
    return _FIGURE.match(text) is not None or _COUNT.fullmatch(text) is not None
