"""When a backup is due, when it is too old, how its age is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storeassist.features.backups.rules import age_words, is_due, is_too_old

NOW = datetime(2026, 9, 15, 11, 6)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=59), "Backed up just now"),
        (-DAY, "Backed up just now"),  # the clock was set back
        (MINUTE, "Backup 1 min ago"),
        (59 * MINUTE, "Backup 59 min ago"),
        (60 * MINUTE, "Backup 1 h ago"),
        (47 * 30 * MINUTE, "Backup 23 h ago"),
        (DAY, "Backup 1 day ago"),
        (9.5 * DAY, "Backup 9 days ago"),
    ],
)
def test_the_age_of_the_newest_backup_in_words(ago: timedelta, words: str) -> None:
    assert age_words(NOW - ago, NOW) == words


def test_no_backup_is_said_and_too_old() -> None:
    assert age_words(None, NOW) == "No backup yet"
    assert is_too_old(None, NOW)


@pytest.mark.parametrize(("ago", "due"), [(29 * MINUTE, False), (30 * MINUTE, True), (DAY, True), (-MINUTE, True)])
def test_a_backup_is_due_after_half_an_hour_whatever_the_clock_did(ago: timedelta, due: bool) -> None:
    assert is_due(NOW - ago, NOW) is due
    assert is_due(None, NOW)


def test_seven_days_are_the_limit() -> None:
    assert not is_too_old(NOW - 7 * DAY, NOW)
    assert is_too_old(NOW - 7 * DAY - MINUTE, NOW)
