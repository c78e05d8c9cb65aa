"""Every word an owner reads is there in Chinese, and no text slips past the translation."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "storeassist").rglob("*.py"))

SHOWING = {
    *("setText", "setToolTip", "setPlaceholderText", "setWindowTitle", "setAccessibleName", "setStatusTip"),
    *("setAccessibleDescription", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction"),
}
DECLARING = {"Setting": {"label": 2, "help": 3, "choices": 4}, "Feature": {"title": 1}}
TRANSLATING = {"_", "N_", "many", "UserError", "Column", "command"}


def _load_tool() -> ModuleType:
    """packaging/translations.py, by its path: another library is called packaging."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = _load_tool()


def test_every_text_is_in_good_chinese() -> None:
    assert tool.problems() == []


def test_update_changes_nothing_when_no_text_changed(tmp_path: Path) -> None:
    first, second = tmp_path / "first.po", tmp_path / "second.po"
    tool.write_catalogue(tool.update(tool.read_catalogue(tool.PO), tool.source_texts()), first)
    tool.write_catalogue(tool.update(tool.read_catalogue(first), tool.source_texts()), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("texts", "translations", "fault"),
    [
        (("Customers",), ("",), "not translated"),
        (("Customers",), ("Customers",), "still English"),
        (("{name} added",), ("已添加",), "the places differ"),
        (("{n} bill", "{n} bills"), ("{m} 张单",), "the places differ"),
        (("Added {name}",), ("已添加 {name",), "a brace is left open"),
        (("Saved, thanks",), ("已保存,谢谢",), "half-width punctuation"),
        (("Really? {n}",), ("确定? {n}",), "half-width punctuation"),
        (("The end.",), ("完.",), "half-width punctuation"),
        (("VIP group",), ("VIP群",), "no space"),
    ],
)
def test_a_bad_translation_is_noticed(texts: tuple[str, ...], translations: tuple[str, ...], fault: str) -> None:
    assert any(fault in found for found in tool.faults_of(texts, translations))


@pytest.mark.parametrize(
    ("texts", "translations"),
    [
        (("{n} bill of {name}", "{n} bills of {name}"), ("{name}的 {n} 张单",)),
        (("Save as .xlsx (Excel)",), ("存为 .xlsx（Excel）",)),
        (("Excel",), ("Excel",)),
        (("until {time:%H:%M}",), ("到 {time}",)),
    ],
)
def test_a_good_translation_passes(texts: tuple[str, ...], translations: tuple[str, ...]) -> None:
    assert list(tool.faults_of(texts, translations)) == []


def test_texts_are_found_in_source_and_click_verbs_are_not(tmp_path: Path) -> None:
    house = tmp_path / "storeassist"
    house.mkdir()
    (house / "page.py").write_text(
        '@command("Add", icon="add")\n'
        "def add(self): return many('{n} bill', '{n} bills', 3)\n"
        'Column("Name", key="name")\n'
        'raise UserError("Too long:"\n    " {x}", field="name", x=1)\n'
        'Setting("theme", "light", N_("Theme"))\n',
        "utf-8",
    )
    (house / "cli.py").write_text('@shop.command("new")\ndef new(): say(_("Done"))\n', "utf-8")
    singles = {"Add", "Name", "Too long: {x}", "Theme", "Done"}
    assert set(tool.source_texts(tmp_path)) == {(text,) for text in singles} | {("{n} bill", "{n} bills")}


def test_merge_takes_translations_and_names_what_it_cannot_use(tmp_path: Path) -> None:
    ours = tool.update(tool.new_catalogue(), {("Add",): {"a.py"}, ("{n} bill", "{n} bills"): {"a.py"}})
    snippet = tmp_path / "zh.po"
    snippet.write_text(
        'msgid "Add"\nmsgstr "添加"\n\n'
        'msgid "{n} bill"\nmsgid_plural "{n} bills"\nmsgstr[0] "{n} 张单"\n\n'
        'msgid "Gone"\nmsgstr "没了"\n',
        "utf-8",
    )
    assert tool.merge(ours, tool.read_catalogue(snippet)) == ["no such text in the source: 'Gone'"]
    assert tool.check(ours, {("Add",): set(), ("{n} bill", "{n} bills"): set()}) == []


def test_a_stale_mo_is_noticed(tmp_path: Path) -> None:
    mo = tmp_path / "storeassist.mo"
    catalogue = tool.update(tool.new_catalogue(), {("Add",): set(), ("{n} bill", "{n} bills"): set()})
    catalogue["Add"].string, catalogue["{n} bill"].string = "添加", ("{n} 张单",)
    mo.write_bytes(tool.compiled(catalogue))
    assert not tool.is_stale(mo, catalogue)
    catalogue["Add"].string = "新增"
    assert tool.is_stale(mo, catalogue)


# --- texts that would slip past -------------------------------------------------------------------------------------


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and sum(map(str.isalpha, node.value)) > 1


def _declared(given: list[ast.expr]) -> Iterator[ast.expr]:
    """The texts among declared values; of choices, which are pairs of value and word, the words."""
    for value in given:
        if isinstance(value, ast.Tuple | ast.List):
            yield from (pair.elts[1] for pair in value.elts if isinstance(pair, ast.Tuple) and len(pair.elts) == 2)
        else:
            yield value


def slips(source: str) -> Iterator[str]:
    """Each text in ``source`` that is shown or declared without translation, or built before it is translated."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        first = node.args[0] if node.args else None
        if name in SHOWING and first is not None and (_is_words(first) or isinstance(first, ast.JoinedStr)):
            words = first.values if isinstance(first, ast.JoinedStr) else [first]
            if any(_is_words(part) for part in words):
                yield f"{node.lineno}: {name} shows an untranslated text: {ast.unparse(first)}"
        if name in TRANSLATING and isinstance(first, ast.JoinedStr | ast.BinOp):
            yield f"{node.lineno}: {name} is given a text already filled in: {ast.unparse(first)}"
        for keyword, position in DECLARING.get(name, {}).items():
            given = [one.value for one in node.keywords if one.arg == keyword] + node.args[position : position + 1]
            for value in _declared(given):
                if _is_words(value):
                    yield f"{node.lineno}: wrap {keyword} of {name} in N_(): {ast.unparse(value)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_owner_text_slips_past_the_translation(path: Path) -> None:
    assert list(slips(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Customers")',
        'label.setText(f"{n} customers")',
        'QLabel("Name", self)',
        '_(f"{n} customers")',
        'UserError("No " + name)',
        'Setting("theme", "light", "Theme", N_("How it looks."))',
        'Setting("theme", "light", N_("Theme"), help="How it looks.")',
        'Setting("theme", "light", N_("Theme"), choices=(("light", "Light"), ("dark", N_("Dark"))))',
        'Feature("customers", title="Customers")',
    ],
)
def test_a_text_that_slips_past_is_noticed(source: str) -> None:
    assert len(list(slips(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(_("Customers"))',
        'label.setText(f"{name} · {phone}")',
        'label.setText("")',
        'Setting("theme", "light", N_("Theme"))',
        'Feature("customers", N_("Customers"), icon="people")',
        'UserError("No {name}", name=name)',
    ],
)
def test_a_translated_text_passes(source: str) -> None:
    assert list(slips(source)) == []
