"""Which of two machines with one disk goes on: said at the centre, heard at the office (R9)."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ca_desktop.domain.errors import NotAllowedNow, NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, CENTRE
from ca_desktop.domain.events.lives import LifeEnded
from ca_desktop.domain.events.roster import LifeChosen
from ca_desktop.domain.heirs import disputed
from ca_desktop.domain.lives import may_retire, undecided
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.exchange.exports import peers_of
from ca_desktop.services.exchange.outgoing import exchanged_head
from ca_desktop.services.machines.lives import is_sole, require_sole_life
from ca_desktop.services.machines.rivals import has_ended
from ca_desktop.services.machines.sides import sent_to
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """Machines that speak as one node, as the centre hears them.

    Attributes:
        lives: incarnations; the one heard last stands first. One alone sends under two hands.
    """

    node: str
    office: str
    lives: tuple[str, ...]
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenLife:
    """Which machine goes on; the others tell everything and take nothing in any more."""

    node: str
    goes_on: str
    ends: tuple[str, ...]
    touched: frozenset[Topic]


def open_rivalries(ports: Ports) -> Sequence[Rivalry]:
    """Return the machines of which a person must choose one."""
    with ports.reading() as view:
        return rivalries(view)


def rivalries(view: View) -> Sequence[Rivalry]:
    """Return the machines that speak as one node and of which a person must choose one."""
    choices = view.lives.choices()
    over = {(choice.node, life) for choice in choices for life in choice.ends}
    names = {row.node_id: row.name for row in view.offices.nodes()}
    lives: dict[str, list[str]] = {}
    since: dict[str, str] = {}
    for row in view.lives.rivals():
        ended = [x for x in choices if x.node == row.node]
        if undecided([row.lives], ended):
            lives.setdefault(row.node, []).extend(row.lives)
            since.setdefault(row.node, row.since)
    for twin in view.lives.twins():
        heard = view.exchange.peer_state(twin.node)
        if (
            heard
            and heard.incarnation == twin.incarnation
            and (twin.node, twin.incarnation) not in over
        ):
            lives.setdefault(twin.node, []).append(twin.incarnation)
            since.setdefault(twin.node, twin.since)
    return [
        Rivalry(
            node=node,
            office=names.get(node, ""),
            lives=_last_first(view, node, found),
            since=since[node],
        )
        for node, found in lives.items()
    ]


def _last_first(view: View, node: str, lives: Sequence[str]) -> tuple[str, ...]:
    heard = view.exchange.peer_state(node)
    last = heard.incarnation if heard else ""
    return tuple(sorted(dict.fromkeys(lives), key=lambda life: life != last))


def choose_life(ports: Ports, node: str, life: str = "") -> ChosenLife:
    """Let one of the machines that speak as one node go on (centre).

    Args:
        ports: the outside world.
        node: node id, or the code of an office where one node alone is doubled.
        life: the first digits of the life that goes on; empty where two machines send under
            one life: each begins another one then, and the next exchange tells them apart.

    Raises:
        NotFound: NO-RIVALS nothing of the kind is to be decided.
        UserError: WHICH-LIFE no life, or more than one, begins with these digits.
        NotAllowedNow: NOT-CENTRE, E-126.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.writing() as uow:
        if uow.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
        require_sole_life(ports, uow)
        rivalry = _named(uow, node)
        goes_on, ends = _split(rivalry, life)
        uow.record(
            LifeChosen(node=rivalry.node, goes_on=goes_on, ends=ends),
            Standing(audience=ALL, subject=rivalry.node),
        )
        uow.commit()
        _log.info("of node %s the life %s goes on", rivalry.node, goes_on or "(none)")
        touched = uow.touched | {Topic.EXCHANGE}
    return ChosenLife(node=rivalry.node, goes_on=goes_on, ends=ends, touched=touched)


