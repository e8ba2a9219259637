"""The only threads of the program: one lane each to write, read, report, count, file, print."""

import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from threading import Lock, get_ident
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from ca_desktop.domain.errors import Cancelled
from ca_desktop.services.ports.topics import Topic

GIVE_WAY_S = 0.0005
"""So long a worker may keep the interpreter from the window's thread, which asks for it anew with
each widget it paints. With Python's own 5 ms the scripted day has a third more long waits."""


class Touching(Protocol):
    """What a use-case that writes returns."""

    @property
    def touched(self) -> frozenset[Topic]:
        """Which pages must refresh."""


T = TypeVar("T")
C = TypeVar("C", bound=Touching)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The answer of a use-case that does not itself say what it touched."""

    value: T
    touched: frozenset[Topic]


def touching(work: Callable[[], T], *topics: Topic) -> Callable[[], Done[T]]:
    """Let a use-case say what it touches."""

    def run() -> Done[T]:
        return Done(work(), frozenset(topics))

    return run


class Lane(Enum):
    """A queue with one worker: a printer holds up nothing but paper, a count no search.

    What reads through years has one of its own, so that no intake waits for a report.
    """

    WRITER = "writer"
    READER = "reader"
    REPORTS = "reports"
    COUNTS = "counts"
    FILES = "files"
    PAPER = "paper"


_FIRST = {
    Lane.COUNTS: (Lane.WRITER, Lane.READER),
    Lane.PAPER: (Lane.WRITER, Lane.READER, Lane.COUNTS),
}
"""Whom a lane lets go first: all share one interpreter, and after a save the window shows more than
it can while a slip is drawn."""
PAINTED_MS = 20
"""So long after an answer the window has been told to paint what it shows."""
LONGEST_WAIT_MS = 300
"""Then a lane goes on whatever the others do."""
SETTLED_MS = 2_000
"""So long after it was opened a window shows its first pages; what nobody waits for begins then."""
SLOW_MS = 700
"""A page that has waited so long for what it shows says so."""
_READING = (Lane.READER, Lane.REPORTS)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    work: Callable[[], object]
    lane: Lane
    owner: QObject
    done: Callable[[Any], object]
    failed: Callable[[Exception], None] | None
    writes: bool
    holds: bool


class TaskRunner(QObject):
    """Runs use-cases on worker threads and hands results back on the GUI thread.

    Work must not touch Qt. An answer whose owner was closed meanwhile is dropped; but a
    write is always announced, and a failed write is always told.

    Attributes:
        answering: what happens now was led to by an answer, not by a key or the mouse.

    Signals:
        touched(frozenset[Topic]): a use-case wrote; pages refresh.
        failed(Exception): a task failed and nobody else will say so.
        idle(): the last pending write has settled.
        slow(bool): what a page asked for takes long, or has come.
    """

    touched = Signal(object)
    failed = Signal(object)
    idle = Signal()
    slow = Signal(bool)
    _settled = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(GIVE_WAY_S)
        self._lanes = {lane: ThreadPoolExecutor(1, thread_name_prefix=lane.value) for lane in Lane}
        self._home = get_ident()  # never `thread()`: what is asked so takes Qt's thread along
        self._held = 0
        self.answering = False
        self._changes: list[_Task] = []
        self._closed = False
        self._busy: Counter[Lane] = Counter()
        self._waiting: list[_Task] = []
        self._gate = Lock()
        self._patient = False
        self._wait = 0
        self._slow = False
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def writing(self) -> bool:
        """True while a write, or what leads to one, has not settled; then a window stays."""
        return self._held > 0

    def writes_for(self, owner: QObject) -> bool:
        """Tell whether what this owner wanted written has not settled: a second press waits."""
        return any(task.owner is owner for task in self._changes)

    @property
    def busy(self) -> bool:
        """True while anything that was asked has not been answered."""
        return any(self._busy.values())

    @property
    def closed(self) -> bool:
        """True once the window is going: nothing more can be read or written."""
        return self._closed

    def query(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], object],
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.READER,
        holds: bool = False,
    ) -> None:
        """Run ``work`` elsewhere, then ``done(result)`` or ``failed(error)`` here.

        Args:
            work: touches no Qt.
            owner: whose answer it is; one that was deleted gets none.
            done: gets the result.
            failed: gets the error.
            lane: the queue it waits in.
            holds: the window must not close before the answer, because a write follows.
        """
        self._start(_Task(work, lane, owner, done, failed, writes=False, holds=holds))

    def change(
        self,
        work: Callable[[], C],
        *,
        owner: QObject,
        done: Callable[[C], object],
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Like `query` for a use-case that writes: afterwards every page hears of it.

        One that waits for a slow stick takes the lane of files, so that no intake waits for it.
        """
        self._start(_Task(work, lane, owner, done, failed, writes=True, holds=True))

    def close(self) -> None:
        """Drop waiting reads and file work and their answers; let every write finish."""
        with self._gate:
            self._closed = True
            self._submit(lambda task: task.holds)  # whoever waits for one hears of it
        for lane in (Lane.FILES, Lane.PAPER, Lane.COUNTS, Lane.REPORTS, Lane.READER):
            self._lanes[lane].shutdown(cancel_futures=True)
        self._lanes[Lane.WRITER].shutdown()

    def _start(self, task: _Task) -> None:
        if get_ident() != self._home:
            raise RuntimeError("tasks are started from the GUI thread only")
        if self._closed and not task.holds:
            return  # nobody is left to show the answer to
        self._held += task.holds
        if task.writes:
            self._changes.append(task)
        if task.lane in _READING and not self._reads:
            self._wait += 1
            QTimer.singleShot(SLOW_MS, self, partial(self._look_whether_slow, self._wait))
        self._busy[task.lane] += 1
        with self._gate:
            self._waiting.append(task)
            self._submit(self._may_begin)
        if self._waiting and not self._patient:
            self._patient = True
            # no timer of its own: a worker may be the last to let a runner go
            QTimer.singleShot(LONGEST_WAIT_MS, self, self._lose_patience)

    def _may_begin(self, task: _Task) -> bool:
        return not any(self._busy[lane] for lane in _FIRST.get(task.lane, ()))

    def _submit(self, fits: Callable[[_Task], bool]) -> None:
        """Let those begin that fit; the gate is held."""
        going = [task for task in self._waiting if fits(task)]
        self._waiting = [task for task in self._waiting if task not in going]
        for task in going:
            future = self._lanes[task.lane].submit(task.work)
            future.add_done_callback(_Answer(self, task))

    @Slot()
    def _go_on(self) -> None:
        with self._gate:
            if not self._closed:
                self._submit(self._may_begin)

    @Slot()
    def _lose_patience(self) -> None:
        self._patient = False
        with self._gate:
            if not self._closed:
                self._submit(lambda _task: True)

    @property
    def _reads(self) -> bool:
        return any(self._busy[lane] for lane in _READING)

    def _look_whether_slow(self, wait: int) -> None:
        """Say that a page waits, unless what it waited for came and something else was asked."""
        if self._reads and wait == self._wait:
            self._tell_slow(slow=True)

    def _tell_slow(self, *, slow: bool) -> None:
        if slow != self._slow:
            self._slow = slow
            self.slow.emit(slow)

    @Slot(object, object)
    def _deliver(self, task: _Task, future: Future[Any]) -> None:
        try:
            if not future.cancelled() and (task.holds or not self._closed):
                self._answer(task, future)
        finally:
            self._busy[task.lane] -= 1
            if task.writes:
                self._changes.remove(task)
            if not self._reads:
                self._tell_slow(slow=False)
            if self._waiting:
                QTimer.singleShot(PAINTED_MS, self, self._go_on)
            if task.holds:
                self._held -= 1
                if not self._held:
                    self.idle.emit()

    def _answer(self, task: _Task, future: Future[Any]) -> None:
        error = future.exception()
        self.answering = True
        try:
            if error is None:
                self._succeed(task, future)
            elif not isinstance(error, Exception):
                raise error
            elif not isinstance(error, Cancelled):
                self._fail(task, error)
        finally:
            self.answering = False

    def _succeed(self, task: _Task, future: Future[Any]) -> None:
        try:
            if isValid(task.owner):
                task.done(future.result())
        finally:
            if task.writes:
                self.touched.emit(future.result().touched)

    def _fail(self, task: _Task, error: Exception) -> None:
        alive = isValid(task.owner)
        if alive and task.failed:
            task.failed(error)
        elif alive or task.writes:
            self.failed.emit(error)


class _Answer:
    """Brings a settled future to the GUI thread."""

    def __init__(self, runner: TaskRunner, task: _Task) -> None:
        self._runner = runner
        self._task = task

    def __call__(self, future: Future[Any]) -> None:
        if isValid(self._runner):
            self._runner._settled.emit(self._task, future)  # noqa: SLF001 its own signal
