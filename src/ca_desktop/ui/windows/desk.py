"""What the desk keeps for the clerk: drafts, parked intakes, and the way back from a mistake."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from ca_desktop.domain.drafts import KEPT_DAYS
from ca_desktop.domain.roles import Role
from ca_desktop.services import words
from ca_desktop.services.desk.drafts import (
    Forgotten,
    drafts,
    expire_drafts,
    forget_drafts,
    put_aside,
    put_back,
    unfinished,
)
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.half_typed import Left
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.drafts import DraftsPage
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.tasks import SETTLED_MS, Lane
from ca_desktop.ui.undoing import Undoable, UndoDesk
from ca_desktop.ui.widgets.draft_state import DraftState
from ca_desktop.ui.widgets.fields import button, finish_fields
from ca_desktop.ui.widgets.recovery_bar import RecoveryBar
from ca_desktop.ui.windows.lock import Lock
from ca_desktop.ui.windows.page_stack import PageStack

MOST_NAMED = 3
"""Of what is not kept at the close, so many are named."""


class Desk(QObject):
    """Stands between the pages: what one of them leaves unfinished, the others find.

    Attributes:
        recovery: the bar that offers what was being typed when the program ended.
        state: the cell of the status bar.
        undoing: what Ctrl+Z undoes.
        lock: hides the window until somebody proves who they are.
        undo_button: the same for the mouse, beside the message.

    Signals:
        said(str): something happened.
        warned(str): something went wrong.
        page_asked(str): show the page with this name of the rail.
        drafts_counted(str, int): how many drafts wait on a page.
    """

    said = Signal(str)
    warned = Signal(str)
    page_asked = Signal(str)
    drafts_counted = Signal(str, int)

    def __init__(self, context: UiContext, pages: PageStack, window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._pages = pages
        self._window = window
        self._closing = False
        self._told: Mapping[Page, Mapping[str, object]] = {}
        self._takes_in = Role.INTAKE in context.ports.actor.roles
        self.recovery = RecoveryBar(window)
        self.state = DraftState(window)
        self.undoing = UndoDesk(context, self._typing, self)
        self.lock = Lock(context, self.save, window)
        self.undo_button = button("Hoàn tác  Ctrl+Z", "undo_last")
        self.undo_button.hide()
        self.undo_button.clicked.connect(self.undoing.undo_last)
        self.undoing.changed.connect(self.undo_button.setVisible)
        self.undoing.said.connect(self.said)
        self.undoing.warned.connect(self.warned)
        self.recovery.wanted.connect(self._on_wanted)
        self.recovery.aside.connect(self._on_aside)
        self.recovery.unwanted.connect(self._on_unwanted)
        pages.made.connect(self._on_made)
        context.tasks.touched.connect(self._on_touched)
        window.installEventFilter(self)
        if self._takes_in:
            QTimer.singleShot(SETTLED_MS, self, self.expire)
            self._look_for_unfinished(self.recovery.offer)
            self._count()

    @Slot(object)
    def _on_made(self, page: Page) -> None:
        page.undoable.connect(self.undoing.note)
        if isinstance(page, IntakePage):
            page.drafts.state_changed.connect(self.state.show_state)
        elif isinstance(page, DraftsPage):
            page.draft_taken.connect(self._on_taken)
            page.drafts_removed.connect(self._on_removed)

    def _intake(self) -> IntakePage:
        self.page_asked.emit("intake")
        return self._pages.intake

    @Slot()
    def new_intake(self) -> None:
        """Begin an intake; the one that is being typed waits beside it (F2)."""
        page = self._intake()
        page.ahead.then(partial(self._begin_beside, page), to_next=True)

    def _begin_beside(self, page: IntakePage) -> None:
        if page.drafts.park():
            page.start()

    @Slot()
    def next_parked(self) -> None:
        """Bring the intake that waits longest to the screen (Ctrl+Tab)."""
        page = self._begun
        if page is not None and page.drafts.parked:
            self._intake().drafts.take(0)

    @property
    def _begun(self) -> IntakePage | None:
        """The page of intakes; None while nobody has opened it, for asking would make it."""
        page = vars(self._pages).get("intake")
        return page if isinstance(page, IntakePage) else None

    @property
    def _open_ids(self) -> frozenset[str]:
        return self._begun.drafts.open_ids if self._begun is not None else frozenset()

    def _typing(self) -> bool:
        page = self._begun
        return page is not None and page.isVisible() and page.drafts.typing

    @Slot()
    def undo(self) -> None:
        """Take back the last typing, or what was done last: not in a form that is being stored."""
        self._once_free(self.undoing.undo)

    @Slot()
    def redo(self) -> None:
        """Bring back what was taken back."""
        self._once_free(self.undoing.redo)

    def _once_free(self, work: Callable[[], object]) -> None:
        if self._begun is not None and self._begun.isVisible():
            self._begun.ahead.then(work, to_next=True)
        else:
            work()

    def save(self) -> None:
        """Write what is being typed now: before the screen is locked, before the end."""
        if self._begun is not None:
            self._begun.drafts.save_pending()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Close:
            finish_fields(self._window)
            if self.lock.dialog is None and self._holds_back():
                self._closing = False
                self._window.setEnabled(True)
                event.ignore()
                return True
            if not self._closing:  # a disk that refuses must not keep the window open for ever
                self.save()
            self._closing = self._begun is None or not self._begun.ahead.busy
            waits = self._closing and self._context.tasks.writing
            self._window.setEnabled(not waits)  # nobody would keep what is typed now
        return super().eventFilter(watched, event)

    def hand_over(self) -> Mapping[str, Left]:
        """Return what is half typed, by screen, for the next window of this person."""
        halves = {page.screen_name: page.half.hand_over() for page in self._pages.begun}
        return {name: left for name, left in halves.items() if left}

    def take_over(self, halves: Mapping[str, Left]) -> None:
        """Let what this person left half typed in a window before stand here, and say so."""
        for screen, left in halves.items():
            self._pages.named(screen).half.take_over(left)
        names = [name for left in halves.values() for name, _typed in left.values()]
        if names:
            self.said.emit(words.describe_code("HALF-LEFT", what=_named(names)).sentence)

    def _holds_back(self) -> bool:
        """Tell whether something is typed that nothing keeps, and say so: once for each state."""
        told = self._told
        self._told = {page: typed for page in self._pages.begun if (typed := page.unkept())}
        if not self._told or self._told == told:
            return False
        names = [name for unkept in self._told.values() for name in unkept]
        self.page_asked.emit(next(iter(self._told)).screen_name)
        self.warned.emit(words.describe_code("HALF-CLOSING", what=_named(names)).sentence)
        return True

    def _change(self, work: Callable[..., Forgotten], done: Callable[[Forgotten], object]) -> None:
        ports = self._context.ports
        self._context.tasks.change(partial(work, ports), owner=self, done=done)

    # what was found at the start

    @Slot()
    def expire(self) -> None:
        """Let go of drafts that nobody has touched for too long; whoever is told may undo it."""
        if self._takes_in and not self._context.tasks.closed:  # else the next start does it
            self._change(partial(expire_drafts, but=self._open_ids), self._on_expired)

    def _look_for_unfinished(self, done: Callable[[Sequence[DraftRow]], object]) -> None:
        work = partial(unfinished, self._context.ports)
        self._context.tasks.query(work, owner=self, done=done)

    def _keep_offering(self, found: Sequence[DraftRow]) -> None:
        self.recovery.narrow(found, self._open_ids)

    @Slot(object)
    def _on_wanted(self, rows: Sequence[DraftRow]) -> None:
        self._intake().drafts.open(rows)

    @Slot(object)
    def _on_aside(self, rows: Sequence[DraftRow]) -> None:
        work = partial(put_aside, draft_ids=[row.draft_id for row in rows])
        self._change(work, self._on_put_aside)

    def _on_put_aside(self, _done: Forgotten) -> None:
        self.said.emit("Đã để trong Nháp.")

    @Slot(object)
    def _on_unwanted(self, rows: Sequence[DraftRow]) -> None:
        work = partial(forget_drafts, draft_ids=[row.draft_id for row in rows])
        self._change(work, self._offer_back)

    def _on_expired(self, gone: Forgotten) -> None:
        if gone.rows:
            said = words.describe_code("DRAFT-EXPIRED", n=len(gone.rows), days=KEPT_DAYS)
            self._offer_back(gone)
            self.said.emit(said.sentence)

    @Slot(object)
    def _on_taken(self, row: DraftRow) -> None:
        self._intake().drafts.open([row])

    @Slot(object)
    def _on_removed(self, gone: Forgotten) -> None:
        """What was removed among the drafts is open nowhere any more."""
        if self._begun is not None:
            self._begun.drafts.removed([row.draft_id for row in gone.rows])
        self._offer_back(gone)

    @Slot(object)
    def _offer_back(self, gone: Forgotten) -> None:
        number = len(gone.rows)
        self.said.emit(f"Đã bỏ {number} nháp.")
        work = partial(put_back, self._context.ports, gone.rows)
        self.undoing.note(Undoable(f"bỏ {number} nháp", work))

    # the counter on the rail

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if Topic.DRAFTS in topics:
            self._count()
            if not self.recovery.isHidden():
                self._look_for_unfinished(self._keep_offering)

    def _count(self) -> None:
        if self._takes_in:
            work = partial(drafts, self._context.ports)
            self._context.tasks.query(work, owner=self, done=self._show_count, lane=Lane.COUNTS)

    def _show_count(self, found: Sequence[object]) -> None:
        self.drafts_counted.emit("drafts", len(found))


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
