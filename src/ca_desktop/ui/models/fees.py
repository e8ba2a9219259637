"""Columns of the lists of money."""

from functools import partial

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.report_tables import Column as Figures
from ca_desktop.domain.report_tables import Line, ReportTable
from ca_desktop.services import words
from ca_desktop.services.desk.refund_rules import Proposal
from ca_desktop.services.office.cash_sheets import MONTH_COLUMNS, CashEntry
from ca_desktop.services.ports.fees import BookRow, OpenFeeRow
from ca_desktop.ui.models.rows import Column


def cash_columns() -> tuple[Column[CashEntry], ...]:
    """Return the columns of a day's till, as the sheet has them."""
    return (
        Column("Số biên lai", _number, order="number"),
        Column("Mã hồ sơ", _code, order="code"),
        Column("Người nộp", _payer, order="payer"),
        Column("Loại phí, lệ phí", _kind, order="kind"),
        Column("Số tiền", _amount, order="amount_vnd"),
        Column("Miễn, giảm (lý do)", _free, order="free"),
        Column("Hình thức", _method, order="method"),
        Column("Người thu", _officer, order="officer"),
    )


def open_columns() -> tuple[Column[OpenFeeRow], ...]:
    """Return the columns of the dossiers with something to pay."""
    return (
        Column("Mã hồ sơ", _open_code, order="code"),
        Column("Chủ hồ sơ", _holder, order="holder_name"),
        Column("Thủ tục", _procedure, order="procedure_name"),
        Column("Ngày nhận", _received, order="received_at"),
        Column("Tình trạng", _status, order="status"),
        Column("Còn phải thu", _open, order="open_vnd"),
    )


def back_columns() -> tuple[Column[Proposal], ...]:
    """Return the columns of the dossiers whose money waits for being given back."""
    return (
        Column("Mã hồ sơ", _back_code, order="code"),
        Column("Chủ hồ sơ", _back_holder, order="holder_name"),
        Column("Thủ tục", _back_procedure, order="procedure_name"),
        Column("Từ ngày", _back_since, order="since"),
        Column("Tình trạng", _back_status, order="status"),
        Column("Cần hoàn", _back_amount, order="amount_vnd"),
    )


def _back_code(found: Proposal) -> str:
    return found.row.code


def _back_holder(found: Proposal) -> str:
    return found.row.holder_name


def _back_procedure(found: Proposal) -> str:
    return found.row.procedure_name


def _back_since(found: Proposal) -> str:
    return day_text(parse_moment(found.row.since).date())


def _back_status(found: Proposal) -> str:
    return words.status_name(Status(found.row.status))


def _back_amount(found: Proposal) -> str:
    return format_vnd(found.amount_vnd)


def book_columns() -> tuple[Column[BookRow], ...]:
    """Return the columns of the books of receipts."""
    return (
        Column("Ký hiệu", _symbol, order="symbol"),
        Column("Mẫu số", _form, order="form"),
        Column("Từ số", _first, order="first"),
        Column("Đến số", _last, order="last"),
        Column("Đã dùng", _used, order="given"),
        Column("Hủy", _cancelled, order="cancelled"),
        Column("Tờ tiếp theo", _next, order="highest"),
        Column("Tình trạng", _state, order="closed_at"),
    )


class MonthColumns:
    """The columns of what a month came to; the table they read comes later.

    Attributes:
        columns: as the sheet has them.
    """

    def __init__(self) -> None:
        self.table: ReportTable | None = None
        self.columns: tuple[Column[Line], ...] = tuple(
            Column(column.heading[-1], partial(self._text, column)) for column in MONTH_COLUMNS
        )

    def _text(self, column: Figures, line: Line) -> str:
        return self.table.shown(line, column) if self.table else ""


def _number(row: CashEntry) -> str:
    return row.number or "–"


def _code(row: CashEntry) -> str:
    return row.code


def _payer(row: CashEntry) -> str:
    return row.payer


def _kind(row: CashEntry) -> str:
    return row.kind


def _amount(row: CashEntry) -> str:
    return format_vnd(row.amount_vnd)


def _free(row: CashEntry) -> str:
    return row.free


def _method(row: CashEntry) -> str:
    return row.method


def _officer(row: CashEntry) -> str:
    return row.officer


def _open_code(row: OpenFeeRow) -> str:
    return row.code


def _holder(row: OpenFeeRow) -> str:
    return row.holder_name


def _procedure(row: OpenFeeRow) -> str:
    return row.procedure_name


def _received(row: OpenFeeRow) -> str:
    return day_text(parse_moment(row.received_at).date())


def _status(row: OpenFeeRow) -> str:
    return words.status_name(row.status)


def _open(row: OpenFeeRow) -> str:
    return format_vnd(row.open_vnd)


def _symbol(row: BookRow) -> str:
    return row.symbol


def _form(row: BookRow) -> str:
    return row.form


def _first(row: BookRow) -> str:
    return row.printed(row.first)


def _last(row: BookRow) -> str:
    return row.printed(row.last)


def _used(row: BookRow) -> str:
    return f"{row.given} tờ"


def _cancelled(row: BookRow) -> str:
    return f"{row.cancelled} tờ"


def _next(row: BookRow) -> str:
    return "–" if row.next is None else row.printed(row.next)


def _state(row: BookRow) -> str:
    if row.closed_at is None:
        return "Đang dùng" if row.next is not None else "Đã hết"
    day = day_text(parse_moment(row.closed_at).date())
    rest = f", bỏ từ số {row.printed(row.unused_from)}" if row.unused_from else ""
    return f"Kết thúc {day}{rest}"
