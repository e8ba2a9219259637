"""The fixed parts of a package: the outer header and the prelude, byte for byte.

The outer header is read before anything is proven; it serves to sort files and to tell a
clerk early what is wrong. Format: docs/FORMAT.md.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused

MAX_FILE = 2 * 1024**3
"""Longest package file, in bytes."""

MAX_MANIFEST = 1024**2
"""Longest manifest, in bytes."""

CONTAINER_VERSION = 1
INNER_VERSION = 1
ED25519 = 1
"""The only signature algorithm so far."""

HEADER_BYTES = 64
PRELUDE_BYTES = 24
SIGNATURE_BYTES = 64

PACKAGE_MAGIC = b"HSDTGOI\0"
_INNER_MAGIC = b"HSDTINN\0"
_TRAINING = 1
_RESERVED = bytes(16)
_HINTS = struct.Struct(">QQ8s8s16s")
_HEADER = struct.Struct(">8sHH")
_CRC = struct.Struct(">I")
_PRELUDE = struct.Struct(">8sHH8sI")


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterHeader:
    """What a package says outside, unproven until the package is opened.

    Attributes:
        length: of the whole file, in bytes.
        package: number counted per incarnation of the sender and addressee.
        sender_tag: `identities.node_tag` of the sending node.
        recipient_tag: `PublicKeys.box_tag` of the addressee.
    """

    training: bool
    length: int
    package: int
    sender_tag: bytes
    recipient_tag: bytes

    def to_bytes(self) -> bytes:
        """Return the 64 bytes of the header."""
        body = self._start() + _HINTS.pack(
            self.length, self.package, self.sender_tag, self.recipient_tag, _RESERVED
        )
        return body + _CRC.pack(zlib.crc32(body))

    def signed_bytes(self) -> bytes:
        """Return the 52 bytes the signature covers: without total length and CRC."""
        hints = _HINTS.pack(0, self.package, self.sender_tag, self.recipient_tag, _RESERVED)
        return self._start() + hints[8:]

    def _start(self) -> bytes:
        return _HEADER.pack(PACKAGE_MAGIC, CONTAINER_VERSION, _TRAINING if self.training else 0)


def read_outer(path: Path) -> OuterHeader:
    """Read what a file says of itself; proves nothing.

    Raises:
        PackageRefused: E-101 not a package, E-102 shorter than stated, E-112 damaged header,
            longer than stated or too long, E-121 container of a later version, E-107 the
            file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return parse_outer(file.read(HEADER_BYTES), path.stat().st_size)
    except OSError as error:
        raise PackageRefused("E-107") from error


def parse_outer(data: bytes, size: int) -> OuterHeader:
    """Read the header from the first bytes of a file of ``size`` bytes; see `read_outer`."""
    if data[: len(PACKAGE_MAGIC)] != PACKAGE_MAGIC:
        cut = data and PACKAGE_MAGIC.startswith(data)
        raise PackageRefused("E-102" if cut else "E-101")
    if len(data) < HEADER_BYTES:
        raise PackageRefused("E-102")
    body, crc = data[: -_CRC.size], data[-_CRC.size :]
    if _CRC.pack(zlib.crc32(body)) != crc:
        raise PackageRefused("E-112")
    _, version, flags = _HEADER.unpack_from(body)
    if version > CONTAINER_VERSION:
        raise PackageRefused("E-121", version=f"HSG {version}")
    length, package, sender, recipient, reserved = _HINTS.unpack_from(body, _HEADER.size)
    if size < length:
        raise PackageRefused("E-102")
    sound = version == CONTAINER_VERSION and flags in {0, _TRAINING} and reserved == _RESERVED
    if not sound or size != length or size > MAX_FILE:
        raise PackageRefused("E-112")
    return OuterHeader(
        training=flags == _TRAINING,
        length=length,
        package=package,
        sender_tag=sender,
        recipient_tag=recipient,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prelude:
    """The first bytes inside the seal.

    Attributes:
        signer: `PublicKeys.sign_id` of the signing node.
        manifest_length: in bytes.
    """

    signer: bytes
    manifest_length: int

    def to_bytes(self) -> bytes:
        """Return the 24 bytes of the prelude."""
        return _PRELUDE.pack(
            _INNER_MAGIC, INNER_VERSION, ED25519, self.signer, self.manifest_length
        )


def parse_prelude(data: bytes) -> Prelude:
    """Read the prelude.

    Raises:
        PackageRefused: E-121 a later version or algorithm, E-112 anything else.
    """
    magic, version, algorithm, signer, manifest_length = _PRELUDE.unpack(data)
    if magic != _INNER_MAGIC:
        raise PackageRefused("E-112")
    if version > INNER_VERSION or algorithm > ED25519:
        raise PackageRefused("E-121", version=f"HSG {version}.{algorithm}")
    if version != INNER_VERSION or algorithm != ED25519 or manifest_length > MAX_MANIFEST:
        raise PackageRefused("E-112")
    return Prelude(signer=signer, manifest_length=manifest_length)
