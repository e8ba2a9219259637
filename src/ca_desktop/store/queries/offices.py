"""Questions about this office, its people and the roster."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from ca_desktop.domain.errors import DatabaseMissing
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.services.ports.peer_rows import ContactRow
from ca_desktop.services.ports.rows import NodeRow, OfferRow, OfficeRow, OwnNode, UpkeepRow, UserRow
from ca_desktop.store.desk_tables import former_users
from ca_desktop.store.key_tables import node_keys
from ca_desktop.store.scan_tables import settings
from ca_desktop.store.tables import (
    centre,
    contacts,
    date_confirmations,
    journal,
    node,
    nodes,
    offers,
    offices,
    pending_pairing,
    upkeep,
    users,
)

_NODES = select(
    nodes.c.node_id,
    nodes.c.office_id,
    nodes.c.sign_key,
    nodes.c.box_key,
    nodes.c.number,
    nodes.c.revoked,
    offices.c.code,
    offices.c.name,
    offices.c.kind,
).join(offices, offices.c.office_id == nodes.c.office_id)


# Made once: building a statement costs more than running it.
_USERS = (
    select(users)
    .where(users.c.user_id.not_in(select(former_users.c.user_id)))
    .order_by(users.c.name)
)
_OWN, _NODE = select(offices).where(offices.c.own == 1), select(node)
_FORMER = (
    select(node_keys.c.sign_key, node_keys.c.box_key)
    .where(node_keys.c.node_id == bindparam("of_node"), node_keys.c.number < bindparam("below"))
    .order_by(node_keys.c.number)
)


class SqlOffices:
    """See `ca_desktop.services.ports.work.Offices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known_node: OwnNode | None = None

    def own(self) -> OfficeRow:
        """Return this office."""
        row = self._connection.execute(_OWN).first()
        if row is None:
            raise DatabaseMissing
        return _office(row)

    def node(self) -> OwnNode:
        """Return this database's node; asked once a transaction unless it changes."""
        if self._known_node is None:
            self._known_node = self._read_node()
        return self._known_node

    def forget_node(self) -> None:
        """Read the node again next time: this transaction has changed it."""
        self._known_node = None

    def _read_node(self) -> OwnNode:
        row = self._connection.execute(_NODE).first()
        if row is None:
            raise DatabaseMissing
        return OwnNode(
            node_id=row.node_id,
            former=tuple(json.loads(row.former)),
            office_id=row.office_id,
            incarnation=row.incarnation,
            earlier=tuple(json.loads(row.earlier)),
            learned=tuple(json.loads(row.learned)),
            succeeded=bool(row.succeeded),
            series=row.series,
            training=bool(row.training),
            install_id=row.install_id,
            secrets=NodeSecrets(sign=row.sign_secret, box=row.box_secret),
            root_key=row.root_key,
            escrow_key=row.escrow_key,
            certificate=row.certificate,
            serial=row.serial,
            key_number=row.key_number,
            sheet_marks=tuple(json.loads(row.sheet_marks)),
        )

    def all(self) -> Sequence[OfficeRow]:
        """Return every known office, by code."""
        return [_office(x) for x in self._connection.execute(select(offices).order_by("code"))]

    def by_code(self, code: str) -> OfficeRow | None:
        """Return the office with this code."""
        row = self._connection.execute(select(offices).where(offices.c.code == code)).first()
        return None if row is None else _office(row)

    def nodes(self) -> Sequence[NodeRow]:
        """Return the nodes of the roster."""
        rows = self._connection.execute(_NODES.order_by(offices.c.code, nodes.c.node_id)).all()
        return [self._node(row) for row in rows]

    def _node(self, row: Row[*tuple[Any, ...]]) -> NodeRow:
        former = self._connection.execute(_FORMER, {"of_node": row.node_id, "below": row.number})
        return NodeRow(
            node_id=row.node_id,
            office_id=row.office_id,
            code=row.code,
            name=row.name,
            kind=row.kind,
            keys=PublicKeys(sign=row.sign_key, box=row.box_key),
            number=row.number,
            former=tuple(PublicKeys(sign=x.sign_key, box=x.box_key) for x in former),
            revoked=bool(row.revoked),
        )

    def users(self) -> Sequence[UserRow]:
        """Return everybody who may sign in."""
        rows = self._connection.execute(_USERS)
        return [
            UserRow(user_id=row.user_id, name=row.name, roles=tuple(json.loads(row.roles)))
            for row in rows
        ]

    def names(self) -> dict[str, str]:
        """Return the name of everybody who ever had an account, by user id."""
        rows = self._connection.execute(select(users.c.user_id, users.c.name))
        return {row.user_id: row.name for row in rows}

    def upkeep(self) -> dict[str, UpkeepRow]:
        """Return what was last done for safety."""
        later = (
            select(func.count())
            .select_from(journal)
            .where(journal.c.position > upkeep.c.position)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(upkeep.c.what, upkeep.c.at, upkeep.c.detail, later.label("later"))
        )
        return {row.what: UpkeepRow(at=row.at, later=row.later, detail=row.detail) for row in rows}

    def confirmed_day(self, machine_day: date) -> date | None:
        """Return the day that a person said a day of the machine's clock is."""
        day = self._connection.execute(
            select(date_confirmations.c.day).where(
                date_confirmations.c.machine_day == machine_day.isoformat()
            )
        ).scalar()
        return None if day is None else date.fromisoformat(day)

    def setting(self, name: str) -> str:
        """Return a setting of this office; empty where nobody has chosen."""
        value = self._connection.execute(
            select(settings.c.value).where(settings.c.name == name)
        ).scalar()
        return str(value or "")

    def centre(self) -> NodeRow | None:
        """Return the node of the pinned centre (communes)."""
        row = self._connection.execute(
            _NODES.join(centre, centre.c.node_id == nodes.c.node_id)
        ).first()
        return None if row is None else self._node(row)

    def contact(self, office_id: str) -> ContactRow:
        """Return what this office keeps of another; empty texts where there is nothing."""
        row = self._connection.execute(
            select(contacts.c.address, contacts.c.remark).where(contacts.c.office_id == office_id)
        ).first()
        return ContactRow(address=row.address, remark=row.remark) if row else ContactRow()

    def offer(self, offer_id: str) -> OfferRow | None:
        """Return a pairing offer this centre made."""
        row = self._connection.execute(select(offers).where(offers.c.offer_id == offer_id)).first()
        return None if row is None else OfferRow(**row._mapping)  # noqa: SLF001 public in SQLAlchemy

    def pending_pairing(self) -> bytes | None:
        """Return the offer this commune answered last."""
        return self._connection.execute(select(pending_pairing.c.offer)).scalar()


def _office(row: Row[*tuple[Any, ...]]) -> OfficeRow:
    return OfficeRow(
        office_id=row.office_id, kind=row.kind, code=row.code, name=row.name, own=bool(row.own)
    )
