"""Work on other threads, and the thread of the window that gets its answers."""

import gc
from threading import Thread

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ca_desktop.ui.tasks import TaskRunner

WAIT = 15_000


def asked(qtbot: QtBot) -> TaskRunner:
    runner = TaskRunner()
    with qtbot.waitSignal(runner.idle, timeout=WAIT):
        runner.query(int, owner=runner, done=lambda _answer: None, holds=True)
    return runner


def test_a_runner_that_goes_leaves_the_thread_of_the_window_as_it_is(qtbot: QtBot) -> None:
    home = QThread.currentThread()
    runner = asked(qtbot)
    runner.close()
    del runner
    gc.collect()
    assert isValid(home)  # a Qt object that is asked for its thread takes it along


def test_tasks_are_started_on_the_thread_of_the_window_alone(qtbot: QtBot) -> None:
    runner, refused = asked(qtbot), []

    def elsewhere() -> None:
        with pytest.raises(RuntimeError):
            runner.query(int, owner=runner, done=lambda _answer: None)
        refused.append(True)

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert refused
    runner.close()
