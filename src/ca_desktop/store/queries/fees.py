"""Questions about fees, receipts and their books."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.ports.fees import (
    BackRow,
    BookRow,
    FeeMove,
    FeeRow,
    FreeRow,
    HeldRow,
    OpenFeeRow,
    ReceiptRow,
    SpoiltRow,
)
from ca_desktop.store.fee_tables import (
    book_closings,
    fee_exemptions,
    fee_keepings,
    fees,
    receipt_books,
    receipt_cancellations,
    receipts,
    refunds,
)
from ca_desktop.store.queries.dossier_lists import COUNTED
from ca_desktop.store.queries.fee_moves import fee_moves, paid_by, worked_out
from ca_desktop.store.queries.fee_parts import (
    GIVEN_BACK,
    PAID,
    between,
    first_cancelled,
    taken_off,
)
from ca_desktop.store.tables import dossiers, node

ENDED_EARLY = (Status.WITHDRAWN.value, Status.STOPPED.value)
_OWN = select(node.c.office_id).scalar_subquery()


class SqlFees:
    """See `ca_desktop.services.ports.fees.Fees`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_dossier(self, dossier_id: str) -> Sequence[FeeRow]:
        """Return the fees of a dossier that count, oldest first."""
        query = _FEES.where(fees.c.dossier_id == dossier_id).order_by(fees.c.at, fees.c.fee_id)
        return [_fee(row) for row in self._connection.execute(query)]

    def receipts_of(self, dossier_id: str) -> Sequence[ReceiptRow]:
        """Return the receipts of a dossier, oldest first, cancelled ones with them."""
        return self._receipts(_RECEIPTS.where(receipts.c.dossier_id == dossier_id))

    def receipt(self, receipt_id: str) -> ReceiptRow | None:
        """Return a receipt."""
        found = self._receipts(_RECEIPTS.where(receipts.c.receipt_id == receipt_id))
        return found[0] if found else None

    def numbered(self, symbol: str, number: str, year: int) -> ReceiptRow | None:
        """Return the receipt of this office that bears a number in a year."""
        same = receipts.c.symbol == symbol, receipts.c.number == number
        found = self._receipts(
            _RECEIPTS.where(*same, receipts.c.office_id == _OWN, _within_year(receipts.c.at, year))
        )
        return found[0] if found else None

    def taken(self, office_id: str, first: date, last: date) -> Sequence[ReceiptRow]:
        """Return the receipts given by an office on these days, oldest first."""
        wanted = receipts.c.office_id == office_id, between(receipts.c.at, first, last)
        return self._receipts(_RECEIPTS.where(*wanted))

    def given_back(self, office_id: str, first: date, last: date) -> Sequence[BackRow]:
        """Return what an office cancelled and refunded on these days, oldest first."""
        found = []
        for query, what in ((_CANCELLED, "cancelled"), (_REFUNDED, "refunded")):
            table = receipt_cancellations if what == "cancelled" else refunds
            wanted = table.c.office_id == office_id, between(table.c.at, first, last)
            for row in self._connection.execute(query.where(*wanted)):
                receipt = self.receipt(row.back_receipt)
                if receipt is not None:
                    found.append(_back(row, what, receipt))
        return sorted(found, key=lambda item: (item.at, item.event_id))

    def spoilt(self, office_id: str, first: date, last: date) -> Sequence[SpoiltRow]:
        """Return the leaves that were spoilt on these days."""
        table = receipt_cancellations
        query = (
            select(table)
            .where(table.c.receipt_id == "", table.c.office_id == office_id)
            .where(between(table.c.at, first, last))
            .order_by(table.c.at, table.c.running)
        )
        return [
            SpoiltRow(
                book_id=row.book_id,
                symbol=row.symbol,
                number=row.number,
                running=row.running,
                reason=row.reason,
                at=row.at,
                officer=row.officer,
                officer_name=row.officer_name,
            )
            for row in self._connection.execute(query)
        ]

    def free(self, office_id: str, first: date, last: date) -> Sequence[FreeRow]:
        """Return the fees that were wholly exempted on these days."""
        query = (
            _FEES.add_columns(dossiers.c.code, dossiers.c.holder_name)
            .join(dossiers, dossiers.c.dossier_id == fees.c.dossier_id)
            .where(fees.c.office_id == office_id, between(fees.c.at, first, last))
            .where(COUNTED)
            .order_by(fees.c.at, fees.c.fee_id)
        )
        found = ((row, _fee(row)) for row in self._connection.execute(query))
        return [
            FreeRow(
                fee_id=fee.fee_id,
                dossier_id=fee.dossier_id,
                dossier_code=row.code or "",
                holder_name=row.holder_name,
                name=fee.name,
                off_vnd=fee.off_vnd,
                grounds=fee.grounds,
                at=fee.at,
                officer_name=fee.officer_name,
            )
            for row, fee in found
            if fee.off_vnd and not fee.due_vnd
        ]

    def open_ones(self, office_id: str) -> Sequence[OpenFeeRow]:
        """Return the dossiers of an office with something to pay, oldest first."""
        per_fee = _FEES.where(fees.c.office_id == office_id).subquery("per_fee")
        paid = per_fee.c.taken_vnd - per_fee.c.given_back_vnd
        left = func.max(0, per_fee.c.amount_vnd - per_fee.c.off_vnd - paid)
        query = (
            select(
                dossiers.c.dossier_id,
                dossiers.c.code,
                dossiers.c.holder_name,
                dossiers.c.procedure_name,
                dossiers.c.received_at,
                dossiers.c.status,
                func.sum(left).label("open_vnd"),
            )
            .join(per_fee, per_fee.c.dossier_id == dossiers.c.dossier_id)
            .where(COUNTED)
            .group_by(dossiers.c.dossier_id)
            .having(func.sum(left) > 0)
            .order_by(dossiers.c.received_at, dossiers.c.code)
        )
        return [
            OpenFeeRow(
                dossier_id=row.dossier_id,
                code=row.code or "",
                holder_name=row.holder_name,
                procedure_name=row.procedure_name,
                received_at=row.received_at,
                status=row.status,
                open_vnd=row.open_vnd,
            )
            for row in self._connection.execute(query)
        ]

    def moves(self, start: date, until: str, office_id: str | None) -> Iterator[FeeMove]:
        """Yield what the money of one desk, or of all, did from a day until a moment."""
        yield from fee_moves(self._connection, start.isoformat(), until, office_id)

    def worked_out(self, start: date, until: str) -> Mapping[str, bool]:
        """See `ca_desktop.services.ports.fees.Fees.worked_out`."""
        return worked_out(self._connection, start.isoformat(), until)

    def paid_by(self, method: str, start: date, until: str) -> frozenset[str]:
        """Return the dossiers of which a receipt was given in a period that stands at its end."""
        return paid_by(self._connection, method, start.isoformat(), until)

    def held(self, dossier_id: str | None = None) -> Sequence[HeldRow]:
        """Return the dossiers of this office, or one, whose money may have to go back."""
        wanted = _HELD if dossier_id is None else _HELD.where(dossiers.c.dossier_id == dossier_id)
        return [HeldRow(**row._mapping) for row in self._connection.execute(wanted)]  # noqa: SLF001 SQLAlchemy names it so

    def books(self) -> Sequence[BookRow]:
        """Return the books of this office, in the order they were registered."""
        return [
            BookRow(
                **{name: getattr(row, name) for name in _BOOK_FACTS},
                highest=max(row.first - 1, row.given_to or 0, row.spoilt_to or 0),
                cancelled=row.cancelled,
            )
            for row in self._connection.execute(_BOOKS)
        ]

    def highest(self, kind: str, symbol: str, year: int) -> int:
        """Return the highest running number of a kind and symbol in a year; 0 for none."""
        query = select(func.max(receipts.c.running)).where(
            receipts.c.kind == kind,
            receipts.c.symbol == symbol,
            receipts.c.office_id == _OWN,
            _within_year(receipts.c.at, year),
        )
        return self._connection.execute(query).scalar() or 0

    def _receipts(self, query: Select[Any]) -> list[ReceiptRow]:
        ordered = query.order_by(receipts.c.at, receipts.c.symbol, receipts.c.running)
        return [_receipt(row) for row in self._connection.execute(ordered)]


