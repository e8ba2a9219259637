"""What a dossier costs: worked out from the tariff, taken off by law, put right later."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.fees import FeeAssessed, FeeExempted, GroundSeen
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.tariffs import (
    ExemptionGround,
    FeeCounts,
    FeeLaw,
    FeeRule,
    FeeUnit,
    rules_of,
    taken_off,
)
from ca_desktop.domain.text import clean_line
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.plain_json import parts_of
from ca_desktop.services.ports.fees import FeeRow, ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

ASSESSING: Final = (Role.INTAKE, Role.CASHIER, Role.DESK_HEAD)
ONLINE: Final = "online"
MOST_GROUNDS: Final = 10
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessFee:
    """How a fee is worked out; raw values.

    Attributes:
        fee: id of the fee that it takes the place of; None for a further one.
        name: what it is called; empty takes the tariff's word.
        amount_vnd: None takes what the tariff gives for the counts.
        grounds: codes of exemptions and reductions.
        evidence: what was seen; empty takes what the ground names.
    """

    fee: object = None
    name: object = ""
    amount_vnd: object = None
    pages: object = 1
    copies: object = 1
    times: object = 1
    grounds: object = ()
    evidence: object = field(default="", repr=False)
    note: object = field(default="", repr=False)

    @classmethod
    def from_json(cls, value: object) -> "AssessFee":
        """Take it from plain JSON; every key is optional.

        Raises:
            InvalidField: not an object, or an unknown key.
        """
        return cls(**parts_of(value, cls.__dataclass_fields__, "fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """A fee before it is written down.

    Attributes:
        amount_vnd: before anything is taken off.
        off_vnd: taken off.
    """

    name: str
    legal_basis: str
    unit: FeeUnit
    counts: FeeCounts
    amount_vnd: int
    off_vnd: int
    grounds: tuple[ExemptionGround, ...]
    evidence: str = field(repr=False)
    note: str = field(repr=False)

    @property
    def due_vnd(self) -> int:
        """What is to be paid."""
        return self.amount_vnd - self.off_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a clerk may choose from for a dossier.

    Attributes:
        rules: each with what receipts call it.
        grounds: exemptions and reductions that the law offers.
    """

    rules: tuple[tuple[str, FeeRule], ...]
    grounds: tuple[ExemptionGround, ...]
    online: bool = False

    @property
    def usual(self) -> tuple[str, FeeRule] | None:
        """The rule that is taken when nothing else is said."""
        return next(iter(self.rules), None)


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
class AssessedFee:
    """A fee that was written down."""

    fee_id: str
    dossier_id: str
    code: str
    due_vnd: int
    touched: frozenset[Topic]


def tariff_of(
    law: FeeLaw, procedure: Procedure, case: str, day: date, *, online: bool = False
) -> Tariff:
    """Return what a dossier of a procedure costs that is received on ``day``."""
    usual = f"Phí, lệ phí {procedure.field_name}"
    return Tariff(
        rules=rules_of(procedure.fees, case, day, usual=usual),
        grounds=law.offered(procedure.code, procedure.field_code, day),
        online=online,
    )


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


def work_out(tariff: Tariff, given: AssessFee) -> WorkedOut:
    """Work a fee out.

    Raises:
        InvalidField: a value does not hold; FEE-AMOUNT-NEEDED the tariff names no amount.
    """
    counts = FeeCounts(
        pages=_count("fee.pages", given.pages),
        copies=_count("fee.copies", given.copies),
        times=_count("fee.times", given.times),
    )
    name, rule = tariff.usual or ("Phí, lệ phí", None)
    amount = _amount(rule, given.amount_vnd, counts, online=tariff.online)
    offered = {ground.code: ground for ground in tariff.grounds}
    grounds = tuple(_ground(offered, code) for code in _codes(given.grounds))
    seen = "; ".join(dict.fromkeys(ground.evidence for ground in grounds if ground.evidence))
    return WorkedOut(
        name=_line("fee.name", given.name) or name,
        legal_basis=rule.legal_basis if rule else "",
        unit=rule.unit if rule else FeeUnit.DOSSIER,
        counts=counts,
        amount_vnd=amount,
        off_vnd=taken_off(amount, grounds),
        grounds=grounds,
        evidence=_line("fee.evidence", given.evidence) or seen,
        note=_line("note", given.note),
    )


def _amount(rule: FeeRule | None, given: object, counts: FeeCounts, *, online: bool) -> int:
    if given is not None:
        return check_vnd("fee_vnd", given)
    found = rule.amount(counts, online=online) if rule else None
    if found is None:
        raise InvalidField("fee_vnd", "FEE-AMOUNT-NEEDED")
    return found


def _codes(given: object) -> list[str]:
    if not isinstance(given, list | tuple) or not all(isinstance(x, str) for x in given):
        raise InvalidField("fee.grounds", "BAD-TYPE")
    if len(given) > MOST_GROUNDS:
        raise InvalidField("fee.grounds", "TOO-MANY", most=MOST_GROUNDS)
    return list(dict.fromkeys(given))


def _ground(offered: Mapping[str, ExemptionGround], code: str) -> ExemptionGround:
    if code not in offered:
        raise InvalidField("fee.grounds", "GROUND-NOT-OFFERED", ground=code[:60])
    return offered[code]


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidField(name, "BAD-TYPE")
    return value


def _line(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidField(name, "BAD-TYPE")
    return clean_line(name, value)


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


def dossier_tariff(ports: Ports, code: str) -> Tariff:
    """Return what a dossier may cost, by the tariff of its day of reception.

    Raises:
        NotFound, NotAllowedNow: as `own_dossier`.
    """
    with ports.reading() as view:
        return _tariff_of_dossier(view, own_dossier(view, code), ports.clock.now())


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
