"""What the cell of a file means for a field; what cannot be understood is refused with a reason, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from storeassist.adapters.phones import parse_phone
from storeassist.adapters.sheets import CellError
from storeassist.features.customers.records import Consent, Gender
from storeassist.features.customers.rules import split_tags
from storeassist.features.products.records import Role
from storeassist.kernel.calendars import Birthday, read_birthday, read_day, read_moment
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import parse_yuan

_CANCELLED = {
    "取消", "已取消", "交易取消", "退款", "已退款", "退款成功", "全额退款", "已全额退款", "退单", "已退单", "关闭", "已关闭", "交易关闭", "作废",
    "已作废", "撤销", "已撤销", "反结账", "未支付", "待支付", "待付款", "未付款", "支付失败", "refund", "cancelled", "canceled", "refunded", "voided",
    "void", "unpaid", "failed",
}  # fmt: skip

Converter = Callable[[Any], Any]

_ROUNDED = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_FLOAT = re.compile(r"\d{2,15}\.0")
_EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; what comes after them is zeros it made up."""

_NOBODY = {"-", "--", "—", "/", "无", "散客", "非会员", "未登记", "none", "null", "n/a", "nan"}
_GENDERS = {
    "女": Gender.FEMALE, "女士": Gender.FEMALE, "女性": Gender.FEMALE, "f": Gender.FEMALE, "female": Gender.FEMALE,
    "男": Gender.MALE, "先生": Gender.MALE, "男性": Gender.MALE, "m": Gender.MALE, "male": Gender.MALE,
    "未知": None, "保密": None, "不详": None, "unknown": None,
}  # fmt: skip
_CONSENTS = {
    "是": Consent.YES, "同意": Consent.YES, "已同意": Consent.YES, "yes": Consent.YES, "y": Consent.YES, "1": Consent.YES,
    "true": Consent.YES, "否": Consent.NO, "不同意": Consent.NO, "拒绝": Consent.NO, "no": Consent.NO, "n": Consent.NO,
    "0": Consent.NO, "false": Consent.NO, "未知": Consent.UNKNOWN, "unknown": Consent.UNKNOWN,
}  # fmt: skip
_ROLES = {
    "引流": Role.LEAD, "引流款": Role.LEAD, "lead": Role.LEAD, "爆款": Role.HERO, "hero": Role.HERO,
    "利润": Role.PROFIT, "利润款": Role.PROFIT, "profit": Role.PROFIT, "普通": Role.ORDINARY, "常规": Role.ORDINARY,
    "ordinary": Role.ORDINARY,
}  # fmt: skip


