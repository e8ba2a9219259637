"""The four sides of a dossier: facts, papers, what happened, what was printed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QTableView, QTabWidget, QVBoxLayout, QWidget

from ca_desktop.domain.events.codec import KINDS
from ca_desktop.domain.events.dossiers import DossierReceived
from ca_desktop.domain.late_figures import lateness_words
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.people import Person
from ca_desktop.services import words
from ca_desktop.services.desk.letters import sheets_of
from ca_desktop.services.desk.overview import DossierOverview, HandedIn, Passage, PrintedPaper
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.names import FIELD_OF_PART
from ca_desktop.ui import shown
from ca_desktop.ui.letters import NAMES
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.old_facts import old_facts
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.rows_view import table

R = TypeVar("R")
Fact = tuple[str, str]

NOT_PRINTED = "Chưa có phiếu nào được in."
NO_PAPERS = "Hồ sơ không ghi giấy tờ nào."
NO_FACTS = "Thông tin người nộp đã được xóa theo quy định."
SEXES = {"female": "nữ", "male": "nam"}
SHEETS = {"a4x2": "A4, hai liên", "a5": "A5", "roll80": "cuộn 80 mm"}


class DossierTabs(QTabWidget):
    """Shows a `DossierOverview`, each side with a list that keys walk through.

    Signals:
        sheet_chosen(bool): the current line is of a letter that can be printed, or not.
    """

    sheet_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossier_tabs")
        self.setAccessibleName("Các phần của hồ sơ")
        self.facts = RowsModel[Fact]((Column("Mục", _first), Column("Nội dung", _second)), self)
        self.papers = RowsModel[HandedIn](_PAPERS, self)
        self.passages = RowsModel[Passage](_PASSAGES, self)
        self.printed = RowsModel[PrintedPaper](_PRINTED, self)
        self._empty: dict[RowsModel[Any], PlainLabel] = {}
        self._views: dict[RowsModel[Any], QTableView] = {}
        self._sides: list[QTableView] = []
        self._add("Thông t&in", self.facts, (220, 560), NO_FACTS)
        self._add("&Giấy tờ", self.papers, (420, 90, 90, 160), NO_PAPERS)
        self._add("&Quá trình", self.passages, (140, 180, 150, 136, 220), "")
        self.remark = named(NoteLabel("", self), "whole_remark")
        side = self.widget(self.count() - 1).layout()
        if side is not None:
            side.addWidget(self.remark)
        rows = self._views[self.passages].selectionModel()
        rows.currentRowChanged.connect(self._on_passage)
        self._add("&Phiếu đã in", self.printed, (150, 260, 140, 120, 160), NOT_PRINTED)
        for model in (self.passages, self.printed):
            self._views[model].selectionModel().currentRowChanged.connect(self._on_line)
        self.currentChanged.connect(self._on_line)

    def _add(self, title: str, model: RowsModel[R], widths: Sequence[int], empty: str) -> None:
        side = QWidget(self)
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 8, 0, 0)
        none = PlainLabel(empty, side, role="due")
        none.hide()  # while there is no dossier nothing is said about it
        view = table(model, title.replace("&", ""), widths, side)
        box.addWidget(none)
        box.addWidget(view, 1)
        box.addStretch(0)
        view.setAccessibleName(title.replace("&", ""))
        self._empty[model], self._views[model] = none, named(view, f"side_{self.count()}")
        self._sides.append(view)
        self.addTab(side, title)

    def show_overview(self, found: DossierOverview) -> None:
        """Show a dossier, on the side that is in front."""
        self._fill(self.facts, list(_facts(found)))
        self._fill(self.papers, found.papers)
        self._fill(self.passages, found.passages)
        self._fill(self.printed, found.printed)

    @Slot(QModelIndex, QModelIndex)
    def _on_passage(self, current: QModelIndex, _previous: QModelIndex) -> None:
        """Say below the list what its line may be too short for."""
        row = current.data(ROW_ROLE)
        self.remark.setText(_note(row) if isinstance(row, Passage) else "")

    def sheet(self) -> str:
        """Return the event whose letter the current line is about; empty for none."""
        row = self._sides[self.currentIndex()].currentIndex().data(ROW_ROLE)
        if isinstance(row, PrintedPaper):
            return row.sheet
        found = isinstance(row, Passage) and any(True for _x in sheets_of([row.row]))
        return row.row.event_id if found and isinstance(row, Passage) else ""

    @Slot()
    def _on_line(self) -> None:
        self.sheet_chosen.emit(bool(self.sheet()))

    def _fill(self, model: RowsModel[R], rows: Sequence[R]) -> None:
        place = self._views[model].currentIndex().row()
        model.show_rows(rows)
        self._empty[model].setVisible(not rows)
        self._views[model].setVisible(bool(rows))
        if rows:
            self._views[model].selectRow(min(max(place, 0), len(rows) - 1))


def _first(row: Fact) -> str:
    return row[0]


def _second(row: Fact) -> str:
    return row[1]


# facts


def _facts(found: DossierOverview) -> Iterator[Fact]:
    intake, people = found.intake, found.detail.people
    if found.old is not None and people is not None:
        yield from _person("Người nộp", people.submitter)
        yield from old_facts(found.old)
    if intake is None or people is None:
        return
    if people.holder is not None:
        yield from _person("Chủ hồ sơ", people.holder)
    yield from _person("Người nộp", people.submitter)
    yield "Thủ tục", f"{intake.procedure_name} ({intake.procedure_code})"
    yield "Lĩnh vực", intake.field_name
    if intake.case_name:
        yield "Trường hợp", intake.case_name
    if found.late is not None and found.late.days:
        yield "Quá hạn so với lần hẹn đầu", lateness_words(found.late)
    yield from _filing(intake)


def _filing(intake: DossierReceived) -> Iterator[Fact]:
    yield "Nơi tiếp nhận", intake.office_name
    yield "Số giấy hẹn, số thứ tự trong sổ", f"{intake.receipt_no} · {intake.register_no}"
    yield "Cách nộp", words.label("channels", intake.channel)
    yield "Nhận kết quả", words.label("result_ways", intake.receive_result)
    yield "Số bộ hồ sơ", str(intake.sets)
    yield "Phí, lệ phí", format_vnd(intake.fee_vnd)
    yield "Người tiếp nhận", intake.receiver_name
    if intake.note:
        yield "Ghi chú khi tiếp nhận", intake.note.replace("\n", "; ")


def _person(who: str, person: Person) -> Iterator[Fact]:
    number = person.id_number or ""
    values = (
        ("", person.name),
        (": số định danh", number),
        (": ngày sinh", person.birth.words() if person.birth else ""),
        (": giới tính", SEXES[person.sex.value] if person.sex else ""),
        (": điện thoại", person.phone or ""),
        (": địa chỉ", person.address or ""),
        (": email", person.email or ""),
    )
    yield from ((f"{who}{part}", value) for part, value in values if value)


# papers


def _paper_name(row: HandedIn) -> str:
    return row.paper.name


def _originals(row: HandedIn) -> str:
    return str(row.paper.originals)


def _copies(row: HandedIn) -> str:
    return str(row.paper.copies)


def _came(row: HandedIn) -> str:
    return f"{'nộp thêm ' if row.later else ''}{shown.day(row.at)}"


_PAPERS = (
    Column("Giấy tờ", _paper_name),
    Column("Bản chính", _originals),
    Column("Bản sao", _copies),
    Column("Nhận ngày", _came),
)


# what happened


def _when(row: Passage) -> str:
    return shown.moment(row.row.at)


def _what(row: Passage) -> str:
    event = words.label("events", row.row.kind)
    if not row.row.counted and row.row.kind in KINDS and KINDS[row.row.kind].state:
        event += " (không áp dụng)"
    return event


def _who(row: Passage) -> str:
    fields = row.row.fields or {}
    who = fields.get("officer_name") or fields.get("receiver_name") or ""
    return " · ".join(part for part in (str(who), row.office) if part)


def _days(row: Passage) -> str:
    return "–" if row.used is None else f"{row.used} ngày làm việc"


def _note(row: Passage) -> str:
    fields = row.row.fields or {}
    note = fields.get("note") or fields.get("reason") or fields.get("text") or ""
    kind = row.row.kind
    parts = (about(kind, fields), step_words(kind, fields), str(note).replace("\n", "; "))
    return " · ".join(part for part in parts if part)


def about(kind: str, fields: Mapping[str, Any]) -> str:
    """Return what an event is about, beyond its name: a request, its answer, money, a person."""
    return _money(fields) if _AMOUNTS & fields.keys() else _about(kind, fields)


def _about(kind: str, fields: Mapping[str, Any]) -> str:
    if kind == "TaskAnswered":
        return "đã làm theo" if fields.get("done") else "không làm theo"
    if kind == "PaperSupplied":
        return "; ".join(str(paper.get("name")) for paper in fields.get("papers", ()))
    if kind == "LetterIssued":
        return NAMES.get(str(fields.get("letter")), "").lower()
    if kind == "CitizenTold":
        return words.label("telling", str(fields.get("how"))).lower()
    if kind == "ResultReturned":
        by = shown.COLLECTORS.get(str(fields.get("collected_by")), "")
        return " ".join(part for part in (by, str(fields.get("name") or "")) if part)
    part = FIELD_OF_PART.get(str(fields.get("part")))
    value = f" “{fields['value']}”" if fields.get("value") else ""
    return f"{words.field_label(part).lower()}{value}" if part else ""


_AMOUNTS = frozenset({"amount_vnd", "off_vnd"})
"""Fields of the events of money."""


def _money(fields: Mapping[str, Any]) -> str:
    """Say how much, for what, with which receipt, on which ground."""
    amount = fields.get("amount_vnd", fields.get("off_vnd"))
    receipt = f"{fields['symbol']} {fields['number']}" if fields.get("number") else ""
    grounds = "; ".join(str(ground.get("name")) for ground in fields.get("grounds", ()))
    parts = (format_vnd(int(amount or 0)), str(fields.get("what") or ""), receipt, grounds)
    return " · ".join(part for part in parts if part)


_PASSAGES = (
    Column("Lúc", _when),
    Column("Việc", _what),
    Column("Ai làm", _who),
    Column("Đã dùng", _days),
    Column("Ghi chú", _note),
)


# what was printed


def _printed_at(row: PrintedPaper) -> str:
    return shown.moment(row.at)


def _printed_what(row: PrintedPaper) -> str:
    return NAMES.get(row.kind, row.kind)


def _printed_as(row: PrintedPaper) -> str:
    return f"in lại lần {row.reprint}" if row.reprint else "bản đầu"


def _printed_on(row: PrintedPaper) -> str:
    return SHEETS.get(row.layout, row.layout)


def _printed_by(row: PrintedPaper) -> str:
    return row.who or "–"


_PRINTED = (
    Column("In lúc", _printed_at),
    Column("Phiếu", _printed_what),
    Column("Lần", _printed_as),
    Column("Khổ giấy", _printed_on),
    Column("Người in", _printed_by),
)
