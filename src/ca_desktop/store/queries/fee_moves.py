"""What the money of a desk did in a period: every event once, what is open at the end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from ca_desktop.domain.handfuls import handfuls
from ca_desktop.services.ports.fees import FeeMove
from ca_desktop.store.fee_tables import (
    fee_exemptions,
    fees,
    receipt_cancellations,
    receipts,
    refunds,
)
from ca_desktop.store.queries.fee_owners import (
    NOTHING,
    Exemptions,
    Off,
    Owner,
    Owners,
    are_many,
)
from ca_desktop.store.queries.fee_parts import FIRST_CANCELLED, NEWEST, within

_after = fees.alias("after")
_chained = (
    select(fees.c.fee_id, fees.c.first).where(fees.c.replaces > "").distinct().subquery("chained")
)
"""Fees that took the place of another one: few, so that they are looked up in a list of their own;
without ``distinct`` they would be looked for among all fees."""


def fee_moves(
    connection: Connection, start: str, until: str, office_id: str | None
) -> Iterator[FeeMove]:
    """Yield them; see `ca_desktop.services.ports.fees.Fees.moves`."""
    many = are_many(connection, fees, start, until)
    owners = Owners(connection, office_id, many=many)
    yield from _of_fees(connection, assessed(start, until, many=many), owners, many=many)
    given = connection.execute(taken(start, until, many=many))
    for rows in handfuls(given):
        known = owners.of([row.dossier_id for row in rows])
        for row in rows:
            if row.dossier_id in known:
                yield _move(known[row.dossier_id], row.officer_name, "taken", row.amount_vnd)
    for query, figure in (
        (_cancelled(start, until), "cancelled"),
        (_refunds(start, until), "refunded"),
    ):
        for rows in handfuls(connection.execute(query)):
            known = owners.of([row.dossier_id for row in rows])
            for row in rows:
                if row.dossier_id in known:
                    yield _move(known[row.dossier_id], row.officer_name, figure, -row.amount_vnd)
    yield from _open(connection, until, owners)


def _by(moment: ColumnElement[str], until: str) -> ColumnElement[bool]:
    """Tell whether something was by a moment, of a table that is read from end to end."""
    return func.coalesce(moment, "") <= until


def assessed(start: str, until: str, *, many: bool) -> Select[Any]:
    """Ask for the fees that were worked out in a period; ``many``: reading the whole table."""
    return select(
        fees.c.fee_id, fees.c.dossier_id, fees.c.officer_name, fees.c.amount_vnd, fees.c.replaces
    ).where(within(fees, start, until, many=many))


def _of_fees(
    connection: Connection, query: Select[Any], owners: Owners, *, many: bool
) -> Iterator[FeeMove]:
    exemptions = Exemptions(connection, many=many)
    for rows in handfuls(connection.execute(query)):
        known = owners.of([row.dossier_id for row in rows])
        replaced = _amounts(connection, [row.replaces for row in rows if row.replaces])
        off = exemptions.of([*replaced, *(row.fee_id for row in rows)])
        for row in rows:
            owner = known.get(row.dossier_id)
            if owner is None or not owner.stands:
                continue
            if row.replaces in replaced:  # put right: only the difference
                before = replaced[row.replaces], off.get(row.replaces, NOTHING)
                yield from _shares(owner, row.officer_name, *before, -1)
            else:
                yield _move(owner, row.officer_name, "count", 1)
            own = row.amount_vnd, off.get(row.fee_id, NOTHING)
            yield from _shares(owner, row.officer_name, *own, 1)


def _amounts(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    """Return what fees that were put right had come to."""
    if not ids:
        return {}
    wanted = select(fees.c.fee_id, fees.c.amount_vnd).where(fees.c.fee_id.in_(sorted(set(ids))))
    return {row.fee_id: row.amount_vnd for row in connection.execute(wanted)}


def _shares(owner: Owner, officer: str, amount: int, off: Off, sign: int) -> Iterator[FeeMove]:
    if amount > off.vnd:
        yield _move(owner, officer, "due", sign * (amount - off.vnd))
    if off.vnd:
        figure = "reduced" if amount > off.vnd else "free"
        yield _move(owner, officer, figure, sign * min(off.vnd, amount), off.ground)


def taken(start: str, until: str, *, many: bool) -> Select[Any]:
    """Ask for what was given in the period and stands at its end."""
    return select(receipts.c.dossier_id, receipts.c.amount_vnd, receipts.c.officer_name).where(
        within(receipts, start, until, many=many), ~_void(until)
    )


def _cancelled(start: str, until: str) -> Select[Any]:
    """Ask for receipts of earlier days that were cancelled in the period."""
    return (
        select(receipts.c.dossier_id, receipts.c.amount_vnd, receipt_cancellations.c.officer_name)
        .join(receipts, receipts.c.receipt_id == receipt_cancellations.c.receipt_id)
        .where(within(receipt_cancellations, start, until), receipts.c.at < start)
        .where(FIRST_CANCELLED)
    )


def _refunds(start: str, until: str) -> Select[Any]:
    return (
        select(receipts.c.dossier_id, refunds.c.amount_vnd, refunds.c.officer_name)
        .join(receipts, receipts.c.receipt_id == refunds.c.receipt_id)
        .where(within(refunds, start, until))
    )


def worked_out(connection: Connection, start: str, until: str) -> dict[str, bool]:
    """Return them; see `ca_desktop.services.ports.fees.Fees.worked_out`."""
    many = are_many(connection, fees, start, until)
    wanted = assessed(start, until, many=many).where(~_replaced_by(fees.c.fee_id, until))
    exemptions = Exemptions(connection, many=many)
    found: dict[str, bool] = {}
    for rows in handfuls(connection.execute(wanted)):
        off = exemptions.of([row.fee_id for row in rows])
        for row in rows:
            due = row.amount_vnd > off.get(row.fee_id, NOTHING).vnd
            found[row.dossier_id] = due or found.get(row.dossier_id, False)
    return found


def paid_by(connection: Connection, method: str, start: str, until: str) -> frozenset[str]:
    """Return them; see `ca_desktop.services.ports.fees.Fees.paid_by`."""
    many = are_many(connection, receipts, start, until)
    wanted = taken(start, until, many=many).where(receipts.c.method == method)
    return frozenset(row.dossier_id for row in connection.execute(wanted))


def _open(connection: Connection, until: str, owners: Owners) -> Iterator[FeeMove]:
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
    for some in handfuls(owed):
        known = owners.of([dossier for dossier, _name, _left in some])
        for dossier, name, left in some:
            if dossier in known and known[dossier].stands:
                yield _move(known[dossier], name, "open", left)


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


def _move(owner: Owner, officer: str, figure: str, amount: int, ground: str = "") -> FeeMove:
    return FeeMove(
        dossier_id=owner.dossier_id,
        office_id=owner.office_id,
        field_code=owner.field_code,
        field_name=owner.field_name,
        officer_name=officer or "",
        figure=figure,
        amount=amount,
        ground=ground,
    )
