"""Nodes that took the place of others, and what follows for streams and custody (R13, R17).

The roster says pairs ``(old, new)``: the old node is closed, and the new one counts as it. Two
lives of a centre may have named two heirs of one node; both send its streams on, and the same
one of them, whoever looks, holds its dossiers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ca_desktop.domain.events.envelope import ALL, CENTRE, StreamName, office_audience

Pair = tuple[str, str]


def predecessors(node: str, succeeded: Iterable[Pair]) -> frozenset[str]:
    """Return every node whose place ``node`` took, also by way of others."""
    pairs = tuple(succeeded)
    found: set[str] = set()
    open_ends = {node}
    while open_ends:
        older = {old for old, new in pairs if new in open_ends}
        open_ends = older - found - {node}
        found |= open_ends
    return frozenset(found)


def counting_as(succeeded: Iterable[Pair]) -> Mapping[str, str]:
    """Return for each closed node the node that it counts as (R13).

    The same whatever order the pairs came in: of two heirs the one with the larger id counts.
    """
    heir: dict[str, str] = {}
    for old, new in succeeded:
        heir[old] = max(new, heir.get(old, ""))
    return {old: _last(old, heir) for old in heir}


def _last(node: str, heir: Mapping[str, str]) -> str:
    seen: list[str] = []
    while node in heir and node not in seen:
        seen.append(node)
        node = heir[node]
    return node if node not in seen else max(seen[seen.index(node) :])


def disputed(succeeded: Iterable[Pair]) -> frozenset[str]:
    """Return the nodes with two heirs of which neither gave way to the other: for a person."""
    pairs = tuple(succeeded)
    heirs: dict[str, set[str]] = {}
    for old, new in pairs:
        heirs.setdefault(old, set()).add(new)
    ends = counting_as(pairs)
    return frozenset(
        old for old, new in heirs.items() if len({ends.get(node, node) for node in new}) > 1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One end of an exchange: a node and those whose place it took."""

    node: str
    office: str
    centre: bool
    predecessors: frozenset[str] = frozenset()

    def owns(self, stream: str) -> bool:
        """Tell whether this node, or one whose place it took, wrote a stream."""
        node = StreamName.parse(stream).node
        return node == self.node or node in self.predecessors


def sends(me: Side, peer: Side, stream: str) -> bool:
    """Tell whether a stream goes from me to a peer: own ones, and those of predecessors (R17).

    A successor sends on what its predecessor wrote; the centre sends the same to the successor,
    from its last acknowledgement on.
    """
    name = StreamName.parse(stream)
    if me.centre:
        inherited = name.node in peer.predecessors and name.audience == CENTRE
        return inherited or (name.node == me.node and name.audience in readable(peer))
    return name.audience == CENTRE and (name.node == me.node or name.node in me.predecessors)


def sending_order(me: str, stream: str) -> tuple[bool, bool, str]:
    """Return the key by which streams are sorted for a package.

    The roster comes first and what was inherited last: whoever reads learns in time whose place
    it took, however an export is cut.
    """
    name = StreamName.parse(stream)
    return name.audience != ALL, name.node != me, stream


def readable(peer: Side) -> frozenset[str]:
    """Return the audiences whose events a node may read."""
    return frozenset({CENTRE}) if peer.centre else frozenset({ALL, office_audience(peer.office)})
