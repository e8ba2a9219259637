"""Ý kiến lãnh đạo: who approved, signed or sent back what, by person and period."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import sort_key
from ca_desktop.services.desk.rulings import (
    COLUMNS,
    Ruling,
    WantedRulings,
    rulings,
    save_rulings,
)
from ca_desktop.services.office.list_files import SavedListing
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.row_order import RowOrder
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.typed_fields import DayField

EVERYBODY = "Mọi người"
EMPTY = "Không có việc nào lãnh đạo đồng ý, ký từ chối hay trả lại trong khoảng ngày này."
USUAL_DAYS = 30
_WIDTHS = (136, 140, 165, 210, 210, 190, 140, 105)
_PROCEDURE, _UNIT = COLUMNS.index("Thủ tục"), COLUMNS.index("Đơn vị")
_DONE, _REASON = COLUMNS.index("Việc"), COLUMNS.index("Lý do")
_LEAST = (0, 100, 104, 110, 110, 172, 90, 80)
_GOING = ((_UNIT,), (_PROCEDURE,), (_REASON,), (_DONE,))


class RulingsPage(Page):
    """A list that is filtered by person and days; a click on a header sorts by it."""

    screen_name = "rulings"
    title = "Ý kiến lãnh đạo"
    topics = frozenset({Topic.DOSSIERS, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.offers["export"] = self.export
        self._found: Sequence[Ruling] = ()
        self.person = named(ChoiceField(self), "ruling_person")
        self.person.addItem(EVERYBODY, "")
        self.start = named(DayField(context.today, self), "from")
        self.end = named(DayField(context.today, self), "to")
        self.fields = {
            "person": Field("N&gười", self.person, self),
            "from": Field("&Từ ngày", self.start, self),
            "to": Field("Đế&n ngày", self.end, self),
        }
        row = QHBoxLayout()
        for name, share in (("person", 2), ("from", 1), ("to", 1)):
            row.addWidget(self.fields[name], share)
        self.box.addLayout(row)
        self._hint = PlainLabel("", self, role="hint")
        self.box.addWidget(self._hint)
        columns = [Column(title, partial(_cell, n)) for n, title in enumerate(COLUMNS)]
        self.model = RowsModel[Ruling](columns, self)
        self.list = table(self.model, "rulings", _WIDTHS, self, empty=EMPTY)
        self.list.setAccessibleName("Ý kiến lãnh đạo")
        self.list.columns.make_room(_LEAST, _GOING)
        self.order = RowOrder(self.list, down=True)
        self.box.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        export = button("Xuất Ex&cel…", "export_rulings")
        self._open = self.act_button("primary", "open_ruled")
        foot.addWidget(export)
        foot.addWidget(self._open)
        self.box.addLayout(foot)
        self._begin()
        export.clicked.connect(self.export)
        self._open.clicked.connect(self.primary)
        self.list.activated.connect(self._on_activated)
        self.order.changed.connect(self._show_rows)
        self.person.currentIndexChanged.connect(self._show_rows)
        for each in (self.start, self.end):
            each.left.connect(self.refresh)
            each.returnPressed.connect(self.refresh)

    def _begin(self) -> None:
        today = self.context.today()
        self.start.begin(day_text(today - timedelta(days=USUAL_DAYS)))
        self.end.begin(day_text(today))

    @override
    @Slot()
    def refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            work = partial(rulings, self.context.ports, wanted)
            self.context.tasks.query(
                work, owner=self, done=self._show, failed=self.tell, lane=Lane.REPORTS
            )

    def _wanted(self, person: str = "") -> WantedRulings | None:
        for name in ("from", "to"):
            self.fields[name].show_problem("")
        try:
            period = Period(start=self.start.day("from"), end=self.end.day("to"))
        except InvalidField as error:
            self.fields.get(error.field, self.fields["to"]).show_error(error)
            return None
        return WantedRulings(period=period, person=person)

    def _show(self, found: Sequence[Ruling]) -> None:
        self._found = found
        chosen = self.person.currentData()
        people = sorted({x.person for x in found if x.person}, key=sort_key)
        self.person.blockSignals(True)
        self.person.clear()
        for shown, name in ((EVERYBODY, ""), *((x, x) for x in people)):
            self.person.addItem(shown, name)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.blockSignals(False)
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        chosen = str(self.person.currentData() or "")
        rows = [x for x in self._found if not chosen or x.person == chosen]
        rows.sort(key=partial(_key, self.order.column), reverse=self.order.down)
        self.model.show_rows(rows)
        self._hint.setText(f"{len(rows)} việc")

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.person, self.list)

    @override
    @Slot()
    def primary(self) -> None:
        self._on_activated(self.list.currentIndex())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Ruling):
            self.dossier_chosen.emit(row.dossier_id)
        else:
            self.ask_to_choose("việc", "mở hồ sơ")

    @Slot()
    def export(self) -> None:
        """Ask where the workbook goes (Ctrl+E)."""
        ask_new_file(self, "Xuất ý kiến lãnh đạo", self._on_file, name="y-kien-lanh-dao.xlsx")

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write what is shown as a workbook."""
        wanted = self._wanted(str(self.person.currentData() or ""))
        if wanted is not None:
            columns = self.list.columns.chosen() or COLUMNS
            work = partial(save_rulings, self.context.ports, wanted, path, columns)
            self.context.tasks.change(work, owner=self, done=self._on_saved, failed=self.tell)

    def _on_saved(self, done: SavedListing) -> None:
        self.tell_written(f"Đã xuất {done.rows} dòng vào {done.path.name}.", done.path)


def _cell(place: int, row: Ruling) -> str:
    return row.cells[place]


def _key(place: int, row: Ruling) -> tuple[object, ...]:
    return (row.at,) if place == 0 else (sort_key(row.cells[place]), row.at)
