"""Nothing that was typed is lost: drafts, parked intakes, and the way back from a mistake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.helpers.intakes import CARD, NAME, NUMBER, WAIT, Begin, kept, names, press, stored

from ca_desktop.app.demo import hands
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.office_window import open_window
from ca_desktop.domain.drafts import KEPT_DAYS, MOST_PARKED
from ca_desktop.domain.errors import DiskFull
from ca_desktop.domain.people import CardData, parse_card
from ca_desktop.services.desk import drafts
from ca_desktop.services.desk.dossiers import (
    count_dossiers,
    dossier_rows,
    step_dossier,
)
from ca_desktop.services.desk.intake import ReceiveDossier, receive_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.work import UnitOfWork
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.tasks import Done
from ca_desktop.ui.theme import tokens_of
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.papers import PapersView
from ca_desktop.ui.windows.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


# --- Saved by itself --------------------------------------------------------------------------


def test_who_types_without_a_pause_is_saved_all_the_same(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("A")
    timer = page.drafts._timer
    due = timer.remainingTime()
    assert 0 < due < 2000
    for letter in "bcd":
        qtbot.keyClicks(page.person.name, letter)
        assert timer.remainingTime() <= due
    timer.timeout.emit()
    qtbot.waitUntil(lambda: names(ports) == ["Abcd"], timeout=WAIT)
    qtbot.waitUntil(lambda: "Đã lưu nháp 09:00:00" in window.desk.state.text(), timeout=WAIT)
    assert count_dossiers(ports, DossierFilter()) == 0


def test_leaving_the_field_saves_at_once(qtbot: QtBot, ports: Ports, begin: Begin) -> None:
    page = begin("Abc")
    page.drafts._on_focus(page.person.name, page.person.birth)
    qtbot.waitUntil(lambda: names(ports) == ["Abc"], timeout=WAIT)


def test_a_form_that_is_emptied_again_leaves_no_draft(
    qtbot: QtBot, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc")
    page.drafts.save()
    qtbot.waitUntil(lambda: len(kept(ports)) == 1, timeout=WAIT)
    page.person.name.setText("")
    page.drafts.save()
    qtbot.waitUntil(lambda: not kept(ports), timeout=WAIT)


def test_a_saved_dossier_leaves_no_draft(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.drafts.save()
    qtbot.keyClicks(page.person.name, "d")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: not page.drafts.typing, timeout=WAIT)
    assert not kept(ports)
    assert not page.drafts._timer.isActive()


@pytest.fixture
def full() -> list[bool]:
    """Whether the disk takes nothing."""
    return [False]


@pytest.fixture
def on_a_small_disk(ports: Ports, full: list[bool]) -> Iterator[MainWindow]:
    def writing() -> UnitOfWork:
        if full[0]:
            raise DiskFull
        return ports.writing()

    window = open_window(replace(ports, writing=writing))
    window.show()
    yield window
    window.close()
    window.deleteLater()


def typed_in_vain(qtbot: QtBot, window: MainWindow, full: list[bool]) -> IntakePage:
    """Begin an intake of Abc, and let the disk take nothing when it is saved."""
    window.desk.new_intake()
    page = window.pages.intake
    full[0] = True
    qtbot.keyClicks(page.person.name, "Abc")
    page.drafts.save()
    return page


def test_a_full_disk_is_said_and_tried_again(
    qtbot: QtBot, on_a_small_disk: MainWindow, full: list[bool]
) -> None:
    window = on_a_small_disk
    page = typed_in_vain(qtbot, window, full)
    qtbot.waitUntil(lambda: "▲ Chưa lưu được nháp" in window.desk.state.text(), timeout=WAIT)
    assert "ổ đĩa" in window.desk.state.text()
    assert "Đừng tắt chương trình" in window.message.text()
    assert page.drafts._timer.isActive()
    window.message.say("Đã in.")
    page.drafts.save()
    qtbot.waitUntil(page.drafts._timer.isActive, timeout=WAIT)
    assert "Đã in" in window.message.text()  # it is said once, not at each try
    full[0] = False
    page.drafts.save()
    qtbot.waitUntil(lambda: "Đã lưu nháp" in window.desk.state.text(), timeout=WAIT)


@pytest.mark.parametrize("parks", [True, False])
def test_what_a_full_disk_keeps_from_waiting_elsewhere_waits_beside_the_form(
    qtbot: QtBot, on_a_small_disk: MainWindow, full: list[bool], ports: Ports, *, parks: bool
) -> None:
    window = on_a_small_disk
    window.desk.new_intake()
    page = window.pages.intake
    full[0] = True
    qtbot.keyClicks(page.person.name, "Abc")
    if parks:
        window.desk.new_intake()
    else:
        page.foot.aside.click()
    qtbot.waitUntil(lambda: "▲ Chưa lưu được nháp" in window.desk.state.text(), timeout=WAIT)
    assert [parked.title for parked in page.drafts.parked] == ["Abc"]
    assert "Đã để vào Nháp" not in window.message.text()
    assert page.drafts._timer.isActive()
    full[0] = False
    page.drafts._timer.timeout.emit()
    qtbot.waitUntil(lambda: names(ports) == ["Abc"], timeout=WAIT)
    page.drafts.take(0)
    page.foot.aside.click()
    qtbot.waitUntil(lambda: "Đã để vào Nháp" in window.message.text(), timeout=WAIT)
    assert [row.aside for row in kept(ports)] == [True]


def test_closing_the_window_saves_what_stands_in_the_form(qtbot: QtBot, ports: Ports) -> None:
    window = open_window(ports)
    window.show()
    window.desk.new_intake()
    qtbot.keyClicks(window.pages.intake.person.name, "Abc")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert names(ports) == ["Abc"]
    window.deleteLater()


def test_what_nothing_keeps_holds_the_window_back_until_it_was_said(
    qtbot: QtBot, ports: Ports
) -> None:
    window = open_window(ports)
    window.show()
    window.show_page(window.pages.users)
    page = window.pages.users
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page._new.click()
    qtbot.keyClicks(page.name, "Abc")
    window.show_page(window.pages.today)
    window.close()
    assert window.isVisible()
    assert window.pages.current is page
    assert "Phần gõ dở chưa lưu: người mới." in window.message.text()
    qtbot.keyClicks(page.name, " Def")
    window.close()
    assert window.isVisible()  # something else is typed than what was said
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    window.deleteLater()


def test_what_is_being_composed_at_the_close_is_saved_and_nothing_after_it(
    qtbot: QtBot, ports: Ports
) -> None:
    window = open_window(ports)
    window.show()
    window.desk.new_intake()
    page = window.pages.intake
    page.person.name.setFocus()
    hands.send(page.person.name, hands.composing("Vàng Thị"))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    assert names(ports) == ["Vàng Thị"]
    page.person.name.fill("Sau khi đóng")
    page.drafts.save()
    assert names(ports) == ["Vàng Thị"]
    window.deleteLater()


# --- Found again ------------------------------------------------------------------------------


BODY = {
    "procedure": "1.004873",
    "typed": "x",
    "papers": [["Tờ khai", False, "2", "3", True]],
    "fields": {NAME: "Lò Thị É", "applicant.sex": "female", "sets": "4"},
}


@pytest.fixture
def left(ports: Ports) -> None:
    """A draft that was on the screen when the program ended."""
    drafts.save_draft(ports, "1" * 32, BODY)


def test_what_was_being_typed_is_offered_and_goes_on_as_it_was(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    bar = window.desk.recovery
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    assert "1 hồ sơ đang nhập dở" in bar.text.text()
    assert "09:00" in bar.text.text()
    assert "Lò Thị É" in bar.text.text()
    press(qtbot, window, "draft_go_on")
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.current is not None, timeout=WAIT)
    assert page.person.name.text() == "Lò Thị É"
    assert page.person.sex.currentData() == "female"
    assert page.filing.sets.text() == "4"
    assert page.papers.rows() == BODY["papers"]
    assert not bar.isVisible()
    qtbot.keyClicks(page.person.name, "n")
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Lò Thị Én"], timeout=WAIT)


def test_what_was_being_typed_stays_in_drafts_or_goes(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    qtbot.waitUntil(window.desk.recovery.isVisible, timeout=WAIT)
    press(qtbot, window, "draft_aside")
    qtbot.waitUntil(lambda: [row.aside for row in kept(ports)] == [True], timeout=WAIT)
    window.desk.recovery.offer(kept(ports))
    press(qtbot, window, "draft_drop")
    qtbot.waitUntil(lambda: not kept(ports), timeout=WAIT)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: len(kept(ports)) == 1, timeout=WAIT)


def test_a_draft_that_was_taken_up_elsewhere_is_no_longer_offered(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    bar = window.desk.recovery
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    window.show_page(window.pages.drafts)
    qtbot.waitUntil(lambda: window.pages.drafts.model.rowCount() == 1, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(bar.isHidden, timeout=WAIT)
    assert window.pages.intake.drafts.open_ids == {"1" * 32}


def test_a_draft_that_goes_on_changing_is_offered_as_it_is_now(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    bar = window.desk.recovery
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    drafts.save_draft(ports, "2" * 32, BODY)
    newer = dict(BODY) | {"fields": {NAME: "Lò Thị Ên"}}
    work = partial(drafts.save_draft, ports, "1" * 32, newer)
    window.pages.today.context.tasks.change(work, owner=window, done=lambda _saved: None)
    qtbot.waitUntil(lambda: "Lò Thị Ên" in bar.text.text(), timeout=WAIT)
    assert "1 hồ sơ" in bar.text.text()
    press(qtbot, window, "draft_aside")
    qtbot.waitUntil(lambda: [row.aside for row in kept(ports)].count(True) == 1, timeout=WAIT)


def test_drafts_are_listed_taken_up_removed_and_put_back(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.drafts
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    texts = [page.model.index(0, column).data() for column in range(4)]
    assert texts == ["Lò Thị É · x", "09:00 18/11/2026", "Cán bộ A", "25/11/2026"]
    font = page.model.index(0, 0).data(Qt.ItemDataRole.FontRole)
    assert isinstance(font, QFont)
    assert font.italic()
    grey = page.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    muted = QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
    theirs = tokens_of(QGuiApplication.palette()) is None  # colours of the system, in which none is
    assert grey == (None if theirs else muted)
    qtbot.waitUntil(lambda: "(1)" in window.rail.item(5).text(), timeout=WAIT)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not kept(ports), timeout=WAIT)
    qtbot.waitUntil(lambda: "Không có hồ sơ nhập dở" in page._hint.text(), timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page.list.selectRow(0)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.pages.current is window.pages.intake, timeout=WAIT)
    name = window.pages.intake.person.name
    qtbot.waitUntil(lambda: name.text() == "Lò Thị É", timeout=WAIT)


def test_a_draft_that_was_let_go_is_told_at_the_start_and_can_be_put_back(
    qtbot: QtBot, left: None, ports: Ports
) -> None:
    assert isinstance(ports.clock, StoryClock)
    ports.clock.moment += timedelta(days=KEPT_DAYS)
    window = open_window(ports)
    window.show()
    said = f"{KEPT_DAYS} ngày"
    qtbot.waitUntil(lambda: said in window.message.text(), timeout=WAIT)
    assert not kept(ports)
    assert window.desk.recovery.isHidden()
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: len(kept(ports)) == 1, timeout=WAIT)
    window.close()
    window.deleteLater()


# --- Parked -----------------------------------------------------------------------------------


def test_f2_parks_the_open_intake_and_ctrl_tab_brings_it_back(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    first = page.contents.read()
    begin("Hai")
    assert [parked.title.split(" · ")[0] for parked in page.drafts.parked] == ["Mot"]
    assert page.parked._head.text().startswith("Đang mở: 1")
    qtbot.keyClick(window, Qt.Key.Key_Tab, CTRL)
    assert page.contents.read() == first
    assert [parked.title for parked in page.drafts.parked] == ["Hai"]
    qtbot.mouseClick(page.parked.chips[0], Qt.MouseButton.LeftButton)
    assert page.person.name.text() == "Hai"
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Hai", "Mot"], timeout=WAIT)


def scanned() -> CardData:
    card = parse_card(CARD)
    assert card is not None
    return card


def of_somebody_else(page: IntakePage) -> dict[str, str]:
    """Let the dossier be of the person of a card; return what is kept of them."""
    page.take_card(scanned())
    page.cards.answered.emit("behalf")
    holder = page.filing.holder()
    assert holder is not None
    assert (holder["birth"], holder["sex"]) == ("1990-02-07", "male")
    return holder


def test_what_a_card_says_of_the_holder_comes_back_with_a_parked_intake(
    qtbot: QtBot, window: MainWindow, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    holder = of_somebody_else(page)
    begin("Hai")
    assert page.filing.holder() is None
    qtbot.keyClick(window, Qt.Key.Key_Tab, CTRL)
    assert page.filing.holder() == holder
    page.filing.fields["on_behalf_of.id_number"].editor.setProperty("text", "001090123458")
    assert "birth" not in (page.filing.holder() or {})


def test_what_a_card_says_of_the_holder_is_recovered_with_the_draft(
    qtbot: QtBot, ports: Ports, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    holder, body = of_somebody_else(page), page.contents.read()
    page.drafts.save()
    qtbot.waitUntil(lambda: [row.body for row in kept(ports)] == [body], timeout=WAIT)
    window = open_window(ports)
    window.show()
    qtbot.waitUntil(window.desk.recovery.isVisible, timeout=WAIT)
    press(qtbot, window, "draft_go_on")
    recovered = window.pages.intake
    qtbot.waitUntil(lambda: recovered.picker.current is not None, timeout=WAIT)
    assert recovered.filing.holder() == holder
    window.close()
    window.deleteLater()


def test_a_card_that_says_more_of_a_holder_who_was_typed_is_saved_as_well(
    qtbot: QtBot, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    of_somebody_else(page)
    page.contents.write(page.contents.read() | {"holder_card": {}})
    assert "birth" not in (page.filing.holder() or {})
    page.drafts.save()
    assert not page.drafts._timer.isActive()
    of_somebody_else(page)
    assert page.drafts._timer.isActive()


@pytest.mark.parametrize("said", [None, [], {"id_number": 7, "birth": None}, {"more": "x"}])
def test_a_draft_that_keeps_no_card_still_opens(begin: Begin, said: object) -> None:
    page = begin("", "")
    body = {"fields": {NAME: "Lò Thị É", "on_behalf_of.name": "Lò Văn Ó"}}
    page.contents.write(body if said is None else body | {"holder_card": said})
    assert page.filing.holder() == {"name": "Lò Văn Ó"}


def test_five_intakes_may_wait_and_the_sixth_is_told_why_not(
    window: MainWindow, begin: Begin
) -> None:
    page = begin("N0")
    for number in range(1, MOST_PARKED + 1):
        begin(f"N{number}")
    window.desk.new_intake()
    assert len(page.drafts.parked) == MOST_PARKED
    assert page.person.name.text() == f"N{MOST_PARKED}"
    assert "chưa mở thêm được" in window.message.text()


def test_a_draft_for_which_there_is_no_room_stays_among_the_drafts(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("N0")
    for number in range(1, MOST_PARKED + 1):
        begin(f"N{number}")
    page.drafts.save()
    window.show_page(window.pages.drafts)
    model = window.pages.drafts.model
    qtbot.waitUntil(lambda: model.rowCount() == MOST_PARKED + 2, timeout=WAIT)
    titles = [model.index(row, 0).data() for row in range(model.rowCount())]
    window.pages.drafts.list.selectRow(titles.index("Lò Thị É · x"))
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "chưa mở thêm được" in window.message.text(), timeout=WAIT)
    assert page.person.name.text() == f"N{MOST_PARKED}"
    qtbot.waitUntil(lambda: not window.pages.intake.context.tasks.busy, timeout=WAIT)
    assert len(names(ports)) == MOST_PARKED + 2


def test_a_draft_that_is_open_beside_is_brought_to_the_screen_and_stands_there_once(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Mot")
    begin("Hai")
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Hai", "Mot"], timeout=WAIT)
    window.show_page(window.pages.drafts)
    model = window.pages.drafts.model
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=WAIT)
    for wanted, beside in (("Mot", "Hai"), ("Mot", "Hai"), ("Hai", "Mot")):
        window.show_page(window.pages.drafts)
        titles = [model.index(row, 0).data() for row in range(2)]
        window.pages.drafts.list.selectRow(titles.index(wanted))
        qtbot.keyClick(window, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: window.pages.current is page, timeout=WAIT)
        assert page.person.name.text() == wanted
        assert [parked.title for parked in page.drafts.parked] == [beside]
        qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=WAIT)
    assert names(ports) == ["Hai", "Mot"]


@pytest.mark.parametrize("refused", [True, False])
def test_a_letter_ends_the_intake_it_is_about_and_leaves_the_one_that_was_begun_since(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin, *, refused: bool
) -> None:
    page = begin("Mot", "hn")
    page.papers.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    press(qtbot, window, "missing_refusal" if refused else "missing_supplement")
    assert window.pages.current is window.pages.letter
    begin("Hai")
    page.drafts.save()
    assert [parked.title.split(" · ")[0] for parked in page.drafts.parked] == ["Mot"]
    window.show_page(window.pages.letter)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.pages.current is page, timeout=WAIT)
    assert page.person.name.text() == "Hai"
    assert not page.drafts.parked
    left = ["Hai"] if refused else ["Hai", "Mot"]
    qtbot.waitUntil(lambda: names(ports) == left, timeout=WAIT)


def test_what_is_pinned_stays_when_an_intake_is_put_beside_or_among_the_drafts(
    window: MainWindow, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    page.pins.buttons["procedure"].click()
    window.desk.new_intake()
    assert page.picker.code() == "1.004873"
    assert not page.drafts.typing
    begin("Hai")
    page.foot.aside.click()
    assert page.picker.code() == "1.004873"
    assert not page.drafts.typing
    page.pins.buttons["procedure"].click()


def test_the_next_dossier_of_the_same_person_needs_no_typing(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    qtbot.keyClicks(page.filing.note, "x")
    qtbot.keyClick(window, Qt.Key.Key_F9, CTRL)
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: page.picker.current is None, timeout=WAIT)
    assert (page.person.name.text(), page.filing.note.text()) == ("Abc", "")
    assert not page.drafts.typing


def test_what_is_pinned_stays_for_the_next_dossier_until_it_is_unpinned(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.picker.procedure.setFocus()
    window.commands.run("pin")
    assert page.pins.names == {"procedure"}
    page.person.hamlet.fill("Thôn Nà Phát")
    page.pins.buttons["applicant.hamlet"].click()
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: not page.person.name.text(), timeout=WAIT)
    assert page.picker.code() == "1.004873"
    assert page.person.hamlet.text() == "Thôn Nà Phát"
    assert page.person.values()["address"] == "Thôn Nà Phát, Xã Bình Minh"
    assert page.papers.rowCount() > 0
    assert not page.drafts.typing
    page.empty()
    assert not page.drafts.typing  # an empty form is nothing typed either
    for name in ("procedure", "applicant.hamlet"):
        page.pins.buttons[name].click()
    assert not page.pins.names


def test_a_pinned_hamlet_makes_the_address_of_every_next_citizen(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    qtbot.waitUntil(lambda: bool(page.person.home.unit), timeout=WAIT)
    address = f"Thôn Nà Phát, {page.person.home.unit}"
    for name in ("procedure", "applicant.hamlet"):
        page.pins.buttons[name].click()
    page.person.hamlet.setFocus()
    page.person.hamlet.fill("Thôn Nà Phát")
    for place, number in enumerate((NUMBER, "001190123457", "001190123458"), start=1):
        page.person.name.fill("Lò Thị Én")
        page.person.id_number.fill(number)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(partial(stored, ports, place), timeout=WAIT)
        qtbot.waitUntil(lambda: not page.person.name.text(), timeout=WAIT)
        assert page.person.address.text() == address
        assert not page.drafts.typing
        with ports.reading() as view:
            assert (view.dossiers.person_before(number) or {})["address"] == address
    page.person.hamlet.setFocus()
    page.person.hamlet.fill("Thôn Đông Viên")
    page.person.phone.setFocus()
    assert page.person.address.text() == f"Thôn Đông Viên, {page.person.home.unit}"


def test_a_hamlet_that_was_typed_when_the_intake_was_parked_still_makes_the_address(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    page.person.hamlet.setFocus()
    page.person.hamlet.fill("Thôn Nà Phát")
    body = page.contents.read()
    assert not body["fields"]["applicant.address"]
    page.empty()
    page.contents.write(body)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    with ports.reading() as view:
        known = view.dossiers.person_before(NUMBER) or {}
    assert str(known["address"]).startswith("Thôn Nà Phát")


def test_a_draft_goes_on_whatever_is_pressed_before_the_catalogue_has_come(
    qtbot: QtBot, left: None, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.intake
    assert not page.picker.ready
    page.drafts.open(kept(ports))
    window.desk.new_intake()
    page.drafts.take(0)
    qtbot.keyClicks(page.person.name, "x")
    page.drafts.save()
    page.refresh()
    qtbot.waitUntil(lambda: page.person.name.text() == "Lò Thị É", timeout=WAIT)
    assert names(ports) == ["Lò Thị É"]
    assert page.picker.code() == BODY["procedure"]


def test_a_cell_of_the_papers_counts_as_it_is_typed(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    table = page.findChild(PapersView)
    assert table is not None
    table.begin()
    qtbot.keyClick(table, Qt.Key.Key_Plus)
    cell = QApplication.focusWidget()
    assert isinstance(cell, QLineEdit)
    qtbot.keyClicks(cell, "Giay to khac")
    page.drafts.save()
    assert page.contents.read()["papers"][-1][0] == "Giay to khac"
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: stored(ports, 1), timeout=WAIT)
    (row,) = dossier_rows(ports, DossierFilter())
    with ports.reading() as view:
        taken_in = view.dossiers.history(row.dossier_id)[0].fields or {}
    assert taken_in["documents"][-1]["name"] == "Giay to khac"


def test_a_form_that_a_clerk_emptied_leaves_no_draft_behind(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Abc"], timeout=WAIT)
    page.person.name.setText("")
    page.picker.procedure.selectAll()
    qtbot.keyClick(page.picker.procedure, Qt.Key.Key_Backspace)
    page.drafts.save()
    qtbot.waitUntil(lambda: not kept(ports), timeout=WAIT)


def test_emptying_the_form_keeps_no_part_of_it(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    page.filing.unfold()
    page.filing.behalf.setFocus()
    qtbot.keyClicks(page.filing.behalf, "Hai")
    page.drafts.park()
    qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=WAIT)
    page.drafts.save_pending()
    qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=WAIT)
    assert names(ports) == ["Mot"]


@pytest.mark.parametrize("place", ["screen", "beside"])
def test_what_is_removed_among_the_drafts_is_open_nowhere_and_comes_back_with_ctrl_z(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin, place: str
) -> None:
    page = begin("Mot")
    page.drafts.save()
    if place == "beside":
        window.desk.new_intake()
    window.show_page(window.pages.drafts)
    qtbot.waitUntil(lambda: window.pages.drafts.model.rowCount() == 1, timeout=WAIT)
    qtbot.keyClick(window.pages.drafts.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not kept(ports), timeout=WAIT)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    assert not page.drafts.typing
    assert not page.drafts.parked
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: names(ports) == ["Mot"], timeout=WAIT)


def test_a_letter_leaves_whoever_took_the_place_of_the_one_it_is_about(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Mot", "hn")
    page.papers.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    press(qtbot, window, "missing_refusal")
    window.show_page(page)
    page.take_card(scanned())
    press(qtbot, window, "card_replace")
    window.show_page(window.pages.letter)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.pages.current is page, timeout=WAIT)
    assert page.person.name.text() == "Trần Văn Đức"


def test_a_full_disk_holds_the_window_back_before_an_intake_is_lost(
    qtbot: QtBot, on_a_small_disk: MainWindow, full: list[bool]
) -> None:
    window = on_a_small_disk
    page = typed_in_vain(qtbot, window, full)
    qtbot.waitUntil(lambda: bool(page.drafts.unkept), timeout=WAIT)
    assert not window.close()
    assert "hồ sơ Abc" in window.message.text()


def test_a_window_that_was_held_back_does_not_close_by_itself_later(
    qtbot: QtBot, on_a_small_disk: MainWindow, full: list[bool], ports: Ports
) -> None:
    window = on_a_small_disk
    page = typed_in_vain(qtbot, window, full)
    assert not window.close()  # the disk has not answered yet
    assert not window.isEnabled()  # nothing can be typed that nobody would keep
    qtbot.waitUntil(lambda: "hồ sơ Abc" in window.message.text(), timeout=WAIT)
    assert window.isEnabled()
    full[0] = False
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Abc"], timeout=WAIT)
    qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=WAIT)
    assert window.isVisible()


def test_an_intake_the_disk_refused_is_tried_again_after_the_next_one_was_stored(
    qtbot: QtBot, on_a_small_disk: MainWindow, full: list[bool], ports: Ports
) -> None:
    window = on_a_small_disk
    window.desk.new_intake()
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.ready, timeout=WAIT)
    full[0] = True
    qtbot.keyClicks(page.person.name, "Mot")
    window.desk.new_intake()
    qtbot.waitUntil(lambda: bool(page.drafts.unkept), timeout=WAIT)
    full[0] = False
    page.choose("1.004873")
    page.person.name.fill("Hai")
    page.person.id_number.fill(NUMBER)
    page.save()
    qtbot.waitUntil(lambda: stored(ports, 1), timeout=WAIT)
    qtbot.waitUntil(lambda: not page.ahead.busy, timeout=WAIT)
    assert page.drafts._timer.isActive()
    page.drafts._timer.timeout.emit()
    qtbot.waitUntil(lambda: names(ports) == ["Mot"], timeout=WAIT)


# --- Undone -----------------------------------------------------------------------------------


def saved(qtbot: QtBot, window: MainWindow, begin: Begin) -> IntakePage:
    """Take somebody in, so that it can be undone."""
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    return page


def wait_for_cancelled(qtbot: QtBot, ports: Ports) -> None:
    cancelled = DossierFilter(statuses=("cancelled",))
    qtbot.waitUntil(lambda: count_dossiers(ports, cancelled) == 1, timeout=WAIT)


def test_ctrl_z_cancels_the_dossier_that_was_just_saved_and_gives_the_form_back(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = saved(qtbot, window, begin)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_for_cancelled(qtbot, ports)
    qtbot.waitUntil(lambda: "Đã hoàn tác: tiếp nhận" in window.message.text(), timeout=WAIT)
    assert page.person.name.text() == "Abc"
    assert not window.desk.undo_button.isVisible()


def test_what_an_undone_dossier_gives_back_is_kept_and_pushes_nothing_away(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = saved(qtbot, window, begin)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_for_cancelled(qtbot, ports)
    qtbot.waitUntil(lambda: names(ports) == ["Abc"], timeout=WAIT)
    page.checks.reason.fill("x")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    begin("Hai")
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: len(page.drafts.parked) == 1, timeout=WAIT)
    assert page.person.name.text() == "Hai"
    assert page.drafts.parked[0].title.startswith("Abc")
    page.drafts.save()
    qtbot.waitUntil(lambda: names(ports) == ["Abc", "Hai"], timeout=WAIT)


def test_ctrl_z_never_cancels_a_dossier_while_the_next_one_is_typed(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = saved(qtbot, window, begin)
    page.person.name.setFocus()
    qtbot.keyClicks(page.person.name, "Lo")
    page.person.phone.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "bấm nút “Hoàn tác”" in window.message.text()
    assert count_dossiers(ports, DossierFilter(statuses=("received",))) == 1
    press(qtbot, window, "undo_last")
    wait_for_cancelled(qtbot, ports)
    assert page.person.name.text() == "Lo"


def test_ctrl_z_leaves_what_is_pinned_and_cancels_what_was_saved(
    qtbot: QtBot, window: MainWindow, ports: Ports, begin: Begin
) -> None:
    page = begin("Abc", "hn")
    page.person.id_number.fill(NUMBER)
    window.commands.run("pin")
    assert page.pins.names == {"procedure"}
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    pinned = page.picker.procedure.text()
    page.picker.procedure.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    wait_for_cancelled(qtbot, ports)
    assert page.picker.procedure.text() == pinned


def test_what_could_not_be_undone_for_want_of_room_can_be_tried_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    full = [True]

    def work() -> Done[str]:
        if full:
            raise DiskFull
        return Done("", frozenset())

    window.desk.undoing.note(Undoable("việc thử", work))
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    full.clear()
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: "Đã hoàn tác: việc thử" in window.message.text(), timeout=WAIT)


def test_ctrl_z_takes_back_the_typing_first(qtbot: QtBot, window: MainWindow, begin: Begin) -> None:
    page = begin("Abc")
    assert window.focusWidget() is page.person.name
    page.person.name.undo()
    assert not page.person.name.text()
    page.person.name.redo()
    assert page.person.name.text() == "Abc"


def test_a_step_and_a_return_are_undone_from_the_window(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    given = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én"}}
    code = receive_dossier(ports, ReceiveDossier.from_json(given)).code
    step_dossier(ports, code, "result_ready")
    window.show_page(window.pages.results)
    window.pages.results.start(code)
    qtbot.waitUntil(lambda: window.pages.results.card.shown_code == code, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_F9)

    def status() -> str:
        return dossier_rows(ports, DossierFilter())[0].status

    qtbot.waitUntil(lambda: status() == "result_returned", timeout=WAIT)
    qtbot.waitUntil(window.desk.undo_button.isVisible, timeout=WAIT)
    press(qtbot, window, "undo_last")
    qtbot.waitUntil(lambda: status() == "result_ready", timeout=WAIT)
    qtbot.waitUntil(lambda: "Đã hoàn tác: trả kết quả" in window.message.text(), timeout=WAIT)
    assert "Hồ sơ nay ở danh sách “Chờ trả kết quả”." in window.message.text()
    press(qtbot, window, "open_list")
    assert window.pages.current is window.pages.dossiers
    model = window.pages.dossiers.list.model()
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=WAIT)
