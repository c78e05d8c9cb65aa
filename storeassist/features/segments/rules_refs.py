"""Which saved segments, products and offers rules name, and where; circles of segments. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from storeassist.features.segments.records import All, Any, Leaf, Minus, Not, Rule, SegmentRef
from storeassist.kernel.errors import UserError


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
