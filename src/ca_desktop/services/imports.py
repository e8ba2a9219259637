"""Taking in packages: one path, one transaction for each file (exchange §3.9)."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import CaError, PackageRefused
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import RecallGranted
from ca_desktop.domain.events.envelope import (
    ALL,
    CENTRE,
    LOCAL,
    StoredEvent,
    StreamName,
    office_audience,
)
from ca_desktop.domain.events.office import PackageTaken
from ca_desktop.domain.identities import PublicKeys, node_tag
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.packages import ControlBlock, Manifest, Range
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.streams import Verdict, contradicts, judge, renew_ack
from ca_desktop.services.dossiers import record_step
from ca_desktop.services.exchange import peers_of
from ca_desktop.services.ports.files import OpenedPackage
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import InboxRow, NodeRow, PeerState
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

IMPORTED, ALREADY, WAITING, REFUSED = "imported", "already", "waiting", "refused"
_CODES = {
    Verdict.WAITS: "E-106",
    Verdict.ROLLED_BACK: "E-126",
    Verdict.FORKED: "E-125",
    Verdict.UNSOUND: "E-114",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file.

    Attributes:
        result: ``imported``, ``already``, ``waiting`` or ``refused``.
        code: message code, None when all is well.
        events: new events.
        problems: events stored but not applied.
    """

    file: Path
    result: str
    code: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    sender: str = ""
    package: int = 0
    events: int = 0
    problems: int = 0
    touched: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would bring; nothing was written.

    Attributes:
        result: ``ready``, ``already``, ``waiting`` or ``refused``.
        new_dossiers: dossiers that are not held yet.
        updated_dossiers: dossiers that are held and get news.
    """

    file: Path
    result: str
    code: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    sender: str = ""
    sender_code: str = ""
    package: int = 0
    claimed_at: str = ""
    events: int = 0
    new_dossiers: int = 0
    updated_dossiers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A package that was opened and judged."""

    opened: OpenedPackage
    sender: NodeRow

    @property
    def manifest(self) -> Manifest:
        return self.opened.manifest


def import_packages(ports: Ports, paths: Sequence[Path]) -> list[Imported]:
    """Take in several files; one bad file does not stop the rest.

    Files that wait for another one of the same call are tried again after it.
    """
    done = [import_package(ports, path) for path in paths]
    progressing = True
    while progressing:
        progressing = False
        for place, path in enumerate(paths):
            if done[place].result == WAITING:
                done[place] = import_package(ports, path)
                progressing |= done[place].result != WAITING
    return done


def import_package(ports: Ports, path: Path) -> Imported:
    """Take in one file, all of it or nothing; the carrier is only read."""
    require(ports.actor.roles, Role.INTAKE, Role.KSTT, Role.ADMIN)
    copy: Path | None = None
    try:
        copy = ports.files.take_in(path)
        return _take(ports, path, copy)
    except PackageRefused as error:
        if copy is not None:
            day = ports.clock.now().date().isoformat()
            ports.files.quarantine(copy, error.code, day)
        _log.warning("package refused: %s", error.code)
        return Imported(file=path, result=REFUSED, code=error.code, details=error.details)
    except CaError as error:
        return Imported(file=path, result=REFUSED, code=error.code, details=error.details)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def preview_packages(ports: Ports, paths: Sequence[Path]) -> list[Preview]:
    """Say what each file would bring, without writing anything."""
    return [_preview(ports, path) for path in paths]


def _take(ports: Ports, path: Path, copy: Path) -> Imported:
    with ports.reading() as view:
        read = _open(ports, view, copy)
        known = view.exchange.inbox(read.opened.digest)
    if known is not None:
        return Imported(
            file=path,
            result=ALREADY,
            code="E-105",
            details={"date": known.imported_at[:10]},
            sender=read.sender.name,
            package=known.package,
        )
    try:
        return _apply(ports, path, read)
    except PackageRefused as error:
        if error.code == "E-106":
            return Imported(file=path, result=WAITING, code="E-106", sender=read.sender.name)
        if error.code == "E-125":
            _control_only(ports, read)
        raise


