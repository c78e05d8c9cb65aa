"""One window for each shop: real second starts, crashes, windows that hang."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import perf_counter

import pytest

from storeassist.ui.single import Seat

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("window_process.py")


class Started:
    """A start of the program, and what it said so far."""

    def __init__(self, home: Path, shop: Path | None) -> None:
        command = [sys.executable, str(PROGRAM), *([str(shop)] if shop else [])]
        places = {name: str(home / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        env = {**os.environ, **places, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT)
        self._said: Queue[str] = Queue()
        self._ear = Thread(target=self._listen, daemon=True)
        self._ear.start()

    def says(self, seconds: float = 20) -> str:
        """The next thing it says."""
        return self._said.get(timeout=seconds)

    def is_silent(self, seconds: float = 0.3) -> bool:
        """Whether it says nothing for so long."""
        try:
            self._said.get(timeout=seconds)
        except Empty:
            return True
        return False

    def end(self) -> None:
        """Kill it, as a crash would."""
        self.process.kill()
        self.process.wait()
        self._ear.join()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._said.put(line.strip())


Start = Callable[..., Started]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program, for one person with a home of their own."""
    started: list[Started] = []

    def begin(shop: Path | None = None) -> Started:
        started.append(Started(tmp_path, shop))
        return started[-1]

    yield begin
    for one in started:
        one.end()


@pytest.fixture
def shops(empty_shop_file: Path, tmp_path: Path) -> list[Path]:
    """Two shops."""
    places = [tmp_path / "noodle.shop", tmp_path / "tea.shop"]
    for place in places:
        shutil.copy(empty_shop_file, place)
    return places


def test_a_second_start_brings_the_first_window_forward_and_ends(start: Start, shops: list[Path]) -> None:
    first = start(shops[0])
    assert first.says().startswith("open Noodle House")
    second = start(shops[0])
    assert second.says() == "end"
    assert second.process.wait(10) == 0
    assert first.says() == "forward"
    third = start(None)
    assert third.says() == "end"
    assert first.says() == "forward"


def test_another_shop_has_a_window_of_its_own(start: Start, shops: list[Path]) -> None:
    first = start(shops[0])
    first.says()
    second = start(shops[1])
    assert second.says().startswith("open")
    assert first.is_silent()
    assert start(None).says() == "end"
    assert second.says() == "forward", "the shop opened last comes first"
    second.end()
    assert start(None).says() == "end"
    assert first.says() == "forward"


def test_the_start_page_is_there_once_as_well(start: Start) -> None:
    first = start(None)
    assert first.says().startswith("open")
    assert start(None).says() == "end"
    assert first.says() == "forward"


def test_a_crash_keeps_nobody_out(start: Start, shops: list[Path]) -> None:
    first = start(shops[0])
    first.says()
    assert first.is_silent(0.6), "its socket is there by now"
    first.end()
    second = start(shops[0])
    assert second.says().startswith("open")
    assert start(shops[0]).says() == "end"
    assert second.says() == "forward"


def test_two_starts_at_the_same_moment_make_one_window(start: Start, shops: list[Path]) -> None:
    both = [start(shops[0]), start(shops[0])]
    said = sorted((one.says().split()[0], at) for at, one in enumerate(both))
    assert [word for word, _at in said] == ["end", "open"]
    assert both[said[1][1]].says() == "forward"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a program in its tracks")
def test_a_window_that_hangs_keeps_nobody_out(start: Start, shops: list[Path]) -> None:
    first = start(shops[0])
    first.says()
    assert first.is_silent(0.6)
    first.process.send_signal(signal.SIGSTOP)
    try:
        assert start(shops[0]).says(30).startswith("open")
    finally:
        first.process.send_signal(signal.SIGCONT)


@pytest.mark.qt_log_ignore("Got unexpected locking error", extend=True)
def test_without_a_place_for_locks_there_is_a_window_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    seat = Seat(tmp_path / "file" / "locks")
    assert not seat.call_any(None)
    assert seat.take(tmp_path / "noodle.shop")
    seat.leave()


def test_sitting_down_takes_no_time(tmp_path: Path) -> None:
    seat = Seat(tmp_path)
    began = perf_counter()
    assert not seat.call_any(None)
    assert seat.take(tmp_path / "noodle.shop")
    took = perf_counter() - began
    seat.leave()
    assert list(tmp_path.iterdir()) == []
    assert took < 0.05
