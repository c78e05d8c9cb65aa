"""Secrets lie in the computer's password store, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends import fail
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from storeassist.adapters import secrets
from storeassist.kernel.errors import UserError
from tests.features.privacy.keyring_in_memory import InMemory


class PlainFile(InMemory):
    """Writes secrets into a file for all to read, and says so by its priority."""

    priority = 0.5  # type: ignore[assignment]


class Locked(InMemory):
    """Nobody typed its password yet."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("locked")


class Gone(InMemory):
    """Its own service ended: it raises what keyring knows nothing of."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ConnectionError("no bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ConnectionError("no bus")

    def delete_password(self, service: str, username: str) -> None:
        raise ConnectionError("no bus")


class Chain(ChainerBackend):
    """Several stores, asked in turn."""

    backends = (PlainFile(), InMemory())  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def computer_s_own() -> Iterator[None]:
    """Whatever store a test sets, the next begins with that of the computer."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_secret_is_kept_read_and_forgotten() -> None:
    keyring.set_keyring(InMemory())
    secrets.need_safe_place()
    assert secrets.read("pin") is None
    secrets.keep("pin", "hash")
    assert secrets.read("pin") == "hash"
    secrets.forget("pin")
    secrets.forget("pin")
    assert secrets.read("pin") is None


@pytest.mark.parametrize("store", [fail.Keyring(), PlainFile()])
def test_without_a_safe_place_nothing_is_kept_and_words_say_so(store: keyring.backend.KeyringBackend) -> None:
    keyring.set_keyring(store)
    for act in (secrets.need_safe_place, lambda: secrets.keep("pin", "hash"), lambda: secrets.read("pin"), lambda: secrets.forget("pin")):
        with pytest.raises(UserError, match="no safe place"):
            act()
    assert getattr(store, "kept", {}) == {}


def test_of_several_stores_only_a_safe_one_is_used() -> None:
    chain = Chain()
    keyring.set_keyring(chain)
    secrets.keep("pin", "hash")
    plain, safe = chain.backends
    assert (plain.kept, list(safe.kept.values())) == ({}, ["hash"])


@pytest.mark.parametrize("store", [Locked(), Gone()])
def test_a_store_that_does_not_answer_is_told_in_words(store: keyring.backend.KeyringBackend) -> None:
    keyring.set_keyring(store)
    for act in (lambda: secrets.keep("pin", "hash"), lambda: secrets.read("pin"), lambda: secrets.forget("pin")):
        with pytest.raises(UserError, match="did not answer"):
            act()
