"""Local tariffs: from a day on they are all that is paid, and nothing before that day changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.local_tariffs import LocalTariff, with_tariffs
from ca_desktop.domain.procedures import Procedure, ProcedureCase, from_json, to_json
from ca_desktop.domain.tariffs import ExemptionGround, FeeRule, rules_of

START = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: START + timedelta(days=days))


def rule(amount: int, **more: object) -> FeeRule:
    given: dict[str, object] = {"case": None, "unit_note": "", "legal_basis": "Luật"} | more
    return FeeRule(amount_vnd=amount, **given)  # type: ignore[arg-type]


def procedure(*fees: FeeRule) -> Procedure:
    limit = parse_time_limit("3 wd")
    return Procedure(
        code="1.001193",
        name="Khai sinh",
        alias="ks",
        field_code="ho-tich",
        field_name="Hộ tịch",
        level="Cấp xã",
        valid_from=date(2025, 1, 1),
        cases=(
            ProcedureCase(key="", name="Thường", limit=limit),
            ProcedureCase(key="muon", name="Muộn", limit=limit),
        ),
        fees=fees,
    )


def tariff(since: date, amount: int, **more: object) -> LocalTariff:
    ground = ExemptionGround(code=f"DP-{amount}", name="Hộ cận nghèo", legal_basis="NQ", percent=50)
    return LocalTariff(
        procedure="1.001193",
        since=since,
        legal_basis="Nghị quyết 10/2026/NQ-HĐND",
        rules=(rule(amount, **more),),
        grounds=(ground,),
    )


def paid(known: Procedure, day: date, case: str = "") -> list[int | None]:
    return [each.amount_vnd for _name, each in rules_of(known.fees, case, day)]


@given(st.dictionaries(DAYS, st.integers(1, 10**6), max_size=5), DAYS)
def test_on_every_day_the_last_tariff_that_began_is_what_is_paid(
    tariffs: dict[date, int], day: date
) -> None:
    known = with_tariffs(procedure(rule(7)), [tariff(*each) for each in tariffs.items()])
    begun = [since for since in tariffs if since <= day]
    assert paid(known, day) == [tariffs[max(begun)] if begun else 7]
    grounds = [ground.code for ground in known.exemptions if ground.offered("", "", day)]
    assert grounds == ([f"DP-{tariffs[max(begun)]}"] if begun else [])


def test_what_the_catalogue_dates_later_begins_then() -> None:
    later = rule(9, valid_from=date(2026, 10, 1))
    known = with_tariffs(procedure(rule(7), later), [tariff(date(2026, 7, 1), 8)])
    days = date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)
    assert [paid(known, day) for day in days] == [[7], [8], [8], [9]]


def test_a_case_that_the_catalogue_dropped_costs_nothing_and_breaks_nothing() -> None:
    known = with_tariffs(procedure(rule(7)), [tariff(START, 8, case="cũ")])
    assert paid(known, START) == []


def test_an_amount_may_be_of_one_case_alone() -> None:
    known = with_tariffs(procedure(rule(7)), [tariff(START, 8, case="muon")])
    assert (paid(known, START), paid(known, START, "muon")) == ([], [8])


def test_applied_twice_or_written_down_it_says_the_same() -> None:
    tariffs = [tariff(START, 8), tariff(date(2026, 7, 1), 9)]
    once = with_tariffs(procedure(rule(7)), tariffs)
    assert with_tariffs(once, tariffs) == once == from_json(to_json(once))
    assert [LocalTariff.from_json(each.to_json()) for each in tariffs] == tariffs


@pytest.mark.parametrize(
    ("key", "value"),
    [("rules", []), ("procedure", "1"), ("legal_basis", " "), ("since", "mai"), ("grounds", [{}])],
)
def test_what_does_not_hold_is_refused(key: str, value: object) -> None:
    with pytest.raises(InvalidField):
        LocalTariff.from_json(tariff(START, 8).to_json() | {key: value})


def test_an_amount_that_nobody_named_is_no_tariff() -> None:
    unknown = tariff(START, 8).to_json()
    unknown["rules"][0]["amount_vnd"] = None
    with pytest.raises(InvalidField) as caught:
        LocalTariff.from_json(unknown)
    assert caught.value.code == "FEE-AMOUNT-NEEDED"
