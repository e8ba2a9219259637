"""Machines of one office, and which of them took the place of another (R17, centre)."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ca_desktop.domain.errors import NotAllowedNow, NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL
from ca_desktop.domain.events.roster import Cut, NodeSucceeded
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.machines.lives import require_sole_life
from ca_desktop.services.machines.sides import closed_nodes
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMachine:
    """A machine of an office, as the centre knows it.

    Attributes:
        heard_at: moment when its newest package was taken in; empty for none.
        events: how many of its events are held.
        closed: another machine took its place.
    """

    node: NodeRow
    heard_at: str
    events: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeded:
    """A machine that is closed, and the one that took its place."""

    old: str
    new: str
    touched: frozenset[Topic]


def known_machines(ports: Ports) -> Sequence[KnownMachine]:
    """Return every machine of the other offices."""
    with ports.reading() as view:
        own = view.offices.own().office_id
        return [_known(view, x) for x in view.offices.nodes() if x.office_id != own]


def machines_side_by_side(ports: Ports) -> Sequence[KnownMachine]:
    """Return the machines that run, of the other offices that have several; office by office."""
    running = [x for x in known_machines(ports) if not (x.closed or x.node.revoked)]
    count = Counter(x.node.office_id for x in running)
    several = [x for x in running if count[x.node.office_id] > 1]
    return sorted(several, key=lambda x: (x.node.code, x.node.office_id, x.node.node_id))


def others_of(view: View, code: str, node_id: str) -> list[KnownMachine]:
    """Return the machines of an office that are not closed, but for one."""
    closed = closed_nodes(view)
    return [
        _known(view, x)
        for x in view.offices.nodes()
        if x.code == code and x.node_id != node_id and x.node_id not in closed
    ]


def _known(view: View, node: NodeRow) -> KnownMachine:
    heard = view.exchange.peer_state(node.node_id)
    return KnownMachine(
        node=node,
        heard_at=heard.last_imported_at if heard else "",
        events=sum(x.seq for x in view.journal.streams() if x.node == node.node_id),
        closed=node.node_id in closed_nodes(view),
    )


def replace_machine(ports: Ports, old: str, new: str) -> Succeeded:
    """Say that a machine does not run any more, and which one took its place.

    Raises:
        NotAllowedNow: NOT-CENTRE, E-126.
        NotFound: NO-SUCH-NODE one of them is unknown or closed.
        UserError: OTHER-OFFICE they are not of one office.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.writing() as uow:
        if uow.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
        require_sole_life(ports, uow)
        closed = closed_nodes(uow)
        running = {x.node_id: x for x in uow.offices.nodes() if x.node_id not in closed}
        if old not in running or new not in running or old == new:
            raise NotFound("NO-SUCH-NODE")
        if running[old].office_id != running[new].office_id:
            raise UserError("OTHER-OFFICE")
        record_succession(uow, old, new)
        uow.commit()
        touched = uow.touched | {Topic.EXCHANGE, Topic.DOSSIERS}
    return Succeeded(old=old, new=new, touched=touched)


def record_succession(uow: UnitOfWork, old: str, new: str) -> None:
    """Close a node; whatever it held is the other one's from now on."""
    cuts = tuple(
        Cut(stream=x.name, seq=x.seq, hash=x.hash)
        for x in uow.journal.streams()
        if x.node == old and x.seq
    )
    uow.record(NodeSucceeded(old=old, new=new, cuts=cuts), Standing(audience=ALL, subject=old))
    _log.info("node %s took the place of %s", new, old)
