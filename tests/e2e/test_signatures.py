"""T-SIG: who signs, for whom, with which key, by which algorithm; everything else is refused whole.

A commune's true package is opened with the centre's key, changed as an attacker could, and
offered to the centre. The attacker may be anybody: a stranger, or another commune with valid keys.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.packages import QUIET, wrap
from tests.helpers.training import paired_folders, recovery_code

from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, canonical_json
from ca_desktop.domain.events.roster import NodeEnrolled
from ca_desktop.domain.identities import NodeSecrets, PublicKeys, node_tag
from ca_desktop.exchange.frame import HEADER_BYTES, OuterHeader, Prelude, read_outer
from ca_desktop.exchange.keys import generate_node_secrets, public_of, sign
from ca_desktop.exchange.seal import open_sealed
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.keys.keys import rotate_keys
from ca_desktop.services.keys.revocations import revoke_node
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.tables import journal

Manifest = dict[str, Any]


@dataclass
class Attack:
    """A true package in parts, and the keys of everybody who could write another."""

    folder: Path
    commune: Ports
    centre: Ports
    outer: OuterHeader
    prelude: bytes
    signature: bytes
    manifest: Manifest
    body: bytes
    thief: NodeSecrets = field(default_factory=generate_node_secrets)
    stranger: NodeSecrets = field(default_factory=generate_node_secrets)

    @property
    def own(self) -> NodeSecrets:
        """Keys of the commune."""
        with self.commune.reading() as view:
            return view.offices.node().secrets

    @property
    def to(self) -> PublicKeys:
        """Keys of the centre."""
        with self.centre.reading() as view:
            return public_of(view.offices.node().secrets)

    def signed(
        self,
        manifest: Manifest | None = None,
        by: NodeSecrets | None = None,
        outer: OuterHeader | None = None,
        named: NodeSecrets | None = None,
    ) -> Path:
        """Write a package of these parts, truly signed by somebody, perhaps under another name."""
        data = canonical_json(self.manifest if manifest is None else manifest)
        signer, header = by or self.own, outer or self.outer
        name = public_of(named or signer).sign_id
        prelude = Prelude(signer=name, manifest_length=len(data)).to_bytes()
        signature = sign(signer.sign, "package", header.signed_bytes() + prelude + data)
        return self.plain(prelude + signature + data + self.body, header)

    def plain(self, plain: bytes, outer: OuterHeader | None = None) -> Path:
        """Seal any inside to the centre."""
        return wrap(self.folder / "x.hsg", outer or self.outer, plain, self.to.box)

    def saying(self, **changes: object) -> Manifest:
        """Return the manifest with other values; ``sender_node`` is ``from.node`` and so on."""
        manifest: Manifest = json.loads(canonical_json(self.manifest))
        for name, value in changes.items():
            party, _, key = name.partition("_")
            if party in {"sender", "addressee"}:
                manifest["from" if party == "sender" else "to"][key] = value
            else:
                manifest[name] = value
        return manifest

    def as_thief(self, **changes: object) -> Manifest:
        """Return a manifest that names the thief's keys as its sender's."""
        keys = public_of(self.thief)
        named = {"sender_sign_key": keys.sign_fingerprint, "sender_box_key": keys.box_fingerprint}
        return self.saying(**named, **changes)


THIEF_NODE, THIEF_OFFICE = "ab" * 16, "cd" * 16


@pytest.fixture
def attack(tmp_path: Path) -> Iterator[Attack]:
    places = paired_folders(tmp_path)
    with ExitStack() as stack:
        commune, centre = (stack.enter_context(offices.opened(place)) for place in places)
        offices.take_in(commune)
        (sent,) = exports.export_packages(commune, tmp_path)
        plain = bytearray()
        with centre.reading() as view:
            box = view.offices.node().secrets.box
        with sent.file.open("rb") as file:
            file.seek(HEADER_BYTES)
            open_sealed(file, [box], plain.extend, QUIET)
        length = int.from_bytes(plain[20:24], "big")
        made = Attack(
            folder=tmp_path,
            commune=commune,
            centre=centre,
            outer=read_outer(sent.file),
            prelude=bytes(plain[:24]),
            signature=bytes(plain[24:88]),
            manifest=json.loads(plain[88 : 88 + length]),
            body=bytes(plain[88 + length :]),
        )
        enrol(centre, made.thief)
        yield made


def enrol(centre: Ports, secrets: NodeSecrets) -> None:
    """Let the thief be a commune of the same centre, with valid keys."""
    keys = public_of(secrets)
    with centre.writing() as uow:
        event = NodeEnrolled(
            office_id=THIEF_OFFICE,
            kind="commune",
            code="H19.12.99",
            name="Xã Khác",
            node_id=THIEF_NODE,
            sign_key=keys.sign.hex(),
            box_key=keys.box.hex(),
        )
        uow.record(event, Standing(audience=ALL, subject=THIEF_NODE))
        uow.commit()


def refused(attack: Attack, file: Path) -> str:
    """Offer a file to the centre; it must be refused and change nothing."""
    before = len(offices.rows(attack.centre, journal)), offices.tables(attack.centre)
    (done,) = imports.import_packages(attack.centre, [file])
    assert done.result == "refused", done
    assert (len(offices.rows(attack.centre, journal)), offices.tables(attack.centre)) == before
    return done.code or ""


def other(a: Attack) -> PublicKeys:
    return public_of(a.stranger)


def head(a: Attack) -> bytes:
    return canonical_json(a.manifest)


def prelude(a: Attack, at: int, value: bytes) -> Path:
    """Change the prelude and sign it truly: a later or an earlier algorithm."""
    changed = bytearray(a.prelude)
    changed[at : at + len(value)] = value
    data = head(a)
    covered = a.outer.signed_bytes() + bytes(changed) + data
    return a.plain(bytes(changed) + sign(a.own.sign, "package", covered) + data + a.body)


def header(a: Attack, at: int, value: bytes) -> Path:
    """Change the plain header of a package, with a fitting check sum."""
    import zlib  # noqa: PLC0415 only here

    file = a.signed()
    data = bytearray(file.read_bytes())
    data[at : at + len(value)] = value
    data[60:64] = zlib.crc32(bytes(data[:60])).to_bytes(4, "big")
    file.write_bytes(bytes(data))
    return file


CASES: dict[str, tuple[Callable[[Attack], Path], str]] = {
    # wrong signer
    "a stranger signs": (lambda a: a.signed(by=a.stranger), "E-122"),
    "a stranger signs under the commune's name": (
        lambda a: a.signed(by=a.stranger, named=a.own),
        "E-113",
    ),
    "another commune signs": (lambda a: a.signed(by=a.thief), "E-114"),
    "another commune signs under the commune's name": (
        lambda a: a.signed(by=a.thief, named=a.own),
        "E-113",
    ),
    "another commune signs with its keys as the commune": (
        lambda a: a.signed(a.as_thief(), a.thief),
        "E-122",
    ),
    "another commune claims the commune's streams": (
        lambda a: a.signed(
            a.as_thief(sender_node=THIEF_NODE, sender_office=THIEF_OFFICE),
            a.thief,
            replace(a.outer, sender_tag=node_tag(THIEF_NODE)),
        ),
        "E-114",
    ),
    "another commune for the commune's office": (
        lambda a: a.signed(
            a.as_thief(sender_node=THIEF_NODE),
            a.thief,
            replace(a.outer, sender_tag=node_tag(THIEF_NODE)),
        ),
        "E-122",
    ),
    "the commune for another office": (
        lambda a: a.signed(a.saying(sender_office=THIEF_OFFICE)),
        "E-122",
    ),
    "the commune as another node": (lambda a: a.signed(a.saying(sender_node=THIEF_NODE)), "E-114"),
    "the commune's keys, half of them": (
        lambda a: a.signed(a.saying(sender_box_key=other(a).box_fingerprint)),
        "E-114",
    ),
    # other recipient
    "for another node": (lambda a: a.signed(a.saying(addressee_node=THIEF_NODE)), "E-103"),
    "for another signing key": (
        lambda a: a.signed(a.saying(addressee_sign_key=other(a).sign_fingerprint)),
        "E-103",
    ),
    "for another box key": (
        lambda a: a.signed(a.saying(addressee_box_key=other(a).box_fingerprint)),
        "E-114",
    ),
    "for another box key, hinted so": (
        lambda a: a.signed(
            a.saying(addressee_box_key=other(a).box_fingerprint),
            outer=replace(a.outer, recipient_tag=other(a).box_tag),
        ),
        "E-103",
    ),
    "back to its sender": (
        lambda a: a.signed(outer=replace(a.outer, recipient_tag=public_of(a.own).box_tag)),
        "E-103",
    ),
    # stripped
    "no signature": (lambda a: a.plain(a.prelude + bytes(64) + head(a) + a.body), "E-113"),
    "no signature at all": (lambda a: a.plain(a.prelude + head(a) + a.body), "E-113"),
    "half a signature": (
        lambda a: a.plain(a.prelude + a.signature[:32] + bytes(32) + head(a) + a.body),
        "E-113",
    ),
    "a signature over the manifest alone": (
        lambda a: a.plain(a.prelude + sign(a.own.sign, "package", head(a)) + head(a) + a.body),
        "E-113",
    ),
    "a signature with another label": (
        lambda a: a.plain(
            a.prelude
            + sign(a.own.sign, "request", a.outer.signed_bytes() + a.prelude + head(a))
            + head(a)
            + a.body
        ),
        "E-113",
    ),
    "no manifest": (lambda a: a.plain(a.prelude + a.signature), "E-112"),
    "only a body": (lambda a: a.plain(a.body), "E-112"),
    "nothing": (lambda a: a.plain(b""), "E-112"),
    # re-wrapped to another node
    "sealed to a stranger": (
        lambda a: wrap(
            a.folder / "x.hsg",
            a.outer,
            a.prelude + a.signature + head(a) + a.body,
            other(a).box,
        ),
        "E-111",
    ),
    "sealed to its sender only": (
        lambda a: wrap(
            a.folder / "x.hsg",
            a.outer,
            a.prelude + a.signature + head(a) + a.body,
            public_of(a.own).box,
        ),
        "E-111",
    ),
    # replayed outer header
    "another package number outside": (
        lambda a: a.plain(a.prelude + a.signature + head(a) + a.body, replace(a.outer, package=99)),
        "E-113",
    ),
    "another package number, signed": (
        lambda a: a.signed(outer=replace(a.outer, package=99)),
        "E-114",
    ),
    "another sender outside": (
        lambda a: a.plain(
            a.prelude + a.signature + head(a) + a.body,
            replace(a.outer, sender_tag=node_tag(THIEF_NODE)),
        ),
        "E-113",
    ),
    "the reader as sender": (
        lambda a: a.signed(outer=replace(a.outer, sender_tag=node_tag(a.manifest["to"]["node"]))),
        "E-104",
    ),
    "not for training": (lambda a: a.signed(outer=replace(a.outer, training=False)), "E-128"),
    # downgraded algorithm
    "algorithm 0": (lambda a: prelude(a, 10, b"\0\0"), "E-112"),
    "algorithm 2": (lambda a: prelude(a, 10, b"\0\2"), "E-121"),
    "algorithm 65535": (lambda a: prelude(a, 10, b"\xff\xff"), "E-121"),
    "inner version 0": (lambda a: prelude(a, 8, b"\0\0"), "E-112"),
    "inner version 2": (lambda a: prelude(a, 8, b"\0\2"), "E-121"),
    "another magic inside": (lambda a: prelude(a, 0, b"HSDTOUT\0"), "E-112"),
    "container version 0": (lambda a: header(a, 8, b"\0\0"), "E-112"),
    "container version 2": (lambda a: header(a, 8, b"\0\2"), "E-121"),
    "flags of tomorrow": (lambda a: header(a, 10, b"\0\3"), "E-112"),
    "reserved bytes": (lambda a: header(a, 44, b"\1"), "E-112"),
    "a later reader needed": (lambda a: a.signed(a.saying(min_reader=2)), "E-121"),
}


@pytest.mark.parametrize(("forge", "code"), CASES.values(), ids=CASES.keys())
def test_what_is_not_signed_as_it_must_be_is_refused(
    attack: Attack, forge: Callable[[Attack], Path], code: str
) -> None:
    assert refused(attack, forge(attack)) == code


def test_the_same_parts_untouched_are_taken(attack: Attack) -> None:
    """Otherwise the refusals above prove nothing."""
    (done,) = imports.import_packages(attack.centre, [attack.signed()])
    assert (done.result, done.events > 0) == ("imported", True)


# --- revoked and rotated keys -----------------------------------------------------------------


def revoked(attack: Attack) -> None:
    revoke_node(attack.centre, offices.COMMUNE[1], recovery_code(attack.centre))


def test_a_revoked_key_is_refused(attack: Attack) -> None:
    revoked(attack)
    assert refused(attack, attack.signed()) == "E-123"


def test_a_former_key_of_a_revoked_node_is_refused(attack: Attack, tmp_path: Path) -> None:
    rotate_keys(attack.commune)
    stick = tmp_path / "stick"
    stick.mkdir()
    (sent,) = exports.export_packages(attack.commune, stick)
    imports.import_packages(attack.centre, [sent.file])
    revoked(attack)
    assert refused(attack, sent.file) == "E-123"


def test_a_revoked_name_does_not_excuse_a_wrong_signature(attack: Attack) -> None:
    revoked(attack)
    assert refused(attack, attack.signed(by=attack.stranger, named=attack.own)) == "E-113"


def test_a_revoked_node_cannot_speak_through_another(attack: Attack) -> None:
    revoked(attack)
    assert refused(attack, attack.signed(attack.as_thief(), attack.thief)) == "E-122"


@pytest.mark.parametrize("number", [1, 2])
def test_a_key_that_nobody_was_told_of_is_refused(attack: Attack, number: int) -> None:
    """The next key before its rotation was read, and the one after it."""
    for _ in range(number):
        rotate_keys(attack.commune)
    new = public_of(attack.own)
    manifest = attack.saying(
        sender_sign_key=new.sign_fingerprint, sender_box_key=new.box_fingerprint
    )
    assert refused(attack, attack.signed(manifest)) == "E-122"
