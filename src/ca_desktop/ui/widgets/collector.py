"""Who takes a result away: the fields that each way of collecting asks for."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from ca_desktop.domain.people import CardData
from ca_desktop.services.desk.results import ReturnResult
from ca_desktop.ui import shown
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.typed_fields import IdField, NameField

PROXY, POST = "proxy", "post"
LOST = "lost"
"""The holder without a slip: the number of the identity paper that was seen is noted."""
_OF_PROXY = ("name", "id_number", "authorisation")


class Collector(QObject):
    """A choice of the way, and the fields of a person who comes for somebody else.

    Attributes:
        choice: of the way.
        fields: by name of the command's attribute.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = named(ChoiceField(parent), "collected_by")
        for key, name in shown.COLLECTORS.items():
            self.choice.addItem(name, key)
        self.choice.addItem("Chính chủ, mất giấy hẹn", LOST)
        self.name = named(NameField(parent), "name")
        self.id_number = named(IdField(parent), "id_number")
        self.authorisation = named(TextField(parent), "authorisation")
        self.post_code = named(TextField(parent), "post_code")
        self.fields = {
            "name": Field("&Họ và tên người nhận thay", self.name, parent),
            "id_number": Field("&Số định danh người nhận", self.id_number, parent),
            "authorisation": Field("Giấy ủy &quyền", self.authorisation, parent),
            "post_code": Field("Mã bưu &gửi", self.post_code, parent),
        }
        self._choice = Field("&Người nhận", self.choice, parent)
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()

    def lay_out(self, grid: QGridLayout) -> None:
        """Stand beside what is at the head of a grid of two columns, and below it."""
        grid.addWidget(self._choice, 0, 1)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, 1 + place // 2, place % 2)

    def begin(self) -> None:
        """Let the holder come, nothing typed."""
        for field in self.fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.choice.setCurrentIndex(0)

    def take_card(self, card: CardData) -> bool:
        """Note whose card was seen, where it is noted; tell whether that is somebody else's."""
        by = self.choice.currentData()
        if by in {PROXY, LOST}:
            self.id_number.fill(card.id_number)
        if by == PROXY:
            self.name.fill(card.name)
        return bool(by == PROXY)

    def be(self, card: CardData) -> None:
        """Let the person with this card come for the holder."""
        self.choice.setCurrentIndex(self.choice.findData(PROXY))
        self.take_card(card)

    def command(self) -> ReturnResult:
        """Return the hand-over as it was chosen; of a field that is not asked for, nothing."""
        by = str(self.choice.currentData())
        if by == LOST:
            return ReturnResult(id_number=self._typed("id_number"), slip_lost=True)
        asked = _OF_PROXY if by == PROXY else ("post_code",) if by == POST else ()
        return ReturnResult(collected_by=by, **{name: self._typed(name) for name in asked})

    def _typed(self, name: str) -> str | None:
        editor = self.fields[name].editor
        return editor.value() or None if isinstance(editor, TextField) else None

    @Slot()
    def _on_chosen(self) -> None:
        by = self.choice.currentData()
        for name in _OF_PROXY:
            self.fields[name].setVisible(by == PROXY)
        self.fields["id_number"].setVisible(by in {PROXY, LOST})
        self.fields["post_code"].setVisible(by == POST)
