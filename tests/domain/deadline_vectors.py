"""Due dates that are known by hand (docs/sources.md#due-dates), for this and for other programs."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar, year_from_json
from ca_desktop.domain.deadlines import due, parse_time_limit, resume_after_pause
from ca_desktop.domain.moments import parse_moment

VECTORS = [
    ("2026-11-23T09:00", "1 wd", "2026-11-25 09:00"),
    ("2026-11-23T09:00", "3 wd", "2026-11-27 09:00"),
    ("2026-11-20T09:00", "3 wd", "2026-11-26 09:00"),
    ("2026-02-12T09:00", "3 wd", "2026-02-24 09:00"),
    ("2026-08-20T09:00", "3 wd", "2026-08-24 09:00"),
    ("2026-08-28T09:00", "1 wd", "2026-09-03 09:00"),
    ("2026-04-24T09:00", "3 wd", "2026-05-04 09:00"),
    ("2027-02-02T09:00", "5 wd", "2027-02-16 09:00"),
    ("2026-12-31T09:00", "1 wd", "2027-01-04 09:00"),
    ("2026-11-20T15:10", "same-day", "2026-11-23 17:00"),
    ("2026-11-23T15:10", "same-day", "2026-11-25 17:00"),
    ("2026-11-20T15:00", "same-day", "2026-11-20 17:00"),
    ("2026-11-21T09:00", "same-day", "2026-11-23 17:00"),
    ("2026-11-19T15:30", "3 wd", "2026-11-25 15:30"),
    ("2026-11-09T09:00", "7.5 wd", "2026-11-18 15:00"),
    ("2026-11-09T13:30", "3.5 h", "2026-11-09 17:00"),
]
"""Received, limit, due."""

PAUSES = [
    ("5 wd", "2026-11-09T10:00", "2026-11-13T10:00", "2026-11-16T09:00", "2026-11-17 10:00"),
    ("5 wd", "2026-11-16T10:00", "2026-11-18T10:00", "2026-11-20T16:00", "2026-11-26 10:00"),
    ("5 wd", "2026-11-09T10:00", "2026-11-13T10:00", "2026-11-14T09:00", "2026-11-17 10:00"),
    ("5 wd", "2026-11-09T10:00", "2026-11-13T10:00", "2026-11-13T16:00", "2026-11-16 10:00"),
    ("5 wd", "2026-11-09T10:00", "2026-11-13T10:00", "2026-11-13T17:01", "2026-11-17 10:00"),
    ("15 d", "2026-11-02T10:00", "2026-11-05T10:00", "2026-11-09T09:00", "2026-11-23 10:00"),
    ("2 week", "2026-11-02T10:00", "2026-11-05T10:00", "2026-11-07T09:00", "2026-11-20 10:00"),
    ("8 h", "2026-11-10T10:00", "2026-11-10T14:00", "2026-11-11T08:00", "2026-11-11 16:00"),
    (
        "24 clock_h",
        "2026-11-13T10:00",
        "2026-11-13T12:00",
        "2026-11-14T12:30",
        "2026-11-15 10:30",
    ),
    (
        "same-day",
        "2026-11-12T10:00",
        "2026-11-12T11:00",
        "2026-11-13T09:00",
        "2026-11-13 17:00",
    ),
]
"""Limit, received, papers asked for, papers complete, due."""


def shipped() -> dict[int, YearCalendar]:
    """Return the calendars of the release."""
    folder = Path(__file__).resolve().parents[2] / "resources" / "calendar"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("20*.toml")]
    years = [year_from_json(tomllib.loads(text)) for text in texts]
    return {year.year: year for year in years}


def answers() -> Iterator[tuple[str, str, str, str]]:
    """Answer every vector: received, limit, day, hour."""
    calendar = WorkingCalendar(years=shipped())
    for received, within, _expected in VECTORS:
        found = due(calendar, parse_moment(received), parse_time_limit(within))
        yield received, within, f"{found.due_at:%Y-%m-%d}", f"{found.due_at:%H:%M}"
    for within, received, asked, completed, _expected in PAUSES:
        limit = parse_time_limit(within)
        before = due(calendar, parse_moment(received), limit).due_at
        if before is None:
            raise AssertionError(within)
        found = resume_after_pause(
            calendar,
            limit,
            due_at=before,
            asked_at=parse_moment(asked),
            completed_at=parse_moment(completed),
        )
        yield received, within, f"{found.due_at:%Y-%m-%d}", f"{found.due_at:%H:%M}"
