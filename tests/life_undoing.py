"""An owner who takes back and does again whatever was done, in two windows: what undo must restore, and when it cannot."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storeassist.features import SCHEMA
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.kernel import backups, journal
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.errors import UserError
from tests.dumps import Dump, differences, everything, ledger, lost_values, problems, seen
from tests.life import PICK, START, empty_file
from tests.life_papers import Paper, done_again, taken_back

_OFFER_AT = {"offer": 1, "offer_terms": 2, "offers used": 0}
"""Where a row of these tables says of which offer it is."""


@dataclass(frozen=True)
class Done:
    """An act that can be taken back, and how things were before it.

    ``was`` is None where that can no longer be said: an import was taken back out of turn, and what later acts had kept
    of it goes with the next import that is taken back. ``settled`` are offers that coupons rest on: what was done to them
    stays. ``touched`` are the rows of offers that the act wrote.
    """

    act_id: int
    was: Dump | None
    papers: dict[int, Paper]
    touched: frozenset[tuple[str, int]] = frozenset()
    settled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Undone:
    """An act that can be done again, and how things are after it; ``touched`` as in ``Done``."""

    wanted: Dump | None
    papers: dict[int, Paper]
    touched: frozenset[tuple[str, int]]


class Undoing(RuleBasedStateMachine):
    """``past`` is what undo is to restore, act by act, and ``future`` redo; ``papers`` are the coupons as they should be."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="storeassist-life-")
        self.path = Path(self.folder.name) / "a.shop"
        shutil.copy(empty_file(), self.path)
        self.shop, self.other = Shop.open(self.path, SCHEMA), Shop.open(self.path, SCHEMA)
        with self.shop.write() as db:
            db.execute("INSERT INTO shop_setting VALUES (?, ?)", [backups.FOLDER, self.folder.name])
        self.now = START
        self.past: list[Done] = []
        self.future: list[Undone] = []
        self.papers: dict[int, Paper] = {}
        self.has_remains = False
        self.ledger = ledger(self.shop)

    @property
    def today(self) -> date:
        """The business day it is."""
        return business_day(self.now)

    def teardown(self) -> None:
        try:
            if sys.exception() is None:
                self.take_all_back_and_do_it_again()
        finally:
            self.shop.close()
            self.other.close()
            self.folder.cleanup()

    def take_all_back_and_do_it_again(self) -> None:
        """How every life ends: the file closed and opened on the way."""
        for at in count():
            if not self.past:
                break
            if at % 7 == 6:
                self.close_and_open()
            self.undo()
            self.nothing_is_wrong()
        assert journal.undo(self.shop, self.now) is None
        while self.future:
            self.redo()
            self.nothing_is_wrong()

    def do(self, act: Callable[[], object]) -> bool:
        """Act as the owner and say whether anything was done: what is refused leaves nothing, the rest can be undone."""
        self.now += timedelta(minutes=97)
        was, last, papers = seen(self.shop), journal.last_act(self.shop), self.papers
        books = everything(self.shop)
        try:
            act()
        except UserError:
            assert everything(self.shop) == books
            return False
        done = journal.last_act(self.shop)
        if done is None or (last is not None and done.id <= last.id):
            assert seen(self.shop) == was
            return False
        self.past.append(Done(done.id, was, papers, _rows_of_offers(was, seen(self.shop))))
        self.future.clear()
        return True

    def settle(self, rows: set[tuple[str, int]]) -> None:
        """Coupons of an offer are out: what was done to it before this act can no longer be taken back."""
        *before, last = self.past
        kept: list[Done] = []
        settled: frozenset[int] = frozenset()
        for done in reversed(before):
            if rows & done.touched:
                settled |= {offer_id for table, offer_id in done.touched if table == "of"}
            else:
                kept.append(replace(done, settled=done.settled | settled))
        self.past = [*reversed(kept), last]

    def must_be(self, wanted: Dump | None, settled: frozenset[int] = frozenset()) -> None:
        if wanted is not None:
            wrong = differences(_without(wanted, settled), _without(seen(self.shop), settled))
            assert not wrong, wrong

    @precondition(lambda self: self.imports())
    @rule(pick=PICK)
    def take_an_import_back(self, pick: int) -> None:
        """By its number, in turn or not: what was done since may rest on it, and stays."""
        imports = self.imports()
        act_id, import_id = imports[pick % len(imports)]
        before = everything(self.shop)
        at = next(at for at, done in enumerate(self.past) if done.act_id == act_id)
        try:
            undo_import(self.shop, import_id, self.now)
        except UserError:
            assert everything(self.shop) == before
            return
        self.has_remains = self.has_remains or at < len(self.past) - 1
        self.import_is_gone(self.past.pop(at))

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        done = self.past.pop()
        was = seen(self.shop)
        import_id = next((import_id for act, import_id in self.imports() if act == done.act_id), None)
        try:
            assert journal.undo(self.shop, self.now)
        except UserError:
            assert (done.was, seen(self.shop)) == (None, was)
            self.future.clear()
            return
        if import_id is not None:
            self.import_is_gone(done)
            return
        self.must_be(done.was, done.settled)
        self.future.append(Undone(was, self.papers, done.touched))
        if done.was is None:
            self.future = [replace(one, wanted=None) for one in self.future]
        self.papers = taken_back(self.papers, done.papers)

    def import_is_gone(self, done: Done) -> None:
        """After an import was taken back nothing can be done again, as it may rest on what went."""
        if self.has_remains:
            self.past = [replace(one, was=None) for one in self.past]
        else:
            self.must_be(done.was, done.settled)
        self.future.clear()
        self.forget_ledger()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        was, act = seen(self.shop), self.future.pop()
        try:
            assert journal.redo(self.shop, self.now)
        except UserError:
            assert (act.wanted, seen(self.shop)) == (None, was)
            self.future.clear()
            return
        self.must_be(act.wanted)
        last = journal.last_act(self.shop)
        assert last
        self.past.append(Done(last.id, was if act.wanted else None, self.papers, act.touched))
        self.papers = done_again(self.papers, act.papers, self.today)

    @rule()
    def go_to_the_other_window(self) -> None:
        self.shop, self.other = self.other, self.shop

    @rule()
    def close_and_open(self) -> None:
        was = everything(self.shop)
        self.shop.close()
        self.shop = Shop.open(self.path, SCHEMA)
        assert everything(self.shop) == was

    @invariant()
    def nothing_is_wrong(self) -> None:
        wrong = problems(self.shop)
        assert not wrong, wrong
        assert self.has_remains or not lost_values(self.shop)

    @invariant()
    def the_journal_knows_what_can_be_undone_and_redone(self) -> None:
        rows = self.shop.query("SELECT id, state FROM act ORDER BY id")
        assert [row["id"] for row in rows if row["state"] == "done"] == [done.act_id for done in self.past]
        assert sum(row["state"] == "undone" for row in rows) == len(self.future)

    @invariant()
    def the_ledger_only_grows(self) -> None:
        assert ledger(self.shop) >= self.ledger
        self.forget_ledger()

    def forget_ledger(self) -> None:
        self.ledger = ledger(self.shop)

    def imports(self) -> list[tuple[int, int]]:
        """The acts that were imports and stand, with the numbers of their imports."""
        rows = self.shop.query("SELECT id, payload FROM act WHERE inverse = 'import' AND state = 'done' ORDER BY id")
        return [(row["id"], json.loads(row["payload"])["import_id"]) for row in rows]


def one_of(ids: Iterable[int], pick: int) -> int:
    """One of these, whichever ``pick`` says."""
    there = list(ids)
    return there[pick % len(there)]


def _rows_of_offers(was: Dump, became: Dump) -> frozenset[tuple[str, int]]:
    """The rows of offers and their terms that differ, by table and id, and ("of", id) of the offers they are of."""
    changed = differences(was, became)
    touched = set()
    for table in ("offer", "offer_terms"):
        for row in (row for side in changed.get(table, ()) for row in side):
            touched |= {(table, row[0]), ("of", row[_OFFER_AT[table]])}
    return frozenset(touched)


def _without(found: Dump, offers: frozenset[int]) -> Dump:
    if not offers:
        return found
    kept = {name: [row for row in found[name] if row[at] not in offers] for name, at in _OFFER_AT.items()}
    return {**found, **kept}
