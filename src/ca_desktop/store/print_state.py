"""The papers on their way to a printer, to be changed."""

from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.services.ports.prints import PrintJob, PrintState
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.print_tables import print_jobs
from ca_desktop.store.queries.prints import SqlPrints


class SqlPrintQueue(SqlPrints):
    """See `ca_desktop.services.ports.prints.PrintQueue`."""

    def __init__(self, connection: Connection, touch: Callable[[Topic], None]) -> None:
        super().__init__(connection)
        self._touch = touch

    def keep(self, job: PrintJob) -> None:
        """Put a paper in, or in the place of what was known of it."""
        values = asdict(job)
        self._connection.execute(
            upsert(print_jobs)
            .values(values)
            .on_conflict_do_update(index_elements=["job_id"], set_=values)
        )
        self._touch(Topic.PRINTS)

    def forget(self, job_id: str) -> None:
        """Drop a paper."""
        self._connection.execute(delete(print_jobs).where(print_jobs.c.job_id == job_id))
        self._touch(Topic.PRINTS)

    def forget_before(self, moment: str) -> None:
        """Drop what came out before an ISO moment; the journal remembers that it did."""
        done = print_jobs.c.state.in_((PrintState.SAVED, PrintState.PRINTED))
        old = print_jobs.c.changed_at < moment
        self._connection.execute(delete(print_jobs).where(done, old))
