"""Which step may be taken now, and which guards a person may pass over with a reason."""

from collections.abc import Collection

from ca_desktop.domain.dossiers import ARCHIVE, OPEN, WAITING, WORKING, DossierState, Status
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.stations import OUTSIDE, Station

_IN_PROCESS = frozenset({Status.IN_PROCESS})

FROM: dict[type[Event], frozenset[Status]] = {
    events.ProcessingStarted: frozenset({Status.RECEIVED}),
    events.SupplementRequested: WORKING,
    events.SupplementReceived: frozenset({Status.SUPPLEMENT_REQUIRED}),
    events.DueDateMoved: WORKING | WAITING,
    events.DossierWithdrawn: WORKING | WAITING,
    events.DossierStopped: WORKING | WAITING,
    events.ResultReady: WORKING,
    events.ResultReturned: frozenset({Status.RESULT_READY}),
    events.IntakeCancelled: frozenset({Status.RECEIVED}),
    events.ReturnUndone: frozenset({Status.RESULT_RETURNED}),
    events.StepUndone: frozenset(
        {
            Status.IN_PROCESS,
            Status.SUPPLEMENT_REQUIRED,
            Status.PAYMENT_REQUIRED,
            Status.WITHDRAWN,
            Status.STOPPED,
            Status.RESULT_READY,
        }
    ),
    events.DossierForwarded: WORKING,
    events.DossierAccepted: frozenset({Status.FORWARDED}),
    events.DossierRecalled: frozenset({Status.FORWARDED}),
    events.RecallGranted: frozenset({Status.FORWARDED}),
    events.DossierTakenBack: frozenset({Status.FORWARDED}),
    events.DossierCorrected: WORKING | WAITING,
    handling.DossierAssigned: WORKING,
    handling.AssignmentAccepted: _IN_PROCESS | WAITING,
    handling.VerificationStarted: _IN_PROCESS,
    handling.VerificationDone: _IN_PROCESS,
    handling.ConsultationAsked: _IN_PROCESS,
    handling.ConsultationClosed: _IN_PROCESS | WAITING,
    handling.LinkedSent: _IN_PROCESS,
    handling.LinkedClosed: _IN_PROCESS | WAITING,
    handling.SignatureAsked: _IN_PROCESS,
    handling.SignatureDenied: _IN_PROCESS,
    handling.PaymentRequired: _IN_PROCESS,
    handling.PaymentMade: frozenset({Status.PAYMENT_REQUIRED}),
    handling.ResultCorrected: frozenset({Status.RESULT_READY, Status.RESULT_RETURNED}),
    handling.CaseCorrected: WORKING | WAITING,
    handling.PapersCorrected: WORKING | WAITING,
    handling.FeeCorrected: WORKING | WAITING | {Status.RESULT_READY},
}
"""From which statuses a step may be taken (domain.md §3.3)."""

_OUT = frozenset({*OUTSIDE, Station.VERIFYING})
_SIGNED = frozenset({Station.AWAITING_SIGNATURE})
_OFFERED = frozenset({Station.ASSIGNED})

_NOT_DURING: dict[type[Event], frozenset[Station]] = {
    events.ResultReady: _OUT | _OFFERED,
    events.DossierForwarded: _OUT | _SIGNED,
    events.SupplementRequested: _SIGNED | {Station.VERIFYING},
    handling.PaymentRequired: _SIGNED | _OFFERED | {Station.VERIFYING},
    handling.DossierAssigned: _SIGNED,
    handling.VerificationStarted: _SIGNED | _OFFERED | {Station.VERIFYING},
    handling.ConsultationAsked: _SIGNED | _OFFERED,
    handling.LinkedSent: _SIGNED | _OFFERED,
    handling.SignatureAsked: _OUT | _OFFERED | _SIGNED,
}
"""What has to be done before a step; a standing clock has only one reason at a time."""

CLOSES: dict[type[Event], Station] = {
    handling.AssignmentAccepted: Station.ASSIGNED,
    handling.VerificationDone: Station.VERIFYING,
    handling.ConsultationClosed: Station.CONSULTING,
    handling.LinkedClosed: Station.WAITING_LINKED,
    handling.SignatureDenied: Station.AWAITING_SIGNATURE,
}
"""Which station a step ends."""

ASSENTED = frozenset({"SUPPLEMENT-APPROVAL", "APOLOGY-APPROVAL"})
"""Guards that are passed over with the name of who approved it alone: no exception, a head's part
of the step."""

APPROVED = frozenset({"SUPPLEMENT-TWICE", "STOP-EARLY", "NEGATIVE-LATE"}) | ASSENTED
"""Guards that are passed over with the name of who approved it, and most with a reason."""

WARNED = frozenset({"SUPPLEMENT-LATE", "HANDOVER-BY-OTHER", "GUIDED-TODAY"})
"""Guards that are passed over with a reason alone."""

PASSABLE = APPROVED | WARNED


def require_step(
    state: DossierState,
    kind: type[Event],
    *,
    node: str,
    office: str,
    passed: Collection[str] = (),
) -> None:
    """Check that ``node`` of ``office`` may take this step now.

    Args:
        state: of the dossier.
        kind: of the step.
        node: who takes it.
        office: whose node that is.
        passed: codes of guards that a person passed over with a reason.

    Raises:
        NotAllowedNow: not the custodian, not from this status, or a guard refuses.
    """
    if state.channel == ARCHIVE and kind is not events.DossierCorrected:
        raise NotAllowedNow("ARCHIVED", code=state.code)
    taking = kind is events.DossierAccepted
    if taking and state.custody.forwarded_to != office:
        raise NotAllowedNow("ACCEPT-NOTHING", code=state.code)
    if not taking and state.custody.custodian != node:
        raise NotAllowedNow("NOT-CUSTODIAN", code=state.code)
    if state.status not in FROM[kind] and state.channel != ARCHIVE:
        raise _refusal(kind, state)
    _require_errands(state, kind)
    twice = kind is events.SupplementRequested and state.supplements > 0
    if twice and "SUPPLEMENT-TWICE" not in passed:
        raise NotAllowedNow("SUPPLEMENT-TWICE", code=state.code)
    at_desk = kind in {events.ResultReturned, events.ReturnUndone, events.IntakeCancelled}
    if at_desk and state.custody.desk != node:
        raise NotAllowedNow("NOT-CUSTODIAN", code=state.code)


def _require_errands(state: DossierState, kind: type[Event]) -> None:
    for errand in state.errands:
        if errand.station in _NOT_DURING.get(kind, ()):
            raise NotAllowedNow(
                "ERRAND-OPEN", code=state.code, status=errand.station.value, whom=errand.whom
            )
    closes = CLOSES.get(kind)
    if closes and not any(errand.station is closes for errand in state.errands):
        raise NotAllowedNow("ERRAND-NONE", code=state.code, status=closes.value)


def _refusal(kind: type[Event], state: DossierState) -> NotAllowedNow:
    code, status = state.code, state.status
    if kind is events.ResultReturned and state.returned_at:
        return NotAllowedNow("RETURNED", code=code, date=state.returned_at)
    if kind is events.ResultReturned and status in OPEN and state.due_at:
        return NotAllowedNow("NOT-READY", code=code, status=status.value, due=state.due_at)
    if kind in {events.DossierRecalled, events.RecallGranted, events.DossierTakenBack}:
        return NotAllowedNow("RECALL-NOTHING", code=code)
    return NotAllowedNow("STEP-NOT-FROM-HERE", code=code, status=status.value)
