"""An offer in the few words of a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from storeassist.features.cards import faces
from storeassist.features.cards.rules_print import offer_words
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.text import use_language
from tests.features.cards.pressed import SHOP, WORDS, cards, facts

KINDS = [
    (Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, per_customer=1), "¥8 off from ¥58"),
    (Terms(Kind.AMOUNT_OFF, value_fen=850, weekdays=(1, 2)), "¥8.50 off"),
    (Terms(Kind.PERCENT_OFF, basis_points=1200, max_discount_fen=3000), "12% off"),
    (Terms(Kind.GIFT, product="卤蛋", first_purchase_only=True), "Free 卤蛋"),
    (Terms(Kind.GIFT, product="卤蛋", min_spend_fen=3000, total=100), "Free 卤蛋 from ¥30"),
    (Terms(Kind.SPECIAL_PRICE, value_fen=4900, product="牛肉面"), "牛肉面 for ¥49"),
    (Terms(Kind.RED_PACKET, value_fen=880), "¥8.80 red packet"),
]


@pytest.mark.parametrize(("terms", "headline"), KINDS)
def test_the_headline_says_what_it_gives_and_from_which_bill_on(terms: Terms, headline: str) -> None:
    assert offer_words("9 月", terms).value == headline


def test_the_last_day_has_its_year_in_chinese_too() -> None:
    use_language("zh_CN")
    assert "2026.12.31" in offer_words("9 月", Terms(Kind.GIFT, product="卤蛋", valid_to=date(2026, 12, 31))).valid


def test_the_last_day_of_the_batch_goes_before_that_of_the_offer() -> None:
    terms = Terms(Kind.AMOUNT_OFF, value_fen=800, valid_to=date(2026, 12, 31))
    words = offer_words("9 月", terms)
    assert words.valid == "Valid until 31 Dec 2026"
    assert faces.values(facts(), cards(1)[0], words, SHOP)["valid"] == "Valid until 31 Oct 2026"
    assert faces.values(facts(valid_until=None), cards(1)[0], words, SHOP)["valid"] == words.valid


def test_an_offer_that_counts_from_its_issue_says_for_how_long() -> None:
    terms = Terms(Kind.AMOUNT_OFF, value_fen=800, days_after_issue=14)
    assert offer_words("9 月", terms).valid == "Valid 14 days after you get it"


def test_the_rule_says_what_the_customer_must_know_and_nothing_twice() -> None:
    bare = Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, per_customer=1)
    whole = replace(bare, valid_to=date(2026, 12, 31), cost_ceiling_fen=50_000)
    assert "¥58" in offer_words("9 月", bare).rules
    assert offer_words("9 月", whole).rules == offer_words("9 月", bare).rules
    assert faces.values(facts(), cards(1)[0], WORDS, SHOP)["rules"] == WORDS.rules
