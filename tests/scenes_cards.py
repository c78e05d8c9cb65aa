"""Scenes of the Print studio: package cards of the noodle shop, begun on a sheet that is used in part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from storeassist.features.cards import actions
from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
from storeassist.features.cards.records_print import Side
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms

if TYPE_CHECKING:
    from tests.scenes import Stage

PERSONAL = Target(TargetKind.PERSONAL, "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc")


def logo() -> bytes:
    """A bowl on a table, as an owner might have it."""
    picture = QImage(240, 240, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#B0261D"))
    painter.drawPie(30, 20, 180, 180, 180 * 16, 180 * 16)
    painter.drawRect(80, 205, 80, 14)
    for x in (75, 113, 151):
        painter.drawRoundedRect(x, 40, 14, 55, 7, 7)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def studio(stage: Stage) -> Any:
    """A batch of package cards with both codes, on the table."""
    shop, now = stage.window.desk.shop, stage.window.desk.now()
    offer = offers.add(shop, "满 58 减 8", Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00), now)
    facts = BatchFacts(
        "9 月包裹卡", CardKind.PACKAGE, 200, "package-bar", offer, "外卖袋", "", date(2026, 10, 31), 44_00, PERSONAL
    )
    batch_id = actions.add(shop, facts, now)
    page = stage.go("cards", batch_id=batch_id)
    page.form.start.set_text("3")
    stage.settle()
    return page


def studio_new(stage: Stage) -> None:
    """A new batch: what is missing is said."""
    stage.go("cards").new()
    stage.settle()


def studio_back(stage: Stage) -> Any:
    """The backs of the cards, with the owner's logo on them, and the sheet turned over."""
    page = studio(stage)
    page.face.read_logo(logo())
    page.face.side.set_value(Side.BACK)
    page.face.changed.emit()
    page.sides.show_part(page.sheet)
    stage.settle()
    return page


def studio_pictures(stage: Stage) -> None:
    """Where the owner's code and logo are chosen."""
    page = studio(stage)
    page.face.read_logo(logo())
    page.face.below.ensureWidgetVisible(page.face.colours)
    stage.settle()


def studio_test_card(stage: Stage) -> None:
    """Where the one test card is to go."""
    studio(stage).commands["try_one"].trigger()
    stage.settle()


def studio_leaving(stage: Stage) -> None:
    """Another batch is wanted, and the one on the table cannot be kept."""
    page = studio(stage)
    page.form.quantity.set_text("")
    page.commands["new"].trigger()
    stage.settle()


SCENES: dict[str, Callable[[Stage], Any]] = {
    "studio": studio,
    "studio-new": studio_new,
    "studio-back": studio_back,
    "studio-pictures": studio_pictures,
    "studio-test-card": studio_test_card,
    "studio-leaving": studio_leaving,
}
