"""Reports of the desk's work: by officer, by reason, and what is to be done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ca_desktop.domain.figures import listed
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import sort_key
from ca_desktop.services.ports.deeds import Deed
from ca_desktop.services.ports.rows import DossierRow

_ENDS = frozenset({"ResultReady", "DossierWithdrawn", "DossierStopped"})
_REASONS = {
    "SupplementRequested": "Yêu cầu bổ sung",
    "IntakeRefused": "Từ chối tiếp nhận",
    "DossierStopped": "Dừng giải quyết",
    "DossierWithdrawn": "Người dân rút hồ sơ",
}
_REFUSED = "Từ chối giải quyết"
_RESULTS = frozenset({"ResultReady", "ResultCorrected"})
ELSEWHERE = "Cán bộ cơ quan khác"


def _text(key: str, heading: str, width: int) -> Column:
    return Column(key=key, heading=(heading,), kind=Figure.TEXT, width=width)


def officers_table(
    deeds: Iterable[Deed],
    placed: Mapping[str, str],
    names: Mapping[str, str],
    period: Period,
    as_of: datetime,
) -> ReportTable:
    """Return who took in, settled and handed over how many dossiers in a period.

    A dossier is settled by who took the last step that ended it.

    Args:
        deeds: of every dossier that the period counts.
        placed: column of Biểu 06 (``c8``, ``c9``, ``c10``) of each dossier settled in the period.
        names: of accounts of this office.
        period: first to last day.
        as_of: as of when.
    """
    last: dict[tuple[str, str], Deed] = {}
    for deed in deeds:
        kind = "settled" if deed.kind in _ENDS else deed.kind
        last[deed.dossier_id, kind] = deed
    cells: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (dossier, kind), deed in last.items():
        for key in _of_officer(kind, placed.get(dossier), within(deed, period, as_of)):
            cells[names.get(deed.actor, ELSEWHERE)][key].append(dossier)
    columns = (
        _text("name", "Cán bộ", 28),
        Column(key="received", heading=("Tiếp nhận",), width=11),
        Column(key="settled", heading=("Giải quyết xong", "Cộng"), parts=("c8", "c9", "c10"),
               short="Giải quyết\nxong"),
        Column(key="c8", heading=("Giải quyết xong", "Trước hạn")),
        Column(key="c9", heading=("Giải quyết xong", "Đúng hạn")),
        Column(key="c10", heading=("Giải quyết xong", "Quá hạn")),
        Column(key="asked", heading=("Yêu cầu bổ sung",), width=11, short="Yêu cầu\nbổ sung"),
        Column(key="returned", heading=("Trả kết quả",), width=11),
        Column(key="rate", heading=("Tỷ lệ đúng hạn (%)",), kind=Figure.RATE, width=14,
               parts=("c8", "c9"), of=("settled",)),
    )  # fmt: skip
    lines = tuple(
        Line(
            cells={"name": name} | {key: len(found) for key, found in cells[name].items()},
            behind={key: tuple(found) for key, found in cells[name].items()},
        )
        for name in sorted(cells, key=sort_key)
    )
    return ReportTable(name="officers", period=period, as_of=as_of, columns=columns, lines=lines)


def _of_officer(kind: str, column: str | None, inside: bool) -> Iterable[str]:  # noqa: FBT001 a fact
    if kind == "settled" and column:
        yield column
    plain = {"DossierReceived": "received", "SupplementRequested": "asked"}
    plain |= {"ResultReturned": "returned"}
    if inside and kind in plain:
        yield plain[kind]


def within(deed: Deed, period: Period, as_of: datetime) -> bool:
    """Tell whether a step was taken in a period."""
    at = parse_moment(deed.at)
    return period.start <= at.date() <= period.end and at <= as_of


def reasons_table(deeds: Iterable[Deed], period: Period, as_of: datetime) -> ReportTable:
    """List requests for papers, refusals, stops and withdrawals with their reasons."""
    known = tuple(deeds)
    wanted = [x for x in known if x.kind in _REASONS]
    found = [x for x in (*wanted, *_refusals(known)) if within(x, period, as_of)]
    columns = (
        _text("at", "Ngày", 12),
        _text("what", "Việc", 20),
        _text("code", "Mã hồ sơ", 22),
        _text("procedure", "Thủ tục", 40),
        _text("reason", "Lý do", 44),
    )
    lines = [
        Line(
            cells={
                "at": day_text(parse_moment(deed.at).date()),
                "what": _REASONS.get(deed.kind, _REFUSED),
                "code": deed.code,
                "procedure": deed.procedure_name,
                "reason": deed.note,
            },
            behind={column.key: (deed.dossier_id,) for column in columns},
        )
        for deed in sorted(found, key=lambda deed: deed.at)
    ]
    return listed("reasons", columns, lines, period=period, as_of=as_of)


def _refusals(deeds: Iterable[Deed]) -> Iterable[Deed]:
    """Return by which result each dossier is refused that is refused still."""
    refusing: dict[str, Deed] = {}
    for deed in deeds:
        if deed.negative:
            refusing.setdefault(deed.dossier_id, deed)
        elif deed.kind in _RESULTS:
            refusing.pop(deed.dossier_id, None)
    return refusing.values()


def uncollected_table(rows: Iterable[DossierRow], as_of: datetime) -> ReportTable:
    """List results that nobody has collected, the oldest first."""
    found = sorted(rows, key=lambda row: row.finished_at or "")
    return _dossiers("uncollected", found, as_of, "Có kết quả từ", "finished_at")


def due_table(rows: Iterable[DossierRow], as_of: datetime) -> ReportTable:
    """List open dossiers that are due from today to the end of the week, the first due first."""
    today = as_of.date()
    sunday = today + timedelta(days=7 - today.isoweekday())
    soon = [
        row
        for row in rows
        if row.due_counted and today <= parse_moment(row.due_counted).date() <= sunday
    ]
    soon.sort(key=lambda row: row.due_at or "")
    return _dossiers("due", soon, as_of, "Hẹn trả", "due_at")


def _dossiers(
    name: str, rows: Sequence[DossierRow], as_of: datetime, day: str, field: str
) -> ReportTable:
    columns = (
        _text("day", day, 13),
        _text("code", "Mã hồ sơ", 22),
        _text("holder", "Chủ hồ sơ", 28),
        _text("procedure", "Thủ tục", 46),
        _text("unit", "Đơn vị", 24),
    )
    lines = [
        Line(
            cells={
                "day": day_text(parse_moment(getattr(row, field)).date()),
                "code": row.code or "",
                "holder": row.holder_name,
                "procedure": row.procedure_name,
                "unit": row.office_name,
            },
            behind={column.key: (row.dossier_id,) for column in columns},
        )
        for row in rows
        if getattr(row, field)
    ]
    return listed(name, columns, lines, period=None, as_of=as_of)
