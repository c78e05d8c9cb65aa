"""What was done can be taken back and done again."""

from __future__ import annotations

from datetime import datetime

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_


def tag(shop: Shop, now: datetime, name: str) -> None:
    """An act that adds a tag."""
    with shop.act(now, N_("Made tag {name}"), name=name) as db:
        db.execute("INSERT INTO tag (name) VALUES (?)", [name])


def tags(shop: Shop) -> list[str]:
    """The names of all tags."""
    return [row["name"] for row in shop.query("SELECT name FROM tag ORDER BY id")]


def test_acts_are_taken_back_last_first_and_done_again_first_first(shop: Shop, now: datetime) -> None:
    for name in "abc":
        tag(shop, now, name)
    assert [journal.undo(shop, now) for _ in range(2)] == ["Made tag c", "Made tag b"]
    assert tags(shop) == ["a"]
    assert [journal.redo(shop, now) for _ in range(3)] == ["Made tag b", "Made tag c", None]
    assert tags(shop) == ["a", "b", "c"]


def test_there_is_an_end_to_taking_back(shop: Shop, now: datetime) -> None:
    assert journal.undo(shop, now) is None
    assert journal.last_act(shop) is None


def test_a_new_act_forgets_what_was_taken_back(shop: Shop, now: datetime) -> None:
    tag(shop, now, "a")
    journal.undo(shop, now)
    tag(shop, now, "b")
    assert journal.redo(shop, now) is None
    assert tags(shop) == ["b"]


def test_an_act_that_changed_nothing_leaves_no_trace_and_forgets_nothing(shop: Shop, now: datetime) -> None:
    tag(shop, now, "a")
    journal.undo(shop, now)
    with shop.act(now, N_("Nothing")) as db:
        db.execute("DELETE FROM tag")
    assert journal.last_act(shop) is None
    assert journal.redo(shop, now) == "Made tag a"


def test_a_failed_act_leaves_no_trace(shop: Shop, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), shop.act(now, N_("Broken")) as db:
        db.execute("INSERT INTO tag (name) VALUES ('x')")
        raise ZeroDivisionError
    tag(shop, now, "a")
    assert journal.undo(shop, now) == "Made tag a"
    assert journal.undo(shop, now) is None


def test_an_act_inside_another_is_a_part_of_it(shop: Shop, now: datetime) -> None:
    with shop.act(now, N_("Made two")):
        tag(shop, now, "a")
        tag(shop, now, "b")
    assert journal.undo(shop, now) == "Made two"
    assert tags(shop) == []


def test_an_act_survives_closing_the_file(shop: Shop, now: datetime) -> None:
    tag(shop, now, "a")
    again = Shop.open(shop.path, SCHEMA)
    assert journal.undo(again, now) == "Made tag a"
    assert tags(shop) == []
    again.close()


def test_changed_and_deleted_rows_come_back_exactly(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        db.execute(
            "INSERT INTO customer (number, name, note, custom, origin, created_at) VALUES"
            " ('7', 'O''Neil \"x\"', 'a\nb\t\\', '{\"1\": \"y\"}', 'hand', '2026-01-01T00:00:00')"
        )
        db.execute("INSERT INTO tag VALUES (5, '熟客')")
        db.execute("INSERT INTO customer_tag VALUES (1, 5)")
    before = [[tuple(r) for r in shop.query(f"SELECT rowid, * FROM {t}")] for t in ("customer", "customer_tag", "tag")]
    with shop.act(now, N_("Clear")) as db:
        db.execute("UPDATE customer SET note = '', custom = '{}', name = NULL || name WHERE 0")
        db.execute("UPDATE customer SET note = '', custom = '{}'")
        db.execute("DELETE FROM customer")
        db.execute("DELETE FROM tag")
    journal.undo(shop, now)
    after = [[tuple(r) for r in shop.query(f"SELECT rowid, * FROM {t}")] for t in ("customer", "customer_tag", "tag")]
    assert after == before


def test_a_text_that_a_json_function_made_can_be_done_again(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        db.execute("INSERT INTO customer (number, origin, created_at) VALUES ('7', 'hand', '2026-01-01T00:00:00')")
    with shop.act(now, N_("Filled in")) as db:
        db.execute("UPDATE customer SET custom = json_set(custom, '$.\"1\"', 'y')")
    journal.undo(shop, now)
    journal.redo(shop, now)
    assert shop.value("SELECT custom FROM customer") == '{"1":"y"}'


def test_only_the_cells_an_act_changed_are_taken_back(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        db.execute("INSERT INTO customer (number, origin, created_at) VALUES ('7', 'hand', '2026-01-01T00:00:00')")
    with shop.act(now, N_("Wrote a note")) as db:
        db.execute("UPDATE customer SET note = 'x'")
    with shop.write() as db:  # as an import does that is taken back out of turn
        db.execute("UPDATE customer SET name = 'Ann'")
    journal.undo(shop, now)
    assert [tuple(row) for row in shop.query("SELECT name, note FROM customer")] == [("Ann", "")]


def test_a_row_that_took_the_place_of_another_is_not_taken_for_it(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        for number in "12":
            row = [number, "hand", "2026-01-01T00:00:00"]
            db.execute("INSERT INTO customer (number, origin, created_at) VALUES (?, ?, ?)", row)
        db.execute("INSERT INTO tag VALUES (5, 'x')")
    with shop.act(now, N_("Tagged the first")) as db:
        db.execute("INSERT INTO customer_tag VALUES (1, 5)")
    with shop.write() as db:
        db.execute("DELETE FROM customer_tag")
        db.execute("INSERT INTO customer_tag VALUES (2, 5)")
    journal.undo(shop, now)
    assert [tuple(row) for row in shop.query("SELECT * FROM customer_tag")] == [(2, 5)]


def test_what_rests_on_an_act_that_cannot_be_brought_back_is_forgotten_with_it(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        db.execute("INSERT INTO tag VALUES (5, 'x')")
    with shop.act(now, N_("Deleted a tag")) as db:
        db.execute("DELETE FROM tag")
    tag(shop, now, "a")
    journal.undo(shop, now)
    with shop.write() as db:
        db.execute("INSERT INTO tag VALUES (6, 'x')")
    with pytest.raises(UserError):
        journal.undo(shop, now)
    assert journal.redo(shop, now) is None
    assert tags(shop) == ["x"]
