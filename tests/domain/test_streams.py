"""The rules of the exchange: nothing is lost, doubled or applied too early, and faults show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.campaign import size
from tests.helpers.stream_model import File, Office, Refused, exchange, new_pair

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.packages import MAX_EVENTS, Ack, ControlBlock, Head, Range
from ca_desktop.domain.streams import (
    MAX_COUNTER,
    HashAt,
    KnownAck,
    Verdict,
    contradicts,
    fits_mark,
    judge,
    next_ranges,
    renew_ack,
    split,
)

S, OTHER = "stream", "other stream"


def mark(seq: int, branch: str = "") -> str:
    """Return the hash of an event; ``branch`` for another history."""
    return f"{seq}{branch}".rjust(64, "0") if seq else GENESIS


def held(to: int, stream: str = S) -> HashAt:
    def hash_at(name: str, seq: int) -> str | None:
        if seq == 0:
            return GENESIS
        return mark(seq) if name == stream and seq <= to else None

    return hash_at


def offer(first: int, last: int, *, acked: int | None = None) -> Range:
    base = first - 1 if acked is None else acked
    return Range(
        stream=S,
        acked_seq=base,
        acked_hash=mark(base),
        from_seq=first,
        prev_hash=mark(first - 1),
        to_seq=last,
        head_hash=mark(last),
        count=last - first + 1,
    )


def verdict(offered: Range, to: int) -> Verdict:
    return judge(offered, to, held(to))


# --- Reading a range --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "to"), [(1, 1, 0), (1, 9, 0), (4, 9, 3), (4, 9, 5), (4, 9, 9), (4, 9, 20)]
)
def test_ranges_overlap_freely_with_what_is_held(first: int, last: int, to: int) -> None:
    assert verdict(offer(first, last), to) is Verdict.FITS


def test_a_later_file_of_one_export_waits_for_the_one_before() -> None:
    later = offer(6, 9, acked=2)
    assert verdict(later, 4) is Verdict.WAITS
    assert verdict(later, 5) is Verdict.FITS


def test_who_lost_what_was_acknowledged_learns_that_it_was_put_back() -> None:
    assert verdict(offer(6, 9), 4) is Verdict.ROLLED_BACK
    assert verdict(offer(6, 9), 0) is Verdict.ROLLED_BACK


def test_an_acknowledgement_of_another_history_means_put_back_too() -> None:
    foreign = replace(offer(6, 9), acked_hash=mark(5, "b"), prev_hash=mark(5, "b"))
    assert verdict(foreign, 7) is Verdict.ROLLED_BACK


def test_another_hash_before_the_range_is_a_fork() -> None:
    forked = replace(offer(6, 9, acked=2), prev_hash=mark(5, "b"))
    assert verdict(forked, 7) is Verdict.FORKED


UNSOUND = {
    "ends before it begins": {"to_seq": 3, "count": 0},
    "miscounts": {"count": 7},
    "counts nothing": {"count": 0},
    "begins at its acknowledgement": {"acked_seq": 4, "acked_hash": mark(4)},
    "begins before its acknowledgement": {"acked_seq": 5, "acked_hash": mark(5)},
    "acknowledges less than nothing": {"acked_seq": -1, "acked_hash": GENESIS},
    "names a hash of nothing": {"acked_seq": 0, "acked_hash": mark(3)},
    "starts from something": {"from_seq": 1, "count": 9, "acked_seq": 0, "acked_hash": GENESIS},
}


@pytest.mark.parametrize("change", UNSOUND.values(), ids=UNSOUND)
def test_a_range_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    assert verdict(offer(4, 9), 3) is Verdict.FITS
    assert verdict(replace(offer(4, 9), **change), 3) is Verdict.UNSOUND  # type: ignore[arg-type]


def test_counters_and_packages_have_an_end() -> None:
    edge = offer(MAX_COUNTER, MAX_COUNTER)
    assert MAX_COUNTER == 9_007_199_254_740_991
    assert MAX_EVENTS == 50_000
    assert judge(edge, MAX_COUNTER - 1, lambda _stream, seq: mark(seq)) is Verdict.FITS
    assert verdict(offer(MAX_COUNTER + 1, MAX_COUNTER + 1), 0) is Verdict.UNSOUND
    assert verdict(offer(1, MAX_EVENTS), 0) is Verdict.FITS
    assert verdict(offer(1, MAX_EVENTS + 1), 0) is Verdict.UNSOUND


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(1, 12))
def test_a_range_that_fits_leaves_no_gap(to: int, acked: int, skipped: int, count: int) -> None:
    first = acked + skipped + 1
    said = verdict(offer(first, first + count - 1, acked=acked), to)
    if acked > to:
        assert said is Verdict.ROLLED_BACK
    else:
        assert said is (Verdict.FITS if first <= to + 1 else Verdict.WAITS)


# --- Acknowledgements -------------------------------------------------------------------------


def ack(to: int) -> Ack:
    return Ack(stream=S, stored_to=to, hash=mark(to), applied_to=to, problems=0)


def known(to: int, incarnation: str = "b", package: int = 5) -> KnownAck:
    return KnownAck(
        stored_to=to,
        hash=mark(to),
        applied_to=to,
        problems=0,
        incarnation=incarnation,
        package=package,
    )


OLD, RUNNING, NEW = (
    ControlBlock(incarnation=name, earlier=tuple("abc"[:number]))
    for number, name in enumerate("abc")
)


@pytest.mark.parametrize(
    ("control", "package", "said", "kept"),
    [
        (RUNNING, 6, 8, 8),
        (RUNNING, 5, 8, 8),
        (RUNNING, 6, 3, 4),
        (RUNNING, 4, 3, 4),
        (RUNNING, 4, 8, 4),
        (NEW, 1, 8, 8),
        (NEW, 1, 3, 3),
        (NEW, 1, 0, 0),
        (OLD, 9, 8, 4),
        (OLD, 9, 3, 4),
    ],
)
def test_acknowledgements_rise_within_a_life_and_start_anew_with_the_next(
    control: ControlBlock, package: int, said: int, kept: int
) -> None:
    renewed = renew_ack(known(4), ack(said), control, package, held(10))
    assert renewed is not None
    assert renewed.stored_to == kept


def test_the_first_acknowledgement_is_taken_as_it_is() -> None:
    said = Ack(stream=S, stored_to=3, hash=mark(3), applied_to=2, problems=1)
    assert renew_ack(None, said, RUNNING, 7, held(3)) == KnownAck(
        stored_to=3, hash=mark(3), applied_to=2, problems=1, incarnation="b", package=7
    )


@pytest.mark.parametrize("control", [OLD, RUNNING, NEW], ids=["old", "running", "new"])
def test_an_acknowledgement_of_what_is_not_mine_is_never_taken(control: ControlBlock) -> None:
    beyond, other = ack(11), replace(ack(6), hash=mark(6, "b"))
    for said in (beyond, other):
        assert contradicts(said, held(10))
        assert renew_ack(known(4), said, control, 6, held(10)) == known(4)
        assert renew_ack(None, said, control, 6, held(10)) is None
    assert not contradicts(ack(10), held(10))
    assert not contradicts(ack(0), held(10))


# --- What is sent -----------------------------------------------------------------------------


def heads_of(lengths: Mapping[str, int]) -> list[Head]:
    return [Head(stream=name, seq=seq, hash=mark(seq)) for name, seq in lengths.items()]


def anything(_stream: str, seq: int) -> str:
    return mark(seq)


def test_everything_since_the_last_acknowledgement_is_sent() -> None:
    (sent,) = next_ranges(heads_of({S: 9}), {S: known(4)}, held(9))
    assert sent == offer(5, 9)


def test_a_stream_that_was_never_acknowledged_is_sent_whole() -> None:
    (sent,) = next_ranges(heads_of({S: 9}), {OTHER: known(4)}, held(9))
    assert sent == offer(1, 9)


def test_a_stream_acknowledged_to_its_end_is_not_sent() -> None:
    assert next_ranges(heads_of({S: 4}), {S: known(4)}, held(4)) == ()


def test_a_file_is_written_even_when_there_is_nothing_new() -> None:
    assert split((), anything) == ((),)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 30), max_size=4),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30), max_size=4),
    st.integers(1, 12),
)
def test_a_cut_export_is_the_whole_one_in_pieces(
    lengths: dict[str, int], acked: dict[str, int], most: int
) -> None:
    acks = {name: known(min(seq, lengths.get(name, 0))) for name, seq in acked.items()}
    whole = next_ranges(heads_of(lengths), acks, anything)
    files = split(whole, anything, most)
    assert all(sum(part.count for part in file) <= most for file in files)
    assert all(sum(part.count for part in file) == most for file in files[:-1])
    for one in whole:
        parts = [part for file in files for part in file if part.stream == one.stream]
        assert {(part.acked_seq, part.acked_hash) for part in parts} == {
            (one.acked_seq, one.acked_hash)
        }
        seqs = [seq for part in parts for seq in range(part.from_seq, part.to_seq + 1)]
        assert seqs == list(range(one.from_seq, one.to_seq + 1))
        assert one.head_hash == mark(one.to_seq)
        for part in parts:
            assert (part.prev_hash, part.head_hash) == (mark(part.from_seq - 1), mark(part.to_seq))
            assert judge(part, part.from_seq - 1, anything) is Verdict.FITS


# --- The mark ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("marked", "fits"), [(0, True), (5, True), (9, True), (10, False)])
def test_a_database_fits_its_mark_when_it_holds_all_the_mark_has_seen(
    marked: int, *, fits: bool
) -> None:
    assert fits_mark([Head(stream=S, seq=marked, hash=mark(marked))], held(9)) is fits


def test_another_history_or_a_missing_stream_does_not_fit_the_mark() -> None:
    good = Head(stream=S, seq=5, hash=mark(5))
    assert fits_mark([], held(9))
    assert not fits_mark([good, Head(stream=S, seq=5, hash=mark(5, "b"))], held(9))
    assert not fits_mark([good, Head(stream=OTHER, seq=1, hash=mark(1))], held(9))


# --- Two offices and a bad road ---------------------------------------------------------------

EVENTS = [
    st.tuples(st.just("record"), st.integers(0, 1), st.integers(0, 9)),
    st.tuples(st.just("export"), st.integers(0, 1), st.integers(0, 4)),
    st.tuples(st.just("deliver"), st.integers(0, 99), st.integers(0, 1)),
    st.tuples(st.just("lose"), st.integers(0, 99), st.just(0)),
]
SAME_LIFE = st.lists(st.one_of(EVENTS), max_size=60)
ROAD = st.lists(
    st.one_of([*EVENTS, st.tuples(st.just("new life"), st.integers(0, 1), st.just(0))]),
    max_size=60,
)


def travel(offices: Sequence[Office], steps: Sequence[tuple[str, int, int]]) -> None:
    """Write events and files, and let the files arrive late, twice, in any order, or never."""
    road: list[tuple[Office, File]] = []
    for number, (what, which, how) in enumerate(steps):
        if what == "record":
            office = offices[which]
            office.record(office.audiences[how % len(office.audiences)], str(number))
        elif what == "export":
            taker = offices[1 - which]
            road += [(taker, file) for file in offices[which].export(1 + how)]
        elif what == "new life":
            offices[which % 2].begin_a_life()
        elif road:
            taker, file = road[which % len(road)]
            if what == "deliver":
                taker.take(file)
            if what == "lose" or how % 2:
                road.pop(which % len(road))


def assert_nothing_early_or_twice(office: Office) -> None:
    assert len(set(office.applied)) == len(office.applied)
    newest: dict[str, int] = {}
    for stream, seq in office.applied:
        assert seq == newest.get(stream, 0) + 1
        newest[stream] = seq


def assert_prefixes(giver: Office, taker: Office) -> None:
    """What arrived is a beginning of what was written, and is acknowledged no further."""
    for name, log in taker.logs.items():
        if not taker.is_own(name):
            assert log == giver.logs[name][: len(log)]
            assert not name.endswith(".local")
    for name, acked in giver.acks.items():
        assert acked.stored_to <= len(taker.logs[name])


@settings(deadline=None)
@given(ROAD)
def test_a_lost_doubled_or_late_file_heals_itself(steps: list[tuple[str, int, int]]) -> None:
    assert_heals(steps)


@pytest.mark.campaign("streams")
def test_nothing_is_lost_in_long_lives_on_a_bad_road() -> None:
    kinds = ["record"] * 6 + ["export"] * 4 + ["deliver"] * 8 + ["lose"] * 2 + ["new life"]
    for seed in range(size(20_000)):
        dice = Random(seed)
        assert_heals(
            [
                (what, dice.randrange(2 if what in {"record", "export"} else 99), dice.randrange(6))
                for what in dice.choices(kinds, k=90)
            ]
        )


def assert_heals(steps: Sequence[tuple[str, int, int]]) -> None:
    commune, centre = new_pair()
    travel([commune, centre], steps)
    for giver, taker in ((commune, centre), (centre, commune)):
        assert_nothing_early_or_twice(taker)
        assert_prefixes(giver, taker)
    exchange(commune, centre)
    for giver, taker in ((commune, centre), (centre, commune)):
        sent = shared(giver)
        assert {name: log for name, log in taker.logs.items() if not taker.is_own(name)} == sent
        assert_nothing_early_or_twice(taker)
        assert {name: acked.stored_to for name, acked in giver.acks.items()} == {
            name: len(log) for name, log in sent.items()
        }
        assert giver.export(10)[0].ranges == ()


@settings(deadline=None)
@given(SAME_LIFE, SAME_LIFE, st.integers(0, 1))
def test_an_office_put_back_to_an_older_copy_learns_it_from_the_next_file(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]], which: int
) -> None:
    offices = list(new_pair())
    travel(offices, before)
    backup = offices[which].copy()
    travel(offices, after)
    exchange(offices[0], offices[1])
    now, peer = offices[which], offices[1 - which]
    assert fits_mark(now.heads(), backup.hash_at) is (own(now) == own(backup))
    for audience in peer.audiences:
        peer.record(audience, "news")
    (file,) = peer.export(1000)
    backup.waiting.clear()
    if shared(now) == shared(backup) and shared(peer, now) == shared(peer, backup):
        backup.take(file)
        assert backup.applied[len(now.applied) :]
    else:
        with pytest.raises(Refused) as refused:
            backup.take(file)
        assert refused.value.verdict in {None, Verdict.ROLLED_BACK}


def own(office: Office) -> dict[str, list[str]]:
    return {name: log for name, log in office.logs.items() if office.is_own(name)}


def shared(giver: Office, keeper: Office | None = None) -> dict[str, list[str]]:
    """Return the streams of ``giver`` that leave it, as ``keeper`` holds them."""
    logs = (keeper or giver).logs
    return {
        name: log
        for name, log in logs.items()
        if giver.is_own(name) and not name.endswith(".local")
    }
