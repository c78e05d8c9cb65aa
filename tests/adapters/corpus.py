"""Builds dirty and hostile spreadsheets by hand, byte by byte, where no library would write them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from storeassist.adapters import sheets
from storeassist.adapters.sheets import Chunk, FileInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def sheet_xml(cells: str, *, before: str = "", after: str = "", rows: bool = True) -> str:
    """A worksheet around ``cells``."""
    data = f"<row>{cells}</row>" if rows and not cells.startswith("<row") else cells
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def text_cell(reference: str, text: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def parts(*sheets: str, properties: str = "", state: str = "visible") -> dict[str, str | bytes]:
    """The parts of a workbook with these sheets."""
    numbers = range(1, len(sheets) + 1)
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{properties}<sheets>'
        + "".join(f'<sheet name="S{n}" sheetId="{n}" state="{state}" r:id="rId{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
        )
        + f'<Relationship Id="rId900" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        + f'<Relationship Id="rId901" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        found[f"xl/worksheets/sheet{n}.xml"] = sheet
    return found


def pack(path: Path, content: dict[str, str | bytes], comment: bytes = b"") -> Path:
    """Zip the parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
        archive.comment = comment
    return path


def book(path: Path, cells: str, **options: str) -> Path:
    """A workbook of one sheet with these cells."""
    return pack(path, parts(sheet_xml(cells, **options)))  # type: ignore[arg-type]


def run_apart(script: str, *args: str) -> str:
    """What a Python program of its own prints; it must end well and without a complaint."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "error", "-c", script, *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=environment)
    assert done.stderr == ""
    return done.stdout


def loaded_modules() -> Iterator[list[str]]:
    """What a worker has loaded that runs this."""
    yield sorted(sys.modules)


def lying_zip(path: Path, bomb_bytes: int) -> Path:
    """A workbook whose sheet unpacks to far more than the archive declares, with a checksum that fits the lie."""
    declared = sheet_xml(text_cell("A1", "x")).encode()
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = engine.compress(declared)
    for _megabyte in range(bomb_bytes >> 20):
        packed += engine.compress(b" " * 2**20)
    packed += engine.flush()
    pack(path, {**parts(""), "xl/worksheets/sheet1.xml": b"PLACEHOLDER"})
    others = parts("")
    del others["xl/worksheets/sheet1.xml"]
    pack(path, others)
    raw = path.read_bytes()
    end = raw.rindex(b"PK\x05\x06")
    _sig, _d, _c, _n, count, size, start, _l = struct.unpack("<4s4H2LH", raw[end : end + 22])
    name = b"xl/worksheets/sheet1.xml"
    sizes = (zlib.crc32(declared), len(packed), len(declared))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, len(name), 0) + name + packed
    central = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, len(name), 0, 0, 0, 0, 0, start) + name
    )
    directory = raw[start : start + size] + central
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    path.write_bytes(raw[:start] + local + directory + tail)
    return path


def ole(path: Path, stream: str) -> Path:
    """An old-format container that names one stream."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(1000))
    return path


_FAR = '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
_PLAIN = text_cell("A1", "x")


def _with(path: Path, **changed: str | bytes) -> Path:
    """A plain workbook with some of its parts replaced; "/" is written "__", "." is written "_dot_"."""
    content = parts(sheet_xml(_PLAIN))
    content.update({name.replace("__", "/").replace("_dot_", "."): part for name, part in changed.items()})
    return pack(path, content)


def _shared_string_bomb(path: Path) -> Path:
    body = f'{HEAD}<sst xmlns="{MAIN}">' + "<si><t/></si>" * 6_000_000 + "</sst>"
    return _with(path, **{"xl/sharedStrings.xml": body})


