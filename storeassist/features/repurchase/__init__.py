"""Repurchase: who comes back, who is slipping, who brings the money, and what a customer is worth."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

TAB_NAMES = {
    "overview": N_("Overview"),
    "rhythm": N_("Rhythm"),
    "rfm": N_("RFM scores"),
    "tiers": N_("Hero tiers"),
    "forecast": N_("Forecast"),
    "value": N_("Sources and worth"),
    "pairs": N_("Bought together"),
}
"""The tabs of the page by key, in their order."""

FEATURE = Feature(
    key="repurchase",
    title=N_("Repurchase"),
    icon="repurchase",
    page="storeassist.features.repurchase.page:RepurchasePage",
    group=3,
    migrations="storeassist.features.repurchase.migrations:migrations",
    journaled=("source_cost",),
    slots={
        "search.link": tuple(Link(name, "repurchase", "repurchase", {"tab": key}) for key, name in TAB_NAMES.items()),
    },
)
