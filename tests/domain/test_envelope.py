"""The bytes that are hashed: canonical JSON, envelopes, chain and commitments."""

import hashlib
import json
from dataclasses import FrozenInstanceError, asdict, replace
from enum import StrEnum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.events.envelope import (
    ENVELOPE_KEYS,
    GENESIS,
    Envelope,
    StoredEvent,
    StreamName,
    canonical_json,
    commitment,
    event_hash,
    office_audience,
)

NODE, INCARNATION = "0123456789abcdef" * 2, "fedcba9876543210"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)

ENVELOPE = Envelope(
    event_id="a1" * 16,
    kind="DossierReceived",
    version=1,
    stream=f"{NODE}.{INCARNATION}.centre",
    seq=7,
    prev_hash="b2" * 32,
    recorded_at="2026-11-24T08:15:00+07:00",
    clock=False,
    actor="c3" * 16,
    subject=None,
    builds_on=None,
    custody=1,
    commit="d4" * 32,
)
ENVELOPE_BYTES = (
    b'{"actor":"' + b"c3" * 16 + b'","builds_on":null,"clock":false,"commit":"' + b"d4" * 32 + b'",'
    b'"custody":1,"event_id":"' + b"a1" * 16 + b'","kind":"DossierReceived",'
    b'"prev_hash":"' + b"b2" * 32 + b'","recorded_at":"2026-11-24T08:15:00+07:00","seq":7,'
    b'"stream":"0123456789abcdef0123456789abcdef.fedcba9876543210.centre","subject":null,'
    b'"version":1}'
)


# --- Canonical JSON ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        ([], b"[]"),
        ({}, b"{}"),
        ([True, False, 0, -1, 2**53 - 1], b"[true,false,0,-1,9007199254740991]"),
        (("a", ("b",)), b'["a",["b"]]'),
        (
            {"b": 1, "a": 2, "B": 3, "": 4, "10": 5, "9": 6},
            b'{"":4,"10":5,"9":6,"B":3,"a":2,"b":1}',
        ),
        ("Nguyễn Thị Ánh, đường 3/2", '"Nguyễn Thị Ánh, đường 3/2"'.encode()),
        ('\\ " /', b'"\\\\ \\" /"'),
        ("\b\t\n\f\r", b'"\\b\\t\\n\\f\\r"'),
        ("\x00\x1f\x7f", b'"\\u0000\\u001f\x7f"'),
        ("\u2028\u2029\ufeff\U0001f600", '"\u2028\u2029\ufeff\U0001f600"'.encode()),
    ],
)
def test_a_value_has_exactly_these_bytes(value: object, expected: bytes) -> None:
    assert canonical_json(value) == expected


def test_keys_stand_in_the_order_of_their_code_points_and_not_of_utf_16() -> None:
    assert canonical_json({"\U00010000": 1, "\uffff": 2}) == '{"\uffff":2,"\U00010000":1}'.encode()


def test_text_is_written_as_it_is_and_never_normalised() -> None:
    composed, decomposed = "\u1ebf", "e\u0302\u0301"
    assert canonical_json(composed) != canonical_json(decomposed)
    assert json.loads(canonical_json(decomposed)) == decomposed


def slow_text(text: str) -> str:
    """Escape as RFC 8785, section 3.2.2.2, says."""
    short = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 0x22: '"', 0x5C: "\\"}
    signs = []
    for sign in text:
        code = ord(sign)
        if code in short:
            signs.append("\\" + short[code])
        else:
            signs.append(f"\\u{code:04x}" if code < 0x20 else sign)
    return '"' + "".join(signs) + '"'


def slow_json(value: object) -> str:
    match value:
        case None | True | False:
            return str(value).lower().replace("none", "null")
        case int():
            return str(value)
        case str():
            return slow_text(value)
        case list():
            return "[" + ",".join(slow_json(part) for part in value) + "]"
        case dict():
            keys = sorted(value, key=lambda key: [ord(sign) for sign in key])
            return "{" + ",".join(f"{slow_text(key)}:{slow_json(value[key])}" for key in keys) + "}"
        case _:
            raise AssertionError(value)


@given(VALUES)
def test_canonical_json_agrees_with_the_standard_read_letter_by_letter(value: object) -> None:
    assert canonical_json(value) == slow_json(value).encode()


