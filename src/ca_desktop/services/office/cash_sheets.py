"""The cash sheet of a day, by officer, and what a month brought, by kind: as the events say.

Money that goes back stands on the sheet of the day it went, never on an older one: a sheet that
was signed reads the same for ever. What is cancelled on its own day counts nothing there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.money_words import MoneyWords, amount_in_words
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period, month_period
from ca_desktop.domain.roles import require
from ca_desktop.domain.tariffs import ReceiptRule
from ca_desktop.domain.text import has_words, sort_key
from ca_desktop.services import words
from ca_desktop.services.office.cash_rights import READING
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.office.reports import write_report
from ca_desktop.services.ports.fees import BackRow, FreeRow, OpenFeeRow, ReceiptRow, SpoiltRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View

DAY, MONTH = "cash_day", "cash_month"
_COLUMNS = (
    Column(key="number", heading=("Số biên lai",), kind=Figure.TEXT, width=15),
    Column(key="code", heading=("Mã hồ sơ",), kind=Figure.TEXT, width=21),
    Column(key="payer", heading=("Người nộp",), kind=Figure.TEXT, width=16),
    Column(key="kind", heading=("Loại phí, lệ phí",), kind=Figure.TEXT, width=17),
    Column(key="amount", heading=("Số tiền",), width=11),
    Column(key="free", heading=("Miễn, giảm (lý do)",), kind=Figure.TEXT, width=19),
    Column(key="method", heading=("Hình thức",), kind=Figure.TEXT, width=9),
    Column(key="officer", heading=("Người thu",), kind=Figure.TEXT, width=13),
)
MONTH_COLUMNS = (
    Column(key="kind", heading=("Loại phí, lệ phí",), kind=Figure.TEXT, width=44),
    Column(key="receipts", heading=("Số biên lai",), width=12),
    Column(key="taken", heading=("Đã thu",), width=18),
    Column(key="back", heading=("Hủy, hoàn lại",), width=18),
    Column(key="left", heading=("Còn lại",), width=18, parts=("taken", "back")),
    Column(key="free", heading=("Đã miễn",), width=18),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashEntry:
    """One line of the till.

    Attributes:
        what: ``receipt``, ``back``, ``spoilt`` or ``free``.
        amount_vnd: what it adds to the day; less than nothing where money went back.
        free: what was taken off and why, or why it does not count.
        method: how the money went, in words.
        off_vnd: what nobody has to pay, of a fee that is wholly exempted.
        receipt: where there is one.
    """

    what: str
    number: str
    dossier_id: str
    code: str
    payer: str = field(repr=False)
    kind: str
    amount_vnd: int
    free: str = field(repr=False)
    method: str
    officer: str = field(repr=False)
    at: str
    off_vnd: int = 0
    receipt: ReceiptRow | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Where it stands: the lines of one officer together, in the order of the day."""
        return sort_key(self.officer), self.at, self.number

    def matches(self, typed: str) -> bool:
        """Tell whether every word that was typed stands somewhere in it."""
        said = f"{self.number} {self.code} {self.payer} {self.kind} {self.officer}"
        return has_words(said, typed)

    @property
    def cells(self) -> dict[str, str | int]:
        """What stands in the columns of the sheet."""
        return {
            "number": self.number,
            "code": self.code,
            "payer": self.payer,
            "kind": self.kind,
            "amount": self.amount_vnd,
            "free": self.free,
            "method": self.method,
            "officer": self.officer,
        }


def cash_entries(ports: Ports, day: date) -> Sequence[CashEntry]:
    """Return what the till of this office saw on a day, the lines of one officer together.

    Raises:
        Forbidden: the person looks after no money.
    """
    require(ports.actor.roles, *READING)
    with ports.reading() as view:
        return sorted(_entries(view, day, day), key=lambda entry: entry.key)


def _entries(view: View, first: date, last: date) -> Iterator[CashEntry]:
    own = view.offices.own().office_id
    for receipt in view.fees.taken(own, first, last):
        yield _of_receipt(receipt, first, last)
    for back in view.fees.given_back(own, first, last):
        if back.what == "refunded" or not _within(back.receipt.at, first, last):
            yield _of_back(back)
    yield from map(_of_leaf, view.fees.spoilt(own, first, last))
    yield from map(_of_free, view.fees.free(own, first, last))


def _within(moment: str, first: date, last: date) -> bool:
    return first <= parse_moment(moment).date() <= last


def _of_receipt(receipt: ReceiptRow, first: date, last: date) -> CashEntry:
    """Return the line of a receipt; cancelled within these days it counts nothing."""
    void = receipt.cancelled_at is not None and _within(receipt.cancelled_at, first, last)
    off = _taken_off(receipt.off_vnd, receipt.grounds) if receipt.off_vnd else ""
    return CashEntry(
        what="receipt",
        number=f"{_number(receipt)}{' (hủy)' if void else ''}",
        dossier_id=receipt.dossier_id,
        code=receipt.dossier_code,
        payer=receipt.payer_name,
        kind=receipt.name,
        amount_vnd=0 if void else receipt.amount_vnd,
        free=f"Hủy: {receipt.cancel_reason}" if void else off,
        method=words.label("pay_methods", receipt.method),
        officer=receipt.officer_name,
        at=receipt.at,
        receipt=receipt,
    )


