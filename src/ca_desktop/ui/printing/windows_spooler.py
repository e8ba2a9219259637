"""The queues of Windows, through its spooler's library."""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ca_desktop.domain.printers import PrinterTrouble, SpoolState, trouble_of_status
from ca_desktop.ui.printing.spoolers import Tray

_MOST_JOBS = 1000
_DELETE = 5
_PRINTED = 0x80 | 0x1000
_DELETING = 0x4 | 0x100
_WIDE, _LONG, _POINTER = ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_void_p


class _Printer(ctypes.Structure):
    """PRINTER_INFO_2W."""

    _fields_ = (
        ("server", _WIDE),
        ("name", _WIDE),
        ("share", _WIDE),
        ("port", _WIDE),
        ("driver", _WIDE),
        ("comment", _WIDE),
        ("location", _WIDE),
        ("mode", _POINTER),
        ("separator", _WIDE),
        ("processor", _WIDE),
        ("datatype", _WIDE),
        ("parameters", _WIDE),
        ("security", _POINTER),
        ("attributes", _LONG),
        ("priority", _LONG),
        ("default_priority", _LONG),
        ("start", _LONG),
        ("until", _LONG),
        ("status", _LONG),
        ("jobs", _LONG),
        ("pages", _LONG),
    )


class _Job(ctypes.Structure):
    """JOB_INFO_1W."""

    _fields_ = (
        ("id", _LONG),
        ("printer", _WIDE),
        ("machine", _WIDE),
        ("user", _WIDE),
        ("document", _WIDE),
        ("datatype", _WIDE),
        ("words", _WIDE),
        ("status", _LONG),
        ("priority", _LONG),
        ("position", _LONG),
        ("pages", _LONG),
        ("printed", _LONG),
        ("submitted", ctypes.c_uint16 * 8),
    )


class WindowsSpooler:
    """See `ca_desktop.ui.printing.spoolers.Spooler`."""

    def __init__(self) -> None:
        self._library: Any = ctypes.WinDLL("winspool.drv")  # type: ignore[attr-defined, unused-ignore]

    def trouble(self, printer: str) -> PrinterTrouble | None:
        """Say what keeps a printer from printing; None when nothing does."""
        with self._opened(printer) as handle:
            if handle is None:
                return PrinterTrouble.GONE
            needed = _LONG()
            self._library.GetPrinterW(handle, 2, None, 0, ctypes.byref(needed))
            room = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(_Printer)))
            if not self._library.GetPrinterW(handle, 2, room, len(room), ctypes.byref(needed)):
                return None
            said = _Printer.from_buffer(room)
            return trouble_of_status(said.status, said.attributes)

    def jobs(self, printer: str) -> Mapping[str, str]:
        """Return the titles of the papers in a printer's queue, by number."""
        return {str(job.id): job.document or "" for job in self._jobs(printer)}

    def state(self, printer: str, job: str) -> SpoolState:
        """Say what became of a paper; Windows forgets one that came out."""
        for each in self._jobs(printer):
            if str(each.id) == job:
                if each.status & _PRINTED:
                    return SpoolState.DONE
                return SpoolState.LOST if each.status & _DELETING else SpoolState.WAITING
        return SpoolState.UNKNOWN

    def withdraw(self, printer: str, job: str) -> bool:
        """Take a paper out of the queue; tell whether it was still there to be taken."""
        if self.state(printer, job) is not SpoolState.WAITING:
            return False
        with self._opened(printer) as handle:
            if handle is None:
                return False
            return bool(self._library.SetJobW(handle, int(job), 0, None, _DELETE))

    def trays(self, _printer: str) -> Sequence[Tray]:
        """Leave it to Qt, which knows the trays of Windows."""
        return ()

    def _jobs(self, printer: str) -> Sequence[_Job]:
        with self._opened(printer) as handle:
            if handle is None:
                return ()
            needed, count = _LONG(), _LONG()
            ask = self._library.EnumJobsW
            both = ctypes.byref(needed), ctypes.byref(count)
            ask(handle, 0, _MOST_JOBS, 1, None, 0, *both)
            room = ctypes.create_string_buffer(max(needed.value, 1))
            if not ask(handle, 0, _MOST_JOBS, 1, room, len(room), *both):
                return ()
            self._room = room  # the texts of the rows lie in it
            return list((_Job * count.value).from_buffer(room)) if count.value else ()

    @contextmanager
    def _opened(self, printer: str) -> Iterator[ctypes.c_void_p | None]:
        handle = ctypes.c_void_p()
        opened = self._library.OpenPrinterW(_WIDE(printer), ctypes.byref(handle), None)
        try:
            yield handle if opened else None
        finally:
            if opened:
                self._library.ClosePrinter(handle)
