"""The strict reader against a public suite of JSON, and against what Python lets pass."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.json_hazards import HAZARDS

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.exchange.strict_json import (
    MAX_INTEGER,
    Limits,
    is_plain,
    read_canonical,
    read_json,
)

STRICTER = {
    "y_number.json",
    "y_number_0e+1.json",
    "y_number_0e1.json",
    "y_number_double_close_to_zero.json",
    "y_number_int_with_exp.json",
    "y_number_real_capital_e.json",
    "y_number_real_capital_e_neg_exp.json",
    "y_number_real_capital_e_pos_exp.json",
    "y_number_real_exponent.json",
    "y_number_real_fraction_exponent.json",
    "y_number_real_neg_exp.json",
    "y_number_real_pos_exponent.json",
    "y_number_simple_real.json",
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_object_extreme_numbers.json",
    "y_string_allowed_escapes.json",
    "y_string_escaped_control_character.json",
    "y_string_null_escape.json",
    "y_structure_lonely_negative_real.json",
}
"""Valid JSON that is refused all the same: floats, doubled keys, control characters."""


@pytest.mark.parametrize("data", HAZARDS.values(), ids=HAZARDS.keys())
def test_what_has_broken_other_readers_is_refused(data: bytes) -> None:
    with pytest.raises(PackageRefused) as refusal:
        read_json(data)
    assert refusal.value.code == "E-114"


@pytest.mark.parametrize("data", HAZARDS.values(), ids=HAZARDS.keys())
@pytest.mark.parametrize(("before", "behind"), [(b'{"a":', b"}"), (b"[[0],", b"]"), (b"", b",1")])
def test_it_is_refused_wherever_it_stands(data: bytes, before: bytes, behind: bytes) -> None:
    with pytest.raises(PackageRefused) as refusal:
        read_json(before + data + behind)
    assert refusal.value.code == "E-114"


def test_what_stands_just_within_the_limits_is_read() -> None:
    assert read_json(b"[" * 16 + b"]" * 16)
    assert read_json(json.dumps({str(n): 0 for n in range(200)}).encode())
    assert read_json(b'"' + b"a" * 32_768 + b'"') == "a" * 32_768
    assert read_json(b"[%d,-%d]" % (MAX_INTEGER, MAX_INTEGER)) == [MAX_INTEGER, -MAX_INTEGER]
    assert read_json('["dòng\\n\\tmột 😀"]'.encode()) == ["dòng\n\tmột 😀"]
    assert read_json(b'["\\ud83d\\ude00"]') == ["😀"]
    assert read_json(b" [null,true,false] \n") == [None, True, False]


def test_limits_can_be_set_for_a_document() -> None:
    assert read_json(b"[" * 20 + b"]" * 20, limits=Limits(depth=20))
    with pytest.raises(PackageRefused):
        read_json(b"[1,2,3]", limits=Limits(size=6))


def test_the_public_suite_of_json_is_judged_as_written_down(shared_data: Path) -> None:
    files = sorted((shared_data / "vectors/json_test_suite/test_parsing").glob("*.json"))
    assert len(files) > 300
    read, refused = set(), set()
    for file in files:
        try:
            read_json(file.read_bytes())
            read.add(file.name)
        except PackageRefused:
            refused.add(file.name)
    assert not [name for name in read if not name.startswith("y_")]
    assert {name for name in refused if name.startswith("y_")} == STRICTER


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b' {"a":1}',
        b'["\\u0041"]',
        b'["\\/"]',
        b"[-0]",
        b'["\\u1ec7"]',
        b'["\\u000A"]',
    ],
)
def test_only_one_spelling_is_canonical(data: bytes) -> None:
    read_json(data)
    with pytest.raises(PackageRefused) as refusal:
        read_canonical(data)
    assert refusal.value.code == "E-114"


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=20,
)


@given(_JSON)
def test_canonical_bytes_come_back_as_they_went(value: object) -> None:
    data = canonical_json(value)
    assert read_canonical(data, limits=Limits(depth=40)) == value


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8")))
def test_no_bytes_whatever_raise_anything_else(data: bytes) -> None:
    try:
        value = read_json(data)
    except PackageRefused as refusal:
        assert refusal.code == "E-114"  # noqa: PT017 accepted input is fine too
    else:
        canonical_json(value)


SMALL = Limits(size=1_000, depth=3, keys=4, string=60)
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.sampled_from('ađ"\\\n\t\b\x1f{[:,-0123456789'), max_size=70),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_what_looks_plain_would_pass_the_walk(value: object) -> None:
    data = canonical_json(value)
    if is_plain(data, SMALL):
        assert read_json(data, limits=SMALL) == value


def test_an_ordinary_line_looks_plain() -> None:
    line = {"seq": 5, "hash": "0123456789" * 6 + "abcd", "name": "Lò Thị Đo", "at": [{"n": 480}]}
    assert is_plain(canonical_json(line), Limits())
