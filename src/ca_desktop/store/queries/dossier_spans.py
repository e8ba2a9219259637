"""Dossiers of a period in few columns: reports of hundreds of thousands read them one by one."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, select

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.ports.rows import FinishedRow
from ca_desktop.store.tables import dossiers

_COUNTED = (dossiers.c.code.is_not(None), dossiers.c.status != Status.CANCELLED.value)


def received_ids(
    connection: Connection, start: str, until: str, office_id: str | None, codes: frozenset[str]
) -> Iterator[str]:
    """Yield them; see `ca_desktop.services.ports.work.Dossiers.received`."""
    wanted = select(dossiers.c.dossier_id, dossiers.c.procedure_code).where(
        *_COUNTED,
        dossiers.c.received_at >= start,
        dossiers.c.received_at <= until,
        *_of_desk(office_id),
    )
    for dossier_id, code in connection.execute(wanted):
        if code in codes:
            yield dossier_id


def finished_rows(
    connection: Connection, start: str, until: str, office_id: str | None
) -> Iterator[FinishedRow]:
    """Yield them; see `ca_desktop.services.ports.work.Dossiers.finished`."""
    columns = dossiers.c
    wanted = select(
        columns.dossier_id,
        columns.procedure_name,
        columns.received_at,
        columns.finished_at,
        columns.by_minute,
    ).where(
        *_COUNTED,
        columns.received_at <= until,
        columns.finished_at >= start,
        columns.finished_at <= until,
        *_of_desk(office_id),
    )
    for dossier_id, procedure, received, finished, by_minute in connection.execute(wanted):
        yield FinishedRow(
            dossier_id=dossier_id,
            procedure_name=procedure,
            received_at=received,
            finished_at=finished,
            by_minute=bool(by_minute),
        )


def _of_desk(office_id: str | None) -> list[ColumnElement[bool]]:
    return [] if office_id is None else [dossiers.c.office_id == office_id]
