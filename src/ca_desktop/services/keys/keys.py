"""Keys of this node: the yearly change, whom it speaks to with which, and the end of former ones.

The rules are `ca_desktop.domain.keys`; here they meet the tables.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, CENTRE, LOCAL, StreamName
from ca_desktop.domain.events.keys import KeysDestroyed
from ca_desktop.domain.events.roster import KeyRotated
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.keys import ROTATION, Rotation, Telling, rotation_body, spoken_number
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.machines.lives import require_sole_life
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import FormerKeys, NodeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

KEPT = timedelta(days=90)
"""How long former private keys are kept once every peer knows the next ones."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKeys:
    """Keys of this node with their private half, while they are held."""

    number: int
    secrets: NodeSecrets
    public: PublicKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatedKeys:
    """The keys this node goes on with.

    Attributes:
        number: of the new keys.
    """

    number: int
    touched: frozenset[Topic]


def rotate_keys(ports: Ports) -> RotatedKeys:
    """Go on with new keys; both pairs sign for it, and the peers hear of it in the next packages.

    Raises:
        NotAllowedNow: NOT-PAIRED nobody knows this node; E-126 the data were put back or copied.
    """
    require(ports.actor.roles, Role.ADMIN)
    secrets = ports.packages.new_secrets()
    with ports.writing() as uow:
        require_sole_life(ports, uow)
        node, own = uow.offices.node(), uow.offices.own()
        if not any(row.node_id == node.node_id for row in uow.offices.nodes()):
            raise NotAllowedNow("NOT-PAIRED")
        number, keys = node.key_number + 1, ports.packages.public_of(secrets)
        body = rotation_body(node.node_id, number, keys)
        rotation = Rotation(
            number=number,
            keys=keys,
            by_old=ports.key_file.sign(node.secrets.sign, ROTATION, body),
            by_new=ports.key_file.sign(secrets.sign, ROTATION, body),
        )
        audience = ALL if own.kind == "centre" else CENTRE
        uow.record(rotated(node.node_id, rotation), Standing(audience=audience))
        stream = str(StreamName(node.node_id, node.incarnation, audience))
        told = next(row.seq for row in uow.journal.streams() if row.name == stream)
        before = former_of(ports, uow, told_stream=stream, told_seq=told)
        uow.keys.renew(replace(node, secrets=secrets, key_number=number), before)
        uow.commit()
        _log.info("this node goes on with keys number %s", number)
        return RotatedKeys(number=number, touched=uow.touched)


def former_of(ports: Ports, view: View, *, told_stream: str | None, told_seq: int) -> FormerKeys:
    """Return the keys in force as former ones."""
    node = view.offices.node()
    return FormerKeys(
        place=0,
        number=node.key_number,
        keys=ports.packages.public_of(node.secrets),
        secrets=node.secrets,
        told_stream=told_stream,
        told_seq=told_seq,
        unneeded_since=None,
    )


def rotated(node: str, rotation: Rotation) -> KeyRotated:
    """Return the event that says a rotation."""
    return KeyRotated(
        node_id=node,
        number=rotation.number,
        sign_key=rotation.keys.sign.hex(),
        box_key=rotation.keys.box.hex(),
        by_old=rotation.by_old.hex(),
        by_new=rotation.by_new.hex(),
    )


def own_keys(ports: Ports, view: View) -> Sequence[OwnKeys]:
    """Return the keys of this node whose private half is held, those in force first."""
    node = view.offices.node()
    in_force = OwnKeys(
        number=node.key_number,
        secrets=node.secrets,
        public=ports.packages.public_of(node.secrets),
    )
    former = [
        OwnKeys(number=row.number, secrets=row.secrets, public=row.keys)
        for row in view.keys.former()
        if row.secrets is not None
    ]
    return [in_force, *former]


def spoken_keys(ports: Ports, view: View, peer: NodeRow) -> OwnKeys:
    """Return the keys with which to speak to a peer: the newest that it is sure to know."""
    held = own_keys(ports, view)
    tellings = [
        Telling(number=row.number, stream=row.told_stream, seq=row.told_seq)
        for row in view.keys.former()
        if row.secrets is not None and row.told_stream is not None
    ]
    number = spoken_number(held[0].number, tellings, view.exchange.acks(peer.node_id))
    return next(keys for keys in held if keys.number == number)


@contextmanager
def rotations_entered(uow: UnitOfWork, node: str) -> Iterator[None]:
    """At a centre: what a node says of its keys in the block, the roster says too."""
    before = {row.number for row in uow.keys.rotations(node)}
    yield
    if uow.offices.own().kind == "centre":
        for rotation in uow.keys.rotations(node):
            if rotation.number not in before:
                uow.record(rotated(node, rotation), Standing(audience=ALL, subject=node))


def own_card(view: View) -> CentreCard:
    """Return who this centre is, for a file.

    Raises:
        NotAllowedNow: NOT-CENTRE.
    """
    own, node = view.offices.own(), view.offices.node()
    if own.kind != "centre" or node.root_key is None or node.certificate is None:
        raise NotAllowedNow("NOT-CENTRE")
    certified, *after = view.keys.rotations(node.node_id)
    return CentreCard(
        office=own.office_id,
        code=own.code,
        name=own.name,
        training=node.training,
        root_key=bytes.fromhex(node.root_key),
        escrow_key=bytes.fromhex(node.escrow_key or ""),
        node=node.node_id,
        number=certified.number,
        sign=certified.keys.sign,
        box=certified.keys.box,
        serial=node.serial,
        certificate=bytes.fromhex(node.certificate),
        rotations=tuple(after),
    )


def sweep_keys(ports: Ports, peers: Sequence[NodeRow]) -> int:
    """Destroy former private keys that nobody has written to for `KEPT`; return how many."""
    now = ports.clock.now()
    with ports.writing() as uow:
        doubtful = ports.clock.doubtful(uow.journal.newest_moment)
        held = [row for row in uow.keys.former() if row.secrets is not None]
        ended = 0
        for row in held:
            if not _known_to_all(uow, row, peers):
                uow.keys.keep_former(replace(row, unneeded_since=None))
            elif row.unneeded_since is None:
                uow.keys.keep_former(replace(row, unneeded_since=moment_text(now)))
            elif not doubtful and _is_over(row.unneeded_since, now):
                uow.keys.keep_former(replace(row, secrets=None))
                uow.record(KeysDestroyed(number=row.number), Standing(audience=LOCAL))
                ended += 1
        if held:
            uow.commit()
    return ended


def _is_over(since: str, now: datetime) -> bool:
    return now - parse_moment(since) >= KEPT


def _known_to_all(view: View, row: FormerKeys, peers: Sequence[NodeRow]) -> bool:
    if row.told_stream is None:
        return True
    acks = (view.exchange.acks(peer.node_id).get(row.told_stream) for peer in peers)
    return all(ack is not None and ack.common >= row.told_seq for ack in acks)
