"""Which saved segments, fields, products and offers rules name, where, and under new names; circles of segments. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from storeassist.features.segments.records import All, Any, Leaf, Minus, Not, Rule, Segment, SegmentRef
from storeassist.features.segments.rules_fields import CUSTOM
from storeassist.kernel.errors import UserError

_KINDS = ("field", "product", "offer")


def leaves(rule: Rule, path: str = "") -> Iterator[tuple[str, Leaf | SegmentRef]]:
    """Every condition of a rule with its place as faults name it, such as all[1].not."""
    dot = f"{path}." if path else ""
    match rule:
        case All(parts) | Any(parts):
            key = "all" if isinstance(rule, All) else "any"
            for at, part in enumerate(parts):
                yield from leaves(part, f"{dot}{key}[{at}]")
        case Not(part):
            yield from leaves(part, f"{dot}not")
        case Minus(kept, taken):
            yield from leaves(kept, f"{dot}minus[0]")
            yield from leaves(taken, f"{dot}minus[1]")
        case _:
            yield path, rule


def refs(rule: Rule) -> list[tuple[str, str]]:
    """The saved segments that a rule names, each with its place."""
    return [
        (f"{path}.segment" if path else "segment", leaf.name)
        for path, leaf in leaves(rule)
        if isinstance(leaf, SegmentRef)
    ]


def renamed(rule: Rule, old: str, new: str) -> Rule:
    """``rule`` after the segment called ``old`` got another name."""

    def follow(leaf: Leaf | SegmentRef) -> Leaf | SegmentRef:
        is_it = isinstance(leaf, SegmentRef) and leaf.name.casefold() == old.casefold()
        return SegmentRef(new) if is_it else leaf

    return _changed(rule, follow)


def things(leaf: Leaf) -> list[tuple[str, str]]:
    """What a condition names that may get another name one day: its kind (field, product or offer) and its name."""
    own = [("field", leaf.field.removeprefix(CUSTOM))] if leaf.field.startswith(CUSTOM) else []
    return [*own, *(("product", one) for one in leaf.options.product), *(("offer", one) for one in leaf.options.offer)]


def called(rule: Rule, names: Mapping[tuple[str, str], str]) -> Rule:
    """``rule`` with its things called as ``names`` says, by kind and former name in lower case."""

    def follow(leaf: Leaf | SegmentRef) -> Leaf | SegmentRef:
        if isinstance(leaf, SegmentRef):
            return leaf
        now = {kind: tuple(names.get((one, name.casefold()), name) for one, name in things(leaf) if one == kind) for kind in _KINDS}
        options = replace(leaf.options, product=now["product"], offer=now["offer"])
        return replace(leaf, field=f"{CUSTOM}{now['field'][0]}" if now["field"] else leaf.field, options=options)

    return _changed(rule, follow) if names else rule


def _changed(rule: Rule, change: Callable[[Leaf | SegmentRef], Rule]) -> Rule:
    match rule:
        case All(parts):
            return All(tuple(_changed(part, change) for part in parts))
        case Any(parts):
            return Any(tuple(_changed(part, change) for part in parts))
        case Not(part):
            return Not(_changed(part, change))
        case Minus(kept, taken):
            return Minus(_changed(kept, change), _changed(taken, change))
    return change(rule)


def living(segments: Iterable[Segment]) -> dict[str, Rule]:
    """The rules by which segments select, by name in lower case: none of a snapshot, whatever its own once named."""
    return {one.name.casefold(): one.rule for one in segments if one.frozen_at is None}


def circle(rules: Mapping[str, Rule], start: str) -> list[str]:
    """The way on which a segment needs itself, from one to the next by name in lower case; [] when there is none."""
    return in_order(rules, SegmentRef(start))[1]


def in_order(rules: Mapping[str, Rule], rule: Rule) -> tuple[list[str], list[str]]:
    """The segments that ``rule`` is made of, each after those it is made of itself, by name in lower case; or a circle.

    Those nobody knows are among them. The circle is the way from one segment to itself, [] when there is none.
    """
    done: dict[str, None] = {}  # so that segments with much in common are gone through once
    way: list[str] = []
    left = [iter(_names(rule))]
    while left:
        name = next(left[-1], None)
        if name is None:
            left.pop()
            if way:
                done[way.pop()] = None
        elif name in way:
            return [], [*way[way.index(name) :], name]
        elif name not in done:
            way.append(name)
            left.append(iter(_names(rules[name]) if name in rules else ()))
    return list(done), []


def _names(rule: Rule) -> list[str]:
    return [name.casefold() for _path, name in refs(rule)]


def unknown(name: str, known: Sequence[str]) -> UserError:
    """There is no segment of that name; those called alike are named."""
    if close := get_close_matches(name, known, n=3, cutoff=0.4) or list(known)[:3]:
        return UserError("There is no segment called {name}; there is {others}.", name=name, others=", ".join(close))
    return UserError("There is no segment called {name}.", name=name)
