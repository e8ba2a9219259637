"""Danh mục thủ tục: look, import a portal's list, fill in what it lacks, publish."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.procedures import Procedure, search_procedures
from ca_desktop.services.desk.samples import SavedSample, save_sample
from ca_desktop.services.office.procedures import (
    Published,
    Unpublished,
    catalogue,
    complete_procedure,
    publish_catalogue,
    unpublished,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.process import ProcessDialog
from ca_desktop.ui.dialogs.tariff import open_tariff
from ca_desktop.ui.half_typed import HalfTyped, Values
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.catalogue_sheet import CatalogueSheet
from ca_desktop.ui.tasks import Lane, touching
from ca_desktop.ui.widgets.details import ProcedureDetails
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.file_dialogs import ask_folder
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.scrolled import Scrolled

MOST_LISTED = 5
"""Of the procedures that wait to be published, so many are named."""

WIDE = 1000
"""Width of the page from which on every column has room."""


class CataloguePage(Page):
    """Every procedure in force, and what this office says of the chosen one.

    Args:
        publishes: whether this office publishes for others (a centre).
    """

    screen_name = "catalogue"
    title = "Danh mục thủ tục"
    topics = frozenset({Topic.MASTER})

    def __init__(
        self, context: UiContext, *, publishes: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._all: Sequence[Procedure] = ()
        self.typed = named(TextField(self), "find")
        self.typed.setPlaceholderText("Mã tắt, mã hoặc vài chữ không dấu")
        self.typed.setAccessibleName("Tìm thủ tục")
        self.incomplete = named(QCheckBox("Chỉ thủ tục chưa đủ để tiếp nhận", self), "incomplete")
        self._count = PlainLabel("", self, role="hint")
        self.model = RowsModel[Procedure](_COLUMNS, self)
        self.list = table(
            self.model,
            "catalogue",
            (110, 60, 380, 150, 136),
            self,
            empty="Không có thủ tục nào khớp. Gõ ít chữ hơn, hoặc nhập danh mục ở dưới.",
        )
        self.list.columns.make_room((78, 56, 120, 110, 126), going=((_DAYS,),))
        self.list.setAccessibleName("Các thủ tục")
        self.details = ProcedureDetails(self)
        self.half = HalfTyped(*self.details.editors)
        self._wanted = ""
        self._save = self.act_button("primary", "save_details")
        self._sample = button("Hồ sơ mẫu…", "save_sample")
        self._tariff = button("&Mức thu phí…", "tariff")
        self._process = button("&Quy trình nội bộ…", "process")
        self.sheet = CatalogueSheet(self)
        self._publish = button("Ban hành cho các xã", "publish")
        self.news = named(NoteLabel("", self, role="hint"), "unpublished")
        self._publishes = publishes
        self._publish.setVisible(publishes)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.typed, 1)
        top.addWidget(self.incomplete)
        top.addWidget(self._publish)
        self.box.addLayout(top)
        self.box.addWidget(self.news)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        pane = QWidget(self)
        right = QVBoxLayout(pane)
        right.setContentsMargins(0, 0, 0, 0)
        sheet = Scrolled(pane)
        sheet.box.addWidget(self.details)
        right.addWidget(sheet, 1)
        more = FlowRow()
        for each in (self._tariff, self._process, self._sample):
            more.add(each)
        right.addLayout(more)
        right.addWidget(self._save)
        split.addWidget(pane)
        split.setSizes([640, 480])
        self.box.addWidget(split, 1)
        self.box.addWidget(self._count)
        self.box.addWidget(self.sheet)

    def _connect(self) -> None:
        self.typed.seen.connect(self._on_find)
        self.incomplete.toggled.connect(self._on_find)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self._save.clicked.connect(self.primary)
        self._sample.clicked.connect(self._on_sample)
        self._tariff.clicked.connect(self._on_tariff)
        self._process.clicked.connect(self._on_process)
        self._publish.clicked.connect(self._on_publish)

    @Slot()
    def _on_sample(self) -> None:
        """Write the sample dossier of the chosen procedure, to be shown to citizens."""
        ask_folder(self, "Nơi lưu hồ sơ mẫu", self._on_sample_folder)

    @Slot(str)
    def _on_sample_folder(self, folder: str) -> None:
        row = self.model.row(self.list.currentIndex().row())
        if row is None:
            self.ask_to_choose("thủ tục")
            return
        work = partial(save_sample, self.context.ports, row.code, Path(folder))
        self.context.tasks.query(
            work, owner=self, done=self._on_sampled, failed=self.tell, lane=Lane.FILES
        )

    def _on_sampled(self, done: SavedSample) -> None:
        names = " và ".join(path.name for path in done.paths)
        self.tell_written(f"Đã lưu {names}.", done.paths[0])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen leave out the field: the name says more."""
        super().resizeEvent(event)
        self.list.columns.spare(_FIELD, wanted=self.width() < WIDE)

    @override
    def refresh(self) -> None:
        work = partial(catalogue, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)
        if self._publishes:
            news = partial(unpublished, self.context.ports)
            self.context.tasks.query(news, owner=self, done=self._show_news)

    def _show_news(self, found: Unpublished) -> None:
        self.news.setText(_unpublished_words(found))

    def _show(self, procedures: Sequence[Procedure]) -> None:
        self._all = procedures
        self._on_find()

    @Slot()
    def _on_find(self) -> None:
        typed = self.typed.seen_text().strip()
        found = search_procedures(self._all, typed) if typed else self._all
        if self.incomplete.isChecked():
            found = [item for item in found if not item.ready_for_intake]
        self.model.show_rows(found)
        self._choose_again([item.code for item in found])
        lacking = sum(not item.ready_for_intake for item in self._all)
        self._count.setText(
            f"{len(found)} / {len(self._all)} thủ tục; {lacking} chưa đủ để tiếp nhận."
        )

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        chosen = current.data(ROW_ROLE)
        if not isinstance(chosen, Procedure):
            return
        self._wanted = chosen.code
        if chosen.code != self.details.code or not self.half.typed:
            show = partial(self.details.show_procedure, chosen)
            self.turn_to(chosen.code, f"thủ tục {chosen.code}", show)

    def _choose_again(self, codes: Sequence[str]) -> None:
        """Let the procedure be chosen that was, while it stands in the list."""
        if self._wanted in codes:
            self.list.selectRow(codes.index(self._wanted))
        elif self.details.code:
            self.turn_to("", "", self.details.show_nothing)

    @override
    @Slot()
    def primary(self) -> None:
        if self.context.tasks.writes_for(self):
            return
        if not self.details.code:
            self.ask_to_choose("thủ tục", "sửa và lưu")
            return
        for field in self.details.fields.values():
            field.show_problem("")
        try:
            command = self.details.command()
        except InvalidField as error:
            self._on_failed(error)
            return
        work = touching(partial(complete_procedure, self.context.ports, command), Topic.MASTER)
        done = partial(self._on_saved, command.code, self.half.read())
        self.context.tasks.change(work, owner=self, done=done, failed=self._on_failed)

    def _on_saved(self, code: str, said: Values, _done: object) -> None:
        self.half.kept(code, said)
        self.said.emit("Đã lưu thủ tục. Hồ sơ nhận từ bây giờ theo nội dung mới.")

    def _on_failed(self, error: Exception) -> None:
        field = self.details.fields.get(getattr(error, "field", ""))
        if field is None:
            self.tell(error)
            return
        field.show_error(error)
        field.editor.setFocus()

    @Slot()
    def _on_tariff(self) -> None:
        """Ask what the chosen procedure costs."""
        if row := self._row():
            open_tariff(self.context, row.code, self)

    @Slot()
    def _on_process(self) -> None:
        """Ask who works on the chosen procedure, and for how long."""
        if row := self._row():
            dialog = ProcessDialog(self.context, row.code, self)
            dialog.said.connect(self.said)
            dialog.open()

    def _row(self) -> Procedure | None:
        row = self.model.row(self.list.currentIndex().row())
        if row is None:
            self.ask_to_choose("thủ tục")
        return row

    @Slot()
    def _on_publish(self) -> None:
        work = partial(publish_catalogue, self.context.ports)
        self.context.tasks.change(work, owner=self, done=self._on_published, failed=self.tell)

    def _on_published(self, done: Published) -> None:
        self.said.emit(
            f"Đã ban hành {done.procedures} thủ tục và {done.calendars} năm lịch;"
            " các xã nhận trong lần chuyển dữ liệu tới."
        )