def text(cell: Any) -> str:
    """A cell as words."""
    if type(cell) is str:
        return cell.strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_EXACT_DIGITS:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds") if cell.time() != time.min else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def identity(cell: Any) -> str:
    """A number that names something (a member, a bill): never a rounded one."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= 10**_EXACT_DIGITS or cell != int(cell):
            raise UserError(
                "The spreadsheet rounded this number to {text}; set its column to text and export again.",
                text=f"{cell:.15g}",
            )
        return str(int(cell))
    plain = text(cell)
    plain = plain if plain.isascii() else _narrow(plain)
    if plain.endswith(".0") and _FLOAT.fullmatch(plain):  # a program's number column with gaps: 1001.0
        plain = plain[:-2]
    if ("E" in plain or "e" in plain) and _ROUNDED.fullmatch(plain):
        raise UserError(
            "The spreadsheet rounded this number to {text}; set its column to text and export again.", text=plain
        )
    return plain


def phone(cell: Any) -> tuple[str, str]:
    """A phone as E.164 and as it was written."""
    written = identity(cell)
    return parse_phone(written), written


def somebody(cell: Any) -> str:
    """The name or number of a customer on a bill; "" for 散客 and the like."""
    plain = identity(cell)
    return "" if plain.casefold() in _NOBODY else plain


def somebody_called(cell: Any) -> str:
    """The name of a customer on a bill; "" for 散客 and the like."""
    plain = text(cell)
    return "" if plain.casefold() in _NOBODY else plain


def somebodys_phone(cell: Any) -> str:
    """The phone on a bill as E.164; "" where there is a dash instead. A masked one (138****2764) names nobody."""
    plain = identity(cell)
    if plain.casefold() in _NOBODY:
        return ""
    if "*" in plain:
        raise UserError("The phone {text} is masked; export it in full, or map the member number.", text=plain)
    return parse_phone(plain)


def gender(cell: Any) -> Gender | None:
    """女, 男, female, m ..."""
    return _one_of(_GENDERS, cell)  # type: ignore[no-any-return]


def consent(cell: Any) -> Consent:
    """是, 同意, yes, 否 ..."""
    return _one_of(_CONSENTS, cell)  # type: ignore[no-any-return]


def role(cell: Any) -> Role:
    """引流, 爆款, 利润, 普通 and their English names."""
    return _one_of(_ROLES, cell)  # type: ignore[no-any-return]


def lunar_birthday(cell: Any) -> Birthday:
    """A birthday in a column that is lunar by its heading."""
    return read_birthday(cell, lunar=True)


def money(cell: Any) -> int:
    """Fen of an amount in yuan."""
    if type(cell) is float:
        fen = round(cell * 100)
        if abs(fen) < 10**11 and abs(cell * 100 - fen) < 1e-4:
            return fen
    elif type(cell) is int:
        return cell * 100 if abs(cell) < 10**9 else parse_yuan(cell)
    if isinstance(cell, bool | date | time):
        raise UserError("“{text}” is not an amount; write it like 12.50.", text=text(cell))
    return parse_yuan(cell)


def moment(cell: Any) -> str:
    """A time, as the shop file stores it."""
    if type(cell) is datetime and not cell.microsecond and cell.tzinfo is None:
        return cell.isoformat()
    return iso(read_moment(cell))


def quantity(cell: Any) -> float:
    """How many: a number, with or without a unit behind it (2份)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    match = re.fullmatch(r"([+-]?[\d,]+(?:\.\d+)?)\s*[^\d\s.,]{0,3}", _narrow(text(cell)))
    if not match:
        raise UserError("“{text}” is not a quantity.", text=text(cell))
    return float(match[1].replace(",", ""))


def guests(cell: Any) -> int | None:
    """How many people sat at the table; 0 means not counted."""
    count = quantity(cell)
    if count != int(count) or not 0 <= count <= 10_000:
        raise UserError("“{text}” is not a number of guests.", text=text(cell))
    return int(count) or None


def clock(cell: Any) -> str:
    """The time of day in a column beside the date's, as ISO; a whole moment where it says one."""
    if isinstance(cell, float) and 0 <= cell < 1:
        cell = (datetime.min + timedelta(seconds=round(cell * 86_400))).time()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    moment = read_moment(f"2000-01-01 {cell}") if isinstance(cell, str) and not re.search(r"\d{4}", cell) else read_moment(cell)
    return iso(moment)[11:] if moment.year == 2000 else iso(moment)


def is_cancelled(cell: Any) -> bool:
    """Whether a bill's state says that nobody paid it in the end; in doubt it was paid."""
    return _narrow(text(cell)).casefold() in _CANCELLED


def _one_of(words: dict[str, Any], cell: Any) -> Any:
    plain = _narrow(text(cell)).casefold()
    if plain not in words:
        raise UserError("“{text}” is not one of: {words}.", text=text(cell), words="、".join(words))
    return words[plain]


def _narrow(plain: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", plain).strip()


CONVERTERS: dict[str, Converter] = {
    "number": identity, "name": text, "phone": phone, "wechat": text, "gender": gender, "birthday": read_birthday,
    "birthday_lunar": lunar_birthday, "source": text, "joined_on": read_day,
    "tags": lambda cell: split_tags(text(cell)), "note": text, "consent": consent, "consent_on": read_day,
    "consent_how": text, "category": text, "price": money, "cost": money, "role": role, "at": moment, "clock": clock, "state": is_cancelled,
    "customer_number": somebody, "customer_phone": somebodys_phone, "customer_name": somebody_called, "product": text,
    "quantity": quantity, "amount": money, "discount": money, "guests": guests, "table": text, "channel": text,
}  # fmt: skip
"""How each field reads its cell; a custom field's text is checked by its own kind."""


def convert(converter: Converter, cell: Any) -> Any:
    """What ``cell`` means, None when it is empty; raises UserError for a cell the spreadsheet itself could not compute."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, CellError):
        raise UserError("The cell holds an error of the spreadsheet: {text}.", text=cell.text)
    return converter(cell)
