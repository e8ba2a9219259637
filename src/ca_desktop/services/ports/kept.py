"""Files that could not be taken in and are kept, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

FILE = "package.bin"
"""Name of a file in the folder that keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that was kept aside.

    Attributes:
        folder: its own; the name of the folder is the name of the file.
        code: why, a message code.
        day: ISO date.
        details: values of the words of the code; nothing of it comes from the file unproven.
    """

    folder: Path
    code: str
    day: str
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called here."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The file as it came."""
        return self.folder / FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """Parts of a package that wait for the others.

    Attributes:
        package: its id.
        missing: numbers of the parts that are not there.
        sender_tag: of the sending node, as the first part says it; empty without that part.
    """

    package: str
    missing: tuple[int, ...]
    sender_tag: bytes = b""


class KeptPort(Protocol):
    """The files kept aside, as they came."""

    def keep(self, path: Path, code: str, day: str, details: Mapping[str, object]) -> Path:
        """Keep a file with its reason; return its folder. One that comes again is not settled."""

    def files(self) -> Sequence[KeptFile]:
        """Return the files that nobody has settled, the newest first."""

    def settle(self, name: str) -> None:
        """Take a file from that list; it is kept."""

    def forget(self, name: str) -> None:
        """Remove a file: it was taken in."""

    def incomplete(self) -> Sequence[Incomplete]:
        """Return the packages of which some parts are here."""
