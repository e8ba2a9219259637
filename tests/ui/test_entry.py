"""The door: first run, wrong and right passphrase."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ca_desktop.app import bootstrap
from ca_desktop.app.window import Door
from ca_desktop.ui.dialogs.entry import FirstRun, KeepCodes, SignIn

WAIT = 20_000


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.excepthook", None)
    bootstrap.use_words()


def found(qtbot: QtBot, folder: Path, stack: ExitStack) -> Door:
    door = Door(folder, stack)
    door.start(None)
    first = door.dialog
    assert isinstance(first, FirstRun)
    qtbot.addWidget(first)
    first.code.fill("H19.12.34")
    first.name.fill("Xã Bình Minh")
    first.user.fill("Lò Thị Én")
    first.secret.fill("mat khau du dai 7")
    first.send()
    return door


def test_an_office_is_founded_and_its_codes_are_shown_once(qtbot: QtBot, tmp_path: Path) -> None:
    with ExitStack() as stack:
        door = found(qtbot, tmp_path / "data", stack)
        codes = door.dialog
        assert isinstance(codes, KeepCodes)
        qtbot.addWidget(codes)
        codes.send()
        assert door.window is not None
        qtbot.addWidget(door.window)
        assert "Xã Bình Minh" in door.window.windowTitle()
        door.window.close()


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(qtbot: QtBot, tmp_path: Path) -> None:
    with ExitStack() as stack:
        door = found(qtbot, tmp_path / "data", stack)
        assert door.dialog is not None
        qtbot.addWidget(door.dialog)
    with ExitStack() as stack:
        again = Door(tmp_path / "data", stack)
        again.start(None)
        sign_in = again.dialog
        assert isinstance(sign_in, SignIn)
        qtbot.addWidget(sign_in)
        sign_in.secret.fill("khong phai")
        qtbot.keyClick(sign_in.secret, Qt.Key.Key_Return)
        assert sign_in._problem.text()
        sign_in.secret.fill("mat khau du dai 7")
        sign_in.send()
        assert again.window is not None
        qtbot.addWidget(again.window)
        again.window.close()


def test_a_weak_passphrase_founds_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with ExitStack() as stack:
        door = Door(tmp_path / "data", stack)
        door.start(None)
        first = door.dialog
        assert isinstance(first, FirstRun)
        qtbot.addWidget(first)
        first.code.fill("H19.12.34")
        first.name.fill("Xã Bình Minh")
        first.user.fill("Lò Thị Én")
        first.secret.fill("123")
        first.send()
        assert first._problem.text()
        assert not (tmp_path / "data" / "office.db").exists()
