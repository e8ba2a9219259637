"""The rules of the exchange: nothing is lost, doubled or applied too early, and faults show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.events.envelope import GENESIS
from ca_desktop.domain.packages import MAX_EVENTS, GiveBack, Head, Range
from ca_desktop.domain.streams import (
    MAX_COUNTER,
    HashAt,
    KnownAck,
    Verdict,
    agreed,
    answer,
    fits_mark,
    judge,
    next_ranges,
    parting,
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


# --- What is sent -----------------------------------------------------------------------------


def heads_of(lengths: Mapping[str, int]) -> list[Head]:
    return [Head(stream=name, seq=seq, hash=mark(seq)) for name, seq in lengths.items()]


def anything(_stream: str, seq: int) -> str:
    return mark(seq)


def known(to: int, branch: str = "") -> KnownAck:
    return KnownAck(stored_to=to, hash=mark(to, branch), applied_to=to, problems=0, common=to)


def sent_of(lengths: Mapping[str, int], acks: Mapping[str, KnownAck], to: int) -> Sequence[Range]:
    heads = heads_of(lengths)
    return next_ranges(heads, agreed(heads, acks, held(to)))


def test_everything_since_the_last_acknowledgement_is_sent() -> None:
    (sent,) = sent_of({S: 9}, {S: known(4)}, 9)
    assert sent == offer(5, 9)


def test_a_stream_that_was_never_acknowledged_is_sent_whole() -> None:
    (sent,) = sent_of({S: 9}, {OTHER: known(4)}, 9)
    assert sent == offer(1, 9)


def test_a_stream_acknowledged_to_its_end_is_not_sent() -> None:
    assert sent_of({S: 4}, {S: known(4)}, 4) == ()


@pytest.mark.parametrize("ack", [known(11), known(6, "b")], ids=["beyond", "other branch"])
def test_a_stream_of_which_the_peer_holds_another_history_rests(ack: KnownAck) -> None:
    assert sent_of({S: 9}, {S: ack}, 9) == ()


def test_a_stream_that_parted_is_sent_up_to_there() -> None:
    (sent,) = sent_of({S: 6}, {S: known(4)}, 9)
    assert sent == offer(5, 6)
    assert sent_of({S: 6}, {S: known(8)}, 9) == ()


# --- What is given back -----------------------------------------------------------------------


def wanted(seq: int, after: int, *, branch: str = "") -> GiveBack:
    return GiveBack(stream=S, seq=seq, hash=mark(seq), after=after, after_hash=mark(after, branch))


def test_what_is_held_is_given_back_after_the_last_event_both_have() -> None:
    assert answer(wanted(9, 4), held(12)) == 4
    assert answer(wanted(9, 0), held(9)) == 0
    assert answer(wanted(9, 4), held(8)) is None


def test_a_wrong_guess_of_what_both_have_gives_everything_back() -> None:
    assert answer(wanted(9, 4, branch="b"), held(9)) == 0


@pytest.mark.parametrize(
    ("offered", "common"),
    [
        ({5: mark(5), 6: mark(6)}, None),
        ({9: mark(9), 10: mark(10)}, None),
        ({5: mark(5), 6: mark(6, "b"), 7: mark(7, "b")}, 5),
        ({1: mark(1, "b")}, 0),
        ({}, None),
    ],
)
def test_two_histories_part_after_the_last_event_both_have(
    offered: dict[int, str], common: int | None
) -> None:
    assert parting(S, offered, held(9)) == common


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
    heads = heads_of(lengths)
    whole = next_ranges(heads, agreed(heads, acks, anything))
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
