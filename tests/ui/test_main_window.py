"""The window as a clerk uses it: by keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.office_window import open_window
from ca_desktop.domain.drafts import KEPT_DAYS
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.reports import COLUMNS, official_month
from ca_desktop.services.desk import drafts
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows, step_dossier
from ca_desktop.services.desk.intake import ReceiveDossier, receive_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


def received(ports: Ports, name: str = "Lò Thị Én") -> str:
    command = ReceiveDossier.from_json({"procedure": "1.004873", "applicant": {"name": name}})
    return receive_dossier(ports, command).code


def choose_procedure(qtbot: QtBot, window: MainWindow, typed: str) -> None:
    qtbot.waitUntil(lambda: window.pages.intake.picker.ready, timeout=WAIT)
    qtbot.keyClicks(window.pages.intake.picker.procedure, typed)
    qtbot.keyClick(window.pages.intake.picker.procedure, Qt.Key.Key_Return)


def test_a_dossier_is_taken_in_from_the_keyboard(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.pages.current is window.pages.intake
    choose_procedure(qtbot, window, "hn")
    qtbot.keyClicks(window.pages.intake.person.id_number, "001190123456")
    window.pages.intake.person.name.insert("Giàng A Sủ")  # key events carry plain letters only
    qtbot.keyClicks(window.pages.intake.person.birth, "5/3/1990")
    qtbot.keyClick(window, Qt.Key.Key_F9)

    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    row = dossier_rows(ports, DossierFilter())[0]
    assert (row.holder_name, row.procedure_code) == ("Giàng A Sủ", "1.004873")
    qtbot.waitUntil(lambda: window.pages.intake.person.name.text() == "", timeout=WAIT)
    assert QApplication.focusWidget() is window.pages.intake.picker.procedure
    qtbot.waitUntil(lambda: "Máy in thử" in window.message.text(), timeout=WAIT)


def test_enter_never_saves(qtbot: QtBot, window: MainWindow, ports: Ports) -> None:
    window.show_page(window.pages.intake)
    choose_procedure(qtbot, window, "hn")
    for field in (
        window.pages.intake.person.id_number,
        window.pages.intake.person.name,
        window.pages.intake.person.address,
    ):
        qtbot.keyClicks(field, "1")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.wait(100)
    assert count_dossiers(ports, DossierFilter()) == 0


def test_a_missing_name_is_said_below_its_field(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    window.show_page(window.pages.intake)
    choose_procedure(qtbot, window, "hn")
    window.pages.intake.primary()
    field = window.pages.intake._fields["applicant.name"]
    qtbot.waitUntil(lambda: bool(field.problem), timeout=WAIT)
    assert count_dossiers(ports, DossierFilter()) == 0


def test_a_birth_that_is_no_date_is_kept_and_explained(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.intake)
    choose_procedure(qtbot, window, "hn")
    qtbot.keyClicks(window.pages.intake.person.birth, "31/02/1990")
    window.pages.intake.primary()
    assert window.pages.intake._fields["applicant.birth"].problem
    assert window.pages.intake.person.birth.text() == "31/02/1990"


def test_an_unfinished_composition_is_saved(qtbot: QtBot, window: MainWindow, ports: Ports) -> None:
    window.show_page(window.pages.intake)
    choose_procedure(qtbot, window, "hn")
    window.pages.intake.person.id_number.fill("001190123456")
    window.pages.intake.person.name.insert("Lò ")
    QApplication.sendEvent(window.pages.intake.person.name, QInputMethodEvent("Én", []))
    window.pages.intake.primary()
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    assert dossier_rows(ports, DossierFilter())[0].holder_name == "Lò Én"


def test_a_card_fills_the_person(qtbot: QtBot, window: MainWindow) -> None:
    window.search.setText(
        "001190123456|012345678|Nguyễn Thị Hường|01011990|Nữ|Thôn Đông Viên|15042021"
    )
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.pages.current is window.pages.intake
    assert window.pages.intake.person.name.text() == "Nguyễn Thị Hường"
    assert window.pages.intake.person.sex.currentData() == "female"


def test_typing_without_marks_finds_a_dossier(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    received(ports, "Đặng Thị Hường")
    received(ports, "Lê Văn Bảo")
    window.show_page(window.pages.dossiers)
    qtbot.keyClicks(window.search, "huong dang")
    qtbot.waitUntil(lambda: window.pages.dossiers.model.rowCount() == 1, timeout=WAIT)
    assert window.pages.current is window.pages.dossiers


def test_a_result_is_returned_by_the_code_of_the_slip(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    code = received(ports)
    step_dossier(ports, code, "result_ready", note="xong")
    window.search.setText(code)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.pages.results.card.shown_code == code, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    done = DossierFilter(statuses=("result_returned",))
    qtbot.waitUntil(lambda: count_dossiers(ports, done) == 1, timeout=WAIT)


def test_a_step_is_taken_from_the_details(qtbot: QtBot, window: MainWindow, ports: Ports) -> None:
    received(ports)
    window.show_page(window.pages.dossiers)
    qtbot.waitUntil(lambda: window.pages.dossiers.model.rowCount() == 1, timeout=WAIT)
    window.pages.dossiers.list.selectRow(0)
    window.pages.dossiers.primary()
    page = window.pages.dossier
    qtbot.waitUntil(lambda: page.step.count() > 0, timeout=WAIT)
    page.step.setCurrentIndex(page.step.findData("in_process"))
    page.primary()
    working = DossierFilter(statuses=("in_process",))
    qtbot.waitUntil(lambda: count_dossiers(ports, working) == 1, timeout=WAIT)


def test_the_report_counts_what_was_taken_in(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    received(ports)
    assert window.pages.report.period() == official_month(2026, 11)
    window.pages.report.start.setText("01/11/2026")
    window.pages.report.end.setText("30/11/2026")
    window.show_page(window.pages.report)
    qtbot.waitUntil(lambda: window.pages.report.model.rowCount() == 2, timeout=WAIT)
    assert window.pages.report.model.index(1, 1).data() == "1"


def test_a_figure_opens_its_dossiers_and_every_list_is_one_choice_away(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    ready = received(ports)
    received(ports, "Lê Văn Bảo")
    step_dossier(ports, ready, "result_ready")
    report, page = window.pages.report, window.pages.dossiers
    report.start.setText("01/11/2026")
    report.end.setText("30/11/2026")
    window.show_page(report)
    qtbot.waitUntil(lambda: report.model.rowCount() == 2, timeout=WAIT)
    for back in ("filter", "search"):
        report.list.activated.emit(report.model.index(0, COLUMNS.index("c7") + 1))
        qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
        assert (window.pages.current is page, page.filter.currentIndex()) == (True, -1)
        if back == "filter":
            page.filter.setCurrentIndex(0)
        else:
            page.search("")
        qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)


def test_a_return_without_a_code_asks_for_it(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.results)
    window.pages.results.primary()
    field = window.pages.results._fields["dossier"]
    qtbot.waitUntil(lambda: "mã hồ sơ" in field.problem, timeout=WAIT)


def test_an_office_without_a_centre_is_told_so(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.transfer)
    qtbot.waitUntil(
        lambda: "Chưa kết nối" in window.pages.transfer.outbox.waiting.text(), timeout=WAIT
    )


def test_no_button_takes_enter_for_itself(window: MainWindow) -> None:
    for name in window.rail.names:
        window.show_page(window.pages.named(name))
    assert not [x.objectName() for x in window.findChildren(QPushButton) if x.autoDefault()]


@pytest.mark.parametrize("place", range(12))
def test_every_widget_that_takes_keys_has_a_name(window: MainWindow, place: int) -> None:
    page: Page = window.pages.named(window.rail.names[place])
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisibleTo(page)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_a_disk_that_runs_out_is_said_at_the_start(
    qtbot: QtBot, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ca_desktop.vault.lock.ENOUGH_FREE", 2**62)
    window = open_window(ports)
    qtbot.waitUntil(lambda: "ít chỗ" in window.message.text(), timeout=WAIT)
    window.close()
    window.deleteLater()


def test_a_window_that_stands_open_overnight_shows_the_new_day_and_backs_up_once(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    clock = ports.clock
    assert isinstance(clock, StoryClock)
    received(ports)
    (row,) = dossier_rows(ports, DossierFilter())
    clock.moment = parse_moment(row.due_at or "")
    window.counts.ticking.timeout.emit()
    qtbot.waitUntil(lambda: "Hôm nay (1)" in window.rail.item(0).text(), timeout=WAIT)
    today = window.pages.today
    window.show_page(today)
    qtbot.waitUntil(lambda: today.model.rowCount() == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
    drafts.save_draft(ports, "1" * 32, {"fields": {"applicant.name": "Lò Thị Én"}})
    made = len(list(ports.backups.home.iterdir()))
    clock.moment += timedelta(days=KEPT_DAYS)
    window.counts.ticking.timeout.emit()
    qtbot.waitUntil(lambda: today.model.rowCount() == 0, timeout=WAIT)
    qtbot.waitUntil(lambda: len(list(ports.backups.home.iterdir())) == made + 1, timeout=WAIT)
    qtbot.waitUntil(lambda: not drafts.drafts(ports), timeout=WAIT)


def test_what_nobody_expected_is_told_in_words_and_its_code_is_small_beside_them(
    window: MainWindow,
) -> None:
    code = window.message.findChild(PlainLabel, "message_code")
    assert code is not None
    window.show_failure(MachineError("OLD-SQLITE"))
    assert "Cài lại chương trình" in window.message.text()
    assert "OLD-SQLITE" not in window.message.text()
    assert (code.text(), code.property("role"), code.isHidden()) == ("(OLD-SQLITE)", "hint", False)
    window.message.say("Đã in.")
    assert code.isHidden()