def _repeated_string_bomb(path: Path) -> Path:
    content = parts(sheet_xml("".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 200_001))))
    content["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"x" * 2_000_000}</t></si></sst>'
    return pack(path, content)


def _million_sheets(path: Path) -> Path:
    content = parts(sheet_xml(_PLAIN))
    sheets = "".join(f'<sheet name="a{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1_000_000))
    content["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    return pack(path, content)


def _dtd(path: Path) -> Path:
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    sheet = sheet_xml(text_cell("A1", "&c;")).replace(HEAD, f"{HEAD}<!DOCTYPE worksheet [{entities}]>")
    return pack(path, parts(sheet))


def _external_entity(path: Path) -> Path:
    body = f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&e;</t></si></sst>'
    return _with(path, **{"xl/sharedStrings.xml": body})


def _utf16(path: Path) -> Path:
    return pack(
        path,
        parts(sheet_xml(_FAR).replace("UTF-8", "UTF-16"))
        | {"xl/worksheets/sheet1.xml": sheet_xml(_FAR).replace("UTF-8", "UTF-16").encode("utf-16")},
    )


def _truncated(path: Path) -> Path:
    book(path, "".join(text_cell(f"A{row}", "some text") for row in range(1, 400)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def _cut_inside(path: Path) -> Path:
    """The directory is whole, a part's bytes are not."""
    book(path, "".join(text_cell(f"A{row}", f"text {row}") for row in range(1, 400)))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"xl/worksheets/sheet1.xml") + 60
    raw[at : at + 40] = bytes(40)
    path.write_bytes(raw)
    return path


def _bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(sheet_xml(_PLAIN)).items():
            archive.writestr(name, part)
        with archive.open("xl/media/image1.xml", "w", force_zip64=True) as part:
            for _megabyte in range(300):
                part.write(b" " * 2**20)
    return path


def _spaces_bomb(path: Path) -> Path:
    return book(path, f"<row>{_PLAIN}</row>" + " " * (120 * 2**20))


def _deep(path: Path) -> Path:
    return book(path, f"<row>{_PLAIN}</row>" + "<x>" * 300_000 + "</x>" * 300_000)


def _duplicate(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts(sheet_xml(_PLAIN)).items():
            archive.writestr(name, part)
        archive.writestr("XL/worksheets/SHEET1.xml", sheet_xml(_FAR))
    return path


def _overlapping_merges(path: Path) -> Path:
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 250_000))
    return book(path, _PLAIN, after=f"<mergeCells>{merges}</mergeCells>")


def _only_mark(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04")
    return path


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "far cell": (lambda p: book(p, _FAR), "too big"),
    "far cell, single quotes": (lambda p: book(p, _FAR.replace('"', "'")), "too big"),
    "far cell, attributes turned": (
        lambda p: book(p, '<c r="A1"><v>1</v></c><c s="0" t="n" \n r="XFD1048576"><v>1</v></c>'),
        "too big",
    ),
    "far cell, end sign in an attribute": (
        lambda p: book(p, '<c r="A1"><v>1</v></c><c r="XFD1048576" x="/>"><v>1</v></c>'),
        "too big",
    ),
    "far cell, prefix": (
        lambda p: book(p, f'<x:row xmlns:x="{MAIN}">{_FAR}</x:row>'.replace("<c", "<x:c").replace("</c", "</x:c")),
        "too big",
    ),
    "far cell by its row only": (
        lambda p: book(p, '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'),
        "too big",
    ),
    "far cell, small letters": (lambda p: book(p, _FAR.replace("XFD", "xfd")), "too big"),
    "far cell behind a false dimension": (lambda p: book(p, _FAR, before='<dimension ref="A1:B2"/>'), "too big"),
    "cell outside any sheet": (lambda p: book(p, '<c r="ZZZ9999999"><v>1</v></c>'), "damaged"),
    "formulas out of the sheet": (lambda p: book(p, '<c r="A9999999"><f>1</f></c>'), "damaged"),
    "formulas far away": (
        lambda p: book(p, "".join(f'<c r="XFD{row}"><f>1</f></c>' for row in range(1, 900_000, 9))),
        "too big",
    ),
    "many unknown errors": (
        lambda p: book(p, "".join(f'<c r="A{row}" t="e"><v>#E{row}</v></c>' for row in range(1, 50_000))),
        "unusual",
    ),
    "character reference in a reference": (lambda p: book(p, '<c r="&#65;1" x="&#88;"><v>1</v></c>'), ""),
    "huge attribute": (lambda p: book(p, f'<c r="A1" x="{"y" * 9_000_000}"><v>1</v></c>'), "unusual"),
    "reference given twice": (lambda p: book(p, '<c r="A1" r="XFD1048576"><v>1</v></c>'), "damaged"),
    "lying zip": (lambda p: lying_zip(p, 700 * 2**20), "unpacks"),
    "bomb": (_bomb, "unpacks"),
    "bomb of spaces": (_spaces_bomb, "unusual"),
    "shared string bomb": (_shared_string_bomb, "too big"),
    "one huge text everywhere": (_repeated_string_bomb, "safely"),
    "a million sheets": (_million_sheets, "un"),
    "entities": (_dtd, "unusual"),
    "external entity": (_external_entity, "unusual"),
    "utf-16 xml": (_utf16, "unusual"),
    "declared as utf-7": (lambda p: pack(p, parts(sheet_xml(_PLAIN).replace("UTF-8", "UTF-7"))), "unusual"),
    "truncated": (_truncated, "damaged"),
    "cut inside": (_cut_inside, "damaged"),
    "name out of the archive": (lambda p: _with(p, **{"xl/../../evil.xml": "<a/>"}), "unusual"),
    "two parts of one name": (_duplicate, "unusual"),
    "comment": (lambda p: pack(p, parts(sheet_xml(_PLAIN)), comment=b"note"), "unusual"),
    "a second directory": (
        lambda p: pack(p, parts(sheet_xml(_PLAIN)), comment=b"PK\x05\x06" + bytes(18)),
        "not a table",
    ),
    "too many parts": (lambda p: _with(p, **{f"a/{n}.xml": "<a/>" for n in range(5_001)}), "unusual"),
    "text that is not there": (lambda p: book(p, '<c r="A1" t="s"><v>99999999999</v></c>'), "damaged"),
    "not xml": (lambda p: book(p, "<c r='A1'><v>1</v>"), "damaged"),
    "no sheet part": (
        lambda p: pack(p, {k: v for k, v in parts(sheet_xml(_PLAIN)).items() if "sheet1" not in k}),
        "damaged",
    ),
    "no list of sheets": (lambda p: _with(p, **{"xl/workbook.xml": "<workbook/>"}), "damaged"),
    "no relations": (
        lambda p: pack(p, {k: v for k, v in parts(sheet_xml(_PLAIN)).items() if "workbook.xml.rels" not in k}),
        "damaged",
    ),
    "merges without end": (_overlapping_merges, "unusual"),
    "only a zip mark": (_only_mark, "damaged"),
}
"""What each is: how to build it, and a word of the sentence that refuses it ("": may be read or refused)."""
HARMLESS: dict[str, Callable[[Path], Path]] = {
    "deep nesting": _deep,
    "negative text number": lambda p: book(p, '<c r="A1" t="s"><v>-5</v></c>' + text_cell("B1", "x")),
}


def inspect(path: Path) -> FileInfo:
    """What the file is; its rows are not read."""
    info, rows = sheets.open_sheet(path)
    rows.close()  # type: ignore[attr-defined]
    return info


def read(path: Path, sheet: str | None = None, **chosen: Any) -> Iterator[Chunk]:
    """The rows of one sheet."""
    return sheets.open_sheet(path, sheet, **chosen)[1]
