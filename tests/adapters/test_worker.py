"""Work in a process of its own: its answers, its failures and its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storeassist.adapters.worker import WorkerFailed, stream
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled
from storeassist.kernel.log import trace_of
from tests.adapters import corpus


def counted(most: int) -> Iterator[int]:
    """Numbers from 0."""
    yield from range(most)


def refuses() -> Iterator[int]:
    """One answer, then a refusal."""
    yield 1
    raise UserError("Row {row} is bad.", row=7, field="phone")


def breaks() -> Iterator[int]:
    """Our own bug."""
    raise KeyError("bug")
    yield 1


def dies() -> Iterator[int]:
    """A process that ends at once, as after a crash."""
    yield 1
    os.abort()


def hoards() -> Iterator[int]:
    """Memory without end."""
    kept = []
    while True:
        kept.append(bytearray(b"x") * 2**20)
        yield len(kept)


def sleeps() -> Iterator[int]:
    """The number of the process, then nothing for long."""
    yield os.getpid()
    time.sleep(60)


if sys.platform == "win32":

    def is_alive(number: int) -> bool:
        """Whether a process of that number runs."""
        from ctypes import windll

        may_wait, still_runs = 0x0010_0000, 0x102
        process = windll.kernel32.OpenProcess(may_wait, False, number)
        runs = windll.kernel32.WaitForSingleObject(process, 0) == still_runs
        windll.kernel32.CloseHandle(process)
        return bool(process) and runs

else:

    def is_alive(number: int) -> bool:
        """Whether a process of that number runs."""
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return False
        return True


def wait_for_end(number: int) -> bool:
    """Whether the process ends within some seconds."""
    for _try in range(100):
        if not is_alive(number):
            return True
        time.sleep(0.05)
    return False


def test_answers_arrive_in_order() -> None:
    assert list(stream(counted, 500)) == list(range(500))


def test_worker_loads_neither_the_window_nor_the_test_runner() -> None:
    (loaded,) = stream(corpus.loaded_modules)
    assert not {"PySide6", "sqlcipher3", "pytest", "openpyxl", "xlsxwriter"} & set(loaded)


def test_refusal_arrives_as_it_was_meant() -> None:
    answers = stream(refuses)
    assert next(answers) == 1
    with pytest.raises(UserError, match="Row 7 is bad") as caught:
        next(answers)
    assert caught.value.field == "phone"


def test_bug_arrives_with_its_traceback() -> None:
    with pytest.raises(WorkerFailed, match="KeyError: 'bug'") as failed:
        list(stream(breaks))
    told = "\n".join(trace_of(failed.value))
    assert "in another process" in told
    assert "KeyError" in told
    assert "test_worker.py" in told
    assert "'bug'" not in told


def test_death_of_the_worker_is_told_in_the_owners_words() -> None:
    answers = stream(dies)
    with pytest.raises(UserError, match="could not be read safely"):
        list(answers)


def test_memory_has_a_limit() -> None:
    most = 0
    with pytest.raises(UserError, match="could not be read safely"):
        for most in stream(hoards, memory_limit=100 * 2**20):  # noqa: B007 - the last count is the question
            pass
    assert 50 < most < (140 if sys.platform == "linux" else 250)  # elsewhere it is looked at, a hundred times a second


def test_worker_ends_when_nobody_listens_any_more() -> None:
    answers = stream(sleeps)
    number = next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert not is_alive(number)


def test_cancel_is_answered_at_once() -> None:
    began: list[float] = []

    def stop() -> None:
        if began and time.monotonic() - began[0] > 0.2:
            raise Cancelled

    answers = stream(sleeps, stop=stop)
    number = next(answers)
    began.append(time.monotonic())
    with pytest.raises(Cancelled):
        next(answers)
    assert time.monotonic() - began[0] < 2
    assert not is_alive(number)


def test_worker_ends_with_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os\n"
        "from storeassist.adapters.worker import stream\n"
        "from tests.adapters.test_worker import sleeps\n"
        "if __name__ == '__main__':\n"
        "    for number in stream(sleeps):\n"
        "        print(number, flush=True)\n"
        "        os._exit(0)\n"
    )
    home = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": home},
    )
    assert wait_for_end(int(done.stdout))


def test_large_parent_leaves_the_worker_its_own_room() -> None:
    script = (
        "from storeassist.adapters.worker import stream\n"
        "from tests.adapters.corpus import loaded_modules\n"
        "ballast = bytearray(b'x') * (500 * 2**20)\n"
        "import time\n"
        "print(len([time.sleep(0.3) for _answer in stream(loaded_modules)]))"
    )
    assert corpus.run_apart(script).strip() == "1"


def test_start_is_quick() -> None:
    list(stream(counted, 1))
    began = time.perf_counter()
    list(stream(counted, 1))
    assert time.perf_counter() - began < 1.0
