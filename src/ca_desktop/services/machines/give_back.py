"""Own events that a peer gives back: what was lost is filled in, what parted is written anew.

The streams of nodes whose place this one took are treated like own ones of earlier lives (R17).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL, Envelope, StoredEvent, StreamName
from ca_desktop.domain.events.lives import StreamParted
from ca_desktop.domain.events.roster import KeyRotated
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.lives import Life
from ca_desktop.domain.streams import parting
from ca_desktop.services.machines.sides import own_life
from ca_desktop.services.ports.files import OpenedPackage
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import StreamRow
from ca_desktop.services.ports.work import UnitOfWork, View


def take_given_back(ports: Ports, uow: UnitOfWork, opened: OpenedPackage) -> None:
    """Fill in own events that a peer gives back; what parts from what is held is written anew.

    Raises:
        PackageRefused: E-113 this node never signed them; E-114 they do not chain.
    """
    given = opened.given_back()
    if given is None:
        return
    me = own_life(uow)
    signed = ports.packages.own_manifests(given.proofs, _spoken(ports, uow, me))
    proven = {(part.stream, part.to_seq, part.head_hash) for item in signed for part in item.ranges}
    for stream, group in groupby(given.events, key=lambda stored: stored.head.stream):
        events = list(group)
        if not me.owns(stream) or not _chained(events):
            raise PackageRefused("E-114")
        if (stream, events[-1].head.seq, events[-1].hash) not in proven:
            raise PackageRefused("E-113")
        if StreamName.parse(stream).incarnation != me.incarnation:
            _fill_in(uow, me, stream, events)


def end_losses(uow: UnitOfWork) -> None:
    """Forget the losses that are made good."""
    journal, exchange = uow.journal, uow.exchange
    exchange.end_requests(
        loss.wanted
        for loss in exchange.losses()
        if journal.hash_at(loss.wanted.stream, loss.wanted.seq) == loss.wanted.hash
        or exchange.on_branch(loss.wanted.stream, loss.wanted.seq, loss.wanted.hash)
    )


def _chained(events: Sequence[StoredEvent]) -> bool:
    return all(
        later.head.seq == earlier.head.seq + 1 and later.head.prev_hash == earlier.hash
        for earlier, later in pairwise(events)
    )


def _fill_in(uow: UnitOfWork, me: Life, stream: str, events: Sequence[StoredEvent]) -> None:
    first, hash_at = events[0].head, uow.journal.hash_at
    if hash_at(stream, first.seq - 1) is None:
        return
    parted = parting(stream, {stored.head.seq: stored.hash for stored in events}, hash_at)
    if parted is None and hash_at(stream, first.seq - 1) != first.prev_hash:
        parted = first.seq - 1
    if parted is None:
        _continue(uow, me, stream, events)
    else:
        _part(uow, stream, parted, events)


def _continue(uow: UnitOfWork, me: Life, stream: str, events: Sequence[StoredEvent]) -> None:
    """The peer's branch goes on where mine ends."""
    for stored in events:
        if uow.journal.hash_at(stream, stored.head.seq) is not None:
            continue
        if StreamName.parse(stream).node == me.node:
            uow.take_back(stored)
        else:
            uow.record_foreign([stored])
    closed = _row(uow, stream).closed_at
    if closed is not None:
        write_anew(uow, (stored for stored in events if stored.head.seq > closed))


def _part(uow: UnitOfWork, stream: str, common: int, events: Sequence[StoredEvent]) -> None:
    """Two histories of one stream: none of them is exchanged beyond what both share."""
    held = _row(uow, stream)
    mine = list(uow.journal.events(stream, common + 1, held.seq))
    theirs = [stored for stored in events if stored.head.seq > common]
    closed = common if held.closed_at is None else min(common, held.closed_at)
    uow.exchange.close_stream(stream, closed)
    uow.exchange.keep_branch(theirs)
    anew = write_anew(uow, (*mine, *theirs))
    uow.record(StreamParted(stream=stream, common=common, anew=anew), Standing(audience=LOCAL))


def _row(view: View, stream: str) -> StreamRow:
    return next(row for row in view.journal.streams() if row.name == stream)


def _spoken(ports: Ports, view: View, me: Life) -> list[PublicKeys]:
    """Return the keys that ever signed for this node, or for one whose place it took."""
    own = ports.packages.public_of(view.offices.node().secrets)
    before = [x for x in view.offices.nodes() if x.node_id in me.predecessors]
    inherited = [pair for node in before for pair in (node.keys, *node.former)]
    return [own, *(x.keys for x in view.keys.former()), *inherited]


def write_anew(uow: UnitOfWork, tail: Iterable[StoredEvent]) -> int:
    """Write events again in the running life where they are exchanged nowhere; count them."""
    count = 0
    for stored in tail:
        if not uow.journal.carried(stored.head.event_id):
            _follow(uow, stored.head, uow.write_anew(stored))
            count += 1
    return count


def _follow(uow: UnitOfWork, old: Envelope, new: Envelope) -> None:
    """Former keys whose end was told in an event are told where it was written anew."""
    if old.kind != KeyRotated.__name__:
        return
    for row in uow.keys.former():
        if (row.told_stream, row.told_seq) == (old.stream, old.seq):
            uow.keys.keep_former(replace(row, told_stream=new.stream, told_seq=new.seq))
