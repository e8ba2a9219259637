"""Work on other threads, and the thread of the window that gets its answers."""

import gc
from collections.abc import Callable
from functools import partial
from threading import Event, Thread, Timer

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ca_desktop.ui.tasks import SLOW_MS, Lane, TaskRunner

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


def test_paper_begins_once_the_window_has_what_it_reads(qtbot: QtBot) -> None:
    runner, go, order = TaskRunner(), Event(), list[str]()

    def ask(name: str, lane: Lane, work: Callable[[], object]) -> None:
        runner.query(work, owner=runner, done=lambda _answer: order.append(name), lane=lane)

    ask("read", Lane.READER, lambda: go.wait(WAIT))
    ask("paper", Lane.PAPER, int)
    ask("count", Lane.COUNTS, int)
    qtbot.wait(50)
    assert not order
    go.set()
    qtbot.waitUntil(lambda: len(order) == 3, timeout=WAIT)
    assert order == ["read", "count", "paper"]
    runner.close()


def test_a_read_that_takes_long_holds_no_paper_up_for_long(qtbot: QtBot) -> None:
    runner, go, order = TaskRunner(), Event(), list[str]()
    runner.query(lambda: go.wait(WAIT), owner=runner, done=lambda _answer: order.append("read"))
    done = partial(order.append, "paper")
    runner.query(int, owner=runner, done=lambda _answer: done(), lane=Lane.PAPER)
    qtbot.waitUntil(lambda: order == ["paper"], timeout=WAIT)
    go.set()
    qtbot.waitUntil(lambda: order == ["paper", "read"], timeout=WAIT)
    runner.close()


def test_a_read_that_has_not_begun_when_a_runner_closes_is_dropped(qtbot: QtBot) -> None:
    runner, go, read = TaskRunner(), Event(), Event()
    runner.query(lambda: go.wait(WAIT), owner=runner, done=lambda _answer: None)
    runner.query(read.set, owner=runner, done=lambda _answer: None, lane=Lane.COUNTS)
    runner.query(int, owner=runner, done=lambda _answer: None, lane=Lane.PAPER, holds=True)
    assert runner.writing
    Timer(0.05, go.set).start()
    with qtbot.waitSignal(runner.idle, timeout=WAIT):  # what holds the window is settled
        runner.close()
    assert not read.is_set()


def test_no_reading_waits_for_a_report(qtbot: QtBot) -> None:
    runner, go, order = TaskRunner(), Event(), list[str]()

    def ask(name: str, lane: Lane, work: Callable[[], object]) -> None:
        runner.query(work, owner=runner, done=lambda _answer: order.append(name), lane=lane)

    ask("report", Lane.REPORTS, lambda: go.wait(WAIT))
    ask("intake", Lane.READER, int)
    qtbot.waitUntil(lambda: order == ["intake"], timeout=WAIT)
    go.set()
    qtbot.waitUntil(lambda: order == ["intake", "report"], timeout=WAIT)
    runner.close()


def test_a_page_that_waits_long_for_what_it_shows_is_told_so_until_it_has_come(
    qtbot: QtBot,
) -> None:
    runner, go, told = TaskRunner(), Event(), list[bool]()
    runner.slow.connect(told.append)
    runner.query(int, owner=runner, done=lambda _answer: None)
    runner.query(lambda: go.wait(WAIT), owner=runner, done=lambda _answer: None, lane=Lane.REPORTS)
    qtbot.waitUntil(lambda: told == [True], timeout=WAIT)
    go.set()
    qtbot.waitUntil(lambda: told == [True, False], timeout=WAIT)
    runner.query(int, owner=runner, done=lambda _answer: None)
    qtbot.wait(SLOW_MS + 100)
    assert told == [True, False]
    runner.close()
