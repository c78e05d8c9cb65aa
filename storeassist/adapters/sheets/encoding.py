"""Finds out how the letters of a text file are written."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_

UNREADABLE = N_(
    "The letters of this file cannot be read. "
    "Open it in Excel or WPS, save it as .xlsx (or as CSV UTF-8) and choose that."
)
_PIECE = 2**20
_FOREIGN = re.compile(rb"[\x00\x80-\xff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FEW_BAD = 0.01  # a broken character in a hundred: a field cut in the middle of one, not a wrong encoding
# Words of shop tables: they settle short files, where the share of everyday characters says little.
_WORDS = re.compile(
    "姓名|电话|電話|手机|手機|会员|會員|编号|編號|金额|金額|日期|时间|時間|商品|数量|數量|单号|單號|备注|備註|生日|价格|價格|地址"
)


def find_encoding(path: Path) -> str:
    """The encoding of a text file, decided on all of it; raises UserError when none fits."""
    head = _sample(path)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    wide = utf16_without_mark(head)
    if wide:
        return wide
    bad = _bad_shares(path)
    if bad["utf-8-sig"] == 0:
        return "utf-8-sig"
    clean = [encoding for encoding in ("gb18030", "big5") if bad[encoding] == 0]
    likely = clean or [encoding for encoding, share in bad.items() if share <= _FEW_BAD]
    if "utf-8-sig" in likely:
        return "utf-8-sig"  # no other encoding looks like UTF-8 by chance
    if likely:
        best = max(likely, key=lambda encoding: _plausible(head, encoding))
        if _plausible(head, best) > 0.3 or not _looks_western(head):
            return best
    if _looks_western(head):
        return "cp1252"
    raise UserError(UNREADABLE)


def _sample(path: Path) -> bytes:
    """The first piece of the file that holds more than English letters, from the line on in which they begin."""
    piece = b""
    with path.open("rb") as file:
        while more := file.read(_PIECE):
            found = _FOREIGN.search(more)
            if found:
                return more[more.rfind(b"\n", 0, found.start()) + 1 :] if piece else more
            piece = piece or more
    return piece


def utf16_without_mark(head: bytes) -> str:
    """UTF-16 shows by a zero byte after (or before) most commas and line ends."""
    marks = sum(map(head.count, (b",", b";", b"\t", b"\n")))
    if marks and 2 * sum(map(head.count, (b",\0", b";\0", b"\t\0", b"\n\0"))) > marks:
        return "utf-16-le"
    if marks and 2 * sum(map(head.count, (b"\0,", b"\0;", b"\0\t", b"\0\n"))) > marks:
        return "utf-16-be"
    return ""


def _bad_shares(path: Path) -> dict[str, float]:
    """For each likely encoding, the share of its non-English characters that cannot be read."""
    decoders = {name: codecs.getincrementaldecoder(name)("replace") for name in ("utf-8-sig", "gb18030", "big5")}
    bad = dict.fromkeys(decoders, 0)
    foreign = dict.fromkeys(decoders, 0)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            for name in list(decoders):
                text = decoders[name].decode(piece)
                bad[name] += text.count("\ufffd")
                foreign[name] += len(text) - len(text.encode("ascii", "ignore"))
                if bad[name] > 100 and bad[name] > foreign[name] // 5:
                    del decoders[name]  # hopeless: spare the rest
    for name, decoder in decoders.items():
        bad[name] += decoder.decode(b"", True).count("\ufffd")
    return {name: bad[name] / max(foreign[name], 1) for name in bad}


def _plausible(head: bytes, encoding: str) -> float:
    """How much the text looks written by people: its share of everyday characters, and words of shop tables.

    GB 2312 and Big5 both keep everyday characters in a first level: B0-D7 with a second byte from A1 on, A4-C6.
    """
    text = head.decode(encoding, "replace")
    foreign = [char for char in text if char > "\x7f"]
    everyday = 0
    for char in foreign:
        code = char.encode(encoding, "ignore")
        if len(code) != 2:
            continue
        if encoding == "big5":
            everyday += 0xA4 <= code[0] <= 0xC6 or code[0] == 0xA1
        else:
            everyday += (0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3)) and code[1] >= 0xA1
    return everyday / max(len(foreign), 1) + 0.2 * len(set(_WORDS.findall(text)))


def _looks_western(head: bytes) -> bool:
    """Whether the few bytes beyond ASCII are letters and signs of Western Europe inside English text."""
    high = [byte for byte in head if byte > 0x7F]
    letters = sum(byte >= 0xC0 or byte in b"\x80\x91\x92\x93\x94\x96\x97\xa0\xa3\xa9\xae\xb0\xb4\xb7" for byte in high)
    return len(high) < len(head) * 0.15 and letters >= len(high) * 0.9
