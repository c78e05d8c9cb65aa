"""Spreadsheets in and out: one plan is previewed, and exactly that plan is carried out."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link


def _link(kind: str) -> tuple[Link]:
    return (Link(N_("Import…"), page="imports", icon="import", args={"kind": kind}),)


FEATURE = Feature(
    key="imports",
    title=N_("Import"),
    icon="import",
    page="storeassist.features.imports.page:ImportPage",
    parent="customers",
    migrations="storeassist.features.imports.migrations:migrations",
    slots={
        "page.customers.commands": _link("customers"),
        "page.products.commands": _link("products"),
        "page.orders.commands": _link("orders"),
        "export.customers": ("storeassist.features.imports.jobs_exports:export_customers",),
        "export.products": ("storeassist.features.imports.jobs_exports:export_products",),
        "export.orders": ("storeassist.features.imports.jobs_exports:export_orders",),
    },
    inverses={"import": ("storeassist.features.imports.actions_taking_back:undo_act", "")},
)
