"""Keys and signatures, held against public vectors and another implementation."""

import hmac
import json
from pathlib import Path
from typing import Any

import pyrage

from ca_desktop.domain.identities import fingerprint
from ca_desktop.exchange import keys
from ca_desktop.exchange.keys import (
    age_identity,
    age_recipient,
    box_public,
    generate_node_secrets,
    public_of,
    root_from_seed,
    sign,
    sign_public,
    verify,
)


def test_keys_are_written_as_age_writes_them() -> None:
    for _ in range(50):
        secrets = generate_node_secrets()
        identity = pyrage.x25519.Identity.from_str(age_identity(secrets.box))
        assert str(identity) == age_identity(secrets.box)
        assert str(identity.to_public()) == age_recipient(public_of(secrets).box)


def test_keys_of_nodes_never_repeat() -> None:
    made = [generate_node_secrets() for _ in range(100)]
    assert len({item.sign for item in made} | {item.box for item in made}) == 200


def test_the_organisation_has_the_same_keys_for_ever() -> None:
    root, root_public, escrow = root_from_seed(bytes(range(32)))
    assert sign_public(root) == root_public
    assert fingerprint(root_public) == (
        "1857bc40d2ee01c5af79f2ca25d5aa1a19bd6c8c4df6146028d4fc24bdab8d5c"
    )
    assert fingerprint(escrow) == (
        "a5e1f625d77898a6038067e925440f49701c19eec146e1bdb9344fe6298e0ae7"
    )


def test_the_keys_of_the_organisation_are_derived_as_rfc_5869_says() -> None:
    seed = b"a seed of any length"
    prk = hmac.digest(bytes(32), seed, "sha256")
    root, _, escrow = root_from_seed(seed)
    assert root == hmac.digest(prk, b"ca-desktop/root/1\x01", "sha256")
    assert escrow == box_public(hmac.digest(prk, b"ca-desktop/escrow/1\x01", "sha256"))


def test_a_signature_holds_for_its_purpose_only() -> None:
    secrets = generate_node_secrets()
    public = public_of(secrets)
    signature = sign(secrets.sign, "package", b"words")
    assert verify(public.sign, "package", b"words", signature)
    assert not verify(public.sign, "request", b"words", signature)
    assert not verify(public.sign, "package", b"words.", signature)
    assert not verify(public_of(generate_node_secrets()).sign, "package", b"words", signature)
    assert not verify(public.sign, "package", b"words", b"")
    assert not verify(b"short", "package", b"words", signature)


def test_signatures_are_judged_as_wycheproof_does(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "vectors/wycheproof/ed25519_test.json").read_bytes())
    judged = 0
    for group in vectors["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            holds = keys._holds(public, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            assert holds == (case["result"] == "valid"), case["tcId"]
            judged += 1
    assert judged == 151


def test_odd_points_are_judged_the_same_in_every_release(shared_data: Path) -> None:
    """No cofactor, the encoding of R compared as bytes: what RFC 8032 calls the strict way."""
    cases: list[dict[str, Any]] = json.loads(
        (shared_data / "vectors/ed25519_cctv/ed25519vectors.json").read_bytes()
    )
    for case in cases:
        holds = keys._holds(
            bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"])
        )
        refused = {"low_order_residue", "non_canonical_R"} & set(case["flags"] or ())
        assert holds == (not refused), case["number"]
    assert len(cases) == 914
