"""Package files: written sealed and signed, opened only when everything in them holds."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.identities import NodeSecrets, PublicKeys, node_tag
from ca_desktop.domain.packages import MAX_EVENTS, Manifest
from ca_desktop.exchange import sections
from ca_desktop.exchange.carrier import flushed_new_file
from ca_desktop.exchange.frame import (
    HEADER_BYTES,
    MAX_MANIFEST,
    PRELUDE_BYTES,
    SIGNATURE_BYTES,
    OuterHeader,
    Prelude,
    parse_prelude,
    read_outer,
)
from ca_desktop.exchange.keys import public_of, sign, verify
from ca_desktop.exchange.manifest_json import manifest_bytes, parse_manifest
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress
from ca_desktop.exchange.seal import open_sealed, seal

WHAT = "package"
MAX_BODY = 384 * 1024**2
"""Most plaintext an import keeps in memory, in bytes."""

_CHUNK = 256 * 1024


def write_package(  # noqa: PLR0913 two of them only watch
    target: Path,
    manifest: Manifest,
    events: Iterable[StoredEvent],
    *,
    secrets: NodeSecrets,
    addressee: PublicKeys,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Manifest:
    """Write a package to the addressee and to the sender's own node key.

    Args:
        target: where the finished file stands; nothing is left there on failure.
        manifest: without sections and totals.
        events: in the order of the manifest's ranges.
        secrets: of the sending node.
        addressee: keys of the receiving node.
        progress: told bytes done and in all.
        cancelled: asked between chunks.

    Returns:
        The manifest as it was signed.
    """
    body, section, totals = sections.pack(events)
    complete = replace(manifest, sections=(section,), totals=totals)
    signed = manifest_bytes(complete)
    if len(signed) > MAX_MANIFEST:
        raise PackageRefused("E-142")
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
    meter = Meter(len(head) + len(body), progress, cancelled)
    with flushed_new_file(target) as file:
        file.write(bytes(HEADER_BYTES))
        seal(_chunks(head, body), (addressee.box, own.box), file, meter)
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        file.write(replace(outer, length=length).to_bytes())
    return complete


def _chunks(*parts: bytes) -> Iterator[bytes]:
    for part in parts:
        for start in range(0, len(part), _CHUNK):
            yield part[start : start + _CHUNK]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPackage:
    """A package whose seal, signature, lengths and hashes hold.

    Attributes:
        digest: SHA-256 of the file, hex.
    """

    outer: OuterHeader
    manifest: Manifest
    digest: str
    body: bytes

    def events(self) -> Iterator[StoredEvent]:
        """Yield the events in the order of the file.

        Raises:
            PackageRefused: E-114 a line does not hold, E-142 the counts differ.
        """
        found, count = dict.fromkeys(self.manifest.totals.kinds, 0), 0
        for event in sections.unpack(self.body, self.manifest.sections[0]):
            count += 1
            found[event.head.kind] = found.get(event.head.kind, 0) + 1
            yield event
        if count != self.manifest.totals.events or found != self.manifest.totals.kinds:
            raise PackageRefused("E-142")


class _Memory:
    """Takes plaintext while it is not yet proven; bounded."""

    def __init__(self) -> None:
        self.data = bytearray()

    def take(self, data: bytes) -> None:
        """Keep some bytes."""
        if len(self.data) + len(data) > MAX_BODY:
            raise PackageRefused("E-112")
        self.data += data


def open_package(
    path: Path,
    *,
    secrets: Sequence[NodeSecrets],
    signer_key: Callable[[bytes], PublicKeys | None],
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> OpenedPackage:
    """Open a package; nothing of it is kept on disk.

    Args:
        path: the file.
        secrets: private keys to try, newest first.
        signer_key: gives the keys of the node whose `sign_id` is asked for.
        progress: told bytes done and in all.
        cancelled: asked between chunks.

    Raises:
        PackageRefused: E-101, E-102, E-107, E-111, E-112, E-113, E-114, E-121 or E-122.
    """
    outer = read_outer(path)
    memory = _Memory()
    meter = Meter(outer.length, progress, cancelled)
    with path.open("rb") as file:
        file.seek(HEADER_BYTES)
        open_sealed(file, [item.box for item in secrets], memory.take, meter)
    plain = bytes(memory.data)
    manifest_end, manifest = _manifest(plain, outer, signer_key)
    body = plain[manifest_end:]
    if len(manifest.sections) != 1 or manifest.sections[0].kind != sections.EVENTS:
        raise PackageRefused("E-121")
    if manifest.totals.events > MAX_EVENTS:
        raise PackageRefused("E-114")
    sections.check(body, manifest.sections[0])
    return OpenedPackage(outer=outer, manifest=manifest, digest=_digest(path), body=body)


def _manifest(
    plain: bytes, outer: OuterHeader, signer_key: Callable[[bytes], PublicKeys | None]
) -> tuple[int, Manifest]:
    start = PRELUDE_BYTES + SIGNATURE_BYTES
    if len(plain) < start:
        raise PackageRefused("E-112")
    prelude = parse_prelude(plain[:PRELUDE_BYTES])
    end = start + prelude.manifest_length
    if len(plain) < end:
        raise PackageRefused("E-112")
    keys = signer_key(prelude.signer)
    if keys is None:
        raise PackageRefused("E-122")
    signed = outer.signed_bytes() + plain[:PRELUDE_BYTES] + plain[start:end]
    if not verify(keys.sign, WHAT, signed, plain[PRELUDE_BYTES:start]):
        raise PackageRefused("E-113")
    manifest = parse_manifest(plain[start:end])
    agrees = (
        manifest.training == outer.training
        and manifest.package == outer.package
        and node_tag(manifest.sender.node) == outer.sender_tag
        and manifest.sender.sign_key == keys.sign_fingerprint
        and manifest.sender.box_key == keys.box_fingerprint
    )
    if not agrees:
        raise PackageRefused("E-114")
    return end, manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
