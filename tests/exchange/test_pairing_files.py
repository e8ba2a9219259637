"""Pairing files: two offices that trust a sheet of paper, and everybody who would cheat."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.packages import make_node

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import NodeSecrets
from ca_desktop.domain.pairing import Commune, Offer, certificate_body
from ca_desktop.exchange.keys import generate_node_secrets, public_of, root_from_seed, sign
from ca_desktop.exchange.pairing_files import (
    MAX_FILE,
    code_holds,
    offer_bytes,
    read_offer,
    read_request,
    request_bytes,
)

CODE = "7K2QPX9M"
ROOT, ROOT_PUBLIC, ESCROW = root_from_seed(bytes(range(32)))
CENTRE, COMMUNE_NODE = make_node(1), make_node(2)
COMMUNE = Commune(
    code="H19.12.34",
    name="Xã Bình Minh",
    office=COMMUNE_NODE.office,
    node=COMMUNE_NODE.node,
    incarnation=COMMUNE_NODE.incarnation,
    training=True,
)


def make_offer(root: bytes = ROOT, **changes: Any) -> Offer:
    offer = Offer(
        offer_id="0f" * 16,
        commune_code=COMMUNE.code,
        office=CENTRE.office,
        code="H19.12",
        name="Trung tâm Phục vụ hành chính công",
        training=True,
        root_key=ROOT_PUBLIC,
        escrow_key=ESCROW,
        node=CENTRE.node,
        sign=CENTRE.keys.sign,
        box=CENTRE.keys.box,
        serial=1,
        certificate=bytes(64),
    )
    offer = replace(offer, **changes)
    return replace(offer, certificate=sign(root, "certificate", certificate_body(offer)))


OFFER = make_offer()
OFFER_FILE = offer_bytes(OFFER)
REQUEST_FILE = request_bytes(OFFER, CODE, COMMUNE, COMMUNE_NODE.secrets)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(PackageRefused) as refusal:
        work()
    return refusal.value.code


def rewritten(data: bytes, **changes: object) -> bytes:
    return canonical_json({**json.loads(data), **changes}) + b"\n"


def test_an_offer_arrives_as_it_was_made() -> None:
    assert read_offer(OFFER_FILE) == OFFER
    assert read_offer(OFFER_FILE.rstrip(b"\n")) == OFFER
    assert read_offer(OFFER_FILE).fingerprint == OFFER.fingerprint


def test_an_answer_arrives_as_it_was_made() -> None:
    request = read_request(REQUEST_FILE)
    assert request.commune == COMMUNE
    assert request.keys == COMMUNE_NODE.keys
    assert request.offer_id == OFFER.offer_id
    assert code_holds(request, CODE)


@pytest.mark.parametrize("typed", ["7k2q-px9m", " 7K2Q PX9M ", "7K2QPX9M"])
def test_the_code_may_be_typed_as_people_type(typed: str) -> None:
    assert code_holds(read_request(REQUEST_FILE), typed)


@pytest.mark.parametrize("typed", ["7K2QPX9N", "", "7K2QPX9", "đây là mã", "7K2QPX9M7K2QPX9M"])
def test_another_code_does_not_hold(typed: str) -> None:
    assert not code_holds(read_request(REQUEST_FILE), typed)


def test_a_code_does_not_hold_for_another_offer() -> None:
    other = request_bytes(make_offer(offer_id="0e" * 16), CODE, COMMUNE, COMMUNE_NODE.secrets)
    moved = json.loads(other)["mac"]
    request = read_request(rewritten(REQUEST_FILE, mac=moved))
    assert not code_holds(request, CODE)


@pytest.mark.parametrize(
    "changes",
    [
        {"office": "00" * 16},
        {"node": "00" * 16},
        {"sign": make_node(9).keys.sign},
        {"box": make_node(9).keys.box},
        {"escrow_key": make_node(9).keys.box},
        {"serial": 2},
        {"training": False},
        {"root_key": make_node(9).keys.sign},
        {"certificate": bytes(64)},
    ],
)
def test_what_the_root_certifies_cannot_be_exchanged(changes: dict[str, Any]) -> None:
    assert code_of(lambda: read_offer(offer_bytes(replace(OFFER, **changes)))) == "E-113"


def test_an_offer_of_another_organisation_has_other_digits() -> None:
    root, public, escrow = root_from_seed(b"another seed of another organisation")
    forged = make_offer(root, root_key=public, escrow_key=escrow)
    assert read_offer(offer_bytes(forged)).fingerprint != OFFER.fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Xã Khác"},
        {"code": "H19.12.35"},
        {"office": "00" * 16},
        {"node": "00" * 16},
        {"incarnation": "00" * 8},
        {"training": False},
        {"offer_id": "0e" * 16},
        {"box": "00" * 32},
        {"sign": make_node(9).keys.sign.hex()},
        {"signature": "00" * 64},
    ],
)
def test_what_a_commune_signed_cannot_be_exchanged(changes: dict[str, object]) -> None:
    assert code_of(lambda: read_request(rewritten(REQUEST_FILE, **changes))) == "E-113"


def thief() -> NodeSecrets:
    return generate_node_secrets()


def test_another_office_cannot_answer_with_its_own_keys_and_a_seen_mac() -> None:
    secrets = thief()
    forged = json.loads(request_bytes(OFFER, "00000000", COMMUNE, secrets))
    forged["mac"] = json.loads(REQUEST_FILE)["mac"]
    request = read_request(canonical_json(forged))
    assert request.sign == public_of(secrets).sign
    assert not code_holds(request, CODE)


BAD: dict[str, object] = {
    "offer_id": "0F" * 16,
    "office": "xy" * 16,
    "node": "00" * 15,
    "sign": "00" * 31,
    "box": " " + "0" * 63,
    "name": "",
    "code": "x" * 65,
    "training": 1,
}


@pytest.mark.parametrize("file", [OFFER_FILE, REQUEST_FILE], ids=["offer", "answer"])
@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("value", ["bad", None, [], {}, 1.5, -1])
def test_a_field_of_another_form_is_no_pairing_file(file: bytes, name: str, value: object) -> None:
    read: Callable[[bytes], object] = read_offer if file is OFFER_FILE else read_request
    bad = BAD[name] if value == "bad" else value
    data = json.dumps({**json.loads(file), name: bad}, ensure_ascii=False, sort_keys=True)
    compact = data.replace('", "', '","').replace('": ', '":').replace(', "', ',"')
    assert code_of(lambda: read(compact.encode())) == "E-101"


@pytest.mark.parametrize("serial", [0, -1, True, "1", None])
def test_a_serial_is_a_number_from_one(serial: object) -> None:
    assert code_of(lambda: read_offer(rewritten(OFFER_FILE, serial=serial))) == "E-101"


def test_a_name_has_one_line() -> None:
    name = "Xã Bình Minh\nXã Khác"
    assert code_of(lambda: read_offer(rewritten(OFFER_FILE, name=name))) == "E-101"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"PK\x03\x04",
        REQUEST_FILE,
        OFFER_FILE[:-2],
        OFFER_FILE + b"\n",
        b"\xef\xbb\xbf" + OFFER_FILE,
        OFFER_FILE.replace(b"{", b"{ "),
        rewritten(OFFER_FILE, form="ca-desktop/offer/2"),
        rewritten(OFFER_FILE, more=1),
        b'"' + b"a" * MAX_FILE + b'"',
    ],
)
def test_anything_else_is_no_offer(data: bytes) -> None:
    assert code_of(lambda: read_offer(data)) == "E-101"


@pytest.mark.parametrize("name", sorted(json.loads(REQUEST_FILE)))
def test_an_answer_needs_every_field(name: str) -> None:
    value = {key: part for key, part in json.loads(REQUEST_FILE).items() if key != name}
    assert code_of(lambda: read_request(canonical_json(value))) == "E-101"


@given(st.integers(0, 8 * len(OFFER_FILE) - 1))
def test_no_flipped_bit_passes_unless_it_is_of_a_name(bit: int) -> None:
    """Code, name and number of the offer are not certified: the centre may be renamed."""
    data = bytearray(OFFER_FILE)
    data[bit // 8] ^= 1 << bit % 8
    try:
        offer = read_offer(bytes(data))
    except PackageRefused as refusal:
        assert refusal.code in {"E-101", "E-113"}  # noqa: PT017 acceptance is judged below
        return
    free = ("offer_id", "commune_code", "code", "name")
    assert replace(offer, **{name: getattr(OFFER, name) for name in free}) == OFFER


@given(st.integers(0, 8 * len(REQUEST_FILE) - 1))
def test_no_flipped_bit_of_an_answer_passes_unless_it_is_of_the_mac(bit: int) -> None:
    data = bytearray(REQUEST_FILE)
    data[bit // 8] ^= 1 << bit % 8
    try:
        request = read_request(bytes(data))
    except PackageRefused as refusal:
        assert refusal.code in {"E-101", "E-113"}  # noqa: PT017 acceptance is judged below
        return
    original = read_request(REQUEST_FILE)
    assert replace(request, mac=original.mac) == original
    assert "mac" not in repr(request)
