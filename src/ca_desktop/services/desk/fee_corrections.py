"""Fees that are written down, and put right: one road, before a fee is paid and after."""

from dataclasses import replace
from datetime import datetime

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotFound
from ca_desktop.domain.events.fees import FeeAssessed, FeeExempted, GroundSeen
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.services.desk.fee_reckoning import (
    ONLINE,
    AssessFee,
    Tariff,
    WorkedOut,
    tariff_of,
    work_out,
)
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.ports.fees import FeeRow
from ca_desktop.services.ports.work import UnitOfWork, View


def record_fee(
    uow: UnitOfWork,
    state: DossierState,
    fee: WorkedOut,
    *,
    at: str,
    officer_name: str,
    before: FeeRow | None = None,
) -> str:
    """Write a fee down, with what is taken off it; return its id.

    Args:
        uow: the transaction.
        state: of the dossier.
        fee: worked out.
        at: ISO moment.
        officer_name: who did it.
        before: the fee that it puts right.
    """
    fee_id = record_beside(
        uow,
        state,
        FeeAssessed(
            at=at,
            officer_name=officer_name,
            note=fee.note,
            what=fee.name,
            legal_basis=fee.legal_basis,
            unit=fee.unit.value,
            pages=fee.counts.pages,
            copies=fee.counts.copies,
            times=fee.counts.times,
            amount_vnd=fee.amount_vnd,
            replaces=before.fee_id if before else "",
            first=before.first if before else "",
            given_back_vnd=before.back_vnd if before else 0,
        ),
    )
    if fee.grounds:
        exempted = FeeExempted(
            at=at,
            officer_name=officer_name,
            fee=fee_id,
            grounds=tuple(
                GroundSeen(code=x.code, name=x.name, legal_basis=x.legal_basis, percent=x.percent)
                for x in fee.grounds
            ),
            off_vnd=fee.off_vnd,
            evidence=fee.evidence,
        )
        record_beside(uow, state, exempted)
    return fee_id


def tariff_of_dossier(view: View, state: DossierState, now: datetime) -> Tariff:
    """Return what a dossier costs by its day of reception."""
    day = parse_moment(state.received_at).date() if state.received_at else now.date()
    procedure = view.master.procedure(state.procedure_code, day)
    law, online = view.master.fee_law(), state.channel == ONLINE
    if procedure is None:
        grounds = law.offered(state.procedure_code, state.field_code, day, online=online)
        return Tariff(rules=(), grounds=grounds)
    case = next((x.key for x in procedure.cases if x.name == state.case_name), "")
    return tariff_of(law, procedure, case, day, online=online)


def put_right(
    uow: UnitOfWork,
    state: DossierState,
    given: AssessFee,
    *,
    now: datetime,
    officer_name: str,
) -> tuple[str, WorkedOut]:
    """Write a fee down that is a further one, or takes the place of another; return its id.

    What was taken off the other one by law is taken off this one, unless grounds are named.

    Raises:
        NotFound: NO-SUCH-FEE the fee to put right is none of this dossier.
        InvalidField: a value does not hold; ``note``: a fee that is paid needs a reason.
    """
    before = _replaced(uow, state, given.fee)
    if before is not None and given.grounds is None:
        evidence = given.evidence or before.evidence
        given = replace(given, grounds=tuple(before.codes), evidence=evidence)
    fee = work_out(tariff_of_dossier(uow, state, now), given)
    if before is not None and before.kept_vnd and not fee.note:
        raise InvalidField("note", "REQ-FIELD")
    at = moment_text(now)
    fee_id = record_fee(uow, state, fee, at=at, officer_name=officer_name, before=before)
    return fee_id, fee


def _replaced(view: View, state: DossierState, fee: object) -> FeeRow | None:
    if fee is None or fee == "":
        return None
    for found in view.fees.of_dossier(state.dossier_id):
        if found.fee_id == fee:
            return found
    raise NotFound("NO-SUCH-FEE")
