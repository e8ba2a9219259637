"""Size of text and colours by the keys of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.windows import worn_theme

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import resources_folder
from ca_desktop.services.office.look import MOST_POINTS, Look, kept_look
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.theme import CLOSER, LEAST_ROW, Theme, dress, theme_of
from ca_desktop.ui.widgets.look_form import LookForm
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    with worn_theme(qapp) as made:
        yield made


@pytest.fixture
def dressed(qtbot: QtBot, theme: Theme, ports: Ports) -> Iterator[MainWindow]:
    made = open_window(ports)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not made._context.tasks.writing)
    made.close()
    made.deleteLater()


def test_two_keys_make_the_text_larger_and_smaller_and_it_stays_so(
    qtbot: QtBot, dressed: MainWindow, theme: Theme, ports: Ports
) -> None:
    low = dressed.search.height()
    for _ in range(9):
        qtbot.keyClick(dressed, Qt.Key.Key_Plus, CTRL)
    assert dressed.search.font().pointSize() == MOST_POINTS
    qtbot.waitUntil(lambda: dressed.search.height() > low, timeout=WAIT)
    qtbot.keyClick(dressed, Qt.Key.Key_Minus, CTRL)
    qtbot.waitUntil(lambda: kept_look(ports.pc) == Look(points=MOST_POINTS - 1), timeout=WAIT)
    qtbot.waitUntil(lambda: "15" in dressed.message.text(), timeout=WAIT)


def test_the_colours_are_chosen_in_the_menu_and_kept(
    qtbot: QtBot, dressed: MainWindow, theme: Theme, ports: Ports
) -> None:
    dressed.commands.run("scheme_dark")
    assert theme.look.scheme == "dark"
    qtbot.waitUntil(lambda: kept_look(ports.pc).scheme == "dark", timeout=WAIT)
    dressed.commands.run("scheme_system")
    qtbot.waitUntil(lambda: kept_look(ports.pc).scheme == "system", timeout=WAIT)


def test_on_the_page_of_this_computer_size_colours_and_density_hold_at_once(
    qtbot: QtBot, dressed: MainWindow, theme: Theme, ports: Ports
) -> None:
    dressed.errands.go("this_pc")
    form = dressed.pages.this_pc.findChild(LookForm)
    assert form is not None
    rows = dressed.pages.dossiers.findChild(RowsView)
    assert rows is not None
    roomy = rows.verticalHeader().defaultSectionSize()
    form.density.setCurrentIndex(form.density.findData("compact"))
    assert rows.verticalHeader().defaultSectionSize() == roomy - CLOSER
    form.points.setCurrentIndex(form.points.findData(9))
    assert rows.verticalHeader().defaultSectionSize() == LEAST_ROW
    form.scheme.setCurrentIndex(form.scheme.findData("dark"))
    wanted = Look(scheme="dark", points=9, density="compact")
    assert theme.look == wanted
    qtbot.waitUntil(lambda: kept_look(ports.pc) == wanted, timeout=WAIT)
    qtbot.waitUntil(lambda: "Đã đổi" in dressed.message.text(), timeout=WAIT)


def test_the_page_follows_the_keys_and_knows_every_size(
    qtbot: QtBot, dressed: MainWindow, theme: Theme
) -> None:
    form = LookForm(dressed._context, theme, dressed)
    for _ in range(4):
        qtbot.keyClick(dressed, Qt.Key.Key_Plus, CTRL)
    assert form.points.currentData() == 15
    assert form.points.count() <= 8
    qtbot.keyClick(dressed, Qt.Key.Key_Minus, CTRL)
    assert form.points.currentData() == 14
    assert form.points.count() == 7


def test_a_density_that_somebody_wrote_by_hand_is_not_believed(ports: Ports) -> None:
    ports.pc.keep("look", {"density": "tight", "scheme": "dark", "points": 12})
    assert kept_look(ports.pc) == Look(scheme="dark", points=12)


def test_a_program_that_is_dressed_again_wears_the_new_looks(
    qapp: QApplication, theme: Theme
) -> None:
    again = dress(qapp, resources_folder(), Look(scheme="dark"))
    assert theme_of(qapp) is again
    assert theme is not again
    again.setParent(None)
