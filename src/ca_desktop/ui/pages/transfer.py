"""Chuyển dữ liệu and Nhập tệp: the outbox, what came in, and how it stands with each office."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QTabWidget, QWidget
from typing_extensions import override

from ca_desktop.services import words
from ca_desktop.services.exchange.exports import ExchangeStatus, exchange_status
from ca_desktop.services.exchange.standings import PeerStanding, standings
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.exchange.inbox import InboxPanel
from ca_desktop.ui.pages.exchange.note_desk import NoteDesk
from ca_desktop.ui.pages.exchange.outbox import OutboxPanel
from ca_desktop.ui.pages.exchange.standings import StandingsPanel
from ca_desktop.ui.pages.list_export import export_list
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.progress import ProgressStrip


class TransferPage(Page):
    """Three panels on one strip of progress; F9 does what the panel in front is for."""

    screen_name = "transfer"
    topics = frozenset({Topic.EXCHANGE, Topic.DOSSIERS, Topic.OFFICE})

    def __init__(
        self, context: UiContext, *, is_centre: bool, parent: QWidget | None = None
    ) -> None:
        self.title = "Nhập tệp" if is_centre else "Chuyển dữ liệu"
        super().__init__(context, parent)
        self.setAcceptDrops(True)
        self.progress = ProgressStrip(self)
        work = LongWork(self, self.progress)
        notes = NoteDesk(self, work)
        self.outbox = OutboxPanel(self, work, notes)
        self.inbox = InboxPanel(self, work, notes)
        self.standings = StandingsPanel(self)
        self.tabs = named(QTabWidget(self), "transfer_tabs")
        self.tabs.setAccessibleName("Các phần của Chuyển dữ liệu")
        self.tabs.setAccessibleName("Các phần của việc chuyển dữ liệu")
        panels: list[tuple[QWidget, str]] = [
            (self.outbox, "&Ghi tệp"),
            (self.inbox, "&Nhập tệp"),
            (self.standings, "&Tình hình nộp tệp"),
        ]
        for panel, name in panels:
            self.tabs.addTab(panel, name)
        if is_centre:
            self.tabs.setCurrentWidget(self.inbox)
        self.box.addWidget(self.tabs, 1)
        self.box.addWidget(self.progress)
        self.offers["export"] = self.export

    @override
    def refresh(self) -> None:
        work = partial(_look, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)
        self.outbox.sticks.look_for_checks()

    def _show(self, found: tuple[ExchangeStatus, Sequence[PeerStanding]]) -> None:
        status, rows = found
        self.outbox.show_status(status)
        self.inbox.show_status(status)
        self.standings.show_rows(rows)
        if not status.fits_mark:
            self.warned.emit(words.describe_code("E-126").sentence)

    @override
    @Slot()
    def primary(self) -> None:
        if self.tabs.currentWidget() is self.inbox:
            self.inbox.take_in()
        elif self.tabs.currentWidget() is self.outbox:
            self.outbox.write()
        else:
            self.warned.emit("Trang này để xem. Ghi hoặc nhập tệp ở trang bên: Alt+G hoặc Alt+N.")

    def export(self) -> None:
        """Write the list of the panel in front as a workbook (Ctrl+E)."""
        if self.tabs.currentWidget() is self.standings:
            self.standings.export()
        else:
            export_list(self)

    def look_at(self, paths: Sequence[Path]) -> None:
        """Show what files would bring; nothing is written."""
        self.tabs.setCurrentWidget(self.inbox)
        self.inbox.look_at(paths)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.look_at([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])


def _look(ports: Ports) -> tuple[ExchangeStatus, Sequence[PeerStanding]]:
    return exchange_status(ports), standings(ports)