def _of_back(back: BackRow) -> CashEntry:
    receipt = back.receipt
    act = "Hủy biên lai" if back.what == "cancelled" else "Hoàn tiền biên lai"
    given = day_text(parse_moment(receipt.at).date())
    return CashEntry(
        what="back",
        number=_number(receipt),
        dossier_id=receipt.dossier_id,
        code=receipt.dossier_code,
        payer=receipt.payer_name,
        kind=receipt.name,
        amount_vnd=-back.amount_vnd,
        free=f"{act} ngày {given}: {back.reason}",
        method=words.label("pay_methods", back.method),
        officer=back.officer_name,
        at=back.at,
        receipt=receipt,
    )


def _of_leaf(leaf: SpoiltRow) -> CashEntry:
    return CashEntry(
        what="spoilt",
        number=f"{leaf.symbol} {leaf.number} (hủy)",
        dossier_id="",
        code="",
        payer="",
        kind="",
        amount_vnd=0,
        free=f"Hủy tờ chưa dùng: {leaf.reason}",
        method="",
        officer=leaf.officer_name,
        at=leaf.at,
    )


def _of_free(free: FreeRow) -> CashEntry:
    return CashEntry(
        what="free",
        number="",
        dossier_id=free.dossier_id,
        code=free.dossier_code,
        payer=free.holder_name,
        kind=free.name,
        amount_vnd=0,
        free=_taken_off(free.off_vnd, free.grounds),
        method="",
        officer=free.officer_name,
        at=free.at,
        off_vnd=free.off_vnd,
    )


def _number(receipt: ReceiptRow) -> str:
    return f"{receipt.symbol} {receipt.number}"


def _taken_off(off_vnd: int, grounds: Iterable[str]) -> str:
    return f"{format_vnd(off_vnd)}: {'; '.join(grounds)}"


def open_fees(ports: Ports) -> Sequence[OpenFeeRow]:
    """Return the dossiers of this office with something to pay, oldest first.

    Raises:
        Forbidden: the person looks after no money.
    """
    require(ports.actor.roles, *READING)
    with ports.reading() as view:
        return view.fees.open_ones(view.offices.own().office_id)


def ended_receipts(ports: Ports) -> Sequence[ReceiptRule]:
    """Return the kinds of receipts that are over today."""
    with ports.reading() as view:
        return view.master.fee_law().ended_on(ports.clock.now().date())


def day_table(ports: Ports, day: date, officer: str = "") -> ReportTable:
    """Return the cash sheet of a day.

    Args:
        ports: the outside world.
        day: whose money.
        officer: name of one officer; empty for all, each with a sum of their own.
    """
    entries = [x for x in cash_entries(ports, day) if officer in ("", x.officer)]
    with ports.reading() as view:
        law = view.master.fee_law()
    return ReportTable(
        name=DAY,
        period=Period(start=day, end=day),
        as_of=ports.clock.now(),
        columns=_COLUMNS,
        lines=tuple(Line(cells=entry.cells) for entry in entries),
        notes=tuple(_notes(entries, law.words)),
    )


def _notes(entries: Sequence[CashEntry], said: MoneyWords) -> Iterator[str]:
    """Sum up by officer and by way, and write the whole out."""
    for title, name in (("Cộng theo người thu", "officer"), ("Cộng theo hình thức", "method")):
        sums: Counter[str] = Counter()
        for entry in entries:
            sums[getattr(entry, name)] += entry.amount_vnd
        parts = [f"{key} {format_vnd(sums[key])}" for key in sums if key and sums[key]]
        if parts:
            yield f"{title}: {'; '.join(parts)}."
    total = sum(entry.amount_vnd for entry in entries)
    if total >= 0:
        yield f"Tổng số tiền bằng chữ: {amount_in_words(total, said)}."


def month_table(ports: Ports, year: int, month: int) -> ReportTable:
    """Return what the fees of a month came to, by kind.

    A receipt that was cancelled in the month it was given in counts nothing.
    """
    require(ports.actor.roles, *READING)
    period = month_period(year, month)
    with ports.reading() as view:
        entries = list(_entries(view, period.start, period.end))
        law = view.master.fee_law()
    kinds: dict[str, Counter[str]] = {}
    for entry in entries:
        if entry.kind:
            _count(kinds.setdefault(entry.kind, Counter()), entry)
    following = month % 12 + 1
    return ReportTable(
        name=MONTH,
        period=period,
        as_of=ports.clock.now(),
        columns=MONTH_COLUMNS,
        lines=tuple(
            Line(cells={"kind": kind, **{key: kinds[kind][key] for key in _SUMS}})
            for kind in sorted(kinds, key=sort_key)
        ),
        notes=(f"Nộp số đã thu của tháng này chậm nhất ngày {law.remit_day} tháng {following}.",),
    )


_SUMS = ("receipts", "taken", "back", "free")


def _count(sums: Counter[str], entry: CashEntry) -> None:
    if entry.what == "back":
        sums["back"] += entry.amount_vnd
    elif entry.what == "receipt" and entry.amount_vnd:
        sums["receipts"] += 1
        sums["taken"] += entry.amount_vnd
    elif entry.what == "free":
        sums["free"] += entry.off_vnd


def save_table(ports: Ports, table: ReportTable, path: Path) -> ReportTable:
    """Write a sheet as a workbook, or on paper where ``path`` ends in ``.pdf``."""
    with ports.reading() as view:
        head = sheet_head(view, None, "")
    write_report(ports, table.with_words(ports.sheets.words(table.name)), head, path)
    return table
