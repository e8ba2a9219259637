"""Reads a package with `docs/FORMAT.md` in hand, and with nothing of the program.

Everything that the format says of one file is demanded; the rest is left to the caller.
"""

import base64
import hashlib
import hmac
import json
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

OUTER = struct.Struct(">8sHHQQ8s8s16sI")
PRELUDE = struct.Struct(">8sHH8sI")
CHUNK, TAG = 65_536, 16
MAX_MANIFEST, MAX_SECTION, MAX_RATIO, MAX_LINE = 1 << 20, 512 << 20, 200, 256 << 10
MAX_EVENTS, GENESIS = 50_000, "0" * 64
MAX_SCAN, MAX_SCANS, SCANS = 25 << 20, 2_000, (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
EVENT_KEYS = {
    *("event_id", "kind", "version", "stream", "seq", "prev_hash", "recorded_at", "clock"),
    *("actor", "subject", "builds_on", "custody", "commit"),
}


class Refused(Exception):
    """The file is no sound package for the holder of this key."""


@dataclass(frozen=True)
class Event:
    """One event: its envelope, its hash, and its payload where it was not erased."""

    envelope: dict[str, Any]
    hash: str
    payload: dict[str, Any] | None


def read_package(
    path: Path, box_secret: bytes, signer: bytes
) -> tuple[dict[str, Any], list[Event]]:
    """Open a package with a key of addressee or sender; return manifest and events."""
    manifest, sections = open_package(path, box_secret, signer)
    events = read_events(sections["events"])
    kinds, totals = dict(Counter(x.envelope["kind"] for x in events)), manifest["totals"]
    demand((totals["events"], totals["kinds"]) == (len(events), kinds), "totals")
    check_ranges(manifest, events)
    check_given_back(sections)
    return manifest, events


def open_package(
    path: Path, box_secret: bytes, signer: bytes
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Open a package; return its manifest and its sections, scans by their SHA-256."""
    data = path.read_bytes()
    demand(len(data) >= OUTER.size, "cut off")
    magic, version, flags, length, package, sender, _to, zeros, crc = OUTER.unpack_from(data)
    demand((magic, version, zeros) == (b"HSDTGOI\0", 1, bytes(16)), "no package")
    demand((crc, length) == (zlib.crc32(data[: OUTER.size - 4]), len(data)), "CRC or length")
    inner = open_age(data[OUTER.size :], box_secret)
    manifest, body = read_inner(inner, data[: OUTER.size], signer)
    demand(manifest["training"] is bool(flags & 1), "training")
    demand(manifest["package"] == package, "package number")
    demand(sha256(bytes.fromhex(manifest["from"]["node"]))[:8] == sender, "sender's tag")
    return manifest, read_sections(manifest, body)


def open_age(data: bytes, box_secret: bytes) -> bytes:
    """Decrypt an age v1 file for one X25519 key; all of it or nothing."""
    end = data.index(b"\n---") + len(b"\n---")
    header, rest = data[:end], data[end:]
    demand(header.startswith(b"age-encryption.org/v1\n"), "age version")
    mac_line, _newline, sealed = rest.partition(b"\n")
    stanzas = header.decode("ascii").split("\n-> ")[1:]
    keys = [key for key in (unwrap(stanza, box_secret) for stanza in stanzas) if key]
    demand(len(keys) == 1, "no stanza for this key")
    mac = hmac.new(derive(keys[0], b"", b"header"), header, hashlib.sha256).digest()
    demand(hmac.compare_digest(mac, unbase64(mac_line.decode("ascii").strip())), "age header")
    return b"".join(open_chunks(sealed[16:], derive(keys[0], sealed[:16], b"payload")))


def unwrap(stanza: str, box_secret: bytes) -> bytes | None:
    """Return the file key of a stanza, None where it is for another key."""
    first, *lines = stanza.removesuffix("\n---").split("\n")
    kind, *arguments = first.split(" ")
    if kind.endswith("-grease"):
        return None
    demand(kind == "X25519" and len(arguments) == 1, "kind of recipient")
    share, secret = unbase64(arguments[0]), X25519PrivateKey.from_private_bytes(box_secret)
    public = secret.public_key().public_bytes_raw()
    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
    key = derive(shared, share + public, b"age-encryption.org/v1/X25519")
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), unbase64("".join(lines)), None)
    except InvalidTag:
        return None


def open_chunks(sealed: bytes, key: bytes) -> list[bytes]:
    """Decrypt the chunks of an age payload."""
    cipher, size = ChaCha20Poly1305(key), CHUNK + TAG
    pieces = [sealed[at : at + size] for at in range(0, len(sealed), size)]
    demand((last := len(pieces) - 1) >= 0, "no payload")
    nonces = [number.to_bytes(11, "big") + bytes([number == last]) for number in range(last + 1)]
    try:
        return [cipher.decrypt(nonces[at], piece, None) for at, piece in enumerate(pieces)]
    except InvalidTag as error:
        raise Refused("damaged inside") from error


def read_inner(inner: bytes, outer: bytes, signer: bytes) -> tuple[dict[str, Any], bytes]:
    """Verify the signature over the raw bytes, then read the manifest."""
    prelude, signature = inner[: PRELUDE.size], inner[PRELUDE.size : PRELUDE.size + 64]
    magic, version, algorithm, key_id, length = PRELUDE.unpack(prelude)
    demand((magic, version, algorithm) == (b"HSDTINN\0", 1, 1), "prelude")
    demand(length <= MAX_MANIFEST, "manifest too long")
    demand(key_id == sha256(signer)[:8], "signer")
    raw, body = inner[(start := PRELUDE.size + 64) :][:length], inner[start + length :]
    signed = b"ca-desktop/package/1\0" + outer[:12] + outer[20:60] + prelude + raw
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, signed)
    except InvalidSignature as error:
        raise Refused("signature") from error
    manifest = strict_json(raw)
    demand(manifest["format"] == 1 and manifest["min_reader"] == 1, "reader too old")
    return manifest, body


def read_sections(manifest: dict[str, Any], body: bytes) -> dict[str, bytes]:
    """Hold the sections to their lengths and hashes; return what they expand to."""
    found: dict[str, bytes] = {}
    kinds, scans = [x["kind"] for x in manifest["sections"]], manifest["totals"]["attachments"]
    small = kinds[: len(kinds) - scans]
    demand(small in (["events"], ["events", "give_back", "proofs"]), "sections")
    demand(set(kinds[len(small) :]) <= {"attachment"} and scans <= MAX_SCANS, "scans")
    for section in manifest["sections"]:
        stored, body = body[: section["stored"]], body[section["stored"] :]
        demand(hashlib.sha256(stored).hexdigest() == section["sha256_stored"], "stored bytes")
        if section["kind"] == "attachment":
            name = section["sha256_stored"]
            same = section["sha256_expanded"] == name and section["expanded"] == len(stored)
            demand(same and len(stored) <= MAX_SCAN and name not in found, "name or size of a scan")
            demand(stored.startswith(SCANS), "type of a scan")
            found[name] = stored
            continue
        most = min(MAX_SECTION, MAX_RATIO * max(len(stored), 1))
        demand(section["expanded"] <= most, "too large")
        unpacker = zlib.decompressobj(wbits=-15)
        text = unpacker.decompress(stored, section["expanded"] + 1)
        demand(unpacker.eof and not unpacker.unused_data, "deflate")
        demand(len(text) == section["expanded"], "expanded length")
        demand(hashlib.sha256(text).hexdigest() == section["sha256_expanded"], "expanded bytes")
        found[section["kind"]] = text
    demand(not body, "bytes behind the sections")
    demand(manifest["totals"]["bytes"] == sum(map(len, found.values())), "bytes")
    return found


def read_events(text: bytes) -> list[Event]:
    """Read a section of events."""
    lines = text.split(b"\n")
    demand(lines.pop() == b"" and len(lines) % 2 == 0, "lines")
    demand(len(lines) <= 2 * MAX_EVENTS, "number of events")
    return [read_event(*lines[at : at + 2]) for at in range(0, len(lines), 2)]


def read_event(envelope: bytes, second: bytes) -> Event:
    """Read the two lines of an event."""
    demand(max(len(envelope), len(second)) <= MAX_LINE, "line too long")
    head = strict_json(envelope)
    demand(set(head) == EVENT_KEYS, "envelope")
    digest = sha256(b"ca-desktop/event/1\0" + envelope).hex()
    if second == b"-":
        return Event(head, digest, None)
    salt, _space, payload = second.partition(b" ")
    demand(len(salt) == 32, "salt")
    covered = b"ca-desktop/payload/1\0" + bytes.fromhex(salt.decode("ascii")) + payload
    demand(sha256(covered).hex() == head["commit"], "commitment")
    return Event(head, digest, strict_json(payload))


def check_ranges(manifest: dict[str, Any], events: list[Event]) -> None:
    """Demand that the events are just those of the ranges, each chained to the one before."""
    left = list(events)
    for part in manifest["ranges"]:
        mine, left = left[: part["count"]], left[part["count"] :]
        demand(len(mine) == part["count"] == part["to_seq"] - part["from_seq"] + 1, "count")
        places = [(item.envelope["stream"], item.envelope["seq"]) for item in mine]
        due = range(part["from_seq"], part["to_seq"] + 1)
        demand(places == [(part["stream"], seq) for seq in due], "stream or sequence")
        demand(mine[0].envelope["prev_hash"] == part["prev_hash"], "first link")
        chained = all(one.hash == two.envelope["prev_hash"] for one, two in pairwise(mine))
        demand(chained and mine[-1].hash == part["head_hash"], "chain")
        demand(part["from_seq"] > 1 or part["prev_hash"] == GENESIS, "genesis")
        demand(part["stream"].split(".")[0] == manifest["from"]["node"], "another's stream")
    demand(not left, "events beyond the ranges")


def check_given_back(sections: dict[str, bytes]) -> None:
    """Demand that what is given back is chained, and ends where the proofs say."""
    proofs = [strict_json(line) for line in sections.get("proofs", b"").splitlines()]
    signed = [strict_json(bytes.fromhex(proof["manifest"])) for proof in proofs]
    ends = {part["head_hash"] for manifest in signed for part in manifest["ranges"]}
    streams: dict[str, list[Event]] = {}
    for event in read_events(sections.get("give_back", b"")):
        streams.setdefault(event.envelope["stream"], []).append(event)
    for events in streams.values():
        chained = all(one.hash == two.envelope["prev_hash"] for one, two in pairwise(events))
        demand(chained and events[-1].hash in ends, "given back")


def strict_json(raw: bytes) -> dict[str, Any]:
    """Read canonical JSON; other bytes for the same value are refused."""
    value = json.loads(raw)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    demand(isinstance(value, dict) and text.encode() == raw, "JSON is not canonical")
    return dict(value)


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256, 32 bytes."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def unbase64(text: str) -> bytes:
    """Decode base64 without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def sha256(data: bytes) -> bytes:
    """Hash raw bytes."""
    return hashlib.sha256(data).digest()


def demand(holds: bool, what: str) -> None:  # noqa: FBT001 a condition
    """Refuse the file unless something holds."""
    if not holds:
        raise Refused(what)
