"""What waits for a printer, as the tables hold it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ca_desktop.services.ports.prints import (
    UNPRINTED,
    PaperForm,
    PrintJob,
    PrintState,
)
from ca_desktop.store.print_tables import print_jobs

_OPEN = print_jobs.c.state.in_(UNPRINTED)
_DONE = print_jobs.c.state.in_((PrintState.SAVED, PrintState.PRINTED))


class SqlPrints:
    """See `ca_desktop.services.ports.prints.Prints`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self) -> Sequence[PrintJob]:
        """Return what was asked for and has not come out, the oldest first."""
        query = select(print_jobs).where(_OPEN).order_by(print_jobs.c.asked_at, print_jobs.c.code)
        return [_job(row) for row in self._connection.execute(query)]

    def of_day(self, day: date) -> Sequence[PrintJob]:
        """Return what came out or was saved on a day, the newest first."""
        changed = print_jobs.c.changed_at
        query = (
            select(print_jobs)
            .where(_DONE, changed >= day.isoformat())
            .where(changed < (day + timedelta(days=1)).isoformat())
            .order_by(changed.desc(), print_jobs.c.job_id)
        )
        return [_job(row) for row in self._connection.execute(query)]

    def open_of(self, dossier_id: str, task_id: str = "") -> PrintJob | None:
        """Return the paper of a dossier, or of a request, that has not come out, or was dropped."""
        same = print_jobs.c.dossier_id == dossier_id, print_jobs.c.task_id == task_id
        undone = print_jobs.c.state.in_((*UNPRINTED, PrintState.DROPPED))
        row = self._connection.execute(select(print_jobs).where(undone, *same)).first()
        return _job(row) if row else None

    def find(self, job_id: str) -> PrintJob | None:
        """Return a paper."""
        query = select(print_jobs).where(print_jobs.c.job_id == job_id)
        row = self._connection.execute(query).first()
        return _job(row) if row else None

    def waiting_count(self) -> int:
        """Return how many were asked for and have not come out."""
        query = select(func.count()).select_from(print_jobs).where(_OPEN)
        return self._connection.execute(query).scalar_one()


def _job(row: Row[Any]) -> PrintJob:
    values = {name: getattr(row, name) for name in print_jobs.c.keys()}  # noqa: SIM118 columns
    values["form"] = PaperForm(row.form)
    values["state"] = PrintState(row.state)
    return PrintJob(**values)
