"""What happened to dossiers, event by event: of one, or of many a batch at a time."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from ca_desktop.domain.events.envelope import Envelope, StoredEvent
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.moments import is_moment_text
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.store.tables import dossiers, journal, node, nodes, offices, streams

_EVENTS = (
    select(
        journal.c.subject,
        journal.c.position,
        journal.c.envelope,
        journal.c.payload,
        func.coalesce(offices.c.name, "").label("office_name"),
        dossiers.c.tip,
    )
    .join(streams, streams.c.stream_id == journal.c.stream_id)
    .join(nodes, nodes.c.node_id == streams.c.node, isouter=True)
    .join(node, node.c.node_id == streams.c.node, isouter=True)
    .join(
        offices,
        offices.c.office_id == func.coalesce(nodes.c.office_id, node.c.office_id),
        isouter=True,
    )
    .join(dossiers, dossiers.c.dossier_id == journal.c.subject, isouter=True)
    .where(journal.c.subject.in_(bindparam("wanted", expanding=True)))
    .order_by(journal.c.subject, journal.c.position)
)


def histories(
    connection: Connection, dossier_ids: Collection[str]
) -> Iterator[tuple[str, Sequence[HistoryRow]]]:
    """Yield every event of each of these dossiers by position, the dossiers in no order."""
    for some in handfuls(sorted(set(dossier_ids))):
        rows = connection.execute(_EVENTS, {"wanted": some})
        for subject, events in groupby(rows, key=attrgetter("subject")):
            yield subject, _history(list(events))


def _history(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[HistoryRow]:
    heads = [StoredEvent(row.envelope, None, None).head for row in rows]
    counted = _counted(rows[0].tip, {head.event_id: head.builds_on for head in heads})
    return [_row(row, head, counted) for row, head in zip(rows, heads, strict=True)]


def _counted(tip: str | None, builds_on: Mapping[str, str | None]) -> frozenset[str]:
    found: set[str] = set()
    event_id = tip
    while event_id is not None and event_id not in found:  # what others say may go in circles
        found.add(event_id)
        event_id = builds_on.get(event_id)
    return frozenset(found)


def _row(row: Row[*tuple[Any, ...]], head: Envelope, counted: frozenset[str]) -> HistoryRow:
    payload = json.loads(row.payload) if row.payload is not None else None
    if not isinstance(payload, dict):  # erased, or not what this program understands
        payload = None
    at = (payload or {}).get("at")
    return HistoryRow(
        position=row.position,
        event_id=head.event_id,
        kind=head.kind,
        at=at if isinstance(at, str) and is_moment_text(at) else head.recorded_at,
        office_name=row.office_name,
        builds_on=head.builds_on,
        counted=head.event_id in counted,
        fields=payload,
        actor=head.actor or "",
    )
