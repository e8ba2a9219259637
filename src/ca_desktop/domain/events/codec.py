"""From an event to its canonical payload bytes and back, versioned.

A payload is the JSON of the event's fields. A reader takes the fields it knows and gives the
missing ones their defaults, so that older payloads stay readable; the bytes are never rewritten.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Hashable
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar

from ca_desktop.domain.events import (
    accounts,
    attachments,
    calendar_moves,
    dossiers,
    fees,
    forms,
    handling,
    keys,
    lives,
    master,
    office,
    old_registers,
    papers,
    periods,
    processes,
    promises,
    roster,
    scores,
    targets,
    tariffs,
    waits,
)
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.envelope import canonical_json

E = TypeVar("E", bound=Event)
V = TypeVar("V")

_MODULES = (
    accounts,
    attachments,
    calendar_moves,
    dossiers,
    fees,
    forms,
    handling,
    keys,
    lives,
    master,
    office,
    old_registers,
    periods,
    papers,
    processes,
    promises,
    roster,
    scores,
    targets,
    tariffs,
    waits,
)

KINDS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    if not kind.__name__.startswith("_")
}
"""Every kind this version understands, by the name its envelopes carry."""


class UnknownKind(Exception):
    """A later version wrote this kind of event; it is kept and applied after an update."""


def encode(event: Event) -> bytes:
    """Return the canonical payload bytes of ``event``."""
    return canonical_json(_plain(event))


def understands(kind: str, version: int) -> bool:
    """Tell whether this program knows a kind of event, in this version or a later one."""
    known = KINDS.get(kind)
    return known is not None and version <= known.version


def decode(kind: str, version: int, payload: bytes) -> Event:
    """Read a payload.

    Raises:
        UnknownKind: this program does not know the kind, or only an earlier version of it.
        ValueError: the payload does not have the kind's fields.
    """
    if not understands(kind, version):
        raise UnknownKind(kind)
    return build(KINDS[kind], json.loads(payload))


def build(kind: type[E], value: object) -> E:
    """Make an event of ``kind`` from plain JSON values.

    Raises:
        ValueError: a field is missing or of another type.
    """
    try:
        return typing.cast("E", _reader(typing.cast("Hashable", kind))(value))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(kind.__name__) from error


def _plain(value: object) -> object:
    if hasattr(value, "to_json"):
        return value.to_json()
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


_Reader = Callable[[Any], Any]
"""Makes a value of one declared type from a JSON value."""


@cache
def _reader(kind: Any) -> _Reader:  # noqa: ANN401 any declared type
    """Work out once how values of a declared type are read."""
    origin = typing.get_origin(kind) or kind
    if origin is types.UnionType:
        return partial(_optional, _reader(_present(kind)))
    if origin is tuple:
        return partial(_many, _reader(typing.get_args(kind)[0]))
    if hasattr(kind, "from_json"):
        return typing.cast("_Reader", kind.from_json)
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast("type", kind))
    return kind if issubclass(origin, Enum) else partial(_checked, origin)


def _record_reader(kind: type) -> _Reader:
    return partial(_record, kind, _fields(kind))


def _fields(kind: type) -> tuple[tuple[str, _Reader, bool], ...]:
    hints = typing.get_type_hints(kind)
    return tuple(
        (
            item.name,
            _reader(hints[item.name]),
            item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING,
        )
        for item in dataclasses.fields(kind)
    )


def _optional(reader: _Reader, value: object) -> object:
    return None if value is None else reader(value)


def _many(reader: _Reader, value: object) -> tuple[object, ...]:
    return tuple(map(reader, _checked(list, value)))


def _record(kind: type, fields: tuple[tuple[str, _Reader, bool], ...], value: Any) -> object:  # noqa: ANN401 a JSON object
    said = _checked(dict, value)
    return kind(
        **{name: reader(said[name]) for name, reader, needed in fields if needed or name in said}
    )


def _present(union: Any) -> Any:  # noqa: ANN401 a type expression
    return next(part for part in typing.get_args(union) if part is not type(None))


def _checked(kind: type[V], value: object) -> V:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(kind.__name__)
    return value
