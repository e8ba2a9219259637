"""Biểu 06 by field or by unit, and the on-time rates, as tables that everything draws from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ca_desktop.domain.rates import BROKEN, FEW, KEPT, OnTimeRow, OnTimeTable
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import COUNTED, SUMS, Form06, Period
from ca_desktop.domain.standings import LATE_SHAPE, HandIn, data_to_words, missing_words

_CAME, _DONE, _OPEN = (
    "Số hồ sơ nhận giải quyết",
    "Số hồ sơ đã giải quyết",
    "Số hồ sơ đang giải quyết",
)
_HEADINGS = {
    "c3": (_CAME, "Tổng số"),
    "c4": (_CAME, "Trong kỳ", "Trực tuyến"),
    "c5": (_CAME, "Trong kỳ", "Trực tiếp, dịch vụ bưu chính"),
    "c6": (_CAME, "Từ kỳ trước"),
    "c7": (_DONE, "Tổng số"),
    "c8": (_DONE, "Trước hạn"),
    "c9": (_DONE, "Đúng hạn"),
    "c10": (_DONE, "Quá hạn"),
    "c11": (_OPEN, "Tổng số"),
    "c12": (_OPEN, "Trong hạn"),
    "c13": (_OPEN, "Quá hạn"),
}
_SHORT = {
    "c3": "Nhận\ntổng",
    "c4": "Trực\ntuyến",
    "c5": "Trực\ntiếp",
    "c6": "Kỳ\ntrước",
    "c7": "Đã GQ\ntổng",
    "c8": "Trước\nhạn",
    "c9": "Đúng\nhạn",
    "c10": "Quá\nhạn",
    "c11": "Đang GQ\ntổng",
    "c12": "Trong\nhạn",
    "c13": "Đang quá\nhạn",
}
BY_FIELD = "Lĩnh vực, công việc giải quyết theo cấp"
BY_UNIT = "Đơn vị"


def form06_columns(first: str) -> tuple[Column, ...]:
    """Return the columns of Biểu 06 behind the running number."""
    figures = (
        Column(key=key, heading=heading, parts=SUMS.get(key, ()), short=_SHORT[key])
        for key, heading in _HEADINGS.items()
    )
    short = first.split(",", maxsplit=1)[0]
    name = Column(key="name", heading=(first,), kind=Figure.TEXT, width=34, short=short)
    return (name, *figures)


def form06_table(report: Form06, name: str = "form06", first: str = BY_FIELD) -> ReportTable:
    """Return Biểu 06 with its check of (3) = (7) + (11)."""
    lines = tuple(
        Line(
            cells={"name": row.field} | {key: row.figures[key] for key in COUNTED},
            behind={key: report.behind(row.field_code, key) for key in COUNTED},
        )
        for row in report.rows
    )
    total = report.total.figures
    verdict = "khớp" if report.balanced else "chưa khớp"
    sums = f"{total['c3']} = {total['c7']} + {total['c11']}"
    return ReportTable(
        name=name,
        period=report.period,
        as_of=report.as_of,
        columns=form06_columns(first),
        lines=lines,
        lettered=True,
        notes=(f"Kiểm tra (3) = (7) + (11): {sums}, {verdict}.",),
    )


_FIRST = "So với lần hẹn đầu"
_RATE = "Tỷ lệ đúng hạn (%)"
RATE_COLUMNS = (
    Column(key="name", heading=(BY_UNIT,), kind=Figure.TEXT, width=18, screen=20),
    Column(key="received", short="Tiếp\nnhận", heading=("Tiếp nhận",), width=8, screen=6),
    Column(
        key="finished",
        heading=("Đã giải quyết", "Tổng số"),
        parts=("early", "exact", "late"),
        short="Đã giải\nquyết",
        width=8,
        screen=7,
    ),
    Column(
        key="early",
        short="Trước\nhạn",
        heading=("Đã giải quyết", "Trước hạn"),
        width=8,
        screen=6,
    ),
    Column(
        key="exact", short="Đúng\nhạn", heading=("Đã giải quyết", "Đúng hạn"), width=8, screen=6
    ),
    Column(key="late", short="Quá\nhạn", heading=("Đã giải quyết", "Quá hạn"), width=8, screen=6),
    Column(key="late_open", short="Đang\nquá hạn", heading=("Đang quá hạn",), width=8),
    Column(
        key="rate",
        short="Tỷ lệ\nđúng hạn",
        heading=(_RATE, "Trong số đã giải quyết"),
        kind=Figure.RATE,
        width=14,
        screen=13,
        parts=("early", "exact"),
        of=("finished",),
    ),
    Column(
        key="rate_all",
        short="Tính cả đang\nquá hạn",
        heading=(_RATE, "Tính cả đang quá hạn"),
        kind=Figure.RATE,
        width=14,
        screen=17,
        parts=("early", "exact"),
        of=("finished", "late_open"),
        opens=("late", "late_open"),
    ),
    Column(
        key="rate_first",
        short="So với lần\nhẹn đầu",
        heading=(_RATE, _FIRST),
        kind=Figure.RATE,
        width=14,
        screen=13,
        parts=("kept",),
        of=("kept", "broken"),
        opens=("broken",),
    ),
)
HAND_IN_COLUMNS = (
    Column(
        key="data_to",
        heading=("Dữ liệu đến ngày",),
        kind=Figure.TEXT,
        width=11,
        screen=10,
        short="Dữ liệu\nđến ngày",
    ),
    Column(key="missing", heading=("Chưa nộp",), kind=Figure.TEXT, width=15, screen=14),
)
"""What a centre sees behind the rates of each commune."""

PROMISE_COLUMNS = (
    Column(key="kept", heading=(_FIRST, "Giữ hẹn"), width=8, hidden=True),
    Column(key="broken", heading=(_FIRST, "Lỡ hẹn"), width=8, hidden=True),
)
"""What the rate against the first promise is made of."""

_PLACES = {
    "received": ("c4", "c5"),
    "early": ("c8",),
    "exact": ("c9",),
    "late": ("c10",),
    "late_open": ("c13",),
    "kept": (KEPT,),
    "broken": (BROKEN,),
}
FEW_WORDS = "ít hồ sơ"
"""Behind the name of an office whose rate is of too few to be compared."""

RATE_NOTES = (
    "Tỷ lệ trong số đã giải quyết = (trước hạn + đúng hạn) / đã giải quyết.",
    "Tỷ lệ tính cả đang quá hạn: hồ sơ đã quá hạn mà chưa giải quyết xong cũng tính vào mẫu số.",
    "Tỷ lệ so với lần hẹn đầu: theo ngày ghi trên giấy hẹn đầu tiên, không trừ ngày chờ bổ sung.",
    f"Đơn vị có dưới {FEW} hồ sơ đã giải quyết ({FEW_WORDS}) được xếp sau, không so sánh tỷ lệ.",
)


def on_time_table(
    table: OnTimeTable, names: Mapping[str, str], hand_ins: Mapping[str, HandIn], least: int
) -> ReportTable:
    """Return the rates by unit, worst first.

    Args:
        table: the rates.
        names: by office id.
        hand_ins: who has handed in, by office id; empty where nobody is to.
        least: per cent that the rate with what is late and open ought to reach.
    """
    standing = HAND_IN_COLUMNS if hand_ins else ()
    columns = (*RATE_COLUMNS, *standing, *PROMISE_COLUMNS)
    made = ReportTable(
        name="ontime",
        period=table.period,
        as_of=table.as_of,
        columns=tuple(replace(x, least=least) if x.key == "rate_all" else x for x in columns),
        lines=tuple(_rate_line(table, row, names, hand_ins) for row in table.rows),
        chart="rate",
    )
    done = sum(found.done for found in hand_ins.values())
    handed = (f"Đã nộp tệp của kỳ này: {done}/{len(hand_ins)} đơn vị.",) if hand_ins else ()
    return replace(made, notes=(*RATE_NOTES, *_set_apart(made, least, names, hand_ins), *handed))


def _set_apart(
    table: ReportTable, least: int, names: Mapping[str, str], hand_ins: Mapping[str, HandIn]
) -> Iterator[str]:
    """Name the units that somebody is to call, in the order of the table."""
    column = table.column("rate_all")
    below = [str(line.cells["name"]) for line in table.lines if table.below(line, column)]
    late = {names.get(office, "") for office, found in hand_ins.items() if found.late_days}
    missing = [name for line in table.lines if (name := str(line.cells["name"])) in late]
    for said, units in (
        (f"Dưới mục tiêu {least}% (tính cả đang quá hạn)", below),
        ("Quá hẹn nộp tệp", missing),
    ):
        if units:
            yield f"{LATE_SHAPE} {said}, {len(units)} đơn vị: {', '.join(units)}."


def _hand_in_cells(found: HandIn | None) -> dict[str, str]:
    if found is None:
        return {}
    return {"data_to": data_to_words(found), "missing": missing_words(found)}


def _rate_line(
    table: OnTimeTable,
    row: OnTimeRow,
    names: Mapping[str, str],
    hand_ins: Mapping[str, HandIn],
) -> Line:
    name = names.get(row.office_id or "", "")
    return Line(
        cells=_hand_in_cells(hand_ins.get(row.office_id or ""))
        | {
            "name": f"{name} ({FEW_WORDS})" if row.few and name else name,
            "received": row.received,
            "early": row.early,
            "exact": row.on_time - row.early,
            "late": row.late,
            "late_open": row.late_open,
            "kept": row.first_kept,
            "broken": row.first_broken,
        },
        behind={key: table.behind(row.office_id, places) for key, places in _PLACES.items()},
    )


def listed(
    name: str,
    columns: tuple[Column, ...],
    lines: Iterable[Line],
    *,
    period: Period | None,
    as_of: datetime,
) -> ReportTable:
    """Return a report that lists dossiers and adds nothing up."""
    return ReportTable(
        name=name,
        period=period,
        as_of=as_of,
        columns=columns,
        lines=tuple(lines),
        totalled=False,
    )
