"""What one condition says, in words that go on “customers who …”. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from storeassist.features.offers.rules_words import ROLES, hours_words, weekdays_words
from storeassist.features.products.records import Role
from storeassist.features.segments.records import Leaf, Names, Number, Options
from storeassist.features.segments.rules_fields import COUPONS, CUSTOM, KINDS, STATES, TIERS, plain
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.money import YUAN, currency, yuan
from storeassist.kernel.text import _, language, many

Marks = tuple[str, str]

_BILLS = ("visits", "orders", "spent", "items")


def clause_of(leaf: Leaf, names: Names, marks: Marks) -> str:
    """``leaf`` in words; its values stand between the two ``marks``."""
    return _Clause(leaf, names, marks).words()


def actual_words(leaf: Leaf, value: object) -> str:
    """What is true of somebody in a condition's own terms; "" where there is nothing to add."""
    if value is None or value == "":
        return _("not known")
    key = leaf.field
    if isinstance(value, int | float):
        if key == "coupon":
            return many("has {n} coupon in all", "has {n} coupons in all", int(value))
        return _with_unit(key, round(value, 2))
    words = {"rfm": KINDS, "gender": (("female", _("female")), ("male", _("male")))}.get(key, ())
    if key == "consent":
        return {"yes": _("agreed"), "no": _("declined")}.get(str(value), _("not asked"))
    if key == "tier":
        return {"core": _("again and again"), "main": _("once"), "other": _("only other things")}.get(
            str(value), _("no bill yet")
        )
    return next((_(word) for kind, word in words if kind == value), str(value))


