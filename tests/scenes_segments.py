"""Scenes of the Segments page: whom the noodle shop looks for, and a rule while it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from storeassist.features.customers import store as customer_store
from storeassist.features.segments import actions, rules
from storeassist.kernel.database import Shop
from tests.shops import NOW

if TYPE_CHECKING:
    from tests.scenes import Stage


def _leaf(field: str, op: str, value: Any, **options: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value, **options}


SLEEPERS = {
    "all": [
        _leaf("last_visit_days", ">=", 14),
        _leaf("visits", ">=", 3, within_days=180),
        {"any": [_leaf("items", ">=", 1, product="招牌牛肉面"), _leaf("tag", "has_any", ["牛肉控"])]},
        {"not": _leaf("consent", "=", "no")},
    ]
}
SAVED = {
    "老客沉睡": SLEEPERS,
    "VIP 顾客": {"all": [_leaf("tag", "has_any", ["VIP"])]},
    "该回来了": {"all": [_leaf("overdue", "in", ["due", "watch"])]},
    "近 7 天生日": {"all": [_leaf("birthday_in_days", "<=", 7)]},
    "只来过一次": {"all": [_leaf("visits", "=", 1)]},
    "常来的": {"all": [_leaf("visits", ">=", 8)]},
    "午后常客": {"all": [_leaf("visits", ">=", 2, within_days=90, hours="14:00-17:00")]},
    "消费满 500": {"all": [_leaf("spent", ">=", 500)]},
}


def save_some(shop: Shop) -> dict[str, int]:
    """Segments as a shop has them after some weeks; their ids by name."""
    return {name: actions.save(shop, name, rules.parse(rule), NOW) for name, rule in SAVED.items()}


def segments(stage: Stage) -> Any:
    """A saved rule with groups, being changed, beside another segment."""
    shop = stage.window.desk.shop
    made = save_some(shop)
    page = stage.go("segments", segment_id=made["老客沉睡"])
    stage.settle()
    page.combine.other.set_value("常来的")
    line = page.work.editor.line_of(page.work.editor.root.parts[0])
    line.value.first().setText("10")
    stage.settle()
    return page


def segments_new(stage: Stage) -> Any:
    """Nothing written yet: rules to begin with."""
    save_some(stage.window.desk.shop)
    page = stage.go("segments")
    stage.settle()
    return page


def segments_why(stage: Stage) -> None:
    """Why somebody is not in it."""
    page = segments(stage)
    page.people.asked.emit(customer_store.by_number(stage.window.desk.shop, "217").id)
    stage.settle()


def segments_people(stage: Stage) -> None:
    """Some of those selected."""
    page = segments(stage)
    page.tabs.choose("people")
    page.tabs.changed.emit("people")
    stage.settle()


def segments_list(stage: Stage) -> None:
    """The names a figure stands for."""
    page = segments(stage)
    page.count.listed.emit("members")
    stage.settle()


def segments_fault(stage: Stage) -> None:
    """A figure that is none: the field is marked, the reason said."""
    page = segments(stage)
    line = page.work.editor.line_of(page.work.editor.root.parts[1])
    line.value.first().setText("三")
    stage.settle()


def segments_rest(stage: Stage) -> None:
    """What lies behind the switch in a small window."""
    page = segments(stage)
    page.three.switch.set_value("rest")
    page.three.switch.changed.emit("rest")
    stage.settle()


def segments_save(stage: Stage) -> None:
    """A name for a rule made of two."""
    page = segments(stage)
    page.combine.saved.emit("left")
    stage.settle()


SCENES: dict[str, Callable[[Stage], Any]] = {
    "segments": segments,
    "segments-new": segments_new,
    "segments-why": segments_why,
    "segments-people": segments_people,
    "segments-list": segments_list,
    "segments-fault": segments_fault,
    "segments-rest": segments_rest,
    "segments-save": segments_save,
}
