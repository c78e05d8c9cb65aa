"""This computer's taste: what it remembers of the window, kept by the system, never in a shop file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from storeassist.kernel.settings import Setting


class Taste(QObject):
    """Remembered choices by key; ``changed`` tells the key of one that was set."""

    changed = Signal(str)

    def __init__(self, kept: QSettings | None = None) -> None:
        """Keep choices in ``kept``, or for this run only."""
        super().__init__()
        self._kept = kept
        self._held: dict[str, Any] = {}

    @classmethod
    def of_computer(cls) -> Taste:
        """The one that outlives the program."""
        return cls(QSettings("StoreAssist", "StoreAssist"))

    @classmethod
    def memory(cls) -> Taste:
        """One that is forgotten at the end."""
        return cls()

    def get(self, key: str, default: Any = None) -> Any:
        """What was chosen, in the type of ``default``: the system's store may only know text."""
        value = self._kept.value(key) if self._kept is not None else self._held.get(key)
        if value is None:
            return default
        if isinstance(default, bool):
            return value in (True, "true", "1", 1)
        if isinstance(default, int):
            return int(value) if str(value).lstrip("-").isdigit() else default
        return value

    def set(self, key: str, value: Any) -> None:
        """Remember a choice; None forgets it."""
        if self._kept is None:
            self._held[key] = value
        elif value is None:
            self._kept.remove(key)
        else:
            self._kept.setValue(key, value)
        self.changed.emit(key)

    def read(self, setting: Setting) -> str | int | bool:
        """What this computer says of a declared setting, or its default."""
        value = self.get(setting.key, setting.default)
        return value if isinstance(value, str | int | bool) else setting.default
