"""What makes two customers one: phones that nearly agree, what counts for how much, and what a merge takes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

from storeassist.features.customers.records import Consent, CustomerFacts, CustomField, Gender
from storeassist.features.duplicates.records import Difference, MergePlan, Reason, Side
from storeassist.kernel.calendars import show_birthday
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import masked, national, phones_hidden, show_phone
from storeassist.kernel.text import _, many

FIELDS = ("name", "number", "phone", "wechat", "gender", "birthday", "source", "joined_on", "note", "consent")
"""What a merge chooses one of, beside the shop's own fields ("custom.ID"); tags are united."""

CUSTOM = "custom."
MOST_SHARING = 6
"""A phone that more customers have is the shop's own or made up: only those of the same name are hinted at, and phones
nearly like it say nothing.
"""

_FIRST_WRONG = 4
"""Digits before it (+86 1...) are not mistyped: they would make the phone another country's, or none."""

NEAR_NAMES = frozenset({Reason.SAME_NAME, Reason.SAME_SOUND, Reason.LIKE_NAME})
"""Without which phones that nearly agree mean nothing."""

_NEAR_PHONE = {Reason.SAME_NAME: 86, Reason.SAME_SOUND: 76, Reason.LIKE_NAME: 66}
_WORTH: dict[Reason, dict[Reason, int]] = {
    Reason.SAME_PHONE: {
        Reason.SAME_NAME: 100, Reason.SAME_SOUND: 96, Reason.LIKE_NAME: 92, Reason.NO_NAME: 90, Reason.OTHER_NAME: 60,
    },
    Reason.SAME_WECHAT: {
        Reason.SAME_NAME: 94, Reason.SAME_SOUND: 88, Reason.LIKE_NAME: 84, Reason.NO_NAME: 80, Reason.OTHER_NAME: 50,
    },
    Reason.ONE_DIGIT: _NEAR_PHONE,
    Reason.SWAPPED_DIGITS: _NEAR_PHONE,
}  # fmt: skip
"""By what two customers share, how sure it is that they are one, given their names."""


def score(evidence: Iterable[Reason], name: Reason) -> int:
    """How sure it is, up to 100, that two customers are one, by what they share and their names."""
    return max(_WORTH[one].get(name, 0) for one in evidence)


def sharing(holders: Mapping[str, Sequence[int]], known_by: Callable[[int], str]) -> Iterator[tuple[int, int]]:
    """Each two customers who share a phone or WeChat name; ``known_by`` gives the name by which one is known again."""
    for ids in holders.values():
        if len(ids) <= MOST_SHARING:
            yield from combinations(ids, 2)
            continue
        of_name: defaultdict[str, list[int]] = defaultdict(list)
        for customer_id in ids:
            of_name[known_by(customer_id)].append(customer_id)
        for same in (same for name, same in of_name.items() if name):
            yield from pairwise(same)


