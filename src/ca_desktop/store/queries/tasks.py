"""Questions about what offices ask of each other."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, func, or_, select

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.ports.tasks import DeclinedRow, PendingRecall, TaskRow
from ca_desktop.store.journal import INHERITED
from ca_desktop.store.projections.dossier_rows import row_of
from ca_desktop.store.tables import (
    dossiers,
    journal,
    node,
    nodes,
    offices,
    streams,
)
from ca_desktop.store.task_tables import task_answers, tasks


class SqlTasks:
    """See `ca_desktop.services.ports.work.Tasks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_dossier(self, dossier_id: str) -> Sequence[TaskRow]:
        """Return every task of a dossier, oldest first."""
        return self._rows(_TASKS.where(tasks.c.dossier_id == dossier_id))

    def waiting(self) -> Sequence[TaskRow]:
        """Return the tasks that nobody has answered, oldest first."""
        return self._rows(_TASKS.where(_DONE.is_(None)))

    def find(self, task_id: str) -> TaskRow | None:
        """Return a task."""
        found = self._rows(_TASKS.where(tasks.c.task_id == task_id))
        return found[0] if found else None

    def _rows(self, query: Select[Any]) -> list[TaskRow]:
        found = self._connection.execute(query.order_by(journal.c.position))
        return [
            TaskRow(
                task_id=row.task_id,
                dossier_id=row.dossier_id,
                dossier_code=row.code,
                kind=row.kind,
                office_id=row.office_id,
                office_name=row.office_name,
                custodian=row.custodian,
                done=None if row.done is None else bool(row.done),
                fields=_fields(row),
            )
            for row in found
        ]

    def declined(self) -> Sequence[DeclinedRow]:
        """Return the answers that declined, newest first."""
        return [
            DeclinedRow(
                answer_id=row.answer_id,
                dossier_id=row.dossier_id,
                dossier_code=row.code,
                kind=row.kind,
                office_id=row.office_id,
                office_name=row.office_name,
                asked_by=row.asked_by,
                fields=_fields(row),
            )
            for row in self._connection.execute(_DECLINED)
        ]

    def pending_recalls(self) -> Sequence[PendingRecall]:
        """Return the own requests for a forward that nobody accepted yet."""
        rows = self._connection.execute(
            select(journal.c.subject, streams.c.name, journal.c.seq, journal.c.payload)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .join(dossiers, dossiers.c.dossier_id == journal.c.subject)
            .where(
                journal.c.kind == "RecallRequested",
                or_(streams.c.own == 1, INHERITED),
                dossiers.c.status == Status.FORWARDED.value,
                journal.c.payload.is_not(None),
            )
        )
        found = [
            PendingRecall(
                dossier_id=row.subject,
                stream=row.name,
                seq=row.seq,
                forward=json.loads(row.payload)["forward"],
            )
            for row in rows
        ]
        tips = {item.dossier_id: row_of(self._connection, item.dossier_id) for item in found}
        return [x for x in found if (row := tips[x.dossier_id]) and row.tip == x.forward]


def _offices_of(name: str) -> FromClause:
    """Return the office of each node, this one's included."""
    known = select(nodes.c.node_id, nodes.c.office_id)
    own = select(node.c.node_id, node.c.office_id)
    return known.union(own).subquery(name)


def _first(event_id: Any) -> Any:  # noqa: ANN401 a column; a scalar query of it
    """Return where an event stands first: one written anew stands in two streams."""
    places = journal.alias("places")
    return (
        select(func.min(places.c.position)).where(places.c.event_id == event_id).scalar_subquery()
    )


def _fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any] | None:
    return None if row.payload is None else json.loads(row.payload)


_answers = task_answers.alias("answers")
_DONE = (
    select(func.max(_answers.c.done)).where(_answers.c.task_id == tasks.c.task_id).scalar_subquery()
)
_asking = _offices_of("asking")
_TASKS = (
    select(
        tasks.c.task_id,
        tasks.c.dossier_id,
        tasks.c.kind,
        dossiers.c.code,
        dossiers.c.custodian,
        _asking.c.office_id,
        func.coalesce(offices.c.name, "").label("office_name"),
        _DONE.label("done"),
        journal.c.payload,
    )
    .join(dossiers, dossiers.c.dossier_id == tasks.c.dossier_id)
    .join(journal, journal.c.position == _first(tasks.c.task_id))
    .join(_asking, _asking.c.node_id == tasks.c.node, isouter=True)
    .join(offices, offices.c.office_id == _asking.c.office_id, isouter=True)
)
_answering = _offices_of("answering")
_DECLINED = (
    select(
        task_answers.c.answer_id,
        tasks.c.dossier_id,
        tasks.c.kind,
        dossiers.c.code,
        _answering.c.office_id,
        func.coalesce(offices.c.name, "").label("office_name"),
        _asking.c.office_id.label("asked_by"),
        journal.c.payload,
    )
    .join(tasks, tasks.c.task_id == task_answers.c.task_id)
    .join(dossiers, dossiers.c.dossier_id == tasks.c.dossier_id)
    .join(journal, journal.c.position == _first(task_answers.c.answer_id))
    .join(_asking, _asking.c.node_id == tasks.c.node, isouter=True)
    .join(_answering, _answering.c.node_id == task_answers.c.node, isouter=True)
    .join(offices, offices.c.office_id == _answering.c.office_id, isouter=True)
    .where(_DONE == 0)
    .order_by(journal.c.position.desc())
)
