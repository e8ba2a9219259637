"""The main window: rail, page, search box, message bar, status bar."""

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.numbering import is_dossier_code
from ca_desktop.services import words
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.dossiers import DossiersPage
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.pages.reports import OnTimePage, ReportPage
from ca_desktop.ui.pages.results import ResultsPage
from ca_desktop.ui.pages.today import TodayPage
from ca_desktop.ui.pages.transfer import TransferPage
from ca_desktop.ui.slip_desk import SlipDesk
from ca_desktop.ui.widgets.fields import TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.message_bar import MessageBar
from ca_desktop.ui.windows.rail import Rail

LEAST_WIDTH, LEAST_HEIGHT = 1024, 640
P = TypeVar("P", bound=Page)


class MainWindow(QMainWindow):
    """One office at work."""

    def __init__(self, context: UiContext, *, kind: str, name: str, training: bool) -> None:
        super().__init__()
        self._context = context
        self._closing = False
        self.setWindowTitle(f"{name} – Bộ phận Một cửa")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.rail = Rail(kind, self)
        self.slips = SlipDesk(context, self)
        self._build(name, training=training)
        self._connect()
        self._shortcuts()
        self._on_wanted(self.rail.names[0])

    @cached_property
    def today(self) -> TodayPage:
        """Hôm nay."""
        return self._made(TodayPage(self._context))

    @cached_property
    def intake(self) -> IntakePage:
        """Tiếp nhận."""
        return self._made(IntakePage(self._context))

    @cached_property
    def dossiers(self) -> DossiersPage:
        """Hồ sơ."""
        return self._made(DossiersPage(self._context))

    @cached_property
    def results(self) -> ResultsPage:
        """Trả kết quả."""
        return self._made(ResultsPage(self._context))

    @cached_property
    def transfer(self) -> TransferPage:
        """Chuyển dữ liệu, or Nhập tệp at a centre."""
        return self._made(TransferPage(self._context))

    @cached_property
    def report(self) -> ReportPage:
        """Báo cáo."""
        page = self._made(ReportPage(self._context))
        page.dossiers_asked.connect(self._on_dossiers)
        return page

    @cached_property
    def on_time(self) -> OnTimePage:
        """Tỷ lệ đúng hạn."""
        page = self._made(OnTimePage(self._context))
        page.dossiers_asked.connect(self._on_dossiers)
        return page

    def _made(self, page: P) -> P:
        """Take in a page at its first use; what nobody opens costs nothing at the start."""
        self._stack.addWidget(page)
        page.said.connect(self.message.say)
        page.warned.connect(self.message.warn)
        page.dossier_chosen.connect(self._on_dossier)
        page.return_asked.connect(self._on_return)
        page.print_asked.connect(self.slips.print_slip)
        page.preview_asked.connect(self.slips.preview)
        return page

    def _build(self, name: str, *, training: bool) -> None:
        self._stack = QStackedWidget(self)
        self.search = named(TextField(self), "search")
        self.search.setPlaceholderText("Quét hoặc tìm…  F3")
        self.search.setAccessibleName("Quét hoặc tìm")
        self.search.setFixedWidth(320)
        self.message = MessageBar(self)
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
        right.addWidget(self.message)
        right.addWidget(self._stack, 1)
        centre = QWidget(self)
        whole = QHBoxLayout(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.setCentralWidget(centre)
        self.statusBar().showMessage(f"Người dùng: {self._context.ports.actor.name}")

    def _connect(self) -> None:
        tasks = self._context.tasks
        self.rail.wanted.connect(self._on_wanted)
        self.search.textEdited.connect(self._on_search)
        self.search.returnPressed.connect(self._on_search_entered)
        self.slips.said.connect(self.message.say)
        self.slips.warned.connect(self.message.warn)
        tasks.failed.connect(self.show_failure)
        tasks.idle.connect(self._on_idle)

    def _shortcuts(self) -> None:
        for key, slot in (
            ("F2", self._on_intake),
            ("Ctrl+N", self._on_intake),
            ("F3", self._on_find),
            ("Ctrl+F", self._on_find),
            ("F5", self._on_reload),
            ("F7", self._on_f7),
            ("F9", self._on_primary),
            ("Ctrl+S", self._on_save),
            ("Ctrl+P", self._on_preview),
            ("Ctrl+U", self._on_transfer),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(slot)
        for number, name in enumerate(self.rail.names, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setObjectName(name)
            shortcut.activated.connect(self._on_number)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self._stack.currentWidget()
        if not isinstance(page, Page):
            raise TypeError("no page is shown")
        return page

    def show_page(self, page: Page) -> None:
        """Show a page and let it load."""
        self._stack.setCurrentWidget(page)
        name = next(name for name in self.rail.names if vars(self).get(name) is page)
        self.rail.show_current(name)
        page.refresh()

    @Slot(str)
    def _on_wanted(self, name: str) -> None:
        self.show_page(getattr(self, name))

    @Slot()
    def _on_number(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._on_wanted(sender.objectName())

    @Slot()
    def _on_intake(self) -> None:
        self.show_page(self.intake)
        self.intake.start()

    @Slot()
    def _on_find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _on_reload(self) -> None:
        self.page.refresh()

    @Slot()
    def _on_primary(self) -> None:
        self.page.primary()

    @Slot()
    def _on_save(self) -> None:
        if self.page is self.intake:
            self.intake.save()

    @Slot()
    def _on_preview(self) -> None:
        row = self.dossiers.selected() if self.page is self.dossiers else None
        code = row.code if row and row.code else self.slips.last
        if code:
            self.slips.preview(code)
        else:
            self.message.warn("Chọn hồ sơ cần in giấy hẹn trong Hồ sơ (F3).")

    @Slot()
    def _on_transfer(self) -> None:
        self.show_page(self.transfer)

    @Slot()
    def _on_f7(self) -> None:
        row = self.dossiers.selected() if self.page is self.dossiers else None
        self._on_return(row.code if row and row.code else "")

    @Slot(str)
    def _on_return(self, code: str) -> None:
        self.show_page(self.results)
        self.results.start(code)

    @Slot(str)
    def _on_dossier(self, dossier_id: str) -> None:
        self.show_page(self.dossiers)
        self.dossiers.open_dossier(dossier_id)

    @Slot(object)
    def _on_dossiers(self, ids: tuple[str, ...]) -> None:
        self.show_page(self.dossiers)
        self.dossiers.show_only(DossierFilter(ids=ids))

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if len(text.strip()) > 1 and "|" not in text:
            if self.page is not self.dossiers:
                self.show_page(self.dossiers)
            self.dossiers.search(text)

    @Slot()
    def _on_search_entered(self) -> None:
        text = self.search.value().strip()
        if "|" in text:
            self.show_page(self.intake)
            if self.intake.scan(text):
                self.search.clear()
        elif is_dossier_code(text):
            self._on_return(text)
            self.search.clear()

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Tell of a task that failed and of what nobody expected."""
        message = words.describe(error)
        self.message.warn(f"{message.sentence} ({message.code})")

    @Slot()
    def _on_idle(self) -> None:
        if self._closing:
            self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._context.tasks.writing:
            self._closing = True
            self.statusBar().showMessage("Đang lưu, xin chờ…")
            event.ignore()
            return
        self._context.tasks.close()
        super().closeEvent(event)
