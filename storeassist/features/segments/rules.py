"""Rules as documents, as scripts write them and the shop file keeps them: read with the place of every fault. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any as Anything

from storeassist.features.offers.records import Hours
from storeassist.features.offers.rules_documents import hours_text, read_hours
from storeassist.features.products.records import Role
from storeassist.features.segments.records import (
    All,
    Any,
    Leaf,
    Minus,
    Not,
    Number,
    Options,
    Rule,
    SegmentRef,
    Value,
)
from storeassist.features.segments.rules_fields import FIELDS, MODES, PRESENT, FieldSpec, spec_of
from storeassist.kernel.errors import UserError

DEEPEST = 20
MOST_PARTS = 500
MOST_VALUES = 300
"""So many different values one condition names at most, as many as the page offers; SQLite refuses a row of a thousand
comparisons, of which some conditions make two for each.
"""
LONGEST_NAME = 60
_LONGEST_TEXT = 200
_HUGE = 10**12
_SEVERAL = ("in", "has_any", "has_all")
_GROUPS = ("all", "any", "not", "minus", "segment", "field")


def parse(document: object) -> Rule:
    """The rule that a document says; raises UserError with the place of the fault, such as all[1].value, as its field."""
    return _Reader().rule(document, "", 0)


def to_document(rule: Rule) -> dict[str, Anything]:
    """``rule`` as ``parse`` reads it."""
    match rule:
        case All(parts):
            return {"all": [to_document(part) for part in parts]}
        case Any(parts):
            return {"any": [to_document(part) for part in parts]}
        case Not(part):
            return {"not": to_document(part)}
        case Minus(kept, taken):
            return {"minus": [to_document(kept), to_document(taken)]}
        case SegmentRef(name):
            return {"segment": name}
    said: dict[str, Anything] = {"field": rule.field, "op": rule.op}
    if rule.value is not None:
        said["value"] = list(rule.value) if isinstance(rule.value, tuple) else rule.value
    return said | _said_options(rule.options)


def checked_name(name: str) -> str:
    """A segment's name, trimmed; raises UserError (field name) when there is none or it is too long."""
    tidy = " ".join(name.split())
    if not tidy:
        raise UserError("A segment needs a name.", field="name")
    if len(tidy) > LONGEST_NAME:
        raise UserError("A name has at most {most} characters.", field="name", most=LONGEST_NAME)
    return tidy


def wrong(path: str, problem: UserError) -> UserError:
    """``problem`` with the place in the rule at which it was found."""
    return UserError("{path}: {problem}", field=path, path=path or "rule", problem=str(problem))


class _Reader:
    """Reads one document, counting its parts."""

    def __init__(self) -> None:
        self._parts = 0

    def rule(self, said: object, path: str, depth: int) -> Rule:
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            raise wrong(path, UserError("this rule has too many parts."))
        if not isinstance(said, Mapping):
            raise wrong(path, UserError("this must be an object such as {example}.", example='{"field": "visits", …}'))
        keys = [key for key in _GROUPS if key in said]
        if not keys:
            raise wrong(path, UserError("there must be one of {keys}.", keys=", ".join(_GROUPS)))
        key = keys[0]
        if key == "field":
            return _leaf(said, path)
        if extra := [str(other) for other in said if other != key]:
            raise wrong(_at(path, extra[0]), UserError("this does not belong beside “{key}”.", key=key))
        return self._group(key, said[key], _at(path, key), depth)

    def _group(self, key: str, inside: object, path: str, depth: int) -> Rule:
        if key == "segment":
            return SegmentRef(_text(inside, path))
        if key == "not":
            return Not(self.rule(inside, path, depth + 1))
        if not isinstance(inside, list):
            raise wrong(path, UserError("this must be a list of rules."))
        if key == "minus" and len(inside) != 2:
            raise wrong(path, UserError("this needs two rules: who is kept, and who is taken out."))
        parts = tuple(self.rule(part, f"{path}[{at}]", depth + 1) for at, part in enumerate(inside))
        if key == "minus":
            return Minus(*parts)
        return All(parts) if key == "all" else Any(parts)


