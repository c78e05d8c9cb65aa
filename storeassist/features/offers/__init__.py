"""Offers: what the shop gives, to whom and when, each as one sentence; the page of cards and coupons begins here."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="offers",
    title=N_("Offers"),
    icon="offer",
    page="storeassist.features.offers.page:OffersPage",
    group=2,
    migrations="storeassist.features.offers.migrations:migrations",
    journaled=("offer", "offer_terms"),
)
