"""Package files: written sealed and signed, opened only when everything in them holds."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BufferedReader
from itertools import chain
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.identities import TAG_BYTES, NodeSecrets, PublicKeys, node_tag
from ca_desktop.domain.packages import MAX_EVENTS, Manifest, Section, SignedManifest, Totals
from ca_desktop.exchange import sections
from ca_desktop.exchange.bodies import (
    ATTACHMENT,
    Bodies,
    attachment_section,
    check_attachments,
)
from ca_desktop.exchange.carrier import flushed_new_file
from ca_desktop.exchange.frame import (
    HEADER_BYTES,
    MAX_MANIFEST,
    PRELUDE_BYTES,
    SIGNATURE_BYTES,
    OuterHeader,
    Prelude,
    parse_outer,
    parse_prelude,
)
from ca_desktop.exchange.keys import public_of, sign, verify
from ca_desktop.exchange.manifest_json import manifest_bytes, parse_manifest, program_version
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress
from ca_desktop.exchange.proofs import PROOFS, pack_proofs, unpack_proofs
from ca_desktop.exchange.seal import open_sealed, seal
from ca_desktop.services.ports.files import GivenBack
from ca_desktop.services.ports.scans import PackedScan, ScanTaker

WHAT = "package"
"""The word in the label of a package's signature."""

SignerKey = Callable[[bytes], PublicKeys | None]
"""Gives the keys of the node whose `PublicKeys.sign_id` is asked for, None for a stranger."""

_SIGNED_FROM = PRELUDE_BYTES + SIGNATURE_BYTES
_TAG_HEX = 2 * TAG_BYTES


