"""What a dossier costs: worked out from the tariff, taken off by law, put right later."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.events.fees import FeeAssessed, FeeExempted, GroundSeen
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.fee_reckoning import (
    ONLINE,
    AssessFee,
    Tariff,
    WorkedOut,
    tariff_of,
    work_out,
)
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.ports.fees import FeeRow, ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

ASSESSING: Final = (Role.INTAKE, Role.CASHIER, Role.DESK_HEAD)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFees:
    """The money of a dossier.

    Attributes:
        open_vnd: what is still to be paid; 0 for an intake that was cancelled.
    """

    state: DossierState
    fees: Sequence[FeeRow]
    receipts: Sequence[ReceiptRow]
    open_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessing:
    """The money of a dossier, and the tariff of its day of reception."""

    money: DossierFees
    tariff: Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedFee:
    """A fee that was written down."""

    fee_id: str
    dossier_id: str
    code: str
    due_vnd: int
    touched: frozenset[Topic]


def intake_tariff(ports: Ports, procedure: str, case: str | None, channel: str) -> Tariff:
    """Return what a dossier taken in now would cost.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
    """
    day = ports.clock.now().date()
    with ports.reading() as view:
        found = view.master.procedure(procedure, day)
        if found is None:
            raise NotFound("NO-SUCH-PROCEDURE", code=procedure[:60])
        law = view.master.fee_law()
    return tariff_of(law, found, case or "", day, online=channel == ONLINE)


def record_fee(
    uow: UnitOfWork,
    state: DossierState,
    fee: WorkedOut,
    *,
    at: str,
    officer_name: str,
    replaces: str = "",
) -> str:
    """Write a fee down, with what is taken off it; return its id."""
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
            replaces=replaces,
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


def assess_fee(ports: Ports, code: str, given: AssessFee) -> AssessedFee:
    """Write down a further fee of a dossier, or put one right that is not paid yet.

    The tariff is that of the dossier's day of reception.

    Raises:
        NotFound: NO-SUCH-DOSSIER; NO-SUCH-FEE the fee to put right is none of this dossier.
        NotAllowedNow: NOT-RECEIVING-DESK; FEE-PAID a receipt was given for it.
        InvalidField: a value does not hold.
    """
    require(ports.actor.roles, *ASSESSING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = own_dossier(uow, code)
        replaces = _replaced(uow, state, given.fee)
        fee = work_out(_tariff_of_dossier(uow, state, now), given)
        fee_id = record_fee(
            uow,
            state,
            fee,
            at=moment_text(now),
            officer_name=ports.actor.name,
            replaces=replaces,
        )
        uow.commit()
    _log.info("fee of dossier %s assessed", state.dossier_id)
    return AssessedFee(
        fee_id=fee_id,
        dossier_id=state.dossier_id,
        code=state.code or "",
        due_vnd=fee.due_vnd,
        touched=uow.touched,
    )


def own_dossier(view: View, code: str) -> DossierState:
    """Return a dossier that this office took in.

    Raises:
        NotFound: NO-SUCH-DOSSIER.
        NotAllowedNow: NOT-RECEIVING-DESK; STEP-FINISHED its intake was cancelled.
    """
    state = find_dossier(view, code)
    if state.office_id != view.offices.own().office_id:
        raise NotAllowedNow("NOT-RECEIVING-DESK")
    if state.status is Status.CANCELLED:
        raise NotAllowedNow("STEP-FINISHED", status=state.status.value)
    return state


def _tariff_of_dossier(view: View, state: DossierState, now: datetime) -> Tariff:
    day = parse_moment(state.received_at).date() if state.received_at else now.date()
    procedure = view.master.procedure(state.procedure_code, day)
    law = view.master.fee_law()
    if procedure is None:
        grounds = law.offered(state.procedure_code, state.field_code, day)
        return Tariff(rules=(), grounds=grounds)
    case = next((x.key for x in procedure.cases if x.name == state.case_name), "")
    return tariff_of(law, procedure, case, day, online=state.channel == ONLINE)


def assessing(ports: Ports, code: str) -> Assessing:
    """Return what a fee of a dossier is worked out from.

    Raises:
        NotFound, NotAllowedNow: as `own_dossier`.
    """
    with ports.reading() as view:
        state = own_dossier(view, code)
        tariff = _tariff_of_dossier(view, state, ports.clock.now())
        return Assessing(money=fees_of(view, state), tariff=tariff)


def _replaced(view: View, state: DossierState, fee: object) -> str:
    if fee is None or fee == "":
        return ""
    found = next((x for x in view.fees.of_dossier(state.dossier_id) if x.fee_id == fee), None)
    if found is None:
        raise NotFound("NO-SUCH-FEE")
    if found.paid_vnd:
        raise NotAllowedNow("FEE-PAID")
    return found.fee_id


def fees_of(view: View, state: DossierState) -> DossierFees:
    """Return the money of a dossier."""
    found = view.fees.of_dossier(state.dossier_id)
    void = state.status is Status.CANCELLED
    return DossierFees(
        state=state,
        fees=found,
        receipts=view.fees.receipts_of(state.dossier_id),
        open_vnd=0 if void else sum(fee.open_vnd for fee in found),
    )


def dossier_fees(ports: Ports, code: str) -> DossierFees:
    """Return the money of the dossier with this code.

    Raises:
        NotFound: NO-SUCH-DOSSIER.
    """
    with ports.reading() as view:
        return fees_of(view, find_dossier(view, code))
