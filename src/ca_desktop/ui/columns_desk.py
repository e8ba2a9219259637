"""The columns of the lists: as a person made them, until Ctrl+0."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from ca_desktop.services import words
from ca_desktop.services.office.columns import Columns, keep_columns, kept_columns
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.rows_view import RowsView

AFTER_MS = 600
"""Whoever drags a column changes it many times; the last width is kept."""

NO_LIST = "Trang này không có danh sách."


class ColumnsDesk(QObject):
    """Gives each list the columns of the person at work, and keeps what they change.

    Args:
        context: the outside world.
        parent: the window.

    Signals:
        said(str): the columns are as they were made.
        warned(str): the columns could not be kept; they hold until the program ends.
    """

    said = Signal(str)
    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._kept: dict[str, Columns] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._keep)

    @Slot(object)
    def adopt(self, page: Page) -> None:
        """Give the lists of a page their columns."""
        for view in page.findChildren(RowsView):
            self._use(page, view)
            view.columns.changed.connect(partial(self._on_changed, page, view))
            view.laid_out.connect(partial(self._use, page, view))
            view.columns_asked.connect(partial(self._ask, page, view))

    def choose(self, page: Page) -> None:
        """Ask which columns of a list of a page are shown, and in what order."""
        self._ask(page, None)

    def reset(self, page: Page) -> None:
        """Make the columns of every list of a page as they were made."""
        views = page.findChildren(RowsView)
        for view in views:
            self._columns.pop(_name(page, view), None)
            view.columns.use(Columns())
        if views:
            self._keep()
        self.said.emit("Các cột đã như lúc đầu." if views else NO_LIST)

    @property
    def _columns(self) -> dict[str, Columns]:
        if self._kept is None:
            self._kept = dict(kept_columns(self._context.ports))
        return self._kept

    def _use(self, page: Page, view: RowsView) -> None:
        view.columns.use(self._columns.get(_name(page, view), Columns()))

    def _ask(self, page: Page, view: RowsView | None) -> None:
        from ca_desktop.ui.dialogs.columns import ColumnsDialog  # noqa: PLC0415 start-up time

        seen = [each for each in page.findChildren(RowsView) if each.isVisible()]
        if not seen:
            self.said.emit(NO_LIST)
            return
        focused = QApplication.focusWidget()
        first = view or next((each for each in seen if each is focused), seen[0])
        ColumnsDialog(seen, first, page.window()).open()

    def _on_changed(self, page: Page, view: RowsView) -> None:
        self._columns[_name(page, view)] = view.columns.given
        self._timer.start()

    @Slot()
    def _keep(self) -> None:
        self._timer.stop()
        work: Callable[[], None] = partial(keep_columns, self._context.ports, dict(self._columns))
        self._context.tasks.query(
            work, owner=self, done=_kept, failed=self._on_refused, lane=Lane.FILES
        )

    def _on_refused(self, error: Exception) -> None:
        self.warned.emit(words.describe(error).sentence)


def _name(page: Page, view: RowsView) -> str:
    """Return what a list is kept by: its page, its own name, and what it shows of several."""
    return "/".join(filter(None, (page.screen_name, view.objectName(), view.kind)))


def _kept(_nothing: None) -> None:
    """Nobody waits for it."""
