"""Cards: batches of printed codes, designed, laid out on paper and read back before they leave the program."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

FEATURE = Feature(
    key="cards",
    title=N_("Print studio"),
    icon="print",
    page="storeassist.features.cards.page:CardsPage",
    parent="offers",
    migrations="storeassist.features.cards.migrations:migrations",
    journaled=("card_batch",),
    slots={"page.offers.commands": (Link(N_("Print studio"), page="cards", icon="print"),)},
)
