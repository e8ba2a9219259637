"""What the money of a desk did in a period: every event once, what is open at the end."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.ports.fees import FeeMove
from ca_desktop.store.fee_tables import (
    fee_exemptions,
    fees,
    receipt_cancellations,
    receipts,
    refunds,
)
from ca_desktop.store.queries.fee_parts import first_cancelled, taken_off
from ca_desktop.store.tables import dossiers

_before = fees.alias("before")
_after = fees.alias("after")
_member = fees.alias("member")
_OF = (dossiers.c.dossier_id, dossiers.c.office_id, dossiers.c.field_code, dossiers.c.field_name)
_STANDS = dossiers.c.status != Status.CANCELLED.value


def fee_moves(
    connection: Connection, start: str, until: str, office_id: str | None
) -> Iterator[FeeMove]:
    """Yield them; see `ca_desktop.services.ports.fees.Fees.moves`."""
    for query, read in (
        (_assessed(start, until), _of_fee),
        (_receipts(start, until), _of_receipt),
        (_refunds(start, until), _of_refund),
        (_open(until), _of_open),
    ):
        wanted = query if office_id is None else query.where(dossiers.c.office_id == office_id)
        for row in connection.execute(wanted):
            yield from read(row)


def _within(moment: ColumnElement[str], start: str, until: str) -> ColumnElement[bool]:
    return and_(moment >= start, moment <= until)


def _off(fee: Any) -> Any:  # noqa: ANN401 a table; a scalar query of it
    return func.coalesce(taken_off(fee_exemptions.c.off_vnd, fee.c.fee_id), 0)


def _grounds(fee: Any) -> Any:  # noqa: ANN401 a table; a scalar query of it
    return func.coalesce(taken_off(fee_exemptions.c.grounds, fee.c.fee_id), "[]")


def _assessed(start: str, until: str) -> Select[Any]:
    return (
        select(
            *_OF,
            fees.c.officer_name,
            fees.c.amount_vnd,
            _off(fees).label("off_vnd"),
            _grounds(fees).label("grounds"),
            _before.c.amount_vnd.label("before_vnd"),
            _off(_before).label("before_off_vnd"),
            _grounds(_before).label("before_grounds"),
        )
        .join(dossiers, dossiers.c.dossier_id == fees.c.dossier_id)
        .join(_before, _before.c.fee_id == fees.c.replaces, isouter=True)
        .where(_STANDS, _within(fees.c.at, start, until))
    )


def _of_fee(row: Row[Any]) -> Iterator[FeeMove]:
    """Count a new fee; of one that is put right only the difference."""
    if row.before_vnd is None:
        yield _move(row, "count", 1)
    else:
        yield from _shares(row, row.before_vnd, row.before_off_vnd, row.before_grounds, -1)
    yield from _shares(row, row.amount_vnd, row.off_vnd, row.grounds, 1)


def _shares(row: Row[Any], amount: int, off: int, grounds: str, sign: int) -> Iterator[FeeMove]:
    if amount > off:
        yield _move(row, "due", sign * (amount - off))
    if off:
        why = (json.loads(grounds) or [""])[0]
        yield _move(row, "reduced" if amount > off else "free", sign * min(off, amount), why)


def _receipts(start: str, until: str) -> Select[Any]:
    """Ask for what was given or cancelled in the period; both of it is nothing."""
    cancelled = first_cancelled(receipt_cancellations.c.at)
    by = first_cancelled(receipt_cancellations.c.officer_name)
    given = _within(receipts.c.at, start, until)
    return (
        select(
            *_OF,
            receipts.c.amount_vnd,
            given.label("given"),
            case((given, receipts.c.officer_name), else_=by).label("officer_name"),
        )
        .join(dossiers, dossiers.c.dossier_id == receipts.c.dossier_id)
        .where(
            or_(
                and_(given, or_(cancelled.is_(None), cancelled > until)),
                and_(receipts.c.at < start, _within(cancelled, start, until)),
            )
        )
    )


def _of_receipt(row: Row[Any]) -> Iterator[FeeMove]:
    if row.given:
        yield _move(row, "taken", row.amount_vnd)
    else:
        yield _move(row, "cancelled", -row.amount_vnd)


def _refunds(start: str, until: str) -> Select[Any]:
    return (
        select(*_OF, refunds.c.amount_vnd, refunds.c.officer_name)
        .join(receipts, receipts.c.receipt_id == refunds.c.receipt_id)
        .join(dossiers, dossiers.c.dossier_id == receipts.c.dossier_id)
        .where(_within(refunds.c.at, start, until))
    )


def _of_refund(row: Row[Any]) -> Iterator[FeeMove]:
    yield _move(row, "refunded", -row.amount_vnd)


def _open(until: str) -> Select[Any]:
    """Ask for every fee that stood at a moment, with what was paid of it by then."""
    void = (
        select(literal(1))
        .where(receipt_cancellations.c.receipt_id == receipts.c.receipt_id)
        .where(receipt_cancellations.c.at <= until)
        .exists()
    )
    paid = (
        select(_member.c.first, func.sum(receipts.c.amount_vnd).label("vnd"))
        .join(_member, _member.c.fee_id == receipts.c.fee_id)
        .where(receipts.c.at <= until, ~void)
        .group_by(_member.c.first)
        .subquery("paid")
    )
    later = (
        select(literal(1)).where(_after.c.replaces == fees.c.fee_id, _after.c.at <= until).exists()
    )
    return (
        select(
            *_OF,
            fees.c.officer_name,
            fees.c.amount_vnd,
            fees.c.given_back_vnd,
            _off(fees).label("off_vnd"),
            func.coalesce(paid.c.vnd, 0).label("paid_vnd"),
        )
        .join(dossiers, dossiers.c.dossier_id == fees.c.dossier_id)
        .join(paid, paid.c.first == fees.c.first, isouter=True)
        .where(_STANDS, fees.c.at <= until, ~later)
    )


def _of_open(row: Row[Any]) -> Iterator[FeeMove]:
    left = row.amount_vnd - row.off_vnd - row.paid_vnd + row.given_back_vnd
    if left > 0:
        yield _move(row, "open", left)


def _move(row: Row[Any], figure: str, amount: int, ground: str = "") -> FeeMove:
    return FeeMove(
        dossier_id=row.dossier_id,
        office_id=row.office_id,
        field_code=row.field_code,
        field_name=row.field_name,
        officer_name=row.officer_name or "",
        figure=figure,
        amount=amount,
        ground=ground,
    )
