"""Keys over the years, as pure rules: a toy signature shows that every link is checked."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.keys import (
    ROTATION,
    HeardKey,
    Rotation,
    Telling,
    certified_number,
    chain_holds,
    follows,
    is_outdated,
    rotation_body,
    spoken_number,
)
from ca_desktop.domain.streams import KnownAck

NODE, STREAM = "ab" * 16, "ab" * 16 + "." + "12" * 8 + ".centre"


def pair(number: int) -> PublicKeys:
    return PublicKeys(sign=bytes([number]) * 32, box=bytes([number, 1]) * 16)


def toy_sign(public: bytes, what: str, message: bytes) -> bytes:
    """Sign with the public key itself: enough to see which key and which bytes were checked."""
    return hashlib.sha256(public + what.encode() + message).digest()


def holds(public: bytes, what: str, message: bytes, signature: bytes, /) -> bool:
    return toy_sign(public, what, message) == signature


def rotation(number: int, *, node: str = NODE, before: int | None = None) -> Rotation:
    old, new = pair(number - 1 if before is None else before), pair(number)
    body = rotation_body(node, number, new)
    return Rotation(
        number=number,
        keys=new,
        by_old=toy_sign(old.sign, ROTATION, body),
        by_new=toy_sign(new.sign, ROTATION, body),
    )


def ack(stored_to: int) -> KnownAck:
    return KnownAck(
        stored_to=stored_to, hash="", applied_to=stored_to, problems=0, common=stored_to
    )


def test_the_very_next_keys_follow() -> None:
    assert follows(NODE, 4, pair(4), rotation(5), holds)


@pytest.mark.parametrize("number", [3, 4, 6, 7])
def test_no_other_number_follows(number: int) -> None:
    assert not follows(NODE, 4, pair(4), rotation(number, before=4), holds)


def test_keys_of_another_node_or_signed_by_another_do_not_follow() -> None:
    assert not follows(NODE, 4, pair(4), rotation(5, node="cd" * 16), holds)
    assert not follows(NODE, 4, pair(4), rotation(5, before=9), holds)
    good = rotation(5)
    for swapped in (
        Rotation(number=5, keys=pair(9), by_old=good.by_old, by_new=good.by_new),
        Rotation(number=5, keys=good.keys, by_old=good.by_new, by_new=good.by_old),
        Rotation(number=5, keys=good.keys, by_old=good.by_old, by_new=b""),
    ):
        assert not follows(NODE, 4, pair(4), swapped, holds)


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_chain_without_one_of_its_links_does_not_hold(length: int, missing: int) -> None:
    chain: Sequence[Rotation] = [rotation(number) for number in range(1, length + 1)]
    assert chain_holds(NODE, 0, pair(0), chain, holds)
    if missing < length - 1:
        cut = [*chain[:missing], *chain[missing + 1 :]]
        assert not chain_holds(NODE, 0, pair(0), cut, holds)


@given(st.lists(st.integers(1, 50), max_size=5, unique=True).map(sorted), st.integers(0, 60))
def test_a_peer_is_spoken_to_with_the_newest_keys_it_is_sure_to_know(
    told: list[int], heard: int
) -> None:
    tellings = [Telling(number=n, stream=STREAM, seq=seq) for n, seq in enumerate(told)]
    number = spoken_number(len(told), tellings, {STREAM: ack(heard)} if heard else {})
    assert number == sum(seq <= heard for seq in told)
    assert all(seq <= heard for seq in told[:number])


def test_keys_that_are_destroyed_are_passed_over() -> None:
    """Key 0 is gone: a peer that has read nothing gets the oldest that is left."""
    tellings = [Telling(number=1, stream=STREAM, seq=9)]
    assert spoken_number(2, tellings, {}) == 1


HEARD = HeardKey(number=2, incarnation="bb" * 8, package=7)


@pytest.mark.parametrize(
    ("number", "incarnation", "package", "outdated"),
    [
        (2, "bb" * 8, 1, False),
        (3, "cc" * 8, 1, False),
        (1, "bb" * 8, 6, False),
        (1, "bb" * 8, 7, True),
        (1, "bb" * 8, 8, True),
        (1, "aa" * 8, 99, False),
        (1, "cc" * 8, 1, True),
    ],
)
def test_former_keys_say_nothing_that_was_written_after_the_change(
    number: int, incarnation: str, package: int, *, outdated: bool
) -> None:
    assert is_outdated(number, incarnation, package, HEARD, ("aa" * 8,)) is outdated


def test_nothing_is_outdated_before_anything_was_heard() -> None:
    assert not is_outdated(0, "aa" * 8, 1, None, ())


@given(st.integers(0, 10**6))
def test_certified_keys_begin_a_new_thousand(last: int) -> None:
    number = certified_number(last)
    assert number % 1000 == 0
    assert last < number <= last + 1000


def test_what_a_peer_read_from_a_twin_is_no_proof_that_it_knows_new_keys() -> None:
    telling = Telling(number=0, stream=STREAM, seq=2)
    twins = KnownAck(stored_to=5, hash="", applied_to=5, problems=0, common=1)
    assert spoken_number(1, [telling], {STREAM: twins}) == 0
