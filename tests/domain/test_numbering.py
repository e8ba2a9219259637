import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.numbering import (
    CounterKey,
    check_unit_code,
    dossier_code,
    dossier_key,
    is_dossier_code,
    parse_code,
    receipt_key,
    receipt_number,
    register_key,
    register_number,
    written_number,
)

UNIT = "H19.12.34"
NOW = date(2026, 11, 24)
BEFORE = date(2025, 9, 14)

UNITS = st.from_regex(r"[A-Y][0-9]{2}(\.[0-9A-Z]{1,3}){0,4}", fullmatch=True)
DAYS = st.dates(min_value=date(2018, 6, 21), max_value=date(2099, 12, 31))
NUMBERS = st.integers(1, 9999)

R2018 = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Y]\d{2}-\d{6}-\d{4,}")
R2025 = re.compile(r"[A-Y]\d{2}(\.[0-9A-Z]{1,3}){0,4}-\d{6}-\d{4,}")


# --- dossier codes ----------------------------------------------------------------------------


def test_a_code_names_unit_day_and_number() -> None:
    assert dossier_code(UNIT, NOW, 7) == "H19.12.34-261124-0007"


def test_the_pattern_switches_with_the_forms() -> None:
    assert dossier_code(UNIT, BEFORE, 1) == "000.34.12.H19-250914-0001"
    assert dossier_code(UNIT, date(2025, 9, 15), 1) == "H19.12.34-250915-0001"


@pytest.mark.parametrize(
    ("unit", "before"),
    [
        ("H19", "000.00.00.H19"),
        ("H26.16", "000.00.16.H26"),
        ("H24.60.4", "000.04.60.H24"),
        ("H15.50.05.13", "013.05.50.H15"),
        ("H41.104.11", "000.11.104.H41"),
        ("000.00.21.H17", "000.00.21.H17"),
    ],
)
def test_the_2018_pattern_turns_the_groups_round_and_fills_them(unit: str, before: str) -> None:
    code = dossier_code(unit, BEFORE, 12)
    assert code == f"{before}-250914-0012"
    assert is_dossier_code(code)


def test_a_later_life_prints_its_series_before_four_digits() -> None:
    assert dossier_code(UNIT, NOW, 1, series=2) == "H19.12.34-261124-20001"
    assert dossier_code(UNIT, NOW, 1234, series=11) == "H19.12.34-261124-111234"
    assert dossier_code(UNIT, BEFORE, 1, series=2) == "000.34.12.H19-250914-20001"


def test_a_day_with_more_than_four_digits_of_dossiers_goes_on() -> None:
    assert dossier_code(UNIT, NOW, 12345) == "H19.12.34-261124-12345"


@given(UNITS, DAYS, NUMBERS, st.integers(1, 99))
def test_every_code_reads_back(unit: str, day: date, number: int, series: int) -> None:
    code = dossier_code(unit, day, number, series=series)
    parsed = parse_code(code)
    assert parsed is not None
    assert parsed.day == day
    assert int(parsed.running[-4:]) == number
    assert int(parsed.running[:-4] or 1) == series
    if day > BEFORE:
        assert parsed.unit == unit
        assert R2025.fullmatch(code)


@given(st.from_regex(r"[A-Y][0-9]{2}(\.[0-9A-Z]{2}){0,2}", fullmatch=True), NUMBERS)
def test_the_2018_pattern_is_the_one_of_the_circular(unit: str, number: int) -> None:
    assert R2018.fullmatch(dossier_code(unit, BEFORE, number))


@given(st.tuples(NUMBERS, st.integers(1, 9)), st.tuples(NUMBERS, st.integers(1, 9)))
def test_two_lives_never_print_the_same_code(one: tuple[int, int], other: tuple[int, int]) -> None:
    codes = {dossier_code(UNIT, NOW, number, series=series) for number, series in (one, other)}
    assert len(codes) == len({one, other})


