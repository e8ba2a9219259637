"""The person of an intake: typed, scanned from a card, or known from an earlier dossier."""

from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from ca_desktop.domain.people import BirthDate, CardData
from ca_desktop.services.office.people import person_before
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.typed_fields import BirthField, IdField, NameField, PhoneField

CITIZEN_DIGITS = 12
F = TypeVar("F", bound=TextField)


class PersonForm(QWidget):
    """Fields of the submitter, and of whom they act for.

    Attributes:
        fields: by name of the command's attribute.

    Signals:
        said(str): the form was filled from what is known.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.fields: dict[str, Field] = {}
        self.id_number = self._placed(IdField(self), "applicant.id_number", "&Số định danh")
        self.name = self._placed(NameField(self), "applicant.name", "&Họ và tên người nộp *")
        self.birth = self._placed(BirthField(self._today, self), "applicant.birth", "&Ngày sinh")
        self.sex = named(ChoiceField(self), "applicant.sex")
        self.sex.addItem("", None)
        self.sex.addItem("Nữ", "female")
        self.sex.addItem("Nam", "male")
        self.phone = self._placed(PhoneField(self), "applicant.phone", "Điện thoạ&i")
        self.address = self._placed(TextField(self), "applicant.address", "Đị&a chỉ")
        behalf = NameField(self)
        self.behalf = self._placed(behalf, "on_behalf_of.name", "Nộp thay &cho (chủ hồ sơ)")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.addWidget(self.fields["applicant.id_number"], 0, 0)
        grid.addWidget(self.fields["applicant.name"], 0, 1)
        grid.addWidget(self.fields["applicant.birth"], 0, 2)
        grid.addWidget(Field("&Giới tính", self.sex, self), 0, 3)
        grid.addWidget(self.fields["applicant.phone"], 1, 0)
        grid.addWidget(self.fields["applicant.address"], 1, 1)
        grid.addWidget(self.fields["on_behalf_of.name"], 1, 2, 1, 2)
        grid.setColumnMinimumWidth(0, 170)
        grid.setColumnMinimumWidth(2, 130)
        grid.setColumnMinimumWidth(3, 90)
        grid.setColumnStretch(1, 1)
        self.id_number.returnPressed.connect(self._on_id_number)

    def _placed(self, editor: F, name: str, title: str) -> F:
        self.fields[name] = Field(title, named(editor, name), self)
        return editor

    def _today(self) -> date:
        return self._context.ports.clock.now().date()

    def take_card(self, card: CardData) -> None:
        """Fill the form from a card; the telephone stays."""
        self._fill(
            {
                "id_number": card.id_number,
                "name": card.name,
                "birth": str(card.birth) if card.birth else None,
                "sex": card.sex.value if card.sex else None,
                "address": card.address,
                "phone": self.phone.value(),
            }
        )

    def values(self) -> dict[str, str | None]:
        """Return the submitter as an intake wants one.

        Raises:
            InvalidField: the birth is no date.
        """
        birth = self.birth.birth()
        return {
            "name": self.name.value(),
            "id_number": self.id_number.value(),
            "birth": str(birth) if birth else None,
            "sex": self.sex.currentData(),
            "phone": self.phone.value(),
            "address": self.address.value(),
        }

    @Slot()
    def _on_id_number(self) -> None:
        number = "".join(char for char in self.id_number.value() if char.isdigit())
        if len(number) == CITIZEN_DIGITS and not self.name.value():
            work = partial(person_before, self._context.ports, number)
            self._context.tasks.query(work, owner=self, done=self._fill_known)

    def _fill_known(self, known: dict[str, str | None] | None) -> None:
        if known is not None and not self.name.value():
            self._fill(known)
            self.said.emit("Đã điền từ hồ sơ trước. Xem lại với người nộp.")

    def _fill(self, known: dict[str, str | None]) -> None:
        birth = known.get("birth")
        self.id_number.fill(known.get("id_number") or "")
        self.name.fill(known.get("name") or "")
        self.birth.fill(BirthDate.parse(birth).words() if birth else "")
        self.sex.setCurrentIndex(max(0, self.sex.findData(known.get("sex"))))
        self.phone.fill(known.get("phone") or "")
        self.address.fill(known.get("address") or "")
