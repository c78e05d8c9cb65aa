"""The log of this computer, which by its making cannot hold what a shop knows of its customers.

A line keeps what was written by whoever wrote the program: literals of its source, names of modules, functions and
classes, places in the source, and small numbers. Every other text, such as the message of an exception, an argument,
a path or what a library says, may quote a customer and is left out, whatever it is.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from types import CodeType, FrameType, TracebackType
from typing import IO, Any

from storeassist.kernel.paths import log_folder

LARGEST_BYTES = 512 * 1024
FILES = 3
_LARGEST_NUMBER = 1_000_000
"""Beyond it a number may be a phone."""
_FRAMES = 12
"""Shown of each end of a long trace: what recurs a thousand times says nothing new."""
_HOUSE = PurePath(__file__).parents[1]
_CODES = ("sqlite_errorcode", "errno", "winerror")
"""Numbers that exceptions of SQLite and of the system carry."""

_HARD = "hard-crash.txt"
_HARD_KINDS = (
    *("Segmentation fault", "Aborted", "Bus error", "Illegal instruction", "Floating-point exception"),
    *("access violation", "stack overflow", "Stack overflow"),
)

own = logging.getLogger("storeassist")


class FailedElsewhere(Exception):  # noqa: N818 - tells what happened, like Cancelled
    """A bug of ours in another process, whose ``trace`` was made there by ``trace_of``."""

    def __init__(self, text: str, trace: list[str]) -> None:
        super().__init__(text)
        self.trace = trace


class LogFile(logging.Handler):
    """Writes lines to the newest of a few files; opens none before there is something to write, and never fails."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the log in ``folder``, or where this system keeps logs."""
        super().__init__()
        self._folder = folder
        self._last_words: IO[str] | None = None
        self.lines: deque[str] = deque(maxlen=500)
        self.setLevel(logging.INFO)

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        if self._folder is None:
            self._folder = log_folder()
        return self._folder

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of the logging library."""
        if record.levelno >= logging.WARNING or record.name.startswith(own.name):
            self.keep(line_of(record))

    def keep(self, line: str) -> None:
        """Add a line, which holds nothing that this module did not let through."""
        self.lines.append(line)
        try:
            self._append(line)
        except OSError:  # a full disk must not stop what was only to be noted; the lines of this run stay in memory
            return

    def note(self, *words: str) -> None:
        """Add a line of words that come from no shop, such as the kind of a message."""
        self.keep(" ".join([_stamp(), *words]))

    def look_back(self) -> list[str]:
        """Have the system's last words kept from now on; returns the trace of a run that ended hard, or nothing.

        Raises OSError when the folder takes no file.
        """
        import faulthandler

        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._last_words = (self.folder / _HARD).open("a+", encoding="utf-8", errors="replace")
        file.seek(0)
        last_words = file.read()
        file.truncate(0)
        faulthandler.enable(file)
        return _read_last_words(last_words)

    def end_well(self) -> None:
        """Forget what was kept: on Windows also faults that were survived leave words there."""
        import faulthandler

        if self._last_words is not None:
            faulthandler.disable()
            with suppress(OSError), self._last_words as file:
                file.truncate(0)
            self._last_words = None

    def text(self, lines: int = 400) -> str:
        """The last lines, also of earlier runs as far as they can be read."""
        kept: list[str] = []
        for path in reversed(self.paths()):
            try:
                kept += path.read_text("utf-8", errors="replace").splitlines()
            except OSError:
                continue
        return "\n".join((kept or list(self.lines))[-lines:])

    def paths(self) -> list[Path]:
        """The files, newest first."""
        return [self.folder / f"storeassist{f'.{at}' if at else ''}.log" for at in range(FILES)]

    def _append(self, line: str) -> None:
        paths = self.paths()
        newest = paths[0]
        if newest.exists() and newest.stat().st_size > LARGEST_BYTES:
            for older, newer in zip(reversed(paths[1:]), reversed(paths[:-1]), strict=True):
                if newer.exists():
                    newer.replace(older)
        newest.parent.mkdir(parents=True, exist_ok=True)
        with newest.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def start(log: LogFile) -> None:
    """Send everything that is logged, warned of, or dies unseen to ``log`` alone; touches no disk."""
    root = logging.getLogger()
    for earlier in [handler for handler in root.handlers if isinstance(handler, LogFile)]:
        root.removeHandler(earlier)
    root.addHandler(log)
    own.setLevel(logging.INFO)

    def warned(
        message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        log.note("WARNING", name_of(category), f"{_place(filename)}:{lineno}")

    def died(args: threading.ExceptHookArgs) -> None:
        own.error("a thread ended", exc_info=args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        own.error("not raisable", exc_info=args.exc_value)

    warnings.showwarning = warned
    threading.excepthook = died
    sys.unraisablehook = unraisable


def line_of(record: logging.LogRecord) -> str:
    """A record without anything that was not written in the source: literal, numbers, and the trace of an exception."""
    where = f"{_module(record.name)} {_place(record.pathname)}:{record.lineno}"
    said = [_stamp(record.created), record.levelname, where]
    if _is_literal(record):
        numbers = record.args if isinstance(record.args, tuple) else ()
        said += [str(record.msg), *(f"{number:g}" for number in numbers if _is_small_number(number))]
    trace = trace_of(record.exc_info[1]) if isinstance(record.exc_info, tuple) and record.exc_info[1] else []
    return "\n".join([" ".join(said), *trace])


def trace_of(error: BaseException) -> list[str]:
    """Where an exception came from, and those it came of: kinds, numbers and places, no words."""
    return [f"  {line}" for line in _chain(error, set())]


def name_of(kind: type) -> str:
    """A class by its module and name; a class made while running may be called anything and is only counted in."""
    module = sys.modules.get(kind.__module__)
    known = getattr(module, kind.__qualname__.partition(".")[0], None) is not None and "<" not in kind.__qualname__
    if not known:
        return next((name_of(base) for base in kind.__mro__[1:]), "object")
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen and len(seen) < _FRAMES:
        yield from _chain(cause, seen)
        yield "which led to"
    numbers = [f"{name} {value}" for name in _CODES if _is_small_number(value := getattr(error, name, None))]
    yield " ".join([name_of(type(error)), *numbers])
    frames = list(_frames(error.__traceback__))
    if len(frames) > 2 * _FRAMES:
        frames = [*frames[:_FRAMES], f"... {len(frames) - 2 * _FRAMES} more", *frames[-_FRAMES:]]
    yield from (f"  {frame}" for frame in frames)
    if isinstance(error, FailedElsewhere):
        yield from ("in another process", *error.trace)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen and len(seen) < _FRAMES:
                yield "together with"
                yield from _chain(one, seen)


def _read_last_words(last_words: str) -> list[str]:
    kind = next((kind for kind in _HARD_KINDS if kind in last_words), "")
    frames = re.findall(r'File "([^"\n]+)", line (\d+) in (\w+)', last_words)
    if not kind and not frames:
        return []
    return [f"  {kind or 'ended'}", *(f"    {_place(file)}:{line} {name}" for file, line, name in frames)]


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{_place(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def _place(filename: str) -> str:
    """A file of the program below its folder; of others the name only, for the folders name the computer's user."""
    path = PurePath(filename)
    return path.relative_to(_HOUSE.parent).as_posix() if path.is_relative_to(_HOUSE) else path.name


def _module(name: str) -> str:
    """A logger's name as far as it is a module's."""
    while name and name not in sys.modules:
        name = name.rpartition(".")[0]
    return name or "-"


def _is_literal(record: logging.LogRecord) -> bool:
    """Whether the message stands word for word in the function that logs it: a text put together does not."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and not _is_of(frame, record):
        frame = frame.f_back
    return frame is not None and isinstance(record.msg, str) and _holds(frame.f_code, record.msg)


def _is_of(frame: FrameType, record: logging.LogRecord) -> bool:
    code = frame.f_code
    return (code.co_filename, code.co_name, frame.f_lineno) == (record.pathname, record.funcName, record.lineno)


def _holds(code: CodeType, text: str) -> bool:
    return PurePath(code.co_filename).is_relative_to(_HOUSE) and text in code.co_consts


def _is_small_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < _LARGEST_NUMBER


def _stamp(created: float | None = None) -> str:
    at = datetime.now() if created is None else datetime.fromtimestamp(created)
    return at.isoformat(" ", "milliseconds")
