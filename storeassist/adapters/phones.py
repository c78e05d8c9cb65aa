"""Phone numbers: read from what people write, kept as E.164 (+8613812345678)."""

from __future__ import annotations

import re
import unicodedata

from storeassist.kernel.errors import UserError

HOME_REGION = "CN"
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_SEPARATORS = re.compile(r"[\s\-‐-―()./·]+")
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)


def parse_phone(text: str) -> str:
    """E.164 of a phone number as written ("138-1234 5678", "＋86 138…", "021-6288 8888"); raises UserError."""
    folded = unicodedata.normalize("NFKC", text).strip()
    plain = _SEPARATORS.sub("", folded)
    if plain.endswith(("。", ";", ",")):
        plain = plain[:-1]
    if match := _MOBILE.fullmatch(plain):
        return "+86" + match[1]
    if _ROUNDED.fullmatch(folded):
        raise UserError(
            "The phone “{text}” was rounded by the spreadsheet; set its column to text and export again.",
            text=text,
            field="phone",
        )
    if not plain.lstrip("+").isdigit() or not plain.isascii():
        raise UserError("“{text}” is not a phone number.", text=text, field="phone")
    return _parse_other(text, plain)


def _parse_other(written: str, plain: str) -> str:
    """A land line or a foreign number: the slow, thorough way."""
    if plain.startswith("1") and len(plain) != 11:
        raise UserError(
            "A mobile number has 11 digits, this one has {digits}: {text}",
            digits=len(plain),
            text=written,
            field="phone",
        )
    if plain.startswith("1"):
        raise UserError(
            "A mobile number starts with 13 to 19, this one does not: {text}",
            text=written,
            field="phone",
        )
    import phonenumbers

    try:
        number = phonenumbers.parse(plain, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise UserError("“{text}” is not a phone number.", text=written, field="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
