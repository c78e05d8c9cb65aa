"""Files of every version there was open in today's program, lose nothing, and go on: whoever adds a step is told here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from storeassist import cli
from storeassist.features import SCHEMA
from storeassist.features.cards import store as card_store
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill, Entry, Reason
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.habits import store_tiers
from storeassist.features.orders.records import ShopFigures
from storeassist.features.orders.store import by_number, shop_figures
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.segments import store as segments
from storeassist.features.segments.records import SegmentRef
from storeassist.kernel import backups, journal
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop, connect
from tests.dumps import problems, seen
from tests.golden import FILES, unpack

VERSIONS = sorted(FILES)
FIRST_BILL, LAST_BILL = datetime(2026, 6, 26, 12), datetime(2026, 9, 3, 19, 9)


@dataclass(frozen=True)
class Written:
    """What is known of a golden file: how many steps it was made with, what it adds up to, how many acts stand."""

    steps: int
    figures: ShopFigures
    acts: int


WRITTEN = {
    "0.1": Written(8, ShopFigures(24, 69, 147, 185_500, 54, FIRST_BILL, LAST_BILL), 117),
    "0.2": Written(11, ShopFigures(22, 69, 147, 185_500, 53, FIRST_BILL, LAST_BILL), 125),
    "0.3": Written(14, ShopFigures(23, 75, 147, 211_600, 57, FIRST_BILL, datetime(2026, 9, 15)), 146),
    "0.4": Written(16, ShopFigures(23, 75, 147, 211_600, 57, FIRST_BILL, datetime(2026, 9, 15)), 154),
    "0.4.1": Written(20, ShopFigures(23, 75, 147, 211_600, 57, FIRST_BILL, datetime(2026, 9, 15)), 154),
}


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Each version of which a file is kept."""
    return str(request.param)


@pytest.fixture
def path(version: str, tmp_path: Path) -> Path:
    """A copy of its file, as that version left it."""
    return unpack(version, tmp_path / "golden.shop")


@pytest.fixture
def golden(path: Path) -> Iterator[Shop]:
    """The copy, open in today's program."""
    shop = Shop.open(path, SCHEMA)
    yield shop
    shop.close()


