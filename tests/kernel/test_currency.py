"""A shop's own sign before amounts: on every amount shown, in none that is stored or exported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import CaptureFixture

from storeassist import cli
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import money
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import CURRENCY_SIGN, write_setting


@pytest.fixture(autouse=True)
def yuan_again() -> Iterator[None]:
    """Whatever a test chose, the next begins with the usual sign."""
    yield
    money.use_currency(money.YUAN)


@pytest.mark.parametrize("sign", ["¥", "$", "HK$", "NT$", "RM", "€", "฿"])
@given(fen=st.integers(-money.LARGEST_FEN, money.LARGEST_FEN))
def test_an_amount_is_read_back_as_it_was_shown(sign: str, fen: int) -> None:
    money.use_currency(sign)
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert money.parse_yuan(money.plain_yuan(fen)) == fen
    assert sign not in money.plain_yuan(fen) or sign == "-"


@pytest.mark.parametrize("written", ["¥12.50", "12.5元", "RMB12.5", "12.5 RM", "RM 12.50", "12.5"])
def test_what_people_write_in_yuan_is_read_under_every_sign(written: str) -> None:
    money.use_currency("RM")
    assert money.parse_yuan(written) == 1_250


@pytest.mark.parametrize("bad", ["", "  ", "12", "HK$ 1", "a-b", "(¥)", "¥,", "12345", "€€€€€"])
def test_what_could_be_taken_for_an_amount_is_no_sign(bad: str) -> None:
    with pytest.raises(UserError):
        money.checked_sign(bad)


def test_the_command_line_speaks_in_the_shop_s_sign(
    shop: Shop, now: datetime, tmp_path: Path, capsys: CaptureFixture[str]
) -> None:
    orders.add(shop, OrderFacts(now, 8_250), now)
    write_setting(shop, CURRENCY_SIGN, "HK$")
    assert cli.run(["--shop", str(shop.path), "--lang", "en", "shop", "info"]) == 0
    assert "HK$82.50" in capsys.readouterr().out
    exported = tmp_path / "orders.csv"
    assert cli.run(["--shop", str(shop.path), "--lang", "en", "export", "orders", str(exported)]) == 0
    assert "82.5" in exported.read_text("utf-8-sig")
    assert "$" not in exported.read_text("utf-8-sig")
