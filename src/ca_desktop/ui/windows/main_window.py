"""The main window: one office at work."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.today import DeskDay
from ca_desktop.ui.columns_desk import ColumnsDesk
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.recent import RecentDialog
from ca_desktop.ui.look_desk import LookDesk
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.scanning.desk import ScanDesk
from ca_desktop.ui.screens import rail_of, screens_of
from ca_desktop.ui.slip_desk import SlipDesk
from ca_desktop.ui.told import Level, Told
from ca_desktop.ui.windows.commands import Commands
from ca_desktop.ui.windows.counts import Counts
from ca_desktop.ui.windows.desk import Desk
from ca_desktop.ui.windows.errands import Errands
from ca_desktop.ui.windows.focus import leave_field, move_on
from ca_desktop.ui.windows.frame import Frame
from ca_desktop.ui.windows.moves_desk import MovesDesk
from ca_desktop.ui.windows.page_stack import PageStack
from ca_desktop.ui.windows.scanned import Scanned
from ca_desktop.ui.windows.status_bar import StatusCells

LEAST_WIDTH, LEAST_HEIGHT = 900, 460
"""What a screen of 1366×768 at 150 % leaves beside its task bar and the title of the window."""

RAIL_SETTING = "rail"


class MainWindow(QMainWindow):
    """Rail, page and bars of an office; what they lead to is told by `Errands`.

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
        roles = context.ports.actor.roles
        screens = rail_of(kind, roles)
        self.commands = Commands(self, screens_of(kind, roles))
        self.pages = PageStack(context, kind, self)
        self.scans = ScanDesk(context, self)
        self.frame = Frame(context, screens, self.pages, training=training, window=self)
        self.frame.add_bar(self.scans.bar)
        self.setCentralWidget(self.frame)
        self.rail, self.search = self.frame.rail, self.frame.search
        self.message = self.frame.message
        self.desk = Desk(context, self.pages, self)
        self.frame.add_bar(self.desk.recovery)
        self.frame.add_beside(self.desk.undo_button)
        self.cells = StatusCells(context, self.statusBar(), self.desk.state)
        self.backup = self.cells.backup
        self.cells.show_who(f"{name} · {context.ports.actor.name}")
        self.slips = SlipDesk(context, self)
        self.looks = LookDesk(context, self.commands.fill, self)
        self.errands = Errands(self.frame, self.pages, self.slips, self.show_page)
        self.columns = ColumnsDesk(context, self)
        self.counts = Counts(context, self)
        self.moves = MovesDesk(context, self)
        self._connect()
        self._fill()
        self.errands.go(self.rail.names[0])
        files = context.ports.files
        context.tasks.query(files.is_low_on_space, owner=self, done=self.message.warn_of_space)
        self.slips.count()

    def _connect(self) -> None:
        tasks = self._context.tasks
        self.pages.made.connect(self._on_made)
        self.pages.papers_made.connect(self.slips.serve)
        self.slips.counted.connect(partial(self.rail.show_count, "prints"))
        self.slips.told.connect(self.message.tell)
        self.backup.warned.connect(self.message.warn)
        self.pages.made.connect(self.columns.adopt)
        self.pages.made.connect(self.counts.serve)
        self.moves.said.connect(self.message.say)
        for part in (self.slips, self.desk, self.looks, self.columns):
            part.said.connect(self.message.say)
            part.warned.connect(self.message.warn)
        self.desk.page_asked.connect(self.errands.go)
        self.desk.undoing.told.connect(self.message.tell)
        self.desk.undoing.list_asked.connect(self.errands.show_list)
        self.desk.drafts_counted.connect(self.rail.show_count)
        self.slips.counted.connect(self.cells.show_unprinted)
        self.counts.counted.connect(self._on_counted)
        self.counts.found.connect(self._on_matters)
        for slot in (self.pages.refresh, self.desk.expire, self.backup.keep_up):
            self.counts.day_turned.connect(slot)
        Scanned(self, self.scans, self)
        self.scans.slip_found.connect(self.errands.take_slip)
        self.scans.warned.connect(self.message.warn)
        self.scans.state_changed.connect(self.cells.scanner.setText)
        tasks.failed.connect(self.show_failure)
        tasks.idle.connect(self._on_idle)
        tasks.slow.connect(self.frame.show_slow)

    def _fill(self) -> None:
        self.errands.fill(self.commands)
        for name, slot in (
            ("intake", self.desk.new_intake),
            ("next_parked", self.desk.next_parked),
            ("undo", self.desk.undo),
            ("redo", self.desk.redo),
            ("recent", self._on_recent),
            ("fold_rail", self._on_fold),
            ("columns", self._on_columns),
            ("choose_columns", self._on_choose_columns),
            ("lock", self.desk.lock.lock),
            ("quit", self.close),
        ):
            self.commands.fill(name, slot)
        kept = self._context.ports.pc.read(RAIL_SETTING)
        self.rail.fold(wanted=kept.get("folded") is True)

    def show_page(self, page: Page) -> None:
        """Show a page and let it load."""
        if self.pages.show_page(page):
            self.search.begin()
            self.errands.arrive(answered=self._context.tasks.answering)
        name = page.screen_name
        self.frame.title.setText(page.title)
        self.pages.setAccessibleName(page.title)  # else a screen reader says only what it is
        self.rail.show_current(name)
        self.search.filters = name == "dossiers"
        self.commands.show_screen(name, {**page.offers, "primary": self.errands.primary})
        self.frame.date_band.check()
        page.refresh()

    @property
    def settled(self) -> bool:
        """True once it shows all that it asked for."""
        return not self._context.tasks.busy

    @Slot(object)
    def _on_made(self, page: Page) -> None:
        page.restore_asked.connect(self.restore_asked)
        page.act_asked.connect(self.commands.run)

    def _on_recent(self) -> None:
        RecentDialog(self.message.recent, self).open()

    def _on_columns(self) -> None:
        self.columns.reset(self.pages.current)

    def _on_choose_columns(self) -> None:
        self.columns.choose(self.pages.current)

    def _on_fold(self) -> None:
        self.rail.fold(wanted=not self.rail.folded)
        keep = partial(self._context.ports.pc.keep, RAIL_SETTING, {"folded": self.rail.folded})
        self._context.tasks.query(keep, owner=self, done=_kept)

    @Slot(object)
    def _on_counted(self, day: DeskDay) -> None:
        self.rail.show_count("today", day.pressing, day.words)
        self.rail.show_count("apologies", day.apologies)
        self.rail.show_count("transfer", day.changes)
        self.cells.show_waiting(day.changes, paired=day.paired)

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Tell of a task that failed and of what nobody expected."""
        message = words.describe(error)
        self.message.tell(Told(text=message.sentence, level=Level.WARNING, code=message.code))

    @Slot(object)
    def _on_matters(self, found: Sequence[Matter]) -> None:
        self.rail.show_count("attention", len(found))
        if not self._asked and any(x.remedy is Remedy.ADOPT for x in found):
            self._asked = True
            self.show_page(self.pages.attention)
        self.backup.refresh()

    @Slot()
    def _on_idle(self) -> None:
        if self._closing:
            self._closing = False  # unless something new holds it open
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
        self.scans.close()
        if self._context.tasks.writing:
            self._closing = True
            self.message.say("Đang lưu, xin chờ…")
            event.ignore()
            return
        self._context.tasks.close()
        super().closeEvent(event)


def _kept(_nothing: None) -> None:
    """A setting was kept; nobody waits for it."""
