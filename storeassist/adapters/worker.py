"""Runs a generator in a process of its own, so that a hostile file can hurt nothing but that process."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from storeassist.kernel.errors import UserError
from storeassist.kernel.log import FailedElsewhere, trace_of
from storeassist.kernel.text import N_

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MEMORY_LIMIT = 340 * 2**20
UNSAFE = N_(
    "This file could not be read safely: it is damaged, or far bigger than a shop needs. "
    "Open it in Excel or WPS, copy the table into a new file, save that as .xlsx and choose it."
)
_PATIENCE = 0.05  # seconds between two looks at the owner's cancel button
_WATCHFUL = 0.01  # seconds between two looks at the memory taken: some 10 MB, where the system sets no limit
_ITEM, _DONE, _REFUSED, _FAILED = range(4)
_starting = threading.Lock()


class WorkerFailed(FailedElsewhere):
    """Our own bug inside a worker; the text is the worker's traceback."""


def _go_on() -> None:
    """Never stop."""


def stream(
    function: Callable[..., Iterator[object]],
    *args: object,
    stop: Callable[[], None] = _go_on,
    memory_limit: int = MEMORY_LIMIT,
) -> Iterator[object]:
    """Yield what the module-level generator ``function(*args)`` yields in a new process of ``memory_limit`` bytes.

    ``stop`` is asked all the time and may raise (Cancelled). The process ends with the iteration, however that ends.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(writing, function, args, memory_limit), daemon=True)
    try:
        with _bare_main():
            process.start()
        writing.close()
        yield from _received(reading, stop)
    finally:
        if process.pid is not None:
            process.kill()
            process.join()
        process.close()
        writing.close()
        reading.close()


def _received(reading: Connection, stop: Callable[[], None]) -> Iterator[object]:
    """What the worker sends, until it is done."""
    while True:
        stop()
        try:
            if not reading.poll(_PATIENCE):  # Windows tells already here that nobody is at the other end
                continue
            kind, content = reading.recv()
        except (EOFError, ConnectionError):
            raise UserError(UNSAFE) from None
        if kind == _ITEM:
            yield content
        elif kind == _REFUSED:
            raise content
        elif kind == _FAILED:
            raise WorkerFailed(*content)
        else:
            return


@contextlib.contextmanager
def _bare_main() -> Iterator[None]:
    """Hide the program's main module meanwhile: a spawned process would import it again, and the window with it."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _run(
    sending: Connection, function: Callable[..., Iterator[object]], args: tuple[object, ...], memory_limit: int
) -> None:
    """The life of the worker process."""
    import gc
    import signal

    gc.disable()  # a short life with a million cells, none of which refers to another
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the parent's to answer
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library's dying words are no use to the owner
    threading.Thread(target=_watch, args=(memory_limit,), daemon=True).start()
    _limit_memory(memory_limit)
    try:
        for item in function(*args):
            sending.send((_ITEM, item))
        sending.send((_DONE, None))
    except UserError as refusal:
        sending.send((_REFUSED, refusal))
    except MemoryError:
        os._exit(1)
    except BaseException as error:  # a panic of a Rust library is no Exception
        sending.send((_FAILED, (traceback.format_exc(), trace_of(error))))


def _watch(memory_limit: int) -> None:
    """End this process with its parent, or when it has taken too much memory."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    assert parent is not None
    most = _peak_memory() + memory_limit  # the peak begins with that of the parent, from before the exec
    while not connection.wait([parent.sentinel], _WATCHFUL) and _peak_memory() < most:
        pass
    os._exit(1)


if sys.platform == "win32":

    def _limit_memory(_memory_limit: int) -> None:
        """Windows has no such limit for a single process: the watch alone keeps it."""

    def _peak_memory() -> int:
        """The most bytes this process ever had committed."""
        import ctypes

        counters = (ctypes.c_size_t * 10)()  # PROCESS_MEMORY_COUNTERS: two DWORDs fill the first place
        kernel32 = ctypes.WinDLL("kernel32")
        kernel32.GetCurrentProcess.restype = ctypes.c_void_p
        kernel32.K32GetProcessMemoryInfo.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong]
        size = 8 + 8 * ctypes.sizeof(ctypes.c_size_t)
        kernel32.K32GetProcessMemoryInfo(kernel32.GetCurrentProcess(), counters, size)
        return counters[8 // ctypes.sizeof(ctypes.c_size_t) + 7]

else:

    def _limit_memory(memory_limit: int) -> None:
        """Let any allocation beyond the limit fail at once; what is mapped already does not count."""
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":  # Mac accepts the limit and ignores it: there the watch alone keeps it
            with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib is slow to import
                mapped = int(statm.read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (mapped + memory_limit, mapped + memory_limit))

    def _peak_memory() -> int:
        """The most bytes of real memory this process ever had."""
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
