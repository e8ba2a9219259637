import errno
import os
import random
import signal
import stat
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.campaign import size
from tests.helpers.programs import run_python
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import DiskFull, MachineError, NotWritable, UserError
from ca_desktop.domain.events.envelope import GENESIS, Envelope, StoredEvent, commitment
from ca_desktop.domain.packages import Head
from ca_desktop.vault import second_journal
from ca_desktop.vault.journal_segments import JournalDamaged
from ca_desktop.vault.second_journal import JournalCounts, SecondJournal

KEY = bytes(range(32))
LOCAL, CENTRE = f"{'a' * 32}.{'b' * 16}.local", f"{'a' * 32}.{'b' * 16}.centre"


def event(seq: int, stream: str = LOCAL, payload: bytes | None = b'{"a":1}') -> StoredEvent:
    salt = None if payload is None else bytes(16)
    envelope = Envelope(
        event_id=f"{seq:032x}",
        kind="NoteAdded",
        version=1,
        stream=stream,
        seq=seq,
        prev_hash=GENESIS,
        recorded_at="2026-03-02T09:00:00+07:00",
        clock=False,
        actor=None,
        subject=None,
        builds_on=None,
        custody=None,
        commit=commitment(bytes(16), payload or b""),
    )
    return StoredEvent(envelope.to_bytes(), salt, payload)


def head(item: StoredEvent) -> Head:
    return Head(stream=item.head.stream, seq=item.head.seq, hash=item.hash)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "D.state"
    folder.mkdir()
    return folder


@pytest.fixture
def journal(state: Path) -> SecondJournal:
    return SecondJournal(state, KEY)


def opened(state: Path) -> SecondJournal:
    return SecondJournal(state, KEY)


def is_behind(journal: SecondJournal) -> bool:
    return journal.behind


def files(state: Path) -> list[Path]:
    return sorted((state / "journal").iterdir())


def written(state: Path, *groups: Sequence[StoredEvent]) -> list[int]:
    """Append, and return the lengths of the file after each append."""
    lengths, journal = [], opened(state)
    for group in groups:
        journal.append(group)
        lengths.append(files(state)[-1].stat().st_size)
    return lengths


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    damaged = bytearray(data)
    damaged[place] ^= 1 << bit
    return bytes(damaged)


# --- what goes in comes out ---------------------------------------------------------------------

payloads = st.none() | st.binary(max_size=60)
groups = st.lists(
    st.lists(st.tuples(st.sampled_from([LOCAL, CENTRE]), payloads), max_size=4), max_size=8
)


