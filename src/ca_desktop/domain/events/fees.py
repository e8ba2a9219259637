"""Money at the desk: what is owed, why less, what was taken, and the receipts' numbers.

What concerns a dossier is read where the dossier is read; books of receipts stay in the office.
The program never makes a tax receipt: it records the number of one (docs/sources.md#fees).
"""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundSeen:
    """Why somebody pays less, as the law said it on that day.

    Attributes:
        percent: taken off; 100 is an exemption.
    """

    code: str
    name: str
    legal_basis: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Money(Event):
    """What every one of them says: when, who, and a remark."""

    at: str
    officer_name: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeAssessed(_Money):
    """A fee of a dossier was worked out; its id is that of the event.

    Attributes:
        what: it is for, as receipts call it.
        unit: a `ca_desktop.domain.tariffs.FeeUnit`.
        amount_vnd: before anything is taken off.
        replaces: id of the fee that it takes the place of; empty for none.
        first: id of the fee that was assessed first, where this one puts it right; receipts of
            all of them pay this one. Empty for none.
        given_back_vnd: of those receipts, before it was put right.
    """

    what: str
    legal_basis: str
    unit: str
    pages: int
    copies: int
    times: int
    amount_vnd: int
    replaces: str = ""
    first: str = ""
    given_back_vnd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExempted(_Money):
    """Nothing, or less, is paid of a fee.

    Attributes:
        fee: its id.
        off_vnd: what is taken off.
        evidence: what the officer saw.
    """

    fee: str
    grounds: tuple[GroundSeen, ...]
    off_vnd: int
    evidence: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCollected(_Money):
    """Money was taken and a receipt given; the id of the receipt is that of the event.

    Attributes:
        fee: id of what is paid.
        what: it is for, as the receipt calls it.
        method: a `ca_desktop.domain.tariffs.PayMethod`.
        receipt: a `ca_desktop.domain.tariffs.ReceiptKind`.
        book: id of the book that a paper receipt was torn from; empty for none.
        symbol: of the receipt, as printed.
        number: of the receipt, as printed.
        running: the same as a number.
    """

    fee: str
    what: str
    amount_vnd: int
    method: str
    receipt: str
    book: str
    symbol: str
    number: str
    running: int
    payer_name: str = field(repr=False)
    payer_address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCancelled(_Money):
    """A receipt does not count; it keeps its number, ``note`` is the reason.

    Attributes:
        receipt: id of a receipt; empty for a leaf of a book that was spoilt before it was given.
        book: as in `FeeCollected`.
    """

    receipt: str
    book: str
    symbol: str
    number: str
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRefunded(_Money):
    """Money was given back; ``note`` is the reason. The receipt stays as it is.

    Attributes:
        receipt: id of the receipt.
    """

    receipt: str
    amount_vnd: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeKept(_Money):
    """Money that might be given back is not; ``note`` is the reason.

    Attributes:
        amount_vnd: what is kept.
    """

    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLeftUnpaid(_Money):
    """A result was handed over while a fee was open; ``note`` is the reason.

    Attributes:
        amount_vnd: what was open.
    """

    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBookRegistered(_Money):
    """A book of paper receipts is in use; its id is that of the event.

    Attributes:
        form: number of its form (mẫu số).
        first: number of its first leaf.
        last: number of its last leaf.
        width: digits of a number as printed.
    """

    form: str
    symbol: str
    first: int
    last: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBookClosed(_Money):
    """No further leaf of a book is used; the rest is destroyed or handed in, ``note`` says why.

    Attributes:
        book: its id.
        unused_from: number of the first leaf that was not used; 0 when none is left.
    """

    book: str
    unused_from: int
