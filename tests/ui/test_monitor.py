"""Theo dõi by keyboard: late dossiers first, groups, a reminder, and a workbook."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.services.desk.dossiers import dossier_id_of, step_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.pages.monitor import MonitorPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
Key = Qt.Key


@pytest.fixture(scope="module")
def clock() -> StoryClock:
    return StoryClock(offices.NOW)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, clock: StoryClock) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with bootstrap.open_office(folder, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> MonitorPage:
    window.activateWindow()
    made = window.pages.named("monitor")
    assert isinstance(made, MonitorPage)
    window.show_page(made)
    qtbot.waitUntil(lambda: made.rates.rowCount() == 2, timeout=WAIT)
    return made


def texts(page: MonitorPage, row: int) -> list[str]:
    return [page.groups.index(row, column).data() for column in range(3)]


def test_a_new_office_reads_what_will_stand_here(qtbot: QtBot, page: MonitorPage) -> None:
    qtbot.waitUntil(page._nothing.isVisible, timeout=WAIT)
    assert "tỷ lệ đúng hạn" in page._nothing.text()
    assert not page.group_list.isVisible()
    assert [page.rates.index(row, 5).data() for row in (0, 1)] == ["không có hồ sơ"] * 2


def test_what_is_late_stands_first_and_opens(
    qtbot: QtBot, window: MainWindow, page: MonitorPage, ports: Ports, clock: StoryClock
) -> None:
    late, done = offices.take_in(ports), offices.take_in(ports, procedure="1.001193")
    step_dossier(ports, done, "result_ready")
    clock.moment = offices.NOW + timedelta(days=8)
    offices.take_in(ports, applicant={"name": "Sùng A Páo"})
    page.refresh()
    qtbot.waitUntil(lambda: texts(page, 1)[1] == "2", timeout=WAIT)
    assert texts(page, 0) == ["Quá hạn", "1", "▲ 1"]
    assert texts(page, 1) == ["Mọi hồ sơ đang tồn", "2", "▲ 1"]
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 1, timeout=WAIT)
    qtbot.waitUntil(
        lambda: page.rates.index(0, 5).data() == "100,00%" and page.group_list.isVisible(),
        timeout=WAIT,
    )
    phrase = page.rates.index(1, 5).data(Qt.ItemDataRole.AccessibleTextRole)
    assert phrase == "Từ 01/01/2026: Tỷ lệ đúng hạn 100,00%, 1 trên 1 hồ sơ"
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Chọn một hồ sơ" in window.message.text(), timeout=WAIT)
    page.rows.view.setFocus()
    page.rows.view.selectRow(0)
    row = page.selected()
    assert row is not None
    assert row.code == late
    qtbot.keyClick(window, Key.Key_F9)
    assert window.pages.current.screen_name == "dossier"


def test_a_group_shows_its_dossiers_and_goes_out_as_a_workbook(
    qtbot: QtBot, window: MainWindow, page: MonitorPage, tmp_path: Path
) -> None:
    page.kind.setCurrentIndex(page.kind.findData("by_holder"))
    qtbot.waitUntil(lambda: page.groups.rowCount() == 3, timeout=WAIT)
    assert texts(page, 2) == ["Cán bộ Làm Mẫu", "2", "▲ 1"]
    page.group_list.setFocus()
    page.group_list.selectRow(2)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 2, timeout=WAIT)
    assert page.offers["export"] == page.rows.export
    page.rows.export_to(tmp_path / "ton.xlsx")
    qtbot.waitUntil(lambda: "Đã xuất 2 hồ sơ" in window.message.text(), timeout=WAIT)
    assert load_workbook(tmp_path / "ton.xlsx").worksheets[0].max_row == 7


def test_a_reminder_is_a_note_in_the_history(
    qtbot: QtBot, window: MainWindow, page: MonitorPage, ports: Ports
) -> None:
    page.group_list.selectRow(0)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 1, timeout=WAIT)
    page.rows.view.selectRow(0)
    row = page.selected()
    assert row is not None
    page._remind.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(AskDialog)), timeout=WAIT)
    dialog = page.findChildren(AskDialog)[0]
    assert dialog.what.currentData() == "note"
    dialog.note.fill("Giải quyết trong hôm nay")
    qtbot.keyClick(dialog, Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã ghi" in window.message.text(), timeout=WAIT)
    with ports.reading() as view:
        history = view.dossiers.history(dossier_id_of(ports, row.code or ""))
    assert [(x.fields or {})["note"] for x in history if x.kind == "NoteAdded"] == [
        "Giải quyết trong hôm nay"
    ]
