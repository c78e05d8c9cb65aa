"""Coupons: single copies of an offer with codes of their own, and the ledger of what became of them."""

from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

FEATURE = Feature(
    key="coupons",
    title=N_("Coupons"),
    icon="coupon",
    page="storeassist.features.coupons.page:CouponsPage",
    parent="offers",
    migrations="storeassist.features.coupons.migrations:migrations",
    journaled=("coupon_holder", "redemption_customer"),
    inverses={
        "coupons_issued": (
            "storeassist.features.coupons.actions:undo_issue",
            "storeassist.features.coupons.actions:redo_issue",
        ),
        "coupons_cancelled": (
            "storeassist.features.coupons.actions:undo_cancel",
            "storeassist.features.coupons.actions:redo_cancel",
        ),
        "coupon_claimed": (
            "storeassist.features.coupons.actions:undo_claim",
            "storeassist.features.coupons.actions:redo_claim",
        ),
        "coupon_redeemed": (
            "storeassist.features.coupons.actions:undo_redeem",
            "storeassist.features.coupons.actions:redo_redeem",
        ),
        "coupon_reversed": (
            "storeassist.features.coupons.actions:undo_reverse",
            "storeassist.features.coupons.actions:redo_reverse",
        ),
    },
    checks=("storeassist.features.coupons.store_checks:wrong_ledger",),
    slots={
        "page.offers.commands": (Link(N_("Coupons"), page="coupons", icon="coupon"),),
        "customers.issue": ("storeassist.features.coupons.dialogs_issue:ask_for",),
        "order.void.notes": ("storeassist.features.coupons.store_voids:void_notes",),
        "customer.timeline": ("storeassist.features.coupons.store:coupon_entries",),
        "shop.check.notes": ("storeassist.features.coupons.store_checks:notes",),
    },
)
