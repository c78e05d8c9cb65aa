"""Two customers become one: what moves, what stays, and that undo brings back every byte."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, Customer, CustomerFacts, FieldKind
from storeassist.features.duplicates import actions, store
from storeassist.features.duplicates.actions_planning import in_order, plan_merge
from storeassist.features.duplicates.records import Moves, Side
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter, OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.dumps import everything, ledger, problems, seen

NOW = datetime(2026, 9, 15, 11, 6)


def add(shop: Shop, **facts: Any) -> int:
    return customers.add(shop, CustomerFacts(**facts), NOW)


def order(shop: Shop, customer_id: int | None, day: int, yuan: int = 30) -> int:
    return orders.add(shop, OrderFacts(datetime(2026, 9, day, 12), yuan * 100, customer_id), NOW)


def merge(shop: Shop, keep: int, drop: int, **choices: Side) -> None:
    actions.merge(shop, plan_merge(shop, keep, drop, choices), NOW)


def state(shop: Shop) -> Any:
    """Everything but the journal, which writes on."""
    return {name: rows for name, rows in everything(shop).items() if name not in ("act", "act_row", "shop_revision")}


@pytest.fixture
def twice(shop: Shop) -> tuple[int, int]:
    """One person in two entries: both came on the 9th, and each has tags, notes and orders of their own."""
    one = add(shop, name="单晓岚", number="7", phone="+8613812342764", tags=("VIP 群", "少辣"), note="窗边")
    two = add(shop, name="单晓兰", number="12", phone="+8613812342765", tags=("少辣", "外卖"), wechat="xl", note="要发票")
    for day in (1, 9):
        order(shop, one, day)
    for day in (9, 12, 13):
        order(shop, two, day, 50)
    orders.void(shop, order(shop, two, 14), "wrong table", NOW)
    customers.add_note(shop, two, "生日想吃长寿面", NOW)
    return one, two


def test_everything_of_the_one_goes_to_the_other(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    assert plan_merge(shop, keep, drop).moves == Moves(orders=3, notes=1, tags=("外卖",), visits=4)
    merge(shop, keep, drop)
    one = customer_store.get(shop, keep)
    assert (one.name, one.number, one.facts.phone, one.facts.wechat) == ("单晓岚", "7", "+8613812342764", "xl")
    assert set(one.facts.tags) == {"VIP 群", "少辣", "外卖"}
    assert (one.totals.orders, one.totals.visits, one.totals.spent_fen) == (5, 4, 210_00)
    assert [note.text for note in customer_store.notes(shop, keep)] == ["要发票", "生日想吃长寿面"]
    assert order_store.ids(shop, Filter(customer_id=keep, state="")) == order_store.ids(shop, Filter(state=""))
    assert customer_store.count(shop) == 1
    assert problems(shop) == []


def test_undo_restores_every_byte_and_redo_does_it_again(shop: Shop, twice: tuple[int, int]) -> None:
    before = state(shop)
    merge(shop, *twice, number="drop", phone="drop", name="drop")
    after = state(shop)
    for _ in range(2):
        assert journal.undo(shop, NOW) == "Merged 单晓兰 into 单晓岚"
        assert state(shop) == before
        assert journal.redo(shop, NOW)
        assert state(shop) == after
    assert problems(shop) == []


def test_merges_in_a_row_are_undone_one_by_one(shop: Shop, twice: tuple[int, int]) -> None:
    one, two = twice
    three = add(shop, name="单老板", number="20")
    order(shop, three, 13)
    states = [state(shop)]
    for keep, drop in ((one, two), (three, one)):
        merge(shop, keep, drop)
        states.append(state(shop))
    assert {customer_store.by_number(shop, number).id for number in ("7", "12", "20")} == {three}
    for expected in (states[1], states[0]):
        journal.undo(shop, NOW)
        assert state(shop) == expected
    for expected in states[1:]:
        journal.redo(shop, NOW)
        assert state(shop) == expected


def test_orders_that_came_after_a_merge_stay_when_it_is_undone(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    merge(shop, keep, drop)
    act = journal.last_act(shop)
    theirs = order(shop, keep, 14)
    moved = order_store.ids(shop, Filter(customer_id=keep), "number")[1]
    orders.void(shop, moved, "twice", NOW)
    assert act
    journal.undo_act(shop, act.id, NOW)
    assert theirs in order_store.ids(shop, Filter(customer_id=keep))
    assert customer_store.get(shop, keep).totals.orders + customer_store.get(shop, drop).totals.orders == 5
    assert problems(shop) == []


def test_what_was_voided_and_brought_back_since_goes_along(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    before = seen(shop)
    moved = order_store.ids(shop, Filter(customer_id=drop))
    merge(shop, keep, drop)
    orders.void(shop, moved[0], "twice", NOW)
    rows = ledger(shop)
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert seen(shop) == before
    assert rows <= ledger(shop)
    for _ in range(2):
        journal.redo(shop, NOW)
    assert customer_store.get(shop, keep).totals.orders == 4
    assert problems(shop) == []


def test_an_order_goes_back_although_its_number_was_given_to_another_in_between(
    shop: Shop, twice: tuple[int, int]
) -> None:
    keep, drop = twice
    bill = order_store.ids(shop, Filter(customer_id=drop))[0]
    before = seen(shop)
    merge(shop, keep, drop)
    orders.void(shop, bill, "", NOW)
    orders.add(shop, OrderFacts(NOW, 100, number=order_store.get(shop, bill).number), NOW)
    for _ in range(3):
        assert journal.undo(shop, NOW)
    assert seen(shop) == before


def test_a_former_number_finds_who_stays_and_is_given_to_nobody_else(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    merge(shop, keep, drop)
    assert customer_store.by_number(shop, "12").id == keep
    assert customer_store.called(shop, "12").id == keep
    assert [one.id for one in customer_store.find(shop, "12")] == [keep]
    with pytest.raises(UserError, match="former one of 单晓岚"):
        add(shop, name="Ann", number="12")
    assert customer_store.get(shop, add(shop, name="Ann")).number == "13"
    customers.change(shop, keep, CustomerFacts(name="单晓岚", number="12"), NOW)
    assert customer_store.by_number(shop, "12").id == keep


def test_the_number_of_the_other_can_be_taken(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    merge(shop, keep, drop, number="drop")
    assert customer_store.get(shop, keep).number == "12"
    assert customer_store.by_number(shop, "7").id == keep


def test_a_plan_is_refused_once_either_of_the_two_changed(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    plan = plan_merge(shop, keep, drop)
    order(shop, None, 3)
    order(shop, drop, 3)
    before = state(shop)
    with pytest.raises(UserError, match="changed since"):
        actions.merge(shop, plan, NOW)
    assert state(shop) == before


def test_orders_of_others_do_not_make_a_plan_stale(shop: Shop, twice: tuple[int, int]) -> None:
    plan = plan_merge(shop, *twice)
    order(shop, None, 3)
    actions.merge(shop, plan, NOW)
    assert customer_store.count(shop) == 1


def test_nobody_is_merged_with_themselves(shop: Shop, twice: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="same customer already"):
        plan_merge(shop, twice[0], twice[0])


def test_a_field_that_does_not_exist_cannot_be_chosen(shop: Shop, twice: tuple[int, int]) -> None:
    customers.add_field(shop, "口味", FieldKind.TEXT, NOW)
    with pytest.raises(UserError, match=r"no field shoe_size; there are: name, .*, consent, 口味"):
        plan_merge(shop, *twice, {"shoe_size": "drop"})


@pytest.mark.parametrize(
    ("keep", "drop", "expected"),
    [
        (Consent.YES, Consent.NO, Consent.NO),
        (Consent.NO, Consent.YES, Consent.NO),
        (Consent.UNKNOWN, Consent.NO, Consent.NO),
        (Consent.UNKNOWN, Consent.YES, Consent.YES),
        (Consent.YES, Consent.UNKNOWN, Consent.YES),
    ],
)
def test_a_refusal_outlasts_a_yes(shop: Shop, keep: Consent, drop: Consent, expected: Consent) -> None:
    days = {Consent.UNKNOWN: None, Consent.YES: date(2026, 1, 1), Consent.NO: date(2026, 2, 2)}
    one = add(shop, name="Ann", consent=keep, consent_on=days[keep])
    two = add(shop, name="Ann", consent=drop, consent_on=days[drop])
    merge(shop, one, two)
    facts = customer_store.get(shop, one).facts
    assert (facts.consent, facts.consent_on) == (expected, days[expected])


def test_a_yes_is_taken_over_a_refusal_only_when_chosen(shop: Shop) -> None:
    one, two = add(shop, name="Ann", consent=Consent.YES), add(shop, name="Ann", consent=Consent.NO)
    merge(shop, one, two, consent="keep")
    assert customer_store.get(shop, one).facts.consent is Consent.YES


def test_own_fields_are_chosen_one_by_one(shop: Shop) -> None:
    taste = customers.add_field(shop, "口味", FieldKind.TEXT, NOW)
    seat = customers.add_field(shop, "座位", FieldKind.TEXT, NOW)
    one = add(shop, name="Ann", custom={taste: "清淡"})
    two = add(shop, name="Ann", custom={taste: "重辣", seat: "窗边"})
    actions.merge(shop, plan_merge(shop, one, two, {f"custom.{taste}": "drop"}), NOW)
    assert dict(customer_store.get(shop, one).facts.custom) == {taste: "重辣", seat: "窗边"}


def test_two_people_are_never_hinted_at_again_and_stay_so_after_a_merge(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    husband = add(shop, name="陈浩", phone="+8613812342765")
    actions.tell_apart(shop, husband, drop, NOW)
    before = state(shop)
    merge(shop, keep, drop)
    assert store.told_apart(shop) == {(keep, husband)}
    journal.undo(shop, NOW)
    assert state(shop) == before
    journal.undo(shop, NOW)
    assert store.told_apart(shop) == set()


def test_two_told_apart_can_be_merged_all_the_same(shop: Shop, twice: tuple[int, int]) -> None:
    actions.tell_apart(shop, *twice, NOW)
    before = state(shop)
    merge(shop, *twice)
    assert store.told_apart(shop) == set()
    journal.undo(shop, NOW)
    assert state(shop) == before


def test_answers_given_about_the_one_go_over_too(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    with shop.write() as db:
        for customer_id in (keep, drop):
            db.execute(
                "INSERT INTO prompt_answer (kind, customer_id, at, answer) VALUES ('overdue', ?, ?, 'done')",
                [customer_id, NOW.isoformat()],
            )
    before = state(shop)
    merge(shop, keep, drop)
    assert [row["customer_id"] for row in shop.query("SELECT customer_id FROM prompt_answer")] == [keep, keep]
    journal.undo(shop, NOW)
    assert state(shop) == before


def test_a_merge_that_fails_in_the_middle_leaves_everything(
    shop: Shop, twice: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(shop)
    plan = plan_merge(shop, *twice)

    def full_disk(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, "_remove", full_disk)
    with pytest.raises(OSError, match="disk full"):
        actions.merge(shop, plan, NOW)
    assert everything(shop) == before


def test_the_history_says_that_two_became_one(shop: Shop, twice: tuple[int, int]) -> None:
    keep, drop = twice
    merge(shop, keep, drop)
    (entry,) = store.merge_entries(shop, keep, 10)
    assert (entry.title, entry.detail) == ("Two entries became one", "No. 12 goes on working")


def test_who_came_more_often_stays_unless_said_otherwise(shop: Shop, twice: tuple[int, int]) -> None:
    one, two = customer_store.fetch(shop, twice)
    assert [c.id for c in in_order(one, two)] == [two.id, one.id] == [c.id for c in in_order(two, one)]


def test_a_customer_without_anything_goes_into_another(shop: Shop) -> None:
    keep, drop = add(shop, name="Ann"), add(shop, name="Ann")
    before = state(shop)
    merge(shop, keep, drop)
    journal.undo(shop, NOW)
    assert state(shop) == before


def _names(found: list[Customer]) -> list[str]:
    return [customer.name for customer in found]


def test_search_forgets_the_one_who_went(shop: Shop, twice: tuple[int, int]) -> None:
    merge(shop, *twice)
    assert _names(customer_store.find(shop, "2765")) == []
    assert _names(customer_store.find(shop, "2764")) == ["单晓岚"]


def test_a_number_of_the_list_is_taken_rather_than_one_that_stood_in(shop: Shop) -> None:
    met, listed = add(shop, name="Ann", number="B12"), add(shop, name="Ann", number="0007")
    assert plan_merge(shop, met, listed).facts.number == plan_merge(shop, listed, met).facts.number == "0007"


@pytest.mark.parametrize("fate", ["CASCADE", "RESTRICT", "SET NULL"])
@pytest.mark.parametrize("column", ["customer_id", "bearer_id"])
def test_ledgers_that_do_not_exist_yet_change_hands_as_well(
    shop: Shop, twice: tuple[int, int], fate: str, column: str
) -> None:
    keep, drop = twice
    shop.db.execute("PRAGMA query_only = OFF")
    shop.db.execute(
        f"CREATE TABLE redemption (id INTEGER PRIMARY KEY, {column} INTEGER REFERENCES customer (id) ON DELETE {fate})"
    )
    with shop.write() as db:
        db.executemany(f"INSERT INTO redemption ({column}) VALUES (?)", [(keep,), (drop,), (drop,), (None,)])
    before = state(shop)
    merge(shop, keep, drop)
    after = state(shop)
    assert [row[column] for row in shop.query(f"SELECT {column} FROM redemption")] == [keep, keep, keep, None]
    for _ in range(2):
        journal.undo(shop, NOW)
        assert state(shop) == before
        journal.redo(shop, NOW)
        assert state(shop) == after
