"""The page of the audit log."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ca_desktop.services.desk.intake import ReceiveDossier, receive_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


def test_the_log_is_shown_filtered_and_exported_and_nothing_in_it_can_be_changed(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    given = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én"}}
    code = receive_dossier(ports, ReceiveDossier.from_json(given)).code
    page = window.pages.audit
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=WAIT)
    page.sought.fill("tiep nhan ho so")
    qtbot.keyClick(page.sought, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    texts = [page.model.index(0, column).data() for column in range(4)]
    assert texts == ["09:00 18/11/2026", "Cán bộ A", "Tiếp nhận hồ sơ", code]
    assert not page.model.flags(page.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    page.export_to(tmp_path / "log.xlsx")
    qtbot.waitUntil((tmp_path / "log.xlsx").is_file, timeout=WAIT)
    qtbot.waitUntil(lambda: "Đã xuất 1 dòng" in window.message.text(), timeout=WAIT)


def test_a_day_that_is_none_is_said_below_its_field(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.audit
    window.show_page(page)
    page.start.fill("31/02/2026")
    page.refresh()
    assert page.fields["from"].problem
    page.start.fill("19/11/2026")
    page.refresh()
    qtbot.waitUntil(lambda: "Không có việc nào" in page._hint.text(), timeout=WAIT)
