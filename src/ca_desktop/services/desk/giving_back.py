"""Giving back what is proposed, or keeping it with a reason; nothing of it happens by itself."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.fees import FeeKept, FeeRefunded
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.money import check_vnd, format_vnd
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.desk.fees import own_dossier
from ca_desktop.services.desk.receipts import COLLECTING, pay_method, text_line
from ca_desktop.services.desk.refund_rules import Proposal, proposals_in
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.office.cash_rights import READING
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Money of a dossier that went back, or is kept."""

    code: str
    amount_vnd: int
    touched: frozenset[Topic]


def proposals(ports: Ports) -> Sequence[Proposal]:
    """Return what is proposed to be given back, the oldest first.

    Raises:
        Forbidden: the person looks after no money.
    """
    require(ports.actor.roles, *READING)
    with ports.reading() as view:
        return list(proposals_in(view))


def give_back(ports: Ports, code: str, *, amount: object, method: object, reason: str) -> Settled:
    """Give money of a dossier back, from its last receipt on; the receipts stay as they are.

    Args:
        ports: the outside world.
        code: of the dossier.
        amount: in đồng; None gives back what is proposed.
        method: how it goes.
        reason: why.

    Raises:
        Forbidden: the person takes no money.
        NotAllowedNow: NOTHING-BACK nothing is proposed.
        InvalidField: FEE-TOO-MUCH; no reason.
    """
    require(ports.actor.roles, *COLLECTING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = own_dossier(uow, code)
        proposal = _proposal(uow, state.dossier_id, code)
        given = proposal.amount_vnd if amount is None else check_vnd("amount_vnd", amount)
        if not 0 < given <= proposal.amount_vnd:
            raise InvalidField("amount_vnd", "FEE-TOO-MUCH", most=proposal.amount_vnd)
        why, way, rest = text_line("reason", reason, required=True), pay_method(method), given
        for receipt in reversed(uow.fees.receipts_of(state.dossier_id)):
            part = min(rest, receipt.amount_vnd - receipt.refunded_vnd) if receipt.counts else 0
            if part:
                event = FeeRefunded(
                    at=moment_text(now),
                    officer_name=ports.actor.name,
                    note=why,
                    receipt=receipt.receipt_id,
                    amount_vnd=part,
                    method=way.value,
                )
                record_beside(uow, state, event)
                rest -= part
        uow.commit()
    _log.info("money of dossier %s given back", state.dossier_id)
    return Settled(code=code, amount_vnd=given, touched=uow.touched)


def keep_money(ports: Ports, code: str, reason: str) -> Settled:
    """Keep what is proposed to be given back, with the reason.

    Raises:
        Forbidden: the person neither takes money nor heads the desk.
        NotAllowedNow: NOTHING-BACK nothing is proposed.
        InvalidField: no reason.
    """
    require(ports.actor.roles, *COLLECTING, Role.DESK_HEAD)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = own_dossier(uow, code)
        amount = _proposal(uow, state.dossier_id, code).amount_vnd
        event = FeeKept(
            at=moment_text(now),
            officer_name=ports.actor.name,
            note=text_line("reason", reason, required=True),
            amount_vnd=amount,
        )
        record_beside(uow, state, event)
        uow.commit()
    return Settled(code=code, amount_vnd=amount, touched=uow.touched)


def _proposal(view: View, dossier_id: str, code: str) -> Proposal:
    found = next(proposals_in(view, dossier_id), None)
    if found is None:
        raise NotAllowedNow("NOTHING-BACK", code=code)
    return found


def money_to_give_back(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name every dossier whose money waits for being given back, or for a reason to keep it."""
    for found in proposals_in(view):
        yield Matter(
            code="MONEY-BACK",
            key=f"{found.dossier_id}.{found.amount_vnd}",
            about=found.row.code,
            remedy=Remedy.OPEN,
            since=found.row.since,
            dossier_id=found.dossier_id,
            details={"code": found.row.code, "amount": format_vnd(found.amount_vnd)},
        )
