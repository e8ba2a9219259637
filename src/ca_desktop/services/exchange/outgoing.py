"""What the next packages for a peer say: ranges, acknowledgements, what is given back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ca_desktop.domain.attachments import MAX_IN_PACKAGE, MAX_PACKAGE_BYTES, Carried, loads
from ca_desktop.domain.events.envelope import ALL, GENESIS
from ca_desktop.domain.heirs import Side, readable, sends
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.packages import (
    Ack,
    ControlBlock,
    Head,
    Manifest,
    Party,
    Range,
    Totals,
)
from ca_desktop.domain.streams import agreed, answer, next_ranges, split
from ca_desktop.domain.version import VERSION
from ca_desktop.services.keys.keys import spoken_keys
from ca_desktop.services.machines.lives import require_sole_life
from ca_desktop.services.machines.sides import own_life, own_side, sent_to, side_of
from ca_desktop.services.ports.files import GivenBack
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, OutboxRow, StreamRow
from ca_desktop.services.ports.scan_rows import SharedWith
from ca_desktop.services.ports.work import UnitOfWork, View

ROSTER_KINDS = ("NodeEnrolled", "KeyRotated", "NodeRevoked", "NodeSucceeded", "LifeChosen")
CATALOGUE_KINDS = ("ProcedureVersionPublished", "CalendarYearPublished")
_NO_TOTALS = Totals(events=0, kinds={}, attachments=0, bytes=0)


@dataclass(frozen=True, slots=True)
class Load:
    """What one package of an export says, and the scans that go along."""

    manifest: Manifest
    scans: tuple[Carried, ...]


def begin_packages(ports: Ports, peer: NodeRow) -> list[Load]:
    """Fix what the next export says and carries, and take its package numbers.

    A scan goes along with the event that attaches it until that event is acknowledged, and
    whenever the peer asks for it. Where they are too many for one package, the rest goes in
    packages without events; if one of those is lost, the peer asks.

    Raises:
        NotAllowedNow: E-126 the data were put back or copied.
    """
    with ports.writing() as uow:
        require_sole_life(ports, uow)
        streams = uow.journal.streams()
        hash_at = uow.journal.hash_at
        heads = [exchanged_head(uow, x) for x in sent_to(uow, peer, streams)]
        bases = agreed(heads, uow.exchange.acks(peer.node_id), hash_at)
        ranges = next_ranges(heads, bases)
        draft = _manifest(ports, uow, peer, streams, bases.values())
        planned = [
            Load(_numbered(ports, uow, draft, part), scans)
            for part, scans in _loaded(uow, peer, split(ranges, hash_at))
        ]
        for part in ranges:
            uow.mark_sent(part.stream, part.to_seq)
        uow.commit()
    return planned


def _loaded(
    view: View, peer: NodeRow, parts: Iterable[Sequence[Range]]
) -> Iterator[tuple[Sequence[Range], tuple[Carried, ...]]]:
    """Put the scans to the events that attach them, what was asked for to the first."""
    asked: Sequence[Carried] = view.scans.asked(shared_with(peer))
    gone: set[Carried] = set()
    for part in parts:
        named = [x for r in part for x in view.scans.in_range(r.stream, r.from_seq, r.to_seq)]
        going = [x for x in (*asked, *named) if x not in gone]
        first, *more = loads(going, most=MAX_IN_PACKAGE, room=MAX_PACKAGE_BYTES) or [()]
        gone.update(first, *more)
        asked = ()
        yield part, first
        yield from (((), load) for load in more)


def shared_with(peer: NodeRow) -> SharedWith:
    """Return which scans a node may have and ask for."""
    side = Side(node=peer.node_id, office=peer.office_id, centre=peer.kind == "centre")
    return SharedWith(node=peer.node_id, office=peer.office_id, audiences=readable(side))


def given_back(view: View, peer: NodeRow) -> GivenBack | None:
    """Return what a peer has lost and asks for, as far as it is held here with its signature."""
    proofs, ranges = [], {}
    for wanted in (x for asked in view.exchange.asked(peer.node_id).values() for x in asked):
        after, proof = answer(wanted, view.journal.hash_at), view.exchange.proof(wanted.stream)
        if after is not None and proof is not None and wanted.stream not in ranges:
            end, signed = proof
            proofs.append(signed)
            ranges[wanted.stream] = (after + 1, end)
    if not ranges:
        return None
    events = (
        stored
        for stream, (start, end) in ranges.items()
        for stored in view.journal.events(stream, start, end)
    )
    return GivenBack(proofs=tuple(dict.fromkeys(proofs)), events=events)


def exchanged_head(view: View, stream: StreamRow) -> Head:
    """Return how far a stream is exchanged: one that parted, no further than there (R5)."""
    last = stream.exchanged_to
    return Head(
        stream=stream.name, seq=last, hash=view.journal.hash_at(stream.name, last) or GENESIS
    )


def _manifest(
    ports: Ports,
    uow: UnitOfWork,
    peer: NodeRow,
    streams: Sequence[StreamRow],
    bases: Iterable[Head],
) -> Manifest:
    """Return what every package of an export says; ranges and number are still to come."""
    node, me = uow.offices.node(), own_life(uow)
    now = ports.clock.now()
    return Manifest(
        training=node.training,
        sender=_party(node.office_id, node.node_id, spoken_keys(ports, uow, peer).public),
        addressee=_party(peer.office_id, peer.node_id, peer.keys),
        package=0,
        incarnation=node.incarnation,
        ranges=(),
        heads=tuple(exchanged_head(uow, x) for x in streams if x.seq and me.owns(x.name)),
        control=_control(uow, peer, streams, bases),
        catalogue=uow.journal.last_of(CATALOGUE_KINDS, ALL),
        roster=uow.journal.last_of(ROSTER_KINDS, ALL),
        program=VERSION,
        claimed_at=moment_text(now),
        clock=ports.clock.doubtful(uow.journal.newest_moment),
        totals=_NO_TOTALS,
    )


def _control(
    view: View, peer: NodeRow, streams: Sequence[StreamRow], bases: Iterable[Head]
) -> ControlBlock:
    node, heard = view.offices.node(), view.exchange.peer_state(peer.node_id)
    me, them = own_side(view), side_of(view, peer)
    told = {peer.node_id, *them.predecessors}
    return ControlBlock(
        incarnation=node.incarnation,
        earlier=node.earlier,
        heard=(heard.incarnation, *heard.earlier) if heard else (),
        known=tuple(base for base in bases if base.seq),
        acks=tuple(_ack(view, x) for x in streams if x.seq and sends(them, me, x.name)),
        wanted_blobs=tuple(view.scans.missing(shared_with(peer), MAX_IN_PACKAGE)),
        wanted_give_backs=tuple(
            loss.wanted for loss in view.exchange.losses() if loss.peer in told
        ),
    )


def _numbered(ports: Ports, uow: UnitOfWork, draft: Manifest, ranges: Sequence[Range]) -> Manifest:
    number = uow.exchange.begin_export(
        OutboxRow(
            peer=draft.addressee.node,
            incarnation=draft.incarnation,
            package=0,
            file_name="",
            digest="",
            size=0,
            events=sum(item.count for item in ranges),
            status="building",
            created_at=moment_text(ports.clock.now()),
        )
    )
    return replace(draft, package=number, ranges=tuple(ranges))


def _party(office: str, node: str, keys: PublicKeys) -> Party:
    return Party(
        office=office, node=node, sign_key=keys.sign_fingerprint, box_key=keys.box_fingerprint
    )


def _ack(view: View, stream: StreamRow) -> Ack:
    applied, problems = view.exchange.applied_to(stream.name)
    return Ack(
        stream=stream.name,
        stored_to=stream.seq,
        hash=stream.hash,
        applied_to=applied,
        problems=problems,
    )