def _apply(ports: Ports, path: Path, read: _Read) -> Imported:
    manifest = read.manifest
    now = moment_text(ports.clock.now())
    with ports.writing() as uow:
        _judge_all(uow, manifest)
        before = _held(uow, manifest)
        codes = [uow.record_foreign(event) for event in _checked(read.opened, manifest.ranges)]
        problems = sum(code is not None for code in codes)
        new = _held(uow, manifest) - before
        _read_control(uow, manifest, now)
        _grant_recalls(ports, uow, read)
        uow.keep_import(
            InboxRow(
                digest=read.opened.digest,
                node=manifest.sender.node,
                incarnation=manifest.incarnation,
                package=manifest.package,
                file_name=path.name,
                imported_at=now,
                claimed_at=manifest.claimed_at,
                events=new,
                problems=problems,
            )
        )
        uow.record(
            PackageTaken(
                from_node=manifest.sender.node,
                package=manifest.package,
                events=new,
                digest=read.opened.digest,
                problems=problems,
            ),
            Standing(audience=LOCAL, subject=manifest.sender.node),
        )
        uow.commit()
    _log.info("package %s of %s imported", manifest.package, manifest.sender.node)
    return Imported(
        file=path,
        result=IMPORTED,
        sender=read.sender.name,
        package=manifest.package,
        events=new,
        problems=problems,
        touched=uow.touched,
    )


def _open(ports: Ports, view: View, path: Path) -> _Read:
    outer, node = ports.packages.outer(path), view.offices.node()
    own = ports.packages.public_of(node.secrets)
    if outer.training != node.training:
        raise PackageRefused("E-128")
    if outer.sender_tag == node_tag(node.node_id):
        raise PackageRefused("E-104")
    if outer.recipient_tag != own.box_tag:
        raise PackageRefused("E-103")
    peers = {peer.keys.sign_id: peer for peer in peers_of(view)}
    keys: dict[bytes, PublicKeys] = {name: peer.keys for name, peer in peers.items()}
    opened = ports.packages.open(path, secrets=node.secrets, signer=keys.get)
    manifest = opened.manifest
    sender = next((x for x in peers.values() if x.node_id == manifest.sender.node), None)
    if sender is None or sender.office_id != manifest.sender.office:
        raise PackageRefused("E-122")
    mine = (manifest.addressee.node, manifest.addressee.sign_key, manifest.addressee.box_key)
    if mine != (node.node_id, own.sign_fingerprint, own.box_fingerprint):
        raise PackageRefused("E-103")
    _check_streams(view, manifest)
    return _Read(opened=opened, sender=sender)


def _check_streams(view: View, manifest: Manifest) -> None:
    """A sender speaks on its own streams only, and only on those addressed to this office."""
    own = view.offices.own()
    for_me = {CENTRE} if own.kind == "centre" else {ALL, office_audience(own.office_id)}
    names = [StreamName.parse(item.stream) for item in manifest.ranges]
    sound = all(x.node == manifest.sender.node and x.audience in for_me for x in names)
    running = {manifest.incarnation, *manifest.control.earlier}
    known = all(name.incarnation in running for name in names)
    doubled = len({item.stream for item in manifest.ranges}) != len(manifest.ranges)
    if not sound or not known or doubled or manifest.control.incarnation != manifest.incarnation:
        raise PackageRefused("E-114")


def _judge_all(view: View, manifest: Manifest) -> None:
    held = {stream.name: stream.seq for stream in view.journal.streams()}
    for offered in manifest.ranges:
        verdict = judge(offered, held.get(offered.stream, 0), view.journal.hash_at)
        if verdict is not Verdict.FITS:
            raise PackageRefused(_CODES[verdict])
    if any(contradicts(said, view.journal.hash_at) for said in manifest.control.acks):
        raise PackageRefused("E-126")


