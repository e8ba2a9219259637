"""The next step of a dossier: chosen by its number, asked what it needs, guards with a reason."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.intake import ReceivedDossier
from ca_desktop.services.office.accounts import add_account, set_pin
from ca_desktop.ui.dialogs.override import OverrideDialog
from ca_desktop.ui.dialogs.step import StepDialog
from ca_desktop.ui.pages.dossier import DossierPage
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.windows.main_window import MainWindow

LEADER = "Quàng Thị Lả"
WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("steps")) as held:
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


def asked(qtbot: QtBot, page: DossierPage, step: str) -> StepDialog:
    """Choose a step by its number and press F9."""
    text = page.step.itemText(page.step.findData(step))
    qtbot.keyClicks(page.step, text.partition(".")[0])
    assert page.step.currentData() == step
    qtbot.keyClick(page.step, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(page.findChildren(StepDialog)), timeout=WAIT)
    return page.findChildren(StepDialog)[-1]


def test_a_step_asks_what_it_needs_and_says_what_is_missing(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Hỏi"})
    step_dossier(office.ports, taken.code, "in_process")
    page = opened(qtbot, window, taken)
    dialog = asked(qtbot, page, "consult")
    dialog.fields["agency"].editor.fill("Công an xã")  # type: ignore[attr-defined]
    dialog.fields["answer_by"].editor.fill("04/03/2026")  # type: ignore[attr-defined]
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.fields["question"].problem), timeout=WAIT)
    dialog.fields["question"].editor.fill("Cư trú từ khi nào?")  # type: ignore[attr-defined]
    dialog.send()
    qtbot.waitUntil(lambda: "lấy ý kiến: Công an xã" in page._about.text(), timeout=WAIT)
    assert "hạn 04/03/2026" in page._about.text()
    assert page.badge.accessibleName() in {"Sắp đến hạn", "Đang lấy ý kiến"}
    assert page.step.itemData(0) == "consulted"


def test_a_step_opens_at_its_top_and_what_has_the_focus_is_seen_with_its_title(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.take_in(applicant={"name": "Lò Thị Đỉnh"})
    dialog = asked(qtbot, opened(qtbot, window, taken), "correct_papers")
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    body, first = dialog.findChild(Scrolled), dialog.fields["documents"].editor
    assert isinstance(body, Scrolled)
    qtbot.waitUntil(first.hasFocus, timeout=WAIT)
    assert body.verticalScrollBar().value() == 0
    dialog.resize(dialog.width(), dialog.minimumSizeHint().height())
    dialog.note.setFocus()
    qtbot.waitUntil(lambda: body.verticalScrollBar().value() > 0, timeout=WAIT)
    first.setFocus()
    qtbot.waitUntil(lambda: body.verticalScrollBar().value() == 0, timeout=WAIT)
    dialog.reject()


def test_a_guard_is_passed_over_with_a_reason(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.at("2026-03-02T09:00").take_in(applicant={"name": "Lò Văn Muộn"})
    step_dossier(office.ports, taken.code, "in_process")
    office.at("2026-03-11T09:00")
    page = opened(qtbot, window, taken)
    page.note.fill("Thiếu bản đồ.")
    page.step.setCurrentIndex(page.step.findData("supplement"))
    page.primary()
    qtbot.waitUntil(lambda: bool(page.findChildren(OverrideDialog)), timeout=WAIT)
    (dialog,) = page.findChildren(OverrideDialog)
    assert "3 ngày làm việc" in dialog.told.text()
    dialog.agree()
    assert dialog.isVisible()
    dialog.reason.fill("Phát hiện khi thẩm tra.")
    dialog.agree()
    asked = "supplement_required"
    qtbot.waitUntil(lambda: bool(page.shown and page.shown.row.status == asked), timeout=WAIT)
    assert page.badge.accessibleName() == "Quá hạn 6 ngày"
    fields = office.history(taken.code)[-1].fields or {}
    assert [x["reason"] for x in fields["overrides"]] == ["Phát hiện khi thẩm tra."]


def test_an_officer_asks_for_papers_with_the_name_of_who_approves_and_no_reason(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.at("2026-03-02T09:00").take_in(applicant={"name": "Lò Thị Duyệt"})
    step_dossier(office.ports, taken.code, "in_process")
    officer = office.acting_as(Role.CASE_OFFICER)
    page = DossierPage(replace(window._context, ports=officer))
    qtbot.addWidget(page)
    page.choose(taken.dossier_id)
    page.refresh()
    qtbot.waitUntil(lambda: page.step.count() > 0, timeout=WAIT)
    page.note.fill("Thiếu tờ khai.")
    page.step.setCurrentIndex(page.step.findData("supplement"))
    page.primary()
    qtbot.waitUntil(lambda: bool(page.findChildren(OverrideDialog)), timeout=WAIT)
    (dialog,) = page.findChildren(OverrideDialog)
    assert dialog.windowTitle() == "Cần người đồng ý"
    assert dialog._reason.isHidden()
    dialog.agree()
    assert "Cần chọn người đồng ý" in dialog.approver.problem
    dialog.approver.choice.setCurrentIndex(dialog.approver.choice.count() - 1)
    dialog.approver.name.fill("Hà Thị Mây")
    dialog.agree()
    qtbot.waitUntil(lambda: len(office.history(taken.code)) == 3, timeout=WAIT)
    (passed,) = (office.history(taken.code)[-1].fields or {})["overrides"]
    assert (passed["guard"], passed["approver"]) == ("SUPPLEMENT-APPROVAL", "Hà Thị Mây")


def ask_a_second_time(
    qtbot: QtBot, office: Office, window: MainWindow, taken: ReceivedDossier
) -> tuple[DossierPage, OverrideDialog]:
    """Ask the citizen for papers once more: the law wants a reason and somebody who agrees."""
    for step in ("in_process", "supplement", "in_process"):
        step_dossier(office.ports, taken.code, step, note="Thiếu.")
    page = opened(qtbot, window, taken)
    page.note.fill("Thiếu nữa.")
    page.step.setCurrentIndex(page.step.findData("supplement"))
    page.primary()
    qtbot.waitUntil(lambda: bool(page.findChildren(OverrideDialog)), timeout=WAIT)
    (dialog,) = page.findChildren(OverrideDialog)
    return page, dialog


def test_a_second_request_is_approved_by_an_account_or_by_a_name_that_has_none(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    taken = office.at("2026-03-02T09:00").take_in(applicant={"name": "Lò Văn Hai"})
    page, dialog = ask_a_second_time(qtbot, office, window, taken)
    approver = dialog.approver
    qtbot.waitUntil(lambda: approver.value() == office.ports.actor.name, timeout=WAIT)
    assert not approver.name.isVisible()
    dialog.reason.fill("Giấy tờ giả.")
    dialog.ground.fill("Luật Hộ tịch Điều 5")
    approver.choice.setCurrentIndex(approver.choice.count() - 1)
    assert approver.name.isVisible()
    dialog.agree()
    assert dialog.isVisible()
    approver.name.fill("Hà Thị Mây")
    dialog.agree()
    qtbot.waitUntil(lambda: page.badge.accessibleName().startswith("Yêu cầu"), timeout=WAIT)
    (passed,) = (office.history(taken.code)[-1].fields or {})["overrides"]
    assert (passed["approver"], passed["approver_id"]) == ("Hà Thị Mây", "")


def test_an_approver_with_a_pin_types_it_and_waits_after_a_wrong_one(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    leader = add_account(office.ports, LEADER, ["leader"], "con-suoi-nho-2026").user_id
    set_pin(office.ports, leader, "482913")
    taken = office.at("2026-03-02T09:00").take_in(applicant={"name": "Lò Văn Ba"})
    page, dialog = ask_a_second_time(qtbot, office, window, taken)
    approver = dialog.approver
    qtbot.waitUntil(lambda: approver.choice.findData(LEADER) > 0, timeout=WAIT)
    assert not approver.pin.isVisible()
    approver.choice.setCurrentIndex(approver.choice.findData(LEADER))
    assert approver.pin.isVisible()
    dialog.reason.fill("Giấy tờ giả.")
    dialog.ground.fill("Luật Hộ tịch Điều 5")
    approver.pin.fill("111222")
    dialog.agree()
    qtbot.waitUntil(lambda: "Mã PIN" in approver.pin_field.problem, timeout=WAIT)
    assert "Đợi 1 giây" in approver.pin_field.problem
    assert not approver.pin.isEnabled()
    assert window._context.tries.failures == {leader: 1}
    window._context.tries.tick.timeout.emit()
    approver.pin.fill("482913")
    dialog.agree()
    qtbot.waitUntil(lambda: page.badge.accessibleName().startswith("Yêu cầu"), timeout=WAIT)
    (passed,) = (office.history(taken.code)[-1].fields or {})["overrides"]
    assert (passed["approver"], passed["confirmed"]) == (LEADER, "pin")
    assert window._context.tries.failures == {}
