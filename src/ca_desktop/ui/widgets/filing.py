"""How a dossier came, for whom, and how its result is fetched; folded while all is as usual."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from ca_desktop.domain.people import CardData
from ca_desktop.domain.typed import id_words
from ca_desktop.services import words
from ca_desktop.services.desk.intake import CHANNELS, RESULT_WAYS
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.elided import ElidedButton
from ca_desktop.ui.widgets.fee_form import FeeForm
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.typed_fields import AmountField, IdField, NameField, PhoneField

ONE_SET = "1"
MONEY_ROW = 2
"""Where the fee stands among the rows: before what is seldom filled in."""
_HOLDER = ("id_number", "phone", "address", "email")
_BY_CARD = ("id_number", "birth", "sex")
"""What is kept of a holder's card beside its fields: of whom it is, and what only it says."""
_KINDS: dict[str, type[TextField]] = {"id_number": IdField, "phone": PhoneField, "name": NameField}


class FilingForm(QWidget):
    """Channel, way of fetching, sets, fee, remark, and more on the holder.

    Attributes:
        fields: by name of the command's attribute.

    Signals:
        holder_carded(): a card was taken, of which no field shows everything.
    """

    holder_carded = Signal()

    def __init__(self, parent: QWidget | None = None, *, collects: bool = True) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._by_card: dict[str, str] = {}
        self._panel = QWidget(self)
        self.toggle = named(ElidedButton(self), "filing")
        self.toggle.setCheckable(True)
        self.toggle.setProperty("fold", True)
        self.channel = self._choice("channel", "Cách nộ&p", "channels", CHANNELS)
        self.way = self._choice("receive_result", "Nhận &kết quả", "result_ways", RESULT_WAYS)
        self.sets = self._amount("sets", "Số bộ hồ sơ", "BAD-NUMBER")
        self.money = FeeForm(self._panel, collects=collects)
        self.fields |= self.money.fields
        self.fee = self.money.fee
        self.email = self._text("applicant.email", "&Email người nộp")
        self.note = self._text("note", "Ghi chú")
        self.behalf = self._text("on_behalf_of.name", "Nộp thay &cho (chủ hồ sơ)")
        for name in _HOLDER:
            self._text(f"on_behalf_of.{name}", words.field_label(f"on_behalf_of.{name}"))
        self._lay_out()
        self.toggle.toggled.connect(self._on_toggled)
        for choice in (self.channel, self.way):
            choice.currentIndexChanged.connect(self._sum_up)
        for editor in (self.sets, self.behalf):
            editor.textChanged.connect(self._sum_up)
        self.money.changed.connect(self._sum_up)
        self.clear()

    def _lay_out(self) -> None:
        grid = QGridLayout(self._panel)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        rows = (
            (
                "on_behalf_of.name",
                "on_behalf_of.id_number",
                "on_behalf_of.phone",
                "on_behalf_of.email",
            ),
            ("channel", "receive_result", "sets"),
            ("on_behalf_of.address", "applicant.email", "note"),
        )
        for place, row in enumerate(rows):
            down = place + (place >= MONEY_ROW)
            for across, name in enumerate(row):
                wide = 2 if name == "note" else 1
                grid.addWidget(self.fields[name], down, across, 1, wide, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.money, MONEY_ROW, 0, 1, 4)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.toggle)
        box.addWidget(self._panel)

    def _text(self, name: str, title: str) -> TextField:
        kind = _KINDS.get(name.rpartition(".")[2], TextField)
        editor = named(kind(self._panel), name)
        self.fields[name] = Field(title, editor, self._panel)
        return editor

    def _amount(self, name: str, title: str, code: str) -> AmountField:
        editor = named(AmountField(name, code, self._panel), name)
        self.fields[name] = Field(title, editor, self._panel)
        return editor

    def _choice(self, name: str, title: str, table: str, keys: tuple[str, ...]) -> QComboBox:
        editor = named(ChoiceField(self._panel), name)
        for key in keys:
            editor.addItem(words.label(table, key), key)
        self.fields[name] = Field(title, editor, self._panel)
        return editor

    def unfold(self) -> None:
        """Show every field."""
        self.toggle.setChecked(True)

    def clear(self) -> None:
        """Go back to what is usual: at the desk, one set, no fee."""
        self._by_card = {}
        self.channel.setCurrentIndex(0)
        self.way.setCurrentIndex(0)
        for field in self.fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.sets.begin(ONE_SET)
        self.money.clear()
        self.toggle.setChecked(False)
        self._panel.hide()
        self._sum_up()

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001 Qt's signature
        self._panel.setVisible(unfolded)
        self._sum_up()

    @Slot()
    def _sum_up(self) -> None:
        fold = "▾" if self.toggle.isChecked() else "▸"
        parts = (
            f"Nộp thay cho: {self.behalf.text() or 'không'}",
            f"Nộp: {self.channel.currentText().lower()}",
            f"Nhận kết quả: {self.way.currentText()}",
            f"{self.sets.text()} bộ",
            self.money.summary(),
        )
        said = " · ".join(parts)
        self.toggle.setText(f"{fold}  {said}")
        self.toggle.setAccessibleName(said)

    def values(self) -> dict[str, object]:
        """Return what `ReceiveDossier` wants to know of it.

        Raises:
            InvalidField: sets, fee or a count of it are no whole number.
        """
        return {
            "channel": self.channel.currentData(),
            "receive_result": self.way.currentData(),
            "sets": self.sets.amount(),
            "note": self.note.value(),
        } | self.money.values()

    def take_holder(self, card: CardData) -> None:
        """Let the dossier be of the person whose card this is."""
        self.unfold()
        self.behalf.fill(card.name)
        for name, text in (("id_number", id_words(card.id_number)), ("address", card.address)):
            editor = self.fields[f"on_behalf_of.{name}"].editor
            if isinstance(editor, TextField):
                editor.fill(text)
        birth = str(card.birth) if card.birth else ""
        sex = card.sex.value if card.sex else ""
        self.put_by_card({"id_number": id_words(card.id_number), "birth": birth, "sex": sex})
        self.holder_carded.emit()

    def by_card(self) -> dict[str, str]:
        """Return what a draft keeps of the holder's card; `put_by_card` takes it back."""
        return dict(self._by_card)

    def put_by_card(self, said: object) -> None:
        """Put back what a card said of the holder; drafts of earlier programs keep nothing."""
        kept = said if isinstance(said, Mapping) else {}
        texts = {key: kept.get(key) for key in _BY_CARD}
        self._by_card = {key: x for key, x in texts.items() if isinstance(x, str) and x}

    def _of_card(self, number: str) -> dict[str, str]:
        """Return what only the card says of the holder, while the holder is its person."""
        if self._by_card.get("id_number") != number:
            return {}
        return {key: text for key, text in self._by_card.items() if key != "id_number"}

    def holder(self) -> dict[str, str] | None:
        """Return the holder; None where nothing was typed."""
        more = {key: self._typed(f"on_behalf_of.{key}") for key in _HOLDER}
        typed = {"name": self.behalf.value()} | {key: text for key, text in more.items() if text}
        if not any(typed.values()):
            return None
        return typed | self._of_card(typed.get("id_number", ""))

    def _typed(self, name: str) -> str:
        editor = self.fields[name].editor
        return editor.value().strip() if isinstance(editor, TextField) else ""
