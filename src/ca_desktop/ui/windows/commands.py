"""The acts of the registry as actions of a window: menus, keys, and who answers them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from ca_desktop.ui.actions import ACTS, MENUS, Act, page_acts
from ca_desktop.ui.icons import drawing, drawing_of
from ca_desktop.ui.screens import SCREENS, Screen

Do = Callable[[], object]


class Commands(QObject):
    """Makes the menu bar of a window and answers its keys.

    An act that nobody has filled in is neither shown nor answered.

    Args:
        window: what the keys belong to.
        screens: those that this person has, on the rail first.
    """

    def __init__(self, window: QMainWindow, screens: Sequence[Screen]) -> None:
        super().__init__(window)
        self._window = window
        self._acts: dict[str, Act] = {}
        self._slots: dict[str, Do] = {}
        self._offers: Mapping[str, Do] = {}
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for name, title in MENUS.items():
            self.menus[name] = menu = window.menuBar().addMenu(title)
            menu.aboutToShow.connect(partial(self._draw, name))
        shown = {screen.name for screen in screens}
        for act in (*page_acts(screens), *ACTS.values()):
            if not act.screen or act.screen in shown:
                self._add(act)

    def _add(self, act: Act) -> None:
        action = QAction(act.title, self._window)
        action.setObjectName(act.name)
        action.setShortcuts([QKeySequence(key) for key in act.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)  # a key that is held down is one press
        action.setVisible(False)
        action.setEnabled(False)
        action.triggered.connect(partial(self._on_triggered, act.name))
        self._acts[act.name] = act
        self.actions[act.name] = action
        self._window.addAction(action)
        self.menus[act.menu].addAction(action)

    def _draw(self, menu: str) -> None:
        """Give the acts of a menu their drawings, when it is first looked at."""
        for action in self.menus[menu].actions():
            name = drawing_of(action.objectName())
            if name and action.icon().isNull():
                action.setIcon(drawing(name, "menu"))

    def fill(self, name: str, slot: Do) -> None:
        """Say what an act does; a person without its screen has no such act."""
        if name in self.actions:
            self._slots[name] = slot
            self.actions[name].setVisible(True)
            self.actions[name].setEnabled(True)

    def show_screen(self, name: str, offers: Mapping[str, Do]) -> None:
        """Let the acts of a page be those of the screen that is shown now."""
        self._offers = offers
        screen = SCREENS.get(name)
        for act in self._acts.values():
            if act.on_page:
                words = screen.does.get(act.name, act.title) if screen else act.title
                self.actions[act.name].setText(words)
                self.actions[act.name].setVisible(act.name in offers)
                self.actions[act.name].setEnabled(act.name in offers)

    @Slot(str)
    def run(self, name: str) -> None:
        """Do an act, unless a dialog stands before the window."""
        if QApplication.activeModalWidget() is not None or not self.actions[name].isEnabled():
            return
        finish_composition()
        slot = self._offers.get(name) if self._acts[name].on_page else self._slots.get(name)
        if slot is not None:
            slot()

    def _on_triggered(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 Qt's signal
        self.run(name)


def finish_composition() -> None:
    """Commit what an input method is still composing: no act may lose it."""
    finish = getattr(QApplication.focusWidget(), "finish", None)
    if callable(finish):
        finish()
