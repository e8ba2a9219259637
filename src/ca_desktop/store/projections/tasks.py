"""Tasks: what one office asks of the custodian, and the answers; in any order of arrival."""

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.dossiers import TaskAnswered
from ca_desktop.domain.tasks import makes_task
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.task_tables import task_answers, tasks


def asked(applied: Applied) -> None:
    """Somebody asks the custodian of a dossier for something."""
    if applied.head.subject is None:
        raise ValueError("a request names its dossier")
    if not makes_task(applied.event):
        return
    applied.connection.execute(
        upsert(tasks)
        .values(
            task_id=applied.head.event_id,
            dossier_id=applied.head.subject,
            kind=applied.head.kind,
            node=applied.stream.node,
        )
        .on_conflict_do_nothing()
    )


def answered(applied: Applied, event: TaskAnswered) -> None:
    """A task was done, or declined with a reason."""
    applied.connection.execute(
        upsert(task_answers)
        .values(
            answer_id=applied.head.event_id,
            task_id=event.task,
            node=applied.stream.node,
            done=int(event.done),
        )
        .on_conflict_do_nothing()
    )
