"""Rules as hypothesis thinks of them, on the noodle shop."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.shops import NOW, SOURCES, TAGS

NOWS = st.sampled_from([NOW, NOW - timedelta(days=100), datetime(2026, 9, 15), datetime(2026, 3, 1, 2, 30)])
_OPS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "within_days": st.sampled_from([0.5, 1, 7, 30, 90, 365]),
        "from": st.just("2026-01-15"),
        "to": st.dates(date(2026, 1, 15), date(2026, 9, 20)).map(date.isoformat),
        "product": st.sampled_from(["招牌牛肉面", ["卤蛋", "酸梅汤"]]),
        "category": st.sampled_from(["面", ["凉菜", "小吃"]]),
        "role": st.sampled_from(["hero", ["lead", "profit"]]),
        "weekdays": st.lists(st.integers(1, 7), min_size=1, max_size=4),
        "hours": st.sampled_from(["11:00-14:00", ["14:00-17:00", "23:00-02:00"], "18:00-24:00", [10, 12]]),
        "channel": st.sampled_from(["外卖", ["堂食", "外带"]]),
    },
)


def leaf(field: str, op: str, value: Any = None, **options: Any) -> dict[str, Any]:
    """A condition as a document."""
    return {"field": field, "op": op, **({} if value is None else {"value": value}), **options}


def _bills(field: str, values: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, Any]]:
    plain = st.builds(lambda op, value, more: leaf(field, op, value, **more), _OPS, values, _OPTIONS)
    ranges = st.builds(
        lambda ends, more: leaf(field, "between", sorted(ends), **more), st.tuples(values, values), _OPTIONS
    )
    return st.one_of(plain, ranges)


def _figures(field: str, most: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda op, value: leaf(field, op, value), _OPS, st.integers(0, most)),
        st.sampled_from(["is_empty", "not_empty"]).map(lambda op: leaf(field, op)),
    )


LEAVES = st.one_of(
    _bills("visits", st.integers(0, 8)),
    _bills("orders", st.integers(0, 8)),
    _bills("items", st.integers(0, 20)),
    _bills("spent", st.sampled_from([0, 28, 56.5, 100, 300])),
    _figures("last_visit_days", 90),
    _figures("first_visit_days", 365),
    _figures("median_gap_days", 60),
    _figures("average_bill", 120),
    _figures("joined_days", 365),
    st.builds(lambda op, tags: leaf("tag", op, tags), st.sampled_from(["has_any", "has_all"]),
              st.lists(st.sampled_from(TAGS), min_size=1, max_size=3)),
    st.sampled_from(["is_empty", "not_empty"]).map(lambda op: leaf("tag", op)),
    st.builds(lambda op, source: leaf("source", op, source), st.sampled_from(["=", "!="]), st.sampled_from(SOURCES)),
    st.sampled_from([leaf("gender", "=", "female"), leaf("gender", "!=", "male"), leaf("gender", "is_empty")]),
    st.sampled_from([leaf("consent", "=", "no"), leaf("consent", "in", ["yes", "unknown"])]),
)  # fmt: skip

RULES = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.lists(part, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, max_size=3).map(lambda parts: {"any": parts}),
        part.map(lambda one: {"not": one}),
        st.tuples(part, part).map(lambda pair: {"minus": list(pair)}),
    ),
    max_leaves=5,
)
