"""Passphrases: how costly they are to guess, and which ones are refused."""

import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from argon2.low_level import Type, hash_secret_raw

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import fold

MIN_LENGTH, MAX_LENGTH = 10, 128
COMMON = frozenset(
    [
        "matkhau",
        "matkhau123",
        "password",
        "password1",
        "password123",
        "passw0rd",
        "1234567890",
        "0123456789",
        "123456789",
        "1111111111",
        "0000000000",
        "qwertyuiop",
        "qwerty1234",
        "abcd123456",
        "abc1234567",
        "iloveyou12",
        "anhyeuem12",
        "vietnam123",
        "admin12345",
        "administrator",
        "motcua1234",
        "motcua2026",
        "ubndxa1234",
        "hanhchinh1",
    ]
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters of a slot."""

    memory_kib: int
    time: int
    lanes: int = 1


FLOOR = Cost(19 * 1024, 2)
"""OWASP's minimum."""

TRAINING = Cost(64, 1)
"""The smallest there is: training data are made up, and demos must not wait."""

TARGET_SECONDS = 0.5
MAX_TIME = 12


def calibrate() -> Cost:
    """Return a cost of about half a second to a second on this machine, never below the floor."""
    cost = Cost(64 * 1024, 1, 4)
    while cost.time < MAX_TIME:
        started = time.perf_counter()
        hash_secret_raw(
            b"measure",
            b"0123456789abcdef",
            time_cost=cost.time,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
        taken = time.perf_counter() - started
        if taken >= TARGET_SECONDS:
            break
        cost = replace(cost, time=cost.time + max(1, int(cost.time * (TARGET_SECONDS / taken - 1))))
    return replace(cost, time=min(cost.time, MAX_TIME))


def check_new_passphrase(text: str, words: Iterable[str] = ()) -> None:
    """Refuse what is guessed first: short, common, or made of the office's own words.

    Raises:
        InvalidField: ``passphrase``.
    """
    plain = unicodedata.normalize("NFC", text)
    bare = fold(plain).replace(" ", "")
    own = {fold(word).replace(" ", "") for word in words}
    weak = (
        not MIN_LENGTH <= len(plain) <= MAX_LENGTH
        or bare in COMMON
        or len(set(bare)) < 4  # noqa: PLR2004 "aaaaaaaaaa", "1212121212"
        or bare.rstrip("0123456789") in own
    )
    if weak:
        raise InvalidField("passphrase", "PASSPHRASE-WEAK", least=MIN_LENGTH)
