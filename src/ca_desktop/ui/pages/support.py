"""Giới thiệu và hỗ trợ: which program this is, where the data lie, a bundle for whoever helps."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.version import BUILD_DATE, VERSION
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.support import write_bundle
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.told import Offer, Told
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.places import PlaceField

FREE = (
    "Phần mềm tự do theo giấy phép LGPL-3.0 hoặc mới hơn, dùng Qt và PySide6 (LGPL-3.0), "
    "phông chữ Noto Sans và Liberation Serif (OFL)."
)
WITHIN = (
    "Gói hỗ trợ có bản của chương trình, thiết lập của máy này, nhật ký chương trình và số lượng "
    "hồ sơ. Không có họ tên, số định danh, số điện thoại hay nội dung hồ sơ."
)


class SupportPage(Page):
    """Says what runs here, and writes the bundle."""

    screen_name = "support"
    title = "Giới thiệu và hỗ trợ"
    topics: frozenset[Topic] = frozenset()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.place = PlaceField(
            "Nơi ghi gói hỗ trợ (để trống: thư mục Tài liệu)", "bundle", "", self
        )
        self._make = self.act_button("primary", "make_bundle")
        self._make.clicked.connect(self.primary)
        show = button("Mở thư mục dữ liệu", "open_data")
        show.clicked.connect(self._on_open)
        self.box.addWidget(PlainLabel("Chương trình", self, role="due"))
        self.box.addLayout(self._facts())
        self.box.addWidget(PlainLabel(FREE, self, role="hint"))
        self._add_row(show)
        self.box.addWidget(PlainLabel("Gói hỗ trợ", self, role="due"))
        self.box.addWidget(PlainLabel(WITHIN, self))
        self.box.addWidget(self.place)
        self._add_row(self._make)
        self.box.addStretch(1)

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        lines = (
            ("Bản", "version", f"{VERSION}, ngày {day_text(date.fromisoformat(BUILD_DATE))}"),
            ("Thư mục dữ liệu", "data_folder", str(self.context.ports.folder)),
        )
        for row, (title, name, text) in enumerate(lines):
            grid.addWidget(PlainLabel(title, self, role="hint"), row, 0)
            grid.addWidget(named(PlainLabel(text, self), name), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _add_row(self, each: QWidget) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(each)
        self.box.addLayout(row)

    @override
    @Slot()
    def primary(self) -> None:
        ports = self.context.ports
        folder = self.place.value() or ports.pc.documents
        self._make.setEnabled(False)
        work = partial(write_bundle, ports, folder)
        self.context.tasks.query(
            work, owner=self, done=self._on_made, failed=self._on_refused, lane=Lane.FILES
        )

    def _on_made(self, path: Path) -> None:
        self._make.setEnabled(True)
        show = Offer("Mở thư mục", "open_bundle", partial(_open_folder, path.parent))
        self.told.emit(Told(text=f"Đã ghi gói hỗ trợ: {path}", offers=(show,)))

    def _on_refused(self, error: Exception) -> None:
        self._make.setEnabled(True)
        self.tell(error)

    @Slot()
    def _on_open(self) -> None:
        _open_folder(self.context.ports.folder)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
