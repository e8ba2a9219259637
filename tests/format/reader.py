"""Reads a package with `docs/FORMAT.md` in hand, and with nothing of the program.

It knows the cryptographic primitives of a library and the standard library. Everything that the
format says of one file is demanded; what depends on earlier files is left to the caller.
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
    """Open a package.

    Args:
        path: the file.
        box_secret: X25519 private key of the addressee or of the sender, 32 bytes.
        signer: Ed25519 public key of the sender, 32 bytes.

    Returns:
        The manifest and the events, in the order of the file.
    """
    data = path.read_bytes()
    outer = read_outer(data)
    inner = open_age(data[OUTER.size :], box_secret)
    manifest, body = read_inner(inner, data[: OUTER.size], signer)
    demand(manifest["training"] is bool(outer["flags"] & 1), "training")
    demand(manifest["package"] == outer["package"], "package number")
    node = bytes.fromhex(manifest["from"]["node"])
    demand(sha256(node)[:8] == outer["sender"], "sender's tag")
    events = read_events(manifest, body)
    check_ranges(manifest, events)
    return manifest, events


def read_outer(data: bytes) -> dict[str, Any]:
    """Read the outer header; it proves nothing."""
    demand(len(data) >= OUTER.size, "cut off")
    magic, version, flags, length, package, sender, recipient, zeros, crc = OUTER.unpack(
        data[: OUTER.size]
    )
    demand(magic == b"HSDTGOI\0", "no package")
    demand(version == 1, "container version")
    demand(zeros == bytes(16), "reserved bytes")
    demand(crc == zlib.crc32(data[: OUTER.size - 4]), "CRC")
    demand(length == len(data), "length")
    return {"flags": flags, "package": package, "sender": sender, "recipient": recipient}


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
    nonce, sealed = sealed[:16], sealed[16:]
    return b"".join(open_chunks(sealed, derive(keys[0], nonce, b"payload")))


def unwrap(stanza: str, box_secret: bytes) -> bytes | None:
    """Return the file key of a stanza, None where it is for another key."""
    first, *lines = stanza.removesuffix("\n---").split("\n")
    kind, *arguments = first.split(" ")
    if kind.endswith("-grease"):
        return None
    demand(kind == "X25519" and len(arguments) == 1, "kind of recipient")
    share = unbase64(arguments[0])
    secret = X25519PrivateKey.from_private_bytes(box_secret)
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
    opened = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        try:
            opened.append(cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), piece, None))
        except InvalidTag as error:
            raise Refused("damaged inside") from error
    demand(bool(pieces), "no payload")
    return opened


def read_inner(inner: bytes, outer: bytes, signer: bytes) -> tuple[dict[str, Any], bytes]:
    """Verify the signature over the raw bytes, then read the manifest."""
    prelude, signature = inner[: PRELUDE.size], inner[PRELUDE.size : PRELUDE.size + 64]
    magic, version, algorithm, key_id, length = PRELUDE.unpack(prelude)
    demand((magic, version, algorithm) == (b"HSDTINN\0", 1, 1), "prelude")
    demand(length <= MAX_MANIFEST, "manifest too long")
    demand(key_id == sha256(signer)[:8], "signer")
    start = PRELUDE.size + 64
    raw, body = inner[start : start + length], inner[start + length :]
    signed = b"ca-desktop/package/1\0" + outer[:12] + outer[20:60] + prelude + raw
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, signed)
    except InvalidSignature as error:
        raise Refused("signature") from error
    manifest = strict_json(raw)
    demand(manifest["format"] == 1 and manifest["min_reader"] == 1, "reader too old")
    return manifest, body


def read_events(manifest: dict[str, Any], body: bytes) -> list[Event]:
    """Hold the sections to their lengths and hashes, then read the events."""
    (section,) = manifest["sections"]
    demand(section["kind"] == "events" and len(body) == section["stored"], "sections")
    demand(hashlib.sha256(body).hexdigest() == section["sha256_stored"], "stored bytes")
    demand(section["expanded"] <= min(MAX_SECTION, MAX_RATIO * max(len(body), 1)), "too large")
    unpacker = zlib.decompressobj(wbits=-15)
    text = unpacker.decompress(body, section["expanded"] + 1)
    demand(unpacker.eof and not unpacker.unused_data, "deflate")
    demand(len(text) == section["expanded"], "expanded length")
    demand(hashlib.sha256(text).hexdigest() == section["sha256_expanded"], "expanded bytes")
    lines = text.split(b"\n")
    demand(lines.pop() == b"" and len(lines) % 2 == 0, "lines")
    events = [read_event(*lines[at : at + 2]) for at in range(0, len(lines), 2)]
    totals = manifest["totals"]
    demand(totals["events"] == len(events) <= MAX_EVENTS, "number of events")
    demand(totals["kinds"] == dict(Counter(x.envelope["kind"] for x in events)), "kinds")
    return events


def read_event(envelope: bytes, second: bytes) -> Event:
    """Read the two lines of an event."""
    demand(max(len(envelope), len(second)) <= MAX_LINE, "line too long")
    head = strict_json(envelope)
    demand(set(head) == EVENT_KEYS, "envelope")
    digest = hashlib.sha256(b"ca-desktop/event/1\0" + envelope).hexdigest()
    if second == b"-":
        return Event(head, digest, None)
    salt, _space, payload = second.partition(b" ")
    demand(len(salt) == 32, "salt")
    committed = hashlib.sha256(
        b"ca-desktop/payload/1\0" + bytes.fromhex(salt.decode("ascii")) + payload
    )
    demand(committed.hexdigest() == head["commit"], "commitment")
    return Event(head, digest, strict_json(payload))


def check_ranges(manifest: dict[str, Any], events: list[Event]) -> None:
    """Demand that the events are just those of the ranges, each chained to the one before."""
    left = list(events)
    for part in manifest["ranges"]:
        mine, left = left[: part["count"]], left[part["count"] :]
        demand(len(mine) == part["count"] == part["to_seq"] - part["from_seq"] + 1, "count")
        seqs = [item.envelope["seq"] for item in mine]
        demand(seqs == list(range(part["from_seq"], part["to_seq"] + 1)), "sequence")
        demand({item.envelope["stream"] for item in mine} == {part["stream"]}, "stream")
        demand(mine[0].envelope["prev_hash"] == part["prev_hash"], "first link")
        chained = all(one.hash == two.envelope["prev_hash"] for one, two in pairwise(mine))
        demand(chained and mine[-1].hash == part["head_hash"], "chain")
        demand(part["from_seq"] > 1 or part["prev_hash"] == GENESIS, "genesis")
        node, incarnation, _audience = part["stream"].split(".")
        demand(node == manifest["from"]["node"], "another's stream")
        running = {manifest["incarnation"], *manifest["control"]["earlier"]}
        demand(incarnation in running, "incarnation")
    demand(not left, "events beyond the ranges")


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
