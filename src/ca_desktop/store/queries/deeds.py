"""Questions about what was done with dossiers."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, or_, select

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.moments import day_end, day_start, moment_text
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.deeds import Deed
from ca_desktop.store.tables import dossiers, journal

KINDS = (
    "DossierReceived",
    "IntakeRefused",
    "SupplementRequested",
    "ResultReady",
    "DossierWithdrawn",
    "DossierStopped",
    "ResultReturned",
)
_WHEN = ("at", "received_at")
_WHY = ("reason", "note")


class SqlDeeds:
    """See `ca_desktop.services.ports.deeds.Deeds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, period: Period, office_id: str | None) -> Iterator[Deed]:
        """Yield the steps of every dossier that was open or handed over in a period."""
        start = moment_text(day_start(period.start))
        table = dossiers.c
        wanted = [
            table.status != Status.CANCELLED.value,
            table.received_at <= moment_text(day_end(period.end)),
            or_(
                table.finished_at.is_(None),
                table.finished_at >= start,
                table.returned_at >= start,
            ),
            journal.c.kind.in_(KINDS),
            journal.c.payload.is_not(None),
        ]
        if office_id is not None:
            wanted.append(table.office_id == office_id)
        rows = self._connection.execute(
            select(
                table.dossier_id,
                table.code,
                table.procedure_name,
                table.field_name,
                journal.c.kind,
                journal.c.envelope,
                journal.c.payload,
            )
            .join(journal, journal.c.subject == table.dossier_id)
            .where(*wanted)
            .order_by(table.position, journal.c.position)
        )
        for row in rows:
            fields: dict[str, Any] = json.loads(row.payload)
            yield Deed(
                dossier_id=row.dossier_id,
                code=row.code or "",
                procedure_name=row.procedure_name,
                field_name=row.field_name,
                kind=row.kind,
                at=_first(fields, _WHEN),
                actor=StoredEvent(row.envelope, None, None).head.actor or "",
                note=_first(fields, _WHY),
            )


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(fields[name]) for name in names if fields.get(name)), "")
