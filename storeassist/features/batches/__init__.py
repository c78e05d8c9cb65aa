"""What each batch of cards brought: claimed, first bills, repeat bills, cost per new customer."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

FEATURE = Feature(
    key="batches",
    title=N_("Batch results"),
    icon="results",
    page="storeassist.features.batches.page:BatchesPage",
    parent="offers",
    slots={"page.offers.commands": (Link(N_("Batch results"), page="batches", icon="results"),)},
)
