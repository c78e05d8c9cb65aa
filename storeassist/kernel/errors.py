"""The two kinds of failure: what the owner can mend (UserError, shown), and our bugs (anything else, reported)."""

from __future__ import annotations

from storeassist.kernel.text import _


class UserError(Exception):
    """Something the owner can understand and act on.

    ``msgid`` is an English text with {places}; it is translated when shown. ``field`` names the form field or
    import column at fault, where there is one.
    """

    def __init__(self, msgid: str, /, *, field: str = "", **values: object) -> None:
        super().__init__(msgid, values)
        self.msgid, self.values, self.field = msgid, values, field

    def __str__(self) -> str:
        return _(self.msgid, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.msgid, self.field, self.values))


def _rebuild(kind: type[UserError], msgid: str, field: str, values: dict[str, object]) -> UserError:
    """Make a UserError again on the other side of a process boundary."""
    return kind(msgid, field=field, **values)
