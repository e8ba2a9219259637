"""Which printer takes which form: chosen from all there are, kept on this computer."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ca_desktop.services.office.printers import PrinterChoice, choose_printer, printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout, TrialLayout
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.printing.machines import TrialPrinted, find_machines, print_trial
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, named
from ca_desktop.ui.widgets.labels import PlainLabel

FORMS = (
    (PaperForm.SLIP, "Giấy tiếp nhận và hẹn trả"),
    (PaperForm.RECEIPT, "Giấy biên nhận giấy tờ"),
    (PaperForm.SHEET, "Biên bản, phiếu khóa (A4)"),
)
LAYOUTS: Sequence[tuple[SlipLayout, str]] = (
    ("a4x2", "Hai liên trên A4"),
    ("a5", "Một liên A5"),
    ("roll80", "Cuộn giấy nhiệt 80 mm"),
)
LIST_HEIGHT = 150
MOST_TRAYS = 6
MOST_COPIES = 5
BY_ITSELF = "Máy in mặc định của máy này"
_OWN: dict[PaperForm, TrialLayout] = {PaperForm.RECEIPT: "a5", PaperForm.SHEET: "a4"}


class PrinterChoiceForm(QWidget):
    """A form at a time: its printer, paper, tray and copies.

    Signals:
        said(str): something was kept or printed.
        failed(Exception): it was not.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._machines: Sequence[Machine] | None = None  # until they have answered once
        self._asking = False
        self._begun: PrinterChoice | None = None
        self.form = named(ChoiceField(self), "print_form")
        for form, title in FORMS:
            self.form.addItem(title, form)
        self.printers = named(QListWidget(self), "printers")
        self.printers.setAccessibleName("Máy in")
        self.printers.setMinimumHeight(LIST_HEIGHT)
        self.printers.setMaximumHeight(LIST_HEIGHT + 50)
        self.layout_choice = named(ChoiceField(self), "print_layout")
        for value, title in LAYOUTS:
            self.layout_choice.addItem(title, value)
        self.tray = named(ChoiceField(self), "print_tray")
        self.copies = named(ChoiceField(self), "print_copies")
        for number in range(1, MOST_COPIES + 1):
            self.copies.addItem(f"{number} bản", number)
        self.state = PlainLabel("", self, role="hint")
        self._build()
        self.form.currentIndexChanged.connect(self._show_choice)
        self.printers.currentRowChanged.connect(self._on_printer)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(Field("&Phiếu", self.form, self))
        self._paper = Field("&Khổ giấy", self.layout_choice, self)
        left.addWidget(self._paper)
        both = QHBoxLayout()
        both.addWidget(Field("Kh&ay giấy", self.tray, self), 2)
        both.addWidget(Field("&Số bản", self.copies, self), 1)
        left.addLayout(both)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(Field("&Máy in", self.printers, self), 1)
        right.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addLayout(right, 3)

    # what there is

    @Slot()
    def look(self) -> None:
        """Look for the printers of this computer; the page does not wait for them."""
        if self._asking:
            return
        self._asking = True
        self.state.setText("Đang tìm máy in…")
        self._context.tasks.query(
            find_machines,
            owner=self,
            done=self._on_found,
            failed=self._on_not_found,
            lane=Lane.PAPER,
        )

    def _on_found(self, machines: Sequence[Machine]) -> None:
        self._asking = False
        unsaved = self._unsaved()
        self._machines = machines
        found = f"Tìm thấy {len(machines)} máy in." if machines else "Máy này chưa cài máy in."
        self.state.setText(found)
        self._show_choice()
        if unsaved is not None:
            self._show(unsaved)

    def _on_not_found(self, error: Exception) -> None:
        self._asking = False
        self.state.setText("Máy in chưa trả lời.")
        self._show_choice()
        self.failed.emit(error)

    @property
    def current_form(self) -> PaperForm:
        """The form that is being set."""
        return PaperForm(self.form.currentData())

    @Slot()
    def _show_choice(self) -> None:
        self._show(printer_choice(self._context.ports, self.current_form))
        self._begun = self.choice()

    def _unsaved(self) -> PrinterChoice | None:
        """Return what was chosen since and is not kept; None where nothing was."""
        chosen = self.choice()
        return chosen if self._begun not in {None, chosen} else None

    def _show(self, choice: PrinterChoice) -> None:
        self._fill_printers(choice.printer)
        self._paper.setVisible(self.current_form is PaperForm.SLIP)
        self.layout_choice.setCurrentIndex(self.layout_choice.findData(choice.layout))
        self.copies.setCurrentIndex(max(self.copies.findData(choice.copies), 0))
        self._fill_trays(choice.tray)

    def _fill_printers(self, chosen: str) -> None:
        """List the printers; one that is kept and not there any more is named as such."""
        self.printers.blockSignals(True)
        self.printers.clear()
        self._add("", BY_ITSELF)
        found = self._machines or ()
        for machine in found:
            self._add(machine.name, machine.label + (" (mặc định)" if machine.default else ""))
        names = [machine.name for machine in found]
        if chosen and chosen not in names:
            missing = "đang chọn" if self._machines is None else "chưa thấy"
            self._add(chosen, f"{chosen} – {missing}")
        rows = [self._printer_at(row) for row in range(self.printers.count())]
        self.printers.setCurrentRow(rows.index(chosen))
        self.printers.blockSignals(False)

    def _add(self, name: str, title: str) -> None:
        item = QListWidgetItem(title, self.printers)
        item.setData(_NAME, name)

    def _printer_at(self, row: int) -> str:
        return str(self.printers.item(row).data(_NAME)) if row >= 0 else ""

    @Slot()
    def _on_printer(self) -> None:
        self._fill_trays("")

    def _fill_trays(self, chosen: str) -> None:
        name = self._printer_at(self.printers.currentRow())
        trays = [tray for x in self._machines or () if x.name == name for tray in x.trays]
        self.tray.clear()
        self.tray.addItem("Máy in tự chọn", "")
        for tray in trays[:MOST_TRAYS]:
            self.tray.addItem(tray.words, tray.key)
        self.tray.setCurrentIndex(max(self.tray.findData(chosen), 0))

    # what is chosen

    def choice(self) -> PrinterChoice:
        """Return what is chosen for the current form."""
        base = PrinterChoice(
            printer=self._printer_at(self.printers.currentRow()),
            tray=str(self.tray.currentData() or ""),
            copies=int(self.copies.currentData()),
        )
        for value, _title in LAYOUTS:
            if value == self.layout_choice.currentData():
                return replace(base, layout=value)
        return base

    def save(self) -> None:
        """Keep what is chosen for the current form."""
        work = partial(choose_printer, self._context.ports, self.current_form, self.choice())
        self._context.tasks.change(
            touching(work), owner=self, done=self._on_kept, failed=self.failed.emit
        )

    def _on_kept(self, _done: Done[None]) -> None:
        self.said.emit(f"Đã lưu máy in cho: {self.form.currentText()}.")

    @Slot()
    def try_out(self) -> None:
        """Print a test slip as chosen, kept or not."""
        choice = self.choice()
        layout = _OWN.get(self.current_form, choice.layout)
        self._context.tasks.query(
            partial(_tried, self._context.ports, choice, layout),
            owner=self,
            done=self._on_tried,
            failed=self.failed.emit,
            lane=Lane.PAPER,
        )

    def _on_tried(self, printed: TrialPrinted) -> None:
        other = f" Máy in để khổ {printed.other_paper}." if printed.other_paper else ""
        self.said.emit(f"Đã gửi phiếu thử tới máy in {printed.label}.{other} Quét mã trên phiếu.")


_NAME = 256
"""Qt.ItemDataRole.UserRole: the printer's own name."""


def _tried(ports: Ports, choice: PrinterChoice, layout: TrialLayout) -> TrialPrinted:
    return print_trial(ports.paper.trial_slip(layout), choice)
