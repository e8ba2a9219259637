"""Cột của danh sách: which columns are shown, and in what order."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import RowsView

HINT = (
    "Space: hiện hoặc ẩn cột; Ctrl+mũi tên lên, xuống: chuyển cột."
    " Cột đầu gọi tên dòng nên luôn hiện."
)
Standing = list[tuple[str, bool]]
"""Titles from the left, each with whether it is shown."""

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ColumnList(QListWidget):
    """Titles with ticks; Ctrl and an arrow moves one."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_current(step)
        else:
            super().keyPressEvent(event)

    def show_columns(self, columns: Standing, always: str) -> None:
        """Show the columns; one is always ticked."""
        self.clear()
        for title, ticked in columns:
            item = QListWidgetItem(title, self)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            if title == always:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        self.setCurrentRow(0)

    def columns(self) -> Standing:
        """Return the columns as they stand."""
        items = [self.item(place) for place in range(self.count())]
        return [(item.text(), item.checkState() == Qt.CheckState.Checked) for item in items]

    def move_current(self, step: int) -> None:
        """Move the current column, not beyond the ends."""
        place = self.currentRow()
        if 0 <= place + step < self.count():
            item = self.takeItem(place)
            self.insertItem(place + step, item)
            self.setCurrentRow(place + step)


class ColumnsDialog(QDialog):
    """Asks for the columns of the lists of a page; they change with F9.

    Args:
        views: the lists that are seen.
        first: the one that is asked about to begin with.
        parent: the window.
    """

    def __init__(self, views: Sequence[RowsView], first: RowsView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Cột của danh sách")
        self.resize(460, 480)
        self._views = list(views)
        self._wanted: dict[RowsView, Standing] = {}
        self._shown = first
        self.which = named(ChoiceField(self), "which_list")
        self.which.addItems([view.accessibleName() for view in self._views])
        self.which.setCurrentIndex(self._views.index(first))
        self.list = named(ColumnList(self), "columns")
        self._up, self._down = button("&Lên", "column_up"), button("&Xuống", "column_down")
        self._usual = button("&Như lúc đầu", "usual_columns")
        which = Field("&Danh sách", self.which, self)
        which.setVisible(len(self._views) > 1)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel("Cột của danh sách", self, role="title"))
        box.addWidget(which)
        box.addWidget(Field("&Cột", self.list, self), 1)
        box.addWidget(PlainLabel(HINT, self, role="hint"))
        row = QHBoxLayout()
        for each in (self._up, self._down, self._usual):
            row.addWidget(each)
        row.addStretch(1)
        box.addLayout(row)
        box.addLayout(foot(self, "Bỏ qua", button("Dùng  F9", "use", primary=True), self.use))
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._usual.clicked.connect(self._on_usual)
        self.which.currentIndexChanged.connect(self._on_which)
        self._show(first.columns.standing())
        self.list.setFocus()

    def _show(self, columns: Standing) -> None:
        self.list.show_columns(columns, self._shown.columns.titles()[0])

    @Slot()
    def _on_up(self) -> None:
        self.list.move_current(-1)

    @Slot()
    def _on_down(self) -> None:
        self.list.move_current(1)

    @Slot()
    def _on_usual(self) -> None:
        self._show([(title, True) for title in self._shown.columns.titles()])

    @Slot(int)
    def _on_which(self, place: int) -> None:
        self._wanted[self._shown] = self.list.columns()
        self._shown = self._views[place]
        self._show(self._wanted.get(self._shown) or self._shown.columns.standing())

    @Slot()
    def use(self) -> None:
        """Let the lists have their columns so."""
        self._wanted[self._shown] = self.list.columns()
        for view, columns in self._wanted.items():
            if columns != view.columns.standing():
                hidden = [title for title, ticked in columns if not ticked]
                view.columns.arrange([title for title, _ticked in columns], hidden)
        self.accept()
