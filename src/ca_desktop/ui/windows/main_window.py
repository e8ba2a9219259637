"""The main window: rail, page, search box, message bar, status bar."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.attention import matters
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.scanning.desk import ScanDesk
from ca_desktop.ui.screens import rail_of
from ca_desktop.ui.slip_desk import SlipDesk
from ca_desktop.ui.widgets.backup_state import BackupState
from ca_desktop.ui.widgets.date_band import DateBand
from ca_desktop.ui.widgets.fields import TextField, finish_fields, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.message_bar import MessageBar
from ca_desktop.ui.windows.commands import Commands
from ca_desktop.ui.windows.desk import Desk
from ca_desktop.ui.windows.focus import leave_field, move_on, next_pane
from ca_desktop.ui.windows.page_stack import PageStack
from ca_desktop.ui.windows.rail import Rail
from ca_desktop.ui.windows.scanned import Scanned

LEAST_WIDTH, LEAST_HEIGHT = 1024, 640


class MainWindow(QMainWindow):
    """One office at work.

    Signals:
        restore_asked(): leave this office and put one back from a backup.
    """

    restore_asked = Signal()

    def __init__(self, context: UiContext, *, kind: str, name: str, training: bool) -> None:
        super().__init__()
        self._context = context
        self._closing = False
        self._asked = False
        self.setWindowTitle(f"{name} – Bộ phận Một cửa")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        screens = rail_of(kind, context.ports.actor.roles)
        self.commands = Commands(self, screens)
        self.rail = Rail(screens, self)
        self.pages = PageStack(context, kind, self)
        self.slips = SlipDesk(context, self)
        self.scans = ScanDesk(context, self)
        self.desk = Desk(context, self.pages, self)
        self._build(name, training=training)
        self._connect()
        self._fill()
        self._on_wanted(self.rail.names[0])
        files = context.ports.files
        context.tasks.query(files.is_low_on_space, owner=self, done=self.message.warn_of_space)
        context.tasks.touched.connect(self._on_touched)
        self._count_matters()
        self.slips.count()

    def _build(self, name: str, *, training: bool) -> None:
        self.search = named(TextField(self), "search")
        self.search.setPlaceholderText("Quét hoặc tìm…  F3")
        self.search.setAccessibleName("Quét hoặc tìm")
        self.search.setFixedWidth(320)
        self.message = MessageBar(self)
        self.date_band = DateBand(self._context, self)
        self.date_band.said.connect(self.message.say)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.setContentsMargins(0, 0, 0, 0)
        if training:
            banner = "ĐANG TẬP HUẤN – dữ liệu giả, phiếu in có chữ TẬP HUẤN"
            right.addWidget(PlainLabel(banner, self, role="training"))
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 0)
        top.addWidget(PlainLabel(name, self, role="hint"), 1)
        top.addWidget(self.search)
        right.addLayout(top)
        right.addWidget(self.date_band)
        right.addWidget(self.desk.recovery)
        said = QHBoxLayout()
        said.addWidget(self.message, 1)
        said.addWidget(self.desk.undo_button)
        right.addLayout(said)
        right.addWidget(self.scans.bar)
        right.addWidget(self.pages, 1)
        centre = QWidget(self)
        whole = QHBoxLayout(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.setCentralWidget(centre)
        self.backup = BackupState(self._context, self)
        self.backup.warned.connect(self.message.warn)
        self.statusBar().addPermanentWidget(self.desk.state)
        self.statusBar().addPermanentWidget(self.backup)
        self.statusBar().showMessage(f"Người dùng: {self._context.ports.actor.name}")

    def _connect(self) -> None:
        tasks = self._context.tasks
        self.rail.wanted.connect(self._on_wanted)
        self.pages.made.connect(self._on_made)
        self.pages.papers_made.connect(self.slips.serve)
        self.slips.counted.connect(partial(self.rail.show_count, "prints"))
        self.search.seen.connect(self._on_search)
        Scanned(self, self.scans, self)
        self.scans.dossier_found.connect(self._on_dossier)
        self.scans.return_asked.connect(self._on_return)
        self.scans.warned.connect(self.message.warn)
        for part in (self.slips, self.desk):
            part.said.connect(self.message.say)
            part.warned.connect(self.message.warn)
        self.desk.page_asked.connect(self._on_wanted)
        self.desk.drafts_counted.connect(self.rail.show_count)
        tasks.failed.connect(self.show_failure)
        tasks.idle.connect(self._on_idle)

    def _fill(self) -> None:
        fill = self.commands.fill
        for name, slot in (
            ("intake", self.desk.new_intake),
            ("next_parked", self.desk.next_parked),
            ("undo", self.desk.undoing.undo),
            ("redo", self.desk.undoing.redo),
            ("find", self._on_find),
            ("return", self._on_f7),
            ("step", self._on_step),
            ("preview", self._on_preview),
            ("reload", self.pages.refresh),
            ("next_pane", partial(self._on_pane, 1)),
            ("previous_pane", partial(self._on_pane, -1)),
            ("transfer", partial(self._on_wanted, "transfer")),
            ("quit", self.close),
        ):
            fill(name, slot)
        for name in self.rail.names:
            fill(f"page:{name}", partial(self._on_wanted, name))

    def show_page(self, page: Page) -> None:
        """Show a page and let it load."""
        self.pages.show_page(page)
        self.rail.show_current(page.screen_name)
        self.commands.show_screen(page.screen_name, page.offers)
        self.date_band.check()
        page.refresh()

    @Slot(object)
    def _on_made(self, page: Page) -> None:
        page.said.connect(self.message.say)
        page.warned.connect(self.message.warn)
        page.dossier_chosen.connect(self._on_dossier)
        page.dossiers_asked.connect(self._on_dossiers)
        page.return_asked.connect(self._on_return)
        page.print_asked.connect(self.slips.print_slip)
        page.preview_asked.connect(self.slips.preview)
        page.receipt_asked.connect(self.slips.print_receipt)
        page.page_asked.connect(self._on_wanted)
        page.restore_asked.connect(self.restore_asked)

    @Slot(str)
    def _on_wanted(self, name: str) -> None:
        self.show_page(self.pages.named(name))

    @Slot()
    def _on_find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _on_pane(self, way: int) -> None:
        next_pane((self.rail, self.search, *self.pages.current.panes()), way)

    def _dossier(self) -> DossierRow | None:
        """Return the dossier that F7, F8 and Ctrl+P act on."""
        return self.pages.current.selected()

    @Slot()
    def _on_step(self) -> None:
        row = self._dossier()
        if row is not None:
            self._on_dossier(row.dossier_id)
            self.pages.dossiers.step.setFocus()
        else:
            self.message.warn("Chọn một hồ sơ trước: quét giấy hẹn hoặc tìm (F3).")

    @Slot()
    def _on_preview(self) -> None:
        row = self._dossier()
        code = row.code if row and row.code else self.slips.last
        if code:
            self.slips.preview(code)
        else:
            self.message.warn("Chọn hồ sơ cần in giấy hẹn trong Hồ sơ (F3).")

    @Slot()
    def _on_f7(self) -> None:
        row = self._dossier()
        self._on_return(row.code if row and row.code else "")

    @Slot(str)
    def _on_return(self, code: str) -> None:
        self.show_page(self.pages.results)
        self.pages.results.start(code)

    @Slot(str)
    def _on_dossier(self, dossier_id: str) -> None:
        self.show_page(self.pages.dossiers)
        self.pages.dossiers.open_dossier(dossier_id)

    @Slot(object)
    def _on_dossiers(self, ids: tuple[str, ...]) -> None:
        self.show_page(self.pages.dossiers)
        self.pages.dossiers.show_only(DossierFilter(ids=ids))

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if len(text.strip()) > 1 and "|" not in text:
            if self.pages.current is not self.pages.dossiers:
                self.show_page(self.pages.dossiers)
            self.pages.dossiers.search(text)

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Tell of a task that failed and of what nobody expected."""
        message = words.describe(error)
        self.message.warn(f"{message.sentence} ({message.code})")

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.EXCHANGE, Topic.OFFICE, Topic.TASKS}:
            self._count_matters()

    def _count_matters(self) -> None:
        work = partial(matters, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self._show_matters)

    def _show_matters(self, found: Sequence[Matter]) -> None:
        self.rail.show_count("attention", len(found))
        if not self._asked and any(x.remedy is Remedy.ADOPT for x in found):
            self._asked = True
            self.show_page(self.pages.attention)
        self.backup.refresh()

    @Slot()
    def _on_idle(self) -> None:
        if self._closing:
            self.close()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer what no widget wanted: Esc leaves the field, then the page; Enter moves on."""
        if event.key() == Qt.Key.Key_Escape:
            if not leave_field(self.pages.current):
                self._on_back()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            move_on()
        else:
            super().keyPressEvent(event)

    def _on_back(self) -> None:
        page = self.pages.before()
        if page is not None:
            self.show_page(page)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        finish_fields(self)
        self.scans.close()
        if self._context.tasks.writing:
            self._closing = True
            self.statusBar().showMessage("Đang lưu, xin chờ…")
            event.ignore()
            return
        self._context.tasks.close()
        super().closeEvent(event)
