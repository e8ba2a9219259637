import os
import random
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers.campaign import size
from tests.helpers.programs import run_python
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import NotWritable
from ca_desktop.domain.packages import Head
from ca_desktop.vault import mark
from ca_desktop.vault.mark import OfficeState

INSTALL = "f" * 32
LOCAL, CENTRE = f"{'a' * 32}.{'b' * 16}.local", f"{'a' * 32}.{'b' * 16}.centre"


def head(seq: int, stream: str = LOCAL) -> Head:
    return Head(stream=stream, seq=seq, hash=f"{seq:064x}")


@pytest.fixture
def state(tmp_path: Path) -> OfficeState:
    made = OfficeState(tmp_path / "D")
    made.create(INSTALL)
    return made


def mark_file(state: OfficeState) -> Path:
    return state.folder / "mark"


def test_the_mark_lies_beside_the_data_folder(tmp_path: Path, state: OfficeState) -> None:
    assert state.folder == tmp_path / "D.state"
    assert sorted(file.name for file in state.folder.iterdir()) == ["install-id", "mark"]


def test_a_folder_without_a_state_has_no_life(tmp_path: Path) -> None:
    state = OfficeState(tmp_path / "D")

    assert state.install_id() is None
    assert state.heads() == ()
    assert not state.folder.exists()


def test_the_installation_and_its_newest_heads_are_found_again(
    tmp_path: Path, state: OfficeState
) -> None:
    state.note([head(1), head(1, CENTRE)])
    state.note([head(2)])
    state.note([])

    again = OfficeState(tmp_path / "D")
    assert again.install_id() == INSTALL
    assert set(again.heads()) == {head(2), head(1, CENTRE)}


def test_a_new_life_forgets_the_heads_of_the_last_one(state: OfficeState) -> None:
    state.note([head(9)])
    state.create("e" * 32)

    assert state.install_id() == "e" * 32
    assert state.heads() == ()


def test_after_any_torn_tail_the_older_heads_and_all_later_ones_count(state: OfficeState) -> None:
    state.note([head(1)])
    before = mark_file(state).read_bytes()
    state.note([head(2)])
    whole = mark_file(state).read_bytes()

    for length in range(len(before), len(whole), 3):
        mark_file(state).write_bytes(whole[:length])
        assert state.heads() == (head(1),)
        state.note([head(3)])
        assert state.heads() == (head(3),)


def test_a_tail_of_zeros_as_some_disks_leave_it_does_no_harm(state: OfficeState) -> None:
    state.note([head(1)])
    with mark_file(state).open("ab") as file:
        file.write(bytes(512))
    state.note([head(2)])

    assert state.heads() == (head(2),)


@pytest.mark.campaign("damaged")
def test_a_flipped_bit_never_makes_another_head(state: OfficeState) -> None:
    state.note([head(seq) for seq in range(1, 6)])
    whole = mark_file(state).read_bytes()
    picks = random.Random(1)

    for _ in range(size(10_000)):
        damaged = bytearray(whole)
        damaged[picks.randrange(len(whole))] ^= 1 << picks.randrange(8)
        mark_file(state).write_bytes(damaged)
        assert set(state.heads()) <= {head(seq) for seq in range(1, 6)}


@given(content=st.binary(max_size=300))
def test_no_content_whatever_is_an_error(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = OfficeState(tmp_path_factory.mktemp("mark") / "D")
    state.folder.mkdir()
    mark_file(state).write_bytes(content)
    (state.folder / "install-id").write_bytes(content)

    assert state.heads() == ()
    state.install_id()


def test_a_long_mark_is_written_anew_and_says_the_same(
    state: OfficeState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark, "MOST_LINES", 50)
    state.note([head(7, CENTRE)])
    for seq in range(1, 120):
        state.note([head(seq)])

    assert len(mark_file(state).read_bytes().splitlines()) <= 52
    assert set(state.heads()) == {head(119), head(7, CENTRE)}
    assert sorted(file.name for file in state.folder.iterdir()) == ["install-id", "mark"]


def test_a_long_mark_of_an_earlier_run_is_written_anew_too(
    state: OfficeState, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    state.note([head(seq) for seq in range(1, 200)])
    monkeypatch.setattr(mark, "MOST_LINES", 50)
    OfficeState(tmp_path / "D").note([head(200)])

    assert state.heads() == (head(200),)
    assert len(mark_file(state).read_bytes().splitlines()) <= 4


def test_a_mark_that_cannot_be_written_does_not_undo_the_change(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with reachable_folder() as folder:
        state = OfficeState(folder / "D")
        state.create(INSTALL)
        state.note([head(1)])
        mark_file(state).chmod(0o444)
        state.folder.chmod(0o555)

        with without_rights():
            state.note([head(2)])
        assert state.heads() == (head(1),)
        assert "could not be noted" in caplog.text
        state.folder.chmod(0o755)


def test_a_state_that_cannot_be_made_is_said() -> None:
    with reachable_folder() as folder:
        folder.chmod(0o555)

        with without_rights(), pytest.raises(NotWritable):
            OfficeState(folder / "D").create(INSTALL)


def test_a_mark_that_may_not_be_read_is_not_taken_for_none() -> None:
    with reachable_folder() as folder:
        state = OfficeState(folder / "D")
        state.create(INSTALL)
        mark_file(state).chmod(0)
        state.folder.chmod(0o755)

        with without_rights(), pytest.raises(NotWritable):
            state.heads()


KILLED = """
import os, signal, sys
from pathlib import Path
from ca_desktop.domain.packages import Head
from ca_desktop.vault.mark import OfficeState

state = OfficeState(Path(sys.argv[1]))
for seq in range(1, 11):
    state.note([Head(stream="s", seq=seq, hash="h")])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_program_leaves_every_noted_head(tmp_path: Path, state: OfficeState) -> None:
    died = run_python(KILLED, tmp_path / "D")

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert state.heads() == (Head(stream="s", seq=10, hash="h"),)
