"""Undoing what was done a moment ago: always by an event of its own, nothing is deleted."""

from datetime import datetime, timedelta
from typing import Any

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event

UNDO_MINUTES = 10

UNDOABLE_STEPS: frozenset[type[Event]] = frozenset(
    {
        events.ProcessingStarted,
        events.SupplementRequested,
        events.SupplementReceived,
        events.DossierWithdrawn,
        events.DossierStopped,
        events.ResultReady,
        handling.DossierAssigned,
        handling.AssignmentAccepted,
        handling.VerificationStarted,
        handling.VerificationDone,
        handling.ConsultationAsked,
        handling.ConsultationClosed,
        handling.LinkedSent,
        handling.LinkedClosed,
        handling.SignatureAsked,
        handling.SignatureDenied,
        handling.PaymentRequired,
        handling.PaymentMade,
    }
)
"""Steps that leave the dossier where it is; a forward is taken back by its own step."""


def is_in_time(at: datetime, now: datetime) -> bool:
    """Tell whether something done at ``at`` may still be undone.

    A clock that went back in between gives no time, rather than any amount of it.
    """
    return timedelta() <= now - at <= timedelta(minutes=UNDO_MINUTES)


def facts_before(state: DossierState) -> dict[str, Any]:
    """Return what `StepUndone` says of the state to go back to."""
    return {
        "status": state.status.value,
        "due_at": state.due_at,
        "asked_at": state.asked_at,
        "finished_at": state.finished_at,
        "supplements": state.supplements,
        "errands": state.errands,
        "taker_id": state.taker_id,
        "taker_name": state.taker_name,
        "waiting": state.stands,
    }
