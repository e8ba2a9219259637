"""Several people at one PC: the lock, the switch, and the page of the users."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ca_desktop.app.window import Door
from ca_desktop.domain.errors import DatabaseDamaged
from ca_desktop.services.desk import drafts
from ca_desktop.services.office import accounts
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import drafting
from ca_desktop.ui.dialogs.lock import LockDialog
from ca_desktop.ui.pages.users import UsersPage
from ca_desktop.ui.windows import lock as lock_window
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier
OWN_PIN, OTHER_PIN = "246813", "975310"


@pytest.fixture
def other(ports: Ports) -> str:
    """A second person, and a PIN for both; the user id of the second."""
    accounts.set_pin(ports, ports.actor.user_id, OWN_PIN)
    user_id = accounts.add_account(ports, "Lò Văn Hai", ["intake"], "mật khẩu của Hai").user_id
    accounts.set_pin(ports, user_id, OTHER_PIN)
    return user_id


def locked(qtbot: QtBot, window: MainWindow) -> LockDialog:
    qtbot.waitUntil(lambda: window.desk.lock.dialog is not None, timeout=WAIT)
    dialog = window.desk.lock.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.people.count() > 0, timeout=WAIT)
    return dialog


def test_ctrl_l_hides_everything_and_the_pin_brings_the_form_back(
    qtbot: QtBot, other: str, window: MainWindow, ports: Ports
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    page = window.pages.intake
    qtbot.keyClicks(page.person.name, "Abc")
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    dialog = locked(qtbot, window)
    assert not window.centralWidget().isVisible()
    assert not window.menuBar().isVisible()
    qtbot.waitUntil(lambda: len(drafts.drafts(ports)) == 1, timeout=WAIT)
    assert dialog.people.item(0).text() == "Cán bộ A"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.secret, OWN_PIN)
    qtbot.keyClick(dialog.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(window.centralWidget().isVisible, timeout=WAIT)
    assert page.person.name.text() == "Abc"
    assert window.desk.lock.dialog is None


def test_the_lock_itself_keeps_what_was_typed_up_to_the_last_key(
    qtbot: QtBot, window: MainWindow, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the clock of the drafts nor the leaving of a field has saved it before."""
    monkeypatch.setattr(drafting, "UNSAVED_SECONDS", 3600)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    page = window.pages.intake
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusChanged.disconnect(page.drafts._on_focus)
    qtbot.keyClicks(page.person.name, "Lo Thi E")
    typed = QInputMethodEvent("n", [])
    QApplication.sendEvent(page.person.name, typed)  # the word is still being composed
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    locked(qtbot, window)
    qtbot.waitUntil(lambda: len(drafts.drafts(ports)) == 1, timeout=WAIT)
    assert drafts.title_of(drafts.drafts(ports)[0].row.body) == "Lo Thi En"


def test_a_wrong_pin_waits_and_says_how_long(qtbot: QtBot, other: str, window: MainWindow) -> None:
    window.desk.lock.lock()
    dialog, tries = locked(qtbot, window), window._context.tries
    for failures, wait in ((1, 1), (2, 2), (3, 4)):
        qtbot.keyClicks(dialog.secret, "111222")
        dialog.send()
        qtbot.waitUntil(lambda f=failures: sum(tries.failures.values()) == f, timeout=WAIT)  # type: ignore[misc]
        assert dialog.waiting == wait
        assert f"Đợi {wait} giây" in dialog._problem.text()
        assert not dialog.secret.isEnabled()
        for _second in range(wait):
            tries.tick.timeout.emit()
        assert dialog.secret.isEnabled()
    qtbot.keyClicks(dialog.secret, OWN_PIN)
    dialog.send()
    qtbot.waitUntil(window.centralWidget().isVisible, timeout=WAIT)


def test_only_whoever_typed_a_wrong_pin_waits(
    qtbot: QtBot, other: str, window: MainWindow, ports: Ports
) -> None:
    tries = window._context.tries
    for _try in range(6):
        tries.note(ports.actor.user_id)
    window.desk.lock.lock()
    dialog = locked(qtbot, window)
    assert (dialog.waiting, dialog.secret.isEnabled()) == (32, False)
    dialog.people.setFocus()
    qtbot.keyClick(dialog.people, Qt.Key.Key_Down)
    assert dialog.people.chosen == other
    assert (dialog._problem.text(), dialog.secret.isEnabled()) == ("", True)
    qtbot.keyClicks(dialog.secret, "12")
    tries.tick.timeout.emit()
    assert (dialog._problem.text(), dialog.secret.text()) == ("", "12")
    qtbot.keyClick(dialog.secret, Qt.Key.Key_Up)
    assert "Đợi 31 giây" in dialog._problem.text()
    assert not dialog.secret.isEnabled()
    dialog.people.setCurrentRow(1)
    qtbot.keyClicks(dialog.secret, OTHER_PIN)
    dialog.send()
    qtbot.waitUntil(lambda: window.desk.lock.dialog is None, timeout=WAIT)
    assert other not in tries.failures


