"""The printer of the slips, chosen before there is an office, and tried out at once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ca_desktop.domain.errors import MachineError
from ca_desktop.services import words
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.ui.printing.machines import TrialPrinted
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.printer_choice import LAYOUTS

LIST_HEIGHT = 110


class FirstPrinter(QWidget):
    """Printers of this computer, the paper of the slip, and the test slip.

    Signals:
        look_asked(): look for the printers.
        trial_asked(PrinterChoice): print the test slip so.
    """

    look_asked = Signal()
    trial_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.list = named(QListWidget(self), "first_printers")
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.paper = named(ChoiceField(self), "first_layout")
        for value, title in LAYOUTS:
            self.paper.addItem(title, value)
        self._said = named(PlainLabel("", self, role="hint"), "printer_said")
        self._try = button("&In phiếu thử", "first_trial")
        self.show_machines(())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Field("&Máy in giấy tiếp nhận và hẹn trả", self.list, self))
        box.addWidget(Field("Khổ &giấy", self.paper, self))
        row = QHBoxLayout()
        row.addWidget(self._try)
        row.addWidget(self._said, 1)
        box.addLayout(row)
        self._try.clicked.connect(self._on_try)

    @Slot()
    def look(self) -> None:
        """Ask for the printers; nobody has to wait for the answer."""
        if not self._busy:
            self._busy = True
            self._said.setText("Đang tìm máy in…")
            self.look_asked.emit()

    def show_machines(self, machines: Sequence[Machine]) -> None:
        """List what was found; the system's own choice comes first."""
        self._busy = False
        chosen = self.choice().printer if self.list.count() else ""
        self.list.clear()
        entries = [("", "Máy in mặc định của máy này")]
        entries += [(machine.name, machine.label) for machine in machines]
        for name, title in entries:
            item = QListWidgetItem(title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
        names = [name for name, _title in entries]
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        number = len(machines)
        self._said.setText(f"Tìm thấy {number} máy in." if number else "Máy này chưa cài máy in.")

    def choice(self) -> PrinterChoice:
        """Return what is chosen."""
        row = max(self.list.currentRow(), 0)
        name = str(self.list.item(row).data(Qt.ItemDataRole.UserRole))
        layout = next(one for one, _title in LAYOUTS if one == self.paper.currentData())
        return PrinterChoice(printer=name, layout=layout)

    @Slot()
    def _on_try(self) -> None:
        if not self._busy:
            self._busy = True
            self._said.setText("Đang in phiếu thử…")
            self.trial_asked.emit(self.choice())

    def show_tried(self, printed: TrialPrinted) -> None:
        """Say where the test slip went."""
        self._busy = False
        other = f" Máy in để khổ {printed.other_paper}." if printed.other_paper else ""
        self._said.setText(f"Đã gửi phiếu thử tới máy in {printed.label}.{other}")

    def takes(self, error: Exception) -> bool:
        """Say here what a printer refused; tell whether it was one."""
        if not self._busy or not isinstance(error, MachineError):
            return False
        self._busy = False
        message = words.describe(error)
        self._said.setText(f"▲ {message.happened} {message.do_now} Bỏ qua được bước này.")
        return True
