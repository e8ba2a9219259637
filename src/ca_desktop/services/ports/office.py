"""`Ports`: everything a use-case may ask for, built once by app.bootstrap and by each test."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.packages import Head
from ca_desktop.domain.roles import Actor
from ca_desktop.services.ports.backups import BackupPort
from ca_desktop.services.ports.files import FilesPort, PackagePort
from ca_desktop.services.ports.handovers import NotePort
from ca_desktop.services.ports.help import HelpPort
from ca_desktop.services.ports.kept import KeptPort
from ca_desktop.services.ports.keys import KeyFilePort
from ca_desktop.services.ports.pairing import PairingPort
from ca_desktop.services.ports.paper import PaperPort
from ca_desktop.services.ports.pc import PcPort
from ca_desktop.services.ports.scans import BlobPort, ScanPort
from ca_desktop.services.ports.sheets import SheetsPort
from ca_desktop.services.ports.support import SupportPort
from ca_desktop.services.ports.work import Clock, UnitOfWork, View


class MarkPort(Protocol):
    """The mark of the running life, outside the database (rule R7 of the exchange)."""

    @property
    def fits(self) -> bool:
        """Whether the database is the newest of this machine: neither put back nor copied."""

    def begin(self, install_id: str, heads: Iterable[Head]) -> None:
        """Begin the mark of a new life on this machine, once the database has it."""


class SecondJournalPort(Protocol):
    """Every committed event once more, outside the data folder."""

    @property
    def folder(self) -> Path:
        """Where it lies.

        Raises:
            MachineError: the line that names the place cannot be read.
        """

    @property
    def behind(self) -> bool:
        """True while events that it was given are not on the disk."""

    def append(self, events: Sequence[StoredEvent]) -> None:
        """Add events, durably; what the disk refuses is remembered as `behind`."""

    def entries(self, *, skip_damaged: bool = False) -> Iterator[StoredEvent]:
        """Yield every event, oldest first; an event may come twice."""

    def heads(self) -> Sequence[Head]:
        """Return the newest event of every stream that it was given."""

    def begin_segment(self, heads: Sequence[Head] = ()) -> int:
        """Begin a new segment; ``heads`` of streams that are wholly held elsewhere."""

    def damage(self) -> Sequence[MachineError]:
        """Return what did not hold when it was first read.

        Raises:
            MachineError: its place cannot be read.
        """

    def move_to(self, folder: Path | None) -> None:
        """Take it to another drive; None takes it back beside the data folder.

        Raises:
            UserError: JOURNAL-THERE there is one in that folder.
            MachineError: the disk refused; it is where it was.
        """

    def drop_before(self, number: int) -> int:
        """Remove the segments before ``number``; return how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside world of an open office.

    Attributes:
        actor: who is signed in.
        random: ``random(n)`` gives n unguessable bytes.
        folder: the data folder.
    """

    reading: Callable[[], View]
    writing: Callable[[], UnitOfWork]
    clock: Clock
    actor: Actor
    random: Callable[[int], bytes]
    folder: Path
    mark: MarkPort
    second_journal: SecondJournalPort
    files: FilesPort
    kept: KeptPort
    packages: PackagePort
    key_file: KeyFilePort
    pairing: PairingPort
    backups: BackupPort
    blobs: BlobPort
    scanning: ScanPort
    paper: PaperPort
    sheets: SheetsPort
    notes: NotePort
    help: HelpPort
    pc: PcPort
    support: SupportPort

    @property
    def mark_fits(self) -> bool:
        """Whether the data folder is neither an older nor a copied one."""
        return self.mark.fits

    def new_id(self) -> str:
        """Return a new random 128-bit id, hex."""
        return self.random(16).hex()
