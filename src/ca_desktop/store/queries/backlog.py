"""What is open, and who took the last step."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ca_desktop.domain.backlog import OpenFact
from ca_desktop.domain.moments import parse_moment
from ca_desktop.store.queries.dossier_lists import STILL_OPEN, of_desk
from ca_desktop.store.tables import dossiers, journal, offices

_OPEN = (
    select(
        dossiers.c.dossier_id,
        dossiers.c.procedure_name,
        dossiers.c.received_at,
        dossiers.c.due_counted,
        dossiers.c.stands,
        dossiers.c.taker_name,
        dossiers.c.custodian,
        func.coalesce(offices.c.name, "").label("held_by"),
        journal.c.payload,
    )
    .join(journal, journal.c.event_id == dossiers.c.tip, isouter=True)
    .join(offices, offices.c.office_id == dossiers.c.held_by, isouter=True)
    .where(dossiers.c.status.in_(STILL_OPEN))
    .group_by(dossiers.c.dossier_id)
)
"""Open dossiers with the event that each stands on; one that came twice counts once."""


def open_facts(
    connection: Connection, office_id: str | None
) -> Iterator[tuple[OpenFact, str, str]]:
    """Yield every open dossier of one desk or of all, its custodian and that node's office."""
    for row in connection.execute(_OPEN.where(*of_desk(office_id))):
        yield _open_fact(row), row.custodian, row.held_by


def _open_fact(row: Row[*tuple[Any, ...]]) -> OpenFact:
    said = json.loads(row.payload) if row.payload is not None else None
    said = said if isinstance(said, dict) else {}
    return OpenFact(
        dossier_id=row.dossier_id,
        procedure=row.procedure_name,
        holder=str(row.taker_name or said.get("officer_name") or said.get("receiver_name") or ""),
        received=parse_moment(row.received_at).date(),
        due=parse_moment(row.due_counted).date() if row.due_counted else None,
        waits=bool(row.stands),
    )
