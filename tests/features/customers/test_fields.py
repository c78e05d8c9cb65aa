"""The shop's own fields: renamed, their choices changed, removed, and all of it taken back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from storeassist import cli
from storeassist.features.customers import actions, actions_fields, store, store_fields
from storeassist.features.customers.dialogs import FieldDialog
from storeassist.features.customers.dialogs_fields import ChangeFieldDialog
from storeassist.features.customers.panels_fields import OwnFields
from storeassist.features.customers.records import CustomerFacts, CustomField, FieldKind
from storeassist.features.imports.jobs_exports import export_customers, own_headings, write_template
from storeassist.features.imports.records import Kind
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window


@pytest.fixture
def spicy(shop: Shop, now: datetime) -> CustomField:
    """A choice that two customers made."""
    field_id = actions.add_field(shop, "Spicy", FieldKind.CHOICE, now, ["no", "a little", "very"])
    for name, choice in (("Ada", "no"), ("Bo", "very")):
        actions.add(shop, CustomerFacts(name=name, custom={field_id: choice}), now)
    return store.fields(shop)[0]


def carried(shop: Shop) -> dict[str, str]:
    """What each customer has in the first field."""
    (field,) = store.fields(shop)
    found = store.fetch(shop, store.ids(shop, store.Filter(""), "name", False))
    return {one.name: one.facts.custom.get(field.id, "") for one in found}


def test_a_field_gets_another_name_and_undo_gives_the_old_one_back(shop: Shop, spicy: CustomField, now: datetime) -> None:
    actions_fields.change_field(shop, spicy, "  How   hot ", now)
    assert [field.name for field in store.fields(shop)] == ["How hot"]
    assert carried(shop) == {"Ada": "no", "Bo": "very"}
    journal.undo(shop, now)
    assert store.fields(shop) == [spicy]


def test_customers_follow_a_choice_that_is_called_otherwise_even_when_two_change_places(
    shop: Shop, spicy: CustomField, now: datetime
) -> None:
    actions_fields.change_field(shop, spicy, "Spicy", now, renamed={"no": "very", "very": "no"}, added=["burning"])
    assert store.fields(shop)[0].choices == ("very", "a little", "no", "burning")
    assert carried(shop) == {"Ada": "very", "Bo": "no"}
    journal.undo(shop, now)
    assert (store.fields(shop), carried(shop)) == ([spicy], {"Ada": "no", "Bo": "very"})
    journal.redo(shop, now)
    assert carried(shop) == {"Ada": "very", "Bo": "no"}


def test_two_choices_become_one(shop: Shop, spicy: CustomField, now: datetime) -> None:
    actions_fields.change_field(shop, spicy, "Spicy", now, renamed={"very": "a little"})
    assert store.fields(shop)[0].choices == ("no", "a little")
    assert carried(shop) == {"Ada": "no", "Bo": "a little"}


def test_a_choice_that_customers_carry_is_not_taken_away(shop: Shop, spicy: CustomField, now: datetime) -> None:
    with pytest.raises(UserError, match="1 customer") as refused:
        actions_fields.change_field(shop, spicy, "Spicy", now, renamed={"very": " "})
    assert refused.value.field == "choices"
    actions_fields.change_field(shop, spicy, "Spicy", now, renamed={"a little": ""})
    assert store.fields(shop)[0].choices == ("no", "very")


@pytest.mark.parametrize(
    ("name", "renamed", "field"),
    [
        ("", {}, "name"),
        ("x" * 31, {}, "name"),
        ("SEAT", {}, "name"),
        ("birthday", {}, "name"),
        ("姓名", {}, "name"),
        ("Spicy", {"a little": "no", "very": "no"}, "choices"),
    ],
)
def test_what_a_field_cannot_be_is_refused(
    shop: Shop, spicy: CustomField, now: datetime, name: str, renamed: dict[str, str], field: str
) -> None:
    actions.add_field(shop, "Seat", FieldKind.TEXT, now)
    with pytest.raises(UserError) as refused:
        actions_fields.change_field(shop, spicy, name, now, renamed=renamed)
    assert refused.value.field == field
    assert store.fields(shop)[0] == spicy


def test_it_is_known_how_many_carry_what(shop: Shop, spicy: CustomField) -> None:
    assert store_fields.filled(shop) == {spicy.id: 2}
    assert store_fields.used_choices(shop, spicy) == {"no": 1, "very": 1}


def named(shop: Shop) -> list[str]:
    """The fields in their order."""
    return [field.name for field in store.fields(shop)]


@pytest.fixture
def three(shop: Shop, now: datetime) -> list[CustomField]:
    """Three fields as they were made."""
    for name in ("Seat", "Spicy", "Wine"):
        actions.add_field(shop, name, FieldKind.TEXT, now)
    return store.fields(shop)


def test_fields_are_put_in_another_order_a_new_one_comes_last_and_undo_brings_the_old_one_back(
    shop: Shop, three: list[CustomField], now: datetime, tmp_path: Path
) -> None:
    seat, _spicy, wine = three
    actions_fields.put_first(shop, [wine, seat], now)
    assert named(shop) == ["Wine", "Seat", "Spicy"]
    actions.add(shop, CustomerFacts(name="Ada", custom={seat.id: "7", wine.id: "red"}), now)
    export_customers(Quiet(), shop, tmp_path / "out.xlsx")
    write_template(Quiet(), Kind.CUSTOMERS, tmp_path / "new.xlsx", own_headings(shop, Kind.CUSTOMERS))
    for name in ("out.xlsx", "new.xlsx"):
        sheet = openpyxl.load_workbook(tmp_path / name).worksheets[0]
        assert [cell.value for cell in sheet[1]][-3:] == ["Wine", "Seat", "Spicy"]
    actions.add_field(shop, "Table", FieldKind.TEXT, now)
    assert named(shop) == ["Wine", "Seat", "Spicy", "Table"]
    for _act in range(3):
        journal.undo(shop, now)
    assert named(shop) == ["Seat", "Spicy", "Wine"]
    with pytest.raises(UserError):
        actions_fields.put_first(shop, [wine, wine], now)


# --- on the Settings page -------------------------------------------------------------------------------------------


def fields_of(window: Window) -> OwnFields:
    """The card's content."""
    found = window.go("settings").findChild(OwnFields)
    assert isinstance(found, OwnFields)
    return found