def _within_year(moment: ColumnElement[str], year: int) -> ColumnElement[bool]:
    return and_(moment >= f"{year:04d}-", moment < f"{year + 1:04d}-")


_replacing = fees.alias("replacing")
_FEES = select(
    fees,
    func.coalesce(taken_off(fee_exemptions.c.off_vnd, fees.c.fee_id), 0).label("off_vnd"),
    func.coalesce(taken_off(fee_exemptions.c.grounds, fees.c.fee_id), "[]").label("grounds"),
    func.coalesce(taken_off(fee_exemptions.c.codes, fees.c.fee_id), "[]").label("codes"),
    func.coalesce(taken_off(fee_exemptions.c.evidence, fees.c.fee_id), "").label("evidence"),
    PAID.label("taken_vnd"),
    GIVEN_BACK.label("back_vnd"),
).where(~select(literal(1)).where(_replacing.c.replaces == fees.c.fee_id).exists())
"""A fee that another one took the place of is passed over."""

_per = _FEES.where(
    fees.c.office_id == _OWN,
    or_(
        fees.c.replaces != "",
        fees.c.dossier_id.in_(
            select(dossiers.c.dossier_id).where(dossiers.c.status.in_(ENDED_EARLY))
        ),
    ),
).subquery("per")
_kept = _per.c.taken_vnd - _per.c.back_vnd
_HELD = (
    select(
        dossiers.c.dossier_id,
        func.coalesce(dossiers.c.code, "").label("code"),
        dossiers.c.holder_name,
        dossiers.c.procedure_code,
        dossiers.c.procedure_name,
        dossiers.c.field_code,
        dossiers.c.status,
        func.coalesce(dossiers.c.finished_at, func.max(_per.c.at)).label("since"),
        func.sum(_kept).label("kept_vnd"),
        func.sum(func.max(0, _kept - func.max(0, _per.c.amount_vnd - _per.c.off_vnd))).label(
            "over_vnd"
        ),
        select(func.coalesce(func.sum(fee_keepings.c.amount_vnd), 0))
        .where(fee_keepings.c.dossier_id == dossiers.c.dossier_id)
        .scalar_subquery()
        .label("settled_vnd"),
    )
    .join(_per, _per.c.dossier_id == dossiers.c.dossier_id)
    .where(COUNTED)
    .group_by(dossiers.c.dossier_id)
    .having(func.sum(_kept) > 0)
    .order_by("since", dossiers.c.code)
)
"""Only a fee that was put right, or of a dossier that ended early, is looked at."""

