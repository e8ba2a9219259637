"""What each step does to the state of a dossier."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.dossiers import WAITING, WORKING, DossierState, DueSpan, Status
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.people import Person
from ca_desktop.domain.stations import Errand, Station
from ca_desktop.domain.text import name_sort_key

_ENDS: dict[type[Event], Status] = {
    events.DossierWithdrawn: Status.WITHDRAWN,
    events.DossierStopped: Status.STOPPED,
    events.ResultReady: Status.RESULT_READY,
    events.IntakeCancelled: Status.CANCELLED,
}
"""Where the work on a dossier ends."""


def people_in(holder: Person, submitter: Person) -> dict[str, Any]:
    """Return what the state says of people."""
    return {
        "holder_name": holder.name,
        "submitter_name": submitter.name,
        "sort_key": name_sort_key(holder.name),
        "id_number": holder.id_number or submitter.id_number,
        "phone": submitter.phone or holder.phone,
    }


def _started(state: DossierState, _event: Event, _key: str) -> DossierState:
    return replace(state, status=Status.IN_PROCESS)


def _forwarded(state: DossierState, _event: Event, _key: str) -> DossierState:
    return replace(state, status=Status.FORWARDED, forwarded_from=state.status)


def _accepted(state: DossierState, _event: Event, _key: str) -> DossierState:
    """Nobody of the taker's office has it in hand yet."""
    return replace(
        state,
        status=Status.IN_PROCESS,
        forwarded_from=None,
        errands=(),
        taker_id=None,
        taker_name=None,
    )


def _came_back(state: DossierState, _event: Event, _key: str) -> DossierState:
    back = state.forwarded_from or Status.IN_PROCESS
    return replace(state, status=back, forwarded_from=None)


def _asked(state: DossierState, event: events.SupplementRequested, _key: str) -> DossierState:
    return replace(
        _span(state, event.at, state.due_at, waiting=state.supplement_clock != "none"),
        status=Status.SUPPLEMENT_REQUIRED,
        supplements=state.supplements + 1,
        asked_at=event.at,
    )


def _supplied(state: DossierState, event: events.SupplementReceived, _key: str) -> DossierState:
    spanned = _span(state, event.at, event.due_at, waiting=False)
    return replace(spanned, status=Status.IN_PROCESS, asked_at=None)


def _to_pay(state: DossierState, event: handling.PaymentRequired, _key: str) -> DossierState:
    spanned = _span(state, event.at, state.due_at, waiting=event.clock == "pause")
    return replace(spanned, status=Status.PAYMENT_REQUIRED, asked_at=event.at)


def _paid(state: DossierState, event: handling.PaymentMade, _key: str) -> DossierState:
    spanned = _span(state, event.at, event.due_at, waiting=False)
    return replace(spanned, status=Status.IN_PROCESS, asked_at=None)


def _moved(state: DossierState, event: events.DueDateMoved, _key: str) -> DossierState:
    return _span(state, event.at, event.due_at, waiting=state.stands)


def _span(state: DossierState, since: str, due_at: str | None, *, waiting: bool) -> DossierState:
    """Return the state under a due date; a span like the last one is not written again."""
    span, last = DueSpan(since=since, due_at=due_at, waiting=waiting), state.dues[-1:]
    same = last and (last[0].due_at, last[0].waiting) == (due_at, waiting)
    return replace(state, due_at=due_at, dues=state.dues if same else (*state.dues, span))


def _ended(state: DossierState, event: Any, _key: str) -> DossierState:  # noqa: ANN401 one of four
    return replace(
        state,
        status=_ENDS[type(event)],
        finished_at=event.at,
        errands=(),
        negative=getattr(event, "negative", False),
    )


def _returned(state: DossierState, event: events.ResultReturned, _key: str) -> DossierState:
    return replace(state, status=Status.RESULT_RETURNED, returned_at=event.at)


def _ready_again(state: DossierState, _event: Event, _key: str) -> DossierState:
    return replace(state, status=Status.RESULT_READY, returned_at=None)


def _made_anew(state: DossierState, event: handling.ResultCorrected, _key: str) -> DossierState:
    negative = state.negative if event.negative is None else event.negative
    return replace(state, status=Status.RESULT_READY, returned_at=None, negative=negative)


def _undone(state: DossierState, event: events.StepUndone, _key: str) -> DossierState:
    status = Status(event.status)
    if status not in WORKING | WAITING:
        raise ValueError(event.status)
    waiting = event.waiting
    if waiting is None:
        waiting = status is Status.SUPPLEMENT_REQUIRED
    return replace(
        _span(state, event.at, event.due_at, waiting=waiting),
        status=status,
        asked_at=event.asked_at,
        finished_at=event.finished_at,
        supplements=event.supplements,
        errands=event.errands,
        taker_id=event.taker_id,
        taker_name=event.taker_name,
        negative=False,
    )


