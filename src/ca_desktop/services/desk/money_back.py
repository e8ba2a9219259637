"""Taking back: receipts that do not count, money that is given back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.fees import FeeRefunded, ReceiptCancelled
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.receipts import (
    COLLECTING,
    known_receipt,
    pay_method,
    text_line,
)
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.ports.fees import ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A receipt that was cancelled, or money that was given back."""

    receipt: ReceiptRow
    touched: frozenset[Topic]


def cancel_receipt(ports: Ports, receipt_id: str, reason: str) -> TakenBack:
    """Let a receipt not count; it keeps its number, and the fee is open again.

    Raises:
        NotFound: NO-SUCH-RECEIPT.
        NotAllowedNow: RECEIPT-CANCELLED, RECEIPT-REFUNDED.
        InvalidField: no reason.
    """
    require(ports.actor.roles, *COLLECTING, Role.DESK_HEAD)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        receipt = known_receipt(uow, receipt_id)
        said = text_line("reason", reason, required=True)
        _cancel(uow, ports, _standing(uow, receipt), said, now)
        receipt = known_receipt(uow, receipt_id)
        uow.commit()
    _log.info("receipt %s cancelled", receipt_id)
    return TakenBack(receipt=receipt, touched=uow.touched)


def cancel_receipts_of(
    uow: UnitOfWork, ports: Ports, state: DossierState, reason: str, now: datetime
) -> Sequence[str]:
    """Cancel what was given for an intake that is undone; return the numbers of the receipts."""
    numbers = []
    for receipt in uow.fees.receipts_of(state.dossier_id):
        if receipt.counts:
            require(ports.actor.roles, *COLLECTING, Role.DESK_HEAD)
            _cancel(uow, ports, _standing(uow, receipt), reason, now)
            numbers.append(receipt.number)
    return numbers


def _standing(view: View, receipt: ReceiptRow) -> tuple[ReceiptRow, DossierState]:
    if not receipt.counts:
        raise NotAllowedNow("RECEIPT-CANCELLED", number=receipt.number)
    if receipt.refunded_vnd:
        raise NotAllowedNow("RECEIPT-REFUNDED", number=receipt.number)
    state = find_dossier(view, receipt.dossier_code)
    if state.office_id != view.offices.own().office_id:
        raise NotAllowedNow("NOT-RECEIVING-DESK")
    return receipt, state


def _cancel(
    uow: UnitOfWork,
    ports: Ports,
    found: tuple[ReceiptRow, DossierState],
    reason: str,
    now: datetime,
) -> None:
    receipt, state = found
    event = ReceiptCancelled(
        at=moment_text(now),
        officer_name=ports.actor.name,
        note=reason,
        receipt=receipt.receipt_id,
        book=receipt.book_id,
        symbol=receipt.symbol,
        number=receipt.number,
        running=receipt.running,
    )
    record_beside(uow, state, event)


def refund_fee(
    ports: Ports, receipt_id: str, *, amount: object, method: object, reason: str
) -> TakenBack:
    """Give money of a receipt back; the receipt itself stays as it is.

    Args:
        ports: the outside world.
        receipt_id: of the receipt.
        amount: in đồng; None gives back all that was not given back before.
        method: how it goes.
        reason: why.

    Raises:
        NotFound: NO-SUCH-RECEIPT.
        NotAllowedNow: RECEIPT-CANCELLED.
        InvalidField: FEE-TOO-MUCH, no reason.
    """
    require(ports.actor.roles, *COLLECTING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        receipt = known_receipt(uow, receipt_id)
        if not receipt.counts:
            raise NotAllowedNow("RECEIPT-CANCELLED", number=receipt.number)
        left = receipt.amount_vnd - receipt.refunded_vnd
        given = left if amount is None else check_vnd("amount_vnd", amount)
        if not 0 < given <= left:
            raise InvalidField("amount_vnd", "FEE-TOO-MUCH", most=left)
        event = FeeRefunded(
            at=moment_text(now),
            officer_name=ports.actor.name,
            note=text_line("reason", reason, required=True),
            receipt=receipt_id,
            amount_vnd=given,
            method=pay_method(method).value,
        )
        state = find_dossier(uow, receipt.dossier_code)
        record_beside(uow, state, event)
        receipt = known_receipt(uow, receipt_id)
        uow.commit()
    _log.info("money of receipt %s given back", receipt_id)
    return TakenBack(receipt=receipt, touched=uow.touched)
