"""`Ports`: everything a use-case may ask for, built once by app.bootstrap and by each test."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.roles import Actor
from ca_desktop.services.ports.files import BackupPort, FilesPort, PackagePort, PairingPort
from ca_desktop.services.ports.paper import PaperPort
from ca_desktop.services.ports.sheets import SheetsPort
from ca_desktop.services.ports.work import Clock, UnitOfWork, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The outside world of an open office.

    Attributes:
        actor: who is signed in.
        random: ``random(n)`` gives n unguessable bytes.
        folder: the data folder.
        mark_fits: False when the folder is an older or copied one (rule R7 of the exchange).
    """

    reading: Callable[[], View]
    writing: Callable[[], UnitOfWork]
    clock: Clock
    actor: Actor
    random: Callable[[int], bytes]
    folder: Path
    mark_fits: bool
    files: FilesPort
    packages: PackagePort
    pairing: PairingPort
    backups: BackupPort
    paper: PaperPort
    sheets: SheetsPort

    def new_id(self) -> str:
        """Return a new random 128-bit id, hex."""
        return self.random(16).hex()
