"""The walls of the house: who may import whom, and which slow libraries wait until they are used."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "storeassist"

Moment = Literal["start", "use", "typing"]
"""When an import runs: with its module, inside a function, or for the type checker only."""

SLOW = {
    *("openpyxl", "xlsxwriter", "python_calamine", "charset_normalizer", "defusedxml", "pypinyin", "phonenumbers"),
    *("lunar_python", "numpy", "scipy", "keyring", "zxingcpp", "multiprocessing", "platformdirs"),
    *("rapidfuzz", "qrcode", "PIL", "pypdfium2"),
}
SECOND_SQLITE = {"sqlite3", "PySide6.QtSql"}
SHEET_LIBRARIES = {"python_calamine", "openpyxl", "defusedxml", "xlsxwriter", "charset_normalizer"}

PURE = ("kernel.columns", "kernel.errors", "kernel.money", "kernel.phones", "kernel.dates", "kernel.calendars", "kernel.text")


@dataclass(frozen=True)
class Room:
    """What a room may import: ``house`` in the words of ``spoken``, ``outside`` as distribution module names."""

    house: tuple[str, ...]
    outside: frozenset[str] = frozenset()


def _room(*house: str, outside: tuple[str, ...] = ()) -> Room:
    return Room(house, frozenset(outside))


_WORK = _room(
    *("kernel", "adapters", "own.records", "own.rules", "own.plain", "own.store", "own.actions", "own.jobs"),
    "own.press",
    *("above.records", "above.rules", "above.store", "above.actions"),
)
_WIDGETS = _room("kernel", "ui", "own", "above.records", "above.store", "above.actions", outside=("PySide6",))

ROOMS = {
    "kernel": _room("kernel", outside=("sqlcipher3", "sqlite_utils", "platformdirs", "babel")),
    "ui": _room("kernel", "ui", outside=("PySide6",)),
    "features": _room("kernel", "ui.feature", "above.FEATURE"),
    "feature.__init__": _room("kernel.text", "kernel.settings", "ui.feature"),
    "feature.records": _room(*PURE, "own.records", "above.records", "above.rules"),
    "feature.rules": _room(
        *(*PURE, "own.records", "own.rules", "above.records", "above.rules"), outside=("numpy", "scipy")
    ),
    "feature.plain": _room(
        *(*PURE, "kernel.paths", "adapters"),
        *("own.records", "own.rules", "own.plain", "above.records", "above.rules"),
    ),
    "feature.migrations": _room(outside=("sqlite_utils",)),
    "feature.store": _room(
        *("kernel", "own.records", "own.rules", "own.plain", "own.store"),
        *("above.records", "above.rules", "above.store"),
    ),
    "feature.press": _room(
        *("kernel", "adapters", "own.records", "own.rules", "own.plain", "own.press", "above.records", "above.rules"),
        *("above.press",),
        outside=("PySide6",),
    ),
    "feature.search": _room("kernel", "ui.feature", "own.records", "own.rules", "own.store"),
    "feature.actions": _WORK,
    "feature.jobs": _WORK,
    "feature.cli": Room(_WORK.house, frozenset({"click"})),
    "feature.page": _WIDGETS,
    "feature.panels": _WIDGETS,
    "feature.dialogs": _WIDGETS,
    "feature.service": _WIDGETS,
}


@dataclass(frozen=True)
class Import:
    """One imported name with its full path, such as storeassist.kernel.text._, and when it is imported."""

    target: str
    line: int
    moment: Moment

    @property
    def is_house(self) -> bool:
        return self.target.split(".")[0] == "storeassist"


def imports(source: str) -> Iterator[Import]:
    """Every import of a module; a relative one keeps its leading dots."""
    yield from _imports_below(ast.parse(source), "start")


def _imports_below(node: ast.AST, moment: Moment) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(name.name, child.lineno, moment) for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = "." * child.level + (child.module or "")
            yield from (Import(f"{origin}.{name.name}", child.lineno, moment) for name in child.names)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _imports_below(child, "typing" if moment == "typing" else "use")
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                yield from _imports_below(ast.Module([part], []), "typing")
            for part in child.orelse:
                yield from _imports_below(ast.Module([part], []), moment)
        else:
            yield from _imports_below(child, moment)


def layer(name: str) -> str:
    """The layer a file name inside a feature stands for: store_totals is store, a name of its own is plain."""
    first = name.partition("_")[0]
    return first if f"feature.{first}" in ROOMS else "plain"


def room_of(module: str) -> str:
    """The room a module lies in."""
    parts = module.split(".")[1:]
    if parts[:1] in (["kernel"], ["adapters"], ["ui"]):
        return parts[0]
    if parts[:1] == ["features"]:
        if len(parts) == 1:
            return "features"
        return f"feature.{layer(parts[2])}" if len(parts) > 2 else "feature.__init__"
    return "root"


def spoken(target: str, module: str, order: list[str]) -> str:
    """An import of the house in the words of ROOMS: own.store, above.records, below.actions, kernel.money."""
    parts = target.split(".")[1:]
    if parts[:1] != ["features"] or len(parts) < 2:
        return ".".join(parts)
    me = module.split(".")[2] if module.startswith("storeassist.features.") else None
    feature, *rest = parts[1:]
    if feature == me:
        where = "own"
    elif me is None or (feature in order and me in order and order.index(feature) < order.index(me)):
        where = "above"
    else:
        where = "below"
    if rest:
        rest[0] = rest[0] if rest[0] == "FEATURE" else layer(rest[0])
    return ".".join([where, *rest])


def complaints(module: str, source: str, order: list[str]) -> list[str]:
    """What ``source`` imports against the rules, each as a sentence with its line."""
    room = room_of(module)
    found = []
    for one in imports(source):
        for problem in (_relative(one), _slow(one, module, room), _wall(one, module, room, order)):
            if problem:
                found.append(f"{module}:{one.line} {problem}")
    return found + _one_library_each(module, source)


def _relative(one: Import) -> str:
    return f"relative import {one.target}" if one.target.startswith(".") else ""


def _slow(one: Import, module: str, room: str) -> str:
    top = one.target.split(".")[0]
    if any(one.target == name or one.target.startswith(f"{name}.") for name in SECOND_SQLITE):
        return f"{one.target}: only sqlcipher3 may open a shop file"
    is_migration = room == "feature.migrations" or module == "storeassist.kernel.migrations"
    is_slow = top in SLOW or (top == "sqlite_utils" and not is_migration)
    if one.moment == "start" and is_slow:
        return f"{top} is slow: import it inside the function that uses it"
    return ""


def _wall(one: Import, module: str, room: str, order: list[str]) -> str:
    if room == "root" or one.target.startswith("."):
        return ""
    if not one.is_house:
        return _outside_wall(one, module, room)
    target = spoken(one.target, module, order)
    if room == "adapters":
        house: tuple[str, ...] = ("kernel", "adapters.worker", "adapters.pictures", ".".join(module.split(".")[1:3]))
    else:
        house = ROOMS[room].house
    if any(target == name or target.startswith(f"{name}.") for name in house):
        return ""
    return f"{room} may not import {target}"


def _outside_wall(one: Import, module: str, room: str) -> str:
    top = one.target.split(".")[0]
    if top in sys.stdlib_module_names:
        return ""
    if room == "adapters":
        return f"adapters may not import {top}" if top in {"PySide6", "sqlcipher3", "sqlite_utils", "click"} else ""
    if module == "storeassist.ui.feature" and top == "PySide6" and one.moment != "typing":
        return "a feature declares itself without Qt, so that the command line runs without it"
    allowed = set(ROOMS[room].outside)
    if one.moment == "typing":
        allowed.add("sqlcipher3")
    return "" if top in allowed else f"{room} may not import {top}"


def _one_library_each(module: str, source: str) -> list[str]:
    if room_of(module) != "adapters":
        return []
    tops = {one.target.split(".")[0] for one in imports(source) if not one.is_house}
    libraries = tops - sys.stdlib_module_names - {"__future__", ""}
    if module.startswith("storeassist.adapters.sheets"):
        libraries -= SHEET_LIBRARIES
    return [f"{module} is the door of several libraries: {sorted(libraries)}"] if len(libraries) > 1 else []


# --- the house as it stands -----------------------------------------------------------------------------------------


def modules() -> dict[str, Path]:
    """Every module of the house by its full name."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def feature_order() -> list[str]:
    """The features from the ground up, read from their list without running it."""
    for node in ast.walk(ast.parse((HOUSE / "features" / "__init__.py").read_text("utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple):
            return [ast.unparse(element).lower() for element in node.value.elts]
    raise AssertionError("storeassist/features/__init__.py lists no FEATURES")


@pytest.mark.parametrize("module", modules())
def test_every_module_keeps_to_its_room(module: str) -> None:
    assert complaints(module, modules()[module].read_text("utf-8"), feature_order()) == []


def test_nothing_imports_the_composition_roots() -> None:
    door = "storeassist.__main__"
    allowed = {("storeassist.cli", "storeassist.app"), (door, "storeassist.app"), (door, "storeassist.cli")}
    found = [
        (module, one.target)
        for module, path in modules().items()
        for one in imports(path.read_text("utf-8"))
        for root in ("storeassist.app", "storeassist.cli", door)
        if (one.target == root or one.target.startswith(f"{root}.")) and (module, root) not in allowed
    ]
    assert found == []


def test_modules_import_each_other_without_a_cycle() -> None:
    known = modules()
    graph = {
        module: {
            nearest
            for one in imports(path.read_text("utf-8"))
            if one.is_house and one.moment == "start"
            for nearest in [one.target if one.target in known else one.target.rpartition(".")[0]]
            if nearest in known and nearest != module
        }
        for module, path in known.items()
    }
    graphlib.TopologicalSorter(graph).prepare()


def test_every_feature_folder_is_listed_from_the_ground_up() -> None:
    folders = {path.parent.name for path in HOUSE.glob("features/*/__init__.py")}
    assert set(feature_order()) == folders


@pytest.mark.parametrize("entry", ["storeassist.app", "storeassist.cli"])
def test_starting_loads_no_slow_library(entry: str) -> None:
    banned = sorted({*SLOW, "sqlite_utils", *([] if entry == "storeassist.app" else ["PySide6"])})
    code = f"import sys, {entry}; print([name for name in {banned!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


# --- the rules can say no -------------------------------------------------------------------------------------------

ORDER = ["customers", "orders", "coupons"]


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("kernel.money", "from PySide6.QtCore import QObject", "kernel may not import PySide6"),
        ("kernel.money", "from storeassist.ui.desk import Desk", "kernel may not import ui.desk"),
        ("kernel.money", "import sqlite3", "only sqlcipher3"),
        ("kernel.database", "import sqlite_utils", "inside the function"),
        ("adapters.qr", "from PySide6 import QtGui", "adapters may not import PySide6"),
        ("adapters.qr", "def f():\n    import qrcode, zxingcpp", "several libraries"),
        ("adapters.qr", "from storeassist.adapters.sheets import read", "may not import adapters.sheets"),
        ("adapters.pinyin", "import pypinyin", "inside the function"),
        ("ui.page", "from storeassist.features.orders import store", "ui may not import above.store"),
        ("ui.page", "from sqlcipher3 import dbapi2", "ui may not import sqlcipher3"),
        ("ui.feature", "from PySide6.QtGui import QIcon", "without Qt"),
        ("features.orders", "from storeassist.features.orders.page import OrdersPage", "may not import own.page"),
        ("features.orders.rules", "from storeassist.features.orders.store import get", "may not import own.store"),
        ("features.orders.rules", "from storeassist.kernel.database import Shop", "may not import kernel.database"),
        ("features.orders.rules", "import numpy", "inside the function"),
        ("features.orders.records", "from storeassist.features.coupons.records import C", "import below.records"),
        ("features.orders.migrations", "from storeassist.kernel.money import yuan", "may not import kernel.money"),
        ("features.orders.store", "from storeassist.features.orders.actions import add", "may not import own.actions"),
        ("features.orders.store", "from storeassist.features.coupons.store import fetch", "import below.store"),
        ("features.orders.store_totals", "from PySide6.QtCore import QDate", "may not import PySide6"),
        ("features.orders.actions", "from storeassist.features.coupons.actions import issue", "import below.actions"),
        ("features.orders.actions", "def f():\n    from storeassist.ui.desk import Desk", "may not import ui.desk"),
        ("features.orders.actions", "def f():\n    import openpyxl", "may not import openpyxl"),
        ("features.orders.cli", "from storeassist.features.orders.page import OrdersPage", "may not import own.page"),
        ("features.orders.page", "from storeassist.features.customers.page import List", "may not import above.page"),
        ("features.orders.page", "from storeassist.adapters.sheets import read", "may not import adapters.sheets"),
        ("features.orders.cells", "from storeassist.kernel.database import Shop", "may not import kernel.database"),
        ("features.orders.cells", "from storeassist.features.orders.store import get", "may not import own.store"),
        ("features.orders.page", "from . import store", "relative import"),
    ],
)
def test_a_broken_wall_is_noticed(module: str, source: str, expected: str) -> None:
    assert expected in " | ".join(complaints(f"storeassist.{module}", source, ORDER))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("kernel.database", "from sqlcipher3 import dbapi2\ndef f():\n    import sqlite_utils"),
        ("kernel.database", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sqlite_utils"),
        ("adapters.sheets.write", "def f():\n    import xlsxwriter, openpyxl"),
        ("adapters.sheets.xlsx", "from storeassist.adapters.sheets.records import Row"),
        ("ui.feature", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from PySide6.QtGui import QIcon"),
        ("features", "from storeassist.features.orders import FEATURE"),
        ("features.orders.cells", "from storeassist.adapters.phones import parse_phone"),
        ("features.orders.jobs", "from storeassist.features.orders.cells import read"),
        ("features.orders", "from storeassist.ui.feature import Feature"),
        ("features.orders.rules", "def f():\n    import numpy"),
        ("features.orders.migrations", "from sqlite_utils import Database, Migrations"),
        ("features.orders.actions", "from storeassist.features.customers.actions import add"),
        ("features.orders.store_totals", "from storeassist.features.orders.store import get"),
        ("features.orders.page", "from storeassist.features.customers import store, actions"),
    ],
)
def test_an_open_door_is_open(module: str, source: str) -> None:
    assert complaints(f"storeassist.{module}", source, ORDER) == []
