"""What is shown once and belongs on paper: printed here, kept nowhere."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.guide import Paper
from ca_desktop.ui.widgets.labels import PlainLabel


class KeepPaper(QDialog):
    """Shows a code, prints its sheet, and stays until the person has it on paper."""

    def __init__(self, context: UiContext, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper = paper
        self.setWindowTitle(paper.title)
        self.setMinimumWidth(560)
        self.print = button("In phiếu  F9", "print_paper", primary=True)
        self.kept = button("Đã cất trên giấy", "paper_kept")
        self.said = named(PlainLabel("", self, role="hint"), "paper_said")
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(paper.title, self, role="title"))
        box.addWidget(named(PlainLabel(paper.text, self), "paper_text"))
        box.addWidget(PlainLabel("Hiện một lần; chương trình không giữ.", self, role="hint"))
        box.addWidget(self.said)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.kept)
        row.addWidget(self.print)
        box.addLayout(row)
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.activated.connect(self._on_print)
        self.print.clicked.connect(self._on_print)
        self.kept.clicked.connect(self.accept)

    @Slot()
    def _on_print(self) -> None:
        self.print.setEnabled(False)
        self._context.tasks.query(
            partial(_print, self._context.ports, self._paper),
            owner=self,
            done=self._on_printed,
            failed=self._on_failed,
            lane=Lane.PAPER,
        )

    def _on_printed(self, printer: str) -> None:
        self.print.setEnabled(True)
        self.said.setText(f"Đã gửi tới máy in {printer}. Lấy giấy ngay.")

    def _on_failed(self, error: Exception) -> None:
        self.print.setEnabled(True)
        message = words.describe(error)
        self.said.setText(f"{message.sentence} Có thể chép tay dòng mã ở trên.")

    @override
    def reject(self) -> None:
        """Stay: what this window shows is never shown again."""

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()


def _print(ports: Ports, paper: Paper) -> str:
    return print_sheet(paper.pdf(), title=paper.title, ports=ports)
