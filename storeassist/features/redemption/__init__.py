"""The redemption desk: a code at the till, an answer in a glance."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="redemption",
    title=N_("Redeem"),
    icon="redeem",
    page="storeassist.features.redemption.page:RedemptionPage",
    leads=True,
    shortcut="F2",
)
