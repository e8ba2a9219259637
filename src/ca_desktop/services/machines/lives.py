"""Lives of this database: hearing that one has ended, beginning the next, filling in losses.

The rules are `ca_desktop.domain.lives`; here they meet the tables.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL, StoredEvent, StreamName
from ca_desktop.domain.events.lives import EditFound, ForkFound, LifeBegan
from ca_desktop.domain.events.office import CentreLeft
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.lives import Memory, PeerLife, hear, standing
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.numbering import series_of_code, series_of_number
from ca_desktop.domain.packages import Head, Manifest
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.machines.give_back import write_anew
from ca_desktop.services.machines.rivals import has_ended, note_rivals
from ca_desktop.services.machines.sides import own_life
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import PeerState
from ca_desktop.services.ports.rows import OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

PUT_BACK, RESTORED, ADOPTED, COPIED = "put_back", "restored", "adopted", "copied"
LIFE_BYTES = 8
MOST_AT_START = 20_000
"""A second journal that is missing altogether begins with the backups when there is more."""

_log = logging.getLogger(__name__)


def hear_package(ports: Ports, uow: UnitOfWork, manifest: Manifest) -> None:
    """Take in what a package says beside its events: acknowledgements, losses, other lives.

    A life that was put back or copied ends here, unless the folder does not even fit its mark:
    then a person must say first whose place this machine takes.
    """
    node, peer = uow.offices.node(), manifest.sender.node
    memory = remembered(uow, peer)
    heard = hear(own_life(uow), memory, manifest, uow.journal.hash_at, uow.exchange.on_branch)
    uow.exchange.keep_acks(peer, heard.acks)
    uow.exchange.keep_asked(peer, standing(uow.exchange.asked(peer), manifest.control))
    now = moment_text(ports.clock.now())
    if heard.peer != memory.peer:
        uow.exchange.keep_peer_state(_peer_state(manifest, now))
    if heard.lost:
        uow.exchange.ask_back(peer, heard.lost, now)
    if heard.rivals and memory.peer is not None:
        note_rivals(uow, peer, memory.peer.incarnation, manifest.incarnation)
    if heard.learned or heard.succeeded:
        succeeded = node.succeeded or heard.succeeded
        uow.exchange.learn(node.life.learning(heard.learned), succeeded=succeeded)
    if heard.new_life and ports.mark_fits:
        begin_life(ports, uow, PUT_BACK)


def remembered(view: View, peer: str) -> Memory:
    """Return what is known of a peer from its packages."""
    state = view.exchange.peer_state(peer)
    acks = view.exchange.acks(peer)
    if state is None:
        return Memory(acks=acks, peer=None)
    return Memory(
        acks=acks,
        peer=PeerLife(
            incarnation=state.incarnation, earlier=state.earlier, package=state.last_package
        ),
    )


def begin_life(
    ports: Ports,
    uow: UnitOfWork,
    why: str,
    *,
    series_above: int = 0,
    install_id: str | None = None,
) -> None:
    """End the running life: all streams of this node start anew.

    Args:
        ports: the outside world.
        uow: the transaction.
        why: ``put_back``, ``restored`` or ``adopted``.
        series_above: highest series that was printed anywhere, as far as a person knows.
        install_id: of the machine, where it is another one.
    """
    node = uow.offices.node()
    known = uow.lives.series_known(node.office_id)
    series = max(node.series, series_above, known) + 1
    uow.exchange.begin_life(
        node.life.renewed(ports.random(LIFE_BYTES).hex()),
        series=series,
        install_id=install_id or node.install_id,
    )
    uow.record(LifeBegan(why=why, before=node.incarnation, series=series), Standing(audience=LOCAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPapers:
    """The newest numbers a person finds on paper; empty where there is none.

    Attributes:
        code: of the dossier taken in last.
        receipt: number of the receipt printed last.
        register: number in the register given last.
    """

    code: str = ""
    receipt: str = ""
    register: str = ""

    @property
    def series(self) -> int:
        """The highest series that any of them carries.

        Raises:
            InvalidField: ``code``, ``receipt`` or ``register``: BAD-PAPER-NUMBER.
        """
        numbers = (
            series_of_number("receipt", self.receipt),
            series_of_number("register", self.register),
        )
        return max(series_of_code(self.code), *numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedLife:
    """The life that a machine goes on with.

    Attributes:
        series: what numbers on paper carry from now on.
        completed: events that the second journal had and the data had not.
        written_anew: of those, events in whose place the data had others; both count now.
    """

    incarnation: str
    series: int
    completed: int = 0
    written_anew: int = 0
    touched: frozenset[Topic] = frozenset({Topic.OFFICE, Topic.EXCHANGE})


def adopt(ports: Ports, last: LastPapers) -> AdoptedLife:
    """Let this machine take the place of the one the data came from (R7, R9).

    Raises:
        NotAllowedNow: NOTHING-TO-ADOPT the data are neither put back nor copied.
        InvalidField: a number does not read as one.
        MachineError: the mark could not be written; it must be said again.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        if is_working(ports, view):
            raise NotAllowedNow("NOTHING-TO-ADOPT")
    return go_on(ports, ADOPTED, last)


