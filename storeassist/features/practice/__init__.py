"""The practice shop: an invented year of a noodle shop, to look around in before there is a shop of one's own."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="practice",
    title=N_("Practice shop"),
    slots={"window.service": ("storeassist.features.practice.service:PracticeSign",)},
)
