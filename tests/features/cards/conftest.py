"""Cards need fonts: the one application of the tests is there before the press would make a smaller one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """The application whose fonts the press draws with."""
    return qapp
