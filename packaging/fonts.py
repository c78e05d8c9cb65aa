"""Makes resources/fonts from Noto Sans CJK SC (SIL OFL 1.1): python packaging/fonts.py FOLDER_WITH_NotoSansCJK-*.ttc

Cards are printed with a font of our own, so that a PDF may carry it and looks the same on every computer. Kept are the
characters of GBK, which has those of dishes and names that GB 2312 lacks (焗 饸 堃 喆), Latin letters, signs and full-width
forms: 22,000 of 45,000.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).parent.parent / "resources" / "fonts"
FAMILY = "StoreAssist Cards"
"""Not Noto's name: on a computer that has Noto, Qt would take that whole font for this one, and print what others cannot."""


def characters() -> set[int]:
    """The code points that are kept."""
    kept = {*range(0x20, 0x180), *range(0x2010, 0x2040), *range(0x2460, 0x2474), *range(0x3000, 0x3020), *range(0xFF01, 0xFF66)}
    kept |= set(map(ord, "€×÷−≤≥≈±°·•→←↑↓★☆●○■□▲△▼▽◆◇✓✔✕♥℃№™©®￥¥…—–“”‘’㸆"))
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                kept |= set(map(ord, bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return kept


def rename(font: TTFont, weight: str) -> None:
    """Give the font our family's name in every language it has one."""
    own = {1: FAMILY, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}", 6: f"StoreAssistCards-{weight}", 16: FAMILY}
    for record in font["name"].names:
        if record.nameID in own:
            record.string = own[record.nameID]


def main(folder: Path) -> None:
    """Write the two weights."""
    for weight in ("Regular", "Bold"):
        font = next(
            font
            for font in TTCollection(folder / f"NotoSansCJK-{weight}.ttc").fonts
            if str(font["name"].getDebugName(1)).startswith("Noto Sans CJK SC")
        )
        options = Options(layout_features=["kern", "tnum", "vert"], name_IDs=["*"], notdef_outline=True, hinting=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters())
        subsetter.subset(font)
        rename(font, weight)
        font.save(FONTS / f"NotoSansCJKsc-{weight}.otf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