def _named_anew(state: DossierState, event: events.DossierCorrected, _key: str) -> DossierState:
    return replace(state, **people_in(event.holder or event.submitter, event.submitter))


def _of_another_case(state: DossierState, event: handling.CaseCorrected, _key: str) -> DossierState:
    return replace(
        _span(state, event.at, event.due_at, waiting=state.stands),
        case_name=event.case_name,
        limit=event.limit,
        by_minute=parse_time_limit(event.limit).by_minute,
    )


# --- Inside the office ------------------------------------------------------------------------


def _assigned(state: DossierState, event: handling.DossierAssigned, key: str) -> DossierState:
    """Hand over; one who had been offered it before and did not take it is out."""
    errand = Errand(
        key=key,
        station=Station.ASSIGNED,
        whom=event.to_name,
        since=event.at,
        user_id=event.to_user,
    )
    kept = tuple(x for x in state.errands if x.station is not Station.ASSIGNED)
    return replace(state, status=Status.IN_PROCESS, errands=(*kept, errand))


def _taken_over(state: DossierState, event: handling.AssignmentAccepted, _key: str) -> DossierState:
    closed = _without(state, event.errand)
    return replace(closed, taker_id=event.taker_id, taker_name=event.taker_name)


def _on_site(state: DossierState, event: handling.VerificationStarted, key: str) -> DossierState:
    stands = event.clock == "pause"
    errand = Errand(
        key=key, station=Station.VERIFYING, whom=event.place, since=event.at, stands=stands
    )
    begun = _with(state, errand)
    return _span(begun, event.at, state.due_at, waiting=True) if stands else begun


def _seen(state: DossierState, event: handling.VerificationDone, _key: str) -> DossierState:
    stood = any(x.stands for x in state.errands if x.key == event.errand)
    closed = _without(state, event.errand)
    return _span(closed, event.at, event.due_at, waiting=False) if stood else closed


def _consulting(state: DossierState, event: handling.ConsultationAsked, key: str) -> DossierState:
    errand = Errand(
        key=key,
        station=Station.CONSULTING,
        whom=event.agency,
        since=event.at,
        due_at=event.answer_by,
    )
    return _with(state, errand)


def _linked(state: DossierState, event: handling.LinkedSent, key: str) -> DossierState:
    errand = Errand(
        key=key,
        station=Station.WAITING_LINKED,
        whom=event.agency,
        since=event.at,
        due_at=event.share_due_at,
    )
    return _with(state, errand)


def _signing(state: DossierState, event: handling.SignatureAsked, key: str) -> DossierState:
    errand = Errand(key=key, station=Station.AWAITING_SIGNATURE, whom=event.signer, since=event.at)
    return _with(state, errand)


def _closed_errand(state: DossierState, event: Any, _key: str) -> DossierState:  # noqa: ANN401 one of three
    return _without(state, event.errand)


def _with(state: DossierState, errand: Errand) -> DossierState:
    return replace(state, errands=(*state.errands, errand))


def _without(state: DossierState, key: str) -> DossierState:
    return replace(state, errands=tuple(x for x in state.errands if x.key != key))


_Effect = Callable[[DossierState, Any, str], DossierState]

EFFECTS: dict[type[Event], _Effect] = {
    events.ProcessingStarted: _started,
    events.SupplementRequested: _asked,
    events.SupplementReceived: _supplied,
    events.DueDateMoved: _moved,
    events.DossierWithdrawn: _ended,
    events.DossierStopped: _ended,
    events.ResultReady: _ended,
    events.IntakeCancelled: _ended,
    events.ResultReturned: _returned,
    events.ReturnUndone: _ready_again,
    events.StepUndone: _undone,
    events.DossierForwarded: _forwarded,
    events.DossierAccepted: _accepted,
    events.DossierRecalled: _came_back,
    events.RecallGranted: _came_back,
    events.DossierTakenBack: _came_back,
    events.DossierCorrected: _named_anew,
    handling.DossierAssigned: _assigned,
    handling.AssignmentAccepted: _taken_over,
    handling.VerificationStarted: _on_site,
    handling.VerificationDone: _seen,
    handling.ConsultationAsked: _consulting,
    handling.ConsultationClosed: _closed_errand,
    handling.LinkedSent: _linked,
    handling.LinkedClosed: _closed_errand,
    handling.SignatureAsked: _signing,
    handling.SignatureDenied: _closed_errand,
    handling.PaymentRequired: _to_pay,
    handling.PaymentMade: _paid,
    handling.ResultCorrected: _made_anew,
    handling.CaseCorrected: _of_another_case,
}
"""What each step does to a dossier; the others only stand in its history."""
