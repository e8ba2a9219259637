"""What the page of the calendar says of each day: kinds in words, and whose word it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ca_desktop.domain.calendar_layers import laid_over, mark_of, unusual_days
from ca_desktop.domain.calendars import SATURDAY, WorkingCalendar, YearCalendar
from ca_desktop.domain.reckoning import days_between
from ca_desktop.services import words
from ca_desktop.ui.shown import SHORT_WEEKDAYS
from ca_desktop.ui.widgets.month_grid import DayShown

_HALVES = {"morning": "chỉ làm sáng", "afternoon": "chỉ làm chiều"}
LETTERS = {"holiday": "L", "swap_off": "H", "make_up": "B", "morning": "S", "afternoon": "C"}
OWN_LETTER = "R"
LEGEND = (
    "L ngày lễ · H nghỉ hoán đổi · B làm bù · S chỉ làm sáng · C chỉ làm chiều · R nghỉ riêng"
    " · số mờ hoặc dấu chấm: cuối tuần · vạch trái: riêng đơn vị"
)
_OWN_OFF = "nghỉ riêng"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """An unusual day of the year."""

    day: date
    words: str

    @property
    def date_words(self) -> str:
        """Weekday and date, short."""
        return f"{SHORT_WEEKDAYS[self.day.weekday()]} {self.day:%d/%m}"


def days_shown(year: int, base: YearCalendar | None, own: YearCalendar) -> Mapping[date, DayShown]:
    """Return every day of a year."""
    days = days_between(date(year, 1, 1), date(year, 12, 31))
    if base is None:
        return {day: DayShown(kind="", words="") for day in days}
    calendar = WorkingCalendar(years={base.year: laid_over(base, own)})
    return {
        day: DayShown(
            kind=calendar.day_kind(day),
            words=_words(day, calendar.day_kind(day), base, own),
            letter=_letter(day, base, own),
            own=bool(mark_of(own, day)),
        )
        for day in days
    }


def rows_of(base: YearCalendar | None, own: YearCalendar) -> Sequence[DayRow]:
    """Return the unusual days of a year; a weekend that is off anyway is none."""
    if base is None:
        return ()
    return tuple(
        DayRow(day=day, words=_words(day, kind, base, own))
        for day, kind in unusual_days(laid_over(base, own))
        if day.weekday() < SATURDAY or kind == "make_up"
    )


def _letter(day: date, base: YearCalendar, own: YearCalendar) -> str:
    mine = mark_of(own, day)
    mark = mine or mark_of(base, day)
    if day.weekday() >= SATURDAY and mark != "make_up":
        return ""
    return OWN_LETTER if mine == "holiday" else LETTERS.get(mark, "")


def _words(day: date, kind: str, base: YearCalendar, own: YearCalendar) -> str:
    mine = mark_of(own, day)
    if mine:
        return f"{_HALVES[mine]} (riêng)" if mine in _HALVES else _OWN_OFF
    if kind == "half_day":
        return _HALVES[mark_of(base, day)]
    if kind == "counted":
        return ""
    if kind == "weekend" and day in base.off:
        return words.why_word(base.off[day])
    return words.why_word(kind)
