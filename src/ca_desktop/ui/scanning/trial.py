"""Thử máy quét: what a scanner sends, how fast, what to set, and on which line it is."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.scans import LARGEST_GAP, SLOWEST_GAP, CardScan, SlipScan, Trial, read_scan
from ca_desktop.services import words
from ca_desktop.services.office.scanners import ScannerChoice, choose_scanner, scanner_choice
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.scanning.serial_line import serial_ports
from ca_desktop.ui.scanning.traces import TRIAL
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import ENTER, Field, TextField, button, named
from ca_desktop.ui.widgets.labels import NoteLabel

QUIET_MS = 400
"""A scanner that sends no end has sent all by then."""

BY_KEYBOARD = "Kiểu bàn phím (không chọn cổng)"
ENDS = {"\r": "Enter", "\t": "Tab", "": "không có phím kết thúc"}


class _TrialField(TextField):
    """Keeps the time of every key that comes.

    Signals:
        tried(Trial): a scan is complete.
    """

    tried = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(TRIAL, True)
        self._keys: list[tuple[str, int]] = []
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)

    @override
    def event(self, event: QEvent, /) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            end = "\t" if event.text() == "\t" else "\r" if event.key() in ENTER else ""
            if end and self._keys:
                self._tell(end)
                return True
            if event.text().isprintable() and event.text():
                self._keys.append((event.text(), event.timestamp()))
                self._quiet.start()
        return super().event(event)

    @Slot()
    def _on_quiet(self) -> None:
        self._tell("")

    def _tell(self, end: str) -> None:
        self._quiet.stop()
        self.selectAll()  # the next scan takes the place of this one
        keys, self._keys = self._keys, []
        times = [at for _text, at in keys]
        gaps = [later - before for before, later in pairwise(times)]
        text = "".join(text for text, _at in keys)
        whole = times[-1] - times[0] if times else 0
        self.tried.emit(Trial(text=text, largest_gap=max(gaps, default=0), millis=whole, end=end))


class ScannerTrial(QWidget):
    """A field to scan into, what came of it, and the choice of the scanner.

    Signals:
        chosen(ScannerChoice): listen to this scanner from now on.
        warned(str): the choice could not be kept.
    """

    chosen = Signal(object)
    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choice = ScannerChoice()
        self._gap = LARGEST_GAP
        self.field = named(_TrialField(self), "scanner_trial")
        self.port = named(ChoiceField(self), "scanner_port")
        self.port.addItem(BY_KEYBOARD, "")
        self.report = NoteLabel("", self, role="hint")
        self._use = button("Dùng tốc độ này", "use_gap")
        self._use.hide()
        self._again = button("Tìm lại cổng", "find_ports")
        self._lay_out()
        self.field.tried.connect(self._on_tried)
        self._use.clicked.connect(self._on_use)
        self._again.clicked.connect(self._on_again)
        self.port.activated.connect(self._on_port)
        work = partial(scanner_choice, context.ports)
        context.tasks.query(work, owner=self, done=self._show)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Field("Thử máy quét: quét một mã vào ô này", self.field, self))
        row = QHBoxLayout()
        row.addWidget(self.report, 1)
        row.addWidget(self._use)
        box.addLayout(row)
        ports = QHBoxLayout()
        ports.addWidget(Field("Cổng của máy quét", self.port, self), 1)
        ports.addWidget(self._again, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(ports)

    def _show(self, choice: ScannerChoice) -> None:
        self._choice = choice
        self._on_again()

    @Slot()
    def _on_again(self) -> None:
        self._context.tasks.query(serial_ports, owner=self, done=self._show_ports, lane=Lane.FILES)

    def _show_ports(self, found: Sequence[tuple[str, str]]) -> None:
        self.port.clear()
        self.port.addItem(BY_KEYBOARD, "")
        for name, described in found:
            self.port.addItem(f"{name} – {described}", name)
        if self._choice.port and self.port.findData(self._choice.port) < 0:
            self.port.addItem(f"{self._choice.port} – chưa cắm", self._choice.port)
        self.port.setCurrentIndex(max(0, self.port.findData(self._choice.port)))

    @Slot(object)
    def _on_tried(self, trial: Trial) -> None:
        self._gap = trial.largest_gap
        slow = LARGEST_GAP < trial.largest_gap <= SLOWEST_GAP
        self._use.setVisible(slow)
        said = [words.describe_code(x.code, **x.details).sentence for x in trial.findings]
        self.report.setText(
            f"{len(trial.text)} ký tự trong {trial.millis} ms, chậm nhất"
            f" {trial.largest_gap} ms giữa hai phím, {ENDS[trial.end]}; {_kind(trial.text)}.\n"
            + "\n".join(said)
        )

    @Slot()
    def _on_use(self) -> None:
        self._keep(replace(self._choice, largest_gap=min(self._gap + 2, SLOWEST_GAP)))

    @Slot()
    def _on_port(self) -> None:
        self._keep(replace(self._choice, port=str(self.port.currentData())))

    def _keep(self, choice: ScannerChoice) -> None:
        self._context.tasks.query(
            partial(choose_scanner, self._context.ports, choice),
            owner=self,
            done=self._on_kept,
            failed=self._on_failed,
            lane=Lane.FILES,
            holds=True,
        )

    def _on_kept(self, choice: ScannerChoice) -> None:
        self._choice = choice
        self._use.hide()
        self.chosen.emit(choice)

    def _on_failed(self, error: Exception) -> None:
        self.warned.emit(words.describe(error).sentence)


def _kind(text: str) -> str:
    scan = read_scan(text)
    if isinstance(scan, SlipScan):
        return f"giấy hẹn {scan.code}"
    return "thẻ" if isinstance(scan, CardScan) else "mã khác"
