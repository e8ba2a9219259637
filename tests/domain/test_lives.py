"""What a package tells of lives: who was put back, who is a copy, and whose word counts."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.lives import (
    Choice,
    Hearing,
    Life,
    Memory,
    PeerLife,
    ended,
    hear,
    is_frozen,
    is_twin,
    may_retire,
    standing,
    undecided,
)
from ca_desktop.domain.moments import VIETNAM
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


# --- Heirs (R17) ------------------------------------------------------------------------------

OLD = "d" * 32
OLDS = f"{OLD}.{LIFE['3']}.centre"
HEIR = Life(node=ME, incarnation=LIFE["1"], predecessors=frozenset({OLD}))


def heard_as(me: Life, manifest: Manifest) -> Hearing:
    return hear(me, memory(), manifest, hash_at, lambda *_place: False)


def test_more_of_a_predecessor_than_is_held_is_asked_for_and_ends_no_life() -> None:
    said = package(ack(9, OLDS))
    after = heard_as(HEIR, said)
    assert [(x.stream, x.seq) for x in after.lost] == [(OLDS, 9)]
    assert not after.new_life


def test_what_a_peer_holds_of_its_own_predecessor_proves_nothing_of_me() -> None:
    after = heard_as(RUNNING, package(ack(9, OLDS)))
    assert after.lost == ()
    assert not after.new_life
    assert after.acks[OLDS].stored_to == 9


def test_an_heir_that_was_put_back_is_told_by_what_it_held_of_its_predecessor() -> None:
    told = [Head(stream=OLDS, seq=9, hash=mark(9))]
    assert heard_as(HEIR, package(told=told)).new_life


# --- Rivals and twins (R9, R16) ---------------------------------------------------------------


def test_the_life_that_the_centre_did_not_choose_ends() -> None:
    chosen = Choice(node=ME, goes_on=LIFE["2"], ends=(LIFE["1"],))
    assert ended(RUNNING, [chosen])
    assert not ended(RUNNING.renewed(LIFE["4"]), [chosen])
    assert not ended(RUNNING, [dataclasses.replace(chosen, node=PEER)])


def test_rivals_are_undecided_until_one_of_them_ends() -> None:
    pairs = [(LIFE["1"], LIFE["2"]), (LIFE["3"], LIFE["4"])]
    chosen = Choice(node=ME, goes_on=LIFE["2"], ends=(LIFE["1"],))
    assert undecided(pairs, []) == set(pairs)
    assert undecided(pairs, [chosen]) == {pairs[1]}


@pytest.mark.parametrize(
    ("acked", "asked", "requests", "may"),
    [
        (6, [], [], True),
        (5, [], [], False),
        (None, [], [], False),
        (6, [GiveBack(stream=S, seq=3, hash=mark(3), after=0, after_hash=GENESIS)], [], False),
        (6, [GiveBack(stream=S, seq=9, hash=mark(9), after=0, after_hash=GENESIS)], [], True),
        (
            6,
            [],
            [GiveBack(stream=EARLIER, seq=9, hash=mark(9), after=6, after_hash=mark(6))],
            False,
        ),
    ],
    ids=["told", "not all", "nothing", "asked for what is held", "asked in vain", "has lost"],
)
def test_a_life_is_retired_only_after_it_told_everything_and_got_all_it_asked_for(
    *, acked: int | None, asked: list[GiveBack], requests: list[GiveBack], may: bool
) -> None:
    acks = {} if acked is None else {S: known(acked)}
    head = Head(stream=S, seq=6, hash=mark(6))
    assert may_retire([head], acks, asked, requests, hash_at) is may


def test_two_packages_with_one_number_prove_a_doubled_machine() -> None:
    read = [(LIFE["1"], 7, "one")]
    assert is_twin(read, LIFE["1"], 7, "other")
    assert not is_twin(read, LIFE["1"], 7, "one")
    assert not is_twin(read, LIFE["1"], 8, "other")
    assert not is_twin(read, LIFE["2"], 7, "other")


# --- Freeze (R11) -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "frozen"), [(0, False), (30, False), (31, True), (-31, False)], ids=str
)
def test_a_package_much_older_than_the_one_before_is_shown(*, days: int, frozen: bool) -> None:
    before = datetime(2026, 11, 24, 8, tzinfo=VIETNAM)
    assert is_frozen(before, before - timedelta(days=days)) is frozen
