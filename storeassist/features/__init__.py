"""The product, feature by feature, from the ground up: each may import only those above it in FEATURES."""

from __future__ import annotations

from storeassist.features.backups import FEATURE as BACKUPS
from storeassist.features.batches import FEATURE as BATCHES
from storeassist.features.cards import FEATURE as CARDS
from storeassist.features.coupons import FEATURE as COUPONS
from storeassist.features.customers import FEATURE as CUSTOMERS
from storeassist.features.duplicates import FEATURE as DUPLICATES
from storeassist.features.habits import FEATURE as HABITS
from storeassist.features.help import FEATURE as HELP
from storeassist.features.imports import FEATURE as IMPORTS
from storeassist.features.offers import FEATURE as OFFERS
from storeassist.features.orders import FEATURE as ORDERS
from storeassist.features.practice import FEATURE as PRACTICE
from storeassist.features.privacy import FEATURE as PRIVACY
from storeassist.features.products import FEATURE as PRODUCTS
from storeassist.features.redemption import FEATURE as REDEMPTION
from storeassist.features.repurchase import FEATURE as REPURCHASE
from storeassist.features.segments import FEATURE as SEGMENTS
from storeassist.features.settings import FEATURE as SETTINGS
from storeassist.features.today import FEATURE as TODAY
from storeassist.kernel.database import Schema
from storeassist.kernel.journal import Inverse
from storeassist.ui.feature import Feature, late, load

# fmt: off
FEATURES: tuple[Feature, ...] = (
    CUSTOMERS, PRODUCTS, ORDERS, HABITS, OFFERS, COUPONS, REDEMPTION, CARDS, BATCHES,
    SEGMENTS, REPURCHASE, BACKUPS, DUPLICATES, IMPORTS, TODAY, PRACTICE, HELP, PRIVACY, SETTINGS,
)
# fmt: on

SCHEMA = Schema(
    steps=20,  # all migration steps, the kernel's included; tests/features/test_schema.py counts them
    load=lambda: [
        load("storeassist.kernel.migrations:migrations"),
        *(load(feature.migrations) for feature in FEATURES if feature.migrations),
    ],
    journaled=tuple(table for feature in FEATURES for table in feature.journaled),
    refreshers=tuple(late(name) for feature in FEATURES for name in feature.refreshers),
    inverses={
        key: Inverse(late(undo), late(redo) if redo else None)
        for feature in FEATURES
        for key, (undo, redo) in feature.inverses.items()
    },
)
"""What every shop file of this version holds."""
