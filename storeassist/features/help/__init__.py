"""Help: the owner's handbook inside the app, a topic for each page and for each question that comes up."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="help",
    title=N_("Help"),
    icon="help",
    page="storeassist.features.help.page:HelpPage",
    search="storeassist.features.help.search:hits",
    slots={"search.named": ("storeassist.features.help.search:named",)},
)
