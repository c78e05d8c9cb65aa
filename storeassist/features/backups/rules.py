"""When a backup is due, when the newest one is too old, and how that is said."""

from __future__ import annotations

from datetime import datetime, timedelta

from storeassist.kernel.text import _, many

EVERY = timedelta(minutes=30)
TOO_OLD = timedelta(days=7)


def is_due(tried_at: datetime | None, now: datetime) -> bool:
    """Whether changes have waited long enough since the last try; also when the clock was set back meanwhile."""
    return tried_at is None or not timedelta(0) <= now - tried_at < EVERY


def is_too_old(made_at: datetime | None, now: datetime) -> bool:
    """Whether a shop with changes since then is in danger; one that has no backup at all is."""
    return made_at is None or now - made_at > TOO_OLD


def age_words(made_at: datetime | None, now: datetime) -> str:
    """When the newest backup was made, in the words of the status line."""
    if made_at is None:
        return _("No backup yet")
    minutes = int((now - made_at).total_seconds()) // 60
    if minutes < 1:
        return _("Backed up just now")
    if minutes < 60:
        return _("Backup {n} min ago", n=minutes)
    if minutes < 24 * 60:
        return _("Backup {n} h ago", n=minutes // 60)
    return many("Backup {n} day ago", "Backup {n} days ago", minutes // (24 * 60))
