"""What the owner does with segments. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from storeassist.features.coupons import actions as coupons
from storeassist.features.customers import actions as customers
from storeassist.features.customers.rules import checked_tags
from storeassist.features.segments import rules, store
from storeassist.features.segments.records import Moves, Rule, SegmentRef
from storeassist.features.segments.rules_refs import in_order, living, renamed
from storeassist.features.segments.store_faults import check
from storeassist.features.segments.store_named import meant
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_


def save(shop: Shop, name: str, rule: Rule, now: datetime, segment_id: int | None = None) -> int:
    """Keep a rule as a segment, a new one or that of ``segment_id``, and return its id.

    Another name is carried into the rules that use it. Raises UserError, with its place, for a rule that names what is
    not there or needs itself; (field name) for a name that is taken; for a snapshot, which never changes.
    """
    name = rules.checked_name(name)
    if segment_id is None:
        check(shop, rule, name)
        with shop.act(now, N_("Saved segment {name}"), name=name) as db:
            _refuse_taken(shop, name, None)
            return _insert(shop, db, name, rule, now)
    before = store.get(shop, segment_id)
    if before.frozen_at is not None:
        raise UserError("{name} is a snapshot and stays as it is; save the rule under another name.", name=before.name)
    rule = renamed(rule, before.name, name) if before.name.casefold() != name.casefold() else rule
    with shop.act(now, N_("Saved segment {name}"), name=name) as db:
        _rename(shop, db, segment_id, name, now)
        check(shop, rule, name)
        db.execute("UPDATE segment SET changed_at = ? WHERE id = ?", [iso(now), segment_id])
        _keep_rule(shop, db, segment_id, rule)
        if rule != before.rule:
            _look_anew(shop, db, segment_id)
            shop.reversed_by("segment_saved", segment_id=segment_id)
    return segment_id


def undo_save(shop: Shop, _now: datetime, payload: Mapping[str, Any]) -> None:
    """What taking back another rule means for those who look; the rule itself is among the rows that come back."""
    with shop.write() as db:
        _look_anew(shop, db, payload["segment_id"])


def redo_save(shop: Shop, now: datetime, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same for doing it again."""
    undo_save(shop, now, payload)
    return payload


def rename(shop: Shop, segment_id: int, name: str, now: datetime) -> None:
    """Give a segment another name, also in the rules that use it; raises UserError (field name) when it is taken."""
    name = rules.checked_name(name)
    with shop.act(now, N_("Renamed a segment to {name}"), name=name) as db:
        _rename(shop, db, segment_id, name, now)


def delete(shop: Shop, segment_id: int, now: datetime) -> None:
    """Remove a segment; raises UserError, naming them, while others are made of it.

    Snapshots are not: what was made of it holds its customers, and goes on saying what it was made of.
    """
    segment = store.get(shop, segment_id)
    users = [one.name for one in store.users_of(shop, segment.name) if one.id != segment_id and one.frozen_at is None]
    if users:
        raise UserError(
            "{name} is used by {users}: change or delete these first.", name=segment.name, users=", ".join(users)
        )
    with shop.act(now, N_("Deleted segment {name}"), name=segment.name) as db:
        db.execute("DELETE FROM segment_frozen WHERE segment_id = ?", [segment_id])
        db.execute("DELETE FROM segment WHERE id = ?", [segment_id])


def freeze(shop: Shop, segment_id: int, name: str, now: datetime) -> int:
    """Keep whom a segment selects now as a snapshot of its own called ``name``, and return its id."""
    name = rules.checked_name(name)
    segment = store.get(shop, segment_id)
    members = store.members(shop, SegmentRef(segment.name), now)
    with shop.act(now, N_("Made the snapshot {name}"), name=name) as db:
        _refuse_taken(shop, name, None)
        made = _insert(shop, db, name, segment.rule, now, frozen=True)
        db.execute(
            "INSERT INTO segment_frozen (segment_id, customer_id) SELECT ?, value FROM json_each(?)",
            [made, json.dumps(members)],
        )
    return made


