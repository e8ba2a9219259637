"""Moments carry the fixed offset +07:00; the machine's time zone is never used."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def moment_text(moment: datetime) -> str:
    """Write ``moment`` as events, tables and JSON do: ISO-8601, whole seconds, +07:00."""
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()


def parse_moment(text: str) -> datetime:
    """Read an ISO-8601 moment; without an offset it is Vietnamese time.

    Raises:
        ValueError: not a moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=VIETNAM)
    return moment.astimezone(VIETNAM)


def day_start(day: date) -> datetime:
    """Return 00:00 of ``day``."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def day_text(day: date) -> str:
    """Write ``day`` as people read it: ``dd/MM/yyyy``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
