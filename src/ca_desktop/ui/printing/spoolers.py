"""The queues of the system: what a printer says of itself, and what became of a paper."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ca_desktop.domain.printers import PrinterTrouble, SpoolState


@dataclass(frozen=True, slots=True)
class Tray:
    """Where a printer takes its paper from.

    Attributes:
        key: as the printer names it.
        words: as people read it.
    """

    key: str
    words: str


class Spooler(Protocol):
    """Asked on a worker only: a printer on the net may take its time."""

    def trouble(self, printer: str) -> PrinterTrouble | None:
        """Say what keeps a printer from printing; None when nothing does."""

    def jobs(self, printer: str) -> Mapping[str, str]:
        """Return the titles of the papers in a printer's queue, by number."""

    def state(self, printer: str, job: str) -> SpoolState:
        """Say what became of a paper."""

    def withdraw(self, printer: str, job: str) -> bool:
        """Take a paper out of the queue; tell whether it was still there to be taken."""

    def trays(self, printer: str) -> Sequence[Tray]:
        """Return where a printer takes its paper from; empty where it does not say."""


class NoSpooler:
    """A system whose queues cannot be asked: what was sent counts as printed."""

    def trouble(self, _printer: str) -> PrinterTrouble | None:
        """Know of nothing."""
        return None

    def jobs(self, _printer: str) -> Mapping[str, str]:
        """Know of nothing."""
        return {}

    def state(self, _printer: str, _job: str) -> SpoolState:
        """Know of nothing."""
        return SpoolState.UNKNOWN

    def withdraw(self, _printer: str, _job: str) -> bool:
        """Know of nothing."""
        return False

    def trays(self, _printer: str) -> Sequence[Tray]:
        """Know of nothing."""
        return ()


def system_spooler() -> Spooler:
    """Return the queues of this system."""
    if sys.platform == "win32":
        from ca_desktop.ui.printing.windows_spooler import WindowsSpooler  # noqa: PLC0415 Windows only

        return WindowsSpooler()
    from ca_desktop.ui.printing.cups_spooler import CupsSpooler, cups_library  # noqa: PLC0415 not on Windows

    library = cups_library()
    return CupsSpooler(library) if library is not None else NoSpooler()
