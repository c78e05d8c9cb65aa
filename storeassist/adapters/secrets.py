"""Secrets in this computer's own password store (keyring); never in a file of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from storeassist.kernel.errors import UserError

_SERVICE = "StoreAssist"
_SAFE_FROM = 1
"""The priority from which on keyring calls a store safe; files of plain text are below."""


def need_safe_place() -> None:
    """Raise UserError unless this computer has a password store that can be used."""
    with _store():
        pass


def keep(name: str, secret: str) -> None:
    """Keep ``secret`` under ``name``; raises UserError when there is no safe place, or it refuses."""
    with _store() as store:
        store.set_password(_SERVICE, name, secret)


def read(name: str) -> str | None:
    """What is kept under ``name``, None when nothing is; raises UserError when the store does not answer."""
    with _store() as store:
        kept: str | None = store.get_password(_SERVICE, name)
    return kept


def forget(name: str) -> None:
    """Take out what is kept under ``name``, if anything is; raises UserError when the store does not answer."""
    from keyring.errors import PasswordDeleteError

    with _store() as store, suppress(PasswordDeleteError):
        store.delete_password(_SERVICE, name)


@contextmanager
def _store() -> Iterator[Any]:
    import keyring

    try:
        chosen = keyring.get_keyring()
        # keyring may chain several stores, of which a later one may be a plain file.
        candidates = getattr(chosen, "backends", None) or [chosen]
        store = next((one for one in candidates if one.priority >= _SAFE_FROM), None)
        if store is None:
            raise UserError(
                "This computer has no safe place for a PIN: no password store, such as the Keychain or the Credential"
                " Manager, answers. StoreAssist never writes one into a plain file."
            )
        yield store
    except UserError:
        raise
    except Exception as error:  # the store of every system raises exceptions of its own, which keyring hands on
        raise UserError("This computer's password store did not answer. Unlock it, then try again.") from error
