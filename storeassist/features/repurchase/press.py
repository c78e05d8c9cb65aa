"""Draws a month's report on one page of A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from storeassist.features.cards import press_text
from storeassist.features.habits.records import State
from storeassist.features.repurchase import rules, rules_report, rules_words
from storeassist.features.repurchase.press_paper import Paper, colour, heat
from storeassist.features.repurchase.records import Compared, Rate, Share, Verdict
from storeassist.features.repurchase.records_report import Report
from storeassist.features.repurchase.rules_report import percent
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.text import _, many

_EDGE = 18.0
_WIDE = 210.0 - 2 * _EDGE
_FOOT = 297.0 - 14
_GAP = 6.0
_HALF = (_WIDE - _GAP) / 2
_SMALL, _BODY, _HEAD, _FIGURE, _NAME = 7.5, 9.5, 11.0, 19.0, 21.0
"""Letters in points: read at arm's length, the smallest by who wants to know how a figure is counted."""
_VERDICT_INK = {Verdict.RAISED: "good", Verdict.LOWERED: "bad"}
_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


def write(report: Report, path: Path) -> None:
    """Draw the page into a PDF."""
    press_text.ready()
    writer = QPdfWriter(str(path))
    writer.setResolution(press_text.DPI)
    writer.setTitle(f"{report.shop_name} · {rules_report.month_in_full(report.first_day)}")
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter(writer)
    if not painter.isActive():
        raise OSError(f"{path} cannot be drawn into")
    try:
        _Page(report, Paper(painter)).draw()
    finally:
        painter.end()


