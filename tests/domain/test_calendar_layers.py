"""Where a year's calendar comes from: layers, the law, and what changed."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.app.starter import starter_data
from ca_desktop.domain.calendar_layers import (
    YearLayers,
    changed_days,
    laid_over,
    require_own,
    unusual_days,
)
from ca_desktop.domain.calendars import Shift, WorkingCalendar, YearCalendar
from ca_desktop.domain.errors import InvalidField

LAW = starter_data().holiday_law
MORNING = (Shift(time(7), time(11, 30)),)
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
OWN = st.builds(
    lambda off, half: YearCalendar(
        year=2027,
        off=dict.fromkeys(off, "holiday"),
        half_days=dict.fromkeys((day for day in half if day.weekday() < 5), MORNING),
    ),
    st.sets(DAYS, max_size=6),
    st.sets(DAYS, max_size=6),
)
BASE = YearCalendar(
    year=2027,
    off={date(2027, 2, 4): "holiday", date(2027, 9, 3): "swap_off"},
    make_up=frozenset({date(2027, 9, 11)}),
)


@given(own=OWN)
def test_an_office_adds_days_off_and_half_days_and_takes_none_away(own: YearCalendar) -> None:
    merged = WorkingCalendar(years={2027: laid_over(BASE, own)})
    base = WorkingCalendar(years={2027: BASE})
    for number in range(365):
        day = date.fromordinal(date(2027, 1, 1).toordinal() + number)
        assert merged.is_working(day) == (base.is_working(day) and day not in own.off)
        if day in own.half_days and merged.is_working(day):
            assert merged.shifts_on(day) == MORNING
    assert laid_over(merged.years[2027], own) == merged.years[2027]


@given(own=OWN)
def test_what_changed_is_just_the_days_that_are_something_else(own: YearCalendar) -> None:
    after = laid_over(BASE, own)
    changed = changed_days(BASE, after)
    old, new = (WorkingCalendar(years={2027: year}) for year in (BASE, after))
    for number in range(365):
        day = date.fromordinal(date(2027, 1, 1).toordinal() + number)
        same = (old.day_kind(day), old.shifts_on(day)) == (new.day_kind(day), new.shifts_on(day))
        assert same == (day not in changed)
    assert changed_days(None, after) == frozenset()


def test_the_centre_ranks_above_what_was_entered_and_that_above_the_starter() -> None:
    starter, entered, published = (
        YearCalendar(year=2027, off={date(2027, 3, day): "holiday"}) for day in (1, 2, 3)
    )
    own = YearCalendar(year=2027, off={date(2027, 3, 26): "holiday"})
    layers = YearLayers(starter=starter, entered=entered, published=published, own=own)
    assert (layers.layer, layers.base) == ("centre", published)
    assert layers.in_force is not None
    assert set(layers.in_force.off) == {date(2027, 3, 3), date(2027, 3, 26)}
    alone = YearLayers(starter=starter, entered=entered)
    assert (alone.layer, alone.in_force) == ("import", entered)
    assert YearLayers(starter=starter).layer == "starter"
    assert (YearLayers(own=own).layer, YearLayers(own=own).in_force) == ("", None)


def test_an_office_makes_no_rest_day_a_working_day() -> None:
    with pytest.raises(InvalidField) as caught:
        require_own(YearCalendar(year=2027, make_up=frozenset({date(2027, 3, 6)})))
    assert caught.value.code == "OWN-MAKE-UP"


@pytest.mark.parametrize("year", starter_data().calendars, ids=lambda year: str(year.year))
def test_the_years_of_the_release_have_every_holiday_of_the_law(year: YearCalendar) -> None:
    assert LAW.lacking(year) == ()


def test_a_suggested_year_has_the_fixed_days_and_says_which_are_still_to_come() -> None:
    year = LAW.suggested(2028)
    off = {date(2028, month, day) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2), (11, 24))}
    moved_on = {date(2028, 1, 3), date(2028, 5, 2), date(2028, 9, 4)}
    assert set(year.off) == off | moved_on
    assert LAW.lacking(year) == (
        "Tết Âm lịch (5 ngày)",
        "Giỗ Tổ Hùng Vương (10/3 âm lịch)",
        "Ngày liền kề Quốc khánh",
    )


def test_unusual_days_come_by_date_with_what_they_are() -> None:
    year = YearCalendar(
        year=2027,
        off={date(2027, 9, 3): "swap_off", date(2027, 9, 4): "holiday"},
        make_up=frozenset({date(2027, 9, 11)}),
        half_days={date(2027, 2, 3): MORNING},
    )
    assert [kind for _day, kind in unusual_days(year)] == [
        "half_day",
        "swap_off",
        "holiday",
        "make_up",
    ]
