"""Answers to long reads are kept, until something is written."""

from __future__ import annotations

import pytest

from storeassist.kernel.database import Shop
from storeassist.kernel.memory import Memory


def _set(shop: Shop, value: str) -> None:
    with shop.write() as db:
        db.execute("INSERT OR REPLACE INTO shop_setting VALUES ('told', ?)", [value])


class Reader:
    """Reads a setting, and counts how often it really did."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.reads = shop, 0

    def read(self) -> object:
        self.reads += 1
        return self.shop.value("SELECT value FROM shop_setting WHERE key = 'told'")

    def ask(self) -> object:
        return self.shop.remember("told", self.read)


def test_an_answer_is_read_once_until_something_is_written(shop: Shop) -> None:
    reader = Reader(shop)
    _set(shop, "one")
    assert [reader.ask(), reader.ask(), reader.reads] == ["one", "one", 1]
    _set(shop, "two")
    assert [reader.ask(), reader.ask(), reader.reads] == ["two", "two", 2]


def test_all_connections_to_a_file_share_answers_and_hear_of_each_others_writes(shop: Shop) -> None:
    _set(shop, "one")
    other = shop.again()
    here, there = Reader(shop), Reader(other)
    assert [here.ask(), there.ask(), there.reads] == ["one", "one", 0]
    _set(other, "two")
    assert here.ask() == "two"
    other.close()


def test_what_a_transaction_wrote_is_seen_inside_it_and_gone_when_it_fails(shop: Shop) -> None:
    reader = Reader(shop)
    _set(shop, "one")
    assert reader.ask() == "one"
    try:
        with shop.write() as db:
            db.execute("UPDATE shop_setting SET value = 'two' WHERE key = 'told'")
            assert reader.ask() == "two"
            raise RuntimeError
    except RuntimeError:
        pass
    assert reader.ask() == "one"


def test_several_reads_see_one_state_whatever_is_written_meanwhile(shop: Shop) -> None:
    _set(shop, "one")
    reader, other = Reader(shop), shop.again()
    with shop.reading():
        assert reader.read() == "one"
        _set(other, "two")
        with shop.reading():
            assert reader.read() == "one"
    assert reader.read() == "two"
    _set(shop, "three")
    assert reader.ask() == "three"
    other.close()


def test_an_answer_is_of_the_state_of_the_file_that_it_is_kept_for(shop: Shop) -> None:
    _set(shop, "one")
    asking, writing, looking = shop.again(), shop.again(), shop.again()
    late = Reader(asking)

    def read_after_a_write() -> object:
        _set(writing, "two")
        return late.read()

    with looking.reading():
        assert Reader(looking).read() == "one"
        asking.remember("told", read_after_a_write)
        assert Reader(looking).ask() == "one"
    assert late.ask() == "two"
    for other in (asking, writing, looking):
        other.close()


@pytest.mark.parametrize(("sizes", "asked", "made"), [
    ({}, "abcadb", "abcdb"),  # what was not asked for longest
    ({"b": 200_000, "c": 200_000}, "abcabc", "abcbc"),  # but large ones before small ones
])  # fmt: skip
def test_answers_make_room_for_others(sizes: dict[str, int], asked: str, made: str) -> None:
    memory, found = Memory(most_bytes=250_000 if sizes else 3_500), list[str]()

    def ask(key: str) -> str:
        def make() -> str:
            found.append(key)
            return key * sizes.get(key, 1_000)

        return memory.get(1, key, make)

    assert [ask(key)[0] for key in asked] == list(asked)
    assert "".join(found) == made
