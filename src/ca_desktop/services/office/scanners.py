"""The code scanner of this computer: as a keyboard, or on a serial line."""

from dataclasses import asdict, dataclass
from typing import Final

from ca_desktop.domain.scans import LARGEST_GAP, SLOWEST_GAP
from ca_desktop.services.ports.office import Ports

NAME: Final = "scanner"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerChoice:
    """How this computer's scanner speaks.

    Attributes:
        port: serial line as the system names it; empty where the scanner plays a keyboard.
        largest_gap: milliseconds between two of its keys at the most.
    """

    port: str = ""
    largest_gap: int = LARGEST_GAP


def scanner_choice(ports: Ports) -> ScannerChoice:
    """Return what was chosen; what somebody edited into nonsense is as if never chosen."""
    kept = ports.pc.read(NAME)
    port, gap = kept.get("port"), kept.get("largest_gap")
    measured = isinstance(gap, int) and LARGEST_GAP <= gap <= SLOWEST_GAP
    return ScannerChoice(
        port=port if isinstance(port, str) else "",
        largest_gap=gap if measured and isinstance(gap, int) else LARGEST_GAP,
    )


def choose_scanner(ports: Ports, choice: ScannerChoice) -> ScannerChoice:
    """Keep the choice on this computer and return it.

    Raises:
        MachineError: the disk refused.
    """
    ports.pc.keep(NAME, asdict(choice))
    return choice
