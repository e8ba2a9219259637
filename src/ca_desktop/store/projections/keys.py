"""The pinned centre and the roster: with which keys a node speaks, and who is heard no more."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.envelope import ALL
from ca_desktop.domain.events.keys import CentreCertified
from ca_desktop.domain.events.office import CentreBound, CentreLeft
from ca_desktop.domain.events.roster import KeyRotated, NodeEnrolled, NodeRevoked
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.keys import Rotation, follows
from ca_desktop.store.key_tables import cuts, node_keys
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.offices import keep_office
from ca_desktop.store.tables import centre, nodes


def centre_bound(applied: Applied, event: CentreBound) -> None:
    """The commune's one centre, pinned by its root key."""
    applied.connection.execute(
        insert(centre).values(
            one=1,
            office_id=event.office_id,
            node_id=event.node_id,
            root_key=event.root_key,
            escrow_key=event.escrow_key,
            serial=event.serial,
            certificate=event.certificate,
        )
    )
    keep_office(applied, event.office_id, "centre", event.code, event.name)
    keys = _pair(event.sign_key, event.box_key)
    _enrol(applied, event.node_id, event.office_id, keys, event.number)
    for rotated in event.rotations:
        key_rotated(applied, rotated)


def centre_left(applied: Applied, _event: CentreLeft) -> None:
    """No centre is bound until the next pairing."""
    applied.connection.execute(delete(centre))


def centre_certified(applied: Applied, event: CentreCertified) -> None:
    """The root has certified other keys of the centre: the former ones are heard no more."""
    applied.connection.execute(
        update(centre).values(
            node_id=event.node_id,
            root_key=event.root_key,
            escrow_key=event.escrow_key,
            serial=event.serial,
            certificate=event.certificate,
        )
    )
    keys = _pair(event.sign_key, event.box_key)
    _enrol(applied, event.node_id, event.office_id, keys, event.number)
    for rotated in event.rotations:
        key_rotated(applied, rotated)


def node_enrolled(applied: Applied, event: NodeEnrolled) -> None:
    """A line of the roster; only the centre's ``all`` stream may say it.

    The keys of the pinned centre stand under the root, not under the roster.
    """
    _require_roster(applied)
    keep_office(applied, event.office_id, event.kind, event.code, event.name)
    pinned = applied.connection.execute(select(centre.c.node_id)).scalar()
    if event.node_id != pinned:
        keys = _pair(event.sign_key, event.box_key)
        _enrol(applied, event.node_id, event.office_id, keys, event.number)
        applied.connection.execute(
            update(nodes).where(nodes.c.node_id == event.node_id).values(series=event.series)
        )


def key_rotated(applied: Applied, event: KeyRotated) -> None:
    """A node goes on with its next keys; it says so itself, or the centre for it."""
    if applied.stream.node != event.node_id and not applied.own:
        _require_roster(applied)
    row = applied.connection.execute(select(nodes).where(nodes.c.node_id == event.node_id)).first()
    if row is None:
        raise ValueError("keys of a node that nobody enrolled")
    if event.number <= row.number:
        return
    rotation = Rotation(
        number=event.number,
        keys=_pair(event.sign_key, event.box_key),
        by_old=bytes.fromhex(event.by_old),
        by_new=bytes.fromhex(event.by_new),
    )
    in_force = PublicKeys(sign=row.sign_key, box=row.box_key)
    if not follows(event.node_id, row.number, in_force, rotation, applied.holds):
        raise ValueError("not the very next keys, signed by both")
    _keep_keys(applied, event.node_id, rotation)


def node_revoked(applied: Applied, event: NodeRevoked) -> None:
    """A node is heard no more; what it wrote stands up to the cuts."""
    _require_roster(applied)
    applied.connection.execute(
        update(nodes).where(nodes.c.node_id == event.node_id).values(revoked=1)
    )
    for cut in event.cuts:
        values = {"node_id": event.node_id, "seq": cut.seq, "hash": cut.hash}
        applied.connection.execute(
            upsert(cuts)
            .values(stream=cut.stream, **values)
            .on_conflict_do_update(index_elements=["stream"], set_=values)
        )


def _require_roster(applied: Applied) -> None:
    if applied.stream.audience != ALL:
        raise ValueError("roster events stand in the stream for all")


def _pair(sign: str, box: str) -> PublicKeys:
    return PublicKeys(sign=bytes.fromhex(sign), box=bytes.fromhex(box))


def _enrol(applied: Applied, node_id: str, office_id: str, keys: PublicKeys, number: int) -> None:
    """Let a node speak with these keys and no others."""
    applied.connection.execute(
        upsert(nodes)
        .values(
            node_id=node_id,
            office_id=office_id,
            sign_key=keys.sign,
            box_key=keys.box,
            number=number,
            revoked=0,
            series=1,
        )
        .on_conflict_do_update(index_elements=["node_id"], set_={"office_id": office_id})
    )
    applied.connection.execute(delete(node_keys).where(node_keys.c.node_id == node_id))
    _keep_keys(applied, node_id, Rotation(number=number, keys=keys, by_old=b"", by_new=b""))


def _keep_keys(applied: Applied, node_id: str, rotation: Rotation) -> None:
    pair = {"sign_key": rotation.keys.sign, "box_key": rotation.keys.box}
    applied.connection.execute(
        update(nodes).where(nodes.c.node_id == node_id).values(number=rotation.number, **pair)
    )
    applied.connection.execute(
        insert(node_keys).values(
            node_id=node_id,
            number=rotation.number,
            by_old=rotation.by_old,
            by_new=rotation.by_new,
            **pair,
        )
    )
