"""Moments carry the fixed offset +07:00; the machine's time zone is never used."""

import re
from datetime import date, datetime, timedelta, timezone

from ca_desktop.domain.errors import InvalidField

VIETNAM = timezone(timedelta(hours=7))
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

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
