"""A rule as SQL: every condition is true or false of each customer, never unknown, so that all that is told agrees."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from storeassist.features.coupons.records import State as CouponState
from storeassist.features.coupons.records_list import Filter
from storeassist.features.coupons.store_list import ids as coupon_ids
from storeassist.features.customers.store import fields as custom_fields
from storeassist.features.habits.records import Mode, State
from storeassist.features.habits.rules import FROM
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_forecast import p_alive_of
from storeassist.features.habits.store_rfm import scores_sql
from storeassist.features.habits.store_rhythm import rhythm_sql
from storeassist.features.habits.store_tiers import hero, tiers_sql
from storeassist.features.habits.store_totals import totals_sql
from storeassist.features.segments.birthdays import days_until
from storeassist.features.segments.records import All, Any, Leaf, Minus, Not, Rule, SegmentRef
from storeassist.features.segments.rules_fields import CUSTOM
from storeassist.features.segments.rules_refs import unknown
from storeassist.features.segments.store_bills import products_called, sums_sql
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

_TOTAL = {"visits": "t.visits", "orders": "t.orders", "spent": "t.spent_fen"}
_BILLS = ("visits", "orders", "spent", "items")
_BORN = "(CASE c.birthday_lunar WHEN 1 THEN 'lunar ' ELSE '' END || c.birthday)"
_HOLDERS = "SELECT h.customer_id FROM coupon_holder h"
_USABLE = (CouponState.ISSUED, CouponState.CLAIMED, CouponState.REVERSED)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A shop as it was written so far."""

    path: str
    revision: int
    now: datetime
    shop: Shop = field(compare=False)


@lru_cache(maxsize=2)
def _chances(asked: _Asked) -> str:
    """Everybody's chance to come again, as JSON: a rule is read several times while it is written, the model fitted once."""
    return json.dumps(p_alive_of(asked.shop, asked.now))


@dataclass(frozen=True, slots=True)
class Told:
    """Of customer ``t`` and ``c``: whether a condition holds, and the value it looks at; both as SQL."""

    holds: str
    actual: str


