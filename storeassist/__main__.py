"""The program's door: the window when no command is asked for, else the command line."""

from __future__ import annotations

import builtins
import gc
import sys
from pathlib import Path


def main(args: list[str] | None = None) -> None:
    """Run the program with the arguments it was started with, and end with its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(sys.argv[1:] if args is None else args))


def _run(args: list[str]) -> int:
    # The two everyday ways to open the window need no command line, which takes as long to load as half the window.
    match args:
        case []:
            shop = None
        case ["--shop", path] if path:
            shop = Path(path)
        case _:
            from storeassist import cli
            from storeassist.kernel.log import LogFile, start

            start(LogFile())
            return cli.run(args)
    # Hundreds of classes and no garbage: collecting while they load would find nothing ten times over.
    gc.disable()
    _import_plainly()
    from storeassist import app

    return app.run(shop)


def _import_plainly() -> None:
    """Take PySide's wrapper off ``import``: it reads the source of every module for ``__feature__``, which none here has."""
    import PySide6.QtCore  # noqa: F401 - puts the wrapper on

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


if __name__ == "__main__":
    main()