def said(card: OwnFields) -> str:
    """What the card says."""
    QCoreApplication.processEvents()
    return " ".join(words.text() for words in card.findChildren(Words) if words.isVisible())


def press(card: OwnFields, name: str) -> None:
    """Press a row's button by its spoken name."""
    QCoreApplication.processEvents()
    next(one for one in card.findChildren(Button) if one.isVisible() and one.accessibleName() == name).click()


def test_fields_are_listed_with_how_many_carry_them(window: Window, spicy: CustomField) -> None:
    card = fields_of(window)
    assert "Spicy" in said(card)
    assert "no、a little、very·2 customers have one" in said(card)


def test_a_field_is_added_changed_removed_and_brought_back(window: Window, shop: Shop, qtbot: QtBot) -> None:
    card = fields_of(window)
    assert "None yet" in said(card)
    card.add_button.click()
    (added,) = card.findChildren(FieldDialog)
    added.name.setText("Table")
    added.accept()
    assert "Table Text·0 customers have one" in said(card)
    press(card, "Table: Change…")
    (change,) = card.findChildren(ChangeFieldDialog)
    change.name.setText("Favourite table")
    change.accept()
    assert "Favourite table" in said(card)
    press(card, "Favourite table: Remove")
    assert "None yet" in said(card)
    window.desk.undo()
    assert "Favourite table" in said(card)


def test_the_form_says_who_carries_a_choice_and_stays_when_it_cannot_go(window: Window, spicy: CustomField, shop: Shop) -> None:
    card = fields_of(window)
    press(card, "Spicy: Change…")
    (change,) = card.findChildren(ChangeFieldDialog)
    change.choices["very"].setText("")
    change.accept()
    assert change.isVisible()
    change.choices["very"].setText("hot")
    change.more.set_tags(["mild"])
    change.accept()
    assert carried(shop) == {"Ada": "no", "Bo": "hot"}
    assert store.fields(shop)[0].choices == ("no", "a little", "hot", "mild")


def test_a_field_moves_by_the_keyboard_and_keeps_the_keys(
    window: Window, shop: Shop, three: list[CustomField], qtbot: QtBot
) -> None:
    card = fields_of(window)
    QCoreApplication.processEvents()
    last = next(one for one in card.findChildren(Button) if one.isVisible() and one.accessibleName() == "Wine: Move up")
    last.setFocus()
    for expected in (["Seat", "Wine", "Spicy"], ["Wine", "Seat", "Spicy"], ["Seat", "Wine", "Spicy"]):
        QCoreApplication.processEvents()
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
        assert named(shop) == expected
    columns = [column.title for column in window.go("customers").table.rows.columns]  # type: ignore[attr-defined]
    assert columns[-3:] == ["Seat", "Wine", "Spicy"]


def test_the_command_line_shows_the_order_and_changes_it(
    shop: Shop, three: list[CustomField], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*args: str) -> int:
        return cli.run(["--shop", str(shop.path), "--lang", "en", "--json", "customers", "fields", *args])

    assert run("--first", "wine", "--first", "Spicy") == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == ["Wine", "Spicy", "Seat"]
    assert run("--first", "Tea") == 1
    assert named(shop) == ["Wine", "Spicy", "Seat"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "13812345678"),
        ("6222021234567890123", "6222021234567890123"),
        ("12,345,678.91", "12345678.91"),
        ("１２．５０", "12.5"),
        ("0.30000000000000004", "0.3"),
        ("0.00001", "0.00001"),
        ("-0", "0"),
    ],
)
def test_a_number_keeps_all_its_digits(shop: Shop, now: datetime, typed: str, kept: str) -> None:
    field_id = actions.add_field(shop, "Card", FieldKind.NUMBER, now)
    customer_id = actions.add(shop, CustomerFacts(name="Ada", custom={field_id: typed}), now)
    assert store.get(shop, customer_id).facts.custom == {field_id: kept}


@pytest.mark.parametrize("typed", ["nan", "inf", "1e400", "1e-400", "12a"])
def test_what_is_no_number_is_refused(shop: Shop, now: datetime, typed: str) -> None:
    field_id = actions.add_field(shop, "Card", FieldKind.NUMBER, now)
    with pytest.raises(UserError, match="is not a number"):
        actions.add(shop, CustomerFacts(name="Ada", custom={field_id: typed}), now)


def test_pasted_text_is_kept_as_a_file_gives_it_back(shop: Shop, now: datetime, tmp_path: Path) -> None:
    field_id = actions.add_field(shop, "Taste", FieldKind.TEXT, now)
    pasted = "no\r\ncoriander\x0b\x00, please\r"
    customer_id = actions.add(shop, CustomerFacts(name="Ada\x07", note=pasted, custom={field_id: pasted}), now)
    facts = store.get(shop, customer_id).facts
    assert (facts.name, facts.note, facts.custom[field_id]) == ("Ada", *["no\ncoriander, please"] * 2)
