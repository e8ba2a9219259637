"""Parts of the questions about fees: what was taken off, paid, cancelled and given back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, literal, or_, select

from ca_desktop.store.fee_tables import (
    fee_exemptions,
    fees,
    receipt_cancellations,
    receipts,
    refunds,
)

_sooner = receipt_cancellations.alias("sooner")
_newer = fee_exemptions.alias("newer")
NEWEST = ~(
    select(literal(1))
    .where(
        _newer.c.fee_id == fee_exemptions.c.fee_id,
        or_(
            _newer.c.at > fee_exemptions.c.at,
            and_(
                _newer.c.at == fee_exemptions.c.at,
                _newer.c.event_id < fee_exemptions.c.event_id,
            ),
        ),
    )
    .exists()
)
"""Of the exemptions of one fee, the last; of two of a moment one and the same for everybody."""

FIRST_CANCELLED = ~(
    select(literal(1))
    .where(
        _sooner.c.receipt_id == receipt_cancellations.c.receipt_id,
        or_(
            _sooner.c.at < receipt_cancellations.c.at,
            and_(
                _sooner.c.at == receipt_cancellations.c.at,
                _sooner.c.event_id < receipt_cancellations.c.event_id,
            ),
        ),
    )
    .exists()
)
"""Of the cancellations of one receipt, the first; sorting them would take longer."""


def between(moment: ColumnElement[str], first: date, last: date) -> ColumnElement[bool]:
    """Tell whether a moment is on one of these days."""
    after = (last + timedelta(days=1)).isoformat()
    return and_(moment >= first.isoformat(), moment < after)


def within(table: Table, start: str, until: str, *, many: bool = False) -> ColumnElement[bool]:
    """Tell whether a row is of a period, found by its moment.

    Args:
        table: with a column ``at``.
        start: its first moment.
        until: its last moment.
        many: a good part of the table is, which is read from end to end.
    """
    at = func.coalesce(table.c.at, "") if many else table.c.at
    return and_(at >= start, at <= until)


def first_cancelled(column: Any) -> Any:  # noqa: ANN401 a column; a scalar query of it
    """Return something of the first cancellation of a receipt."""
    return (
        select(column)
        .where(receipt_cancellations.c.receipt_id == receipts.c.receipt_id, FIRST_CANCELLED)
        .limit(1)
        .scalar_subquery()
    )


def taken_off(column: Any, fee: Any) -> Any:  # noqa: ANN401 a column; a scalar query of it
    """Return something of the newest exemption of a fee."""
    return select(column).where(fee_exemptions.c.fee_id == fee, NEWEST).limit(1).scalar_subquery()


_member = fees.alias("member")
_counting = receipts.alias("counting")
_of_first = (
    select(func.coalesce(func.sum(_counting.c.amount_vnd), 0))
    .join(_member, _member.c.fee_id == _counting.c.fee_id)
    .where(_counting.c.dossier_id == fees.c.dossier_id, _member.c.first == fees.c.first)
)
PAID = _of_first.where(
    ~select(literal(1)).where(receipt_cancellations.c.receipt_id == _counting.c.receipt_id).exists()
).scalar_subquery()
"""By receipts that count, for a fee and those that it puts right."""

GIVEN_BACK = (
    select(func.coalesce(func.sum(refunds.c.amount_vnd), 0))
    .join(_counting, _counting.c.receipt_id == refunds.c.receipt_id)
    .join(_member, _member.c.fee_id == _counting.c.fee_id)
    .where(_counting.c.dossier_id == fees.c.dossier_id, _member.c.first == fees.c.first)
    .scalar_subquery()
)
"""Of the same receipts."""
