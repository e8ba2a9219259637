"""What happens to files on the road."""

import random
import struct
import zlib
from collections.abc import Callable

Damage = Callable[[random.Random, bytes, bytes], bytes]


def flip(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def extend(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    return data + dice.randbytes(dice.choice((1, 2, 16, 512, 4096)))


def blank(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((1, 16, 512, 4096))
    return data[:at] + bytes(len(data[at : at + length])) + data[at + length :]


def leave_out(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 16, 512)) :]


def double(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((1, 16, 512))
    return data[: at + length] + data[at:]


def swap(dice: random.Random, data: bytes, _other: bytes) -> bytes:
    length = dice.choice((1, 16, 512))
    one, two = sorted(dice.randrange(len(data) // length) * length for _ in range(2))
    out = bytearray(data)
    out[one : one + length], out[two : two + length] = (
        out[two : two + length],
        out[one : one + length],
    )
    return bytes(out)


def splice(dice: random.Random, data: bytes, other: bytes) -> bytes:
    at = dice.randrange(min(len(data), len(other)))
    return data[:at] + other[at:]


def splice_after_header(dice: random.Random, data: bytes, other: bytes) -> bytes:
    return other[:64] + data[64:] if dice.random() < 0.5 else data[:64] + other[64:]


DAMAGES: tuple[Damage, ...] = (
    flip,
    flip,
    flip,
    cut,
    extend,
    blank,
    leave_out,
    double,
    swap,
    splice,
    splice_after_header,
)


def repaired(data: bytes) -> bytes:
    """Make length and CRC of the outer header fit again, so that damage gets further in."""
    body = data[:12] + struct.pack(">Q", len(data)) + data[20:60]
    return body + struct.pack(">I", zlib.crc32(body)) + data[64:]
