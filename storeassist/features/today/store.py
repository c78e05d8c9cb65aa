"""Reads whom to greet: who is overdue by their own rhythm, and whose birthday comes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from storeassist.features.habits.rules import DORMANT, WATCH
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_rhythm import rhythm_sql
from storeassist.features.habits.store_totals import shop_gap, totals_sql
from storeassist.features.today import birthdays, rules
from storeassist.features.today.records import Candidate, Candidates, Kind, Morning, prompt_id
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_booked
from storeassist.kernel.settings import day_ends_at

_SAME_BIRTHDAY = 180
"""Days; an answer given so lately was about the birthday that comes, not last year's."""

LARGE = 20_000
"""In a shop of so many customers, reading takes longer than a keystroke may."""


def is_large(shop: Shop) -> bool:
    """Whether reading belongs into the background."""
    return bool(shop.value("SELECT count(*) FROM customer") >= LARGE)


def is_empty(shop: Shop) -> bool:
    """Whether there is nothing yet to tell of: no customers, no bills."""
    return not shop.value('SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM "order")')


def candidates(shop: Shop, now: datetime) -> Candidates:
    """Whom the morning may name: takes a look at every customer."""
    today = business_today(shop, now)
    days = birthdays.coming(today)
    regular = "SELECT EXISTS (SELECT 1 FROM customer_total WHERE visits >= ?)"
    return Candidates(
        today=today,
        shop_gap=shop_gap(shop, now),
        has_regulars=bool(shop.value(regular, [rules.REGULAR_VISITS])),
        days=days,
        born=_born(shop, days),
        late=_late(shop, now),
    )


def morning(shop: Shop, known: Candidates) -> Morning:
    """Whom to greet, after what the owner answered. Who has a birthday is not named as overdue too: one message is enough."""
    born_silent, late_silent = _silent(shop, known.today)
    born = [one for one in known.born if one.id not in born_silent]
    named = {one.id for one in born if not one.refused}
    late = [one for one in known.late if one.id not in late_silent and one.id not in named]
    day = day_booked("at", day_ends_at(shop))
    return Morning(
        candidates=known,
        birthdays=[prompt_id(one.id, Kind.BIRTHDAY) for one in born if not one.refused],
        overdue=[prompt_id(one.id, Kind.OVERDUE) for one in late if not (one.refused or one.dormant)],
        dormant=[prompt_id(one.id, Kind.OVERDUE) for one in late if one.dormant and not one.refused],
        refused=len({one.id for one in (*born, *late) if one.refused}),
        sent=int(
            shop.value(
                f"SELECT count(*) FROM prompt_answer WHERE answer = 'done' AND {day} >= ?", [known.today.isoformat()]
            )
        ),
    )


def count_waiting(shop: Shop, now: datetime) -> int:
    """How many there are to greet now."""
    return len(morning(shop, candidates(shop, now)).waiting)


def usual_dish(shop: Shop, customer_id: int, bills: int = 10) -> str:
    """What a customer has on most of their latest bills; "" when there is no such thing."""
    rows = shop.query(
        "SELECT l.order_id, l.name, l.amount_fen FROM order_line l WHERE l.order_id IN ("
        ' SELECT o.id FROM "order" o WHERE o.customer_id = :customer AND o.reverses_id IS NULL'
        ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id) ORDER BY o.at DESC LIMIT :bills)',
        {"customer": customer_id, "bills": bills},
    )
    lines: dict[int, list[tuple[str, int | None]]] = {}
    for row in rows:
        lines.setdefault(row["order_id"], []).append((row["name"], row["amount_fen"]))
    return rules.usual_dish(list(lines.values()))


def _born(shop: Shop, days: Mapping[str, date]) -> list[Candidate]:
    """Customers with a birthday in the week ahead, the next first."""
    rows = shop.query(
        "SELECT id, consent = 'no' AS refused, (CASE birthday_lunar WHEN 1 THEN 'lunar ' ELSE '' END) || birthday AS born"
        " FROM customer WHERE born IN (SELECT value FROM json_each(?))",
        [json.dumps(list(days))],
    )
    return [
        Candidate(row["id"], bool(row["refused"]))
        for row in sorted(rows, key=lambda row: (days[row["born"]], row["id"]))
    ]


def _late(shop: Shop, now: datetime) -> list[Candidate]:
    """Regulars who are overdue, the most faithful first; then those long gone, who left last first."""
    rhythm, _none = rhythm_sql(shop, now)
    totals, _none = totals_sql(shop, now)
    rows = shop.query(
        f"SELECT c.id, c.consent = 'no' AS refused, r.ratio >= :dormant AS dormant FROM {rhythm} r"
        f" JOIN {totals} t ON t.customer_id = r.customer_id JOIN customer c ON c.id = r.customer_id"
        " WHERE t.visits >= :regular AND r.ratio >= :watch ORDER BY dormant,"
        " CASE WHEN r.ratio < :dormant THEN -t.visits ELSE r.ratio END, t.spent_fen DESC, c.id",
        {"regular": rules.REGULAR_VISITS, "watch": WATCH, "dormant": DORMANT},
    )
    return [Candidate(row["id"], bool(row["refused"]), bool(row["dormant"])) for row in rows]


def _silent(shop: Shop, today: date) -> tuple[set[int], set[int]]:
    """Customers not to be named by birthday, and not as overdue, because of what the owner answered last.

    Done counts until the next visit, or the next year's birthday. Nobody is asked why they stay away for a week after a
    birthday greeting, nor until it, once it is put off.
    """
    answered_on = day_booked("a.at", day_ends_at(shop))
    rows = shop.query(
        "SELECT a.customer_id AS id, a.kind FROM prompt_answer a JOIN customer_total t USING (customer_id)"
        " WHERE a.id IN (SELECT max(id) FROM prompt_answer GROUP BY customer_id, kind) AND (a.answer = 'never'"
        "  OR (a.answer = 'later' AND a.again_on > :today)"
        f"  OR (a.answer = 'done' AND a.kind = 'overdue' AND t.last_visit_on < {answered_on})"
        "  OR (a.answer = 'done' AND a.kind = 'birthday' AND a.at >= :last_birthday))"
        " UNION SELECT customer_id, 'overdue' FROM prompt_answer"
        " WHERE kind = 'birthday' AND (answer = 'done' AND at >= :lately OR answer = 'later' AND again_on > :today)",
        {
            "today": today.isoformat(),
            "last_birthday": (today - timedelta(days=_SAME_BIRTHDAY)).isoformat(),
            "lately": (today - timedelta(days=rules.DAYS_AHEAD)).isoformat(),
        },
    )
    born, late = ({row["id"] for row in rows if row["kind"] == kind} for kind in (Kind.BIRTHDAY, Kind.OVERDUE))
    return born, late
