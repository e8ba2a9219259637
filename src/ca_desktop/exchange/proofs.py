"""The proofs section: manifests as their sender signed them, one JSON line each, raw deflate."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.packages import Section, SignedManifest
from ca_desktop.exchange.frame import MAX_MANIFEST
from ca_desktop.exchange.sections import MAX_RATIO
from ca_desktop.exchange.strict_json import Limits, read_canonical

PROOFS = "proofs"
MOST = 1_000
"""Proofs in one package: one a stream that is given back."""

MAX_BYTES = 64 * 1024**2
"""Longest expanded section, in bytes."""

_RAW = -zlib.MAX_WBITS
_KEYS = ("header", "prelude", "signature", "manifest")
_LIMITS = Limits(size=3 * MAX_MANIFEST, string=3 * MAX_MANIFEST)


def pack_proofs(proofs: Sequence[SignedManifest]) -> tuple[bytes, Section]:
    """Write the section; return its stored bytes and what the manifest says of it.

    Raises:
        PackageRefused: E-141 more than one package may hold.
    """
    lines = b"".join(_line(proof) for proof in proofs)
    if len(proofs) > MOST or len(lines) > MAX_BYTES:
        raise PackageRefused("E-141")
    squeeze = zlib.compressobj(wbits=_RAW)
    stored = squeeze.compress(lines) + squeeze.flush()
    section = Section(
        kind=PROOFS,
        stored=len(stored),
        expanded=len(lines),
        sha256_stored=hashlib.sha256(stored).hexdigest(),
        sha256_expanded=hashlib.sha256(lines).hexdigest(),
    )
    return stored, section


def unpack_proofs(body: bytes, section: Section) -> tuple[SignedManifest, ...]:
    """Read the section.

    Raises:
        PackageRefused: E-114 it is not what the manifest says.
    """
    if hashlib.sha256(body).hexdigest() != section.sha256_stored:
        raise PackageRefused("E-114")
    if section.expanded > min(MAX_BYTES, MAX_RATIO * section.stored):
        raise PackageRefused("E-114")
    lines = _inflate(body, section.expanded)
    if hashlib.sha256(lines).hexdigest() != section.sha256_expanded:
        raise PackageRefused("E-114")
    if lines.count(b"\n") > MOST or (lines and not lines.endswith(b"\n")):
        raise PackageRefused("E-114")
    return tuple(_proof(line) for line in lines.split(b"\n")[:-1])


def _inflate(body: bytes, expected: int) -> bytes:
    swell = zlib.decompressobj(wbits=_RAW)
    try:
        lines = swell.decompress(body, expected + 1)
    except zlib.error as error:
        raise PackageRefused("E-114") from error
    if len(lines) != expected or not swell.eof or swell.unused_data:
        raise PackageRefused("E-114")
    return lines


def _line(proof: SignedManifest) -> bytes:
    return canonical_json({key: getattr(proof, key).hex() for key in _KEYS}) + b"\n"


def _proof(line: bytes) -> SignedManifest:
    value = read_canonical(line, limits=_LIMITS)
    if not isinstance(value, dict) or set(value) != set(_KEYS):
        raise PackageRefused("E-114")
    return SignedManifest(**dict(_bytes(value)))


def _bytes(value: dict[str, object]) -> Iterable[tuple[str, bytes]]:
    for key, text in value.items():
        try:
            yield key, bytes.fromhex(text if isinstance(text, str) else "-")
        except ValueError as error:
            raise PackageRefused("E-114") from error
