"""Where dossiers lay: folded from their events when somebody asks, for those that are late."""

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from ca_desktop.domain.custody import Link
from ca_desktop.domain.dossiers import Placed
from ca_desktop.domain.events.codec import KINDS, decode
from ca_desktop.domain.events.dossiers import DossierForwarded
from ca_desktop.domain.events.envelope import StoredEvent, StreamName
from ca_desktop.domain.folding import steps
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.lateness import Course, course_of
from ca_desktop.store.projections.dossier_rows import DossierRows
from ca_desktop.store.tables import journal

_STATE_KINDS = tuple(name for name, kind in KINDS.items() if kind.state)
_EVENTS = (
    select(journal.c.subject, journal.c.envelope, journal.c.salt, journal.c.payload)
    .where(
        journal.c.subject.in_(bindparam("wanted", expanding=True)),
        journal.c.kind.in_(_STATE_KINDS),
        journal.c.payload.is_not(None),
    )
    .order_by(journal.c.subject, journal.c.position)
)


class SqlCourses:
    """See `ca_desktop.services.ports.courses.Courses`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, dossier_ids: Collection[str]) -> Iterator[Course]:
        """Yield the course of each of these dossiers that is known, in no order."""
        ids, nodes = sorted(dossier_ids), DossierRows(self._connection)
        for some in handfuls(ids):
            rows = self._connection.execute(_EVENTS, {"wanted": some})
            for _subject, events in groupby(rows, key=attrgetter("subject")):
                taken = list(steps(_placed(nodes, row) for row in events))
                if taken:
                    yield course_of(taken)


def _placed(nodes: DossierRows, row: Row[*tuple[Any, ...]]) -> Placed:
    head = StoredEvent(row.envelope, None, None).head
    event = decode(head.kind, head.version, row.payload)
    writer = StreamName.parse(head.stream).node
    link = Link(
        event_id=head.event_id,
        kind=head.kind,
        node=nodes.counts_as(writer),
        office=nodes.office_of(writer),
        builds_on=head.builds_on,
        custody=head.custody,
        to_office=event.to_office if isinstance(event, DossierForwarded) else None,
    )
    return Placed(dossier_id=row.subject, event=event, link=link)
