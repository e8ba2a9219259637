"""The queues of CUPS, through its own library: no text of a program to be read."""

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ca_desktop.domain.printers import PrinterTrouble, SpoolState, trouble_of_reasons
from ca_desktop.ui.printing.spoolers import Tray

LIBRARY = "libcups.so.2"
_ALL_JOBS, _EVERYBODY, _KEEP = -1, 0, 0
_JOB_STATES = {
    3: SpoolState.WAITING,
    4: SpoolState.WAITING,
    5: SpoolState.WAITING,
    6: SpoolState.WAITING,
    7: SpoolState.LOST,
    8: SpoolState.LOST,
    9: SpoolState.DONE,
}
"""By the numbers of RFC 8011: pending, held, processing, stopped; cancelled, aborted; completed."""

_SLOT = re.compile(r"^\*InputSlot\s+([^/:\s]+)(?:/([^:]*))?:", re.MULTILINE)


class _Option(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _Printer(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    )


class _Job(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed", ctypes.c_long),
        ("created", ctypes.c_long),
        ("processing", ctypes.c_long),
    )


def cups_library() -> ctypes.CDLL | None:
    """Return the library of CUPS with its functions declared; None where there is none."""
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        return None
    text, number = ctypes.c_char_p, ctypes.c_int
    library.cupsGetNamedDest.restype = ctypes.POINTER(_Printer)
    library.cupsGetNamedDest.argtypes = [ctypes.c_void_p, text, text]
    library.cupsFreeDests.argtypes = [number, ctypes.POINTER(_Printer)]
    jobs = ctypes.POINTER(_Job)
    library.cupsGetJobs2.argtypes = [ctypes.c_void_p, ctypes.POINTER(jobs), text, number, number]
    library.cupsFreeJobs.argtypes = [number, jobs]
    library.cupsCancelJob2.argtypes = [ctypes.c_void_p, text, number, number]
    library.cupsGetPPD.restype = text
    library.cupsGetPPD.argtypes = [text]
    return library


class CupsSpooler:
    """See `ca_desktop.ui.printing.spoolers.Spooler`."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library

    def trouble(self, printer: str) -> PrinterTrouble | None:
        """Say what keeps a printer from printing; None when nothing does."""
        found = self._library.cupsGetNamedDest(None, printer.encode(), None)
        if not found:
            return PrinterTrouble.GONE
        try:
            options = found.contents.options[: found.contents.count]
            said = {_text(option.name): _text(option.value) for option in options}
        finally:
            self._library.cupsFreeDests(1, found)
        return trouble_of_reasons(
            said.get("printer-state-reasons", "").split(","),
            state=said.get("printer-state", ""),
            accepting=said.get("printer-is-accepting-jobs") != "false",
        )

    def jobs(self, printer: str) -> Mapping[str, str]:
        """Return the titles of the papers in a printer's queue, by number."""
        with self._jobs(printer) as jobs:
            return {str(job.id): _text(job.title) for job in jobs}

    def state(self, printer: str, job: str) -> SpoolState:
        """Say what became of a paper."""
        with self._jobs(printer) as jobs:
            for each in jobs:
                if str(each.id) == job:
                    return _JOB_STATES.get(each.state, SpoolState.UNKNOWN)
        return SpoolState.UNKNOWN

    def withdraw(self, printer: str, job: str) -> bool:
        """Take a paper out of the queue; tell whether it was still there to be taken."""
        if self.state(printer, job) is not SpoolState.WAITING:
            return False
        self._library.cupsCancelJob2(None, printer.encode(), int(job), _KEEP)
        return self.state(printer, job) is SpoolState.LOST

    def trays(self, printer: str) -> Sequence[Tray]:
        """Return where a printer takes its paper from; empty where it does not say."""
        path = self._library.cupsGetPPD(printer.encode())
        if not path:
            return ()
        file = Path(_text(path))
        driver = file.read_text(encoding="utf-8", errors="replace")
        file.unlink(missing_ok=True)
        return [Tray(key, words or key) for key, words in _SLOT.findall(driver)]

    @contextmanager
    def _jobs(self, printer: str) -> Iterator[Sequence[_Job]]:
        found = ctypes.POINTER(_Job)()
        count = self._library.cupsGetJobs2(
            None, ctypes.byref(found), printer.encode(), _EVERYBODY, _ALL_JOBS
        )
        try:
            yield found[: max(count, 0)]
        finally:
            self._library.cupsFreeJobs(max(count, 0), found)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")
