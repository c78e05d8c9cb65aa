"""One window for each shop file: a second start brings the first window to the front instead of opening another."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, QStandardPaths, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_PATIENCE = 3.0  # seconds; the window that holds the shop may be busy, or about to appear
_PAUSE = 0.05
_HEARD = b"here\n"


class Seat(QObject):
    """This program's place before a shop file, which no second window of the same person takes.

    A lock file says that the place is taken; it is void once its program is gone, however that ended. Through a local
    socket, opened only after the window is there, later starts ask it to come to the front.
    """

    called = Signal()
    """Another start wants this window in front."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the locks in ``folder``; by default beside the shops of the person at this computer."""
        super().__init__()
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
        self._folder = folder or Path(data, "StoreAssist", ".open")
        self._key = ""
        self._lock: QLockFile | None = None
        self._server: QLocalServer | None = None

    def call_any(self, rather: Path | None) -> bool:
        """Bring a window to the front, that of the shop ``rather`` if it is open; False when there is none."""
        wanted = self._key_of(rather)
        for key in sorted((path.stem for path in self._folder.glob("*.lock")), key=lambda key: key != wanted):
            lock = self._lock_of(key)
            if self._is_answered(key, lock):
                return True
            lock.unlock()
        return False

    def take(self, shop: Path | None) -> bool:
        """Sit down before ``shop`` (None: the start page); False when another window has it, which then comes to the front.

        A window that does not answer is no reason to keep the owner out: two may write to a shop, one after the other.
        """
        key = self._key_of(shop)
        if key == self._key:
            return True
        with suppress(OSError):  # without a place for locks there are no locks, but there is a window
            self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._lock_of(key)
        if self._is_answered(key, lock):
            return False
        self._sit(key, lock)
        return True

    @Slot()
    def answer(self) -> None:
        """Be there for later starts from now on. Slow to load: call it once the window is painted."""
        from PySide6.QtNetwork import QLocalServer

        if self._server is None:
            self._server = QLocalServer(self)
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            self._server.newConnection.connect(self._on_call)
        self._server.close()
        QLocalServer.removeServer(_server_name(self._key))  # what a crash left; the lock says that nobody else listens
        self._server.listen(_server_name(self._key))

    def leave(self) -> None:
        """Stand up: the window is gone."""
        if self._server is not None:
            self._server.close()
        if self._lock is not None:
            self._lock.unlock()
        self._key, self._lock, self._server = "", None, None

    def _sit(self, key: str, lock: QLockFile) -> None:
        listens = self._server is not None
        self.leave()
        self._key, self._lock = key, lock
        if listens:
            self.answer()

    def _key_of(self, shop: Path | None) -> str:
        place = os.path.normcase(os.path.realpath(shop)) if shop else ""
        named = f"{self._folder}\n{place}".encode(errors="surrogateescape")
        return bytes(QCryptographicHash.hash(named, QCryptographicHash.Algorithm.Sha1).toHex().data()).decode()

    def _lock_of(self, key: str) -> QLockFile:
        lock = QLockFile(str(self._folder / f"{key}.lock"))
        lock.setStaleLockTime(0)  # a window may be open for days; only a program that is gone makes its lock void
        return lock

    def _is_answered(self, key: str, lock: QLockFile) -> bool:
        """Take ``lock``; True when another window has it, and came to the front."""
        until = monotonic() + _PATIENCE
        while not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError and monotonic() < until:
            if self._call(key):
                return True
            sleep(_PAUSE)
        return False

    def _call(self, key: str) -> bool:
        """Ask the window that holds ``key`` to come to the front; False when nobody answers."""
        from PySide6.QtNetwork import QLocalSocket

        _let_others_come_forward()
        socket = QLocalSocket()
        socket.connectToServer(_server_name(key))
        if not socket.waitForConnected(1_000):
            return False
        socket.write(f"{os.environ.get('XDG_ACTIVATION_TOKEN', '')}\n".encode())
        socket.flush()
        return socket.waitForReadyRead(int(_PATIENCE * 1_000)) and socket.readAll().data() == _HEARD

    @Slot()
    def _on_call(self) -> None:
        server = self._server
        while server is not None and (caller := server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            if caller.waitForReadyRead(100) and (token := bytes(caller.readLine().data()).decode().strip()):
                os.environ["XDG_ACTIVATION_TOKEN"] = token  # by which Wayland lets a window come forward
            caller.write(_HEARD)
            caller.flush()
            self.called.emit()


def _server_name(key: str) -> str:
    return f"storeassist-{key}"


def _let_others_come_forward() -> None:
    """Windows lets a program raise its window only when the one in front, which this start is, allows it."""
    if sys.platform == "win32":
        import ctypes

        any_program = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_program)
