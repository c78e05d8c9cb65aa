"""Makes resources/fonts from Noto Sans CJK SC (SIL OFL 1.1): python packaging/fonts.py FOLDER_WITH_NotoSansCJK-*.ttc

Cards are printed with a font of our own, so that a PDF may carry it and looks the same on every computer. Kept are the
characters of GB 2312 and of the first level of Big5, Latin letters, signs and full-width forms: 10,000 of 30,000.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection

FONTS = Path(__file__).parent.parent / "resources" / "fonts"


def characters() -> set[int]:
    """The code points that are kept."""
    kept = {*range(0x20, 0x180), *range(0x2010, 0x2040), *range(0x2460, 0x2474), *range(0x3000, 0x3020), *range(0xFF01, 0xFF66)}
    kept |= set(map(ord, "€×÷−≤≥≈±°·•→←↑↓★☆●○■□▲△▼▽◆◇✓✔✕♥℃№™©®￥¥…—–“”‘’"))
    for first, last, codec in ((0xA1, 0xF7, "gb2312"), (0xA4, 0xC6, "big5")):
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                try:
                    kept |= set(map(ord, bytes((lead, trail)).decode(codec)))
                except UnicodeDecodeError:
                    continue
    return kept


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
        font.save(FONTS / f"NotoSansCJKsc-{weight}.otf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
