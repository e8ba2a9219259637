"""Scans as the tables hold them: which are attached, where their bytes lie, who asks for them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ca_desktop.domain.attachments import Carried

SCANNER_FOLDER = "scanner_folder"
"""Name of a setting: the folder into which the scanner of this machine writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow:
    """A scan that is attached to a dossier.

    Attributes:
        attachment: event id of its attaching.
        office_id: of who attached it.
        here: False while its bytes have not come, or have to come again.
    """

    attachment: str
    dossier_id: str
    office_id: str
    paper: str = field(repr=False)
    digest: str
    size: int
    media_type: str
    pages: int
    name: str = field(repr=False)
    at: str
    officer_name: str = field(repr=False)
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobRow:
    """The bytes of a scan in the store.

    Attributes:
        sound: False once they were found damaged or missing.
    """

    digest: str
    size: int
    key: bytes = field(repr=False)
    sound: bool


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Which scans another node may have and ask for.

    Attributes:
        node: its id.
        office: its office: what any node of that office attached is shared.
        audiences: of own streams that it reads.
    """

    node: str
    office: str
    audiences: Collection[str]


class Scans(Protocol):
    """Questions about scans."""

    def of_dossier(self, dossier_id: str) -> Sequence[AttachmentRow]:
        """Return what is attached to a dossier, oldest first."""

    def blob(self, digest: str) -> BlobRow | None:
        """Return where the bytes of a scan lie."""

    def in_range(self, stream: str, start: int, end: int) -> Sequence[Carried]:
        """Return the scans, held and sound, that events ``start … end`` of a stream attach."""

    def asked(self, peer: SharedWith) -> Sequence[Carried]:
        """Return the scans, held, sound and shared with it, that a peer has asked for."""

    def missing(self, peer: SharedWith, limit: int) -> Sequence[str]:
        """Return the hashes of attached scans, not held here, that a peer may hold."""

    def blobs(self) -> Sequence[BlobRow]:
        """Return every row of the store."""

    def longest_unchecked(self, limit: int) -> Sequence[BlobRow]:
        """Return the sound ones whose last look back lies furthest back."""

    def done_on(self, chore: str) -> str:
        """Return the ISO day on which a chore was last done, empty for never."""


class ScanState(Scans, Protocol):
    """The same, to be changed."""

    def hold(self, blob: BlobRow, day: str) -> None:
        """Remember that a scan's bytes lie in the store, written and read back on a day."""

    def note_checked(self, digests: Iterable[str], day: str) -> None:
        """Remember that these were looked at and are sound."""

    def note_damaged(self, digests: Iterable[str]) -> None:
        """Remember that these are not held any more; peers are asked for them."""

    def forget_unused(self) -> int:
        """Drop the keys of bytes that no event names: that erases them; return how many."""

    def keep_wanted(self, peer: str, digests: Iterable[str]) -> None:
        """Remember what a peer asks for; what it no longer names is forgotten."""

    def note_done(self, chore: str, day: str) -> None:
        """Remember the ISO day on which a chore was done."""
