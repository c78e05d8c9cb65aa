"""What tests of the press share: facts of a batch, cards with codes, and marks measured on a page."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from storeassist.adapters.pictures import Grey
from storeassist.features.cards import designs
from storeassist.features.cards.records import BatchFacts, Target, TargetKind
from storeassist.features.cards.records_print import CardText, OfferWords

SHOP = "巷口面馆"
WORDS = OfferWords("满58减8", "满 58 减 8", "满 58 减 8，周一至周五 14:00-17:00，每人限 1 次", "领取后 14 天内有效")
TARGET = Target(TargetKind.PERSONAL, "https://u.wechat.com/kLmNoPqRsTuVwXyZ0123456")
MM_PER_INCH = 25.4


def facts(design: str = "package-bar", **changes: Any) -> BatchFacts:
    """A batch of coupons; its cards bear nothing else unless asked."""
    usual: dict[str, Any] = {"offer_id": 1, "valid_until": date(2026, 10, 31), "place": "3 号桌"}
    kind = designs.by_name(design).kinds[0]
    return BatchFacts("9 月包裹卡", kind, 200, design, **{**usual, **changes})


def cards(count: int) -> list[CardText]:
    """Cards with codes of the right length, the same in every run."""
    chance = random.Random(7)

    def sign(of: str, length: int) -> str:
        return "".join(chance.choices(of, k=length))

    letters = "0123456789ABCDEFGHJKLMNPQRTUVWXY"
    return [
        CardText(serial, "-".join(sign(letters, 4) for _ in range(3)), sign("0123456789", 37))
        for serial in range(1, count + 1)
    ]


def dark_span(picture: Grey, dpi: int, *, row_mm: float | None = None, column_mm: float | None = None) -> list[float]:
    """Where it turns dark or light along a row, or a column, of a page, in mm."""
    if row_mm is not None:
        y = round(row_mm / MM_PER_INCH * dpi)
        line = picture.pixels[y * picture.width : (y + 1) * picture.width]
    else:
        assert column_mm is not None
        line = picture.pixels[round(column_mm / MM_PER_INCH * dpi) :: picture.width]
    changes = (at for at in range(1, len(line)) if (line[at] < 128) != (line[at - 1] < 128))
    return [at / dpi * MM_PER_INCH for at in changes]
