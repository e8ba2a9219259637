"""Biên bản giao nhận on its way to paper: drawn in the background, seen, printed or saved."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services.exchange.handovers import ExchangeNote, draw_note, log_note
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.watch import Watch
from ca_desktop.ui.dialogs.slip_preview import pages_area
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.file_dialogs import ask_folder


class NoteDesk(QObject):
    """Shows, prints and saves the notes of one page."""

    def __init__(self, page: Page, work: LongWork) -> None:
        super().__init__(page)
        self._page = page
        self._work = work

    def show(self, package: int, peer: str | None, *, taken: bool) -> None:
        """Draw the note about a package and show it."""
        draw = partial(draw_note, self._page.context.ports, package, peer=peer, taken=taken)
        self._work.run(partial(_drawn, draw), done=self._preview)

    def _preview(self, note: ExchangeNote) -> None:
        dialog = NotePreview(note, self._page)
        dialog.print_asked.connect(self._on_print)
        dialog.save_asked.connect(self._on_save)
        dialog.open()

    @Slot(object)
    def _on_print(self, note: ExchangeNote) -> None:
        work = partial(_printed, self._page.context.ports, note)
        self._write(work, "Đã gửi biên bản tới máy in", Lane.PAPER)

    @Slot(object, str)
    def _on_save(self, note: ExchangeNote, folder: str) -> None:
        work = partial(_saved, self._page.context.ports, note, Path(folder))
        self._write(work, "Đã lưu biên bản", Lane.FILES)

    def _write(self, work: object, said: str, lane: Lane) -> None:
        self._page.context.tasks.change(
            touching(work, Topic.EXCHANGE),  # type: ignore[arg-type]
            owner=self._page,
            done=partial(self._on_done, said),
            failed=self._page.tell,
            lane=lane,
        )

    def _on_done(self, said: str, done: Done[str]) -> None:
        self._page.said.emit(f"{said}: {done.value}.")


class NotePreview(QDialog):
    """Shows the pages of a note; prints or saves them when told to.

    Signals:
        print_asked(ExchangeNote): send it to the printer.
        save_asked(ExchangeNote, str): write it into this folder.
    """

    print_asked = Signal(object)
    save_asked = Signal(object, str)

    def __init__(self, note: ExchangeNote, parent: QWidget) -> None:
        super().__init__(parent)
        self._note = note
        self.setWindowTitle(f"Biên bản giao nhận tệp số {note.package}")
        self.resize(900, 640)
        box = QVBoxLayout(self)
        box.addWidget(pages_area(note.pdf, "Trang biên bản", self), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close, save = button("Đóng", "close"), button("Lưu PDF…", "save_pdf")
        go = button("In  F9", "print", primary=True)
        for each, slot in ((close, self.reject), (save, self._on_save), (go, self._on_print)):
            each.clicked.connect(slot)
            row.addWidget(each)
        box.addLayout(row)
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.activated.connect(self._on_print)

    @Slot()
    def _on_print(self) -> None:
        self.print_asked.emit(self._note)
        self.accept()

    @Slot()
    def _on_save(self) -> None:
        ask_folder(self, "Chọn nơi lưu biên bản", self._on_folder)

    @Slot(str)
    def _on_folder(self, folder: str) -> None:
        self.save_asked.emit(self._note, folder)
        self.accept()


def _drawn(draw: "partial[ExchangeNote]", watch: Watch) -> ExchangeNote:
    return draw(watch=watch)


def _printed(ports: Ports, note: ExchangeNote) -> str:
    printer = print_sheet(note.pdf, title=note.name, ports=ports)
    log_note(ports)
    return printer


def _saved(ports: Ports, note: ExchangeNote, folder: Path) -> str:
    ports.files.write(folder / note.name, note.pdf)
    log_note(ports)
    return note.name
