"""Files nobody can reach, hours that mean two things, acts whose ground is gone: each is told in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel import journal
from storeassist.kernel.calendars import read_moment
from storeassist.kernel.database import Shop, _uri
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_


def test_a_path_too_long_for_the_disk_is_told_in_words(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / ("店" * 200)
    with pytest.raises(UserError):
        Shop.open(path, SCHEMA)
    with pytest.raises(UserError):
        Shop.create(path, SCHEMA, "x", now)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/home/shop/a b#1?.shop", "file:///home/shop/a b%231%3f.shop"),
        ("C:/shops/50%.shop", "file:///C:/shops/50%25.shop"),
        ("//nas/shops/a.shop", "file:////nas/shops/a.shop"),
    ],
)
def test_a_path_of_any_system_becomes_a_uri_without_a_foreign_host(path: str, uri: str) -> None:
    class Given(PurePosixPath):
        def absolute(self) -> Given:
            return self

    assert _uri(Given(path)) == uri  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-09-15 中午1:30", 13),
        ("2026-09-15 中午12:30", 12),
        ("2026-09-15 晚上9:30", 21),
        ("2026-09-15 凌晨12:30", 0),
    ],
)
def test_the_words_of_a_day_give_the_hour(text: str, hour: int) -> None:
    assert read_moment(text) == datetime(2026, 9, 15, hour, 30)


@pytest.mark.parametrize("text", ["2026-09-15 晚上12:30", "2026-09-15 晚上1:30", "0001-01-01", "9999-12-31"])
def test_a_time_that_means_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_moment(text)


def test_an_act_whose_ground_is_gone_does_not_bar_the_ones_before_it(shop: Shop, now: datetime) -> None:
    with shop.act(now, N_("Made tag {name}"), name="a") as db:
        db.execute("INSERT INTO tag (name) VALUES ('a')")
    with shop.write() as db:
        db.execute("INSERT INTO customer (number, origin, created_at) VALUES ('1', 'hand', '2026-09-15T11:06:00')")
    with shop.act(now, N_("Nothing")) as db:
        db.execute("INSERT INTO customer_note (customer_id, at, text) VALUES (1, '2026-09-15T11:06:00', 'x')")
    journal.undo(shop, now)
    with shop.write() as db:
        db.execute("DELETE FROM customer")
    with pytest.raises(UserError):
        journal.redo(shop, now)
    assert journal.redo(shop, now) is None
    assert journal.undo(shop, now) == "Made tag a"
