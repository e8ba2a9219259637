"""Tập huấn: another office beside the real one, made up, never mixed with it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.ui.conftest import NOW
from tests.ui.test_entry import SECRET, door_to, opened, shown

from ca_desktop.app import training, training_story
from ca_desktop.app.bootstrap import TRAINING_PASSPHRASE, create_office, open_office
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import Door
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import Cancelled
from ca_desktop.services.desk.listing import save_dossier_list
from ca_desktop.services.desk.slips import save_slip
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.watch import Watch
from ca_desktop.ui.dialogs.entry import SignIn
from ca_desktop.ui.dialogs.training import TrainingSetup
from ca_desktop.ui.widgets.training_bar import TRAINING

WAIT = 60_000
FOUNDING = Founding(
    kind="commune", code="H19.12.34", name="Xã Bình Minh", user_name="Lò Thị Én", training=False
)


@pytest.fixture(autouse=True)
def _survives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.excepthook", None)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real office, beside which the training ground was laid out."""
    use_words()
    home = tmp_path_factory.mktemp("home") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home.parent / "machine"))
        create_office(home, FOUNDING, SECRET, now=None)
        patch.setattr(training_story, "DAYS", 24)
        training.lay_out(home, NOW)
        yield home


@pytest.fixture
def home(pattern: Path, tmp_path: Path) -> Path:
    made = offices.copy(pattern, tmp_path / "data")
    offices.copy(training.training_folder(pattern), training.training_folder(made))
    return made


@pytest.fixture
def ground(home: Path) -> Iterator[Ports]:
    with open_office(training.training_folder(home), clock=TypedClock(NOW)) as ports:
        yield ports


def people(ports: Ports) -> list[tuple[str | None, str, str, str]]:
    with ports.reading() as view:
        rows = view.dossiers.rows(DossierFilter(), order="code")
        return [(row.code, row.status, row.procedure_code, row.received_at) for row in rows]


# --- what lies there --------------------------------------------------------------------------


def test_every_status_is_there_to_be_trained_with(ground: Ports) -> None:
    with ground.reading() as view:
        found_there = Counter(row.status for row in view.dossiers.rows(DossierFilter()))
        drafts = view.drafts.all()
        assert len(drafts) == 2
        assert all("applicant.name" in str(row.body["fields"]) for row in drafts)
        assert {user.name for user in view.offices.users()} == {training.CLERK, training.LEADER}
        assert view.offices.centre() is not None
        assert all(row.received_at < NOW.isoformat() for row in view.dossiers.rows(DossierFilter()))
    assert set(found_there) == {status.value for status in Status}
    assert sum(found_there.values()) > 40


def test_a_centre_is_trained_with_what_its_communes_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_story, "DAYS", 2)
    training.lay_out(tmp_path / "data", NOW, kind="centre")
    folder = training.training_folder(tmp_path / "data")
    with open_office(folder, clock=TypedClock(NOW)) as ports, ports.reading() as view:
        assert view.offices.own().kind == "centre"
        offices_seen = {row.office_name for row in view.dossiers.rows(DossierFilter())}
        assert offices_seen == {name for _code, name in training.COMMUNES}
    assert not list(tmp_path.glob("*.moi*"))


def test_the_same_day_brings_the_same_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_story, "DAYS", 1)
    seen = []
    for home in (tmp_path / "one", tmp_path / "other"):
        training.lay_out(home, NOW)
        with open_office(training.training_folder(home), clock=TypedClock(NOW)) as ports:
            seen.append(people(ports))
    assert seen[0] == seen[1] != []


def test_every_paper_says_that_it_is_for_training(ground: Ports, tmp_path: Path) -> None:
    code = next(code for code, *_rest in people(ground) if code)
    for layout in ("a4x2", "a5"):
        paper = save_slip(ground, code, tmp_path, layout)
        assert "TẬP HUẤN" in PdfReader(paper).pages[0].extract_text()


def test_every_workbook_says_so_too(ground: Ports, tmp_path: Path) -> None:
    target = tmp_path / "danh-sach.xlsx"
    save_dossier_list(ground, DossierFilter(), target)
    (sheet,) = load_workbook(target).worksheets
    cells = [str(cell.value) for row in sheet.iter_rows(max_row=6) for cell in row]
    assert any("TẬP HUẤN" in value for value in cells)


def test_what_is_stopped_leaves_nothing_and_touches_nothing(home: Path) -> None:
    places = training.training_folder(home)
    before = (places / "office.db").read_bytes()
    told: list[int] = []
    watch = Watch(lambda _stage, done, _total: told.append(done), lambda: len(told) > 4)
    with pytest.raises(Cancelled):
        training.lay_out(home, NOW, watch)
    assert told[-1] > 0
    assert (places / "office.db").read_bytes() == before
    names = {path.name for path in home.parent.iterdir()}
    assert not [name for name in names if ".moi" in name]