def _leaf(said: Mapping[Anything, Anything], path: str) -> Leaf:
    key = _text(said["field"], _at(path, "field"))
    spec = spec_of(key)
    if spec is None:
        known = ", ".join((*FIELDS, "custom.…"))
        raise wrong(_at(path, "field"), UserError("there is no “{key}”; there are {known}.", key=key, known=known))
    if "op" not in said:
        raise wrong(_at(path, "op"), UserError("this is missing; it is one of {known}.", known=", ".join(spec.ops)))
    op = said["op"]
    if op not in spec.ops:
        raise wrong(
            _at(path, "op"),
            UserError("“{key}” has no “{op}”; it has {known}.", key=key, op=str(op)[:20], known=", ".join(spec.ops)),
        )
    for other in said:
        if other not in ("field", "op", "value", *spec.options):
            raise wrong(_at(path, str(other)), UserError("“{key}” has no such option.", key=key))
    if op in PRESENT:
        if said.get("value") is not None:
            raise wrong(_at(path, "value"), UserError("“{op}” takes no value.", op=op))
        value: Value = None
    elif said.get("value") is None:
        raise wrong(_at(path, "value"), UserError("this is missing."))
    else:
        value = _value(said["value"], spec, op, _at(path, "value"))
    return Leaf(key, op, value, _options(said, spec, path))


def _value(said: object, spec: FieldSpec, op: str, path: str) -> Value:
    if op == "between":
        ends = _list(said, path)
        if len(ends) != 2:
            raise wrong(path, UserError("this must be two values: from and to."))
        first, last = (_one(end, spec, op, f"{path}[{at}]") for at, end in enumerate(ends))
        if type(first) is str and type(last) is str:
            return (first, last) if first <= last else (last, first)
        if isinstance(first, str) or isinstance(last, str):
            raise wrong(path, UserError("both ends must be of one kind."))
        return (first, last) if first <= last else (last, first)
    if op in _SEVERAL:
        several = tuple(dict.fromkeys(_one(one, spec, op, f"{path}[{at}]") for at, one in enumerate(_several(said, path))))
        if not several:
            raise wrong(path, UserError("this list is empty."))
        return several  # type: ignore[return-value]  # of one kind, or of a field that takes both as words
    return _one(said, spec, op, path)


def _one(said: object, spec: FieldSpec, op: str, path: str) -> Number | str:
    if spec.kind == "own":
        return _text(said, path) if isinstance(said, str) else _number(said, path)
    if spec.choices and (spec.kind == "choice" or isinstance(said, str)):
        if spec.kind != "choice" and op not in ("=", "!=", "in"):
            raise wrong(path, UserError("this must be a number."))
        return _choice(said, spec, path)
    if spec.kind in ("tags", "text"):
        return _text(said, path)
    if op == "in":
        raise wrong(path, UserError("this must be one of {known}.", known=", ".join(key for key, _word in spec.choices)))
    return _number(said, path)


def _choice(said: object, spec: FieldSpec, path: str) -> str:
    known = [key for key, _word in spec.choices]
    if said in known:
        return str(said)
    if spec.key == "rfm" and isinstance(said, str) and len(said) == 3 and all(sign in "12345*" for sign in said):
        return said
    raise wrong(path, UserError("this must be one of {known}.", known=", ".join(known)))


def _options(said: Mapping[Anything, Anything], spec: FieldSpec, path: str) -> Options:
    found = Options()
    for key in spec.options:
        if said.get(key) is not None:
            name = {"from": "first_on", "to": "last_on"}.get(key, key)
            found = replace(found, **{name: _OPTIONS[key](said[key], _at(path, key))})
    if found.first_on and found.last_on and found.last_on < found.first_on:
        raise wrong(_at(path, "to"), UserError("this day is before “from”."))
    if spec.key == "tier" and len(found.product) > 1:
        raise wrong(_at(path, "product"), UserError("tiers are those of one product."))
    return found


