"""A small believable shop for tests and pictures: a noodle place with 40 seats, a year of bills until a Tuesday before noon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, Customer, CustomerFacts, FieldKind, Gender, Origin
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders.records import LineRow, OrderRow
from storeassist.features.products import actions as product_actions
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.settings import day_ends_at

NOW = datetime(2026, 9, 15, 11, 6)
"""A Tuesday; the first guests of the day have paid."""

NAME = "巷口面馆"
OPENED = date(2025, 9, 14)
CUSTOMERS, ORDERS = 300, 2_500
DAY = timedelta(days=1)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭高林罗郑梁谢宋韩冯邓曹彭肖田董潘袁蔡蒋余杜叶程魏吕丁任沈姚卢姜崔钟谭单曾仇解区朴查盖乐覃翟"
GIVEN = "伟芳娜敏静丽强磊洋勇艳杰娟涛明超秀霞平桂英华玉萍红飞玲斌梅琳宇浩凯健俊帆雪婷慧颖鑫晨琪思雨欣怡梓涵晓岚行茜晟柏筠诺若曦景安然瑶嘉木青禾"
PREFIXES = ("138", "139", "135", "136", "137", "150", "151", "158", "159", "182", "186", "187", "188", "177", "199")
TAGS = ("VIP 群", "牛肉控", "少辣", "带孩子", "外卖多", "加班族", "不吃香菜", "主号好友")
TAG_WEIGHTS = (14, 10, 9, 7, 8, 8, 3, 12)
SOURCES = ("到店", "包裹卡", "朋友介绍", "抖音", "美团", "桌卡", "朋友圈")
SOURCE_WEIGHTS = (34, 18, 14, 8, 12, 9, 5)
TASTES = ("清淡", "微辣", "重辣")
REMARKS = (
    *("少辣、多香菜；爱坐窗边 6 号桌", "牛肉过敏，汤底要另煮", "周五晚上常带同事来，要发票", "孩子坐高椅，不要葱"),
    *("问过能不能办公司团餐", "试菜会报了名，想吃藤椒鸡丝面", "汤要少盐，父亲血压高", "搬到城东了，说会点外卖"),
)
CHANNELS = ("堂食", "外带", "外卖")

HOURS = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 25)
HOUR_WEIGHTS = (2, 14, 22, 9, 3, 2, 3, 9, 17, 12, 6, 3, 1, 1)
"""Lunch and dinner; 25 is one in the morning, which belongs to the business day before."""


class Dish(NamedTuple):
    """A product with its price and cost in yuan, and how often it is asked for."""

    name: str
    category: str
    price: float | None
    cost: float | None
    role: Role
    weight: int


HERO, LEAD, PROFIT, ORDINARY = Role.HERO, Role.LEAD, Role.PROFIT, Role.ORDINARY
MENU = (
    Dish("招牌牛肉面", "面", 28, 10.5, HERO, 60),
    Dish("红烧牛腩面", "面", 32, 13, PROFIT, 18),
    Dish("葱油拌面", "面", 9.9, 4.2, LEAD, 26),
    Dish("藤椒鸡丝面", "面", 26, 9.5, ORDINARY, 12),
    Dish("番茄鸡蛋面", "面", 18, 5.5, ORDINARY, 14),
    Dish("重庆小面", "面", 15, 4.8, LEAD, 16),
    Dish("鲜虾馄饨", "面", 24, 9, ORDINARY, 12),
    Dish("酸辣粉", "粉", 16, 4.5, PROFIT, 10),
    Dish("肥肠粉", "粉", 26, 11, ORDINARY, 7),
    Dish("小份卤牛肉", "卤味", 18, 9.6, ORDINARY, 22),
    Dish("卤牛肉半斤", "卤味", 58, 33, ORDINARY, 3),
    Dish("卤蛋", "卤味", 3, 1.1, ORDINARY, 24),
    Dish("卤豆干", "卤味", 6, 1.8, PROFIT, 12),
    Dish("凉拌黄瓜", "凉菜", 12, 2.8, PROFIT, 14),
    Dish("皮蛋豆腐", "凉菜", 14, 4.2, PROFIT, 9),
    Dish("口水鸡", "凉菜", 32, 14, ORDINARY, 6),
    Dish("煎饺", "小吃", 18, 6, ORDINARY, 12),
    Dish("红糖糍粑", "小吃", 16, 4.5, ORDINARY, 6),
    Dish("酸梅汤", "饮料", 8, 1.2, PROFIT, 22),
    Dish("豆浆", "饮料", 5, 0.9, ORDINARY, 10),
    Dish("冰啤酒", "饮料", 10, 5.5, ORDINARY, 9),
    Dish("柠檬茶", "饮料", 12, 2.4, PROFIT, 10),
    Dish("加面", "加料", 4, 1, ORDINARY, 8),
    Dish("加牛肉", "加料", 12, 6.5, ORDINARY, 7),
    Dish("生日面一碗", "面", None, None, ORDINARY, 0),
)
PRICES = {dish.name: round((dish.price or 0) * 100) for dish in MENU}
PRODUCT_IDS = {dish.name: number for number, dish in enumerate(MENU, 1)}
Items = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One customer to come, in a rhythm of ``gap`` days until ``last`` (None: the last visit is up to chance)."""

    facts: CustomerFacts
    gap: float
    visits: int | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """One order to come; ``who`` is a customer's id, None for a guest nobody knows."""

    at: datetime
    who: int | None
    items: Items
    channel: str
    guests: int | None
    table: str
    discount_fen: int
    note: str

    @property
    def paid_fen(self) -> int:
        return sum(PRICES[name] * quantity for name, quantity in self.items) - self.discount_fen


