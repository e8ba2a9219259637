"""Answering "when?" for any moment and limit that a person or script typed."""

import pytest
from tests.helpers.training import Office

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.errors import CalendarMissing, InvalidField
from ca_desktop.services.office.deadlines import deadline_of, read_moment


@pytest.fixture
def calendar(office: Office) -> WorkingCalendar:
    with office.ports.reading() as view:
        return view.master.calendar()


@pytest.mark.parametrize(
    ("received", "within", "due"),
    [
        ("2026-11-23T09:00", "1 wd", "2026-11-25T09:00"),
        ("2026-11-23T09:00", "3 wd", "2026-11-27T09:00"),
        ("2026-02-12T09:00", "3 wd", "2026-02-24T09:00"),
        ("2026-08-20T09:00", "3 wd", "2026-08-24T09:00"),
        ("2026-08-28T09:00", "1 wd", "2026-09-03T09:00"),
        ("2027-02-02T09:00", "5 wd", "2027-02-16T09:00"),
        ("2026-12-31T09:00", "1 wd", "2027-01-04T09:00"),
        ("2026-11-20T15:10", "same-day", "2026-11-23T17:00"),
        ("2026-11-20T15:00", "same-day", "2026-11-20T17:00"),
        ("2026-11-19T15:30", "3 wd", "2026-11-25T15:30"),
        ("2026-11-09T09:00", "7.5 wd", "2026-11-18T15:00"),
        ("2026-11-09T13:30", "3.5 h", "2026-11-09T17:00"),
        ("2026-11-20T09:00", "1 d", "2026-11-23T09:00"),
    ],
)
def test_the_vectors_of_the_law_come_out(
    calendar: WorkingCalendar, received: str, within: str, due: str
) -> None:
    found = deadline_of(calendar, received, within)
    assert found.due_at is not None
    assert found.due_at.isoformat() == f"{due}:00+07:00"
    assert found.trace


def test_no_limit_has_no_due_date(calendar: WorkingCalendar) -> None:
    assert deadline_of(calendar, "2026-03-02T09:00", "none").due_at is None


@pytest.mark.parametrize(
    "received", ["2026-03-02T09:00", "2026-03-02T09:00+07:00", "2026-03-02T02:00:00+00:00"]
)
def test_a_moment_without_an_offset_is_vietnamese(calendar: WorkingCalendar, received: str) -> None:
    found = deadline_of(calendar, received, "3 wd").due_at
    assert found is not None
    assert found.isoformat() == "2026-03-05T09:00:00+07:00"


def test_a_year_without_a_calendar_is_named(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarMissing) as caught:
        deadline_of(calendar, "2027-12-30T09:00", "3 wd")
    assert caught.value.year == 2028


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-02-30T09:00", "02/03/2026", "9:00"),
        *("0001-01-01T00:00+23:00", "0001-01-01T08:00", "1899-12-31T23:59"),
        *("9999-12-31T23:59", "9999-12-31T23:59-12:00", "3000-01-01T00:00"),
    ],
)
def test_what_is_no_moment_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        read_moment("received", text)
    assert (caught.value.field, caught.value.code) == ("received", "BAD-MOMENT")


@pytest.mark.parametrize("text", ["", "3", "wd", "-1 wd", "1.2.3 wd", "3 years", "0.0001 wd"])
def test_what_is_no_limit_is_refused(calendar: WorkingCalendar, text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        deadline_of(calendar, "2026-03-02T09:00", text)
    assert caught.value.code == "BAD-LIMIT"
