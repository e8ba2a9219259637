"""Who approves: an account of the office, or the name of somebody who has none."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ca_desktop.services.desk.approving import ApproversOffered
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named

TITLE = "&Người đồng ý *"
NOBODY = "Chọn người đồng ý"
OTHER = "Người không có tài khoản"
MARKED = "Hồ sơ sẽ ghi rõ người này không có tài khoản trong chương trình."


class ApproverField(Field):
    """A choice of accounts; its last line is for somebody without one, whose name is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choice = named(ChoiceField(), "approver")
        super().__init__(TITLE, self.choice, parent)
        self.name = named(TextField(), "approver_name")
        self._typed = Field("Họ &tên, chức vụ của người đó *", self.name, self)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(self._typed)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.offer(ApproversOffered(names=()))

    @Slot(object)
    def offer(self, offered: ApproversOffered) -> None:
        """Offer these accounts from now on; what was typed stays."""
        typed = self._is_typed() and self.choice.count() > 0 and bool(self.name.value())
        self.choice.clear()
        if not offered.own:
            self.choice.addItem(NOBODY, "")
        for name in offered.names:
            self.choice.addItem(name, name)
        self.choice.addItem(OTHER, "")
        self.choice.setCurrentIndex(self.choice.count() - 1 if typed else 0)
        self._on_chosen()

    def value(self) -> str:
        """Return the name that was chosen or typed; empty for nobody."""
        return self.name.value() if self._is_typed() else str(self.choice.currentData())

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
