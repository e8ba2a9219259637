"""The fee of an intake: worked out with it, written down and, where it is paid at once, taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.desk.fee_corrections import record_fee
from ca_desktop.services.desk.fee_reckoning import AssessFee, WorkedOut, tariff_of, work_out
from ca_desktop.services.desk.receipts import CollectFee, collect_within, known_receipt
from ca_desktop.services.ports.fees import ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import UnitOfWork, View

COLLECT = "collect"
"""Key of the fee of an intake that says how it is paid at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFee:
    """What an intake costs.

    Attributes:
        worked_out: None where nothing is owed and nothing was taken off.
        collect: None: it is paid later.
    """

    worked_out: WorkedOut | None = None
    collect: CollectFee | None = None

    @property
    def due_vnd(self) -> int:
        """What is to be paid, in đồng."""
        return self.worked_out.due_vnd if self.worked_out else 0


def read_fee(
    view: View, procedure: Procedure, case: str, day: date, given: Mapping[str, object]
) -> IntakeFee:
    """Read what an intake says of its fee.

    Args:
        view: for the law.
        procedure: in force on the day.
        case: key of the case.
        day: of reception.
        given: ``fee_vnd``, ``fee`` and ``channel`` of the command, raw; with neither amount nor
            fee nothing is owed; a fee without an amount takes it from the tariff.

    Raises:
        InvalidField: a value does not hold.
    """
    amount, fee = given["fee_vnd"], given["fee"]
    if fee is None:
        fee = {"amount_vnd": check_vnd("fee_vnd", 0 if amount is None else amount)}
    elif not isinstance(fee, Mapping):
        raise InvalidField("fee", "BAD-TYPE")
    values = dict(fee) | ({} if amount is None else {"amount_vnd": amount})
    collect = values.pop(COLLECT, None)
    tariff = tariff_of(
        view.master.fee_law(), procedure, case, day, online=given["channel"] == "online"
    )
    worked_out = work_out(tariff, AssessFee.from_json(values))
    if not worked_out.amount_vnd:
        return IntakeFee()
    paid_now = None if collect is None else CollectFee.from_json(collect)
    return IntakeFee(worked_out=worked_out, collect=paid_now if worked_out.due_vnd else None)


def keep_fee(
    ports: Ports, uow: UnitOfWork, dossier_id: str, fee: IntakeFee, now: datetime
) -> ReceiptRow | None:
    """Write down the fee of a dossier that was just taken in; return the receipt, if any."""
    state = uow.dossiers.state(dossier_id) if fee.worked_out else None
    if fee.worked_out is None or state is None:
        return None
    at, officer_name = moment_text(now), ports.actor.name
    record_fee(uow, state, fee.worked_out, at=at, officer_name=officer_name)
    if fee.collect is None:
        return None
    return known_receipt(uow, collect_within(uow, ports, state, fee.collect, now))
