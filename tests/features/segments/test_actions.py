"""What the owner does with segments: saving, renaming, freezing, looking again, and what is done for all members."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import State
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, FieldKind
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.segments import actions, search, store
from storeassist.features.segments.records import Moves, SegmentRef
from storeassist.features.segments.rules import parse, to_document
from storeassist.features.segments.rules_words import sentence
from storeassist.features.segments.store_checks import wrong_segments
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.conftest import NOW
from tests.features.segments.ground import leaf
from tests.features.today import book

DAY = timedelta(days=1)
TWICE = leaf("visits", ">=", 2)


def save(shop: Shop, name: str, document: dict[str, Any], segment_id: int | None = None) -> int:
    return actions.save(shop, name, parse(document), NOW, segment_id)


def come(shop: Shop, name: str, *days_ago: float, **facts: Any) -> int:
    """A customer who came so many days ago."""
    customer = customers.add(shop, CustomerFacts(name=name, **facts), NOW - 400 * DAY)
    for ago in days_ago:
        orders.add(shop, OrderFacts(NOW - ago * DAY, 30_00, customer, (Line("面", 1, 30_00),)), NOW)
    return customer


def members(shop: Shop, name: str, now: datetime = NOW) -> set[int]:
    return set(store.members(shop, SegmentRef(name), now))


def test_a_saved_segment_follows_the_book_and_a_snapshot_does_not(shop: Shop) -> None:
    one, other = come(shop, "one", 3, 9), come(shop, "other", 5)
    segment = save(shop, "Twice", TWICE)
    frozen = actions.freeze(shop, segment, "Twice in September", NOW)
    orders.add(shop, OrderFacts(NOW, 10_00, other), NOW)
    assert members(shop, "twice") == {one, other}
    assert members(shop, "Twice in September") == {one}
    assert store.get(shop, frozen).frozen_at == NOW
    with pytest.raises(UserError, match="is a snapshot and stays as it is"):
        save(shop, "Twice in September", TWICE, frozen)
    save(shop, "Not twice", {"not": {"segment": "twice in september"}})
    assert members(shop, "Not twice") == {other}
    assert journal.undo(shop, NOW) == "Saved segment Not twice"


def test_undo_brings_back_rules_names_and_the_members_of_a_snapshot(shop: Shop) -> None:
    one = come(shop, "one", 3, 9)
    segment = save(shop, "Twice", TWICE)
    frozen = actions.freeze(shop, segment, "Frozen", NOW)
    save(shop, "Thrice", leaf("visits", ">=", 3), segment)
    actions.delete(shop, frozen, NOW)
    assert [row.name for row in store.all_segments(shop)] == ["Thrice"]
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert [row.name for row in store.all_segments(shop)] == ["Frozen", "Twice"]
    assert to_document(store.get(shop, segment).rule) == TWICE
    assert members(shop, "Frozen") == {one}
    journal.redo(shop, NOW)
    assert store.get(shop, segment).name == "Thrice"


def test_another_name_is_carried_into_rules_that_use_it(shop: Shop) -> None:
    first = save(shop, "Twice", TWICE)
    user = save(shop, "Lapsed", {"minus": [{"segment": "TWICE"}, leaf("last_visit_days", "<", 30)]})
    actions.rename(shop, first, "Regulars", NOW)
    assert to_document(store.get(shop, user).rule)["minus"][0] == {"segment": "Regulars"}
    save(shop, "Friends", TWICE, first)
    assert to_document(store.get(shop, user).rule)["minus"][0] == {"segment": "Friends"}
    journal.undo(shop, NOW)
    assert to_document(store.get(shop, user).rule)["minus"][0] == {"segment": "Regulars"}
    with pytest.raises(UserError, match="There is a segment called lapsed already") as taken:
        actions.rename(shop, first, " lapsed ", NOW)
    assert taken.value.field == "name"


def test_an_average_is_what_it_is_and_not_a_trifle_more(shop: Shop) -> None:
    one = come(shop, "one")
    for fen in (53_16, 53_15, 53_17, 50_00, 56_32):
        orders.add(shop, OrderFacts(NOW, fen, one), NOW)
    save(shop, "Average", leaf("average_bill", "<=", 53.16))
    assert members(shop, "Average") == {one}


def test_names_that_rules_take_for_one_are_one(shop: Shop) -> None:
    come(shop, "one", 3, 9)
    save(shop, "ＶＩＰ Ä", TWICE)
    with pytest.raises(UserError, match="There is a segment called ｖｉｐ ä already"):
        save(shop, "ｖｉｐ ä", leaf("visits", ">=", 100))
    assert store.by_name(shop, "ｖｉｐ ä").name == "ＶＩＰ Ä"
    assert len(members(shop, "ｖｉｐ ä")) == 1



def test_a_segment_in_use_stays_and_its_users_are_named(shop: Shop) -> None:
    first = save(shop, "Twice", TWICE)
    save(shop, "A", {"not": {"segment": "Twice"}})
    save(shop, "B", {"all": [{"segment": "twice"}, TWICE]})
    with pytest.raises(UserError, match="Twice is used by A, B: change or delete these first"):
        actions.delete(shop, first, NOW)
    assert [one.name for one in store.users_of(shop, "Twice")] == ["A", "B"]


def test_a_segment_goes_though_snapshots_were_made_of_it(shop: Shop) -> None:
    one = come(shop, "one", 3, 9)
    first = save(shop, "Twice", TWICE)
    user = save(shop, "Friends", {"all": [{"segment": "Twice"}, TWICE]})
    actions.freeze(shop, user, "Friends of then", NOW)
    with pytest.raises(UserError, match="Twice is used by Friends: change"):
        actions.delete(shop, first, NOW)
    actions.delete(shop, user, NOW)
    actions.delete(shop, first, NOW)
    (left,) = store.all_segments(shop)
    assert members(shop, "Friends of then") == {one} and wrong_segments(shop) == []
    assert sentence(left.rule, store.names(shop)).startswith("Customers who are in “Twice” and")
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert members(shop, "Twice") == members(shop, "Friends") == members(shop, "Friends of then") == {one}
    journal.redo(shop, NOW)
    journal.redo(shop, NOW)
    assert store.all_segments(shop) == [left] and members(shop, "Friends of then") == {one}
    another = actions.save(shop, "Twice", parse(leaf("visits", "=", 2)), NOW + DAY)
    actions.rename(shop, another, "Just twice", NOW + DAY)
    assert store.by_name(shop, "Friends of then") == left


def test_segments_made_of_themselves_are_refused(shop: Shop) -> None:
    with pytest.raises(UserError, match=r"segment: a segment cannot be made of itself: a → a"):
        save(shop, "A", {"segment": "a"})
    first = save(shop, "A", TWICE)
    save(shop, "B", {"not": {"segment": "A"}})
    save(shop, "C", {"any": [{"segment": "B"}]})
    with pytest.raises(UserError, match="a → c → b → a") as circle:
        save(shop, "A", {"all": [TWICE, {"segment": "C"}]}, first)
    assert circle.value.field == "all[1].segment"
    assert to_document(store.get(shop, first).rule) == TWICE


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"all": [TWICE, {"segment": "Tvice"}]}, r"all\[1\].segment: There is no segment called Tvice; there is Twice."),
        (leaf("visits", ">=", 1, product="湯"), "product: There is no product called 湯"),
        (leaf("coupon", "has", "usable", offer="x"), "offer: There is no offer called x"),
        ({"not": leaf("custom.Size", "=", "x")}, "not.field: There is no field called Size"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_not_saved(shop: Shop, document: dict[str, Any], words: str) -> None:
    save(shop, "Twice", TWICE)
    with pytest.raises(UserError, match=words):
        save(shop, "New", document)


def test_a_renamed_product_is_still_meant(shop: Shop) -> None:
    one = come(shop, "one", 3)
    save(shop, "Had noodles", leaf("orders", ">=", 1, product="面"))
    noodles = product_store.by_name(shop, "面")
    assert noodles is not None
    products.change(shop, noodles.id, replace(noodles.facts, name="牛肉面"), NOW)
    assert members(shop, "Had noodles") == {one}


def test_looks_at_the_same_time_begin_once(shop: Shop) -> None:
    come(shop, "one", 3, 80)
    segment = save(shop, "Twice", TWICE)
    start = Barrier(4)

    def look(_nth: int) -> Moves:
        own = shop.again()
        try:
            start.wait()
            return actions.look(own, segment, NOW)
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [Moves((), (), NOW)] * 4


def test_a_look_tells_who_came_in_and_left_since_an_earlier_day(shop: Shop) -> None:
    one, other = come(shop, "one", 3, 80), come(shop, "other", 1)
    segment = save(shop, "Twice in 90 days", leaf("visits", ">=", 2, within_days=90))
    assert actions.look(shop, segment, NOW) == Moves((), (), NOW)
    later = NOW + DAY
    orders.add(shop, OrderFacts(later, 10_00, other), later)
    assert actions.look(shop, segment, later) == Moves((other,), (), NOW)
    assert actions.look(shop, segment, later) == Moves((other,), (), NOW)  # still news an hour later
    assert store.moves(shop, segment) == Moves((other,), (), NOW)
    much_later = NOW + 20 * DAY
    assert actions.look(shop, segment, much_later) == Moves((), (one,), later)
    assert actions.look(shop, segment, NOW + 21 * DAY) == Moves((), (), much_later)
    save(shop, "Twice in 90 days", TWICE, segment)
    assert store.moves(shop, segment) == Moves()


def test_tagging_and_coupons_for_all_members_are_one_step_to_take_back(shop: Shop) -> None:
    regulars = [come(shop, f"r{n}", 3, 9) for n in range(3)]
    other = come(shop, "other", 5)
    segment = save(shop, "Twice", TWICE)
    assert actions.tag(shop, segment, "VIP", NOW) == 3
    assert members(shop, "Twice") == {one.id for one in customer_store.fetch(shop, range(99)) if "VIP" in one.facts.tags}
    assert actions.untag(shop, segment, "vip", NOW) == 3
    with pytest.raises(UserError, match="There is no tag “x”"):
        actions.untag(shop, segment, "x", NOW)
    offer = offers.add(shop, "满58减8", Terms(Kind.AMOUNT_OFF, 8_00, min_spend_fen=58_00), NOW)
    issue = actions.issue(shop, segment, offer, NOW)
    save(shop, "Holders", leaf("coupon", "has", "usable", offer="满58减8"))
    assert members(shop, "Holders") == set(regulars)
    assert len(coupon_store.ids_of_issue(shop, issue)) == 3
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    held = coupon_store.fetch(shop, coupon_store.ids_of_issue(shop, issue), NOW)
    assert {one.state for one in held} == {State.CANCELLED}
    nobody = save(shop, "Nobody", leaf("visits", ">", 99))
    with pytest.raises(UserError, match="Nobody is in Nobody now"):
        actions.tag(shop, nobody, "VIP", NOW)
    assert other not in regulars


def test_who_is_in_it_by_another_rule_neither_came_in_nor_left(shop: Shop) -> None:
    come(shop, "one", 3, 9)
    segment = save(shop, "Often", TWICE)
    user = save(shop, "Seldom", {"not": {"segment": "Often"}})

    def looks() -> list[Moves]:
        return [actions.look(shop, one, NOW + DAY) for one in (segment, user)]

    anew = [Moves((), (), NOW + DAY)] * 2
    looks()
    save(shop, "Often", leaf("visits", ">=", 100), segment)
    assert looks() == anew
    journal.undo(shop, NOW)
    assert looks() == anew
    journal.redo(shop, NOW)
    assert looks() == anew
    journal.undo(shop, NOW)
    looks()
    other = come(shop, "other", 4, 8)
    actions.rename(shop, segment, "Regulars", NOW)
    assert looks()[0].entered == (other,)


def test_a_merged_customer_keeps_a_place_in_snapshots_and_undo_gives_both_back(shop: Shop) -> None:
    keep, drop, third = come(shop, "keep", 3), come(shop, "drop", 5, 9), come(shop, "third", 1, 2)
    segment = save(shop, "Twice", TWICE)
    actions.freeze(shop, segment, "Frozen", NOW)
    actions.look(shop, segment, NOW)
    duplicates.merge(shop, plan_merge(shop, keep, drop), NOW)
    assert members(shop, "Frozen") == {keep, third} == members(shop, "Twice")
    assert actions.look(shop, segment, NOW).left == ()
    journal.undo(shop, NOW)
    assert members(shop, "Frozen") == {drop, third}


def test_empty_shops_and_single_bills_give_plain_counts(shop: Shop) -> None:
    for document in (TWICE, leaf("overdue", ">=", 1), leaf("rfm", "=", "important_value"), leaf("p_alive", ">", 0),
                     leaf("tier", "=", "core"), leaf("average_bill", ">", 0), leaf("birthday_in_days", "<=", 7)):  # fmt: skip
        rule = parse(document)
        found = store.count(shop, rule, NOW)
        assert (found.n, found.of, store.steps(shop, rule, NOW)) == (0, 0, {(): 0})
        assert store.members(shop, rule, NOW) == store.sample(shop, rule, NOW, 5, 1) == []
    one = come(shop, "one")
    book.write(shop, [(NOW + 3 * DAY, one, 10_00)], NOW)  # entered ahead
    assert store.count(shop, parse(leaf("visits", ">=", 1)), NOW).n == 0
    assert store.count(shop, parse(leaf("visits", ">=", 1)), NOW + 9 * DAY).n == 1
    (reason,) = store.why(shop, parse(leaf("last_visit_days", "<=", 7)), one, NOW)
    assert (reason.holds, reason.actual) == (False, "not known")


def test_refunds_count_as_money_taken_back(shop: Shop) -> None:
    one = come(shop, "one", 3)
    book.write(shop, [(NOW - DAY, one, -25_00)], NOW)
    assert store.count(shop, parse(leaf("spent", "=", 5, within_days=30)), NOW).n == 1
    assert store.count(shop, parse(leaf("spent", "<", 10)), NOW).n == 1


def test_birthdays_of_both_calendars_are_counted_in_days(shop: Shop) -> None:
    from storeassist.kernel.calendars import read_birthday

    solar = come(shop, "solar", birthday=read_birthday("9-18"))
    lunar = come(shop, "lunar", birthday=read_birthday("农历八月初五"))  # 15 September 2026
    none = come(shop, "none")
    assert store.members(shop, parse(leaf("birthday_in_days", "=", 0)), NOW) == [lunar]
    assert store.members(shop, parse(leaf("birthday_in_days", "between", [1, 7])), NOW) == [solar]
    assert store.members(shop, parse(leaf("birthday_in_days", "is_empty")), NOW) == [none]
    (reason,) = store.why(shop, parse(leaf("birthday_in_days", "<=", 7)), solar, NOW)
    assert (reason.words, reason.actual) == ("have their birthday within 7 days", "3 days")


def test_the_command_search_knows_segments_by_name(shop: Shop) -> None:
    segment = save(shop, "Old friends", TWICE)
    (found,) = search.named(shop)
    assert (found.title, found.page, found.args, found.detail) == (
        "Old friends",
        "segments",
        {"segment_id": segment},
        "Customers who came at least 2 times.",
    )


def test_a_file_with_a_broken_segment_says_so_and_is_no_program_error(shop: Shop) -> None:
    save(shop, "Twice", TWICE)
    assert wrong_segments(shop) == []
    with shop.write() as db:
        db.execute(
            "INSERT INTO segment (name, rule, created_at, changed_at) VALUES ('A', '{\"segment\": \"B\"}', 'x', 'x'),"
            " ('B', '{\"not\": {\"segment\": \"a\"}}', 'x', 'x'), ('C', '{\"segment\": \"gone\"}', 'x', 'x'), ('D', '7', 'x', 'x')"
        )
    assert [text.partition(":")[0] for text in wrong_segments(shop)] == [
        "The rule of the segment D cannot be read",
        "The segment a is made of itself.",
        "The segment b is made of itself.",
        "The segment c names gone, which is not there.",
    ]
    with shop.write() as db:
        db.execute("UPDATE segment SET created_at = '2026-09-15', changed_at = '2026-09-15'")
        db.execute("DELETE FROM segment WHERE name = 'D'")
    with pytest.raises(UserError, match="a is made of itself, so nobody can tell"):
        members(shop, "A")
    with pytest.raises(UserError, match="There is no segment called gone"):
        members(shop, "C")


def test_a_rule_about_what_is_gone_selects_nobody_by_mistake(shop: Shop) -> None:
    come(shop, "one", 3)
    field = customers.add_field(shop, "Size", FieldKind.TEXT, NOW)
    save(shop, "Not large", {"not": leaf("custom.size", "=", "L")})
    assert len(members(shop, "Not large")) == 1
    customers.remove_field(shop, next(one for one in customer_store.fields(shop) if one.id == field), NOW)
    with pytest.raises(UserError, match="There is no field called Size"):
        members(shop, "Not large")
    with pytest.raises(UserError, match="There is no product called soup"):
        store.count(shop, parse({"not": leaf("orders", ">", 0, product="soup")}), NOW)


def test_fields_of_the_shops_own_compare_as_what_they_hold(shop: Shop) -> None:
    size = customers.add_field(shop, "Size", FieldKind.NUMBER, NOW)
    since = customers.add_field(shop, "Since", FieldKind.DATE, NOW)
    small = come(shop, "small", custom={size: "9", since: "2026-01-31"})
    large = come(shop, "large", custom={size: "10.5", since: "2026-03-01"})
    none = come(shop, "none")

    def found(op: str, value: Any = None, field: str = "Size") -> list[int]:
        return sorted(store.members(shop, parse(leaf(f"custom.{field}", op, value)), NOW))

    assert found(">", 9.5) == [large]  # as a number, not as the letters 1 and 9
    assert found("=", 10.5) == found("=", "10.5") == found("in", [10.5, "11"]) == [large]
    assert found("!=", 9) == [large, none]
    assert found("between", [5, 10]) == [small]
    assert found("is_empty") == [none]
    assert found(">=", "2026-02-01", "since") == [large]
    assert found("between", ["2026-01-01", "2026-02-01"], "SINCE") == [small]


def test_coupons_are_asked_for_by_their_state_and_offer(shop: Shop) -> None:
    one, other = come(shop, "one", 3), come(shop, "other", 5)
    terms = Terms(Kind.AMOUNT_OFF, 8_00, days_after_issue=7)
    lunch, tea = (offers.add(shop, name, terms, NOW) for name in ("Lunch", "Tea"))
    coupons.issue(shop, lunch, NOW, customer_ids=[one])
    used = coupon_store.ids_of_issue(shop, coupons.issue(shop, tea, NOW, customer_ids=[one, other]))
    coupons.cancel(shop, used[1:], "test", NOW)

    def found(op: str, value: Any = None, now: datetime = NOW, **offer: str) -> list[int]:
        return sorted(store.members(shop, parse(leaf("coupon", op, value, **offer)), now))

    assert found("has", "usable") == [one]
    assert found("has", "cancelled") == [other] == found("has_any", ["cancelled", "claimed"], offer="tea")
    assert found("has", "cancelled", offer="Lunch") == []
    assert found("not_empty") == [one, other] == found("not_empty", offer="Tea")
    assert found("is_empty", offer="Lunch") == [other]
    assert found("!=", "usable") == [other]
    assert found("has", "expired", NOW + 8 * DAY) == [one]
    assert found("has", "usable", NOW + 8 * DAY) == []


def test_a_segment_may_leave_out_a_snapshot_of_one_made_of_it(shop: Shop, now: datetime) -> None:
    ann = customers.add(shop, CustomerFacts("Ann"), now)
    inner = actions.save(shop, "inner", parse(leaf("visits", "=", 0)), now)
    outer = actions.save(shop, "outer", parse({"segment": "inner"}), now)
    actions.freeze(shop, outer, "before", now)
    bob = customers.add(shop, CustomerFacts("Bob"), now)
    actions.save(shop, "inner", parse({"minus": [leaf("visits", "=", 0), {"segment": "before"}]}), now, inner)
    assert store.members(shop, SegmentRef("before"), now) == [ann]
    assert store.members(shop, SegmentRef("outer"), now) == [bob]
    assert wrong_segments(shop) == []