def rows_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every cell of a file nobody has opened yet."""
    with closing(connect(path, "immutable=1")) as db:
        tables = db.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'").fetchall()
        names = [row[0] for row in tables if not row[0].startswith(("sqlite_", "_sqlite_"))]
        return {name: [dict(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in names}


def test_a_file_of_todays_schema_is_kept(tmp_path: Path) -> None:
    """Whoever adds a migration step: tests/golden/make.py makes the file that later steps are tried on."""
    steps = {}
    for version in VERSIONS:
        with closing(connect(unpack(version, tmp_path / version), "immutable=1")) as db:
            steps[version] = db.execute("PRAGMA user_version").fetchone()[0]
    assert steps == {version: written.steps for version, written in WRITTEN.items()}
    assert SCHEMA.steps in steps.values()


def test_it_opens_whole_and_adds_up_to_what_it_did(golden: Shop, version: str) -> None:
    assert golden.value("PRAGMA user_version") == SCHEMA.steps
    assert problems(golden) == []
    assert shop_figures(golden) == WRITTEN[version].figures


def test_every_cell_it_had_is_there(path: Path, version: str) -> None:
    before = rows_of(path)
    Shop.open(path, SCHEMA).close()
    after = rows_of(path)
    assert len(before) > 15
    for table, rows in before.items():
        columns = list(rows[0]) if rows else []
        kept = [{column: row[column] for column in columns} for row in after[table]]
        assert [row for row in rows if row not in kept] == [], table
        assert table == "shop_setting" or len(after[table]) == len(rows), table


def test_shop_check_finds_it_well(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--shop", str(path), "--json", "shop", "check"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["problems"]) == (True, [])


def test_what_was_taken_back_in_it_can_be_done_again(golden: Shop, now: datetime) -> None:
    assert golden.value("SELECT count(*) FROM act WHERE state = 'undone'") == 3
    was = seen(golden)
    for _ in range(3):
        assert journal.redo(golden, now)
    assert not by_number(golden, "T30").is_live
    assert "一次性的菜" in [row["name"] for row in golden.query("SELECT name FROM product")]
    for _ in range(3):
        assert journal.undo(golden, now)
    assert seen(golden) == was


def test_everything_done_in_it_can_be_taken_back_a_few_acts_a_day(path: Path, version: str, now: datetime) -> None:
    acts = WRITTEN[version].acts
    for already in range(0, acts, 20):
        with closing(Shop.open(path, SCHEMA)) as shop:
            undone = [journal.undo(shop, now) for _ in range(20)]
            assert sum(text is not None for text in undone) == min(20, acts - already)
            assert problems(shop) == []
            left = shop_figures(shop)
    assert (left.customers, left.orders, left.revenue_fen, left.visits) == (0, 0, 0, 0)


def test_an_older_file_is_backed_up_as_it_was_before_it_is_changed(path: Path, version: str) -> None:
    before = rows_of(path)
    Shop.open(path, SCHEMA).close()
    kept = [backup for backup in backups.list_backups(path) if backup.is_whole and backup.why is backups.Why.UPDATE]
    if WRITTEN[version].steps == SCHEMA.steps:
        assert kept == []
        return
    assert rows_of(kept[0].path) == before
    shutil.rmtree(kept[0].path.parent)


def test_it_can_be_worked_with(golden: Shop, now: datetime) -> None:
    known = customer_store.by_number(golden, "M000")
    assert (known.name, known.facts.birthday) == ("单晓岚", Birthday(10, 15, lunar=True))
    assert (known.facts.custom[1], known.facts.custom[3]) == ("不辣", "2025-02-28")
    assert [customer.number for customer in customer_store.find(golden, "shanxl")] == ["M000"]
    order = by_number(golden, "Z1")
    assert (order.day, [line.name for line in order.facts.lines]) == (date(2026, 8, 20), ["酸梅汤", "藤椒鸡丝面"])
    customers.add(golden, CustomerFacts("新来的", tags=("VIP 群",)), now)
    assert [customer.name for customer in customer_store.find(golden, "xinlai")] == ["新来的"]
    assert problems(golden) == []


@pytest.mark.parametrize("version", ["0.2", "0.3", "0.4", "0.4.1"], indirect=True)
def test_merged_customers_are_found_by_the_numbers_they_had(golden: Shop) -> None:
    assert [customer_store.by_number(golden, number).name for number in ("4", "M004")] == ["单晓岚", "单晓岚"]


@pytest.mark.parametrize("version", ["0.3", "0.4", "0.4.1"], indirect=True)
def test_coupons_and_printed_cards_go_on_counting_once(golden: Shop, now: datetime) -> None:
    assert {row["entry"] for row in golden.query("SELECT entry FROM coupon_ledger")} == set(Entry)
    batch = card_store.by_name(golden, "九月包裹卡")
    assert (batch.printed, batch.facts.logo, len(card_store.runs(golden, batch.id))) == (12, b"\x89PNG\r\n", 2)
    forms = coupon_store.printed_forms(golden, card_store.codes_of(golden, batch))
    who = customer_store.find(golden, "包裹卡来的")[0].id
    assert coupons.redeem(golden, forms[0][1], Bill(9900, now, customer_id=who), now)[0].reason is Reason.USED
    verdict, used = coupons.redeem(golden, forms[1][0], Bill(9900, now), now)
    assert used, verdict
    assert (used.customer_id, used.discount_fen) == (who, 1000)
    assert problems(golden) == []
    assert journal.undo(golden, now)
    assert problems(golden) == []


@pytest.mark.parametrize("version", ["0.4", "0.4.1"], indirect=True)
def test_segments_go_on_selecting_and_their_snapshot_stays(golden: Shop) -> None:
    now = datetime(2026, 9, 15, 12)
    sizes = {one.name: segments.count(golden, SegmentRef(one.name), now).n for one in segments.all_segments(golden)}
    assert sizes == {"常客": 5, "爱吃面": 12, "常来不吃面": 0, "九月的常客": 6}
    regulars = segments.by_name(golden, "常客")
    assert [one.name for one in segments.users_of(golden, "常客")] == ["常来不吃面"]
    assert regulars.frozen_at is None
    assert golden.value("SELECT spent_fen FROM source_cost WHERE source = '扫桌卡'") == 12_000
    hero = store_tiers.hero(golden)
    assert hero
    assert hero.name == "招牌牛肉面"
    noodle = product_store.by_name(golden, hero.name)
    assert noodle
    products.change(golden, noodle.id, replace(noodle.facts, name="牛肉面"), now)
    assert "牛肉面" in str(segments.by_name(golden, "爱吃面").rule)
    assert segments.count(golden, SegmentRef("爱吃面"), now).n == 12
