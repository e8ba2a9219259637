"""Questions about dossiers."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    not_,
    select,
)

from ca_desktop.domain.backlog import OpenFact
from ca_desktop.domain.dossier_facts import late_before
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.moments import day_end, day_start, moment_text, parse_moment
from ca_desktop.domain.reports import DossierFacts, DueSpan, Period
from ca_desktop.services.ports.registers import RegisterRow
from ca_desktop.services.ports.rows import (
    DayCounts,
    DossierFilter,
    DossierRow,
    FinishedRow,
    HistoryRow,
)
from ca_desktop.store.projections.dossier_rows import row_of, state_of
from ca_desktop.store.queries.backlog import open_facts
from ca_desktop.store.queries.dossier_lists import (
    COUNTED,
    ORDERS_OF_AN_OFFICE,
    STANDING,
    STILL_OPEN,
    alive_within,
    filtered,
    of_desk,
    of_office,
    order_of,
)
from ca_desktop.store.queries.dossier_spans import finished_rows, received_ids
from ca_desktop.store.queries.histories import histories
from ca_desktop.store.queries.registers import register_rows
from ca_desktop.store.tables import (
    dossier_dues,
    dossiers,
    journal,
    node,
    offices,
    prints,
)

_NAMING = ("DossierReceived", "DossierCorrected", "IntakeRefused", "OldDossierRecorded")
"""Events that say who the people of a dossier are."""

_holder = offices.alias("holder")
_LIST = (
    select(
        dossiers.c.dossier_id,
        dossiers.c.code,
        dossiers.c.status,
        dossiers.c.holder_name,
        dossiers.c.procedure_code,
        dossiers.c.procedure_name,
        func.coalesce(offices.c.code, "").label("office_code"),
        func.coalesce(offices.c.name, "").label("office_name"),
        func.coalesce(_holder.c.name, "").label("held_by"),
        dossiers.c.received_at,
        dossiers.c.due_at,
        dossiers.c.due_counted,
        dossiers.c.by_minute,
        dossiers.c.finished_at,
        dossiers.c.returned_at,
        dossiers.c.channel,
        dossiers.c.strays,
        dossiers.c.station,
        dossiers.c.stands,
        prints.c.copies,
    )
    .join(offices, offices.c.office_id == dossiers.c.office_id, isouter=True)
    .join(_holder, _holder.c.office_id == dossiers.c.held_by, isouter=True)
    .join(prints, prints.c.dossier_id == dossiers.c.dossier_id, isouter=True)
)
_LINES = _LIST.add_columns(dossiers.c.position)
_KNOWN = select(dossiers.c.dossier_id).where(
    dossiers.c.dossier_id.in_(bindparam("wanted", expanding=True))
)
_OPEN_OF_PERSON = _LIST.where(
    dossiers.c.id_number == bindparam("person"),
    dossiers.c.procedure_code == bindparam("procedure"),
    dossiers.c.status.in_(STILL_OPEN),
)


class SqlDossiers:
    """See `ca_desktop.services.ports.work.Dossiers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, dossier_id: str) -> DossierState | None:
        """Return what is known of a dossier."""
        row = row_of(self._connection, dossier_id)
        return None if row is None else state_of(self._connection, row)

    def known(self, dossier_ids: Collection[str]) -> frozenset[str]:
        """Return which of these dossiers are here."""
        found: set[str] = set()
        for some in handfuls(sorted(dossier_ids)):
            found.update(self._connection.execute(_KNOWN, {"wanted": some}).scalars())
        return frozenset(found)

    def id_of(self, code: str) -> str | None:
        """Return the dossier with this code (the newest, should two nodes have printed it)."""
        return self._connection.execute(
            select(dossiers.c.dossier_id)
            .where(dossiers.c.code == code)
            .order_by(dossiers.c.position.desc())
            .limit(1)
        ).scalar()

    def rows(
        self, wanted: DossierFilter, *, offset: int = 0, limit: int = 1000, order: str = "due"
    ) -> Sequence[DossierRow]:
        """Return a window of a list; what was searched for comes newest first."""
        by_office = order.removeprefix("-") in ORDERS_OF_AN_OFFICE
        found = filtered(select(dossiers.c.position), wanted, by_office=by_office)
        if found is None:
            return []
        ordered = found.order_by(*order_of(wanted, order)).offset(offset).limit(limit)
        return list(self._lines(list(self._connection.execute(ordered).scalars())))

    def each(self, wanted: DossierFilter, *, order: str = "due") -> Iterator[DossierRow]:
        """Yield every dossier of a list; of those to come only the places are held."""
        found = filtered(select(dossiers.c.position), wanted, by_office=False)
        if found is not None:
            ordered = found.order_by(*order_of(wanted, order))
            yield from self._lines(list(self._connection.execute(ordered).scalars()))

    def _lines(self, places: Sequence[int]) -> Iterator[DossierRow]:
        for part in handfuls(places):  # found first, by an index alone
            asked = _LINES.where(dossiers.c.position.in_(part))
            lines = {row.position: _line(row) for row in self._connection.execute(asked)}
            yield from (lines[place] for place in part)

    def count(self, wanted: DossierFilter) -> int:
        """Return how many dossiers a list has."""
        query = filtered(select(func.count()).select_from(dossiers), wanted)
        if query is None:
            return 0
        return int(self._connection.execute(query).scalar_one())

    def day_counts(self, now: datetime) -> DayCounts:
        """Return the counters of the first screen for this office's desk."""
        own: str | None = self._connection.execute(select(node.c.office_id)).scalar()
        until_now = dossiers.c.due_counted < late_before(now)
        tomorrow = (now.date() + timedelta(days=1)).isoformat()
        open_with_clock = and_(
            dossiers.c.status.in_(STILL_OPEN),
            dossiers.c.stands == 0,
        )
        due_later = and_(open_with_clock, dossiers.c.due_counted >= tomorrow)
        mine = of_office(own)
        next_due = self._connection.execute(
            select(func.min(dossiers.c.due_counted)).where(mine, due_later)
        ).scalar()
        next_day = next_due[:10] if next_due else None
        return DayCounts(
            due_today=self._number(
                mine, open_with_clock, dossiers.c.due_counted < tomorrow, not_(until_now)
            ),
            overdue=self._number(mine, open_with_clock, until_now),
            ready=self._number(mine, dossiers.c.status == Status.RESULT_READY.value),
            waiting=self._number(mine, dossiers.c.status == Status.SUPPLEMENT_REQUIRED.value),
            unprinted=self.count(DossierFilter(unprinted=True, office_id=own)),
            forwarded=self._number(dossiers.c.forwarded_to == own),
            unsent=0,
            next_due=next_day,
            next_due_count=(
                self._number(mine, open_with_clock, dossiers.c.due_counted.startswith(next_day))
                if next_day
                else 0
            ),
        )

    def _number(self, *conditions: ColumnElement[bool]) -> int:
        return self._connection.execute(
            select(func.count()).select_from(dossiers).where(*conditions)
        ).scalar_one()

    def facts(self, period: Period, office_id: str | None) -> Iterator[DossierFacts]:
        """Yield what a report of ``period`` counts, of one desk or of all."""
        start, end = moment_text(day_start(period.start)), moment_text(day_end(period.end))
        wanted = (*STANDING, alive_within(start, end), *of_desk(office_id))
        rows = self._connection.execute(
            select(
                dossiers.c.dossier_id,
                dossiers.c.office_id,
                dossiers.c.field_code,
                dossiers.c.field_name,
                dossiers.c.channel,
                dossiers.c.received_at,
                dossiers.c.finished_at,
                dossiers.c.by_minute,
                dossier_dues.c.since,
                dossier_dues.c.due_at,
                dossier_dues.c.waiting,
            )
            .join(dossier_dues, dossier_dues.c.dossier_id == dossiers.c.dossier_id)
            .where(*wanted)
            .order_by(dossiers.c.position, dossier_dues.c.number)
        )
        for _dossier, spans in groupby(rows, key=lambda row: row.dossier_id):
            yield _facts(list(spans))

    def received(self, start: str, until: str, office_id: str | None) -> Iterator[tuple[str, str]]:
        """Yield the dossiers that came in from one moment to another, and their procedures."""
        yield from received_ids(self._connection, start, until, office_id)

    def finished(self, start: str, until: str, office_id: str | None) -> Iterator[FinishedRow]:
        """Yield the dossiers that ended from one moment to another, of one desk or of all."""
        yield from finished_rows(self._connection, start, until, office_id)

    def open_facts(self, office_id: str | None) -> Iterator[tuple[OpenFact, str, str]]:
        """Yield every open dossier of one desk or of all, its custodian and that node's office."""
        yield from open_facts(self._connection, office_id)

    def register(self, office_id: str, period: Period) -> Iterator[RegisterRow]:
        """Yield what a desk took in within ``period``, cancelled ones too, oldest first."""
        yield from register_rows(self._connection, office_id, period)

    def history(self, dossier_id: str) -> Sequence[HistoryRow]:
        """Return every event of a dossier by position."""
        found = dict(self.histories((dossier_id,)))
        return found.get(dossier_id, ())

    def histories(self, dossier_ids: Collection[str]) -> Iterator[tuple[str, Sequence[HistoryRow]]]:
        """Yield every event of each of these dossiers by position, the dossiers in no order."""
        yield from histories(self._connection, dossier_ids)

    def open_of_person(self, id_number: str, procedure_code: str) -> Sequence[DossierRow]:
        """Return open dossiers of the same person and procedure."""
        wanted = {"person": id_number, "procedure": procedure_code}
        return [_line(row) for row in self._connection.execute(_OPEN_OF_PERSON, wanted)]

    def person_before(self, id_number: str) -> dict[str, Any] | None:
        """Return the person's facts from the newest dossier with this number, as corrected."""
        payloads = self._connection.execute(
            select(journal.c.payload)
            .join(dossiers, dossiers.c.dossier_id == journal.c.subject)
            .where(
                dossiers.c.id_number == id_number,
                journal.c.kind.in_(_NAMING),
                journal.c.payload.is_not(None),
            )
            .order_by(dossiers.c.position.desc(), journal.c.position.desc())
        ).scalars()
        for payload in payloads:
            fields = json.loads(payload)
            for person in (fields["submitter"], fields.get("holder")):
                if person and person.get("id_number") == id_number:
                    return dict(person)
        return None

    def reprints(self, dossier_id: str) -> int:
        """Return how often the slip was made: 0 for never."""
        return (
            self._connection.execute(
                select(prints.c.copies).where(prints.c.dossier_id == dossier_id)
            ).scalar()
            or 0
        )

    def procedure_use(self, since: str) -> dict[str, int]:
        """Return how often each procedure was received since a moment."""
        rows = self._connection.execute(
            select(dossiers.c.procedure_code, func.count())
            .where(dossiers.c.received_at >= since, COUNTED)
            .group_by(dossiers.c.procedure_code)
        )
        return {code: number for code, number in rows}  # noqa: C416 rows are not pairs to mypy


def _line(row: Row[*tuple[Any, ...]]) -> DossierRow:
    values = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's public name for it
    values.pop("position", None)
    copies = values.pop("copies")
    values["by_minute"] = bool(values["by_minute"])
    values["stands"] = bool(values["stands"])
    return DossierRow(printed=bool(copies), **values)


def _facts(spans: list[Row[*tuple[Any, ...]]]) -> DossierFacts:
    first = spans[0]
    return DossierFacts(
        dossier_id=first.dossier_id,
        office_id=first.office_id,
        field_code=first.field_code,
        field_name=first.field_name,
        channel=first.channel,
        received_at=parse_moment(first.received_at),
        finished_at=parse_moment(first.finished_at) if first.finished_at else None,
        by_minute=bool(first.by_minute),
        dues=tuple(
            DueSpan(
                since=parse_moment(span.since),
                due_at=parse_moment(span.due_at) if span.due_at else None,
                waiting=bool(span.waiting),
            )
            for span in spans
        ),
    )
