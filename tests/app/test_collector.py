"""Garbage with widgets in it ends on the thread of the window, whoever made it."""

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ca_desktop.app.collector import Collector


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector(qapp)
    made.begin()
    yield made
    made.setParent(None)
    made.deleteLater()
    gc.unfreeze()
    gc.enable()


def test_a_worker_that_makes_much_ends_no_widget(collector: Collector) -> None:
    ended_on: list[int] = []
    widget = QWidget()
    widget.setProperty("self", [widget])
    ring: list[object] = [widget]
    ring.append(ring)
    weakref.finalize(widget, lambda: ended_on.append(threading.get_ident()))
    del widget, ring
    with ThreadPoolExecutor(1) as worker:
        worker.submit(lambda: [[number] for number in range(100_000)]).result()
    assert ended_on == []
    for _look in range(100):
        rubbish = [[number] for number in range(2_000)]
        collector.look()
        del rubbish
    gc.collect()
    assert ended_on == [threading.get_ident()]


def test_what_is_due_is_collected_and_nothing_before(collector: Collector) -> None:
    ring: list[object] = []
    ring.append(ring)
    mark = _Mark()
    ring.append(mark)
    gone = weakref.ref(mark)
    del ring, mark
    kept = [[number] for number in range(gc.get_threshold()[0] + 100)]
    collector.look()
    assert gone() is None
    assert kept


class _Mark:
    """Something that can be seen to go."""
