"""Makes believable shops and spreadsheets of any size, the same ones for the same seed.

python tests/benchmarks/generate.py shop  big.shop  [customers] [orders]    100,000 and 1,000,000 unless said
python tests/benchmarks/generate.py sheet big.xlsx  [bills]                 100,000 unless said
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers.records import Booking
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day, iso

NOW = datetime(2026, 9, 15, 11, 6)
OPENED = date(2023, 9, 1)
BATCH = 20_000
DAY = timedelta(days=1)

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "单曾仇解区朴查盖乐覃翟"
)
DOUBLE_SURNAMES = ("尉迟", "长孙", "欧阳", "上官", "令狐")
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红飞玲斌梅琳宇浩凯健俊帆雪婷慧颖鑫晨阳佳琪思雨欣怡梓涵子轩"
    "晓岚乐行茜晟柏朝筠一诺若曦景行安然书瑶嘉木青禾"
)
PREFIXES = ("138", "139", "135", "136", "137", "150", "151", "158", "159", "182", "186", "187", "188", "177", "199")
TAGS = ("VIP 群", "老顾客", "外卖", "爱吃辣", "带孩子", "附近上班", "素食", "生日已送", "团购来的", "不吃香菜")
SOURCES = ("到店", "微信", "美团", "抖音", "朋友介绍", "包裹卡", "桌卡")
NOTES = ("坐靠窗", "少盐", "牛肉过敏", "常带同事来", "周五晚上来")
TABLES = ("", "1", "2", "3", "5", "6", "8", "12", "外带")
CHANNELS = ("堂食", "外带", "外卖")
DISHES = (
    *(("招牌牛肉面", "面", 2800), ("红烧牛腩面", "面", 3200), ("葱油拌面", "面", 1600), ("鲜虾馄饨", "面", 2400)),
    *(("凉拌黄瓜", "凉菜", 1200), ("卤牛肉", "凉菜", 3800), ("皮蛋豆腐", "凉菜", 1400), ("煎饺", "小吃", 1800)),
    *(("酸梅汤", "饮料", 800), ("豆浆", "饮料", 500), ("冰啤酒", "饮料", 1000), ("小龙虾", "热菜", 12800)),
)
DISH_WEIGHTS = (30, 14, 12, 9, 6, 4, 4, 8, 6, 4, 4, 1)

WEEKDAY_PULL = (0.62, 0.55, 0.62, 0.70, 0.95, 1.0, 0.9)
"""How willingly people come on Monday ... Sunday; the week begins slack."""

HOURS = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 25)
HOUR_WEIGHTS = (2, 14, 22, 9, 3, 2, 3, 9, 17, 12, 6, 3, 1, 1)
"""Lunch and dinner; 25 is one in the morning, which belongs to the business day before."""


@dataclass(frozen=True, slots=True)
class Person:
    """One customer to come."""

    number: str
    name: str
    phone: str | None
    joined_on: date
    source: str
    tags: tuple[str, ...]
    birthday: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Bill:
    """One order to come; ``who`` is the index of a person, None for a guest nobody knows."""

    at: datetime
    who: int | None
    dish: int
    quantity: int
    discount_fen: int

    @property
    def paid_fen(self) -> int:
        return DISHES[self.dish][2] * self.quantity - self.discount_fen


def people(count: int, random: Random) -> Iterator[Person]:
    """``count`` customers with phones of their own; one in twenty-five left none."""
    phones = random.sample(range(10**8), count)
    days = (NOW.date() - OPENED).days
    for index in range(count):
        surname = random.choice(SURNAMES) if random.random() > 0.02 else random.choice(DOUBLE_SURNAMES)
        given = "".join(random.choices(GIVEN, k=1 if random.random() < 0.22 else 2))
        yield Person(
            number=f"V{index + 1:06}",
            name=surname + given,
            phone=None if random.random() < 0.04 else f"+86{random.choice(PREFIXES)}{phones[index]:08}",
            joined_on=OPENED + DAY * int(days * random.random() ** 0.8),
            source=random.choice(SOURCES),
            tags=tuple(random.sample(TAGS, k=random.choices((0, 1, 2, 3), (55, 28, 12, 5))[0])),
            birthday=f"{random.randint(1, 12):02}-{random.randint(1, 28):02}" if random.random() < 0.3 else None,
            note=random.choice(NOTES) if random.random() < 0.08 else "",
        )


def bills(count: int, joined: Sequence[date], random: Random) -> list[Bill]:
    """``count`` bills in order of time: regulars come often, each in their own rhythm; one in eight is unknown."""
    keenness = [random.paretovariate(1.3) if random.random() < 0.85 else 0.0 for _ in joined]
    known = count - count // 8
    visits = [0] * len(joined)
    for who in random.choices(range(len(joined)), keenness, k=known) if any(keenness) else ():
        visits[who] += 1
    found = [
        _bill(at, who, random)
        for who, often in enumerate(visits)
        if often
        for at in _rhythm(joined[who], often, random)
    ]
    span = (NOW.date() - OPENED).days - 1
    for _ in range(count - len(found)):
        found.append(_bill(_moment(OPENED + DAY * random.randrange(span), random), None, random))
    found.sort(key=lambda bill: bill.at)
    return found


def _rhythm(first: date, often: int, random: Random) -> Iterator[datetime]:
    """``often`` visits from ``first`` on, evenly spread but for a jitter of half a gap."""
    span = max(1, (NOW.date() - first).days - 1)
    gap = span / often
    for step in range(often):
        day = first + DAY * min(span - 1, int(gap * (step + random.random() * 0.5)))
        yield _moment(max(day, first), random)


def _moment(day: date, random: Random) -> datetime:
    """A time on ``day``, or on the day after when ``day`` is one on which few people come."""
    if random.random() > WEEKDAY_PULL[day.weekday()]:
        day += DAY
    hour = random.choices(HOURS, HOUR_WEIGHTS)[0]
    at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=random.randrange(60))
    return min(at, NOW - timedelta(minutes=1))


def _bill(at: datetime, who: int | None, random: Random) -> Bill:
    dish = random.choices(range(len(DISHES)), DISH_WEIGHTS)[0]
    quantity = 1 if random.random() < 0.7 else random.randint(2, 4)
    return Bill(at, who, dish, quantity, 300 if random.random() < 0.1 else 0)


# --- a shop file ----------------------------------------------------------------------------------------------------


def make_shop(path: Path, customers: int = 100_000, orders: int = 1_000_000, seed: int = 7) -> Shop:
    """A new shop file at ``path`` with so many customers and orders, totals and search words included."""
    random = Random(seed)
    crowd = list(people(customers, random))
    shop = Shop.create(path, SCHEMA, "巷口面馆", NOW)
    with shop.write() as db:
        _write_people(db, crowd)
        _write_products(db)
    known = bills(orders, [person.joined_on for person in crowd], random)
    with shop.write() as db:
        _write_bills(db, known)
        _book(db, known)
    with shop.write() as db:
        for first in range(1, customers + 1, BATCH):
            customer_actions.refresh_search(db, range(first, min(first + BATCH, customers + 1)))
    return shop


def _write_people(db: Any, crowd: Sequence[Person]) -> None:
    db.executemany(
        "INSERT INTO customer (id, number, name, phone, phone_written, birthday, source, joined_on, note, origin,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'import', ?)",
        (
            (row, p.number, p.name, p.phone, p.phone, p.birthday, p.source, p.joined_on.isoformat(), p.note, iso(NOW))
            for row, p in enumerate(crowd, 1)
        ),
    )
    db.executemany("INSERT INTO tag (id, name) VALUES (?, ?)", list(enumerate(TAGS, 1)))
    ids = {name: number for number, name in enumerate(TAGS, 1)}
    db.executemany(
        "INSERT INTO customer_tag (customer_id, tag_id) VALUES (?, ?)",
        ((row, ids[tag]) for row, person in enumerate(crowd, 1) for tag in person.tags),
    )


def _write_products(db: Any) -> None:
    db.executemany(
        "INSERT INTO product (id, name, category, price_fen, cost_fen, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(row, name, kind, price, price * 2 // 5, iso(NOW)) for row, (name, kind, price) in enumerate(DISHES, 1)],
    )


def _write_bills(db: Any, known: Sequence[Bill]) -> None:
    random = Random(len(known))
    db.executemany(
        'INSERT INTO "order" (id, number, at, day, customer_id, amount_fen, discount_fen, guests, table_name, channel,'
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (row, f"B{row:07}", iso(bill.at), business_day(bill.at).isoformat(), _customer_id(bill), bill.paid_fen,
             bill.discount_fen, bill.quantity, random.choice(TABLES), random.choice(CHANNELS), iso(bill.at))
            for row, bill in enumerate(known, 1)
        ),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO order_line (order_id, position, product_id, name, quantity, amount_fen) VALUES (?, 1, ?, ?, ?, ?)",
        ((row, bill.dish + 1, DISHES[bill.dish][0], bill.quantity, bill.paid_fen) for row, bill in enumerate(known, 1)),
    )


def _book(db: Any, known: Sequence[Bill]) -> None:
    customer_actions.book(
        db,
        (
            Booking(bill.who + 1, business_day(bill.at).isoformat(), 1, bill.paid_fen)
            for bill in known
            if bill.who is not None
        ),
    )
    db.execute(
        "INSERT INTO order_day (day, orders, lines, amount_fen)"
        ' SELECT day, count(*), count(*), sum(amount_fen) FROM "order" GROUP BY day'
    )
    db.execute(
        "UPDATE product_total SET (quantity, sold_fen, orders) = (SELECT coalesce(sum(quantity), 0),"
        " coalesce(sum(amount_fen), 0), count(DISTINCT order_id) FROM order_line"
        " WHERE order_line.product_id = product_total.product_id)"
    )


def _customer_id(bill: Bill) -> int | None:
    return None if bill.who is None else bill.who + 1


# --- a spreadsheet --------------------------------------------------------------------------------------------------

HEADINGS = ("订单编号", "下单时间", "会员号", "姓名", "手机号", "商品名称", "数量", "实付金额", "优惠金额")


def make_sheet(path: Path, count: int = 100_000, seed: int = 7, customers: int | None = None, lines: int = 1) -> Path:
    """An .xlsx with ``count`` bills of so many lines each, as a till would export it; a tenth as many customers."""
    import xlsxwriter

    random = Random(seed)
    crowd = list(people(customers or max(1, count // 10), random))
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet("账单")
    moment, money = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), book.add_format({"num_format": "0.00"})
    sheet.write_row(0, 0, HEADINGS)
    known = bills(count, [person.joined_on for person in crowd], random)
    for row in range(1, count * lines + 1):
        number, line = divmod(row - 1, lines)
        bill = known[number]
        person = None if bill.who is None else crowd[bill.who]
        name, _category, price_fen = DISHES[(bill.dish + 5 * line) % len(DISHES)]
        discount_fen = 0 if line else bill.discount_fen
        sheet.write_string(row, 0, f"B{number + 1:07}")
        sheet.write_datetime(row, 1, bill.at, moment)
        if person:
            sheet.write_row(row, 2, [person.number, person.name, (person.phone or "").removeprefix("+86")])
        sheet.write_string(row, 5, name)
        sheet.write_number(row, 6, bill.quantity)
        sheet.write_number(row, 7, (price_fen * bill.quantity - discount_fen) / 100, money)
        sheet.write_number(row, 8, discount_fen / 100, money)
    book.close()
    return path


def main(arguments: list[str]) -> int:
    """Make what the first argument names."""
    kind, name, *counts = [*arguments, "", ""][:2] + arguments[2:]
    sizes = [int(text.replace(",", "")) for text in islice(counts, 2)]
    if kind == "shop" and name:
        make_shop(Path(name), *sizes).close()
    elif kind == "sheet" and name:
        make_sheet(Path(name), *sizes)
    else:
        sys.stdout.write(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
