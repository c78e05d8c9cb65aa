"""What slow work may say while it runs. Qt-free, so jobs test plainly and run from the command line."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - an answer, not an error
    """Raised inside a job, by its next report, once the owner pressed cancel."""


class Job(Protocol):
    """Handed to every slow function as its first argument."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell how far it is (``total`` 0: not known); raises Cancelled once the owner gave up."""


class Quiet:
    """A job nobody watches: for tests, and for commands that print only their result."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """Go on."""
