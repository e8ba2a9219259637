"""What a dossier costs: worked out from the tariff, taken off by law, put right later."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.fee_corrections import put_right, tariff_of_dossier
from ca_desktop.services.desk.fee_reckoning import ONLINE, AssessFee, Tariff, tariff_of
from ca_desktop.services.office.procedures import known_procedure
from ca_desktop.services.ports.fees import FeeRow, ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

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
    """A fee that was written down.

    Attributes:
        due_vnd: of this fee.
        open_vnd: still to be paid of the dossier.
        over_vnd: taken too much of it, to be given back.
    """

    fee_id: str
    dossier_id: str
    code: str
    due_vnd: int
    open_vnd: int
    over_vnd: int
    touched: frozenset[Topic]


def intake_tariff(ports: Ports, procedure: str, case: str | None, channel: str) -> Tariff:
    """Return what a dossier taken in now would cost.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
    """
    day = ports.clock.now().date()
    with ports.reading() as view:
        found = known_procedure(view, procedure, day)
        law = view.master.fee_law()
    return tariff_of(law, found, case or "", day, online=channel == ONLINE)


def assess_fee(ports: Ports, code: str, given: AssessFee) -> AssessedFee:
    """Write down a further fee of a dossier, or put one right, be it paid or not.

    The tariff is that of the dossier's day of reception. Receipts stay as they are: what is more
    now is open, what is less was taken too much and is to be given back.

    Raises:
        NotFound: NO-SUCH-DOSSIER; NO-SUCH-FEE the fee to put right is none of this dossier.
        NotAllowedNow: NOT-RECEIVING-DESK.
        InvalidField: a value does not hold; ``note``: a fee that is paid needs a reason.
    """
    require(ports.actor.roles, *ASSESSING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = own_dossier(uow, code)
        fee_id, fee = put_right(uow, state, given, now=now, officer_name=ports.actor.name)
        money = fees_of(uow, state)
        uow.commit()
    _log.info("fee of dossier %s assessed", state.dossier_id)
    return AssessedFee(
        fee_id=fee_id,
        dossier_id=state.dossier_id,
        code=state.code or "",
        due_vnd=fee.due_vnd,
        open_vnd=money.open_vnd,
        over_vnd=sum(each.over_vnd for each in money.fees),
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


def assessing(ports: Ports, code: str) -> Assessing:
    """Return what a fee of a dossier is worked out from.

    Raises:
        NotFound, NotAllowedNow: as `own_dossier`.
    """
    with ports.reading() as view:
        state = own_dossier(view, code)
        tariff = tariff_of_dossier(view, state, ports.clock.now())
        return Assessing(money=fees_of(view, state), tariff=tariff)


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