@dataclass(slots=True)
class Query:
    """One read of customers: ``t`` are their totals, ``c`` their facts; ``only`` narrows it to one of them.

    ``known`` gives the rules of saved segments by name in lower case; one that is frozen has its id instead.
    """

    shop: Shop
    now: datetime
    known: Mapping[str, Rule | int]
    only: int | None = None
    params: dict[str, object] = field(default_factory=dict)
    _bound: dict[object, str] = field(default_factory=dict)
    _told: dict[Leaf, Told] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def bind(self, value: object) -> str:
        """The place of ``value`` in the text of the query."""
        key = (type(value), value)
        if key not in self._bound:
            name = f"p{len(self.params)}"
            self.params[name] = value
            self._bound[key] = f":{name}"
        return self._bound[key]

    @property
    def source(self) -> str:
        """What is read from."""
        totals, _none = totals_sql(self.shop, self.now)
        return f"{totals} t JOIN customer c ON c.id = t.customer_id"

    @property
    def totals(self) -> str:
        """What is read from when no condition asks for facts."""
        return f"{totals_sql(self.shop, self.now)[0]} t"

    def condition(self, rule: Rule) -> str:
        """``rule`` of a customer, as SQL that is 0 or 1."""
        match rule:
            case All(parts):
                return f"({' AND '.join(map(self.condition, parts))})" if parts else "1"
            case Any(parts):
                return f"({' OR '.join(map(self.condition, parts))})" if parts else "0"
            case Not(part):
                return f"(NOT {self.condition(part)})"
            case Minus(kept, taken):
                return f"({self.condition(kept)} AND NOT {self.condition(taken)})"
            case SegmentRef(name):
                return self._segment(name.casefold(), name)
        return self.told(rule).holds

    def _segment(self, key: str, name: str) -> str:
        found = self.known.get(key)
        if found is None:
            raise unknown(name, [])
        if isinstance(found, int):
            return f"(t.customer_id IN (SELECT customer_id FROM segment_frozen WHERE segment_id = {found:d}))"
        if key in self._open:
            raise UserError("{name} is made of itself, so nobody can tell who is in it.", name=name)
        self._open.append(key)
        try:
            return self.condition(found)
        finally:
            self._open.pop()

    def told(self, leaf: Leaf) -> Told:
        """One condition; the same one twice in a rule is one text."""
        if leaf not in self._told:
            self._told[leaf] = self._tell(leaf)
        return self._told[leaf]

    def _tell(self, leaf: Leaf) -> Told:
        key = leaf.field
        if key in _BILLS:
            return self._bills(leaf)
        if key.startswith(CUSTOM):
            return self._own(leaf)
        today = business_today(self.shop, self.now).isoformat()
        match key:
            case "last_visit_days":
                return self._compared(leaf, f"max(0, julianday('{today}') - julianday(t.last_visit_on))")
            case "first_visit_days":
                return self._compared(leaf, f"max(0, julianday('{today}') - julianday(t.first_visit_on))")
            case "joined_days":
                return self._compared(leaf, f"(julianday('{today}') - julianday(c.joined_on))")
            case "average_bill":
                return self._compared(leaf, "(CASE WHEN t.orders > 0 THEN t.spent_fen / 100.0 / t.orders END)")
            case "median_gap_days":
                return self._compared(leaf, "t.median_gap_days")
            case "source":
                return self._words(leaf, "nullif(c.source, '')")
            case "gender" | "consent":
                return self._words(leaf, f"c.{key}")
        special = {
            "overdue": self._overdue,
            "tag": self._tag,
            "birthday_in_days": self._birthday,
            "rfm": self._rfm,
            "tier": self._tier,
            "p_alive": self._alive,
            "coupon": self._coupon,
        }
        return special[key](leaf)

    def _bills(self, leaf: Leaf) -> Told:
        options, is_money = leaf.options, leaf.field == "spent"
        is_all = options == type(options)() and leaf.field in _TOTAL
        scale = 100 if is_money else 1
        if is_all:
            value = _TOTAL[leaf.field]
            shown = f"{value} / 100.0" if is_money else value
            return Told(self._comparison(leaf, value, scale), shown)
        sums = sums_sql(self.shop, leaf.field, options, self.now, self.bind, self.only)
        shown = f"coalesce((SELECT v FROM ({sums}) WHERE customer_id = t.customer_id), 0)"
        if self.shop.value(f"SELECT {self._comparison(leaf, '0', scale)}", self.params):
            holds = f"(t.customer_id NOT IN (SELECT customer_id FROM ({sums}) WHERE NOT {self._comparison(leaf, 'v', scale)}))"
        else:
            holds = f"(t.customer_id IN (SELECT customer_id FROM ({sums}) WHERE {self._comparison(leaf, 'v', scale)}))"
        return Told(holds, f"{shown} / 100.0" if is_money else shown)

    def _compared(self, leaf: Leaf, value: str) -> Told:
        """A condition on a value that may be missing."""
        if leaf.op in ("is_empty", "not_empty"):
            return Told(f"({value} IS {'NOT ' if leaf.op == 'not_empty' else ''}NULL)", value)
        if leaf.op == "!=":
            return Told(f"(NOT ifnull({self._comparison(replace(leaf, op='='), value)}, 0))", value)
        return Told(f"ifnull({self._comparison(leaf, value)}, 0)", value)

    def _comparison(self, leaf: Leaf, value: str, scale: int = 1) -> str:
        """A comparison of numbers or words; money of bills is kept in fen."""
        ends = [
            self.bind(round(one * scale, 6) if isinstance(one, int | float) else one)
            for one in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))
            if one is not None
        ]
        if leaf.op == "between":
            return f"({value} BETWEEN {ends[0]} AND {ends[1]})"
        return f"({value} {leaf.op} {ends[0]})"

    def _words(self, leaf: Leaf, value: str) -> Told:
        """A condition on words, in which capitals do not count."""
        if leaf.op in ("is_empty", "not_empty"):
            return self._compared(leaf, value)
        if leaf.op == "contains":
            return Told(f"(ifnull(instr(lower({value}), lower({self.bind(leaf.value)})), 0) > 0)", value)
        wanted = self.bind(json.dumps(_all_of(leaf), ensure_ascii=False))
        holds = f"ifnull({value} COLLATE NOCASE IN (SELECT value FROM json_each({wanted})), 0)"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, value)

    def _own(self, leaf: Leaf) -> Told:
        value = f"nullif(json_extract(c.custom, '$.\"{field_called(self.shop, leaf.field)}\"'), '')"
        if leaf.op in ("is_empty", "not_empty") or leaf.op == "contains":
            return self._words(leaf, value)
        if leaf.op == "in" or (leaf.op in ("=", "!=") and isinstance(leaf.value, str)):
            return self._words(replace(leaf, value=tuple(_plain(one) for one in _all_of(leaf))), value)
        is_number = not any(isinstance(one, str) for one in _all_of(leaf))
        told = self._compared(leaf, f"CAST({value} AS REAL)" if is_number else value)
        return Told(told.holds, value)

    def _overdue(self, leaf: Leaf) -> Told:
        rhythm, _none = rhythm_sql(self.shop, self.now)
        actual = f"(SELECT ratio FROM {rhythm} WHERE customer_id = t.customer_id)"
        among = f"(t.customer_id IN (SELECT customer_id FROM {rhythm} WHERE {{}}))"
        if leaf.op in ("is_empty", "not_empty"):
            holds = among.format("1")
            return Told(f"(NOT {holds})" if leaf.op == "is_empty" else holds, actual)
        positive = replace(leaf, op="=") if leaf.op == "!=" else leaf
        states = [_in_state(State(one)) for one in _all_of(leaf) if isinstance(one, str)]
        holds = among.format(" OR ".join(states) if states else self._comparison(positive, "ratio"))
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, actual)

    def _tag(self, leaf: Leaf) -> Told:
        actual = (
            "(SELECT group_concat(g.name, '、') FROM customer_tag j JOIN tag g ON g.id = j.tag_id"
            " WHERE j.customer_id = t.customer_id)"
        )
        carry = "(t.customer_id IN (SELECT customer_id FROM customer_tag{}))"
        named = " WHERE tag_id IN (SELECT id FROM tag WHERE name IN (SELECT value FROM json_each({})))"
        if leaf.op in ("is_empty", "not_empty"):
            holds = carry.format("")
        elif leaf.op == "contains":
            sought = self.bind(leaf.value)
            holds = carry.format(f" WHERE tag_id IN (SELECT id FROM tag WHERE instr(lower(name), lower({sought})))")
        elif leaf.op == "has_all":
            each = [self.bind(json.dumps([one], ensure_ascii=False)) for one in _all_of(leaf)]
            holds = f"({' AND '.join(carry.format(named.format(one)) for one in each)})"
        else:
            wanted = self.bind(json.dumps(_all_of(leaf), ensure_ascii=False))
            holds = carry.format(named.format(wanted))
        return Told(f"(NOT {holds})" if leaf.op in ("is_empty", "!=") else holds, actual)

    def _birthday(self, leaf: Leaf) -> Told:
        days = days_until(business_today(self.shop, self.now))
        table = f"json_each({self.bind(json.dumps(days))})"
        actual = f"(SELECT value FROM {table} WHERE key = {_BORN})"
        if leaf.op in ("is_empty", "not_empty"):
            return self._compared(leaf, "c.birthday")
        positive = replace(leaf, op="=") if leaf.op == "!=" else leaf
        holds = f"ifnull({_BORN} IN (SELECT key FROM {table} WHERE {self._comparison(positive, 'value')}), 0)"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, actual)

    def _rfm(self, leaf: Leaf) -> Told:
        parts, shown = [], []
        kinds = [one for one in _all_of(leaf) if not _is_score(one)]
        patterns = [str(one).replace("*", "?") for one in _all_of(leaf) if _is_score(one)]
        mode = Mode(leaf.options.mode or Mode.FIXED.value)
        if kinds:
            scores, _none = scores_sql(self.shop, self.now, Mode.TYPES)
            wanted = self.bind(json.dumps(kinds))
            parts.append(f"SELECT customer_id FROM {scores} WHERE kind IN (SELECT value FROM json_each({wanted}))")
            shown.append(f"(SELECT kind FROM {scores} WHERE customer_id = t.customer_id)")
        if patterns:
            scores, _none = scores_sql(self.shop, self.now, mode)
            fits = " OR ".join(f"(r || f || m) GLOB {self.bind(one)}" for one in patterns)
            parts.append(f"SELECT customer_id FROM {scores} WHERE {fits}")
            shown.append(f"(SELECT r || f || m FROM {scores} WHERE customer_id = t.customer_id)")
        holds = f"(t.customer_id IN ({' UNION ALL '.join(parts)}))"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, shown[0])

    def _tier(self, leaf: Leaf) -> Told:
        products = [one for name in leaf.options.product for one in products_called(self.shop, name)]
        if not leaf.options.product and (found := hero(self.shop)):
            products = [found.id]
        tiers, _none = tiers_sql(self.shop, products[0] if products else 0, self.now)
        wanted = self.bind(json.dumps(_all_of(leaf)))
        holds = (
            f"(t.customer_id IN (SELECT customer_id FROM {tiers} WHERE tier IN (SELECT value FROM json_each({wanted}))))"
        )
        actual = f"(SELECT tier FROM {tiers} WHERE customer_id = t.customer_id)"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, actual)

    def _alive(self, leaf: Leaf) -> Told:
        chances = _chances(_Asked(str(self.shop.path), self.shop.revision, self.now, self.shop))
        table = f"json_each({self.bind(chances)})"
        actual = f"(SELECT value FROM {table} WHERE key = CAST(t.customer_id AS TEXT))"
        among = f"(t.customer_id IN (SELECT CAST(key AS INTEGER) FROM {table} WHERE {{}}))"
        if leaf.op in ("is_empty", "not_empty"):
            holds = among.format("1")
        else:
            positive = replace(leaf, op="=") if leaf.op == "!=" else leaf
            holds = among.format(self._comparison(positive, "value"))
        return Told(f"(NOT {holds})" if leaf.op in ("is_empty", "!=") else holds, actual)

    def _coupon(self, leaf: Leaf) -> Told:
        offers = [offer_called(self.shop, name) for name in leaf.options.offer]
        of_offer = (
            " JOIN coupon k ON k.id = h.id JOIN coupon_issue i ON i.id = k.issue_id WHERE i.offer_id IN"
            f" (SELECT value FROM json_each({self.bind(json.dumps(offers))}))"
        )
        if leaf.op in ("is_empty", "not_empty"):
            holders = f"{_HOLDERS}{of_offer if leaf.options.offer else ''}"
        else:
            states = [one for word in _all_of(leaf) for one in (_USABLE if word == "usable" else (CouponState(str(word)),))]
            # Which coupons are in a state is asked of the coupons themselves, which have one truth for it.
            wanted = [
                coupon
                for state in dict.fromkeys(states)
                for offer in (offers if leaf.options.offer else [None])
                for coupon in coupon_ids(self.shop, Filter(state=state, offer_id=offer), self.now)
            ]
            these = f"SELECT value FROM json_each({self.bind(json.dumps(wanted))})"
            holders = f"{_HOLDERS} WHERE h.id IN ({these})"
            if CouponState.REDEEMED in states:
                holders += (
                    " UNION ALL SELECT r.customer_id FROM redemption_customer r JOIN coupon_ledger l ON l.id = r.id"
                    f" WHERE l.coupon_id IN ({these}) AND NOT EXISTS (SELECT 1 FROM coupon_ledger b WHERE b.reverses_id = l.id)"
                )
        holds = f"(t.customer_id IN ({holders}))"
        actual = "(SELECT count(*) FROM coupon_holder h WHERE h.customer_id = t.customer_id)"
        return Told(f"(NOT {holds})" if leaf.op in ("is_empty", "!=") else holds, actual)


