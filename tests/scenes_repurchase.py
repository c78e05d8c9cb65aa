"""Scenes of the Repurchase page: each tab, the people behind a figure, the forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from storeassist.features.repurchase import actions
from storeassist.features.repurchase.records import Rate

if TYPE_CHECKING:
    from tests.scenes import Stage


def _tab(key: str, stage: Stage) -> Any:
    """One tab, read."""
    page = stage.go("repurchase", tab=key)
    stage.settle()
    return page


def trend(stage: Stage) -> None:
    """The rates by month."""
    page = _tab("overview", stage)
    page.tab.which.set_value("trend")
    page.tab.which.changed.emit("trend")
    stage.settle()


def people(stage: Stage) -> None:
    """Who is counted in a rate."""
    page = _tab("overview", stage)
    page.tab.cards[Rate.BY_CUSTOMER].asked.emit()
    stage.settle()


def moves(stage: Stage) -> None:
    """Who went from one cell of the grid to another."""
    page = _tab("rfm", stage)
    page.tab.tabs.choose("moves")
    page.tab.tabs.changed.emit("moves")
    stage.settle()


def thresholds(stage: Stage) -> None:
    """The limits of the scores, with the counts they make."""
    _tab("rfm", stage).tab.edit()
    stage.settle()


def value(stage: Stage) -> None:
    """What sources brought and cost."""
    page = _tab("value", stage)
    for source, fen in (("抖音", 1_200_00), ("包裹卡", 660_00), ("美团", 9_800_00)):
        actions.set_source_cost(page.shop, source, fen, page.desk.now())
    stage.settle()


def cost(stage: Stage) -> None:
    """What a source cost is asked."""
    _tab("value", stage).tab.change_cost()
    stage.settle()


def first_bills(stage: Stage) -> None:
    """What customers began with."""
    page = _tab("pairs", stage)
    page.tab.which.set_value("firsts")
    page.tab.which.changed.emit("firsts")
    stage.settle()


SCENES: dict[str, Callable[[Stage], Any]] = {
    "repurchase": partial(_tab, "overview"),
    "repurchase-trend": trend,
    "repurchase-people": people,
    "repurchase-rhythm": partial(_tab, "rhythm"),
    "repurchase-rfm": partial(_tab, "rfm"),
    "repurchase-moves": moves,
    "repurchase-thresholds": thresholds,
    "repurchase-tiers": partial(_tab, "tiers"),
    "repurchase-forecast": partial(_tab, "forecast"),
    "repurchase-value": value,
    "repurchase-cost": cost,
    "repurchase-pairs": partial(_tab, "pairs"),
    "repurchase-first-bills": first_bills,
}
