"""The registry of actions: what it promises of keys, and that the window keeps it."""

import re
import time
from collections.abc import Iterator, Sequence
from statistics import median

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window, worn_theme

from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.desk.intake import ReceiveDossier, receive_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.actions import ACTS, FORBIDDEN_KEYS, MENUS, NATIVE, page_acts
from ca_desktop.ui.screens import BY_MENU, RAILS, SCREENS, rail_of, screens_of
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
KINDS = ("commune", "centre")
AT_ONCE = 0.2
"""Seconds of work between a key and the cursor in its field, whoever else uses the machine."""

KEYS_OF_UX = (
    "F1 F2 Ctrl+N F3 Ctrl+F F5 F6 Shift+F6 F7 F8 F9 Ctrl+S Ctrl+P Ctrl+Z Ctrl+Y Ctrl+E Ctrl+Tab "
    "Ctrl+F9 Ctrl+L Ctrl+H Ctrl+U"
)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture(autouse=True)
def in_front(request: pytest.FixtureRequest) -> None:
    """A window that stood behind a dialog is not in front again by itself without a screen."""
    if "window" in request.fixturenames:
        window: MainWindow = request.getfixturevalue("window")
        window.message.hide()
        window.activateWindow()


def received(ports: Ports, name: str = "Lò Thị Én") -> str:
    command = ReceiveDossier.from_json({"procedure": "1.004873", "applicant": {"name": name}})
    return receive_dossier(ports, command).code


def access_key(text: str) -> str:
    found = re.findall(r"&(.)", text.replace("&&", ""))
    assert len(found) <= 1, text
    return found[0].lower() if found else ""


def every_act(kind: str) -> list[tuple[str, str]]:
    acts = (*page_acts(screens_of(kind, ALL_ROLES)), *ACTS.values())
    return [(act.name, key) for act in acts for key in act.keys]


# --- the registry alone -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_acts_share_a_key(kind: str) -> None:
    keys = [key for _name, key in every_act(kind)]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("kind", KINDS)
def test_no_act_takes_a_key_of_the_system_or_of_an_input_method(kind: str) -> None:
    taken = [
        (name, key)
        for name, key in every_act(kind)
        if key in FORBIDDEN_KEYS or re.search(r"Ctrl\+Shift|Ctrl\+Alt|Alt\+|Meta|Win", key)
    ]
    assert not taken


def test_every_key_of_the_plan_stands_in_the_registry() -> None:
    keys = {key for act in ACTS.values() for key in act.keys}
    assert set(KEYS_OF_UX.split()) <= keys
    assert {"F4", "Esc", "Ctrl+1…9"} <= {key for act in NATIVE for key in act.keys}


def test_every_key_is_one_that_qt_knows() -> None:
    keys = [key for kind in KINDS for _name, key in every_act(kind)]
    assert all(QKeySequence(key).toString() == key for key in keys)


def test_every_act_stands_in_a_menu_and_says_what_it_means() -> None:
    for act in ACTS.values():
        assert act.menu in MENUS, act.name
        assert act.said
        assert "&" not in act.said


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.parametrize("kind", KINDS)
def test_access_keys_in_a_menu_are_plain_letters_and_unique(kind: str, menu: str) -> None:
    acts = (*page_acts(screens_of(kind, ALL_ROLES)), *ACTS.values())
    letters = [access_key(act.title) for act in acts if act.menu == menu]
    assert all(re.fullmatch("[a-z]", letter) for letter in letters), letters
    assert sorted(set(letters)) == sorted(letters)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_has_one_primary_act(name: str) -> None:
    assert SCREENS[name].does["primary"]
    assert set(SCREENS[name].does) <= {act.name for act in ACTS.values() if act.on_page}


def test_each_rail_leads_to_every_screen_once() -> None:
    for names in RAILS.values():
        by_themselves = (*BY_MENU, "dossier", "letter", "help")
        assert sorted((*names, *by_themselves)) == sorted(SCREENS)


def test_roles_see_the_screens_of_their_work() -> None:
    counter = {screen.name for screen in rail_of("commune", [Role.INTAKE])}
    leader = {screen.name for screen in rail_of("commune", [Role.LEADER])}
    assert {"today", "intake", "results"} <= counter
    assert "safety" not in counter
    assert {"safety", "catalogue", "report"} <= leader
    assert "intake" not in leader
    assert rail_of("commune", [Role.INTAKE, Role.LEADER])[0].name == "today"


