"""Sao lưu: the status bar says when, the page makes copies, and leads to a restore."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.ui.test_entry import door_to, opened, shown

from ca_desktop.app.resources import use_words
from ca_desktop.services.office.backups import safety
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.ui.windows.restore import RestoreDialog

WAIT = 30_000


def test_the_day_begins_with_a_backup_that_the_status_bar_tells(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    qtbot.waitUntil(lambda: "Chưa sao lưu" in window.backup.text(), timeout=WAIT)
    assert window.backup.property("role") == "warning"
    window.backup.keep_up()
    qtbot.waitUntil(lambda: "Sao lưu 09:00 18/11/2026" in window.backup.text(), timeout=WAIT)
    assert len(list(ports.backups.home.glob("H19*"))) == 1


def test_a_backup_older_than_two_working_days_is_said_in_amber(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    window.backup.keep_up()
    qtbot.waitUntil(lambda: "Sao lưu 09:00" in window.backup.text(), timeout=WAIT)
    found = safety(ports)
    for days, said, role in (
        (2, "Sao lưu 09:00 18/11/2026", ""),
        (3, "▲ Sao lưu 09:00 18/11/2026, cách đây 3 ngày làm việc", "warning"),
    ):
        window.backup._show(replace(found, backup_days=days))
        assert (window.backup.text(), window.backup.property("role")) == (said, role)


def test_the_page_copies_to_a_stick_tries_and_moves_the_journal(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = window.pages.safety
    window.show_page(page)
    qtbot.waitUntil(lambda: page.states["copy"].text() == "chưa có", timeout=WAIT)
    page.target.path.fill(str(tmp_path / "usb"))
    page.primary()
    assert not page._try.isEnabled()
    qtbot.waitUntil(lambda: page.states["copy"].text().startswith("09:00"), timeout=WAIT)
    assert len(list((tmp_path / "usb").glob("H19*/office.db"))) == 1
    page._try.click()
    qtbot.waitUntil(lambda: page.states["trial"].text().startswith("tốt"), timeout=WAIT)
    page._move.click()
    assert "Chọn thư mục" in window.message.text()
    page.journal.path.fill(str(tmp_path / "drive"))
    page._move.click()
    place = str(tmp_path / "drive")
    qtbot.waitUntil(lambda: page.states["journal"].text() == place, timeout=WAIT)
    page._home.click()
    qtbot.waitUntil(lambda: "xa.state" in page.states["journal"].text(), timeout=WAIT)


def test_from_the_page_an_office_goes_back_and_the_later_state_is_kept(
    qtbot: QtBot, founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.excepthook", None)
    use_words()
    with door_to(founded, qtbot) as door:
        window = opened(qtbot, door)
        ports = window._context.ports
        home = ports.backups.home
        qtbot.waitUntil(lambda: any(home.glob("H19*")), timeout=WAIT)
        qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
        offices.take_in(ports)
        window.pages.safety.restore_asked.emit()
        dialog = shown(qtbot, door, RestoreDialog)
        qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=WAIT)
        dialog.list.selectRow(1)
        dialog.unit.fill("H19.12.34")
        dialog.send()
        again = opened(qtbot, door)
        with again._context.ports.reading() as view:
            assert view.offices.node().series == 2
            assert view.dossiers.count(DossierFilter()) == 1
        assert len(list(founded.parent.glob("xa.old-*/office.db"))) == 1
