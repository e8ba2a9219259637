"""What a payer is given, on paper: never a tax receipt that the law does not know any more."""

from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import SheetPrinted
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.money_words import amount_in_words
from ca_desktop.domain.regimes import desk_of
from ca_desktop.domain.tariffs import ReceiptKind
from ca_desktop.services import words
from ca_desktop.services.desk.receipts import known_receipt
from ca_desktop.services.ports.fees import ReceiptRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import FeeReceipt
from ca_desktop.services.ports.work import UnitOfWork, View

FEE_RECEIPT = "fee_receipt"
"""What the journal calls such a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFeeReceipt:
    """A receipt ready for the printer."""

    receipt: ReceiptRow
    reprint: int
    pdf: bytes = field(repr=False)


def draw_fee_receipt(ports: Ports, receipt_id: str) -> DrawnFeeReceipt:
    """Draw a receipt as it is to be printed now.

    Raises:
        NotFound: NO-SUCH-RECEIPT.
        NotAllowedNow: RECEIPT-ELSEWHERE whoever issued its number prints it; RECEIPT-KIND-OVER
            receipts of its kind are not given any more.
    """
    with ports.reading() as view:
        receipt = known_receipt(view, receipt_id)
        at = parse_moment(receipt.at)
        _require_printable(ports, view, receipt)
        book = next((x for x in view.fees.books() if x.book_id == receipt.book_id), None)
        off = "; ".join((format_vnd(receipt.off_vnd), *receipt.grounds)) if receipt.off_vnd else ""
        reprint = _reprints(view, receipt)
        data = FeeReceipt(
            kind=receipt.kind,
            office_name=desk_of(view.offices.own().name, at.date()).parent_unit,
            form=book.form if book else "",
            symbol=receipt.symbol,
            number=receipt.number,
            what=receipt.name,
            payer_name=receipt.payer_name,
            payer_address=receipt.payer_address,
            dossier_code=receipt.dossier_code,
            amount_vnd=receipt.amount_vnd,
            words=amount_in_words(receipt.amount_vnd, view.master.fee_law().words),
            off=off,
            method=words.label("pay_methods", receipt.method),
            at=at,
            officer_name=receipt.officer_name,
            cancelled=not receipt.counts,
            reprint=reprint,
            training=view.offices.node().training,
        )
    return DrawnFeeReceipt(receipt=receipt, reprint=reprint, pdf=ports.paper.fee_receipt(data))


def _require_printable(ports: Ports, view: View, receipt: ReceiptRow) -> None:
    kind = ReceiptKind(receipt.kind)
    if kind is ReceiptKind.ELECTRONIC:
        raise NotAllowedNow("RECEIPT-ELSEWHERE", number=receipt.number)
    rule = view.master.fee_law().receipt(kind)
    if not rule.in_force(ports.clock.now().date()):
        raise NotAllowedNow(
            "RECEIPT-KIND-OVER", kind=rule.name, day=rule.valid_to, basis=rule.legal_basis
        )


def _reprints(view: View, receipt: ReceiptRow) -> int:
    history = view.dossiers.history(receipt.dossier_id)
    printed = (row.fields or {} for row in history if row.kind == SheetPrinted.__name__)
    return sum(fields.get("sheet") == receipt.receipt_id for fields in printed)


def is_receipt(view: View, sheet: str) -> bool:
    """Tell whether an event is the giving of a receipt."""
    return view.fees.receipt(sheet) is not None


def log_fee_receipt(uow: UnitOfWork, dossier_id: str, receipt_id: str, reprint: int) -> None:
    """Write into the journal that a receipt went to paper."""
    uow.record(
        SheetPrinted(sheet=receipt_id, letter=FEE_RECEIPT, reprint=reprint),
        Standing(audience=LOCAL, subject=dossier_id),
    )


def save_fee_receipt(ports: Ports, receipt_id: str, path: Path) -> Path:
    """Write a receipt into a file, and that it was made.

    Raises:
        NotFound, NotAllowedNow: as `draw_fee_receipt`.
    """
    drawn = draw_fee_receipt(ports, receipt_id)
    ports.files.write(path, drawn.pdf)
    with ports.writing() as uow:
        log_fee_receipt(uow, drawn.receipt.dossier_id, receipt_id, drawn.reprint)
        uow.commit()
    return path
