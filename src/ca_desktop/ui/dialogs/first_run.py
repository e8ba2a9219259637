"""Founding the office at first start, and the codes that go on paper."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from ca_desktop.services.office.offices import Founding
from ca_desktop.ui.dialogs.entry import Entry
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, SecretField, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel


class FirstRun(Entry):
    """Founds the office: unit and first account.

    Signals:
        given(Founding, str): what was typed, and the passphrase.
        rebuild_asked(): a centre is to be built anew.
    """

    given = Signal(object, str)
    rebuild_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Thiết lập lần đầu", "Tạo đơn vị")
        self.kind = named(ChoiceField(self), "kind")
        self.kind.addItem("Xã, phường, đặc khu", "commune")
        self.kind.addItem("Trung tâm", "centre")
        self.code = named(TextField(self), "code")
        self.code.setPlaceholderText("H19.12.34")
        self.name = named(TextField(self), "name")
        self.name.setPlaceholderText("Xã Bình Minh")
        self.user = named(TextField(self), "user")
        self.secret = named(SecretField(self), "passphrase")
        self.training = named(QCheckBox("Đơn vị tập huấn (dữ liệu giả)", self), "training")
        for title, editor in (
            ("&Loại đơn vị", self.kind),
            ("&Mã định danh đơn vị *", self.code),
            ("&Tên đơn vị *", self.name),
            ("&Họ và tên người dùng đầu tiên *", self.user),
            ("Mật &khẩu (từ 10 ký tự) *", self.secret),
        ):
            self.box.addWidget(Field(title, editor, self))
        self.box.addWidget(self.training)
        self.finish_layout(restores=True)
        rebuild = button("Dựng lại trung tâm từ phiếu gốc…", "rebuild")
        rebuild.clicked.connect(self.rebuild_asked)
        self.box.addWidget(rebuild, 0, Qt.AlignmentFlag.AlignLeft)

    @override
    @Slot()
    def send(self) -> None:
        self._go.setEnabled(False)
        founding = Founding(
            kind=str(self.kind.currentData()),
            code=self.code.value(),
            name=self.name.value(),
            user_name=self.user.value(),
            training=self.training.isChecked(),
        )
        self.given.emit(founding, self.secret.value())


class KeepCodes(Entry):
    """Shows what must be written down once: recovery code, and the root of a centre.

    Signals:
        kept(): the person has them on paper.
        print_asked(): the root's sheets are to be printed.
    """

    kept = Signal()
    print_asked = Signal()

    def __init__(self, recovery_code: str, root_code: str | None) -> None:
        super().__init__("Giữ mã này trên giấy", "Đã ghi ra giấy")
        text = f"Mã khôi phục (mở dữ liệu khi quên mật khẩu hoặc hỏng máy):\n{recovery_code}"
        if root_code:
            text += f"\n\nMã gốc của tổ chức (hai phong bì niêm phong):\n{root_code}"
        label = named(PlainLabel(text, self), "codes")
        self.box.addWidget(label)
        self.box.addWidget(PlainLabel("Chương trình không giữ các mã này.", self, role="hint"))
        self.print = button("In hai phiếu gốc", "print_root")
        self.print.setVisible(root_code is not None)
        self.print.clicked.connect(self.print_asked)
        self.box.addWidget(self.print, 0, Qt.AlignmentFlag.AlignLeft)
        self.finish_layout()

    @override
    @Slot()
    def send(self) -> None:
        self._go.setEnabled(False)
        self.kept.emit()

    def show_printed(self, printer: str) -> None:
        """Say where the sheets went."""
        self._problem.setText(f"Đã gửi tới máy in {printer}. Lấy giấy ngay.")

    @override
    def reject(self) -> None:
        """Stay: what this window shows is never shown again."""

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._go.isEnabled():
            event.ignore()
        else:
            super().closeEvent(event)
