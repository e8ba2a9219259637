"""What a change of the calendar would do, before it is kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.calendar_moves import Move
from ca_desktop.services.desk.calendars import CalendarPreview
from ca_desktop.ui import shown
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

MOST_NAMED = 5


class CalendarMovesDialog(QDialog):
    """Lists every open dossier whose date moves, and asks for the reason.

    Signals:
        agreed(tuple[Move, ...], str): keep it; the moves that were seen, and why.
    """

    agreed = Signal(object, str)

    def __init__(self, year: int, preview: CalendarPreview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preview = preview
        self.setWindowTitle(f"Lưu lịch năm {year}")
        self.resize(960, 520 if preview.moves.moves else 200)
        box = QVBoxLayout(self)
        self.head = named(PlainLabel(_head(preview.moves.moves), self, role="due"), "moves_head")
        box.addWidget(self.head)
        for text in _warnings(preview):
            box.addWidget(PlainLabel(f"▲ {text}", self, role="warning"))
        self.model = RowsModel[Move](_COLUMNS, self)
        self.model.show_rows(preview.moves.moves)
        self.list = table(
            self.model,
            "calendar_moves",
            (180, 160, 200, 110, 110, 140),
            self,
            empty="Không hồ sơ nào đổi ngày hẹn.",
        )
        self.list.columns.make_room((176, 120, 0, 92, 92, 110))
        self.list.setAccessibleName("Hồ sơ đổi ngày hẹn")
        self.list.setVisible(bool(preview.moves.moves))
        box.addWidget(self.list, 1)
        self.reason = named(TextField(self), "calendar_reason")
        self.reason.setPlaceholderText("Ví dụ: theo thông báo nghỉ ngày 26/03/2027")
        self.field = Field("&Lý do đổi ngày hẹn *", self.reason, self)
        self.field.setVisible(bool(preview.moves.moves))
        box.addWidget(self.field)
        if not preview.moves.moves:
            box.addStretch(1)
        self._go = button("Lưu lịch  F9", "save_calendar", primary=True)
        box.addLayout(foot(self, "Chưa lưu", self._go, self.send))
        (self.reason if preview.moves.moves else self._go).setFocus()

    @Slot()
    def send(self) -> None:
        """Keep it; a move needs its reason."""
        reason = self.reason.value()
        if self._preview.moves.moves and not reason:
            self.field.show_problem(words.describe_code("REQ-FIELD", field="reason").happened)
            self.reason.setFocus()
            return
        self._go.setEnabled(False)
        self.agreed.emit(self._preview.moves.moves, reason)
        self.accept()


def _head(moves: Sequence[Move]) -> str:
    if not moves:
        return "Không có hồ sơ đang mở nào đổi ngày hẹn."
    here = sum(move.here for move in moves)
    text = f"{len(moves)} hồ sơ đang mở đổi ngày hẹn; ngày hẹn đầu tiên vẫn được giữ trong hồ sơ."
    if here == len(moves):
        return text
    return (
        f"{text} {len(moves) - here} hồ sơ do đơn vị khác đang giữ:"
        " đơn vị đó đổi ngày hẹn khi nhận lịch."
    )


def _warnings(preview: CalendarPreview) -> list[str]:
    found = []
    if preview.lacking:
        names = "; ".join(preview.lacking)
        found.append(f"Lịch chưa có: {names}. Đối chiếu văn bản trước khi lưu.")
    if preview.moves.endless:
        years = ", ".join(map(str, preview.moves.endless))
        found.append(f"Chưa có lịch năm {years}: hồ sơ kéo sang năm đó giữ nguyên ngày hẹn.")
    if preview.moves.resting:
        codes = ", ".join(preview.moves.resting[:MOST_NAMED])
        found.append(f"Đã hẹn lại vào ngày nay là ngày nghỉ, giữ nguyên: {codes}. Xem lại hồ sơ.")
    return found


def _code(row: Move) -> str:
    return row.code


def _holder(row: Move) -> str:
    return row.holder_name


def _procedure(row: Move) -> str:
    return row.procedure_name


def _held(row: Move) -> str:
    return row.held_by


def _old(row: Move) -> str:
    return shown.moment(row.old) if row.old[:10] == row.new[:10] else shown.day(row.old)


def _new(row: Move) -> str:
    return shown.moment(row.new) if row.old[:10] == row.new[:10] else shown.day(row.new)


_COLUMNS = (
    Column("Mã hồ sơ", _code),
    Column("Chủ hồ sơ", _holder),
    Column("Thủ tục", _procedure),
    Column("Đang hẹn", _old),
    Column("Hẹn mới", _new),
    Column("Đang giữ", _held),
)
