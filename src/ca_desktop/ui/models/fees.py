"""Columns of the lists of money."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.report_tables import Column as Figures
from ca_desktop.domain.report_tables import Figure, Line, ReportTable
from ca_desktop.services import words
from ca_desktop.services.desk.refund_rules import Proposal
from ca_desktop.services.office.cash_sheets import MONTH_COLUMNS, CashEntry
from ca_desktop.services.ports.fees import BookRow, OpenFeeRow
from ca_desktop.ui.models.rows import Column

Show = Callable[[Any], str]


def cash_columns() -> tuple[Column[CashEntry], ...]:
    """Return the columns of a day's till, as the sheet has them."""
    return (
        _column("Số biên lai", "number", _or_dash),
        _column("Mã hồ sơ", "code"),
        _column("Người nộp", "payer"),
        _column("Loại phí, lệ phí", "kind"),
        _money("Số tiền", "amount_vnd"),
        _column("Miễn, giảm (lý do)", "free"),
        _column("Hình thức", "method"),
        _column("Người thu", "officer"),
    )


def open_columns() -> tuple[Column[OpenFeeRow], ...]:
    """Return the columns of the dossiers with something to pay."""
    return (
        _column("Mã hồ sơ", "code"),
        _column("Chủ hồ sơ", "holder_name"),
        _column("Thủ tục", "procedure_name"),
        _column("Ngày nhận", "received_at", _day),
        _column("Tình trạng", "status", words.status_name),
        _money("Còn phải thu", "open_vnd"),
    )


def back_columns() -> tuple[Column[Proposal], ...]:
    """Return the columns of the dossiers whose money waits for being given back."""
    return (
        _column("Mã hồ sơ", "row.code"),
        _column("Chủ hồ sơ", "row.holder_name"),
        _column("Thủ tục", "row.procedure_name"),
        _column("Từ ngày", "row.since", _day),
        _column("Tình trạng", "row.status", words.status_name),
        _money("Cần hoàn", "amount_vnd"),
    )


def book_columns() -> tuple[Column[BookRow], ...]:
    """Return the columns of the books of receipts."""
    return (
        _column("Ký hiệu", "symbol"),
        _column("Mẫu số", "form"),
        Column("Từ số", partial(_leaf, "first"), order="first"),
        Column("Đến số", partial(_leaf, "last"), order="last"),
        _column("Đã dùng", "given", _leaves),
        _column("Hủy", "cancelled", _leaves),
        Column("Tờ tiếp theo", partial(_leaf, "next"), order="next"),
        Column("Tình trạng", _state, order="closed_at"),
    )


def _column(title: str, path: str, show: Show = str) -> Column[Any]:
    """Make a column of one attribute of its rows, which also names its order."""
    return Column(title, partial(_shown, show, attrgetter(path)), order=path)


def _money(title: str, path: str) -> Column[Any]:
    """Make a column of an amount, read from the right."""
    return replace(_column(title, path, format_vnd), number=True)


def _shown(show: Show, value: Callable[[object], Any], row: object) -> str:
    return show(value(row))


def _or_dash(text: str) -> str:
    return text or "–"


def _day(moment: str) -> str:
    return day_text(parse_moment(moment).date())


def _leaves(number: int) -> str:
    return f"{number} tờ"


def _leaf(name: str, row: BookRow) -> str:
    number = getattr(row, name)
    return "–" if number is None else row.printed(number)


def _state(row: BookRow) -> str:
    if row.closed_at is None:
        return "Đang dùng" if row.next is not None else "Đã hết"
    day = _day(row.closed_at)
    rest = f", bỏ từ số {row.printed(row.unused_from)}" if row.unused_from else ""
    return f"Kết thúc {day}{rest}"


class MonthColumns:
    """The columns of what a month came to; the table they read comes later.

    Attributes:
        columns: as the sheet has them.
    """

    def __init__(self) -> None:
        self.table: ReportTable | None = None
        self.columns: tuple[Column[Line], ...] = tuple(
            Column(
                column.heading[-1],
                partial(self._text, column),
                number=column.kind is not Figure.TEXT,
            )
            for column in MONTH_COLUMNS
        )

    def _text(self, column: Figures, line: Line) -> str:
        return self.table.shown(line, column) if self.table else ""
