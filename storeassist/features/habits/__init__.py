"""How each customer buys: rhythm, worth, the hero product, and what is to be expected of them."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="habits",
    title=N_("Habits"),
    migrations="storeassist.features.habits.migrations:migrations",
    inverses={
        "habit_set": (
            "storeassist.features.habits.actions:undo_set",
            "storeassist.features.habits.actions:redo_set",
        ),
    },
)