class _Clause:
    """Puts the words of one condition together."""

    def __init__(self, leaf: Leaf, names: Names, marks: Marks) -> None:
        self.leaf, self.names, self.marks = leaf, names, marks

    def words(self) -> str:
        key = self.leaf.field
        if key in _BILLS:
            return self._bills()
        if key.startswith(CUSTOM):
            return self._own(key.removeprefix(CUSTOM))
        special: dict[str, Callable[[], str]] = {
            "overdue": self._overdue,
            "tag": self._tag,
            "source": self._source,
            "gender": self._gender,
            "birthday_in_days": self._birthday,
            "consent": self._consent,
            "rfm": self._rfm,
            "tier": self._tier,
            "coupon": self._coupon,
        }
        return special[key]() if key in special else self._figure(key)

    # --- bills ---

    def _bills(self) -> str:
        options = self.leaf.options
        goods = self._goods(options)
        what = self._bought(goods) if goods else self._came()
        if options.channel:
            what = _("{what} by {channel}", what=what, channel=self._listed(options.channel))
        if options.hours:
            what = _("{what} at {hours}", what=what, hours=self._bold(hours_words(options.hours)))
        if options.weekdays:
            what = _("{what} on {days}", what=what, days=self._bold(weekdays_words(options.weekdays)))
        return self._in_window(what, options)

    def _came(self) -> str:
        key, amount = self.leaf.field, self._amount()
        if key == "visits":
            return self._at_all(_("came"), _("did not come")) or _("came {amount}", amount=amount)
        if key == "orders":
            return self._at_all(_("bought something"), _("bought nothing")) or _("have {amount}", amount=amount)
        if key == "items":
            return _("bought {amount}", amount=amount)
        return _("spent {amount}", amount=amount)

    def _bought(self, goods: str) -> str:
        key, amount = self.leaf.field, self._amount()
        if key == "spent":
            return _("spent {amount} on {goods}", amount=amount, goods=goods)
        plain = self._at_all(_("bought {goods}", goods=goods), _("did not buy {goods}", goods=goods))
        if plain:
            return plain
        if key == "visits":
            return _("came {amount} and had {goods}", amount=amount, goods=goods)
        if key == "orders":
            return _("bought {goods} on {amount}", goods=goods, amount=amount)
        return _("bought {goods}, {amount}", goods=goods, amount=amount)

    def _at_all(self, some: str, none: str) -> str:
        """``some`` for at least once, ``none`` for never; "" for any other amount."""
        op, value = self.leaf.op, self.leaf.value
        if (op, value) in ((">=", 1), (">", 0), ("!=", 0)):
            return self._bold(some) if not self.leaf.options.has_goods else some
        if (op, value) in (("=", 0), ("<", 1), ("<=", 0)):
            return self._bold(none) if not self.leaf.options.has_goods else none
        return ""

    def _goods(self, options: Options) -> str:
        said = list(options.product)
        said += [_("anything of “{category}”", category=one) for one in options.category]
        said += [_(ROLES[Role(one)]) for one in options.role]
        return self._listed(said)

    def _in_window(self, what: str, options: Options) -> str:
        if options.within_days is not None:
            days = self._bold(_with_unit("days", options.within_days))
            what = _("{what} in the last {days}", what=what, days=days)
        first, last = (self._day(day) for day in (options.first_on, options.last_on))
        if first and last:
            return _("{what} from {first} to {last}", what=what, first=first, last=last)
        if first:
            return _("{what} since {first}", what=what, first=first)
        return _("{what} until {last}", what=what, last=last) if last else what

    # --- figures ---

    def _figure(self, key: str) -> str:
        if self.leaf.op in ("is_empty", "not_empty"):
            is_empty = self.leaf.op == "is_empty"
            if key in ("last_visit_days", "first_visit_days", "average_bill"):
                return _("never came") if is_empty else _("came at least once")
            if key == "median_gap_days":
                return _("came less than twice") if is_empty else _("came at least twice")
            if key == "joined_days":
                return _("have no day on which they joined") if is_empty else _("have a day on which they joined")
            return _("have no forecast") if is_empty else _("have a forecast")
        amount, op = self._amount(), self.leaf.op
        if key == "last_visit_days" and op in (">=", ">"):
            return _("have not come for {amount}", amount=amount)
        if op == "<=" and key in ("last_visit_days", "first_visit_days", "joined_days"):
            days = self._bold(_with_unit(key, self._number(self.leaf.value)))
            if key == "joined_days":
                return _("became customers within the last {days}", days=days)
            is_last = key == "last_visit_days"
            return _("came within the last {days}", days=days) if is_last else _("first came within the last {days}", days=days)
        texts = {
            "last_visit_days": _("last came {amount} ago", amount=amount),
            "first_visit_days": _("first came {amount} ago", amount=amount),
            "average_bill": _("spend {amount} a bill on average", amount=amount),
            "median_gap_days": _("have a usual gap of {amount}", amount=amount),
            "joined_days": _("became customers {amount} ago", amount=amount),
            "p_alive": _("will come again with a chance of {amount}", amount=amount),
        }
        return texts[key]

    def _overdue(self) -> str:
        if self.leaf.op == "is_empty":
            return _("came less than twice")
        if self.leaf.op == "not_empty":
            return _("came at least twice")
        words = dict(STATES)
        states = [_(words[str(one)]) for one in self._values() if isinstance(one, str)]
        if not states:
            return _("have stayed away {amount}", amount=self._amount())
        return self._unless(_("are {state} by their own rhythm", state=self._listed(states)))

    def _birthday(self) -> str:
        op = self.leaf.op
        if op in ("is_empty", "not_empty"):
            return _("have no birthday noted") if op == "is_empty" else _("have a birthday noted")
        if op in ("<=", "<"):
            days = self._bold(_with_unit("days", self._number(self.leaf.value)))
            return _("have their birthday within {days}", days=days)
        return _("have their birthday in {amount}", amount=self._amount())

    # --- words ---

    def _tag(self) -> str:
        op = self.leaf.op
        if op in ("is_empty", "not_empty"):
            return _("carry no tag") if op == "is_empty" else _("carry a tag")
        if op == "contains":
            return _("carry a tag with “{text}” in it", text=self._bold(str(self.leaf.value)))
        tags = [_("“{tag}”", tag=one) for one in self._values()]
        if op == "has_all":
            return _("carry the tags {tags}", tags=self._listed(tags, _(" and ")))
        if op == "!=":
            return _("do not carry the tag {tags}", tags=self._listed(tags))
        return _("carry the tag {tags}", tags=self._listed(tags))

    def _source(self) -> str:
        op = self.leaf.op
        if op in ("is_empty", "not_empty"):
            return _("have no source noted") if op == "is_empty" else _("have a source noted")
        if op == "contains":
            return _("have a source with “{text}” in it", text=self._bold(str(self.leaf.value)))
        source = self._listed([str(one) for one in self._values()])
        return _("did not come from {source}", source=source) if op == "!=" else _("came from {source}", source=source)

    def _gender(self) -> str:
        op = self.leaf.op
        if op in ("is_empty", "not_empty"):
            return _("have no gender noted") if op == "is_empty" else _("have a gender noted")
        words = {"female": _("female"), "male": _("male")}
        gender = self._listed([words[str(one)] for one in self._values()])
        return _("are not {gender}", gender=gender) if op == "!=" else _("are {gender}", gender=gender)

    def _consent(self) -> str:
        words = {"yes": _("agreed to messages"), "no": _("declined messages"), "unknown": _("were not asked about messages")}
        return self._unless(self._either([words[str(one)] for one in self._values()]))

    def _rfm(self) -> str:
        words = dict(KINDS)
        kinds = self._listed([_(words[str(one)]) for one in self._values() if one in words])
        scores = self._listed([self._scores(str(one)) for one in self._values() if one not in words])
        said = [_("are {kind}", kind=kinds)] if kinds else []
        said += [_("have the scores {scores}", scores=scores)] if scores else []
        return self._unless(_in_brackets(_(" or ").join(said), len(said)))

    def _scores(self, pattern: str) -> str:
        parts = [f"{name} {sign}" for name, sign in zip("RFM", pattern, strict=True) if sign != "*"]
        return " ".join(parts) or _("any")

    def _tier(self) -> str:
        words = dict(TIERS)
        product = self.leaf.options.product[0] if self.leaf.options.product else self.names.hero or _("the hero product")
        said = [_(words[str(one)], product=product) for one in self._values()]
        return self._unless(self._either(said))

    def _coupon(self) -> str:
        op, offers = self.leaf.op, self._listed([_("“{name}”", name=one) for one in self.leaf.options.offer])
        if op in ("is_empty", "not_empty"):
            if offers:
                is_empty = op == "is_empty"
                return _("have no coupon of {offer}", offer=offers) if is_empty else _("have a coupon of {offer}", offer=offers)
            return _("have no coupon") if op == "is_empty" else _("have a coupon")
        words = dict(COUPONS)
        state = self._listed([_(words[str(one)]) for one in self._values()])
        if offers:
            return self._unless(_("have a coupon of {offer} that is {state}", offer=offers, state=state))
        return self._unless(_("have a coupon that is {state}", state=state))

    def _own(self, name: str) -> str:
        op = self.leaf.op
        if op in ("is_empty", "not_empty"):
            return _("have nothing in {field}", field=name) if op == "is_empty" else _("have something in {field}", field=name)
        if op == "contains":
            return _("have “{text}” in {field}", text=self._bold(str(self.leaf.value)), field=name)
        if op == "in" or isinstance(self.leaf.value, str):
            value = self._listed([_plain(one) for one in self._values()])
            told = {"<": _("less than {n}"), "<=": _("at most {n}"), ">": _("more than {n}"), ">=": _("at least {n}")}
            value = told[op].format(n=value) if op in told else value
            return self._unless(_("have {field}: {value}", field=name, value=value))
        return _("have {field}: {value}", field=name, value=self._amount())

    # --- parts ---

    def _unless(self, what: str) -> str:
        """In brackets, without which it would deny what follows as well."""
        return _("do not match ({words})", words=what) if self.leaf.op == "!=" else what

    def _values(self) -> list[str | Number]:
        value = self.leaf.value
        return [] if value is None else list(value) if isinstance(value, tuple) else [value]

    def _amount(self) -> str:
        """The figure a condition asks for, with its unit: at least 3 times."""
        op, key = self.leaf.op, self.leaf.field
        ends = self._values()
        if not ends:
            return ""
        last = _with_unit(key, ends[-1])
        if op == "between":
            first = _plain_figure(key, ends[0])
            return self._bold(_("{first} to {last}", first=first, last=last))
        text = {
            "=": _("exactly {n}"),
            "!=": _("not exactly {n}"),
            "<": _("less than {n}"),
            "<=": _("at most {n}"),
            ">": _("more than {n}"),
            ">=": _("at least {n}"),
        }[op]
        return self._bold(text.format(n=last))

    def _bold(self, text: str) -> str:
        return f"{self.marks[0]}{text}{self.marks[1]}" if text else ""

    def _listed(self, words: Sequence[str], last: str = "") -> str:
        said = [self._bold(one) for one in words]
        return (last or _(" or ")).join(filter(None, [_(", ").join(said[:-1]), *said[-1:]]))

    def _either(self, clauses: Sequence[str]) -> str:
        return _in_brackets(self._listed(clauses), len(clauses))

    def _day(self, day: date | None) -> str:
        return self._bold(show_day_in_full(day)) if day else ""

    @staticmethod
    def _number(value: object) -> Number:
        return value if isinstance(value, int | float) else 0


