"""What files would bring; nothing is written (exchange §3.9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.errors import CaError, Cancelled
from ca_desktop.domain.lives import is_frozen
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.packages import Manifest
from ca_desktop.services.exchange.imports import ALREADY, REFUSED, WAITING, missing_parts
from ca_desktop.services.exchange.incoming import Incoming, judge_all, open_incoming
from ca_desktop.services.ports.files import Gathered
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would bring; nothing was written.

    Attributes:
        files: what the person chose for it: one file, several parts, a mail.
        result: ``ready``, ``already``, ``waiting`` or ``refused``.
        frozen: it is much older than the package before it.
        new_dossiers: dossiers that are not held yet.
        updated_dossiers: dossiers that are held and get news.
    """

    file: Path
    files: tuple[Path, ...] = ()
    result: str
    code: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    sender: str = ""
    sender_code: str = ""
    package: int = 0
    claimed_at: str = ""
    frozen: bool = False
    events: int = 0
    new_dossiers: int = 0
    updated_dossiers: int = 0


def preview_packages(ports: Ports, paths: Sequence[Path], watch: Watch = NOBODY) -> list[Preview]:
    """Say what each file would bring, without writing anything.

    Raises:
        Cancelled: the person has stopped it.
    """
    files = ports.files.gather(paths, progress=watch.meter(Stage.JOIN), stop=watch.stop)
    try:
        return [_preview_of(ports, file, watch) for file in files]
    finally:
        for file in files:
            ports.files.let_go(file)


def _preview_of(ports: Ports, file: Gathered, watch: Watch) -> Preview:
    if file.whole is not None:
        found = _preview(ports, file.whole, watch)
        return replace(found, file=file.source, files=file.sources)
    return Preview(
        file=file.source,
        files=file.sources,
        result=WAITING if file.missing else REFUSED,
        code=file.code,
        details=missing_parts(file),
    )


def _preview(ports: Ports, path: Path, watch: Watch) -> Preview:
    copy: Path | None = None
    try:
        copy = ports.files.take_in(path, progress=watch.meter(Stage.READ), stop=watch.stop)
        with ports.reading() as view:
            return _look(view, path, open_incoming(ports, view, copy, watch))
    except Cancelled:
        raise
    except CaError as error:
        result = WAITING if error.code == "E-106" else REFUSED
        return Preview(file=path, result=result, code=error.code, details=error.details)
    finally:
        if copy is not None:
            ports.files.drop(copy)


def _look(view: View, path: Path, read: Incoming) -> Preview:
    manifest = read.manifest
    known = view.exchange.inbox(read.opened.digest)
    if known is None:
        judge_all(view, manifest)
    held = {stream.name: stream.seq for stream in view.journal.streams()}
    news = [x.head for x in read.opened.events() if x.head.seq > held.get(x.head.stream, 0)]
    subjects = {head.subject for head in news if head.subject}
    added = {head.subject for head in news if head.kind == "DossierReceived"}
    updated = {x for x in subjects - added if x and view.dossiers.state(x) is not None}
    return Preview(
        file=path,
        result=ALREADY if known else "ready",
        code="E-105" if known else None,
        details={"date": known.imported_at[:10]} if known else {},
        sender=read.sender.name,
        sender_code=read.sender.code,
        package=manifest.package,
        claimed_at=manifest.claimed_at,
        frozen=_is_frozen(view, manifest),
        events=len(news),
        new_dossiers=len(added),
        updated_dossiers=len(updated),
    )


def _is_frozen(view: View, manifest: Manifest) -> bool:
    before = view.exchange.peer_state(manifest.sender.node)
    return before is not None and is_frozen(
        parse_moment(before.last_claimed_at), parse_moment(manifest.claimed_at)
    )
