"""Vừa làm: the last messages, for whoever looked away."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from ca_desktop.ui.told import Told
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel


class RecentDialog(QDialog):
    """Lists messages with their times, the newest first."""

    def __init__(
        self, messages: Sequence[tuple[datetime, Told]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Vừa làm")
        self.resize(720, 420)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel("Vừa làm", self, role="title"))
        none = "Chưa có việc nào từ lúc mở chương trình."
        box.addWidget(PlainLabel("20 thông báo gần nhất." if messages else none, self, role="hint"))
        self.list = named(QListWidget(self), "recent")
        self.list.setAccessibleName("Vừa làm")
        self.list.setWordWrap(True)
        self.list.addItems([f"{at:%H:%M:%S}   {told.text}" for at, told in messages])
        if messages:
            self.list.setCurrentRow(0)
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = button("Đóng", "close")
        close.clicked.connect(self.reject)
        row.addWidget(close)
        box.addLayout(row)
