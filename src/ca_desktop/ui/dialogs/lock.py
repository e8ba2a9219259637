"""The lock: whoever sits down chooses a name and types a PIN; the form behind it is kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.office.accounts import Account
from ca_desktop.ui.widgets.doorkeeper import Doorkeeper
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.people_tiles import PeopleTiles
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.wrong_tries import WrongTries

WRONG = "Mã PIN hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock rồi gõ lại."
KEPT = (
    "Hồ sơ đang nhập đã được lưu nháp. Người khác mở khóa thì phiếu, ghi chú, danh mục, người dùng"
    " sửa dở chờ bạn mở khóa lại; phần gõ dở ở trang khác không còn."
)


class LockDialog(QDialog):
    """Names as tiles, and one box for PIN or passphrase; Esc opens nothing.

    Args:
        tries: who typed something wrong, and has to wait.
        parent: what is locked.
        hint: what stands below the box for whoever may know it.

    Signals:
        given(str, str): user id and what was typed.
        people_wanted(): the names have not come; somebody wants them once more.
    """

    given = Signal(str, str)
    people_wanted = Signal()

    def __init__(self, tries: WrongTries, parent: QWidget, hint: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Đã khóa")
        self.setMinimumWidth(420)
        self.secret = named(SecretField(self), "pin")
        self.people = PeopleTiles(self.secret, self)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button("Mở", "unlock", primary=True)
        self._keeper = Doorkeeper(self.people, self.secret, self._go, self._problem, tries)
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

    @property
    def waiting(self) -> int:
        """Seconds until the next try of the person who is chosen."""
        return self._keeper.waiting

    def show_people(self, people: Sequence[Account]) -> None:
        """Show who may sign in, the one who locked first."""
        ordered = sorted(people, key=_own_first)
        self.people.show_people([(each.user.user_id, each.user.name) for each in ordered])

    def show_wrong(self) -> None:
        """Say that it was wrong, and how long to wait."""
        self._keeper.refuse(WRONG)

    def show_problem(self, error: Exception) -> None:
        """Say what kept the program from looking, and let the person try again."""
        self._keeper.tell(words.describe(error).sentence)

    @Slot()
    def send(self) -> None:
        """Try what was typed."""
        if not self.people.count():
            self.people_wanted.emit()
        elif self.secret.text() and self._keeper.begin():
            self.given.emit(self.people.chosen, self.secret.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Stay: only a PIN opens."""


def _own_first(account: Account) -> tuple[bool, str]:
    return not account.own, account.user.name
