"""Repurchase: who comes back, who is slipping, who brings the money, and what a customer is worth."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="repurchase",
    title=N_("Repurchase"),
    icon="repurchase",
    page="storeassist.features.repurchase.page:RepurchasePage",
    group=3,
    migrations="storeassist.features.repurchase.migrations:migrations",
    journaled=("source_cost",),
    search="storeassist.features.repurchase.search:hits",
)
