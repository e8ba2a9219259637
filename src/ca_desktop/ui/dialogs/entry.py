"""The door: signing in, and what is said when an office does not open."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import WrongPassphrase
from ca_desktop.services import words
from ca_desktop.ui.widgets.doorkeeper import Doorkeeper
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.people_tiles import PeopleTiles
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.wrong_tries import WrongTries

ANYBODY = "Người khác, hoặc mã phục hồi"
CALLED = "Đang gọi cửa sổ đó…"
NOBODY_CAME = (
    "Chưa gọi được cửa sổ đó. Tìm cửa sổ Bộ phận Một cửa trên thanh tác vụ; không thấy thì có thể "
    "tài khoản khác của máy đang mở: đóng ở đó rồi bấm Thử lại."
)


class Entry(QDialog):
    """A small form with a message line and one action.

    Signals:
        restore_asked(): an office is to be put back from a backup.
    """

    restore_asked = Signal()

    def __init__(self, title: str, action: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.box = QVBoxLayout(self)
        self.box.addWidget(PlainLabel(title, self, role="title"))
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button(action, "go", primary=True)

    def finish_layout(self, *, restores: bool = False, beside: QWidget | None = None) -> None:
        """Put message and action below what the subclass added.

        Args:
            restores: offer to put an office back from a backup.
            beside: another way on, to the left of the action.
        """
        self.box.addWidget(self._problem)
        row = QHBoxLayout()
        if restores:
            restore = button("Phục hồi từ bản sao lưu…", "restore")
            restore.clicked.connect(self.restore_asked)
            row.addWidget(restore)
        if beside is not None:
            row.addWidget(beside)
        row.addStretch(1)
        row.addWidget(self._go)
        self.box.addLayout(row)
        self._go.clicked.connect(self.send)

    @Slot()
    def send(self) -> None:
        """Say what was typed."""
        raise NotImplementedError

    def show_problem(self, error: Exception) -> None:
        """Say what went wrong and let the person try again."""
        self._problem.setText(words.describe(error).sentence)
        self._go.setEnabled(True)


class SignIn(Entry):
    """Names as tiles, and one box for the passphrase or the recovery code.

    Args:
        people: ids with names; where there are none, the passphrase says whose it is.
        unit: whose data these are; empty where that is not known yet.
        place: where they lie.

    Signals:
        given(str, str): id of the person, empty for whoever it is, and what was typed.
        training_asked(): go into the training ground, where nobody is real.
    """

    given = Signal(str, str)
    training_asked = Signal()

    def __init__(
        self, people: Sequence[tuple[str, str]] = (), unit: str = "", place: str = ""
    ) -> None:
        super().__init__("Đăng nhập", "Mở")
        self.secret = named(SecretField(self), "passphrase")
        self.people = PeopleTiles(self.secret, self)
        self.people.setVisible(bool(people))
        self.tries = WrongTries(self)
        self._keeper = Doorkeeper(self.people, self.secret, self._go, self._problem, self.tries)
        about = " · ".join(part for part in (unit, place) if part)
        self.box.addWidget(PlainLabel(about, self, role="hint"))
        self.box.addWidget(self.people)
        self.box.addWidget(Field("&Mật khẩu hoặc mã phục hồi", self.secret, self))
        training = button("&Tập huấn (dữ liệu giả)", "training")
        training.clicked.connect(self.training_asked)
        self.finish_layout(beside=training)
        self.secret.returnPressed.connect(self.send)
        if people:
            self.people.show_people([*people, ("", ANYBODY)])

    @override
    @Slot()
    def send(self) -> None:
        if self._keeper.begin():
            self.given.emit(self.people.chosen, self.secret.value())

    @override
    def show_problem(self, error: Exception) -> None:
        said = words.describe(error)
        if said.code == WrongPassphrase.default_code:
            self._keeper.refuse(said.sentence)
        else:
            self._keeper.tell(said.sentence)


class Notice(Entry):
    """Says why an office did not open, and lets the person try again.

    Signals:
        again(): the cause is gone, they say.
    """

    again = Signal()

    def __init__(self, error: Exception) -> None:
        super().__init__("Chưa mở được dữ liệu", "&Thử lại")
        self.finish_layout(restores=True)
        self.show_problem(error)

    @override
    @Slot()
    def send(self) -> None:
        self._go.setEnabled(False)
        self.again.emit()


class OpenElsewhere(Entry):
    """Says that the office is open in another window, and leads there.

    Signals:
        called(): the other window is to come forward.
        again(): it is closed, they say.
    """

    called = Signal()
    again = Signal()

    def __init__(self, error: Exception) -> None:
        super().__init__("Đang mở ở cửa sổ khác", "&Chuyển sang cửa sổ đó")
        again = button("&Thử lại", "again")
        again.clicked.connect(self.again)
        self.finish_layout(beside=again)
        self.show_problem(error)

    @override
    @Slot()
    def send(self) -> None:
        self._go.setEnabled(False)
        self._problem.setText(CALLED)
        self.called.emit()

    @Slot(bool)
    def show_answer(self, came: bool) -> None:  # noqa: FBT001 a signal
        """Give way to the window that came forward, or say where else to look for it."""
        if came:
            self.accept()
            return
        self._problem.setText(NOBODY_CAME)
        self._go.setEnabled(True)


class Waiting(QDialog):
    """Stands where a window will be: with none left the program would end."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Bộ phận Một cửa")
        self.setMinimumWidth(360)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel("Đang mở dữ liệu, xin chờ…", self, role="title"))

    @override
    def reject(self) -> None:
        """Stay: the window comes."""
