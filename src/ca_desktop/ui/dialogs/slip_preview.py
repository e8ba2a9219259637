"""The slip on screen before it goes to paper again."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ca_desktop.services.desk.slips import Slip
from ca_desktop.ui.printing.rasters import pictures_of
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PictureLabel, PlainLabel

DOTS = 96


class SlipPreview(QDialog):
    """Shows the pages; prints or saves them when told to.

    Signals:
        print_asked(str): code of the dossier.
        save_asked(str, str): code of the dossier and the folder.
    """

    print_asked = Signal(str)
    save_asked = Signal(str, str)

    def __init__(self, slip: Slip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = slip.code
        self.setWindowTitle(f"Giấy hẹn {slip.code}")
        self.resize(1180, 640)
        box = QVBoxLayout(self)
        words = f"In lại lần {slip.reprint}" if slip.reprint else "Bản in đầu"
        box.addWidget(PlainLabel(f"{slip.code} · {words}", self, role="due"))
        box.addWidget(pages_area(slip.pdf, "Trang giấy hẹn", self), 1)
        box.addLayout(self._buttons())
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.activated.connect(self._on_print)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        close, save = button("Đóng", "close"), button("Lưu PDF…", "save_pdf")
        go = button("In  F9", "print", primary=True)
        for each, slot in ((close, self.reject), (save, self._on_save), (go, self._on_print)):
            each.clicked.connect(slot)
            row.addWidget(each)
        return row

    @Slot()
    def _on_print(self) -> None:
        self.print_asked.emit(self._code)
        self.accept()

    @Slot()
    def _on_save(self) -> None:
        dialog = QFileDialog(self, "Chọn nơi lưu giấy hẹn")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

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
    for picture in pictures_of(pdf, DOTS):
        column.addWidget(PictureLabel(picture, name, paper))
    area = named(QScrollArea(parent), "pages")
    area.setAccessibleName(f"Các trang: {name.lower()}")
    area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    area.setWidget(paper)
    return area
