"""One file of the second journal: a sealed header and a chain of sealed records.

Header: magic, version, number, salt of the segment's key, chain value it goes on from; sealed.
Record: ``length u32 | nonce 12 | ciphertext and tag | chain value 32``, where the length counts
the ciphertext and its tag. The chain value before a record is sealed in with it, so that no
record can be left out, moved or taken from another segment. All integers are big-endian.

A record holds what one flush makes durable. A power cut can hence spoil the last one only:
whatever is wrong with a sound record behind it is damage.
"""

import hashlib
import os
import re
import secrets
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.packages import Head
from ca_desktop.vault.files import told_as_machine_error

VERSION = 1
LARGEST = 2**24
"""No record is that long; a length with another first byte is none."""

_MAGIC = b"CADJRNL\0"
_LABEL = b"ca-desktop/second-journal/1"
_CHAIN_LABEL = _LABEL + b"\0"
_KEY, _NONCE, _TAG, _CHAIN = 32, 12, 16, 32
_HEAD = struct.Struct(f">8sHQ32s{_CHAIN}s")
_HEADER = _HEAD.size + _NONCE + _TAG
_LENGTH = struct.Struct(">I")
_NONE = 2**32 - 1
"""Stands in the place of a length where salt or payload were erased."""

_EVENTS, _HEADS = b"E", b"H"
_POSSIBLE_LENGTH = re.compile(rb"\0(?!\0\0\0)")


class JournalDamaged(MachineError):
    """A segment of the second journal is not what was written.

    Attributes:
        segment: its number.
        place: offset in bytes of what does not hold; 0 for the header or the segment's place
            in the row of segments.
    """

    default_code = "JOURNAL-DAMAGED"

    def __init__(self, segment: int, place: int) -> None:
        super().__init__(segment=segment, place=place)
        self.segment = segment
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment whose header holds.

    Attributes:
        first: the chain value that its records go on from.
    """

    path: Path
    number: int
    first: bytes
    cipher: ChaCha20Poly1305 = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that holds.

    Attributes:
        start, end: its place in the file, in bytes.
        chain: the chain value after it.
        events, heads: what it says: one of the two.
    """

    start: int
    end: int
    chain: bytes
    events: Sequence[StoredEvent] = field(default=(), repr=False)
    heads: Sequence[Head] = ()


def new_segment(path: Path, key: bytes, number: int, first: bytes) -> tuple[Segment, bytes]:
    """Return a segment that does not exist yet, and the bytes of its header."""
    salt, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
    cipher = _cipher(key, salt)
    head = _HEAD.pack(_MAGIC, VERSION, number, salt, first)
    segment = Segment(path=path, number=number, first=first, cipher=cipher)
    return segment, head + nonce + cipher.encrypt(nonce, b"", head)


def open_segment(path: Path, number: int, key: bytes) -> Segment:
    """Read and check the header of a segment.

    Args:
        path: the file.
        number: which it must be.
        key: of the database.

    Raises:
        JournalDamaged: it is damaged, another one, of another key, or of a later version.
        MachineError: the file cannot be read.
    """
    with told_as_machine_error(path), path.open("rb") as file:
        header = file.read(_HEADER)
    try:
        magic, version, said, salt, first = _HEAD.unpack(header[: _HEAD.size])
        cipher = _cipher(key, salt)
        nonce, tag = header[_HEAD.size : -_TAG], header[-_TAG:]
        cipher.decrypt(nonce, tag, header[: _HEAD.size])
    except (struct.error, ValueError, InvalidTag) as error:
        raise JournalDamaged(number, 0) from error
    if (magic, version, said) != (_MAGIC, VERSION, number):
        raise JournalDamaged(number, 0)
    return Segment(path=path, number=number, first=first, cipher=cipher)


def sealed_events(segment: Segment, before: bytes, events: Sequence[StoredEvent]) -> bytes:
    """Return the bytes of a record with events; ``before`` is the chain value it goes on from."""
    parts = [_EVENTS]
    for event in events:
        for part in (event.envelope, event.salt, event.payload):
            parts.append(_LENGTH.pack(_NONE if part is None else len(part)))
            parts.append(part or b"")
    return _sealed(segment, before, b"".join(parts))


def sealed_heads(segment: Segment, before: bytes, heads: Sequence[Head]) -> bytes:
    """Return the bytes of a record with the heads of streams."""
    lines = "\n".join(f"{head.stream} {head.seq} {head.hash}" for head in heads)
    return _sealed(segment, before, _HEADS + lines.encode("ascii"))


def chain_of(sealed: bytes) -> bytes:
    """Return the chain value after a record."""
    return sealed[-_CHAIN:]


