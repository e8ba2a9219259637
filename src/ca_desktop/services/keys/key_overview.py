"""Keys at a glance: with whom this office is connected, under which keys, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.keys.keys import own_card
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import FormerKeys, NodeRow, OwnNode, StrayEvent
from ca_desktop.services.ports.work import View

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOverview:
    """What is to know of keys.

    Attributes:
        card: of the centre, own or pinned; None where nothing is paired.
        nodes: of other offices, revoked ones included.
        former: own keys of the past.
        rotated_at: moment of the last change of own keys, or of the founding.
        checked_at: of a centre: moment somebody typed a group of the root's sheets, else empty.
        helped: the organisation has a slot in the key file.
        beyond: what is held of revoked nodes and not believed.
    """

    node: OwnNode
    is_centre: bool
    card: CentreCard | None
    nodes: tuple[NodeRow, ...]
    former: tuple[FormerKeys, ...]
    rotated_at: str
    checked_at: str
    helped: bool
    beyond: tuple[StrayEvent, ...]


def key_overview(ports: Ports) -> KeyOverview:
    """Return what is to know of keys."""
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        own, node = view.offices.own(), view.offices.node()
        is_centre = own.kind == "centre"
        return KeyOverview(
            node=node,
            is_centre=is_centre,
            card=own_card(view) if is_centre else view.keys.pinned(),
            nodes=tuple(x for x in view.offices.nodes() if x.office_id != own.office_id),
            former=tuple(view.keys.former()),
            rotated_at=_rotated_at(view),
            checked_at=view.keys.last_said("SheetsChecked"),
            helped=bool(ports.key_file.helped_by()),
            beyond=tuple(view.keys.beyond_cuts()),
        )


def key_matters(ports: Ports, view: View) -> Iterator[Matter]:
    """What is due of keys: the yearly change, the look into the envelopes, a thief's events."""
    now, own = ports.clock.now(), view.offices.own()
    paired = any(row.office_id != own.office_id for row in view.offices.nodes())
    rotated_at = _rotated_at(view)
    if paired and now - parse_moment(rotated_at) > YEAR:
        yield Matter(code="KEYS-DUE", key=rotated_at, about=own.name, remedy=Remedy.KEYS)
    if own.kind == "centre":
        checked = view.keys.last_said("SheetsChecked") or view.keys.last_said("OfficeFounded")
        if now - parse_moment(checked) > YEAR:
            yield Matter(code="SHEETS-DUE", key=checked, about=own.name, remedy=Remedy.KEYS)
    for item in view.keys.beyond_cuts():
        yield Matter(
            code="BEYOND-CUT",
            key=f"{item.stream}:{item.seq}",
            about=item.dossier,
            remedy=Remedy.SETTLE,
            since=item.recorded_at,
            details={"kind": item.kind},
            settles=True,
        )


def _rotated_at(view: View) -> str:
    newest = (view.keys.last_said(kind) for kind in ("KeyRotated", "CentreCertified"))
    begun = view.keys.last_said("OfficeFounded") or view.keys.last_said("LifeBegan")  # of a copy
    return max((*newest, begun))
