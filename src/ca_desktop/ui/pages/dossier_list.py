"""A list of dossiers of any length: in windows, in any order, and as a workbook."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.text import grouped
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows
from ca_desktop.services.desk.listing import ListSaved, save_dossier_list
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.windowed import WINDOW, WindowedRows
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.progress import ProgressStrip
from ca_desktop.ui.widgets.rows_view import table

NEWEST_FIRST = "-received"
_WIDTHS = (184, 140, 240, 114, 92, 196, 120)
_LEAST = (172, 104, 130, 100, 90, 168, 100)
_WIDE = 1000
"""Width from which on every column has room."""

_HOLDER, _PROCEDURE, _RECEIVED, _DUE, _HELD = 1, 2, 3, 4, 6


class DossierList(QWidget):
    """Shows the dossiers of a filter; the page says which.

    Args:
        page: on which it stands.
        order: to begin with, see `Dossiers.rows`.
        empty: what is said where there is no dossier.
    """

    def __init__(self, page: Page, *, order: str = NEWEST_FIRST, empty: str) -> None:
        super().__init__(page)
        self._page = page
        self.empty = empty
        self._wanted = DossierFilter()
        self._order = order
        self._shown: tuple[DossierFilter, str] | None = None
        self._scrolled = 0
        self.count = PlainLabel("", self, role="hint")
        self.model = WindowedRows[DossierRow](
            list(dossier_columns(page.context.now).values()), self
        )
        self.view = table(self.model, "dossiers", _WIDTHS, self)
        self.view.columns.make_room(_LEAST, going=((_DUE,), (_PROCEDURE,), (_HOLDER,)))
        self.view.setAccessibleName("Danh sách hồ sơ")
        strip = ProgressStrip(self)
        self._long = LongWork(page, strip)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view, 1)
        box.addWidget(strip)
        self.model.wanted.connect(self._on_wanted)
        header = self.view.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._on_header)
        self._show_order()

    @property
    def order(self) -> str:
        """The order in force; what is searched for comes newest first until a header is used."""
        return "due" if self._wanted.find and self._order == NEWEST_FIRST else self._order

    def show_list(self, wanted: DossierFilter) -> None:
        """Show the dossiers of a filter; the same ones again stay where they are."""
        self._wanted = wanted
        again = self._shown == (wanted, self.order)
        self._scrolled = self.view.verticalScrollBar().value() if again else 0
        self._page.context.tasks.query(
            self._window(0),
            owner=self,
            done=partial(self._show, wanted, self.order),
            failed=self._page.tell,
        )

    def selected(self) -> DossierRow | None:
        """Return the current dossier."""
        return self.model.row(self.view.currentIndex().row())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen leave out what the page of the dossier says as well."""
        super().resizeEvent(event)
        for column in (_RECEIVED, _HELD):
            self.view.columns.spare(column, wanted=self.width() < _WIDE)

    @Slot()
    def export(self) -> None:
        """Ask for a file and write all dossiers of the list into it."""
        name = f"ho-so-{self._page.context.today():%Y%m%d}.xlsx"
        ask_new_file(self, "Xuất Excel", self._on_target, name=name)

    def export_to(self, path: Path) -> None:
        """Write all dossiers of the list as a workbook, with progress."""
        save = partial(
            save_dossier_list,
            self._page.context.ports,
            self._wanted,
            path,
            order=self.order,
            columns=self.view.columns.chosen(),
        )
        self._long.run(lambda watch: save(watch=watch), Topic.OFFICE, done=self._on_saved)

    def _window(self, number: int) -> Callable[[], Sequence[DossierRow]]:
        return partial(
            dossier_rows,
            self._page.context.ports,
            self._wanted,
            offset=number * WINDOW,
            limit=WINDOW,
            order=self.order,
        )

    def _show(self, wanted: DossierFilter, order: str, rows: Sequence[DossierRow]) -> None:
        if (wanted, order) != (self._wanted, self.order):
            return  # another list was asked for meanwhile
        fresh, self._shown = self._shown != (wanted, order), (wanted, order)
        self.model.show_rows(rows)
        if fresh and wanted.find and rows:
            self.view.selectRow(0)  # the keys of the search box act on it
        if len(rows) < WINDOW:
            self._say_count(len(rows))
            self._settle()
            return
        count = partial(count_dossiers, self._page.context.ports, wanted)
        self._page.context.tasks.query(
            count, owner=self, done=partial(self._grow, self._shown), failed=self._page.tell
        )

    def _grow(self, shown: tuple[DossierFilter, str], count: int) -> None:
        if shown == self._shown:
            self.model.grow(count)
            self._say_count(count)
            self._settle()

    def _settle(self) -> None:
        """Stay where the list was scrolled to."""
        self.view.verticalScrollBar().setValue(self._scrolled)

    def _say_count(self, count: int) -> None:
        find = self._wanted.find
        if count:
            self.count.setText(f"{grouped(count)} hồ sơ")
        elif find:
            self.count.setText(f"Không tìm thấy “{find}”. Thử bỏ bớt từ, hoặc gõ số giấy tờ.")
        else:
            self.count.setText(self.empty)

    @Slot(int, int)
    def _on_wanted(self, state: int, window: int) -> None:
        self._page.context.tasks.query(
            self._window(window),
            owner=self,
            done=partial(self.model.give, state, window),
            failed=self._page.tell,
        )

    @Slot(int)
    def _on_header(self, section: int) -> None:
        order = self.model.columns[section].order
        if order:
            self._order = f"-{order}" if self._order == order else order
            self.show_list(self._wanted)
        self._show_order()

    def _show_order(self) -> None:
        falling = self._order.startswith("-")
        orders = [column.order for column in self.model.columns]
        way = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(
            orders.index(self._order.removeprefix("-")), way
        )

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self.export_to(Path(name))

    def _on_saved(self, saved: ListSaved) -> None:
        said = f"Đã xuất {saved.rows} hồ sơ ra {saved.file.name}."
        self._page.tell_written(said, saved.file)
