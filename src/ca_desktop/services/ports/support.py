"""What somebody who helps from afar needs to see of this computer."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class SupportPort(Protocol):
    """What the program, its settings and its logs say; none of it is about a citizen."""

    def system(self) -> Mapping[str, object]:
        """Return the versions of the program, its parts and the system, and the room on disk."""

    def settings(self) -> Mapping[str, Mapping[str, object]]:
        """Return the settings of this computer, by name."""

    def logs(self) -> Mapping[str, str]:
        """Return the ends of the logs, by the names of their files."""

    def homes(self) -> Sequence[str]:
        """Return the folders whose names may name a person, as they stand in texts."""

    def pack(self, parts: Mapping[str, bytes]) -> bytes:
        """Return a ZIP of files by their names."""
