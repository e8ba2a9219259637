"""Packages in parts, for mailboxes that take no more: slices of the finished ciphertext.

Parts come in any order, from any folder, twice, and mixed with those of other packages.
Format: docs/FORMAT.md.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ca_desktop.domain.errors import PackageRefused, UserError
from ca_desktop.exchange.carrier import (
    copy_safely,
    file_digest,
    flushed_new_file,
    require_room,
)
from ca_desktop.exchange.frame import MAX_FILE
from ca_desktop.exchange.medium import CHUNK
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress

LEAST_PART = 64 * 1024
MOST_PARTS = 999

PART_MAGIC = b"HSDTPRT\0"
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
            PART_MAGIC,
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


def split(
    whole: Path,
    size: int,
    target: Path,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Path]:
    """Write a finished package in parts; the whole stays where it is.

    Args:
        whole: the package.
        size: most bytes of a part, its header included.
        target: what the whole would be called there; the parts get names after it.
        progress: told how many bytes are written.
        cancelled: asked whether to go on.

    Returns:
        The parts; the whole alone, carried there, when it is small enough.

    Raises:
        UserError: PART-SIZE parts so small that they would be too many.
        PackageRefused, DiskFull, NotWritable: what was not kept is not called written.
        Cancelled: nothing is left behind.
    """
    room, total = size - HEADER_BYTES, whole.stat().st_size
    if total <= size:
        done = copy_safely(
            whole, target.parent, target.name, progress=progress, cancelled=cancelled
        )
        return [done]
    count = -(-total // room) if size >= LEAST_PART else MOST_PARTS + 1
    if count > MOST_PARTS:
        raise UserError("PART-SIZE", most=MOST_PARTS)
    require_room(target.parent, total + count * HEADER_BYTES)
    names = [f"{target.stem}-P{number:02d}-of-{count:02d}.hsp" for number in range(1, count + 1)]
    places = [target.with_name(name) for name in names]
    meter = Meter(total, progress, cancelled)
    try:
        _write_parts(whole, places, room, meter)
    except BaseException:
        for place in places:
            with suppress(OSError):
                place.unlink(missing_ok=True)
        raise
    return places


def _write_parts(whole: Path, places: Sequence[Path], room: int, meter: Meter) -> None:
    digest, total = bytes.fromhex(file_digest(whole)), whole.stat().st_size
    with whole.open("rb") as origin:
        for number, place in enumerate(places, start=1):
            offset = origin.tell()
            header = PartHeader(
                number=number,
                count=len(places),
                offset=offset,
                total=total,
                whole=digest,
                digest=_digest_of(_slice(origin, offset, room)),
            )
            with flushed_new_file(place) as file:
                file.write(header.to_bytes())
                for chunk in _slice(origin, offset, room):
                    file.write(chunk)
                    meter.advance(len(chunk))


def _slice(origin: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    origin.seek(offset)
    while length and (chunk := origin.read(min(length, CHUNK))):
        length -= len(chunk)
        yield chunk


def _digest_of(chunks: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


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
    if head[: len(PART_MAGIC)] != PART_MAGIC:
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
        raise PackageRefused("E-121", version=f"HSP {version}")
    sound = (version, flags, rest) == (_VERSION, 0, _RESERVED) and name == whole[:16]
    placed = 1 <= number <= count <= MOST_PARTS and offset < total <= MAX_FILE
    if not sound or not placed:
        raise PackageRefused("E-112")
    return PartHeader(
        number=number, count=count, offset=offset, total=total, whole=whole, digest=digest
    )


def join(parts: Mapping[int, tuple[Path, PartHeader]], target: Path, meter: Meter) -> None:
    """Put all parts of one package together.

    Args:
        parts: every part by its number.
        target: what the whole is called.
        meter: told how many bytes are written.

    Raises:
        PackageRefused: E-112 a part, or the whole, is not what its header says; E-107 one cannot
            be read.
        DiskFull, NotWritable: the inbox takes no more.
        Cancelled: nothing is left behind.
    """
    one = parts[1][1]
    require_room(target.parent, one.total)
    with flushed_new_file(target) as file:
        whole = hashlib.sha256()
        for number in range(1, one.count + 1):
            path, header = parts[number]
            for chunk in _body(path, header, one, file.tell()):
                whole.update(chunk)
                file.write(chunk)
                meter.advance(len(chunk))
        if whole.digest() != one.whole:
            raise PackageRefused("E-112")


def _body(path: Path, header: PartHeader, one: PartHeader, offset: int) -> Iterator[bytes]:
    """Yield the bytes of a part; whoever takes them learns at the end whether they hold."""
    if (header.count, header.total, header.offset) != (one.count, one.total, offset):
        raise PackageRefused("E-112")
    digest, most = hashlib.sha256(), header.total - header.offset
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > HEADER_BYTES + most:
                raise PackageRefused("E-112")
            for chunk in _slice(file, HEADER_BYTES, most):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise PackageRefused("E-107") from error
    if digest.digest() != header.digest:
        raise PackageRefused("E-112")
