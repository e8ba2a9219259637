"""The one question of a machine whose data were put back or copied (E-126)."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QRadioButton, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.last_papers import LastPapersFields

REPLACES = "Máy này &thay máy cũ: từ nay chỉ máy này làm việc với dữ liệu này"
COPY = "Máy này là bản sa&o: máy cũ vẫn chạy, máy này làm việc riêng và kết nối lại"


class AdoptQuestion(QDialog):
    """Asks whether this machine replaces the old one or is a copy beside it.

    Signals:
        given(bool, LastPapers): True for a copy; and the newest numbers on paper.
    """

    given = Signal(bool, LastPapers)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Máy này thay máy cũ, hay là bản sao?")
        self.setMinimumWidth(720)
        said = words.describe_code("E-126")
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(self.windowTitle(), self, role="title"))
        box.addWidget(PlainLabel(f"{said.happened}\n{said.lost}", self))
        self.replaces = named(QRadioButton(REPLACES, self), "replaces")
        self.copy = named(QRadioButton(COPY, self), "copy")
        box.addWidget(self.replaces)
        box.addWidget(self.copy)
        self.last = LastPapersFields(self)
        box.addWidget(self.last)
        after = "Số in từ nay mang thêm số dãy mới, nên không trùng với giấy đã phát ra."
        box.addWidget(PlainLabel(after, self, role="hint"))
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        box.addWidget(self._problem)
        self._go = button("Tiếp tục  F9", "go", primary=True)
        box.addLayout(foot(self, "Để sau", self._go, self.send))
        self.replaces.setFocus()

    @Slot()
    def send(self) -> None:
        """Say what was chosen."""
        if not self.replaces.isChecked() and not self.copy.isChecked():
            self._problem.setText("Chọn một trong hai câu trả lời.")
            return
        self._go.setEnabled(False)
        self.given.emit(self.copy.isChecked(), self.last.value())

    def show_problem(self, error: Exception) -> None:
        """Say what went wrong and let the person try again."""
        self._problem.setText(words.describe(error).sentence)
        self._go.setEnabled(True)
