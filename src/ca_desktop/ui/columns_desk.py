"""The columns of the lists: as wide as a person made them, until Ctrl+0."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ca_desktop.services import words
from ca_desktop.services.office.columns import Widths, keep_columns, kept_columns
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.rows_view import RowsView

AFTER_MS = 600
"""Whoever drags a column changes it many times; the last width is kept."""


class ColumnsDesk(QObject):
    """Gives each list the columns of the person at work, and keeps what they change.

    Args:
        context: the outside world.
        parent: the window.

    Signals:
        said(str): the columns are as they were made.
        warned(str): the widths could not be kept; they hold until the program ends.
    """

    said = Signal(str)
    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._kept: dict[str, Widths] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._keep)

    @Slot(object)
    def adopt(self, page: Page) -> None:
        """Give the lists of a page their columns."""
        for name, view in _lists(page):
            view.use(self._columns.get(name, {}))
            view.columns_changed.connect(partial(self._on_changed, name, view))

    def reset(self, page: Page) -> None:
        """Make the columns of every list of a page as they were made."""
        lists = _lists(page)
        for name, view in lists:
            view.use({})
            self._columns.pop(name, None)
        if lists:
            self._keep()
        self.said.emit("Các cột đã như lúc đầu." if lists else "Trang này không có danh sách.")

    @property
    def _columns(self) -> dict[str, Widths]:
        if self._kept is None:
            self._kept = dict(kept_columns(self._context.ports))
        return self._kept

    def _on_changed(self, name: str, view: RowsView) -> None:
        self._columns[name] = view.widths()
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


def _lists(page: Page) -> list[tuple[str, RowsView]]:
    views = page.findChildren(RowsView)
    return [(f"{page.screen_name}/{view.objectName()}", view) for view in views]


def _kept(_nothing: None) -> None:
    """Nobody waits for it."""
