"""A till's file comes again after coupons were used on its bills: the shop's revenue stays what was truly taken."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeassist.features import SCHEMA
from storeassist.features.coupons import actions, store_checks
from storeassist.features.imports import TILL_HAS_ALL, jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.preview import Known, Preview
from storeassist.features.imports.records import Kind, Options, Result
from storeassist.features.offers.records import Kind as OfferKind
from storeassist.features.offers.records import Stacking
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.features.orders.store import shop_figures
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.settings import write_setting
from tests.dumps import problems
from tests.features.coupons.ground import NOW, Desk

LATER = NOW + timedelta(minutes=5)
AT = f"{NOW:%Y-%m-%d} 12:05"
Till = Callable[..., Result]


def bring_in(shop: Shop, path: Path, head: list[str], *bills: list[Any]) -> Result:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *bills])
    _kind, source = jobs.examine(Quiet(), path, kind=Kind.ORDERS)
    options = jobs.options_for(shop, Kind.ORDERS, source, options=Options({}))
    return jobs.carry_out(Quiet(), shop, jobs.prepare(Quiet(), shop, Kind.ORDERS, source, options, LATER), LATER)


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Till:
    """Import one bill Z1, paid and, when told, discounted by so many yuan; more columns by their headings."""

    def run(paid: float, discount: float | None = None, at: str = AT, **more: Any) -> Result:
        head, bill = ["单号", "时间", "实付金额"], ["Z1", at, paid]
        told = {} if discount is None else {"优惠金额": discount}
        return bring_in(shop, tmp_path / "账单.csv", [*head, *told, *more], [*bill, *told.values(), *more.values()])

    return run


def money(shop: Shop) -> tuple[float, float, float]:
    """What was paid for Z1 and taken off it, and the revenue of the shop, in yuan."""
    facts = order_store.by_number(shop, "Z1").facts
    return facts.amount_fen / 100, facts.discount_fen / 100, shop_figures(shop).revenue_fen / 100


def is_well(shop: Shop) -> bool:
    return problems(shop) == []


@pytest.mark.parametrize("discount", [None, 0, 5, 8])
def test_a_file_that_comes_again_leaves_the_coupon_on_its_bill(shop: Shop, till: Till, discount: float | None) -> None:
    till(80, discount)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    again = till(80, discount)
    assert (again.same, again.updated, again.import_id) == (1, 0, None)
    assert money(shop) == (72, (discount or 0) + 8, 72)
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    assert till(80, discount).same == 1
    assert money(shop) == (80, discount or 0, 80)
    assert is_well(shop)


@pytest.mark.parametrize("discount", [None, 8])
def test_a_later_file_that_knows_the_discount_leaves_the_bill_as_it_is(
    shop: Shop, till: Till, discount: float | None
) -> None:
    till(80, None if discount is None else 0)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    assert till(72, discount).same == 1
    assert money(shop) == (72, 8, 72)
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    assert money(shop) == (80, 0, 80)
    assert is_well(shop)


def test_of_two_coupons_the_till_may_know_one(shop: Shop, till: Till) -> None:
    till(80, 0)
    desk = Desk(shop, stacking=Stacking.ANY)
    for code in desk.issue(2):
        desk.redeem(code, None, LATER, order_number="Z1")
    assert till(72, 8).same == 1
    assert money(shop) == (64, 16, 64)


@pytest.mark.parametrize(("paid", "discount"), [(90, None), (64, None), (90, 0), (80, 8), (72, 20), (82, 8)])
def test_a_bill_that_costs_another_amount_now_is_refused_with_what_to_do(
    shop: Shop, till: Till, paid: float, discount: float | None
) -> None:
    till(80, None if discount is None else 0)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    result = till(paid, discount)
    assert [(one.row, one.column) for one in result.refusals] == [(2, "实付金额")]
    assert "Reverse the coupon on the Redeem page" in result.refusals[0].reason
    assert money(shop) == (72, 8, 72)
    actions.reverse(shop, used.id, "改价", LATER, keep_bill=True)  # what the reason tells to do
    assert till(paid, discount).updated == 1
    assert money(shop) == (paid, discount or 0, paid)
    assert is_well(shop)


def test_what_else_the_file_says_is_taken_and_the_coupon_is_still_found(shop: Shop, till: Till) -> None:
    till(80)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    assert till(80, at=f"{NOW:%Y-%m-%d}", 桌号="6").updated == 1
    facts = order_store.by_number(shop, "Z1").facts
    assert (facts.table, facts.amount_fen, facts.at.hour) == ("6", 7200, 12)
    assert till(80, at=f"{NOW:%Y-%m-%d}", 桌号="6").same == 1
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    assert money(shop) == (80, 0, 80)


def test_a_void_bill_stays_void(shop: Shop, till: Till) -> None:
    till(80)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    actions.reverse(shop, used.id, "退单", LATER)
    assert till(80).same == 1
    assert shop_figures(shop).revenue_fen == 0
    assert is_well(shop)


def test_a_bill_that_only_got_the_number_of_a_coupons_bill_follows_the_file(shop: Shop, till: Till) -> None:
    till(80)
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    orders.void(shop, order_store.by_number(shop, "Z1").id, "错单", LATER)
    orders.add(shop, OrderFacts(NOW, 9000, number="Z1"), LATER)
    assert till(95, at=f"{NOW:%Y-%m-%d} 12:10").updated == 1
    assert money(shop) == (95, 0, 95)


def test_a_gift_leaves_the_till_free_to_correct_the_bill(shop: Shop, till: Till) -> None:
    till(80)
    desk = Desk(shop, kind=OfferKind.GIFT, product="卤蛋")
    desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    assert till(90).updated == 1
    assert money(shop) == (90, 0, 90)


@pytest.mark.parametrize(("paid", "discount"), [(80, None), (80, 0), (80, 5), (72, None)])
def test_a_bill_that_went_with_its_import_comes_back_with_its_coupon(
    shop: Shop, till: Till, paid: float, discount: float | None
) -> None:
    first = till(80, discount)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    undo_import(shop, first.import_id or 0, LATER)
    assert shop_figures(shop).revenue_fen == 0
    assert till(paid, discount).new == 1
    assert money(shop) == (72, 8 + (discount or 0), 72)
    assert till(paid, discount).same == 1
    assert store_checks.notes(shop, LATER) == []
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    assert money(shop) == (80, discount or 0, 80)
    assert is_well(shop)


def test_whether_a_bill_that_comes_back_holds_its_coupon_is_not_guessed(shop: Shop, till: Till) -> None:
    first = till(80, 10)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    undo_import(shop, first.import_id or 0, LATER)
    assert [one.column for one in till(80, 10).refusals] == ["实付金额"]
    actions.reverse(shop, used.id, "重新导入", LATER)
    assert till(80, 10).new == 1
    assert money(shop) == (80, 10, 80)


def test_the_preview_says_what_coupons_took_off(shop: Shop, till: Till, tmp_path: Path) -> None:
    till(80)
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    _kind, source = jobs.examine(Quiet(), tmp_path / "账单.csv", kind=Kind.ORDERS)
    options = jobs.options_for(shop, Kind.ORDERS, source, options=Options({}))
    preview = Preview(jobs.prepare(Quiet(), shop, Kind.ORDERS, source, options, LATER))
    (line,) = preview.lines(preview.ids(), Known())
    assert line.words == "The shop has this order already; a coupon took ¥8 off"
    assert line.cells["amount"] == "¥72"


def test_a_bill_that_comes_back_at_another_price_is_refused_unless_it_is_of_another_day(shop: Shop, till: Till) -> None:
    first = till(80)
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    undo_import(shop, first.import_id or 0, LATER)
    assert [one.column for one in till(90).refusals] == ["实付金额"]
    assert till(90, at="2026-09-01 12:00").new == 1
    assert money(shop) == (90, 0, 90)


@pytest.mark.parametrize("keep_bill", [None, True, False])
def test_a_correcting_import_taken_back_keeps_what_coupons_did_since(
    shop: Shop, till: Till, keep_bill: bool | None
) -> None:
    till(80)
    second = till(80, 桌号="6")
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    if keep_bill is not None:
        actions.reverse(shop, used.id, "错", LATER, keep_bill=keep_bill)
    undo_import(shop, second.import_id or 0, LATER)
    assert shop_figures(shop).revenue_fen == {None: 72_00, True: 80_00, False: 0}[keep_bill]
    if keep_bill is None:
        actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
        assert money(shop) == (80, 0, 80)
    assert is_well(shop)


def test_a_coupon_taken_back_after_a_correcting_import_stays_taken_back_without_it(shop: Shop, till: Till) -> None:
    till(80)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    second = till(80, 桌号="6")
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    undo_import(shop, second.import_id or 0, LATER)
    assert money(shop) == (80, 0, 80)
    assert is_well(shop)


def test_a_correction_is_not_taken_back_below_a_coupon_used_on_its_price(shop: Shop, till: Till) -> None:
    till(80)
    second = till(90)
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0], None, LATER, order_number="Z1")
    with pytest.raises(UserError, match="used on the bill Z1"):
        undo_import(shop, second.import_id or 0, LATER)
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    undo_import(shop, second.import_id or 0, LATER)
    assert money(shop) == (80, 0, 80)
    assert is_well(shop)


FEN = st.integers(1, 2_000_00)


@settings(max_examples=25, deadline=None)
@given(
    paid=FEN, own=st.one_of(st.none(), st.integers(0, 50_00)), off=FEN, twice=st.booleans(),
    ending=st.sampled_from(["stays", "undone", "kept", "void"]),
)  # fmt: skip
def test_whatever_the_bill_and_the_coupon_revenue_is_what_was_taken(
    paid: int, own: int | None, off: int, twice: bool, ending: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop.create(Path(folder) / "a.shop", SCHEMA, "面馆", NOW)
        told = [] if own is None else [own / 100]
        head = ["单号", "时间", "实付金额", *(["优惠金额"] if told else [])]
        file = (Path(folder) / "账单.csv", head, ["Z1", AT, paid / 100, *told])
        bring_in(shop, *file)
        desk = Desk(shop, value_fen=off, min_spend_fen=0, stacking=Stacking.ANY)
        one, two = desk.issue(2)
        uses = [desk.redeem(one, None, LATER, order_number="Z1")]
        taken = paid - min(paid, off)
        if twice and taken:
            uses.append(desk.redeem(two, None, LATER, order_number="Z1"))
            taken -= min(taken, off)
        assert bring_in(shop, *file).same == 1
        assert shop_figures(shop).revenue_fen == taken
        assert is_well(shop)
        for use in uses[::-1] if ending != "stays" else ():
            if ending == "undone":
                journal.undo(shop, LATER)
            else:
                actions.reverse(shop, use.id, "错", LATER, keep_bill=ending == "kept" or use != uses[0])
        taken = {"stays": taken, "void": 0}.get(ending, paid)
        assert shop_figures(shop).revenue_fen == taken
        assert bring_in(shop, *file).same == 1
        assert shop_figures(shop).revenue_fen == taken
        assert is_well(shop)
        shop.close()


# --- a till that rings up what was redeemed at the desk ---------------------------------------------------------------

HEAD = ["单号", "时间", "实付金额", "桌号"]


@pytest.fixture
def rung_up(shop: Shop, tmp_path: Path) -> Callable[..., Result]:
    """Import bills given as rows into a shop whose till rings up the redemption desk's bills, too."""
    write_setting(shop, TILL_HAS_ALL, True)
    return lambda *bills, head=HEAD: bring_in(shop, tmp_path / "账单.csv", head, *bills)


