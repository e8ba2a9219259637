"""Promises: what follows every write is done at once, and then not more often than one can see."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from tests.ui.test_main_window import WAIT

from ca_desktop.ui.paced import REST_MS, Paced


def test_the_first_is_done_at_once_and_a_burst_after_it_once_more(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    paced = Paced(lambda: done.append("done"), owner)
    for _ in range(20):
        paced.ask()
    assert done == ["done"]
    qtbot.waitUntil(lambda: len(done) > 1, timeout=WAIT)
    qtbot.wait(2 * REST_MS)
    assert done == ["done"] * 2


def test_what_is_asked_after_a_rest_is_done_at_once(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    paced = Paced(lambda: done.append("done"), owner)
    paced.ask()
    qtbot.wait(2 * REST_MS)
    paced.ask()
    assert len(done) == 2
