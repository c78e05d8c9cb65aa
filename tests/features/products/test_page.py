"""The Products page: listed, searched, changed, given roles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions, store
from storeassist.features.products.dialogs import ProductDialog, RoleDialog
from storeassist.features.products.page import ProductsPage
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.database import Shop
from storeassist.ui.ask import Ask
from storeassist.ui.widgets.button import Button
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 12, 21)


@pytest.fixture
def now() -> datetime:
    """Tests of this page happen at lunch."""
    return NOW


@pytest.fixture
def menu(shop: Shop) -> dict[str, int]:
    """Four products, three of them sold."""
    made = {
        name: actions.add(shop, ProductFacts(name, category, price, cost, role), NOW)
        for name, category, price, cost, role in (
            ("Beef noodles", "Noodles", 2800, 1000, Role.HERO),
            ("Dan dan noodles", "Noodles", 1600, 400, Role.ORDINARY),
            ("Plum juice", "Drinks", 800, 300, Role.PROFIT),
            ("Birthday bowl", "Noodles", None, 900, Role.ORDINARY),
        )
    }
    lines = (Line("Beef noodles", 3, 8400), Line("Plum juice", 2, 1600), Line("Dan dan noodles", 1, 1600))
    orders.add(shop, OrderFacts(NOW, 11600, lines=lines), NOW)
    return made


def shown(window: Window) -> ProductsPage:
    page = window.go("products")
    assert isinstance(page, ProductsPage)
    return page


def names(page: ProductsPage) -> list[str]:
    return [product.name for product in store.fetch(page.shop, page.table.rows.ids)]


def cells(page: ProductsPage, product_id: int) -> dict[str, str]:
    """A row as the owner reads it, by heading."""
    rows = page.table.rows
    row = rows.row_of(product_id)
    return {column.title: str(rows.data(rows.index(row, at))) for at, column in enumerate(rows.columns)}


def test_best_sellers_stand_first_with_margin_and_share(window: Window, menu: dict[str, int]) -> None:
    page = shown(window)
    assert names(page)[0] == "Beef noodles"
    row = cells(page, menu["Beef noodles"])
    assert (row["Role"], row["Price"], row["Margin"], row["Sold"], row["Revenue"], row["Share"]) == (
        "Hero", "¥28", "64%", "3", "¥84", "72.4%",
    )  # fmt: skip
    assert cells(page, menu["Birthday bowl"])["Margin"] == "—"


def test_products_sort_by_margin_with_unknown_ones_last(window: Window, menu: dict[str, int]) -> None:
    page = shown(window)
    known = ["Dan dan noodles", "Beef noodles", "Plum juice"]
    for descending, expected in ((True, known), (False, known[::-1])):
        page.table.set_sort("margin", descending)
        page.table.sort_changed.emit("margin", descending)
        assert names(page) == [*expected, "Birthday bowl"]


def test_search_and_role_chips_narrow_the_list(window: Window, menu: dict[str, int]) -> None:
    page = shown(window)
    page.search.set_text("drinks")
    assert names(page) == ["Plum juice"]
    page.search.set_text("")
    page.roles.chip("hero").click()
    assert names(page) == ["Beef noodles"]
    assert page.roles.chip("").accessibleName() == "All 4"


def test_a_new_product_is_added_in_the_form_and_shown(window: Window, menu: dict[str, int], shop: Shop) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = page.findChild(ProductDialog)
    assert isinstance(dialog, ProductDialog)
    dialog.name.setText("Soy milk")
    dialog.price.setText("5.5")
    dialog.role.set_value(Role.LEAD)
    dialog.accept()
    made = store.by_name(shop, "soy milk")
    assert made is not None and made.facts.price_fen == 550 and made.facts.role is Role.LEAD
    assert page.table.selected_ids() == [made.id]
    window.desk.undo()
    assert store.by_name(shop, "soy milk") is None


def test_a_taken_name_stays_in_the_form_with_the_reason(window: Window, menu: dict[str, int], shop: Shop) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = page.findChild(ProductDialog)
    assert isinstance(dialog, ProductDialog)
    dialog.name.setText("beef noodles")
    dialog.accept()
    assert dialog.isVisible() and dialog.name.property("state") == "bad"
    dialog.reject()
    assert store.count(shop) == 4


def test_a_changed_price_is_read_anew_in_the_list(window: Window, menu: dict[str, int]) -> None:
    page = shown(window)
    page.table.select([menu["Plum juice"]])
    page.commands["change"].trigger()
    dialog = page.findChild(ProductDialog)
    assert isinstance(dialog, ProductDialog)
    dialog.price.setText("10")
    dialog.accept()
    assert cells(page, menu["Plum juice"])["Price"] == "¥10"


def test_several_products_get_a_role_at_once_and_undo_gives_the_old_ones_back(
    window: Window, menu: dict[str, int], shop: Shop
) -> None:
    page = shown(window)
    page.table.select([menu["Beef noodles"], menu["Plum juice"], menu["Dan dan noodles"]])
    page.commands["set_role"].trigger()
    dialog = page.findChild(RoleDialog)
    assert isinstance(dialog, RoleDialog)
    dialog.role.set_value(Role.LEAD)
    dialog.accept()
    assert page.roles.chip("lead").accessibleName() == "Lead 3"
    assert window.snackbar.text == "The role of 3 products is set."
    window.desk.undo()
    roles = [store.get(shop, menu[name]).facts.role for name in ("Beef noodles", "Plum juice", "Dan dan noodles")]
    assert roles == [Role.HERO, Role.PROFIT, Role.ORDINARY]


def test_a_role_for_nothing_selected_is_refused_in_words(window: Window, menu: dict[str, int]) -> None:
    page = shown(window)
    page.commands["set_role"].trigger()
    assert page.findChild(RoleDialog) is None
    assert window.snackbar.text == "Choose a product first."


class SavesTo(Ask):
    """Answers every question for a file with the same path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save_file(self, *_asked: Any, then: Any) -> None:
        then(self.path)


def test_the_list_as_filtered_is_exported(window: Window, menu: dict[str, int], tmp_path: Path, qtbot: QtBot) -> None:
    page = shown(window)
    page.roles.chip("hero").click()
    window.desk.ask = SavesTo(tmp_path / "products.csv")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: not window.desk.jobs.running, timeout=10_000)
    written = (tmp_path / "products.csv").read_text("utf-8-sig")
    assert "Beef noodles" in written and "Plum juice" not in written


def test_an_empty_shop_leads_to_the_import(window: Window) -> None:
    page = shown(window)
    went: list[object] = []
    window.desk.went.disconnect()
    window.desk.went.connect(lambda key, args: went.append((key, args)))
    button = next(one for one in page.table.findChildren(Button) if one.isVisible())
    button.click()
    assert went == [("imports", {"kind": "products"})]
