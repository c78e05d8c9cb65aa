"""A computer that stops in the middle of anything leaves a whole past: never half of an act, never a mix of two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.faults.ground import ACTS, Dump, dump, ills, opened

PAGE, HEADER, FRAME = 4096, 32, 24
Past = tuple[list[Dump], bytes, bytes]


@pytest.fixture(scope="module")
def past(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Past:
    """What a shop held after each of its last acts, and the bytes of its two files as they lie while it is open."""
    folder = tmp_path_factory.mktemp("past")
    path = folder / "a.shop"
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        shop.db.execute("PRAGMA wal_autocheckpoint = 0")
        states = [dump(shop)]
        for act in ACTS:
            act.plan(folder)(shop)(shop)
            states.append(dump(shop))
        return states, path.read_bytes(), path.with_name("a.shop-wal").read_bytes()


def state_after(past: Past, wal: bytes, folder: Path) -> int:
    """Which of the states a shop opens in whose second file is ``wal``: its number in the row of them."""
    states, file, _wal = past
    path = folder / "a.shop"
    for old in folder.iterdir():
        old.unlink()
    path.write_bytes(file)
    path.with_name("a.shop-wal").write_bytes(wal)
    shop = Shop.open(path, SCHEMA)
    found = dump(shop)
    shop.close()
    assert found in states, "a state that never was"
    return states.index(found)


def cuts(wal: bytes) -> Iterator[int]:
    """Lengths at which the writing may have ended: at each frame and around it, and anywhere."""
    frames = range(HEADER, len(wal) + 1, FRAME + PAGE)
    yield from (0, 1, HEADER - 1)
    yield from frames
    for at in frames[:-1:4]:
        yield from (at + 1, at + FRAME, at + FRAME + PAGE // 2)
    random = Random(3)
    yield from (random.randrange(len(wal)) for _ in range(40))


def test_a_second_file_that_was_cut_off_anywhere_gives_an_exact_past(past: Past, tmp_path: Path) -> None:
    states, _file, wal = past
    assert len({repr(state) for state in states}) == len(states)
    reached = {length: state_after(past, wal[:length], tmp_path) for length in sorted({*cuts(wal)})}
    assert list(reached.values()) == sorted(reached.values()), "a longer file knows an older past"
    assert set(reached.values()) == set(range(len(states)))


def test_a_second_file_with_a_flipped_byte_anywhere_gives_an_exact_past(past: Past, tmp_path: Path) -> None:
    wal, random = past[2], Random(5)
    reached = set()
    for at in [*range(HEADER), *(random.randrange(len(wal)) for _ in range(160))]:
        garbled = bytearray(wal)
        garbled[at] ^= 1 << random.randrange(8)
        reached.add(state_after(past, bytes(garbled), tmp_path))
    assert len(reached) > 3


def test_a_second_file_with_a_block_lost_or_of_another_time_gives_an_exact_past(past: Past, tmp_path: Path) -> None:
    wal, random = past[2], Random(7)
    for _ in range(60):
        start, size = random.randrange(len(wal)), random.choice((512, 4096, 8192))
        lost = bytes(size) if random.random() < 0.5 else wal[random.randrange(len(wal)) :][:size]
        state_after(past, (wal[:start] + lost + wal[start + len(lost) :])[: len(wal)], tmp_path)


def test_what_is_left_after_a_tear_goes_on_working(past: Past, tmp_path: Path) -> None:
    states, _file, wal = past
    at = state_after(past, wal[: len(wal) // 2], tmp_path)
    assert 0 < at < len(states) - 1
    with opened(tmp_path / "a.shop") as shop:
        assert ills(shop) == []
        ACTS[0].plan(tmp_path)(shop)(shop)
    with opened(tmp_path / "a.shop") as shop:
        assert ills(shop) == []


def test_a_rollback_journal_left_behind_takes_back_the_act_it_was_of(filled_file: Path, tmp_path: Path) -> None:
    """In a synced folder: the computer stops in the middle of a commit, the file is half new, the journal is there."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    path = folder / "a.shop"
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        before = dump(shop)
        shop.db.execute("PRAGMA cache_size = 2")  # so that pages reach the file before the commit
        shop.db.execute("PRAGMA query_only = OFF")
        shop.db.execute("BEGIN")
        shop.db.execute("UPDATE customer SET note = ?", ["半" * 400])
        torn = {one.name: one.read_bytes() for one in folder.iterdir()}
        shop.db.execute("ROLLBACK")
    assert set(torn) == {"a.shop", "a.shop-journal"}
    assert torn["a.shop"] != path.read_bytes()
    for name, content in torn.items():
        (folder / name).write_bytes(content)
    with opened(path) as shop:
        assert dump(shop) == before
    assert [one.name for one in folder.iterdir()] == ["a.shop"]


def test_the_library_writes_its_frames_as_this_file_takes_them_apart(past: Past) -> None:
    assert sqlite.sqlite_version_info >= (3, 51, 3)
    assert (len(past[2]) - HEADER) % (FRAME + PAGE) == 0
