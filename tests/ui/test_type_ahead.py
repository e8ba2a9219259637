"""What is typed while a dossier is being stored finds its way, and never into another's form."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.helpers.intakes import CARD, NUMBER, WAIT, Begin, kept, names, press, stored

from ca_desktop.domain.people import parse_card
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.type_ahead import QUIET_MS
from ca_desktop.ui.windows.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def send_off(qtbot: QtBot, window: MainWindow, begin: Begin) -> IntakePage:
    """Press F9; nothing is answered before the test waits."""
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.person.name.setFocus()
    page.drafts.save()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert page.ahead.busy
    return page


def wait_for_stored(qtbot: QtBot, page: IntakePage, ports: Ports) -> None:
    qtbot.waitUntil(lambda: not page.ahead.busy, timeout=WAIT)
    assert stored(ports, 1)


def test_f2_right_after_f9_begins_the_next_intake_and_parks_nothing(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = send_off(qtbot, window, begin)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    wait_for_stored(qtbot, page, ports)
    assert not page.drafts.typing
    assert not page.drafts.parked
    assert not kept(ports)
    assert page.picker.procedure.hasFocus()


def test_what_is_typed_right_after_f9_stands_in_the_next_intake(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = send_off(qtbot, window, begin)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClicks(page.person.name, "hn")
    qtbot.keyClick(page.person.name, Qt.Key.Key_Return)
    qtbot.keyClicks(page.person.name, "Tu")
    assert page.person.name.text() == "Abc"
    wait_for_stored(qtbot, page, ports)
    assert page.picker.code() == "1.004873"
    assert "Tu" in {page.person.id_number.text(), page.person.name.text()}


def test_a_card_that_is_read_right_after_f9_is_of_the_next_citizen(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = send_off(qtbot, window, begin)
    window.scans.card_read.emit(parse_card(CARD))
    wait_for_stored(qtbot, page, ports)
    assert page.person.name.text() == "Trần Văn Đức"
    assert page.cards.isHidden()


def test_a_chip_that_is_pressed_right_after_f9_comes_once_the_form_isstored(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    begin("Mot")
    page = send_off(qtbot, window, begin)
    qtbot.keyClick(window, Qt.Key.Key_Tab, CTRL)
    wait_for_stored(qtbot, page, ports)
    assert page.person.name.text() == "Mot"
    assert not page.drafts.parked


def test_what_is_typed_while_a_question_comes_answers_nothing_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    wait_for_stored(qtbot, send_off(qtbot, window, begin), ports)
    page = send_off(qtbot, window, begin)
    qtbot.keyClicks(page.person.name, "x ")
    qtbot.keyClick(page.person.name, Qt.Key.Key_Return)
    wait_for_stored(qtbot, page, ports)
    assert page.checks.isVisible()
    assert page.person.name.text() == "Abc"
    assert page._print.isEnabled()
    page.checks.reason.fill("Thêm một hồ sơ")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: stored(ports, 2), timeout=WAIT)


def test_a_question_ends_the_wish_to_keep_the_submitter_unless_it_is_answered(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    wait_for_stored(qtbot, send_off(qtbot, window, begin), ports)
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    qtbot.keyClick(window, Qt.Key.Key_F9, CTRL)
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    page.checks.reason.fill("Thêm một hồ sơ")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: stored(ports, 2), timeout=WAIT)
    qtbot.waitUntil(lambda: not page.ahead.busy, timeout=WAIT)
    assert not page.person.name.text()
    begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    qtbot.keyClick(window, Qt.Key.Key_F9, CTRL)
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    page.checks.reason.fill("Thêm một hồ sơ")
    press(qtbot, window, "checks_go_on")
    qtbot.waitUntil(lambda: stored(ports, 3), timeout=WAIT)
    qtbot.waitUntil(lambda: not page.ahead.busy, timeout=WAIT)
    assert page.person.name.text() == "Abc"


def doubled(qtbot: QtBot, window: MainWindow, begin: Begin, ports: Ports) -> IntakePage:
    """Send off what will be asked about: the person has such a dossier."""
    wait_for_stored(qtbot, send_off(qtbot, window, begin), ports)
    return send_off(qtbot, window, begin)


def test_what_is_typed_on_after_a_question_came_is_no_reason_until_there_is_a_pause(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = doubled(qtbot, window, begin, ports)
    qtbot.keyClicks(page.person.name, "Tran")
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    qtbot.keyClicks(page.checks.reason, "Van B")
    assert page.checks.reason.text() == ""
    qtbot.wait(QUIET_MS + 100)
    qtbot.keyClicks(page.checks.reason, "Them")
    assert page.checks.reason.text() == "Them"


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Tab])
def test_a_question_is_not_passed_by_what_was_pressed_before_it_came(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin, key: Qt.Key
) -> None:
    wait_for_stored(qtbot, send_off(qtbot, window, begin), ports)
    begin("Mot")
    page = send_off(qtbot, window, begin)
    qtbot.keyClick(window, key, CTRL if key == Qt.Key.Key_Tab else Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    assert page.person.name.text() == "Abc"
    assert [parked.title for parked in page.drafts.parked] == ["Mot"]


def test_what_waits_comes_in_the_order_in_which_it_was_pressed(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = send_off(qtbot, window, begin)
    qtbot.keyClicks(page.person.name, "bbb")
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClicks(page.person.name, "ccc")
    wait_for_stored(qtbot, page, ports)
    assert page.picker.procedure.text() == "ccc"
    assert [parked.title for parked in page.drafts.parked] == ["bbb"]


def test_keys_stay_on_the_page_when_its_own_button_stored_it(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.foot.primary.setFocus()
    qtbot.mouseClick(page.foot.primary, Qt.MouseButton.LeftButton)
    assert page.foot.primary.hasFocus()
    qtbot.keyClicks(page.foot.primary, "hn")
    wait_for_stored(qtbot, page, ports)
    assert window.pages.current is page
    assert page.picker.procedure.text() == "hn"


@pytest.mark.parametrize("asked", [True, False])
def test_what_is_typed_between_f9_and_the_close_is_kept(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin, *, asked: bool
) -> None:
    if asked:
        wait_for_stored(qtbot, send_off(qtbot, window, begin), ports)
    page = begin("Ab", "hn")
    page.person.id_number.fill(NUMBER)
    page.drafts.save()
    page.person.name.setFocus()
    qtbot.keyClicks(page.person.name, "c")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    if not asked:
        qtbot.keyClicks(page.person.name, "hn")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    (draft,) = kept(ports)
    assert (draft.body["typed"] == "hn") is not asked
    assert not asked or names(ports) == ["Abc"]


def test_ctrl_z_right_after_f9_takes_nothing_out_of_what_is_being_stored(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.person.phone.setFocus()
    qtbot.keyClicks(page.person.phone, "0912345678")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert page.person.phone.value()
    qtbot.waitUntil(lambda: "Đã hoàn tác: tiếp nhận" in window.message.text(), timeout=WAIT)
    assert page.person.phone.value() == "0912 345 678"
    with ports.reading() as view:
        assert (view.dossiers.person_before(NUMBER) or {})["phone"] == "0912345678"


def test_a_reason_that_is_half_typed_outlives_a_look_at_another_intake(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = doubled(qtbot, window, begin, ports)
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    page.checks.reason.fill("Thêm một hồ sơ")
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert page.checks.isHidden()
    qtbot.keyClick(window, Qt.Key.Key_Tab, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(page.checks.isVisible, timeout=WAIT)
    assert page.checks.reason.text() == "Thêm một hồ sơ"
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: stored(ports, 2), timeout=WAIT)