def look(shop: Shop, segment_id: int, now: datetime) -> Moves:
    """Who came in and left since the owner looked at a segment on an earlier day, or first looked today.

    What is found is kept as the segment's history; it is no act, and nothing to take back.
    """
    revision = shop.revision
    members = set(store.members(shop, SegmentRef(store.get(shop, segment_id).name), now))
    has_begun = shop.one("SELECT 1 FROM segment_look WHERE segment_id = ?", [segment_id]) is not None
    known = _known_members(shop, segment_id)
    if not has_begun or members != known or _has_older_moves(shop, segment_id, now):
        with shop.write() as db:
            is_overtaken = shop.revision != revision
            if not is_overtaken and has_begun:
                _note_moves(db, segment_id, members, known, now)
            elif not is_overtaken:
                _start_looking(db, segment_id, members, now)
        if is_overtaken:  # by another look at it, say, or its rule is another by now
            return look(shop, segment_id, now)
    return store.moves(shop, segment_id)


def tag(shop: Shop, segment_id: int, tag: str, now: datetime) -> int:
    """Put a tag on all members; returns on how many it is new."""
    return customers.tag(shop, _members(shop, segment_id, now), [tag], now)


def untag(shop: Shop, segment_id: int, tag: str, now: datetime) -> int:
    """Take a tag off all members; returns how many carried it. Raises UserError when nobody knows the tag."""
    names = checked_tags([tag])
    tag_id = shop.value("SELECT id FROM tag WHERE name = ?", [names[0] if names else ""])
    if tag_id is None:
        raise UserError("There is no tag “{tag}”.", tag=tag)
    return customers.untag(shop, _members(shop, segment_id, now), tag_id, now)


def issue(shop: Shop, segment_id: int, offer_id: int, now: datetime) -> int:
    """Issue a coupon of an offer to every member and return the id of the issue; undo takes all of them back."""
    return coupons.issue(shop, offer_id, now, customer_ids=_members(shop, segment_id, now))


def _members(shop: Shop, segment_id: int, now: datetime) -> Sequence[int]:
    segment = store.get(shop, segment_id)
    members = store.members(shop, SegmentRef(segment.name), now)
    if not members:
        raise UserError("Nobody is in {name} now.", name=segment.name)
    return members


# The rest runs inside a transaction of the caller.


def _insert(shop: Shop, db: Connection, name: str, rule: Rule, now: datetime, *, frozen: bool = False) -> int:
    row = [name, _written(rule), iso(now) if frozen else None, iso(now), iso(now)]
    made = db.execute(
        "INSERT INTO segment (name, rule, frozen_at, created_at, changed_at) VALUES (?, ?, ?, ?, ?)", row
    ).lastrowid
    _keep_meaning(shop, db, int(made), rule)
    return int(made)


def _keep_rule(shop: Shop, db: Connection, segment_id: int, rule: Rule) -> None:
    db.execute("UPDATE segment SET rule = ? WHERE id = ?", [_written(rule), segment_id])
    db.execute("DELETE FROM segment_meant WHERE segment_id = ?", [segment_id])
    _keep_meaning(shop, db, segment_id, rule)


def _keep_meaning(shop: Shop, db: Connection, segment_id: int, rule: Rule) -> None:
    """Keep which field, product and offer the rule is about, whatever they will be called."""
    for kind, name, its_id in sorted(meant(shop, rule)):
        db.execute(
            f"INSERT INTO segment_meant (segment_id, kind, name, called, {kind}_id) VALUES (?, ?, ?, ?, ?)",
            [segment_id, kind, name, name, its_id],
        )


def _written(rule: Rule) -> str:
    return json.dumps(rules.to_document(rule), ensure_ascii=False)


