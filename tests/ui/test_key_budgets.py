"""The keystroke budgets of everyday work, counted at the real window."""

from collections.abc import Iterator

import pytest
from benchmarks.desk import TASKS, Task, at_the_desk, waits
from PySide6.QtWidgets import QApplication
from tests.helpers.training import training_office

from ca_desktop.app.demo.clerk import Clerk, telex_keys
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.ports.rows import DossierFilter


@pytest.fixture(scope="module")
def clerk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    with (
        training_office(tmp_path_factory.mktemp("desk")) as office,
        at_the_desk(office.ports) as clerk,
    ):
        yield clerk


@pytest.mark.qt_log_ignore("^This plugin does not support")
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.play.__name__)
def test_a_task_costs_no_more_keys_than_its_budget(clerk: Clerk, task: Task) -> None:
    clerk.keys = 0
    task.play(clerk)
    assert 0 < clerk.keys <= task.budget


def test_what_the_benchmark_takes_in_is_asked_nothing_and_stored(clerk: Clerk) -> None:
    before = count_dossiers(clerk.ports, DossierFilter())
    for number in range(2):
        waits(clerk, number)
    assert count_dossiers(clerk.ports, DossierFilter()) == before + 2


@pytest.mark.parametrize(
    ("text", "keys"),
    [("hn", 2), ("Hường", 8), ("Đức", 7), ("Nguyễn Thị Hường", 24), ("0912 345", 8)],
)
def test_telex_costs_a_key_for_each_mark_and_each_capital(text: str, keys: int) -> None:
    assert telex_keys(text) == keys
