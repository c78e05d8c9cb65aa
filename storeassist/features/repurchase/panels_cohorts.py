"""Cohorts and months as the charts want them: cells and lines with the words for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from storeassist.features.repurchase.records import Cohort, Month, Share
from storeassist.features.repurchase.rules_words import bare_month, month_word
from storeassist.kernel.text import _, many
from storeassist.ui.heatmap import Cell
from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.trend import Line, Point

_FEWEST, _MOST = 4, 9
"""Newcomers of so many latest months are shown."""

_NARROWEST, _WIDEST = 2, 7
"""So many months since."""

_BESIDE, _SIDE = 3, 130
"""Lines that the heads and the foot of the chart take, and the width in px of the months and counts at its left."""


class ChartStack(QStackedWidget):
    """Charts in one place that take what room there is; ``resized`` tells that it is another."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight((_FEWEST + _BESIDE) * _line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def minimumSizeHint(self) -> QSize:
        """However wide the chart is that it shows: the next one is made to fit."""
        return QSize(theme().scaled(_SIDE) + _NARROWEST * _cell_width(), self.minimumHeight())


@dataclass(frozen=True, slots=True)
class Cohorts:
    """What the heat-map shows: a row for each month's newcomers."""

    first_days: list[date]
    months: list[str]
    sizes: list[str]
    about_sizes: list[str]
    columns: list[str]
    cells: list[list[Cell | None]]


def fitting_rows(height: int) -> int:
    """How many rows a chart so high has room for, beside its heads and its foot."""
    return min(_MOST, max(_FEWEST, height // _line() - _BESIDE))


def fitting_columns(width: int) -> int:
    """How many months a chart so wide has room for, beside its rows' names."""
    return min(_WIDEST, max(_NARROWEST, (width - theme().scaled(_SIDE)) // _cell_width()))


def _line() -> int:
    return theme().line_height("caption") + theme().px("xs")


def _cell_width() -> int:
    return width_of(theme().font("caption"), _("not over")) + theme().px("s")


def cohort_cells(cohorts: Sequence[Cohort], rows: int = _MOST, columns: int = _WIDEST) -> Cohorts:
    """The latest cohorts; the month still running is hatched, months to come are left empty.

    Where there is room for a few only, newcomers of whom nothing can be told yet give way.
    """
    told = [one for one in cohorts if len(one.active) > 1]
    shown = (told if told and rows < _MOST else cohorts)[-rows:]
    wide = min(columns, max((len(one.active) for one in shown), default=0))
    return Cohorts(
        first_days=[one.first_day for one in shown],
        months=[month_word(one.first_day) for one in shown],
        sizes=[f"{one.customers:,}" for one in shown],
        about_sizes=[_about_size(one) for one in shown],
        columns=[_("Month {n}", n=month) for month in range(1, wide + 1)],
        cells=[[_cell(one, month) for month in range(1, wide + 1)] for one in shown],
    )


def trend_lines(months: Sequence[Month]) -> list[Line]:
    """The four rates by month, in the order of ``Rate``; the month that is not over has none yet: it would look like a fall."""
    kinds: tuple[tuple[str, Callable[[Month], Share | None]], ...] = (
        (_("By customer"), lambda month: month.by_customer),
        (_("By transaction"), lambda month: month.by_transaction),
        (_("From the month before"), lambda month: month.two_windows),
        (_("Second visit in 30 days"), lambda month: month.second_visit),
    )
    over = [month for month in months if month.is_over]
    return [Line(label, [_point(label, month, share_of(month)) for month in over]) for label, share_of in kinds]


def _about_size(cohort: Cohort) -> str:
    return many(
        "First came in {month}: {n} customer",
        "First came in {month}: {n} customers",
        cohort.customers,
        month=month_word(cohort.first_day),
    )


def _cell(cohort: Cohort, month: int) -> Cell | None:
    first = month_word(cohort.first_day)
    if month > max(len(cohort.active), 1):
        return None
    if month == len(cohort.active) or not cohort.active:
        return Cell(_("not over"), None, _("{month}: this month is not over", month=first))
    came, share = cohort.active[month], cohort.share(month) or 0.0
    words = _(
        "First came in {month}: {came} of {of} came again in month {n}",
        month=first,
        came=f"{came:,}",
        of=f"{cohort.customers:,}",
        n=month,
    )
    return Cell(f"{share * 100:.0f}%", share, words)


def _point(label: str, month: Month, share: Share | None) -> Point:
    name = month_word(month.first_day)
    below = bare_month(month.first_day)
    if share is None or share.known is None:
        return Point(below, None, _("{label}, {month}: cannot tell yet", label=label, month=name))
    words = _(
        "{label}, {month}: {percent} ({part} of {whole})",
        label=label,
        month=name,
        percent=f"{share.known * 100:.1f}%",
        part=f"{share.part:,}",
        whole=f"{share.whole:,}",
    )
    return Point(below, share.known, words)
