"""A rule while it is being written: a tree of groups and conditions that may still be empty, to and from its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ALL, ANY, NOT = "all", "any", "not"


@dataclass(eq=False, slots=True)
class Condition:
    """One condition, as the document of it is written: a leaf, or the name of a saved segment."""

    document: dict[str, Any]


@dataclass(eq=False, slots=True)
class Group:
    """Conditions and groups of which all, any, or none (``not``) are to hold.

    ``said`` is a group that a document has with nothing in it, where it stands for everybody or nobody; one that is
    being written stands for nothing yet.
    """

    kind: str = ALL
    parts: list[Condition | Group] = field(default_factory=list)
    said: bool = False


Part = Condition | Group


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as a document; where each part that is not empty stands in it, in numbers and as faults name it."""

    document: dict[str, Any]
    places: Mapping[Part, tuple[int, ...]]
    names: Mapping[str, Part]

    def part_at(self, fault: str) -> Part | None:
        """The innermost part that a place such as ``all[1].value`` lies in."""
        inside = [name for name in self.names if fault.startswith(name)]
        return self.names[max(inside, key=len)] if inside else None


def read(document: Mapping[str, Any]) -> Group:
    """The draft of a document; whatever it is, its outermost part is a group."""
    part = _read(document)
    if not isinstance(part, Group) or part.kind == NOT:
        return Group(ALL, [part])
    part.said = False
    return part


def write(root: Group) -> Written:
    """The document of a draft; groups with nothing in them are left out."""
    places: dict[Part, tuple[int, ...]] = {}
    names: dict[str, Part] = {}
    document = _write(root, (), "", places, names)
    return Written(document if document is not None else {root.kind: []}, places, names)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents are one rule, however its groups were written."""
    return write(read(one)).document == write(read(other)).document


def alike(one: Part, other: Part) -> bool:
    """Whether two drafts look the same, groups that are still empty and all."""
    if isinstance(one, Condition) or isinstance(other, Condition):
        return isinstance(one, Condition) and isinstance(other, Condition) and one.document == other.document
    if (one.kind, one.said, len(one.parts)) != (other.kind, other.said, len(other.parts)):
        return False
    return all(map(alike, one.parts, other.parts))


def parts_of(group: Group) -> Iterator[Part]:
    """Every part of a group at every depth, the group first."""
    yield group
    for part in group.parts:
        if isinstance(part, Group):
            yield from parts_of(part)
        else:
            yield part


def is_empty(group: Group) -> bool:
    """Whether nobody has put a condition in yet."""
    return not any(isinstance(part, Condition) or part.said for part in parts_of(group))


def _read(document: Mapping[str, Any]) -> Part:
    for kind in (ALL, ANY):
        if kind in document:
            return Group(kind, [_read(one) for one in document[kind]], said=not document[kind])
    if NOT in document:
        return _none_of(_read(document[NOT]))
    if "minus" in document:
        kept, taken = (_read(one) for one in document["minus"])
        parts = kept.parts if isinstance(kept, Group) and kept.kind == ALL else [kept]
        return Group(ALL, [*parts, _none_of(taken)])
    return Condition(dict(document))


def _none_of(inside: Part) -> Group:
    """A group of none of these; one alone in a group keeps its group, and is written as it was read."""
    if isinstance(inside, Group) and inside.kind == ANY and len(inside.parts) > 1:
        return Group(NOT, inside.parts)
    return Group(NOT, [inside])


def _write(
    part: Part, place: tuple[int, ...], name: str, places: dict[Part, tuple[int, ...]], names: dict[str, Part]
) -> dict[str, Any] | None:
    if isinstance(part, Condition):
        places[part], names[name] = place, part
        return part.document
    wanted = [one for one in part.parts if isinstance(one, Condition) or not is_empty(one)]
    if not wanted and not part.said:
        return None
    places[part] = place
    if name:
        names[name] = part
    dot = f"{name}." if name else ""
    if part.kind == NOT and len(wanted) == 1:
        return {NOT: _write(wanted[0], (*place, 0), f"{dot}not", places, names)}
    kind, start = (ANY, (*place, 0)) if part.kind == NOT else (part.kind, place)
    before = f"{dot}not." if part.kind == NOT else dot
    inside = [_write(one, (*start, at), f"{before}{kind}[{at}]", places, names) for at, one in enumerate(wanted)]
    return {NOT: {ANY: inside}} if part.kind == NOT else {kind: inside}
