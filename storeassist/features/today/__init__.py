"""Today: what the morning asks for, and what yesterday brought."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="today",
    title=N_("Today"),
    icon="today",
    page="storeassist.features.today.page:TodayPage",
    group=1,
    migrations="storeassist.features.today.migrations:migrations",
    journaled=("prompt_answer",),
    slots={"window.service": ("storeassist.features.today.service:WorkCount",)},
)
