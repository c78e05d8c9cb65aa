"""Refuses hostile, damaged and foreign files by their real content, each with a sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from storeassist.adapters.sheets.encoding import utf16_without_mark
from storeassist.adapters.sheets.scan import DAMAGED, UNUSUAL, Facts, facts_of
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_

MAX_FILE = 64 * 2**20
MAX_PARTS = 5_000
MAX_SHEET = 640 * 2**20
MAX_XML = 24 * 2**20
MAX_PICTURE = 100 * 2**20
MAX_TOTAL = 2**30
_PIECE = 2**20

EMPTY = N_("This file is empty. Choose another one, or export it again.")
NOT_A_TABLE = N_("This is not a table. Choose an Excel file (.xlsx) or a text table (.csv).")
PASSWORD = N_(
    "This Excel file is protected by a password. "
    "Open it in Excel or WPS, remove the password, save it and choose it again."
)
OLD_EXCEL = N_(
    "This is a file of an old Excel (.xls) or of WPS (.et). Open it in Excel or WPS, save it as .xlsx and choose that."
)
BINARY_EXCEL = N_("This is a binary Excel file (.xlsb). Open it in Excel or WPS, save it as .xlsx and choose that.")
NUMBERS = N_("This is an Apple Numbers file. In Numbers choose Export, Excel, and choose the .xlsx file made there.")
OPEN_DOCUMENT = N_("This is an OpenDocument file (.ods). Open it, save it as .xlsx and choose that.")
WEB_PAGE = N_(
    "This is a web page or XML file under the name of a table. "
    "Open it in Excel or WPS, save it as .xlsx and choose that."
)
FILE_TOO_BIG = N_("This file is too big ({size} MB; at most {most} MB). Split it into smaller files.")
BOMB = N_(
    "This Excel file unpacks to far more than a table needs, so it was not opened. Ask for it again at its source."
)

_FOREIGN_STARTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite")
_WEB_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta", b"<workbook", b"mime-version")


def kind_of(path: Path) -> Literal["xlsx", "csv"]:
    """What the file is, by its first bytes and never by its name."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(2**16)
    except FileNotFoundError:
        raise UserError("The file {name} is not there any more. Choose it where it is now.", name=path.name) from None
    except OSError as error:
        raise UserError(
            "The file {name} cannot be opened ({reason}). If it is open in another program, close it there.",
            name=path.name,
            reason=error.strerror or type(error).__name__,
        ) from None
    if not head:
        raise UserError(EMPTY)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole_refusal(path)
    if head.startswith((b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")):
        raise UserError(OLD_EXCEL)
    if head.startswith(b"PK"):
        if size > MAX_FILE:
            raise UserError(FILE_TOO_BIG, size=size >> 20, most=MAX_FILE >> 20)
        return "xlsx"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_WEB_STARTS):
        raise UserError(WEB_PAGE)
    if head.startswith(_FOREIGN_STARTS) or _is_binary(head):
        raise UserError(DAMAGED if path.suffix.lower() in (".xlsx", ".xlsm") else NOT_A_TABLE)
    return "csv"


def _is_binary(head: bytes) -> bool:
    """Whether the bytes are no text of any encoding: many control characters that no text holds."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        return False
    control = len(head) - len(head.translate(None, bytes({*range(1, 32)} - {9, 10, 12, 13, 26, 27})))
    return control > len(head) // 100 + 3


def _ole_refusal(path: Path) -> UserError:
    """Why a file of the old container format is refused: locked, or old."""
    with path.open("rb") as file:
        content = file.read(MAX_FILE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UserError(PASSWORD)
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint".encode("utf-16-le") in content:
        return UserError(NOT_A_TABLE)
    return UserError(OLD_EXCEL)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The bytes of an .xlsx file that passed the guard, and the facts of its parts by lower-case path."""

    content: bytes
    parts: dict[str, zipfile.ZipInfo]
    facts: dict[str, Facts]

    def part(self, name: str) -> bytes:
        """One unpacked part; empty when it is not there."""
        info = self.parts.get(name.lower())
        return b"".join(_unpack(self.content, info)) if info else b""


def check_xlsx(path: Path) -> Workbook:
    """Read an .xlsx file, unpack every part and look it over; raises UserError for whatever is not safe to parse."""
    content = path.read_bytes()
    parts = _directory(content)
    _check_format(parts, content)
    facts: dict[str, Facts] = {}
    total = 0
    for name, info in parts.items():
        total += info.file_size
        if total > MAX_TOTAL:
            raise UserError(BOMB)
        head = next(_unpack(content, info), b"")
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"<\0?\0" in head + b"\0":
            raise UserError(UNUSUAL)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            facts[name] = facts_of(partial(_unpack, content, info))
        else:
            _check_plain(name, content, info)
    return Workbook(content, parts, facts)


def _directory(content: bytes) -> dict[str, zipfile.ZipInfo]:
    """The parts by lower-case path; refuses any archive that two programs could understand in two ways."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos, comment = archive.infolist(), archive.comment
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
        raise UserError(DAMAGED) from None
    if comment or len(infos) > MAX_PARTS:
        raise UserError(UNUSUAL)
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").lower()
        if info.flag_bits & 1:
            raise UserError(PASSWORD)
        if name in parts or name.startswith("/") or ".." in name.split("/") or info.compress_type not in (0, 8):
            raise UserError(UNUSUAL)
        if info.file_size > _most(name):
            raise UserError(BOMB)
        parts[name] = info
    return parts


def _most(name: str) -> int:
    """The bytes a part may have: rows and texts are long, pictures are large, the rest is small."""
    if name.startswith(("xl/worksheets/", "xl/sharedstrings")):
        return MAX_SHEET
    return MAX_XML if name.endswith((".xml", ".rels")) else MAX_PICTURE


def _check_format(parts: dict[str, zipfile.ZipInfo], content: bytes) -> None:
    """Refuse the archives of other programs by the parts that only they have."""
    if "xl/workbook.xml" in parts:
        return
    if "xl/workbook.bin" in parts:
        raise UserError(BINARY_EXCEL)
    if any(name.endswith((".iwa", "index.zip", "index.apxl")) for name in parts):
        raise UserError(NUMBERS)
    if "mimetype" in parts and b"opendocument.spreadsheet" in b"".join(_unpack(content, parts["mimetype"])):
        raise UserError(OPEN_DOCUMENT)
    raise UserError(DAMAGED if any(name.startswith("xl/") for name in parts) else NOT_A_TABLE)


def _check_plain(name: str, content: bytes, info: zipfile.ZipInfo) -> None:
    """A part that is no XML (a picture) need only unpack to what it declares."""
    if name.endswith((".xml", ".rels")) and info.file_size:
        raise UserError(DAMAGED)
    for _piece in _unpack(content, info):
        pass


def _unpack(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part in pieces, refused as soon as they are more or other than the archive declares.

    zipfile cuts off what exceeds the declared size, so it would not see what another program unpacks.
    """
    start = info.header_offset
    header = content[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UserError(DAMAGED)
    start += 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(content)[start : start + info.compress_size]
    done = checksum = 0
    for piece in _inflate(packed) if info.compress_type else _slices(packed):
        done += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if done > info.file_size:
            raise UserError(BOMB)
        yield piece
    if done != info.file_size or checksum != info.CRC:
        raise UserError(DAMAGED)


def _slices(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflate(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not engine.eof:
            piece = engine.decompress(waiting, _PIECE)
            waiting = engine.unconsumed_tail
            if not piece and not waiting and not engine.eof:
                raise UserError(DAMAGED)
            if piece:
                yield piece
    except zlib.error:
        raise UserError(DAMAGED) from None
