"""The status bar: five cells, each fed by whoever knows."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from ca_desktop.ui.context import UiContext
from ca_desktop.ui.icons import STATUS_DRAWINGS, Mark
from ca_desktop.ui.widgets.backup_state import BackupState
from ca_desktop.ui.widgets.draft_state import DraftState
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import ElidedLabel, ShortLabel

NONE_WAITS = "Máy in: không phiếu chờ"


class StatusCell(ShortLabel):
    """One thing that the clerk can see without asking.

    Args:
        name: of the cell.
        text: until somebody says more.
        parent: the bar.
    """

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)

    def show_state(self, text: str, *, wrong: bool = False) -> None:
        """Say how it stands.

        Args:
            text: a few words.
            wrong: somebody should look after it; said by a shape as well.
        """
        self.setText(f"▲ {text}" if wrong else text)


class StatusCells(QWidget):
    """Draft, printer, scanner, what waits to be carried, backup.

    Attributes:
        draft: whether what is typed is kept.
        printer: papers that did not come out; the printer itself is asked only when it prints.
        scanner: whether it is there.
        waiting: changes that no file carries yet.
        backup: when the last one was made.
    """

    def __init__(self, context: UiContext, bar: QStatusBar, draft: DraftState) -> None:
        super().__init__(bar)
        self.draft = draft
        self.printer = StatusCell("printer_state", NONE_WAITS, self)
        self.scanner = StatusCell("scanner_state", "Máy quét: kiểu bàn phím", self)
        self.waiting = StatusCell("waiting_state", "Chờ chuyển: 0", self)
        self.backup = named(BackupState(context, self), "backup_state")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        for cell in (self.draft, self.printer, self.scanner, self.waiting, self.backup):
            if cell.objectName() in STATUS_DRAWINGS:
                row.addWidget(Mark(STATUS_DRAWINGS[cell.objectName()], self))
            row.addWidget(cell)
            row.addSpacing(12)
        self._who = ElidedLabel(self, role="hint")
        row.addWidget(self._who, 1)
        bar.setSizeGripEnabled(False)
        bar.addWidget(self, 1)

    def show_who(self, text: str) -> None:
        """Say which office this is, and who is signed in; as much of it as there is room for."""
        self._who.show_text(text)

    @Slot(int)
    def show_unprinted(self, number: int) -> None:
        """Say how many papers have not come out of a printer."""
        self.printer.show_state(f"Chưa in: {number}" if number else NONE_WAITS)

    def show_waiting(self, number: int, *, paired: bool) -> None:
        """Say how many changes wait to be carried; an office alone has nobody to carry to."""
        self.waiting.show_state(f"Chờ chuyển: {number}" if paired else "Chưa kết nối trung tâm")
