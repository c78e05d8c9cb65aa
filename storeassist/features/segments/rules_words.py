"""A rule as one plain sentence, and each condition of it in a few words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from storeassist.features.segments.records import All, Any, Leaf, Minus, Names, Not, Rule, SegmentRef
from storeassist.features.segments.rules_clauses import Marks, clause_of
from storeassist.kernel.text import _

_PLAIN = ("", "")
_ALONE = "alone"
"""Around a part that stands in brackets already."""


def sentence(rule: Rule, names: Names, marks: Marks = _PLAIN) -> str:
    """``rule`` as a sentence; its values stand between the two ``marks``."""
    kept, out = _sides(rule)
    around = "any" if len(kept) == 1 and isinstance(kept[0], Any) else "all"  # alone, it needs no brackets
    said = _every([_inside(part, names, marks, around) for part in kept])
    told = _("Customers who {what}", what=said) if said else _("Every customer")
    if out:
        excluded = _either_of([_inside(part, names, marks, "any") for part in out])
        told = _("{who}; not those who {what}", who=told, what=excluded)
    return _("{sentence}.", sentence=told)


def clause(leaf: Rule, names: Names, marks: Marks = _PLAIN) -> str:
    """One condition in a few words that begin in the middle of a sentence."""
    if isinstance(leaf, SegmentRef):
        return _("are in “{name}”", name=f"{marks[0]}{leaf.name}{marks[1]}")
    return clause_of(leaf, names, marks) if isinstance(leaf, Leaf) else ""


def negated(what: str) -> str:
    """The opposite of a condition."""
    return _("not: {what}", what=what)


def _sides(rule: Rule) -> tuple[list[Rule], list[Rule]]:
    """What a rule asks for, and what it excludes."""
    match rule:
        case Not(part):
            return [], _either(part)
        case Minus(kept, taken):
            inside, out = _sides(kept)
            return inside, [*out, *_either(taken)]
        case All(parts):
            kept_parts: list[Rule] = [part for part in parts if not isinstance(part, Not)]
            return kept_parts, [one for part in parts if isinstance(part, Not) for one in _either(part.part)]
    return [rule], []


def _either(rule: Rule) -> list[Rule]:
    return list(rule.parts) if isinstance(rule, Any) and rule.parts else [rule]


def _inside(rule: Rule, names: Names, marks: Marks, around: str) -> str:
    """A part of a rule in the middle of the sentence; in brackets where it would be read wrong without."""
    match rule:
        case All(parts) | Any(parts) if len(parts) == 1:
            return _inside(parts[0], names, marks, around)
        case All(parts):
            if not parts:
                return _("are any customers")
            said = _every([_inside(part, names, marks, "all") for part in parts])
            return said if around in ("all", _ALONE) else _("({words})", words=said)
        case Any(parts):
            if not parts:
                return _("are nobody")
            said = _either_of([_inside(part, names, marks, "any") for part in parts])
            return said if around in ("any", _ALONE) else _("({words})", words=said)
        case Not(part):
            return _("do not match ({words})", words=_inside(part, names, marks, _ALONE))
        case Minus(kept, taken):
            said = _(
                "{kept}, but not those who {taken}",
                kept=_inside(kept, names, marks, "all"),
                taken=_inside(taken, names, marks, ""),
            )
            return said if around == _ALONE else _("({words})", words=said)
    return clause(rule, names, marks)


def _every(clauses: Sequence[str]) -> str:
    return _joined(clauses, lambda before, clause: _("{before} and {clause}", before=before, clause=clause))


def _either_of(clauses: Sequence[str]) -> str:
    return _joined(clauses, lambda before, clause: _("{before} or {clause}", before=before, clause=clause))


def _joined(clauses: Sequence[str], with_last: Callable[[str, str], str]) -> str:
    if len(clauses) < 2:
        return "".join(clauses)
    before = clauses[0]
    for one in clauses[1:-1]:
        before = _("{before}, {clause}", before=before, clause=one)
    return with_last(before, clauses[-1])
