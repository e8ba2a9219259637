"""A version of a procedure is a value that always holds; the catalogue finds it."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.checks import MAX_TEXT
from ca_desktop.domain.clock_rules import ClockRules, Share
from ca_desktop.domain.deadlines import TimeLimit, TimeUnit, parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.procedures import (
    MAX_JSON_BYTES,
    OTHER_FIELD,
    PROCEDURE_CODE,
    SUPPLEMENT_CLOCKS,
    Procedure,
    ProcedureCase,
    RequiredDocument,
    check_aliases,
    field_code_of,
    from_json,
    search_procedures,
    to_json,
    with_details_of,
)
from ca_desktop.domain.tariffs import FeeRule

BARE = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    alias="ks",
    field_code="ho-tich",
    field_name="Hộ tịch",
    level="Cấp xã",
    valid_from=date(2025, 1, 1),
)
FULL = replace(
    BARE,
    cases=(
        ProcedureCase(key="", name="Thông thường", limit=parse_time_limit("same-day")),
        ProcedureCase(key="verify", name="Phải xác minh", limit=parse_time_limit("7.5 wd")),
    ),
    documents=(
        RequiredDocument(name="Tờ khai", originals=1, copies=0, form_code="TK-01"),
        RequiredDocument(
            name="Giấy ủy quyền", originals=1, copies=0, mandatory=False, note="nếu có"
        ),
    ),
    fees=(
        FeeRule(case=None, amount_vnd=8000, unit_note="mỗi bản", legal_basis="TT 281/2016/TT-BTC"),
        FeeRule(case="verify", amount_vnd=None, unit_note="HĐND cấp tỉnh quy định", legal_basis=""),
    ),
    legal_basis=("Luật Hộ tịch 60/2014/QH13",),
    result="Giấy khai sinh",
    linked_agencies=("Công an cấp xã",),
    cutoff="15:00",
    source="starter",
    decision="QĐ 1/QĐ-BTP",
)


def refusal(make: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(InvalidField) as caught:
        make()
    return caught.value.field, caught.value.code


# --- codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["1.001193", "2.000815", "6.006594", "1.013978.H41", "1.012753.000.00.00.H41"]
)
def test_national_codes_and_those_of_a_province_hold(code: str) -> None:
    assert PROCEDURE_CODE.fullmatch(code)
    assert replace(BARE, code=code).code == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1001193",
        "1.00119",
        "1.0011933",
        "1.001193.",
        "1.001193.000.H41",
        "x.001193",
        "1.001193\n",
    ],
)
def test_anything_else_is_no_code(code: str) -> None:
    assert refusal(lambda: replace(BARE, code=code)) == ("code", "BAD-PROCEDURE-CODE")


# --- what holds of every version --------------------------------------------------------------


def test_a_version_is_ready_once_it_has_a_time_limit_and_papers() -> None:
    assert BARE.missing == ("time_limit", "documents")
    assert replace(FULL, documents=()).missing == ("documents",)
    assert FULL.ready_for_intake
    assert not replace(FULL, cases=(), fees=()).ready_for_intake


def test_a_procedure_without_a_set_limit_is_ready_too() -> None:
    case = ProcedureCase(key="", name="", limit=TimeLimit("", TimeUnit.NONE))
    assert replace(FULL, cases=(case,), fees=()).ready_for_intake


def test_a_case_is_found_by_its_key() -> None:
    assert FULL.case("").limit == parse_time_limit("same-day")
    assert FULL.case("verify").limit.value == "7.5"
    assert refusal(lambda: FULL.case("khác")) == ("case", "NO-SUCH-CASE")


def test_a_version_is_in_force_from_its_first_day_to_its_last() -> None:
    version = replace(BARE, valid_to=date(2025, 6, 30))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [version.in_force(day) for day in days] == [False, True, True, False]
    assert BARE.in_force(date(2099, 1, 1))


CASE, OTHER_CASE = FULL.cases
PAPER, FEE = FULL.documents[0], FULL.fees[0]

WRONG: list[tuple[Any, str, object, str]] = [
    (FULL, "name", " ", "REQ-FIELD"),
    (FULL, "name", "a\nb", "CONTROL-CHARS"),
    (FULL, "name", "a\u202eb", "CONTROL-CHARS"),
    (FULL, "name", "a" * (MAX_TEXT + 1), "TOO-LONG"),
    (FULL, "field_code", "", "REQ-FIELD"),
    (FULL, "legal_basis", ("Luật", ""), "REQ-FIELD"),
    (FULL, "linked_agencies", ("a\x00",), "CONTROL-CHARS"),
    (FULL, "alias", "Khai sinh", "BAD-TYPE"),
    (FULL, "alias", "k", "BAD-TYPE"),
    (FULL, "valid_to", date(2024, 12, 31), "BAD-DATE"),
    (FULL, "supplement_clock", "stop", "BAD-CHOICE"),
    (FULL, "clock", ClockRules(payment_clock="stop"), "BAD-CHOICE"),
    (FULL, "clock", ClockRules(supplement_wait="lâu"), "BAD-LIMIT"),
    (FULL, "clock", ClockRules(shares=(Share(agency=" ", limit="2 wd"),)), "REQ-FIELD"),
    (FULL, "cutoff", "25:00", "BAD-TIME"),
    (FULL, "cutoff", "15h", "BAD-TIME"),
    (FULL, "cases", (CASE, CASE), "BAD-CHOICE"),
    (FULL, "cases", (OTHER_CASE, CASE), "CASE-NEEDED"),
    (FULL, "cases", (CASE,), "NO-SUCH-CASE"),
    (FULL, "documents", (PAPER,) * 501, "BAD-COUNT"),
    (PAPER, "name", "", "REQ-FIELD"),
    (PAPER, "originals", -1, "BAD-COUNT"),
    (PAPER, "copies", 100, "BAD-COUNT"),
    (PAPER, "copies", True, "BAD-COUNT"),
    (PAPER, "mandatory", "có", "BAD-TYPE"),
    (FEE, "amount_vnd", -1, "BAD-MONEY"),
    (FEE, "amount_vnd", 10**13, "BAD-MONEY"),
    (OTHER_CASE, "name", "", "REQ-FIELD"),
]


@pytest.mark.parametrize(
    ("sound", "name", "value", "code"), WRONG, ids=[f"{n}-{row[1]}" for n, row in enumerate(WRONG)]
)
def test_a_version_that_does_not_hold_is_never_made(
    sound: Any, name: str, value: object, code: str
) -> None:
    assert refusal(lambda: replace(sound, **{name: value}))[1] == code


def test_111_papers_and_a_name_of_4706_letters_fit() -> None:
    paper = RequiredDocument(name="giấy " * 941, originals=1, copies=1)
    many = replace(FULL, documents=(paper, *FULL.documents[:1] * 110))
    assert from_json(to_json(many)) == many


# --- as an event ------------------------------------------------------------------------------


def test_a_version_survives_its_event() -> None:
    for procedure in (BARE, FULL, replace(FULL, valid_to=date(2027, 2, 28), cutoff=None)):
        assert from_json(json.loads(canonical_json(to_json(procedure)))) == procedure


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
LIMITS = st.sampled_from(["same-day", "none", "3 wd", "7.5 wd", "5 d", "4 h", "24 clock_h"])
PAPERS = st.builds(
    RequiredDocument,
    name=TEXT,
    originals=st.integers(0, 99),
    copies=st.integers(0, 99),
    mandatory=st.booleans(),
    note=TEXT,
    form_code=TEXT,
)
PROCEDURES = st.builds(
    lambda limits, **given: Procedure(
        **given,
        code="1.001193",
        cases=tuple(
            ProcedureCase(
                key=str(n) if n else "", name=f"Trường hợp {n}", limit=parse_time_limit(x)
            )
            for n, x in enumerate(limits)
        ),
    ),
    limits=st.lists(LIMITS, max_size=4),
    name=TEXT,
    alias=st.from_regex(r"([a-z0-9]{2,8})?", fullmatch=True),
    field_code=TEXT,
    field_name=TEXT,
    level=TEXT,
    valid_from=st.dates(),
    documents=st.lists(PAPERS, max_size=4).map(tuple),
    legal_basis=st.lists(TEXT, max_size=3).map(tuple),
    supplement_clock=st.sampled_from(SUPPLEMENT_CLOCKS),
    clock=st.builds(
        ClockRules,
        payment_clock=st.sampled_from(["pause", "none"]),
        verification_clock=st.sampled_from(["pause", "none"]),
        supplement_wait=st.sampled_from(["15 wd", "30 d"]),
        shares=st.lists(
            st.builds(Share, agency=TEXT, limit=st.sampled_from(["2 wd", "4 h"]), task=TEXT),
            max_size=3,
        ).map(tuple),
    ),
    cutoff=st.none() | st.from_regex(r"([01][0-9]|2[0-3]):[0-5][0-9]", fullmatch=True),
)


@given(PROCEDURES)
def test_every_version_survives_its_event(procedure: Procedure) -> None:
    assert from_json(json.loads(canonical_json(to_json(procedure)))) == procedure


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
def test_a_foreign_event_is_a_version_or_refused(data: st.DataObject) -> None:
    value = to_json(FULL)
    table: dict[str, Any] = data.draw(
        st.sampled_from([value, value["documents"][0], value["cases"][1], value["fees"][0]])
    )
    name = data.draw(st.sampled_from(sorted(table)))
    if data.draw(st.booleans()):
        table[name] = data.draw(JSON)
    else:
        del table[name]
    with contextlib.suppress(InvalidField):
        assert isinstance(from_json(value), Procedure)


@pytest.mark.parametrize("name", ["alias", "level", "result", "valid_to", "legal_basis", "cases"])
@pytest.mark.parametrize("empty", [0, False, {}], ids=str)
def test_an_empty_value_of_the_wrong_kind_is_refused(name: str, empty: object) -> None:
    assert refusal(lambda: from_json(to_json(FULL) | {name: empty})) == ("procedure", "BAD-TYPE")


def test_keys_of_later_programs_are_passed_over() -> None:
    assert from_json(to_json(FULL) | {"colour": "red"}) == FULL


def test_a_version_too_long_for_a_line_of_a_package_is_refused() -> None:
    paper = RequiredDocument(name="đ" * MAX_TEXT, originals=1, copies=0)
    long = replace(FULL, documents=(paper,) * (MAX_JSON_BYTES // (2 * MAX_TEXT) + 1))
    assert refusal(lambda: to_json(long)) == ("procedure", "TOO-LONG")


# --- catalogue --------------------------------------------------------------------------------


def test_a_field_has_the_same_code_in_every_office() -> None:
    assert field_code_of("Hộ tịch") == field_code_of(" HỘ  TỊCH ") == "ho-tich"
    assert field_code_of("Đăng ký, quản lý cư trú") == "dang-ky-quan-ly-cu-tru"


def test_an_alias_names_one_procedure() -> None:
    other = replace(BARE, code="1.000656", alias="kt")
    check_aliases([BARE, other, FULL, replace(other, code="2.000815", alias="")])
    twice = [BARE, replace(other, alias="ks")]
    assert refusal(lambda: check_aliases(twice)) == ("alias", "ALIAS-TAKEN")


def test_two_procedures_may_go_without_an_alias() -> None:
    check_aliases([replace(BARE, alias=""), replace(BARE, code="1.000656", alias="")])


def test_an_imported_row_keeps_the_details_the_office_has() -> None:
    listed = replace(
        BARE,
        name="Thủ tục đăng ký khai sinh",
        alias="",
        field_code="ho-tich-moi",
        field_name="Hộ tịch mới",
        valid_from=date(2026, 1, 1),
        source="portal",
    )
    merged = with_details_of(listed, FULL)
    assert (merged.alias, merged.cases, merged.documents) == ("ks", FULL.cases, FULL.documents)
    assert (merged.name, merged.field_name) == (listed.name, "Hộ tịch mới")
    assert (merged.valid_from, merged.source, merged.decision) == (
        date(2026, 1, 1),
        "portal",
        "QĐ 1/QĐ-BTP",
    )
    assert with_details_of(listed, merged) == merged


def test_a_row_without_a_field_does_not_take_the_field_away() -> None:
    listed = replace(BARE, field_code=field_code_of(OTHER_FIELD), field_name=OTHER_FIELD)
    assert with_details_of(listed, FULL).field_name == "Hộ tịch"


@dataclass(frozen=True)
class Item:
    code: str
    name: str
    alias: str = ""


ITEMS = (
    Item("1.001193", "Thủ tục đăng ký khai sinh", "ks"),
    Item("1.003583", "Đăng ký khai sinh lưu động", "ksl"),
    Item("1.004884", "Đăng ký lại khai sinh", "lks"),
    Item("1.000656", "Đăng ký khai tử", "kt"),
    Item("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "ct"),
    Item("1.002693", "Cấp giấy phép chặt hạ, dịch chuyển cây xanh", "cx"),
)


@pytest.mark.parametrize(
    ("typed", "aliases"),
    [
        ("ks", "ks ksl"),
        ("KS", "ks ksl"),
        ("k", "ks ksl kt lks"),
        ("khai sinh", "ks ksl lks"),
        ("sinh khai", "ks ksl lks"),
        ("đăng ký khai", "ks ksl kt lks"),
        ("dang ky khai s", "ks ksl lks"),
        ("chung thuc", "ct"),
        ("ban sao giay", "ct"),
        ("anh cay", "cx"),
        ("1.001193", "ks"),
        ("2.0008", "ct"),
        ("thu tuc", ""),
        ("xe may", ""),
        ("%", ""),
    ],
)
def test_a_procedure_is_found_as_the_clerk_types(typed: str, aliases: str) -> None:
    assert " ".join(item.alias for item in search_procedures(ITEMS, typed)) == aliases


def test_nothing_typed_shows_everything() -> None:
    assert search_procedures(ITEMS, "  ") == list(ITEMS)


@given(st.text(max_size=30))
def test_no_typing_breaks_the_search(typed: str) -> None:
    found = search_procedures(ITEMS, typed)
    assert len(found) == len(set(found))
    assert set(found) <= set(ITEMS)


@given(st.sampled_from(ITEMS), st.data())
def test_the_beginnings_of_some_words_find_a_procedure(item: Item, data: st.DataObject) -> None:
    words = data.draw(st.permutations(item.name.removeprefix("Thủ tục ").split()))
    cut = [word[: data.draw(st.integers(1, len(word)))] for word in words[:3]]
    assert item in search_procedures(ITEMS, " ".join(cut))
