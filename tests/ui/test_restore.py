"""An office is put back from a backup in the window: at first run, and over what lies there."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.ui.conftest import NOW
from tests.ui.test_entry import door_to, opened, shown

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.dialogs.stopped import Stopped
from ca_desktop.ui.windows.restore import RestoreDialog

WAIT = 30_000


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.excepthook", None)
    use_words()


def office_with_backup(founded: Path, stick: Path) -> list[str]:
    """Two dossiers in the backup, one more only in the second journal."""
    with bootstrap.open_office(founded, clock=StoryClock(NOW)) as ports:
        codes = [offices.take_in(ports), offices.take_in(ports)]
        back_up(ports, stick)
        return [*codes, offices.take_in(ports)]


def test_an_office_comes_back_at_first_run_with_what_came_after_the_backup(
    qtbot: QtBot, founded: Path, tmp_path: Path
) -> None:
    codes = office_with_backup(founded, tmp_path / "usb")
    shutil.rmtree(founded)
    with door_to(founded, qtbot) as door:
        shown(qtbot, door, Stopped).restore_asked.emit()
        dialog = shown(qtbot, door, RestoreDialog)
        assert dialog._unit.isHidden()  # there is nothing that it would replace
        qtbot.waitUntil(lambda: "Chưa thấy" in dialog._found.text(), timeout=WAIT)
        qtbot.keyClick(dialog, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: "Chưa chọn bản sao lưu" in dialog._problem.text(), timeout=WAIT)
        assert dialog._go.isEnabled()
        dialog.place.path.fill(str(tmp_path / "usb"))
        dialog.looked.emit(tmp_path / "usb")
        qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT)
        dialog._foresee.click()
        qtbot.waitUntil(lambda: "nhật ký kép sẽ bù" in dialog._missing.text(), timeout=WAIT)
        dialog.last.code.fill("không phải số")
        dialog.send()
        qtbot.waitUntil(lambda: "không đúng dạng" in dialog._problem.text(), timeout=WAIT)
        dialog.last.code.fill(codes[-1])
        dialog.send()
        window = opened(qtbot, door)
        ports = window._context.ports
        with ports.reading() as view:
            rows = view.dossiers.rows(DossierFilter(), order="code")
            assert [row.code for row in rows] == codes
            assert view.offices.node().series == 2
        assert ports.mark_fits


def test_what_lies_there_is_kept_beside_and_comes_back_when_the_backup_is_bad(
    qtbot: QtBot, founded: Path, tmp_path: Path
) -> None:
    office_with_backup(founded, founded / "backups")
    (backup,) = (founded / "backups").glob("H19*")
    database = founded / "office.db"
    database.write_bytes(b"x" * 4096)
    bad = tmp_path / "usb" / backup.name
    shutil.copytree(backup, bad)
    (bad / "office.db").write_bytes(b"y" * 4096)
    with door_to(founded, qtbot) as door:
        qtbot.waitUntil(lambda: door.dialog is not None, timeout=WAIT)
        door.dialog.restore_asked.emit()
        dialog = shown(qtbot, door, RestoreDialog)
        dialog.looked.emit(tmp_path / "usb")
        qtbot.waitUntil(lambda: getattr(dialog.chosen(), "folder", None) == bad, timeout=WAIT)
        dialog.unit.fill("H19.12.35")
        dialog.send()
        assert "Gõ mã đơn vị H19.12.34" in dialog._unit.problem
        assert dialog._go.isEnabled()
        dialog.unit.fill("h19.12.34")
        dialog.send()
        qtbot.waitUntil(lambda: "bị hỏng" in dialog._problem.text(), timeout=WAIT)
        assert database.read_bytes() == b"x" * 4096
        dialog.looked.emit(founded / "backups")
        qtbot.waitUntil(lambda: dialog.chosen().folder == backup, timeout=WAIT)
        dialog.send()
        window = opened(qtbot, door)
        with window._context.ports.reading() as view:
            assert view.dossiers.count(DossierFilter()) == 3
    kept = [path for path in tmp_path.glob("xa.old-*") if not path.name.endswith(".state")]
    assert [(place / "office.db").read_bytes() for place in kept] == [b"x" * 4096]
    assert backup.is_dir()
