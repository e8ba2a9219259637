"""The release's own content: a catalogue a commune can work with from the first hour."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ca_desktop.app.starter import StarterData
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.deadlines import TimeUnit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.procedures import (
    Procedure,
    field_code_of,
    from_json,
    search_procedures,
    to_json,
)

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
STARTER = StarterData(RESOURCES)
FILES = sorted((RESOURCES / "catalogue").glob("*.toml"))
BY_CODE = {procedure.code: procedure for procedure in STARTER.procedures}


def limits(code: str) -> set[str]:
    return {str(case.limit) for case in BY_CODE[code].cases}


# --- every procedure --------------------------------------------------------------------------


def test_there_are_enough_procedures_for_a_year_at_the_desk() -> None:
    assert len(STARTER.procedures) >= 150
    assert len({procedure.field_code for procedure in STARTER.procedures}) >= 30


def test_every_procedure_can_be_taken_in() -> None:
    assert not [item.code for item in STARTER.procedures if not item.ready_for_intake]


def test_every_dossier_has_a_paper_that_everybody_brings() -> None:
    for item in STARTER.procedures:
        assert any(paper.mandatory for paper in item.documents), item.code


def test_codes_and_aliases_are_unique_and_short() -> None:
    assert len(BY_CODE) == len(STARTER.procedures)
    aliases = [item.alias for item in STARTER.procedures]
    assert len(set(aliases)) == len(aliases)
    assert not [alias for alias in aliases if not re.fullmatch("[a-z]{2,4}", alias)]


def test_an_alias_finds_its_procedure_first() -> None:
    for item in STARTER.procedures:
        assert search_procedures(STARTER.procedures, item.alias)[0] is item


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2027, 12, 31)], ids=str)
def test_every_procedure_is_in_force_in_the_years_of_the_calendars(day: date) -> None:
    assert not [item.code for item in STARTER.procedures if not item.in_force(day)]


def test_what_communes_always_did_is_in_force_from_2025_on() -> None:
    old = [item for item in STARTER.procedures if item.in_force(date(2025, 1, 2))]
    assert {"1.001193", "1.000656", "1.000894", "2.000815"} <= {item.code for item in old}
    assert len(old) >= 60


def test_every_procedure_survives_its_event() -> None:
    for item in STARTER.procedures:
        assert from_json(json.loads(canonical_json(to_json(item)))) == item


def test_every_procedure_says_what_it_stands_on_and_what_comes_of_it() -> None:
    for item in STARTER.procedures:
        assert item.legal_basis, item.code
        assert item.result, item.code
        assert item.fees, item.code
        assert item.level == "Cấp xã"
        assert item.field_code == field_code_of(item.field_name)


def test_several_cases_have_names_to_choose_by() -> None:
    for item in STARTER.procedures:
        if len(item.cases) > 1:
            assert all(case.name for case in item.cases), item.code


def test_names_are_not_shouted_and_carry_no_portal_prefix() -> None:
    for item in STARTER.procedures:
        assert not item.name.isupper(), item.code
        assert not item.name.startswith("Thủ tục"), item.code


def test_every_kind_of_time_limit_is_there() -> None:
    units = {case.limit.unit for item in STARTER.procedures for case in item.cases}
    assert units >= set(TimeUnit) - {TimeUnit.WEEK, TimeUnit.MONTH}


def test_fees_set_by_law_bear_their_ground() -> None:
    for item in STARTER.procedures:
        for rule in item.fees:
            assert rule.legal_basis or not rule.amount_vnd or rule.unit_note, item.code
    assert [rule.amount_vnd for rule in BY_CODE["2.000815"].fees] == [2000]
    assert [rule.amount_vnd for rule in BY_CODE["1.001193"].fees] == [0, None]
    assert [rule.amount_vnd for rule in BY_CODE["2.001263"].fees] == [400_000]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_names_its_field_and_where_its_facts_are_from(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("docs/sources.md#catalogue.")
    assert lines[1].startswith('field = "')
    assert all(len(line) < 400 for line in lines)


# --- against what was published ---------------------------------------------------------------

OTHER_THAN_THE_NATIONAL_SAMPLE = {"1.013226": {"9 d"}, "1.013232": {"10 d"}, "2.000986": {"20 d"}}
"""Rows whose field says days while their own text says working days."""


def published(rows: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield code and limits of the rows that state their time in fields of their own."""
    units = {"WORKING_DAY": "wd", "DAY": "d", "HOUR": "h", "OTHER": "wd"}
    for line in rows.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        found = {
            "same-day" if unit == "OTHER" and amount == 1 else f"{amount:g} {units[unit]}"
            for unit, amount in ((x["unit"], x["qty"]) for x in row.get("channels") or ())
            if amount is not None and unit in units
        }
        if found and row["code"] in BY_CODE:
            yield row["code"], found