REGULARS: dict[int, tuple[str, str, str, int, int, tuple[int, int]]] = {
    217: ("单晓岚", "13812342764", "VIP 群 牛肉控 少辣 主号好友", 8, 17, (8, 27)),
    183: ("林秋月", "13604120518", "VIP 群", 9, 10, (8, 26)),
    156: ("何满仓", "13977026631", "带孩子", 11, 9, (8, 21)),
    204: ("邓启明", "15062319027", "外卖多", 15, 7, (8, 12)),
    131: ("许安然", "13755084186", "牛肉控", 10, 13, (8, 25)),
    240: ("罗小满", "18690337752", "", 13, 6, (8, 20)),
    98: ("姜云舟", "13521463309", "VIP 群 加班族", 6, 23, (9, 3)),
    251: ("冯乐意", "15816021845", "带孩子", 18, 8, (8, 12)),
    142: ("唐百川", "13840295560", "VIP 群", 13, 11, (8, 22)),
    266: ("苏禾", "13372512093", "少辣", 11, 5, (8, 27)),
    77: ("梁知夏", "18924608417", "加班族", 7, 15, (9, 3)),
    60: ("曾一诺", "13901187263", "VIP 群 牛肉控", 9, 20, (9, 13)),
    41: ("尉迟敬", "15901036628", "牛肉控 加班族", 12, 14, (9, 14)),
    88: ("解语", "13681240975", "少辣 带孩子", 14, 9, (9, 14)),
    112: ("仇海", "18610774302", "外卖多", 10, 12, (9, 12)),
    125: ("区家明", "13533109846", "主号好友", 16, 8, (9, 11)),
    170: ("朴正", "15201448093", "牛肉控", 21, 5, (9, 10)),
}
"""By number: name, phone, tags, usual gap in days, visits, month and day of the last one."""


def small_shop(path: Path, seed: int = 7) -> Shop:
    """A new shop file at ``path``: 300 customers, 25 products, some 2,500 orders, all sums right."""
    random = Random(seed)
    crowd = _people(random)
    bills = _bills(crowd, random)
    shop = Shop.create(path, SCHEMA, NAME, datetime(2025, 9, 14, 9, 30))
    taste = customer_actions.add_field(shop, "口味", FieldKind.CHOICE, datetime(2025, 9, 14, 9, 45), TASTES)
    with shop.write() as db:
        _write_people(db, crowd, taste, random)
        product_actions.insert(db, [_product(dish) for dish in MENU])
        _write_bills(db, bills, day_ends_at(shop))
        _void_some(db, bills, random)
        customer_actions.refresh_search(db, range(1, CUSTOMERS + 1))
    _act_by_hand(shop)
    return shop


# --- people ---------------------------------------------------------------------------------------------------------


