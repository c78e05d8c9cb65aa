"""Products: what the shop sells, and the role each plays."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="products",
    title=N_("Products"),
    icon="products",
    page="storeassist.features.products.page:ProductsPage",
    group=2,
    migrations="storeassist.features.products.migrations:migrations",
    journaled=("product",),
)
