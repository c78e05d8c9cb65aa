"""What an offer costs, told from the shop's own bills: or that it cannot be told yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storeassist.features.offers.records import Kind, Terms
from storeassist.features.offers.rules_cost import Estimate, Figures, cost_lines, estimate
from storeassist.features.offers.store_cost import figures
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Shop

EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00)
KNOWN = Figures(bills=100, fitting=50, fitting_fen=80_00, margin=0.6, lines=200, issued=200, used=50)


def said(told: Estimate) -> list[str]:
    return [figure for _label, figure, _how in cost_lines(told)]


def test_the_figures_of_a_shop_that_knows_itself() -> None:
    told = estimate(EIGHT_OFF, KNOWN, fixed_fen=100_00)
    assert (told.a_use, told.likely, told.worst, told.left) == (8_00, 100 * 8_00 // 4, None, 40_00)
    assert told.extra_share == pytest.approx(8 / 48)
    assert told.break_even == 3
    assert said(told) == ["¥8", "about ¥200", "no limit", "17 of 100 uses", "3 extra visits"]


def test_a_new_shop_is_told_that_it_cannot_be_told() -> None:
    told = estimate(EIGHT_OFF, Figures(), fixed_fen=100_00)
    assert said(told) == ["¥8", "cannot tell yet", "no limit", "cannot tell yet", "cannot tell yet"]


def test_limits_bound_the_worst_case_and_the_likely_one() -> None:
    by_uses = estimate(Terms(Kind.AMOUNT_OFF, value_fen=8_00, total=100), KNOWN)
    by_money = estimate(Terms(Kind.AMOUNT_OFF, value_fen=8_00, total=100, cost_ceiling_fen=50_00), KNOWN)
    assert (by_uses.worst, by_uses.likely) == (800_00, 200_00)
    assert (by_money.worst, by_money.likely) == (50_00, 50_00)


def test_a_percentage_without_a_highest_amount_has_no_worst_case_but_a_ceiling() -> None:
    known = Figures(bills=100, fitting=50, fitting_fen=80_00, off_fen=16_00, margin=0.6, lines=99)
    percent = Terms(Kind.PERCENT_OFF, basis_points=2_000, total=10)
    assert estimate(percent, known).a_use == 16_00 and estimate(percent, known).worst is None
    capped = Terms(Kind.PERCENT_OFF, basis_points=2_000, total=10, max_discount_fen=20_00)
    assert estimate(capped, known).worst == 200_00


def test_a_gift_costs_what_the_shop_pays_for_it_and_at_worst_its_price() -> None:
    gift = Terms(Kind.GIFT, product="Egg", total=10)
    known = Figures(bills=100, fitting=50, fitting_fen=80_00, margin=0.6, price_fen=3_00, cost_fen=1_10)
    assert (estimate(gift, known).a_use, estimate(gift, known).worst) == (1_10, 30_00)
    assert estimate(gift, Figures()).a_use is None


def test_an_offer_that_gives_more_than_a_bill_earns_never_pays() -> None:
    told = estimate(Terms(Kind.AMOUNT_OFF, value_fen=50_00), KNOWN, fixed_fen=10_00)
    assert told.break_even is None and said(told)[-2:] == ["never pays", "never pays"]


def test_figures_come_from_live_bills_of_ninety_days(shop: Shop, now: datetime) -> None:
    products.add(shop, ProductFacts("Noodles", price_fen=30_00, cost_fen=12_00), now)
    for day in range(40):
        at = now - timedelta(days=day, minutes=5)
        orders.add(shop, OrderFacts(at, 55_00, discount_fen=5_00, lines=(Line("Noodles", 2, 60_00),)), at)
    small = orders.add(shop, OrderFacts(now, 20_00), now)
    orders.add(shop, OrderFacts(now - timedelta(days=91), 500_00), now)
    voided = orders.add(shop, OrderFacts(now, 900_00), now)
    orders.void(shop, voided, "wrong", now)
    assert small
    told = figures(shop, Terms(Kind.PERCENT_OFF, basis_points=1_000, max_discount_fen=4_00, min_spend_fen=60_00), now)
    assert (told.bills, told.fitting, told.fitting_fen, told.off_fen) == (41, 40, 60_00, 4_00)
    assert told.margin == pytest.approx(0.6) and told.lines == 40
    dear = figures(shop, Terms(Kind.SPECIAL_PRICE, value_fen=20_00, product="noodles", min_spend_fen=61_00), now)
    assert (dear.fitting, dear.price_fen, dear.cost_fen) == (0, 30_00, None)
