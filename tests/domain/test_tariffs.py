"""Tariffs: pages by tiers and cap, units, dates, grounds; the release's data against the law."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.app.starter import StarterData
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.tariffs import (
    ExemptionGround,
    FeeCounts,
    FeeRule,
    FeeTier,
    FeeUnit,
    ReceiptKind,
    rules_of,
    taken_off,
)

STARTER = StarterData(Path(__file__).resolve().parents[2] / "resources")
BY_CODE = {procedure.code: procedure for procedure in STARTER.procedures}
LAW = STARTER.fee_law
(COPIES,) = BY_CODE["2.000815"].fees
PAGES = st.integers(1, 400)


def copy_by_page(pages: int) -> int:
    """Thông tư 226/2016, Điều 4, page by page as it is read."""
    total = 0
    for page in range(1, pages + 1):
        total += 2000 if page <= 2 else 1000
    return min(total, 200_000)


@given(PAGES, st.integers(1, 50))
def test_certified_copies_cost_what_the_circular_says_page_by_page(pages: int, copies: int) -> None:
    counts = FeeCounts(pages=pages, copies=copies)
    assert COPIES.amount(counts) == copy_by_page(pages) * copies


@pytest.mark.parametrize(
    ("pages", "amount"), [(1, 2000), (2, 4000), (3, 5000), (198, 200_000), (9999, 200_000)]
)
def test_the_pages_of_the_original_are_counted_up_to_the_cap(pages: int, amount: int) -> None:
    assert COPIES.amount(FeeCounts(pages=pages)) == amount


@pytest.mark.parametrize(
    ("code", "counts", "online", "amount"),
    [
        ("2.000884", FeeCounts(times=3), False, 30_000),
        ("2.001035", FeeCounts(pages=40, copies=3), False, 50_000),
        ("2.000913", FeeCounts(), False, 30_000),
        ("2.000927", FeeCounts(), False, 25_000),
        ("2.000635", FeeCounts(copies=2, times=2), False, 32_000),
        ("1.004222", FeeCounts(), False, 20_000),
        ("1.004222", FeeCounts(), True, 10_000),
        ("1.004194", FeeCounts(), True, 7_000),
        ("1.010038", FeeCounts(), True, 5_000),
        ("2.001263", FeeCounts(), False, 400_000),
        ("2.000908", FeeCounts(copies=9), False, 0),
    ],
)
def test_the_tariffs_of_the_release_are_those_of_the_circulars(
    code: str, counts: FeeCounts, amount: int, *, online: bool
) -> None:
    (rule,) = BY_CODE[code].fees
    assert rule.amount(counts, online=online) == amount


def test_what_the_provincial_council_decides_has_no_amount() -> None:
    (rule,) = BY_CODE["1.004873"].fees
    assert rule.amount(FeeCounts(copies=3)) is None
    assert rule.name == "Lệ phí hộ tịch"


def test_a_rule_applies_to_its_case_and_its_days_only() -> None:
    old = replace(COPIES, valid_to=date(2026, 6, 30))
    new = replace(COPIES, amount_vnd=3000, valid_from=date(2026, 7, 1))
    other = replace(COPIES, case="many")
    rules = (old, new, other)
    assert rules_of(rules, "", date(2026, 6, 30), usual="Phí") == (("Phí chứng thực", old),)
    assert [rule for _name, rule in rules_of(rules, "many", date(2026, 7, 1))] == [new, other]
    assert rules_of((replace(COPIES, name=""),), "", date(2026, 1, 1), usual="Phí")[0][0] == "Phí"


@given(st.integers(0, 10**9), st.lists(st.integers(1, 100), max_size=4))
def test_of_several_grounds_the_best_counts_and_nobody_pays_less_than_nothing(
    amount: int, percents: list[int]
) -> None:
    grounds = [
        ExemptionGround(code=f"G{n}", name="x", legal_basis="y", percent=percent)
        for n, percent in enumerate(percents)
    ]
    off = taken_off(amount, grounds)
    assert 0 <= off <= amount
    assert off == (amount * max(percents) // 100 if percents else 0)


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        (date(2026, 8, 14), False),
        (date(2026, 8, 15), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_the_exemption_by_the_identity_app_holds_for_its_months_only(
    day: date, *, offered: bool
) -> None:
    codes = {x.code for x in LAW.offered("2.000635", "ho-tich", day, online=True)}
    assert ("VNEID-2" in codes) is offered
    assert "VNEID-2" not in {x.code for x in LAW.offered("2.000635", "ho-tich", day)}
    assert not {"VNEID-2"} & {x.code for x in LAW.offered("2.000815", "chung-thuc", day)}


@pytest.mark.parametrize(
    ("procedure", "code"),
    [
        ("1.004222", "VNEID-CU-TRU"),
        ("1.010038", "VNEID-CU-TRU"),
        ("1.004772", "VNEID-KHAI-SINH"),
        ("1.004746", "VNEID-KET-HON"),
        ("1.004873", "VNEID-KET-HON"),
    ],
)
def test_a_digital_citizen_pays_nothing_online_for_what_the_resolution_names(
    procedure: str, code: str
) -> None:
    day = date(2026, 11, 27)
    found = {x.code: x.percent for x in LAW.offered(procedure, "", day, online=True)}
    assert found[code] == 100
    assert [x for x in found if x.startswith("VNEID")] == [code]
    assert code not in {x.code for x in LAW.offered(procedure, "", day)}


def test_civil_status_is_free_for_those_the_law_names() -> None:
    codes = {x.code for x in LAW.offered("1.004873", "ho-tich", date(2026, 11, 26))}
    assert {"HT-CO-CONG", "HT-HO-NGHEO", "HT-KHUYET-TAT"} <= codes
    assert "HT-DUNG-HAN" not in codes
    assert "HT-DUNG-HAN" in {x.code for x in LAW.offered("1.001193", "ho-tich", date(2026, 11, 26))}


def test_a_ground_of_the_field_s_own_law_takes_the_place_of_the_general_one() -> None:
    day = date(2026, 11, 26)
    of_births = {x.code for x in LAW.offered("1.004873", "ho-tich", day)}
    assert not of_births & {"PLP-HO-NGHEO", "PLP-KHUYET-TAT", "PLP-CO-CONG"}
    assert "PLP-TRE-EM" in of_births
    others = {x.code for x in LAW.offered("2.000815", "chung-thuc", day)}
    assert {"PLP-HO-NGHEO", "PLP-KHUYET-TAT", "PLP-CO-CONG"} <= others
    names = [x.name for x in LAW.offered("1.004873", "ho-tich", day)]
    assert len(set(names)) == len(names)


def test_grounds_name_their_law_and_procedures_that_exist() -> None:
    codes = [ground.code for ground in LAW.grounds]
    assert len(set(codes)) == len(codes)
    fields = {procedure.field_code for procedure in STARTER.procedures}
    for ground in LAW.grounds:
        assert ground.legal_basis, ground.code
        assert ground.procedures <= set(BY_CODE), ground.code
        assert ground.fields <= fields, ground.code


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2026, 12, 31), {"paper", "electronic", "internal"}),
        (date(2027, 1, 1), {"electronic", "internal"}),
    ],
)
def test_paper_receipts_end_with_2026(day: date, kinds: set[str]) -> None:
    assert {rule.kind.value for rule in LAW.receipts_on(day)} == kinds
    assert LAW.receipt(ReceiptKind.PAPER).legal_basis


def test_a_rule_of_before_reads_and_writes_as_it_did() -> None:
    old = {"case": None, "amount_vnd": 8000, "unit_note": "mỗi bản", "legal_basis": "TT"}
    assert FeeRule.from_json(old).to_json() == old
    assert FeeRule.from_json(COPIES.to_json()) == COPIES


@pytest.mark.parametrize(
    "wrong",
    [
        {"cap_vnd": -1},
        {"online_vnd": 1.5},
        {"unit": "hour"},
        {"tiers": [{"above": 2, "amount_vnd": 1}, {"above": 2, "amount_vnd": 1}]},
        {"tiers": [{"above": 0, "amount_vnd": 1}]},
        {"tiers": {}},
        {"valid_from": 2026},
        {"name": 7},
    ],
    ids=str,
)
def test_a_rule_that_does_not_hold_is_never_made(wrong: dict[str, object]) -> None:
    with pytest.raises((InvalidField, TypeError, ValueError, AttributeError)):
        FeeRule.from_json(COPIES.to_json() | wrong)


@pytest.mark.parametrize("count", [0, -1, 10_000, True])
def test_there_is_at_least_one_of_everything(count: int) -> None:
    with pytest.raises(InvalidField):
        FeeCounts(pages=count)


def test_a_sum_beyond_reason_is_refused() -> None:
    dear = replace(COPIES, unit=FeeUnit.CASE, amount_vnd=10**12, tiers=(), cap_vnd=None)
    with pytest.raises(InvalidField):
        dear.amount(FeeCounts(times=2))
    assert FeeTier(above=2, amount_vnd=0).above == 2
