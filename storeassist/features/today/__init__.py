"""Today: what the morning asks for, and what yesterday brought."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="today",
    title=N_("Today"),
    icon="today",
    migrations="storeassist.features.today.migrations:migrations",
    journaled=("prompt_answer",),
)
