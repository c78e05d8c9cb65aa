"""The shop file: opening it, reading it, and the one way to write to it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel import journal
from storeassist.kernel.changes import Changes, OwnWrites
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import damaged, in_owner_words, not_written, refuse_unless_shop_file, replaced, vanished
from storeassist.kernel.memory import Memory
from storeassist.kernel.places import Place, place_of
from storeassist.kernel.preparing import prepare

if TYPE_CHECKING:
    from sqlite_utils import Migrations

APPLICATION_ID = 0x53414153  # "SAAS": StoreAssist's own mark in SQLite's header
QUICK_CHECK_BYTES = 8_000_000
"""A file up to this size is looked through at every opening; a larger one would delay the start."""

_ROWS_AT_ONCE = 100
_WRITES = {sqlite.SQLITE_INSERT, sqlite.SQLITE_UPDATE, sqlite.SQLITE_DELETE}
_SCHEMA_CHANGES = {
    getattr(sqlite, f"SQLITE_{verb}_{thing}")
    for verb in ("CREATE", "DROP")
    for thing in ("TABLE", "INDEX", "TRIGGER", "VIEW")
} | {sqlite.SQLITE_ALTER_TABLE}
_SILENT = {"shop_revision", "open_act"}

# Without an adapter the library looks for one at every None, and raises and drops two exceptions on the way.
sqlite.register_adapter(type(None), lambda nothing: nothing)

Connection = sqlite.Connection
Row = Mapping[str, Any]
Params = Sequence[object] | Mapping[str, object]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Schema:
    """What this version of the program expects of a shop file.

    ``steps`` is the number of migration steps in all, kept as the file's user_version: while they agree, nothing is
    pending and the migrations need not even be loaded. ``journaled`` tables are recorded row by row inside an act;
    ``refreshers`` are called before an act commits, to bring derived tables up to date with the rows it recorded;
    ``inverses`` undo and redo the acts on ledgers, which are reversed by rows.
    """

    steps: int
    load: Callable[[], list[Migrations]]
    journaled: tuple[str, ...] = ()
    refreshers: tuple[Callable[[sqlite.Connection, int], None], ...] = ()
    inverses: Mapping[str, journal.Inverse] | None = None


class Shop:
    """An open shop file: one connection, used by one thread.

    Reads go through ``query``, ``one`` and ``value``. Writes happen only inside ``write`` or ``act``; outside them the
    connection refuses to write.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        """Connect to ``path``, which exists; prefer ``Shop.open`` and ``Shop.create``."""
        self.path, self.schema = path, schema
        self.db = connect(path)
        self._identity = _identity(path)
        self._place: Place | None = None
        self._listeners: list[Callable[[Changes], None]] = []
        self._own_writes = OwnWrites()
        self._memory = Memory()
        self._written: set[str] = set()
        self._depth = 0
        self.open_act: int | None = None
        self.undoing = False

    @classmethod
    def open(cls, path: Path, schema: Schema, *, is_copy: bool = False) -> Shop:
        """Open an existing shop file and bring it up to this version; a backup is made before, unless it ``is_copy``.

        Raises UserError, leaving the file as it is, when it is missing, empty, damaged, of another program, or made by
        a newer version.
        """
        refuse_unless_shop_file(path, APPLICATION_ID)
        shop: Shop | None = None
        try:
            shop = cls(path, schema)
            prepare(shop.db, shop.place)
            shop._refuse_damage()
            shop._migrate(is_copy=is_copy)
            shop._start_journal()
            shop.hear_others()
        except sqlite.Error as error:
            if shop:
                shop.close()
            raise in_owner_words(error, path) from error
        except BaseException:
            if shop:
                shop.close()
            raise
        return shop

    @classmethod
    def create(cls, path: Path, schema: Schema, name: str, now: datetime) -> Shop:
        """Make a new, empty shop file called ``name``; raises UserError when there is a file already."""
        if not name.strip():
            raise UserError("A shop needs a name.", field="name")
        started = path.with_name(f".{path.name}.new")
        shop: Shop | None = None
        try:
            if path.exists():
                raise UserError("There is already a file at {path}; choose another name, or open it.", path=str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove(started)
            started.touch(exist_ok=False)
            shop = cls(started, schema)
            shop.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            prepare(shop.db, shop.place)
            shop._migrate()
            with shop.write() as db:
                facts = [("name", name.strip()), ("created_at", now.isoformat(timespec="seconds"))]
                db.executemany("INSERT INTO shop_setting VALUES (?, ?)", facts)
            shop.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shop.close()
            started.replace(path)
        except sqlite.Error as error:
            raise in_owner_words(error, path) from error
        except OSError as error:
            raise not_written(error, path) from error
        finally:
            if shop:
                shop.close()
            with suppress(OSError):
                _remove(started)
        return cls.open(path, schema)

    def again(self) -> Shop:
        """A second connection to this file, for another thread; what it writes is announced here too."""
        try:
            other = Shop(self.path, self.schema)
            other._place = self.place
            prepare(other.db, other.place)
            other._start_journal()
        except sqlite.Error as error:
            raise in_owner_words(error, self.path) from error
        other._listeners, other._own_writes, other._memory = self._listeners, self._own_writes, self._memory
        return other

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    @property
    def name(self) -> str:
        """What the owner calls the shop."""
        return str(self.value("SELECT value FROM shop_setting WHERE key = 'name'") or self.path.stem)

    @property
    def place(self) -> Place:
        """Where the file lies; one in a synced folder or on a network is kept without a second file beside it."""
        if self._place is None:
            self._place = place_of(self.path)
        return self._place

    @property
    def revision(self) -> int:
        """Grows with every write by anyone; a plan made at an older revision is stale."""
        return int(self.value("SELECT n FROM shop_revision") or 0)

    def query(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows of a read."""
        try:
            return list(chain.from_iterable(_parts(self.db.execute(sql, params))))
        except sqlite.DatabaseError as error:
            raise in_owner_words(error, self.path) from error

    def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row of a read, or None."""
        try:
            return self.db.execute(sql, params).fetchone()  # type: ignore[no-any-return]
        except sqlite.DatabaseError as error:
            raise in_owner_words(error, self.path) from error

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row of a read, or None."""
        row = self.one(sql, params)
        return None if row is None else row[0]  # type: ignore[index]

    def ids(self, sql: str, params: Params = ()) -> list[int]:
        """The column ``id`` of a read, in its order: for lists of 100,000, where a row object each costs three times as much."""
        return json.loads(self.value(f"SELECT json_group_array(id) FROM ({sql})", params))  # type: ignore[no-any-return]

    def columns(self, sql: str, types: str, params: Params = ()) -> list[array[Any]]:
        """The columns of a read as arrays, one for each type code of ``types`` ("q" whole numbers, "d" others)."""
        found = [array(code) for code in types]
        try:
            cursor = self.db.execute(sql, params)
            cursor.row_factory = None
            for rows in _parts(cursor):
                for column, values in zip(found, zip(*rows, strict=True), strict=True):
                    column.extend(values)
        except sqlite.DatabaseError as error:
            raise in_owner_words(error, self.path) from error
        return found

    def remember(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What ``make`` reads of everybody, read again only once something was written.

        ``key`` names it, with all it depends on beside the file.
        """
        if self._depth:  # what this transaction wrote has no revision yet
            return make()
        with self.reading():  # else what is read may be newer than the revision it is kept under
            return self._memory.get(self.revision, key, make)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read several times from the same state of the file, whatever others write meanwhile."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Call ``listener`` after every committed write, in the writer's thread."""
        self._listeners.append(listener)

    def hear_others(self) -> None:
        """Announce, as a change of everything, what other programs wrote since this was last asked."""
        if self._own_writes.others_wrote(self.revision):
            self._announce(self.everything())

    def everything(self) -> Changes:
        """All tables: for when what is shown of any of them may have changed."""
        return Changes(frozenset(row["name"] for row in self.query("SELECT name FROM sqlite_schema WHERE type = 'table'")))

    @contextmanager
    def write(self) -> Iterator[sqlite.Connection]:
        """Run one transaction and announce the tables it changed once they are on disk.

        A nested call joins the outer one and is announced with it; when the nested part fails and the caller goes on,
        only that part is taken back.
        """
        if self._depth:
            with self._savepoint():
                yield self.db
            return
        self._written.clear()
        try:
            self.db.execute("PRAGMA query_only = OFF")
            self.db.execute("BEGIN IMMEDIATE")
            self.db.set_authorizer(self._watch)
            self._depth = 1
            yield self.db
            revision = self.db.execute("UPDATE shop_revision SET n = n + 1 RETURNING n").fetchall()[0][0]
            self._refuse_if_gone()
            self._commit(revision)
        except sqlite.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite.SQLITE_READONLY:  # also of a file that was replaced
                self._refuse_if_gone(even_shared=True)
            raise in_owner_words(error, self.path) from error
        finally:
            self._depth = 0
            self.db.set_authorizer(None)
            self._roll_back()
            self.db.execute("PRAGMA query_only = ON")
        if changed := self._written - _SILENT:
            self._announce(Changes(frozenset(changed)))

    @contextmanager
    def act(self, now: datetime, text: str, /, *, record: bool = True, **fills: object) -> Iterator[sqlite.Connection]:
        """Like ``write``, and the owner can take it back: the journal keeps the rows it changed.

        ``text`` is an N_() text that says what was done, ``fills`` its places. Inside another act it is a part of that.
        Without ``record`` no rows are kept: the act names its inverse (``reversed_by``) and refreshes what derives.
        """
        with self.write() as db:
            if self.open_act is not None or self.undoing:
                yield db
                return
            try:
                self.open_act = journal.begin(db, now, text, fills, record=record)
                yield db
                for refresh in self.schema.refreshers:
                    refresh(db, self.open_act)
                journal.end(db, self.open_act)
            finally:
                self.open_act = None

    def reversed_by(self, inverse: str, **payload: object) -> None:
        """Inside an act: say that it is taken back by the named inverse of the schema, given ``payload``."""
        if self.open_act is not None:
            journal.set_inverse(self.db, self.open_act, inverse, payload)

    def for_good(self, table: str, row_id: int) -> None:
        """Inside an act: neither it, nor what was done to this row before, can be taken back any more."""
        self.settle(table, row_id)
        self.db.execute("UPDATE act SET state = 'dropped' WHERE id = ?", [self.open_act])

    def settle(self, table: str, row_id: int) -> None:
        """Inside an act: what was done to this row before can no longer be taken back, as this act rests on it."""
        self.db.execute(
            "UPDATE act SET state = 'dropped' WHERE state <> 'dropped' AND id IS NOT ?"
            " AND id IN (SELECT act_id FROM act_row WHERE tbl = ? AND row_id = ?)",
            [self.open_act, table, row_id],
        )

    def _commit(self, revision: int) -> None:
        self._own_writes.add(revision)
        try:
            self.db.execute("COMMIT")
        except sqlite.DatabaseError:
            self._own_writes.discard(revision)
            raise

    def _announce(self, changes: Changes) -> None:
        for listener in list(self._listeners):
            listener(changes)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._depth += 1
        name = f"part_{self._depth}"
        self.db.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            if self.db.in_transaction:
                self.db.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            self._depth -= 1
            if self.db.in_transaction:
                self.db.execute(f"RELEASE {name}")

    def _watch(self, action: int, subject: str | None, _1: str | None, _2: str | None, _3: str | None) -> int:
        if action in _SCHEMA_CHANGES:
            return int(sqlite.SQLITE_DENY)
        if action in _WRITES and subject and not subject.startswith("sqlite_"):
            self._written.add(subject)
        return int(sqlite.SQLITE_OK)

    def _roll_back(self) -> None:
        """End a transaction that was not committed; the next one mends what a failing disk leaves of it."""
        if self.db.in_transaction:
            self.db.set_progress_handler(None, 0)  # whoever stopped the act must not stop this
            with suppress(sqlite.DatabaseError):
                self.db.execute("ROLLBACK")

    def _refuse_if_gone(self, *, even_shared: bool = False) -> None:
        """A file deleted or replaced while open takes writes on some systems, and keeps none of them."""
        found = _identity(self.path)
        if found is None:
            raise vanished(self.path)
        if found != self._identity and (even_shared or not self.place.is_shared):  # a network may number files anew
            raise replaced(self.path)

    def _refuse_damage(self) -> None:
        if self.path.stat().st_size <= QUICK_CHECK_BYTES:
            verdict = self.db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise damaged(self.path)

    def _migrate(self, *, is_copy: bool = False) -> None:
        at = self.db.execute("PRAGMA user_version").fetchone()[0]
        if at == self.schema.steps:
            return
        from sqlite_utils import Database

        sets = self.schema.load()
        known = {(s.name, m.name) for s in sets for m in s._migrations}
        applied: set[tuple[str, str]] = set()
        if self.db.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
            rows = self.db.execute("SELECT migration_set, name FROM _sqlite_migrations")
            applied = {(row[0], row[1]) for row in rows}
        if at > self.schema.steps or applied - known:
            raise UserError(
                "The shop file {path} was made by a newer version of StoreAssist. Install the newest version to open"
                " it; nothing was changed.",
                path=str(self.path),
            )
        if applied and not is_copy:
            self._back_up()
        self.db.execute("PRAGMA query_only = OFF")
        self.db.execute("PRAGMA foreign_keys = OFF")
        try:
            self.db.execute("BEGIN IMMEDIATE")  # all steps or none: a file between two versions fits neither
            wrapped = Database(self.db)
            for one in sets:
                one.apply(wrapped)
            if broken := self.db.execute("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"a migration left dangling rows: {[tuple(row) for row in broken[:3]]}")
            self.db.execute(f"PRAGMA user_version = {self.schema.steps}")
            self.db.execute("COMMIT")
        finally:
            self._roll_back()
            self.db.row_factory = sqlite.Row
            self.db.execute("PRAGMA foreign_keys = ON")
            self.db.execute("PRAGMA query_only = ON")

    def _back_up(self) -> None:
        """Keep the file as an older version left it; dated with its last change, which it is the state of."""
        from storeassist.kernel import backups

        backups.take(self.path, datetime.fromtimestamp(int(self.path.stat().st_mtime)), backups.Why.UPDATE)

    def _start_journal(self) -> None:
        self.db.execute("PRAGMA query_only = OFF")
        journal.watch_tables(self.db, self.schema.journaled)
        self.db.execute("PRAGMA query_only = ON")


def connect(path: Path, options: str = "mode=rw") -> sqlite.Connection:
    """A bare connection to a file; ``options`` are SQLite's own for a URI. Everyday work goes through Shop."""
    # Dropped by garbage collection in whichever thread, hence check_same_thread off; see Shop.again().
    db = sqlite.connect(f"{_uri(path)}?{options}", uri=True, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite.Row
    return db


def _parts(cursor: sqlite.Cursor) -> Iterator[list[Any]]:
    """All rows, some at a time: while one call fetches them all, no other thread comes to its turn, be it the window's."""
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield rows
        if len(rows) < _ROWS_AT_ONCE:
            return


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells the file at ``path`` from another one put in its place; None when there is none to be seen."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _remove(started: Path) -> None:
    """Take away a file that was begun, and what SQLite keeps beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        started.with_name(started.name + suffix).unlink(missing_ok=True)


def _uri(path: Path) -> str:
    """``path`` as SQLite's URI; C:/shops and //nas/shops of Windows need an empty host in front."""
    plain = path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{'' if plain.startswith('/') else '/'}{plain}"
