"""What reports need of a dossier, and the date by which it counts as late, told from its state."""

from datetime import datetime

from ca_desktop.domain.deadlines import whole_minute
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.moments import day_end, moment_text, parse_moment
from ca_desktop.domain.reports import DossierFacts, DueSpan


def facts_of(state: DossierState) -> DossierFacts:
    """Return what reports need of a dossier whose state is known."""
    return DossierFacts(
        dossier_id=state.dossier_id,
        office_id=state.office_id,
        field_code=state.field_code,
        field_name=state.field_name,
        channel=state.channel,
        received_at=parse_moment(state.received_at),
        finished_at=parse_moment(state.finished_at) if state.finished_at else None,
        by_minute=state.by_minute,
        dues=tuple(
            DueSpan(
                since=parse_moment(span.since),
                due_at=parse_moment(span.due_at) if span.due_at else None,
                waiting=span.waiting,
            )
            for span in state.dues
        ),
    )


def counted_due(state: DossierState) -> str | None:
    """Return the last moment at which lists and reports do not call a dossier late.

    It is that of the date in force, but for one whose clock was stopped once its date was over.
    Limits in hours end by the minute, others with their last day (Civil Code art. 148).
    """
    due = _counted(state)[0]
    if due is None or state.by_minute:
        return due
    return moment_text(day_end(parse_moment(due).date()))


def late_before(now: datetime) -> str:
    """Return the moment before which a `counted_due` lies once lists call a dossier late."""
    return moment_text(whole_minute(now))


def clock_stands(state: DossierState) -> bool:
    """Tell whether lists and reports too hold that the clock of an open dossier stands."""
    return state.stands and _counted(state)[1]


def _counted(state: DossierState) -> tuple[str | None, bool]:
    """Return the due date that counts at last, and whether the clock stands under it."""
    if not any(span.waiting for span in state.dues):
        return state.due_at, False
    span = facts_of(state).last_span()
    return moment_text(span.due_at) if span.due_at else None, span.waiting
