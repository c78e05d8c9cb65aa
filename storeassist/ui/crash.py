"""The edge of the window: what the owner can mend is said where they are; a bug is logged, told plainly, and survived."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _

log = logging.getLogger(__name__)

Fail = Callable[[BaseException], None]


def in_words(error: BaseException) -> str:
    """What to tell the owner: a UserError's own words; for a bug a plain sentence, and its trace goes to the log."""
    if isinstance(error, UserError):
        return str(error)
    log.error("bug", exc_info=error)
    return _("Something went wrong inside StoreAssist. The last step may not have been saved; the log has the details.")


def at_the_edge(act: Callable[..., Any], fail: Fail) -> Callable[[], None]:
    """``act`` without arguments, its UserErrors handed to ``fail`` instead of raised."""

    def run() -> None:
        try:
            act()
        except UserError as error:
            fail(error)

    return run


def catch_bugs(fail: Fail) -> None:
    """Hand whatever no one caught to ``fail``; the app stays up."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            fail(error)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook
