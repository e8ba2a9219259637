"""What a person sees before an office is put back from a backup."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ca_desktop.services.machines.lives import LastPapers

_MOMENT = re.compile(r"-\d{8}-\d{6}(-\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFound:
    """A verified backup.

    Attributes:
        size: of its database, in bytes.
    """

    folder: Path
    made_at: datetime
    dossiers: int
    size: int

    @property
    def unit(self) -> str:
        """The code of its office, as its folder is named; the whole name where it was renamed."""
        return _MOMENT.sub("", self.folder.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What going back to a backup would miss.

    Attributes:
        events: written after the backup and held by the second journal of this machine: they
            are put back as well; None where nothing tells how many there were.
        newest: moment of the newest of them, ISO; empty for none.
    """

    events: int | None
    newest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """Which backup is to be put back, by whom, and what lies on paper.

    Attributes:
        secret: the recovery code, or an administrator's passphrase.
    """

    backup: Path
    secret: str = field(repr=False)
    last: LastPapers
