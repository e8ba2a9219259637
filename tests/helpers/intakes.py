"""Intakes at the desk of a real window, and what is kept of them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ca_desktop.services.desk import drafts
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
NAME = "applicant.name"
NUMBER = "001190123456"
CARD = "001090123457||Trần Văn Đức|07021990|Nam|Thôn Nà Phát, xã Làm Mẫu|15042021"
Begin = Callable[..., IntakePage]


def kept(ports: Ports) -> list[DraftRow]:
    """Return the drafts, the newest first."""
    return [draft.row for draft in drafts.drafts(ports)]


def names(ports: Ports) -> list[str]:
    """Return whose intakes are kept."""
    return sorted(str(dict(row.body)["fields"][NAME]) for row in kept(ports))  # type: ignore[index]


def stored(ports: Ports, number: int) -> bool:
    """Tell whether so many dossiers were taken in."""
    return count_dossiers(ports, DossierFilter()) == number


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Press the button with this name once it stands there."""

    def seen() -> list[QPushButton]:
        return [x for x in window.findChildren(QPushButton, name) if x.isVisible()]

    qtbot.waitUntil(lambda: len(seen()) == 1, timeout=WAIT)
    qtbot.mouseClick(seen()[0], Qt.MouseButton.LeftButton)


def typed(qtbot: QtBot, window: MainWindow, name: str = "", procedure: str = "") -> IntakePage:
    """Press F2, choose a procedure where one is given, and type a name."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.ready, timeout=WAIT)
    if procedure:
        qtbot.keyClicks(page.picker.procedure, procedure)
        qtbot.keyClick(page.picker.procedure, Qt.Key.Key_Return)
    page.person.name.setFocus()
    qtbot.keyClicks(page.person.name, name)
    return page
