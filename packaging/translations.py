"""Keeps the Chinese texts complete: collects the English ones from the source, merges, checks and compiles them.

    python packaging/translations.py update             source -> storeassist.po; keeps translations, drops obsolete
    python packaging/translations.py merge FILE.po ...  takes the translations of other .po files over
    python packaging/translations.py check              says what is missing or wrong; exit code 1 when anything is
    python packaging/translations.py compile            storeassist.po -> storeassist.mo, both kept in git

Texts are the first arguments of _(), N_(), UserError(), Column() and command(), and the first two of many(). All
other declared texts (Setting, Feature, choices) are wrapped in N_() where they stand.
"""

from __future__ import annotations

import io
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "storeassist.po", FOLDER / "storeassist.mo"
LOCALE = "zh_CN"

SHOWN: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "many": (1, 2), "UserError": None}
DECLARED: dict[str, tuple[int, ...] | None] = {"Column": None, "command": None}

# A fixed date, so that an update which changes no text changes no line of the file.
SINCE = datetime(2026, 11, 22, tzinfo=UTC)

HAN = "\u3400-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}]\s?[,;:?!()]|[,;:?!()]\s?[{HAN}]|[{HAN}]\.(?!\w)")
TOUCHING_LATIN = re.compile(rf"(?<![%A-Za-z])[A-Za-z]+[{HAN}]|[{HAN}][A-Za-z]")
NEVER_TRANSLATED = {"Excel", "WeChat", "StoreAssist", "WPS", "CSV", "JSON", "ISO", "English", "Ctrl", "Enter", "Esc"}

Texts = tuple[str, ...]
"""A message as the singular alone, or the singular and the plural."""


def source_texts(root: Path = ROOT) -> dict[Texts, set[str]]:
    """Every owner-visible text of the source, with the files it stands in."""
    found: dict[Texts, set[str]] = {}
    for path in sorted([root / "main.py", *(root / "storeassist").rglob("*.py")]):
        if not path.exists():
            continue
        # In a command-line module command() is click's, and its argument the name of a verb.
        keywords = SHOWN if path.stem.startswith("cli") else {**SHOWN, **DECLARED}
        for _line, text, _comments, _context in extract_from_file("python", path, keywords=keywords):
            if texts := (text,) if isinstance(text, str) else tuple(text):
                found.setdefault(texts, set()).add(path.relative_to(root).as_posix())
    return {texts: files for texts, files in found.items() if texts[0]}


