"""What the exchange has proved, asked for or heard of, and a person should know."""

from collections.abc import Iterator, Sequence

from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.exchange.exports import peers_of, waits_since
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, OutboxRow
from ca_desktop.services.ports.work import View

UNSENT_DAYS = 7
"""To be offline is normal; a commune that has carried nothing for longer is asked to."""


def unsent_long(ports: Ports, view: View) -> Iterator[Matter]:
    """What a commune did and its centre does not know of after a week."""
    if view.offices.own().kind != "commune":
        return
    for peer in peers_of(view):
        since = waits_since(view, peer)
        days = (ports.clock.now() - parse_moment(since)).days if since else 0
        if since and days > UNSENT_DAYS:
            yield Matter(
                code="UNSENT-LONG",
                key=peer.node_id,
                about=peer.name,
                remedy=Remedy.EXPORT,
                since=since,
                details={"office": peer.name, "n": days},
            )


def lost(_ports: Ports, view: View) -> Iterator[Matter]:
    """Own data that a peer proves to have existed: asked for until they are back."""
    names = _names(view)
    since: dict[str, str] = {}
    for row in view.exchange.losses():
        since.setdefault(row.peer, row.since)
    written = view.exchange.written()
    for peer, moment in since.items():
        asked = _wrote_since(written, peer, moment)
        yield Matter(
            code="LOST-ASKED" if asked else "LOST-HERE",
            key=f"{peer}:{moment}",
            about=names.get(peer, ""),
            remedy=Remedy.IMPORT if asked else Remedy.EXPORT,
            since=moment,
            details={"office": names.get(peer)},
        )


def asked_back(_ports: Ports, view: View) -> Iterator[Matter]:
    """What a peer has lost and asks of this office; its file has not been written yet."""
    written = view.exchange.written()
    for peer in view.offices.nodes():
        state = view.exchange.peer_state(peer.node_id)
        if state is None or not view.exchange.asked(peer.node_id):
            continue
        if not _wrote_since(written, peer.node_id, state.last_imported_at):
            yield Matter(
                code="ASKED-BACK",
                key=peer.node_id,
                about=peer.name,
                remedy=Remedy.EXPORT,
                since=state.last_imported_at,
                details={"office": peer.name},
            )


def put_back(_ports: Ports, view: View) -> Iterator[Matter]:
    """The program found by itself that its data had been put back, and began a new life."""
    row = view.offices.upkeep().get("life")
    if row is not None and row.detail == "put_back":
        yield Matter(
            code="LIFE-BEGAN",
            key=row.at,
            about=view.offices.own().name,
            remedy=Remedy.SETTLE,
            since=row.at,
            details={"series": view.offices.node().series},
            settles=True,
        )


def edited(_ports: Ports, view: View) -> Iterator[Matter]:
    """The second journal proves that somebody changed the data past the program."""
    row = view.offices.upkeep().get("edited")
    if row is not None:
        yield Matter(
            code="DATA-EDITED",
            key=row.at,
            about=view.offices.own().name,
            remedy=Remedy.SETTLE,
            since=row.at,
            details={"n": int(row.detail)},
            settles=True,
        )


def at_peers(_ports: Ports, view: View) -> Iterator[Matter]:
    """What other offices could not settle: they say so in every file."""
    for peer in view.offices.nodes():
        state = view.exchange.peer_state(peer.node_id)
        if state is not None and state.problems:
            yield Matter(
                code="PEER-PROBLEMS",
                key=f"{peer.node_id}:{state.problems}",
                about=peer.name,
                remedy=Remedy.SETTLE,
                since=state.last_imported_at,
                details={"office": peer.name, "n": state.problems},
                settles=True,
            )


def _names(view: View) -> dict[str, str]:
    nodes: Sequence[NodeRow] = view.offices.nodes()
    return {row.node_id: row.name for row in nodes}


def _wrote_since(written: Sequence[OutboxRow], peer: str, moment: str) -> bool:
    return any(
        row.peer == peer and row.status == "written" and row.created_at >= moment for row in written
    )
