"""Passphrases: how costly they are to guess, and which ones are refused."""

import math
import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from argon2.low_level import Type, hash_secret_raw

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import fold

MIN_LENGTH, MAX_LENGTH = 10, 128
LEAST_OWN = 5
"""Characters that must remain when everything that is tried first is taken away."""

LEAST_DIFFERENT = 4

COMMON = frozenset(
    [
        "matkhau",
        "password",
        "passwd",
        "passw0rd",
        "administrator",
        "admin",
        "quantri",
        "nguoidung",
        "letmein",
        "welcome",
        "motcua",
        "hanhchinh",
        "ubnd",
        "uyban",
        "hoso",
        "tiepnhan",
        "canbo",
        "vietnam",
        "hanoi",
        "iloveyou",
        "anhyeuem",
        "emyeuanh",
        "qwertyuiop",
        "qwerty",
        "asdfghjkl",
        "asdfgh",
        "zxcvbnm",
        "zxcvbn",
        "abcdefgh",
        "abcdef",
        "abcd",
        "abc",
        "0123456789",
        "1234567890",
        "123456789",
        "12345678",
        "1234567",
        "123456",
        "12345",
        "1234",
        "123",
        "9876543210",
        "0987654321",
        "987654321",
        "654321",
        "54321",
        "4321",
        "321",
    ]
)
"""What lists of stolen passwords begin with, and what a one-stop desk thinks of first."""

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters of a slot."""

    memory_kib: int
    time: int
    lanes: int = 1


FLOOR = Cost(19 * 1024, 2)
"""OWASP's minimum, for a machine on which `START` takes too long."""

START = Cost(64 * 1024, 1, 4)
"""Never weaker than `FLOOR`: more memory is worth more than passes."""

TRAINING = Cost(64, 1)
"""Next to nothing: training data are made up, and demos must not wait."""

LEAST_SECONDS, WANTED_SECONDS, MOST_SECONDS = 0.5, 0.7, 1.0
MOST_PASSES = 64


def stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes that take ``cost`` to make from a secret."""
    return hash_secret_raw(
        unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def seconds_of(cost: Cost) -> float:
    """Measure how long stretching one passphrase takes here."""
    started = time.perf_counter()
    stretch("measured", b"0123456789abcdef", cost)
    return time.perf_counter() - started


def calibrate(measure: Callable[[Cost], float] = seconds_of) -> Cost:
    """Return a cost of half a second to a second on this machine, never below the floor.

    Args:
        measure: gives the seconds that a cost takes.

    Source:
        OWASP Password Storage Cheat Sheet (Argon2id: 19 MiB and 2 passes at least).
    """
    cost = START
    taken = measure(cost)
    if taken > MOST_SECONDS:
        return FLOOR
    while taken < LEAST_SECONDS and cost.time < MOST_PASSES:
        passes = math.ceil(cost.time * WANTED_SECONDS / taken)
        cost = replace(cost, time=min(max(passes, cost.time + 1), MOST_PASSES))
        taken = measure(cost)
    return cost


def check_new_passphrase(text: str, words: Iterable[str] = ()) -> None:
    """Refuse what is guessed first: short, common, or made of the office's own words.

    No kind of character is demanded and spaces are welcome.

    Args:
        text: as typed.
        words: names and codes of the office.

    Raises:
        InvalidField: ``passphrase``.

    Source:
        OWASP ASVS 5.0, 6.2 (length, no composition rules, lists of common and local words).
    """
    plain = unicodedata.normalize("NFC", text)
    bare = _bare(plain)
    weak = (
        not MIN_LENGTH <= len(plain) <= MAX_LENGTH
        or len(set(bare)) < LEAST_DIFFERENT
        or len(_without(bare, words)) < LEAST_OWN
    )
    if weak:
        raise InvalidField("passphrase", "PASSPHRASE-WEAK", least=MIN_LENGTH)


def _bare(text: str) -> str:
    return "".join(_WORDS.findall(fold(text)))


def _without(bare: str, words: Iterable[str]) -> str:
    known = set(COMMON)
    for phrase in words:
        known |= {_bare(phrase), *_WORDS.findall(fold(phrase))}
    for word in sorted(known - {""}, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare
