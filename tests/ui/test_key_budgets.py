"""The keystroke budgets of everyday work, counted at the real window."""

from collections.abc import Iterator

import pytest
from benchmarks.desk import TASKS, Task, at_the_desk
from PySide6.QtWidgets import QApplication
from tests.helpers.training import training_office

from ca_desktop.app.demo.clerk import Clerk, telex_keys


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


@pytest.mark.parametrize(
    ("text", "keys"),
    [("hn", 2), ("Hường", 8), ("Đức", 7), ("Nguyễn Thị Hường", 24), ("0912 345", 8)],
)
def test_telex_costs_a_key_for_each_mark_and_each_capital(text: str, keys: int) -> None:
    assert telex_keys(text) == keys
