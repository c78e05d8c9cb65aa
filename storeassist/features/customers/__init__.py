"""Customers: who they are, how to reach them, how often they come."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="customers",
    title=N_("Customers"),
    icon="customers",
    page="storeassist.features.customers.page:CustomersPage",
    group=2,
    migrations="storeassist.features.customers.migrations:migrations",
    journaled=("customer", "tag", "customer_tag", "customer_note", "custom_field", "customer_former", "customer_distinct"),
    refreshers=("storeassist.features.customers.actions:refresh_search_after",),
    checks=("storeassist.features.customers.store:wrong_totals",),
    search="storeassist.features.customers.search:hits",
    slots={
        "search.reading": ("storeassist.adapters.pinyin:syllables",),
        "settings.card": ("storeassist.features.customers.panels_fields:OwnFields",),
    },
)
