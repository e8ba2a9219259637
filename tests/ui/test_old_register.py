"""Nhập sổ cũ by keyboard: a workbook is chosen, looked at, put right, and comes in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.domain.old_books import OldField
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.pages.old_register import OldRegisterPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
Key = Qt.Key
REGISTER = Path(__file__).parents[1] / "documents" / "old-register.xls"


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> OldRegisterPage:
    window.activateWindow()
    window.commands.run("page:old_register")
    made = window.pages.current
    assert isinstance(made, OldRegisterPage)
    return made


def said(page: OldRegisterPage) -> str:
    return page._said.text()


def test_before_a_file_is_chosen_the_page_says_what_happens_and_f9_asks_for_it(
    qtbot: QtBot, window: MainWindow, page: OldRegisterPage, tmp_path: Path
) -> None:
    assert "chưa có gì được nhập" in said(page)
    assert not page.tabs.isVisible()
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Chọn tệp sổ cũ" in window.message.text(), timeout=WAIT)
    assert QApplication.focusWidget() is page.place.path
    page.place.path.fill(str(tmp_path / "none.xls"))
    qtbot.keyClick(page.place.path, Key.Key_Return)
    qtbot.waitUntil(lambda: "none.xls" in window.message.text(), timeout=WAIT)
    assert "chưa có gì được nhập" in said(page)


def test_a_workbook_is_shown_in_columns_rows_codes_and_troubles(
    qtbot: QtBot, page: OldRegisterPage
) -> None:
    page.place.path.fill(str(REGISTER))
    qtbot.keyClick(page.place.path, Key.Key_Return)
    qtbot.waitUntil(lambda: said(page).startswith("3 dòng nhập được"), timeout=WAIT)
    assert "5 ô chuyển sang Unicode" in said(page)
    columns = [row for at in range(6) if (row := page.tabs.columns.row(at))]
    assert [row.said for row in columns] == [
        OldField.CODE,
        OldField.NAME,
        OldField.PROCEDURE,
        OldField.RECEIVED,
        OldField.RETURNED,
        OldField.PHONE,
    ]
    texts = [page.tabs.changes.index(0, column).data() for column in range(6)]
    assert texts == ["4", "Họ và tên", ".VnTimeH", "lß thÞ Ðn", "LÒ THỊ ÉN", "TCVN3"]
    assert page.tabs.tabText(2).endswith("mã (5)")


def test_a_column_is_given_another_meaning_by_keys_and_the_rows_follow(
    qtbot: QtBot, window: MainWindow, page: OldRegisterPage
) -> None:
    page.tabs.setCurrentIndex(0)
    page.tabs.column_list.setFocus()
    page.tabs.column_list.selectRow(3)
    qtbot.keyClick(page.tabs.column_list, Key.Key_Return)
    assert QApplication.focusWidget() is page.tabs.meanings
    page.tabs.meanings.setCurrentRow(0)
    qtbot.keyClick(page.tabs.meanings, Key.Key_Return)
    qtbot.waitUntil(lambda: said(page).startswith("0 dòng nhập được"), timeout=WAIT)
    assert QApplication.focusWidget() is page.tabs.column_list
    assert page.tabs.column_list.currentIndex().row() == 4
    assert page.tabs.issues.index(0, 4).data() == "▲ Dòng để lại"
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Chưa biết cột nào" in window.message.text(), timeout=WAIT)
    page.tabs.column_list.selectRow(3)
    page.tabs.column_chosen.emit(3, OldField.RECEIVED)
    qtbot.waitUntil(lambda: said(page).startswith("3 dòng nhập được"), timeout=WAIT)


def test_f9_brings_the_rows_in_and_they_are_found(
    qtbot: QtBot, window: MainWindow, page: OldRegisterPage, ports: Ports
) -> None:
    assert count_dossiers(ports, DossierFilter()) == 0
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã nhập 3 hồ sơ" in window.message.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: "3 dòng đã có" in said(page), timeout=WAIT)
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Không có dòng mới" in window.message.text(), timeout=WAIT)
    (row,) = dossier_rows(ports, DossierFilter(find="sung"))
    window.errands.open_dossier(row.dossier_id)
    facts = window.pages.named("dossier").tabs.facts  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: facts.rowCount() > 4, timeout=WAIT)
    shown = {facts.index(at, 0).data(): facts.index(at, 1).data() for at in range(facts.rowCount())}
    assert shown["Chữ gốc: Họ và tên"] == "Suøng A Paùo (VNI-Times)"
    assert shown["Nguồn"] == "Sổ cũ, dòng 5"
