"""A file that is open elsewhere is written again at a press, under its name or another."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from ca_desktop.domain.errors import MachineError
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.windows.main_window import MainWindow


def test_whoever_has_the_workbook_open_closes_it_and_presses_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page, path = window.pages.dossiers, str(tmp_path / "ho-so.xlsx")
    window.show_page(page)
    written: list[str] = []
    ask_new_file(page.rows, "Xuất Excel", written.append)
    dialog = page.rows.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(path)
    dialog.reject()
    page.tell(MachineError("XLS-LOCK"))
    assert "đang mở trong Excel" in window.message.text()
    again = window.message.findChild(QPushButton, "write_again")
    assert again is not None
    again.click()
    assert written == [path, path]
    page.tell(MachineError("XLS-LOCK"))
    other = [
        x for x in window.message.findChildren(QPushButton, "write_elsewhere") if x.isVisible()
    ]
    other[0].click()
    asked = [x for x in page.rows.findChildren(QFileDialog) if x.isVisible()]
    assert asked
    asked[0].reject()
