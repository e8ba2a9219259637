"""The data are missing or damaged: three ways on with what each brings, the safest first."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout

from ca_desktop.domain.errors import CaError
from ca_desktop.services import words
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

LOOK_AGAIN = "Cắm lại ổ đĩa, hoặc đưa thư mục dữ liệu về chỗ cũ, rồi tìm lại. Không có gì thay đổi."
OPEN_AGAIN = "Đọc lại dữ liệu trên ổ đĩa một lần nữa. Không có gì thay đổi."
RESTORE = (
    "Cần mã phục hồi hoặc mật khẩu của quản trị. Dữ liệu đang có (nếu có) được giữ trong một "
    "thư mục riêng; máy bắt đầu dãy số mới nên không trùng với giấy đã phát ra."
)
ANEW = (
    "Bắt đầu từ trống, không có hồ sơ cũ, số hồ sơ chạy lại từ đầu. Chỉ dùng khi máy này chưa "
    "phát giấy nào. Dữ liệu cũ (nếu còn) được giữ trong một thư mục riêng."
)


class Stopped(QDialog):
    """Says what is wrong and waits for a decision; nothing is made by itself.

    Args:
        error: what stands in the way.
        damaged: the data are there but not sound; else they are missing.

    Signals:
        again(): look once more.
        restore_asked(): put the office back from a backup.
        anew_asked(): put aside what is left and found an office.
        support_asked(): write a bundle for whoever helps.
    """

    again = Signal()
    restore_asked = Signal()
    anew_asked = Signal()
    support_asked = Signal()

    def __init__(self, error: CaError, *, damaged: bool) -> None:
        super().__init__()
        self.setWindowTitle("Chưa mở được dữ liệu")
        self.setMinimumWidth(800)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(4)
        self._box.addWidget(PlainLabel(self.windowTitle(), self, role="title"))
        problem = named(PlainLabel(words.describe(error).sentence, self, role="problem"), "why")
        self._box.addWidget(problem)
        first, brings = ("Thử &mở lại", OPEN_AGAIN) if damaged else ("&Tìm lại", LOOK_AGAIN)
        safest = self._add(first, "again", brings, self.again, primary=True)
        self._add("&Phục hồi từ bản sao lưu…", "restore", RESTORE, self.restore_asked)
        self._add("Thiết &lập đơn vị mới…", "anew", ANEW, self.anew_asked)
        self._told = named(PlainLabel("", self, role="hint"), "told")
        self._box.addStretch(1)
        row = QHBoxLayout()
        support = button("Tạo &gói hỗ trợ", "support")
        support.clicked.connect(self.support_asked)
        row.addWidget(self._told, 1)
        row.addWidget(support)
        self._box.addLayout(row)
        safest.setFocus()

    def _add(
        self, title: str, name: str, brings: str, signal: SignalInstance, *, primary: bool = False
    ) -> QPushButton:
        made = button(title, name, primary=primary)
        made.setAccessibleDescription(brings)
        made.clicked.connect(signal)
        self._box.addSpacing(4)
        self._box.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addWidget(PlainLabel(brings, self, role="hint"))
        return made

    @Slot(object)
    def show_written(self, path: Path) -> None:
        """Say where the bundle for whoever helps lies."""
        self._told.setText(f"Đã ghi gói hỗ trợ: {path}")

    def show_problem(self, error: Exception) -> None:
        """Say what went wrong and let the person choose again."""
        self._told.setText(words.describe(error).sentence)
