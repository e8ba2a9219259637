"""A scan on screen, page by page: dots from a process of low rights, nothing else."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.attachments import LookedAt
from ca_desktop.services.ports.scans import Raster
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PictureLabel, PlainLabel

ZOOMS = (60, 80, 100, 130, 170, 200)
"""Dots an inch, from small to large."""

USUAL = 2


class ScanViewer(QDialog):
    """Shows one page at a time; runs nothing and follows no link."""

    def __init__(self, context: UiContext, looked: LookedAt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scan = looked.scan
        self._number, self._zoom = 0, USUAL
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Xem bản quét – {looked.row.name}")
        self.resize(980, 620)
        self.place = named(PlainLabel("", self, role="due"), "place")
        self.area = named(QScrollArea(self), "page")
        self.area.setAccessibleName("Trang bản quét")
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back, self._next = (
            button("Trang trước  PgUp", "back"),
            button("Trang sau  PgDn", "next"),
        )
        self._build()
        self.finished.connect(self._on_finished)
        self._ask()

    def _build(self) -> None:
        box, row = QVBoxLayout(self), QHBoxLayout()
        smaller, larger = button("Nhỏ hơn  −", "smaller"), button("Lớn hơn  +", "larger")
        close = button("Đóng  Esc", "close")
        row.addWidget(self.place, 1)
        for each, slot in (
            (self._back, self._on_back),
            (self._next, self._on_next),
            (smaller, self._on_smaller),
            (larger, self._on_larger),
            (close, self.reject),
        ):
            each.clicked.connect(slot)
            row.addWidget(each)
        box.addWidget(self.area, 1)
        box.addLayout(row)
        for key, action in (
            ("PgUp", self._on_back),
            ("PgDown", self._on_next),
            ("Home", self._on_first),
            ("End", self._on_last),
            ("-", self._on_smaller),
            ("+", self._on_larger),
            ("=", self._on_larger),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(action)

    def _go(self, number: int) -> None:
        number = max(0, min(number, self._scan.pages - 1))
        if number != self._number:
            self._number = number
            self._ask()

    def _resize_to(self, zoom: int) -> None:
        zoom = max(0, min(zoom, len(ZOOMS) - 1))
        if zoom != self._zoom:
            self._zoom = zoom
            self._ask()

    def _ask(self) -> None:
        self.place.setText(f"Trang {self._number + 1}/{self._scan.pages}")
        self._back.setEnabled(self._number > 0)
        self._next.setEnabled(self._number < self._scan.pages - 1)
        wanted = (self._number, self._zoom)
        self._context.tasks.query(
            partial(self._scan.page, self._number, ZOOMS[self._zoom]),
            owner=self,
            done=partial(self._show, wanted),
            failed=self._on_failed,
        )

    def _show(self, wanted: tuple[int, int], page: Raster) -> None:
        if wanted != (self._number, self._zoom):
            return  # the person has gone on meanwhile
        image = QImage(
            page.dots, page.width, page.height, page.width, QImage.Format.Format_Grayscale8
        )
        self.area.setWidget(PictureLabel(image.copy(), f"Trang {self._number + 1}"))

    def _on_failed(self, error: Exception) -> None:
        message = words.describe(error)
        self.place.setText(message.sentence)

    @Slot()
    def _on_back(self) -> None:
        self._go(self._number - 1)

    @Slot()
    def _on_next(self) -> None:
        self._go(self._number + 1)

    @Slot()
    def _on_first(self) -> None:
        self._go(0)

    @Slot()
    def _on_last(self) -> None:
        self._go(self._scan.pages - 1)

    @Slot()
    def _on_smaller(self) -> None:
        self._resize_to(self._zoom - 1)

    @Slot()
    def _on_larger(self) -> None:
        self._resize_to(self._zoom + 1)

    @Slot()
    def _on_finished(self) -> None:
        self._scan.close()
