"""Máy này: printers of each form, a test slip, the scanner, the look, where the data lie."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import CaError
from ca_desktop.services import words
from ca_desktop.services.desk.printing import LATER
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.scanning.trial import ScannerTrial
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.theme import worn
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.look_form import LookForm
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.printer_choice import PrinterChoiceForm
from ca_desktop.ui.widgets.scrolled import Scrolled


class ThisPcPage(Page):
    """What belongs to this computer: it goes into no backup and no package."""

    screen_name = "this_pc"
    title = "Máy này"
    topics: frozenset[Topic] = frozenset()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._parts = Scrolled(self)
        self.box.addWidget(self._parts, 1)
        self.printing = PrinterChoiceForm(context, self)
        self.printing.said.connect(self.said)
        self.printing.failed.connect(self._on_failed)
        self.add_part("Máy in", self.printing)
        row = QHBoxLayout()
        row.addStretch(1)
        for each, slot in (
            (button("Tìm lại máy in", "look_again"), self.printing.look),
            (button("In phiếu thử", "print_trial"), self.printing.try_out),
            (self.act_button("primary", "save_printer"), self.primary),
        ):
            row.addWidget(each)
            each.clicked.connect(slot)
        self._parts.box.addLayout(row)
        scanner = ScannerTrial(context, self)
        scanner.warned.connect(self.warned)
        self.add_part("Máy quét", scanner)
        self._build_look()
        self._build_data()

    def _build_look(self) -> None:
        theme = worn()
        if theme is not None:
            look = LookForm(self.context, theme, self)
            look.said.connect(self.said)
            look.failed.connect(self._on_failed)
            self.add_part("Giao diện", look)

    def _build_data(self) -> None:
        folder = self.context.ports.folder
        self._parts.box.addWidget(PlainLabel("Dữ liệu", self, role="due"))
        row = QHBoxLayout()
        self.folder = named(PlainLabel(f"Thư mục dữ liệu: {folder}", self), "data_folder")
        show = button("Mở thư mục", "open_data")
        show.clicked.connect(self._on_open)
        row.addWidget(self.folder, 1)
        row.addWidget(show)
        self._parts.box.addLayout(row)
        self.verdict = named(PlainLabel("", self, role="hint"), "data_verdict")
        self._parts.box.addWidget(self.verdict)
        later = self.context.ports.pc.documents / LATER
        self._parts.box.addWidget(PlainLabel(f"Phiếu lưu để in sau: {later}", self, role="hint"))
        self.place = PlaceField("Thư mục khác có để dữ liệu được không?", "other_place", "", self)
        self.place.chosen.connect(self._on_place)
        self._parts.box.addWidget(self.place)

    def add_part(self, title: str, part: QWidget) -> None:
        """Put a part with its heading below those that are there."""
        self._parts.box.addWidget(PlainLabel(title, self, role="due"))
        self._parts.box.addWidget(part)

    @override
    def refresh(self) -> None:
        self.printing.look()
        self._check(self.context.ports.folder)

    @override
    @Slot()
    def primary(self) -> None:
        self.printing.save()

    @Slot()
    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.ports.folder)))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.tell(error)

    @Slot(object)
    def _on_place(self, place: Path) -> None:
        self._check(place)

    def _check(self, folder: Path) -> None:
        work = partial(_verdict, self.context.ports, folder)
        self.context.tasks.query(work, owner=self, done=self.verdict.setText, lane=Lane.FILES)


def _verdict(ports: Ports, folder: Path) -> str:
    """Say whether data can lie in a folder, and why not."""
    try:
        if is_folder(folder):
            ports.pc.check_folder(folder)
    except CaError as error:
        message = words.describe(error)
        return f"▲ {folder}: {message.happened} {message.do_now}"
    if not is_folder(folder):
        return f"▲ {folder}: chưa có thư mục này. Tạo thư mục trên ổ cứng của máy này trước."
    if folder == ports.folder:
        return "✓ Thư mục dữ liệu nằm trên ổ cứng của máy này."
    return f"✓ {folder}: để dữ liệu được. Sao lưu, rồi phục hồi vào thư mục này."
