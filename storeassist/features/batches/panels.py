"""One batch below the list: the way from paper to a regular, uses by day, and what every figure means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QStackedLayout, QWidget

from storeassist.features.batches import rules
from storeassist.features.batches.records import WINDOW_DAYS, Result, Word
from storeassist.kernel.dates import show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.charts import Bar, BarChart
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.table import Column
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.facts import FactList
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

TONES = {Word.NOT_PRINTED: "", Word.CANNOT_TELL: "", Word.WORTH: "good", Word.NOT_WORTH: "bad"}
_DOT = "·"
_FEWEST_DAYS, _MOST_BARS, _WEEK = 14, 31, 7


class ResultPanel(Card):
    """One batch; follows the list's selection."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk = desk
        self.body.setSpacing(0)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(EmptyState(_("No batch chosen"), _("Choose a batch above to see what it brought.")))
        self._stack.addWidget(self._whole())

    def show_result(self, result: Result | None) -> None:
        """Show this one; None: none is chosen."""
        self._stack.setCurrentIndex(1 if result else 0)
        if result is None:
            return
        today = self._desk.now().date()
        self.name.setText(result.batch.facts.name)
        self.verdict.set_tag(rules.verdict(result, today), TONES[rules.word(result, today)])
        self.told_by.setText(_told_by(result, today))
        self._show_steps(result)
        counted = _counted(result, today)
        self._chart_title.setText(counted)
        self.chart.setAccessibleName(counted)
        self.chart.show_bars(bars(result, today))
        self.facts.show_facts(facts_of(result))

    def _whole(self) -> QWidget:
        whole = QWidget()
        parts = column(whole, gap="")
        head = Block()
        self.name, self.verdict = Words("", "name", elide=True, snug=True), Tag("")
        self.told_by = Words("", "label", tone="muted", elide=True)
        head.row(self.name, self.verdict, self.told_by).setStretch(2, 1)
        below = row(gap="")
        self.facts = FactList(_("Details"))
        for part in (self._steps(), Line(upright=True), self._chart(), Line(upright=True), self.facts):
            below.addWidget(part, 0 if isinstance(part, Line) else 1)
        parts.addWidget(head)
        parts.addWidget(Line())
        parts.addLayout(below, 1)
        return whole

    def _steps(self) -> QWidget:
        steps = Block()
        self.steps = [(Words("", "label", elide=True), Words("", "label"), ProgressBar()) for _nth in range(4)]
        for label, figure, bar in self.steps:
            steps.row(label, figure).setStretch(0, 1)
            steps.body.addWidget(bar)
        steps.body.addStretch(1)
        return steps

    def _chart(self) -> QWidget:
        chart = Block()
        self._chart_title = Words("", "heading")
        self.chart = BarChart(_("Uses by day"))
        chart.body.addWidget(self._chart_title)
        chart.body.addWidget(self.chart, 1)
        return chart

    def _show_steps(self, result: Result) -> None:
        figures, printed = result.figures, result.batch.printed
        given = 0 if result.by_channel else printed  # one card on a table is seen by many: no part of the cards
        whole = given or figures.claimed
        said = (
            (_("Cards printed"), printed, 0),
            (
                _("Customers of it") if result.by_channel else _("Claimed or used one"),
                figures.claimed,
                given,
            ),
            (_("Came for the first time"), figures.first_orders, figures.claimed),
            (_("Came again"), figures.repeat_customers, figures.first_orders),
        )
        for at, ((label, words, bar), (text, count, before)) in enumerate(zip(self.steps, said, strict=True)):
            label.setText(text)
            words.setText("  ".join(filter(None, (f"{count:,}", rules.share(count, before)))))
            shown = count if at else given
            bar.set_fraction(shown / whole if whole else 0)


def columns(today: date) -> list[Column[Result]]:
    """The columns of the list; their order is that of ``page.SORTS``."""
    return [
        Column("Batch", lambda r: r.batch.facts.name, key="name", width=150, stretch=True),
        Column("Printed on", lambda r: _day(r, today), key="printed_at", kind="muted", width=112, rank=6),
        Column("Cards", lambda r: f"{r.batch.printed:,}", key="printed", kind="number", width=72, rank=5),
        Column("Claimed", lambda r: f"{r.figures.claimed:,}", key="claimed", kind="number", width=76, rank=4),
        Column("First bills", lambda r: f"{r.figures.first_orders:,}", key="first", kind="number", width=84),
        Column(
            "Repeat bills", lambda r: f"{r.figures.repeat_orders:,}", key="repeat", kind="number", width=100, rank=3
        ),
        Column("Revenue", lambda r: yuan(r.figures.revenue_fen), key="revenue", kind="number", width=96, rank=7),
        Column("Spent on it", lambda r: money(r.spent_fen), key="spent", kind="number", width=92, rank=8),
        Column(
            "Net",
            lambda r: money(r.net_fen, signed=True),
            key="net",
            kind="number",
            width=100,
            rank=1,
            tone=lambda r: _net_tone(r, today),
        ),
        Column(
            "Verdict",
            lambda r: [(rules.verdict(r, today), TONES[rules.word(r, today)])],
            name="verdict",
            kind="tags",
            width=180,
            rank=2,
        ),
    ]


