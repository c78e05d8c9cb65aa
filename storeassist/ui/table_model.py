"""The rows behind a table: all ids at once, their records fifty at a time when they come in sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from storeassist.kernel.text import _

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex
Kind = Literal["text", "two-line", "person", "tags", "bar", "number", "muted"]

PAGE = 50
_PAGES_KEPT = 80
_A_FEW = 4


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its heading (translated when shown), and how to read and show a record's value.

    ``key`` is what ``sort_changed`` calls it ("": not sortable). ``width`` is px at 100 % text size; ``stretch`` takes
    what is left. When the window is narrow the highest ``rank`` goes first; 0 never goes. ``kind`` says how the value is
    drawn: "two-line" and "person" take (first, second), "tags" a list of words or (words, tone), "bar" (0..1, words).
    ``tone`` colours the words of a record: "" | muted | accent | good | warn | bad | strong. ``name`` is how this
    computer remembers it; a ``hidden`` one is off until the owner chooses it.
    """

    title: str
    value: Callable[[R], Any]
    text: Callable[[Any], str] | None = None
    key: str = ""
    right: bool = False
    width: int = 120
    stretch: bool = False
    rank: int = 0
    kind: Kind = "text"
    tone: Callable[[R], str] | None = None
    name: str = ""
    hidden: bool = False

    @property
    def identity(self) -> str:
        """How this computer remembers it."""
        return self.name or self.key or self.title

    @property
    def to_the_right(self) -> bool:
        """Figures stand at the right, their heads too."""
        return self.right or self.kind in ("number", "bar")

    def words(self, value: Any) -> str:
        """A value as one line of text."""
        if value is None:
            return ""
        if self.text is not None:
            return self.text(value)
        if self.kind in ("two-line", "person"):
            return " ".join(str(part) for part in value if part)
        if self.kind == "tags":
            return " ".join(tag if isinstance(tag, str) else tag[0] for tag in value)
        if self.kind == "bar":
            return str(value[1])
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return str(value)


class Rows(QAbstractTableModel, Generic[R]):
    """Read-only model over ids; a page of records is fetched when one of its rows is drawn."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Callable[[Sequence[int]], Iterable[R]],
        record_id: Callable[[R], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.ids: Sequence[int] = ()
        self._fetch, self._record_id = fetch, record_id
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()
        self._fixed: Sequence[R] | None = None

    def show_ids(self, ids: Sequence[int]) -> None:
        """Have one row for each id."""
        self.beginResetModel()
        self.ids, self._fixed = ids, None
        self._pages.clear()
        self.endResetModel()

    def show_records(self, records: Sequence[R]) -> None:
        """Have one row for each record at hand."""
        self.beginResetModel()
        self.ids, self._fixed = range(len(records)), records
        self._pages.clear()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show others."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def refresh(self) -> None:
        """Forget the records; those in sight are fetched again."""
        self._pages.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def record(self, row: int) -> R | None:
        """The record of a row; None once it is gone from the shop."""
        if self._fixed is not None:
            return self._fixed[row]
        page, at = divmod(row, PAGE)
        found = self._pages.get(page)
        if found is None:
            wanted = list(self.ids[page * PAGE : (page + 1) * PAGE])
            by_id = {self._record_id(record): record for record in self._fetch(wanted)}
            found = self._pages[page] = [by_id.get(id) for id in wanted]
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return found[at]

    def row_of(self, id: int) -> int:
        """Where an id stands; -1 when it does not."""
        try:
            return self.ids.index(id)
        except ValueError:
            return -1

    def rows_of(self, ids: Sequence[int]) -> list[int]:
        """Where these stand, from the top; those that do not are left out."""
        if len(ids) > _A_FEW:  # each would be looked for from the top
            places = {id: row for row, id in enumerate(self.ids)}
            found = [places[id] for id in ids if id in places]
        else:
            found = [row for row in map(self.row_of, ids) if row >= 0]
        return sorted(found)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        record, column = self.record(index.row()), self.columns[index.column()]
        return "" if record is None else column.words(column.value(record))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(self.columns[section].title)
        return None
