"""A real start of the program for tests: says on standard output what its window does."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

import storeassist.app as program


class Watch(QTimer):
    """Puts the window away once it is open, and says when something brings it back."""

    def __init__(self) -> None:
        super().__init__(interval=20)
        self._away: QMainWindow | None = None
        self.timeout.connect(self._look)
        self.start()

    def _look(self) -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow) and one.isVisible()]
        for window in shown:
            if self._away is None:
                self._away = window
                window.showMinimized()
                sys.stdout.write(f"open {window.windowTitle()}\n")
            elif window is self._away and not window.isMinimized():
                window.showMinimized()
                sys.stdout.write("forward\n")
        sys.stdout.flush()


watches = []
begun = program.Collector


def begin(parent: QObject) -> QObject:
    """Called by the program when its window is there."""
    watches.append(Watch())
    return begun(parent)


program.Collector = begin
code = program.run(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
sys.stdout.write("end\n")
sys.exit(code)
