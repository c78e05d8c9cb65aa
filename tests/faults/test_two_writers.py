"""Two programs write to one shop at once: both succeed or one is asked to wait, and nothing is lost or counted twice."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.faults.ground import ills, opened

ROOT = Path(__file__).parents[2]
WRITER = """
import json, sys
from datetime import datetime
from pathlib import Path
from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
now = datetime(2026, 9, 15, 11, 6)
shop, waited = Shop.open(Path(path), SCHEMA), 0
def insist(act, *args):
    global waited
    while True:
        try:
            return act(shop, *args)
        except UserError as error:
            if "try again" not in str(error):
                raise
            waited += 1
sys.stdin.readline()
who = insist(customers.add, CustomerFacts(name), now)
for n in range(count):
    insist(orders.add, OrderFacts(now, 100, who, lines=(Line("面", 1, 100),)), now)
    insist(customers.tag, [who], [f"{name}{n % 3}"], now)
shop.close()
print(json.dumps({"who": who, "waited": waited}))
"""


@pytest.mark.parametrize("folder", ["own", "Dropbox"])
def test_two_programs_writing_at_once_lose_nothing(tmp_path: Path, now: datetime, folder: str) -> None:
    """With the write-ahead log of a shop on this computer, and with the rollback journal of one in a synced folder."""
    path, each = tmp_path / folder / "a.shop", 60
    Shop.create(path, SCHEMA, "x", now).close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name, str(each)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("甲", "乙")
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [json.loads(writer.communicate(timeout=120)[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    with opened(path) as shop:
        assert ills(shop) == []
        assert shop.value('SELECT count(*) FROM "order"') == 2 * each
        assert shop.value("SELECT orders FROM order_day") == 2 * each
        numbers = [row["number"] for row in shop.query('SELECT number FROM "order" ORDER BY number')]
        assert numbers == [f"20260915-{n:03}" for n in range(1, 2 * each + 1)]
        assert {row["spent_fen"] for row in shop.query("SELECT spent_fen FROM customer_total")} == {100 * each}
        assert shop.value("SELECT count(*) FROM customer_tag") == 6
    assert len({one["who"] for one in told}) == 2
