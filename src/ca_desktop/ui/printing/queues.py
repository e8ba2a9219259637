"""The queues of this system."""

import sys
from collections.abc import Mapping, Sequence

from ca_desktop.domain.printers import PrinterTrouble, SpoolState
from ca_desktop.ui.printing.spoolers import Spooler, Tray


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