def records(segment: Segment, *, skip_damaged: bool = False) -> Iterator[Record]:
    """Yield the records of a segment.

    Args:
        segment: with a sound header.
        skip_damaged: go on behind a record that does not hold, as long as one can be found.

    Raises:
        JournalDamaged: a record does not hold; see `is_torn`.
        MachineError: the file cannot be read.
    """
    with told_as_machine_error(segment.path), segment.path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        before, start = segment.first, _HEADER
        while start < size:
            try:
                record = _read(file, segment, before, start)
            except (InvalidTag, ValueError) as error:
                if not skip_damaged:
                    raise JournalDamaged(segment.number, start) from error
                next_sound = _next_sound(file, segment, start)
                if next_sound is None:
                    return
                before, start = next_sound
            else:
                yield record
                before, start = record.chain, record.end


def is_torn(segment: Segment, place: int) -> bool:
    """Tell whether what does not hold at ``place`` is the end of an append that was cut off.

    It is damage where a sound record stands somewhere behind it, or none before it: the first
    one came to the disk together with the header.
    """
    if place <= _HEADER:
        return False
    with told_as_machine_error(segment.path), segment.path.open("rb") as file:
        return _next_sound(file, segment, place) is None


def _read(file: BinaryIO, segment: Segment, before: bytes, start: int) -> Record:
    file.seek(start)
    length = file.read(_LENGTH.size)
    size = _size(length)
    sealed = length + file.read(max(0, size - len(length)))
    if not size or len(sealed) < size:
        raise ValueError("not a whole record")
    return _opened(segment, before, sealed, start)


def _next_sound(file: BinaryIO, segment: Segment, place: int) -> tuple[bytes, int] | None:
    """Find a record behind ``place``: the chain value before it, and where it begins."""
    offset = file.seek(place - _CHAIN)
    tail = file.read()
    for before, start in _possible(tail):
        size = _size(tail[start : start + _LENGTH.size])
        if size and start + size <= len(tail):
            with suppress(InvalidTag, ValueError):
                _opened(segment, before, tail[start : start + size], start)
                return before, offset + start
    return None


def _possible(tail: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield where a record may begin, and after which chain value.

    Args:
        tail: from the chain value on that stands before a record that does not hold.
    """
    size = _size(tail[_CHAIN : _CHAIN + _LENGTH.size])
    if size:  # only its own chain value may be wrong; the next record has the right one
        body = tail[_CHAIN + _LENGTH.size : size]
        yield _chained(tail[:_CHAIN], body), _CHAIN + size
    for match in _POSSIBLE_LENGTH.finditer(tail, _CHAIN + 1):
        yield tail[match.start() - _CHAIN : match.start()], match.start()


def _size(length: bytes) -> int:
    """Return how long the record is that begins so; 0 where none does."""
    sealed = int.from_bytes(length, "big") if len(length) == _LENGTH.size else 0
    return _LENGTH.size + _NONCE + sealed + _CHAIN if _TAG < sealed < LARGEST else 0


def _sealed(segment: Segment, before: bytes, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    sealed = segment.cipher.encrypt(nonce, plain, before)
    if len(sealed) >= LARGEST:
        raise ValueError("no event is that long")
    body = nonce + sealed
    return _LENGTH.pack(len(sealed)) + body + _chained(before, body)


def _opened(segment: Segment, before: bytes, sealed: bytes, start: int) -> Record:
    body, chain = sealed[_LENGTH.size : -_CHAIN], sealed[-_CHAIN:]
    if chain != _chained(before, body):
        raise ValueError("not the chain value of this record")
    plain = segment.cipher.decrypt(body[:_NONCE], body[_NONCE:], before)
    end = start + len(sealed)
    kind, content = plain[:1], plain[1:]
    if kind == _EVENTS:
        return Record(start=start, end=end, chain=chain, events=tuple(_events(content)))
    if kind == _HEADS:
        return Record(start=start, end=end, chain=chain, heads=tuple(_heads(content)))
    raise ValueError("a record of a later version")


def _events(content: bytes) -> Iterator[StoredEvent]:
    place = 0
    while place < len(content):
        parts: list[bytes | None] = []
        for _part in range(3):
            (length,) = _LENGTH.unpack_from(content, place)
            place += _LENGTH.size
            end = place + (0 if length == _NONE else length)
            parts.append(None if length == _NONE else content[place:end])
            place = end
        envelope, salt, payload = parts
        yield StoredEvent(envelope or b"", salt, payload)


def _heads(content: bytes) -> Iterator[Head]:
    for line in content.decode("ascii").splitlines():
        stream, seq, digest = line.split(" ")
        yield Head(stream=stream, seq=int(seq), hash=digest)


def _chained(before: bytes, body: bytes) -> bytes:
    return hashlib.sha256(_CHAIN_LABEL + before + body).digest()


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), _KEY, salt=salt, info=_LABEL).derive(key))
