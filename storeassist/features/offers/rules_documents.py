"""Terms as text: the form in which the shop file keeps them, and the one in which scripts write offers, in yuan."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, time
from enum import Enum
from typing import Any

from storeassist.features.offers.records import Hours, Kind, Offer, Stacking, Terms
from storeassist.features.products.records import Role
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import parse_yuan

_OF_PRODUCT = (Kind.GIFT, Kind.SPECIAL_PRICE)
_LONGEST_HOURS = 200
_HUGE = 10**9
"""Larger counts are no counts; it also keeps NaN and infinity out."""
_NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")
"""What JSON can spell and no file can hold."""


def to_json(terms: Terms) -> str:
    """``terms`` as the shop file keeps them: what differs from no condition, money in fen."""
    said: dict[str, Any] = {"kind": terms.kind.value}
    for field in fields(Terms)[1:]:
        value = getattr(terms, field.name)
        if value != field.default:
            said[field.name] = _plain(value)
    return json.dumps(said, ensure_ascii=False)


def from_json(text: str) -> Terms:
    """The terms in a text of the shop file."""
    said: dict[str, Any] = json.loads(text)
    readers: dict[str, Callable[[Any], Any]] = {
        "kind": Kind,
        "products": tuple,
        "weekdays": tuple,
        "roles": lambda roles: tuple(map(Role, roles)),
        "hours": lambda parts: tuple(Hours(time.fromisoformat(a), time.fromisoformat(b)) for a, b in parts),
        "valid_from": date.fromisoformat,
        "valid_to": date.fromisoformat,
        "stacking": Stacking,
    }
    return Terms(**{key: readers[key](value) if key in readers else value for key, value in said.items()})


def to_document(offer: Offer) -> dict[str, Any]:
    """An offer as ``offers add`` takes it: money in yuan, a percentage in percent taken off, no key for no condition."""
    terms = offer.terms
    said: dict[str, Any] = {
        "name": offer.name,
        "kind": terms.kind.value,
        "value": terms.basis_points / 100 if terms.kind is Kind.PERCENT_OFF else _yuan(terms.value_fen),
        "max_discount": _yuan(terms.max_discount_fen),
        "product": terms.product or None,
        "products": list(terms.products) or None,
        "roles": [role.value for role in terms.roles] or None,
        "min_spend": _yuan(terms.min_spend_fen) or None,
        "valid_from": terms.valid_from and terms.valid_from.isoformat(),
        "valid_to": terms.valid_to and terms.valid_to.isoformat(),
        "days_after_issue": terms.days_after_issue,
        "weekdays": list(terms.weekdays) or None,
        "hours": [hours_text([part]) for part in terms.hours] or None,
        "first_purchase_only": terms.first_purchase_only or None,
        "per_customer": terms.per_customer,
        "per_customer_per_day": terms.per_customer_per_day,
        "uses_per_code": terms.uses_per_code if terms.uses_per_code != 1 else None,
        "total": terms.total,
        "cost_ceiling": _yuan(terms.cost_ceiling_fen),
        "personal": terms.personal or None,
        "stacking": terms.stacking.value,
    }
    if terms.kind is Kind.GIFT:
        del said["value"]
    return {key: _whole(value) for key, value in said.items() if value is not None}


def from_document(document: object) -> tuple[str, Terms]:
    """The name and the terms of an offer written as JSON; raises UserError that names the key at fault.

    ``product`` of an offer that is neither a gift nor a special price is one the bill must hold.
    """
    if not isinstance(document, Mapping):
        raise UserError("An offer is one JSON object with “name”, “kind” and “value”.")
    said = {str(key): value for key, value in document.items() if value is not None}
    for key in said:
        if key not in _READERS:
            raise UserError("An offer has no “{key}”; it has {keys}.", key=key, keys=", ".join(_READERS))
    read = {key: reader(key, said[key]) for key, reader in _READERS.items() if key in said}
    for key in ("name", "kind"):
        if key not in read:
            raise UserError("The offer needs “{key}”.", field=key, key=key)
    name, kind = str(read.pop("name")), read["kind"]
    product = read.pop("product", "")
    if product and kind not in _OF_PRODUCT:
        read["products"] = (product, *read.get("products", ()))
    value = read.pop("value", 0)  # an amount or a percentage: the kind tells
    for key in ("max_discount", "min_spend", "cost_ceiling"):
        if key in read:
            read[f"{key}_fen"] = read.pop(key)
    if kind is Kind.PERCENT_OFF:
        read["basis_points"] = _basis_points(value)
    else:
        read["value_fen"] = _money("value", value)
    return name, Terms(**read, product=product if kind in _OF_PRODUCT else "")


def hours_text(hours: tuple[Hours, ...] | list[Hours]) -> str:
    """Parts of the day as they are typed: 14:00-17:00,20:00-22:00."""
    return ",".join(f"{part.start:%H:%M}-{part.end:%H:%M}" for part in hours)


def read_hours(text: str) -> tuple[Hours, ...]:
    """Parts of the day as people type them: 14-17, 14:00－17:00、20:00~24:00; raises UserError (field hours)."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_HOURS]).replace("点", ":00")
    for sign in "–—~～至到":
        plain = plain.replace(sign, "-")
    for sign in "、;\n":
        plain = plain.replace(sign, ",")
    return tuple(_read_part(part, text) for part in "".join(plain.split()).split(",") if part)


