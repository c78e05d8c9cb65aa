"""Privacy: what a passer-by cannot see - masked phones, and a window that locks."""

from storeassist.kernel.settings import MASK_PHONES, Setting
from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature

HAS_PIN = "privacy/has_pin"
"""Whether a PIN was set, in this computer's taste; the PIN itself lies in the system's password store."""

PIN = "privacy/pin"
"""The row of the PIN on the Settings page."""

LOCK_AFTER = Setting(
    "privacy/lock_after",
    0,
    N_("Lock by itself after"),
    N_("When nobody touched mouse or keyboard for so long. 0: only with Ctrl L. Needs a PIN."),
    bounds=(0, 240),
    unit=N_("minutes"),
)

FEATURE = Feature(
    key="privacy",
    title=N_("Privacy"),
    settings=(MASK_PHONES, LOCK_AFTER),
    slots={
        "window.service": ("storeassist.features.privacy.service:PrivacyService",),
        "settings.card": ("storeassist.features.privacy.panels:PinRow",),
    },
)