def go_on(ports: Ports, why: str, last: LastPapers) -> AdoptedLife:
    """Complete the data from the second journal and go on with them in a new life (R8, R18).

    Raises:
        InvalidField: a number does not read as one.
        JournalDamaged, MachineError: nothing was changed, or only the mark is missing: then it
            must be said again.
    """
    series, install_id = last.series, ports.new_id()
    with ports.writing() as uow:
        before = sum(row.seq for row in uow.journal.streams())
        conflicting = uow.complete(ports.second_journal.entries())
        completed = sum(row.seq for row in uow.journal.streams()) - before
        begin_life(ports, uow, why, series_above=series, install_id=install_id)
        parted = list(_own(uow.offices.node(), conflicting))
        _note_two_histories(uow, parted)
        _note_edits(ports, uow, parted)
        written_anew = write_anew(uow, parted)
        heads, node = own_heads(uow), uow.offices.node()
        uow.commit()
    ports.mark.begin(install_id, heads)
    catch_up(ports, anew=True)
    _log.info("this machine goes on in a new life, series %s", node.series)
    return AdoptedLife(
        incarnation=node.incarnation,
        series=node.series,
        completed=completed,
        written_anew=written_anew,
    )


def adopt_copy(ports: Ports, last: LastPapers) -> AdoptedLife:
    """Let this machine be another one of the office, beside that the data came from (R7).

    It gets keys of its own and must be paired; the dossiers stay with the other machine.

    Raises:
        NotAllowedNow: NOTHING-TO-ADOPT, or COPY-OF-CENTRE there is one centre only.
        InvalidField: a number does not read as one.
        MachineError: the mark could not be written; it must be said again.
    """
    require(ports.actor.roles, Role.ADMIN)
    series, install_id = last.series, ports.new_id()
    with ports.writing() as uow:
        if is_working(ports, uow):
            raise NotAllowedNow("NOTHING-TO-ADOPT")
        if uow.offices.own().kind == "centre":
            raise NotAllowedNow("COPY-OF-CENTRE")
        node = uow.offices.node()
        copy = replace(
            node,
            node_id=ports.new_id(),
            former=(*node.former, node.node_id),
            incarnation=ports.random(LIFE_BYTES).hex(),
            earlier=(),
            learned=(),
            succeeded=False,
            series=max(node.series, series) + 1,
            install_id=install_id,
            secrets=ports.packages.new_secrets(),
            key_number=0,
        )
        uow.exchange.become(copy)
        uow.record(
            LifeBegan(why=COPIED, before=node.incarnation, series=copy.series),
            Standing(audience=LOCAL),
        )
        if centre := uow.offices.centre():
            uow.record(CentreLeft(office_id=centre.office_id), Standing(audience=LOCAL))
        heads = own_heads(uow)
        uow.commit()
    ports.mark.begin(install_id, heads)
    catch_up(ports, anew=True)
    _log.info("this machine goes on as a node of its own, series %s", copy.series)
    return AdoptedLife(incarnation=copy.incarnation, series=copy.series)


