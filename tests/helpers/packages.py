"""Offices with keys, chained events and package files for tests of the exchange."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.events.envelope import (
    CENTRE,
    GENESIS,
    Envelope,
    StoredEvent,
    canonical_json,
    commitment,
)
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.packages import (
    Ack,
    ControlBlock,
    GiveBack,
    Head,
    Manifest,
    Party,
    Range,
    Totals,
)
from ca_desktop.exchange.frame import HEADER_BYTES, OuterHeader, Prelude, read_outer
from ca_desktop.exchange.keys import generate_node_secrets, public_of, sign
from ca_desktop.exchange.manifest_json import manifest_bytes
from ca_desktop.exchange.package import OpenedPackage, open_package, write_package
from ca_desktop.exchange.progress import Meter
from ca_desktop.exchange.seal import seal
from ca_desktop.services.ports.scans import PackedScan

QUIET = Meter(0, None, None)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One node with its keys."""

    office: str
    node: str
    incarnation: str
    secrets: NodeSecrets = field(default_factory=generate_node_secrets)

    @property
    def keys(self) -> PublicKeys:
        return public_of(self.secrets)

    @property
    def party(self) -> Party:
        return Party(
            office=self.office,
            node=self.node,
            sign_key=self.keys.sign_fingerprint,
            box_key=self.keys.box_fingerprint,
        )

    @property
    def stream(self) -> str:
        return f"{self.node}.{self.incarnation}.{CENTRE}"


def make_node(seed: int) -> Node:
    dice = random.Random(seed)
    return Node(
        office=dice.randbytes(16).hex(),
        node=dice.randbytes(16).hex(),
        incarnation=dice.randbytes(8).hex(),
    )


def make_events(node: Node, count: int, *, seed: int = 1, filler: int = 40) -> list[StoredEvent]:
    """Return a chain of made-up events; every seventh payload is erased."""
    dice, events, before = random.Random(seed), [], GENESIS
    for seq in range(1, count + 1):
        payload = canonical_json(
            {"name": f"Nguyễn Văn Thử {seq}", "note": "ghi chú\n" + dice.randbytes(filler).hex()}
        )
        salt = dice.randbytes(16)
        envelope = Envelope(
            event_id=dice.randbytes(16).hex(),
            kind="DossierReceived" if seq % 2 else "NoteAdded",
            version=1,
            stream=node.stream,
            seq=seq,
            prev_hash=before,
            recorded_at="2026-03-02T08:30:00+07:00",
            clock=False,
            actor=dice.randbytes(16).hex(),
            subject=dice.randbytes(16).hex(),
            builds_on=None,
            custody=1,
            commit=commitment(salt, payload),
        )
        erased = seq % 7 == 0
        event = StoredEvent(
            envelope.to_bytes(), None if erased else salt, None if erased else payload
        )
        events.append(event)
        before = event.hash
    return events


def make_manifest(
    sender: Node, addressee: Node, events: Sequence[StoredEvent], *, package: int = 1
) -> Manifest:
    """Return the manifest of a first package with ``events``, without sections and totals."""
    last = events[-1].hash if events else GENESIS
    ranges: tuple[Range, ...] = ()
    if events:
        ranges = (
            Range(
                stream=sender.stream,
                acked_seq=0,
                acked_hash=GENESIS,
                from_seq=1,
                prev_hash=GENESIS,
                to_seq=len(events),
                head_hash=last,
                count=len(events),
            ),
        )
    return Manifest(
        training=True,
        sender=sender.party,
        addressee=addressee.party,
        package=package,
        incarnation=sender.incarnation,
        ranges=ranges,
        heads=(Head(stream=sender.stream, seq=len(events), hash=last),),
        control=ControlBlock(
            incarnation=sender.incarnation,
            earlier=("00" * 8,),
            acks=(
                Ack(
                    stream=f"{addressee.node}.{addressee.incarnation}.all",
                    stored_to=3,
                    hash="ab" * 32,
                    applied_to=2,
                    problems=1,
                ),
            ),
            wanted_blobs=("cd" * 32,),
            heard=(addressee.incarnation, "11" * 8),
            known=(Head(stream=sender.stream, seq=1, hash="12" * 32),),
            wanted_give_backs=(
                GiveBack(
                    stream=sender.stream, seq=9, hash="ef" * 32, after=2, after_hash="34" * 32
                ),
            ),
        ),
        catalogue=4,
        roster=2,
        program="0.1.0",
        claimed_at="2026-03-02T17:00:00+07:00",
        clock=False,
        totals=Totals(events=0, kinds={}, attachments=0, bytes=0),
    )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A package on disk with both its ends."""

    path: Path
    sender: Node
    addressee: Node
    events: list[StoredEvent]
    manifest: Manifest

    def open(self, path: Path | None = None, *, by: Node | None = None) -> OpenedPackage:
        """Open ``path`` (default: this package) as ``by`` (default: its addressee)."""
        reader = by or self.addressee
        return open_package(
            path or self.path, secrets=[reader.secrets], signer_key=knows(self.sender)
        )


def knows(*nodes: Node) -> Callable[[bytes], PublicKeys | None]:
    return {node.keys.sign_id: node.keys for node in nodes}.get


def made_up_scan(seed: int, length: int) -> PackedScan:
    """Return a scan that begins like a picture."""
    data = b"\xff\xd8\xff" + random.Random(seed).randbytes(length - 3)
    digest = hashlib.sha256(data).hexdigest()
    return PackedScan(digest=digest, size=length, chunks=lambda: iter([data]))


def send(folder: Path, *, count: int = 12, seed: int = 1, filler: int = 40, scans: int = 0) -> Sent:
    """Write a package from one made-up office to another."""
    sender, addressee = make_node(seed), make_node(seed + 1)
    events = make_events(sender, count, seed=seed, filler=filler)
    manifest = make_manifest(sender, addressee, events, package=seed)
    path = folder / f"package-{seed}.hsg"
    complete = write_package(
        path,
        manifest,
        events,
        secrets=sender.secrets,
        addressee=addressee.keys,
        scans=[made_up_scan(number, 20_000) for number in range(scans)],
    )
    return Sent(path=path, sender=sender, addressee=addressee, events=events, manifest=complete)


def altered(manifest: Manifest, **changes: object) -> Manifest:
    """Return ``manifest`` with other values, of any type."""
    return replace(manifest, **changes)  # type: ignore[arg-type]  # wrong types are the point


def wrap(path: Path, outer: OuterHeader, plain: bytes, *boxes: bytes) -> Path:
    """Seal ``plain`` as anybody can, with an outer header that fits."""
    with path.open("wb") as file:
        file.write(bytes(HEADER_BYTES))
        seal(iter([plain]), boxes, file, QUIET)
        length = file.tell()
        file.seek(0)
        file.write(replace(outer, length=length).to_bytes())
    return path


def signed(path: Path, sent: Sent, manifest: Manifest | bytes, body: bytes) -> Path:
    """Write a package of a hostile office: any manifest and any body, truly signed."""
    outer = read_outer(sent.path)
    data = manifest if isinstance(manifest, bytes) else manifest_bytes(manifest)
    prelude = Prelude(signer=sent.sender.keys.sign_id, manifest_length=len(data)).to_bytes()
    signature = sign(sent.sender.secrets.sign, "package", outer.signed_bytes() + prelude + data)
    return wrap(path, outer, prelude + signature + data + body, sent.addressee.keys.box)
