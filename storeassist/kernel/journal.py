"""What the owner did, kept so that it can be taken back and done again, across features and restarts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

    from storeassist.kernel.database import Shop

Payload = dict[str, Any]

_MANY = 2_000  # rows; more of them would hold a window up for longer than a blink


@dataclass(frozen=True)
class Inverse:
    """How acts on a ledger are taken back and done again; ``redo`` returns the payload for the next undo."""

    undo: Callable[[Shop, datetime, Payload], None]
    redo: Callable[[Shop, datetime, Payload], Payload] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the owner did."""

    id: int
    at: datetime
    text: str


def watch_tables(db: sqlite.Connection, tables: Iterable[str]) -> None:
    """Record every row of ``tables`` that changes while an act is open, by triggers of this connection alone."""
    db.execute("CREATE TEMP TABLE open_act (id INTEGER PRIMARY KEY)")
    for table in tables:
        columns = [(row[1], row[2]) for row in db.execute(f'PRAGMA table_info("{table}")')]
        images = {
            side: ", ".join(f"'{name}', {_as_json(side, name, kind)}" for name, kind in columns)
            for side in ("OLD", "NEW")
        }
        for event in ("INSERT", "UPDATE", "DELETE"):
            before = "NULL" if event == "INSERT" else f"json_object({images['OLD']})"
            after = "NULL" if event == "DELETE" else f"json_object({images['NEW']})"
            subject = "OLD" if event == "DELETE" else "NEW"
            db.execute(
                f'CREATE TEMP TRIGGER "journal_{table}_{event}" AFTER {event} ON main."{table}"'
                " WHEN EXISTS (SELECT 1 FROM open_act) BEGIN"
                " INSERT INTO act_row (act_id, tbl, row_id, before, after)"
                f" SELECT id, '{table}', {subject}.rowid, {before}, {after} FROM open_act; END"
            )


def _as_json(side: str, name: str, kind: str) -> str:
    """How a column of the OLD or NEW row is said inside json_object; JSON holds no bytes."""
    value = f'{side}."{name}"'
    if kind == "BLOB":
        return f"json_object('hex', hex({value}))"
    # A text fresh from a JSON function would go into the image as JSON; joined to '' it is a plain text again.
    return f"{value} || ''" if kind == "TEXT" else value


def begin(db: sqlite.Connection, now: datetime, text: str, fills: Mapping[str, object], *, record: bool) -> int:
    """Open an act, whose rows are kept if ``record``."""
    row = [now.isoformat(timespec="seconds"), text, json.dumps(fills, ensure_ascii=False, default=str)]
    act_id = int(db.execute("INSERT INTO act (at, text, fills) VALUES (?, ?, ?)", row).lastrowid)
    db.execute("DELETE FROM open_act")
    if record:
        db.execute("INSERT INTO open_act VALUES (?)", [act_id])
    return act_id


def end(db: sqlite.Connection, act_id: int) -> None:
    """Close the act: what was undone before can no longer be redone. One that changed nothing leaves no trace."""
    db.execute("DELETE FROM open_act")
    emptied = db.execute(
        "DELETE FROM act WHERE id = :act AND inverse IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM act_row WHERE act_id = :act)",
        {"act": act_id},
    ).rowcount
    if not emptied:
        db.execute("UPDATE act SET state = 'dropped' WHERE state = 'undone'")


def set_inverse(db: sqlite.Connection, act_id: int, inverse: str, payload: Mapping[str, object]) -> None:
    """Remember which inverse of the schema takes this act back; ``rows`` in its payload says of how many rows it is."""
    db.execute("UPDATE act SET inverse = ?, payload = ? WHERE id = ?", [inverse, json.dumps(payload), act_id])


def last_act(shop: Shop) -> Act | None:
    """What undo would take back now."""
    return _act(shop.one("SELECT id, at, text, fills FROM act WHERE state = 'done' ORDER BY id DESC LIMIT 1"))


def undo(shop: Shop, now: datetime) -> str | None:
    """Take the last act back; returns its text in the owner's language, None when there is none."""
    act = last_act(shop)
    if act is None:
        return None
    undo_act(shop, act.id, now)
    return act.text


def undo_act(shop: Shop, act_id: int, now: datetime) -> None:
    """Take one act back; raises UserError, and forgets the act, when what it was about is gone."""
    with _forgotten_if_impossible(shop, act_id), _restoring(shop) as db:
        inverse, payload = _inverse_of(shop, act_id)
        _restore(db, act_id, "before")
        if inverse:
            inverse.undo(shop, now, payload)
        for refresh in shop.schema.refreshers:
            refresh(db, act_id)
        db.execute("UPDATE act SET state = 'undone' WHERE id = ?", [act_id])
        if inverse and inverse.redo is None:  # what was undone before may rest on what cannot come again
            db.execute("UPDATE act SET state = 'dropped' WHERE state = 'undone'")