def _people(random: Random) -> list[Person]:
    """Everybody in order of number; a phone, a birthday, tags and consent as far as a shop gets to know them."""
    phones = [f"{tail:08}".replace("2764", "2769") for tail in random.sample(range(10**8), CUSTOMERS)]
    days = sorted(int(360 * random.random() ** 1.2) for _ in range(CUSTOMERS))
    crowd = []
    for number in range(1, CUSTOMERS + 1):
        surname = random.choice(SURNAMES) if random.random() > 0.03 else random.choice(("尉迟", "欧阳", "上官", "长孙"))
        name = surname + "".join(random.choices(GIVEN, k=1 if random.random() < 0.2 else 2))
        facts = CustomerFacts(
            name=name,
            number=str(number),
            phone="" if random.random() < 0.06 else f"+86{random.choice(PREFIXES)}{phones[number - 1]}",
            gender=random.choices((None, Gender.FEMALE, Gender.MALE), (5, 3, 2))[0],
            birthday=_birthday(random),
            source=random.choices(SOURCES, SOURCE_WEIGHTS)[0],
            joined_on=OPENED + DAY * days[number - 1],
            tags=tuple(dict.fromkeys(random.choices(TAGS, TAG_WEIGHTS, k=random.choices((0, 1, 2), (45, 38, 17))[0]))),
        )
        facts = _with_consent(facts, random)
        gap = random.choice((6, 8, 10, 14, 18, 25, 35, 50)) * (0.8 + 0.4 * random.random())
        visits = random.choices((None, 1, 0), (70, 22, 8))[0]
        crowd.append(_regular(number, facts) or Person(facts, gap, visits))
    crowd[233] = replace(crowd[233], facts=replace(crowd[233].facts, name="", phone="+8613718845520", tags=()))
    crowd[95] = replace(crowd[95], facts=replace(crowd[95].facts, name="Emma Johansson-Lindqvist"))
    return crowd


