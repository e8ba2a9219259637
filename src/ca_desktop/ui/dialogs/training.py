"""Before the training ground opens: what it is, and how far its made-up people are."""

from PySide6.QtCore import Signal, Slot
from typing_extensions import override

from ca_desktop.ui.dialogs.entry import Entry
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.progress import ProgressStrip

KINDS = (("Xã, phường, đặc khu", "commune"), ("Trung tâm", "centre"))
FIRST = (
    "Tập huấn dùng một bộ dữ liệu riêng, với người dân và hồ sơ giả. "
    "Mọi trang có dải màu tím, mọi phiếu in có chữ TẬP HUẤN, trung tâm không nhận tệp tập huấn."
)
ANEW = (
    "Mọi hồ sơ giả đã nhập khi tập huấn sẽ bị bỏ; chương trình tạo lại dữ liệu giả như lúc đầu. "
    "Dữ liệu thật không bị chạm tới."
)
WAITS = "Việc này mất khoảng nửa phút."


class TrainingSetup(Entry):
    """Says what is about to be made, makes it known how far that is, and can be stopped.

    Args:
        anew: a training office is there already; it goes once the new one is whole.

    Signals:
        given(Watch, str): make it, and tell this watch; which kind of office.
        left(): the person does not want to.
    """

    given = Signal(object, str)
    left = Signal()

    def __init__(self, *, anew: bool) -> None:
        title = "Làm lại từ đầu" if anew else "Tập huấn"
        super().__init__(title, "Làm lại từ đầu" if anew else "Bắt đầu tập huấn")
        self.setMinimumWidth(560)
        self.box.addWidget(PlainLabel(ANEW if anew else FIRST, self))
        self.kind = named(ChoiceField(self), "kind")
        for title, kind in KINDS:
            self.kind.addItem(title, kind)
        self.box.addWidget(Field("&Tập huấn công việc của", self.kind, self))
        self.box.addWidget(PlainLabel(WAITS, self, role="hint"))
        self.strip = ProgressStrip(self)
        policy = self.strip.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.strip.setSizePolicy(policy)
        self.box.addWidget(self.strip)
        self._back = button("Giữ lại" if anew else "Quay lại", "back")
        self._back.clicked.connect(self.reject)
        self.rejected.connect(self.left)
        self.finish_layout(beside=self._back)
        self._back.setFocus() if anew else self._go.setFocus()

    @override
    @Slot()
    def send(self) -> None:
        self._problem.setText("")
        self._go.setEnabled(False)
        self._back.setEnabled(False)
        self.given.emit(self.strip.begin(), str(self.kind.currentData()))

    def show_stopped(self) -> None:
        """Say that nothing changed."""
        self._ready()
        self._problem.setText("Đã dừng. Chưa có gì thay đổi.")

    @override
    def show_problem(self, error: Exception) -> None:
        self._ready()
        super().show_problem(error)

    def _ready(self) -> None:
        self.strip.end()
        self._go.setEnabled(True)
        self._back.setEnabled(True)

    @override
    def reject(self) -> None:
        if self._back.isEnabled():
            super().reject()
