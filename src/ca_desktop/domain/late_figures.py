"""Late working days by cause: a table by unit or field, and one line a dossier."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ca_desktop.domain.lateness import CAUSE_NAMES, Cause, Lateness
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import sort_key

_CAUSES = tuple(cause.value for cause in Cause)
_DAYS = "Số ngày làm việc quá hạn theo nguyên nhân"
_SHORT = {
    Cause.CITIZEN: "Người\ndân",
    Cause.COMMUNE: "Nơi tiếp\nnhận",
    Cause.CARRYING: "Chuyển\nhồ sơ",
    Cause.CENTRE: "Trung\ntâm",
    Cause.CALENDAR: "Đổi\nlịch",
}


def _day_columns(opens: str) -> tuple[Column, ...]:
    causes = (
        Column(key=cause.value, heading=(_DAYS, said), width=11, short=_SHORT[cause])
        for cause, said in CAUSE_NAMES.items()
    )
    return (
        *causes,
        Column(
            key="days",
            heading=(_DAYS, "Cộng"),
            parts=_CAUSES,
            opens=(opens,),
            short="Cộng ngày\nquá hạn",
        ),
        Column(
            key="counted",
            heading=("Trong đó sau hạn đang áp dụng",),
            width=12,
            short="Sau hạn\náp dụng",
        ),
    )


NOTES = (
    "Mỗi ngày làm việc quá hạn tính cho một nguyên nhân: nơi giữ hồ sơ lâu nhất trong giờ làm.",
    "Ngày lùi hạn do đổi lịch làm việc tính cho việc đổi lịch; do bổ sung lần đầu, cho người dân.",
    "Ngày quá hạn tính từ sau ngày hẹn đầu tiên, theo lịch làm việc chung; chỉ tính ngày trong kỳ.",
)


def causes_table(
    late: Iterable[Lateness],
    group: Callable[[Lateness], str],
    first: str,
    period: Period,
    as_of: datetime,
) -> ReportTable:
    """Return the late days by cause, a unit or a field a row.

    Args:
        late: what falls into the period.
        group: name of the row that a dossier counts in.
        first: heading of these names.
        period: first to last day.
        as_of: as of when.
    """
    groups: dict[str, list[Lateness]] = defaultdict(list)
    for item in late:
        if item.days:
            groups[group(item)].append(item)
    columns = (
        Column(key="name", heading=(first,), kind=Figure.TEXT, width=28),
        Column(key="late", heading=("Số hồ sơ có ngày quá hạn",), width=10, short="Hồ sơ\nquá hạn"),
        *_day_columns("late"),
    )
    return ReportTable(
        name="causes",
        period=period,
        as_of=as_of,
        columns=columns,
        lines=tuple(_group_line(name, groups[name]) for name in sorted(groups, key=sort_key)),
        notes=NOTES,
        chart="days",
    )


def late_table(late: Iterable[Lateness], period: Period, as_of: datetime) -> ReportTable:
    """Return every dossier with late days in the period, the latest first."""
    found = sorted((x for x in late if x.days), key=lambda x: (-len(x.days), x.code))
    columns = (
        Column(key="code", heading=("Mã hồ sơ",), kind=Figure.TEXT, width=22),
        Column(key="field", heading=("Lĩnh vực",), kind=Figure.TEXT, width=24),
        *_day_columns("code"),
    )
    lines = tuple(
        Line(
            cells=_days([x]) | {"code": x.code, "field": x.field_name},
            behind={column.key: (x.dossier_id,) for column in columns},
        )
        for x in found
    )
    return ReportTable(
        name="late", period=period, as_of=as_of, columns=columns, lines=lines, notes=NOTES
    )


def _group_line(name: str, late: Sequence[Lateness]) -> Line:
    behind = {cause.value: tuple(x.dossier_id for x in late if x.number(cause)) for cause in Cause}
    every = tuple(x.dossier_id for x in late)
    counted = tuple(x.dossier_id for x in late if x.counted)
    return Line(
        cells=_days(late) | {"name": name, "late": len(late)},
        behind=behind | {"late": every, "counted": counted},
    )


def _days(late: Sequence[Lateness]) -> dict[str, str | int]:
    days: dict[str, str | int] = {
        cause.value: sum(x.number(cause) for x in late) for cause in Cause
    }
    return days | {"counted": sum(len(x.counted) for x in late)}


def lateness_words(late: Lateness) -> str:
    """Return the split of a dossier in one line."""
    parts = (
        f"{CAUSE_NAMES[cause].lower()} {late.number(cause)}"
        for cause in Cause
        if late.number(cause)
    )
    return f"{len(late.days)} ngày làm việc ({', '.join(parts)})"
