"""Who approves: an account of the office, with its PIN, or the name of somebody who has none."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.domain.errors import WrongPassphrase
from ca_desktop.services import words
from ca_desktop.services.desk.approving import ApproversOffered, Confirmation, confirm_approver
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.secret_field import SecretField

TITLE = "&Người đồng ý *"
NOBODY = "Chọn người đồng ý"
OTHER = "Người không có tài khoản"
MARKED = "Hồ sơ sẽ ghi rõ người này không có tài khoản trong chương trình."
ASKED = "Người đồng ý tự gõ mã PIN. Để trống thì hồ sơ chỉ ghi tên."


class ApproverField(Field):
    """A choice of accounts; its last line is for somebody without one, whose name is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choice = named(ChoiceField(), "approver")
        super().__init__(TITLE, self.choice, parent)
        self._offered = ApproversOffered(names=())
        self.name = named(TextField(), "approver_name")
        self.pin = named(SecretField(), "approver_pin")
        self._typed = Field("Họ &tên, chức vụ của người đó *", self.name, self)
        self.pin_field = Field("Mã &PIN của người đồng ý", self.pin, self)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(self._typed)
            layout.addWidget(self.pin_field)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.offer(self._offered)

    @Slot(object)
    def offer(self, offered: ApproversOffered) -> None:
        """Offer these accounts from now on; what was typed stays."""
        typed = self._is_typed() and self.choice.count() > 0 and bool(self.name.value())
        self._offered = offered
        self.choice.clear()
        if not offered.own:
            self.choice.addItem(NOBODY, "")
        for name in offered.names:
            self.choice.addItem(name, name)
        self.choice.addItem(OTHER, "")
        usual = self.choice.findText(offered.usual) if offered.usual else 0
        if usual < 0 and not typed:
            self.name.fill(offered.usual)
        last = self.choice.count() - 1
        self.choice.setCurrentIndex(last if typed or usual < 0 else usual)
        self._on_chosen()

    def value(self) -> str:
        """Return the name that was chosen or typed; empty for nobody."""
        return self.name.value() if self._is_typed() else str(self.choice.currentData())

    @property
    def account(self) -> str:
        """The account whose PIN is asked for; empty where none is."""
        return "" if self._is_typed() else self._offered.pins.get(self.value(), "")

    def check(self) -> bool:
        """Say what is missing; tell whether somebody is named."""
        missing = not self.value().strip()
        self.show_problem("Cần chọn người đồng ý." if missing and not self._is_typed() else "")
        self._typed.show_problem("Cần ghi ô này." if missing and self._is_typed() else "")
        return not missing

    def _is_typed(self) -> bool:
        return self.choice.currentIndex() == self.choice.count() - 1

    @Slot()
    def _on_chosen(self) -> None:
        self._typed.setVisible(self._is_typed())
        self._typed.show_warning(MARKED if self._is_typed() else "")
        self.pin.begin()
        self.pin_field.setVisible(bool(self.account))
        self.pin_field.show_problem("")
        self.pin_field.show_warning(ASKED if self.account else "")


class ApproverProof(QObject):
    """Lets the chosen approver prove who they are, with the waits of a wrong PIN.

    Args:
        context: whose accounts.
        field: who is chosen.

    Signals:
        proved(object): the `Confirmation`, None where the approver is only named.
        refused(): it was not the PIN, or the wait is not over.
    """

    proved = Signal(object)
    refused = Signal()

    def __init__(self, context: UiContext, field: ApproverField) -> None:
        super().__init__(field)
        self._context = context
        self._field = field
        self._tries = context.tries
        self._tries.ticked.connect(self._on_ticked)
        field.choice.currentIndexChanged.connect(self._on_chosen)

    @property
    def waiting(self) -> int:
        """Seconds until the next try."""
        return self._tries.left(self._field.account)

    def prove(self) -> None:
        """Look at the PIN that was typed, where one was."""
        field = self._field
        typed = field.pin.text() if field.account else ""
        if not typed:
            self.proved.emit(None)
        elif self.waiting:
            self.refused.emit()
        else:
            work = partial(confirm_approver, self._context.ports, field.value(), typed)
            self._context.tasks.query(
                work, owner=self, done=self._on_proved, failed=self._on_failed
            )

    def _on_proved(self, done: Confirmation) -> None:
        self._tries.forgive(done.user_id)
        self.proved.emit(done)

    def _on_failed(self, error: Exception) -> None:
        person = self._field.account
        self._field.pin.begin()
        if isinstance(error, WrongPassphrase) and person:
            self._tries.note(person)
        else:
            self._field.pin_field.show_problem(words.describe(error).sentence)
        self.refused.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self._field.pin.setEnabled(not self.waiting)
        if self.waiting:
            self._say()

    @Slot()
    def _on_ticked(self) -> None:
        """Count down before the eyes of whoever waits."""
        if self.waiting:
            self._field.pin.setEnabled(False)
            self._say()
        elif not self._field.pin.isEnabled():
            self._field.pin.setEnabled(True)
            self._field.pin.setFocus()
            self._say()

    def _say(self) -> None:
        wrong = words.describe_code("APPROVER-PIN").happened
        ask = self._tries.ask(self._field.account) or "Gõ lại."
        self._field.pin_field.show_problem(f"{wrong} {ask}")