def _read_part(part: str, text: str) -> Hours:
    ends = part.split("-")
    if len(ends) != 2:
        raise _bad_hours(text)
    return Hours(*(_read_clock(end, text) for end in ends))


def _read_clock(written: str, text: str) -> time:
    hour, _colon, minute = written.partition(":")
    if not (hour.isdecimal() and hour.isascii() and len(hour) <= 2):
        raise _bad_hours(text)
    if minute and not (minute.isdecimal() and minute.isascii() and len(minute) == 2):
        raise _bad_hours(text)
    minutes = int(hour) * 60 + int(minute or 0)
    if minutes > 24 * 60 or int(minute or 0) > 59:
        raise _bad_hours(text)
    return time(minutes // 60 % 24, minutes % 60)


def _bad_hours(text: str) -> UserError:
    return UserError("“{text}” are no hours; write them like 14:00-17:00.", field="hours", text=text[:40])


def _plain(value: Any) -> Any:
    """A value of Terms as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Hours):
        return [f"{value.start:%H:%M}", f"{value.end:%H:%M}"]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _wrong(key: str, wanted: UserError) -> UserError:
    return UserError("“{key}”: {problem}", field=key, key=key, problem=str(wanted))


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or _NO_TEXT.search(value):
        raise _wrong(key, UserError("this must be a text."))
    return value


def _money(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(key, UserError("this must be an amount in yuan."))
    try:
        return parse_yuan(value)
    except UserError as error:
        raise _wrong(key, error) from None


def _count(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE or value != int(value):
        raise _wrong(key, UserError("this must be a whole number."))
    return int(value)


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, UserError("this must be true or false."))
    return value


def _day(key: str, value: object) -> date:
    try:
        return date.fromisoformat(_text(key, value).strip())
    except ValueError:
        raise _wrong(key, UserError("“{text}” is not a day; write it like 2026-09-15.", text=str(value)[:40])) from None


def _list(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(key, UserError("this must be a list, such as [1, 2]."))
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    return tuple(_text(key, one) for one in _list(key, value))


def _weekdays(key: str, value: object) -> tuple[int, ...]:
    return tuple(_count(key, one) for one in _list(key, value))


def _hours(key: str, value: object) -> tuple[Hours, ...]:
    said = [value] if isinstance(value, str) else _list(key, value)
    return tuple(part for one in said for part in read_hours(_text(key, one)))


def _one_of(kind: type[Kind] | type[Stacking] | type[Role]) -> Callable[[str, object], Any]:
    def read(key: str, value: object) -> Any:
        try:
            return kind(_text(key, value))
        except ValueError:
            known = ", ".join(one.value for one in kind)
            raise _wrong(key, UserError("this must be one of {known}.", known=known)) from None

    return read


def _roles(key: str, value: object) -> tuple[Role, ...]:
    read = _one_of(Role)
    return tuple(read(key, one) for one in _list(key, value))


def _basis_points(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE:
        raise _wrong("value", UserError("this must be the percent taken off, such as 20."))
    points = round(value * 100, 6)
    if points != int(points):
        raise _wrong("value", UserError("this has more than two decimals."))
    return int(points)


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "name": _text,
    "kind": _one_of(Kind),
    "value": lambda _key, value: value,
    "max_discount": _money,
    "product": _text,
    "products": _texts,
    "roles": _roles,
    "min_spend": _money,
    "valid_from": _day,
    "valid_to": _day,
    "days_after_issue": _count,
    "weekdays": _weekdays,
    "hours": _hours,
    "first_purchase_only": _flag,
    "per_customer": _count,
    "per_customer_per_day": _count,
    "uses_per_code": _count,
    "total": _count,
    "cost_ceiling": _money,
    "personal": _flag,
    "stacking": _one_of(Stacking),
}
"""How each key of a document is read."""
