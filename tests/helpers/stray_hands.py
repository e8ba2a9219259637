"""Hands that press, type and choose whatever stands before them, as a cat on the keyboard would."""

import random
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from ca_desktop.app.bootstrap import TRAINING_PASSPHRASE
from ca_desktop.app.demo.hands import send
from ca_desktop.ui.dialogs.lock import LockDialog
from ca_desktop.ui.windows.main_window import MainWindow

TEXTS = (
    "Lò Thị Bổ",
    "12/03/2026",
    "31/02/2026",
    "001190123456",
    "H19.12.90-260112-0002",
    "khs",
    "5",
    "0",
    "-5",
    "1.000.000",
    "99999999999999",
    "",
    "x" * 300,
    "<b>đậm</b>",
    "'; drop",
    "\u202eabc",
    "kho:lạ?*|",
)
_KEYS = (
    Qt.Key.Key_F1,
    Qt.Key.Key_F2,
    Qt.Key.Key_F3,
    Qt.Key.Key_F5,
    Qt.Key.Key_F7,
    Qt.Key.Key_F8,
    Qt.Key.Key_F9,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Space,
)
_HELD = (
    *[Qt.KeyboardModifier.NoModifier] * 5,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_LEADS_OUT = ("chương trình", "tập huấn", "Ra khỏi", "Làm lại từ đầu")
"""Words of what ends the window, or leads to another office."""

_PARTS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar)
_WAITS_MS = (0, 0, 0, 1, 5)


class StrayHands(QObject):
    """Go over a window, its menus and its dialogs.

    Args:
        window: of an office.
        dice: decide what comes next.
        passes: lets time go by, so many hours.

    Attributes:
        done: what was done, the newest last.
    """

    def __init__(
        self, window: MainWindow, dice: random.Random, passes: Callable[[int], object]
    ) -> None:
        super().__init__(window)
        self._window, self._dice, self._passes = window, dice, passes
        self._loop = QEventLoop()
        self._left = 0
        self.done: list[str] = []

    def roam(self, acts: int) -> None:
        """Do so many things; a menu that waits for an answer gets one as the next of them."""
        self._left = acts
        QTimer.singleShot(0, self, self._step)
        self._loop.exec()

    def _step(self) -> None:
        self._left -= 1
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self._left <= 0 and (top is None or isinstance(top, LockDialog)):
            self._loop.quit()
            return
        QTimer.singleShot(self._dice.choice(_WAITS_MS), self, self._step)
        if isinstance(top, QMenu):
            self._answer(top)
        elif isinstance(top, LockDialog):
            self._unlock(top)
        elif isinstance(top, QFileDialog) or (self._left <= 0 and top is not None):
            self._key(top, Qt.Key.Key_Escape)
        else:
            self._act(top or self._window)

    def _answer(self, menu: QMenu) -> None:
        acts = [x for x in menu.actions() if x.isEnabled() and not _leads_out(x.text())]
        if acts and self._dice.random() < 0.5:
            menu.setActiveAction(self._dice.choice(acts))
            self._key(menu, Qt.Key.Key_Return)
        else:
            self._key(menu, Qt.Key.Key_Escape)

    def _unlock(self, lock: LockDialog) -> None:
        """Whatever else is pressed, a locked window stays locked: only this leads on."""
        (go,) = lock.findChildren(QPushButton, "unlock")
        if go.isEnabled() and lock.people.chosen:
            self._note("unlock")
            lock.secret.fill(TRAINING_PASSPHRASE)
            QTest.mouseClick(go, Qt.MouseButton.LeftButton)

    def _act(self, top: QWidget) -> None:
        at, inside = self._dice.random(), top is self._window
        if at < 0.02:
            self._passes(self._dice.choice((1, 5, 24)))
        elif at < 0.14 and inside:
            self._note("page", name := self._dice.choice(self._window.rail.names))
            self._window.errands.go(name)
        elif at < 0.22:
            self._key(QApplication.focusWidget() or top, self._dice.choice(_KEYS))
        elif at < 0.26 and inside:
            self._choose_act()
        else:
            self._touch(top)

    def _choose_act(self) -> None:
        act = self._dice.choice(list(self._window.commands.actions.values()))
        if not _leads_out(act.text()):
            self._note("act", act.text())
            act.trigger()

    def _touch(self, top: QWidget) -> None:
        parts = [x for kind in _PARTS for x in top.findChildren(kind) if _in_reach(x)]
        if not parts:
            return
        part = self._dice.choice(parts)
        self._note(type(part).__name__, part.objectName())
        if isinstance(part, QAbstractButton):
            if not _leads_out(part.text()):
                QTest.mouseClick(part, Qt.MouseButton.LeftButton)
        elif isinstance(part, QLineEdit | QPlainTextEdit):
            self._type(part)
        elif isinstance(part, QComboBox):
            self._pick(part)
        elif isinstance(part, QTabBar):
            part.setCurrentIndex(self._dice.randrange(max(1, part.count())))
        elif isinstance(part, QAbstractItemView):
            self._point(part)

    def _type(self, field: QLineEdit | QPlainTextEdit) -> None:
        field.setFocus()
        if self._dice.random() < 0.3:
            field.selectAll()
        send(field, self._dice.choice(TEXTS))
        if self._dice.random() < 0.3:
            self._key(field, Qt.Key.Key_Return)

    def _pick(self, choice: QComboBox) -> None:
        if choice.count():
            place = self._dice.randrange(choice.count())
            choice.setFocus()
            choice.setCurrentIndex(place)
            choice.activated.emit(place)

    def _point(self, view: QAbstractItemView) -> None:
        model = view.model()
        if not model.rowCount():
            return
        index = model.index(self._dice.randrange(model.rowCount()), 0)
        view.setFocus()
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        where = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        if self._dice.random() < 0.3:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def _key(self, part: QWidget, key: Qt.Key) -> None:
        self._note(key.name, part.objectName())
        QTest.keyClick(part, key, self._dice.choice(_HELD))

    def _note(self, *what: str) -> None:
        self.done.append(" ".join(what))


def _in_reach(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled() and part.objectName() != "rail"


def _leads_out(text: str) -> bool:
    plain = text.replace("&", "")
    return any(word in plain for word in _LEADS_OUT)
