"""The time limits of official process texts give the dates that a clerk would promise."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.domain import deadline_oracle as slow
from tests.domain.deadline_vectors import shipped
from tests.domain.test_deadlines_walked import plain

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import due, parse_time_limit
from ca_desktop.domain.moments import VIETNAM

CALENDAR = WorkingCalendar(years=shipped())

BY_HAND = {
    "2026-11-20T09:00": {
        "same-day": "20/11/2026", "2 wd": "25/11/2026", "3 wd": "26/11/2026",
        "5 wd": "30/11/2026", "6 wd": "01/12/2026", "10 d": "30/11/2026",
    },
    "2026-11-20T15:10": {
        "same-day": "23/11/2026", "2 wd": "25/11/2026", "3 wd": "26/11/2026",
        "5 wd": "30/11/2026", "6 wd": "01/12/2026", "10 d": "30/11/2026",
    },
    "2026-02-12T10:00": {
        "same-day": "12/02/2026", "2 wd": "23/02/2026", "3 wd": "24/02/2026",
        "5 wd": "26/02/2026", "6 wd": "27/02/2026", "10 d": "23/02/2026",
    },
    "2026-12-30T10:00": {
        "same-day": "30/12/2026", "2 wd": "04/01/2027", "3 wd": "05/01/2027",
        "5 wd": "07/01/2027", "6 wd": "08/01/2027", "10 d": "11/01/2027",
    },
}  # fmt: skip
"""Counted on a calendar on the wall: a Friday before a holiday, the eve of Tết, a year's end."""

_SECTION = re.compile(r"Thời hạn giải quyết\s*:(.*?)(?=\n\s*c\.|\n\s*\d\.)", re.DOTALL)
_DAYS = re.compile(r"(\d{1,2})\s*(?:\([^)]*\)\s*)?ngày(\s+làm\s+việc)?")


def limits_in(text: str) -> set[str]:
    """Read the time limits of a process as a clerk reads them."""
    said = " ".join(" ".join(_SECTION.findall(text)).split())
    found = {f"{int(number)} {'wd' if work else 'd'}" for number, work in _DAYS.findall(said)}
    if re.search(r"ngay trong ngày", said, re.IGNORECASE):
        assert re.search(r"sau 15 giờ", said) or "ngày làm việc" in said
        found.add("same-day")
    return found


@pytest.fixture(scope="module")
def processes(shared_data: Path) -> dict[str, set[str]]:
    folder = shared_data / "iso_processes" / "text"
    found = {
        path.stem: limits_in(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")
    }
    if not found:
        pytest.skip("the process texts are not here")
    return found


def test_every_process_states_a_limit_that_the_program_knows(
    processes: dict[str, set[str]],
) -> None:
    assert all(processes.values()), [name for name, found in processes.items() if not found]
    for text in {each for found in processes.values() for each in found}:
        assert str(parse_time_limit(text)) == text
    assert {"same-day", "2 wd", "3 wd", "5 wd"} <= set().union(*processes.values())


def test_the_program_promises_what_a_clerk_counts_on_the_wall(
    processes: dict[str, set[str]],
) -> None:
    checked = 0
    for received, expected in BY_HAND.items():
        moment = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)
        for name, found in processes.items():
            for text in found & set(expected):
                promised = due(CALENDAR, moment, parse_time_limit(text)).due_at
                assert f"{promised:%d/%m/%Y}" == expected[text], (name, received, text)
                checked += 1
    assert checked >= 4 * len(processes)


def test_on_every_day_of_a_year_it_promises_what_the_slow_walk_finds(
    processes: dict[str, set[str]],
) -> None:
    office = slow.Office(
        years=set(CALENDAR.years),
        off={day: why for year in CALENDAR.years.values() for day, why in year.off.items()},
        make_up={day for year in CALENDAR.years.values() for day in year.make_up},
    )
    first = datetime(2026, 1, 1, tzinfo=VIETNAM)
    for text in sorted(set().union(*processes.values())):
        number, _space, unit = text.rpartition(" ")
        for day in range(365):
            minute = (day * 97) % 1440
            moment = first + timedelta(days=day, minutes=minute)
            walked = slow.deadline(office, (moment.date(), minute), number, unit)
            assert plain(due(CALENDAR, moment, parse_time_limit(text))) == walked, (text, moment)
