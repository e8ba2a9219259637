"""II.07b: how many procedures there are, by field, level and way of settling."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.text import fold, sort_key

_LEVELS = (("province", "tinh"), ("commune", "xa"))
_BY_LEVEL = "Số TTHC theo cấp giải quyết"
_WAYS = "Thực hiện theo cơ chế"
_PROCESSES = "Quy trình nội bộ được ban hành"


def procedures_table(
    procedures: Iterable[Procedure], processes: Collection[str], as_of: datetime
) -> ReportTable:
    """Return the procedures in force, a field a row.

    Args:
        procedures: in force.
        processes: codes of those that have an internal process.
        as_of: as of when.
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
            key="p_all",
            heading=(_PROCESSES, "Tổng số"),
            parts=("p_province", "p_commune", "p_other"),
            short="Quy trình\nnội bộ",
        ),
        Column(key="p_province", heading=(_PROCESSES, "Cấp tỉnh")),
        Column(key="p_commune", heading=(_PROCESSES, "Cấp xã")),
        Column(key="p_other", heading=(_PROCESSES, "Chưa ghi cấp"), width=11),
    )
    lines = tuple(
        Line(cells={"name": name} | _counts(fields[name], processes))
        for name in sorted(fields, key=sort_key)
    )
    ready = sum(item.ready_for_intake for found in fields.values() for item in found)
    return ReportTable(
        name="procedures",
        period=None,
        as_of=as_of,
        columns=columns,
        lines=lines,
        notes=(
            f"Đã có thời hạn và thành phần hồ sơ để tiếp nhận: {ready} thủ tục.",
            "Số quy trình điện tử: không đo được ở đây, ghi tay.",
        ),
    )


def _counts(procedures: list[Procedure], processes: Collection[str]) -> dict[str, str | int]:
    counts: dict[str, str | int] = {}
    levels = [_level(item) for item in procedures]
    issued = [_level(item) for item in procedures if item.code in processes]
    for level in ("province", "commune", "other"):
        counts |= {level: levels.count(level), f"p_{level}": issued.count(level)}
    linked = sum(bool(item.linked_agencies) for item in procedures)
    return counts | {"linked": linked, "desk": len(procedures) - linked}


def _level(procedure: Procedure) -> str:
    words = fold(procedure.level).split()
    return next((level for level, word in _LEVELS if word in words), "other")
