"""Questions about people: read from the payloads of intakes, where alone all of it stands."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from ca_desktop.domain.dossiers import OPEN
from ca_desktop.domain.text import name_sort_key
from ca_desktop.services.ports.people import NamesakeRow
from ca_desktop.store.tables import dossiers, journal, node

_OPEN = tuple(status.value for status in OPEN)
_INTAKE = "DossierReceived"
_MOST_NAMESAKES = 20


class SqlPeople:
    """See `ca_desktop.services.ports.people.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def addresses(self, limit: int) -> Sequence[str]:
        """Return the addresses of who came to this desk last, at most ``limit``."""
        last = (
            select(dossiers.c.position)
            .where(dossiers.c.office_id == select(node.c.office_id).scalar_subquery())
            .order_by(dossiers.c.received_at.desc())
            .limit(limit)
        )
        payloads = self._connection.execute(
            select(journal.c.payload)
            .where(
                journal.c.position.in_(last),
                journal.c.kind == _INTAKE,
                journal.c.payload.is_not(None),
            )
            .order_by(journal.c.position.desc())
        ).scalars()
        people = (json.loads(payload).get("submitter") for payload in payloads)
        return [person["address"] for person in people if person and person.get("address")]

    def open_namesakes(self, name: str, procedure_code: str) -> Sequence[NamesakeRow]:
        """Return open dossiers of one procedure whose holder has this name."""
        rows = self._connection.execute(
            select(
                dossiers.c.dossier_id,
                dossiers.c.code,
                dossiers.c.holder_name,
                dossiers.c.procedure_name,
                dossiers.c.received_at,
                journal.c.payload,
            )
            .join(journal, journal.c.subject == dossiers.c.dossier_id)
            .where(
                dossiers.c.sort_key == name_sort_key(name),
                dossiers.c.procedure_code == procedure_code,
                dossiers.c.status.in_(_OPEN),
                journal.c.kind == _INTAKE,
            )
            .order_by(dossiers.c.position.desc())
            .limit(_MOST_NAMESAKES)
        )
        return [
            NamesakeRow(
                dossier_id=row.dossier_id,
                code=row.code,
                holder_name=row.holder_name,
                birth=_birth(row.payload),
                procedure_name=row.procedure_name,
                received_at=row.received_at,
            )
            for row in rows
        ]


def _birth(payload: bytes | None) -> str | None:
    if payload is None:  # erased
        return None
    fields: dict[str, Any] = json.loads(payload)
    birth = (fields.get("holder") or fields["submitter"]).get("birth")
    return birth if isinstance(birth, str) else None
