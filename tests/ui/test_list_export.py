"""Ctrl+E: the list that is looked at leaves as a workbook, whichever page shows it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.ui import opening
from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.list_export import NO_LIST
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("lists")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


def asked(page: Page) -> QFileDialog:
    found = [x for x in page.findChildren(QFileDialog) if x.isVisible()]
    assert found, page.screen_name
    return found[0]


def export(qtbot: QtBot, window: MainWindow, page: Page, path: Path) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = asked(page)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: path.name in window.message.text(), timeout=WAIT)


def test_every_page_with_a_list_answers_ctrl_e(qtbot: QtBot, window: MainWindow) -> None:
    for name in [act[5:] for act in window.commands.actions if act.startswith("page:")]:
        page = window.pages.named(name)
        window.show_page(page)
        lists = [x for x in page.findChildren(RowsView) if isinstance(x.model(), RowsModel)]
        assert window.commands.actions["export"].isEnabled() == bool(lists), name


def test_what_is_looked_at_is_written_with_its_titles_and_lines_and_opened_at_a_press(
    qtbot: QtBot,
    office: Office,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = office.take_in(applicant={"name": "Lò Thị Xuất"}).code
    page = window.pages.prints
    window.show_page(page)
    qtbot.waitUntil(lambda: page.waiting.rowCount() == 1, timeout=WAIT)
    path = tmp_path / "chua-in.xlsx"
    export(qtbot, window, page, path)
    assert "Đã xuất 1 dòng vào chua-in.xlsx" in window.message.text()
    sheet = openpyxl.load_workbook(BytesIO(path.read_bytes())).active
    assert sheet is not None
    cells = [str(x.value) for row in sheet.iter_rows() for x in row if x.value is not None]
    assert {"PHIẾU CHƯA IN", "Mã hồ sơ", code, "Lò Thị Xuất"} <= set(cells)
    opened: list[Path] = []
    monkeypatch.setattr(opening, "open_in_system", opened.append)
    for name, what in (("open_file", path), ("open_folder", tmp_path)):
        page.tell_written("Đã xuất.", path)
        button = window.message.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        button.click()
        assert opened[-1] == what
        assert "Máy chưa có chương trình mở" in window.message.text()


def test_the_name_that_is_suggested_stands_in_the_folder_of_documents(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    code = office.take_in(applicant={"name": "Lò Thị Nơi"}).code
    step_dossier(office.ports, code, "result_ready")
    office.ports.pc.documents.mkdir(parents=True, exist_ok=True)
    for page in (window.pages.prints, window.pages.dossiers, window.pages.report):
        window.show_page(page)
        qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
        page.offers["export"]()
        dialog = asked(page)
        assert dialog.directory().absolutePath() == str(office.ports.pc.documents)
        dialog.reject()


def test_a_page_whose_list_has_no_line_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.results)
    window.pages.results.start()
    window.pages.results.offers["export"]()
    assert NO_LIST in window.message.text()
