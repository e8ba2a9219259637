"""Fees, receipts and their books as the tables hold them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRow:
    """A fee of a dossier that no later one took the place of.

    Attributes:
        fee_id: event id of its assessment.
        unit: a `ca_desktop.domain.tariffs.FeeUnit`.
        amount_vnd: before anything is taken off.
        off_vnd: taken off, with ``grounds``, their ``codes`` and what was seen.
        first: id of the fee that was assessed first; its own where it was never put right.
        paid_vnd: by receipts that count, since it was assessed first; money that was given back
            since it was put right last stays in.
        back_vnd: given back of the same receipts.
        kept_vnd: by the same receipts, less whatever was given back.
    """

    fee_id: str
    dossier_id: str
    name: str
    legal_basis: str
    unit: str
    pages: int
    copies: int
    times: int
    amount_vnd: int
    off_vnd: int
    codes: Sequence[str]
    grounds: Sequence[str]
    evidence: str = field(repr=False)
    first: str
    paid_vnd: int
    back_vnd: int
    kept_vnd: int
    at: str
    officer_name: str = field(repr=False)

    @property
    def due_vnd(self) -> int:
        """What is to be paid."""
        return max(0, self.amount_vnd - self.off_vnd)

    @property
    def open_vnd(self) -> int:
        """What is still to be paid."""
        return max(0, self.due_vnd - self.paid_vnd)

    @property
    def over_vnd(self) -> int:
        """What was taken and is not owed any more."""
        return max(0, self.kept_vnd - self.due_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """A receipt that was given.

    Attributes:
        kind: a `ca_desktop.domain.tariffs.ReceiptKind`.
        book_id: of paper receipts; empty for others.
        off_vnd: what was taken off the fee before, with its ``grounds``.
        officer: account id of who took the money; empty where nobody was signed in.
        cancelled_at: ISO moment; None while it counts.
        refunded_vnd: given back.
    """

    receipt_id: str
    fee_id: str
    dossier_id: str
    dossier_code: str
    kind: str
    book_id: str
    symbol: str
    number: str
    running: int
    name: str
    amount_vnd: int
    method: str
    payer_name: str = field(repr=False)
    payer_address: str = field(repr=False)
    off_vnd: int
    grounds: Sequence[str]
    at: str
    officer: str
    officer_name: str = field(repr=False)
    cancelled_at: str | None
    cancel_reason: str = field(repr=False)
    refunded_vnd: int

    @property
    def counts(self) -> bool:
        """Whether it was not cancelled."""
        return self.cancelled_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackRow:
    """Money that left the till, or a receipt that lost its force.

    Attributes:
        what: ``cancelled`` or ``refunded``.
        amount_vnd: 0 or more.
        method: how the money went; of a cancelled receipt how it had come.
        at: when; ``receipt`` says what it was before.
    """

    event_id: str
    what: str
    amount_vnd: int
    method: str
    reason: str = field(repr=False)
    at: str
    officer: str
    officer_name: str = field(repr=False)
    receipt: ReceiptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoiltRow:
    """A leaf of a book that was spoilt before it was given."""

    book_id: str
    symbol: str
    number: str
    running: int
    reason: str = field(repr=False)
    at: str
    officer: str
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeRow:
    """A fee of which nothing is paid, and why."""

    fee_id: str
    dossier_id: str
    dossier_code: str
    holder_name: str = field(repr=False)
    name: str
    off_vnd: int
    grounds: Sequence[str]
    at: str
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """A book of paper receipts.

    Attributes:
        highest: of its leaves used so far; one below ``first`` while none is.
        given: leaves that became receipts.
        cancelled: leaves that do not count, spoilt ones with them.
        closed_at: ISO moment; None while it is in use.
        unused_from: of a closed one: first leaf that was not used; 0 for none.
    """

    book_id: str
    form: str
    symbol: str
    first: int
    last: int
    width: int
    highest: int
    given: int
    cancelled: int
    at: str
    closed_at: str | None
    unused_from: int

    @property
    def next(self) -> int | None:
        """The number of the next leaf; None when there is none to use."""
        following = self.highest + 1
        return following if self.closed_at is None and following <= self.last else None

    def printed(self, number: int) -> str:
        """Write a number as it stands on its leaf."""
        return str(number).zfill(self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A dossier whose money may have to go back: it ended early, or a fee was put right.

    Attributes:
        kept_vnd: taken and not given back.
        over_vnd: of it, what is not owed any more.
        settled_vnd: of it, what somebody decided to keep.
        since: ISO moment since which that is so.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    procedure_code: str
    procedure_name: str
    field_code: str
    status: str
    since: str
    kept_vnd: int
    over_vnd: int
    settled_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeMove:
    """What one event, or one open fee, adds to a report of fees.

    Attributes:
        office_id: of the desk that took the dossier in.
        officer_name: who did it.
        figure: ``count`` fees worked out, ``due``, ``free`` wholly exempted, ``reduced``,
            ``taken`` by receipts, ``cancelled`` receipts of earlier days, ``refunded``, ``open``
            at the end.
        amount: đồng, or fees; less than nothing where something went back or was put right.
        ground: why less is paid; empty where nothing was taken off.
    """

    dossier_id: str
    office_id: str
    field_code: str
    field_name: str
    officer_name: str = field(repr=False)
    figure: str
    amount: int
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFeeRow:
    """A dossier of this desk with something to pay."""

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    procedure_name: str
    received_at: str
    status: str
    open_vnd: int


class Fees(Protocol):
    """Questions about money."""

    def of_dossier(self, dossier_id: str) -> Sequence[FeeRow]:
        """Return the fees of a dossier that count, oldest first."""

    def receipts_of(self, dossier_id: str) -> Sequence[ReceiptRow]:
        """Return the receipts of a dossier, oldest first, cancelled ones with them."""

    def receipt(self, receipt_id: str) -> ReceiptRow | None:
        """Return a receipt."""

    def numbered(self, symbol: str, number: str, year: int) -> ReceiptRow | None:
        """Return the receipt of this office that bears a number in a year."""

    def taken(self, office_id: str, first: date, last: date) -> Sequence[ReceiptRow]:
        """Return the receipts given by an office on these days, oldest first."""

    def given_back(self, office_id: str, first: date, last: date) -> Sequence[BackRow]:
        """Return what an office cancelled and refunded on these days, oldest first."""

    def spoilt(self, office_id: str, first: date, last: date) -> Sequence[SpoiltRow]:
        """Return the leaves that were spoilt on these days."""

    def free(self, office_id: str, first: date, last: date) -> Sequence[FreeRow]:
        """Return the fees that were wholly exempted on these days."""

    def open_ones(self, office_id: str) -> Sequence[OpenFeeRow]:
        """Return the dossiers of an office with something to pay, oldest first."""

    def moves(self, start: date, until: str, office_id: str | None) -> Iterator[FeeMove]:
        """Yield what the money of one desk, or of all, did from a day until a moment.

        What is open is that of the moment, whenever it was worked out. A fee that was put right
        adds the difference on the day that was done: months add up to their year. Intakes that
        were undone owe nothing; their receipts count until they were cancelled.
        """

    def worked_out(self, start: date, until: str) -> Mapping[str, bool]:
        """Return the dossiers of which fees were worked out in a period: whether any is to be paid.

        What counts is what stands at the end: a fee that was put right is the later one.
        """

    def paid_by(self, method: str, start: date, until: str) -> frozenset[str]:
        """Return the dossiers of which a receipt was given in a period that stands at its end."""

    def held(self, dossier_id: str | None = None) -> Sequence[HeldRow]:
        """Return the dossiers of this office, or one, whose money may have to go back."""

    def books(self) -> Sequence[BookRow]:
        """Return the books of this office, in the order they were registered."""

    def highest(self, kind: str, symbol: str, year: int) -> int:
        """Return the highest running number of a kind and symbol in a year; 0 for none."""
