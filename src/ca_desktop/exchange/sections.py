"""Sections of events: two lines an event, raw deflate, hashed before and after."""

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import (
    ENVELOPE_KEYS,
    Envelope,
    StoredEvent,
    StreamName,
    commitment,
)
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.packages import MAX_EVENTS, Section
from ca_desktop.exchange.progress import Meter
from ca_desktop.exchange.strict_json import LIMITS, read_canonical

EVENTS, GIVE_BACK = "events", "give_back"
"""What the sender wrote; what the addressee wrote and has lost."""

MAX_EXPANDED = 512 * 1024**2
"""Longest expanded section, in bytes."""

MAX_STORED = 256 * 1024**2
"""Longest stored section, in bytes: an import keeps it in memory."""

MAX_RATIO = 200
"""Expanded length to stored length at the most; above it is a bomb."""

SALT_HEX = 32
MAX_LINE = LIMITS.size + SALT_HEX + 1
"""Longest line, in bytes: salt, space, payload."""

_ERASED = b"-"
_CHUNK = 256 * 1024
_RAW = -zlib.MAX_WBITS
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A section in memory, and what the manifest says of it."""

    chunks: list[bytes] = field(repr=False)
    section: Section
    kinds: Counter[str]


def pack(events: Iterable[StoredEvent], meter: Meter, kind: str = EVENTS) -> Packed:
    """Write a section and say what is in it.

    Raises:
        PackageRefused: E-141 more than one package may hold.
        Cancelled: the clerk has stopped the task.
    """
    squeeze = zlib.compressobj(_LEVEL, wbits=_RAW)
    inside, outside = hashlib.sha256(), hashlib.sha256()
    kinds, chunks, expanded, stored = Counter[str](), list[bytes](), 0, 0
    for event in events:
        meter.advance(0)
        lines = event.envelope + b"\n" + _payload_line(event) + b"\n"
        expanded += len(lines)
        inside.update(lines)
        kinds[event.head.kind] += 1
        if chunk := squeeze.compress(lines):
            chunks.append(chunk)
    chunks.append(squeeze.flush())
    for chunk in chunks:
        stored += len(chunk)
        outside.update(chunk)
    too_much = kinds.total() > MAX_EVENTS or expanded > MAX_EXPANDED or stored > MAX_STORED
    if too_much or expanded > MAX_RATIO * stored:
        raise PackageRefused("E-141")
    section = Section(
        kind=kind,
        stored=stored,
        expanded=expanded,
        sha256_stored=outside.hexdigest(),
        sha256_expanded=inside.hexdigest(),
    )
    return Packed(chunks=chunks, section=section, kinds=kinds)


def _payload_line(event: StoredEvent) -> bytes:
    if event.salt is None or event.payload is None:
        return _ERASED
    return event.salt.hex().encode("ascii") + b" " + event.payload


def check_lengths(section: Section) -> None:
    """Hold the lengths a manifest states against the limits, before anything is inflated.

    Raises:
        PackageRefused: E-114.
    """
    most = min(MAX_EXPANDED, MAX_RATIO * section.stored)
    if section.stored > MAX_STORED or section.expanded > most:
        raise PackageRefused("E-114")


def check(body: bytes, section: Section, most: int, meter: Meter) -> Counter[str]:
    """Hold a section, and every line in it, against what the manifest says.

    Args:
        body: as stored.
        section: what the manifest says of it.
        most: events in it at the most.
        meter: told that work goes on.

    Returns:
        The number of events of each kind.

    Raises:
        PackageRefused: E-114 lengths, hashes or a line do not hold, E-142 more than ``most``.
        Cancelled: the clerk has stopped the task.
    """
    check_lengths(section)
    if len(body) != section.stored or hashlib.sha256(body).hexdigest() != section.sha256_stored:
        raise PackageRefused("E-114")
    digest, kinds, length = hashlib.sha256(), Counter[str](), 0
    for envelope, line in _pairs(body, section.expanded):
        meter.advance(0)
        length += len(envelope) + len(line) + 2
        for part in (envelope, b"\n", line, b"\n"):
            digest.update(part)
        kinds[_check_event(envelope, line)] += 1
        if kinds.total() > most:
            raise PackageRefused("E-142")
    if length != section.expanded or digest.hexdigest() != section.sha256_expanded:
        raise PackageRefused("E-114")
    return kinds


def unpack(body: bytes, section: Section) -> Iterator[StoredEvent]:
    """Yield the events of a section that `check` has let pass."""
    for envelope, line in _pairs(body, section.expanded):
        if line == _ERASED:
            yield StoredEvent(envelope, None, None)
        else:
            salt, _, payload = line.partition(b" ")
            yield StoredEvent(envelope, bytes.fromhex(salt.decode("ascii")), payload)


def _pairs(body: bytes, expected: int) -> Iterator[tuple[bytes, bytes]]:
    lines = _lines(body, expected)
    for envelope in lines:
        line = next(lines, None)
        if line is None:
            raise PackageRefused("E-114")
        yield envelope, line


def _lines(body: bytes, expected: int) -> Iterator[bytes]:
    rest = b""
    for part in _inflate(body, expected):
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > MAX_LINE:
            raise PackageRefused("E-114")
        yield from whole
    if rest:
        raise PackageRefused("E-114")


def _inflate(body: bytes, expected: int) -> Iterator[bytes]:
    """Expand in bounded steps; stop hard where the stated length is passed."""
    swell, length = zlib.decompressobj(wbits=_RAW), 0
    feed = (body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK))
    try:
        while not swell.eof:
            rest = swell.unconsumed_tail or next(feed, b"")
            part = swell.decompress(rest, _CHUNK)
            length += len(part)
            if length > expected or not (part or rest):
                raise PackageRefused("E-114")
            yield part
    except zlib.error as error:
        raise PackageRefused("E-114") from error
    if swell.unused_data or next(feed, None) is not None:
        raise PackageRefused("E-114")


def _check_event(envelope: bytes, line: bytes) -> str:
    """Check both lines of an event; return its kind."""
    value = read_canonical(envelope)
    if not isinstance(value, dict) or not _sound(value):
        raise PackageRefused("E-114")
    if line != _ERASED:
        salt, space, payload = line.partition(b" ")
        if not space or not _SALT.fullmatch(salt):
            raise PackageRefused("E-114")
        read_canonical(payload)
        if commitment(bytes.fromhex(salt.decode("ascii")), payload) != value["commit"]:
            raise PackageRefused("E-114")
    return Envelope.from_json(value).kind


_SALT = re.compile(rb"[0-9a-f]{32}")
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_KIND = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
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


def _sound(value: dict[str, Any]) -> bool:
    """Tell whether an envelope has every key with a value this program can work with."""
    typed = all(
        name in value and type(value[name]) in _TYPES[name]  # a bool is no number here
        for name in ENVELOPE_KEYS
    )
    if not typed or value["seq"] < 1 or value["version"] < 1 or (value["custody"] or 0) < 0:
        return False
    formed = (
        _KIND.fullmatch(value["kind"])
        and _ID.fullmatch(value["event_id"])
        and _HASH.fullmatch(value["prev_hash"])
        and _HASH.fullmatch(value["commit"])
        and (value["builds_on"] is None or _ID.fullmatch(value["builds_on"]))
    )
    return bool(formed) and _is_stream(value["stream"]) and _is_moment(value["recorded_at"])


@lru_cache(maxsize=4096)
def _is_stream(text: str) -> bool:
    try:
        StreamName.parse(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _is_moment(text: str) -> bool:
    try:
        return moment_text(parse_moment(text)) == text
    except (ValueError, OverflowError):
        return False
