"""Scans in the window: put in by choice, by drag and from the scanner; seen page by page."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers import offices, scans

from ca_desktop.services.desk import attachments
from ca_desktop.services.desk.dossiers import dossier_id_of
from ca_desktop.ui.dialogs.scan_viewer import ScanViewer
from ca_desktop.ui.pages.attachments import SECRET, AttachmentsDialog
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 60_000


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> AttachmentsDialog:
    """The scans of a new dossier, opened by the keyboard."""
    ports = window._context.ports
    code = offices.take_in(ports)
    page = window.pages.dossier
    window.errands.open_dossier(dossier_id_of(ports, code))
    qtbot.waitUntil(page.scans._button.isEnabled, timeout=WAIT)
    page.scans._button.click()
    (found,) = window.findChildren(AttachmentsDialog)
    return found


def added(qtbot: QtBot, dialog: AttachmentsDialog, *paths: Path) -> None:
    before = dialog.model.rowCount()
    dialog.add(paths)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == before + len(paths), timeout=WAIT)


def test_the_dialog_says_that_nothing_secret_goes_in(dialog: AttachmentsDialog) -> None:
    assert SECRET in [label.text() for label in dialog.findChildren(PlainLabel)]
    assert SECRET == "Không đưa tài liệu mật vào phần mềm này."


def test_dropped_files_become_scans(
    qtbot: QtBot, dialog: AttachmentsDialog, tmp_path: Path
) -> None:
    good = scans.written(tmp_path / "Tờ khai.pdf", scans.pdf())
    bad = scans.written(tmp_path / "x.docx", b"PK\x03\x04")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, bad)])
    event = QDropEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    dialog.dropEvent(event)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT)
    assert "Đã thêm 1 bản quét." in dialog.said.text()
    assert "x.docx" in dialog.said.text()


def test_pages_are_turned_by_keys_and_the_process_ends_with_the_viewer(
    qtbot: QtBot, dialog: AttachmentsDialog, tmp_path: Path
) -> None:
    added(qtbot, dialog, scans.written(tmp_path / "a.pdf", scans.pdf(pages=3)))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ScanViewer)), timeout=WAIT)
    (viewer,) = dialog.findChildren(ScanViewer)
    qtbot.waitUntil(lambda: viewer.area.widget() is not None, timeout=WAIT)
    assert viewer.place.text() == "Trang 1/3"
    for key, place in (("next", 2), ("next", 3), ("next", 3), ("back", 2)):
        viewer.findChildren(QPushButton, key)[0].click()
        assert viewer.place.text() == f"Trang {place}/3"
    process = viewer._scan._process._process  # type: ignore[attr-defined]
    viewer.reject()
    assert process.poll() is not None


def test_taking_out_needs_a_reason(qtbot: QtBot, dialog: AttachmentsDialog, tmp_path: Path) -> None:
    added(qtbot, dialog, scans.written(tmp_path / "a.png", scans.png()))
    dialog._remove.click()
    qtbot.waitUntil(lambda: "REQ-FIELD" in dialog.said.text(), timeout=WAIT)
    dialog.reason.fill("quét nhầm")
    dialog._remove.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0, timeout=WAIT)


def test_what_the_scanner_writes_goes_into_the_dossier_and_out_of_its_folder(
    qtbot: QtBot, dialog: AttachmentsDialog, tmp_path: Path
) -> None:
    folder = tmp_path / "scanner"
    folder.mkdir()
    old = scans.written(folder / "old.png", scans.png(5))
    dialog.scanner._on_chosen(str(folder))
    qtbot.waitUntil(lambda: dialog.scanner._still._old is not None, timeout=WAIT)
    new = scans.written(folder / "scan.png", scans.png(6))
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT)
    assert not new.exists()
    assert old.exists()
    assert attachments.scanner_folder(dialog._context.ports) == folder
