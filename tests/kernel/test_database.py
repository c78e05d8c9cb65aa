"""The shop file: made, opened, refused, written, announced."""

from __future__ import annotations

import os
import shutil
import struct
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.kernel.changes import Changes
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError


def patched(path: Path, at: int, data: bytes) -> None:
    """Overwrite bytes of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_a_new_shop_opens_with_its_name(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "a folder" / ("巷口#1%.shop" if sys.platform == "win32" else "巷口#1%?.shop")
    Shop.create(path, SCHEMA, " 巷口面馆 ", now).close()
    shop = Shop.open(path, SCHEMA)
    assert shop.name == "巷口面馆"
    shop.close()
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_shop_is_never_made_over_a_file_or_without_a_name(shop: Shop, now: datetime) -> None:
    with pytest.raises(UserError, match="already"):
        Shop.create(shop.path, SCHEMA, "x", now)
    with pytest.raises(UserError, match="name"):
        Shop.create(shop.path.with_name("b.shop"), SCHEMA, " ", now)
    assert not shop.path.with_name("b.shop").exists()


def test_the_file_is_kept_the_safe_way(shop: Shop) -> None:
    pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "secure_delete": 1}
    assert {name: shop.value(f"PRAGMA {name}") for name in pragmas} == pragmas
    tables = shop.query("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    ours = [row for row in tables if not row["name"].startswith(("sqlite_", "_sqlite", "customer_search"))]
    assert len(ours) > 10
    assert all(row["strict"] for row in ours)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: p.unlink(), "no shop file"),
        (lambda p: (p.unlink(), p.mkdir()), "folder"),
        (lambda p: p.write_bytes(b""), "0 bytes"),
        (lambda p: p.write_bytes(b"PK\x03\x04" + bytes(5000)), "another program"),
        (lambda p: p.write_bytes(p.read_bytes()[:60]), "another program"),
        (lambda p: patched(p, 68, struct.pack(">I", 7)), "another program"),
        (lambda p: p.write_bytes(p.read_bytes()[:-8192]), "damaged"),
        (lambda p: patched(p, 100, b"\xff" * 300), "damaged"),
        (lambda p: patched(p, 60, struct.pack(">I", 999)), "newer"),
    ],
)
def test_a_file_that_is_no_whole_shop_is_refused_and_left_alone(
    empty_shop_file: Path, tmp_path: Path, make: object, said: str
) -> None:
    path = tmp_path / "a.shop"
    shutil.copy(empty_shop_file, path)
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UserError, match=said):
        Shop.open(path, SCHEMA)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not path.with_name("a.shop-wal").exists()


def test_a_step_this_version_does_not_know_is_refused(shop: Shop) -> None:
    older = replace(SCHEMA, steps=SCHEMA.steps - 1, load=lambda: SCHEMA.load()[:-1])
    with pytest.raises(UserError, match="newer"):
        Shop.open(shop.path, older)


def test_pending_steps_are_taken_when_an_older_file_is_opened(tmp_path: Path, now: datetime) -> None:
    sets = SCHEMA.load()
    older = replace(SCHEMA, steps=sum(len(s._migrations) for s in sets[:-1]), load=lambda: sets[:-1], journaled=())
    Shop.create(tmp_path / "a.shop", older, "x", now).close()
    shop = Shop.open(tmp_path / "a.shop", SCHEMA)
    assert shop.value("PRAGMA user_version") == SCHEMA.steps
    assert shop.name == "x"
    shop.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="file permissions do not bind this user")
def test_a_write_protected_file_says_so(shop: Shop) -> None:
    shop.close()
    shop.path.chmod(0o444)
    with pytest.raises(UserError):
        Shop.open(shop.path, SCHEMA)


def note(db: sqlite.Connection, key: str) -> None:
    """Write something small."""
    db.execute("INSERT INTO shop_setting VALUES (?, '')", [key])


def kept(shop: Shop) -> set[str]:
    """What ``note`` left."""
    return {row["key"] for row in shop.query("SELECT key FROM shop_setting")} - {"name", "created_at", "id"}


def test_nothing_is_written_outside_a_write(shop: Shop) -> None:
    with pytest.raises(sqlite.OperationalError):
        note(shop.db, "a")
    with shop.write() as db:
        note(db, "a")
    with pytest.raises(sqlite.OperationalError):
        note(shop.db, "b")
    assert kept(shop) == {"a"}


def test_a_failed_write_leaves_nothing_and_announces_nothing(shop: Shop) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)
    with pytest.raises(ZeroDivisionError), shop.write() as db:
        note(db, "a")
        raise ZeroDivisionError
    assert (kept(shop), heard) == (set(), [])
    with shop.write() as db:
        note(db, "b")
    assert heard == [Changes(frozenset({"shop_setting"}))]


def test_a_nested_write_that_fails_takes_back_only_itself(shop: Shop) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)
    with shop.write() as db:
        note(db, "a")
        with pytest.raises(ZeroDivisionError), shop.write():
            note(db, "b")
            raise ZeroDivisionError
        with shop.write():
            note(db, "c")
    assert (kept(shop), len(heard)) == ({"a", "c"}, 1)


def test_an_action_cannot_change_the_tables_themselves(shop: Shop) -> None:
    for statement in ("CREATE TABLE x (y)", "DROP TABLE tag", "ALTER TABLE tag ADD COLUMN z"):
        with pytest.raises(sqlite.DatabaseError, match="not authorized"), shop.write() as db:
            db.execute(statement)
    assert shop.value("SELECT count(*) FROM tag") == 0


def test_cascades_and_triggers_are_announced_too(shop: Shop) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)
    with shop.write() as db:
        db.execute("INSERT INTO customer (number, origin, created_at) VALUES ('1', 'hand', '')")
    with shop.write() as db:
        db.execute("DELETE FROM customer")
    assert heard[0].touch("customer_total")
    assert heard[1].touch("customer_total")
    assert not heard[1].touch("product")


def test_the_same_statement_is_announced_each_time(shop: Shop) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)
    for name in ("a", "b", "c"):
        with shop.write() as db:
            note(db, name)
    assert heard == [Changes(frozenset({"shop_setting"}))] * 3


def test_a_second_connection_announces_to_the_first(shop: Shop) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)

    def work() -> None:
        other = shop.again()
        with other.write() as db:
            note(db, "a")
        other.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(heard) == 1
    assert kept(shop) == {"a"}


def test_a_file_that_another_program_writes_to_says_try_again(shop: Shop) -> None:
    shop.db.execute("PRAGMA busy_timeout = 0")
    other = shop.again()
    with (
        other.write() as db,
        pytest.raises(UserError, match="try again"),
        shop.write(),
    ):
        note(db, "a")
    other.close()


def test_every_write_makes_older_plans_stale(shop: Shop) -> None:
    before = shop.revision
    with shop.write() as db:
        note(db, "a")
    assert shop.revision == before + 1
