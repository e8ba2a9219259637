"""Reporting periods: the data of a month run from the 15th of the month before to the 14th.

Source: docs/sources.md#reports (NĐ 09/2019 and the circulars that follow it).
"""

from datetime import date, timedelta
from enum import StrEnum

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.reports import Period

FIRST_YEAR, LAST_YEAR = 2018, 2099
CUT = 14
"""The last day of the month whose data are in."""


class PeriodKind(StrEnum):
    """What kind of period a report is of; any start and end may be typed instead."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE = "nine"
    YEAR = "year"
    WEEK = "week"
    AD_HOC = "ad_hoc"


KIND_NAMES = {
    PeriodKind.MONTH: "Tháng",
    PeriodKind.QUARTER: "Quý",
    PeriodKind.HALF: "6 tháng",
    PeriodKind.NINE: "9 tháng",
    PeriodKind.YEAR: "Năm",
    PeriodKind.WEEK: "Tuần",
    PeriodKind.AD_HOC: "Đột xuất",
}

_MONTHS = {
    PeriodKind.MONTH: (1, tuple(range(1, 13))),
    PeriodKind.QUARTER: (3, (3, 6, 9, 12)),
    PeriodKind.HALF: (6, (6,)),
    PeriodKind.NINE: (9, (9,)),
    PeriodKind.YEAR: (12, (12,)),
}
"""How many months, and the months in which they end."""


def official(kind: PeriodKind, year: int, month: int) -> Period:
    """Return the period of this kind that ends on the 14th of a month.

    Args:
        kind: neither a week nor ad hoc.
        year: of its last month.
        month: its last, 1 to 12.
    """
    length, _ends = _MONTHS[kind]
    before = year * 12 + month - 1 - length
    start = date(before // 12, before % 12 + 1, CUT + 1)
    return Period(start=start, end=date(year, month, CUT))


def quarters_of(year: Period) -> tuple[Period, ...]:
    """Return the four quarters of a year, which they make up day by day."""
    return tuple(official(PeriodKind.QUARTER, year.end.year, month) for month in (3, 6, 9, 12))


def scored_period(text: str) -> Period:
    """Return the quarter or year that points are added up in: ``2026-Q3``, ``2026``.

    Raises:
        InvalidField: ``period``: SCORE-PERIOD it is neither.
    """
    year, _, quarter = text.strip().upper().partition("-Q")
    plain = year.isascii() and year.isdecimal() and len(year) == len("2026")
    if not plain or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise InvalidField("period", "SCORE-PERIOD")
    if not quarter and "-" not in text:
        return official(PeriodKind.YEAR, int(year), 12)
    if quarter not in {"1", "2", "3", "4"}:
        raise InvalidField("period", "SCORE-PERIOD")
    return official(PeriodKind.QUARTER, int(year), 3 * int(quarter))


def latest(kind: PeriodKind, today: date) -> Period:
    """Return the newest period of a kind that is over; ad hoc: this month up to today."""
    if kind is PeriodKind.AD_HOC:
        return Period(start=today.replace(day=1), end=today)
    if kind is PeriodKind.WEEK:
        end = today - timedelta(days=today.isoweekday())
        return Period(start=end - timedelta(days=6), end=end)
    _length, ends = _MONTHS[kind]
    at = today.year * 12 + today.month - 1
    while at % 12 + 1 not in ends or date(at // 12, at % 12 + 1, CUT) >= today:
        at -= 1
    return official(kind, at // 12, at % 12 + 1)


def kind_of(period: Period) -> PeriodKind:
    """Return the kind that has exactly these days; ad hoc where none has."""
    for kind in _MONTHS:
        ends = _MONTHS[kind][1]
        if period.end.month in ends and period == official(kind, period.end.year, period.end.month):
            return kind
    week = period.start.isoweekday() == 1 and (period.end - period.start).days == 6  # noqa: PLR2004 Monday to Sunday
    return PeriodKind.WEEK if week else PeriodKind.AD_HOC


def period_name(period: Period) -> str:
    """Return a period as people call it."""
    kind, end = kind_of(period), period.end
    match kind:
        case PeriodKind.MONTH:
            return f"tháng {end.month}/{end.year}"
        case PeriodKind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[end.month // 3 - 1]}/{end.year}"
        case PeriodKind.HALF:
            return f"6 tháng đầu năm {end.year}"
        case PeriodKind.NINE:
            return f"9 tháng năm {end.year}"
        case PeriodKind.YEAR:
            return f"năm {end.year}"
        case _:
            return f"từ ngày {day_text(period.start)} đến ngày {day_text(end)}"
