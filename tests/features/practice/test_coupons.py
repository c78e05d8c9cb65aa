"""The offers, coupons and cards of the invented year: true by the rules of the shop, and worth nothing outside it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storeassist.features import SCHEMA
from storeassist.features.batches import rules as batch_rules
from storeassist.features.batches import store as batches
from storeassist.features.batches.records import Result, Word
from storeassist.features.cards import store as cards
from storeassist.features.coupons import store as coupons
from storeassist.features.coupons.records import Bill, Coupon, Reason, State
from storeassist.features.coupons.store_checks import notes
from storeassist.features.coupons.store_verdicts import verdict
from storeassist.features.offers import store as offers
from storeassist.features.offers.rules import sentence
from storeassist.features.practice import jobs
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import use_language

MOMENTS = ["2026-02-18T09:00", "2024-02-29T23:59:59", "2027-01-01T00:00", "2030-10-03T12:30", "2026-04-12T19:05:34"]
"""In the year that ends at the last one the desk refuses a coupon, and the guest pays without."""


def every_coupon(shop: Shop, now: datetime) -> list[Coupon]:
    return coupons.fetch(shop, shop.ids("SELECT id FROM coupon ORDER BY id"), now)


def results(shop: Shop) -> list[Result]:
    """What the batches brought, the oldest first."""
    return batches.results(shop, cards.fetch(shop, cards.ids(shop, descending=False)))


def test_coupons_are_there_in_every_state(practice: Shop, now: datetime) -> None:
    counts = Counter(one.state for one in every_coupon(practice, now))
    assert set(counts) == set(State)
    assert counts[State.REDEEMED] > 60
    in_hands = [one for one in every_coupon(practice, now) if one.customer_id and one.state is State.ISSUED]
    assert len(in_hands) > 15


def test_the_offers_are_those_of_a_noodle_shop_and_one_is_over(practice: Shop) -> None:
    use_language("zh_CN")
    told = {
        one.name: (sentence(one.terms), one.is_retired)
        for one in offers.fetch(practice, offers.ids(practice, retired=None))
    }
    assert [name for name, (_words, is_over) in told.items() if is_over] == ["周年庆 8 折"]
    assert told["下午满 58 减 8"][0].startswith("满 58 减 8，周一至周五 14:00–17:00，每人每天限 1 次")
    assert told["卤牛肉半斤 49 元"][0].startswith("卤牛肉半斤只要 49 元，每人限 1 次")
    assert "仅限首单" in told["新朋友送卤豆干"][0]


def test_every_use_keeps_to_the_words_of_its_offer(practice: Shop, now: datetime) -> None:
    uses = practice.query(
        "SELECT l.id, l.at, l.amount_fen, l.discount_fen, i.offer_id, o.amount_fen AS paid_fen, o.discount_fen AS off_fen,"
        " o.at AS paid_at, o.customer_id, w.customer_id AS who FROM coupon_ledger l"
        " JOIN coupon_issue i ON i.id = l.issue_id LEFT JOIN redemption_customer w ON w.id = l.id"
        " JOIN \"order\" o ON o.number = l.order_number AND o.reverses_id IS NULL WHERE l.entry = 'redeemed'"
    )
    assert len(uses) == practice.value("SELECT count(*) FROM coupon_ledger WHERE entry = 'redeemed'")
    for use in uses:
        assert (use["paid_fen"] + use["off_fen"], use["off_fen"]) == (use["amount_fen"], use["discount_fen"])
        assert (use["paid_at"], use["customer_id"]) == (use["at"], use["who"])
        at, terms = datetime.fromisoformat(use["at"]), offers.get(practice, use["offer_id"]).terms
        assert at < now
        assert use["amount_fen"] >= terms.min_spend_fen
        assert not terms.weekdays or at.isoweekday() in terms.weekdays
        assert not terms.hours or any(one.start <= at.time() < one.end for one in terms.hours)
        if terms.first_purchase_only:
            first = practice.value('SELECT min(at) FROM "order" WHERE customer_id = ?', [use["customer_id"]])
            assert first == use["at"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_at_any_time_its_ledger_holds_and_has_nothing_odd(moment: str, tmp_path: Path) -> None:
    now = datetime.fromisoformat(moment)
    shop = Shop.open(jobs.make(Quiet(), tmp_path / "any.shop", SCHEMA, now), SCHEMA)
    assert notes(shop, now) == []
    assert shop.value('SELECT count(*) FROM "order" WHERE reverses_id IS NULL') == jobs.BILLS
    assert shop.value("SELECT max(at) FROM coupon_ledger") <= now.isoformat()
    assert shop.value("SELECT count(*) FROM coupon_ledger WHERE entry = 'redeemed'") > 50
    assert len(offers.ids(shop, retired=None)) == 4
    assert sum(result.figures.first_orders > 5 for result in results(shop)) >= 2
    shop.close()


def test_each_batch_of_cards_tells_a_story_of_its_own(practice: Shop, now: datetime) -> None:
    first, tables, till, leaflets, second, third = results(practice)
    said = [batch_rules.word(one, now.date()) for one in (first, tables, till, leaflets, second, third)]
    assert said == [Word.WORTH, Word.WORTH, Word.WORTH, Word.NOT_WORTH, Word.WORTH, Word.NOT_PRINTED]
    assert tables.by_channel
    assert first.figures.first_orders > 15
    assert first.figures.repeat_customers > 5
    assert first.figures.claimed > first.figures.first_orders, "some took the card and never came"
    assert till.figures.used > 15 > till.figures.first_orders, "cards at the till bring back those who come anyway"
    assert len(second.figures.by_day) > 8
    assert third.batch.printed == 0


def test_some_redemption_is_of_today_when_somebody_came(practice: Shop, now: datetime) -> None:
    assert coupons.day_figures(practice, now.date()).used == 1


def test_its_codes_are_worth_nothing_in_a_shop_of_ones_own(practice: Shop, shop: Shop, now: datetime) -> None:
    one = next(one for one in every_coupon(practice, now) if one.state is State.ISSUED)
    bill = Bill(10_000, now)
    assert verdict(shop, coupons.payload(practice, one), bill, now).reason is Reason.FORGED
    assert verdict(shop, coupons.short(one), bill, now).reason is Reason.UNKNOWN


def test_no_two_practice_shops_share_a_code(practice: Shop, tmp_path: Path, now: datetime) -> None:
    again = Shop.open(jobs.make(Quiet(), tmp_path / "again.shop", SCHEMA, now), SCHEMA)
    assert not {one.code for one in every_coupon(practice, now)} & {one.code for one in every_coupon(again, now)}
    assert coupons.key(practice) != coupons.key(again)
    again.close()


def test_a_new_day_lets_a_coupon_of_the_quiet_hours_in(practice: Shop, now: datetime) -> None:
    one = next(
        one
        for one in every_coupon(practice, now)
        if one.customer_id and one.offer_name == "下午满 58 减 8" and one.state is State.ISSUED
    )
    code = coupons.short(one)
    early = verdict(practice, code, Bill(7600, now), now)
    assert (early.reason, early.hint) == (Reason.HOUR, "Usable from 14:00")
    later = now + timedelta(hours=4)
    assert verdict(practice, code, Bill(7600, later), later).discount_fen == 800