_REFUNDED_OF = (
    select(func.coalesce(func.sum(refunds.c.amount_vnd), 0))
    .where(refunds.c.receipt_id == receipts.c.receipt_id)
    .scalar_subquery()
)
_RECEIPTS = select(
    receipts,
    func.coalesce(dossiers.c.code, "").label("dossier_code"),
    func.coalesce(taken_off(fee_exemptions.c.off_vnd, receipts.c.fee_id), 0).label("off_vnd"),
    func.coalesce(taken_off(fee_exemptions.c.grounds, receipts.c.fee_id), "[]").label("grounds"),
    first_cancelled(receipt_cancellations.c.at).label("cancelled_at"),
    func.coalesce(first_cancelled(receipt_cancellations.c.reason), "").label("cancel_reason"),
    _REFUNDED_OF.label("refunded_vnd"),
).join(dossiers, dossiers.c.dossier_id == receipts.c.dossier_id, isouter=True)
_CANCELLED = select(
    receipt_cancellations, receipt_cancellations.c.receipt_id.label("back_receipt")
).where(receipt_cancellations.c.receipt_id != "")
_REFUNDED = select(refunds, refunds.c.receipt_id.label("back_receipt"))

_of_book = receipts.alias("of_book")
_spoilt = receipt_cancellations.alias("spoilt")
_BOOK_FACTS = (
    "book_id", "form", "symbol", "first", "last", "width", "given", "at", "closed_at",
    "unused_from",
)  # fmt: skip


def _of_the_book(value: Any, table: Any) -> Any:  # noqa: ANN401 a column; a scalar query of it
    return select(value).where(table.c.book_id == receipt_books.c.book_id).scalar_subquery()


_BOOKS = (
    select(
        receipt_books,
        _of_the_book(func.count(), _of_book).label("given"),
        _of_the_book(func.max(_of_book.c.running), _of_book).label("given_to"),
        _of_the_book(func.max(_spoilt.c.running), _spoilt).label("spoilt_to"),
        _of_the_book(func.count(_spoilt.c.running.distinct()), _spoilt).label("cancelled"),
        _of_the_book(func.min(book_closings.c.at), book_closings).label("closed_at"),
        func.coalesce(_of_the_book(func.max(book_closings.c.unused_from), book_closings), 0).label(
            "unused_from"
        ),
    )
    .where(receipt_books.c.office_id == _OWN)
    .order_by(receipt_books.c.position)
)


def _fee(row: Row[Any]) -> FeeRow:
    names = (
        "fee_id", "dossier_id", "name", "legal_basis", "unit", "pages", "copies", "times",
        "amount_vnd", "off_vnd", "evidence", "first", "at", "officer_name",
    )  # fmt: skip
    given = {name: getattr(row, name) for name in names}
    return FeeRow(
        **given,
        codes=tuple(json.loads(row.codes)),
        grounds=tuple(json.loads(row.grounds)),
        paid_vnd=row.taken_vnd - row.given_back_vnd,
        back_vnd=row.back_vnd,
        kept_vnd=row.taken_vnd - row.back_vnd,
    )


def _receipt(row: Row[Any]) -> ReceiptRow:
    names = (
        "receipt_id", "fee_id", "dossier_id", "dossier_code", "kind", "book_id", "symbol",
        "number", "running", "name", "amount_vnd", "method", "payer_name", "payer_address",
        "off_vnd", "at", "officer", "officer_name", "cancelled_at", "cancel_reason",
        "refunded_vnd",
    )  # fmt: skip
    given = {name: getattr(row, name) for name in names}
    return ReceiptRow(**given, grounds=tuple(json.loads(row.grounds)))


def _back(row: Row[Any], what: str, receipt: ReceiptRow) -> BackRow:
    cancelled = what == "cancelled"
    return BackRow(
        event_id=row.event_id,
        what=what,
        amount_vnd=receipt.amount_vnd if cancelled else row.amount_vnd,
        method=receipt.method if cancelled else row.method,
        reason=row.reason,
        at=row.at,
        officer=row.officer,
        officer_name=row.officer_name,
        receipt=receipt,
    )
