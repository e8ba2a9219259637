"""The events section: two lines an event, raw deflate, hashed before and after."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import ENVELOPE_KEYS, StoredEvent, StreamName
from ca_desktop.domain.packages import Section, Totals
from ca_desktop.exchange.strict_json import LIMITS, read_canonical

EVENTS = "events"
MAX_EXPANDED = 512 * 1024**2
"""Longest expanded section, in bytes."""

MAX_RATIO = 200
"""Expanded length to stored length at the most; above it is a bomb."""

SALT_HEX = 32
_ERASED = b"-"
_CHUNK = 256 * 1024
_RAW = -zlib.MAX_WBITS


def pack(events: Iterable[StoredEvent]) -> tuple[bytes, Section, Totals]:
    """Write a section and say what is in it."""
    squeeze = zlib.compressobj(6, wbits=_RAW)
    stored, digest, kinds, expanded = [], hashlib.sha256(), Counter[str](), 0
    for event in events:
        lines = event.envelope + b"\n" + _payload_line(event) + b"\n"
        expanded += len(lines)
        digest.update(lines)
        kinds[event.head.kind] += 1
        stored.append(squeeze.compress(lines))
    stored.append(squeeze.flush())
    body = b"".join(stored)
    section = Section(
        kind=EVENTS,
        stored=len(body),
        expanded=expanded,
        sha256_stored=hashlib.sha256(body).hexdigest(),
        sha256_expanded=digest.hexdigest(),
    )
    totals = Totals(events=kinds.total(), kinds=dict(kinds), attachments=0, bytes=expanded)
    return body, section, totals


def _payload_line(event: StoredEvent) -> bytes:
    if event.salt is None or event.payload is None:
        return _ERASED
    return event.salt.hex().encode("ascii") + b" " + event.payload


def check(body: bytes, section: Section) -> None:
    """Hold a section against what the manifest says of it.

    Raises:
        PackageRefused: E-114.
    """
    too_long = section.expanded > min(MAX_EXPANDED, MAX_RATIO * max(1, section.stored))
    if len(body) != section.stored or too_long:
        raise PackageRefused("E-114")
    if hashlib.sha256(body).hexdigest() != section.sha256_stored:
        raise PackageRefused("E-114")
    digest, length = hashlib.sha256(), 0
    for part in _inflate(body, section.expanded):
        digest.update(part)
        length += len(part)
    if length != section.expanded or digest.hexdigest() != section.sha256_expanded:
        raise PackageRefused("E-114")


def _inflate(body: bytes, expected: int) -> Iterator[bytes]:
    swell, rest, length = zlib.decompressobj(wbits=_RAW), body, 0
    try:
        while rest and not swell.eof:
            part = swell.decompress(rest, _CHUNK)
            rest = swell.unconsumed_tail
            length += len(part)
            if length > expected:
                raise PackageRefused("E-114")
            yield part
    except zlib.error as error:
        raise PackageRefused("E-114") from error
    if not swell.eof or swell.unused_data:
        raise PackageRefused("E-114")


def unpack(body: bytes, section: Section) -> Iterator[StoredEvent]:
    """Yield the events of a checked section.

    Raises:
        PackageRefused: E-114 a line is not what an event looks like.
    """
    lines = _lines(body, section.expanded)
    for envelope in lines:
        payload = next(lines, None)
        if payload is None:
            raise PackageRefused("E-114")
        yield _event(envelope, payload)


def _lines(body: bytes, expected: int) -> Iterator[bytes]:
    rest = b""
    for part in _inflate(body, expected):
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > LIMITS.size + SALT_HEX + 1:
            raise PackageRefused("E-114")
        yield from whole
    if rest:
        raise PackageRefused("E-114")


def _event(envelope: bytes, line: bytes) -> StoredEvent:
    value = read_canonical(envelope)
    if not isinstance(value, dict) or not set(ENVELOPE_KEYS) <= set(value):
        raise PackageRefused("E-114")
    _check_envelope(value)
    if line == _ERASED:
        return StoredEvent(envelope, None, None)
    salt, space, payload = line.partition(b" ")
    if not space or len(salt) != SALT_HEX:
        raise PackageRefused("E-114")
    read_canonical(payload)
    try:
        return StoredEvent(envelope, bytes.fromhex(salt.decode("ascii")), payload)
    except ValueError as error:
        raise PackageRefused("E-114") from error


_TYPES: dict[str, tuple[type, ...]] = {
    "event_id": (str,),
    "kind": (str,),
    "version": (int,),
    "stream": (str,),
    "seq": (int,),
    "prev_hash": (str,),
    "recorded_at": (str,),
    "clock": (bool,),
    "actor": (str, type(None)),
    "subject": (str, type(None)),
    "builds_on": (str, type(None)),
    "custody": (int, type(None)),
    "commit": (str,),
}


def _check_envelope(value: dict[str, Any]) -> None:
    sound = all(
        isinstance(value[name], kinds) and (bool in kinds or not isinstance(value[name], bool))
        for name, kinds in _TYPES.items()
    )
    if not sound or cast("int", value["seq"]) < 1:
        raise PackageRefused("E-114")
    try:
        StreamName.parse(value["stream"])
    except ValueError as error:
        raise PackageRefused("E-114") from error
