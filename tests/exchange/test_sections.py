"""The events section: packing, bombs, and lines that are not what an event looks like."""

import hashlib
import random
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import repeat
from typing import Any

import pytest
from tests.helpers.packages import make_events, make_node

from ca_desktop.domain.errors import Cancelled, PackageRefused
from ca_desktop.domain.events.envelope import StoredEvent, canonical_json, commitment
from ca_desktop.domain.packages import MAX_EVENTS, Section
from ca_desktop.exchange.progress import Meter
from ca_desktop.exchange.sections import (
    MAX_EXPANDED,
    MAX_STORED,
    check,
    check_lengths,
    pack,
    unpack,
)

QUIET = Meter(0, None, None)
NODE = make_node(1)
EVENTS = make_events(NODE, 9)


def deflate(data: bytes, level: int = 6) -> bytes:
    squeeze = zlib.compressobj(level, wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


def section_of(body: bytes, expanded: bytes | int) -> Section:
    known = isinstance(expanded, bytes)
    return Section(
        kind="events",
        stored=len(body),
        expanded=len(expanded) if isinstance(expanded, bytes) else expanded,
        sha256_stored=hashlib.sha256(body).hexdigest(),
        sha256_expanded=hashlib.sha256(expanded if known else b"").hexdigest(),  # type: ignore[arg-type]
    )


def code_of_lines(data: bytes, kinds: dict[str, int] | None = None) -> str:
    """Return the code by which truthfully signed but wrong lines are refused."""
    body = deflate(data)
    most = sum((kinds or {"DossierReceived": 1}).values())
    with pytest.raises(PackageRefused) as refusal:
        check(body, section_of(body, data), most, QUIET)
    return refusal.value.code


def lines_of(event: StoredEvent) -> bytes:
    if event.salt is None or event.payload is None:
        return event.envelope + b"\n-\n"
    return event.envelope + b"\n" + event.salt.hex().encode() + b" " + event.payload + b"\n"


@pytest.mark.parametrize("count", [0, 1, 2, 500])
@pytest.mark.parametrize("filler", [1, 8000])
def test_events_come_back_byte_for_byte(count: int, filler: int) -> None:
    events = make_events(NODE, count, filler=filler)
    packed = pack(events, QUIET)
    body = b"".join(packed.chunks)
    assert check(body, packed.section, packed.kinds.total(), QUIET) == packed.kinds
    assert list(unpack(body, packed.section)) == events
    assert list(unpack(body, packed.section)) == events
    assert zlib.decompress(body, wbits=-15) == b"".join(map(lines_of, events))
    assert packed.kinds.total() == count


def test_every_way_of_deflating_is_read() -> None:
    data = b"".join(map(lines_of, make_events(NODE, 300, filler=3000)))
    kinds = {"DossierReceived": 150, "NoteAdded": 150}
    for level in range(10):
        body = deflate(data, level)
        section = section_of(body, data)
        check(body, section, sum(kinds.values()), QUIET)


BOMBS: dict[str, Callable[[], tuple[bytes, Section]]] = {
    "zeros beyond the stated length": lambda: (
        (body := deflate(bytes(64 * 2**20), 9)),
        section_of(body, 10_000),
    ),
    "ratio above 200": lambda: (
        (body := deflate(b"a" * 10**7, 9)),
        section_of(body, b"a" * 10**7),
    ),
    "stated length of a terabyte": lambda: (
        (body := deflate(b"a")),
        section_of(body, 2**40),
    ),
    "stated length above the limit": lambda: (
        (body := bytes(4 * 2**20)),
        section_of(body, MAX_EXPANDED + 1),
    ),
    "stored length above the limit": lambda: (
        b"",
        replace(section_of(b"", b""), stored=MAX_STORED + 1),
    ),
    "empty stored, something expanded": lambda: (b"", section_of(b"", 1)),
    "bomb within a bomb": lambda: (
        (body := deflate(deflate(bytes(10**8), 9), 9)),
        section_of(body, bytes(100)),
    ),
    "one endless line": lambda: (
        (body := deflate(random.Random(1).randbytes(2**20).hex().encode())),
        section_of(body, random.Random(1).randbytes(2**20).hex().encode()),
    ),
    "ended early": lambda: ((body := deflate(b"a\nb\n")[:-1]), section_of(body, b"a\nb\n")),
    "rubbish behind": lambda: ((body := deflate(b"a\nb\n") + b"x"), section_of(body, b"a\nb\n")),
    "rubbish far behind": lambda: (
        (body := deflate(b"a\nb\n") + bytes(10**6)),
        section_of(body, b"a\nb\n"),
    ),
    "a second stream behind": lambda: (
        (body := deflate(b"a\nb\n") + deflate(b"c\nd\n")),
        section_of(body, b"a\nb\nc\nd\n"),
    ),
    "zlib, not raw": lambda: ((body := zlib.compress(b"a\nb\n")), section_of(body, b"a\nb\n")),
    "no deflate at all": lambda: ((body := b"a\nb\n"), section_of(body, b"a\nb\n")),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_put_out_quickly(bomb: Callable[[], tuple[bytes, Section]]) -> None:
    body, section = bomb()
    before = time.perf_counter()
    with pytest.raises(PackageRefused) as refusal:
        check(body, section, 1, QUIET)
    assert refusal.value.code == "E-114"
    assert time.perf_counter() - before < 2


def test_a_million_lines_under_a_count_of_one_are_not_read() -> None:
    data = b"".join(map(lines_of, EVENTS)) * 2000
    body = deflate(data)
    with pytest.raises(PackageRefused) as refusal:
        check(
            body,
            section_of(body, data),
            1,
            QUIET,
        )
    assert refusal.value.code == "E-142"


def test_stated_lengths_are_judged_without_inflating() -> None:
    with pytest.raises(PackageRefused):
        check_lengths(section_of(b"", 1))
    check_lengths(section_of(bytes(100), 20_000))
    with pytest.raises(PackageRefused):
        check_lengths(section_of(bytes(100), 20_001))


@pytest.mark.parametrize("name", ["stored", "expanded", "sha256_stored", "sha256_expanded"])
def test_a_section_must_be_as_the_manifest_says(name: str) -> None:
    packed = pack(EVENTS, QUIET)
    value = getattr(packed.section, name)
    other: Any = value + 1 if isinstance(value, int) else "0" * 64
    with pytest.raises(PackageRefused) as refusal:
        check(
            b"".join(packed.chunks),
            replace(packed.section, **{name: other}),
            packed.kinds.total(),
            QUIET,
        )
    assert refusal.value.code == "E-114"


def test_more_events_than_the_manifest_says_are_not_read() -> None:
    packed = pack(EVENTS, QUIET)
    with pytest.raises(PackageRefused) as refusal:
        check(b"".join(packed.chunks), packed.section, len(EVENTS) - 1, QUIET)
    assert refusal.value.code == "E-142"


FIRST = EVENTS[0]
SALT = (FIRST.salt or b"").hex().encode()
PAYLOAD = FIRST.payload or b""


@pytest.mark.parametrize(
    "data",
    [
        FIRST.envelope + b"\n",
        FIRST.envelope + b"\n-",
        FIRST.envelope + b"\n" + SALT + b" " + PAYLOAD,
        b"\n\n",
        b"-\n-\n",
        b"[]\n-\n",
        b"{}\n-\n",
        FIRST.envelope + b"\n\n",
        FIRST.envelope + b"\n--\n",
        FIRST.envelope + b"\n- \n",
        FIRST.envelope + b"\r\n-\r\n",
        FIRST.envelope + b"\n" + SALT + PAYLOAD + b"\n",
        FIRST.envelope + b"\n" + SALT.upper() + b" " + PAYLOAD + b"\n",
        FIRST.envelope + b"\n" + SALT[2:] + b" " + PAYLOAD + b"\n",
        FIRST.envelope + b"\n" + SALT + b"  " + PAYLOAD + b"\n",
        FIRST.envelope + b"\n" + SALT + b" " + PAYLOAD + b" \n",
        FIRST.envelope + b"\n" + bytes(reversed(SALT)) + b" " + PAYLOAD + b"\n",
        FIRST.envelope + b"\n" + SALT + b' {"name":"another"}\n',
        FIRST.envelope + b" \n-\n",
        b" " + FIRST.envelope + b"\n-\n",
        FIRST.envelope + b"\n" + SALT + b" " + b"[" * 300_000 + b"\n",
    ],
)
def test_a_line_of_another_form_is_refused(data: bytes) -> None:
    assert code_of_lines(data) == "E-114"


def envelope_with(**changes: object) -> bytes:
    head = FIRST.head
    value = {name: getattr(head, name) for name in type(head).__dataclass_fields__}
    return canonical_json({**value, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"seq": -1},
        {"seq": "1"},
        {"seq": True},
        {"seq": None},
        {"version": 0},
        {"version": True},
        {"custody": -1},
        {"custody": "1"},
        {"clock": 0},
        {"clock": None},
        {"kind": ""},
        {"kind": "dossier"},
        {"kind": "Dossier Received"},
        {"kind": "A" * 65},
        {"kind": None},
        {"event_id": "x"},
        {"event_id": "AB" * 16},
        {"prev_hash": "0" * 63},
        {"commit": ""},
        {"stream": "local"},
        {"stream": FIRST.head.stream + "\n"},
        {"stream": FIRST.head.stream.upper()},
        {"builds_on": "x"},
        {"builds_on": 1},
        {"actor": 1},
        {"subject": []},
        {"recorded_at": "2026-03-02"},
        {"recorded_at": "2026-02-30T08:00:00+07:00"},
        {"recorded_at": "2026-03-02T08:00:00"},
        {"recorded_at": "2026-03-02T08:00:00Z"},
        {"recorded_at": "2026-03-02T01:00:00+00:00"},
        {"recorded_at": "2026-03-02T08:00:00.5+07:00"},
        {"recorded_at": "0001-01-01T00:00:00+23:59"},
        {"recorded_at": ""},
    ],
)
def test_an_envelope_that_would_trip_the_program_is_refused(changes: dict[str, object]) -> None:
    assert code_of_lines(envelope_with(**changes) + b"\n-\n") == "E-114"


@pytest.mark.parametrize("name", sorted(type(FIRST.head).__dataclass_fields__))
def test_an_envelope_needs_every_key(name: str) -> None:
    head = FIRST.head
    value = {key: getattr(head, key) for key in type(head).__dataclass_fields__ if key != name}
    assert code_of_lines(canonical_json(value) + b"\n-\n") == "E-114"


def test_a_later_version_may_add_a_key_and_an_unknown_kind() -> None:
    salt, payload = bytes(16), canonical_json({"later": [1]})
    envelope = envelope_with(
        kind="LaterThing", version=9, added={"x": 1}, commit=commitment(salt, payload)
    )
    event = StoredEvent(envelope, salt, payload)
    packed = pack([event], QUIET)
    body = b"".join(packed.chunks)
    assert check(body, packed.section, packed.kinds.total(), QUIET) == packed.kinds
    assert list(unpack(body, packed.section)) == [event]


def test_nobody_writes_more_events_than_one_package_holds() -> None:
    erased = StoredEvent(FIRST.envelope, None, None)
    with pytest.raises(PackageRefused) as refusal:
        pack(repeat(erased, MAX_EVENTS + 1), QUIET)
    assert refusal.value.code == "E-141"


def test_packing_and_checking_can_be_stopped() -> None:
    packed = pack(EVENTS, QUIET)
    stop = Meter(0, None, lambda: True)
    with pytest.raises(Cancelled):
        pack(EVENTS, stop)
    with pytest.raises(Cancelled):
        check(b"".join(packed.chunks), packed.section, packed.kinds.total(), stop)