def one_digit_apart(phones: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each two of these phones that differ in one digit; looks at each phone once a digit, never at all pairs."""
    known = list(phones)
    for at in range(_FIRST_WRONG, max(map(len, known), default=0)):
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for phone in known:
            if len(phone) > at:
                alike[f"{phone[:at]}_{phone[at + 1 :]}"].append(phone)
        for some in alike.values():
            if len(some) > 1:
                yield from combinations(some, 2)


def neighbours_swapped(phones: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each two of these phones that differ in two neighbouring digits which changed places."""
    known = set(phones)
    for phone in phones:
        for at in range(_FIRST_WRONG, len(phone) - 1):
            first, second = phone[at], phone[at + 1]
            if first < second and (other := f"{phone[:at]}{second}{first}{phone[at + 2 :]}") in known:
                yield phone, other


def in_words(reasons: Iterable[Reason]) -> str:
    """Why two customers may be one, for the owner."""
    words = {
        Reason.SAME_PHONE: _("same phone"),
        Reason.SAME_WECHAT: _("same WeChat"),
        Reason.ONE_DIGIT: _("one digit differs"),
        Reason.SWAPPED_DIGITS: _("two digits swapped"),
        Reason.SAME_NAME: _("same name"),
        Reason.SAME_SOUND: _("names sound the same"),
        Reason.LIKE_NAME: _("names alike"),
        Reason.NO_NAME: _("one has no name"),
        Reason.OTHER_NAME: _("perhaps a couple"),
    }
    return _(", ").join(words[reason] for reason in reasons)


def masked_apart(phone: str, other: str) -> str:
    """A phone for lists, in which the digits that differ from those of ``other`` can be seen."""
    usual, plain, beside = masked(phone), national(phone), national(other)
    if not phones_hidden() or not len(plain) == len(beside) == len(usual):
        return show_phone(phone)
    apart = [a != b for a, b in zip(plain, beside, strict=True)]
    if apart.count(True) > 2:
        return usual
    return "".join(digit if differs else shown for digit, differs, shown in zip(plain, apart, usual, strict=True))


def value_of(facts: CustomerFacts, key: str) -> Any:
    """What ``facts`` hold in a field of ``FIELDS``, consent with its day and how, or in an own field ("custom.3")."""
    if key.startswith(CUSTOM):
        return facts.custom.get(int(key.removeprefix(CUSTOM)), "")
    if key == "consent":
        return facts.consent, facts.consent_on, facts.consent_how
    return getattr(facts, key)


def is_filled(key: str, value: Any) -> bool:
    """Whether a field holds anything; not having been asked for consent is nothing."""
    return value[0] is not Consent.UNKNOWN if key == "consent" else value not in ("", None)


def usual_side(key: str, keep: Any, drop: Any) -> Side:
    """Whose value is taken unless the owner chooses: that of who stays, where there is one.

    A refusal outlasts a yes, and a number of the shop's list one like B12, which stood in until a list brought it.
    """
    if key == "number" and _stands_in(keep) and not _stands_in(drop):
        return "drop"
    if key == "consent" and drop[0] is Consent.NO:
        return "keep" if keep[0] is Consent.NO else "drop"
    return "keep" if is_filled(key, keep) or not is_filled(key, drop) else "drop"


def _stands_in(number: str) -> bool:
    return number[:1] in "Bb" and number[1:].isdecimal()


def differences(
    keep: CustomerFacts, drop: CustomerFacts, fields: Sequence[CustomField], choices: Mapping[str, Side]
) -> tuple[Difference, ...]:
    """The fields in which two customers differ, with the owner's ``choices``. Raises UserError for an unknown field."""
    keys = _keys(fields)
    if unknown := next((key for key in choices if key not in keys), None):
        names = (*FIELDS, *(field.name for field in fields))
        raise UserError("There is no field {name}; there are: {fields}.", name=unknown, fields=", ".join(names))
    found = []
    for key in keys:
        a, b = value_of(keep, key), value_of(drop, key)
        if a != b:
            found.append(Difference(key, a, b, choices.get(key) or usual_side(key, a, b)))
    return tuple(found)


def agreeing(keep: CustomerFacts, drop: CustomerFacts, fields: Sequence[CustomField]) -> list[str]:
    """The fields in which two customers say the same, and say something."""
    said = [(key, value_of(keep, key), value_of(drop, key)) for key in _keys(fields)]
    return [key for key, a, b in said if a == b and is_filled(key, a)]


def merged(keep: CustomerFacts, drop: CustomerFacts, chosen: Iterable[Difference]) -> CustomerFacts:
    """What the shop knows of the one customer afterwards; both one's tags."""
    values: dict[str, Any] = {}
    custom = dict(keep.custom)
    for one in (one for one in chosen if one.side == "drop"):
        if one.key == "consent":
            values["consent"], values["consent_on"], values["consent_how"] = one.drop
        elif one.key.startswith(CUSTOM):
            custom[int(one.key.removeprefix(CUSTOM))] = one.drop
        else:
            values[one.key] = one.drop
    tags = {tag.casefold(): tag for tag in (*drop.tags, *keep.tags)}
    custom = {field_id: text for field_id, text in custom.items() if text}
    return replace(keep, **values, custom=custom, tags=tuple(sorted(tags.values())))


def _keys(fields: Sequence[CustomField]) -> tuple[str, ...]:
    return (*FIELDS, *(f"{CUSTOM}{field.id}" for field in fields))


def label_of(key: str, fields: Iterable[CustomField]) -> str:
    """What a field is called on screen."""
    words = {
        "name": _("Name"), "number": _("Number"), "phone": _("Phone"), "wechat": _("WeChat"), "gender": _("Gender"),
        "birthday": _("Birthday"), "source": _("Source"), "joined_on": _("Joined on"), "note": _("Note"),
        "consent": _("Consent"),
    }  # fmt: skip
    own = {f"{CUSTOM}{field.id}": field.name for field in fields}
    return words.get(key) or own[key]


def shown(key: str, value: Any, beside: Any) -> str:
    """A value of a field in words, ``beside`` that of the other customer; "" for nothing."""
    if not is_filled(key, value):
        return _("not asked") if key == "consent" else ""
    if key == "phone":
        return masked_apart(value, beside)
    if key == "gender":
        return _("Female") if value is Gender.FEMALE else _("Male")
    if key == "birthday":
        return show_birthday(value)
    if key == "joined_on":
        return show_day_in_full(value)
    if key == "consent":
        said, on, how = value
        words = _("agreed") if said is Consent.YES else _("refused")
        return "·".join(part for part in (words, show_day_in_full(on) if on else "", how) if part)
    return " ".join(str(value).split())


def moves_in_words(plan: MergePlan) -> list[str]:
    """What a merge moves, sentence by sentence."""
    moves = plan.moves
    parts = [
        many("{n} order", "{n} orders", moves.orders) if moves.orders else "",
        many("{n} note", "{n} notes", moves.notes) if moves.notes else "",
        many("{n} tag", "{n} tags", len(moves.tags)) if moves.tags else "",
        many("{n} coupon held", "{n} coupons held", moves.coupons) if moves.coupons else "",
        many("{n} use of a coupon", "{n} uses of coupons", moves.uses) if moves.uses else "",
    ]
    moving = _(", ").join(part for part in parts if part)
    sentences = [_("Moves over: {things}.", things=moving)] if moving else []
    if moves.orders:
        sentences.append(many("{n} visit in all then.", "{n} visits in all then.", moves.visits))
    if plan.remark:
        sentences.append(_("The note that is not taken goes into the history."))
    numbers = _(", ").join(plan.former)
    sentences.append(
        many("The number {numbers} goes on working.", "The numbers {numbers} go on working.",
             len(plan.former), numbers=numbers)
    )  # fmt: skip
    return sentences
