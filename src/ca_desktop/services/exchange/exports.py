"""Sending what the peer has not acknowledged, and taking in what it sent (exchange §3.8-3.11)."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ca_desktop.domain.attachments import Carried
from ca_desktop.domain.errors import BlobDamaged, CaError, Cancelled, NotAllowedNow, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import (
    LOCAL,
    StoredEvent,
)
from ca_desktop.domain.events.office import PackageWritten
from ca_desktop.domain.packages import (
    Manifest,
    Range,
)
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services.desk.attachments import note_damaged
from ca_desktop.services.exchange.carrying import (
    Finished,
    Target,
    forget_old,
    note_placed,
    outbox_path,
    package_name,
    place,
    read_again,
)
from ca_desktop.services.exchange.handovers import keep_handover
from ca_desktop.services.exchange.mails import MAIL_PART
from ca_desktop.services.exchange.outgoing import Load, begin_packages, given_back
from ca_desktop.services.keys.keys import OwnKeys, own_keys
from ca_desktop.services.machines.lives import is_sole
from ca_desktop.services.machines.sides import closed_nodes, sent_to
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import PeerState
from ca_desktop.services.ports.rows import InboxRow, NodeRow, OutboxRow, ProblemRow, StreamRow
from ca_desktop.services.ports.scans import PackedScan
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A package that stands at its place, read back.

    Attributes:
        file: the first of `files`.
        files: the parts, or the whole alone.
        drafts: a mail for each file, ready to be sent; none unless asked for.
        size: of the whole, in bytes.
        stick: whether it stands on a stick.
        look_again: the stick is new or has failed: it should be pulled out and looked at.
    """

    file: Path
    files: tuple[Path, ...]
    drafts: tuple[Path, ...] = ()
    peer: NodeRow
    package: int
    events: int
    attachments: int
    size: int
    stick: bool
    look_again: bool
    touched: frozenset[Topic] = frozenset({Topic.EXCHANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStatus:
    """How far the exchange with a peer is.

    Attributes:
        waiting: own events for this peer that were not put into a file yet.
        unacknowledged: own events for this peer that it has not confirmed.
        holds: events of this peer held here.
    """

    peer: NodeRow
    waiting: int
    unacknowledged: int
    holds: int
    state: PeerState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeStatus:
    """The whole exchange at a glance."""

    peers: tuple[PeerStatus, ...]
    written: tuple[OutboxRow, ...]
    imported: tuple[InboxRow, ...]
    problems: tuple[ProblemRow, ...]
    fits_mark: bool


def export_packages(
    ports: Ports,
    folder: Path,
    *,
    peer: str | None = None,
    part: int | None = None,
    mail: bool = False,
    watch: Watch = NOBODY,
) -> list[Exported]:
    """Write a package for every peer, or for one, into a folder or onto a stick.

    Once the person has stopped, the finished files stay, and nothing of the others.

    Args:
        ports: the outside world.
        folder: where the finished files go.
        peer: office code of the only addressee.
        part: most bytes of a file; None writes packages whole, or as mailboxes take them.
        mail: whether a mail is drafted for each file.
        watch: told how far building, checking and carrying are.

    Raises:
        NotAllowedNow: NOT-PAIRED there is nobody to write to; E-126 the data were put back or
            copied.
        UserError: NO-SUCH-PEER; PART-SIZE the parts would be too many.
        MachineError, PackageRefused: the medium refused; nothing is called written.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    with ports.reading() as view:
        peers = peers_of(view)
    if not peers:
        raise NotAllowedNow("NOT-PAIRED")
    chosen = [node for node in peers if peer in {None, node.code}]
    if not chosen:
        raise UserError("NO-SUCH-PEER", code=peer)
    target = Target(folder, part=part or (MAIL_PART if mail else None), mail=mail)
    done: list[Exported] = []
    with suppress(Cancelled):
        for node in chosen:
            done += export_to(ports, node, target, watch=watch)
    return done


def export_to(
    ports: Ports,
    peer: NodeRow,
    target: Target,
    *,
    watch: Watch = NOBODY,
) -> list[Exported]:
    """Write everything a node has not acknowledged: one file, or several when it is much."""
    done = []
    for load in begin_packages(ports, peer):
        try:
            exported = _write(ports, peer, load, target, watch)
        except CaError:
            _give_up(ports, peer, load.manifest)
            raise
        done.append(exported)
        _log.info("package %s for %s written", exported.package, peer.node_id)
    return done


def exchange_status(ports: Ports) -> ExchangeStatus:
    """Return the whole exchange at a glance."""
    with ports.reading() as view:
        streams = view.journal.streams()
        return ExchangeStatus(
            peers=tuple(_status(view, streams, peer) for peer in peers_of(view)),
            written=tuple(view.exchange.written()),
            imported=tuple(view.exchange.imported()),
            problems=tuple(view.journal.problems()),
            fits_mark=is_sole(ports, view),
        )


def peers_of(view: View) -> list[NodeRow]:
    """Return the nodes this one exchanges packages with."""
    own = view.offices.own()
    if own.kind == "commune":
        centre = view.offices.centre()
        return [] if centre is None else [centre]
    closed = closed_nodes(view)
    others = (x for x in view.offices.nodes() if x.office_id != own.office_id)
    return [x for x in others if not x.revoked and x.node_id not in closed]


def _status(view: View, streams: Sequence[StreamRow], peer: NodeRow) -> PeerStatus:
    open_ = _confirmed(view, streams, peer)
    return PeerStatus(
        peer=peer,
        waiting=sum(max(0, x.exchanged_to - max(x.sent_to, known)) for x, known in open_),
        unacknowledged=sum(max(0, x.exchanged_to - known) for x, known in open_),
        holds=sum(x.seq for x in streams if x.node == peer.node_id),
        state=view.exchange.peer_state(peer.node_id),
    )


def _confirmed(
    view: View, streams: Sequence[StreamRow], peer: NodeRow
) -> list[tuple[StreamRow, int]]:
    """Return the streams that go to a peer, with how far it has confirmed each."""
    acks, mine = view.exchange.acks(peer.node_id), sent_to(view, peer, streams)
    acked = {name: ack.stored_to for name, ack in acks.items()}
    return [(x, acked.get(x.name, 0)) for x in mine]


def waits_since(view: View, peer: NodeRow) -> str | None:
    """Return when the oldest own event was recorded that no file for a peer carries yet."""
    moments = []
    for stream, known in _confirmed(view, view.journal.streams(), peer):
        first = max(stream.sent_to, known) + 1
        if first <= stream.exchanged_to:
            oldest = next(view.journal.events(stream.name, first, first))
            moments.append(oldest.head.recorded_at)
    return min(moments, default=None)


def _write(ports: Ports, peer: NodeRow, load: Load, target: Target, watch: Watch) -> Exported:
    manifest = load.manifest
    with ports.reading() as view:
        file_name = package_name(view, peer, manifest.package)
    built = outbox_path(ports, manifest.incarnation, file_name)
    complete = _build(ports, peer, load, built, watch)
    package = Finished(
        built=built,
        peer=peer,
        incarnation=manifest.incarnation,
        package=manifest.package,
        events=sum(item.count for item in manifest.ranges),
        name=file_name,
        digest=read_again(ports, built, watch),
    )
    placed = place(ports, package, target, watch)
    size = built.stat().st_size
    with ports.writing() as uow:
        uow.exchange.finish_export(
            peer.node_id,
            manifest.package,
            file_name=placed.files[0].name,
            digest=package.digest,
            size=size,
        )
        look_again = note_placed(uow, placed)
        keep_handover(ports, uow, manifest, digest=package.digest, size=size)
        uow.record(
            PackageWritten(
                to_node=peer.node_id,
                package=manifest.package,
                events=package.events,
                digest=package.digest,
            ),
            Standing(audience=LOCAL, subject=peer.node_id),
        )
        uow.commit()
    forget_old(ports, peer, manifest.incarnation, manifest.package)
    return Exported(
        file=placed.files[0],
        files=placed.files,
        drafts=placed.drafts,
        peer=peer,
        package=manifest.package,
        events=package.events,
        attachments=complete.totals.attachments,
        size=size,
        stick=placed.drive is not None,
        look_again=look_again,
    )


def _build(ports: Ports, peer: NodeRow, load: Load, built: Path, watch: Watch) -> Manifest:
    """Build the file; a scan that turns out to be damaged stays behind and is asked for."""
    try:
        with ports.reading() as view:
            return ports.packages.write(
                built,
                load.manifest,
                _events(view, load.manifest.ranges),
                secrets=_speaking(ports, view, load.manifest).secrets,
                addressee=peer.keys,
                given_back=given_back(view, peer),
                scans=[_packed(ports, view, scan) for scan in load.scans],
                progress=watch.meter(Stage.BUILD),
                stop=watch.stop,
            )
    except BlobDamaged as error:
        digest = str(error.details["digest"])
    note_damaged(ports, [digest])
    left = tuple(scan for scan in load.scans if scan.digest != digest)
    return _build(ports, peer, replace(load, scans=left), built, watch)


def _packed(ports: Ports, view: View, scan: Carried) -> PackedScan:
    blob = view.scans.blob(scan.digest)
    if blob is None:
        raise BlobDamaged(digest=scan.digest)
    chunks = partial(ports.blobs.chunks, scan.digest, blob.key)
    return PackedScan(digest=scan.digest, size=scan.size, chunks=chunks)


def _give_up(ports: Ports, peer: NodeRow, manifest: Manifest) -> None:
    """Leave nothing of an export that was stopped or failed; its number is not used again."""
    with ports.writing() as uow:
        name = package_name(uow, peer, manifest.package)
        built = outbox_path(ports, manifest.incarnation, name)
        ports.files.drop(built)
        uow.exchange.drop_export(peer.node_id, manifest.package)
        uow.commit()


def _events(view: View, ranges: Sequence[Range]) -> Iterator[StoredEvent]:
    for part in ranges:
        yield from view.journal.events(part.stream, part.from_seq, part.to_seq)


def _speaking(ports: Ports, view: View, manifest: Manifest) -> OwnKeys:
    """Return the keys that a manifest names as its sender's."""
    named = manifest.sender.sign_key
    return next(x for x in own_keys(ports, view) if x.public.sign_fingerprint == named)
