"""Entered points of units and people, and those that were frozen."""

from datetime import date

from sqlalchemy import insert

from ca_desktop.domain.events.scores import ScoreEntered, StaffScoresFrozen
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.scoring import MOST
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.periods import office_of
from ca_desktop.store.score_tables import frozen_scores, scores

_MOST = 10**6


def score_entered(applied: Applied, event: ScoreEntered) -> None:
    """Points were entered; what no scale can give is no entry."""
    period = Period(start=date.fromisoformat(event.start), end=date.fromisoformat(event.end))
    if event.points is not None and not 0 <= event.points <= MOST:
        raise ValueError("points lie between 0 and 2")
    if not (0 < event.number < _MOST and 0 < event.indicator < _MOST):
        raise ValueError("entries and indicators are counted from 1")
    applied.connection.execute(
        insert(scores).values(
            entry_id=applied.head.event_id,
            office_id=office_of(applied),
            first_day=period.start.isoformat(),
            last_day=period.end.isoformat(),
            person=event.person,
            indicator=event.indicator,
            number=event.number,
            points=event.points,
            reason=event.reason,
            evidence=event.evidence,
            entered_at=event.at,
            officer_name=event.officer_name,
        )
    )


def staff_frozen(applied: Applied, event: StaffScoresFrozen) -> None:
    """Points of people were frozen; a table that cannot be read would be none."""
    ReportTable.from_json(event.table)
    applied.connection.execute(
        insert(frozen_scores).values(event_id=applied.head.event_id, closing_id=event.closing)
    )
