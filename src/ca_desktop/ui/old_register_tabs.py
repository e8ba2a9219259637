"""The sides of an old register before it comes in: columns, rows, rewritten cells, troubles."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ca_desktop.domain.legacy_text import Encoding
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.old_books import OldBook, OldField
from ca_desktop.domain.old_registers import NEEDED, Plan
from ca_desktop.domain.old_rows import Change, Issue, OldRow
from ca_desktop.domain.text import grouped
from ca_desktop.services import words
from ca_desktop.services.desk.old_registers import OldPreview
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.old_columns import ColumnRow, columns_of
from ca_desktop.ui.old_facts import COLUMN_WORDS
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table

R = TypeVar("R")

PASSED = "(bỏ qua cột này)"
ENCODINGS = {Encoding.TCVN3: "TCVN3", Encoding.VNI: "VNI", Encoding.UNICODE: "Unicode"}
NO_COLUMNS = "Trang tính này không có cột nào."
NO_ROWS = "Chưa có dòng nào nhập được. Chọn cột họ tên và cột ngày nhận ở thẻ Cột."
NO_CHANGES = "Mọi ô đã là Unicode, không phải chuyển bảng mã."
NO_ISSUES = "Không có vấn đề nào."


class OldRegisterTabs(QTabWidget):
    """Shows a workbook and what would become of it.

    Signals:
        column_chosen(int, OldField | None): a column says this from now on.
    """

    column_chosen = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("old_register_tabs")
        self.setAccessibleName("Sổ cũ trước khi nhập")
        self.columns = RowsModel[ColumnRow](_COLUMNS, self)
        self.rows = RowsModel[OldRow](_ROWS, self)
        self.changes = RowsModel[Change](_CHANGES, self)
        self.issues = RowsModel[Issue](_ISSUES, self)
        self._build_columns()
        self._add("&Dòng", self.rows, (70, 150, 220, 240, 110, 110), NO_ROWS)
        self._add("Bản&g mã", self.changes, (70, 150, 130, 250, 250, 110), NO_CHANGES)
        self._add("&Vấn đề", self.issues, (70, 170, 220, 320, 170), NO_ISSUES)

    def _build_columns(self) -> None:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 8, 0, 0)
        self.column_list = table(
            self.columns, "old_columns", (70, 220, 260, 200), page, empty=NO_COLUMNS
        )
        self.column_list.setAccessibleName("Các cột của sổ")
        self.meanings = named(QListWidget(page), "old_meanings")
        self.meanings.setAccessibleName("Cột này là")
        for said, title in ((None, PASSED), *COLUMN_WORDS.items()):
            item = QListWidgetItem(f"{title} *" if said in NEEDED else title, self.meanings)
            item.setData(Qt.ItemDataRole.UserRole, said.value if said else "")
        side = QVBoxLayout()
        side.addWidget(PlainLabel("Cột đang chọn là", page, role="due"))
        side.addWidget(self.meanings, 1)
        side.addWidget(PlainLabel("Enter để chọn, rồi sang cột sau.", page, role="hint"))
        row.addWidget(self.column_list, 3)
        row.addLayout(side, 1)
        self.addTab(page, "&Cột")
        self.column_list.selectionModel().currentRowChanged.connect(self._on_column)
        self.column_list.activated.connect(self._on_activated)
        self.meanings.itemActivated.connect(self._on_meaning)

    def _add(self, title: str, model: RowsModel[R], widths: Sequence[int], empty: str) -> None:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 8, 0, 0)
        view = table(model, f"old_{self.count()}", widths, page, empty=empty)
        view.setAccessibleName(title.replace("&", ""))
        box.addWidget(view, 1)
        self.addTab(page, title)

    def show_columns(self, book: OldBook, plan: Plan) -> None:
        """Show the columns of a sheet with what they say; the chosen one stays chosen."""
        place = max(self.column_list.currentIndex().row(), 0)
        self.columns.show_rows(columns_of(book, plan))
        self.column_list.selectRow(min(place, max(self.columns.rowCount() - 1, 0)))

    def show_preview(self, found: OldPreview) -> None:
        """Show what would come in."""
        self.rows.show_rows(found.rows)
        self.changes.show_rows(found.changes)
        self.issues.show_rows(found.issues)
        for place, title, number in (
            (1, "&Dòng", found.new),
            (2, "Bản&g mã", found.rewritten),
            (3, "&Vấn đề", len(found.issues)),
        ):
            self.setTabText(place, f"{title} ({grouped(number)})")

    @Slot(QModelIndex, QModelIndex)
    def _on_column(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if isinstance(row, ColumnRow):
            names = ["", *(said.value for said in COLUMN_WORDS)]
            self.meanings.setCurrentRow(names.index(row.said.value if row.said else ""))

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.meanings.setFocus()

    @Slot(QListWidgetItem)
    def _on_meaning(self, item: QListWidgetItem) -> None:
        row = self.column_list.currentIndex().data(ROW_ROLE)
        if isinstance(row, ColumnRow):
            value = str(item.data(Qt.ItemDataRole.UserRole))
            self.column_chosen.emit(row.place, OldField(value) if value else None)
            last = self.columns.rowCount() - 1
            self.column_list.selectRow(min(row.place + 1, last))
            self.column_list.setFocus()


def _letter(row: ColumnRow) -> str:
    return row.letter


def _heading(row: ColumnRow) -> str:
    return row.heading


def _sample(row: ColumnRow) -> str:
    return row.sample


def _said(row: ColumnRow) -> str:
    return COLUMN_WORDS[row.said] if row.said else PASSED


def _row_line(row: OldRow) -> str:
    return str(row.line)


def _row_code(row: OldRow) -> str:
    return row.code or "–"


def _row_name(row: OldRow) -> str:
    return row.submitter.name if row.submitter else "–"


def _row_procedure(row: OldRow) -> str:
    return row.procedure or "–"


def _row_received(row: OldRow) -> str:
    return day_text(row.received) if row.received else "–"


def _row_returned(row: OldRow) -> str:
    return day_text(row.returned) if row.returned else "–"


def _change_line(row: Change) -> str:
    return str(row.line)


def _issue_line(row: Issue) -> str:
    return str(row.line)


def _change_column(row: Change) -> str:
    return COLUMN_WORDS[row.column]


def _issue_column(row: Issue) -> str:
    return COLUMN_WORDS[row.column]


def _font(row: Change) -> str:
    return row.font or "–"


def _before(row: Change) -> str:
    return " ".join(row.before.split())


def _after(row: Change) -> str:
    return row.after


def _encoding(row: Change) -> str:
    return f"{ENCODINGS[row.encoding]}{' (đoán)' if row.guessed else ''}"


def _text(row: Issue) -> str:
    return row.text or "–"


def _trouble(row: Issue) -> str:
    return words.describe_code(row.code, field=row.column.value).happened


def _fate(row: Issue) -> str:
    return "▲ Dòng để lại" if row.blocks else "Giữ trong ghi chú"


_COLUMNS = (
    Column("Cột", _letter),
    Column("Tiêu đề", _heading),
    Column("Ví dụ", _sample),
    Column("Là", _said),
)
_ROWS = (
    Column("Dòng", _row_line),
    Column("Mã hồ sơ", _row_code),
    Column("Họ và tên", _row_name),
    Column("Thủ tục", _row_procedure),
    Column("Ngày nhận", _row_received),
    Column("Ngày trả", _row_returned),
)
_CHANGES = (
    Column("Dòng", _change_line),
    Column("Cột", _change_column),
    Column("Phông chữ", _font),
    Column("Trong sổ", _before),
    Column("Sau khi chuyển", _after),
    Column("Bảng mã", _encoding),
)
_ISSUES = (
    Column("Dòng", _issue_line),
    Column("Cột", _issue_column),
    Column("Nội dung", _text),
    Column("Vấn đề", _trouble),
    Column("Khi nhập", _fate),
)
