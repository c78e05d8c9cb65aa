"""No widget is lost at a moment that Qt does not survive."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from storeassist.kernel.garbage import collect_due, uncollected
from storeassist.ui.garbage import Collector

gone: list[int] = []
"""The threads in which widgets were deleted."""


class Lost(QLabel):
    """In a circle, so that only a search for garbage finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self
        self.destroyed.connect(lambda: gone.append(threading.get_ident()))


def litter() -> None:
    """So many objects that Python by itself would look for garbage many times over."""
    for _ in range(100_000):
        circle: list[object] = []
        circle.append(circle)


@pytest.fixture
def by_python() -> Iterator[None]:
    """As a program starts: Python looks by itself."""
    gone.clear()
    gc.enable()
    yield
    gc.disable()


def test_what_nobody_owns_goes_between_events_in_the_main_thread(qtbot: QtBot, by_python: None) -> None:
    home = QObject()
    Collector(home)
    Lost()
    job = threading.Thread(target=litter)
    job.start()
    litter()
    job.join()
    assert not gone
    qtbot.waitUntil(lambda: bool(gone), timeout=5000)
    assert set(gone) == {threading.get_ident()}
    home.deleteLater()


def test_work_on_a_million_objects_is_not_disturbed(qtbot: QtBot) -> None:
    gone.clear()
    with uncollected():
        Lost()
        litter()
        collect_due()
        assert not gone
    collect_due()
    assert gone