def _in_brackets(words: str, clauses: int) -> str:
    """Several clauses of one condition stay together, whatever stands beside them."""
    return _("({words})", words=words) if clauses > 1 else words


def _plain(value: str | Number) -> str:
    return plain(value, ",")


def _plain_figure(key: str, value: str | Number) -> str:
    """A figure of a range before the word between: without its unit where that comes once, at the end."""
    if isinstance(value, str) or key not in ("spent", "average_bill"):
        return _plain(value) if key != "p_alive" or isinstance(value, str) else f"{_plain(value * 100)}%"
    return _plain_money(value) if language() == "zh_CN" and currency() == YUAN else _money(value)


def _with_unit(key: str, value: str | Number) -> str:
    if isinstance(value, str):
        return value
    n, whole = _plain(value), int(value) if value == int(value) else 2
    if key in ("spent", "average_bill"):
        return _money(value)
    if key == "visits":
        return many("{n} time", "{n} times", whole, n=n)
    if key == "orders":
        return many("{n} bill", "{n} bills", whole, n=n)
    if key == "items":
        return many("{n} line", "{n} lines", whole, n=n)
    if key == "overdue":
        return _("{n} times the usual gap", n=n)
    if key == "p_alive":
        return f"{_plain(value * 100)}%"
    if key.startswith(CUSTOM):
        return n
    return many("{n} day", "{n} days", whole, n=n)


def _money(value: Number) -> str:
    if language() == "zh_CN" and currency() == YUAN:
        return f"{_plain_money(value)} 元"
    return yuan(round(value * 100))


def _plain_money(value: Number) -> str:
    return f"{value:,.2f}".removesuffix(".00")
