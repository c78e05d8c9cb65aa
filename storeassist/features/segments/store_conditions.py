"""Conditions as SQL: each is true or false of each customer, never unknown, so that all that is told agrees."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from storeassist.features.coupons.records import State as CouponState
from storeassist.features.coupons.records_list import Filter
from storeassist.features.coupons.store_list import ids as coupon_ids
from storeassist.features.habits.records import Mode, State
from storeassist.features.habits.rules import bounds
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_forecast import p_alive_of
from storeassist.features.habits.store_rfm import scores_sql
from storeassist.features.habits.store_rhythm import rhythm_sql
from storeassist.features.habits.store_tiers import hero, tiers_sql
from storeassist.features.habits.store_totals import totals_sql
from storeassist.features.segments.birthdays import days_until
from storeassist.features.segments.records import Leaf, Options
from storeassist.features.segments.rules_fields import CUSTOM, plain
from storeassist.features.segments.store_bills import Sums, sums
from storeassist.features.segments.store_named import offer_called, own_field, products_called
from storeassist.kernel.database import Shop

_TOTAL = {"visits": "t.visits", "orders": "t.orders", "spent": "t.spent_fen"}
_BILLS = ("visits", "orders", "spent", "items")
_BORN = "(CASE c.birthday_lunar WHEN 1 THEN 'lunar ' ELSE '' END || c.birthday)"
_HOLDERS = "SELECT h.customer_id FROM coupon_holder h"
_VALUE = "(SELECT value FROM {} WHERE key = CAST(t.customer_id AS TEXT))"
_USABLE = (CouponState.ISSUED, CouponState.CLAIMED, CouponState.REVERSED)


@dataclass(frozen=True, slots=True)
class Told:
    """Of customer ``t`` and ``c``: whether a condition holds, and the value it looks at; both as SQL."""

    holds: str
    actual: str


@dataclass(slots=True)
class Query:
    """One read of customers: ``t`` are their totals, ``c`` their facts."""

    shop: Shop
    now: datetime
    params: dict[str, object] = field(default_factory=dict)
    _bound: dict[object, str] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """The place of ``value`` in the text of the query."""
        key = (type(value), value)
        if key not in self._bound:
            name = f"p{len(self.params)}"
            self.params[name] = value
            self._bound[key] = f":{name}"
        return self._bound[key]

    def source(self, text: str) -> str:
        """What is read from; facts are joined only where ``text`` asks for them."""
        facts = " JOIN customer c ON c.id = t.customer_id" if re.search(r"\bc\.", text) else ""
        return f"{totals_sql(self.shop, self.now)[0]} t{facts}"

    def everybody(self, sql: str) -> str:
        """A table of key and value from a select of customer_id and v, which is read once, until something is written."""
        asked = dict(self.params)
        whole = f"SELECT json_group_object(customer_id, v) FROM ({sql})"
        figures = self.shop.remember((whole, *asked.values()), lambda: self.shop.value(whole, asked))
        return f"json_each({self.bind(figures)})"

    def told(self, leaf: Leaf) -> Told:
        """One condition."""
        key = leaf.field
        if key in _BILLS:
            return Told(self._bills(leaf), self.actual(leaf))
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
                return self._compared(leaf, "(CASE WHEN t.orders > 0 THEN round(t.spent_fen / 100.0 / t.orders, 6) END)")
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

    def actual(self, leaf: Leaf) -> str:
        """The value of customer ``t`` that a condition looks at; what bills add up to is read of this customer alone."""
        if leaf.field not in _BILLS:
            return self.told(leaf).actual
        value = _TOTAL[leaf.field] if _is_of_all(leaf) else self._sums(leaf).of_one
        return f"{value} / 100.0" if leaf.field == "spent" else value

    def _sums(self, leaf: Leaf) -> Sums:
        return sums(self.shop, leaf.field, leaf.options, self.now, self.bind)

    def _bills(self, leaf: Leaf) -> str:
        scale = 100 if leaf.field == "spent" else 1
        if _is_of_all(leaf):
            return self._comparison(leaf, _TOTAL[leaf.field], scale)
        table = self.everybody(self._sums(leaf).of_everybody)
        # Who has no such bill is not in the table.
        has_nothing = self.shop.value(f"SELECT {self._comparison(leaf, '0', scale)}", self.params)
        compared = f"{'NOT ' if has_nothing else ''}{self._comparison(leaf, 'value', scale)}"
        among = f"(t.customer_id IN (SELECT CAST(key AS INTEGER) FROM {table} WHERE {compared}))"
        return f"(NOT {among})" if has_nothing else among

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
        value = f"nullif(json_extract(c.custom, '$.\"{own_field(self.shop, leaf).id}\"'), '')"
        if leaf.op in ("is_empty", "not_empty") or leaf.op == "contains":
            return self._words(leaf, value)
        if leaf.op == "in" or (leaf.op in ("=", "!=") and isinstance(leaf.value, str)):
            return self._words(replace(leaf, value=tuple(plain(one) for one in _all_of(leaf))), value)
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
        mode = Mode(leaf.options.mode or Mode.FIXED.value)
        kinds = [one for one in _all_of(leaf) if not _is_score(one)]
        patterns = [str(one).replace("*", "?") for one in _all_of(leaf) if _is_score(one)]
        parts, shown = [], []
        if kinds:
            table = self.everybody(f"SELECT customer_id, kind AS v FROM {scores_sql(self.shop, self.now, Mode.TYPES)[0]}")
            wanted = self.bind(json.dumps(kinds))
            parts.append(f"SELECT key FROM {table} WHERE value IN (SELECT value FROM json_each({wanted}))")
            shown.append(_VALUE.format(table))
        if patterns:
            table = self.everybody(f"SELECT customer_id, r || f || m AS v FROM {scores_sql(self.shop, self.now, mode)[0]}")
            fits = " OR ".join(f"value GLOB {self.bind(one)}" for one in patterns)
            parts.append(f"SELECT key FROM {table} WHERE {fits}")
            shown.append(_VALUE.format(table))
        holds = f"(t.customer_id IN (SELECT CAST(key AS INTEGER) FROM ({' UNION ALL '.join(parts)})))"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, shown[0])

    def _tier(self, leaf: Leaf) -> Told:
        products = [one for name in leaf.options.product for one in products_called(self.shop, name)]
        if not leaf.options.product and (found := hero(self.shop)):
            products = [found.id]
        tiers, _none = tiers_sql(self.shop, products[0] if products else 0, self.now)
        table = self.everybody(f"SELECT customer_id, tier AS v FROM {tiers}")
        wanted = f"SELECT value FROM json_each({self.bind(json.dumps(_all_of(leaf)))})"
        holds = f"(t.customer_id IN (SELECT CAST(key AS INTEGER) FROM {table} WHERE value IN ({wanted})))"
        return Told(f"(NOT {holds})" if leaf.op == "!=" else holds, _VALUE.format(table))

    def _alive(self, leaf: Leaf) -> Told:
        today = business_today(self.shop, self.now)
        chances = self.shop.remember(("p_alive", self.source(""), today), self._chances)
        table = f"json_each({self.bind(chances)})"
        actual = _VALUE.format(table)
        among = f"(t.customer_id IN (SELECT CAST(key AS INTEGER) FROM {table} WHERE {{}}))"
        if leaf.op in ("is_empty", "not_empty"):
            holds = among.format("1")
        else:
            positive = replace(leaf, op="=") if leaf.op == "!=" else leaf
            holds = among.format(self._comparison(positive, "value"))
        return Told(f"(NOT {holds})" if leaf.op in ("is_empty", "!=") else holds, actual)

    def _chances(self) -> str:
        """Everybody's chance as JSON; written number by number, as json.dumps lets nobody else run until it is through."""
        chances = [f'"{one}":{chance!r}' for one, chance in p_alive_of(self.shop, self.now).items()]
        return f"{{{','.join(chances)}}}"

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


def _all_of(leaf: Leaf) -> list[str | int | float]:
    """The values of a condition, be it one or several, each once."""
    value = leaf.value
    return [] if value is None else list(dict.fromkeys(value)) if isinstance(value, tuple) else [value]


def _is_of_all(leaf: Leaf) -> bool:
    """Whether a condition is about all bills of a customer, of which the sums are kept."""
    return leaf.options == Options() and leaf.field in _TOTAL


def _is_score(value: object) -> bool:
    return isinstance(value, str) and value[:1] in ("1", "2", "3", "4", "5", "*")


def _in_state(state: State) -> str:
    low, high = bounds(state)
    parts = [f"ratio >= {low}"] if low is not None else []
    parts += [f"ratio < {high}"] if high is not None else []
    return f"({' AND '.join(parts)})"
