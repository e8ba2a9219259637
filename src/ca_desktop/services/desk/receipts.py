"""Taking money, and taking back: the numbers of receipts, in order and without gaps."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.fees import FeeCollected, FeeLeftUnpaid
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.numbering import receipt_number
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.tariffs import PayMethod, ReceiptKind, ReceiptRule
from ca_desktop.domain.text import clean_line
from ca_desktop.services.desk.fees import DossierFees, fees_of, own_dossier
from ca_desktop.services.desk.history import people
from ca_desktop.services.desk.standing import record_beside
from ca_desktop.services.plain_json import parts_of
from ca_desktop.services.ports.fees import FeeRow, ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

COLLECTING: Final = (Role.CASHIER,)
"""Who may take money; an office gives this role to its desk officers where they do."""

INTERNAL_SYMBOL: Final = "PT"
_DIGITS = re.compile(r"[0-9]{1,8}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectFee:
    """Money that is taken; raw values.

    Attributes:
        fee: id of the fee; None takes the oldest that is open.
        amount_vnd: None takes all that is open of it.
        receipt: kind of receipt; None takes paper while a book is open, else the internal slip.
        symbol: of the receipt; of a paper one it chooses the book.
        number: of an electronic receipt; of a paper one it must be the next, where it is given.
        payer_name: None takes the submitter.
    """

    fee: object = None
    amount_vnd: object = None
    method: object = PayMethod.CASH.value
    receipt: object = None
    symbol: object = ""
    number: object = ""
    payer_name: object = field(default=None, repr=False)
    payer_address: object = field(default=None, repr=False)
    note: object = field(default="", repr=False)

    @classmethod
    def from_json(cls, value: object) -> "CollectFee":
        """Take it from plain JSON; every key is optional.

        Raises:
            InvalidField: not an object, or an unknown key.
        """
        return cls(**parts_of(value, cls.__dataclass_fields__, "fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedFee:
    """Money that was taken.

    Attributes:
        left_vnd: what is still open of the dossier.
    """

    receipt: ReceiptRow
    left_vnd: int
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftUnpaid:
    """A fee that stayed open while its result went out."""

    amount_vnd: int
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """What a cashier chooses from.

    Attributes:
        kinds: of receipts that may be given today.
        ended: kinds that are over.
        usual: what is given when nobody says.
        leaf: the next paper receipt, symbol and number; empty where there is none.
    """

    money: DossierFees
    kinds: Sequence[ReceiptRule]
    ended: Sequence[ReceiptRule]
    usual: ReceiptKind
    leaf: str


@dataclass(frozen=True, slots=True)
class _Number:
    """What a receipt is called."""

    kind: ReceiptKind
    book: str
    symbol: str
    number: str
    running: int


def collect_fee(ports: Ports, code: str, given: CollectFee) -> CollectedFee:
    """Take money for a dossier and record the number of the receipt.

    Raises:
        NotFound: NO-SUCH-DOSSIER, NO-SUCH-FEE.
        NotAllowedNow: NOTHING-DUE; RECEIPT-KIND-OVER the kind may not be given on this day;
            NO-RECEIPT-BOOK, RECEIPT-NOT-NEXT.
        InvalidField: a value does not hold; RECEIPT-TAKEN the number was given before.
        Forbidden: the person takes no money.
    """
    require(ports.actor.roles, *COLLECTING)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        state = own_dossier(uow, code)
        receipt_id = collect_within(uow, ports, state, given, now)
        found, left = known_receipt(uow, receipt_id), fees_of(uow, state).open_vnd
        uow.commit()
    _log.info("fee of dossier %s collected", state.dossier_id)
    return CollectedFee(receipt=found, left_vnd=left, touched=uow.touched)


def collecting(ports: Ports, code: str) -> Collecting:
    """Return what is open of a dossier, and what may be given for it today.

    Raises:
        NotFound, NotAllowedNow: as `collect_fee`.
    """
    day = ports.clock.now().date()
    with ports.reading() as view:
        law = view.master.fee_law()
        books = [book for book in view.fees.books() if book.next is not None]
        return Collecting(
            money=fees_of(view, own_dossier(view, code)),
            kinds=[
                rule for rule in law.receipts_on(day) if books or rule.kind is not ReceiptKind.PAPER
            ],
            ended=law.ended_on(day),
            usual=usual_kind(view, day),
            leaf=f"{books[0].symbol} {books[0].printed(books[0].next or 0)}" if books else "",
        )


def collect_within(
    uow: UnitOfWork, ports: Ports, state: DossierState, given: CollectFee, now: datetime
) -> str:
    """Take money inside a transaction; return the id of the receipt."""
    require(ports.actor.roles, *COLLECTING)
    fee = _fee(fees_of(uow, state), given.fee)
    amount = _amount(fee, given.amount_vnd)
    number = _number(uow, given, now.date())
    name, address = _payer(uow, state, given)
    event = FeeCollected(
        at=moment_text(now),
        officer_name=ports.actor.name,
        note=text_line("note", given.note),
        fee=fee.fee_id,
        what=fee.name,
        amount_vnd=amount,
        method=pay_method(given.method).value,
        receipt=number.kind.value,
        book=number.book,
        symbol=number.symbol,
        number=number.number,
        running=number.running,
        payer_name=name,
        payer_address=address,
    )
    return record_beside(uow, state, event)


def _fee(found: DossierFees, wanted: object) -> FeeRow:
    chosen = [fee for fee in found.fees if wanted in (None, "", fee.fee_id)]
    if not chosen and wanted not in (None, ""):
        raise NotFound("NO-SUCH-FEE")
    fee = next((fee for fee in chosen if fee.open_vnd), None)
    if fee is None:
        raise NotAllowedNow("NOTHING-DUE", code=found.state.code or "")
    return fee


def _amount(fee: FeeRow, given: object) -> int:
    amount = fee.open_vnd if given is None else check_vnd("amount_vnd", given)
    if not 0 < amount <= fee.open_vnd:
        raise InvalidField("amount_vnd", "FEE-TOO-MUCH", most=fee.open_vnd)
    return amount


def pay_method(given: object) -> PayMethod:
    """Read how money goes.

    Raises:
        InvalidField: ``method``: BAD-CHOICE.
    """
    choices = [method.value for method in PayMethod]
    if given not in choices:
        raise InvalidField("method", "BAD-CHOICE", choices=", ".join(choices))
    return PayMethod(given)


def _number(uow: UnitOfWork, given: CollectFee, day: date) -> _Number:
    law = uow.master.fee_law()
    symbol, number = text_line("symbol", given.symbol), text_line("number", given.number)
    kind = _kind(uow, given.receipt, day)
    rule = law.receipt(kind)
    if not rule.in_force(day):
        raise NotAllowedNow(
            "RECEIPT-KIND-OVER", kind=rule.name, day=rule.valid_to, basis=rule.legal_basis
        )
    if kind is ReceiptKind.PAPER:
        return _leaf(uow, symbol, number)
    if kind is ReceiptKind.INTERNAL:
        running = uow.fees.highest(kind.value, INTERNAL_SYMBOL, day.year) + 1
        series = uow.offices.node().series
        return _Number(kind, "", INTERNAL_SYMBOL, receipt_number(running, series=series), running)
    for name, text in (("symbol", symbol), ("number", number)):
        if not text:
            raise InvalidField(name, "REQ-FIELD")
    if not _DIGITS.fullmatch(number):
        raise InvalidField("number", "BAD-RECEIPT-NUMBER")
    if uow.fees.numbered(symbol, number, day.year) is not None:
        raise InvalidField("number", "RECEIPT-TAKEN", number=number, symbol=symbol)
    return _Number(kind, "", symbol, number, int(number))


def _kind(view: View, given: object, day: date) -> ReceiptKind:
    if given in (None, ""):
        return usual_kind(view, day)
    choices = [kind.value for kind in ReceiptKind]
    if given not in choices:
        raise InvalidField("receipt", "BAD-CHOICE", choices=", ".join(choices))
    return ReceiptKind(given)


def usual_kind(view: View, day: date) -> ReceiptKind:
    """Return what is given when nobody says: paper while there is a leaf, else the slip."""
    rule = view.master.fee_law().receipt(ReceiptKind.PAPER)
    leaf = rule.in_force(day) and any(book.next is not None for book in view.fees.books())
    return ReceiptKind.PAPER if leaf else ReceiptKind.INTERNAL


def _leaf(view: View, symbol: str, number: str) -> _Number:
    """Return the next leaf of the first open book; a leaf is passed over by cancelling it."""
    books = [book for book in view.fees.books() if symbol in ("", book.symbol)]
    book = next((book for book in books if book.next is not None), None)
    if book is None or book.next is None:
        raise NotAllowedNow("NO-RECEIPT-BOOK")
    printed = book.printed(book.next)
    if number and number.lstrip("0") != printed.lstrip("0"):
        raise InvalidField("number", "RECEIPT-NOT-NEXT", number=printed, symbol=book.symbol)
    return _Number(ReceiptKind.PAPER, book.book_id, book.symbol, printed, book.next)


def _payer(view: View, state: DossierState, given: CollectFee) -> tuple[str, str]:
    named = people(view.dossiers.history(state.dossier_id))
    submitter = named.submitter if named else None
    name = state.submitter_name if given.payer_name is None else given.payer_name
    usual = (submitter.address if submitter else "") or ""
    address = usual if given.payer_address is None else given.payer_address
    return text_line("payer_name", name, required=True), text_line("payer_address", address)


def text_line(name: str, value: object, *, required: bool = False) -> str:
    """Read one line of a raw value.

    Raises:
        InvalidField: BAD-TYPE, REQ-FIELD, TOO-LONG, CONTROL-CHARS.
    """
    if not isinstance(value, str):
        raise InvalidField(name, "BAD-TYPE")
    return clean_line(name, value, required=required)


def known_receipt(view: View, receipt_id: str) -> ReceiptRow:
    """Return a receipt.

    Raises:
        NotFound: NO-SUCH-RECEIPT.
    """
    found = view.fees.receipt(receipt_id)
    if found is None:
        raise NotFound("NO-SUCH-RECEIPT")
    return found


def find_receipt(ports: Ports, symbol: str, number: str) -> ReceiptRow:
    """Return the receipt of this year with a symbol and number.

    Raises:
        NotFound: NO-SUCH-RECEIPT.
    """
    with ports.reading() as view:
        found = view.fees.numbered(symbol.strip(), number.strip(), ports.clock.now().year)
    if found is None:
        raise NotFound("NO-SUCH-RECEIPT")
    return found


def leave_unpaid(ports: Ports, code: str, reason: str) -> LeftUnpaid:
    """Keep why a result is handed over although a fee is open.

    Raises:
        NotAllowedNow: NOTHING-DUE.
        InvalidField: no reason.
    """
    require(ports.actor.roles, Role.INTAKE, Role.CASHIER, Role.DESK_HEAD)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        found = fees_of(uow, own_dossier(uow, code))
        if not found.open_vnd:
            raise NotAllowedNow("NOTHING-DUE", code=code)
        event = FeeLeftUnpaid(
            at=moment_text(now),
            officer_name=ports.actor.name,
            note=text_line("reason", reason, required=True),
            amount_vnd=found.open_vnd,
        )
        record_beside(uow, found.state, event)
        uow.commit()
    return LeftUnpaid(amount_vnd=found.open_vnd, touched=uow.touched)
