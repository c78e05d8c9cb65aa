"""Phones as people read them: dialled at home, spaced, or with their middle hidden from whoever looks on."""

from __future__ import annotations

_hidden = True


def hide_phones(hidden: bool) -> None:
    """Whether ``show_phone`` hides the middle of phones from now on, as this computer's owner chose."""
    global _hidden  # noqa: PLW0603 - one screen, one choice, like the language
    _hidden = hidden


def phones_hidden() -> bool:
    """Whether phones on the screen are masked."""
    return _hidden


def show_phone(phone: str, sought: str = "") -> str:
    """A phone (E.164) for the screen: 138****2764, or 138 1234 2764 where the owner wants them in full.

    Digits that are searched for (``sought``) can be seen in a masked one.
    """
    return masked_around(phone, sought) if _hidden else spaced(phone)


def masked(phone: str) -> str:
    """A phone for lists and logs: 138****2764."""
    plain = national(phone)
    if len(plain) < 7:
        return "*" * len(plain)
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 9 else f"{plain[:2]}***{plain[-2:]}"


def masked_around(phone: str, sought: str) -> str:
    """A phone for lists in which digits that are searched for can be seen: those hidden else, instead of its tail."""
    usual, plain, digits = masked(phone), national(phone), "".join(sought.split())
    if len(digits) < 4 or not digits.isdigit() or digits not in plain or digits in usual:
        return usual
    at = plain.index(digits)
    return "".join(c if at <= i < at + len(digits) or i < 3 else "*" for i, c in enumerate(plain))


def spaced(phone: str) -> str:
    """A phone for reading aloud: 138 1234 5678; foreign and land lines as stored."""
    plain = national(phone)
    if len(plain) == 11 and plain.startswith("1"):
        return f"{plain[:3]} {plain[3:7]} {plain[7:]}"
    return plain


def national(phone: str) -> str:
    """A phone as dialled at home: without +86, with the leading 0 of a land line."""
    if not phone.startswith("+86"):
        return phone
    rest = phone[3:]
    return rest if len(rest) == 11 and rest.startswith("1") else f"0{rest}" if len(rest) > 8 else rest