def field_called(shop: Shop, key: str) -> int:
    """The field of the shop's own that a condition is about; raises UserError when there is none."""
    name = key.removeprefix(CUSTOM)
    for one in custom_fields(shop):
        if one.name.casefold() == name.casefold():
            return one.id
    raise UserError("There is no field called {name}.", name=name)


def offer_called(shop: Shop, name: str) -> int:
    """The offer of that name; raises UserError when there is none."""
    found = shop.value("SELECT id FROM offer WHERE name = ?", [name])
    if found is None:
        raise UserError("There is no offer called {name}.", name=name)
    return int(found)


def _all_of(leaf: Leaf) -> list[str | int | float]:
    """The values of a condition, be it one or several."""
    value = leaf.value
    return [] if value is None else list(value) if isinstance(value, tuple) else [value]


def _is_score(value: object) -> bool:
    return isinstance(value, str) and value[:1] in ("1", "2", "3", "4", "5", "*")


def _plain(value: str | float) -> str:
    """A value as a field of the shop's own keeps it."""
    return value if isinstance(value, str) else f"{value:.10g}"


def _in_state(state: State) -> str:
    order = list(FROM)
    low = FROM[state]
    beyond = order[order.index(state) + 1 :]
    bounds = [f"ratio >= {low}"] if low is not None else []
    bounds += [f"ratio < {FROM[beyond[0]]}"] if beyond else []
    return f"({' AND '.join(bounds)})"