@given(VALUES)
def test_canonical_json_reads_back_and_has_one_form_only(value: object) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(TEXTS, st.integers(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_keys_were_put_in_does_not_show(
    value: dict[str, int], dice: Random
) -> None:
    items = list(value.items())
    dice.shuffle(items)
    assert canonical_json(dict(items)) == canonical_json(value)


@pytest.mark.parametrize(
    "value",
    [1.0, 0.5, float("nan"), float("inf"), [1, [2.0]], {"a": {"b": (1, -0.0)}}, {"a": [1e300]}],
    ids=repr,
)
def test_a_number_that_is_not_whole_is_refused_however_deep(value: object) -> None:
    with pytest.raises(ValueError, match="integers"):
        canonical_json(value)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", ["\udc00\ud800"], {"\ud83d": 1}], ids=ascii)
def test_half_a_character_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json(text)


def test_members_of_an_enumeration_are_written_as_their_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert canonical_json({"c": Colour.RED}) == b'{"c":"red"}'


# --- Envelope ---------------------------------------------------------------------------------


def test_an_envelope_has_exactly_these_bytes() -> None:
    assert ENVELOPE.to_bytes() == ENVELOPE_BYTES


def test_every_key_of_an_envelope_is_always_there() -> None:
    empty = replace(ENVELOPE, actor=None, custody=None)
    assert tuple(json.loads(empty.to_bytes())) == ENVELOPE_KEYS
    assert len(ENVELOPE_KEYS) == 13


@given(
    st.builds(
        Envelope,
        event_id=st.from_regex("[0-9a-f]{32}", fullmatch=True),
        kind=st.sampled_from(["DossierReceived", "NoteAdded"]),
        version=st.integers(1, 9),
        stream=st.just(str(StreamName(NODE, INCARNATION, "all"))),
        seq=st.integers(1, 2**53 - 1),
        prev_hash=st.from_regex("[0-9a-f]{64}", fullmatch=True),
        recorded_at=st.just("2026-11-24T08:15:00+07:00"),
        clock=st.booleans(),
        actor=st.none() | st.just("c3" * 16),
        subject=st.none() | st.just("e5" * 16),
        builds_on=st.none() | st.just("a1" * 16),
        custody=st.none() | st.integers(1, 99),
        commit=st.from_regex("[0-9a-f]{64}", fullmatch=True),
    )
)
def test_every_envelope_reads_back(envelope: Envelope) -> None:
    stored = StoredEvent(envelope.to_bytes(), None, None)
    assert stored.head == envelope
    assert stored.head.to_bytes() == stored.envelope


def test_what_a_later_version_says_in_an_envelope_stays_in_its_bytes() -> None:
    later = canonical_json(asdict(ENVELOPE) | {"witness": "f6" * 32})
    stored = StoredEvent(later, None, None)
    assert stored.head == ENVELOPE
    assert stored.envelope == later
    assert stored.hash == event_hash(later) != event_hash(ENVELOPE_BYTES)


@pytest.mark.parametrize("key", ENVELOPE_KEYS)
def test_an_envelope_without_one_of_its_keys_is_no_envelope(key: str) -> None:
    value = asdict(ENVELOPE)
    del value[key]
    with pytest.raises(KeyError):
        Envelope.from_json(value)


def test_an_envelope_is_never_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        ENVELOPE.seq = 8  # type: ignore[misc]


# --- Chain and commitment ---------------------------------------------------------------------


def test_the_chain_hash_is_sha_256_over_its_label_and_the_bytes() -> None:
    assert event_hash(b"{}") == "acce1320f6a444e89507d075f7520e0435a9f82f503782e3f4e8e401e1c4a1f0"
    by_hand = hashlib.sha256(b"ca-desktop/event/1\x00" + ENVELOPE_BYTES).hexdigest()
    assert event_hash(ENVELOPE_BYTES) == by_hand
    assert "0" * len(by_hand) == GENESIS


def test_the_commitment_is_sha_256_over_its_label_the_salt_and_the_payload() -> None:
    salt, payload = bytes(range(16)), '{"name":"Phạm Văn Ất"}'.encode()
    by_hand = hashlib.sha256(b"ca-desktop/payload/1\x00" + salt + payload).hexdigest()
    assert commitment(salt, payload) == by_hand


def chain_of(count: int) -> list[bytes]:
    """Write a stream as the journal does."""
    written: list[bytes] = []
    for seq in range(1, count + 1):
        before = event_hash(written[-1]) if written else GENESIS
        written.append(replace(ENVELOPE, seq=seq, prev_hash=before).to_bytes())
    return written


def holds(envelopes: list[bytes]) -> bool:
    before = GENESIS
    for envelope in envelopes:
        if StoredEvent(envelope, None, None).head.prev_hash != before:
            return False
        before = event_hash(envelope)
    return True


@given(st.integers(2, 12), st.data())
def test_no_event_of_a_chain_can_be_changed_left_out_or_moved(
    count: int, data: st.DataObject
) -> None:
    chain = chain_of(count)
    head = event_hash(chain[-1])
    at = data.draw(st.integers(0, count - 2))
    changed = chain.copy()
    changed[at] = replace(ENVELOPE, seq=at + 1, prev_hash=GENESIS, clock=True).to_bytes()
    swapped = [*chain[:at], chain[at + 1], chain[at], *chain[at + 2 :]]
    assert holds(chain)
    assert not holds(changed)
    assert not holds(swapped)
    assert not holds(chain[:at] + chain[at + 1 :])
    assert event_hash(chain[at]) != head


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=40), st.data())
def test_one_changed_bit_breaks_the_commitment(
    salt: bytes, payload: bytes, data: st.DataObject
) -> None:
    whole = bytearray(salt + payload)
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    assert commitment(bytes(whole[:16]), bytes(whole[16:])) != commitment(salt, payload)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_the_salt_hides_that_two_payloads_are_equal(one: bytes, two: bytes) -> None:
    payload = b'{"reason":"x"}'
    assert (commitment(one, payload) == commitment(two, payload)) == (one == two)