def redo(shop: Shop, now: datetime) -> str | None:
    """Do the act undone last again; returns its text, None when there is none. Raises UserError as ``undo_act`` does."""
    act = _act(shop.one("SELECT id, at, text, fills FROM act WHERE state = 'undone' ORDER BY id LIMIT 1"))
    if act is None:
        return None
    with _forgotten_if_impossible(shop, act.id), _restoring(shop) as db:
        inverse, payload = _inverse_of(shop, act.id)
        _restore(db, act.id, "after")
        if inverse and inverse.redo:
            db.execute(
                "UPDATE act SET payload = ? WHERE id = ?", [json.dumps(inverse.redo(shop, now, payload)), act.id]
            )
        for refresh in shop.schema.refreshers:
            refresh(db, act.id)
        db.execute("UPDATE act SET state = 'done' WHERE id = ?", [act.id])
    return act.text


def takes_long(shop: Shop, *, again: bool = False) -> bool:
    """Whether ``undo`` (or ``redo``, if ``again``) has so much to write that nobody should watch a window stand still."""
    which = "min(id) FROM act WHERE state = 'undone'" if again else "max(id) FROM act WHERE state = 'done'"
    act_id = shop.value(f"SELECT {which}")
    if act_id is None:
        return False
    if _inverse_of(shop, act_id)[1].get("rows", 0) >= _MANY:
        return True
    rows = "SELECT count(*) FROM (SELECT 1 FROM act_row WHERE act_id = ? LIMIT ?)"
    return bool(shop.value(rows, [act_id, _MANY]) == _MANY)


@contextmanager
def _forgotten_if_impossible(shop: Shop, act_id: int) -> Iterator[None]:
    """An import taken back out of turn can remove what a later act wrote on: that act must not bar those before it.

    What was undone is forgotten as well, as it may rest on that act.
    """
    from sqlcipher3 import dbapi2 as sqlite

    try:
        yield
    except sqlite.IntegrityError:
        with shop.write() as db:
            db.execute("UPDATE act SET state = 'dropped' WHERE id = ? OR state = 'undone'", [act_id])
        raise UserError("This cannot be brought back: what it was about is no longer in the shop file.") from None


class _restoring:  # noqa: N801 - used like a function
    """A write during which acts inside are not recorded, and rows may come back in any order."""

    def __init__(self, shop: Shop) -> None:
        self._shop, self._write = shop, shop.write()

    def __enter__(self) -> sqlite.Connection:
        db = self._write.__enter__()
        self._shop.undoing = True
        db.execute("PRAGMA defer_foreign_keys = ON")
        return db

    def __exit__(self, *failure: Any) -> bool | None:
        self._shop.undoing = False
        return self._write.__exit__(*failure)


def _inverse_of(shop: Shop, act_id: int) -> tuple[Inverse | None, Payload]:
    row = shop.one("SELECT inverse, payload FROM act WHERE id = ?", [act_id])
    if row is None or row["inverse"] is None:
        return None, {}
    return (shop.schema.inverses or {})[row["inverse"]], json.loads(row["payload"])


def _restore(db: sqlite.Connection, act_id: int, side: str) -> None:
    """Bring every recorded row to its ``side``: backwards to how it was before, forwards to how it was after."""
    order = "DESC" if side == "before" else ""
    rows = db.execute(f"SELECT tbl, row_id, before, after FROM act_row WHERE act_id = ? ORDER BY id {order}", [act_id])
    for tbl, row_id, before, after in rows.fetchall():
        wanted, present = (before, after) if side == "before" else (after, before)
        left = {} if present is None else _image(present)
        which, place = _place(left, row_id)
        if wanted is None:
            db.execute(f'DELETE FROM "{tbl}" WHERE {which}', place)
            continue
        image = _image(wanted)
        if present is None:
            if "id" not in image:
                image = {"rowid": row_id, **image}
            db.execute(f'INSERT INTO "{tbl}" ({_names(image)}) VALUES ({_marks(image)})', list(image.values()))
            continue
        # Other cells may have changed since: an import that this act followed was taken back out of turn.
        image = {name: value for name, value in image.items() if value != left[name]}
        if image:
            values = [*image.values(), *place]
            db.execute(f'UPDATE "{tbl}" SET ({_names(image)}) = ({_marks(image)}) WHERE {which}', values)


def _image(text: str) -> dict[str, Any]:
    """A row as it was recorded."""
    image: dict[str, Any] = json.loads(
        text, object_hook=lambda said: bytes.fromhex(said["hex"]) if set(said) == {"hex"} else said
    )
    return image


def _place(image: Mapping[str, Any], row_id: int) -> tuple[str, list[Any]]:
    """The condition that finds a row again; a rowid alone may be that of another by now, unless it is the row's id."""
    if not image or "id" in image:
        return "rowid = ?", [row_id]
    return f"rowid = ? AND ({_names(image)}) IS ({_marks(image)})", [row_id, *image.values()]


def _marks(image: Mapping[str, Any]) -> str:
    return ", ".join("?" * len(image))


def _names(image: Mapping[str, Any]) -> str:
    return ", ".join(f'"{name}"' for name in image)


def _act(row: Mapping[str, Any] | None) -> Act | None:
    if row is None:
        return None
    return Act(row["id"], datetime.fromisoformat(row["at"]), _(row["text"], **json.loads(row["fills"])))
