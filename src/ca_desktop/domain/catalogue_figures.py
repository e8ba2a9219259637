"""II.07b: how many procedures there are, by field, level and way of settling."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.text import fold, sort_key

_LEVELS = (("province", "tinh"), ("commune", "xa"))
_BY_LEVEL = "Số TTHC theo cấp giải quyết"
_WAYS = "Cách giải quyết"


def procedures_table(procedures: Iterable[Procedure], as_of: datetime) -> ReportTable:
    """Return the procedures in force, a field a row.

    The office keeps no list of internal processes: a procedure with a time limit for each case
    and its papers stands for one whose process can be followed.
    """
    fields: dict[str, list[Procedure]] = defaultdict(list)
    for item in procedures:
        fields[item.field_name].append(item)
    columns = (
        Column(key="name", heading=("Lĩnh vực",), kind=Figure.TEXT, width=34),
        Column(key="all", heading=(_BY_LEVEL, "Tổng số"), parts=("province", "commune", "other")),
        Column(key="province", heading=(_BY_LEVEL, "Cấp tỉnh")),
        Column(key="commune", heading=(_BY_LEVEL, "Cấp xã")),
        Column(key="other", heading=(_BY_LEVEL, "Chưa ghi cấp"), width=11),
        Column(key="desk", heading=(_WAYS, "Một cửa"), width=11),
        Column(key="linked", heading=(_WAYS, "Một cửa liên thông"), width=13),
        Column(
            key="ready",
            heading=("Đã có thời hạn và thành phần hồ sơ",),
            width=16,
            short="Đủ thời hạn,\ngiấy tờ",
        ),
    )
    lines = tuple(
        Line(cells={"name": name} | _counts(fields[name])) for name in sorted(fields, key=sort_key)
    )
    return ReportTable(
        name="procedures",
        period=None,
        as_of=as_of,
        columns=columns,
        lines=lines,
        notes=("Số quy trình nội bộ, quy trình điện tử: không đo được ở đây, ghi tay.",),
    )


def _counts(procedures: list[Procedure]) -> dict[str, str | int]:
    counts: dict[str, str | int] = {}
    levels = [_level(item) for item in procedures]
    for level in ("province", "commune", "other"):
        counts[level] = levels.count(level)
    linked = sum(bool(item.linked_agencies) for item in procedures)
    counts |= {"linked": linked, "desk": len(procedures) - linked}
    return counts | {"ready": sum(item.ready_for_intake for item in procedures)}


def _level(procedure: Procedure) -> str:
    words = fold(procedure.level).split()
    return next((level for level, word in _LEVELS if word in words), "other")