def test_a_try_that_is_on_its_way_counts_for_whoever_made_it(
    qtbot: QtBot, other: str, window: MainWindow, ports: Ports
) -> None:
    window.desk.lock.lock()
    dialog, tries = locked(qtbot, window), window._context.tries
    qtbot.keyClicks(dialog.secret, "111222")
    dialog.send()
    dialog.people.setCurrentRow(1)
    qtbot.keyClicks(dialog.secret, OTHER_PIN[:3])
    qtbot.waitUntil(lambda: tries.failures == {ports.actor.user_id: 1}, timeout=WAIT)
    assert (dialog.waiting, dialog.secret.text()) == (0, OTHER_PIN[:3])
    qtbot.keyClicks(dialog.secret, OTHER_PIN[3:])
    dialog.send()
    qtbot.waitUntil(lambda: window.desk.lock.dialog is None, timeout=WAIT)


def test_what_keeps_the_lock_from_opening_is_told_on_the_lock(
    qtbot: QtBot, other: str, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise DatabaseDamaged

    with monkeypatch.context() as bad:
        bad.setattr(lock_window, "accounts", broken)
        window.desk.lock.lock()
        dialog = window.desk.lock.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: bool(dialog._problem.text()), timeout=WAIT)
        (go,) = dialog.findChildren(QPushButton, "unlock")
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    locked(qtbot, window)
    assert dialog._problem.text() == ""
    qtbot.keyClicks(dialog.secret, OWN_PIN)
    with monkeypatch.context() as bad:
        bad.setattr(lock_window, "unlock", broken)
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "hỏng" in dialog._problem.text(), timeout=WAIT)
    assert (dialog.secret.text(), dialog.waiting) == (OWN_PIN, 0)
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.centralWidget().isVisible, timeout=WAIT)


def test_the_screen_locks_by_itself_and_keys_put_that_off(
    qtbot: QtBot, other: str, window: MainWindow
) -> None:
    lock = window.desk.lock
    assert lock.idle.interval() == 5 * 60 * 1000
    lock.idle.stop()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert lock.idle.isActive()
    lock.idle.timeout.emit()
    dialog = locked(qtbot, window)
    qtbot.keyClicks(dialog.secret, OWN_PIN)
    dialog.send()
    qtbot.waitUntil(window.centralWidget().isVisible, timeout=WAIT)


def test_another_person_takes_over_in_a_window_of_their_own(
    qtbot: QtBot, founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    with ExitStack() as stack:
        door = Door(founded, stack)
        door.start(None)
        qtbot.waitUntil(lambda: door.window is not None, timeout=WAIT)
        first, ports = door.window, door._ports
        first.pages.intake.pins.buttons["procedure"].click()
        user_id = accounts.add_account(ports, "Lò Văn Hai", ["intake"], "mật khẩu").user_id
        accounts.set_pin(ports, user_id, OTHER_PIN)
        first.desk.lock.lock()
        dialog = locked(qtbot, first)
        dialog.people.setCurrentRow(1)
        qtbot.keyClicks(dialog.secret, OTHER_PIN)
        dialog.send()
        qtbot.waitUntil(lambda: door.window not in {None, first}, timeout=WAIT)
        second = door.window
        assert second._context.ports.actor.user_id == user_id
        qtbot.waitUntil(lambda: not isValid(first), timeout=WAIT)  # nothing of hers is left
        assert "safety" not in second.rail.names
        second.desk.new_intake()
        assert not second.pages.intake.pins.names
        qtbot.keyClicks(second.pages.intake.person.name, "Abc")
        second.pages.intake.drafts.save()
        qtbot.waitUntil(lambda: len(drafts.drafts(ports)) == 1, timeout=WAIT)
        assert drafts.drafts(ports)[0].row.owner == user_id
        second.close()
        door.close()


def test_what_is_half_typed_waits_for_its_person_while_another_one_sits_here(
    qtbot: QtBot, founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    with ExitStack() as stack:
        door = Door(founded, stack)
        door.start(None)
        qtbot.waitUntil(lambda: door.window is not None, timeout=WAIT)
        ports, own = door._ports, door._ports.actor.user_id
        accounts.set_pin(ports, own, OWN_PIN)
        user_id = accounts.add_account(ports, "Lò Văn Hai", ["admin"], "mật khẩu").user_id
        accounts.set_pin(ports, user_id, OTHER_PIN)
        users = door.window.pages.users
        door.window.show_page(users)
        users._new.click()
        users.name.fill("Lường Thị Ba")
        users.secret.fill("mật khẩu của Ba")
        for person, secret in ((user_id, OTHER_PIN), (own, OWN_PIN)):
            taken_over(qtbot, door, person, secret)
            said = "Phần gõ dở của người mới chưa lưu" in door.window.message.text()
            assert said == (person == own)
            users = door.window.pages.users
            door.window.show_page(users)
            users._new.click()
            assert users.name.text() == ("Lường Thị Ba" if person == own else "")
            assert not users.secret.text()  # a secret waits for nobody
        users.name.fill("")
        door.window.close()
        door.close()


def taken_over(qtbot: QtBot, door: Door, user_id: str, pin: str) -> None:
    """Lock the window and let another person unlock it."""
    before = door.window
    before.desk.lock.lock()
    dialog = locked(qtbot, before)
    dialog.people.setCurrentRow(1)
    assert dialog.people.chosen == user_id
    qtbot.keyClicks(dialog.secret, pin)
    dialog.send()
    qtbot.waitUntil(lambda: door.window not in {None, before}, timeout=WAIT)


def test_people_are_added_changed_and_closed_on_their_page(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.users
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page._new.click()
    page.name.fill("Lò Văn Hai")
    page.pin.fill("123456")
    page.secret.fill("mật khẩu của Hai")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(page.fields["pin"].problem), timeout=WAIT)
    assert len(accounts.accounts(ports)) == 1  # who was refused is not there
    page.pin.begin()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    assert not page.fields["user"].problem
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)
    page.list.selectRow(1)
    assert page.name.text() == "Lò Văn Hai"
    page.pin.fill(OTHER_PIN)
    page.roles["leader"].setChecked(True)
    qtbot.keyClick(window, Qt.Key.Key_F9)

    def second() -> accounts.Account:
        return next(x for x in accounts.accounts(ports) if not x.own)

    qtbot.waitUntil(lambda: second().has_pin, timeout=WAIT)
    assert second().user.roles == ("intake", "leader")
    qtbot.waitUntil(lambda: "Đã lưu người dùng" in window.message.text(), timeout=WAIT)
    page.list.selectRow(1)
    page._close.click()
    assert len(accounts.accounts(ports)) == 2  # the second press closes
    page._close.click()
    qtbot.waitUntil(lambda: len(accounts.accounts(ports)) == 1, timeout=WAIT)


def half_added(qtbot: QtBot, window: MainWindow) -> UsersPage:
    """Type half of a new person beside the two there are."""
    page = window.pages.users
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)
    page._new.click()
    page.name.fill("Lường Thị Ba")
    page.secret.fill("mật khẩu")
    return page


