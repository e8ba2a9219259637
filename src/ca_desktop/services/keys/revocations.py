"""A stolen node: from now on nobody hears it, and what it wrote is believed up to a point."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ca_desktop.domain.errors import NotAllowedNow, NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL
from ca_desktop.domain.events.roster import Cut, NodeRevoked
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.machines.lives import require_sole_life
from ca_desktop.services.office.approvals import REVOKE, note_agreed, second_person
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, StrayEvent
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A node that is heard no more.

    Attributes:
        cuts: the last believed event of each of its streams.
        beyond: what was taken in before and is not believed any more: a person looks at it.
    """

    node: NodeRow
    cuts: tuple[Cut, ...]
    beyond: tuple[StrayEvent, ...]
    touched: frozenset[Topic]


def revocable(ports: Ports) -> Sequence[NodeRow]:
    """Return the nodes of other offices that are still heard (centre)."""
    with ports.reading() as view:
        return _others(view)


def revoke_node(ports: Ports, name: str, second: str, since: str = "") -> Revoked:
    """Hear a node no more.

    Args:
        ports: the outside world.
        name: node id, or the code of an office that has one node.
        second: passphrase of a second administrator or leader, or the recovery code.
        since: ISO date from which on what came from it is not believed; empty believes
            everything that has been taken in.

    Raises:
        NotAllowedNow: NOT-CENTRE, or who agrees is who asks; E-126.
        NotFound, UserError: no such node, or WHICH-NODE several of one office.
        WrongPassphrase, Forbidden: nobody who may agrees.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.writing() as uow:
        if uow.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
        require_sole_life(ports, uow)
        node = _named(uow, name)
        note_agreed(uow, second_person(ports, uow, second), REVOKE)
        cuts = tuple(uow.keys.held_before(node.node_id, since))
        uow.record(NodeRevoked(node_id=node.node_id, cuts=cuts), Standing(audience=ALL))
        streams = {cut.stream for cut in cuts}
        beyond = tuple(item for item in uow.keys.beyond_cuts() if item.stream in streams)
        uow.commit()
        _log.info("node revoked: %s", node.node_id)
        touched = uow.touched | {Topic.EXCHANGE}
    return Revoked(node=node, cuts=cuts, beyond=beyond, touched=touched)


def beyond_cuts(ports: Ports) -> Sequence[StrayEvent]:
    """Return what is held of revoked nodes and not believed: applied before, or kept aside."""
    with ports.reading() as view:
        return view.keys.beyond_cuts()


def _others(view: View) -> list[NodeRow]:
    own = view.offices.own().office_id
    return [x for x in view.offices.nodes() if x.office_id != own and not x.revoked]


def _named(view: View, name: str) -> NodeRow:
    found = [x for x in _others(view) if name.strip() in {x.node_id, x.code}]
    if not found:
        raise NotFound("NO-SUCH-NODE")
    if len(found) > 1:
        raise UserError("WHICH-NODE", nodes=", ".join(x.node_id for x in found))
    return found[0]
