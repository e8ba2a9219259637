"""Days and moments are read as people write them, and the machine's time zone is never used."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text, is_moment_text, moment_text, parse_moment, read_day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_way_of_writing_a_day_gives_the_same_day(day: date) -> None:
    written = (
        day_text(day),
        day.isoformat(),
        f"{day:%d%m%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f" {day.day}.{day.month}.{day.year} ",
    )
    assert {read_day("from", text) for text in written} == {day}


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026", "hôm nay", "1/13/2026", "24/11/26"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        read_day("from", text)
    assert (caught.value.field, caught.value.code) == ("from", "BAD-DATE")


def test_a_moment_without_an_offset_is_vietnamese_time() -> None:
    assert moment_text(parse_moment("2026-11-24T08:00")) == "2026-11-24T08:00:00+07:00"
    assert moment_text(parse_moment("2026-11-24T01:00:00Z")) == "2026-11-24T08:00:00+07:00"


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-07:00", "yesterday", ""]
)
def test_a_moment_outside_the_calendar_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_moment(text)


@given(st.text(max_size=12))
def test_no_text_trips_the_reader_of_days(text: str) -> None:
    with suppress(InvalidField):
        assert read_day("to", text).year >= 1


@pytest.mark.parametrize(
    "text",
    [
        *("", "9999-99-99T99:99:99+07:00", "2026-03-02", "2026-03-02T09:00:00"),
        *("2026-03-02T02:00:00+00:00", "2026-03-02T09:00:00.5+07:00", "2026-03-02 09:00:00+07:00"),
        *("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-07:00"),
    ],
)
def test_only_what_the_program_writes_is_a_moment_in_the_tables(text: str) -> None:
    assert not is_moment_text(text)
    assert is_moment_text("2026-03-02T09:00:00+07:00")
