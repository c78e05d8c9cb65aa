"""Orders: the bills, line by line; never deleted, reversed by rows of their own."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="orders",
    title=N_("Orders"),
    icon="orders",
    page="storeassist.features.orders.page:OrdersPage",
    group=2,
    migrations="storeassist.features.orders.migrations:migrations",
    inverses={
        "order_added": (
            "storeassist.features.orders.actions:undo_add",
            "storeassist.features.orders.actions:redo_add",
        ),
        "order_voided": (
            "storeassist.features.orders.actions:undo_void",
            "storeassist.features.orders.actions:redo_void",
        ),
    },
    checks=("storeassist.features.orders.store_checks:wrong_visits",),
    slots={
        "customer.timeline": ("storeassist.features.orders.store:order_entries",),
        "shop.check.notes": ("storeassist.features.orders.store_checks:missing_numbers",),
        "setting.day_ends_at": ("storeassist.features.orders.actions:rebuild_days",),
    },
)