def money(fen: int | None, *, signed: bool = False) -> str:
    """An amount; a dash for one that cannot be told."""
    if fen is None:
        return "—"
    return f"+ {yuan(fen)}" if signed and fen > 0 else yuan(fen)


def bars(result: Result, today: date) -> list[Bar]:
    """A bar for each day since the first that counts, or for each week when there are many days."""
    counts = dict(result.figures.by_day)
    if not counts:
        return []
    first, days, step = _span(result, today)
    starts = [first + timedelta(days=at) for at in range(0, days, step)]
    sums = [sum(counts.get(start + timedelta(days=at), 0) for at in range(step)) for start in starts]
    return [_bar(start, value, step, today) for start, value in zip(starts, sums, strict=True)]


def facts_of(result: Result) -> Sequence[tuple[str, str]]:
    """Every figure with what it means, and how many bills stand behind it."""
    figures, facts = result.figures, result.batch.facts
    sample = many("from {n} bill", "from {n} bills", figures.bills)
    goods = _("menu price less goods, {sample}", sample=sample)
    if figures.profit_fen is None:
        goods = _("cannot tell: fill in what your products cost")
    revenue = _("paid on bills with these coupons, first bills and repeat bills, {sample}", sample=sample)
    repeat = _("of new customers, within {days} days of the first", days=WINDOW_DAYS)
    printing = _("for all cards") if facts.cost_fen is not None else _("cannot tell: fill it in at the batch")
    each = _("printing, discount and gifts ÷ first bills")
    return [
        (_("Revenue"), _with(yuan(figures.revenue_fen), revenue)),
        (_("Repeat bills"), _with(f"{figures.repeat_orders:,}", repeat)),
        (_("Gross profit"), _with(money(figures.profit_fen), goods)),
        (_("Discount given"), _with(yuan(figures.discount_fen), many("{n} use", "{n} uses", figures.used))),
        (_("Gifts"), _with(yuan(figures.worth_fen), _("at menu price"))),
        (_("Printing"), _with(money(facts.cost_fen), printing)),
        (_("Per new customer"), _with(money(result.cost_per_new_customer_fen), each)),
        (_("Net"), _with(money(result.net_fen, signed=True), _("gross profit − printing, discount and gifts"))),
    ]


def _told_by(result: Result, today: date) -> str:
    facts = result.batch.facts
    if result.by_channel and not facts.channel:
        return _("These cards have no coupon and no channel: nobody can tell what they brought.")
    if result.by_channel:
        return _(
            "No coupon on these cards: counted are customers since the print whose source is “{channel}”.",
            channel=facts.channel,
        )
    parts = [result.batch.offer_name, facts.place]
    if facts.valid_until:
        parts.append(_("valid until {day}", day=show_day(facts.valid_until, today)))
    return _DOT.join(filter(None, parts))


def _span(result: Result, today: date) -> tuple[date, int, int]:
    """The first day of the chart, how many days it shows, and how many of them a bar stands for."""
    counted = [day for day, _count in result.figures.by_day] or [today]
    last = max(*counted, today)
    first = min(*counted, last - timedelta(days=_FEWEST_DAYS - 1))
    days = (last - first).days + 1
    return first, days, 1 if days <= _MOST_BARS else _WEEK


def _counted(result: Result, today: date) -> str:
    """What a bar of the chart stands for."""
    if _span(result, today)[2] == 1:
        return _("First bills by day") if result.by_channel else _("Uses by day")
    return _("First bills by week") if result.by_channel else _("Uses by week")


def _bar(start: date, value: int, step: int, today: date) -> Bar:
    label = show_day(start, today)
    if step > 1:
        words = _("{first} to {last}", first=label, last=show_day(start + timedelta(days=step - 1), today))
        return Bar(label, value, f"{words}: {value}")
    return Bar(label, value, f"{label}: {value}")


def _with(figure: str, meaning: str) -> str:
    return f"{figure}\n{meaning}"


def _day(result: Result, today: date) -> str:
    printed_at = result.batch.printed_at
    return show_day(printed_at.date(), today) if printed_at else "—"


def _net_tone(result: Result, today: date) -> str:
    return TONES[rules.word(result, today)] or "muted"
