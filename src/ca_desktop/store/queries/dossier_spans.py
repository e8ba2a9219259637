"""Dossiers of a period in few columns: reports of hundreds of thousands read them one by one."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from ca_desktop.services.ports.rows import FinishedRow
from ca_desktop.store.queries.dossier_lists import STANDING, of_desk
from ca_desktop.store.tables import dossiers


def received_ids(
    connection: Connection, start: str, until: str, office_id: str | None
) -> Iterator[tuple[str, str]]:
    """Yield them; see `ca_desktop.services.ports.work.Dossiers.received`."""
    wanted = select(dossiers.c.dossier_id, dossiers.c.procedure_code).where(
        *STANDING,
        dossiers.c.received_at >= start,
        dossiers.c.received_at <= until,
        *of_desk(office_id),
    )
    for row in connection.execute(wanted):
        yield row.dossier_id, row.procedure_code


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
        *STANDING,
        columns.received_at <= until,
        columns.finished_at >= start,
        columns.finished_at <= until,
        *of_desk(office_id),
    )
    for dossier_id, procedure, received, finished, by_minute in connection.execute(wanted):
        yield FinishedRow(
            dossier_id=dossier_id,
            procedure_name=procedure,
            received_at=received,
            finished_at=finished,
            by_minute=bool(by_minute),
        )
