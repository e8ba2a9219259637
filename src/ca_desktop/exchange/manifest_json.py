"""The manifest as JSON and back, every type checked: it comes from outside."""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import StreamName, canonical_json
from ca_desktop.domain.packages import (
    READER,
    Ack,
    ControlBlock,
    GiveBack,
    Head,
    Manifest,
    Party,
    Range,
    Section,
    Totals,
)
from ca_desktop.exchange.frame import MAX_MANIFEST
from ca_desktop.exchange.strict_json import MAX_INTEGER, Limits, read_canonical

T = TypeVar("T")

_LIMITS = Limits(size=MAX_MANIFEST)
_HEX = re.compile(r"[0-9a-f]+")
_PROGRAM = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")
_NODE_HEX, _INCARNATION_HEX, _HASH_HEX = 32, 16, 64


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the canonical bytes that are signed."""
    value = asdict(manifest)
    value["from"] = value.pop("sender")
    value["to"] = value.pop("addressee")
    return canonical_json(value)


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest whose signature holds.

    Raises:
        PackageRefused: E-114 it does not have the form; E-121 it needs a newer program.
    """
    value = _Object(read_canonical(data, limits=_LIMITS))
    if value.number("min_reader") > READER:
        raise PackageRefused("E-121", version=program_version(value.text("program")))
    return Manifest(
        format=value.number("format"),
        min_reader=value.number("min_reader"),
        training=value.flag("training"),
        sender=_party(value.object("from")),
        addressee=_party(value.object("to")),
        package=value.number("package"),
        incarnation=value.hex("incarnation", _INCARNATION_HEX),
        ranges=value.each("ranges", _range),
        heads=value.each("heads", _head),
        control=_control(value.object("control")),
        catalogue=value.number("catalogue"),
        roster=value.number("roster"),
        program=value.text("program"),
        claimed_at=value.text("claimed_at"),
        clock=value.flag("clock"),
        sections=value.each("sections", _section),
        totals=_totals(value.object("totals")),
    )


def program_version(said: str) -> str:
    """Return the version that a signed manifest names, empty where it is none."""
    return said if _PROGRAM.fullmatch(said) else ""


class _Object:
    """A JSON object whose members are asked for by type."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise PackageRefused("E-114")
        self._value: dict[str, Any] = value

    def _get(self, name: str, kind: type[T]) -> T:
        found = self._value.get(name)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise PackageRefused("E-114")
        return found

    def text(self, name: str) -> str:
        return self._get(name, str)

    def flag(self, name: str) -> bool:
        return self._get(name, bool)

    def number(self, name: str) -> int:
        number = self._get(name, int)
        if not 0 <= number <= MAX_INTEGER:
            raise PackageRefused("E-114")
        return number

    def hex(self, name: str, length: int) -> str:
        return _hex(self._get(name, str), length)

    def stream(self, name: str) -> str:
        text = self._get(name, str)
        try:
            return str(StreamName.parse(text))
        except ValueError as error:
            raise PackageRefused("E-114") from error

    def object(self, name: str) -> "_Object":
        return _Object(self._value.get(name))

    def each(self, name: str, read: Callable[["_Object"], T]) -> tuple[T, ...]:
        return tuple(read(_Object(part)) for part in self._get(name, list))

    def texts(self, name: str, length: int) -> tuple[str, ...]:
        return tuple(_hex(part, length) for part in self._get(name, list))

    def counts(self, name: str) -> dict[str, int]:
        members = _Object(self._value.get(name))
        return {key: members.number(key) for key in members.keys()}  # noqa: SIM118 not a dict

    def keys(self) -> Iterable[str]:
        return self._value.keys()


def _hex(text: object, length: int) -> str:
    if not isinstance(text, str) or len(text) != length or not _HEX.fullmatch(text):
        raise PackageRefused("E-114")
    return text


def _party(value: _Object) -> Party:
    return Party(
        office=value.hex("office", _NODE_HEX),
        node=value.hex("node", _NODE_HEX),
        sign_key=value.hex("sign_key", _HASH_HEX),
        box_key=value.hex("box_key", _HASH_HEX),
    )


def _range(value: _Object) -> Range:
    return Range(
        stream=value.stream("stream"),
        acked_seq=value.number("acked_seq"),
        acked_hash=value.hex("acked_hash", _HASH_HEX),
        from_seq=value.number("from_seq"),
        prev_hash=value.hex("prev_hash", _HASH_HEX),
        to_seq=value.number("to_seq"),
        head_hash=value.hex("head_hash", _HASH_HEX),
        count=value.number("count"),
    )


def _head(value: _Object) -> Head:
    return Head(
        stream=value.stream("stream"),
        seq=value.number("seq"),
        hash=value.hex("hash", _HASH_HEX),
    )


def _control(value: _Object) -> ControlBlock:
    return ControlBlock(
        incarnation=value.hex("incarnation", _INCARNATION_HEX),
        earlier=value.texts("earlier", _INCARNATION_HEX),
        heard=value.texts("heard", _INCARNATION_HEX),
        known=value.each("known", _head),
        acks=value.each("acks", _ack),
        wanted_blobs=value.texts("wanted_blobs", _HASH_HEX),
        wanted_give_backs=value.each("wanted_give_backs", _give_back),
    )


def _ack(value: _Object) -> Ack:
    return Ack(
        stream=value.stream("stream"),
        stored_to=value.number("stored_to"),
        hash=value.hex("hash", _HASH_HEX),
        applied_to=value.number("applied_to"),
        problems=value.number("problems"),
    )


def _give_back(value: _Object) -> GiveBack:
    return GiveBack(
        stream=value.stream("stream"),
        seq=value.number("seq"),
        hash=value.hex("hash", _HASH_HEX),
        after=value.number("after"),
        after_hash=value.hex("after_hash", _HASH_HEX),
    )


def _section(value: _Object) -> Section:
    return Section(
        kind=value.text("kind"),
        stored=value.number("stored"),
        expanded=value.number("expanded"),
        sha256_stored=value.hex("sha256_stored", _HASH_HEX),
        sha256_expanded=value.hex("sha256_expanded", _HASH_HEX),
    )


def _totals(value: _Object) -> Totals:
    return Totals(
        events=value.number("events"),
        kinds=value.counts("kinds"),
        attachments=value.number("attachments"),
        bytes=value.number("bytes"),
    )
