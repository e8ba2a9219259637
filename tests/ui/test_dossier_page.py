"""Chi tiết hồ sơ: one dossier on a page of its own, its four sides walked by keys."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import dossier_detail, step_dossier
from ca_desktop.services.desk.intake import ReceivedDossier
from ca_desktop.services.desk.slips import draw_slip, log_print
from ca_desktop.ui.dialogs.step import StepDialog
from ca_desktop.ui.dialogs.why import WhyDialog
from ca_desktop.ui.dossier_words import stepped_words
from ca_desktop.ui.pages.dossier import DossierPage
from ca_desktop.ui.pages.dossier_tabs import NO_FACTS, NO_PAPERS, NOT_PRINTED
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
INFO, PAPERS, HISTORY, PRINTED = range(4)


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("dossier")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


def opened(qtbot: QtBot, window: MainWindow, taken: ReceivedDossier) -> DossierPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.errands.open_dossier(taken.dossier_id)
    page = window.pages.dossier
    qtbot.waitUntil(lambda: taken.code in page._head.text(), timeout=WAIT)
    return page


def test_the_head_says_whose_it_is_how_it_stands_and_until_when(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    page = opened(qtbot, window, office.take_in(applicant={"name": "Lò Văn Đầu"}))
    assert page._head.text().startswith("Lò Văn Đầu · ")
    assert page.badge.accessibleName() == "Sắp đến hạn"
    assert page.due.text().startswith("Hẹn trả Thứ Năm, 05/03/2026")
    assert "đã dùng 0 ngày làm việc · còn 3 ngày làm việc" in page._clock.text()
    assert page._resend.isHidden()
    page.due.why.click()
    (why,) = window.findChildren(WhyDialog)
    assert "tính 3 ngày" in why.words.text()
    why.reject()


def test_before_a_dossier_is_chosen_the_page_says_nothing_about_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = DossierPage(window._context)
    qtbot.addWidget(page)
    said = {x.text() for x in page.findChildren(PlainLabel) if not x.isHidden() and x.text()}
    assert not said & {NO_FACTS, NO_PAPERS, NOT_PRINTED}
    assert page.due.why.isHidden()


def test_until_a_dossier_has_come_no_key_means_the_one_before(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    page = opened(qtbot, window, office.take_in(applicant={"name": "Lò Văn Trước"}))
    nxt = office.take_in(applicant={"name": "Lò Văn Sau"})
    window.errands.open_dossier(nxt.dossier_id)
    assert page.selected() is None
    assert page.step.count() == 0
    assert not page._letter.isEnabled()
    qtbot.waitUntil(page._letter.isEnabled, timeout=WAIT)
    row = page.selected()
    assert row is not None
    assert row.code == nxt.code


def test_the_sides_are_reached_by_keys_and_an_empty_one_says_so(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    page = opened(qtbot, window, office.take_in(applicant={"name": "Lò Thị Phiếu"}))
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.tabs.isAncestorOf(focused)
    page.tabs.setCurrentIndex(INFO)
    for side in (PAPERS, HISTORY, PRINTED):
        qtbot.keyClick(page.tabs.tabBar(), Qt.Key.Key_Right)
        assert page.tabs.currentIndex() == side
    said = [label.text() for label in page.tabs.currentWidget().findChildren(PlainLabel)]
    assert NOT_PRINTED in said
    assert not page.tabs.currentWidget().findChildren(QTableView)[0].isVisible()


def test_f9_pressed_twice_takes_one_step_and_its_success_stays_there(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Văn Đúp"})
    page = opened(qtbot, window, taken)
    page.step.setCurrentIndex(page.step.findData("in_process"))
    for _press in range(3):
        qtbot.keyClick(page.step, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
    assert taken.code in window.message.text()
    assert "▲" not in window.message.text()
    assert [row.kind for row in office.history(taken.code)].count("ProcessingStarted") == 1


def test_f9_pressed_twice_asks_once_and_asks_again_after_it_was_left(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Văn Hỏi"})
    step_dossier(office.ports, taken.code, "in_process")
    page = opened(qtbot, window, taken)
    page.step.setCurrentIndex(page.step.findData("consult"))
    for _time in range(2):
        qtbot.keyClick(page.step, Qt.Key.Key_F9)
        qtbot.keyClick(page.step, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: bool(page.findChildren(StepDialog)), timeout=WAIT)
        qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
        (asked,) = page.findChildren(StepDialog)
        asked.reject()
        qtbot.waitUntil(lambda: not page.findChildren(StepDialog), timeout=WAIT)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)


def test_what_is_printed_and_done_appears_while_the_page_is_open(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Bước", "birth": "1990"})
    page = opened(qtbot, window, taken)
    log_print(office.ports, draw_slip(office.ports, taken.code))
    note = "Thiếu giấy xác nhận tình trạng hôn nhân của cả hai bên, cần bản chính"
    page.note.fill(note)
    page.step.setCurrentIndex(page.step.findData("supplement"))
    qtbot.keyClick(page.note, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.tabs.passages.rowCount() == 2, timeout=WAIT)
    assert page.tabs.printed.rowCount() == 1
    page.tabs.setCurrentIndex(HISTORY)
    page.tabs._views[page.tabs.passages].selectRow(1)
    assert page.tabs.remark.text() == note
    assert page.note.text() == ""
    facts = dict(page.tabs.facts._rows)
    assert facts["Người nộp: ngày sinh"] == "1990"


def test_f9_on_a_dossier_without_a_step_says_why(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Văn Rút"})
    step_dossier(office.ports, taken.code, "withdrawn")
    page = opened(qtbot, window, taken)
    qtbot.keyClick(page.note, Qt.Key.Key_F9)
    assert "hết bước ở đây" in window.message.text()


def test_a_step_of_somebody_else_is_named_with_whose_it_is_and_not_taken(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Quầy"})
    step_dossier(office.ports, taken.code, "in_process")
    page = DossierPage(replace(window._context, ports=office.acting_as(Role.INTAKE)))
    qtbot.addWidget(page)
    warned: list[str] = []
    page.warned.connect(warned.append)
    page.choose(taken.dossier_id)
    page.refresh()
    qtbot.waitUntil(lambda: page.step.count() > 0, timeout=WAIT)
    assert page._go.isEnabled()
    page.step.setCurrentIndex(page.step.findData("stopped"))
    assert page.step.currentText() == (
        "Dừng giải quyết – việc của trưởng bộ phận một cửa hoặc lãnh đạo"
    )
    assert not page._go.isEnabled()
    whose = "Việc “dừng giải quyết” dành cho vai trò trưởng bộ phận một cửa hoặc lãnh đạo"
    assert whose in page.steps.told.text()
    page.primary()
    assert whose in warned[-1]
    assert len(office.history(taken.code)) == 2
    page.step.setCurrentIndex(page.step.findData("withdrawn"))
    assert page._go.isEnabled()
    assert page.steps.told.isHidden()


def test_of_a_result_before_its_day_the_holder_is_told_beforehand(office: Office) -> None:
    early, exact = (office.at("2026-03-02T09:00").take_in() for _n in range(2))
    done = step_dossier(office.ports, early.code, "result_ready")
    said = stepped_words(done, dossier_detail(office.ports, early.dossier_id))
    assert said.endswith("Sớm hơn ngày hẹn 05/03/2026: báo người dân trước khi trả.")
    done = step_dossier(office.at("2026-03-05T08:00").ports, exact.code, "result_ready")
    said = stepped_words(done, dossier_detail(office.ports, exact.dossier_id))
    assert said == f"{exact.code}: Có kết quả – chờ trả."
    office.at("2026-03-02T09:00")


def test_a_remark_typed_for_one_dossier_waits_there_while_another_is_looked_at(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    first = office.take_in(applicant={"name": "Lò Văn Một"})
    page = opened(qtbot, window, first)
    page.note.fill("Của người một")
    second = office.take_in(applicant={"name": "Lò Văn Hai"})
    opened(qtbot, window, second)
    assert page.note.text() == ""
    assert f"Phần gõ dở của hồ sơ {first.code} chưa lưu" in window.message.text()
    page.note.fill("Của người hai")
    opened(qtbot, window, first)
    assert page.note.text() == "Của người một"
    assert list(page.unkept()) == [f"hồ sơ {first.code}", f"hồ sơ {second.code}"]
    page._drop_note(first.dossier_id)
    assert page.note.text() == ""
    opened(qtbot, window, second)
    assert page.note.text() == "Của người hai"
    page._drop_note(second.dossier_id)
    assert not page.unkept()
