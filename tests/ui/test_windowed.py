"""Lists of hundreds of thousands of rows hold what is looked at, and nothing else."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Slot
from pytestqt.qtbot import QtBot

from ca_desktop.ui.models.rows import Column
from ca_desktop.ui.models.windowed import KEPT, WINDOW, WindowedRows

MANY = 300_000


class Rows(WindowedRows[int]):
    """The numbers from 0, fetched at once or when told to."""

    def __init__(self) -> None:
        super().__init__([Column("Số", str)])
        self.asked: list[tuple[int, int]] = []
        self.wanted.connect(self._note)
        self.show_rows(range(WINDOW))
        self.grow(MANY)

    @Slot(int, int)
    def _note(self, state: int, window: int) -> None:
        self.asked.append((state, window))

    def text(self, place: int) -> str | None:
        found = self.data(self.index(place, 0))
        assert found is None or isinstance(found, str)
        return found

    def deliver(self) -> int:
        state, window = self.asked.pop(0)
        self.give(state, window, range(window * WINDOW, (window + 1) * WINDOW))
        return window


@pytest.fixture
def rows(qtbot: QtBot) -> Iterator[Rows]:
    made = Rows()
    yield made
    made.deleteLater()


def test_a_row_is_fetched_when_it_is_first_looked_at(rows: Rows) -> None:
    assert rows.rowCount() == MANY
    assert rows.text(5) == "5"
    assert rows.text(MANY - 1) is None
    assert rows.deliver() == (MANY - 1) // WINDOW
    assert rows.text(MANY - 1) == str(MANY - 1)
    assert not rows.asked


def test_of_all_windows_dragged_over_only_the_first_and_the_last_are_fetched(rows: Rows) -> None:
    for window in range(1, 1000):
        assert rows.text(window * WINDOW) is None
    assert rows.deliver() == 1
    assert rows.deliver() == 999
    assert not rows.asked
    assert rows.text(999 * WINDOW) == str(999 * WINDOW)


def test_no_more_than_a_few_windows_stay_in_memory(rows: Rows) -> None:
    for window in range(1, 3 * KEPT):
        rows.text(window * WINDOW)
        rows.deliver()
    held = [x for x in range(3 * KEPT) if x in rows._windows]
    assert held == list(range(2 * KEPT, 3 * KEPT))


def test_an_answer_to_an_earlier_list_is_dropped(rows: Rows) -> None:
    assert rows.text(WINDOW) is None
    rows.show_rows(range(10))
    rows.deliver()
    assert rows.rowCount() == 10
    assert rows.text(9) == "9"


def test_rows_are_announced_when_they_come(rows: Rows, qtbot: QtBot) -> None:
    rows.text(WINDOW)
    with qtbot.waitSignal(rows.dataChanged) as caught:
        rows.deliver()
    assert [caught.args[0].row(), caught.args[1].row()] == [WINDOW, 2 * WINDOW - 1]