def _unpublished_words(found: Unpublished) -> str:
    """Say what a press of the button would give to whom."""
    listed = ", ".join(found.procedures[:MOST_LISTED])
    more = "…" if len(found.procedures) > MOST_LISTED else ""
    news = [f"{len(found.procedures)} thủ tục ({listed}{more})"] if found.procedures else []
    years = ", ".join(map(str, found.calendars))
    news += [f"lịch năm {years}"] if years else []
    whom = f"{found.communes} xã đã kết nối" if found.communes else "các xã kết nối sau này"
    if not news:
        return f"Mọi thủ tục và lịch đã ban hành cho {whom}."
    return (
        f"Chưa ban hành: {', '.join(news)}. Bấm Ban hành thì {whom}"
        " nhận trong lần chuyển dữ liệu tới."
    )


def _code(row: Procedure) -> str:
    return row.code


def _alias(row: Procedure) -> str:
    return row.alias


def _name(row: Procedure) -> str:
    return row.name


def _field(row: Procedure) -> str:
    return row.field_name


def _limit(row: Procedure) -> str:
    return row.cases[0].limit.words() if row.cases else "chưa đủ"


_FIELD, _DAYS = 3, 4
_COLUMNS = (
    Column("Mã", _code),
    Column("Mã tắt", _alias),
    Column("Tên thủ tục", _name),
    Column("Lĩnh vực", _field),
    Column("Thời hạn", _limit),
)
