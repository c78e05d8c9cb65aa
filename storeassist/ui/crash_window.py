"""The window that tells of bugs: the shop is safe, this is the whole report, save it or go on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.report import save_report
from storeassist.kernel.text import N_, _, many
from storeassist.ui.ask import Ask
from storeassist.ui.dialog import AskDialog
from storeassist.ui.fields import TextField
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

FILE_NAME = "storeassist-report.txt"
_KINDS = [(N_("Text files"), ("txt",))]
_LINES = 12


class CrashWindow(AskDialog):
    """Lies beside the work and does not stop it; the same window shows the report when nothing is wrong."""

    def __init__(self, parent: QWidget, ask: Ask) -> None:
        super().__init__(parent, "", "wide")
        self._ask = ask
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.comfort = Words("", wrap=True)
        self.outer.addWidget(self.comfort)
        self.outer.addWidget(
            Words(
                _("This is the whole report. It holds no name, phone or WeChat ID, and stays here unless you send it."),
                "label",
                tone="muted",
                wrap=True,
            )
        )
        self.text = TextField(lines=_LINES)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(_("The report"))
        self.outer.addWidget(self.text)
        self.outcome = Words("", tone="muted", wrap=True)
        self.outcome.hide()
        self.outer.addWidget(self.outcome)
        self.close_button = Button(_("Close StoreAssist"), kind="danger", then=QApplication.closeAllWindows)
        self.save_button = Button(_("Save the report…"), key="Ctrl+S", then=self.ask_where)
        self.go_on_button = Button(_("Go on"), kind="primary", then=self.accept)
        self.add_buttons(self.close_button, self.save_button, self.go_on_button)
        self.go_on_button.setFocus()

    def show_bugs(self, bugs: int, report: str) -> None:
        """Say how many bugs there were so far, and what the report is now."""
        title = _("Something went wrong inside StoreAssist") if bugs else _("A report of this computer")
        comfort = (
            many(
                "This happened {n} time since the start. Your shop file is safe: each step is saved whole or not at all."
                " Look whether the last one is there, then go on. If it happens again, save the report and send it to"
                " whoever helps you.",
                "This happened {n} times since the start. Your shop file is safe: each step is saved whole or not at"
                " all. Look whether the last one is there, then go on. If it happens again, save the report and send it"
                " to whoever helps you.",
                bugs,
            )
            if bugs
            else _(
                "Save it and send it to whoever helps you with StoreAssist: it says what is installed here, how much"
                " the shop file holds, and what the program noted."
            )
        )
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.comfort.setText(comfort)
        self.text.set_text(report)

    def ask_where(self) -> None:
        """Ask where the report is to go, and write it there."""
        self._ask.save_file(self, _("Save the report"), FILE_NAME, _KINDS, then=self._save)

    def _save(self, path: Path) -> None:
        try:
            save_report(self.text.text(), path)
        except UserError as error:
            self._tell(str(error), "bad")
        else:
            self._tell(_("Saved as {name}.", name=path.name), "good")

    def _tell(self, text: str, tone: str) -> None:
        self.outcome.set_tone(tone)
        self.outcome.setText(text)
        self.outcome.show()
