"""The scanner at the desk: what was scanned finds its page, whatever is on the screen."""

from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ca_desktop.domain.scans import CardScan, Repeats, Scan, SlipScan, UnknownScan, read_scan
from ca_desktop.services import words
from ca_desktop.services.desk.scanned import scanned_slip
from ca_desktop.services.office.scanners import ScannerChoice, scanner_choice
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.scanning.router import ScanRouter
from ca_desktop.ui.scanning.serial_line import ScannerState, SerialScanner
from ca_desktop.ui.widgets.ask_bar import AskBar

SHOWN = 60
"""Characters of an unknown code that are shown."""


class ScanDesk(QObject):
    """Brings scans of keyboards and serial lines together, without doubles.

    Attributes:
        bar: names unknown codes; stands in the window.
        state: of the scanner, in words.

    Signals:
        card_read(CardData): a citizen's card.
        slip_found(ScannedSlip): the slip of a dossier.
        search_asked(str): look for this text.
        warned(str): the slip is of no dossier here.
        state_changed(str): the scanner's state, as the status bar says it.
    """

    card_read = Signal(object)
    slip_found = Signal(object)
    search_asked = Signal(str)
    warned = Signal(str)
    state_changed = Signal(str)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._repeats = Repeats()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._unknown = ""
        self.state = ScannerState.KEYBOARD.value
        self.bar = AskBar("scan_unknown", window)
        self.router = ScanRouter(window)
        self.serial = SerialScanner(self)
        self.router.scanned.connect(self._on_scan)
        self.serial.read.connect(self._on_read)
        self.serial.state_changed.connect(self._on_state)
        self.bar.answered.connect(self._on_answered)
        work = partial(scanner_choice, context.ports)
        context.tasks.query(work, owner=self, done=self.use)

    @Slot(object)
    def use(self, choice: ScannerChoice) -> None:
        """Listen to this scanner from now on."""
        self.router.measure(choice.largest_gap)
        self.serial.start(choice.port)

    def close(self) -> None:
        """Listen no more."""
        self.serial.stop()

    def take(self, text: str) -> bool:
        """Act on a code that was pasted or typed; tell whether it is one that is known."""
        scan = read_scan(text)
        if isinstance(scan, UnknownScan):
            return False
        self._act(scan)
        return True

    @Slot(str)
    def _on_read(self, text: str) -> None:
        if QApplication.activeModalWidget() is None:  # a question, or the lock, stands before it
            self._on_scan(read_scan(text))

    @Slot(object)
    def _on_scan(self, scan: Scan) -> None:
        if not self._repeats.again(scan, self._clock.elapsed()):
            self._act(scan)

    def _act(self, scan: Scan) -> None:
        self.bar.drop()
        if isinstance(scan, CardScan):
            self.card_read.emit(scan.card)
        elif isinstance(scan, SlipScan):
            work = partial(scanned_slip, self._context.ports, scan.code)
            found = self.slip_found.emit
            self._context.tasks.query(work, owner=self, done=found, failed=self._on_failed)
        else:
            self._unknown = scan.text
            shown = words.describe_code("SCAN-UNKNOWN", text=scan.text[:SHOWN])
            self.bar.ask(shown.sentence, (("find", "Tìm"), ("copy", "Sao chép")))

    def _on_failed(self, error: Exception) -> None:
        self.warned.emit(words.describe(error).sentence)

    @Slot(object)
    def _on_state(self, state: ScannerState) -> None:
        self.state = state.value
        lost = "▲ " if state is ScannerState.LOST else ""
        self.state_changed.emit(f"{lost}Máy quét: {self.state}")

    @Slot(str)
    def _on_answered(self, answer: str) -> None:
        if answer == "copy":
            QGuiApplication.clipboard().setText(self._unknown)
        else:
            self.search_asked.emit(self._unknown)