@settings(deadline=None, max_examples=size(3_000))
@given(groups=groups, breaks=st.sets(st.integers(0, 8)))
def test_every_event_comes_out_as_it_went_in_whatever_is_closed_and_begun_between(
    groups: list[list[tuple[str, bytes | None]]],
    breaks: set[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    state = tmp_path_factory.mktemp("D.state")
    journal = opened(state)
    said: list[StoredEvent] = []
    for number, group in enumerate(groups):
        events = [event(len(said) + n, *item) for n, item in enumerate(group, start=1)]
        journal.append(events)
        said += events
        if number in breaks:
            journal = opened(state)
        if number - 1 in breaks:
            journal.begin_segment()

    assert list(opened(state).entries()) == said
    assert set(opened(state).heads()) == set({h.stream: h for h in map(head, said)}.values())
    assert opened(state).verify().events == len(said)


def test_an_office_without_a_second_journal_has_an_empty_one(
    state: Path, journal: SecondJournal
) -> None:
    assert list(journal.entries()) == []
    assert journal.heads() == ()
    assert journal.verify() == JournalCounts(segments=0, events=0, size=0)
    assert not journal.behind
    assert list(state.iterdir()) == []


def test_nothing_of_an_event_can_be_read_on_the_disk(state: Path, journal: SecondJournal) -> None:
    journal.append([event(1, payload="Lò Thị Én".encode())])
    journal.begin_segment()

    for file in files(state):
        assert "Lò Thị Én".encode() not in file.read_bytes()
        assert LOCAL.encode() not in file.read_bytes()
        assert os.name == "nt" or file.stat().st_mode & 0o077 == 0


def test_a_long_append_is_made_durable_in_steps(
    state: Path, journal: SecondJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes: list[int] = []
    monkeypatch.setattr(second_journal, "RECORD_BYTES", 4_000)
    monkeypatch.setattr(second_journal, "_to_disk", flushes.append)
    events = [event(seq) for seq in range(1, 101)]
    journal.append(events)

    assert 5 < len(flushes) < 20
    assert list(opened(state).entries()) == events


def test_one_append_is_one_flush(journal: SecondJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append([event(1)])
    flushes: list[int] = []
    monkeypatch.setattr(second_journal, "_to_disk", flushes.append)
    journal.append([event(2), event(3, CENTRE)])

    assert len(flushes) == 1


# --- power cuts ---------------------------------------------------------------------------------


def test_a_cut_at_any_byte_of_the_last_append_loses_that_append_at_most(state: Path) -> None:
    before, whole = written(state, [event(1)], [event(2), event(3)])[-2:]
    (file,) = files(state)
    data = file.read_bytes()

    for length in range(before, whole):
        file.write_bytes(data[:length])
        journal = opened(state)
        assert list(journal.entries()) == [event(1)]
        assert journal.heads() == (head(event(1)),)
        assert journal.damage() == ()
        journal.append([event(2)])
        assert list(opened(state).entries()) == [event(1), event(2)]


def test_any_sectors_of_the_last_append_may_be_missing(state: Path) -> None:
    """Disks write the sectors of one append in any order, and leave zeros for the rest."""
    long = [event(seq, payload=random.Random(seq).randbytes(300)) for seq in range(2, 12)]
    before, whole = written(state, [event(1)], long)[-2:]
    (file,) = files(state)
    data = file.read_bytes()
    sectors = range(before - before % 512, whole, 512)
    dice = random.Random(5)

    for _story in range(size(5_000)):
        torn = bytearray(data)
        lost = [start for start in sectors if dice.random() < 0.5] or [sectors[-1]]
        for start in lost:
            first, end = max(start, before), min(start + 512, whole)
            torn[first:end] = bytes(end - first)
        if torn != data:
            file.write_bytes(torn[: dice.choice([whole, dice.randrange(before, whole)])])
            journal = opened(state)
            assert journal.damage() == ()
            assert list(journal.entries()) == [event(1)]


def test_a_new_segment_that_was_cut_off_is_no_segment(state: Path, journal: SecondJournal) -> None:
    journal.append([event(1)])
    (state / "journal" / "~segment-00000002.jrn-aa").write_bytes(b"CADJ")

    assert opened(state).begin_segment() == 2
    assert [file.name for file in files(state)] == ["segment-00000001.jrn", "segment-00000002.jrn"]
    assert list(opened(state).entries()) == [event(1)]


def test_a_segment_that_stands_though_the_disk_refused_it_is_gone_on_with(
    state: Path, journal: SecondJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append([event(1)])
    real, refusals = os.fsync, [1]

    def refusing_folders_once(handle: int) -> None:
        if refusals and stat.S_ISDIR(os.fstat(handle).st_mode):
            refusals.pop()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(os, "fsync", refusing_folders_once)
    with pytest.raises(MachineError):
        journal.begin_segment()
    journal.append([event(2)])
    assert not journal.behind
    assert [item.head.seq for item in opened(state).entries()] == [1, 2]
    assert journal.begin_segment() == 3
    journal.append([event(3)])
    assert [item.head.seq for item in opened(state).entries()] == [1, 2, 3]


def test_a_torn_append_is_cut_off_before_a_new_segment_begins(state: Path) -> None:
    written(state, [event(1)], [event(2)])
    (file,) = files(state)
    file.write_bytes(file.read_bytes()[:-1])
    opened(state).begin_segment()

    assert opened(state).verify().events == 1


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.vault.second_journal import SecondJournal

journal = SecondJournal(Path(sys.argv[1]), bytes(range(32)))
for seq in range(1, 11):
    envelope = b'{"actor":null,"builds_on":null,"clock":false,"commit":"","custody":null,' \\
        b'"event_id":"","kind":"","prev_hash":"","recorded_at":"","seq":%d,"stream":"s",' \\
        b'"subject":null,"version":1}' % seq
    journal.append([StoredEvent(envelope, bytes(16), b"{}")])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_program_leaves_everything_it_appended(state: Path) -> None:
    died = run_python(KILLED, state, ".")

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert [item.head.seq for item in opened(state).entries()] == list(range(1, 11))


# --- damage -------------------------------------------------------------------------------------


def test_every_flipped_byte_is_found_or_costs_the_last_append_alone(state: Path) -> None:
    lengths = written(state, [event(1)], [event(2), event(3)], [event(4)])
    (file,) = files(state)
    data = file.read_bytes()
    dice = random.Random(3)

    for place in range(len(data)):
        file.write_bytes(flipped(data, place, dice.randrange(8)))
        journal = opened(state)
        if place >= lengths[-2]:
            assert list(journal.entries()) == [event(1), event(2), event(3)]
            continue
        with pytest.raises(JournalDamaged):
            list(journal.entries())
        with pytest.raises(JournalDamaged) as raised:
            opened(state).verify()
        assert raised.value.segment == 1
        assert raised.value.place <= place


def test_a_rescue_reads_all_but_the_damaged_append(state: Path) -> None:
    lengths = written(state, [event(1)], [event(2), event(3)], [event(4)], [event(5)])
    (file,) = files(state)
    data = file.read_bytes()

    for place in range(lengths[0], lengths[1]):
        file.write_bytes(flipped(data, place))
        assert list(opened(state).entries(skip_damaged=True)) == [event(1), event(4), event(5)]


def test_every_flipped_byte_of_a_segment_before_the_last_is_found_and_others_are_read(
    state: Path, journal: SecondJournal
) -> None:
    lengths = []
    for seq in (1, 2, 3):
        if seq > 1:
            journal.begin_segment()
        lengths.append(files(state)[-1].stat().st_size if seq > 1 else 0)
        journal.append([event(seq)])
    middle = files(state)[1]
    data = middle.read_bytes()
    second = lengths[1]

    for place in range(len(data)):
        middle.write_bytes(flipped(data, place))
        with pytest.raises(JournalDamaged) as raised:
            opened(state).verify()
        assert raised.value.segment == 2
        rescued = list(opened(state).entries(skip_damaged=True))
        assert rescued in ([event(1), event(3)], [event(1), event(2), event(3)])
        assert {item.seq for item in opened(state).heads()} == {3}
    middle.write_bytes(data[:second])
    with pytest.raises(JournalDamaged):
        opened(state).verify()


def test_records_and_segments_cannot_be_left_out_moved_or_taken_from_elsewhere(
    state: Path, journal: SecondJournal
) -> None:
    lengths = written(state, [event(1)], [event(2)], [event(3)])
    (file,) = files(state)
    data = file.read_bytes()
    first, second, third = lengths
    without, swapped = data[:first] + data[second:], data[:first] + data[second:] + data[first:]
    for forged in (without, swapped[:third]):
        file.write_bytes(forged)
        assert list(opened(state).entries(skip_damaged=True)) in ([event(1)], [event(1), event(2)])
    file.write_bytes(data)

    for seq in (4, 5):
        opened(state).begin_segment()
        opened(state).append([event(seq)])
    kept = files(state)[1].read_bytes()
    files(state)[1].unlink()
    with pytest.raises(JournalDamaged):
        opened(state).verify()
    assert [item.head.seq for item in opened(state).entries(skip_damaged=True)] == [1, 2, 3, 5]
    (state / "journal" / "segment-00000002.jrn").write_bytes(files(state)[1].read_bytes())
    with pytest.raises(JournalDamaged):
        opened(state).verify()
    (state / "journal" / "segment-00000002.jrn").write_bytes(kept)
    assert opened(state).verify().segments == 3


@pytest.mark.campaign("damaged")
def test_no_damage_whatever_makes_another_event(state: Path, journal: SecondJournal) -> None:
    said = [event(seq) for seq in range(1, 9)]
    for item in said:
        journal.append([item])
        if item.head.seq % 3 == 0:
            journal.begin_segment()
    whole = {file: file.read_bytes() for file in files(state)}
    dice = random.Random(7)

    for _story in range(size(20_000, share=0.01)):
        file = dice.choice(list(whole))
        data = whole[file]
        start, end = sorted(dice.choices(range(len(data) + 1), k=2))
        middle = dice.choice(
            [b"", bytes(end - start), dice.randbytes(end - start), data[start:] * 2]
        )
        file.write_bytes(data[:start] + middle + data[end:])
        rescued = list(opened(state).entries(skip_damaged=True))
        assert all(item in said for item in rescued)
        opened(state).append([event(9)])
        assert event(9) in list(opened(state).entries(skip_damaged=True))
        for left in files(state):
            left.unlink()
        for path, content in whole.items():
            path.write_bytes(content)


@settings(deadline=None, max_examples=size(2_000))
@given(content=st.binary(max_size=400))
def test_no_content_whatever_is_more_than_damage(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = tmp_path_factory.mktemp("D.state")
    (state / "journal").mkdir()
    (state / "journal" / "segment-00000001.jrn").write_bytes(content)

    assert list(opened(state).entries(skip_damaged=True)) == []
    with pytest.raises(JournalDamaged):
        opened(state).verify()


def test_after_damage_the_journal_goes_on_in_a_new_segment(state: Path) -> None:
    lengths = written(state, [event(1)], [event(2)], [event(3)])
    (file,) = files(state)
    file.write_bytes(flipped(file.read_bytes(), lengths[0] + 20))
    journal = opened(state)
    assert [(found.segment, found.place) for found in journal.damage()] == [(1, lengths[0])]
    journal.append([event(4)])

    assert not journal.behind
    assert journal.heads() == (head(event(4)),)
    assert list(opened(state).entries(skip_damaged=True)) == [event(1), event(3), event(4)]
    opened(state).drop_before(2)
    assert list(opened(state).entries()) == [event(4)]
    assert opened(state).damage() == ()


# --- keys and nonces ----------------------------------------------------------------------------


def test_with_another_key_nothing_can_be_read_and_nothing_is_written_over(
    state: Path, journal: SecondJournal
) -> None:
    journal.append([event(1)])
    other = SecondJournal(state, bytes(32))
    with pytest.raises(JournalDamaged):
        list(other.entries())
    assert list(other.entries(skip_damaged=True)) == []
    other.append([event(2)])

    assert list(SecondJournal(state, bytes(32)).entries(skip_damaged=True)) == [event(2)]
    assert list(opened(state).entries(skip_damaged=True)) == [event(1)]


@pytest.mark.campaign("damaged")
@pytest.mark.slow
def test_no_nonce_is_ever_used_twice_under_one_key(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the segment was put back to an earlier state, by a copy of the disk."""
    monkeypatch.setattr(second_journal, "_to_disk", lambda _no: None)
    journal, early, seen, count = opened(state), b"", set(), size(100_000)
    journal.append([event(1)])
    (file,) = files(state)
    early = file.read_bytes()
    for seq in range(count):
        start = file.stat().st_size
        journal.append([event(seq, payload=b"")])
        with file.open("rb") as data:
            data.seek(start + 4)
            seen.add(data.read(12))
        if seq % 500 == 499:
            if seq % 1_000 == 999:
                file.write_bytes(early)
            journal = opened(state)

    assert len(seen) == count


# --- segments -----------------------------------------------------------------------------------


def test_old_segments_go_and_the_heads_of_quiet_streams_stay(
    state: Path, journal: SecondJournal
) -> None:
    journal.append([event(1, CENTRE), event(1), event(2)])
    numbers = [journal.begin_segment()]
    journal.append([event(3)])
    numbers.append(journal.begin_segment())
    journal.append([event(4)])

    assert numbers == [2, 3]
    assert opened(state).drop_before(3) == 2
    assert list(opened(state).entries()) == [event(4)]
    assert set(opened(state).heads()) == {head(event(4)), head(event(1, CENTRE))}
    assert opened(state).verify() == JournalCounts(
        segments=1, events=1, size=files(state)[0].stat().st_size
    )


def test_the_last_segment_never_goes(state: Path, journal: SecondJournal) -> None:
    journal.append([event(1)])

    assert journal.drop_before(100) == 0
    journal.append([event(2)])
    assert list(opened(state).entries()) == [event(1), event(2)]


def test_a_journal_that_begins_in_the_middle_knows_what_the_backup_holds(
    state: Path, journal: SecondJournal
) -> None:
    held = [head(event(900)), head(event(7, CENTRE))]

    assert journal.begin_segment(held) == 1
    journal.append([event(901)])
    assert set(opened(state).heads()) == {head(event(901)), held[1]}


def test_a_stream_that_was_put_back_has_the_head_that_was_said_last(
    journal: SecondJournal,
) -> None:
    journal.append([event(8), event(9)])
    journal.append([event(5, payload=b"other")])

    assert journal.heads() == (head(event(5, payload=b"other")),)


def test_reading_tells_how_far_it_is(state: Path, journal: SecondJournal) -> None:
    for seq in range(1, 10):
        journal.append([event(seq)])
        if seq % 4 == 0:
            journal.begin_segment()
    steps: list[tuple[int, int]] = []
    total = opened(state).verify(lambda done, of: steps.append((done, of))).size

    assert steps == sorted(steps)
    assert steps[-1] == (total, total)


# --- other places -------------------------------------------------------------------------------


def test_the_journal_can_be_moved_to_another_drive_and_back(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    drive = tmp_path / "E" / "nhật ký"
    journal.append([event(1)])
    journal.begin_segment()
    journal.move_to(drive)
    journal.append([event(2)])

    assert files(state) == []
    assert (state / "journal-place").read_text(encoding="utf-8") == f"{drive}\n"
    assert len(list(drive.iterdir())) == 2
    assert list(opened(state).entries()) == [event(1), event(2)]
    journal.move_to(None)
    journal.append([event(3)])
    assert list(drive.iterdir()) == []
    assert list(opened(state).entries()) == [event(1), event(2), event(3)]


def test_a_place_that_holds_another_journal_is_refused(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    other = tmp_path / "X.state"
    other.mkdir()
    opened(other).append([event(1)])
    journal.append([event(2)])

    with pytest.raises(UserError) as raised:
        journal.move_to(other / "journal")
    assert raised.value.code == "JOURNAL-THERE"
    assert list(opened(state).entries()) == [event(2)]


def test_a_move_that_was_cut_off_leaves_one_journal(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    journal.append([event(1)])
    (old,) = files(state)
    data = old.read_bytes()
    journal.move_to(tmp_path / "E")
    old.write_bytes(data)
    journal.append([event(2)])

    assert list(opened(state).entries()) == [event(1), event(2)]
    opened(state).move_to(None)
    assert opened(state).verify().events == 2


def test_a_drive_that_is_not_there_is_no_empty_journal(
    state: Path, journal: SecondJournal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drive, away = tmp_path / "E", tmp_path / "away"
    journal.append([event(1)])
    journal.move_to(drive)
    drive.rename(away)

    absent = opened(state)
    with pytest.raises(NotWritable):
        absent.heads()
    with pytest.raises(NotWritable):
        list(absent.entries())
    absent.append([event(2)])
    assert is_behind(absent)
    assert "second journal is behind" in caplog.text
    assert not drive.exists()

    away.rename(drive)
    absent.append([event(3)])
    assert not absent.behind
    assert list(opened(state).entries()) == [event(1), event(2), event(3)]


def test_a_drive_that_is_gone_for_good_is_left_behind(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    journal.append([event(1)])
    journal.move_to(tmp_path / "E")
    for file in (tmp_path / "E").iterdir():
        file.unlink()
    (tmp_path / "E").rmdir()

    opened(state).move_to(None)
    assert list(opened(state).entries()) == []


def test_another_stick_in_the_place_is_not_written_over(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    drive, other = tmp_path / "E", tmp_path / "X.state"
    other.mkdir()
    opened(other).append([event(seq, CENTRE) for seq in range(1, 20)])
    journal.append([event(1)])
    journal.move_to(drive)
    journal.append([event(2)])
    (theirs,) = files(other)
    (drive / theirs.name).write_bytes(theirs.read_bytes())
    journal.append([event(3)])

    assert journal.behind
    assert (drive / theirs.name).read_bytes() == theirs.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="modes of files mean nothing there")
def test_a_read_only_place_does_not_undo_the_change(caplog: pytest.LogCaptureFixture) -> None:
    with reachable_folder() as folder:
        state = folder / "D.state"
        state.mkdir()
        os.chown(state, *((65534, 65534) if os.geteuid() == 0 else (-1, -1)))
        opened(state).append([event(1)])
        (file,) = files(state)
        for path, mode in ((file, 0o444), (file.parent, 0o555), (state, 0o555)):
            path.chmod(mode)

        with without_rights():
            journal = opened(state)
            journal.append([event(2)])
            assert journal.behind
            with pytest.raises(NotWritable):
                journal.begin_segment()
        assert list(opened(state).entries()) == [event(1)]
        assert "second journal is behind" in caplog.text
        for path in (state, file.parent, file):
            path.chmod(0o755)


@contextmanager
def disk_of(room: int) -> Iterator[None]:
    """Let no file grow beyond ``room`` bytes: the kernel writes what fits, then refuses."""
    resource = pytest.importorskip("resource", reason="this system has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_events_wait_and_go_first_when_there_is_room(
    state: Path, journal: SecondJournal
) -> None:
    before, whole = written(state, [event(1)], [event(2)])
    for room in range(before, whole, 29):
        for file in files(state):
            file.unlink()
        journal = opened(state)
        journal.append([event(1)])
        with disk_of(room):
            journal.append([event(2)])
            journal.append([event(3)])
            assert is_behind(journal)
            assert list(opened(state).entries()) == [event(1)]
        journal.append([event(4)])
        assert not journal.behind
        assert list(opened(state).entries()) == [event(seq) for seq in range(1, 5)]


def test_a_drive_that_is_full_does_not_get_the_journal(
    state: Path, journal: SecondJournal, tmp_path: Path
) -> None:
    journal.append([event(1)])
    journal.begin_segment()
    journal.append([event(seq) for seq in range(2, 30)])
    with disk_of(2_000), pytest.raises(DiskFull):
        journal.move_to(tmp_path / "E")

    assert list((tmp_path / "E").iterdir()) == []
    assert len(list(journal.entries())) == 29
    journal.move_to(tmp_path / "E")
    assert len(list(opened(state).entries())) == 29


def test_a_segment_that_finds_no_room_leaves_the_journal_as_it_was(
    state: Path, journal: SecondJournal
) -> None:
    journal.append([event(1)])
    with disk_of(50), pytest.raises(MachineError):
        journal.begin_segment()
    journal.append([event(2)])

    assert list(opened(state).entries()) == [event(1), event(2)]
    assert len(files(state)) == 1


def test_when_too_much_waits_the_journal_keeps_what_it_has_without_a_hole(
    state: Path, journal: SecondJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_journal, "MOST_WAITING", 2_000)
    journal.append([event(1)])
    (file,) = files(state)
    with disk_of(file.stat().st_size):
        for seq in range(2, 20):
            journal.append([event(seq)])
    journal.append([event(20)])

    assert journal.behind
    assert list(opened(state).entries()) == [event(1)]
    again = opened(state)
    again.append([event(seq) for seq in range(2, 21)])
    assert not again.behind


def test_a_header_of_a_later_version_is_not_guessed_at(state: Path, journal: SecondJournal) -> None:
    journal.append([event(1)])
    (file,) = files(state)
    data = bytearray(file.read_bytes())
    assert struct.unpack_from(">8sHQ", data) == (b"CADJRNL\0", 1, 1)
    data[9] = 2
    file.write_bytes(data)

    with pytest.raises(JournalDamaged):
        opened(state).verify()
