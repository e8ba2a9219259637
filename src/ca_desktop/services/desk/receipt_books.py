"""Books of paper receipts: registered, used leaf by leaf, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.fees import (
    ReceiptBookClosed,
    ReceiptBookRegistered,
    ReceiptCancelled,
)
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.tariffs import ReceiptKind
from ca_desktop.domain.text import clean_line
from ca_desktop.services.ports.fees import BookRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

KEEPING: Final = (Role.CASHIER, Role.DESK_HEAD)
WIDEST: Final = 8
"""Digits of a number at the most."""

MOST_LEAVES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook:
    """A book as its cover names it; raw values.

    Attributes:
        form: number of the form (mẫu số).
        symbol: of the series (ký hiệu).
        first: first number, with its leading zeros as printed.
        last: last number.
    """

    form: object
    symbol: object
    first: object
    last: object


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedBook:
    """A book after something was done with it."""

    book: BookRow
    touched: frozenset[Topic]


def books(ports: Ports) -> Sequence[BookRow]:
    """Return every book of this office, in the order they were registered."""
    with ports.reading() as view:
        return view.fees.books()


def register_book(ports: Ports, given: RegisterBook) -> ChangedBook:
    """Register a book, so that its leaves can be given.

    Raises:
        NotAllowedNow: RECEIPT-KIND-OVER paper receipts are over.
        InvalidField: BAD-RECEIPT-NUMBER, BOOK-OVERLAPS, a value does not hold.
    """
    require(ports.actor.roles, *KEEPING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    form, symbol = (_line(name, getattr(given, name)) for name in ("form", "symbol"))
    first, last = (_number(name, getattr(given, name)) for name in ("first", "last"))
    if not int(first) <= int(last) < int(first) + MOST_LEAVES:
        raise InvalidField("last", "BAD-RECEIPT-NUMBER")
    with ports.writing() as uow:
        rule = uow.master.fee_law().receipt(ReceiptKind.PAPER)
        if not rule.in_force(now.date()):
            raise NotAllowedNow(
                "RECEIPT-KIND-OVER", kind=rule.name, day=rule.valid_to, basis=rule.legal_basis
            )
        for book in uow.fees.books():
            if book.symbol == symbol and int(first) <= book.last and book.first <= int(last):
                raise InvalidField("first", "BOOK-OVERLAPS", symbol=symbol)
        event = ReceiptBookRegistered(
            at=moment_text(now),
            officer_name=ports.actor.name,
            form=form,
            symbol=symbol,
            first=int(first),
            last=int(last),
            width=len(first),
        )
        book_id = uow.record(event, _standing(uow, ports.new_id()))
        found = _book(uow, book_id)
        uow.commit()
    return ChangedBook(book=found, touched=uow.touched)


def spoil_leaf(ports: Ports, book_id: str, reason: str, number: str = "") -> ChangedBook:
    """Cancel the next leaf of a book that cannot be given: torn, written wrong, lost.

    Args:
        ports: the outside world.
        book_id: of the book.
        reason: why.
        number: of the leaf, as a check; empty for whatever comes next.

    Raises:
        NotFound: NO-SUCH-BOOK.
        NotAllowedNow: NO-RECEIPT-BOOK no leaf is left.
        InvalidField: RECEIPT-NOT-NEXT, no reason.
    """
    require(ports.actor.roles, *KEEPING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        book = _book(uow, book_id)
        if book.next is None:
            raise NotAllowedNow("NO-RECEIPT-BOOK")
        printed = book.printed(book.next)
        if number.strip() and number.strip().lstrip("0") != printed.lstrip("0"):
            raise InvalidField("number", "RECEIPT-NOT-NEXT", number=printed, symbol=book.symbol)
        event = ReceiptCancelled(
            at=moment_text(now),
            officer_name=ports.actor.name,
            note=clean_line("reason", reason, required=True),
            receipt="",
            book=book_id,
            symbol=book.symbol,
            number=printed,
            running=book.next,
        )
        uow.record(event, _standing(uow, book_id))
        found = _book(uow, book_id)
        uow.commit()
    return ChangedBook(book=found, touched=uow.touched)


def close_book(ports: Ports, book_id: str, reason: str) -> ChangedBook:
    """Use no further leaf of a book; the rest is destroyed or handed in.

    Raises:
        NotFound: NO-SUCH-BOOK.
        NotAllowedNow: BOOK-CLOSED.
        InvalidField: no reason.
    """
    require(ports.actor.roles, *KEEPING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        book = _book(uow, book_id)
        if book.closed_at is not None:
            raise NotAllowedNow("BOOK-CLOSED")
        event = ReceiptBookClosed(
            at=moment_text(now),
            officer_name=ports.actor.name,
            note=clean_line("reason", reason, required=True),
            book=book_id,
            unused_from=book.next or 0,
        )
        uow.record(event, _standing(uow, book_id))
        found = _book(uow, book_id)
        uow.commit()
    return ChangedBook(book=found, touched=uow.touched)


def _standing(view: View, book_id: str) -> Standing:
    """Say who reads of a book: whoever reads of its receipts (docs/decisions/0014)."""
    return Standing(audience=view.offices.own().accounts_to, subject=book_id)


def _book(view: View, book_id: str) -> BookRow:
    found = next((book for book in view.fees.books() if book.book_id == book_id), None)
    if found is None:
        raise NotFound("NO-SUCH-BOOK")
    return found


def _line(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidField(name, "BAD-TYPE")
    return clean_line(name, value, required=True)


def _number(name: str, value: object) -> str:
    text = _line(name, value)
    if not (text.isascii() and text.isdigit() and len(text) <= WIDEST and int(text)):
        raise InvalidField(name, "BAD-RECEIPT-NUMBER")
    return text
