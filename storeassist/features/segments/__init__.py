"""Segments: saved rules that select customers, and what is done for those they select."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

FEATURE = Feature(
    key="segments",
    title=N_("Segments"),
    icon="segment",
    page="storeassist.features.segments.page:SegmentsPage",
    group=3,
    migrations="storeassist.features.segments.migrations:migrations",
    journaled=("segment", "segment_frozen", "segment_meant"),
    inverses={
        "segment_saved": (
            "storeassist.features.segments.actions:undo_save",
            "storeassist.features.segments.actions:redo_save",
        )
    },
    checks=("storeassist.features.segments.store_checks:wrong_segments",),
    slots={
        "customer.links": ("storeassist.features.segments.search:links_of_customer",),
        "search.named": ("storeassist.features.segments.search:named",),
    },
)
