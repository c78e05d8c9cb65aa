"""Settings: what the owner can choose, drawn from what the features declare."""

from storeassist.kernel.settings import BUSINESS_DAY_ENDS, CURRENCY_SIGN, Setting, checked_name
from storeassist.kernel.text import LANGUAGES, N_
from storeassist.ui.feature import Feature

THEME = Setting(
    "look/theme",
    "system",
    N_("Light or dark"),
    N_("The system's choice, or always the same."),
    choices=(("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark"))),
)
LANGUAGE = Setting(
    "look/language",
    "system",
    N_("Language"),
    choices=(("system", N_("As the system")), *LANGUAGES.items()),
)
TEXT_SIZE = Setting(
    "look/text",
    "100",
    N_("Text size"),
    N_("Ctrl + and Ctrl − change it from anywhere."),
    choices=tuple((size, f"{size}%") for size in ("90", "100", "115", "130", "150")),
)
SHOP_NAME = Setting("name", "", N_("Name of the shop"), scope="shop", check=checked_name)

FEATURE = Feature(
    key="settings",
    title=N_("Settings"),
    icon="settings",
    page="storeassist.features.settings.page:SettingsPage",
    settings=(SHOP_NAME, BUSINESS_DAY_ENDS, CURRENCY_SIGN, THEME, LANGUAGE, TEXT_SIZE),
)
