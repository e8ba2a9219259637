"""The envelope of an event: identity, place in its stream, and the bytes that are hashed.

Bytes are canonical JSON (UTF-8, keys sorted by code point, no spaces, integers only) and are
never re-serialised once written: hashes and signatures speak of bytes.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from typing_extensions import override

GENESIS = "0" * 64
"""``prev_hash`` of the first event of a stream."""

_EVENT_LABEL = b"ca-desktop/event/1\0"
_PAYLOAD_LABEL = b"ca-desktop/payload/1\0"
_STREAM = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})\.(local|centre|all|office:[0-9a-f]{32})")

LOCAL, CENTRE, ALL = "local", "centre", "all"


def office_audience(office_id: str) -> str:
    """Return the audience of events that only ``office_id`` may read."""
    return f"office:{office_id}"


def canonical_json(value: object) -> bytes:
    """Write ``value`` as canonical JSON bytes (RFC 8785 strings, integers only).

    Raises:
        ValueError: a float, or a string that is not valid Unicode.
    """
    _refuse_floats(value)
    return _CANONICAL.encode(value).encode("utf-8")


_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
_ATOMS = frozenset({str, int, bool, type(None)})


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("canonical JSON holds integers only")  # noqa: TRY004 the value is at fault
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            if type(part) not in _ATOMS:
                _refuse_floats(part)


def event_hash(envelope: bytes) -> str:
    """Return the hash that chains the next event to these envelope bytes."""
    return hashlib.sha256(_EVENT_LABEL + envelope).hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """Return the value by which an envelope binds its payload (16 bytes of salt)."""
    return hashlib.sha256(_PAYLOAD_LABEL + salt + payload).hexdigest()


@dataclass(frozen=True, slots=True)
class StreamName:
    """``<node>.<incarnation>.<audience>``."""

    node: str
    incarnation: str
    audience: str

    @override
    def __str__(self) -> str:
        return f"{self.node}.{self.incarnation}.{self.audience}"

    @classmethod
    def parse(cls, text: str) -> "StreamName":
        """Read a stream's name.

        Raises:
            ValueError: the text is not of that form.
        """
        match = _STREAM.fullmatch(text)
        if match is None:
            raise ValueError("not a stream name")
        return cls(*match.groups())


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Everything about an event but its content; names no person.

    Attributes:
        recorded_at: ISO-8601 with +07:00, whole seconds.
        clock: True when the machine's clock was in doubt.
        builds_on: the state event of the subject that this one builds on.
        custody: the custody number the event stands at.
    """

    event_id: str
    kind: str
    version: int
    stream: str
    seq: int
    prev_hash: str
    recorded_at: str
    clock: bool
    actor: str | None
    subject: str | None
    builds_on: str | None
    custody: int | None
    commit: str

    def to_bytes(self) -> bytes:
        """Return the canonical bytes, every key present."""
        return canonical_json({name: getattr(self, name) for name in ENVELOPE_KEYS})

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Envelope":
        """Take the keys this version knows; later ones stay in the bytes."""
        return cls(**{name: value[name] for name in ENVELOPE_KEYS})


ENVELOPE_KEYS = tuple(sorted(Envelope.__dataclass_fields__))


@dataclass(frozen=True)
class StoredEvent:
    """An event as journal and packages hold it: exact bytes.

    Attributes:
        envelope: canonical bytes.
        salt: 16 bytes; None where the payload was erased.
        payload: canonical bytes; None where it was erased.
    """

    envelope: bytes
    salt: bytes | None = field(repr=False)
    payload: bytes | None = field(repr=False)

    @cached_property
    def head(self) -> Envelope:
        """The parsed envelope."""
        return Envelope.from_json(json.loads(self.envelope))

    @cached_property
    def hash(self) -> str:
        """The hash of the envelope bytes."""
        return event_hash(self.envelope)
