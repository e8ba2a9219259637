"""When an office does not open, and the bundle for whoever helps."""

import io
import json
import random
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.shell import Shell
from tests.ui.conftest import NOW
from tests.ui.test_entry import SECRET, door_to, fill, found, opened, shown

from ca_desktop.app.bootstrap import open_office
from ca_desktop.app.citizens import citizen
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.logs import logging_into
from ca_desktop.app.resources import use_words
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.support import masked, write_bundle
from ca_desktop.ui.dialogs.entry import SignIn
from ca_desktop.ui.dialogs.first_run import FirstRun
from ca_desktop.ui.dialogs.stopped import Stopped
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.ui.windows.restore import RestoreDialog

WAIT = 30_000


@pytest.fixture
def at_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.excepthook", None)
    use_words()


def in_bundle(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


# --- the stop ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_the_door")
def test_a_database_that_is_gone_is_never_made_anew_silently(
    qtbot: QtBot, founded: Path, tmp_path: Path
) -> None:
    away = founded.rename(tmp_path / "away")
    with door_to(founded, qtbot) as door:
        stopped = shown(qtbot, door, Stopped)
        assert str(founded) in stopped.findChild(QLabel, "why").text()
        assert stopped.focusWidget().objectName() == "again"
        assert not founded.exists()
        away.rename(founded)
        stopped.findChild(QPushButton, "again").click()
        opened(qtbot, door)


@pytest.mark.usefixtures("at_the_door")
def test_a_damaged_database_leads_to_its_backups_and_back(qtbot: QtBot, founded: Path) -> None:
    damaged = b"x" * 4096
    (founded / "office.db").write_bytes(damaged)
    with door_to(founded, qtbot) as door:
        stopped = shown(qtbot, door, Stopped)
        stopped.findChild(QPushButton, "restore").click()
        shown(qtbot, door, RestoreDialog).reject()
        shown(qtbot, door, Stopped)
    assert (founded / "office.db").read_bytes() == damaged


@pytest.mark.usefixtures("at_the_door")
def test_beginning_anew_keeps_what_is_left_under_another_name(
    qtbot: QtBot, founded: Path, tmp_path: Path
) -> None:
    (founded / "office.db").write_bytes(b"x" * 4096)
    with door_to(founded, qtbot) as door:
        shown(qtbot, door, Stopped).anew_asked.emit()
        first = shown(qtbot, door, FirstRun)
        kept = [path for path in tmp_path.glob("xa.old-*") if not path.name.endswith(".state")]
        assert [(place / "office.db").read_bytes() for place in kept] == [b"x" * 4096]
        assert [path.is_dir() for path in tmp_path.glob("xa.old-*.state")] == [True]
        assert not (tmp_path / "xa.state").exists()
        fill(first, SECRET)
        first.send()
        qtbot.waitUntil(lambda: door.dialog is not first, timeout=WAIT)


@pytest.mark.usefixtures("at_the_door")
def test_an_office_that_does_not_open_still_gives_a_bundle(
    qtbot: QtBot, founded: Path, tmp_path: Path
) -> None:
    shutil.copyfile(founded / "keys.json", tmp_path / "keys.json")
    (founded / "office.db").unlink()
    with door_to(founded, qtbot) as door:
        stopped = shown(qtbot, door, Stopped)
        stopped.findChild(QPushButton, "support").click()
        qtbot.waitUntil(lambda: "Đã ghi gói" in stopped._told.text(), timeout=WAIT)
    (bundle,) = (tmp_path / "Documents").glob("goi-ho-tro-*.zip")
    written = in_bundle(bundle)
    assert json.loads(written["system.json"])["data_there"] is False
    assert "office.json" not in written


# --- the bundle -------------------------------------------------------------------------------


def people_of(ports: Ports) -> set[str]:
    """Every name, number, address and phone of whoever stands in the database."""
    with ports.reading() as view:
        told: set[str] = set()
        for row in view.dossiers.rows(DossierFilter()):
            for entry in view.dossiers.history(row.dossier_id):
                submitter = (entry.fields or {}).get("submitter") or {}
                told |= {str(value) for value in submitter.values() if value}
        told |= {user.name for user in view.offices.users()}
    words = {word for text in told for word in re.split(r"[,|]\s*", text)}
    return {word for word in told | words if len(word) > 6}


def test_a_bundle_names_nobody_who_stands_in_the_database(
    founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "Nguyễn Thị Hường" / "data"
    monkeypatch.setenv("HOME", str(home.parent))
    folder = offices.copy(founded, home)
    dice = random.Random(3)
    with logging_into(folder / "logs"), open_office(folder, clock=TypedClock(NOW)) as ports:
        for _ in range(25):
            offices.take_in(ports, applicant=citizen(dice, NOW.date()))
        offices.take_in(ports)
        written = in_bundle(write_bundle(ports, tmp_path / "usb"))
        known = people_of(ports)
    assert {"Lò Thị Én", "001190123456", "Cán bộ A"} <= known
    assert len(known) > 80
    texts = "\n".join([*written, *written.values()]).casefold()
    assert not [word for word in known if word.casefold() in texts]
    assert "hường" not in texts
    state = json.loads(written["office.json"])
    assert state["dossiers"]["received"] > 0
    assert json.loads(written["system.json"])["version"]
    assert "dossiers received" in written["logs/ca-desktop.log"]


def test_the_command_line_writes_the_same_bundle(founded: Path, tmp_path: Path) -> None:
    answer = Shell(founded, "--json")("support", "--to", tmp_path / "usb")
    assert set(in_bundle(Path(answer.json["file"]))) >= {"system.json", "office.json"}


def test_what_a_log_should_not_have_said_does_not_leave_with_it(tmp_path: Path) -> None:
    said = masked(r"C:\Users\Hường\x 001190123456 0912345678 2026-11-18 09:00", [r"C:\Users\Hường"])
    assert said == r"~\x … … 2026-11-18 09:00"


@given(st.text(), st.from_regex(r"[0-9]{9,14}", fullmatch=True))
def test_no_long_number_passes(text: str, number: str) -> None:
    assert number not in masked(f"{text}{number}{text}", [])


def test_the_page_writes_a_bundle_and_says_where(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.commands.run("page:support")
    page = window.pages.support
    assert window.pages.current is page
    version = page.findChild(QLabel, "version")
    assert version is not None
    assert version.text().startswith("0.")
    page.place.path.fill(str(tmp_path / "usb"))
    page.primary()
    qtbot.waitUntil(lambda: "Đã ghi gói" in window.message.text(), timeout=WAIT)
    (bundle,) = (tmp_path / "usb").glob("goi-ho-tro-*.zip")
    assert set(in_bundle(bundle)) >= {"system.json", "settings.json", "office.json"}


@pytest.mark.usefixtures("at_the_door")
def test_who_signs_in_to_a_damaged_database_comes_to_the_stop(qtbot: QtBot, tmp_path: Path) -> None:
    found(qtbot, tmp_path / "data")
    (tmp_path / "data" / "office.db").write_bytes(b"x" * 4096)
    with door_to(tmp_path / "data", qtbot) as door:
        sign_in = shown(qtbot, door, SignIn)
        sign_in.secret.fill(SECRET)
        sign_in.send()
        assert shown(qtbot, door, Stopped).findChild(QLabel, "why").text()
