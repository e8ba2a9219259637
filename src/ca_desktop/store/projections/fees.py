"""Fees and receipts: one row for each event, in whatever order they were heard."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, select

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events import fees as events
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.money import check_vnd
from ca_desktop.store import fee_tables as tables
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.tables import node

_OWN_OFFICE = select(node.c.office_id)


def assessed(applied: Applied, event: events.FeeAssessed) -> None:
    """A fee of a dossier was worked out."""
    _insert(
        applied,
        tables.fees,
        fee_id=applied.head.event_id,
        dossier_id=_dossier(applied),
        name=event.what,
        legal_basis=event.legal_basis,
        unit=event.unit,
        pages=event.pages,
        copies=event.copies,
        times=event.times,
        amount_vnd=check_vnd("amount_vnd", event.amount_vnd),
        replaces=event.replaces,
        first=event.first or event.replaces or applied.head.event_id,
        given_back_vnd=check_vnd("amount_vnd", event.given_back_vnd),
        at=event.at,
        officer_name=event.officer_name,
    )


def exempted(applied: Applied, event: events.FeeExempted) -> None:
    """Less is paid of a fee; the ground that counts stands first."""
    ordered = sorted(event.grounds, key=lambda ground: -ground.percent)
    grounds = [f"{ground.name} ({ground.legal_basis})" for ground in ordered]
    _insert(
        applied,
        tables.fee_exemptions,
        event_id=applied.head.event_id,
        fee_id=event.fee,
        dossier_id=_dossier(applied),
        off_vnd=check_vnd("amount_vnd", event.off_vnd),
        codes=json.dumps([ground.code for ground in ordered]),
        grounds=json.dumps(grounds, ensure_ascii=False),
        evidence=event.evidence,
        at=event.at,
        officer_name=event.officer_name,
    )


def collected(applied: Applied, event: events.FeeCollected) -> None:
    """A receipt was given."""
    _insert(
        applied,
        tables.receipts,
        receipt_id=applied.head.event_id,
        fee_id=event.fee,
        dossier_id=_dossier(applied),
        kind=event.receipt,
        book_id=event.book,
        symbol=event.symbol,
        number=event.number,
        running=_number(event.running),
        name=event.what,
        amount_vnd=check_vnd("amount_vnd", event.amount_vnd),
        method=event.method,
        payer_name=event.payer_name,
        payer_address=event.payer_address,
        at=event.at,
        officer=applied.head.actor or "",
        officer_name=event.officer_name,
    )


def cancelled(applied: Applied, event: events.ReceiptCancelled) -> None:
    """A receipt, or a spoilt leaf, does not count; its number stays used."""
    _insert(
        applied,
        tables.receipt_cancellations,
        event_id=applied.head.event_id,
        receipt_id=event.receipt,
        book_id=event.book,
        symbol=event.symbol,
        number=event.number,
        running=_number(event.running),
        reason=event.note,
        at=event.at,
        officer=applied.head.actor or "",
        officer_name=event.officer_name,
    )


def refunded(applied: Applied, event: events.FeeRefunded) -> None:
    """Money was given back."""
    _insert(
        applied,
        tables.refunds,
        event_id=applied.head.event_id,
        receipt_id=event.receipt,
        amount_vnd=check_vnd("amount_vnd", event.amount_vnd),
        method=event.method,
        reason=event.note,
        at=event.at,
        officer=applied.head.actor or "",
        officer_name=event.officer_name,
    )


def book_registered(applied: Applied, event: events.ReceiptBookRegistered) -> None:
    """A book of receipts is in use."""
    _insert(
        applied,
        tables.receipt_books,
        book_id=applied.head.event_id,
        position=applied.position,
        form=event.form,
        symbol=event.symbol,
        first=_number(event.first),
        last=_number(event.last),
        width=_number(event.width),
        at=event.at,
    )


def book_closed(applied: Applied, event: events.ReceiptBookClosed) -> None:
    """No further leaf of a book is used."""
    _insert(
        applied,
        tables.book_closings,
        event_id=applied.head.event_id,
        book_id=event.book,
        unused_from=_number(event.unused_from),
        reason=event.note,
        at=event.at,
    )


def kept(applied: Applied, event: events.FeeKept) -> None:
    """Money that might be given back is not."""
    _insert(
        applied,
        tables.fee_keepings,
        event_id=applied.head.event_id,
        dossier_id=_dossier(applied),
        amount_vnd=check_vnd("amount_vnd", event.amount_vnd),
        reason=event.note,
        at=event.at,
        officer_name=event.officer_name,
    )


def left_unpaid(_applied: Applied, _event: events.FeeLeftUnpaid) -> None:
    """Change no table: the history of the dossier is the record."""


OF_FEES: dict[type[Event], Callable[[Applied, Any], None]] = {
    events.FeeAssessed: assessed,
    events.FeeExempted: exempted,
    events.FeeCollected: collected,
    events.ReceiptCancelled: cancelled,
    events.FeeRefunded: refunded,
    events.FeeKept: kept,
    events.FeeLeftUnpaid: left_unpaid,
    events.ReceiptBookRegistered: book_registered,
    events.ReceiptBookClosed: book_closed,
}
"""What each of them does to the tables."""

MOST = 10**9


def _insert(applied: Applied, table: Any, **values: object) -> None:  # noqa: ANN401 a table
    applied.connection.execute(insert(table).values(office_id=_office(applied), **values))


def _dossier(applied: Applied) -> str:
    if applied.head.subject is None:
        raise ValueError("a fee has a dossier")
    return applied.head.subject


def _number(value: int) -> int:
    if not 0 <= value < MOST:
        raise InvalidField("number", "BAD-NUMBER")
    return value


def _office(applied: Applied) -> str:
    if applied.own:  # also as a node that this database was before
        return str(applied.connection.execute(_OWN_OFFICE).scalar_one())
    return applied.rows.office_of(applied.stream.node) or ""
