"""Packages in parts, for mailboxes that take no more: slices of the finished ciphertext.

Parts come in any order, from any folder, twice, and mixed with those of other packages.
Format: docs/FORMAT.md.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange.carrier import file_digest, flushed_new_file
from ca_desktop.exchange.frame import MAX_FILE
from ca_desktop.services.ports.files import Gathered

LEAST_PART = 64 * 1024
MOST_PARTS = 9_999

_MAGIC = b"HSDTPRT\0"
_VERSION = 1
_RESERVED = bytes(12)
_HEAD = struct.Struct(">8sHHHHQQ16s32s32s12s")
_CRC = struct.Struct(">I")
HEADER_BYTES = _HEAD.size + _CRC.size


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """What a part says of itself and of the whole.

    Attributes:
        number: from 1.
        offset: of its first byte in the whole.
        total: length of the whole, in bytes.
        whole: SHA-256 of the whole; its first 16 bytes name the package.
        digest: SHA-256 of the part's own bytes.
    """

    number: int
    count: int
    offset: int
    total: int
    whole: bytes
    digest: bytes

    def to_bytes(self) -> bytes:
        """Return the 128 bytes of the header."""
        head = _HEAD.pack(
            _MAGIC,
            _VERSION,
            0,
            self.number,
            self.count,
            self.offset,
            self.total,
            self.whole[:16],
            self.whole,
            self.digest,
            _RESERVED,
        )
        return head + _CRC.pack(zlib.crc32(head))


def split(whole: Path, size: int) -> list[Path]:
    """Cut a finished package into parts beside it; the whole itself goes.

    Args:
        whole: the package.
        size: most bytes of a part, its header included.

    Returns:
        The parts; the whole alone when it is small enough.

    Raises:
        ValueError: parts so small that they would be too many.
        PackageRefused, DiskFull, NotWritable: what was not kept is not called written.
    """
    room, total = size - HEADER_BYTES, whole.stat().st_size
    if total <= size:
        return [whole]
    count = -(-total // room)
    if size < LEAST_PART or count > MOST_PARTS:
        raise ValueError("parts too small")
    names = [f"{whole.stem}-P{number:02d}-of-{count:02d}.hsp" for number in range(1, count + 1)]
    places = [whole.with_name(name) for name in names]
    try:
        _write_parts(whole, places, room)
    except BaseException:
        for place in places:
            place.unlink(missing_ok=True)
        raise
    whole.unlink()
    return places


def _write_parts(whole: Path, places: Sequence[Path], room: int) -> None:
    digest, total = bytes.fromhex(file_digest(whole)), whole.stat().st_size
    with whole.open("rb") as origin:
        for number, place in enumerate(places, start=1):
            offset, data = origin.tell(), origin.read(room)
            header = PartHeader(
                number=number,
                count=len(places),
                offset=offset,
                total=total,
                whole=digest,
                digest=hashlib.sha256(data).digest(),
            )
            with flushed_new_file(place) as file:
                file.write(header.to_bytes() + data)


def gather(paths: Sequence[Path], folder: Path) -> list[Gathered]:
    """Put parts together; files that are no parts stay as they are.

    Args:
        paths: files of any kind, in any order; doubles are passed over.
        folder: where wholes go until they are taken in.

    Returns:
        One for each package, in the order in which its first file came.
    """
    groups: dict[object, list[tuple[Path, PartHeader]]] = {}
    found: dict[object, Gathered] = {}
    for path in paths:
        try:
            header = read_header(path)
        except PackageRefused as error:
            found[path] = Gathered(source=path, whole=None, code=error.code)
            continue
        if header is None:
            found[path] = Gathered(source=path, whole=path)
            continue
        groups.setdefault(header.whole, []).append((path, header))
        found.setdefault(header.whole, Gathered(source=path, whole=None))
    for name, parts in groups.items():
        found[name] = _joined(parts, folder)
    return list(found.values())


def read_header(path: Path) -> PartHeader | None:
    """Read the header of a part, None for any other file.

    Raises:
        PackageRefused: E-102 a part cut short, E-112 a damaged one, E-121 one of a later version,
            E-107 it cannot be read.
    """
    if not path.is_file():
        return None  # whoever takes it in will say so
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
    except OSError as error:
        raise PackageRefused("E-107") from error
    if head[: len(_MAGIC)] != _MAGIC:
        return None
    if len(head) < HEADER_BYTES:
        raise PackageRefused("E-102")
    return _parsed(head)


def _parsed(head: bytes) -> PartHeader:
    if _CRC.pack(zlib.crc32(head[: _HEAD.size])) != head[_HEAD.size :]:
        raise PackageRefused("E-112")
    _magic, version, flags, number, count, offset, total, name, whole, digest, rest = _HEAD.unpack(
        head[: _HEAD.size]
    )
    if version > _VERSION:
        raise PackageRefused("E-121")
    sound = (version, flags, rest) == (_VERSION, 0, _RESERVED) and name == whole[:16]
    placed = 1 <= number <= count <= MOST_PARTS and offset < total <= MAX_FILE
    if not sound or not placed:
        raise PackageRefused("E-112")
    return PartHeader(
        number=number, count=count, offset=offset, total=total, whole=whole, digest=digest
    )


def _joined(parts: Iterable[tuple[Path, PartHeader]], folder: Path) -> Gathered:
    by_number = {header.number: (path, header) for path, header in parts}
    (first, one) = next(iter(by_number.values()))
    missing = tuple(n for n in range(1, one.count + 1) if n not in by_number)
    if missing:
        return Gathered(source=first, whole=None, missing=missing, code="PARTS-MISSING")
    target = folder / f"{one.whole.hex()[:32]}.whole"
    try:
        with flushed_new_file(target) as file:
            for number in range(1, one.count + 1):
                path, header = by_number[number]
                file.write(_body(path, header, one, file.tell()))
    except PackageRefused as error:
        return Gathered(source=first, whole=None, code=error.code)
    if bytes.fromhex(file_digest(target)) != one.whole:
        target.unlink()
        return Gathered(source=first, whole=None, code="E-112")
    return Gathered(source=first, whole=target)


def _body(path: Path, header: PartHeader, one: PartHeader, offset: int) -> bytes:
    same = (header.count, header.total, header.offset) == (one.count, one.total, offset)
    with path.open("rb") as file:
        file.seek(HEADER_BYTES)
        data = file.read(header.total - header.offset + 1)
    if not same or hashlib.sha256(data).digest() != header.digest:
        raise PackageRefused("E-112")
    return data
