"""What is asked of a system's queues: what a printer says of itself, what became of a paper."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A printer of this computer.

    Attributes:
        name: as the system names it.
        label: as people call it.
        default: the system takes it where nobody chose.
        papers: names of the paper it has.
    """

    name: str
    label: str
    default: bool
    papers: tuple[str, ...] = ()
    trays: tuple[Tray, ...] = ()


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
