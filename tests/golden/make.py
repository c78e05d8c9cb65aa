"""Makes the shop file that stays behind of a version, with a bit of everything: python -m tests.golden.make 0.2

Run it with the program of that version; what only later versions know is left out. Files made so are never made again:
today's program must go on opening those that owners have. It needs nothing of the tests, so that it runs from an older
checkout: PYTHONPATH=. python .../tests/golden/make.py 0.1
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from storeassist.features import FEATURES, SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, CustomerFacts, FieldKind, Gender
from storeassist.features.imports import jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Kind, Options
from storeassist.features.orders import actions as orders
from storeassist.features.orders import actions_till as till
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel import journal
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet

OPENED = datetime(2026, 6, 1, 9, 0)
PEOPLE = (
    "单晓岚", "曾乐", "尉迟敬", "Emma Johansson", "王小明", "王小名", "李芳", "李方", "欧阳雪", "陈 静", "张伟", "张伟",
    "刘洋", "", "赵敏", "孙悦", "周杰", "吴桐", "郑爽", "冯程",
)  # fmt: skip
BIRTHDAYS = (
    Birthday(10, 15, None, lunar=True), Birthday(2, 29, 1992), None, Birthday(12, 30, 1988, lunar=True), Birthday(9, 18),
)  # fmt: skip
MENU = (
    ("招牌牛肉面", "面食", 2800, 1050, Role.HERO), ("小份卤牛肉", "小菜", 1800, 900, Role.PROFIT),
    ("酸梅汤", "饮品", 600, 80, Role.LEAD), ("卤蛋", "小菜", 300, 110, Role.ORDINARY), ("Iced Tea", "", None, None, Role.ORDINARY),
)  # fmt: skip


def make(path: Path, sheets: Path) -> None:
    """A shop three months old at ``path``; the spreadsheets it imports are written into ``sheets``."""
    shop = Shop.create(path, SCHEMA, "巷口面馆", OPENED)
    orders.rebuild_days(shop, 5)
    _people(shop)
    _menu(shop)
    _bills(shop)
    _imports(shop, sheets)
    if any(feature.key == "duplicates" for feature in FEATURES):
        _merges_and_answers(shop)
    if any(feature.key == "cards" for feature in FEATURES):
        _cards_and_coupons(shop)
    if any(feature.key == "repurchase" for feature in FEATURES):
        _segments_and_habits(shop)
    _second_thoughts(shop)
    shop.close()


def _people(shop: Shop) -> None:
    taste = customers.add_field(shop, "口味", FieldKind.CHOICE, _after(0), ("微辣", "不辣", "特辣"))
    points = customers.add_field(shop, "积分", FieldKind.NUMBER, _after(0))
    since = customers.add_field(shop, "常客自", FieldKind.DATE, _after(0))
    for at, name in enumerate(PEOPLE):
        facts = CustomerFacts(
            name=name,
            number="" if at % 4 else f"M{at:03}",
            phone=f"+861380000{1000 + at}" if at % 5 else "",
            wechat="Emma_J" if name.startswith("Emma") else "",
            gender=(None, Gender.FEMALE, Gender.MALE)[at % 3],
            birthday=BIRTHDAYS[at % len(BIRTHDAYS)],
            source=("", "朋友介绍", "扫桌卡")[at % 3],
            joined_on=date(2026, 6, 1) + timedelta(days=at) if at % 2 else None,
            tags=(("熟客", "VIP 群"), (), ("早餐",))[at % 3],
            note='爱坐窗边 "6" 号桌\n少辣' if at == 0 else "",
            consent=tuple(Consent)[at % 3],
            consent_on=date(2026, 6, 2) if at % 3 else None,
            consent_how="当面告知" if at % 3 else "",
            custom={taste: ("微辣", "不辣")[at % 2], points: str(at * 10)} if at % 3 else {},
        )
        who = customers.add(shop, facts if facts.name or facts.phone else replace(facts, wechat="无名"), _after(at))
        if at % 6 == 0:
            customers.add_note(shop, who, f"第 {at} 位：喜欢多加香菜", _after(at, 1))
    everyone = customer_store.ids(shop, sort="number", descending=False)
    customers.tag(shop, everyone[:7], ["试菜", "早餐"], _after(21))
    customers.untag(shop, everyone[:3], customer_store.tags(shop)[0][0], _after(21, 1))
    first = customer_store.get(shop, everyone[0])
    customers.change(shop, first.id, replace(first.facts, custom={since: "2025-02-28", taste: "特辣"}), _after(22))
    gone = customers.add_field(shop, "车牌", FieldKind.TEXT, _after(22, 1))
    customers.remove_field(shop, next(f for f in customer_store.fields(shop) if f.id == gone), _after(22, 2))


def _menu(shop: Shop) -> None:
    for name, category, price, cost, role in MENU:
        products.add(shop, ProductFacts(name, category, price, cost, role), _after(23))
    noodles = product_store.by_name(shop, MENU[0][0])
    assert noodles
    products.change(shop, noodles.id, replace(noodles.facts, price_fen=3000), _after(24))
    products.set_role(shop, [noodles.id], Role.LEAD, _after(24, 1))


def _bills(shop: Shop) -> None:
    everyone = customer_store.ids(shop, sort="number", descending=False)
    for at in range(70):
        day = _after(25 + at)
        moment = day.replace(hour=(12, 19, 3, 0)[at % 4], minute=0 if at % 4 == 3 else at % 60)
        who = None if at % 5 == 4 else everyone[at * at % 13]
        lines = tuple(
            Line(name, 1 + at % 2, price) for name, _category, price, _cost, _role in MENU[at % 3 : at % 3 + 2]
        )
        facts = OrderFacts(
            at=moment,
            amount_fen=sum(line.amount_fen or 0 for line in lines) - 100 * (at % 2),
            customer_id=who,
            lines=lines if at % 6 else (*lines, Line("加面 half", 0.5)),
            discount_fen=100 * (at % 2),
            guests=(None, 2, 4)[at % 3],
            table=str(at % 12) if at % 3 else "",
            channel=("堂食", "外卖")[at % 2],
            note="不要葱" if at == 9 else "",
            number=f"T{at}" if at % 10 == 0 else "",
        )
        newcomer = CustomerFacts(name="散客转会员", phone="+8613700001234") if at == 33 else None
        order = till.record(shop, facts, newcomer, day.replace(hour=21))
        if at % 16 == 10:
            orders.void(shop, order, "重复下单", day.replace(hour=22))
    voided = order_store.by_number(shop, "T10")
    orders.add(shop, replace(voided.facts, amount_fen=4200, number="T10"), _after(96))


def _imports(shop: Shop, folder: Path) -> None:
    members = [
        ["会员号", "姓名", "手机号", "生日", "口味", "标签", "来源"],
        ["M000", "单晓岚", "13800009999", "农历10月15日", "不辣", "熟客、回访", "朋友介绍"],
        ["N1", "何以", "13611112222", "1995-05-05", "微辣", "新客", "扫码"],
        ["N2", "林夕", "13611113333", "2月30日", "", "", "扫码"],
        ["N3", "Zoë O'Neill", "13611114444", "", "", "新客", "walk-in"],
    ]
    bills = [
        ["单号", "时间", "会员号", "手机号", "商品", "分类", "数量", "金额"],
        ["T20", "2026-07-16 12:20", "", "", "招牌牛肉面", "面食", "2", "56.00"],
        ["Z1", "2026-08-20 12:05", "N1", "", "酸梅汤", "饮品", "1", "6.00"],
        ["Z1", "2026-08-20 12:05", "N1", "", "藤椒鸡丝面", "面食", "1", "26.00"],
        ["Z2", "2026-08-21 18:40", "", "13655556666", "卤蛋", "小菜", "3", "9.00"],
    ]
    dishes = [
        ["商品", "分类", "价格", "成本", "角色"],
        ["卤蛋", "卤味", "3.50", "1.20", "利润"],
        ["葱油饼", "小吃", "8", "2", ""],
    ]
    wrong = [["会员号", "姓名", "手机号"], ["W1", "错表", "13500000001"], ["M004", "错名", ""]]
    fields = {4: "口味"} if not any(f.name == "口味" for f in customer_store.fields(shop)) else {}
    _import(shop, _sheet(folder / "会员.csv", members), Kind.CUSTOMERS, 100, fields)
    _import(shop, _sheet(folder / "账单.csv", bills), Kind.ORDERS, 101)
    _import(shop, _sheet(folder / "菜单.csv", dishes), Kind.PRODUCTS, 102)
    taken_back = _import(shop, _sheet(folder / "拿错的表.csv", wrong), Kind.CUSTOMERS, 103)
    undo_import(shop, taken_back, _after(103, 1))


def _import(shop: Shop, path: Path, kind: Kind, day: int, fields: dict[int, str] | None = None) -> int:
    _kind, source = jobs.examine(Quiet(), path, kind=kind)
    options = jobs.options_for(shop, kind, source, options=Options({}, new_fields=fields or {}))
    plan = jobs.prepare(Quiet(), shop, kind, source, options, _after(day))
    import_id = jobs.carry_out(Quiet(), shop, plan, _after(day)).import_id
    assert import_id
    return import_id


def _sheet(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _merges_and_answers(shop: Shop) -> None:
    """What 0.2 brought: two entries of one customer made one, two people told apart, answers to Today."""
    from storeassist.features.customers import actions_fields
    from storeassist.features.duplicates import actions as duplicates
    from storeassist.features.duplicates.actions_planning import plan_merge
    from storeassist.features.today import actions as today
    from storeassist.features.today.records import Kind as Prompt

    called = {customer.name: customer.id for customer in customer_store.fetch(shop, range(1, 40))}
    taste = next(field for field in customer_store.fields(shop) if field.name == "口味")
    actions_fields.change_field(shop, taste, "口味偏好", _after(104), renamed={"特辣": "重辣"}, added=("免葱",))
    keep, drop = called["王小明"], called["王小名"]
    duplicates.merge(shop, plan_merge(shop, keep, drop), _after(104, 1))
    duplicates.merge(shop, plan_merge(shop, called["单晓岚"], keep, {"note": "keep"}), _after(104, 2))
    duplicates.tell_apart(shop, called["李芳"], called["李方"], _after(104, 3))
    today.done(shop, called["单晓岚"], Prompt.OVERDUE, _after(105))
    today.later(shop, called["曾乐"], Prompt.OVERDUE, _after(105, 1))
    today.never(shop, called["李芳"], Prompt.OVERDUE, _after(105, 2))
    today.done(shop, called["陈 静"], Prompt.BIRTHDAY, _after(105, 3))


def _cards_and_coupons(shop: Shop) -> None:
    """What 0.3 brought: offers in versions, coupons in every state, batches printed, printed again and not yet."""
    from storeassist.features.coupons import actions as coupons
    from storeassist.features.coupons import store as coupon_store
    from storeassist.features.coupons.records import Bill
    from storeassist.features.offers import actions as offers
    from storeassist.features.offers import store as offer_store

    called = {customer.name: customer.id for customer in customer_store.fetch(shop, range(1, 40))}
    off, gift, percent, packet = (offers.add(shop, name, terms, _after(105, 4)) for name, terms in _offers())
    before = offer_store.get(shop, off)
    issued = coupons.issue(shop, off, _after(105, 5), customer_ids=[called["曾乐"], called["李芳"], called["赵敏"]])
    offers.edit(shop, off, "满 58 减 10", replace(before.terms, value_fen=1000), _after(105, 6))
    offers.retire(shop, [packet], _after(105, 6))
    loose = coupons.issue(shop, gift, _after(105, 7), count=8)
    shared = coupons.issue(shop, percent, _after(105, 7), count=2)
    at = _after(105, 9)
    own, free, more = (
        [coupon_store.short(one) for one in coupon_store.fetch(shop, coupon_store.ids_of_issue(shop, issue), at)]
        for issue in (issued, loose, shared)
    )

    def use(text: str, amount: int, hours: int, **bill: Any) -> int:
        moment = _after(105, hours)
        verdict, used = coupons.redeem(shop, text, Bill(amount, moment, **bill), moment)
        assert used, verdict
        return used.id

    use(own[0], 6000, 9, guests=2, table="6")
    twice = use(own[1], 7000, 10)
    use(free[0], 2000, 10, customer_id=called["陈 静"])
    use(more[0], 0, 11, order_number=coupon_store.redemption(shop, twice).order_number)
    coupons.reverse(shop, use(free[1], 3000, 11), "客人退单", _after(105, 12))
    coupons.reverse(shop, use(free[2], 3100, 12), "点错", _after(105, 12), keep_bill=True)
    use(free[2], 3200, 13)
    by_text = [coupon_store.by_text(shop, code, at).id for code in free]
    coupons.claim(shop, by_text[3], called["孙悦"], _after(105, 13))
    coupons.cancel(shop, by_text[4:6], "印坏了", _after(105, 13))
    _batches(shop, off)


def _offers() -> tuple[tuple[str, Any], ...]:
    from datetime import time

    from storeassist.features.offers.records import Hours, Kind, Stacking, Terms

    lunch = Terms(
        Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, days_after_issue=90, per_customer=3, stacking=Stacking.ANY,
        valid_to=date(2026, 12, 31), weekdays=(1, 2, 3, 4, 5, 6, 7), hours=(Hours(time(0), time(12)), Hours(time(12), time(0))),
    )  # fmt: skip
    return (
        ("满 58 减 8", lunch),
        ("送卤蛋", Terms(Kind.GIFT, product="卤蛋", total=500)),
        ("八折", Terms(Kind.PERCENT_OFF, basis_points=2000, max_discount_fen=3000, stacking=Stacking.ANY)),
        ("6.6 元红包", Terms(Kind.RED_PACKET, value_fen=660, first_purchase_only=True)),
    )


def _batches(shop: Shop, offer_id: int) -> None:
    from storeassist.features.cards import actions as cards
    from storeassist.features.cards import store as card_store
    from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
    from storeassist.features.cards.records_print import Layout
    from storeassist.features.coupons import actions as coupons
    from storeassist.features.coupons import store as coupon_store
    from storeassist.features.coupons.records import Bill

    until = date(2026, 12, 31)
    group = Target(TargetKind.GROUP, "https://weixin.qq.com/g/AQYAAF3kq0Zk2mZp7uV1", date(2026, 9, 21))
    package = BatchFacts(
        "九月包裹卡", CardKind.PACKAGE, 12, "package-bar", offer_id, "外卖袋", "包裹卡", until, 4400,
        fields={"headline": "下次来，少付 10 块"}, colour="#7A2A22", logo=b"\x89PNG\r\n",
    )  # fmt: skip
    table = BatchFacts("桌卡", CardKind.TABLE, 20, "table-tent", channel="扫桌卡", target=group)
    batch = card_store.get(shop, cards.add(shop, package, _after(105, 14)))
    cards.release(
        shop, batch, coupon_store.free_codes(shop, 12), range(1, 11), Layout("a4-10-90x54", start=1), 1, _after(105, 14),
        valid_until=until,
    )  # fmt: skip
    batch = card_store.get(shop, batch.id)
    codes = card_store.codes_of(shop, batch)
    cards.release(shop, batch, codes, range(9, 13), Layout("a4-10-90x54", start=3), 1, _after(105, 15), why="两张卡印花了")
    table_id = cards.add(shop, table, _after(105, 15))
    cards.release(shop, card_store.get(shop, table_id), [], range(1, 21), Layout("a4-a5-cut"), 10, _after(105, 15))
    waiting = cards.add(shop, replace(package, name="十月包裹卡", quantity=300), _after(105, 15))
    cards.edit(shop, waiting, replace(package, name="十月包裹卡", quantity=200, cost_fen=None), _after(105, 15))
    texts = coupon_store.printed_forms(shop, codes[:3])
    who = customers.add(shop, CustomerFacts("包裹卡来的", phone="+8613900007777"), _after(105, 15))
    coupons.claim(shop, coupon_store.by_text(shop, texts[1][0], _after(105, 15)).id, who, _after(105, 15))
    verdict, used = coupons.redeem(shop, texts[0][1], Bill(8800, _after(105, 15), customer_id=who), _after(105, 15))
    assert used, verdict


def _segments_and_habits(shop: Shop) -> None:
    """What 0.4 brought: segments that use each other, a snapshot, who came in since; limits, the hero, what a source cost."""
    from storeassist.features.habits import actions as habits
    from storeassist.features.habits import store_rfm
    from storeassist.features.repurchase import actions as repurchase
    from storeassist.features.segments import actions as segments
    from storeassist.features.segments.rules import parse

    at = _after(105, 16)
    often = {"all": [{"field": "visits", "op": ">=", "value": 3}, {"field": "spent", "op": ">", "value": 50.5}]}
    noodles = {"field": "items", "op": ">=", "value": 1, "product": "招牌牛肉面", "within_days": 90, "weekdays": [1, 2, 3]}
    regulars = segments.save(shop, "常来的", parse(often), at)
    segments.save(shop, "爱吃面", parse({"any": [noodles, {"field": "tag", "op": "has", "value": "早餐"}]}), at)
    segments.save(shop, "常来不吃面", parse({"minus": [{"segment": "常来的"}, {"segment": "爱吃面"}]}), at)
    segments.freeze(shop, regulars, "九月的常客", at)
    segments.look(shop, regulars, at)
    fewer = {"all": [{"field": "visits", "op": ">=", "value": 2}, {"not": {"field": "consent", "op": "=", "value": "no"}}]}
    segments.save(shop, "常客", parse(fewer), _after(105, 17), regulars)
    segments.look(shop, regulars, _after(105, 17))
    habits.set_thresholds(shop, store_rfm.proposed(shop, at), _after(105, 17))
    noodle = product_store.by_name(shop, MENU[0][0])
    assert noodle
    habits.set_hero(shop, noodle.id, _after(105, 17))
    repurchase.set_source_cost(shop, "扫桌卡", 12_000, _after(105, 17))


def _second_thoughts(shop: Shop) -> None:
    """The last three acts, taken back: they can be done again."""
    day = 106
    who = customer_store.by_number(shop, "N1")
    customers.add_note(shop, who.id, "写错人了", _after(day))
    orders.add(shop, OrderFacts(_after(day), 1234, who.id, (Line("一次性的菜", 1, 1234),)), _after(day, 1))
    orders.void(shop, order_store.by_number(shop, "T30").id, "点错", _after(day, 2))
    for _ in range(3):
        journal.undo(shop, _after(day, 3))


def _after(days: int, hours: int = 0) -> datetime:
    return OPENED + timedelta(days=days, hours=hours)


def main(version: str) -> Any:
    """Write this version's file beside this script, packed: an empty shop is mostly room for what comes."""
    target = Path(__file__).with_name(f"{version}.shop.gz")
    if target.exists():
        sys.exit(f"{target} is there already; owners have files like it, so it stays as it is")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["WIN_PD_OVERRIDE_LOCAL_APPDATA"] = folder
        path = Path(folder) / "golden.shop"
        make(path, Path(folder))
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
