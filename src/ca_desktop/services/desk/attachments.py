"""Scans in a dossier: put in, looked at, saved, taken out again (exchange §3.18)."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.attachments import Carried, save_name, shown_name
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import (
    BlobDamaged,
    CaError,
    Cancelled,
    InvalidField,
    NotAllowedNow,
    NotFound,
    UserError,
)
from ca_desktop.domain.events.attachments import (
    AttachmentOpened,
    AttachmentSaved,
    DocumentAttached,
    DocumentDetached,
)
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ScannerFolderChosen
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import clean_line, clean_text
from ca_desktop.services.desk.standing import audience_of
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scan_rows import SCANNER_FOLDER, AttachmentRow, BlobRow
from ca_desktop.services.ports.scans import CleanScan, OpenedScan
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

ATTACHED, ALREADY, REFUSED, STOPPED = "attached", "already", "refused", "stopped"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """What became of a file.

    Attributes:
        result: ``attached``, ``already``, ``refused`` or ``stopped``.
        code: message code, None when all is well.
        digest: SHA-256 of the scan as it is kept, hex; not that of the file.
    """

    file: Path
    result: str
    code: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    digest: str = ""
    pages: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFiles:
    """What became of several files."""

    files: tuple[AttachedFile, ...]
    touched: frozenset[Topic] = frozenset({Topic.DOSSIERS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """A scan that was taken out."""

    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """A scan that is open on screen; its process ends with ``scan.close()``."""

    scan: OpenedScan
    row: AttachmentRow
    touched: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedScan:
    """A copy of a scan outside the program."""

    file: Path
    touched: frozenset[Topic] = frozenset()


def attachments_of(ports: Ports, dossier_id: str) -> Sequence[AttachmentRow]:
    """Return the scans of a dossier, oldest first."""
    _require_reader(ports)
    with ports.reading() as view:
        return view.scans.of_dossier(dossier_id)


def attach_files(
    ports: Ports,
    dossier_id: str,
    paths: Sequence[Path],
    *,
    paper: str = "",
    watch: Watch = NOBODY,
) -> AttachedFiles:
    """Put files into a dossier as scans; one bad file does not stop the rest.

    Each is made anew from its dots in a process of low rights. Runs in the lane of files.

    Args:
        ports: the outside world.
        dossier_id: of the dossier.
        paths: PDF, JPEG or PNG.
        paper: which of the citizen's papers they show.
        watch: told how many files are done.

    Raises:
        NotFound: no such dossier.
        InvalidField: ``paper`` does not hold.
    """
    require(ports.actor.roles, Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD)
    named = clean_line("paper", paper)
    with ports.reading() as view:
        _state(view, dossier_id)
    done = []
    for number, path in enumerate(paths):
        try:
            watch.step(Stage.SCAN, number, len(paths))
        except Cancelled:
            done += [AttachedFile(file=rest, result=STOPPED) for rest in paths[number:]]
            break
        done.append(_attach(ports, dossier_id, path, named))
    return AttachedFiles(files=tuple(done))


def _attach(ports: Ports, dossier_id: str, path: Path, paper: str) -> AttachedFile:
    try:
        scan = ports.scanning.clean(path)
        digest = hashlib.sha256(scan.data).hexdigest()
        result = _keep(ports, dossier_id, _Found(path.name, paper, digest, scan))
    except CaError as error:
        return AttachedFile(file=path, result=REFUSED, code=error.code, details=error.details)
    return AttachedFile(
        file=path, result=result, digest=digest, pages=scan.pages, size=len(scan.data)
    )


@dataclass(frozen=True, slots=True)
class _Found:
    name: str = field(repr=False)
    paper: str = field(repr=False)
    digest: str
    scan: CleanScan


def _keep(ports: Ports, dossier_id: str, found: _Found) -> str:
    size = len(found.scan.data)
    with ports.reading() as view:
        if any(x.digest == found.digest for x in view.scans.of_dossier(dossier_id)):
            return ALREADY
        held = is_held(ports, view, found.digest)
    blob = None
    if not held:
        ports.blobs.require_room(size)
        blob = new_blob(ports, Carried(found.digest, size))
        with ports.blobs.writing(blob.digest, blob.key) as writer:
            writer.write(found.scan.data)
        ports.blobs.settle()
    now = ports.clock.now()
    with ports.writing() as uow:
        if blob is not None:
            uow.scans.hold(blob, now.date().isoformat())
        event = DocumentAttached(
            paper=found.paper,
            sha256=found.digest,
            size=size,
            media_type=found.scan.media_type,
            pages=found.scan.pages,
            name=shown_name(found.name),
            at=moment_text(now),
            officer_name=ports.actor.name,
        )
        state = _state(uow, dossier_id)
        uow.record(event, Standing(audience=audience_of(uow, state), subject=dossier_id))
        uow.commit()
    _log.info("scan attached to dossier %s", dossier_id)
    return ATTACHED


def is_held(ports: Ports, view: View, digest: str) -> bool:
    """Tell whether the bytes of a scan lie in the store."""
    row = view.scans.blob(digest)
    return row is not None and row.sound and ports.blobs.holds(digest, row.key)


def new_blob(ports: Ports, scan: Carried) -> BlobRow:
    """Return what the tables will say of a scan, with a key of its own."""
    return BlobRow(digest=scan.digest, size=scan.size, key=ports.blobs.new_key(), sound=True)


def detach(ports: Ports, dossier_id: str, attachment: str, reason: str) -> Detached:
    """Take a scan out of a dossier; the history keeps that it was there, and why it went.

    Raises:
        NotFound: it is not attached.
        NotAllowedNow: ATTACHMENT-THEIRS another office attached it.
        InvalidField: ``reason`` is missing.
    """
    require(ports.actor.roles, Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD)
    why = clean_text("reason", reason, required=True)
    with ports.writing() as uow:
        row = _row(uow, dossier_id, attachment)
        if row.office_id != uow.offices.node().office_id:
            raise NotAllowedNow("ATTACHMENT-THEIRS")
        event = DocumentDetached(
            attachment=attachment,
            reason=why,
            at=moment_text(ports.clock.now()),
            officer_name=ports.actor.name,
        )
        state = _state(uow, dossier_id)
        uow.record(event, Standing(audience=audience_of(uow, state), subject=dossier_id))
        uow.commit()
        return Detached(touched=uow.touched)


def open_attachment(ports: Ports, dossier_id: str, attachment: str) -> LookedAt:
    """Open a scan to be looked at; that it was opened is on record before it is.

    Raises:
        NotFound: it is not attached.
        BlobDamaged: its bytes are not here, or no longer what they were; peers are asked.
        UserError: E-132 it cannot be shown.
    """
    row, data = _disclosed(ports, dossier_id, attachment, AttachmentOpened)
    return LookedAt(scan=ports.scanning.open(data), row=row)


def save_attachment(ports: Ports, dossier_id: str, attachment: str, folder: Path) -> SavedScan:
    """Save a copy of a scan under a name made anew; that it was saved is on record.

    Raises:
        NotFound: it is not attached.
        BlobDamaged: its bytes are not here, or no longer what they were; peers are asked.
        UserError: NO-SUCH-FILE there is no such folder.
        MachineError: the folder refused.
    """
    if not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    row, data = _disclosed(ports, dossier_id, attachment, AttachmentSaved)
    target = _free(folder / save_name(row.name, row.media_type))
    ports.files.write(target, data)
    return SavedScan(file=target)


def _free(path: Path) -> Path:
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def _disclosed(
    ports: Ports, dossier_id: str, attachment: str, account: Callable[..., Event]
) -> tuple[AttachmentRow, bytes]:
    _require_reader(ports)
    with ports.writing() as uow:
        row = _row(uow, dossier_id, attachment)
        blob = uow.scans.blob(row.digest)
        if blob is None or not blob.sound:
            raise BlobDamaged("BLOB-AWAITED", digest=row.digest)
        uow.record(account(sha256=row.digest), Standing(audience=LOCAL, subject=dossier_id))
        uow.commit()
    try:
        return row, b"".join(ports.blobs.chunks(blob.digest, blob.key))
    except BlobDamaged:
        note_damaged(ports, [blob.digest])
        raise


def note_damaged(ports: Ports, digests: Sequence[str]) -> None:
    """Remember that scans are not held any more; the next package asks for them."""
    _log.warning("%s scans are damaged or missing", len(digests))
    with ports.writing() as uow:
        uow.scans.note_damaged(digests)
        uow.commit()


def attachment_by_digest(ports: Ports, dossier_id: str, digest: str) -> AttachmentRow:
    """Return the scan of a dossier whose SHA-256 begins so.

    Raises:
        NotFound: NO-SUCH-ATTACHMENT none, or more than one.
    """
    wanted = digest.strip().lower()
    found = [x for x in attachments_of(ports, dossier_id) if x.digest.startswith(wanted)]
    if len(found) != 1:
        raise NotFound("NO-SUCH-ATTACHMENT")
    return found[0]


def scanner_folder(ports: Ports) -> Path | None:
    """Return the folder into which the scanner of this machine writes."""
    with ports.reading() as view:
        chosen = view.offices.setting(SCANNER_FOLDER)
    return Path(chosen) if chosen else None


def choose_scanner_folder(ports: Ports, folder: Path | None) -> Detached:
    """Set the folder into which the scanner of this machine writes; None watches none.

    Raises:
        InvalidField: ``folder`` is not there, or holds this program's own data.
    """
    require(ports.actor.roles, Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD, Role.ADMIN)
    if folder is not None and (not is_folder(folder) or _ours(ports, folder)):
        raise InvalidField("folder", "BAD-SCANNER-FOLDER")
    chosen = str(folder.resolve()) if folder else ""
    with ports.writing() as uow:
        uow.record(ScannerFolderChosen(folder=chosen), Standing(audience=LOCAL))
        uow.commit()
        return Detached(touched=uow.touched)


def _ours(ports: Ports, folder: Path) -> bool:
    data = ports.folder.resolve()
    return folder.resolve() == data or data in folder.resolve().parents


def take_from_scanner(
    ports: Ports, dossier_id: str, paths: Sequence[Path], *, paper: str = ""
) -> AttachedFiles:
    """Put what the scanner has finished into a dossier, and take it out of its folder."""
    done = attach_files(ports, dossier_id, paths, paper=paper)
    for item in done.files:
        if item.result in {ATTACHED, ALREADY}:
            ports.files.remove(item.file)
    return done


def _require_reader(ports: Ports) -> None:
    require(
        ports.actor.roles,
        *(Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD, Role.LEADER, Role.KSTT, Role.INSPECTOR),
    )


def _state(view: View, dossier_id: str) -> DossierState:
    state = view.dossiers.state(dossier_id)
    if state is None:
        raise NotFound
    return state


def _row(view: View, dossier_id: str, attachment: str) -> AttachmentRow:
    rows = view.scans.of_dossier(dossier_id)
    row = next((x for x in rows if x.attachment == attachment), None)
    if row is None:
        raise NotFound("NO-SUCH-ATTACHMENT")
    return row