def moment(minutes: int) -> str:
    """So many minutes from now, as a till writes it."""
    return f"{NOW + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("paid", [80, 72])
@pytest.mark.parametrize("at", [moment(-70), f"{NOW:%Y-%m-%d}"])
def test_a_bill_of_the_desk_comes_no_second_time(shop: Shop, rung_up: Any, paid: float, at: str) -> None:
    desk = Desk(shop)
    guest = desk.customer()
    used = desk.redeem(desk.issue()[0], 8000, customer_id=guest)
    result = rung_up(["T1", at, paid, "6"], ["T2", moment(-60), 30, "7"])
    assert (result.new, result.updated, len(result.refusals)) == (1, 1, 0)
    assert shop_figures(shop).revenue_fen == 72_00 + 30_00
    bill = order_store.by_number(shop, used.order_number).facts
    assert (bill.amount_fen, bill.discount_fen, bill.table, bill.customer_id, bill.at) == (7200, 800, "6", guest, NOW)
    assert rung_up(["T1", at, paid, "6"], ["T2", moment(-60), 30, "7"]).same == 2
    actions.reverse(shop, used.id, "错", LATER, keep_bill=True)
    assert rung_up(["T1", at, 80, "6"], ["T2", moment(-60), 30, "7"]).same == 2
    assert shop_figures(shop).revenue_fen == 80_00 + 30_00
    assert is_well(shop)


