"""The adapters in the shape the ports ask for."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ca_desktop.domain.attachments import ENDINGS
from ca_desktop.domain.errors import PackageRefused, UserError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.old_books import OldBook
from ca_desktop.domain.packages import Manifest, SignedManifest
from ca_desktop.domain.pairing import CentreCard, Commune, Offer, Request
from ca_desktop.exchange import (
    carrier,
    heaps,
    kept,
    mail_drafts,
    package,
    pairing_files,
    parts,
    past_files,
)
from ca_desktop.exchange.frame import OuterHeader, read_outer
from ca_desktop.exchange.keys import generate_node_secrets, public_of
from ca_desktop.services.ports.files import (
    CentrePast,
    Drive,
    Gathered,
    GivenBack,
    Letter,
    Progress,
    SheetReading,
    Stop,
)
from ca_desktop.services.ports.kept import Incomplete, KeptFile
from ca_desktop.services.ports.scans import PackedScan, ScanTaker
from ca_desktop.vault import ejecting
from ca_desktop.vault.drives import removable_drives
from ca_desktop.vault.lock import is_low_on_space


class Files:
    """See `FilesPort`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_low_on_space(self) -> bool:
        """Tell whether the disk of the data folder is running out."""
        return is_low_on_space(self._folder)

    def drives(self) -> Sequence[Drive]:
        """Return the drives that can be pulled out."""
        return removable_drives()

    def flush_drive(self, drive: Drive) -> None:
        """Let a drive take in everything that was written to it."""
        ejecting.flush(drive.path)

    def eject(self, drive: Drive) -> None:
        """Let go of a drive."""
        ejecting.eject(drive.path)

    def write(self, path: Path, data: bytes) -> None:
        """Write a file safely."""
        carrier.write_atomically(path, data)

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
        """Copy a finished file safely."""
        return carrier.copy_safely(
            source, folder, name, digest=digest, progress=progress, cancelled=stop
        )

    def sizes(self, folder: Path) -> dict[str, int]:
        """Return the scans in a folder with their sizes, by name."""
        with suppress(OSError):
            found = (x for x in os.scandir(folder) if x.is_file(follow_symlinks=False))
            return {x.name: x.stat().st_size for x in found if x.name.lower().endswith(ENDINGS)}
        return {}

    def remove(self, path: Path) -> None:
        """Remove a file of the scanner's folder; one that cannot be removed stays."""
        with suppress(OSError):
            path.unlink()

    def digest(
        self, path: Path, *, progress: Progress | None = None, stop: Stop | None = None
    ) -> str:
        """Return the SHA-256 of a file as the medium gives it."""
        return carrier.medium_digest(path, progress=progress, cancelled=stop)

    def take_in(
        self, source: Path, *, progress: Progress | None = None, stop: Stop | None = None
    ) -> Path:
        """Copy a file into the inbox."""
        inbox = self._folder / "inbox"
        return carrier.take_in(source, inbox, progress=progress, cancelled=stop)

    def split(
        self,
        source: Path,
        size: int,
        target: Path,
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Sequence[Path]:
        """Write a finished file in parts."""
        return parts.split(source, size, target, progress=progress, cancelled=stop)

    def write_mail(
        self,
        path: Path,
        letter: Letter,
        attachment: Path,
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> None:
        """Write a mail that is ready to be sent."""
        mail_drafts.write_draft(path, letter, attachment, progress=progress, cancelled=stop)

    def gather(
        self,
        paths: Sequence[Path],
        *,
        keep: bool = False,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Sequence[Gathered]:
        """Put parts together and open mails."""
        inbox = self._folder / "inbox"
        return heaps.gather(paths, inbox, keep=keep, progress=progress, cancelled=stop)

    def let_go(self, gathered: Gathered, *, taken: bool = False) -> None:
        """Remove what was put together, and kept parts once it was taken."""
        if gathered.whole is not None and gathered.whole not in gathered.sources:
            carrier.drop(gathered.whole)
            if taken:
                heaps.forget_parts(gathered.whole)

    def drop(self, file: Path) -> None:
        """Remove a file that nobody needs any more."""
        carrier.drop(file)

    def read(self, path: Path, limit: int) -> bytes:
        """Read a small file."""
        if not path.is_file():
            raise UserError("NO-SUCH-FILE", path=str(path))
        if path.stat().st_size > limit:
            raise PackageRefused("E-101")
        try:
            return path.read_bytes()
        except OSError as error:
            raise PackageRefused("E-107") from error

    def read_catalogue(self, path: Path) -> SheetReading:
        """Read a portal's Excel export."""
        from ca_desktop.documents.catalogue_sheets import read_catalogue  # noqa: PLC0415 start-up

        return read_catalogue(path)

    def read_old_book(self, path: Path) -> OldBook:
        """Read a register from before this program."""
        from ca_desktop.documents.old_workbooks import read_old_book  # noqa: PLC0415 start-up time

        return read_old_book(path)


class Kept:
    """See `KeptPort`."""

    def __init__(self, folder: Path) -> None:
        self._inbox = folder / "inbox"
        self._folder = folder / "quarantine"

    def keep(self, path: Path, code: str, day: str, details: Mapping[str, object]) -> Path:
        """Keep a file with its reason."""
        return kept.keep(path, self._folder, code, day, details)

    def files(self) -> Sequence[KeptFile]:
        """Return the files that nobody has settled."""
        return kept.kept_files(self._folder)

    def settle(self, name: str) -> None:
        """Take a file from that list; it is kept."""
        kept.settle(self._folder / name)

    def forget(self, name: str) -> None:
        """Remove a file: it was taken in."""
        kept.forget(self._folder / name)

    def incomplete(self) -> Sequence[Incomplete]:
        """Return the packages of which some parts are here."""
        return heaps.incomplete(self._inbox)


class Packages:
    """See `PackagePort`."""

    def public_of(self, secrets: NodeSecrets) -> PublicKeys:
        """Return the public half."""
        return public_of(secrets)

    def new_secrets(self) -> NodeSecrets:
        """Return new private keys."""
        return generate_node_secrets()

    def own_manifests(
        self, proofs: Sequence[SignedManifest], own: Sequence[PublicKeys]
    ) -> Sequence[Manifest]:
        """Return the manifests that were signed with one's own key."""
        return package.own_manifests(proofs, own)

    def outer(self, path: Path) -> OuterHeader:
        """Read the outer header."""
        return read_outer(path)

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
        """Write a package."""
        return package.write_package(
            target,
            manifest,
            events,
            secrets=secrets,
            addressee=addressee,
            given_back=given_back,
            scans=scans,
            progress=progress,
            cancelled=stop,
        )

    def open(
        self,
        path: Path,
        *,
        secrets: Sequence[NodeSecrets],
        signer: Callable[[bytes], PublicKeys | None],
        scans: ScanTaker | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> package.OpenedPackage:
        """Open and verify a package."""
        return package.open_package(
            path,
            secrets=secrets,
            signer_key=signer,
            scans=scans,
            progress=progress,
            cancelled=stop,
        )


class Pairing:
    """See `PairingPort`."""

    def card_bytes(self, card: CentreCard) -> bytes:
        """Write who a centre is."""
        return pairing_files.card_bytes(card)

    def read_card(self, data: bytes) -> CentreCard:
        """Read who a centre is."""
        return pairing_files.read_card(data)

    def past_bytes(self, past: CentrePast) -> bytes:
        """Write what a commune holds of its centre."""
        return past_files.past_bytes(past)

    def offer_bytes(self, offer: Offer) -> bytes:
        """Write an offer."""
        return pairing_files.offer_bytes(offer)

    def read_offer(self, data: bytes) -> Offer:
        """Read an offer."""
        return pairing_files.read_offer(data)

    def request_bytes(
        self, offer: Offer, code: str, commune: Commune, secrets: NodeSecrets
    ) -> bytes:
        """Answer an offer."""
        return pairing_files.request_bytes(offer, code, commune, secrets)

    def read_request(self, data: bytes) -> Request:
        """Read an answer."""
        return pairing_files.read_request(data)

    def code_holds(self, request: Request, code: str) -> bool:
        """Check the one-time code."""
        return pairing_files.code_holds(request, code)
