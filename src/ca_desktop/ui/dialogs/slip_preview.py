"""The slip on screen before it goes to paper again."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ca_desktop.services import words
from ca_desktop.services.desk.slips import Slip
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.printing.machines import find_machines
from ca_desktop.ui.printing.rasters import pictures_of
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.labels import PictureLabel, PlainLabel

DOTS = 96
BESIDE_PAGES = 60
"""Pixels of a screen that the pages leave for frames and the bar that scrolls them."""

MOST_LISTED = 6


class SlipPreview(QDialog):
    """Shows the pages; prints or saves them when told to.

    Signals:
        print_asked(str, str): code of the dossier, and the printer if it is not the usual one.
        save_asked(str, str): code of the dossier and the folder.
        later_asked(str): code of the dossier, for the folder of the day.
    """

    print_asked = Signal(str, str)
    save_asked = Signal(str, str)
    later_asked = Signal(str)

    def __init__(self, slip: Slip, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = slip.code
        self._tasks = context.tasks
        self.setWindowTitle(f"Giấy hẹn {slip.code}")
        self.resize(1180, 640)
        box = QVBoxLayout(self)
        which = f"In lại lần {slip.reprint}" if slip.reprint else "Bản in đầu"
        box.addWidget(PlainLabel(f"{slip.code} · {which}", self, role="due"))
        box.addWidget(pages_area(slip.pdf, "Trang giấy hẹn", self), 1)
        box.addLayout(self._buttons())
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.activated.connect(self._on_print)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._said = PlainLabel("", self, role="hint")
        self.other = button("Máy in khác…", "other_printer")
        self.printers = named(ChoiceField(self), "preview_printers")
        self.printers.setAccessibleName("Máy in khác")
        self.printers.hide()
        row.addWidget(self.other)
        row.addWidget(self.printers)
        row.addWidget(self._said, 1)
        later = button("Lưu để in sau", "save_later")
        close, save = button("Đóng", "close"), button("Lưu PDF…", "save_pdf")
        go = button("In  F9", "print", primary=True)
        self.other.clicked.connect(self._on_other)
        for each, slot in (
            (close, self.reject),
            (later, self._on_later),
            (save, self._on_save),
            (go, self._on_print),
        ):
            each.clicked.connect(slot)
            row.addWidget(each)
        return row

    def _show_machines(self, machines: Sequence[Machine]) -> None:
        """List the printers of this computer; a list of choices holds seven."""
        self.printers.clear()
        self.printers.addItem("Máy in đã chọn cho giấy hẹn", "")
        for machine in machines[:MOST_LISTED]:
            self.printers.addItem(machine.label, machine.name)
        beyond = len(machines) > MOST_LISTED
        self._said.setText("Máy in khác nữa: chọn ở trang Máy này." if beyond else "")
        self.other.hide()
        self.printers.show()
        self.printers.setFocus()

    def _show_trouble(self, error: Exception) -> None:
        """Say why no printer can be listed."""
        self.other.setEnabled(True)
        self._said.setText(words.describe(error).happened)

    @Slot()
    def _on_other(self) -> None:
        self.other.setEnabled(False)
        self._said.setText("Đang tìm máy in…")
        self._tasks.query(
            find_machines,
            owner=self,
            done=self._show_machines,
            failed=self._show_trouble,
            lane=Lane.PAPER,
        )

    @Slot()
    def _on_later(self) -> None:
        self.later_asked.emit(self._code)
        self.accept()

    @Slot()
    def _on_print(self) -> None:
        self.print_asked.emit(self._code, str(self.printers.currentData() or ""))
        self.accept()

    @Slot()
    def _on_save(self) -> None:
        ask_folder(self, "Chọn nơi lưu giấy hẹn", self._on_folder)

    @Slot(str)
    def _on_folder(self, folder: str) -> None:
        self.save_asked.emit(self._code, folder)
        self.accept()


def pages_area(pdf: bytes, name: str, parent: QWidget) -> QScrollArea:
    """Show the pages of a document one below the other.

    Args:
        pdf: the document.
        name: of a page, for who cannot see it.
        parent: the dialog.
    """
    paper = QWidget(parent)
    column = QVBoxLayout(paper)
    column.setContentsMargins(0, 0, 0, 0)
    for picture in _fitting(pdf):
        column.addWidget(PictureLabel(picture, name, paper))
    area = named(QScrollArea(parent), "pages")
    area.setAccessibleName(f"Các trang: {name.lower()}")
    area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    area.setWidget(paper)
    return area


def _fitting(pdf: bytes) -> Sequence[QImage]:
    """Return the pages as large as usual, on a small screen as wide as that leaves."""
    screen = QApplication.primaryScreen()
    sharp = screen.devicePixelRatio()
    room = (screen.availableGeometry().width() - BESIDE_PAGES) * sharp
    pictures = pictures_of(pdf, DOTS * sharp)
    widest = max((picture.width() for picture in pictures), default=0)
    if widest > room:
        pictures = pictures_of(pdf, DOTS * sharp * room / widest)
    for picture in pictures:
        picture.setDevicePixelRatio(sharp)
    return pictures
