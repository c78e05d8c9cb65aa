"""What holds of customers: their rhythm, the words they are found by, what may be written of them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from functools import cache
from itertools import pairwise

from storeassist.features.customers.records import CustomerFacts, CustomField, FieldKind
from storeassist.kernel.calendars import read_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import national
from storeassist.kernel.text import N_, said_in

LONGEST = {"number": 40, "name": 60, "wechat": 60, "source": 60, "note": 2000, "consent_how": 120}
FACT_NAMES = (
    N_("Number"), N_("Name"), N_("Phone"), N_("WeChat"), N_("Gender"), N_("Birthday"), N_("Lunar birthday"), N_("Source"),
    N_("Joined on"), N_("Tags"), N_("Note"), N_("Consent"), N_("Consent on"), N_("Consent how"),
)  # fmt: skip
"""How files and lists call what every customer has."""

LONGEST_TAG = 30
LONGEST_FIELD = 30
LONGEST_WORD = 8
"""Search words of Chinese are kept up to this length; a longer search is cut into pieces of it."""

_LONGEST_NUMBER = 30
_MEANT_DIGITS = 15
"""A spreadsheet says 0.30000000000000004 and means 0.3."""

_CHINESE = "㐀-䶿一-鿿"
# Patterns as text: re compiles each when it is first needed, which at the start none is.
_PHONE_IN_LINE = r"(?<![\w#@-])\+?\d[\d \-]{5,17}\d(?![\w-])"
_TAG_MARKS = r"[,，;；、/|\n]+"
_BIRTHDAY_MARKS = ("生日", "birthday", "bday")
_UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_PIECES = rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+"


def median_gap(days: Sequence[date]) -> float | None:
    """The median number of days between successive visit days, which come in order; None below two visits."""
    if len(days) < 2:
        return None
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    middle = len(gaps) // 2
    return float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2


def checked(facts: CustomerFacts, fields: Sequence[CustomField] = ()) -> CustomerFacts:
    """``facts`` with blanks trimmed; raises UserError, naming the field, for what cannot be kept."""
    trimmed = {key: " ".join(getattr(facts, key).split()) for key in ("number", "name", "wechat", "source")}
    trimmed |= {key: getattr(facts, key) for key in ("note", "consent_how")}
    trimmed = {key: plain_text(text) for key, text in trimmed.items()}
    for key, text in trimmed.items():
        if len(text) > LONGEST[key]:
            raise UserError(
                "This is too long: {length} characters, at most {most}.", field=key, length=len(text), most=LONGEST[key]
            )
    if not (trimmed["name"] or facts.phone or trimmed["wechat"] or trimmed["number"]):
        raise UserError("Write a name, a phone or a WeChat name.", field="name")
    values = {key: getattr(facts, key) for key in CustomerFacts.__slots__} | trimmed
    values["tags"] = checked_tags(facts.tags)
    values["custom"] = {f.id: checked_custom(f, text) for f in fields if (text := plain_text(facts.custom.get(f.id, "")))}
    return CustomerFacts(**values)


def plain_text(text: str) -> str:
    """``text`` without the blanks around it and without what neither shows nor goes into a spreadsheet; lines end in one way."""
    if not text.isprintable():
        text = re.sub(_UNSEEN, "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


def checked_field(
    name: str, kind: FieldKind, choices: Iterable[str], others: Iterable[CustomField]
) -> tuple[str, tuple[str, ...]]:
    """A custom field's name and choices, trimmed and without repeats; raises UserError, naming what is at fault."""
    name = " ".join(name.split())
    options = tuple(dict.fromkeys(choice.strip() for choice in choices if choice.strip()))
    if not name:
        raise UserError("A field needs a short name.", field="name")
    if len(name) > LONGEST_FIELD:
        raise UserError(
            "“{name}” is too long for the name of a field: at most {most} characters.",
            field="name",
            name=name,
            most=LONGEST_FIELD,
        )
    if name.casefold() in _names_of_facts() or any(other.name.casefold() == name.casefold() for other in others):
        raise UserError("There is a field called {name} already.", field="name", name=name)
    if kind is FieldKind.CHOICE and len(options) < 2:
        raise UserError("A choice needs at least two options.", field="choices")
    return name, options


