"""Packages made to fill memory or time, truly signed by a commune: put out at once."""

import hashlib
import json
import random
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.packages import QUIET, Sent, send, signed, wrap

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.packages import Manifest, Section, Totals
from ca_desktop.exchange.frame import HEADER_BYTES, MAX_MANIFEST, Prelude, read_outer
from ca_desktop.exchange.keys import sign
from ca_desktop.exchange.manifest_json import manifest_bytes
from ca_desktop.exchange.seal import seal

pytestmark = pytest.mark.slow

SECONDS, MEMORY = 2, 64 * 2**20
MUCH = 10**9


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"), count=4)


def deflate(text: bytes, times: int = 1) -> bytes:
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(text)
    if times > 1:  # a block that refers to nothing before it may be repeated as it is
        block += squeeze.flush(zlib.Z_FULL_FLUSH)
    return block * times + squeeze.flush()


def section(body: bytes, expanded: int, kind: str = "events", whole: bytes = b"") -> Section:
    return Section(
        kind=kind,
        stored=len(body),
        expanded=expanded,
        sha256_stored=hashlib.sha256(body).hexdigest(),
        sha256_expanded=hashlib.sha256(whole).hexdigest(),
    )


Bomb = Callable[[Path, Sent], object]
"""Writes the bomb."""


def of_events(body: bytes, expanded: int, *, events: int = 1, whole: bytes = b"") -> Bomb:
    """Return a package whose events are such a section."""

    def write(path: Path, sent: Sent) -> None:
        totals = Totals(
            events=events, kinds={"DossierReceived": events}, attachments=0, bytes=expanded
        )
        part = section(body, expanded, whole=whole)
        signed(path, sent, replace(sent.manifest, sections=(part,), totals=totals), body)

    return write


def of_another(kind: str, body: bytes, expanded: int) -> Bomb:
    """Return a package with one more section behind its events."""

    def write(path: Path, sent: Sent) -> None:
        own = sent.open().bodies["events"]
        more = [section(body, expanded, kind)]
        if kind == "proofs":
            more.insert(0, section(deflate(b""), 0, "give_back"))
            body_of = own + deflate(b"") + body
        else:
            more.append(section(deflate(b""), 0, "proofs"))
            body_of = own + body + deflate(b"")
        sections = (*sent.manifest.sections, *more)
        signed(path, sent, replace(sent.manifest, sections=sections), body_of)

    return write


def of_manifest(change: Callable[[dict[str, Any]], object]) -> Bomb:
    """Return a package whose manifest says other things."""

    def write(path: Path, sent: Sent) -> None:
        value = json.loads(manifest_bytes(sent.manifest))
        change(value)
        signed(path, sent, canonical_json(value), sent.open().bodies["events"])

    return write


def as_manifest(data: bytes) -> Bomb:
    """Return a package with such bytes in place of a manifest."""
    return lambda path, sent: signed(path, sent, data, b"")


def long_prelude(path: Path, sent: Sent) -> None:
    """Speak of a manifest of four gigabytes."""
    outer = read_outer(sent.path)
    head = Prelude(signer=sent.sender.keys.sign_id, manifest_length=10).to_bytes()
    head = head[:-4] + struct.pack(">I", 2**32 - 1)
    signature = sign(sent.sender.secrets.sign, "package", outer.signed_bytes() + head)
    wrap(path, outer, head + signature + bytes(10**6), sent.addressee.keys.box)


def endless(path: Path, sent: Sent) -> None:
    """Go on behind the last section."""
    body = sent.open().bodies["events"]
    signed(path, sent, sent.manifest, body + bytes(40 * 2**20))


def many_keys(path: Path, sent: Sent) -> None:
    """Seal for more people than an age header of ours has room for."""
    with path.open("wb") as file:
        file.write(bytes(HEADER_BYTES))
        seal(iter([b"x"]), [sent.addressee.keys.box] * 200, file, QUIET)
        length = file.tell()
        file.seek(0)
        file.write(replace(read_outer(sent.path), length=length).to_bytes())


def sparse(path: Path, sent: Sent) -> None:
    """Be eight gigabytes long, with nothing inside."""
    header = replace(read_outer(sent.path), length=8 * 2**30).to_bytes()
    with path.open("wb") as file:
        file.write(header)
        file.truncate(8 * 2**30)


def many(key: str, count: int) -> Bomb:
    """Return a manifest that says one thing of its lists over and over."""

    def change(value: dict[str, Any]) -> None:
        holder = value if key in value else value["control"]
        holder[key] = holder[key][:1] * count

    return of_manifest(change)


