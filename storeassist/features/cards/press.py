"""Draws cards for paper, for the preview and for sending: one drawing code, measured in units of 0.01 mm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from storeassist.adapters.qr import matrix
from storeassist.features.cards import designs, faces, press_text
from storeassist.features.cards.press_text import UNIT
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_design import Element
from storeassist.features.cards.records_print import Bleed, Box, CardText, OfferWords, Side
from storeassist.features.cards.rules_print import colours
from storeassist.kernel.errors import UserError

MM_PER_INCH = 25.4
_FIRST_UPRIGHT = "\u2e80"
"""From here on signs stand upright in a column; letters before it lie on their side."""
_LOGO_DPI = 600
_CODES_KEPT = 8
_SEAL_SHARE = 0.2  # of the side of a code it lies on, with the ground around it


class Plate:
    """A batch's card made ready for the press: what all cards share is looked up and set once."""

    def __init__(self, facts: BatchFacts, words: OfferWords, shop_name: str) -> None:
        press_text.ready()
        self.facts, self.design = facts, designs.by_name(facts.design)
        self._words, self._shop_name = words, faces.seen(shop_name)
        self._colours = {role: QColor.fromString(value) for role, value in colours(self.design, facts.colour).items()}
        self.paper = self._colours["paper"]
        self._fields = self.design.words(facts)
        self._logo = _logo(facts.logo)
        self._settings: dict[tuple[str, Box, float, bool], press_text.Setting] = {}
        self._paths: dict[tuple[str, str, Box], QPainterPath] = {}

    def paint(self, painter: QPainter, card: CardText, side: Side = Side.FRONT, bleed: Bleed | None = None) -> None:
        """Draw one side of a card, its top left at the origin. Raises UserError for a text that does not fit."""
        places = faces.values(self.facts, card, self._words, self._shop_name)
        shapes = self._shapes(bleed or Bleed())
        for element in self.design.elements(side):
            if faces.is_shown(element, self.facts, card):
                with press_text.saved(painter):
                    if element.turned and element.shape != "rect":  # whose bleed knows the edges of the card
                        left, top, width, height = (one * UNIT for one in element.box)
                        painter.translate(2 * left + width, 2 * top + height)
                        painter.rotate(180)
                    shapes[element.shape](painter, element, card, places)

    def _shapes(self, bleed: Bleed) -> dict[str, Callable[[QPainter, Element, CardText, dict[str, str]], None]]:
        return {
            "rect": partial(self._rect, bleed=bleed),
            "line": self._line,
            "text": self._text,
            "column": self._column,
            "qr": self._qr,
            "seal": self._seal,
        }

    def _rect(
        self, painter: QPainter, element: Element, _card: CardText, _places: dict[str, str], *, bleed: Bleed
    ) -> None:
        box = _box(element.box)
        width, height = self.design.size
        left, top = element.box[0], element.box[1]
        right, bottom = left + element.box[2], top + element.box[3]
        box.adjust(
            -bleed.left * UNIT if left <= 0 else 0,
            -bleed.top * UNIT if top <= 0 else 0,
            bleed.right * UNIT if right >= width else 0,
            bleed.bottom * UNIT if bottom >= height else 0,
        )
        if element.radius:
            path = QPainterPath()
            path.addRoundedRect(box, element.radius * UNIT, element.radius * UNIT)
            painter.fillPath(path, self._colours[element.colour])
        else:
            painter.fillRect(box, self._colours[element.colour])

    def _line(self, painter: QPainter, element: Element, _card: CardText, _places: dict[str, str]) -> None:
        pen = QPen(self._colours[element.colour], element.width * UNIT)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if element.dashed:
            pen.setDashPattern([6, 4])
        painter.setPen(pen)
        box = _box(element.box)
        painter.drawLine(box.topLeft(), box.bottomRight())

    def _text(self, painter: QPainter, element: Element, _card: CardText, places: dict[str, str]) -> None:
        text = faces.fill(element.text, self._fields, places)
        if not text:
            return
        box = _box(element.box)
        set_text = self._set(text, element, box)
        painter.setFont(press_text.font(set_text.points, element.bold, element.spacing))
        painter.setPen(self._colours[element.colour])
        y = box.top() + press_text.baseline(set_text.points)
        if element.middle:
            y += (box.height() - set_text.height) / 2
        for line, width in set_text.lines:
            room = {"left": 0.0, "centre": (box.width() - width) / 2, "right": box.width() - width}[element.align]
            painter.drawText(QPointF(box.left() + room, y), line)
            y += press_text.line_height(set_text.points)

    def _set(self, text: str, element: Element, box: QRectF) -> press_text.Setting:
        key = (text, element.box, element.size, element.bold)
        if key not in self._settings:
            press_text.check_signs(text)
            if len(self._settings) > 200:  # each card's code is one; only what all share is worth keeping
                self._settings.clear()
            self._settings[key] = press_text.fitted(
                text, (box.width(), box.height()), element.size, element.bold, element.lines, element.spacing
            )
        return self._settings[key]

    def _column(self, painter: QPainter, element: Element, _card: CardText, places: dict[str, str]) -> None:
        """Text from the top down, sign under sign; words of Latin letters lie on their side."""
        text = faces.fill(element.text, self._fields, places)
        box = _box(element.box)
        painter.setPen(self._colours[element.colour])
        press_text.check_signs(text)
        if max(text, default="") < _FIRST_UPRIGHT:
            painter.translate(box.right(), box.top())
            painter.rotate(90)
            turned = press_text.fitted(text, (box.height(), box.width()), element.size, element.bold, 1)
            painter.setFont(press_text.font(turned.points, element.bold))
            across = (box.width() - turned.height) / 2 + press_text.baseline(turned.points)
            painter.drawText(QPointF(box.height() - turned.lines[0][1], across), text)
            return
        signs = text.replace(" ", "")
        step = press_text.line_height(element.size) * 0.86 + element.spacing * UNIT
        points = element.size * min(1, box.height() / (step * len(signs)))
        if points < press_text.LEAST_POINTS:
            raise UserError(
                "“{text}” is too long for its place on the card. Make it shorter.", field="fields", text=text
            )
        step = step * points / element.size
        painter.setFont(press_text.font(points, element.bold))
        y = box.bottom() - step * len(signs) + press_text.baseline(points) - press_text.line_height(points) * 0.07
        for sign in signs:
            wide = press_text.width(sign, points, element.bold)
            painter.drawText(QPointF(box.center().x() - wide / 2, y), sign)
            y += step

    def _qr(self, painter: QPainter, element: Element, card: CardText, _places: dict[str, str]) -> None:
        text = faces.qr_text(element, self.design, self.facts, card)
        if not text:
            return
        painter.fillPath(self._code(text, element), self._colours[element.colour])
        if element.sealed:
            left, top, side, _ = element.box
            seal = side * _SEAL_SHARE
            at = (left + (side - seal) / 2, top + (side - seal) / 2)
            painter.fillRect(_box((at[0] - 0.5, at[1] - 0.5, seal + 1, seal + 1)), self._colours["paper"])
            self._draw_seal(painter, _box((*at, seal, seal)), self._colours["accent"], self._colours["on_accent"])

    def _code(self, text: str, element: Element) -> QPainterPath:
        key = (text, faces.level(element), element.box)
        if key not in self._paths:
            if len(self._paths) >= _CODES_KEPT:  # each card has one of its own; the owner's, and a preview's, stand on all
                self._paths.clear()
            self._paths[key] = code_path(text, faces.level(element), element.box)
        return self._paths[key]

    def _seal(self, painter: QPainter, element: Element, _card: CardText, _places: dict[str, str]) -> None:
        self._draw_seal(painter, _box(element.box), self._colours[element.colour], self._colours[element.sign])

    def _draw_seal(self, painter: QPainter, box: QRectF, ground: QColor, ink: QColor) -> None:
        """The owner's logo on a rounded square of paper, or the first sign of the shop's name on one of colour."""
        path = QPainterPath()
        path.addRoundedRect(box, box.width() * 0.2, box.width() * 0.2)
        if self._logo is not None:
            size = self._logo.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            inner = QRectF(0, 0, size.width(), size.height())
            inner.moveCenter(box.center())
            painter.fillPath(path, self.paper)
            painter.setClipPath(path)
            painter.drawImage(inner, self._logo)
            return
        painter.fillPath(path, ground)
        sign = self._shop_name[:1].upper()
        press_text.check_signs(sign)
        points = box.height() * 0.62 * 72 / press_text.DPI
        wide = press_text.width(sign, points, True)
        painter.setFont(press_text.font(points, True))
        painter.setPen(ink)
        top = box.center().y() - press_text.line_height(points) / 2
        painter.drawText(QPointF(box.center().x() - wide / 2, top + press_text.baseline(points)), sign)


