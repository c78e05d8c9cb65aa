"""A program killed while it prints: no card in the world without its coupon, and nothing half done in the shop file."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storeassist.features.cards import jobs, store
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from tests.features.cards import printing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as only POSIX does")


def killed(shop: Shop, out: Path, where: str) -> None:
    """Print the only batch of the shop in a process that dies on the way."""
    program = [sys.executable, "-m", "tests.features.cards.kill_printing", str(shop.path), str(out), where]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == -9, ended.stderr


@pytest.mark.parametrize("where", ["Drawing", "Reading", "BEGIN", "INSERT INTO card_run", "COMMIT"])
def test_killed_before_the_run_is_kept_nothing_has_happened(
    where: str, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    batch = printing.batch(shop, now)
    before, out = printing.rows(shop), tmp_path / "out" / "cards.pdf"
    out.parent.mkdir()
    killed(shop, out, where)
    assert (printing.rows(shop), out.exists(), store.get(shop, batch.id)) == (before, False, batch)
    run = jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, now + timedelta(minutes=1))
    assert (run.first, run.last, run.why) == (1, 12, "")
    assert [path.name for path in out.parent.iterdir()] == ["cards.pdf"]


def test_killed_before_the_file_has_its_name_the_next_run_needs_no_reason(
    shop: Shop, now: datetime, tmp_path: Path
) -> None:
    batch = printing.batch(shop, now)
    out, later = tmp_path / "out" / "cards.pdf", now + timedelta(minutes=1)
    out.parent.mkdir()
    killed(shop, out, "committed")
    printed = store.get(shop, batch.id)
    codes = store.codes_of(shop, printed)
    assert (out.exists(), printed.printed, len(codes)) == (False, 12, 12)
    elsewhere = tmp_path / "elsewhere.pdf"  # from where nobody can tell whether that file was taken
    with pytest.raises(UserError, match="were printed on"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), elsewhere, later)
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, later)
    assert store.codes_of(shop, store.get(shop, batch.id)) == codes
    assert len(printing.read(out)) == 12
    assert [path.name for path in out.parent.iterdir()] == ["cards.pdf"]
    with pytest.raises(UserError, match="were printed on"):
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), out, later)


def test_the_unfinished_file_of_a_program_that_still_runs_is_left_to_it(
    shop: Shop, now: datetime, tmp_path: Path
) -> None:
    batch = printing.batch(shop, now, 2)
    mark = jobs._mark(shop, batch)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        at_work = tmp_path / f"{mark}20260915T100000-{other.pid}.pdf"
        at_work.touch()
        jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), tmp_path / "cards.pdf", now)
        assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [at_work.name, "cards.pdf"]
        other.communicate(b"\n")
    later = now + timedelta(days=1)
    jobs.print_batch(Quiet(), shop, batch.id, printing.layout(batch), tmp_path / "cards.pdf", later, why="lost")
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["cards.pdf"]
