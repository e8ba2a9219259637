"""What the money of a desk did in a period: every event once, what is open at the end."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    literal,
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
from ca_desktop.store.queries.fee_parts import FIRST_CANCELLED, NEWEST, taken_off
from ca_desktop.store.tables import dossiers

BATCH = 500
"""Dossiers looked up at once."""

_before = fees.alias("before")
_after = fees.alias("after")
_chained = (
    select(fees.c.fee_id, fees.c.first).where(fees.c.replaces > "").distinct().subquery("chained")
)
"""Fees that took the place of another one: few, so that they are looked up in a list of their own;
without ``distinct`` they would be looked for among all fees."""

_OF = (dossiers.c.dossier_id, dossiers.c.office_id, dossiers.c.field_code, dossiers.c.field_name)
_STANDS = dossiers.c.status != Status.CANCELLED.value


def fee_moves(
    connection: Connection, start: str, until: str, office_id: str | None
) -> Iterator[FeeMove]:
    """Yield them; see `ca_desktop.services.ports.fees.Fees.moves`."""
    for query, read in (
        (_assessed(start, until), _of_fee),
        (_taken(start, until), _of_receipt),
        (_cancelled(start, until), _of_cancelled),
        (_refunds(start, until), _of_refund),
    ):
        for row in connection.execute(of_desk(query, office_id)):
            yield from read(row)
    yield from _open(connection, until, office_id)


def of_desk(query: Select[Any], office_id: str | None) -> Select[Any]:
    """Narrow a question to one desk.

    What the period is found by is the moment; by the desk all dossiers would be looked at.
    """
    if office_id is None:
        return query
    return query.where(func.coalesce(dossiers.c.office_id, "") == office_id)


def _by(moment: ColumnElement[str], until: str) -> ColumnElement[bool]:
    """Tell whether something was by a moment, of a table that is read from end to end."""
    return func.coalesce(moment, "") <= until


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


def _taken(start: str, until: str) -> Select[Any]:
    """Ask for what was given in the period and stands at its end."""
    return (
        select(*_OF, receipts.c.amount_vnd, receipts.c.officer_name)
        .join(dossiers, dossiers.c.dossier_id == receipts.c.dossier_id)
        .where(_within(receipts.c.at, start, until), ~_void(until))
    )


def _of_receipt(row: Row[Any]) -> Iterator[FeeMove]:
    yield _move(row, "taken", row.amount_vnd)


def _cancelled(start: str, until: str) -> Select[Any]:
    """Ask for receipts of earlier days that were cancelled in the period."""
    return (
        select(*_OF, receipts.c.amount_vnd, receipt_cancellations.c.officer_name)
        .join(receipts, receipts.c.receipt_id == receipt_cancellations.c.receipt_id)
        .join(dossiers, dossiers.c.dossier_id == receipts.c.dossier_id)
        .where(_within(receipt_cancellations.c.at, start, until), receipts.c.at < start)
        .where(FIRST_CANCELLED)
    )


def _of_cancelled(row: Row[Any]) -> Iterator[FeeMove]:
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


def _open(connection: Connection, until: str, office_id: str | None) -> Iterator[FeeMove]:
    """Yield every fee that stood at a moment and was not wholly paid by then.

    Each table is read once, from end to end; what came of a fee, and of those that it puts right,
    is kept by the first of them. Sorting all of it in the database takes three times as long, for
    the library locks and wipes each piece of its memory.
    """
    off: defaultdict[str, int] = defaultdict(int)
    for first, vnd in chain(
        connection.execute(_taken_off(until)), connection.execute(_paid(until))
    ):
        off[first] += vnd
    owed = (
        (row.dossier_id, row.officer_name, left)
        for row in connection.execute(_owed(until))
        if (left := row.vnd - off.get(row.first, 0)) > 0
    )
    while some := list(islice(owed, BATCH)):
        known = _dossiers(connection, {dossier for dossier, _name, _left in some}, office_id)
        for dossier, name, left in some:
            if dossier in known:
                yield _move(known[dossier], "open", left, officer=name)


def _dossiers(
    connection: Connection, ids: Iterable[str], office_id: str | None
) -> Mapping[str, Row[Any]]:
    wanted = of_desk(select(*_OF).where(dossiers.c.dossier_id.in_(sorted(ids)), _STANDS), office_id)
    return {row.dossier_id: row for row in connection.execute(wanted)}


def _owed(until: str) -> Select[Any]:
    amount = fees.c.amount_vnd + fees.c.given_back_vnd
    return select(fees.c.first, fees.c.dossier_id, fees.c.officer_name, amount.label("vnd")).where(
        _by(fees.c.at, until), ~_replaced_by(fees.c.fee_id, until)
    )


def _taken_off(until: str) -> Select[Any]:
    """Ask for the newest exemption of each fee that stands."""
    return (
        select(
            func.coalesce(_chained.c.first, fee_exemptions.c.fee_id),
            fee_exemptions.c.off_vnd,
        )
        .join(_chained, _chained.c.fee_id == fee_exemptions.c.fee_id, isouter=True)
        .where(_by(fee_exemptions.c.at, until), NEWEST)
        .where(~_replaced_by(fee_exemptions.c.fee_id, until))
    )


def _paid(until: str) -> Select[Any]:
    return (
        select(
            func.coalesce(_chained.c.first, receipts.c.fee_id),
            receipts.c.amount_vnd,
        )
        .join(_chained, _chained.c.fee_id == receipts.c.fee_id, isouter=True)
        .where(_by(receipts.c.at, until), ~_void(until))
    )


def _void(until: str) -> ColumnElement[bool]:
    own = receipt_cancellations.c
    return (
        select(literal(1)).where(own.receipt_id == receipts.c.receipt_id, own.at <= until).exists()
    )


def _replaced_by(fee_id: ColumnElement[str], until: str) -> ColumnElement[bool]:
    return select(literal(1)).where(_after.c.replaces == fee_id, _after.c.at <= until).exists()


def _move(
    row: Row[Any], figure: str, amount: int, ground: str = "", officer: str | None = None
) -> FeeMove:
    return FeeMove(
        dossier_id=row.dossier_id,
        office_id=row.office_id,
        field_code=row.field_code,
        field_name=row.field_name,
        officer_name=(row.officer_name if officer is None else officer) or "",
        figure=figure,
        amount=amount,
        ground=ground,
    )