def write_package(  # noqa: PLR0913 two of them only watch
    target: Path,
    manifest: Manifest,
    events: Iterable[StoredEvent],
    *,
    secrets: NodeSecrets,
    addressee: PublicKeys,
    given_back: GivenBack | None = None,
    scans: Sequence[PackedScan] = (),
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Manifest:
    """Write a package to the addressee and to the sender's own node key.

    Nothing is read back here: who writes one opens it again with the sender's own key.

    Args:
        target: where the finished file stands; nothing is left there on failure.
        manifest: without sections and totals.
        events: in the order of the manifest's ranges.
        secrets: of the sending node.
        addressee: keys of the receiving node.
        given_back: what the addressee wrote, has lost and asks for.
        scans: go along as they are, each read just when its turn comes.
        progress: told bytes done and in all, once the events are packed.
        cancelled: asked between events and between chunks.

    Returns:
        The manifest as it was signed.

    Raises:
        PackageRefused: E-141 more events or bytes than one package may hold.
        BlobDamaged: a scan is not what it was; nothing is left behind.
        DiskFull, NotWritable: nothing is left behind.
        Cancelled: nothing is left behind.
    """
    body = _pack(events, given_back, scans, Meter(0, None, cancelled))
    complete = replace(manifest, sections=body.sections, totals=body.totals)
    signed = manifest_bytes(complete)
    if len(signed) > MAX_MANIFEST:
        raise PackageRefused("E-141")
    own = public_of(secrets)
    outer = OuterHeader(
        training=manifest.training,
        length=0,
        package=manifest.package,
        sender_tag=node_tag(manifest.sender.node),
        recipient_tag=addressee.box_tag,
    )
    prelude = Prelude(signer=own.sign_id, manifest_length=len(signed)).to_bytes()
    signature = sign(secrets.sign, WHAT, outer.signed_bytes() + prelude + signed)
    head = prelude + signature + signed
    meter = Meter(len(head) + sum(x.stored for x in body.sections), progress, cancelled)
    with flushed_new_file(target, read_back=False) as file:
        file.write(bytes(HEADER_BYTES))
        plain = chain((head, *body.chunks), *(scan.chunks() for scan in scans))
        seal(plain, (addressee.box, own.box), file, meter)
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        file.write(replace(outer, length=length).to_bytes())
    return complete


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """The sections of a package; the bytes of those in memory."""

    chunks: tuple[bytes, ...] = field(repr=False)
    sections: tuple[Section, ...]
    totals: Totals


def _pack(
    events: Iterable[StoredEvent],
    given: GivenBack | None,
    scans: Sequence[PackedScan],
    meter: Meter,
) -> _Body:
    packed = sections.pack(events, meter)
    chunks, parts = [*packed.chunks], [packed.section]
    if given is not None:
        back = sections.pack(given.events, meter, sections.GIVE_BACK)
        proofs, section = pack_proofs(given.proofs)
        chunks += [*back.chunks, proofs]
        parts += [back.section, section]
    parts += [attachment_section(scan.digest, scan.size) for scan in scans]
    totals = Totals(
        events=packed.kinds.total(),
        kinds=dict(packed.kinds),
        attachments=len(scans),
        bytes=sum(part.expanded for part in parts),
    )
    return _Body(chunks=tuple(chunks), sections=tuple(parts), totals=totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPackage:
    """A package in which everything holds: seal, signature, lengths, hashes, each line.

    Its events lie in memory as they came, compressed: what is applied is what was verified,
    whatever happens to the file meanwhile.

    Attributes:
        digest: SHA-256 of the file, hex.
        signed: the manifest as its sender signed it.
        bodies: stored bytes of the sections but the scans, by kind.
    """

    outer: OuterHeader
    manifest: Manifest
    digest: str
    signed: SignedManifest = field(repr=False)
    bodies: dict[str, bytes] = field(repr=False)

    def events(self) -> Iterator[StoredEvent]:
        """Yield the events in the order of the file; may be called again."""
        return self._unpack(sections.EVENTS)

    def given_back(self) -> GivenBack | None:
        """Return what the sender gives back; None where it was asked for nothing."""
        if sections.GIVE_BACK not in self.bodies:
            return None
        proofs = unpack_proofs(self.bodies[PROOFS], self._section(PROOFS))
        return GivenBack(proofs=proofs, events=self._unpack(sections.GIVE_BACK))

    def _unpack(self, kind: str) -> Iterator[StoredEvent]:
        return sections.unpack(self.bodies[kind], self._section(kind))

    def _section(self, kind: str) -> Section:
        return next(section for section in self.manifest.sections if section.kind == kind)


def open_package(
    path: Path,
    *,
    secrets: Sequence[NodeSecrets],
    signer_key: SignerKey,
    scans: ScanTaker | None = None,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> OpenedPackage:
    """Open a package; of its own accord this keeps nothing of it on disk.

    Whether its sender may send, and whether its ranges fit, is for others to judge.

    Args:
        path: the file.
        secrets: private keys to try, newest first.
        signer_key: finds the keys of known nodes.
        scans: takes the scans in on the way.
        progress: told bytes done and in all.
        cancelled: asked between chunks.

    Raises:
        PackageRefused: E-101 not a package, E-102 cut off, E-103 sealed to us but meant for
            another, E-107 the file cannot be read, E-111 none of our keys opens it, E-112
            damaged, E-113 the signature is wrong, E-114 the contents differ from the
            manifest, E-121 needs a newer program, E-122 the signer is not known.
        Cancelled: the clerk has stopped the task.
        DiskFull, MachineError: the scans cannot be taken in.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            outer = parse_outer(file.read(HEADER_BYTES), size)
            intake = _Intake(outer, signer_key, scans)
            meter = Meter(size, progress, cancelled)
            meter.advance(HEADER_BYTES)
            open_sealed(file, [item.box for item in secrets], intake.take, meter)
            manifest, signed, bodies = intake.finish()
            digest = _digest(file)
    except OSError as error:
        raise PackageRefused("E-107") from error
    ours = {public_of(item).box_fingerprint for item in secrets}
    if ours.isdisjoint({manifest.addressee.box_key, manifest.sender.box_key}):
        raise PackageRefused("E-103")
    _check_bodies(manifest, bodies, meter)
    return OpenedPackage(
        outer=outer,
        manifest=manifest,
        digest=digest,
        signed=signed,
        bodies=bodies,
    )


def own_manifests(proofs: Iterable[SignedManifest], own: Sequence[PublicKeys]) -> list[Manifest]:
    """Return the manifests that a node signed; of all others nothing is believed.

    Args:
        proofs: as somebody else has kept them.
        own: public keys that the node has signed with, one after the other.

    Raises:
        PackageRefused: E-113 a signature is wrong; E-114 a manifest has not the form.
    """
    found = []
    for proof in proofs:
        covered = proof.header + proof.prelude + proof.manifest
        if not any(verify(keys.sign, WHAT, covered, proof.signature) for keys in own):
            raise PackageRefused("E-113")
        found.append(parse_manifest(proof.manifest))
    return found


def _check_bodies(manifest: Manifest, bodies: dict[str, bytes], meter: Meter) -> None:
    totals = manifest.totals
    for section in manifest.sections:
        if section.kind == ATTACHMENT:
            continue
        if section.kind == PROOFS:
            unpack_proofs(bodies[PROOFS], section)
            continue
        own = section.kind == sections.EVENTS
        most = totals.events if own else MAX_EVENTS
        kinds = sections.check(bodies[section.kind], section, most, meter)
        if own and (kinds != totals.kinds or kinds.total() != totals.events):
            raise PackageRefused("E-142")
    if totals.bytes != sum(section.expanded for section in manifest.sections):
        raise PackageRefused("E-142")


class _Intake:
    """Takes plaintext in; believes the manifest once its signature holds, and bounds the rest."""

    def __init__(self, outer: OuterHeader, signer_key: SignerKey, taker: ScanTaker | None) -> None:
        self._outer = outer
        self._signer_key = signer_key
        self._taker = taker
        self._data = bytearray()
        self._manifest: Manifest | None = None
        self._signed: SignedManifest | None = None
        self._bodies = Bodies(())

    def take(self, data: bytes) -> None:
        """Keep some bytes.

        Raises:
            PackageRefused: E-112, E-113, E-114, E-121 or E-122, as soon as it is known.
        """
        behind = data if self._manifest is not None else self._read_head(data)
        if behind:
            self._bodies.take(behind)

    def finish(self) -> tuple[Manifest, SignedManifest, dict[str, bytes]]:
        """Return the manifest, how it was signed, and the stored bytes of its small sections.

        Raises:
            PackageRefused: E-112 the plaintext ended early.
        """
        if self._manifest is None or self._signed is None:
            raise PackageRefused("E-112")
        return self._manifest, self._signed, self._bodies.finish()

    def _read_head(self, data: bytes) -> bytes:
        """Read the manifest once it is there; return what lies behind it."""
        self._data += data
        if len(self._data) < _SIGNED_FROM:
            return b""
        prelude = parse_prelude(bytes(self._data[:PRELUDE_BYTES]))
        end = _SIGNED_FROM + prelude.manifest_length
        if len(self._data) < end:
            return b""
        head, behind = bytes(self._data[:end]), bytes(self._data[end:])
        keys = self._signer_key(prelude.signer)
        if keys is None:
            raise PackageRefused("E-122")
        signed = SignedManifest(
            header=self._outer.signed_bytes(),
            prelude=head[:PRELUDE_BYTES],
            signature=head[PRELUDE_BYTES:_SIGNED_FROM],
            manifest=head[_SIGNED_FROM:],
        )
        covered = signed.header + signed.prelude + signed.manifest
        if not verify(keys.sign, WHAT, covered, signed.signature):
            raise PackageRefused("E-113")
        manifest = parse_manifest(signed.manifest)
        _check_outside(manifest, self._outer, keys)
        _check_contents(manifest)
        self._manifest, self._signed = manifest, signed
        self._bodies = Bodies(manifest.sections, self._taker)
        return behind


def _check_outside(manifest: Manifest, outer: OuterHeader, keys: PublicKeys) -> None:
    agrees = (
        manifest.training == outer.training
        and manifest.package == outer.package
        and node_tag(manifest.sender.node) == outer.sender_tag
        and manifest.addressee.box_key[:_TAG_HEX] == outer.recipient_tag.hex()
        and manifest.sender.sign_key == keys.sign_fingerprint
        and manifest.sender.box_key == keys.box_fingerprint
    )
    if not agrees:
        raise PackageRefused("E-114")


_CONTENTS = ([sections.EVENTS], [sections.EVENTS, sections.GIVE_BACK, PROOFS])


def _check_contents(manifest: Manifest) -> None:
    small = [x for x in manifest.sections if x.kind != ATTACHMENT]
    scans = manifest.sections[len(small) :]
    if [x.kind for x in small] not in _CONTENTS or any(x.kind != ATTACHMENT for x in scans):
        raise PackageRefused("E-121", version=program_version(manifest.program))
    totals = manifest.totals
    spoken_of = sum(part.count for part in manifest.ranges)
    if totals.events > MAX_EVENTS or totals.attachments != len(scans):
        raise PackageRefused("E-114")
    if spoken_of != totals.events:
        raise PackageRefused("E-142")
    for section in small:
        sections.check_lengths(section)
    check_attachments(scans)


def _digest(file: BufferedReader) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
