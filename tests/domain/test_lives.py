"""What a package tells of lives: who was put back, who is a copy, and whose word counts."""

from collections.abc import Sequence

import pytest

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.lives import Hearing, Life, Memory, PeerLife, hear, standing
from ca_desktop.domain.packages import (
    Ack,
    ControlBlock,
    GiveBack,
    Head,
    Manifest,
    Party,
    Totals,
)
from ca_desktop.domain.streams import KnownAck

ME, PEER = "a" * 32, "b" * 32
LIFE = {name: name * 16 for name in "0123456789"}
S = f"{ME}.{LIFE['1']}.centre"
EARLIER = f"{ME}.{LIFE['0']}.centre"
STRANGE = f"{ME}.{LIFE['9']}.centre"
THEIRS = f"{PEER}.{LIFE['5']}.all"
RUNNING = Life(node=ME, incarnation=LIFE["1"], earlier=(LIFE["0"],))


def mark(seq: int, branch: str = "") -> str:
    return f"{seq}{branch}".rjust(64, "0") if seq else GENESIS


def hash_at(stream: str, seq: int) -> str | None:
    """Six events are held of every stream but the strange one."""
    if seq == 0:
        return GENESIS
    return mark(seq) if seq <= 6 and stream != STRANGE else None


def ack(seq: int, stream: str = S, branch: str = "") -> Ack:
    return Ack(stream=stream, stored_to=seq, hash=mark(seq, branch), applied_to=seq, problems=0)


def known(seq: int) -> KnownAck:
    return KnownAck(stored_to=seq, hash=mark(seq), applied_to=seq, problems=0, common=seq)


def memory(to: int = 4, life: str = "5", earlier: str = "", package: int = 7) -> Memory:
    peer = PeerLife(
        incarnation=LIFE[life], earlier=tuple(LIFE[x] for x in earlier), package=package
    )
    return Memory(acks={S: known(to)}, peer=peer)


def package(
    *acks: Ack,
    life: str = "5",
    earlier: str = "",
    number: int = 8,
    heard: str = "10",
    told: Sequence[Head] = (),
) -> Manifest:
    control = ControlBlock(
        incarnation=LIFE[life],
        earlier=tuple(LIFE[x] for x in earlier),
        heard=tuple(LIFE[x] for x in heard),
        known=tuple(told),
        acks=acks,
    )
    return Manifest(
        training=True,
        sender=Party(office=PEER, node=PEER, sign_key="", box_key=""),
        addressee=Party(office=ME, node=ME, sign_key="", box_key=""),
        package=number,
        incarnation=LIFE[life],
        ranges=(),
        heads=(),
        control=control,
        catalogue=0,
        roster=0,
        program="1",
        claimed_at="",
        clock=False,
        totals=Totals(events=0, kinds={}, attachments=0, bytes=0),
    )


def heard(manifest: Manifest, before: Memory | None = None, on: Sequence[str] = ()) -> Hearing:
    return hear(
        RUNNING,
        before or memory(),
        manifest,
        hash_at,
        lambda _stream, _seq, digest: digest in on,
    )


# --- Whose acknowledgement counts (R6) --------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "earlier", "number", "said", "kept"),
    [
        ("5", "", 8, 6, 6),
        ("5", "", 7, 6, 6),
        ("5", "", 8, 3, 4),
        ("5", "", 6, 6, 4),
        ("6", "5", 1, 6, 6),
        ("6", "5", 1, 3, 3),
        ("6", "", 1, 3, 3),
    ],
)
def test_acknowledgements_rise_within_a_life_and_start_anew_with_another(
    life: str, earlier: str, number: int, said: int, kept: int
) -> None:
    said_now = package(ack(said), life=life, earlier=earlier, number=number)
    assert heard(said_now).acks[S].stored_to == kept


def test_what_another_life_does_not_name_it_does_not_hold() -> None:
    assert heard(package(life="6", earlier="5")).acks == {}


def test_a_life_that_has_ended_changes_nothing() -> None:
    before = memory(earlier="4")
    after = heard(package(ack(6), life="4", number=99), before)
    assert after.acks == before.acks
    assert after.peer == before.peer


