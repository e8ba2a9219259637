"""The two sides of Cần xin lỗi: letters with one reason, and citizens that are to be told."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.promises import USUAL_DAYS, Telling
from ca_desktop.services import words
from ca_desktop.services.desk.apologies import Unready, Untold
from ca_desktop.ui import shown
from ca_desktop.ui.letters import REASONS, SIGNERS
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.models.ticked import TickedModel, TickedView
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextArea, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

NONE_HERE = "Nhóm này không có hồ sơ nào. Chọn nhóm khác ở bên trái."
DAYS = (1, 2, 3, 4, 5, 7, 10)
"""Working days that are offered."""


class _Area(TextArea):
    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 84)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class LetterPart(QWidget):
    """Dossiers to tick, and what all their letters say.

    Signals:
        opened(str): look at the dossier with this id.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heap = ""
        self._reasons: dict[str, str] = {}
        self.days = named(ChoiceField(self), "apology_days")
        for number in DAYS:
            self.days.addItem(f"{number} ngày làm việc", number)
        self.days.setCurrentIndex(DAYS.index(USUAL_DAYS))
        columns: tuple[Column[Unready], ...] = (
            Column("Mã hồ sơ", _code),
            Column("Chủ hồ sơ", _holder),
            Column("Thủ tục", _procedure),
            Column("Đang hẹn", _due),
            Column("Hẹn mới", self._new),
        )
        self.model = TickedModel[Unready](columns, _id, self)
        self.list = table(
            self.model,
            "unready",
            (214, 150, 140, 96, 96),
            self,
            empty=NONE_HERE,
            view=TickedView(),
        )
        self.list.columns.make_room((196, 100, 100, 90, 90), going=((3,),))
        self.list.take_rest(1, 2)
        self.list.setAccessibleName("Hồ sơ của nhóm; Space để đánh dấu")
        self.usual = named(ChoiceField(self), "usual_apologies")
        self.usual.addItems(REASONS[LetterKind.APOLOGY])
        self.reason = named(TextField(self), "apology_reason")
        self.reason.setText(self.usual.currentText())
        self._field = Field("&Lý do chung *", self.reason, self)
        self._all = button("Chọn &tất cả", "tick_all")
        self._count = named(PlainLabel("", self, role="hint"), "ticked_count")
        self._build()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self._all)
        row.addWidget(self._count, 1)
        box.addLayout(row)
        fields = QHBoxLayout()
        fields.addWidget(Field("Lý do thường &gặp", self.usual, self), 2)
        self._add = Field("Hẹ&n thêm", self.days, self)
        fields.addWidget(self._add, 1)
        box.addLayout(fields)
        box.addWidget(self._field)
        self._signs = PlainLabel(SIGNERS[LetterKind.APOLOGY], self, role="hint")
        box.addWidget(self._signs)
        self._all.clicked.connect(self.model.tick_all)
        self.model.ticked.connect(self._on_ticked)
        self.usual.activated.connect(self._on_usual)
        self.days.currentIndexChanged.connect(self._on_days)
        self.list.activated.connect(self._on_activated)

    @property
    def working_days(self) -> int:
        """By how many working days every date is to move."""
        return int(self.days.currentData())

    def show_rows(self, heap: str, rows: Sequence[Unready], *, letters: bool) -> None:
        """Show the dossiers of a heap with the reason that was written for it.

        Args:
            heap: its name.
            rows: its dossiers.
            letters: each gets a letter with a new day; else only the reason goes on record.
        """
        self._add.setVisible(letters)
        self._signs.setVisible(letters)
        self.list.columns.drop(4, wanted=not letters)
        if heap != self._heap:
            self._reasons[self._heap] = self.reason.value()
            self._heap = heap
            self.reason.begin(self._reasons.get(heap, self.usual.itemText(0)))
            self.clear_problem()
            self.model.begin()
        self.model.show_rows(rows)

    def fit(self, *, narrow: bool) -> None:
        """Leave out the procedure on a small screen."""
        self.list.columns.spare(2, wanted=narrow)

    def refuse(self, error: Exception) -> bool:
        """Say below the reason what is wrong with it; tell whether that was it."""
        if isinstance(error, InvalidField) and error.field == "reason":
            self._field.refuse(error)
            return True
        return False

    def clear_problem(self) -> None:
        """Say nothing below the reason."""
        self._field.show_problem("")

    def _new(self, row: Unready) -> str:
        found = row.proposals[: self.working_days]
        return day_text(found[-1]) if len(found) == self.working_days else "chưa có lịch"

    @Slot()
    def _on_ticked(self) -> None:
        chosen, last = self.model.chosen(), self.model.rowCount()
        self._count.setText(f"Đã đánh dấu {len(chosen)} trong {last} hồ sơ.")

    @Slot(int)
    def _on_usual(self, _place: int) -> None:
        self.reason.fill(self.usual.currentText())
        self.reason.setFocus()

    @Slot(int)
    def _on_days(self, _place: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            column = len(self.model.columns) - 1
            self.model.dataChanged.emit(self.model.index(0, column), self.model.index(last, column))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Unready):
            self.opened.emit(row.dossier_id)