def test_an_erased_payload_leaves_the_chain_whole() -> None:
    salt, payload = bytes(16), b'{"name":"x"}'
    envelope = replace(ENVELOPE, commit=commitment(salt, payload)).to_bytes()
    kept, erased = StoredEvent(envelope, salt, payload), StoredEvent(envelope, None, None)
    assert kept.hash == erased.hash
    assert kept.head == erased.head


def test_a_stored_event_tells_nobody_what_it_holds() -> None:
    text = repr(StoredEvent(ENVELOPE_BYTES, b"\x01" * 16, '{"name":"Lò Thị Mẩy"}'.encode()))
    assert "name" not in text
    assert "\\x01" not in text


# --- Names of streams -------------------------------------------------------------------------

AUDIENCES = st.sampled_from(["local", "centre", "all", office_audience("9" * 32)])


@given(
    st.from_regex("[0-9a-f]{32}", fullmatch=True),
    st.from_regex("[0-9a-f]{16}", fullmatch=True),
    AUDIENCES,
)
def test_every_stream_name_reads_back(node: str, incarnation: str, audience: str) -> None:
    name = StreamName(node, incarnation, audience)
    assert StreamName.parse(str(name)) == name
    assert str(name) == f"{node}.{incarnation}.{audience}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{NODE}.{INCARNATION}",
        f"{NODE}.{INCARNATION}.",
        f"{NODE}.{INCARNATION}.desk",
        f"{NODE}.{INCARNATION}.centre\n",
        f" {NODE}.{INCARNATION}.centre",
        f"{NODE}.{INCARNATION}.centre.all",
        f"{NODE.upper()}.{INCARNATION}.centre",
        f"{NODE[1:]}.{INCARNATION}.centre",
        f"{NODE}0.{INCARNATION}.centre",
        f"{NODE}.{INCARNATION}0.centre",
        f"{NODE}.{INCARNATION}.office:",
        f"{NODE}.{INCARNATION}.office:{'9' * 31}",
        f"{NODE}.{INCARNATION}.office:{'A' * 32}",
        "\u0665" * 32 + f".{INCARNATION}.centre",
    ],
)
def test_anything_else_is_no_stream_name(text: str) -> None:
    with pytest.raises(ValueError, match="stream"):
        StreamName.parse(text)
