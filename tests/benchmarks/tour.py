"""Opens every page and tab of a shop in a window of its own, and says what that costs: python tests/benchmarks/tour.py big.shop"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from storeassist.app import open_window
from storeassist.features import SCHEMA
from storeassist.features.repurchase.page import TABS
from storeassist.kernel.database import Shop
from storeassist.ui.garbage import Collector
from storeassist.ui.window import Window

PAGES = ("customers", "orders", "products", "coupons", "segments")
RULE = {"all": [{"field": "visits", "op": ">=", "value": 2, "within_days": 90}, {"field": "spent", "op": ">", "value": 50}]}
_QUIET_SECONDS = 0.3
_TICK_MS = 5


class Watch:
    """Notes for how long the event loop was kept from its timers."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        """Forget what was."""
        self.longest, self._last = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last - _TICK_MS / 1000), now


def megabytes(what: str) -> int:
    """Memory of this process as Linux counts it: VmRSS is what it has, VmHWM the most it had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def settle(window: Window, seconds: float = _QUIET_SECONDS) -> None:
    """Let everything be done that was begun."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.001)
        if window.desk.jobs.running:
            until = time.perf_counter() + seconds


def type_a_figure(window: Window) -> None:
    """Write the figure of a condition key by key, as an owner does while the count follows."""
    page: Any = window.go("segments", rule=RULE, name="")
    settle(window)
    editor = page.work.editor
    field = editor.line_of(editor.root.parts[0]).value.first()
    for key in "1234":
        QTest.keyClicks(field, key)
        settle(window, 0.1)


def main(path: Path) -> None:
    """Go through the shop, a line for each step."""
    app = QApplication(["tour", "-style", "fusion"])
    Collector(app)
    shop = Shop.open(path, SCHEMA)
    now = datetime.fromisoformat(shop.value('SELECT max(at) FROM "order"'))
    window = open_window(shop, clock=lambda: now, language="zh_CN", theme_mode="light")
    window.show()
    settle(window, 1.5)
    gc.freeze()
    watch = Watch()

    def step(name: str, act: Callable[[], object]) -> None:
        watch.begin()
        began = time.perf_counter()
        act()
        settle(window)
        took = time.perf_counter() - began - _QUIET_SECONDS
        print(f"{name}: {took:.1f} s, the window held for {1000 * watch.longest:.0f} ms at most, {megabytes('VmRSS')} MB")

    for page in PAGES:
        step(page, lambda page=page: window.go(page))  # type: ignore[misc]
    step("a figure typed into a rule", lambda: type_a_figure(window))
    for key, name, _where in TABS:
        step(f"repurchase, {name}", lambda key=key: window.go("repurchase", tab=key))  # type: ignore[misc]
    print(f"most memory at any time: {megabytes('VmHWM')} MB")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