def code_path(text: str, level: str, box: Box) -> QPainterPath:
    """The dark modules of a QR in one outline, each row's runs merged: no hairline shows between them."""
    rows = matrix(text, level)
    left, top = box[0] * UNIT, box[1] * UNIT
    module = box[2] * UNIT / len(rows)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for y, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                path.addRect(left + start * module, top + y * module, (end - start) * module, module)
            start = max(end, start + 1)
    return path


def image(
    facts: BatchFacts,
    card: CardText,
    words: OfferWords,
    shop_name: str,
    side: Side = Side.FRONT,
    dpi: float = 300,
) -> QImage:
    """One side of a card as a picture, for sending or as a preview. Raises UserError."""
    plate = Plate(facts, words, shop_name)
    per_unit = dpi / press_text.DPI
    width, height = (round(one * UNIT * per_unit) for one in plate.design.size)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(plate.paper)
    picture.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    picture.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(per_unit, per_unit)
    try:
        plate.paint(painter, card, side, Bleed(1, 1, 1, 1))
    finally:
        painter.end()
    return picture


def _logo(png: bytes) -> QImage | None:
    if not png:
        return None
    picture = QImage.fromData(QByteArray(png))
    if picture.isNull():
        raise UserError("The logo is not a picture that can be read.", field="logo")
    most = round(20 / MM_PER_INCH * _LOGO_DPI)
    if max(picture.width(), picture.height()) > most:
        ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        picture = picture.scaled(most, most, ratio, smooth)
    return picture


def _box(box: Box) -> QRectF:
    left, top, width, height = box
    return QRectF(left * UNIT, top * UNIT, width * UNIT, height * UNIT)