def new_catalogue() -> Catalog:
    """An empty catalogue with our header."""
    return Catalog(
        locale=LOCALE,
        header_comment="# StoreAssist in Simplified Chinese.",
        project="StoreAssist",
        version="1",
        creation_date=SINCE,
        revision_date=SINCE,
        last_translator="StoreAssist",
        language_team="StoreAssist",
        fuzzy=False,
    )


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in ``path``; an empty one when there is no such file."""
    if not path.exists():
        return new_catalogue()
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, ignore_obsolete=True, abort_invalid=True)


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write ``catalogue`` sorted and without line numbers, so that it differs only where texts do."""
    content = io.BytesIO()
    write_po(content, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Babel names its own version, which would differ between two computers.
    path.write_bytes(re.sub(rb'"Generated-By:[^\n]*\n', b"", content.getvalue()))


def messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def as_texts(value: object) -> Texts:
    """A message's id or translation, which Babel keeps as one text or as several, always as several."""
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def update(catalogue: Catalog, sources: dict[Texts, set[str]]) -> Catalog:
    """The texts of ``sources`` with the translations that ``catalogue`` has for them."""
    fresh = new_catalogue()
    for texts, files in sources.items():
        old = catalogue.get(texts[0])
        known = old is not None and as_texts(old.id) == texts
        fresh.add(
            texts if len(texts) > 1 else texts[0],
            old.string if old and known else None,
            locations=[(file, 0) for file in sorted(files)],
            flags=old.flags & {"fuzzy"} if old and known else (),
        )
    return fresh


def merge(catalogue: Catalog, snippet: Catalog) -> list[str]:
    """Take the translations of ``snippet`` over; returns what could not be used."""
    unused = []
    for message in messages(snippet):
        ours = catalogue.get(as_texts(message.id)[0])
        if ours is None or as_texts(ours.id) != as_texts(message.id):
            unused.append(f"no such text in the source: {as_texts(message.id)[0]!r}")
        elif all(as_texts(message.string)):
            if len(as_texts(ours.id)) == 1:
                ours.string = as_texts(message.string)[0]
            else:
                ours.string = as_texts(message.string)[:1]
            ours.flags.discard("fuzzy")
    return unused


# --- checking -------------------------------------------------------------------------------------------------------


def places(text: str) -> set[str]:
    """The names of a text's {places}; raises ValueError when a brace is left open."""
    return {name.partition(":")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults_of(texts: Texts, translations: Texts, fuzzy: bool = False) -> Iterator[str]:
    """What is wrong with one translation, in a few words each."""
    if not all(translations):
        yield "not translated"
        return
    if fuzzy:
        yield "marked fuzzy"
    try:
        wanted = places(texts[-1])
        for translation in translations:
            if places(translation) != wanted:
                yield f"the places differ: {sorted(wanted)} and {sorted(places(translation))}"
    except ValueError as error:
        yield f"a brace is left open ({error})"
        return
    for translation in translations:
        plain = re.sub(r"\{[^{}]*\}", "\0", translation)
        if hit := HALF_WIDTH.search(plain):
            yield f"half-width punctuation beside Chinese: {hit.group()!r}"
        if hit := TOUCHING_LATIN.search(plain):
            yield f"no space between Chinese and Latin letters: {hit.group()!r}"
        if translation == texts[0] and set(re.findall(r"[A-Za-z]{3,}", plain)) - NEVER_TRANSLATED:
            yield "still English"


def check(catalogue: Catalog, sources: dict[Texts, set[str]]) -> list[str]:
    """What is missing or wrong in ``catalogue``, a sentence each; empty when an owner would find nothing."""
    known = {as_texts(message.id): message for message in messages(catalogue)}
    found = [f"not in the .po, run update: {texts[0]!r}" for texts in sources.keys() - known.keys()]
    found += [f"no longer in the source, run update: {texts[0]!r}" for texts in known.keys() - sources.keys()]
    for texts, message in known.items():
        found += [f"{fault}: {texts[0]!r}" for fault in faults_of(texts, as_texts(message.string), message.fuzzy)]
    return sorted(found)


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of ``catalogue``."""
    content = io.BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def is_stale(mo: Path, catalogue: Catalog) -> bool:
    """Whether ``mo`` says something else than ``catalogue``; their headers may differ."""
    if not mo.exists():
        return True
    with mo.open("rb") as file:
        old = {as_texts(message.id): as_texts(message.string) for message in messages(read_mo(file))}
    new = read_mo(io.BytesIO(compiled(catalogue)))
    return old != {as_texts(message.id): as_texts(message.string) for message in messages(new)}


def problems() -> list[str]:
    """What is wrong with the texts of this checkout."""
    catalogue = read_catalogue(PO)
    stale = [f"{MO.name} is older than {PO.name}, run compile"] if is_stale(MO, catalogue) else []
    return check(catalogue, source_texts()) + stale


def main(arguments: list[str]) -> int:
    """Do what the first argument asks."""
    match arguments:
        case ["update"]:
            write_catalogue(update(read_catalogue(PO), source_texts()), PO)
        case ["merge", *names] if names:
            catalogue = update(read_catalogue(PO), source_texts())
            for name in names:
                for line in merge(catalogue, read_catalogue(Path(name).resolve(strict=True))):
                    sys.stdout.write(f"{name}: {line}\n")
            write_catalogue(catalogue, PO)
        case ["compile"]:
            MO.write_bytes(compiled(read_catalogue(PO)))
        case ["check"]:
            found = problems()
            sys.stdout.write("".join(f"{line}\n" for line in found) or "Every text is translated.\n")
            return 1 if found else 0
        case _:
            sys.stdout.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
