"""What belongs to this computer and not to the office: it goes into no backup and no package."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class PcPort(Protocol):
    """Settings of this computer, and its folders."""

    def read(self, name: str) -> Mapping[str, object]:
        """Return what was kept under a name; empty where nothing was, or nothing readable."""

    def keep(self, name: str, values: Mapping[str, object]) -> None:
        """Keep values of JSON under a name, durably.

        Raises:
            MachineError: the disk refused; what was kept before still is.
        """

    def check_folder(self, folder: Path) -> None:
        """Refuse a place where data get lost: a share, a stick, a cloud, one without room.

        Raises:
            NotWritable: FOLDER-NETWORK, FOLDER-STICK, FOLDER-CLOUD, or no right to write.
            DiskFull: almost no room left.
        """

    def make_folder(self, folder: Path) -> None:
        """Make a folder, with those above it, where it is missing.

        Raises:
            MachineError: the disk refused.
        """

    @property
    def documents(self) -> Path:
        """The folder where the person at this computer keeps documents."""