def catch_up(ports: Ports, *, anew: bool = False) -> None:
    """Give the second journal what the database holds beyond it: it comes second (R18).

    Another's stream of which it holds something else stays as it is there: somebody has changed
    the database, and the check of the journal says so.

    Args:
        ports: the outside world.
        anew: a person has said that these data go on; what they hold counts.

    Raises:
        MachineError: its place cannot be read.
    """
    second = ports.second_journal
    held = {head.stream: head for head in second.heads()}
    with ports.reading() as view:
        rows = view.journal.streams()
        if not held and sum(row.seq for row in rows) > MOST_AT_START:
            second.begin_segment([Head(stream=x.name, seq=x.seq, hash=x.hash) for x in rows])
            return
        for row in rows:
            head = held.get(row.name)
            fits = head is None or view.journal.hash_at(row.name, head.seq) == head.hash
            if not (fits or row.own or anew):
                continue
            start = head.seq + 1 if head is not None and fits else 1
            for events in handfuls(view.journal.events(row.name, start, row.seq)):
                second.append(events)


def _note_two_histories(uow: UnitOfWork, parted: Sequence[StoredEvent]) -> None:
    """Keep where data and second journal tell two histories: a disk was put back or copied."""
    noted = set[str]()
    for stored in sorted(parted, key=lambda x: x.head.seq):
        stream, held = stored.head.stream, uow.journal.hash_at(stored.head.stream, stored.head.seq)
        if held is not None and stream not in noted:
            noted.add(stream)
            proof = {"stream": stream, "seq": stored.head.seq, "held": held, "offered": stored.hash}
            note_fork(uow, uow.offices.node().node_id, proof)


def _note_edits(ports: Ports, uow: UnitOfWork, parted: Sequence[StoredEvent]) -> None:
    """Keep that one event has two contents: no machine writes it twice, only a person edits it.

    What the second journal says too is no edit: it held the original before it held another.
    """
    edited = {(x.head.stream, x.head.seq): held.hash for x in parted if (held := _edited(uow, x))}
    for stored in ports.second_journal.entries() if edited else ():
        place = stored.head.stream, stored.head.seq
        if edited.get(place) == stored.hash:
            del edited[place]
    if edited:
        stream, seq = min(edited, key=itemgetter(1))
        event = EditFound(stream=stream, seq=seq, edited=len(edited))
        uow.record(event, Standing(audience=LOCAL))


def _edited(view: View, witnessed: StoredEvent) -> StoredEvent | None:
    """Return what is held in the place and under the id of an event, and says something else."""
    head = witnessed.head
    held = next(view.journal.events(head.stream, head.seq, head.seq), None)
    if held is None or held.head.event_id != head.event_id:
        return None
    return held if replace(held.head, prev_hash="") != replace(head, prev_hash="") else None


def _own(node: OwnNode, events: Iterable[StoredEvent]) -> Iterator[StoredEvent]:
    return (x for x in events if StreamName.parse(x.head.stream).node == node.node_id)


def is_sole(ports: Ports, view: View) -> bool:
    """Tell whether this machine is known to be the one that goes on (R7, R9)."""
    return ports.mark_fits and not view.offices.node().succeeded


def require_sole_life(ports: Ports, view: View) -> None:
    """Demand that no other machine may give the same numbers and write the same streams.

    Raises:
        NotAllowedNow: E-126 a person must say first whose place this machine takes.
    """
    if not is_sole(ports, view):
        raise NotAllowedNow("E-126")


def is_working(ports: Ports, view: View) -> bool:
    """Tell whether this machine takes anything in: it is sole, and its life has not ended (R9)."""
    return is_sole(ports, view) and not has_ended(view)


def require_working(ports: Ports, view: View) -> None:
    """Demand that this machine may take anything in.

    Raises:
        NotAllowedNow: E-126 a person must say first whose place this machine takes; LIFE-ENDED
            the centre has chosen another machine.
    """
    require_sole_life(ports, view)
    if has_ended(view):
        raise NotAllowedNow("LIFE-ENDED")


def own_heads(view: View) -> Sequence[Head]:
    """Return the newest event of each own stream."""
    own = (row for row in view.journal.streams() if row.own and row.seq)
    return [Head(stream=row.name, seq=row.seq, hash=row.hash) for row in own]


def note_fork(uow: UnitOfWork, node: str, found: Mapping[str, Any]) -> None:
    """Keep the proof that a node sent two histories of one stream: both hashes (R4)."""
    uow.record(ForkFound(node=node, **found), Standing(audience=LOCAL, subject=node))


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
