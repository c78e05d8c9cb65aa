"""Batches are added, changed and taken out; what is printed stays as it is."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PIL import Image

from storeassist.adapters.pictures import open_picture
from storeassist.features import SCHEMA
from storeassist.features.cards import actions, store
from storeassist.features.cards.records import CardKind, Target, TargetKind
from storeassist.features.coupons import actions as coupon_actions
from storeassist.features.coupons import store as coupons
from storeassist.features.offers import actions as offers
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.adapters.codes import GROUP, WECHAT, code, saved, screenshot
from tests.features.cards import printing


def released(shop: Shop, now: datetime, **more: object) -> int:
    """A batch of which every card left the program, without the paper."""
    batch = printing.batch(shop, now, **more)
    codes = coupons.free_codes(shop, batch.facts.quantity)
    every = range(1, batch.facts.quantity + 1)
    actions.release(shop, batch, codes, every, printing.layout(batch), 2, now)
    return batch.id


def test_a_batch_comes_back_as_it_was_said(shop: Shop, now: datetime) -> None:
    said = printing.facts(
        printing.offer(shop, now),
        200,
        place="外卖袋",
        channel="包裹卡",
        valid_until=date(2026, 12, 31),
        cost_fen=120_00,
        target=printing.GROUP,
        colour="#2F6B4F",
        logo=saved(code(size=1)),
    )
    batch = store.get(shop, actions.add(shop, said, now))
    assert batch.facts == said
    assert (batch.offer_name, batch.printed, batch.printed_at, batch.issue_id) == (printing.OFFER, 0, None, None)
    assert store.by_name(shop, "  五月券卡 ") == batch
    assert store.codes_of(shop, batch) == []


def test_adding_changing_and_removing_can_be_taken_back_with_the_logo(shop: Shop, now: datetime) -> None:
    logo = bytes(range(256))
    batch = printing.batch(shop, now, logo=logo)
    actions.edit(shop, batch.id, replace(batch.facts, name="六月", logo=b"", quantity=50), now)
    assert store.get(shop, batch.id).facts.logo == b""
    journal.undo(shop, now)
    assert store.get(shop, batch.id) == batch
    journal.redo(shop, now)
    assert store.get(shop, batch.id).facts.quantity == 50
    journal.undo(shop, now)
    actions.remove(shop, batch.id, now)
    assert store.ids(shop) == []
    journal.undo(shop, now)
    assert store.get(shop, batch.id) == batch
    assert journal.undo(shop, now) == "Added the batch 五月券卡"
    assert store.ids(shop) == []
    journal.redo(shop, now)
    assert store.get(shop, batch.id) == batch


def test_two_batches_of_one_name_are_refused(shop: Shop, now: datetime) -> None:
    one = printing.batch(shop, now, name="May")
    with pytest.raises(UserError, match="called MAY already"):
        actions.add(shop, replace(one.facts, name="MAY"), now)
    other = store.get(shop, actions.add(shop, replace(one.facts, name="June"), now))
    with pytest.raises(UserError, match="called may already"):
        actions.edit(shop, other.id, replace(other.facts, name="may"), now)
    actions.edit(shop, one.id, replace(one.facts, name="MAY"), now)


def test_what_does_not_fit_together_is_refused(shop: Shop, now: datetime) -> None:
    facts = printing.facts(printing.offer(shop, now))
    for wrong, words in (
        ({"design": "nothing"}, "no design called"),
        ({"kind": CardKind.BOTTLE}, "another kind"),
        ({"quantity": 0}, "1 to 50,000"),
        ({"colour": "red; drop"}, "is not a colour"),
        ({"offer_id": 999}, "no longer"),
    ):
        with pytest.raises(UserError, match=words):
            actions.add(shop, replace(facts, **wrong), now)  # type: ignore[arg-type]
    assert store.ids(shop) == []


def test_the_code_of_one_coupon_is_not_put_on_every_card(shop: Shop, now: datetime) -> None:
    coupon_actions.issue(shop, printing.offer(shop, now), now)
    [code] = shop.ids("SELECT code AS id FROM coupon")
    for text in coupons.printed_forms(shop, [code])[0]:
        with pytest.raises(UserError, match="only once") as refused:
            printing.batch(shop, now, offer_id=None, target=Target(TargetKind.OTHER, text), kind=CardKind.PACKAGE)
        assert refused.value.field == "target"


def test_a_retired_offer_gets_no_new_cards_but_keeps_those_planned(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now)
    assert batch.facts.offer_id is not None
    offers.retire(shop, [batch.facts.offer_id], now)
    with pytest.raises(UserError, match="retired"):
        actions.add(shop, replace(batch.facts, name="more"), now)
    actions.edit(shop, batch.id, replace(batch.facts, place="door"), now)


def test_words_for_another_design_are_left_out(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, fields={"of another design": "hello"})
    assert batch.facts.fields == {}


def test_of_a_printed_batch_only_name_place_and_cost_change(shop: Shop, now: datetime) -> None:
    batch = store.get(shop, released(shop, now, valid_until=date(2026, 9, 20)))
    later = now + timedelta(days=30)
    said = replace(batch.facts, name="May", place="door", cost_fen=99_00)
    actions.edit(shop, batch.id, said, later)
    assert store.get(shop, batch.id).facts == said
    for changed in ({"quantity": 300}, {"valid_until": None}, {"channel": "x"}, {"target": printing.PERSONAL}):
        with pytest.raises(UserError, match="only its name, its place and its cost"):
            actions.edit(shop, batch.id, replace(said, **changed), later)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="needs a name"):
        actions.edit(shop, batch.id, replace(said, name=" "), later)
    with pytest.raises(UserError, match="so it stays"):
        actions.remove(shop, batch.id, later)


def test_printing_is_for_good_and_so_is_what_was_done_to_the_batch_before(shop: Shop, now: datetime) -> None:
    offer_id = printing.offer(shop, now)
    batch = printing.batch(shop, now, offer_id=offer_id)
    actions.edit(shop, batch.id, replace(batch.facts, quantity=3), now)
    batch = store.get(shop, batch.id)
    actions.release(shop, batch, coupons.free_codes(shop, 3), [1, 2, 3], printing.layout(batch), 1, now)
    printed = store.get(shop, batch.id)
    assert (printed.printed, len(store.codes_of(shop, printed))) == (3, 3)
    actions.edit(shop, batch.id, replace(printed.facts, place="door"), now)
    assert journal.undo(shop, now) == "Changed the batch 五月券卡"
    with suppress(UserError):  # what is left to take back is the offer, which is on the cards
        journal.undo(shop, now)
    assert store.get(shop, batch.id) == printed


def test_a_batch_printed_by_somebody_else_meanwhile_is_not_printed_twice(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 3)
    layout = printing.layout(batch)
    actions.release(shop, batch, coupons.free_codes(shop, 3), [1], layout, 1, now)
    before = printing.rows(shop)
    with pytest.raises(UserError, match="Print it once more"):
        actions.release(shop, batch, coupons.free_codes(shop, 3), [1], layout, 1, now)
    assert printing.rows(shop) == before


def test_runs_are_kept_as_they_were_and_add_up(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 9)
    layout = printing.layout(batch, start=2)
    run = actions.release(shop, batch, coupons.free_codes(shop, 9), [1, 2, 5], layout, 1, now)
    assert (run.first, run.last, run.start) == (1, 5, 2)
    later = now + timedelta(hours=1)
    actions.release(shop, store.get(shop, batch.id), [], [2, 3], layout, 1, later, why="jam")
    assert [(one.first, one.last, one.why) for one in store.runs(shop, batch.id)] == [
        (2, 3, "jam"),
        (5, 5, ""),
        (1, 2, ""),
    ]
    assert store.released(shop, batch.id) == {1, 2, 3, 5}
    now_printed = store.get(shop, batch.id)
    assert (now_printed.printed, now_printed.printed_at) == (4, later)


def test_batches_are_listed_and_found(shop: Shop, now: datetime) -> None:
    offer_id = printing.offer(shop, now)
    first = printing.batch(shop, now, offer_id=offer_id, name="袋子", place="前台", quantity=5)
    second = printing.batch(
        shop, now, offer_id=None, target=printing.PERSONAL, name="Door", channel="Poster", quantity=9
    )
    assert store.ids(shop) == [second.id, first.id]
    assert store.ids(shop, sort="quantity", descending=False) == [first.id, second.id]
    for sort in store.SORTS:
        assert sorted(store.ids(shop, sort=sort)) == [first.id, second.id]
    assert [store.ids(shop, text) for text in ("前台", "post", "满58", "zzz", "%")] == [
        [first.id],
        [second.id],
        [first.id],
        [],
        [],
    ]
    with pytest.raises(UserError, match="no batch called x"):
        store.by_name(shop, "x")
    with pytest.raises(UserError, match="no longer"):
        store.get(shop, 999)


def test_the_owners_code_is_read_from_a_screenshot(now: datetime) -> None:
    personal = actions.read_target(saved(screenshot(code(size=9))), now.date())
    assert (personal.kind, personal.text, personal.dies_on) == (TargetKind.PERSONAL, WECHAT, None)
    group = actions.read_target(open_picture(saved(code(GROUP))), now.date())
    assert (group.kind, group.dies_on) == (TargetKind.GROUP, date(2026, 9, 22))


@pytest.mark.parametrize("size", [1, 2])
def test_a_tiny_code_is_read_enlarged(size: int, now: datetime) -> None:
    assert actions.read_target(saved(code(size=size)), now.date()).text == WECHAT


def test_a_picture_without_a_code_or_with_several_is_refused(now: datetime) -> None:
    with pytest.raises(UserError, match="No QR code can be read"):
        actions.read_target(saved(Image.new("L", (400, 400), 255)), now.date())
    two = screenshot(code(size=6), at=(50, 100))
    two.paste(code(GROUP, size=6), (50, 1200))
    with pytest.raises(UserError, match="2 QR codes"):
        actions.read_target(saved(two), now.date())
    with pytest.raises(UserError, match="not a picture"):
        actions.read_target(b"nothing", now.date())


def test_one_code_twice_in_a_picture_is_one(now: datetime) -> None:
    twice = screenshot(code(size=6), at=(50, 100))
    twice.paste(code(size=6), (50, 1200))
    assert actions.read_target(saved(twice), now.date()).text == WECHAT


@pytest.mark.parametrize("height", [30_000, 70_000])
def test_a_picture_like_a_till_roll_is_refused_without_taking_all_memory(height: int, now: datetime) -> None:
    strip = saved(Image.new("L", (500, height), 255))
    tracemalloc.start()
    with pytest.raises(UserError, match="No QR code can be read"):
        actions.read_target(strip, now.date())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 3 * 500 * height


def printed_meanwhile(shop: Shop, batch_id: int, now: datetime) -> None:
    """As soon as the next transaction is about to begin, another program prints the batch."""
    other = Shop.open(shop.path, SCHEMA)

    def before(statement: str) -> None:
        if statement.startswith("BEGIN") and not store.get(other, batch_id).printed:
            batch = store.get(other, batch_id)
            codes = coupons.free_codes(other, batch.facts.quantity)
            actions.release(other, batch, codes, [1, 2, 3], printing.layout(batch), 1, now)

    shop.db.set_trace_callback(before)


def test_a_batch_printed_by_another_program_meanwhile_stays_as_it_was_printed(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 3)
    printed_meanwhile(shop, batch.id, now)
    with pytest.raises(UserError, match="only its name, its place and its cost"):
        actions.edit(shop, batch.id, replace(batch.facts, quantity=9), now)
    assert store.get(shop, batch.id).facts == batch.facts


def test_a_batch_printed_by_another_program_meanwhile_is_not_taken_out(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 3)
    printed_meanwhile(shop, batch.id, now)
    with pytest.raises(UserError, match="so it stays"):
        actions.remove(shop, batch.id, now)
    assert store.get(shop, batch.id).printed == 3