def test_what_is_typed_of_a_person_outlives_a_refresh_of_the_list(
    qtbot: QtBot, other: str, window: MainWindow, ports: Ports
) -> None:
    page = half_added(qtbot, window)
    page.roles["leader"].setChecked(True)
    with qtbot.waitSignal(page.model.modelReset, timeout=WAIT):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    assert (page.name.text(), page.secret.text()) == ("Lường Thị Ba", "mật khẩu")
    assert page.roles["leader"].isChecked()
    assert page._head.text() == "Người mới"
    assert not page.list.selectionModel().selectedRows()
    page.list.selectRow(1)
    assert page.name.text() == "Lò Văn Hai"
    qtbot.keyClicks(page.pin, "12")
    with qtbot.waitSignal(page.model.modelReset, timeout=WAIT):
        window._context.tasks.touched.emit(frozenset({Topic.OFFICE}))
    assert (page.name.text(), page.pin.text()) == ("Lò Văn Hai", "12")
    assert [x.row() for x in page.list.selectionModel().selectedRows()] == [1]


def test_what_is_typed_of_a_person_comes_back_with_the_row(
    qtbot: QtBot, other: str, window: MainWindow, ports: Ports
) -> None:
    page = half_added(qtbot, window)
    page.list.selectRow(1)
    assert "Phần gõ dở của người mới chưa lưu" in window.message.text()
    page.roles["leader"].setChecked(True)
    page.list.selectRow(0)
    assert not page.secret.text()
    page.list.selectRow(1)
    assert page.roles["leader"].isChecked()
    page._new.click()
    assert (page.name.text(), page.secret.text()) == ("Lường Thị Ba", "mật khẩu")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page._head.text() == "Lường Thị Ba", timeout=WAIT)
    assert list(page.unkept()) == ["Lò Văn Hai"]
    page.list.selectRow(1)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã lưu người dùng Lò Văn Hai" in window.message.text(), timeout=WAIT)
    assert not page.unkept()


def test_a_new_person_that_nothing_is_typed_of_yet_is_still_asked_for_after_the_help(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.pages.users
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page._new.click()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.pages.current.screen_name == "help"
    with qtbot.waitSignal(page.model.modelReset, timeout=WAIT):
        qtbot.keyClick(window.pages.help, Qt.Key.Key_Escape)
    assert window.pages.current.screen_name == "users"
    assert page._head.text() == "Người mới"
    page.list.selectRow(0)
    assert page.name.text() == "Cán bộ A"


def test_the_last_administrator_is_told_why_not(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.users
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page._close.click()
    page._close.click()
    qtbot.waitUntil(lambda: "quản trị cuối cùng" in window.message.text(), timeout=WAIT)


def test_a_new_passphrase_can_be_read_while_it_is_typed_and_for_no_other_person(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.pages.users
    window.show_page(page)
    page._new.click()
    qtbot.keyClicks(page.secret, "mat khau")
    assert page.secret.displayText() != "mat khau"
    page._reads.click()
    assert page.secret.displayText() == "mat khau"
    page._new.click()
    assert page.secret.displayText() != "mat khau"