def _checked(opened: OpenedPackage, ranges: Sequence[Range]) -> Iterator[StoredEvent]:
    """Yield the events while holding each against the range it must stand in."""
    expected = iter([(part, seq) for part in ranges for seq in _seqs(part)])
    for stored in opened.events():
        place = next(expected, None)
        head = stored.head
        if place is None or (head.stream, head.seq) != (place[0].stream, place[1]):
            raise PackageRefused("E-114")
        if head.seq == place[0].to_seq and stored.hash != place[0].head_hash:
            raise PackageRefused("E-114")
        yield stored
    if next(expected, None) is not None:
        raise PackageRefused("E-142")


def _seqs(part: Range) -> range:
    return range(part.from_seq, part.to_seq + 1)


def _held(view: View, manifest: Manifest) -> int:
    return sum(x.seq for x in view.journal.streams() if x.node == manifest.sender.node)


def _read_control(uow: UnitOfWork, manifest: Manifest, now: str) -> None:
    control, peer = manifest.control, manifest.sender.node
    known = uow.exchange.acks(peer)
    for said in control.acks:
        before = known.get(said.stream)
        after = renew_ack(before, said, control, manifest.package, uow.journal.hash_at)
        if after is not None and after != before:
            uow.keep_ack(said.stream, peer, after)
    last = uow.exchange.peer_state(peer)
    if last is None or _newer(last, control, manifest.package):
        uow.keep_peer_state(_peer_state(manifest, now))


def _newer(last: PeerState, control: ControlBlock, package: int) -> bool:
    if last.incarnation == control.incarnation:
        return package > last.last_package
    return last.incarnation in control.earlier


def _peer_state(manifest: Manifest, now: str) -> PeerState:
    acks = manifest.control.acks
    return PeerState(
        node=manifest.sender.node,
        incarnation=manifest.incarnation,
        earlier=manifest.control.earlier,
        last_package=manifest.package,
        last_claimed_at=manifest.claimed_at,
        last_imported_at=now,
        program=manifest.program,
        reads_to=sum(ack.stored_to for ack in acks),
        applied_to=sum(ack.applied_to for ack in acks),
        problems=sum(ack.problems for ack in acks),
    )


def _control_only(ports: Ports, read: _Read) -> None:
    """Read the acknowledgements even of a package whose events fork (rule H)."""
    with ports.writing() as uow:
        _read_control(uow, read.manifest, moment_text(ports.clock.now()))
        uow.commit()


def _grant_recalls(ports: Ports, uow: UnitOfWork, read: _Read) -> None:
    """Take back what the taker read a recall of without having accepted (R14)."""
    manifest = read.manifest
    if not _complete(uow, manifest):
        return
    acked = {ack.stream: ack.stored_to for ack in manifest.control.acks}
    for recall in uow.dossiers.pending_recalls():
        state = uow.dossiers.state(recall.dossier_id)
        if (
            state is not None
            and state.status is Status.FORWARDED
            and state.custody.forwarded_to == manifest.sender.office
            and acked.get(recall.stream, 0) >= recall.seq
        ):
            at = moment_text(ports.clock.now())
            record_step(uow, state, RecallGranted(at=at, officer_name=ports.actor.name))


def _complete(view: View, manifest: Manifest) -> bool:
    """Tell whether everything the sender has for this office is held now."""
    own = view.offices.own()
    for_me = {CENTRE} if own.kind == "centre" else {ALL, office_audience(own.office_id)}
    return all(
        view.journal.hash_at(head.stream, head.seq) == head.hash
        for head in manifest.heads
        if StreamName.parse(head.stream).audience in for_me
    )


def _preview(ports: Ports, path: Path) -> Preview:
    copy: Path | None = None
    try:
        copy = ports.files.take_in(path)
        with ports.reading() as view:
            return _look(view, path, _open(ports, view, copy))
    except CaError as error:
        result = WAITING if error.code == "E-106" else REFUSED
        return Preview(file=path, result=result, code=error.code, details=error.details)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def _look(view: View, path: Path, read: _Read) -> Preview:
    manifest = read.manifest
    known = view.exchange.inbox(read.opened.digest)
    if known is None:
        _judge_all(view, manifest)
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
        events=len(news),
        new_dossiers=len(added),
        updated_dossiers=len(updated),
    )
