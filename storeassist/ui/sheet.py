"""The one style sheet: fields, menus, cards, scroll bars and words; all other parts paint themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storeassist.ui.theme import Theme

TONES = ("muted", "accent", "good", "warn", "bad", "disabled")


def style_sheet(look: Theme) -> str:
    """The style sheet of the whole application for the look in force."""
    return "\n".join((_grounds(look), _words(look), _fields(look), _boxes(look), _menus(look), _bars(look)))


def _grounds(look: Theme) -> str:
    c = look.hex
    return f"""
QMainWindow, QWidget[role="page"], QStackedWidget[role="pages"] {{ background: {c("window")}; }}
QFrame[role="card"] {{ background: {c("surface")}; border: 1px solid {c("line")}; border-radius: {look.radius("card")}px; }}
QFrame[role="well"] {{ background: {c("sunk")}; border: 1px solid {c("line")}; border-radius: {look.radius("well")}px; }}
QFrame[role="line"] {{ background: {c("line")}; border: none; min-height: 1px; max-height: 1px; }}
QFrame[role="upright"] {{ background: {c("line")}; border: none; min-width: 1px; max-width: 1px; }}
QFrame[role="notice"] {{ background: {c("warn-soft")}; border: 1px solid {c("warn-line")};
  border-radius: {look.radius("control")}px; }}
QFrame[role="notice"][tone="bad"] {{ background: {c("bad-soft")}; border-color: {c("bad-line")}; }}
QFrame[role="panel"] {{ background: {c("raised")}; border: 1px solid {c("outline")}; border-radius: {look.radius("card")}px; }}
QDialog {{ background: {c("raised")}; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] {{ background: transparent; border: none; }}
QTableView, QListView {{ background: transparent; border: none; outline: none; }}
QHeaderView {{ background: transparent; border: none; }}
QToolTip {{ background: {c("raised")}; color: {c("text")}; border: 1px solid {c("outline")}; padding: 4px 8px; }}
"""


def _words(look: Theme) -> str:
    rules = [f'QLabel {{ color: {look.hex("text")}; background: transparent; border: none; }}']
    for style, (size, line, weight) in look.tokens["type"].items():
        rules.append(
            f'QLabel[role="{style}"] {{ font-size: {look.scaled(size)}px; font-weight: {weight}; }}'
            f' QLabel[role="{style}"][single="true"] {{ min-height: {look.scaled(line)}px;'
            f" max-height: {look.scaled(line)}px; }}"
        )
    for tone in TONES:
        role = "text-" + tone if tone in ("muted", "disabled") else tone
        rules.append(f'QLabel[tone="{tone}"] {{ color: {look.hex(role)}; }}')
    rules.append('QLabel[light="true"] { font-weight: 400; } QLabel[bold="true"] { font-weight: 700; }')
    return "\n".join(rules)


def _fields(look: Theme) -> str:
    c, px = look.hex, look.px
    inner = px("control") - 2
    fields = ("QLineEdit", "QPlainTextEdit", "QAbstractSpinBox")

    def each(suffix: str = "") -> str:
        return ", ".join(field + suffix for field in fields)

    return f"""
{each()} {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")};
  border-radius: {look.radius("control")}px; padding: 0 9px; min-height: {inner}px;
  selection-background-color: {c("accent")}; selection-color: {c("on-accent")}; }}
QLineEdit {{ max-height: {inner}px; }}
{each(":focus")} {{ border: 2px solid {c("accent")}; padding: 0 8px; min-height: {inner - 2}px; }}
QLineEdit:focus {{ max-height: {inner - 2}px; }}
{each('[state="bad"]')} {{ border-color: {c("bad")}; }}
{each(":disabled")} {{ background: {c("hover")}; color: {c("text-disabled")}; border-color: {c("outline")}; }}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {{ border: none; background: transparent; padding: 0; }}
QLineEdit[code="true"], QLineEdit[code="true"]:focus {{ border: none; background: transparent; padding: 0;
  min-height: {px("code-field") - 4}px; max-height: {px("code-field") - 4}px; }}
QPlainTextEdit {{ padding: 6px 5px; }}
QPlainTextEdit:focus {{ padding: 5px 4px; }}
"""


def _boxes(look: Theme) -> str:
    c, px = look.hex, look.px
    inner = px("control") - 2
    return f"""
QComboBox {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("outline")};
  border-radius: {look.radius("control")}px; padding: 0 9px; min-height: {inner}px; max-height: {inner}px; }}
QComboBox:hover {{ background: {c("hover")}; }}
QComboBox:focus {{ border: 2px solid {c("accent")}; padding: 0 8px; min-height: {inner - 2}px;
  max-height: {inner - 2}px; }}
QComboBox:disabled {{ background: {c("hover")}; color: {c("text-disabled")}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: none; width: 0; }}
QComboBox QAbstractItemView {{ background: {c("raised")}; color: {c("text")}; border: 1px solid {c("outline")};
  padding: 4px; outline: none; selection-background-color: {c("accent-soft")}; selection-color: {c("text")}; }}
QComboBox QAbstractItemView::item {{ min-height: {px("chip")}px; padding: 0 8px; }}
QCheckBox {{ spacing: 8px; color: {c("text")}; min-height: {px("chip")}px; }}
"""


def _menus(look: Theme) -> str:
    c, px = look.hex, look.px
    return f"""
QMenu {{ background: {c("raised")}; color: {c("text")}; border: 1px solid {c("outline")}; padding: 5px; }}
QMenu::item {{ min-height: {px("chip")}px; padding: 2px 24px 2px 10px; border-radius: {look.radius("control")}px; }}
QMenu::item:selected {{ background: {c("accent-soft")}; color: {c("text")}; }}
QMenu::item:disabled {{ color: {c("text-disabled")}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {c("line")}; margin: 5px 8px; }}
"""


def _bars(look: Theme) -> str:
    c = look.hex
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {c("outline")}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c("edge")}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