@pytest.mark.parametrize(
    ("text", "unit", "day", "running"),
    [
        ("000.A0.01.H26-210212-9090", "000.A0.01.H26", date(2021, 2, 12), "9090"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13", date(2026, 10, 8), "0975"),
        ("H26.104-261125-0017", "H26.104", date(2026, 11, 25), "0017"),
        ("000.00.051.H04-240229-123456", "000.00.051.H04", date(2024, 2, 29), "123456"),
    ],
)
def test_codes_of_other_systems_read_as_well(text: str, unit: str, day: date, running: str) -> None:
    parsed = parse_code(text)
    assert parsed is not None
    assert (parsed.unit, parsed.day, parsed.running) == (unit, day, running)


@pytest.mark.parametrize(
    "text",
    [
        "",
        UNIT,
        "H19.12.34-261124",
        "H19.12.34-261124-007",
        "H19.12.34-261324-0007",
        "H19.12.34-250229-0007",
        "H19.12.34-261124-0007 ",
        "H19.12.34-261124-0007\n",
        "h19.12.34-261124-0007",
        "Z19.12.34-261124-0007",
        "000.00.UB.003-261124-0007",
        "H19..34-261124-0007",
        ".H19-261124-0007",
        "H19.12.34-٢٦١١٢٤-0007",
        "H19.12.34-261124-0000000007",
        "H19." + "1." * 40 + "1-261124-0007",
        "1.001193",
    ],
)
def test_anything_else_is_no_dossier_code(text: str) -> None:
    assert parse_code(text) is None
    assert not is_dossier_code(text)


@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_code(text)


# --- identifiers of units ---------------------------------------------------------------------


@pytest.mark.parametrize("code", ["H19", "H19.12.34", " H19.12.34 ", "G12.98.D1", "000.00.21.H17"])
def test_an_identifier_of_an_agency_passes(code: str) -> None:
    assert check_unit_code(code) == code.strip()


@pytest.mark.parametrize(
    "code",
    [
        *("", " ", "h19.12.34", "H19,12,34", "H19..34", ".H19", "H19.", "H19.12 34", "H19/12"),
        *("H1", "H199", "Z19.12", "NUL", "UBNDX", "000.00.UB.003", "../H19", "H19.12.34\x00"),
        *("H19." + "1" * 32, "H١٩.12", "Xã 1"),
    ],
)
def test_anything_else_is_no_identifier(code: str) -> None:
    with pytest.raises(InvalidField) as caught:
        check_unit_code(code)
    assert (caught.value.field, caught.value.code) == ("code", "BAD-UNIT-CODE")


def test_an_identifier_may_have_35_characters() -> None:
    assert len(check_unit_code("H19." + "1" * 31)) == 35


def test_published_identifiers_of_both_orders_pass(shared_data: Path) -> None:
    source = shared_data / "agency_codes" / "agency_codes_seen.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    identifiers = [row["code"] for row in rows if row["shape"].startswith(("new", "old", "QD20"))]
    assert len(identifiers) > 80
    for code in identifiers:
        assert check_unit_code(code) == code
        assert is_dossier_code(dossier_code(code, NOW, 1))
        assert is_dossier_code(dossier_code(code, BEFORE, 1))


# --- receipts, registers, counters ------------------------------------------------------------


def test_yearly_numbers_carry_a_later_series_behind_them() -> None:
    assert (receipt_number(123), register_number(7)) == ("123", "7")
    assert (receipt_number(123, series=2), register_number(7, series=3)) == ("123.2", "7.3")


def test_codes_are_counted_by_day_and_the_others_by_year() -> None:
    assert dossier_key(UNIT, "2026-11-24") == CounterKey("dossier", UNIT, "2026-11-24")
    assert receipt_key(UNIT, "2026-11-24") == CounterKey("receipt", UNIT, "2026")
    assert register_key(UNIT, "2026-11-24") == CounterKey("register", UNIT, "2026")


@given(st.lists(st.tuples(UNITS, DAYS), min_size=2, max_size=2, unique=True))
def test_no_two_counters_share_a_key(places: list[tuple[str, date]]) -> None:
    keys = [
        make(unit, day.isoformat()).text
        for unit, day in places
        for make in (dossier_key, receipt_key, register_key)
    ]
    same_year = places[0][0] == places[1][0] and places[0][1].year == places[1][1].year
    assert len(set(keys)) == (4 if same_year else 6)


@pytest.mark.parametrize(
    ("number", "written"), [("7", "07"), ("12", "12"), ("3.2", "03.2"), ("100", "100")]
)
def test_the_number_of_a_slip_below_ten_has_a_zero_on_paper(number: str, written: str) -> None:
    assert written_number(number) == written