def _within(said: object, path: str) -> Number:
    days = _number(said, path)
    if not 0 < days <= 40_000:
        raise wrong(path, UserError("this must be a number of days above 0."))
    return days


def _day(said: object, path: str) -> date:
    try:
        day = date.fromisoformat(_text(said, path))
    except ValueError:
        day = date.min
    if not 1900 <= day.year < 3000:
        raise wrong(path, UserError("“{text}” is not a day; write it like 2026-09-15.", text=str(said)[:40]))
    return day


def _texts(said: object, path: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_text(one, path) for one in _several(said, path)))
    if not found:
        raise wrong(path, UserError("this list is empty."))
    return found


def _roles(said: object, path: str) -> tuple[str, ...]:
    return tuple(_known(one, [role.value for role in Role], path) for one in _texts(said, path))


def _mode(said: object, path: str) -> str:
    return _known(_text(said, path), [key for key, _word in MODES], path)


def _known(text: str, known: Sequence[str], path: str) -> str:
    if text not in known:
        raise wrong(path, UserError("this must be one of {known}.", known=", ".join(known)))
    return text


def _weekdays(said: object, path: str) -> tuple[int, ...]:
    days = [_number(one, path) for one in _several(said, path)]
    if not days or any(day not in range(1, 8) for day in days):
        raise wrong(path, UserError("days of the week are 1 (Monday) to 7."))
    return tuple(sorted({int(day) for day in days}))


def _hours(said: object, path: str) -> tuple[Hours, ...]:
    """Parts of the day as texts, or one as two whole hours: [14, 17]."""
    parts = _several(said, path)
    if len(parts) == 2 and all(type(one) is int for one in parts):
        parts = [f"{parts[0]}-{parts[1]}"]
    texts = [_text(part, path) for part in parts]
    try:
        found = tuple(dict.fromkeys(hours for text in texts for hours in read_hours(text)))
    except UserError as error:
        raise wrong(path, error) from None
    if not found:
        raise wrong(path, UserError("this list is empty."))
    return tuple(_several(found, path))


_OPTIONS: Mapping[str, Callable[[object, str], Anything]] = {
    "within_days": _within,
    "from": _day,
    "to": _day,
    "product": _texts,
    "category": _texts,
    "role": _roles,
    "weekdays": _weekdays,
    "hours": _hours,
    "channel": _texts,
    "offer": _texts,
    "mode": _mode,
}


def _said_options(options: Options) -> dict[str, Anything]:
    said: dict[str, Anything] = {
        "within_days": options.within_days,
        "from": options.first_on and options.first_on.isoformat(),
        "to": options.last_on and options.last_on.isoformat(),
        **{key: _one_or_list(getattr(options, key)) for key in ("product", "category", "role", "channel", "offer")},
        "weekdays": list(options.weekdays) or None,
        "hours": _one_or_list([hours_text([part]) for part in options.hours]),
        "mode": options.mode or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _one_or_list(texts: Sequence[str]) -> str | list[str] | None:
    return (texts[0] if len(texts) == 1 else list(texts)) if texts else None


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _several(said: object, path: str) -> list[Anything]:
    """One value or a list of some."""
    found = list(said) if isinstance(said, list | tuple) else [said]
    if len(found) > MOST_VALUES:
        raise wrong(path, UserError("this list is too long; it may have {most} values.", most=MOST_VALUES))
    return found


def _list(said: object, path: str) -> list[Anything]:
    if not isinstance(said, list | tuple):
        raise wrong(path, UserError("this must be a list, such as [1, 2]."))
    return list(said)


def _text(said: object, path: str) -> str:
    text = " ".join(said.split()) if isinstance(said, str) else ""
    if not text or len(text) > _LONGEST_TEXT or any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise wrong(path, UserError("this must be a text."))
    return text


def _number(said: object, path: str) -> Number:
    # Large ones are refused first: a whole number of 400 digits cannot even be asked whether it is finite.
    if isinstance(said, bool) or not isinstance(said, int | float) or abs(said) > _HUGE or not math.isfinite(said):
        raise wrong(path, UserError("this must be a number."))
    return said
