"""Coupons on the command line, as a script issues and redeems them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import pytest

from storeassist import cli
from storeassist.features.coupons import store
from storeassist.features.offers.records import Kind, Stacking
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Shop
from tests.adapters.codes import WECHAT, code, saved, screenshot
from tests.features.coupons.ground import NOW, Desk


class Run(Protocol):
    """Runs a command; what it says is (exit code, the JSON on standard output or None, messages)."""

    def __call__(self, *args: str) -> tuple[int, Any, str]: ...


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """An offer and the customer 217, 秦朗."""
    desk = Desk(shop, per_customer=1, days_after_issue=14)
    with shop.write() as db:
        db.execute("UPDATE customer SET number = '217' WHERE id = ?", [desk.customer("秦朗", "+8613800002764")])
    return desk


@pytest.fixture
def run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Run:
    """On the shop file, at 11:06."""

    def call(*args: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        done = cli.run(["--shop", str(desk.shop.path), "--json", "--lang", "en", "--now", NOW.isoformat(), *args])
        out, messages = capsys.readouterr()
        return done, json.loads(out) if out else None, messages

    return call


def issued(run: Run, *args: str) -> list[str]:
    done, document, messages = run("coupons", "issue", "满58减8", *args)
    assert (done, messages) == (0, "")
    return [one["code"] for one in document]


def test_issuing_answers_with_code_state_and_days(run: Run) -> None:
    done, (one, *_more), messages = run("coupons", "issue", "满58减8", "--count", "3", "--at", "2026-09-01T09:00")
    assert (done, messages, len(_more)) == (0, "", 2)
    assert (one["offer"], one["state"]) == ("满58减8", "issued")
    assert (one["valid_from"], one["valid_to"]) == (None, "2026-09-15")
    assert len(one["payload"]) == 37
    _done, (held,), _messages = run("coupons", "issue", "满58减8", "--customer", "217")
    assert held["customer"] == "217"
    assert run("coupons", "issue", "没有")[0] == 1
    assert run("coupons", "issue", "满58减8", "--count", "0")[0] == 2


def test_redeeming_answers_and_exits_as_documented(run: Run) -> None:
    (one,) = issued(run)
    done, refused, messages = run("redeem", one, "--amount", "46")
    assert (done, messages) == (1, "")
    assert (refused["ok"], refused["reason"], refused["hint"]) == (False, "min_spend", "Usable with ¥12 more")
    assert (refused["order_number"], refused["redemption_id"], refused["discount_fen"]) == (None, None, 0)
    done, checked, _messages = run("redeem", one, "--amount", "46", "--check")
    assert (done, checked["reason"]) == (0, "min_spend")
    assert run("redeem", one, "--check")[1]["ok"]
    done, used, messages = run("redeem", one, "--amount", "76", "--customer", "217", "--product", "牛肉面")
    assert (done, messages) == (0, "")
    assert (used["ok"], used["reason"], used["discount_fen"]) == (True, "ok", 800)
    assert used["order_number"] == "20260915-001"
    done, again, _messages = run("redeem", one, "--amount", "76")
    assert (done, again["reason"]) == (1, "used")
    assert "20260915-001" in again["detail"]
    _done, shown, _messages = run("orders", "show", "20260915-001")
    assert json.dumps(shown).count("217")


def test_a_bill_below_zero_is_refused_when_it_is_only_asked(run: Run, desk: Desk) -> None:
    gift = desk.issue(offer_id=desk.offer("赠蛋", kind=Kind.GIFT, product="卤蛋"))[0]
    for how in (("--check",), ()):
        done, document, messages = run("redeem", gift, "--amount", "-5", *how)
        assert (done, document) == (1, None)
        assert "below zero" in messages


def test_what_is_to_take_counts_the_coupons_before(run: Run, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    offer = desk.offer("立减5", kind=Kind.AMOUNT_OFF, value_fen=500, stacking=Stacking.ANY)
    first, second = desk.issue(2, offer_id=offer)
    number = run("redeem", first, "--amount", "20")[1]["order_number"]
    cli.run(["--shop", str(desk.shop.path), "--lang", "en", "--now", NOW.isoformat(), "redeem", second, "--order", number])
    assert capsys.readouterr().out.endswith(f"Bill {number}: ¥10 to take.\n")


def test_showing_takes_either_form(run: Run) -> None:
    (one,) = issued(run)
    _done, shown, _messages = run("coupons", "show", one.lower())
    assert (shown["code"], shown["state"]) == (one, "issued")
    assert run("coupons", "show", shown["payload"])[1] == shown
    assert run("coupons", "show", "7")[0] == 1


@pytest.mark.parametrize("text", ["-7K3M", "--", "0", "weird", "7K3M-Q9XD-2FHQ", "http://x.cn", "9" * 37])
def test_a_code_that_looks_like_an_option_is_a_code(run: Run, text: str) -> None:
    done, said, _messages = run("redeem", *(["--", text] if text == "--" else [text]), "--amount", "76", "--check")
    if text == "--":
        assert done == 2
    else:
        assert (done, said["ok"]) == (0, False)
        assert said["reason"] in ("unknown", "mistyped")


def test_a_code_after_its_options_and_with_a_dash_is_read(run: Run) -> None:
    (one,) = issued(run)
    assert run("redeem", "--amount", "76", "--check", f"-{one}")[1]["ok"]


def test_no_amount_no_code_and_both_are_mistakes(run: Run, tmp_path: Path) -> None:
    (one,) = issued(run)
    done, said, messages = run("redeem", one)
    assert (done, said) == (1, None)
    assert "what the bill comes to" in messages
    assert run("redeem", "--amount", "76")[0] == 2
    picture = tmp_path / "a.png"
    picture.write_bytes(saved(code()))
    assert run("redeem", one, "--image", str(picture), "--amount", "76")[0] == 2


def test_a_reversal_names_its_reason_and_frees_the_coupon(run: Run) -> None:
    (one,) = issued(run)
    used = run("redeem", one, "--amount", "76")[1]
    done, said, _messages = run("redeem", "reverse", str(used["redemption_id"]), "--why", "点错")
    assert (done, said["reversed"], said["code"], said["state"]) == (0, used["redemption_id"], one, "reversed")
    assert run("redeem", "reverse", str(used["redemption_id"]), "--why", "点错")[0] == 1
    assert run("redeem", "reverse", "1", "--why", "点错")[0] == 1
    assert run("redeem", "reverse", "1")[0] == 2
    again = run("redeem", one, "--amount", "76")[1]
    kept = run("redeem", "reverse", str(again["redemption_id"]), "--why", "点错", "--keep-bill")[1]
    assert run("orders", "show", kept["order_number"])[1]["amount_fen"] == 7600


def test_a_picture_of_the_code_is_read_the_first_that_is_ours(run: Run, desk: Desk, tmp_path: Path) -> None:
    coupon = desk.coupon(issued(run)[0])
    screen = screenshot(code(WECHAT, size=5), at=(100, 100))
    screen.paste(code(store.payload(desk.shop, coupon), size=6), (300, 1200))
    picture = tmp_path / "屏幕.png"
    picture.write_bytes(saved(screen))
    done, said, _messages = run("redeem", "--image", str(picture), "--amount", "76")
    assert (done, said["reason"]) == (0, "ok")
    picture.write_bytes(saved(code(WECHAT)))
    assert run("redeem", "--image", str(picture), "--amount", "76")[1]["reason"] == "unknown"
    picture.write_bytes(b"no picture")
    assert run("redeem", "--image", str(picture), "--amount", "76")[:2] == (1, None)


def test_a_second_coupon_on_a_bill_is_named_by_its_order(run: Run, desk: Desk) -> None:
    first, second = issued(run, "--count", "2")
    number = run("redeem", first, "--amount", "76")[1]["order_number"]
    assert run("redeem", second, "--order", number)[1]["reason"] == "stacking"
    assert run("redeem", second, "--order", "nothing")[0] == 1


def test_coupons_are_listed_claimed_and_cancelled(run: Run) -> None:
    first, second = issued(run, "--count", "2")
    done, claimed, _messages = run("coupons", "claim", first, "--customer", "2764")
    assert (done, claimed["state"], claimed["customer"]) == (0, "claimed", "217")
    assert [one["code"] for one in run("coupons", "list", "--customer", "217")[1]] == [first]
    assert [one["code"] for one in run("coupons", "list", "--offer", "满58减8")[1]] == [second, first]
    assert [one["state"] for one in run("coupons", "cancel", second, "--why", "印错")[1]] == ["cancelled"]
    assert run("redeem", second, "--amount", "76")[1]["reason"] == "cancelled"


def test_a_gift_says_what_to_collect(run: Run, desk: Desk) -> None:
    from storeassist.features.offers.records import Kind

    products.add(desk.shop, ProductFacts("卤蛋", price_fen=300), NOW)
    desk.offer("送蛋", kind=Kind.GIFT, product="卤蛋")
    ((one),) = (one["code"] for one in run("coupons", "issue", "送蛋")[1])
    said = run("redeem", one, "--amount", "20")[1]
    assert (said["collect"], said["worth_fen"], said["discount_fen"]) == ("Hand out: 卤蛋", 300, 0)


def test_words_for_people_say_the_same(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = desk.issue()
    begin = ["--shop", str(desk.shop.path), "--lang", "en", "--now", NOW.isoformat()]
    assert cli.run([*begin, "redeem", one, "--amount", "76"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Usable: ¥8 off",
        "满58减8·issued today 11:06",
        "Bill 20260915-001: ¥68 to take.",
    ]
    assert cli.run([*begin, "coupons", "show", one]) == 0
    assert "redeemed" in capsys.readouterr().out


def test_numbers_and_times_beyond_reason_are_mistakes_not_faults(run: Run) -> None:
    code = issued(run)[0]
    huge = "9" * 20
    for args in (
        ("redeem", "reverse", huge, "--why", "错"),
        ("coupons", "list", "--limit", huge),
        ("coupons", "issue", "满58减8", "--count", huge, "--customer", "217"),
        ("coupons", "issue", "满58减8", "--at", "9999-12-31"),
        ("redeem", code, "--amount", "76", "--customer", "217", "--at", "9999-12-31T23:00"),
        ("redeem", code, "--amount", "76", "--guests", huge),
    ):
        done, document, messages = run(*args)
        assert done in (1, 2), args
        assert document is None, args
        assert messages, args
