"""Hôm nay: what needs hands today."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services.desk.dossiers import day_counts, dossier_rows
from ca_desktop.services.ports.rows import DayCounts, DossierFilter, DossierRow
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page, table
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.labels import PlainLabel

SHOWN = 500


class TodayPage(Page):
    """Six counters that are also filters, and the list of the chosen one."""

    screen_name = "today"
    title = "Hôm nay"

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chosen = "due_today"
        self._counters: dict[str, QToolButton] = {}
        row = QHBoxLayout()
        for name, text in (
            ("due_today", "Đến hạn\nhôm nay"),
            ("overdue", "Quá hạn"),
            ("ready", "Chờ trả\nkết quả"),
            ("waiting", "Chờ người dân\nbổ sung"),
            ("unprinted", "Chưa in"),
            ("forwarded", "Chờ nhận"),
        ):
            row.addWidget(self._counter(name, text))
        self.box.addLayout(row)
        self._empty = PlainLabel("", self, role="hint")
        self.box.addWidget(self._empty)
        self.model = RowsModel[DossierRow](self._columns(), self)
        self.list = table(self.model, "today", (190, 190, 280, 90, 190), self)
        self.box.addWidget(self.list, 1)
        self.list.activated.connect(self._on_activated)
        row = QHBoxLayout()
        row.addStretch(1)
        self._open = self.act_button("primary", "open")
        self._open.clicked.connect(self.primary)
        row.addWidget(self._open)
        self.box.addLayout(row)

    def _counter(self, name: str, text: str) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        made = named(QToolButton(box), name)
        made.setText(f"0\n{text}")
        made.setProperty("words", text)
        made.setCheckable(True)
        made.setMinimumSize(116, 84)
        made.setAccessibleName(text.replace("\n", " "))
        made.clicked.connect(self._on_counter)
        layout.addWidget(made)
        self._counters[name] = made
        return box

    def _columns(self) -> Sequence[Column[DossierRow]]:
        columns = dossier_columns(self.context.ports.clock.now().date())
        return [columns[name] for name in ("code", "holder", "procedure", "due", "status")]

    @override
    def refresh(self) -> None:
        ports = self.context.ports
        self.context.tasks.query(partial(day_counts, ports), owner=self, done=self._show_counts)
        wanted = self._filter()
        work = partial(dossier_rows, ports, wanted, limit=SHOWN)
        self.context.tasks.query(work, owner=self, done=self.model.show_rows)

    def _filter(self) -> DossierFilter:
        ports = self.context.ports
        today = ports.clock.now().date().isoformat()
        with ports.reading() as view:
            own = view.offices.own().office_id
        return {
            "due_today": DossierFilter(due_on=today, office_id=own),
            "overdue": DossierFilter(due_before=today, office_id=own),
            "ready": DossierFilter(statuses=("result_ready",), office_id=own),
            "waiting": DossierFilter(statuses=("supplement_required",), office_id=own),
            "unprinted": DossierFilter(unprinted=True, office_id=own),
            "forwarded": DossierFilter(statuses=("forwarded",), forwarded_to=own),
        }[self._chosen]

    def _show_counts(self, counts: DayCounts) -> None:
        for name, made in self._counters.items():
            made.setText(f"{getattr(counts, name)}\n{made.property('words')}")
            made.setChecked(name == self._chosen)
        if counts.due_today or counts.next_due is None:
            self._empty.setText("")
        else:
            self._empty.setText(
                "Hôm nay không có hồ sơ đến hạn. Hồ sơ đến hạn gần nhất:"
                f" {shown.day(counts.next_due)} ({counts.next_due_count} hồ sơ)."
            )

    @Slot()
    def _on_counter(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._chosen = sender.objectName()
            self.refresh()

    @override
    def selected(self) -> DossierRow | None:
        row = self.list.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, DossierRow) else None

    @override
    @Slot()
    def primary(self) -> None:
        row = self.selected()
        if row is None:
            self.warned.emit("Chọn một hồ sơ trong danh sách, rồi mở.")
        else:
            self.dossier_chosen.emit(row.dossier_id)

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.primary()
