"""Duplicates: customers who may be one person twice, and making one of two."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

FEATURE = Feature(
    key="duplicates",
    title=N_("Duplicates"),
    icon="duplicates",
    page="storeassist.features.duplicates.page:DuplicatesPage",
    parent="customers",
    inverses={
        "customers_merged": (
            "storeassist.features.duplicates.actions:undo_merge",
            "storeassist.features.duplicates.actions:redo_merge",
        ),
    },
    slots={
        "page.customers.commands": (Link(N_("Duplicates"), page="duplicates", icon="duplicates"),),
        "customer.timeline": ("storeassist.features.duplicates.store:merge_entries",),
    },
)
