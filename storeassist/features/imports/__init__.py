"""Spreadsheets in and out: one plan is previewed, and exactly that plan is carried out."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="imports",
    title=N_("Import"),
    icon="import",
    page="storeassist.features.imports.page:ImportPage",
    parent="customers",
    migrations="storeassist.features.imports.migrations:migrations",
    inverses={"import": ("storeassist.features.imports.actions:undo_act", "")},
)
