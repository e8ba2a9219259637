"""Who stands at the two ends of an exchange, by the roster as it is known here (R17)."""

from collections.abc import Sequence
from dataclasses import replace

from ca_desktop.domain.heirs import Side, predecessors, sending_order, sends
from ca_desktop.domain.lives import Life
from ca_desktop.services.ports.rows import NodeRow, StreamRow
from ca_desktop.services.ports.work import View


def own_side(view: View) -> Side:
    """Return the own end of every exchange."""
    own, node = view.offices.own(), view.offices.node()
    centre = own.kind == "centre"
    return Side(
        node=node.node_id,
        office=own.office_id,
        centre=centre,
        predecessors=frozenset() if centre else _before(view, node.node_id),
    )


def side_of(view: View, peer: NodeRow) -> Side:
    """Return the other end of an exchange."""
    centre = peer.kind == "centre"
    return Side(
        node=peer.node_id,
        office=peer.office_id,
        centre=centre,
        predecessors=frozenset() if centre else _before(view, peer.node_id),
    )


def own_life(view: View) -> Life:
    """Return the running life, with the nodes whose place this one took."""
    return replace(view.offices.node().life, predecessors=own_side(view).predecessors)


def sent_to(view: View, peer: NodeRow, streams: Sequence[StreamRow]) -> list[StreamRow]:
    """Return the streams that go to a peer, the roster first."""
    me, them = own_side(view), side_of(view, peer)
    going = [x for x in streams if x.seq and sends(me, them, x.name)]
    return sorted(going, key=lambda x: sending_order(me.node, x.name))


def closed_nodes(view: View) -> frozenset[str]:
    """Return the nodes whose place another one took."""
    return frozenset(old for old, _new in view.lives.successions())


def _before(view: View, node_id: str) -> frozenset[str]:
    return predecessors(node_id, view.lives.successions())
