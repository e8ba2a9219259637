"""Who took whose place, who speaks twice, whose life has ended (R9, R13, R16, R17)."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.envelope import ALL
from ca_desktop.domain.events.lives import OfficeJoined, RivalsFound, TwinFound
from ca_desktop.domain.events.roster import LifeChosen, NodeSucceeded
from ca_desktop.domain.heirs import counting_as
from ca_desktop.store.lives_tables import ended_lives, heirs, rivals, successions, twins
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.dossiers import fold_anew
from ca_desktop.store.tables import dossiers, journal, nodes, offices, streams


def node_succeeded(applied: Applied, event: NodeSucceeded) -> None:
    """A node is closed; whatever it held is its successor's, whenever it was written."""
    _require_roster(applied)
    connection = applied.connection
    connection.execute(
        upsert(successions)
        .values(old=event.old, new=event.new, at=applied.head.recorded_at)
        .on_conflict_do_nothing()
    )
    before = {row.old: row.counts_as for row in connection.execute(select(heirs))}
    pairs = [(row.old, row.new) for row in connection.execute(select(successions))]
    now = counting_as(pairs)
    connection.execute(delete(heirs))
    connection.execute(insert(heirs), [{"old": x, "counts_as": y} for x, y in now.items()])
    moved = {old for old, heir in now.items() if before.get(old) != heir}
    held = (
        select(journal.c.subject)
        .join(streams, streams.c.stream_id == journal.c.stream_id)
        .where(
            streams.c.node.in_(moved | {now[old] for old in moved}),
            journal.c.subject.is_not(None),
        )
        .distinct()
    )
    applied.rows.forget_offices()
    for dossier_id in connection.execute(held).scalars().all():
        fold_anew(applied, dossier_id)


def life_chosen(applied: Applied, event: LifeChosen) -> None:
    """Of two machines with one disk the centre lets one go on."""
    _require_roster(applied)
    for life in event.ends:
        applied.connection.execute(
            upsert(ended_lives)
            .values(
                node=event.node,
                incarnation=life,
                goes_on=event.goes_on,
                at=applied.head.recorded_at,
            )
            .on_conflict_do_nothing()
        )


def rivals_found(applied: Applied, event: RivalsFound) -> None:
    """Two machines speak as one node; a person must say which goes on."""
    one, other = sorted((event.before, event.heard))
    applied.connection.execute(
        upsert(rivals)
        .values(node=event.node, before=one, heard=other, at=applied.head.recorded_at)
        .on_conflict_do_nothing()
    )


def twin_found(applied: Applied, event: TwinFound) -> None:
    """Two machines send under one life."""
    applied.connection.execute(
        upsert(twins)
        .values(
            node=event.node,
            incarnation=event.incarnation,
            package=event.package,
            at=applied.head.recorded_at,
        )
        .on_conflict_do_nothing()
    )


def office_joined(applied: Applied, event: OfficeJoined) -> None:
    """What was set up as an office of its own belongs to one that its centre knows."""
    connection = applied.connection
    applied.rows.flush()
    connection.execute(delete(offices).where(offices.c.office_id == event.office_id))
    for column in (offices.c.office_id, nodes.c.office_id, dossiers.c.office_id):
        connection.execute(
            update(column.table).where(column == event.before).values(office_id=event.office_id)
        )
    connection.execute(
        update(dossiers).where(dossiers.c.held_by == event.before).values(held_by=event.office_id)
    )


def _require_roster(applied: Applied) -> None:
    if applied.stream.audience != ALL:
        raise ValueError("roster events stand in the stream for all")
