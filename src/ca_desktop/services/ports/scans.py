"""Scans: how they are read and shown in a process of low rights, and where they lie encrypted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ca_desktop.domain.attachments import Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanScan:
    """A scan as it is kept: made anew from its dots, so that nothing else is in it.

    Attributes:
        pages: at least 1.
    """

    data: bytes = field(repr=False)
    media_type: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A page as grey dots, row by row, one byte each.

    Attributes:
        width, height: in dots.
    """

    width: int
    height: int
    dots: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedScan:
    """A scan that goes along in a package.

    Attributes:
        digest: SHA-256, hex; its name in the package.
        size: bytes.
        chunks: begins to read it.
    """

    digest: str
    size: int
    chunks: Callable[[], Iterator[bytes]] = field(repr=False)


class ScanTaker(Protocol):
    """Takes scans in while the package that brings them is being opened.

    Until that has been opened to its end nothing of it is believed, and nothing has a name.
    """

    def expect(self, scans: Sequence[Carried]) -> frozenset[str]:
        """Hear what comes, once its sender's signature holds; return the digests to be given.

        Raises:
            DiskFull: there is no room for them.
        """

    def take(self, digest: str, data: bytes) -> None:
        """Take the next bytes of a scan; another digest ends the one before, "" the last.

        Raises:
            BlobDamaged: the one before is not what its digest says.
            MachineError: the disk refused.
        """


class OpenedScan(Protocol):
    """A scan that a process of low rights holds open; nothing in it is run or followed."""

    @property
    def pages(self) -> int:
        """How many pages there are."""

    def page(self, number: int, dots: int) -> Raster:
        """Return a page, counted from 0, at ``dots`` an inch or what its size allows.

        Raises:
            UserError: E-132 it cannot be shown.
        """

    def close(self) -> None:
        """End the process."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


class ScanPort(Protocol):
    """Whatever looks into a scan; all of it happens in a process of low rights."""

    def clean(self, path: Path) -> CleanScan:
        """Read a file from outside and make it anew: grey, 200 dots an inch, nothing hidden.

        Raises:
            UserError: E-132 not a PDF, JPEG or PNG within the limits; NO-SUCH-FILE;
                UNREADABLE.
        """

    def open(self, data: bytes) -> OpenedScan:
        """Open a scan to be looked at.

        Raises:
            UserError: E-132 it cannot be shown.
        """


class BlobWriter(Protocol):
    """Takes the bytes of one scan."""

    def write(self, data: bytes) -> None:
        """Take some bytes."""


class BlobPort(Protocol):
    """The encrypted scans beside the database; their keys stand in it."""

    def new_key(self) -> bytes:
        """Return a key for a new scan."""

    def holds(self, digest: str, key: bytes) -> bool:
        """Tell whether the file of a scan is there."""

    def require_room(self, size: int) -> None:
        """Demand room for so many bytes.

        Raises:
            DiskFull: there is not so much.
        """

    def writing(self, digest: str, key: bytes) -> AbstractContextManager[BlobWriter]:
        """Give a writer; on leaving, all is written and waits to be settled or discarded.

        Raises:
            BlobDamaged: what was written is not ``digest``.
            MachineError: the disk refused. Nothing is left behind in either case.
        """

    def settle(self) -> None:
        """Flush, read back and name what waits; only then may a row speak of it.

        Raises:
            BlobDamaged: the disk did not keep it.
            MachineError: the disk refused. Nothing that waited is left behind in either case.
        """

    def discard(self) -> None:
        """Drop what waits."""

    def chunks(self, digest: str, key: bytes) -> Iterator[bytes]:
        """Yield a scan's bytes.

        Raises:
            BlobDamaged: the file is missing or not what was written.
        """

    def is_sound(self, digest: str, key: bytes) -> bool:
        """Read a scan from end to end and tell whether it is what it was."""

    def name(self, digest: str, key: bytes) -> str:
        """Return the name of a scan's file."""

    def files(self) -> set[str]:
        """Return the names of all finished files."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files by name."""
