"""Scenes of the Print studio: package cards of the noodle shop, begun on a sheet that is used in part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from storeassist.features.cards import actions
from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms

if TYPE_CHECKING:
    from tests.scenes import Stage

PERSONAL = Target(TargetKind.PERSONAL, "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc")


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


SCENES: dict[str, Callable[[Stage], Any]] = {"studio": studio, "studio-new": studio_new}