def _rename(shop: Shop, db: Connection, segment_id: int, name: str, now: datetime) -> None:
    before = store.get(shop, segment_id)
    if before.name == name:
        return
    _refuse_taken(shop, name, segment_id)
    users = store.users_of(shop, before.name)
    db.execute("UPDATE segment SET name = ?, changed_at = ? WHERE id = ?", [name, iso(now), segment_id])
    for one in users:
        if one.frozen_at is not None and one.frozen_at < before.created_at:
            continue  # made of another of that name, which is gone
        _keep_rule(shop, db, one.id, renamed(one.rule, before.name, name))


def _look_anew(shop: Shop, db: Connection, segment_id: int) -> None:
    """Who is in a segment by another rule, its own or of one it is made of, neither came in nor left."""
    segments = store.all_segments(shop)
    rules = living(segments)
    changed = store.get(shop, segment_id).name.casefold()
    for one in segments:
        if one.id == segment_id or changed in in_order(rules, SegmentRef(one.name))[0]:
            db.execute("DELETE FROM segment_look WHERE segment_id = ?", [one.id])
            db.execute("DELETE FROM segment_move WHERE segment_id = ?", [one.id])


def _refuse_taken(shop: Shop, name: str, own_id: int | None) -> None:
    taken = store.named(shop, name)
    if taken is not None and taken != own_id:
        raise UserError("There is a segment called {name} already.", field="name", name=name)


_LAST_MOVES = (
    "SELECT customer_id, entered FROM segment_move m WHERE segment_id = :segment AND id = (SELECT max(id)"
    " FROM segment_move WHERE segment_id = :segment AND customer_id = m.customer_id AND at < :before)"
)


def _known_members(shop: Shop, segment_id: int) -> set[int]:
    """Who was in it when somebody last looked."""
    seen = set(shop.ids("SELECT customer_id AS id FROM segment_seen WHERE segment_id = ?", [segment_id]))
    rows = shop.query(_LAST_MOVES, {"segment": segment_id, "before": "9999"})
    came, went = ({row["customer_id"] for row in rows if row["entered"] == entered} for entered in (1, 0))
    return (seen | came) - went


def _has_older_moves(shop: Shop, segment_id: int, now: datetime) -> bool:
    return bool(
        shop.value(
            "SELECT EXISTS (SELECT 1 FROM segment_move m JOIN segment_look k USING (segment_id)"
            " WHERE m.segment_id = ? AND m.at > k.at AND m.at < ?)",
            [segment_id, now.date().isoformat()],
        )
    )


def _start_looking(db: Connection, segment_id: int, members: set[int], now: datetime) -> None:
    db.execute("INSERT INTO segment_look (segment_id, at) VALUES (?, ?)", [segment_id, iso(now)])
    db.execute(
        "INSERT INTO segment_seen (segment_id, customer_id) SELECT ?, value FROM json_each(?)",
        [segment_id, json.dumps(sorted(members))],
    )


def _note_moves(db: Connection, segment_id: int, members: set[int], known: set[int], now: datetime) -> None:
    _fold_older_moves(db, segment_id, now)
    db.executemany(
        "INSERT INTO segment_move (segment_id, customer_id, at, entered) VALUES (?, ?, ?, ?)",
        [
            (segment_id, one, iso(now), came)
            for came, some in ((1, members - known), (0, known - members))
            for one in sorted(some)
        ],
    )


def _fold_older_moves(db: Connection, segment_id: int, now: datetime) -> None:
    """Moves of earlier days are no news any more: what they led to is what today's are told against."""
    before = {"segment": segment_id, "before": now.date().isoformat()}
    db.execute(
        "UPDATE segment_look SET at = coalesce((SELECT max(at) FROM segment_move WHERE segment_id = :segment"
        " AND at < :before AND at > segment_look.at), at) WHERE segment_id = :segment",
        before,
    )
    db.execute(
        "INSERT OR IGNORE INTO segment_seen (segment_id, customer_id) SELECT :segment, customer_id"
        f" FROM ({_LAST_MOVES}) WHERE entered = 1",
        before,
    )
    db.execute(
        "DELETE FROM segment_seen WHERE segment_id = :segment AND customer_id IN"
        f" (SELECT customer_id FROM ({_LAST_MOVES}) WHERE entered = 0)",
        before,
    )
