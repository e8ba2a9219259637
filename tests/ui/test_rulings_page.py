"""The page of what heads said: chosen by person, sorted by a header, opened, exported."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.accounts import add_account
from ca_desktop.ui.pages.rulings import RulingsPage
from ca_desktop.ui.windows.main_window import MainWindow

HEAD = "Lê Văn Đồng"
WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("rulings")) as held:
        held.at("2026-03-02T09:00")
        add_account(held.ports, HEAD, ["desk_head"], "con-suoi-nho-2026")
        for approver, reason in ((HEAD, "Giấy mờ."), ("", "Ảnh rách.")):
            code = held.take_in().code
            for step in ("in_process", "supplement", "in_process"):
                step_dossier(held.ports, code, step, note="Thiếu.")
            values = {"ground": "Luật Hộ tịch Điều 5"}
            wish = StepWish(values=values, reason=reason, approver=approver)
            step_dossier(held.ports, code, "supplement", note="Thiếu nữa.", wish=wish)
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> RulingsPage:
    window.activateWindow()
    made = window.pages.named("rulings")
    assert isinstance(made, RulingsPage)
    window.show_page(made)
    qtbot.waitUntil(lambda: made.model.rowCount() == 2, timeout=WAIT)
    return made


def column(page: RulingsPage, title: str) -> list[str]:
    place = [each.title for each in page.model.columns].index(title)
    return [page.model.index(row, place).data() for row in range(page.model.rowCount())]


def test_rulings_are_sorted_filtered_by_person_opened_and_exported(
    qtbot: QtBot, window: MainWindow, office: Office, page: RulingsPage, tmp_path: Path
) -> None:
    reasons = [each.title for each in page.model.columns].index("Lý do")
    page.order.choose(reasons)
    assert column(page, "Lý do") == ["Ảnh rách.", "Giấy mờ."]
    page.order.choose(reasons)
    assert column(page, "Lý do") == ["Giấy mờ.", "Ảnh rách."]
    page.person.setCurrentIndex(page.person.findData(HEAD))
    assert column(page, "Ý kiến") == ["Đồng ý, chỉ ghi tên"]
    page.export_to(tmp_path / "y-kien.xlsx")
    qtbot.waitUntil(lambda: "Đã xuất 1 dòng" in window.message.text(), timeout=WAIT)
    page.list.selectRow(0)
    with qtbot.waitSignal(page.dossier_chosen, timeout=WAIT):
        page.primary()
    window.show_page(page)
    page.start.fill("03/03/2026")
    page.end.fill("02/03/2026")
    page.refresh()
    assert any(field.problem for field in page.fields.values())
    page.end.fill("03/03/2026")
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=WAIT)
    assert page._hint.text() == "0 việc"
