"""How many a rule selects now, how many of them can be written to, and who came in and left since the last look."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal

from storeassist.features.segments.records import Moves
from storeassist.features.segments.records_live import Live, Reach
from storeassist.kernel.dates import show_moment
from storeassist.kernel.text import _, many
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.flow import Flow
from storeassist.ui.widgets.notice import announce
from storeassist.ui.widgets.words import Words


class CountCard(Card):
    """Keeps the last count, muted, while the next one is on its way. ``listed`` asks for "members", "entered" or "left"."""

    listed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        inside = column(gap="s")
        self.body.addLayout(inside)
        inside.addWidget(Words(_("Selected now"), "label", tone="muted"))
        self.figure, self.unit = Words("—", "verdict"), Words("", "body")
        self.share = Words("", "label", tone="muted", right=True, wrap=True)
        line = row(gap="s")
        line.addWidget(self.figure)
        line.addWidget(self.unit)
        line.addWidget(self.share, 1)
        inside.addLayout(line)
        self.bar = ProgressBar()
        inside.addWidget(self.bar)
        self.reach, self.why_not = Words("", "label", wrap=True), Words("", "label", tone="muted", wrap=True)
        reached = row(gap="s")
        reached.addWidget(self.reach, 1)
        self._members = Button(_("See the list"), kind="link", small=True, then=lambda: self.listed.emit("members"))
        reached.addWidget(self._members)
        inside.addLayout(reached)
        inside.addWidget(self.why_not)
        self.moves = Words("", "label", tone="muted", wrap=True)
        inside.addWidget(self.moves)
        self._entered = Button(_("Who came in"), kind="link", small=True, then=lambda: self.listed.emit("entered"))
        self._left = Button(_("Who left"), kind="link", small=True, then=lambda: self.listed.emit("left"))
        inside.addWidget(Flow(self._entered, self._left))
        self.show_nothing()

    def show_nothing(self) -> None:
        """There is no rule that could be counted."""
        self.figure.setText("—")
        self.figure.set_tone("muted")
        self.unit.setText("")
        self.share.setText("")
        self.bar.set_fraction(0)
        self.show_reach(None)
        self.show_moves(None, None)
        self._members.setVisible(False)

    def wait(self) -> None:
        """What is shown is of the rule before."""
        self.figure.set_tone("muted")

    def show_count(self, live: Live) -> None:
        """Show how many, and their share of all."""
        share = live.n / live.of if live.of else 0.0
        self.figure.set_tone("")
        self.figure.setText(f"{live.n:,}")
        self.unit.setText(many("customer", "customers", live.n))
        self.share.setText(
            _("{percent} of all {of}", percent=_percent(live.n, live.of), of=f"{live.of:,}") if live.of else ""
        )
        self.bar.set_fraction(share)
        self.bar.setAccessibleName(self.share.text())
        self._members.setVisible(live.n > 0)
        announce(self, many("{n} customer selected", "{n} customers selected", live.n))

    def show_reach(self, reach: Reach | None) -> None:
        """Show how many can be written to, and why not the others."""
        known = reach or Reach(0, 0, 0)
        self.reach.setText(many("{n} can be reached", "{n} can be reached", known.reachable))
        self.reach.set_tone("good" if known.reachable else "muted")
        parts = (
            many("{n} without phone or WeChat", "{n} without phone or WeChat", known.unreachable) if known.unreachable else "",
            many("{n} wants no messages", "{n} want no messages", known.declined) if known.declined else "",
        )
        self.why_not.setText("·".join(filter(None, parts)))
        self.reach.setVisible(reach is not None)
        self.why_not.setVisible(known.unreachable + known.declined > 0)

    def show_moves(self, moves: Moves | None, now: datetime | None) -> None:
        """Show who came in and left since the segment was looked at; None: it is not a saved one."""
        entered, left = (len(moves.entered), len(moves.left)) if moves else (0, 0)
        since = moves.since if moves else None
        is_known = since is not None and now is not None and (entered + left > 0 or since.date() < now.date())
        self.moves.setVisible(is_known)
        if is_known and since is not None and now is not None:
            begins = show_moment(since, now)
            self.moves.setText(
                _("{since} until now: {entered} came in, {left} left", since=begins, entered=entered, left=left)
                if entered or left
                else _("{since} until now: nobody came in or left", since=begins)
            )
        self._entered.setVisible(is_known and entered > 0)
        self._left.setVisible(is_known and left > 0)


def _percent(n: int, of: int) -> str:
    """A share that is neither nothing nor everything is not called so."""
    if n in (0, of):
        return f"{100 * n // of}%"
    share = 100 * n / of
    return "<0.1%" if share < 0.1 else ">99.9%" if share > 99.9 else f"{share:.1f}%"
