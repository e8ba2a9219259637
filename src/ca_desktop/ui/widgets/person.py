"""The person of an intake: typed, scanned from a card, or known from an earlier dossier."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.people import (
    BirthDate,
    CardData,
    person_warnings,
    read_person,
)
from ca_desktop.services import words
from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.services.office.people import KnownPlaces, known_places, person_before
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named, restyle
from ca_desktop.ui.widgets.hamlet_address import HamletAddress
from ca_desktop.ui.widgets.suggest import SuggestField
from ca_desktop.ui.widgets.typed_fields import BirthField, IdField, NameField, PhoneField

KNOWN = "từ hồ sơ trước"
FILLED = "đã điền từ hồ sơ trước"
F = TypeVar("F", bound=QWidget)
_PLACES = {
    "ID-MISMATCH": "birth", "ID-SEX": "sex", "ID-PROVINCE": "id_number", "ID-OLD": "id_number",
    "PHONE-ODD": "phone",
}  # fmt: skip
"""The field below which each notice is said."""

_ROWS: tuple[dict[str, int], ...] = (
    {"id_number": 156, "name": 1, "birth": 132, "sex": 116},
    {"phone": 156, "hamlet": 2, "address": 3},
)
"""Fields in reading order, each with its width or, up to `_MOST_STRETCH`, its share of the rest.

