"""A sheet from outside for the catalogue: a portal's list, or tariffs of a resolution."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.office.procedures import CatalogueImport, import_catalogue
from ca_desktop.services.office.tariff_sheets import (
    TariffImport,
    import_tariffs,
    is_tariff_sheet,
    save_tariffs,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.file_dialogs import EXCEL_OR_CSV, ask_new_file
from ca_desktop.ui.widgets.labels import NoteLabel
from ca_desktop.ui.widgets.places import PlaceField

SHEETS = "Danh mục từ Cổng dịch vụ công, biểu mức thu (*.xlsx *.csv);;Mọi tệp (*)"
TITLE = "Tệp Excel: danh mục thủ tục hoặc biểu mức thu"
MOST_PROBLEMS = 5
Brought = CatalogueImport | TariffImport


class CatalogueSheet(QWidget):
    """A place for the file, what it would bring, and the button that takes it in.

    Args:
        page: says what was done.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.place = PlaceField(
            "Tệp Excel: danh mục thủ tục hoặc biểu mức thu", "sheet", SHEETS, self
        )
        self._go = button("Nhập từ tệp", "import_catalogue")
        self._go.setEnabled(False)
        self._save = button("Xuất mứ&c thu…", "export_tariffs")
        self.preview = named(NoteLabel("", self, role="hint"), "sheet_preview")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self._go)
        row.addWidget(self._save)
        box.addLayout(row)
        box.addWidget(self.preview)
        self.place.chosen.connect(self._on_sheet)
        self._go.clicked.connect(self.take_in)
        self._save.clicked.connect(self._on_save)

    @Slot(object)
    def _on_sheet(self, path: Path) -> None:
        context = self._page.context
        work = partial(_brought, context.ports, path, preview=True)
        self._go.setEnabled(False)
        self.preview.setText("Đang xem tệp…")
        context.tasks.query(
            work,
            owner=self._page,
            done=self._show,
            failed=self._on_unreadable,
            lane=Lane.WRITER,
        )

    def _show(self, found: Brought) -> None:
        self._go.setEnabled(bool(found.new + found.changed))
        rows = [
            f"dòng {item.line}: {words.describe_code(item.code, **item.details).happened}"
            for item in found.problems[:MOST_PROBLEMS]
        ]
        more = len(found.problems) - len(rows)
        what = "Biểu mức thu: " if isinstance(found, TariffImport) else ""
        lacking = (
            f" · chưa đủ để tiếp nhận {found.incomplete}"
            if isinstance(found, CatalogueImport)
            else ""
        )
        self.preview.setText(
            f"{what}Mới {found.new} · thay đổi {found.changed} · không đổi {found.same}{lacking}"
            f" · dòng bỏ lại {len(found.problems)}. "
            + "; ".join(rows)
            + (f"; và {more} dòng khác." if more else "")
        )

    def _on_unreadable(self, error: Exception) -> None:
        self.preview.setText("")
        self._page.tell(error)

    @Slot()
    def take_in(self) -> None:
        """Take in what was shown."""
        path = self.place.value()
        if path is None:
            return
        self._go.setEnabled(False)
        context = self._page.context
        work = partial(_brought, context.ports, path)
        context.tasks.change(work, owner=self._page, done=self._on_done, failed=self._page.tell)

    def _on_done(self, done: Brought) -> None:
        self.preview.setText("")
        self.place.clear()
        what = "mức thu" if isinstance(done, TariffImport) else "thủ tục"
        self._page.said.emit(f"Đã nhập {done.new} {what} mới, {done.changed} {what} thay đổi.")

    @Slot()
    def _on_save(self) -> None:
        ask_new_file(
            self, "Xuất mức thu", self.save_tariffs, kind=EXCEL_OR_CSV, name="muc-thu.xlsx"
        )

    @Slot(str)
    def save_tariffs(self, name: str) -> None:
        """Write the tariffs that were entered, and lines for those that wait for a resolution."""
        path, context = Path(name), self._page.context
        context.tasks.query(
            partial(save_tariffs, context.ports, path),
            owner=self._page,
            done=partial(self._on_saved, path),
            failed=self._page.tell,
            lane=Lane.WRITER,
        )

    def _on_saved(self, path: Path, rows: int) -> None:
        said = f"Đã xuất {rows} dòng mức thu vào {path.name}; điền xong thì nhập lại."
        self._page.tell_written(said, path)


def _brought(ports: Ports, path: Path, *, preview: bool = False) -> Brought:
    read = import_tariffs if is_tariff_sheet(ports, path) else import_catalogue
    return read(ports, path, preview=preview)