@cache
def _names_of_facts() -> frozenset[str]:
    """What a file calls the facts that every customer has, in both languages: a second column of that name would be lost."""
    return frozenset(said.casefold() for name in FACT_NAMES for said in (name, said_in("zh_CN", name)))


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags trimmed, without blanks and repeats (case does not count); raises UserError when one is too long.

    What separates tags in files is no part of one: “忌辣/忌葱” is two, else it would come back from an export as two.
    """
    kept: dict[str, str] = {}
    for piece in (piece for tag in tags for piece in re.split(_TAG_MARKS, tag)):
        text = " ".join(piece.split())
        if len(text) > LONGEST_TAG:
            raise UserError("The tag “{tag}” is too long; keep it to a few words.", field="tags", tag=text)
        if text:
            kept.setdefault(text.casefold(), text)
    return tuple(kept.values())


def split_tags(text: str) -> tuple[str, ...]:
    """Tags from one cell or line: separated by commas, semicolons, 、, / or |."""
    return checked_tags([text])


def checked_custom(field: CustomField, text: str) -> str:
    """A custom field's value as it is stored; raises UserError when it does not fit the field's kind."""
    if field.kind is FieldKind.NUMBER:
        if (number := _plain_number(text)) is None:
            raise UserError("“{text}” is not a number ({name}).", field=field.name, text=text, name=field.name)
        return number
    if field.kind is FieldKind.DATE:
        return read_day(text).isoformat()
    if field.kind is FieldKind.CHOICE and text not in field.choices:
        raise UserError(
            "“{text}” is not one of the choices of {name}: {choices}.",
            field=field.name,
            text=text,
            name=field.name,
            choices="、".join(field.choices),
        )
    if len(text) > LONGEST["note"]:
        raise UserError(
            "This is too long: {length} characters, at most {most}.",
            field=field.name,
            length=len(text),
            most=LONGEST["note"],
        )
    return text


def _plain_number(text: str) -> str | None:
    """A number in digits alone, all of them: a card's number may be one. Of a fraction, those a spreadsheet means."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return None
    if number != number.to_integral_value():
        number = Context(prec=_MEANT_DIGITS).plus(number)
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if number else "0"


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of keys says of a new customer; phone and birthday as written."""

    name: str = ""
    phone: str = ""
    wechat: str = ""
    birthday: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""


def read_line(text: str) -> Line:
    """Take apart a line such as “单晓岚 138 1234 2764 #VIP群 @lan88 生日3-18 少辣”: the first words are the name,
    #… a tag, @… WeChat, 生日… the birthday, a run of digits the phone, and the rest a note.
    """
    plain = unicodedata.normalize("NFKC", text)
    phone = ""
    if match := re.search(_PHONE_IN_LINE, plain):
        phone = match[0].strip()
        plain = f"{plain[: match.start()]} {plain[match.end() :]}"
    name = wechat = birthday = ""
    note: list[str] = []
    tags: list[str] = []
    words = iter(plain.split())
    for word in words:
        mark = next((m for m in _BIRTHDAY_MARKS if word.casefold().startswith(m)), "")
        if word.startswith("#") and len(word) > 1:
            tags.append(word[1:])
        elif word.startswith("@") and len(word) > 1:
            wechat = word[1:]
        elif mark:
            birthday = word[len(mark) :].lstrip(":") or next(words, "")
        elif not name or (not note and not tags and name.isascii() and word.isascii() and word.istitle()):
            name = f"{name} {word}".strip()
        else:
            note.append(word)
    return Line(name, phone, wechat, birthday, tuple(tags), " ".join(note))


def search_words(
    facts: CustomerFacts,
    spellings: Iterable[tuple[str, ...]],
    notes: Iterable[str] = (),
    former: Iterable[str] = (),
) -> Iterator[str]:
    """The words a customer is found by; a search matches the beginning of a word.

    Names are kept from each character on (晓岚 finds 单晓岚), phones from each digit on (2764 finds its tail);
    ``spellings`` are the readings of the name, one syllable a character; ``former`` are numbers the customer had.
    """
    yield from _text_words(facts.name)
    for syllables in spellings:
        initials = "".join(s[0] for s in syllables)
        for start in range(len(syllables)):
            yield "".join(syllables[start:])
            yield initials[start:]
        yield syllables[0] + initials[1:]
    digits = national(facts.phone).lstrip("+")
    yield from (digits[start:] for start in range(max(0, len(digits) - 3)))
    for number in (facts.number, *former):
        yield from _number_words(number)
    for text in (facts.wechat, *facts.tags, facts.note, *notes, facts.source):
        yield from _text_words(text)


def search_terms(text: str) -> list[str]:
    """What was typed, as the beginnings of words that all must be found; [] when there is nothing to look for."""
    terms: list[str] = []
    for piece in re.findall(_PIECES, _folded(text)):
        if "\u3400" <= piece[0] <= "\u9fff" and len(piece) > LONGEST_WORD:
            terms += [piece[i : i + LONGEST_WORD] for i in range(0, len(piece), LONGEST_WORD)]
        else:
            terms.append(piece)
    if len(terms) > 1 and terms[0] == "86" and "+" in text:
        terms = terms[1:]
    if len(terms) == 1 and terms[0].startswith("86") and len(terms[0]) > 6 and "+" in text:
        terms = [terms[0][2:]]
    return terms[:8]


def search_query(text: str) -> str:
    """The full-text query for what was typed, every term beginning a word; "" when there is nothing to look for.

    A lone digit, with which every phone begins, is looked for as a number of its own.
    """
    terms = search_terms(text)
    return " AND ".join(f'"{term}"' if len(term) == 1 and term.isdigit() else f'"{term}"*' for term in terms)


def _number_words(number: str) -> Iterator[str]:
    pieces = re.findall(_PIECES, _folded(number))
    yield from pieces
    whole = "".join(pieces)
    yield whole
    if tail := whole.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0"):
        yield tail


def _text_words(text: str) -> Iterator[str]:
    for piece in re.findall(_PIECES, _folded(text)):
        if "\u3400" <= piece[0] <= "\u9fff":
            yield from (piece[start : start + LONGEST_WORD] for start in range(len(piece)))
        else:
            yield piece


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
