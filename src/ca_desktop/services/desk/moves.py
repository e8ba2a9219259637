"""Steps between the desk, the citizen and other offices."""

from collections.abc import Mapping

from ca_desktop.domain.deadlines import placing
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.dossiers import (
    DossierAccepted,
    DossierForwarded,
    DossierRecalled,
    DossierStopped,
    DossierTakenBack,
    DossierWithdrawn,
    ProcessingStarted,
    RecallRequested,
    ResultReady,
)
from ca_desktop.domain.guards import require_step
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.stations import Station
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.desk.supplements import (
    supplement_received,
    supplement_requested,
    waited_until,
)
from ca_desktop.services.desk.taking import Take, Taking
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.step_asks import BY_REQUEST, CAUSES


def _start(step: Taking, state: DossierState) -> None:
    if state.status is not Status.SUPPLEMENT_REQUIRED:
        step.record(state, ProcessingStarted(**step.said))
        return
    step.record(state, supplement_received(step.uow, state, step.now, step.said))


def _ask_supplement(step: Taking, state: DossierState) -> None:
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")
    step.record(state, supplement_requested(step, state))


def _withdraw(step: Taking, state: DossierState) -> None:
    step.record(state, DossierWithdrawn(**step.said))


def _stop(step: Taking, state: DossierState) -> None:
    """Stop; while papers are awaited only once they were awaited long enough.

    Whoever asks for it has the dossier withdrawn instead (docs/decisions/0013).
    """
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")
    awaits = state.status is Status.SUPPLEMENT_REQUIRED
    usual = "no_papers" if awaits else "other"
    cause = step.choice("cause", (*CAUSES, BY_REQUEST), instead=usual)
    if cause == BY_REQUEST:
        raise NotAllowedNow("STOP-BY-WITHDRAWAL", code=state.code)
    if cause == "no_papers" and not awaits:
        raise NotAllowedNow("STOP-NO-PAPERS", code=state.code)
    overrides = step.passing(_stops_early(step, state)) if cause == "no_papers" else ()
    step.record(state, DossierStopped(**step.said, cause=cause, overrides=overrides))


def _stops_early(step: Taking, state: DossierState) -> NotAllowedNow | None:
    until = waited_until(step.uow, state)
    if until is None or step.now.date() > until:
        return None
    return NotAllowedNow("STOP-EARLY", code=state.code, date=until.isoformat())


def _result(step: Taking, state: DossierState) -> None:
    signing = [x for x in state.errands if x.station is Station.AWAITING_SIGNATURE]
    signed = bool(signing)
    negative = step.is_true("negative", instead=False)
    step.require(state, ResultReady, negative=negative)
    if negative and not step.note:
        raise InvalidField("note", "REQ-FIELD")
    dated = step.day("dated")
    if signed and dated is None:
        raise InvalidField("dated", "REQ-FIELD")
    if dated is not None and dated > step.now.date():
        raise InvalidField("dated", "LATER-THAN-NOW")
    late = negative and _is_late(step, state)
    guard = NotAllowedNow("NEGATIVE-LATE", code=state.code, due=state.due_at) if late else None
    event = ResultReady(
        **step.said,
        number=step.line("number", needed=signed),
        dated=dated.isoformat() if dated else None,
        signer=step.line("signer", instead=signing[0].whom if signed else ""),
        negative=negative,
        overrides=step.passing(guard),
    )
    step.record(state, event)


def _is_late(step: Taking, state: DossierState) -> bool:
    if state.due_at is None:
        return False
    due_at = parse_moment(state.due_at)
    return placing(step.now, due_at, by_minute=state.by_minute) == "late"


def _forward(step: Taking, state: DossierState) -> None:
    taker = _taker(step.uow, state, step.office)
    step.record(state, DossierForwarded(**step.said, to_office=taker))


def _taker(view: View, state: DossierState, code: str | None) -> str:
    own = view.offices.own()
    if own.kind == "commune":
        centre = view.offices.centre()
        if centre is None:
            raise NotAllowedNow("NOT-PAIRED")
        if code not in {None, centre.code}:
            raise InvalidField("office", "NO-SUCH-PEER", code=code)
        return centre.office_id
    if state.office_id == own.office_id:
        raise NotAllowedNow("FORWARD-NO-OFFICE")
    known = view.offices.by_code(code) if code else None
    if code and (known is None or known.office_id != state.office_id):
        raise InvalidField("office", "NO-SUCH-PEER", code=code)
    return state.office_id


def _accept(step: Taking, state: DossierState) -> None:
    if _recall_read(step.uow, state):
        raise NotAllowedNow("RECALL-READ", code=state.code)
    step.record(state, DossierAccepted(**step.said))


def _recall_read(view: View, state: DossierState) -> bool:
    return any(
        row.kind == "RecallRequested"
        and row.fields is not None
        and row.fields.get("forward") == state.tip
        for row in view.dossiers.history(state.dossier_id)
    )


def _recall(step: Taking, state: DossierState) -> bool:
    node = step.uow.offices.node()
    require_step(state, DossierRecalled, node=node.node_id, office=node.office_id)
    if not _has_left(step.uow, state):
        step.record(state, DossierRecalled(**step.said))
        return False
    if _recall_read(step.uow, state):
        raise NotAllowedNow("RECALL-ASKED", code=state.code)
    record_beside(step.uow, state, RecallRequested(**step.said, forward=state.tip))
    return True


def _take_back(step: Taking, state: DossierState) -> None:
    """The way out without the taker; whoever signs for the office answers for it."""
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")
    node = step.uow.offices.node()
    require_step(state, DossierTakenBack, node=node.node_id, office=node.office_id)
    if not _has_left(step.uow, state):
        raise NotAllowedNow("RECALL-ENOUGH", code=state.code)
    step.record(state, DossierTakenBack(**step.said))


def _has_left(uow: UnitOfWork, state: DossierState) -> bool:
    """Tell whether the forward at the tip was exported; an earlier life counts as exported."""
    return uow.journal.exported(state.tip)


MOVES: Mapping[str, Take] = {
    "in_process": _start,
    "result_ready": _result,
    "supplement": _ask_supplement,
    "withdrawn": _withdraw,
    "stopped": _stop,
    "forward": _forward,
    "accept": _accept,
    "recall": _recall,
    "take_back": _take_back,
}
