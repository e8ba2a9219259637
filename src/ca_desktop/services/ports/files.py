"""Files that come and go: packages, pairing files, sheets, backups."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.notices import RowProblem
from ca_desktop.domain.old_books import OldBook
from ca_desktop.domain.packages import Manifest, SignedManifest
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.ports.scans import PackedScan, ScanTaker

Progress = Callable[[int, int], None]
"""``progress(done, total)``; called often, so it must be cheap."""

Stop = Callable[[], bool]
"""Returns True once the clerk has asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """A drive that can be pulled out.

    Attributes:
        free: bytes.
        serial: by which it is known again; empty where the system does not tell it.
        largest: most bytes of one file there; None without a limit.
        ejects: whether the system can let go of it.
    """

    path: Path
    name: str
    free: int
    read_only: bool
    serial: str = ""
    largest: int | None = None
    ejects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A package to take in, perhaps put together from parts or taken out of a mail.

    Attributes:
        sources: what the person chose, one or more.
        whole: the package; None when it cannot be put together.
        missing: numbers of the parts that are not there.
        code: why there is no whole.
    """

    sources: tuple[Path, ...]
    whole: Path | None
    missing: tuple[int, ...] = ()
    code: str | None = None

    @property
    def source(self) -> Path:
        """The first file of the person's choice."""
        return self.sources[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that carries a file.

    Attributes:
        recipient: address; empty where none is known, the person fills it in then.
    """

    recipient: str = field(repr=False)
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """Events of the reader that it has lost, and its own signatures over them.

    Attributes:
        proofs: manifests the reader signed; one names the last event of each stream.
        events: stream by stream, each without a gap.
    """

    proofs: Sequence[SignedManifest]
    events: Iterable[StoredEvent] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentrePast:
    """What a commune holds of its centre: enough to build the centre anew.

    Attributes:
        lives: lives of the centre the commune has heard, the last one first.
        given: the centre's stream for all offices, with its own signatures.
    """

    card: CentreCard
    lives: tuple[str, ...]
    given: GivenBack


class OpenedPackage(Protocol):
    """A package whose signature, lengths and hashes hold."""

    @property
    def manifest(self) -> Manifest:
        """What the sender signed."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file, hex."""

    @property
    def signed(self) -> SignedManifest:
        """The manifest as its sender signed it."""

    def given_back(self) -> GivenBack | None:
        """Return what the sender gives back; None where it was asked for nothing."""

    def events(self) -> Iterator[StoredEvent]:
        """Yield the events in the order of the file; may be called again."""


class Outer(Protocol):
    """What a package says outside, unproven."""

    @property
    def training(self) -> bool:
        """Whether a training office wrote it."""

    @property
    def sender_tag(self) -> bytes:
        """Tag of the sending node."""

    @property
    def recipient_tag(self) -> bytes:
        """Tag of the addressee's key."""


class PackagePort(Protocol):
    """Sealed package files."""

    def public_of(self, secrets: NodeSecrets) -> PublicKeys:
        """Return the public half of a node's keys."""

    def new_secrets(self) -> NodeSecrets:
        """Return new private keys for a node."""

    def own_manifests(
        self, proofs: Sequence[SignedManifest], own: Sequence[PublicKeys]
    ) -> Sequence[Manifest]:
        """Return the manifests that were signed with one of one's own keys.

        Raises:
            PackageRefused: E-113 a signature is wrong; E-114 a manifest has not the form.
        """

    def outer(self, path: Path) -> Outer:
        """Read what a file says of itself.

        Raises:
            PackageRefused: E-101, E-102, E-107, E-112 or E-121.
        """

    def write(  # noqa: PLR0913 what, for whom, where, and two that only watch
        self,
        target: Path,
        manifest: Manifest,
        events: Iterable[StoredEvent],
        *,
        secrets: NodeSecrets,
        addressee: PublicKeys,
        given_back: GivenBack | None = None,
        scans: Sequence[PackedScan] = (),
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Manifest:
        """Write a package and return its manifest with sections and totals filled in."""

    def open(
        self,
        path: Path,
        *,
        secrets: Sequence[NodeSecrets],
        signer: Callable[[bytes], PublicKeys | None],
        scans: ScanTaker | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> OpenedPackage:
        """Open and verify a package.

        Args:
            path: of the package.
            secrets: private keys to try.
            signer: finds the keys of known nodes.
            scans: takes its scans in on the way.
            progress: told bytes done and in all.
            stop: returns True once the person has asked to stop.

        Raises:
            PackageRefused: with the code of what is wrong.
        """


class FilesPort(Protocol):
    """The safe carrier: nothing is called written before it was read back."""

    def is_low_on_space(self) -> bool:
        """Tell whether the disk of the data folder is running out."""

    def drives(self) -> Sequence[Drive]:
        """Return the drives that can be pulled out."""

    def flush_drive(self, drive: Drive) -> None:
        """Let a drive take in everything that was written to it."""

    def eject(self, drive: Drive) -> None:
        """Let go of a drive, so that it may be pulled out.

        Raises:
            MachineError: EJECT-FAILED the system still uses it.
        """

    def write(self, path: Path, data: bytes) -> None:
        """Write a file: temporary name, flush, read back, rename."""

    def carry(
        self,
        source: Path,
        folder: Path,
        name: str,
        *,
        digest: str,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Path:
        """Copy a finished file of known SHA-256 in the same way; return where it stands."""

    def sizes(self, folder: Path) -> dict[str, int]:
        """Return the scans in a folder with their sizes, by name; none where it is not there."""

    def remove(self, path: Path) -> None:
        """Remove a file of the scanner's folder; one that cannot be removed stays."""

    def digest(
        self, path: Path, *, progress: Progress | None = None, stop: Stop | None = None
    ) -> str:
        """Return the SHA-256 of a file as the medium gives it, hex.

        Raises:
            PackageRefused: E-107 it cannot be read.
        """

    def take_in(
        self, source: Path, *, progress: Progress | None = None, stop: Stop | None = None
    ) -> Path:
        """Copy a file into the inbox; return the copy. The carrier is never written."""

    def split(
        self,
        source: Path,
        size: int,
        target: Path,
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Sequence[Path]:
        """Write a finished file in parts of at most ``size`` bytes, named after ``target``.

        Raises:
            UserError: PART-SIZE they would be too many.
        """

    def write_mail(
        self,
        path: Path,
        letter: Letter,
        attachment: Path,
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> None:
        """Write a mail that is ready to be sent, with one file attached."""

    def gather(
        self,
        paths: Sequence[Path],
        *,
        keep: bool = False,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Sequence[Gathered]:
        """Put parts together and open mails, in any order; other files stay as they are.

        Args:
            paths: the files.
            keep: keep the parts of incomplete packages for the next time.
            progress: told how far the reading is.
            stop: asked whether to go on.
        """

    def let_go(self, gathered: Gathered, *, taken: bool = False) -> None:
        """Remove what was put together, and parts that were kept for it once it was taken."""

    def drop(self, file: Path) -> None:
        """Remove a file that nobody needs any more; one that the disk keeps does no harm."""

    def read(self, path: Path, limit: int) -> bytes:
        """Read a small file.

        Raises:
            UserError: NO-SUCH-FILE; PackageRefused E-107 when the carrier fails.
        """

    def read_catalogue(self, path: Path) -> "SheetReading":
        """Read a portal's Excel export."""

    def read_old_book(self, path: Path) -> OldBook:
        """Read a register from before this program, with the font of every text.

        Raises:
            UserError: NO-SUCH-FILE, SHEET-TOO-BIG, SHEET-NOT-READABLE.
        """


class SheetReading(Protocol):
    """What a catalogue sheet holds."""

    @property
    def procedures(self) -> Sequence[Procedure]:
        """The procedures of the good rows."""

    @property
    def problems(self) -> Sequence[RowProblem]:
        """The rows that were left out, and why."""
