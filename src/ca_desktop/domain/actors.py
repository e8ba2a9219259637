"""Who takes which step of a dossier (docs/sources.md#actors).

The rule holds where a step is taken. What other offices or earlier versions wrote is never
measured by it.
"""

from collections.abc import Mapping

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.roles import Role
from ca_desktop.domain.stations import Station

DESK = frozenset({Role.INTAKE, Role.DESK_HEAD})
"""The desk: its officers, and who heads them."""

OFFICER = frozenset({Role.CASE_OFFICER})
WORKERS = DESK | OFFICER
HEADS = frozenset({Role.DESK_HEAD, Role.LEADER})
"""Who approves; a step that one of them takes needs no other name."""

AGENCY_HEADS: Mapping[str, frozenset[Role]] = {
    "commune": frozenset({Role.LEADER}),
    "centre": HEADS,
}
"""Who heads the agency, by the kind of the office; a centre is headed by its director."""

_SEALERS = frozenset({Role.CLERK, Role.LEADER})
"""Who ends the signing: the signer, and who gives the number and the seal."""

_SETTLERS = OFFICER | {Role.LEADER}
"""Who decides what was asked for."""

ACTORS: Mapping[type[Event], frozenset[Role]] = {
    events.ProcessingStarted: WORKERS,
    events.SupplementRequested: OFFICER,
    events.SupplementReceived: DESK,
    events.DossierWithdrawn: DESK,
    events.DossierStopped: HEADS,
    events.ResultReady: _SETTLERS | _SEALERS,
    events.ResultReturned: DESK,
    events.ReturnUndone: DESK,
    events.IntakeCancelled: DESK,
    events.DossierForwarded: DESK,
    events.DossierAccepted: WORKERS,
    events.DossierRecalled: DESK,
    events.DossierTakenBack: frozenset({Role.LEADER, Role.ADMIN}),
    handling.DossierAssigned: WORKERS,
    handling.AssignmentAccepted: WORKERS,
    handling.VerificationStarted: OFFICER,
    handling.VerificationDone: OFFICER,
    handling.ConsultationAsked: OFFICER,
    handling.ConsultationClosed: OFFICER,
    handling.LinkedSent: WORKERS,
    handling.LinkedClosed: WORKERS,
    handling.SignatureAsked: OFFICER,
    handling.SignatureDenied: OFFICER | _SEALERS,
    handling.PaymentRequired: WORKERS,
    handling.PaymentMade: WORKERS | {Role.CASHIER},
    handling.ResultCorrected: _SETTLERS | _SEALERS | HEADS,
    handling.CaseCorrected: WORKERS,
    handling.PapersCorrected: WORKERS,
    handling.FeeCorrected: WORKERS,
}
"""By the event of the step. An officer who takes on what was assigned to another says why."""


ANSWERS: Mapping[str, type[Event]] = {
    events.WithdrawalRequested.__name__: events.DossierWithdrawn,
    events.PaperSupplied.__name__: events.SupplementReceived,
    events.RecallRequested.__name__: events.DossierForwarded,
}
"""The step by which a request of another office is done, by its kind: for whoever may take it."""


def actors_of(kind: type[Event], state: DossierState, *, negative: bool = False) -> frozenset[Role]:
    """Return the roles that may take a step with a dossier as it stands.

    Args:
        kind: of the step.
        state: of the dossier.
        negative: of a result: it refuses what was asked for.
    """
    if kind is events.ResultReady:
        if any(errand.station is Station.AWAITING_SIGNATURE for errand in state.errands):
            return _SEALERS
        if negative:
            return _SETTLERS
    if kind is events.SupplementRequested and at_desk(state):
        return WORKERS
    return ACTORS[kind]


def at_desk(state: DossierState) -> bool:
    """Tell whether nobody works on it yet: what the desk overlooked, the desk may ask for."""
    return state.status is Status.RECEIVED


def require_actor(held: frozenset[Role], kind: type[Event], needed: frozenset[Role]) -> None:
    """Demand one of the roles that may take a step.

    Raises:
        Forbidden: STEP-ROLE none of them is held.
    """
    if held.isdisjoint(needed):
        raise Forbidden("STEP-ROLE", action=kind.__name__, roles=in_order(needed))


def in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    """Return roles as the table of roles lists them."""
    return tuple(role for role in Role if role in roles)
