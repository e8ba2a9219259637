"""Verified copies of the whole office."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol


class BackupPort(Protocol):
    """Verified copies of the whole office."""

    @property
    def home(self) -> Path:
        """Where the office keeps its own backups: in the data folder."""

    def make(
        self,
        folder: Path,
        office_code: str,
        moment: datetime,
        segment: int | None,
        *,
        tell: Callable[[int, int], None] | None = None,
    ) -> Path:
        """Make and verify one backup folder below ``folder``; return it.

        One that goes elsewhere takes the second journal along.

        Args:
            folder: where backups are kept.
            office_code: for its name.
            moment: when.
            segment: of the second journal that began just before.
            tell: called with bytes copied and bytes in all; what it raises ends the backup, and
                nothing of it stays.
        """

    def thin_out(self, folder: Path, office_code: str) -> int:
        """Remove the backups of an office that need not be kept; return how many."""

    def oldest_segment(self, folder: Path) -> int | None:
        """Return the first segment that the newest backups of a folder still need."""

    def try_out(self, backup: Path) -> Sequence[str]:
        """Put a backup back on trial and make its tables anew; nothing of the trial stays.

        Returns:
            The tables that came out otherwise; none when all is well.

        Raises:
            DatabaseDamaged: the backup or its journal does not hold.
            MachineError: the disk refused.
        """
