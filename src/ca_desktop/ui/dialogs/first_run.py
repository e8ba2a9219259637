"""Founding the office at first start in four steps, the last one shows what goes on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.errors import CaError, InvalidField
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.ui.dialogs.entry import Entry
from ca_desktop.ui.printing.machines import TrialPrinted
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.first_printer import FirstPrinter
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.secret_field import SecretField, shows_typed

UNIT, ACCOUNT, PRINTER = range(3)
TITLES = (
    "Bước 1/4: Đơn vị",
    "Bước 2/4: Người quản trị",
    "Bước 3/4: Máy in và phiếu thử",
    "Bước 4/4: Xong, giữ mã này trên giấy",
)
READY = (
    "Lịch làm việc và thủ tục có sẵn theo bản chương trình; bản của trung tâm nhận sau khi kết nối."
    " Người dùng khác, máy quét, sao lưu: thiết lập sau trong trình đơn."
)


class FirstRun(Entry):
    """Founds the office: unit, first account, printer. Nothing is written before the last step.

    Signals:
        given(Founding, str, PrinterChoice | None): what was typed, the passphrase, and the
            printer of the slips.
        printers_wanted(): look for the printers of this computer.
        trial_asked(PrinterChoice): print the test slip so.
        rebuild_asked(): a centre is to be built anew.
    """

    given = Signal(object, str, object)
    printers_wanted = Signal()
    trial_asked = Signal(object)
    rebuild_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Thiết lập lần đầu", "Tiếp tục  F9")
        self.step = UNIT
        self._choice: PrinterChoice | None = None
        self._head = named(PlainLabel(TITLES[UNIT], self, role="section"), "step_title")
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
        self.printer = FirstPrinter(self)
        self.fields = {
            "kind": Field("&Loại đơn vị", self.kind, self),
            "code": Field("&Mã định danh đơn vị *", self.code, self),
            "office_name": Field("&Tên đơn vị *", self.name, self),
            "user": Field("&Họ và tên người quản trị *", self.user, self),
            "passphrase": Field("Mật &khẩu (từ 10 ký tự) *", self.secret, self),
        }
        self._steps = QStackedWidget(self)
        self._back = button("Quay lại", "back")
        self._skip = button("Bỏ &qua máy in", "skip_printer")
        self._rebuild = button("Dựng lại trung tâm từ phiếu gốc…", "rebuild")
        self._build()
        self._connect()
        self._show_step(UNIT)

    def _build(self) -> None:
        self.box.addWidget(self._head)
        unit = [self.fields[name] for name in ("kind", "code", "office_name")]
        account = [self.fields["user"], self.fields["passphrase"]]
        hint = "Người này giữ mọi vai trò; thêm người khác sau ở trang Người dùng."
        for parts in (
            [*unit, self.training],
            [*account, shows_typed(self.secret, self), PlainLabel(hint, self, role="hint")],
            [self.printer],
        ):
            self._steps.addWidget(_page(parts))
        scrolled = Scrolled(self)
        scrolled.box.addWidget(self._steps)
        self.box.addWidget(scrolled, 1)
        beside = QWidget(self)
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._back)
        row.addWidget(self._skip)
        self.finish_layout(restores=True, beside=beside)
        self.box.addWidget(self._rebuild, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self._go.clicked.disconnect()
        self._go.clicked.connect(self.go_on)
        self._back.clicked.connect(self._on_back)
        self._skip.clicked.connect(self._on_skip)
        self._rebuild.clicked.connect(self.rebuild_asked)
        self.printer.look_asked.connect(self.printers_wanted)
        self.printer.trial_asked.connect(self.trial_asked)
        QShortcut(QKeySequence("F9"), self).activated.connect(self.go_on)

    # from step to step

    def _show_step(self, step: int) -> None:
        self.step = step
        self._head.setText(TITLES[step])
        self._steps.setCurrentIndex(step)
        self._problem.setText("")
        self._back.setVisible(step > UNIT)
        self._skip.setVisible(step == PRINTER)
        for part in (self._rebuild, *self.findChildren(QPushButton, "restore")):
            part.setVisible(step == UNIT)
        self._go.setText("Tạo đơn vị  F9" if step == PRINTER else "Tiếp tục  F9")
        first = {UNIT: self.code, ACCOUNT: self.user, PRINTER: self.printer.list}[step]
        first.setFocus()
        if step == PRINTER:
            self.printer.look()

    @Slot()
    def go_on(self) -> None:
        """Take the next step (F9); a value that does not hold is said below its field."""
        if not self._go.isEnabled():
            return
        for field in self.fields.values():
            field.show_problem("")
        try:
            self._check()
        except InvalidField as error:
            self.show_problem(error)
            return
        if self.step < PRINTER:
            self._show_step(self.step + 1)
        else:
            self._choice = self.printer.choice()
            self.send()

    def _check(self) -> None:
        founding = self.founding()
        if self.step == UNIT:
            founding.checked_unit()
            return
        founding.checked()
        if not self.secret.value() and not founding.training:
            raise InvalidField("passphrase", "REQ-FIELD")

    @Slot()
    def _on_back(self) -> None:
        self._show_step(self.step - 1)

    @Slot()
    def _on_skip(self) -> None:
        self._choice = None
        self.send()

    def founding(self) -> Founding:
        """Return the office as it was typed."""
        return Founding(
            kind=str(self.kind.currentData()),
            code=self.code.value(),
            name=self.name.value(),
            user_name=self.user.value(),
            training=self.training.isChecked(),
        )

    @override
    @Slot()
    def send(self) -> None:
        self._wait(waits=True)
        self.given.emit(self.founding(), self.secret.value(), self._choice)

    def _wait(self, *, waits: bool) -> None:
        for part in (self._go, self._back, self._skip):
            part.setEnabled(not waits)

    @override
    def show_problem(self, error: Exception) -> None:
        """Go to the step whose field does not hold, and say it there."""
        self._wait(waits=False)
        name = getattr(error, "field", "")
        if isinstance(error, CaError) and error.code == "PASSPHRASE-WEAK":
            name = "passphrase"
        if self.printer.takes(error):
            return
        if name not in self.fields:
            super().show_problem(error)
            return
        step = ACCOUNT if name in {"user", "passphrase"} else UNIT
        if step != self.step:
            self._show_step(step)
        if isinstance(error, CaError):
            self.fields[name].refuse(error)

    # what the printers say

    def show_printers(self, machines: Sequence[Machine]) -> None:
        """List what was found."""
        self.printer.show_machines(machines)

    def show_tried(self, printed: TrialPrinted) -> None:
        """Say where the test slip went."""
        self.printer.show_tried(printed)


def _page(parts: Sequence[QWidget]) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(8)
    for part in parts:
        box.addWidget(part)
    box.addStretch(1)
    return page


class KeepCodes(Entry):
    """Shows what must be written down once: recovery code, and the root of a centre.

    Signals:
        kept(): the person has them on paper.
        print_asked(): the sheet of the recovery code is to be printed.
        print_root_asked(): the root's sheets are to be printed.
    """

    kept = Signal()
    print_asked = Signal()
    print_root_asked = Signal()

    def __init__(self, recovery_code: str, root_code: str | None) -> None:
        super().__init__("Thiết lập lần đầu", "Đã có trên giấy")
        self.box.addWidget(PlainLabel(TITLES[-1], self, role="section"))
        text = f"Mã phục hồi (mở dữ liệu khi quên mật khẩu hoặc hỏng máy):\n{recovery_code}"
        if root_code:
            text += f"\n\nMã gốc của tổ chức (hai phong bì niêm phong):\n{root_code}"
        label = named(PlainLabel(text, self, role="due"), "codes")
        self.box.addWidget(label)
        self.box.addWidget(PlainLabel("Chương trình không giữ các mã này.", self, role="warning"))
        self.print = button("&In phiếu mã phục hồi", "print_recovery")
        self.print.clicked.connect(self.print_asked)
        self.print_root = button("In hai phiếu &gốc", "print_root")
        self.print_root.setVisible(root_code is not None)
        self.print_root.clicked.connect(self.print_root_asked)
        row = QHBoxLayout()
        row.addWidget(self.print)
        row.addWidget(self.print_root)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(PlainLabel(READY, self, role="hint"))
        self.finish_layout()
        self._go.setFocus()

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
