"""Noticing what another program wrote, and not what this one did itself."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel.changes import Changes
from storeassist.kernel.database import Shop


@pytest.fixture
def stranger(shop: Shop) -> Iterator[Shop]:
    """The same file, opened by another program."""
    other = Shop.open(shop.path, SCHEMA)
    yield other
    other.close()


@pytest.fixture
def told(shop: Shop) -> list[Changes]:
    """What the shop announced."""
    changes: list[Changes] = []
    shop.on_change(changes.append)
    return changes


def rename(shop: Shop, name: str) -> None:
    """One write."""
    with shop.write() as db:
        db.execute("UPDATE shop_setting SET value = ? WHERE key = 'name'", [name])


def test_what_another_program_wrote_is_announced_once_as_a_change_of_everything(
    shop: Shop, stranger: Shop, told: list[Changes]
) -> None:
    rename(stranger, "Corner")
    assert told == []
    shop.hear_others()
    shop.hear_others()
    assert len(told) == 1
    assert told[0].touch("customer") and told[0].touch("shop_setting") and told[0].touch("order")


def test_own_writes_are_not_announced_a_second_time(shop: Shop, told: list[Changes]) -> None:
    rename(shop, "Corner")
    shop.hear_others()
    assert [sorted(one.tables) for one in told] == [["shop_setting"]]


def test_the_write_of_a_job_on_its_own_connection_is_no_other_programs(shop: Shop, told: list[Changes]) -> None:
    own = shop.again()
    writer = Thread(target=lambda: [rename(own, f"Corner {n}") for n in range(50)])
    writer.start()
    while writer.is_alive():
        shop.hear_others()
    writer.join()
    own.close()
    shop.hear_others()
    assert {tuple(one.tables) for one in told} == {("shop_setting",)}
    assert len(told) == 50


def test_a_foreign_write_between_own_ones_is_noticed(shop: Shop, stranger: Shop, told: list[Changes]) -> None:
    rename(shop, "one")
    rename(stranger, "two")
    rename(shop, "three")
    shop.hear_others()
    assert [one.touch("customer") for one in told] == [False, False, True]


def test_a_write_that_failed_hides_no_foreign_one(shop: Shop, stranger: Shop, told: list[Changes]) -> None:
    with pytest.raises(ZeroDivisionError), shop.write():
        raise ZeroDivisionError
    rename(stranger, "two")
    shop.hear_others()
    assert len(told) == 1
