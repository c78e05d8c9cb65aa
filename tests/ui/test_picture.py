"""A chart is copied as a picture that is sharp in a message."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from storeassist.ui.charts import Bar, BarChart
from storeassist.ui.picture import copy_picture, picture_of


def test_the_picture_on_the_clipboard_shows_the_chart_twice_as_sharp(qtbot: QtBot) -> None:
    chart = BarChart("Uses by day")
    qtbot.addWidget(chart)
    chart.resize(300, 140)
    chart.show_bars([Bar("1 Sep", 3, "1 Sep: 3")])
    chart.show()
    copy_picture(chart)
    picture = QGuiApplication.clipboard().image()
    assert picture.width() > 2 * chart.width()
    assert picture.height() > 2 * chart.height()
    shades = {picture.pixel(x, picture.height() // 2) for x in range(0, picture.width(), 5)}
    assert len(shades) > 1


def test_the_picture_says_what_it_shows_and_when(qtbot: QtBot) -> None:
    chart = BarChart("Uses by day")
    qtbot.addWidget(chart)
    chart.resize(300, 140)
    ground = picture_of(chart).pixelColor(0, 0)

    def head(note: str) -> set[int]:
        """The shades above the chart."""
        picture = picture_of(chart, note)
        return {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height() - 2 * (140 + 16))}

    assert len(head("")) > 1
    assert picture_of(chart, "巷口面馆").height() > picture_of(chart).height()
    chart.setAccessibleName("")
    assert head("") == {ground.rgb()}