# --- the ways in and out ----------------------------------------------------------------------


def test_from_the_sign_in_everybody_goes_into_training_and_comes_back(
    qtbot: QtBot, home: Path
) -> None:
    real = (home / "office.db").read_bytes()
    with door_to(home, qtbot) as door:
        sign_in = shown(qtbot, door, SignIn)
        sign_in.activateWindow()
        qtbot.waitUntil(sign_in.isActiveWindow, timeout=WAIT)
        qtbot.keyClick(sign_in, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
        window = opened(qtbot, door)
        assert training.NAME in window.windowTitle()
        for name in ("today", "intake", "this_pc"):
            window.errands.go(name)
            bar = window.findChild(QLabel, "training_text")
            assert bar.text() == TRAINING
            assert bar.isVisible()
        assert window.commands.actions["training"].isVisible() is False
        window.desk.lock.lock()
        lock = window.desk.lock.dialog
        assert any(TRAINING_PASSPHRASE in each.text() for each in lock.findChildren(QLabel))
        qtbot.waitUntil(lambda: lock.people.count() == 2, timeout=WAIT)
        lock.secret.fill(TRAINING_PASSPHRASE)
        lock.send()
        qtbot.waitUntil(lambda: window.desk.lock.dialog is None, timeout=WAIT)
        window.commands.run("end_training")
        sign_in = shown(qtbot, door, SignIn)
        assert (home / "office.db").read_bytes() == real
        sign_in.secret.fill(SECRET)
        sign_in.send()
        window = opened(qtbot, door)
        assert "Xã Bình Minh" in window.windowTitle()
        assert window.frame.training is None
        actions = window.commands.actions
        assert not actions["train_anew"].isVisible()
        window.commands.run("training")
        qtbot.waitUntil(lambda: training.NAME in _title(door), timeout=WAIT)


def test_what_is_half_typed_waits_while_somebody_trains(qtbot: QtBot, home: Path) -> None:
    with door_to(home, qtbot) as door:
        for typed in ("", "Lường Thị Ba"):
            sign_in = shown(qtbot, door, SignIn)
            sign_in.secret.fill(SECRET)
            sign_in.send()
            window = opened(qtbot, door)
            users = window.pages.users
            users._new.click()
            assert users.name.text() == typed
            users.name.fill("Lường Thị Ba")
            window.commands.run("training")
            qtbot.waitUntil(lambda: training.NAME in _title(door), timeout=WAIT)
            assert not door.window.pages.users.name.text()
            door.window.commands.run("end_training")
        shown(qtbot, door, SignIn)


def _title(door: Door) -> str:
    return door.window.windowTitle() if door.window is not None else ""


def test_the_first_time_it_is_made_and_can_be_stopped(
    qtbot: QtBot, pattern: Path, tmp_path: Path
) -> None:
    home = offices.copy(pattern, tmp_path / "data")
    with door_to(home, qtbot) as door:
        shown(qtbot, door, SignIn).training_asked.emit()
        setup = shown(qtbot, door, TrainingSetup)
        setup.send()
        assert setup.strip.isVisible()
        setup.reject()
        assert setup.isVisible()
        setup.strip.stop_button.click()
        qtbot.waitUntil(lambda: "Đã dừng" in setup._problem.text(), timeout=WAIT)
        assert not training.is_laid_out(home)
        setup.reject()
        shown(qtbot, door, SignIn)


def test_it_begins_anew_only_when_a_person_says_so(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_story, "DAYS", 1)
    with door_to(home, qtbot) as door:
        shown(qtbot, door, SignIn).training_asked.emit()
        window = opened(qtbot, door)
        number = len(people(window._context.ports))
        window.commands.run("train_anew")
        setup = shown(qtbot, door, TrainingSetup)
        setup._back.click()
        window = opened(qtbot, door)
        assert len(people(window._context.ports)) == number
        window.commands.run("train_anew")
        shown(qtbot, door, TrainingSetup).send()
        window = opened(qtbot, door)
        assert len(people(window._context.ports)) < number


def test_a_damaged_training_ground_is_offered_to_be_laid_out_anew(qtbot: QtBot, home: Path) -> None:
    (training.training_folder(home) / "office.db").write_bytes(b"x" * 4096)
    with door_to(home, qtbot) as door:
        shown(qtbot, door, SignIn).training_asked.emit()
        setup = shown(qtbot, door, TrainingSetup)
        assert setup._problem.text()
        setup.reject()
        shown(qtbot, door, SignIn)
