"""Moments carry the fixed offset +07:00; the machine's time zone is never used."""

import re
from datetime import date, datetime, timedelta, timezone

from ca_desktop.domain.errors import InvalidField

VIETNAM = timezone(timedelta(hours=7))
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_LAST_PADDED = 2
_TYPED_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)


def moment_text(moment: datetime) -> str:
    """Write ``moment`` as events, tables and JSON do: ISO-8601, whole seconds, +07:00."""
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()


def parse_moment(text: str) -> datetime:
    """Read an ISO-8601 moment; without an offset it is Vietnamese time.

    Raises:
        ValueError: not a moment, or in Vietnam one outside the years 1 to 9999.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=VIETNAM)
    try:
        return moment.astimezone(VIETNAM)
    except OverflowError as error:
        raise ValueError(text) from error


def is_moment_text(text: str) -> bool:
    """Tell whether ``text`` is what `moment_text` writes; only such texts sort by time."""
    try:
        return moment_text(parse_moment(text)) == text
    except ValueError:
        return False


def day_start(day: date) -> datetime:
    """Return 00:00 of ``day``."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def day_end(day: date) -> datetime:
    """Return the last second of ``day``."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=VIETNAM)


def day_text(day: date) -> str:
    """Write ``day`` as people read it: ``dd/MM/yyyy``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def hour_and_day(moment: datetime) -> str:
    """Write a moment as the forms do: ``08 giờ 05 phút, ngày 27/11/2026``."""
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, ngày {day_text(local.date())}"


def month_text(day: date) -> str:
    """Write the month of a paper's date: January and February have a leading zero.

    Source:
        NĐ 30/2020/NĐ-CP, Annex I.
    """
    return f"{day.month:02d}" if day.month <= _LAST_PADDED else str(day.month)


def weekday_text(day: date) -> str:
    """Write a day with its weekday: ``Thứ Hai, 30/11/2026``."""
    return f"{WEEKDAYS[day.weekday()]}, {day_text(day)}"


def read_day(field: str, text: str) -> date:
    """Read a day as people and scripts write it: ``24/11/2026``, ``24112026``, ``2026-11-24``.

    Raises:
        InvalidField: BAD-DATE it is none.
    """
    typed = _TYPED_DAY.fullmatch(text.strip())
    try:
        if typed is None:
            return date.fromisoformat(text.strip())
        day, month, year = (int(part) for part in typed.groups() if part)
        return date(year, month, day)
    except ValueError as error:
        raise InvalidField(field, "BAD-DATE", text=text[:20]) from error