class _Page:
    def __init__(self, report: Report, paper: Paper) -> None:
        self._report = report
        self._paper = paper

    def draw(self) -> None:
        y = self._title(15.0)
        y = self._figures(y + 4)
        y = self._rates(y + 4)
        y = self._cohorts(y + 4)
        y = max(self._states(y + 4), self._money(y + 4))
        self._steps(y + 4)
        self._foot()

    def _title(self, y: float) -> float:
        y = self._paper.line(self._report.shop_name, (_EDGE, y), _WIDE, _NAME, bold=True)
        month = rules_report.month_in_full(self._report.first_day)
        words = _("Monthly report · {month}", month=month)
        if not self._report.is_over:
            words = _("Monthly report · {month}, not over yet", month=month)
        return self._paper.line(words, (_EDGE, y), _WIDE, _HEAD, ink=colour("text-muted")) + 1

    def _figures(self, y: float) -> float:
        now, before = self._report.figures, self._report.before
        shown = (
            (
                _("Revenue"),
                whole_yuan(now.revenue_fen),
                many("{n} bill, of everybody", "{n} bills, of everybody", now.bills),
                before and whole_yuan(before.revenue_fen),
            ),
            (
                _("Visits"),
                f"{now.visits:,}",
                many("Days with a bill, of {n} customer", "Days with a bill, of {n} customers", now.visitors),
                before and f"{before.visits:,}",
            ),
            (
                _("New customers"),
                f"{now.newcomers:,}",
                _("Their first visit was in this month"),
                before and f"{before.newcomers:,}" if self._report.tells_newcomers else None,
            ),
        )
        wide = (_WIDE - 2 * _GAP) / 3
        ends = y
        for nth, (title, figure, meaning, earlier) in enumerate(shown):
            x = _EDGE + nth * (wide + _GAP)
            self._paper.block((x, y, wide, 27), colour("sunk"))
            inner, at = wide - 8, y + 2
            at = self._paper.line(title, (x + 4, at), inner, _BODY, ink=colour("text-muted"))
            at = self._paper.line(figure, (x + 4, at), inner, _FIGURE, bold=True)
            at = self._paper.line(meaning, (x + 4, at), inner, _SMALL, ink=colour("text-muted"))
            if earlier:
                words = _("The month before: {figure}", figure=earlier)
                self._paper.line(words, (x + 4, at), inner, _SMALL, ink=colour("text-muted"))
            ends = y + 27
        return ends

    def _heading(self, title: str, meaning: str, x: float, y: float, wide: float) -> float:
        self._paper.rule(x, y, wide)
        y = self._paper.line(title, (x, y + 1.5), wide, _HEAD, bold=True)
        return self._paper.lines(meaning, (x, y), wide, _SMALL, most=2, ink=colour("text-muted")) + 1

    def _rates(self, y: float) -> float:
        found = self._report.rates
        day = show_day_in_full(self._last_day())
        meaning = _("The {days} days up to the end of {day}, beside the {days} days before", days=found.days, day=day)
        y = self._heading(_("Who comes again"), meaning, _EDGE, y, _WIDE)
        for rate, compared in (
            (Rate.BY_CUSTOMER, found.by_customer),
            (Rate.BY_TRANSACTION, found.by_transaction),
            (Rate.TWO_WINDOWS, found.two_windows),
        ):
            before = _("before {share}", share=percent(compared.before.value))
            y = self._rate(rate, compared.now, before, compared, y)
        second = found.second_visit[rules_report.SECOND_VISIT]
        lately, before = percent(second.lately.now.value), percent(second.lately.before.value)
        words = _("lately {now}, before {before}", now=lately, before=before)  # the figure itself is of everybody ever
        return self._rate(Rate.SECOND_VISIT, second.ever, words, second.lately, y)

    def _rate(self, rate: Rate, shown: Share, before: str, compared: Compared, y: float) -> float:
        days, within = self._report.rates.days, rules_report.SECOND_VISIT
        left = _WIDE - 72
        self._paper.line(percent(shown.value), (_EDGE + left, y), 22, _HEAD + 2, bold=True, align=_RIGHT)
        counted = f"{shown.part:,} / {shown.whole:,}"
        self._paper.line(counted, (_EDGE + left + 24, y + 1), 22, _SMALL, ink=colour("text-muted"), align=_RIGHT)
        if compared.before.is_covered and compared.before.value is not None:
            self._paper.line(before, (_EDGE + left - 34, y + 1), 34, _SMALL, ink=colour("text-muted"), align=_RIGHT)
        ink = colour(_VERDICT_INK.get(compared.verdict, "text-muted"))
        words = rules.verdict_words(compared.verdict)
        self._paper.line(words, (_EDGE + left + 48, y + 0.6), 24, _SMALL + 1, ink=ink, align=_RIGHT)
        y = self._paper.line(rules.title(rate, within), (_EDGE, y), left, _BODY)
        words = rules.definition(rate, days, within)
        return self._paper.lines(words, (_EDGE, y), left, _SMALL, most=2, ink=colour("text-muted")) + 1

    def _cohorts(self, y: float) -> float:
        meaning = _("Of those who came for the first time in a month: how many came in the months after it")
        y = self._heading(_("Newcomers, month by month"), meaning, _EDGE, y, _WIDE)
        later = max(len(one.active) for one in self._report.cohorts) if self._report.cohorts else 0
        first, cell, high = 26.0, 21.0, 5.2
        self._paper.line(_("Customers"), (_EDGE + first, y), cell - 2, _SMALL, ink=colour("text-muted"), align=_RIGHT)
        for months in range(1, later):
            words = many("{n} month later", "{n} months later", months)
            x = _EDGE + first + cell * months
            self._paper.line(words, (x, y), cell, _SMALL, ink=colour("text-muted"), align=_MIDDLE)
        y += high
        for cohort in self._report.cohorts:
            self._paper.line(rules_report.month_in_full(cohort.first_day), (_EDGE, y + 0.4), first, _SMALL + 1)
            count = f"{cohort.customers:,}"
            self._paper.line(count, (_EDGE + first, y + 0.4), cell - 2, _SMALL + 1, align=_RIGHT)
            for months in range(1, len(cohort.active)):
                x, share = _EDGE + first + cell * months, cohort.share(months) or 0.0
                ground, ink = heat(share)
                self._paper.block((x + 0.3, y + 0.3, cell - 0.6, high - 0.6), ground)
                self._paper.line(percent(share), (x, y + 0.4), cell, _SMALL + 1, ink=ink, align=_MIDDLE)
            y += high
        return y

    def _states(self, y: float) -> float:
        people = sum(self._report.states.values())
        meaning = many(
            "{n} customer with 2 visits or more, by their own usual gap",
            "{n} customers with 2 visits or more, by their own usual gap",
            people,
        )
        y = self._heading(_("By their own rhythm"), meaning, _EDGE, y, _HALF)
        rows = [
            (rules_words.state_word(state), self._report.states.get(state, 0))
            for state in (State.ON_TIME, State.DUE, State.WATCH, State.DORMANT)
        ]
        return self._table([(word, f"{n:,}", percent(n / people if people else None)) for word, n in rows], _EDGE, y)

    def _money(self, y: float) -> float:
        x = _EDGE + _HALF + _GAP
        meaning = _("Their share of all that known customers ever spent")
        y = self._heading(_("Who brings the money"), meaning, x, y, _HALF)
        rows = [
            (
                _("The best {percent}%", percent=one.percent),
                f"{one.customers:,} / {one.of:,}",
                percent(one.share),
            )
            for one in self._report.top
        ]
        y = self._table(rows, x, y) + 1
        if not self._report.sources:
            return y
        meaning = _("All that the customers from there ever spent")
        y = self._heading(_("Best sources"), meaning, x, y, _HALF)
        return self._table(
            [(one.source, f"{one.value.buyers:,}", whole_yuan(one.value.revenue_fen)) for one in self._report.sources],
            x,
            y,
        )

    def _table(self, rows: Sequence[tuple[str, str, str]], x: float, y: float) -> float:
        for word, count, share in rows:
            self._paper.line(word, (x, y), _HALF - 50, _BODY)
            self._paper.line(count, (x + _HALF - 50, y), 24, _BODY, ink=colour("text-muted"), align=_RIGHT)
            y = self._paper.line(share, (x + _HALF - 26, y), 26, _BODY, bold=True, align=_RIGHT)
        return y

    def _steps(self, y: float) -> None:
        found = rules_report.steps(self._report)
        words = [rules_report.step_words(step, self._report) for step in found]
        y = self._heading(_("Next steps"), "", _EDGE, y, _WIDE)
        for number, step in enumerate(words or [_("Nothing stands out this month. Go on as you do.")], 1):
            if words:
                self._paper.line(f"{number}.", (_EDGE, y), 6, _BODY, bold=True)
            y = self._paper.lines(step, (_EDGE + (6 if words else 0), y), _WIDE - 6, _BODY, most=2) + 0.5

    def _foot(self) -> None:
        words = _(
            "Made with StoreAssist. Everything as it stood at the end of {day}.", day=show_day_in_full(self._last_day())
        )
        if not self._report.is_over:
            words = _("Made with StoreAssist. Everything as it stood on {day}.", day=show_day_in_full(self._last_day()))
        self._paper.line(words, (_EDGE, _FOOT), _WIDE, _SMALL, ink=colour("text-muted"))

    def _last_day(self) -> date:
        """The last day the report knows of."""
        return rules_report.last_day(self._report)
