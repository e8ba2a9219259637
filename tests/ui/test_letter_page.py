"""Lập phiếu: the reason, what it does to the clock in words, and the paper, from F9 alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.processes import read_step
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_detail, step_dossier
from ca_desktop.services.desk.drafts import drafts
from ca_desktop.services.desk.intake import ReceivedDossier
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.office.process_settings import IssueProcess, issue_process
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.dialogs.override import OverrideDialog
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.pages.letter import LetterPage
from ca_desktop.ui.printing import press
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
SENT = "Đã gửi tới máy in Máy in thử"


@pytest.fixture(scope="module")
def office(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("letters")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture(autouse=True)
def morning(qtbot: QtBot, office: Office, window: MainWindow) -> None:
    office.at("2026-03-02T09:00")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)


def click(within: QWidget, name: str) -> None:
    found = within.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def written(qtbot: QtBot, window: MainWindow, taken: ReceivedDossier, kind: str) -> LetterPage:
    """Open a dossier, ask for a letter about it, and choose which."""
    window.errands.open_dossier(taken.dossier_id)
    dossier = window.pages.dossier
    qtbot.waitUntil(lambda: taken.code in dossier._head.text(), timeout=WAIT)
    click(dossier, "write_letter")
    page = window.pages.letter
    assert window.pages.current is page
    page.kind.setCurrentIndex(page.kind.findData(LetterKind(kind)))
    qtbot.waitUntil(lambda: bool(page._effect.text()), timeout=WAIT)
    return page


def intake(qtbot: QtBot, window: MainWindow, name: str) -> IntakePage:
    """Somebody at the desk without the first paper."""
    window.desk.new_intake()
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.ready, timeout=WAIT)
    page.choose("1.004873")
    page.person.name.fill(name)
    page.papers.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    return page


def test_a_request_for_papers_says_what_it_does_and_f9_keeps_and_prints_it(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Bổ"})
    page = written(qtbot, window, taken, "supplement")
    assert page._effect.text().startswith("Thời hạn sẽ dừng từ hôm nay.")
    assert page._signer.text() == "Người hướng dẫn ký."
    qtbot.keyClick(page.demands, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(page._fields["demands"].problem), timeout=WAIT)
    page.demands.fill("Giấy chứng sinh\nTờ khai ghi đủ mục 5")
    qtbot.keyClick(page.demands, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)
    assert f"cho hồ sơ {taken.code}. Thời hạn sẽ dừng" in window.message.text()
    assert "Hồ sơ nay ở danh sách “Chờ bổ sung”." in window.message.text()
    assert window.message.findChild(QPushButton, "open_list") is not None
    assert window.pages.current is window.pages.dossier
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "supplement_required"
    assert len(PdfReader(paper).pages) == 1
    qtbot.waitUntil(lambda: window.pages.dossier.tabs.printed.rowCount() == 1, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã hoàn tác" in window.message.text(), timeout=WAIT)


def test_a_letter_that_was_left_half_written_goes_on_as_it_stands(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Dở"})
    page = written(qtbot, window, taken, "supplement")
    page.demands.fill("Giấy chứng sinh")
    window.show_page(window.pages.today)
    window.errands.open_dossier(taken.dossier_id)
    qtbot.waitUntil(lambda: taken.code in window.pages.dossier._head.text(), timeout=WAIT)
    click(window.pages.dossier, "write_letter")
    assert window.pages.current is page
    assert (page.chosen, page.demands.value()) == (LetterKind.SUPPLEMENT, "Giấy chứng sinh")
    other = office.take_in(applicant={"name": "Lò Thị Khác"})
    assert written(qtbot, window, other, "stop").demands.value() == ""
    left = "Phần gõ dở của phiếu Lò Thị Dở"
    assert left in window.message.text()
    page.reason.fill("Theo đơn của người nộp")
    window.errands.open_dossier(taken.dossier_id)
    qtbot.waitUntil(lambda: taken.code in window.pages.dossier._head.text(), timeout=WAIT)
    click(window.pages.dossier, "write_letter")
    assert (page.chosen, page.demands.value()) == (LetterKind.SUPPLEMENT, "Giấy chứng sinh")
    qtbot.keyClick(page.demands, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)
    window.errands.open_dossier(other.dossier_id)
    qtbot.waitUntil(lambda: other.code in window.pages.dossier._head.text(), timeout=WAIT)
    click(window.pages.dossier, "write_letter")
    assert (page.chosen, page.reason.value()) == (LetterKind.STOP, "Theo đơn của người nộp")
    assert len(page.unkept()) == 1
    dropped(page)
    assert not page.unkept()


def dropped(page: LetterPage) -> None:
    """Write no letter after all."""
    assert page._wish is not None
    page._end(page._wish)


def test_a_reason_that_was_typed_goes_with_another_kind_and_a_usual_one_does_not(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    page = written(qtbot, window, office.take_in(applicant={"name": "Lò Thị Đổi"}), "supplement")
    page.usual.setCurrentIndex(1)
    page.usual.activated.emit(1)
    chosen = page.reason.value()
    page.kind.setCurrentIndex(page.kind.findData(LetterKind.REFUSAL))
    assert page.reason.value() not in {"", chosen}
    page.reason.fill("Bản khai sửa tay ở mục 3")
    page.kind.setCurrentIndex(page.kind.findData(LetterKind.SUPPLEMENT))
    assert page.reason.value() == "Bản khai sửa tay ở mục 3"
    page.kind.setCurrentIndex(page.kind.findData(LetterKind.CONTROL))
    page.kind.setCurrentIndex(page.kind.findData(LetterKind.SUPPLEMENT))
    assert page.reason.value() == "Bản khai sửa tay ở mục 3"
    dropped(page)


def test_a_letter_of_an_intake_goes_on_after_a_look_at_the_form(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = intake(qtbot, window, "Lò Thị Xem Lại")
    click(page.foot, "missing_supplement")
    letter = window.pages.letter
    letter.demands.fill("Tờ khai có chữ ký của cả hai bên")
    click(letter, "letter_back")
    assert window.pages.current is page
    click(page.foot, "missing_supplement")
    assert letter.demands.value() == "Tờ khai có chữ ký của cả hai bên"
    dropped(letter)
    page.empty()


def test_an_apology_says_that_a_late_one_does_not_move_the_date(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Muộn"})
    page = written(qtbot, window, taken, "apology")
    assert "05/03/2026 sẽ chuyển sang ngày mới" in page._effect.text()
    office.at("2026-03-05T08:00")
    page = written(qtbot, window, taken, "apology")
    assert "05/03/2026 không đổi" in page._effect.text()
    page.due.fill("08032026")
    qtbot.keyClick(page.due, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "ngày làm việc" in page._fields["due"].problem, timeout=WAIT)
    page.due.fill("09032026")
    qtbot.keyClick(page.due, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "không đổi" in window.message.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)


def test_a_letter_that_cannot_be_is_explained_before_and_by_f9(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Văn Hết"})
    step_dossier(office.ports, taken.code, "withdrawn")
    page = written(qtbot, window, taken, "supplement")
    assert page._effect.text().startswith("▲ ")
    before = len(dossier_detail(office.ports, taken.dossier_id).history)
    qtbot.keyClick(page.reason, Qt.Key.Key_F9)
    assert window.message.text().startswith("▲ ")
    assert len(dossier_detail(office.ports, taken.dossier_id).history) == before
    click(page, "letter_back")
    assert window.pages.current is window.pages.dossier


def test_a_page_with_no_letter_to_write_asks_for_nothing_and_shows_no_empty_bar(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Xong"})
    page = written(qtbot, window, taken, "control")
    assert not page._effect.isHidden()
    page._rest()
    parts = (page._effect, page._signer, *page._fields.values())
    assert all(part.isHidden() for part in parts)
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert "Mở một hồ sơ" in window.message.text()


def test_an_appointment_is_offered_for_certification_alone(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    copies = office.take_in(procedure="2.000815")
    assert written(qtbot, window, copies, "appointment").kind.currentData() == "appointment"
    page = written(qtbot, window, office.take_in(), "control")
    assert page.kind.findData(LetterKind.APPOINTMENT) < 0


def test_a_letter_is_printed_again_from_the_line_that_tells_of_it(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Lại"})
    page = written(qtbot, window, taken, "control")
    assert page._effect.text() == "Phiếu này không làm thay đổi thời hạn."
    qtbot.keyClick(page.kind, Qt.Key.Key_F9)
    dossier = window.pages.dossier
    qtbot.waitUntil(lambda: dossier.tabs.printed.rowCount() == 1, timeout=WAIT)
    dossier.tabs.setCurrentIndex(3)
    assert not dossier._again.isHidden()
    paper.unlink()
    click(dossier, "print_sheet")
    qtbot.waitUntil(lambda: dossier.tabs.printed.rowCount() == 2, timeout=WAIT)
    assert paper.exists()
    dossier.tabs.setCurrentIndex(0)
    assert dossier._again.isHidden()


def test_missing_papers_offer_both_letters_while_somebody_stands_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = intake(qtbot, window, "Lò Thị Thiếu")
    name = page.papers.item(0, 0).text()
    assert page.foot.missing.text == f"Còn thiếu: {name}."
    page.papers.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert page.foot.missing.text == ""
    page.empty()


def test_guidance_is_printed_and_the_intake_waits_in_the_drafts(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    page = intake(qtbot, window, "Lò Thị Hướng")
    name = page.papers.item(0, 0).text()
    click(page.foot, "missing_supplement")
    letter = window.pages.letter
    assert window.pages.current.screen_name == "letter"
    assert letter.demands.toPlainText() == name
    assert "chưa tính thời hạn" in letter._effect.text()
    before = count_dossiers(office.ports, DossierFilter())
    qtbot.keyClick(letter.demands, Qt.Key.Key_F9)
    guided = "Đã ghi việc hướng dẫn"
    qtbot.waitUntil(lambda: guided in window.message.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)
    assert paper.exists()
    assert window.pages.current.screen_name == "intake"
    assert page.person.name.text() == ""
    assert count_dossiers(office.ports, DossierFilter()) == before
    qtbot.waitUntil(lambda: len(drafts(office.ports)) == 1, timeout=WAIT)


def test_a_second_guidance_on_one_day_asks_why(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    for _n in range(2):
        intake(qtbot, window, "Lò Thị Hai Lần")
        click(window.pages.intake.foot, "missing_supplement")
        qtbot.keyClick(window.pages.letter.demands, Qt.Key.Key_F9)
        qtbot.waitUntil(
            lambda: (
                window.pages.current.screen_name == "intake"
                or bool(window.pages.letter.findChildren(OverrideDialog))
            ),
            timeout=WAIT,
        )
    (asked,) = window.pages.letter.findChildren(OverrideDialog)
    assert "Hôm nay người này đã được hướng dẫn" in asked.told.text()
    asked.reason.setText("Mang thêm giấy tờ khác")
    asked.agree()
    qtbot.waitUntil(lambda: window.pages.current.screen_name == "intake", timeout=WAIT)
    kept = [each.get("overrides") for each in office.local_events("GuidanceGiven")]
    assert [x[0]["reason"] for x in kept if x] == ["Mang thêm giấy tờ khác"]


def test_guidance_that_did_not_come_out_can_be_printed_again(
    qtbot: QtBot, window: MainWindow, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prints = press.print_pdf

    def none(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        raise MachineError("NO-PRINTER")

    monkeypatch.setattr(press, "print_pdf", none)
    page = intake(qtbot, window, "Lò Thị Hỏng")
    click(page.foot, "missing_supplement")
    qtbot.keyClick(window.pages.letter.demands, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Chưa in được phiếu" in window.message.text(), timeout=WAIT)
    monkeypatch.setattr(press, "print_pdf", prints)
    click(window.message, "print_again")
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)


def test_a_refusal_names_what_is_missing_and_is_kept_with_its_reason(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    page = intake(qtbot, window, "Giàng A Sủ")
    name = page.papers.item(0, 0).text()
    assert page.foot.refuse.isHidden()
    click(page.foot, "missing_refusal")
    letter = window.pages.letter
    assert letter.chosen is LetterKind.REFUSAL
    assert name in letter.reason.toPlainText()
    assert not letter.demands.isVisible()
    qtbot.keyClick(letter.reason, Qt.Key.Key_F9)
    refusal = "từ chối tiếp nhận"
    qtbot.waitUntil(lambda: refusal in window.message.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: SENT in window.message.text(), timeout=WAIT)
    refused = DossierFilter(statuses=("refused_at_intake",))
    assert count_dossiers(office.ports, refused) == 1
    assert page.person.name.text() == ""


def test_two_presses_of_f9_write_one_letter(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    refused = DossierFilter(statuses=("refused_at_intake",))
    before = count_dossiers(office.ports, refused)
    intake(qtbot, window, "Giàng A Đúp")
    click(window.pages.intake.foot, "missing_refusal")
    twice(qtbot, window.pages.letter.reason)
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    assert count_dossiers(office.ports, refused) == before + 1
    guided = len(office.local_events("GuidanceGiven"))
    intake(qtbot, window, "Giàng A Đúp")
    click(window.pages.intake.foot, "missing_supplement")
    twice(qtbot, window.pages.letter.demands)
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    assert len(office.local_events("GuidanceGiven")) == guided + 1
    assert not window.pages.letter.findChildren(OverrideDialog)
    taken = office.take_in(applicant={"name": "Giàng A Đôi"})
    page = written(qtbot, window, taken, "control")
    twice(qtbot, page.reason)
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    kinds = [each.kind for each in dossier_detail(office.ports, taken.dossier_id).history]
    assert sorted(set(kinds)) == sorted(kinds)


def test_a_second_press_of_f9_is_not_meant_for_the_page_that_the_first_one_led_to(
    qtbot: QtBot, office: Office, window: MainWindow, paper: Path
) -> None:
    taken = office.take_in(applicant={"name": "Giàng A Nhanh"})
    written(qtbot, window, taken, "control")
    window.pages.letter.reason.setFocus()
    handle = window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_F9)
    dossier = window.pages.dossier
    qtbot.waitUntil(lambda: window.pages.current is dossier, timeout=WAIT)
    QTest.keyClick(handle, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: not window._context.tasks.busy, timeout=WAIT)
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "received"
    qtbot.waitUntil(lambda: not window.errands.comes, timeout=WAIT)
    QTest.keyClick(handle, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Hồ sơ nay ở danh sách" in window.message.text(), timeout=WAIT)
    assert dossier_detail(office.ports, taken.dossier_id).state.status == "in_process"


def twice(qtbot: QtBot, field: QWidget) -> None:
    """Press F9 again before the first press is answered."""
    for _n in range(2):
        qtbot.keyClick(field, Qt.Key.Key_F9)


def test_a_letter_needs_to_know_whose_it_is(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.new_intake()
    page = window.pages.intake
    page.empty()
    click(page.foot, "refuse")
    assert window.pages.current is page
    assert page._fields["procedure"].problem
    page.choose("1.004873")
    click(page.foot, "refuse")
    assert page._fields["applicant.name"].problem
    page.empty()


def test_f9_without_a_dossier_says_what_to_open(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.letter)
    window.pages.letter._wish = None
    qtbot.keyClick(window.pages.letter.kind, Qt.Key.Key_F9)
    assert "Mở một hồ sơ" in window.message.text()


def test_a_transfer_slip_begins_with_the_parts_of_the_process(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    line = "Chi nhánh Văn phòng đăng ký đất đai | Kiểm tra hồ sơ | 5 ngày làm việc"
    wish = IssueProcess(
        procedure="1.013978",
        since=office.clock.now().date(),
        decision="QĐ 12/QĐ-UBND",
        steps=[read_step(f"{line} | liên thông")],
    )
    issue_process(office.ports, wish)
    taken = office.take_in(procedure="1.013978")
    page = written(qtbot, window, taken, LetterKind.TRANSFER)
    qtbot.waitUntil(lambda: page.details.agencies.value() == line, timeout=WAIT)
