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

    def way(name: str, gone: tuple[str, ...]) -> list[str]:
        if name in gone:
            return [*gone[gone.index(name) :], name]
        for _path, ref in refs(rules[name]) if name in rules else ():
            if found := way(ref.casefold(), (*gone, name)):
                return found
        return []

    return way(start.casefold(), ())


def unknown(name: str, known: Sequence[str]) -> UserError:
    """There is no segment of that name; those called alike are named."""
    if close := get_close_matches(name, known, n=3, cutoff=0.4) or list(known)[:3]:
        return UserError("There is no segment called {name}; there is {others}.", name=name, others=", ".join(close))
    return UserError("There is no segment called {name}.", name=name)
