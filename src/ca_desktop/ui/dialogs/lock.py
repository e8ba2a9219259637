"""The lock: whoever sits down chooses a name and types a PIN; the form behind it is kept."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.pins import wait_after
from ca_desktop.services.office.accounts import Account
from ca_desktop.ui.widgets.fields import Field, SecretField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

TILE_HEIGHT = 44
MOST_TILES = 6


class LockDialog(QDialog):
    """Names as tiles, and one box for PIN or passphrase; Esc opens nothing.

    Signals:
        given(str, str): user id and what was typed.
    """

    given = Signal(str, str)

    def __init__(self, failures: Mapping[str, int], parent: QWidget, hint: str = "") -> None:
        super().__init__(parent)
        self._failures = dict(failures)
        self._left = 0
        self.setWindowTitle("Đã khóa")
        self.setMinimumWidth(420)
        self.people = named(QListWidget(self), "people")
        self.people.setAccessibleName("Người dùng")
        self.secret = named(SecretField(self), "pin")
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button("Mở", "unlock", primary=True)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel("Đã khóa màn hình", self, role="title"))
        box.addWidget(PlainLabel("Hồ sơ đang nhập đã được lưu nháp.", self, role="hint"))
        box.addWidget(self.people)
        box.addWidget(Field("Mã &PIN hoặc mật khẩu", self.secret, self))
        if hint:
            box.addWidget(PlainLabel(hint, self, role="hint"))
        box.addWidget(self._problem)
        box.addWidget(self._go)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._on_tick)
        self._go.clicked.connect(self.send)
        self.secret.returnPressed.connect(self.send)
        self.people.currentRowChanged.connect(self._on_person)

    @property
    def failures(self) -> Mapping[str, int]:
        """How often each person has typed something wrong in a row."""
        return self._failures

    @property
    def waiting(self) -> int:
        """Seconds until the next try."""
        return self._left

    def show_people(self, people: Sequence[Account]) -> None:
        """Show who may sign in, the one who locked first."""
        self.people.clear()
        for account in sorted(people, key=_own_first):
            item = QListWidgetItem(account.user.name, self.people)
            item.setSizeHint(QSize(0, TILE_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, account.user.user_id)
        self.people.setFixedHeight(TILE_HEIGHT * max(1, min(len(people), MOST_TILES)) + 4)
        self.people.setCurrentRow(0)
        self.secret.setFocus()

    def show_wrong(self) -> None:
        """Say that it was wrong, and how long to wait."""
        person = self._person()
        self._failures[person] = self._failures.get(person, 0) + 1
        self._left = wait_after(self._failures[person])
        self.secret.begin()
        self._tick.start()
        self._say()

    @Slot()
    def send(self) -> None:
        """Try what was typed."""
        if self._left == 0 and self.secret.text() and self._person():
            self._go.setEnabled(False)
            self.given.emit(self._person(), self.secret.text())

    def _person(self) -> str:
        chosen = self.people.currentIndex().data(Qt.ItemDataRole.UserRole)
        return str(chosen) if chosen else ""

    @Slot(int)
    def _on_person(self, _row: int) -> None:
        self.secret.begin()

    @Slot()
    def _on_tick(self) -> None:
        self._left -= 1
        self._say()

    def _say(self) -> None:
        waits = self._left > 0
        self._go.setEnabled(not waits)
        self.secret.setEnabled(not waits)
        again = f"Đợi {self._left} giây rồi gõ lại." if waits else "Gõ lại."
        self._problem.setText(f"Mã PIN hoặc mật khẩu chưa đúng. {again}")
        if not waits:
            self._tick.stop()
            self.secret.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Stay: only a PIN opens."""


def _own_first(account: Account) -> tuple[bool, str]:
    return not account.own, account.user.name
