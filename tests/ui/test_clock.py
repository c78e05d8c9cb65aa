"""The clock on the wall goes on while a computer sleeps."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from storeassist.kernel.database import Shop
from storeassist.ui.clock import WallClock
from storeassist.ui.desk import Desk
from storeassist.ui.taste import Taste

NOW = datetime(2026, 9, 15, 11, 6)


def test_minutes_are_counted_on_the_wall_not_in_ticks(shop: Shop, qtbot: QtBot) -> None:
    wall = [NOW]
    desk = Desk(shop, (), Taste.memory(), lambda: wall[0])
    struck: list[datetime] = []
    owner = QObject()
    clock = WallClock(desk, 10, owner)
    clock.struck.connect(lambda: struck.append(wall[0]))
    assert clock.isActive()
    for minutes in (0, 1, 9, 10, 11, 20, 11 * 60, 11 * 60 + 1, 0):
        wall[0] = NOW + timedelta(minutes=minutes)
        clock.timeout.emit()
    assert [at - NOW for at in struck] == [timedelta(minutes=m) for m in (10, 20, 11 * 60, 0)]
