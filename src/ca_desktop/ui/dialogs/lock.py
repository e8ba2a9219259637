"""The lock: whoever sits down chooses a name and types a PIN; the form behind it is kept."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services.office.accounts import Account
from ca_desktop.ui.widgets.fields import Field, SecretField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.people_tiles import PeopleTiles
from ca_desktop.ui.widgets.wrong_tries import WrongTries

KEPT = "Hồ sơ đang nhập đã được lưu nháp. Người khác mở khóa thì phần gõ dở ở trang khác không còn."


class LockDialog(QDialog):
    """Names as tiles, and one box for PIN or passphrase; Esc opens nothing.

    Signals:
        given(str, str): user id and what was typed.
    """

    given = Signal(str, str)

    def __init__(self, failures: Mapping[str, int], parent: QWidget, hint: str = "") -> None:
        super().__init__(parent)
        self._tries = WrongTries(failures, self)
        self._tick = self._tries.tick
        self.setWindowTitle("Đã khóa")
        self.setMinimumWidth(420)
        self.secret = named(SecretField(self), "pin")
        self.people = PeopleTiles(self.secret, self)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button("Mở", "unlock", primary=True)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel("Đã khóa màn hình", self, role="title"))
        box.addWidget(PlainLabel(KEPT, self, role="hint"))
        box.addWidget(self.people)
        box.addWidget(Field("Mã &PIN hoặc mật khẩu", self.secret, self))
        if hint:
            box.addWidget(PlainLabel(hint, self, role="hint"))
        box.addWidget(self._problem)
        box.addWidget(self._go)
        self.setTabOrder(self.people, self.secret)
        self._go.clicked.connect(self.send)
        self.secret.returnPressed.connect(self.send)
        self._tries.told.connect(self._on_told)
        self._tries.waits.connect(self._on_waits)

    @property
    def failures(self) -> Mapping[str, int]:
        """How often each person has typed something wrong in a row."""
        return self._tries.failures

    @property
    def waiting(self) -> int:
        """Seconds until the next try."""
        return self._tries.left

    def show_people(self, people: Sequence[Account]) -> None:
        """Show who may sign in, the one who locked first."""
        ordered = sorted(people, key=_own_first)
        self.people.show_people([(each.user.user_id, each.user.name) for each in ordered])

    def show_wrong(self) -> None:
        """Say that it was wrong, and how long to wait."""
        self.secret.begin()
        self._tries.note(self.people.chosen)

    @Slot()
    def send(self) -> None:
        """Try what was typed."""
        if self.waiting == 0 and self.secret.text() and self.people.chosen:
            self._go.setEnabled(False)
            self.given.emit(self.people.chosen, self.secret.text())

    @Slot(str)
    def _on_told(self, said: str) -> None:
        self._problem.setText(f"Mã PIN hoặc mật khẩu chưa đúng. {said}")

    @Slot(bool)
    def _on_waits(self, waits: bool) -> None:  # noqa: FBT001 a signal
        self._go.setEnabled(not waits)
        self.secret.setEnabled(not waits)
        if not waits:
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