def test_of_several_bills_of_the_till_only_one_is_that_of_the_desk(shop: Shop, rung_up: Any) -> None:
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], 8000)
    bills = [[f"T{n}", moment(n), paid, ""] for n, paid in enumerate([80, 80, 72, 80])]
    assert (rung_up(*bills).new, shop_figures(shop).revenue_fen) == (3, 72_00 + 3 * 80_00)
    assert rung_up(*bills).same == 4


@pytest.mark.parametrize(
    "bill",
    [["T1", moment(-121), 80, ""], ["T1", moment(121), 80, ""], ["T1", moment(0), 79, ""], ["", moment(0), 64, ""]],
)
def test_a_bill_of_another_hour_or_price_is_another_bill(shop: Shop, rung_up: Any, bill: list[Any]) -> None:
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], 8000)
    assert rung_up(bill).new == 1


def test_a_bill_of_somebody_else_is_another_bill(shop: Shop, rung_up: Any) -> None:
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], 8000, customer_id=desk.customer(phone="+8613800000001"))
    head = ["单号", "时间", "实付金额", "手机号"]
    assert rung_up(["T1", moment(0), 80, "13800000002"], head=head).new == 1
    assert rung_up(["T2", moment(0), 80, "13800000001"], head=head).new == 0


def test_a_bill_without_a_number_is_known_again_too(shop: Shop, rung_up: Any) -> None:
    desk = Desk(shop, kind=OfferKind.GIFT, product="卤蛋")
    used = desk.redeem(desk.issue()[0], 8000)
    assert rung_up(["", moment(3), 80, "6"]).updated == 1
    assert rung_up(["", moment(3), 80, "6"]).same == 1
    actions.reverse(shop, used.id, "错", LATER)
    assert shop_figures(shop).revenue_fen == 0
    assert is_well(shop)


def test_a_shop_whose_till_knows_nothing_of_the_desk_gets_every_bill(shop: Shop, till: Till) -> None:
    desk = Desk(shop)
    desk.redeem(desk.issue()[0], 8000)
    assert till(80, at=moment(0)).new == 1
    assert shop_figures(shop).revenue_fen == 152_00
