"""Everything on one dossier: facts, papers, how long each step took, what was printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import Deadline, TraceDay
from ca_desktop.domain.dossier_facts import clock_stands, counted_due
from ca_desktop.domain.dossiers import OPEN, DossierState
from ca_desktop.domain.errors import CalendarMissing, NotFound
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.dossiers import (
    DocumentFact,
    DossierReceived,
    DueDateMoved,
    PaperSupplied,
    SupplementReceived,
)
from ca_desktop.domain.events.handling import CaseCorrected, PaymentMade, VerificationDone
from ca_desktop.domain.events.old_registers import OldDossierRecorded
from ca_desktop.domain.lateness import Lateness
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.desk.dossiers import DossierDetail, dossier_detail
from ca_desktop.services.desk.history import counted, papers_in
from ca_desktop.services.desk.late_days import late_days
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow, HistoryRow
from ca_desktop.services.ports.work import View

E = TypeVar("E", bound=Event)
PRINTED = frozenset({"SlipPrinted", "SheetPrinted"})
"""Events that are papers, not steps: they have a list of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One thing that happened to a dossier.

    Attributes:
        office: name of the office where it happened; empty for this one.
        used: working days from the step before to this one; None for what is no step, while the
            clock stood, or where a year has no calendar.
    """

    row: HistoryRow
    office: str = ""
    used: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A paper, and when it came: at the intake or later."""

    paper: DocumentFact
    at: str
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPaper:
    """A paper of a dossier that was printed or saved.

    Attributes:
        kind: ``slip``, or the value of a `LetterKind`.
        reprint: 0 for the first.
        who: name of the person; empty where nobody knows it here.
        sheet: id of the event that a letter tells of; empty for a slip.
    """

    kind: str
    at: str
    reprint: int
    layout: str
    who: str
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOverview:
    """A dossier as its page shows it.

    Attributes:
        intake: None where it was erased, and where there was none.
        old: the row of an old register that it came from.
        deadline: the promise in force with its trace; None without one.
        used: working days used so far; None where a year has no calendar.
        left: working days that are left; None where the clock stands or the work has ended.
        resend: the other office has an earlier state of it; the next file brings this one.
        late: its late working days by cause; None where it is not late.
    """

    detail: DossierDetail
    row: DossierRow
    intake: DossierReceived | None = field(repr=False)
    old: OldDossierRecorded | None = field(repr=False)
    papers: Sequence[HandedIn]
    passages: Sequence[Passage]
    printed: Sequence[PrintedPaper]
    deadline: Deadline | None
    used: int | None
    left: int | None
    resend: bool
    late: Lateness | None

    @property
    def state(self) -> DossierState:
        """What is known of it now."""
        return self.detail.state


def dossier_overview(ports: Ports, dossier_id: str) -> DossierOverview:
    """Return everything on one dossier.

    Raises:
        NotFound: there is no such dossier here.
    """
    detail = dossier_detail(ports, dossier_id)
    today = ports.clock.now().date()
    with ports.reading() as view:
        rows = view.dossiers.rows(DossierFilter(ids=(dossier_id,)))
        if not rows:
            raise NotFound
        calendar, names = view.master.calendar(), view.offices.names()
        late = late_days(view, detail.state, ports.clock.now())
        resend, own = _resend(view, detail.history), view.offices.own().name
    steps = counted(detail.history)
    used = dict(_used(calendar, steps))
    return DossierOverview(
        detail=detail,
        row=rows[0],
        intake=_first(steps, DossierReceived),
        old=_first(steps, OldDossierRecorded),
        papers=tuple(_papers(detail.history)),
        passages=tuple(
            Passage(
                row=row,
                office=row.office_name if row.office_name != own else "",
                used=used.get(row.event_id),
            )
            for row in detail.history
            if row.kind not in PRINTED
        ),
        printed=tuple(_printed(detail.history, names)),
        deadline=_deadline(detail.state, steps),
        used=_total(calendar, detail.state, steps, used, today),
        left=_left(calendar, detail.state, today),
        resend=resend,
        late=late,
    )