class TellPart(QWidget):
    """Citizens that have a letter and do not know it, and the words for them.

    Signals:
        opened(str): look at the dossier with this id.
        said(str): something happened.
    """

    opened = Signal(str)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = ""
        self.model = RowsModel[Untold](_UNTOLD, self)
        self.list = table(self.model, "untold", (190, 170, 120, 96, 130), self, empty=NONE_HERE)
        self.list.setAccessibleName("Hồ sơ chưa báo người dân ngày hẹn mới")
        self.text = named(_Area(self), "notice_text")
        self._field = Field("Nội &dung báo *", self.text, self)
        self._how = named(ChoiceField(self), "telling_how")
        for how in Telling:
            self._how.addItem(words.label("telling", how), how)
        self._copy = button("Ché&p nội dung", "copy_notice")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list, 1)
        box.addWidget(self._field)
        row = QHBoxLayout()
        row.addWidget(Field("&Cách báo", self._how, self))
        row.addStretch(1)
        row.addWidget(self._copy)
        box.addLayout(row)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.list.activated.connect(self._on_activated)
        self._copy.clicked.connect(self._on_copy)

    @property
    def how(self) -> Telling:
        """How the citizen was told."""
        return Telling(self._how.currentData())

    def row(self) -> Untold | None:
        """Return the chosen one."""
        found = self.list.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, Untold) else None

    def show_rows(self, rows: Sequence[Untold]) -> None:
        """Show who is to be told; the chosen one stays."""
        before = self.row()
        letters = [row.letter for row in rows]
        self.model.show_rows(rows)
        here = before is not None and before.letter in letters
        self.list.selectRow(letters.index(before.letter) if before and here else 0)

    def fit(self, *, narrow: bool) -> None:
        """Leave out the old day on a small screen: the words say it."""
        self.list.columns.spare(3, wanted=narrow)

    def refuse(self, error: Exception) -> bool:
        """Say below the words what is wrong with them; tell whether that was it."""
        if isinstance(error, InvalidField) and error.field == "text":
            self._field.refuse(error)
            return True
        return False

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.row()
        if row is not None and row.letter != self._letter:  # what was typed outlives a reload
            self._letter = row.letter
            self._field.show_problem("")
            self.text.setPlainText(row.text)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.value())
        self.said.emit("Đã chép nội dung; dán vào tin nhắn gửi người dân.")

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        row = self.row()
        if row is not None:
            self.opened.emit(row.dossier_id)


def _id(row: Unready) -> str:
    return row.dossier_id


def _code(row: Unready | Untold) -> str:
    return row.code


def _holder(row: Unready | Untold) -> str:
    return row.holder_name


def _procedure(row: Unready) -> str:
    return row.procedure_name


def _due(row: Unready | Untold) -> str:
    return shown.day(row.due_at)


def _phone(row: Untold) -> str:
    return row.phone or "–"


def _new_due(row: Untold) -> str:
    return shown.moment(row.new_due)


_UNTOLD: tuple[Column[Untold], ...] = (
    Column("Mã hồ sơ", _code),
    Column("Chủ hồ sơ", _holder),
    Column("Điện thoại", _phone),
    Column("Hẹn cũ", _due),
    Column("Hẹn mới", _new_due),
)