def test_time_limits_are_those_of_the_national_database(shared_data: Path) -> None:
    sample = dict(published(shared_data / "procedures" / "procedures_sample.jsonl"))
    assert len(sample) >= 45
    differing = {code: found for code, found in sample.items() if not found <= limits(code)}
    assert differing == OTHER_THAN_THE_NATIONAL_SAMPLE


SHORTER_OR_LONGER_IN_ONE_COMMUNE = {
    "1.001699", "1.001776", "1.004859", "1.012796", "1.012817", "1.012818",
    "1.013949", "1.013978", "1.014027", "2.000806", "2.001009", "2.001035", "2.001406",
}  # fmt: skip
"""A province may cut times, and this list counts calendar days as working days."""


def test_a_real_commune_s_own_list_differs_only_where_known(shared_data: Path) -> None:
    path = shared_data / "procedures" / "commune_nghe_an_h41_local_codes_durations.csv"
    differing, shared = set(), 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] in BY_CODE:
                shared += 1
                days = row["duration_working_days"]
                same = {f"{days} wd", f"{days} d"} | ({"same-day"} if days == "1" else set())
                differing |= set() if same & limits(row["code"]) else {row["code"]}
    assert shared >= 50
    assert differing == SHORTER_OR_LONGER_IN_ONE_COMMUNE


def test_importing_the_portal_keeps_the_fields_of_the_report(shared_data: Path) -> None:
    """A field under a second name would split its row in the monthly report."""
    rows = (shared_data / "procedures" / "procedures_sample.jsonl").read_text(encoding="utf-8")
    sample = {row["code"]: row["field"] for row in map(json.loads, rows.splitlines())}
    ours = {code: item.field_name for code, item in BY_CODE.items() if code in sample}
    assert {code: sample[code] for code in ours} == ours


# --- reading ----------------------------------------------------------------------------------


def test_the_catalogue_is_read_once() -> None:
    assert STARTER.procedures is STARTER.procedures
    assert STARTER.calendars is STARTER.calendars


def test_a_doubled_alias_never_ships(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    text = (RESOURCES / "catalogue" / "tre-em.toml").read_text(encoding="utf-8")
    (tmp_path / "catalogue" / "a.toml").write_text(
        re.sub("alias = .*", 'alias = "aa"', text), encoding="utf-8"
    )
    with pytest.raises(InvalidField):
        _ = StarterData(tmp_path).procedures


def test_a_procedure_without_a_first_day_begins_with_2025() -> None:
    assert BY_CODE["1.001193"].valid_from == date(2025, 1, 1)
    assert BY_CODE["1.001612"].valid_from == date(2025, 7, 1)


def birth() -> Procedure:
    return BY_CODE["1.001193"]


def test_birth_is_registered_the_same_day_against_two_papers() -> None:
    assert str(birth().case("").limit) == "same-day"
    assert [paper.mandatory for paper in birth().documents] == [True, True, False]
    assert birth().result == "Giấy khai sinh"


# --- calendars --------------------------------------------------------------------------------

CALENDAR = WorkingCalendar(years={year.year: year for year in STARTER.calendars})


def test_three_years_have_a_calendar() -> None:
    assert [year.year for year in STARTER.calendars] == [2025, 2026, 2027]


def test_every_swapped_day_is_made_up_for_at_a_weekend() -> None:
    for year in STARTER.calendars:
        assert not [day for day in year.make_up if day.weekday() < 5]
        assert len(year.make_up) == sum(kind == "swap_off" for kind in year.off.values())


@pytest.mark.parametrize(("year", "working_days"), [(2025, 250), (2026, 249), (2027, 249)])
def test_a_year_has_so_many_working_days(year: int, working_days: int) -> None:
    ordinals = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    assert sum(CALENDAR.is_working(date.fromordinal(n)) for n in ordinals) == working_days


def test_the_published_holidays_of_2025_are_off(shared_data: Path) -> None:
    with (shared_data / "holidays" / "vn_holidays_2019_2025.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["date"] >= "2025"]
    assert len(rows) >= 10
    assert not [row["date"] for row in rows if CALENDAR.is_working(date.fromisoformat(row["date"]))]


def test_the_published_swaps_are_in_the_calendars(shared_data: Path) -> None:
    with (shared_data / "holidays" / "official_swap_days.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["day_off"] >= "2025"]
    assert len(rows) == 3
    for row in rows:
        assert not CALENDAR.is_working(date.fromisoformat(row["day_off"]))
        assert CALENDAR.is_working(date.fromisoformat(row["working_day_instead"]))
