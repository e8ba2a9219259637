"""Putting right what stands in a dossier beside its people: case, papers, fee, result."""

from collections.abc import Mapping
from dataclasses import replace

from ca_desktop.domain.deadlines import Deadline, TimeLimit
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.due_moves import promise_of, reckoned_again
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS, build
from ca_desktop.domain.events.dossiers import DocumentFact, DossierReceived
from ca_desktop.domain.events.handling import (
    CaseCorrected,
    FeeCorrected,
    PapersCorrected,
    ResultCorrected,
)
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.desk.fee_corrections import put_right
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.desk.history import counted
from ca_desktop.services.desk.intake_values import read_count, read_documents, read_paper_lines
from ca_desktop.services.desk.standing import refuse_step
from ca_desktop.services.desk.supplements import cutoff_of, due_text
from ca_desktop.services.desk.taking import Take, Taking, intake_of
from ca_desktop.services.ports.work import View

MAX_SETS = 100


def _case(step: Taking, state: DossierState) -> None:
    """Take another case; the date is counted anew from the reception (or the full papers)."""
    _require_note(step)
    case = _procedure(step.uow, state).case(step.line("case"))
    if (case.name, str(case.limit)) == (state.case_name, state.limit):
        raise InvalidField("case", "SAME-VALUE")
    deadline = _counted_anew(step.uow, state, case.limit)
    event = CaseCorrected(
        **step.said,
        case=case.key,
        case_name=case.name,
        limit=str(case.limit),
        due_at=due_text(deadline),
        trace=deadline.trace,
    )
    step.record(state, event)


def _counted_anew(view: View, state: DossierState, limit: TimeLimit) -> Deadline:
    promise = promise_of(_events(view, state.dossier_id))
    if promise is None:
        raise NotAllowedNow("INTAKE-GONE", code=state.code)
    changed = replace(promise, limit=limit, chosen=False)
    return reckoned_again(view.master.calendar(), changed, cutoff=cutoff_of(view, state))


def _events(view: View, dossier_id: str) -> list[Event]:
    return [
        build(KINDS[row.kind], row.fields)
        for row in counted(view.dossiers.history(dossier_id))
        if row.fields is not None
    ]


def _procedure(view: View, state: DossierState) -> Procedure:
    day = parse_moment(state.received_at).date()
    found = view.master.procedure(state.procedure_code, day)
    if found is None:
        raise InvalidField("case", "NO-SUCH-CASE", case="")
    return found


def _papers(step: Taking, state: DossierState) -> None:
    _require_note(step)
    _before, sets_before = papers_of(step.uow, state)
    values = step.wish.values
    given = values.get("documents")
    if isinstance(given, str):
        documents = read_paper_lines(given.splitlines())
    else:
        documents = read_documents(given, _procedure(step.uow, state))
    sets = values.get("sets") or sets_before
    number = int(sets) if isinstance(sets, str) and sets.isdecimal() else sets
    event = PapersCorrected(
        **step.said, documents=documents, sets=read_count("sets", number, 1, MAX_SETS)
    )
    step.record(state, event)


def _fee(step: Taking, state: DossierState) -> None:
    """Put right what a dossier costs by the tariff, as any fee is; what is free of it stays so.

    An old intake only noted an amount.
    """
    _require_note(step)
    amount, before = step.money("fee_vnd", needed=True), fee_of(step.uow, state)
    known = step.uow.fees.of_dossier(state.dossier_id)
    if amount == (sum(fee.amount_vnd for fee in known) if known else before):
        raise InvalidField("fee_vnd", "SAME-VALUE")
    if before and not known:
        step.record(state, FeeCorrected(**step.said, before_vnd=before, fee_vnd=amount))
        return
    if len(known) > 1:
        raise NotAllowedNow("FEES-SEVERAL", code=state.code)
    refuse_step(step.uow, state, FeeCorrected)
    fee = known[0] if known else None
    given = AssessFee(
        fee=fee.fee_id if fee else None,
        name=fee.name if fee else "",
        amount_vnd=amount,
        pages=fee.pages if fee else 1,
        copies=fee.copies if fee else 1,
        times=fee.times if fee else 1,
        note=step.note,
    )
    put_right(step.uow, state, given, now=step.now, officer_name=step.ports.actor.name)


def fee_of(view: View, state: DossierState) -> int:
    """Return the amount that is to be paid of a dossier now, in đồng."""
    if known := view.fees.of_dossier(state.dossier_id):
        return sum(fee.due_vnd for fee in known)
    amount = _intake(view, state).fee_vnd
    for event in _events(view, state.dossier_id):
        if isinstance(event, FeeCorrected):
            amount = event.fee_vnd
    return amount


def papers_of(view: View, state: DossierState) -> tuple[tuple[DocumentFact, ...], int]:
    """Return the papers that a dossier has now by its intake and corrections, and the sets."""
    intake = _intake(view, state)
    papers, sets = intake.documents, intake.sets
    for event in _events(view, state.dossier_id):
        if isinstance(event, PapersCorrected):
            papers, sets = event.documents, event.sets
    return papers, sets


def _intake(view: View, state: DossierState) -> DossierReceived:
    intake = intake_of(view, state.dossier_id)
    if intake is None:
        raise NotAllowedNow("INTAKE-GONE", code=state.code)
    return intake


def _result(step: Taking, state: DossierState) -> None:
    """Make a wrong result anew; a head approves, and the agency bears the cost."""
    _require_note(step)
    dated = step.day("dated") or step.now.date()
    if dated > step.now.date():
        raise InvalidField("dated", "LATER-THAN-NOW")
    before = [x for x in _events(step.uow, state.dossier_id) if isinstance(x, ResultCorrected)]
    approver = step.approved_by()
    event = ResultCorrected(
        **step.said,
        edition=len(before) + 2,
        number=step.line("number", needed=True),
        dated=dated.isoformat(),
        signer=step.line("signer", needed=True),
        approver=approver.name,
        approver_id=approver.user_id,
        confirmed=approver.confirmed,
        negative=step.is_true("negative", instead=state.negative),
    )
    step.record(state, event)


def _require_note(step: Taking) -> None:
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")


CORRECTIONS: Mapping[str, Take] = {
    "correct_case": _case,
    "correct_papers": _papers,
    "correct_fee": _fee,
    "correct_result": _result,
}
