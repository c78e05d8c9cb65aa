"""Spreadsheets in and out: one plan is previewed, and exactly that plan is carried out."""

from storeassist.kernel.settings import Setting
from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

TILL_HAS_ALL = Setting(
    "till_has_all",
    False,
    N_("The till also rings up what is redeemed"),
    N_("“Yes” keeps a till's file from adding such a bill a second time: same price, at most two hours apart."),
    scope="shop",
)


def _link(kind: str) -> tuple[Link]:
    return (Link(N_("Import…"), page="imports", icon="import", args={"kind": kind}),)


_FILES = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv", ".xls", ".et", ".xlsb", ".ods", ".numbers")
"""What is dropped on the window to be imported; of the last five the page says how they become one of the others."""

FEATURE = Feature(
    key="imports",
    title=N_("Import"),
    icon="import",
    page="storeassist.features.imports.page:ImportPage",
    parent="customers",
    settings=(TILL_HAS_ALL,),
    migrations="storeassist.features.imports.migrations:migrations",
    slots={
        "page.customers.commands": _link("customers"),
        "page.products.commands": _link("products"),
        "page.orders.commands": _link("orders"),
        **{f"drop{ending}": (Link(N_("Import"), page="imports"),) for ending in _FILES},
        "export.customers": ("storeassist.features.imports.jobs_exports:export_customers",),
        "export.products": ("storeassist.features.imports.jobs_exports:export_products",),
        "export.orders": ("storeassist.features.imports.jobs_exports:export_orders",),
    },
    inverses={"import": ("storeassist.features.imports.actions_taking_back:undo_act", "")},
)
