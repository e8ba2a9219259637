"""Days, births and numbers as hands type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.people import BirthDate
from ca_desktop.domain.text import grouped
from ca_desktop.domain.typed import birth_moved, id_words, phone_typed, typed_day, whole_number

TODAY = date(2026, 11, 26)
DAYS = {
    "24112026": (24, 11, 2026), "24/11/2026": (24, 11, 2026), "24-11-2026": (24, 11, 2026),
    "24.11.2026": (24, 11, 2026), "24 11 2026": (24, 11, 2026), " 24 / 11 / 2026 ": (24, 11, 2026),
    "5/3/2026": (5, 3, 2026), "05/3/2026": (5, 3, 2026), "5-3-26": (5, 3, 2026),
    "05032026": (5, 3, 2026), "050326": (5, 3, 2026), "24-11-26": (24, 11, 2026),
    "24.11.26": (24, 11, 2026), "2026-11-24": (24, 11, 2026), "29/02/2028": (29, 2, 2028),
    "29/2/28": (29, 2, 2028), "31/12/1999": (31, 12, 1999), "1/1/00": (1, 1, 2000),
    "h": (26, 11, 2026), "H": (26, 11, 2026), " h ": (26, 11, 2026),
}  # fmt: skip
NO_DAYS = (
    "31/04/2026", "29/02/2026", "29/2/26", "0/1/2026", "1/0/2026", "32/01/2026", "1/13/2026",
    "2026", "3/2026", "hôm nay", "hh", "24/11", "1/1/1", "24/11/2026x", "٢٤/١١/٢٠٢٦", "1//1/2026",
    "-1/1/2026", "24112026000", "24,11,2026",
)  # fmt: skip
BIRTHS = {
    "05031990": "1990-03-05", "5/3/1990": "1990-03-05", "5-3-90": "1990-03-05",
    "5.3.1990": "1990-03-05", "5 3 1990": "1990-03-05", "050390": "1990-03-05",
    "1990": "1990", "3/1990": "1990-03", "03/1990": "1990-03", "031990": "1990-03",
    "3-1990": "1990-03", "1990-03-05": "1990-03-05", "1990-3": "1990-03",
    "1/1/26": "2026-01-01", "26/11/26": "2026-11-26", "27/11/26": "1926-11-27",
    "1/1/27": "1927-01-01", "1/1/00": "2000-01-01", "29/02/2000": "2000-02-29",
    "29/2/96": "1996-02-29", "31/12/1880": "1880-12-31",
}  # fmt: skip
NO_BIRTHS = {
    "31/04/1990": "DATE-BAD", "29/02/1990": "DATE-BAD", "29/02/1900": "DATE-BAD",
    "0/3/1990": "DATE-BAD", "5/0/1990": "DATE-BAD", "90": "DATE-BAD", "5/3": "DATE-BAD",
    "1879": "DATE-BAD", "h": "DATE-BAD", "năm 1990": "DATE-BAD", "1/1/199": "DATE-BAD",
    "27/11/2026": "DATE-FUTURE", "12/2026": "DATE-FUTURE", "2027": "DATE-FUTURE",
    "01012100": "DATE-FUTURE",
}  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_however_it_is_typed(text: str) -> None:
    day, month, year = DAYS[text]
    assert typed_day("day", text, TODAY) == date(year, month, day)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_refused_and_named(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        typed_day("from", text, TODAY)
    assert (refused.value.field, refused.value.code) == ("from", "BAD-DATE")


def test_a_machine_that_may_be_wrong_does_not_say_what_today_is() -> None:
    with pytest.raises(InvalidField):
        typed_day("day", "h", None)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_comes_back_from_how_it_is_shown(day: date) -> None:
    assert typed_day("day", day_text(day), TODAY) == day


@pytest.mark.parametrize("text", BIRTHS)
def test_a_birth_is_read_as_precisely_as_it_is_known(text: str) -> None:
    assert str(BirthDate.typed(text, today=TODAY)) == BIRTHS[text]


@pytest.mark.parametrize("text", NO_BIRTHS)
def test_what_is_no_birth_says_why(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        BirthDate.typed(text, today=TODAY)
    assert refused.value.code == NO_BIRTHS[text]


@given(st.dates(date(1881, 1, 1), date(2026, 11, 26)), st.sampled_from((4, 7, 10)))
def test_a_birth_comes_back_from_how_it_is_shown(day: date, known: int) -> None:
    birth = BirthDate.parse(day.isoformat()[:known])
    assert BirthDate.typed(birth.words(), today=TODAY) == birth


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(-200, 200))
def test_an_arrow_moves_by_what_is_known(day: date, steps: int) -> None:
    whole = BirthDate(day.year, day.month, day.day)
    assert birth_moved(whole, steps).first_day == day + timedelta(days=steps)
    month = birth_moved(BirthDate(day.year, day.month), steps)
    assert (month.year * 12 + (month.month or 0)) - (day.year * 12 + day.month) == steps
    assert birth_moved(BirthDate(day.year), steps // 10) == BirthDate(day.year + steps // 10)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("001090123456", "001 090 123 456"),
        (" 001 090 123 456 ", "001 090 123 456"),
        ("001.090.123.456", "001 090 123 456"),
        ("012345678", "012345678"),
        ("00109012345", "00109012345"),
        ("B  1234567", "B 1234567"),
        ("không có", "không có"),
    ],
)
def test_a_citizens_number_is_grouped_and_anything_else_stays(typed: str, shown: str) -> None:
    assert id_words(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0912345678", "0912 345 678"),
        ("0912.345.678", "0912 345 678"),
        ("+84 912 345 678", "0912 345 678"),
        ("02213 888 999", "02213888999"),
        ("của con: 0912345678", "của con: 0912345678"),
    ],
)
def test_a_telephone_number_is_grouped_and_anything_else_stays(typed: str, shown: str) -> None:
    assert phone_typed(typed) == shown


@given(st.integers(0, 10**15))
def test_an_amount_comes_back_from_how_it_is_shown(number: int) -> None:
    for text in (
        grouped(number),
        str(number),
        f"{grouped(number)} đ",
        f"{number:,}".replace(",", " "),
    ):
        assert whole_number("fee_vnd", text, "BAD-MONEY") == number


@pytest.mark.parametrize("text", ["", "-1", "1,5", "tám nghìn", "²", "1e3", "đ"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        whole_number("fee_vnd", text, "BAD-MONEY")
    assert refused.value.code == "BAD-MONEY"
