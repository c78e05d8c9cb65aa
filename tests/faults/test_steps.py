"""Every act fails at its first step, its second, its third ... until it passes: each time nothing has happened."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.faults.ground import ACTS, NOW, Act, dump, dump_of, ills, opened

Fault = Callable[[Shop, int], "Iterator[None]"]


@contextmanager
def no_page_more_than(shop: Shop, n: int) -> Iterator[None]:
    """The disk has room for ``n`` more pages."""
    pages = shop.value("PRAGMA page_count")
    shop.db.execute(f"PRAGMA max_page_count = {pages + n}")
    yield
    shop.db.execute("PRAGMA max_page_count = 4294967294")


def interrupted(each: int, *, for_ever: bool) -> Callable[[Shop, int], object]:
    """SQLite is stopped at the n-th of its steps of ``each`` instructions; once, or at every one from there on."""

    @contextmanager
    def fault(shop: Shop, n: int) -> Iterator[None]:
        steps = count()

        def stop() -> bool:
            at = next(steps)
            return at >= n if for_ever else at == n

        shop.db.set_progress_handler(stop, each)
        yield
        shop.db.set_progress_handler(None, 0)

    return fault


FAULTS = {
    "full": (no_page_more_than, 1),
    "stopped once": (interrupted(40, for_ever=False), 1.2),
    "stopped for ever": (interrupted(40, for_ever=True), 1.2),
}
"""A fault and by how much the step at which it strikes grows."""


def steps(growth: float) -> Iterator[int]:
    """0, 1, 2 ... further and further apart."""
    n = 0.0
    while True:
        yield int(n)
        n = max(int(n) + 1, n * growth)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        pytest.param(act, kind, id=f"{act.name}, {kind}")
        for act in ACTS
        for kind in FAULTS
        if (act.name, kind) not in {("void", "full"), ("undo", "full")}  # these need no room
    ],
)
def test_an_act_that_fails_at_any_step_has_not_happened(act: Act, kind: str, filled_file: Path, tmp_path: Path) -> None:
    before = dump_of(filled_file)
    fault, growth = FAULTS[kind]
    path = tmp_path / "a.shop"
    shutil.copy(filled_file, path)
    failures = 0
    with opened(path) as shop:
        do = act.plan(tmp_path)(shop)
        for n in steps(growth):
            try:
                with fault(shop, n):  # type: ignore[attr-defined]
                    do(shop)
            except (UserError, sqlite.OperationalError) as error:
                failures += 1
                assert "disk is full" in str(error) or "interrupted" in str(error)
                _let_go(shop)
                assert dump(shop) == before, n
            else:
                break
        assert failures >= (1 if kind == "full" else 10), "the fault never struck"
        assert dump(shop) != before
        assert ills(shop) == []
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(("a", "."))] == ["a.shop"]


def _let_go(shop: Shop) -> None:
    shop.db.set_progress_handler(None, 0)
    shop.db.execute("PRAGMA max_page_count = 4294967294")


@pytest.mark.parametrize("folder", ["own", "Dropbox"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_an_act_that_failed_does_the_same_when_tried_again(
    act: Act, folder: str, filled_file: Path, tmp_path: Path
) -> None:
    """As if the first try had never been, on a file that never had one; in a synced folder too."""
    (tmp_path / folder).mkdir()
    smooth, rough = tmp_path / folder / "smooth.shop", tmp_path / folder / "rough.shop"
    for path in (smooth, rough):
        shutil.copy(filled_file, path)
    with opened(smooth) as shop:
        act.plan(tmp_path)(shop)(shop)
    with opened(rough) as shop:
        do = act.plan(tmp_path)(shop)
        for n in (3, 30):
            with pytest.raises((UserError, sqlite.OperationalError)), interrupted(20, for_ever=True)(shop, n):  # type: ignore[attr-defined]
                do(shop)
            _let_go(shop)
        do(shop)
    assert dump_of(rough) == dump_of(smooth)


OLD = replace(
    SCHEMA, steps=sum(len(s._migrations) for s in SCHEMA.load()[:3]), load=lambda: SCHEMA.load()[:3], journaled=()
)


class StoppedShop(Shop):
    """A shop whose connection is stopped at a step of bringing it up to date."""

    strikes_at = 0
    for_ever = False
    count = 0

    def _migrate(self, **how: bool) -> None:
        counted = count()

        def stop() -> bool:
            at = next(counted)
            return at >= self.strikes_at if self.for_ever else at == self.strikes_at

        self.db.set_progress_handler(stop, 60)
        try:
            super()._migrate(**how)
        finally:
            self.db.set_progress_handler(None, 0)


@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
def test_bringing_an_older_file_up_to_date_is_done_whole_or_not_at_all(tmp_path: Path, for_ever: bool) -> None:
    path = tmp_path / "a.shop"
    Shop.create(path, OLD, "x", NOW).close()
    whole = path.read_bytes()
    StoppedShop.for_ever = for_ever
    failures = 0
    for n in steps(1.12):
        StoppedShop.strikes_at = n
        try:
            StoppedShop.open(path, SCHEMA).close()
        except (UserError, sqlite.OperationalError):
            failures += 1
            assert path.read_bytes() == whole
        else:
            break
    assert failures > 20
    with opened(path) as shop:
        assert ills(shop) == []
        assert shop.value("PRAGMA user_version") == SCHEMA.steps
    assert [one.name for one in tmp_path.iterdir()] == ["a.shop"]


def test_an_older_file_on_a_full_disk_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.shop"
    Shop.create(path, OLD, "x", NOW).close()
    whole = path.read_bytes()

    class FullShop(Shop):
        room = 0

        def _migrate(self, **how: bool) -> None:
            with no_page_more_than(self, self.room):
                super()._migrate(**how)

    for n in count():
        FullShop.room = n
        try:
            FullShop.open(path, SCHEMA).close()
        except UserError as error:
            assert "disk is full" in str(error)
            assert path.read_bytes() == whole
        else:
            break
    assert n > 10
    with opened(path) as shop:
        assert ills(shop) == []