def _regular(number: int, facts: CustomerFacts) -> Person | None:
    if number not in REGULARS:
        return None
    name, phone, tags, gap, visits, (month, day) = REGULARS[number]
    known = tuple(tag for tag in TAGS if tag in tags)
    joined = date(2026, month, day) - DAY * (visits * gap * 3 // 2)
    facts = replace(facts, name=name, phone=f"+86{phone}", tags=known, joined_on=max(OPENED, joined))
    if number == 217:
        facts = replace(
            facts,
            gender=Gender.FEMALE,
            birthday=Birthday(10, 15, None, lunar=True),
            source="朋友介绍",
            wechat="岚岚_217",
            note="爱坐窗边",
            consent=Consent.YES,
            consent_on=date(2025, 11, 8),
            consent_how="当面告知",
        )
    return Person(facts, gap, visits, datetime(2026, month, day, 12, 18))


def _birthday(random: Random) -> Birthday | None:
    if random.random() < 0.6:
        return None
    lunar, year = random.random() < 0.35, random.choice((None, None, random.randint(1962, 2008)))
    return Birthday(random.randint(1, 12), random.randint(1, 28), year, lunar)


def _with_consent(facts: CustomerFacts, random: Random) -> CustomerFacts:
    consent = random.choices((Consent.UNKNOWN, Consent.YES, Consent.NO), (52, 43, 5))[0]
    if consent is Consent.UNKNOWN:
        return facts
    how = random.choice(("当面告知", "微信", "扫桌卡"))
    return replace(facts, consent=consent, consent_on=facts.joined_on, consent_how=how)


def _write_people(db: Any, crowd: Sequence[Person], taste: int, random: Random) -> None:
    rows = []
    for person in crowd:
        facts = person.facts
        if random.random() < 0.35 or facts.number in ("217", "60"):
            facts = replace(facts, custom={taste: "微辣" if facts.number == "217" else random.choice(TASTES)})
        made = f"{facts.joined_on}T{random.randint(11, 20)}:{random.randrange(60):02}:00"
        written = facts.phone.removeprefix("+86")
        columns = {"phone_written": written or None, "origin": Origin.HAND, "created_at": made}
        rows.append({**customer_actions.columns_of(facts), **columns})
    ids = customer_actions.insert(db, rows)
    tags = {row: person.facts.tags for row, person in zip(ids, crowd, strict=True) if person.facts.tags}
    customer_actions.set_tags_of_many(db, tags)
    for row in random.sample([row for row in ids if row != 217], 40):
        at = iso(NOW - DAY * random.randint(2, 200) + timedelta(minutes=random.randrange(560)))
        db.execute(
            "INSERT INTO customer_note (customer_id, at, text) VALUES (?, ?, ?)", [row, at, random.choice(REMARKS)]
        )


# --- bills ----------------------------------------------------------------------------------------------------------


def _bills(crowd: Sequence[Person], random: Random) -> list[Bill]:
    """Some 2,500 bills in order of time, the last at 11:02 today; one in five is of a guest nobody knows."""
    found = [bill for row, person in enumerate(crowd, 1) for bill in _visits(row, person, random)]
    random.shuffle(found)
    kept = [bill for bill in found if bill.who in REGULARS]
    kept += [bill for bill in found if bill.who not in REGULARS][: ORDERS * 4 // 5 - len(kept)]
    while len(kept) < ORDERS - 5:
        day = OPENED + DAY * int(366 * random.random() ** 0.8)
        kept.append(_bill(_moment(day, random), None, random))
    for minute, who in ((24, None), (31, 60), (46, None), (52, 98), (62, None)):
        kept.append(_bill(NOW.replace(hour=10, minute=0) + timedelta(minutes=minute), who, random))
    return sorted(kept, key=lambda bill: bill.at)


def _visits(row: int, person: Person, random: Random) -> Iterator[Bill]:
    """The bills of one customer, from the last visit backwards in their own rhythm."""
    joined = person.facts.joined_on or OPENED
    if person.visits == 0:
        return
    drift = random.choice((0.3, 0.6, 0.9, 1.2, 2.5, 5.0)) * person.gap
    at = person.last or _moment(max(joined, NOW.date() - DAY * (1 + int(drift))), random)
    left = person.visits if person.visits is not None else 60
    while left > 0 and (person.last or at.date() >= joined):
        yield _of_shan(at, left) if row == 217 else _bill(at, row, random)
        left -= 1
        step = person.gap if row == 217 else max(1.0, person.gap * (0.6 + 0.8 * random.random()))
        at = datetime.combine(at.date() - timedelta(days=round(step)), at.time())
        at = at.replace(hour=random.choices(HOURS[:-1], HOUR_WEIGHTS[:-1])[0], minute=random.randrange(60))


def _of_shan(at: datetime, left: int) -> Bill:
    """17 visits that add up to ¥1,314: beef noodles, a small plate of beef, every now and then a plum drink."""
    drink: Items = (("酸梅汤", 1),) if left in (17, 15, 12, 9, 7, 4, 2) else ()
    items: Items = (("招牌牛肉面", 2), ("小份卤牛肉", 1), *drink)
    return Bill(at, 217, items, "堂食", 2, "6", 0, "")


def _bill(at: datetime, who: int | None, random: Random) -> Bill:
    count = random.choices((1, 2, 3, 4, 5), (26, 34, 22, 12, 6))[0]
    names = dict.fromkeys(random.choices([dish.name for dish in MENU], [dish.weight for dish in MENU], k=count))
    items = tuple((name, random.choices((1, 2, 3), (78, 18, 4))[0]) for name in names)
    total = sum(PRICES[name] * quantity for name, quantity in items)
    channel = random.choices(CHANNELS, (72, 10, 18))[0]
    inside = channel == "堂食"
    return Bill(
        at=at,
        who=who,
        items=items,
        channel=channel,
        guests=random.choices((1, 2, 3, 4, 6), (34, 38, 14, 10, 4))[0] if inside else None,
        table=str(random.randint(1, 12)) if inside else "",
        discount_fen=800 if total >= 5800 and random.random() < 0.35 else 0,
        note=random.choice(("不要葱", "面要硬", "多加香菜", "要发票")) if random.random() < 0.04 else "",
    )


def _moment(day: date, random: Random) -> datetime:
    hour = random.choices(HOURS, HOUR_WEIGHTS)[0]
    at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=random.randrange(60))
    return min(at, NOW - DAY * 1 - timedelta(hours=1, minutes=random.randrange(40)))


def _product(dish: Dish) -> dict[str, Any]:
    price, cost = (None if yuan is None else round(yuan * 100) for yuan in (dish.price, dish.cost))
    facts = ProductFacts(dish.name, dish.category, price, cost, dish.role)
    return {**product_actions.columns_of(facts), "created_at": "2025-09-14T10:00:00"}


def _write_bills(db: Any, bills: Sequence[Bill], ends_at: int) -> None:
    orders = [
        OrderRow("", iso(b.at), b.who, b.paid_fen, b.discount_fen, b.guests, b.table, b.channel, b.note) for b in bills
    ]
    lines = [
        LineRow(at, position, PRODUCT_IDS[name], name, quantity, PRICES[name] * quantity)
        for at, bill in enumerate(bills)
        for position, (name, quantity) in enumerate(bill.items, 1)
    ]
    order_actions.insert_many(db, orders, lines, NOW, day_ends_at=ends_at)
    db.execute('UPDATE "order" SET created_at = at')


def _void_some(db: Any, bills: Sequence[Bill], random: Random) -> None:
    """A dozen bills were rung up by mistake, one of them this morning; none of the customers named above."""
    others = [row for row, bill in enumerate(bills, 1) if bill.who not in REGULARS]
    for row in (*random.sample(others[:-40], 12), others[-2]):
        why, after = random.choice(("收银点错", "客人退单", "重复下单")), timedelta(minutes=random.randint(2, 9))
        order_actions.reverse_many(db, [row], why, bills[row - 1].at + after)


def _act_by_hand(shop: Shop) -> None:
    """What a history shows beside the visits: a changed detail and two notes."""
    shan = customer_store.by_number(shop, "217")
    facts = replace(shan.facts, note="少辣、多香菜；爱坐窗边 6 号桌")
    customer_actions.change(shop, shan.id, facts, datetime(2026, 8, 12, 20, 5), phone_written="138 1234 2764")
    customer_actions.add_note(shop, shan.id, "少辣、多香菜；爱坐窗边 6 号桌", datetime(2026, 8, 12, 20, 4))
    customer_actions.add_note(shop, shan.id, "试菜会到场，藤椒鸡丝面打了 5 分", datetime(2026, 8, 4, 19, 30))


# --- a spreadsheet --------------------------------------------------------------------------------------------------

HEADINGS = ("会员编号", "姓名", "联系电话", "生日", "办卡日期", "余额", "累计消费", "备注", "微信昵称", "性别", "来源")


def member_sheet(path: Path, shop: Shop, seed: int = 7) -> Path:
    """An .xlsx of members as a till exports it: two lines above the headings, known and new people, some bad cells."""
    from storeassist.adapters import sheets

    random = Random(seed)
    known = [one for one in customer_store.fetch(shop, range(1, 61)) if one.facts.phone and one.name]
    rows: list[list[Any]] = [_member_row(one, random.randint(0, 90) * 10) for one in known]
    for number in range(301, 341):
        name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=2))
        phone, joined = f"{random.choice(PREFIXES)}{random.randrange(10**8):08}", date(2026, 9, random.randint(1, 14))
        birthday = random.choice(("", "3月18日", "农历冬月初九", "1994-07-02", "农历正月十六"))
        row = [str(number), name, phone, birthday, _slashed(joined), "¥1,200.50", random.randint(20, 900), ""]
        rows.append([*row, "", random.choice(("女", "男", "")), random.choice(SOURCES)])
    rows.sort(key=lambda row: str(row[2]))
    for at, column, cell in ((9, 2, "1381234013"), (24, 3, "2月30日"), (37, 2, "1.38E+10"), (61, 4, "上个月")):
        rows[at][column] = cell
    table = [["会员资料导出"], ["导出时间：2026-09-15 10:40"], list(HEADINGS), *rows, ["合计", f"{len(rows)} 位"]]
    width = len(HEADINGS)
    padded = [[*row, *[""] * (width - len(row))] for row in table]
    sheets.write_table(path, padded[0], padded[1:], sheet="会员", text_columns=(0, 2))
    return path


def _member_row(one: Customer, balance: int) -> list[Any]:
    facts = one.facts
    first: list[Any] = [one.number, one.name, facts.phone.removeprefix("+86"), "", _slashed(facts.joined_on)]
    return [*first, f"¥{balance:,}.00", one.totals.spent_fen / 100, facts.note, facts.wechat, "", ""]


def _slashed(day: date | None) -> str:
    return f"{day.year}/{day.month}/{day.day}" if day else ""
