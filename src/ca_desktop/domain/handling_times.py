"""QĐ 766 indicator 2.2: how long the dossiers of each procedure took, shown without points."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ca_desktop.domain.figures import listed
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import sort_key

NOTES = (
    "Tính từ lúc nhận đến lúc xong, cả thời gian chờ người dân bổ sung; chỉ hồ sơ xong trong kỳ.",
    "Thủ tục hẹn theo giờ tính giờ làm việc, thủ tục khác tính ngày làm việc sau ngày nhận.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A dossier that is finished.

    Attributes:
        hours: ``amount`` is working hours, else working days.
    """

    dossier_id: str
    procedure: str
    hours: bool
    amount: Fraction


def handling_table(handled: Iterable[Handled], period: Period, as_of: datetime) -> ReportTable:
    """Return the mean and the longest time of each procedure, in tenths of its unit."""
    groups: dict[tuple[str, bool], _Times] = defaultdict(_Times)
    for item in handled:
        groups[item.procedure, item.hours].add(item)
    columns = (
        Column(key="name", heading=("Thủ tục",), kind=Figure.TEXT, width=60),
        Column(key="unit", heading=("Đơn vị",), kind=Figure.TEXT, width=16),
        Column(key="count", heading=("Số hồ sơ đã xong",), width=12),
        Column(key="mean", heading=("Trung bình",), kind=Figure.TENTHS, width=12),
        Column(key="most", heading=("Lâu nhất",), kind=Figure.TENTHS, width=12),
    )
    ordered = sorted(groups, key=lambda each: (sort_key(each[0]), each[1]))
    lines = (_line(name, groups[name, hours], hours=hours) for name, hours in ordered)
    table = listed("handling", columns, lines, period=period, as_of=as_of)
    return table.noted(*NOTES)


class _Times:
    """The dossiers of a procedure so far."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.total = self.most = Fraction(0)

    def add(self, item: Handled) -> None:
        """Count one more."""
        self.ids.append(item.dossier_id)
        self.total += item.amount
        self.most = max(self.most, item.amount)


def _line(name: str, found: _Times, *, hours: bool) -> Line:
    return Line(
        cells={
            "name": name,
            "unit": "giờ làm việc" if hours else "ngày làm việc",
            "count": len(found.ids),
            "mean": tenths(found.total / len(found.ids)),
            "most": tenths(found.most),
        },
        behind={"count": tuple(found.ids)},
    )


def tenths(amount: Fraction) -> int:
    """Round to whole tenths, half up."""
    return int(amount * 10 + Fraction(1, 2))