Widths are pixels at the usual size of text.
"""

_MOST_STRETCH = 9
SUBMITTER_PARTS = tuple(name for row in _ROWS for name in row)
"""What the form asks of the submitter."""


def _lay_out(form: "PersonForm") -> None:
    box = QVBoxLayout(form)
    box.setContentsMargins(0, 0, 0, 0)
    for widths in _ROWS:
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, width in widths.items():
            share = width if width <= _MOST_STRETCH else 0
            row.addWidget(form.fields[f"applicant.{name}"], share, Qt.AlignmentFlag.AlignTop)
        box.addLayout(row)
    _fit(form)


def _fit(form: "PersonForm") -> None:
    for widths in _ROWS:
        for name, width in widths.items():
            if width > _MOST_STRETCH:
                wide = width * form.font().pointSize() // USUAL_POINTS
                form.fields[f"applicant.{name}"].setFixedWidth(wide)


def _said_by(card: CardData) -> dict[str, str | None]:
    return {
        "id_number": card.id_number,
        "name": card.name,
        "birth": str(card.birth) if card.birth else None,
        "sex": card.sex.value if card.sex else None,
        "address": card.address,
    }


class PersonForm(QWidget):
    """Fields of the submitter.

    Attributes:
        fields: by name of the command's attribute; the hamlet is part of the address.

    Signals:
        said(str): the form was filled from what is known.
        complete(): Enter was pressed and no field is left to fill.
    """

    said = Signal(str)
    complete = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.fields: dict[str, Field] = {}
        self.id_number = self._placed(IdField(self), "id_number", "&Số định danh")
        self.name = self._placed(NameField(self), "name", "&Họ và tên người nộp *")
        self.birth = self._placed(BirthField(self._today, self), "birth", "&Ngày sinh")
        self.sex = self._placed(ChoiceField(self), "sex", "&Giới tính")
        for words_, key in (("", None), ("Nữ", "female"), ("Nam", "male")):
            self.sex.addItem(words_, key)
        self.phone = self._placed(PhoneField(self), "phone", "Điện thoạ&i")
        self.hamlet = self._placed(SuggestField(self), "hamlet", "Thôn, tổ")
        self.address = self._placed(TextField(self), "address", "Đị&a chỉ")
        self.home = HamletAddress(self.hamlet, self.address)
        _lay_out(self)
        self._listen()
        work = partial(known_places, context.ports)
        context.tasks.query(work, owner=self, done=self._show_places)

    def _placed(self, editor: F, name: str, title: str) -> F:
        self.fields[f"applicant.{name}"] = Field(title, named(editor, f"applicant.{name}"), self)
        return editor

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            _fit(self)

    def _listen(self) -> None:
        for field in self.fields.values():
            if isinstance(field.editor, TextField):
                field.editor.seen.connect(partial(self._on_touched, field))
                field.editor.returnPressed.connect(partial(self._go_on, field))
        self.sex.entered.connect(partial(self._go_on, self.fields["applicant.sex"]))
        self.sex.activated.connect(partial(self._on_touched, self.fields["applicant.sex"]))
        for editor in (self.id_number, self.birth, self.phone):
            editor.left.connect(self.look)
        self.sex.currentIndexChanged.connect(self.look)
        self.id_number.returnPressed.connect(self._on_id_number)
        self.id_number.left.connect(self._on_id_number)
        self.hamlet.left.connect(self._on_hamlet)

    def _today(self) -> date:
        return self._context.ports.clock.now().date()

    def _show_places(self, places: KnownPlaces) -> None:
        self.home.unit = places.unit
        self.hamlet.suggest(places.hamlets)

    # from cards and from what is known

    @property
    def is_blank(self) -> bool:
        """Whether nothing says who the person is."""
        return not (self.id_number.value() or self.name.value())

    def is_of(self, card: CardData) -> bool:
        """Tell whether a card is of the person who stands here."""
        number = self._number()
        if number and card.id_number:
            return number in {card.id_number, card.old_number}
        return self.name.value().casefold() == card.name.casefold()

    def take_card(self, card: CardData) -> None:
        """Fill the form from a card; a typed telephone stays, or an earlier dossier brings one.

        What the card does not say stays as it was typed, unless it was said of somebody else.
        """
        same = self.is_blank or self.is_of(card)
        facts = {name: fact for name, fact in _said_by(card).items() if fact or not same}
        if not same and self.phone.property("filled"):
            facts["phone"] = None  # it was known of somebody else
        self._fill(facts)
        if "address" in facts:
            self.home.replaced()
        self.look()
        if card.id_number and not self.phone.value():
            work = partial(person_before, self._context.ports, card.id_number)
            done = partial(self._fill_phone, card.id_number)
            self._context.tasks.query(work, owner=self, done=done)

    def _fill_phone(self, number: str, known: Mapping[str, str | None] | None) -> None:
        if known and known.get("phone") and number == self._number() and not self.phone.value():
            self.phone.fill(self.phone.tidied(known.get("phone") or ""))
            self._mark(self.fields["applicant.phone"])

    @Slot()
    def _on_id_number(self) -> None:
        number = self._number()
        if number and self.id_number.trouble() is None and not self.name.value():
            work = partial(person_before, self._context.ports, number)
            self._context.tasks.query(work, owner=self, done=partial(self._fill_known, number))

    def _number(self) -> str:
        """Return the number as dossiers keep it; what is none yet stays as near to it as it is."""
        return "".join(char for char in self.id_number.value() if char.isalnum()).upper()

    def _fill_known(self, number: str, known: dict[str, str | None] | None) -> None:
        if known is None or self.name.seen_text().strip() or number != self._number():
            return
        facts = {x: known[x] for x in SUBMITTER_PARTS if known.get(x) and self._is_open(x)}
        self._fill(facts)
        for name in facts:
            self._mark(self.fields[f"applicant.{name}"])
        self.look()
        self.said.emit("Đã điền từ hồ sơ trước. Xem lại với người nộp.")
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._go_on(self.fields["applicant.id_number"])

    def _is_open(self, name: str) -> bool:
        """Tell whether nobody has said yet what stands in a field, not even half a word."""
        editor = self.fields[f"applicant.{name}"].editor
        if not isinstance(editor, TextField):
            return self.sex.currentData() is None
        seen = editor.seen_text().strip()
        return not seen or (editor is self.address and self.home.lends(seen))

    def _fill(self, facts: Mapping[str, str | None]) -> None:
        for name, fact in facts.items():
            field, text = self.fields[f"applicant.{name}"], fact or ""
            if isinstance(field.editor, TextField):
                words_ = BirthDate.parse(text).words() if name == "birth" and text else text
                field.editor.fill(field.editor.tidied(words_))
            else:
                self.sex.setCurrentIndex(max(0, self.sex.findData(fact)))
            field.show_problem("")
            self._on_touched(field)
            if field.editor is self.address:
                self.home.forget()

    def _mark(self, field: Field) -> None:
        """Show that the program filled a field, until somebody touches it."""
        field.editor.setProperty("filled", True)
        restyle(field.editor)
        field.editor.setAccessibleDescription(FILLED)
        field.show_aside(KNOWN)

    def _on_touched(self, field: Field, _text: object = None) -> None:
        if field.editor.property("filled"):
            field.editor.setProperty("filled", False)
            restyle(field.editor)
            field.editor.setAccessibleDescription("")
            field.show_aside("")

    # typing on

    def _go_on(self, field: Field) -> None:
        """Go from a field to the next one that wants something."""
        if field.editor is self.hamlet:
            self._on_hamlet()
        order = list(self.fields.values())
        for following in order[order.index(field) + 1 :]:
            if self._wants(following):
                following.editor.setFocus()
                return
        self.complete.emit()

    @Slot()
    def begin(self) -> None:
        """Bring the cursor to the first field that wants something."""
        wanting = next((field for field in self.fields.values() if self._wants(field)), None)
        if wanting is not None:
            wanting.editor.setFocus()
        else:
            self.complete.emit()

    def _wants(self, field: Field) -> bool:
        if field.editor is self.sex:
            return self.sex.currentData() is None
        if field.editor is self.hamlet:
            return not self.address.value() and not self.hamlet.value()
        return isinstance(field.editor, TextField) and not field.editor.value()

    @Slot(bool)
    def pin_hamlet(self, pinned: bool) -> None:  # noqa: FBT001 a signal
        """Let the hamlet stay whatever address comes, or no longer."""
        self.home.pinned = pinned

    @Slot()
    def take_kept(self) -> None:
        """Let a hamlet that was kept from the citizen before make the address of this one."""
        self.home.lend()

    @Slot()
    def _on_hamlet(self) -> None:
        self.home.write()

    @Slot()
    def look(self) -> None:
        """Say below the fields what to look at once more; nothing of it stops an intake."""
        said = dict.fromkeys(_PLACES.values(), "")
        try:
            values = self._typed() | {"name": self.name.text() or "–"}
            notices = person_warnings(read_person(values, field="applicant", today=self._today()))
        except InvalidField:  # said below its field
            return
        for notice in notices:
            if notice.code in _PLACES:
                message = words.describe_code(notice.code, **notice.details)
                said[_PLACES[notice.code]] = f"{message.happened} {message.do_now}"
        for name, text in said.items():
            self.fields[f"applicant.{name}"].show_warning(text)

    def values(self) -> dict[str, str | None]:
        """Return the submitter as an intake wants one.

        Raises:
            InvalidField: the birth is no date.
        """
        self.home.write()  # a hamlet nobody has left yet, or one that a draft gave back
        return self._typed()

    def _typed(self) -> dict[str, str | None]:
        birth = self.birth.birth()
        return {
            "name": self.name.value(),
            "id_number": self.id_number.value(),
            "birth": str(birth) if birth else None,
            "sex": self.sex.currentData(),
            "phone": self.phone.value(),
            "address": self.address.value(),
        }

    def clear(self) -> None:
        """Begin with nobody."""
        self.home.forget()
        for field in self.fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
            field.show_problem("")
            self._on_touched(field)
        self.sex.setCurrentIndex(0)
