"""Phục hồi từ bản sao lưu: which backup, what it would miss, who says so, what lies on paper."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.text import sized
from ca_desktop.services import words
from ca_desktop.services.machines.restoring import BackupFound, Foreseen, Restoring
from ca_desktop.ui import shown
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.reading_order import put_in_order
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.last_papers import LastPapersFields
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.secret_field import SecretField, shows_typed

LIST_HEIGHT = 108
KEPT = (
    "Dữ liệu đang có trên máy (nếu có) được giữ nguyên trong một thư mục riêng bên cạnh. "
    "Máy bắt đầu dãy số mới, nên không trùng với giấy đã phát ra."
)
NONE_CHOSEN = (
    "Chưa chọn bản sao lưu. Chọn một dòng trong danh sách, hoặc chỉ USB, thư mục có bản sao lưu."
)


class RestoreDialog(QDialog):
    """Puts an office back from a backup, step by step on one page.

    Args:
        folder: where backups are looked for first.
        replaces: there are data on this machine, so that the code of the unit is to be typed.

    Signals:
        looked(Path): a folder that may hold backups was chosen.
        asked(Path, str): what would be missing after this backup, opened with this secret?
        given(Restoring, str): put it back; and the new passphrase of this machine, if any.
        left(): the person does not want to.
    """

    looked = Signal(object)
    asked = Signal(object, str)
    given = Signal(object, str)
    left = Signal()

    def __init__(self, folder: Path, *, replaces: bool = False) -> None:
        super().__init__()
        self._replaces = replaces
        self.setWindowTitle("Phục hồi từ bản sao lưu")
        self.setMinimumSize(820, 420)
        self.resize(900, 620)
        self.place = PlaceField("Thư mục hoặc USB chứa bản sao lưu", "backups", "", self)
        self.place.path.fill(str(folder))
        self.model = RowsModel[BackupFound](_COLUMNS, self)
        self.list = table(
            self.model,
            "restorable",
            (170, 110, 110, 380),
            self,
            empty="Chưa thấy bản sao lưu ở đây.",
        )
        self.list.setAccessibleName("Các bản sao lưu")
        self._found = named(PlainLabel("", self, role="due"), "found")
        self.secret, self.new = named(SecretField(self), "secret"), named(SecretField(self), "new")
        self._foresee = button("Xem còn thiếu gì", "foresee")
        self._missing = named(NoteLabel("", self), "missing")
        self._missing.hide()
        self.last = LastPapersFields(self)
        self.unit = named(TextField(self), "unit")
        self._unit = Field("Mã đơn vị, gõ lại để thay dữ liệu đang có trên máy *", self.unit, self)
        self._unit.setVisible(replaces)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button("Phục hồi  F9", "go", primary=True)
        self._close = button("Quay lại", "close")
        self._build()
        self._connect()
        self._enable()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.addWidget(PlainLabel(self.windowTitle(), self, role="title"))
        sheet = Scrolled(self)
        whole.addWidget(sheet, 1)
        box = sheet.box
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        box.addWidget(self.place)
        box.addWidget(self._found)
        box.addWidget(self.list, 1)
        secrets = QHBoxLayout()
        secrets.addWidget(Field("&Mã phục hồi, hoặc mật khẩu của quản trị", self.secret, self), 1)
        again = "Mật khẩu mới (khi dùng mã phục hồi)"
        secrets.addWidget(Field(again, self.new, self), 1)
        secrets.addWidget(self._foresee, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(secrets)
        box.addWidget(shows_typed(self.new, self))
        box.addWidget(self._missing)
        box.addWidget(self.last)
        box.addWidget(self._unit)
        box.addWidget(PlainLabel(KEPT, self, role="hint"))
        whole.addWidget(self._problem)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self._go)
        whole.addLayout(row)
        put_in_order(self)

    def _connect(self) -> None:
        self.place.chosen.connect(self.looked)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self._foresee.clicked.connect(self._on_foresee)
        self._go.clicked.connect(self.send)
        self._close.clicked.connect(self.reject)
        self.rejected.connect(self.left)
        QShortcut(QKeySequence("F9"), self).activated.connect(self.send)

    def chosen(self) -> BackupFound | None:
        """Return the backup that is marked."""
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, BackupFound) else None

    def show_backups(self, found: Sequence[BackupFound]) -> None:
        """List verified backups; the newest is marked."""
        self.model.show_rows(found)
        self._problem.setText("")
        self._missing.setText("")
        none = "Chưa thấy bản sao lưu đã kiểm tra ở đây. Chọn thư mục hoặc USB khác."
        self._found.setText(f"{len(found)} bản đã kiểm tra, mới nhất ở trên." if found else none)
        if found:
            self.list.selectRow(0)
        self._enable()

    def show_missing(self, foreseen: Foreseen) -> None:
        """Say what going back to the marked backup would miss."""
        self._problem.setText("")
        self._missing.setText(_missing_words(foreseen))
        self._enable()

    def show_problem(self, error: Exception) -> None:
        """Say what went wrong and let the person try again."""
        self._problem.setText(words.describe(error).sentence)
        self._enable()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._missing.setText("")
        self._enable()

    @Slot()
    def _on_foresee(self) -> None:
        backup = self.chosen()
        if backup is not None:
            self._wait()
            self.asked.emit(backup.folder, self.secret.value())

    @Slot()
    def send(self) -> None:
        """Say what is to be put back."""
        backup = self.chosen()
        if not self._go.isEnabled():
            return
        if backup is None:
            self._problem.setText(NONE_CHOSEN)
            return
        self._unit.show_problem("")
        if self._replaces and self.unit.value().casefold() != backup.unit.casefold():
            self._unit.refuse(InvalidField("code", "RESTORE-CODE", code=backup.unit))
            return
        self._wait()
        self._missing.setText("Đang phục hồi, xin chờ…")
        wish = Restoring(backup=backup.folder, secret=self.secret.value(), last=self.last.value())
        self.given.emit(wish, self.new.value())

    def _wait(self) -> None:
        for each in (self._go, self._foresee, self._close):
            each.setEnabled(False)

    def _enable(self) -> None:
        for each in (self._go, self._close):
            each.setEnabled(True)
        self._foresee.setEnabled(self.chosen() is not None)

    @override
    def reject(self) -> None:
        if self._close.isEnabled():
            super().reject()


def _missing_words(foreseen: Foreseen) -> str:
    if foreseen.events is None:
        return (
            "Chưa thấy nhật ký kép: những gì làm sau bản sao lưu này sẽ xin lại từ nơi đã nhận tệp."
        )
    if not foreseen.events:
        return "Không thiếu gì: sau bản sao lưu này chưa có thay đổi nào."
    return (
        f"Sau bản sao lưu này có {foreseen.events} thay đổi, đến "
        f"{shown.moment(foreseen.newest)}; nhật ký kép sẽ bù lại."
    )


def _made_at(row: BackupFound) -> str:
    return f"{row.made_at:%H:%M} {day_text(row.made_at.date())}"


def _dossiers(row: BackupFound) -> str:
    return str(row.dossiers)


def _size(row: BackupFound) -> str:
    return sized(row.size)


def _where(row: BackupFound) -> str:
    return str(row.folder)


_COLUMNS = (
    Column("Lúc sao lưu", _made_at),
    Column("Hồ sơ", _dossiers),
    Column("Dung lượng", _size),
    Column("Thư mục", _where),
)