def _named(view: View, node: str) -> Rivalry:
    codes = {row.node_id: row.code for row in view.offices.nodes()}
    found = [x for x in rivalries(view) if node.strip() in {x.node, codes.get(x.node)}]
    if len(found) != 1:
        raise NotFound("NO-RIVALS")
    return found[0]


def _split(rivalry: Rivalry, life: str) -> tuple[str, tuple[str, ...]]:
    if len(rivalry.lives) == 1:
        return "", rivalry.lives
    chosen = [x for x in rivalry.lives if life and x.startswith(life.strip().lower())]
    if len(chosen) != 1:
        raise UserError("WHICH-LIFE", lives=", ".join(rivalry.lives))
    return chosen[0], tuple(x for x in rivalry.lives if x != chosen[0])


def end_told_life(ports: Ports, uow: UnitOfWork) -> None:
    """Say to the centre that the running life, which it let end, takes nothing in any more."""
    commune = uow.offices.own().kind == "commune"
    if commune and is_sole(ports, uow) and has_ended(uow) and not uow.lives.ending():
        life = uow.offices.node().incarnation
        uow.record(LifeEnded(incarnation=life), Standing(audience=CENTRE))


def may_switch_off(view: View) -> bool:
    """Tell whether a machine whose life has ended has told everything and heard the rest (R9)."""
    if not view.lives.ending():
        return False
    streams = view.journal.streams()
    requests = [loss.wanted for loss in view.exchange.losses()]
    return all(
        may_retire(
            [exchanged_head(view, x) for x in sent_to(view, peer, streams)],
            view.exchange.acks(peer.node_id),
            [x for asked in view.exchange.asked(peer.node_id).values() for x in asked],
            requests,
            view.journal.hash_at,
        )
        for peer in peers_of(view)
    )


# --- What waits for a person ------------------------------------------------------------------


def own_end(_ports: Ports, view: View) -> Iterator[Matter]:
    """This machine's life has ended: first it tells everything, then it may be switched off."""
    if has_ended(view):
        told = may_switch_off(view)
        yield Matter(
            code="LIFE-TOLD" if told else "LIFE-ENDED",
            key=view.offices.node().incarnation,
            about=view.offices.own().name,
            remedy=Remedy.SETTLE if told else Remedy.EXPORT,
            settles=told,
        )


def doubled_machines(_ports: Ports, view: View) -> Iterator[Matter]:
    """Two machines speak as one; at the centre somebody must choose."""
    centre = view.offices.own().kind == "centre"
    for rivalry in rivalries(view):
        yield Matter(
            code="RIVALS" if centre else "RIVALS-AT-CENTRE",
            key=":".join((rivalry.node, *sorted(rivalry.lives))),
            about=rivalry.office,
            remedy=Remedy.CHOOSE if centre else Remedy.SETTLE,
            since=rivalry.since,
            details={"lives": ", ".join(rivalry.lives)},
            settles=not centre,
        )


def doubled_papers(_ports: Ports, view: View) -> Iterator[Matter]:
    """One number stands on two papers."""
    names = {row.office_id: row.name for row in view.offices.all()}
    for paper in view.lives.doubled_papers():
        yield Matter(
            code="DOUBLED-PAPER",
            key=f"{paper.number}:{len(paper.dossiers)}",
            about=paper.number,
            remedy=Remedy.OPEN,
            since=paper.since[:10],
            dossier_id=paper.dossiers[-1],
            details={"office": names.get(paper.office_id, ""), "n": len(paper.dossiers)},
            settles=True,
        )


def two_heirs(_ports: Ports, view: View) -> Iterator[Matter]:
    """Two nodes took the place of one: a person must say of one that it does not run."""
    nodes = {row.node_id: row for row in view.offices.nodes()}
    for old in sorted(disputed(view.lives.successions())):
        yield Matter(
            code="TWO-HEIRS",
            key=old,
            about=nodes[old].name if old in nodes else old,
            remedy=Remedy.PAIR,
        )
