"""This office, its people, the pinned centre, and the roster."""

import json

from sqlalchemy import delete, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.envelope import ALL
from ca_desktop.domain.events.office import (
    CentreBound,
    CentreLeft,
    DateConfirmed,
    MailAddressSet,
    MatterSettled,
    OfficeFounded,
    UserEnrolled,
)
from ca_desktop.domain.events.roster import NodeEnrolled
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.tables import (
    centre,
    date_confirmations,
    mail_addresses,
    nodes,
    offices,
    settled_matters,
    users,
)


def office_founded(applied: Applied, event: OfficeFounded) -> None:
    """The own office."""
    applied.connection.execute(
        insert(offices).values(
            office_id=event.office_id, kind=event.kind, code=event.code, name=event.name, own=1
        )
    )


def user_enrolled(applied: Applied, event: UserEnrolled) -> None:
    """A person who may sign in."""
    values = {"name": event.name, "roles": json.dumps(event.roles)}
    applied.connection.execute(
        upsert(users)
        .values(user_id=event.user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )


def date_confirmed(applied: Applied, event: DateConfirmed) -> None:
    """The day that a day of the machine's clock stands for."""
    values = {"day": event.day}
    applied.connection.execute(
        upsert(date_confirmations)
        .values(machine_day=event.machine_at[:10], **values)
        .on_conflict_do_update(index_elements=["machine_day"], set_=values)
    )


def matter_settled(applied: Applied, event: MatterSettled) -> None:
    """What waited for a person and was read."""
    applied.connection.execute(
        upsert(settled_matters).values(matter=event.matter).on_conflict_do_nothing()
    )


def mail_address_set(applied: Applied, event: MailAddressSet) -> None:
    """Where mails for another office go."""
    values = {"address": event.address}
    applied.connection.execute(
        upsert(mail_addresses)
        .values(office_id=event.office_id, **values)
        .on_conflict_do_update(index_elements=["office_id"], set_=values)
    )


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
        )
    )
    _office(applied, event.office_id, "centre", event.code, event.name)
    _node(applied, event.node_id, event.office_id, event.sign_key, event.box_key)


def centre_left(applied: Applied, _event: CentreLeft) -> None:
    """No centre is bound until the next pairing."""
    applied.connection.execute(delete(centre))


def node_enrolled(applied: Applied, event: NodeEnrolled) -> None:
    """A line of the roster; only the centre's ``all`` stream may say it."""
    if applied.stream.audience != ALL:
        raise ValueError("roster events stand in the stream for all")
    _office(applied, event.office_id, event.kind, event.code, event.name)
    _node(applied, event.node_id, event.office_id, event.sign_key, event.box_key)


def _office(applied: Applied, office_id: str, kind: str, code: str, name: str) -> None:
    values = {"kind": kind, "code": code, "name": name}
    applied.connection.execute(
        upsert(offices)
        .values(office_id=office_id, own=0, **values)
        .on_conflict_do_update(index_elements=["office_id"], set_=values, where=offices.c.own == 0)
    )


def _node(applied: Applied, node_id: str, office_id: str, sign: str, box: str) -> None:
    values = {
        "office_id": office_id,
        "sign_key": bytes.fromhex(sign),
        "box_key": bytes.fromhex(box),
    }
    applied.connection.execute(
        upsert(nodes)
        .values(node_id=node_id, **values)
        .on_conflict_do_update(index_elements=["node_id"], set_=values)
    )