# --- the registry in the window ---------------------------------------------------------------


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The program is dressed, so that the page of this computer offers looks."""
    with worn_theme(qapp):
        yield


def every_page(window: MainWindow) -> Sequence[str]:
    return (*window.rail.names, *BY_MENU, "dossier", "letter", "help")


@pytest.mark.usefixtures("dressed")
def test_access_keys_of_the_window_meet_none_of_a_page(window: MainWindow) -> None:
    menus = [access_key(title) for title in MENUS.values()]
    for name in every_page(window):
        page = window.pages.named(name)
        window.show_page(page)
        keyed: list[QLabel | QAbstractButton] = [
            *(label for label in page.findChildren(QLabel) if label.buddy() is not None),
            *page.findChildren(QAbstractButton),
        ]
        seen = [access_key(x.text()) for x in keyed if x.isVisible()]
        letters = [*menus, *filter(None, seen)]
        assert all(re.fullmatch("[a-z]", letter) for letter in letters), (name, letters)
        assert sorted(set(letters)) == sorted(letters), (name, letters)
        assert not set(menus) & {access_key(x.text()) for x in keyed}, name


def test_every_page_shows_one_button_on_f9_in_the_words_of_its_act(window: MainWindow) -> None:
    for name in every_page(window):
        page = window.pages.named(name)
        window.show_page(page)
        keyed = [x for x in page.findChildren(QPushButton) if x.text().endswith("  F9")]
        assert keyed, name
        assert sum(x.isVisible() for x in keyed) <= 1, name
        assert window.commands.actions["primary"].isEnabled()
        assert window.commands.actions["primary"].text() == SCREENS[name].does["primary"]


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_N])
def test_one_key_begins_an_intake_from_every_page(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    held = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_N else None
    spent = []
    for name in every_page(window):
        window.show_page(window.pages.named(name))
        begun = time.process_time()
        qtbot.keyClick(window, key, held or Qt.KeyboardModifier.NoModifier)
        spent.append(time.process_time() - begun)
        assert window.pages.current is window.pages.intake
        assert QApplication.focusWidget() is window.pages.intake.picker.procedure
    assert median(spent) < AT_ONCE


def test_number_keys_open_the_pages_of_the_rail(qtbot: QtBot, window: MainWindow) -> None:
    for number, name in enumerate(window.rail.names[:9], start=1):
        qtbot.keyClick(
            window, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier
        )
        assert window.pages.current.screen_name == name


def test_no_key_works_behind_a_dialog(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.today)
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.open()
    qtbot.keyClick(window, Qt.Key.Key_F2)
    window.commands.run("intake")
    assert window.pages.current.screen_name == "today"
    dialog.reject()
    window.commands.run("intake")
    assert window.pages.current.screen_name == "intake"


def test_a_key_first_commits_what_is_still_composed(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.intake)
    name = window.pages.intake.person.name
    name.setFocus()
    name.clear()
    QApplication.sendEvent(name, QInputMethodEvent("Hường", []))
    assert name.text() == ""
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert name.text() == "Hường"


def test_f9_is_never_grey_and_says_what_is_missing(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.pages.intake._print.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    field = window.pages.intake._fields["procedure"]
    qtbot.waitUntil(lambda: bool(field.problem), timeout=WAIT)
    assert count_dossiers(ports, DossierFilter()) == 0


def test_escape_leaves_the_field_then_the_page_and_drops_nothing(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page(window.pages.today)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    name = window.pages.intake.person.name
    name.setFocus()
    name.fill("Lò Thị Én")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert window.pages.current.screen_name == "intake"
    assert QApplication.focusWidget() is window.pages.intake
    qtbot.keyClick(window.pages.intake, Qt.Key.Key_Escape)
    assert window.pages.current.screen_name == "today"
    window.show_page(window.pages.intake)
    assert name.text() == "Lò Thị Én"


def test_enter_passes_a_choice_and_presses_no_button(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.intake)
    sex = window.pages.intake.person.sex
    sex.setFocus()
    chosen = sex.currentIndex()
    qtbot.keyClick(sex, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is not sex
    assert sex.currentIndex() == chosen
    save = window.pages.intake._save
    save.setFocus()
    with qtbot.assertNotEmitted(save.clicked, wait=50):
        qtbot.keyClick(save, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is save


def test_f6_walks_the_panes_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.intake)
    window.rail.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is window.search
    qtbot.keyClick(window, Qt.Key.Key_F6)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.pages.intake.isAncestorOf(focused)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is window.rail
    qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is not window.rail


def test_f6_reaches_whatever_asks_something_around_the_page(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    window.show_page(window.pages.intake)
    frame, desk = window.frame, window.desk
    frame.date_band.show()
    window.message.warn("Máy in hết giấy.")
    window.scans.bar.ask("Không nhận ra mã.", (("search", "Tìm"),))
    desk.recovery.show()
    window.rail.setFocus()
    walked = []
    for _pane in range(6):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        walked.append(QApplication.focusWidget())
    assert walked[:2] == [window.search, frame.date_band.day]
    asked = (window.message, window.scans.bar, desk.recovery, window.pages.intake)
    for pane, focused in zip(asked, walked[2:], strict=True):
        assert focused is not None
        assert pane.isAncestorOf(focused), (pane, walked)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is window.rail


def test_f8_goes_to_the_next_step_of_the_chosen_dossier(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    received(ports)
    page = window.pages.dossiers
    window.show_page(page)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert "Chọn một hồ sơ" in window.message.text()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page.list.selectRow(0)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.pages.current is window.pages.dossier
    assert QApplication.focusWidget() is window.pages.dossier.step


def test_a_key_that_is_held_down_is_one_press(window: MainWindow) -> None:
    assert not [name for name, action in window.commands.actions.items() if action.autoRepeat()]
