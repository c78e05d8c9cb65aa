"""House rules that no type checker knows: names, resources, looks, silence, and what lies at the top."""

from __future__ import annotations

import ast
import fnmatch
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storeassist.ui.icons import MEANINGS

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "storeassist"
ICONS = ROOT / "resources" / "icons"
MODULES = sorted(HOUSE.rglob("*.py"))
OWN_CODE = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "packaging").rglob("*.py"))]
FEATURE_MODULES = sorted((HOUSE / "features").rglob("*.py"))

EMPTY_NAMES = {"manager", "helper", "util", "utils", "common", "misc", "data", "info", "handle", "process"}
AT_THE_TOP = {
    *("storeassist", "resources", "packaging", "tests", "main.py", "pyproject.toml"),
    *("README.md", "LICENSE", "CHANGELOG.md"),
}
CLOCK_READERS = {"storeassist/app.py", "storeassist/cli.py", "storeassist/ui/desk.py", "storeassist/kernel/log.py"}
SIZING = {
    *("setFixedSize", "setFixedWidth", "setFixedHeight", "setMinimumSize", "setMinimumWidth", "setMinimumHeight"),
    *("setMaximumWidth", "setMaximumHeight", "setContentsMargins", "setSpacing", "setPointSize", "setPixelSize"),
    *("resize", "addSpacing"),
}


def named(path: Path) -> str:
    """The path below the checkout, as test ids and messages show it."""
    return path.relative_to(ROOT).as_posix()


def calls(source: str) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call with the name called and what it is called on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr, ast.unparse(node.func.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, node.func.id, ""


def test_pyside_is_older_than_the_version_that_aborts_on_python_311() -> None:
    version = importlib.metadata.version("PySide6-Essentials")
    assert tuple(map(int, version.split(".")[:2])) < (6, 12)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_names_say_what_a_thing_is(path: Path) -> None:
    parts = {part for name in path.relative_to(HOUSE).with_suffix("").parts for part in name.lower().split("_")}
    assert parts.isdisjoint(EMPTY_NAMES)


@pytest.mark.parametrize("path", OWN_CODE, ids=named)
def test_every_module_says_in_its_first_line_what_lives_there(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not source or ast.get_docstring(ast.parse(source)), "a module docstring is missing"


def test_the_set_up_runs_on_an_old_python_with_nothing_installed() -> None:
    tree = ast.parse((ROOT / "packaging" / "dev.py").read_text("utf-8"), feature_version=(3, 9))
    modules = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    modules += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in modules} <= sys.stdlib_module_names


def test_the_checks_run_the_very_test_command_of_the_readme() -> None:
    readme, checks = ((ROOT / name).read_text("utf-8") for name in ("README.md", ".ci/run"))
    assert "`python3 packaging/dev.py test`" in readme
    assert "\npython3 packaging/dev.py test " in checks


def test_only_known_things_lie_at_the_top() -> None:
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split() if line[0] != "!"]
    found = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert found <= AT_THE_TOP


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_place_named_by_a_string_exists(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and re.fullmatch(r"storeassist[.\w]+:\w+", str(node.value)):
            module, _, name = str(node.value).partition(":")
            assert hasattr(importlib.import_module(module), name), node.value


# --- resources ------------------------------------------------------------------------------------------------------


def test_every_resource_is_used() -> None:
    words = {
        word
        for path in [*MODULES, *(ROOT / "packaging").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in re.split(r"[\s/\"'()]+", node.value)
    }
    unused = [
        named(path)
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and "LICENSE" not in path.name and not {path.name, path.stem} & words
    ]
    assert unused == []


def icons_asked_for(source: str) -> Iterator[str]:
    """The meanings of icons that a module names."""
    for node, name, _ in calls(source):
        position = {"icon": 0, "draw_icon": 1}.get(name, len(node.args))
        for value in [*node.args[position : position + 1], *(one.value for one in node.keywords if one.arg == "icon")]:
            if isinstance(value, ast.Constant) and value.value:
                yield str(value.value)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_icon_asked_for_has_a_drawing(path: Path) -> None:
    asked = set(icons_asked_for(path.read_text("utf-8")))
    assert asked <= MEANINGS.keys()


def test_every_drawing_of_a_meaning_is_there() -> None:
    assert [drawing for drawing in MEANINGS.values() if not (ICONS / f"{drawing}.svg").is_file()] == []


# --- looks ----------------------------------------------------------------------------------------------------------


def looks(source: str) -> Iterator[str]:
    """Each colour, pixel size, style sheet or blocking dialog in the code of a feature."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"#[0-9A-Fa-f]{6}\b|setStyleSheet|\bQColor\(|\bQFont\(|\d+px\b", line):
            yield f"{number}: {line.strip()}"
    for node, name, _ in calls(source):
        numbers = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, int)]
        if (name in SIZING and any(numbers)) or name == "exec":
            yield f"{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", FEATURE_MODULES, ids=named)
def test_a_feature_leaves_colours_sizes_and_waiting_to_the_toolkit(path: Path) -> None:
    assert list(looks(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'paint("#1E4FA3")',
        "QColor(1, 2, 3)",
        'self.setStyleSheet("")',
        "box.setContentsMargins(4, 4, 4, 4)",
        "self.setFixedWidth(320)",
        "dialog.exec()",
    ],
)
def test_a_colour_or_size_in_a_feature_is_noticed(source: str) -> None:
    assert list(looks(source))


# --- silence and clocks ---------------------------------------------------------------------------------------------


def swallowed(source: str) -> Iterator[str]:
    """Each place where any failure whatever disappears without a word."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            kind = ast.unparse(node.type) if node.type else "BaseException"
            is_silent = all(isinstance(one, ast.Pass | ast.Continue) for one in node.body)
            if is_silent and kind in {"Exception", "BaseException"}:
                yield f"{node.lineno}: except {kind}: pass"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            kinds = {ast.unparse(one) for one in node.args}
            yield from (f"{node.lineno}: suppress({kind})" for kind in kinds & {"Exception", "BaseException"})


@pytest.mark.parametrize("path", OWN_CODE, ids=named)
def test_no_failure_disappears_without_a_word(path: Path) -> None:
    assert list(swallowed(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    ["try: f()\nexcept Exception: pass", "try: f()\nexcept: pass", "with contextlib.suppress(Exception): f()"],
)
def test_a_swallowed_failure_is_noticed(source: str) -> None:
    assert list(swallowed(source))


@pytest.mark.parametrize("path", OWN_CODE, ids=named)
def test_nothing_is_left_for_later(path: Path) -> None:
    later = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|raise Not" r"ImplementedError|# type: " r"ignore(?!\[)")
    assert [line for line in path.read_text("utf-8").splitlines() if later.search(line)] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_the_edges_read_the_clock(path: Path) -> None:
    readings = [
        f"{node.lineno}: {ast.unparse(node)}"
        for node, name, owner in calls(path.read_text("utf-8"))
        if (name in {"now", "today", "utcnow"} and owner.split(".")[-1] in {"datetime", "date"})
        or (name == "time" and owner == "time")
    ]
    assert named(path) in CLOCK_READERS or readings == []
