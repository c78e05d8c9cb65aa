"""Questions to the owner: yes or no, which file, which printer, which of these. The one place that tests replace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storeassist.kernel.text import _

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QFileDialog, QWidget

Kinds = Sequence[tuple[str, Sequence[str]]]


class Ask:
    """Every question opens and returns at once; ``then`` is called with the answer, and not when there is none."""

    def confirm(
        self,
        parent: QWidget,
        title: str,
        body: str,
        *,
        yes: str,
        no: str = "",
        danger: bool = False,
        then: Callable[[], Any],
    ) -> None:
        """Ask whether to go on; ``yes`` is a verb and its object, the safe answer is the default."""
        from storeassist.ui.dialog import ConfirmDialog

        dialog = ConfirmDialog(parent, title, body, yes, no or _("Cancel"), danger)
        dialog.accepted.connect(lambda: then())
        dialog.open()

    def choose(
        self, parent: QWidget, title: str, choices: Sequence[tuple[Any, str]], *, then: Callable[[Any], Any]
    ) -> None:
        """Ask for one of (value, text)."""
        from storeassist.ui.dialog import ChooseDialog

        dialog = ChooseDialog(parent, title, choices)
        dialog.chosen.connect(lambda value: then(value))
        dialog.open()

    def open_file(
        self, parent: QWidget, title: str, kinds: Kinds, at: str = "", *, then: Callable[[Path], Any]
    ) -> None:
        """Ask for a file there is; ``kinds`` are (words, endings), ``at`` is where to begin looking."""
        from PySide6.QtWidgets import QFileDialog

        dialog = self._file_dialog(parent, title, kinds, then)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if at:
            dialog.setDirectory(at)
        dialog.open()

    def open_folder(self, parent: QWidget, title: str, at: str, *, then: Callable[[Path], Any]) -> None:
        """Ask for a folder; ``at`` is where to begin looking."""
        from PySide6.QtWidgets import QFileDialog

        dialog = self._file_dialog(parent, title, [], then)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if at:
            dialog.setDirectory(at)
        dialog.open()

    def save_file(self, parent: QWidget, title: str, name: str, kinds: Kinds, *, then: Callable[[Path], Any]) -> None:
        """Ask where to write; ``name`` (or a whole path) is the proposal."""
        from PySide6.QtWidgets import QFileDialog

        dialog = self._file_dialog(parent, title, kinds, then)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kinds[0][1][0])
        proposal = Path(name)
        if proposal.is_absolute():
            dialog.setDirectory(str(proposal.parent))
        dialog.selectFile(proposal.name)
        dialog.open()

    def printer(
        self, parent: QWidget, name: str, page_mm: tuple[float, float], pages: int, *, then: Callable[[QPrinter], Any]
    ) -> None:
        """Ask which printer is to print so many pages of this size; see ``ui/printing.py``."""
        from PySide6.QtCore import Qt
        from PySide6.QtPrintSupport import QPrintDialog
        from PySide6.QtWidgets import QDialog

        from storeassist.ui.printing import new_printer, refuse_without_printer

        printer = new_printer(name, page_mm, pages)
        refuse_without_printer(printer)
        dialog = QPrintDialog(printer, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)  # what is printed is noted as printed
        dialog.accepted.connect(lambda: then(printer))
        QDialog.open(dialog)  # its own open() wants a slot

    def _file_dialog(self, parent: QWidget, title: str, kinds: Kinds, then: Callable[[Path], Any]) -> QFileDialog:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([f"{_(words)} ({' '.join(f'*.{end}' for end in ends)})" for words, ends in kinds])
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        return dialog
