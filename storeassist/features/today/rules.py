"""Who is overdue by their own rhythm, how a period did beside others, what the shop calls its customers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from storeassist.features.customers.records import Customer
from storeassist.features.customers.rules_birthdays import birthday_key
from storeassist.features.habits.rules import DORMANT, expected_gap
from storeassist.features.today.records import (
    Answer,
    Candidates,
    Compared,
    Kind,
    Prompt,
    Verdict,
    customer_and_kind,
)
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _

REGULAR_VISITS = 3
"""Who came so often has a rhythm: two gaps."""

WEEKS = 4
DAYS_AHEAD = 7
LATER_DAYS = 7
WEEKDAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
)

_TITLES = "生士姐哥叔姨伯婶婆爷奶妈爸总师板理医教工长弟妹"
_NO_SURNAMES = "老小阿大"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单尤仇解区朴查盖乐翟柏梅尚祝"
)
_DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "司徒",
    "诸葛",
    "慕容",
    "尉迟",
    "长孙",
    "夏侯",
    "皇甫",
    "令狐",
    "东方",
    "南宫",
    "端木",
)


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def verdict(compared: Compared) -> Verdict:
    """Whether a period brought more or less than each of the four before it; unknown without four to compare with."""
    before = [one.fen for one in compared.before]
    if len(before) < WEEKS or not any(before):
        return Verdict.UNKNOWN
    if compared.period.fen > max(before):
        return Verdict.MORE
    return Verdict.LESS if compared.period.fen < min(before) else Verdict.USUAL


def mean_fen(compared: Compared) -> int | None:
    """The mean of the periods before, in fen; None while the book does not reach back to four."""
    before = [one.fen for one in compared.before]
    return round(sum(before) / len(before)) if len(before) == WEEKS else None


def prompt_of(prompt: int, customer: Customer, known: Candidates) -> Prompt:
    """The row of an id that a morning lists."""
    _customer, kind = customer_and_kind(prompt)
    totals = customer.totals
    away = (known.today - totals.last_visit_on).days if totals.last_visit_on else 0
    gap = None
    if totals.median_gap_days is not None and known.shop_gap is not None and totals.visits >= REGULAR_VISITS:
        gap = expected_gap(totals.median_gap_days, totals.visits - 1, known.shop_gap)
    if kind is Kind.OVERDUE:
        return Prompt(customer, kind, away, gap, away / gap if gap else None)
    birthday = customer.facts.birthday
    on = known.days.get(birthday_key(birthday), known.today) if birthday else known.today
    return Prompt(customer, kind, (on - known.today).days, gap, None, on)


def is_long_gone(prompt: Prompt) -> bool:
    """Whether somebody stays away so long that they are no work of one morning."""
    return prompt.ratio is not None and prompt.ratio >= DORMANT


def again_on(kind: Kind, today: date, birthday_on: date | None) -> date:
    """When to ask again after "later": in a week; of a birthday, on the day itself. Raises UserError when that is today."""
    if kind is Kind.OVERDUE or birthday_on is None:
        return today + timedelta(days=LATER_DAYS)
    if birthday_on <= today:
        raise UserError("The birthday is today: greet them now, or choose “Not this one”.")
    return birthday_on


def said(answer: Answer, kind: Kind, name: str) -> str:
    """What an answer did, in a line."""
    if answer is Answer.DONE:
        return _("{name}: marked as sent", name=name)
    if answer is Answer.NEVER:
        return _("{name}: will not be named again", name=name)
    if kind is Kind.BIRTHDAY:
        return _("{name}: asked again on the birthday", name=name)
    return _("{name}: asked again in 7 days", name=name)


def spoken_name(name: str) -> str:
    """What to call somebody: the given name of a plain Chinese name (晓岚 of 单晓岚), else the name as it stands.

    Titles such as 王女士 stay whole, and nothing is added: who is 姐 or 哥 nobody can tell from a name.
    """
    name = name.strip()
    if not all("一" <= c <= "鿿" for c in name) or name[:1] in _NO_SURNAMES or name[-1:] in _TITLES:
        return name
    if len(name) == 4 and name[:2] in _DOUBLE_SURNAMES:
        return name[2:]
    if len(name) == 3 and name[:1] in _SURNAMES and name[:2] not in _DOUBLE_SURNAMES:
        return name[1:]
    return name


def usual_dish(bills: Sequence[Sequence[tuple[str, int | None]]]) -> str:
    """The line on at least half of a customer's bills, two or more; of several, the one that cost most. "" when none."""
    seen: dict[str, int] = {}
    worth: dict[str, int] = {}
    for lines in bills:
        for line in {name for name, _fen in lines}:
            seen[line] = seen.get(line, 0) + 1
        for line, fen in lines:
            worth[line] = worth.get(line, 0) + (fen or 0)
    usual = [line for line, count in seen.items() if count >= 2 and count * 2 >= len(bills)]
    return max(usual, key=lambda line: (worth[line], seen[line], line), default="")
