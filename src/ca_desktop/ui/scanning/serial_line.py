"""A scanner on a serial line: read by a thread that opens the line again whenever it was lost."""

import threading
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid
from typing_extensions import override

BAUD = 9600
"""Of scanners with a real line; those on USB do not care."""

LISTEN_SECONDS = 0.05
REOPEN_SECONDS = 1.0
LONGEST_LINE = 4096
_ENDS = (b"\r", b"\n", b"\x00")


class ScannerState(Enum):
    """Whether the line to the scanner stands."""

    KEYBOARD = "kiểu bàn phím"
    READY = "sẵn sàng"
    LOST = "mất kết nối"


class SerialScanner(QObject):
    """Tells every line that comes; a line without an end is told once nothing follows it.

    Signals:
        read(str): a scanner sent this.
        state_changed(ScannerState): the line stands, or was lost and is looked for.
    """

    read = Signal(str)
    state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener: _Listener | None = None

    def start(self, port: str) -> None:
        """Listen on a line from now on, on no other; an empty name listens on none."""
        self.stop()
        if port:
            self._listener = _Listener(self, port)
            self._listener.start()
        else:
            self.state_changed.emit(ScannerState.KEYBOARD)

    def stop(self) -> None:
        """Listen no more."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.done.set()


class _Listener(threading.Thread):
    def __init__(self, scanner: SerialScanner, port: str) -> None:
        super().__init__(name="scanner", daemon=True)
        self.done = threading.Event()
        self._scanner = scanner
        self._port = port
        self._state: ScannerState | None = None

    @override
    def run(self) -> None:
        """Open the line, listen, and open it again, until it is done."""
        import serial  # noqa: PLC0415 most scanners play a keyboard

        while not self.done.is_set():
            try:
                with serial.Serial(self._port, BAUD, timeout=LISTEN_SECONDS) as line:
                    self._tell(ScannerState.READY)
                    self._listen(line)
            except (serial.SerialException, OSError, ValueError):
                self._tell(ScannerState.LOST)
            self.done.wait(REOPEN_SECONDS)

    def _listen(self, line: Any) -> None:  # noqa: ANN401 pyserial has no types
        pending = b""
        while not self.done.is_set():
            came = line.read(max(1, line.in_waiting))
            pending = pending + came if came else self._said(pending)
            *whole, pending = _split(pending)
            for text in whole:
                self._said(text)
            pending = pending[:LONGEST_LINE]

    def _said(self, text: bytes) -> bytes:
        if text.strip():
            self._emit_text(text.decode("utf-8", errors="replace"))
        return b""

    def _emit_text(self, text: str) -> None:
        if not self.done.is_set() and isValid(self._scanner):
            self._scanner.read.emit(text)

    def _tell(self, state: ScannerState) -> None:
        if state is not self._state and not self.done.is_set() and isValid(self._scanner):
            self._state = state
            self._scanner.state_changed.emit(state)


def _split(data: bytes) -> list[bytes]:
    for end in _ENDS[1:]:
        data = data.replace(end, _ENDS[0])
    return data.split(_ENDS[0])


def serial_ports() -> list[tuple[str, str]]:
    """Return the serial lines of this computer: name and description."""
    from serial.tools import list_ports  # noqa: PLC0415 only where a scanner is chosen

    return [(port.device, port.description or port.device) for port in list_ports.comports()]
