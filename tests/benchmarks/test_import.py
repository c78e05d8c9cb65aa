"""How long an import of 100,000 bills takes beside openpyxl's mere reading of the same file, and the memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storeassist.features import SCHEMA
from storeassist.features.customers.store import wrong_totals
from storeassist.features.imports import jobs
from storeassist.features.imports.records import Result
from storeassist.features.orders.store import shop_figures
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.benchmarks.conftest import Say
from tests.benchmarks.generate import NOW, make_sheet

BILLS = 100_000
ROUNDS = 3


@pytest.fixture(scope="module", params=[1, 3], ids=["one line a bill", "three lines a bill"])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till's export of 100,000 bills."""
    return make_sheet(tmp_path_factory.mktemp("sheet") / "bills.xlsx", BILLS, lines=request.param)


def read_with_openpyxl(path: Path) -> tuple[int, int]:
    """The yardstick: how many rows the file has, and what they add up to in fen."""
    import openpyxl

    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        amounts = [row[7] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    return len(amounts), round(sum(map(float, map(str, amounts))) * 100)


def bring_in(shop: Shop, path: Path) -> Result:
    """The whole import: parse, check, match, write, totals."""
    kind, source = jobs.examine(Quiet(), path)
    plan = jobs.prepare(Quiet(), shop, kind, source, jobs.options_for(shop, kind, source), NOW)
    return jobs.carry_out(Quiet(), shop, plan, NOW)


def test_import_beside_openpyxls_reading(sheet: Path, tmp_path: Path, say: Say) -> None:
    ours, theirs = [], []
    for turn in range(ROUNDS):
        started = time.perf_counter()
        rows, fen = read_with_openpyxl(sheet)
        theirs.append(time.perf_counter() - started)
        shop = Shop.create(tmp_path / f"{turn}.shop", SCHEMA, "巷口面馆", NOW)
        started = time.perf_counter()
        result = bring_in(shop, sheet)
        ours.append(time.perf_counter() - started)
        figures = shop_figures(shop)
        assert (result.rows, result.new, result.refusals) == (rows, BILLS, ())
        assert (figures.orders, figures.order_lines, figures.revenue_fen) == (BILLS, rows, fen)
        assert wrong_totals(shop) == wrong_visits(shop) == []
        assert bring_in(shop, sheet).same == BILLS
        shop.close()
    say(
        f"import of {BILLS:,} bills, {rows:,} rows: {min(ours):.2f} s, openpyxl reads them in {min(theirs):.2f} s:"
        f" {min(ours) / min(theirs):.0%}"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory by /proc")
def test_memory_of_an_import(sheet: Path, tmp_path: Path, say: Say) -> None:
    Shop.create(tmp_path / "a.shop", SCHEMA, "巷口面馆", NOW).close()
    words = [sys.executable, "-m", "storeassist", "--shop", tmp_path / "a.shop", "import", "orders", sheet, "--json"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE)
    most = 0
    while running.poll() is None:
        most = max(most, sum(map(_resident, _family(running.pid))))
        time.sleep(0.01)
    output, _nothing = running.communicate()
    assert json.loads(output)["new"] == BILLS
    say(f"import of {BILLS:,} bills from the command line: {most >> 20} MB at most, the reading process included")


def _family(pid: int) -> Iterator[int]:
    """The process, its children, theirs ..."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    """The bytes of real memory a process has now; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * 4096
    except OSError:
        return 0
