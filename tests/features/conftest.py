"""A window for tests of pages: shown, and freed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.kernel.database import Shop
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window


@pytest.fixture
def window(shop: Shop, qtbot: QtBot, now: datetime) -> Iterator[Window]:
    """A window on the empty shop; a file of tests that happen at another time has a ``now`` of its own."""
    made = open_window(shop, Taste.memory(), lambda: now, language="en", theme_mode="light")
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.shut()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
