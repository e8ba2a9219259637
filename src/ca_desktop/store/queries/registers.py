"""Questions of the register: every dossier that one desk took in within a range of days."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from ca_desktop.domain.moments import day_end, day_start, moment_text
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.registers import RegisterRow
from ca_desktop.store.tables import dossiers, journal, offices

_intakes = journal.alias("intakes")
_holder = offices.alias("holder")
_LINES = (
    select(
        dossiers.c.dossier_id,
        dossiers.c.register_no,
        dossiers.c.code,
        dossiers.c.status,
        dossiers.c.procedure_name,
        dossiers.c.holder_name,
        dossiers.c.received_at,
        dossiers.c.due_at,
        dossiers.c.finished_at,
        dossiers.c.returned_at,
        _holder.c.name.label("held_by"),
        _intakes.c.payload,
        exists()
        .where(
            journal.c.subject == dossiers.c.dossier_id,
            journal.c.kind.in_(("DossierCorrected", "ResultReturned", "DossierAccepted")),
        )
        .label("changed"),
    )
    .join(_intakes, _intakes.c.position == dossiers.c.position, isouter=True)
    .join(_holder, _holder.c.office_id == dossiers.c.held_by, isouter=True)
    .where(dossiers.c.register_no.is_not(None), dossiers.c.code.is_not(None))
    .order_by(dossiers.c.position)
)


def register_rows(connection: Connection, office_id: str, period: Period) -> Iterator[RegisterRow]:
    """Yield the dossiers of a desk that were received in ``period``, cancelled ones too."""
    rows = connection.execute(
        _LINES.where(
            dossiers.c.office_id == office_id,
            dossiers.c.received_at >= moment_text(day_start(period.start)),
            dossiers.c.received_at <= moment_text(day_end(period.end)),
        )
    )
    for row in rows:
        yield _row(row)


def _row(row: Row[*tuple[Any, ...]]) -> RegisterRow:
    intake = json.loads(row.payload or b"{}")
    person = intake.get("holder") or intake.get("submitter") or {}
    return RegisterRow(
        dossier_id=row.dossier_id,
        number=row.register_no,
        code=row.code,
        status=row.status,
        procedure=row.procedure_name,
        holder=row.holder_name,
        address=person.get("address") or "",
        phone=person.get("phone") or "",
        sets=int(intake.get("sets", 0)),
        result_way=intake.get("receive_result") or "",
        agency=row.held_by or "",
        received_at=row.received_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        changed=bool(row.changed),
    )