def _resend(view: View, history: Sequence[HistoryRow]) -> bool:
    """Tell whether something of a dossier has left and something newer has not."""
    left = [view.journal.exported(row.event_id) for row in history if row.kind not in PRINTED]
    return any(left) and not left[-1]


def _first(steps: Sequence[HistoryRow], kind: type[E]) -> E | None:
    first = steps[0] if steps else None
    if first is None or first.kind != kind.__name__ or first.fields is None:
        return None
    return build(kind, first.fields)


def _papers(history: Sequence[HistoryRow]) -> Iterator[HandedIn]:
    papers, since = papers_in(history)
    for paper in papers:
        yield HandedIn(paper=paper, at=since)
    for row in history:
        if row.kind == PaperSupplied.__name__ and row.fields is not None:
            for paper in build(PaperSupplied, row.fields).papers:
                yield HandedIn(paper=paper, at=row.at, later=True)


def _printed(history: Sequence[HistoryRow], names: Mapping[str, str]) -> Iterator[PrintedPaper]:
    for row in history:
        if row.kind in PRINTED:
            fields: Mapping[str, Any] = row.fields or {}
            yield PrintedPaper(
                kind=str(fields.get("letter") or "slip"),
                at=row.at,
                reprint=int(fields.get("reprint", 0)),
                layout=str(fields.get("layout", "")),
                who=names.get(row.actor, ""),
                sheet=str(fields.get("sheet", "")),
            )


def _used(
    calendar: WorkingCalendar, steps: Sequence[HistoryRow]
) -> Iterator[tuple[str, int | None]]:
    stands = False
    for before, after in pairwise(steps):
        stands = _stands(before, before_stood=stands)
        days = None if stands else _between(calendar, _day(before), _day(after))
        yield after.event_id, days


def _stands(row: HistoryRow, *, before_stood: bool) -> bool:
    """Tell whether the clock stands after a step."""
    if row.kind in {"SupplementReceived", "PaymentMade", "VerificationDone"}:
        return False
    if row.kind == "StepUndone":
        return bool((row.fields or {}).get("waiting"))
    paused = (row.fields or {}).get("clock") == "pause"
    return before_stood or row.kind == "SupplementRequested" or paused


def _total(
    calendar: WorkingCalendar,
    state: DossierState,
    steps: Sequence[HistoryRow],
    used: Mapping[str, int | None],
    today: date,
) -> int | None:
    """Count what was used until the end of the work, or until today."""
    total = 0
    for row in steps[1:]:
        total += used.get(row.event_id) or 0
        if row.kind == "ResultReady":
            return total
    runs = state.status in OPEN and not clock_stands(state)
    since = _between(calendar, _day(steps[-1]), today) if runs and steps else 0
    return None if since is None else total + since


def _left(calendar: WorkingCalendar, state: DossierState, today: date) -> int | None:
    runs = state.status in OPEN and not clock_stands(state)
    counted_by = counted_due(state)
    if not runs or counted_by is None:
        return None
    due = parse_moment(counted_by).date()
    return _between(calendar, today, due) if due >= today else None


def _between(calendar: WorkingCalendar, since: date, until: date) -> int | None:
    try:
        return calendar.working_days_after(since, until)
    except CalendarMissing:
        return None


def _day(row: HistoryRow) -> date:
    return parse_moment(row.at).date()


_PROMISING = tuple(
    x.__name__
    for x in (
        DossierReceived,
        SupplementReceived,
        DueDateMoved,
        VerificationDone,
        PaymentMade,
        CaseCorrected,
    )
)


def _deadline(state: DossierState, steps: Sequence[HistoryRow]) -> Deadline | None:
    """Return the newest promise, with how it was counted."""
    for row in reversed(steps):
        fields = row.fields or {}
        if row.kind in _PROMISING and fields.get("due_at") == state.due_at and state.due_at:
            trace = tuple(TraceDay.from_json(day) for day in fields.get("trace", ()))
            return Deadline(due_at=parse_moment(state.due_at), trace=trace)
    return None
