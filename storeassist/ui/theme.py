"""Colours, sizes and fonts by role, read from the tokens; light, dark, any text size, changed while the app runs."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from storeassist.kernel.paths import resources
from storeassist.kernel.text import language

TEXT_SIZES = (90, 100, 115, 130, 150)
_UNSCALED = {"hairline", "focus-width", "focus-gap"}


class Theme(QObject):
    """The look in force. ``changed`` follows every switch, after the application was restyled."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        with (resources() / "themes" / "tokens.toml").open("rb") as file:
            self.tokens: dict[str, Any] = tomllib.load(file)
        self.mode = "system"
        self.dark = False
        self.percent = 100
        self.is_fusion = False
        """Whether the application has the style that this look is made for."""
        self._follows = False
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._sizes: dict[str, int] = {}

    def color(self, role: str) -> QColor:
        """The colour of a role, such as "accent"."""
        if (found := self._colors.get(role)) is None:
            found = self._colors[role] = QColor(self.hex(role))
        return found

    def hex(self, role: str) -> str:
        """The colour of a role as #RRGGBB."""
        return str(self.tokens["dark" if self.dark else "light"][role])

    def series(self, at: int) -> QColor:
        """The colour of a data series: 0 cobalt, 1 ochre, ..."""
        return QColor(self.tokens["dark" if self.dark else "light"]["series"][at])

    def px(self, name: str) -> int:
        """A length in device-independent pixels: sizes grow with the text, spaces do not."""
        if (found := self._sizes.get(name)) is None:
            found = self._sizes[name] = self._length(name)
        return found

    def radius(self, name: str) -> int:
        """How round a thing is; the same at every text size."""
        return int(self.tokens["radius"][name])

    def scaled(self, length: float) -> int:
        """``length`` px at 100 % text size, at the size in force."""
        return round(length * self.percent / 100)

    def dialog_width(self, size: str) -> int:
        """The width of an "ask", "form" or "wide" dialog."""
        widths: list[int] = self.tokens["size"]["dialog"]
        return self.scaled(widths[("ask", "form", "wide").index(size)])

    def line_height(self, role: str) -> int:
        """The line height of a type style."""
        return self.scaled(self.tokens["type"][role][1])

    def font(self, role: str, *, bold: bool | None = None) -> QFont:
        """The font of a type style, such as "figure"; ``bold`` overrides its weight. Not to be altered."""
        key = f"{role}{bold}"
        if (found := self._fonts.get(key)) is None:
            size, _line, weight = self.tokens["type"][role]
            found = QFont(self._families())
            found.setPixelSize(self.scaled(size))
            found.setBold(weight >= 700 if bold is None else bold)
            found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = found
        return found

    def use(self, mode: str, percent: int) -> None:
        """Show ``mode`` ("light", "dark" or "system") at ``percent`` text size from now on."""
        self.mode, self.percent = mode, percent
        self.restyle()

    def restyle(self) -> None:
        """Work everything out again: the system's scheme, the language or a choice may have changed."""
        from storeassist.ui.sheet import style_sheet

        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        if not self.is_fusion:
            app.setStyle("Fusion")
            self.is_fusion = True
        if not self._follows:
            app.styleHints().colorSchemeChanged.connect(self._on_scheme)
            self._follows = True
        scheme = app.styleHints().colorScheme()
        self.dark = self.mode == "dark" or (self.mode == "system" and scheme == Qt.ColorScheme.Dark)
        for cached in (self._colors, self._fonts, self._sizes):
            cached.clear()
        app.setFont(self.font("body"))
        app.setPalette(self._palette())
        app.setStyleSheet(style_sheet(self))
        self.changed.emit()

    def _on_scheme(self) -> None:
        if self.mode == "system":
            self.restyle()

    def _length(self, name: str) -> int:
        if name in self.tokens["size"]:
            value = self.tokens["size"][name]
            return int(value) if name in _UNSCALED else self.scaled(value)
        return int(self.tokens["space"][name])

    def _families(self) -> list[str]:
        return list(self.tokens["font"]["zh" if language() == "zh_CN" else "en"])

    def _palette(self) -> QPalette:
        palette = QPalette()
        group, role = QPalette.ColorGroup, QPalette.ColorRole
        for part, name in (
            (role.Window, "window"),
            (role.Base, "surface"),
            (role.AlternateBase, "sunk"),
            (role.Button, "surface"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.WindowText, "text"),
            (role.Text, "text"),
            (role.ButtonText, "text"),
            (role.PlaceholderText, "text-muted"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on-accent"),
            (role.Link, "accent"),
            (role.Mid, "line"),
        ):
            palette.setColor(part, self.color(name))
        for part in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(group.Disabled, part, self.color("text-disabled"))
        return palette


@cache
def theme() -> Theme:
    """The one look of this process: like the language, it is the same for every window."""
    return Theme()
