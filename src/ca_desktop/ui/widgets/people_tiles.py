"""Names as tiles above one box: arrows choose a name, whatever else is typed goes to the box."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.secret_field import SecretField

TILE_HEIGHT = 44
MOST_TILES = 6
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PeopleTiles(QListWidget):
    """Says who sits here; the box for the secret keeps the cursor.

    Args:
        secret: the box.
        parent: of both.
    """

    def __init__(self, secret: SecretField, parent: QWidget) -> None:
        super().__init__(parent)
        self._secret = secret
        self.setObjectName("people")
        self.setAccessibleName("Người dùng")
        self._arrows = _Arrows(self)
        secret.installEventFilter(self._arrows)
        self.currentRowChanged.connect(self._on_person)

    @property
    def chosen(self) -> str:
        """Id of the person; empty where nobody is chosen."""
        found = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return str(found) if found else ""

    def show_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Show ids with their names, the first one chosen."""
        self.clear()
        for user_id, name in people:
            item = QListWidgetItem(name, self)
            item.setSizeHint(QSize(0, TILE_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, user_id)
        self.setFixedHeight(TILE_HEIGHT * max(1, min(len(people), MOST_TILES)) + 4)
        self.setCurrentRow(0)
        self._secret.setFocus()

    def step(self, by: int) -> None:
        """Choose the name so many lines further, not beyond the ends."""
        if self.count():
            self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let what is typed begin the secret; a letter looks up no name."""
        if event.text() and event.text().isprintable():
            self._secret.setFocus()
            QApplication.sendEvent(self._secret, event)
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _on_person(self, _row: int) -> None:
        self._secret.begin()


class _Arrows(QObject):
    """Takes the arrows that the box has no use for."""

    def __init__(self, tiles: PeopleTiles) -> None:
        super().__init__(tiles)
        self._tiles = tiles

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._tiles.step(step)
                return True
        return False