def put(*path: str, value: object) -> Bomb:
    """Return a manifest with another value at a place."""

    def change(given: dict[str, Any]) -> None:
        inner: Any = given
        for name in path[:-1]:
            inner = inner[0] if name == "0" else inner[name]
        inner[path[-1]] = value

    return of_manifest(change)


ZEROS = deflate(bytes(2**20), times=256)
NOISE = random.Random(1).randbytes(2**20).hex().encode()
NESTED = b'{"a":' * 100_000
BOMBS: dict[str, Bomb] = {
    "zeros, 1000 to 1": of_events(ZEROS, 256 * 2**20),
    "zeros under a small length": of_events(ZEROS, 10_000),
    "zeros under the greatest ratio": of_events(ZEROS, 200 * len(ZEROS)),
    "a length of a terabyte": of_events(deflate(b"a"), 2**40),
    "the greatest number as length": of_events(deflate(b"a"), 2**53 - 1),
    "nothing stored, something expanded": of_events(b"", 1),
    "a bomb in a bomb": of_events(deflate(ZEROS), len(ZEROS)),
    "a stream that is its own content": of_events(deflate(deflate(deflate(b"a"))), 20),
    "two streams, one behind the other": of_events(ZEROS + ZEROS, 512 * 2**20),
    "one endless line": of_events(deflate(NOISE), len(NOISE), whole=NOISE),
    "a million empty lines": of_events(deflate(b"\n" * 10**6), 10**6, whole=b"\n" * 10**6),
    "a million erased lines": of_events(deflate(b"-\n" * 10**6), 2 * 10**6),
    "a million lines that are said": of_events(
        deflate(b"{}\n-\n" * 50_000), 250_000, events=50_000
    ),
    "an envelope of nested objects": of_events(deflate(NESTED), len(NESTED), whole=NESTED),
    "a thousand million events said": of_events(deflate(b""), 0, events=MUCH),
    "a thousand million events in a range": put("ranges", "0", "count", value=MUCH),
    "a million scans said": put("totals", "attachments", value=10**6),
    "a scan of a terabyte": of_another("scan", deflate(b"a"), 2**40),
    "zeros given back": of_another("give_back", ZEROS, 256 * 2**20),
    "zeros as proofs": of_another("proofs", ZEROS, 256 * 2**20),
    "three thousand sections": many("sections", 3_000),
    "fifteen hundred ranges": many("ranges", 1_500),
    "five thousand heads": many("heads", 5_000),
    "four thousand acknowledgements": many("acks", 4_000),
    "ten thousand wanted scans": many("wanted_blobs", 10_000),
    "thousands of wanted give-backs": many("wanted_give_backs", 3_000),
    "a manifest of brackets": as_manifest(b"[" * (MAX_MANIFEST - 1)),
    "a manifest of one number": as_manifest(b"9" * (MAX_MANIFEST - 1)),
    "a manifest of one text": as_manifest(b'"' + b"a" * (MAX_MANIFEST - 3) + b'"'),
    "a manifest too long": as_manifest(b" " * (MAX_MANIFEST + 1)),
    "a manifest of four gigabytes": long_prelude,
    "no end": endless,
    "two hundred keys": many_keys,
    "eight gigabytes of holes": sparse,
}
HARMLESS = {
    "five thousand heads",
    "four thousand acknowledgements",
    "ten thousand wanted scans",
    "thousands of wanted give-backs",
}
"""Long, but a package may say so; what it costs is bounded all the same."""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_put_out_at_once(name: str, sent: Sent, tmp_path: Path) -> None:
    path, code = tmp_path / "bomb.hsg", ""
    BOMBS[name](path, sent)
    start = time.process_time()
    try:
        take(sent, path)
    except PackageRefused as refusal:
        code = refusal.code
    assert time.process_time() - start < SECONDS
    assert code in {"E-101", "E-102", "E-112", "E-114", "E-121", "E-142"} or name in HARMLESS
    tracemalloc.start()
    try:
        take(sent, path)
    except PackageRefused as refusal:
        assert refusal.code == code  # noqa: PT017 measured once more
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY


def take(sent: Sent, path: Path) -> Manifest:
    """Read everything in a package, as an import does."""
    opened = sent.open(path)
    for _event in opened.events():
        pass
    opened.given_back()
    return opened.manifest


def test_there_are_bombs_enough() -> None:
    assert len(BOMBS) >= 30