def test_two_lives_that_know_nothing_of_each_other_are_seen() -> None:
    assert heard(package(life="6")).rivals
    assert not heard(package(life="6", earlier="5")).rivals
    assert not heard(package(life="5")).rivals


# --- Who was put back (R3, R5) ----------------------------------------------------------------


@pytest.mark.parametrize("said", [ack(7), ack(5, branch="b")], ids=["beyond", "other"])
def test_a_peer_that_holds_more_of_my_running_life_ends_it(said: Ack) -> None:
    after = heard(package(said))
    assert after.new_life
    assert after.lost == (
        GiveBack(stream=S, seq=said.stored_to, hash=said.hash, after=4, after_hash=mark(4)),
    )


def test_even_an_old_package_proves_a_loss_but_never_lowers_an_acknowledgement() -> None:
    after = heard(package(ack(9), number=2))
    assert after.new_life
    assert after.lost
    assert after.acks == memory().acks


def test_a_loss_of_an_earlier_life_is_only_asked_back() -> None:
    after = heard(package(ack(9, EARLIER)))
    assert not after.new_life
    assert [wanted.stream for wanted in after.lost] == [EARLIER]


def test_what_was_written_anew_already_is_not_asked_back_again() -> None:
    after = heard(package(ack(9, EARLIER)), on=[mark(9)])
    assert after.lost == ()


def test_who_is_believed_to_hold_more_than_he_does_was_put_back() -> None:
    assert heard(package(told=[Head(stream=THEIRS, seq=7, hash=mark(7))])).new_life
    assert heard(package(told=[Head(stream=THEIRS, seq=5, hash=mark(5, "b"))])).new_life
    assert not heard(package(told=[Head(stream=THEIRS, seq=6, hash=mark(6))])).new_life


def test_what_a_peer_believes_of_an_earlier_life_ends_no_life() -> None:
    told = [Head(stream=THEIRS, seq=7, hash=mark(7))]
    assert not heard(package(told=told, heard="0")).new_life


# --- Copies and lost lives (R9) ---------------------------------------------------------------


def test_a_life_that_came_from_mine_and_speaks_elsewhere_is_a_copy() -> None:
    after = heard(package(heard="910"))
    assert after.succeeded
    assert after.learned == (LIFE["9"],)


def test_a_lost_life_beside_mine_is_only_remembered() -> None:
    after = heard(package(ack(3, STRANGE), heard="90"))
    assert not after.succeeded
    assert not after.new_life
    assert after.learned == (LIFE["9"],)
    assert [wanted.stream for wanted in after.lost] == [STRANGE]


def test_a_life_knows_itself_and_those_it_came_from() -> None:
    life = RUNNING.learning([LIFE["9"], LIFE["1"], LIFE["9"]]).renewed(LIFE["2"])
    assert life.earlier == (LIFE["0"], LIFE["1"])
    assert life.learned == (LIFE["9"],)
    assert all(life.knows(LIFE[x]) for x in "0129")
    assert not life.knows(LIFE["3"])


# --- What stays asked for (R15) ---------------------------------------------------------------

WANTED = GiveBack(stream=THEIRS, seq=3, hash=mark(3), after=0, after_hash=GENESIS)


def control(life: str, earlier: str = "", *, asks: bool = False) -> ControlBlock:
    return ControlBlock(
        incarnation=LIFE[life],
        earlier=tuple(LIFE[x] for x in earlier),
        wanted_give_backs=(WANTED,) if asks else (),
    )


def test_a_request_stands_until_the_life_that_made_it_withdraws_it() -> None:
    asked = standing({}, control("5", asks=True))
    assert asked == {LIFE["5"]: (WANTED,)}
    assert standing(asked, control("6")) == asked
    assert standing(asked, control("5")) == {}


def test_a_later_life_speaks_for_those_it_came_from() -> None:
    asked = standing({}, control("5", asks=True))
    assert standing(asked, control("6", "5")) == {}
    assert standing(asked, control("6", "5", asks=True)) == {LIFE["6"]: (WANTED,)}
