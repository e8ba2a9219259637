"""The sticks that are plugged in: taken with one press, looked at again, let go."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ca_desktop.services.exchange.sticks import (
    CheckedStick,
    EjectedStick,
    check_again,
    eject_stick,
    sticks_to_check,
)
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.widgets.drives import DriveRow
from ca_desktop.ui.widgets.fields import TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.places import typed_place


class StickPanel(QWidget):
    """Sticks beside the field of the folder that is written to."""

    def __init__(self, page: Page, work: LongWork, folder: TextField) -> None:
        super().__init__(page)
        self._page = page
        self._work = work
        self._field = folder
        self.drives = DriveRow(page.context, self)
        self.drives.chosen.connect(folder.fill)
        self.drives.only.connect(self._on_only_drive)
        self.drives.came.connect(self.look_for_checks)
        self._check = button("Kiểm tra lại USB", "check_again")
        self._eject = button("Rút USB an toàn", "eject")
        self.offer = named(PlainLabel("", self, role="due"), "offer")
        self.offer.hide()
        row = QHBoxLayout()
        row.addWidget(self.drives, 1)
        row.addWidget(self._check)
        row.addWidget(self._eject)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(row)
        box.addWidget(self.offer)
        self._check.clicked.connect(self.check)
        self._eject.clicked.connect(self.eject)
        work.busy.connect(self._on_busy)

    def chosen_folder(self) -> Path | None:
        """Return where to write; None, and a word about it, while nothing is chosen."""
        place = typed_place(self._field.value())
        if place is not None:
            return place
        self._page.ask_for_place("thư mục hoặc USB để ghi tệp")
        self._field.setFocus()
        return None

    @Slot()
    def check(self) -> None:
        """Read once more what was written to the chosen stick or folder."""
        folder = self.chosen_folder()
        if folder is not None:
            work = partial(check_again, self._page.context.ports, folder)
            self._work.run(work, Topic.EXCHANGE, done=self._on_checked)

    @Slot()
    def eject(self) -> None:
        """Let go of the chosen stick."""
        folder = self.chosen_folder()
        if folder is not None:
            work = partial(eject_stick, self._page.context.ports, folder)
            self._work.run(lambda _watch: work(), Topic.EXCHANGE, done=self._on_ejected)

    @Slot()
    def look_for_checks(self) -> None:
        """Offer a second look at sticks that are new or have failed."""
        work = partial(sticks_to_check, self._page.context.ports)
        self._page.context.tasks.query(work, owner=self, done=self._offer)

    def _offer(self, drives: Sequence[Drive]) -> None:
        self.offer.setVisible(bool(drives))
        if drives:
            self.offer.setText(
                f"USB {drives[0].name} mới dùng lần đầu hoặc đã từng lỗi: "
                "rút ra, cắm lại, rồi bấm Kiểm tra lại USB."
            )

    def _on_checked(self, done: CheckedStick) -> None:
        self._page.said.emit(f"Đã kiểm tra lại {len(done.files)} tệp: giống bản gốc.")
        self.look_for_checks()

    def _on_ejected(self, done: EjectedStick) -> None:
        self._page.said.emit(f"USB {done.name} an toàn để rút.")
        self.drives.look()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 a slot
        self._check.setEnabled(not busy)
        self._eject.setEnabled(not busy)

    @Slot(str)
    def _on_only_drive(self, folder: str) -> None:
        if not self._field.value().strip():
            self._field.fill(folder)
