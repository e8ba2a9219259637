"""Vì sao hẹn ngày này: every date a dossier was given, day by day, and the law behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ca_desktop.domain.calendar_layers import YearLayers
from ca_desktop.domain.deadlines import Deadline, TraceDay, parse_time_limit
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.moments import parse_moment, weekday_text
from ca_desktop.domain.reckoning import CALENDAR_DAY_MINUTES, DAY_MINUTES
from ca_desktop.domain.reckoning_law import Cause, Reason, ReckoningLaw
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.services.desk.history import counted
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import DeskSheet, SheetPart
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.services.ports.work import View

HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyDay:
    """One day in words.

    Attributes:
        counted: what of the limit it used up: ``1 ngày``, ``3 giờ 30 phút``; empty for nothing.
    """

    date: date
    counted: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPart:
    """One date that was given, and how it was counted.

    Attributes:
        at: when it was given; None for an intake that is not kept yet.
        due_at: None where there is no time limit.
        days: none where a person chose the date.
    """

    at: datetime | None
    reason: Reason
    due_at: datetime | None
    days: tuple[WhyDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why a dossier is promised for the day it is.

    Attributes:
        code: empty for an intake that is not kept yet; so is procedure.
        limit: in words.
        parts: the first promise first, the one in force last.
    """

    code: str
    procedure: str = field(repr=False)
    limit: str
    parts: tuple[WhyPart, ...]


def explain_promise(ports: Ports, deadline: Deadline) -> Explained:
    """Explain what an intake would promise now."""
    with ports.reading() as view:
        law, years = view.master.reckoning_law(), view.master.years()
    today = ports.clock.now().date()
    reason = law.of_cause(Cause.PROMISED, today)
    part = WhyPart(
        at=None,
        reason=reason,
        due_at=deadline.due_at,
        days=tuple(_days(deadline.trace, law, years)),
    )
    return Explained(code="", procedure="", limit="", parts=(part,))


def explain_dossier(ports: Ports, dossier_id: str) -> Explained:
    """Explain every date that a dossier was given.

    Raises:
        NotFound: no such dossier.
    """
    with ports.reading() as view:
        return _explained(view, dossier_id)


def _explained(view: View, dossier_id: str) -> Explained:
    state = view.dossiers.state(dossier_id)
    if state is None:
        raise NotFound("NO-SUCH-DOSSIER", code="")
    law, years = view.master.reckoning_law(), view.master.years()
    steps = counted(view.dossiers.history(dossier_id))
    return Explained(
        code=state.code or "",
        procedure=state.procedure_name,
        limit=parse_time_limit(state.limit).words(),
        parts=tuple(_parts(state, steps, law, years)),
    )


def _parts(
    state: DossierState,
    steps: Sequence[HistoryRow],
    law: ReckoningLaw,
    years: Mapping[int, YearLayers],
) -> Iterator[WhyPart]:
    """Yield the dates that stand; a step that was taken back, or moved nothing, is left out."""
    before: object = ""
    for row, following in zip(steps, (*steps[1:], None), strict=True):
        fields = row.fields or {}
        undone = following is not None and following.kind == "StepUndone"
        if "due_at" not in fields or row.kind == "StepUndone" or undone:
            continue
        due_at = fields["due_at"]
        if due_at == before:
            continue
        before = due_at
        at = parse_moment(str(fields.get("received_at") or row.at))
        trace = tuple(TraceDay.from_json(day) for day in fields.get("trace", ()))
        note = " ".join(str(fields.get("note") or "").split())
        yield WhyPart(
            at=at,
            reason=law.of_cause(_cause(state, row), at.date(), note),
            due_at=parse_moment(due_at) if due_at else None,
            days=tuple(_days(trace, law, years)),
        )


_CAUSES = {
    "DossierReceived": Cause.PROMISED,
    "VerificationDone": Cause.STOOD,
    "PaymentMade": Cause.STOOD,
    "CaseCorrected": Cause.CORRECTED,
}


def _cause(state: DossierState, row: HistoryRow) -> Cause:
    if row.kind == "SupplementReceived":
        return Cause.PAUSED if state.supplement_clock == "pause" else Cause.RESTARTED
    if row.kind in _CAUSES:
        return _CAUSES[row.kind]
    said = (row.fields or {}).get("cause")
    return {"calendar": Cause.CALENDAR, "apology": Cause.APOLOGY}.get(str(said), Cause.OTHER)


def _days(
    trace: Sequence[TraceDay], law: ReckoningLaw, years: Mapping[int, YearLayers]
) -> Iterator[WhyDay]:
    for day in trace:
        yield WhyDay(date=day.date, counted=_used(day.counted), reason=law.of_day(day, years))


def _used(minutes: int) -> str:
    """Say what of a limit a day used up."""
    if minutes in {DAY_MINUTES, CALENDAR_DAY_MINUTES}:
        return "1 ngày"
    hours, rest = divmod(minutes, HOUR)
    parts = (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "")
    return " ".join(part for part in parts if part)


def _moment(found: datetime) -> str:
    return f"{found:%H:%M} {weekday_text(found.date())}"


# on paper


def draw_why(ports: Ports, explained: Explained) -> bytes:
    """Return the PDF of an explanation, A4."""
    with ports.reading() as view:
        own, training = view.offices.own().name, view.offices.node().training
    last = explained.parts[-1].due_at if explained.parts else None
    values = {
        "office": agency_of(own),
        "code": explained.code,
        "procedure": explained.procedure,
        "limit": explained.limit,
        "due": _moment(last) if last else "không có ngày hẹn",
    }
    now = ports.clock.now()
    sheet = DeskSheet(
        form="why",
        values=values,
        parts=tuple(_part(number, x) for number, x in enumerate(explained.parts, start=1)),
        training=training,
        printed_at=now,
    )
    return ports.paper.desk_sheet(sheet)


def _part(number: int, part: WhyPart) -> SheetPart:
    return SheetPart(
        kind="promise" if part.days else "chosen",
        values={
            "number": str(number),
            "says": part.reason.says,
            "law": part.reason.law,
            "at": _moment(part.at) if part.at else "",
            "due": _moment(part.due_at) if part.due_at else "",
        },
        rows=tuple(
            {
                "day": weekday_text(day.date),
                "counted": day.counted or "–",
                "says": day.reason.says,
                "law": day.reason.law,
            }
            for day in part.days
        ),
    )


def save_why(ports: Ports, dossier_id: str, folder: Path) -> Path:
    """Write the explanation of a dossier into ``folder``; return the file.

    Raises:
        NotFound: no such dossier.
        NotAllowedNow: NO-PROMISE it was never promised for a day.
    """
    explained = explain_dossier(ports, dossier_id)
    if not explained.parts:
        raise NotAllowedNow("NO-PROMISE", code=explained.code)
    path = folder / f"{explained.code}-vi-sao.pdf"
    ports.files.write(path, draw_why(ports, explained))
    return path
