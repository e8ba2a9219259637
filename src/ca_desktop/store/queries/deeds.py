"""Questions about what was done with dossiers."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select

from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.moments import day_end, day_start, moment_text
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.deeds import Deed, Ruled
from ca_desktop.store.queries.dossier_lists import COUNTED, of_desk
from ca_desktop.store.tables import dossiers, journal

KINDS = (
    "DossierReceived",
    "IntakeRefused",
    "SupplementRequested",
    "ResultReady",
    "DossierWithdrawn",
    "DossierStopped",
    "ResultReturned",
    "ResultCorrected",
)
_UNDOING = ("StepUndone", "ReturnUndone")
"""What takes back the step that it builds on."""

_RULED = ("SignatureDenied", "ResultCorrected", "DossierTakenBack")
_PERHAPS_RULED = (
    "SupplementRequested",
    "DossierStopped",
    "ResultReady",
    "AssignmentAccepted",
    "DueDateMoved",
)
_RULED_BY_WORDS = (b'"guard":"', b'"negative":true', b'"cause":"apology"')
"""Bytes of canonical payloads of steps that were passed over a guard, refuse, or put off."""

_RESULTS = frozenset({"ResultReady", "ResultCorrected"})
_WHEN = ("at", "received_at")
_WHY = ("reason", "note")


class SqlDeeds:
    """See `ca_desktop.services.ports.deeds.Deeds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, period: Period, office_id: str | None) -> Iterator[Deed]:
        """Yield the steps of every dossier that was open or handed over in a period."""
        table = dossiers.c
        wanted = [*_alive_in(period, office_id), journal.c.kind.in_((*KINDS, *_UNDOING))]
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
            .where(*wanted, journal.c.payload.is_not(None))
            .order_by(table.position, journal.c.position)
        )
        for _dossier, events in groupby(rows, key=attrgetter("dossier_id")):
            yield from _deeds(list(events))

    def ruled(self, period: Period, office_id: str | None) -> Iterator[Ruled]:
        """Yield the dossiers of which a head may have said something in a period."""
        said = [func.instr(journal.c.payload, literal(part)) > 0 for part in _RULED_BY_WORDS]
        rows = self._connection.execute(
            select(dossiers.c.dossier_id, dossiers.c.code, dossiers.c.procedure_name)
            .distinct()
            .join(journal, journal.c.subject == dossiers.c.dossier_id)
            .where(
                *_alive_in(period, office_id),
                or_(
                    journal.c.kind.in_(_RULED),
                    and_(journal.c.kind.in_(_PERHAPS_RULED), or_(*said)),
                ),
            )
        )
        for row in rows:
            yield Ruled(
                dossier_id=row.dossier_id, code=row.code or "", procedure_name=row.procedure_name
            )


def _alive_in(period: Period, office_id: str | None) -> list[ColumnElement[bool]]:
    """Return what holds of a dossier that was open or handed over in a period."""
    start, table = moment_text(day_start(period.start)), dossiers.c
    return [
        COUNTED,
        table.received_at <= moment_text(day_end(period.end)),
        or_(table.finished_at.is_(None), table.finished_at >= start, table.returned_at >= start),
        *of_desk(office_id),
    ]


def _deeds(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Deed]:
    """Yield what was done with one dossier and not undone."""
    told = [(row, StoredEvent(row.envelope, None, None).head) for row in rows]
    undone = {head.builds_on for row, head in told if row.kind in _UNDOING}
    negative = False
    for row, head in told:
        if row.kind in _UNDOING or head.event_id in undone:
            continue
        fields: dict[str, Any] = json.loads(row.payload)
        if fields.get("negative") is not None:
            negative = bool(fields["negative"])
        yield Deed(
            dossier_id=row.dossier_id,
            code=row.code or "",
            procedure_name=row.procedure_name,
            field_name=row.field_name,
            kind=row.kind,
            at=_first(fields, _WHEN),
            actor=head.actor or "",
            note=_first(fields, _WHY),
            negative=negative and row.kind in _RESULTS,
        )


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(fields[name]) for name in names if fields.get(name)), "")
