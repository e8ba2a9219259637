"""Sửa, ghi chú: what is written of the people of a dossier, put right with a reason."""

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.people import BirthDate
from ca_desktop.domain.tasks import People
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.desk.tasks import Answered, Ask, Asked, ask, correct_all
from ca_desktop.services.names import FIELD_OF_PART
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot, open_whole
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.typed_fields import BirthField, IdField, NameField, PhoneField

SEXES = (("", ""), ("Nữ", "female"), ("Nam", "male"))
ACROSS = 4
USUAL = QSize(980, 400)
HINT = "Ô nào không đổi thì giữ nguyên. Không sửa ô nào thì nội dung dưới đây được ghi là ghi chú."
_KINDS: Mapping[str, type[TextField]] = {
    "name": NameField,
    "id_number": IdField,
    "phone": PhoneField,
}


class EditDialog(QDialog):
    """Every field of the people as it stands; what differs is kept, with one reason.

    Signals:
        said(str): it was kept.
    """

    said = Signal(str)

    def __init__(
        self, context: UiContext, detail: DossierDetail, people: People, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Sửa, ghi chú")
        self.setMinimumWidth(820)
        self._context = context
        self._code = detail.state.code or ""
        holder_first = sorted(people.parts, key=lambda part: not part.startswith("holder."))
        self._before = {part: people.value(part) for part in holder_first}
        self.fields = {part: self._field(part) for part in self._before}
        self.note = named(TextField(self), "reason")
        self._note = Field("&Lý do sửa, hoặc ghi chú *", self.note, self)
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button("Ghi lại  F9", "keep_changes", primary=True)
        self._build()
        open_whole(self, USUAL)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(f"Sửa, ghi chú: {self._code}", self, role="due"))
        body = Scrolled(self)
        for who, title in (("holder", "Chủ hồ sơ"), ("submitter", "Người nộp")):
            mine = {part: x for part, x in self.fields.items() if part.startswith(f"{who}.")}
            if mine:
                body.box.addWidget(PlainLabel(title, self, role="section"))
                body.box.addLayout(_grid(mine))
        body.box.addStretch(1)
        box.addWidget(body, 1)
        box.addWidget(PlainLabel(HINT, self, role="hint"))
        box.addWidget(self._note)
        box.addWidget(self._problem)
        box.addLayout(foot(self, "Đóng", self._go, self.send))

    def _field(self, part: str) -> Field:
        key, value = part.partition(".")[2], self._before[part]
        title = words.field_label(FIELD_OF_PART[part])
        if key == "sex":
            choice = named(ChoiceField(self), part)
            for said, sex in SEXES:
                choice.addItem(said, sex)
            choice.setCurrentIndex(max(0, choice.findData(value)))
            return Field(title, choice, self)
        if key == "birth":
            birth = named(BirthField(self._context.today, self), part)
            birth.begin(BirthDate.parse(value).words() if value else "")
            return Field(title, birth, self)
        editor = named(_KINDS.get(key, TextField)(self), part)
        editor.begin(editor.tidied(value))
        return Field(title, editor, self)

    def changes(self) -> dict[str, str]:
        """Return what differs, by the names of the command line.

        Raises:
            InvalidField: a birth cannot be read; names the part.
        """
        return dict(self._changes())

    def _changes(self) -> Iterator[tuple[str, str]]:
        for part, field in self.fields.items():
            before = self._before[part]
            try:
                typed, stood = _typed(field.editor, before)
            except InvalidField as error:
                error.field = part  # the editor does not know whose birth it is
                raise
            if typed != stood:
                yield FIELD_OF_PART[part], typed

    @Slot()
    def send(self) -> None:
        """Keep what was put right, or the remark."""
        for field in (*self.fields.values(), self._note):
            field.show_problem("")
        try:
            changes = self.changes()
        except InvalidField as error:
            self._on_failed(error)
            return
        ports, note, tasks = self._context.ports, self.note.value(), self._context.tasks
        if changes:
            work = partial(correct_all, ports, self._code, changes, note)
            done = partial(self._on_corrected, len(changes))
            tasks.change(work, owner=self, done=done, failed=self._on_failed)
        else:
            remark = partial(ask, ports, self._code, Ask(what="note", note=note))
            tasks.change(remark, owner=self, done=self._on_noted, failed=self._on_failed)

    def _on_corrected(self, number: int, _done: Answered) -> None:
        self.said.emit(f"Đã sửa {number} mục của hồ sơ {self._code}, kèm lý do.")
        self.accept()

    def _on_noted(self, _done: Asked) -> None:
        self.said.emit(f"Đã ghi: {self._code}.")
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        field = self._named(error) if isinstance(error, InvalidField) else None
        if field is None:
            self._problem.setText(words.describe(error).sentence)
        elif isinstance(error, InvalidField):
            field.refuse(error)

    def _named(self, error: InvalidField) -> Field | None:
        if error.field == "note":
            return self._note
        return self.fields.get(error.field)


def _typed(editor: QWidget, before: str) -> tuple[str, str]:
    """Return what stands in a field now, and how it stood, in the same writing."""
    if isinstance(editor, ChoiceField):
        return str(editor.currentData() or ""), before
    if isinstance(editor, BirthField):
        return str(editor.birth() or ""), before
    if isinstance(editor, TextField):
        return editor.value(), editor.tidied(before)
    raise TypeError(type(editor).__name__)


def _grid(fields: Mapping[str, Field]) -> QGridLayout:
    """Lay fields out, an address twice as wide as the others."""
    grid, row, across = QGridLayout(), 0, 0
    for part, field in fields.items():
        wide = 2 if part.endswith(".address") else 1
        if across + wide > ACROSS:
            row, across = row + 1, 0
        grid.addWidget(field, row, across, 1, wide, Qt.AlignmentFlag.AlignTop)
        across += wide
    return grid
