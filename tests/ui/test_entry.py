"""The door: first run, wrong and right passphrase, and what else may stand in the way."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.training import paired_folders, root_of_the_pair

from ca_desktop.app.entering import Entering
from ca_desktop.app.resources import use_words
from ca_desktop.app.window import Door
from ca_desktop.domain.errors import MachineError
from ca_desktop.services.exchange.certificates import write_past
from ca_desktop.services.office.accounts import add_account, set_pin
from ca_desktop.services.office.printers import PrinterChoice, printer_choice
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.ui.dialogs.entry import ANYBODY, NOBODY_CAME, Notice, OpenElsewhere, SignIn
from ca_desktop.ui.dialogs.first_run import ACCOUNT, UNIT, FirstRun, KeepCodes
from ca_desktop.ui.dialogs.rebuild import RebuildCentre
from ca_desktop.ui.dialogs.stopped import Stopped
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.scanning.traces import is_secret
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.windows.restore import RestoreDialog
from ca_desktop.vault.lock import FolderLock

WAIT = 20_000
SECRET = "mat khau du dai 7"
SWITCH_S = 3.0


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.excepthook", None)
    use_words()


@contextmanager
def door_to(folder: Path, qtbot: QtBot) -> Iterator[Door]:
    """A door that was started; what it showed is closed at the end."""
    with ExitStack() as stack:
        door = Door(folder, stack)
        door.start(None)
        yield door
        if door.window is not None:
            qtbot.addWidget(door.window)
            door.window.close()
        if door.dialog is not None:
            qtbot.addWidget(door.dialog)
        door.close()


def shown(qtbot: QtBot, door: Door, kind: type[Any]) -> Any:
    qtbot.waitUntil(lambda: isinstance(door.dialog, kind), timeout=WAIT)
    return door.dialog


def opened(qtbot: QtBot, door: Door) -> Any:
    qtbot.waitUntil(lambda: door.window is not None, timeout=WAIT)
    return door.window


def fill(first: FirstRun, secret: str) -> None:
    first.code.fill("H19.12.34")
    first.name.fill("Xã Bình Minh")
    first.user.fill("Lò Thị Én")
    first.secret.fill(secret)


def found(qtbot: QtBot, folder: Path) -> None:
    with door_to(folder, qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.send()
        shown(qtbot, door, KeepCodes)


def test_the_first_run_takes_four_steps_and_eight_inputs(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    ended = QSignalSpy(qapp.lastWindowClosed)
    inputs = 0

    def typed(text: str) -> None:
        nonlocal inputs
        inputs += 1
        focused = QApplication.focusWidget()
        assert isinstance(focused, TextField)
        qtbot.keyClicks(focused, text)

    def pressed(where: QWidget, key: Qt.Key) -> None:
        nonlocal inputs
        inputs += 1
        qtbot.keyClick(where, key)

    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        first.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is first.code, timeout=WAIT)
        typed("H19.12.34")
        qtbot.keyClick(first.code, Qt.Key.Key_Return)  # Enter moves on and is no decision
        typed("Xa Binh Minh")
        pressed(first, Qt.Key.Key_F9)
        assert first._head.text() == "Bước 2/4: Người quản trị"
        typed("Lo Thi En")
        qtbot.keyClick(first.user, Qt.Key.Key_Return)
        typed(SECRET)
        pressed(first, Qt.Key.Key_F9)
        assert first._head.text() == "Bước 3/4: Máy in và phiếu thử"
        pressed(first, Qt.Key.Key_F9)
        codes = shown(qtbot, door, KeepCodes)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is codes._go, timeout=WAIT)
        pressed(codes._go, Qt.Key.Key_Space)
        window = opened(qtbot, door)
        assert "Xa Binh Minh" in window.windowTitle()
        assert printer_choice(window._context.ports, PaperForm.SLIP) == PrinterChoice()
        assert door.dialog is None
        assert ended.count() == 0  # with no window left the program would end
    assert inputs == 8


def test_a_step_does_not_end_with_a_value_that_does_not_hold(qtbot: QtBot, tmp_path: Path) -> None:
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        first.code.fill("xã 34")
        first.go_on()
        assert first.step == UNIT
        assert first.fields["code"].problem
        first.code.fill("H19.12.34")
        first.name.fill("Xã Bình Minh")
        first.go_on()
        assert first.step == ACCOUNT
        first.go_on()
        assert first.fields["user"].problem
        first.user.fill("Lò Thị Én")
        first.go_on()
        assert first.fields["passphrase"].problem
        first._back.click()
        assert (first.step, first.name.value()) == (UNIT, "Xã Bình Minh")
        assert not (tmp_path / "data" / "office.db").exists()


def test_the_printer_is_tried_and_kept_or_skipped(
    qtbot: QtBot, tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laser = Machine(name="laser", label="Canon LBP2900", default=False)
    monkeypatch.setattr("ca_desktop.ui.printing.machines.find_machines", lambda: [laser])
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.training.setChecked(True)  # its keys cost less time
        first.go_on()
        first.go_on()
        qtbot.waitUntil(lambda: first.printer.list.count() == 2, timeout=WAIT)
        first.printer.list.setCurrentRow(1)
        first.printer.paper.setCurrentIndex(first.printer.paper.findData("a5"))
        first.findChild(QPushButton, "first_trial").click()
        qtbot.waitUntil(lambda: "Máy in thử" in first.printer._said.text(), timeout=WAIT)
        assert paper.exists()
        first.go_on()
        shown(qtbot, door, KeepCodes).send()
        ports = opened(qtbot, door)._context.ports
        kept = PrinterChoice(printer="laser", layout="a5")
        assert printer_choice(ports, PaperForm.SLIP) == kept


def test_a_printer_that_refuses_does_not_stop_the_first_run(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> list[Machine]:
        raise MachineError("PRINTERS-SILENT")

    monkeypatch.setattr("ca_desktop.ui.printing.machines.find_machines", silent)
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.training.setChecked(True)  # its keys cost less time
        first.go_on()
        first.go_on()
        qtbot.waitUntil(lambda: "Bỏ qua được" in first.printer._said.text(), timeout=WAIT)
        first._skip.click()
        shown(qtbot, door, KeepCodes)


def test_the_codes_stay_until_they_are_on_paper(qtbot: QtBot, tmp_path: Path) -> None:
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.send()
        codes = shown(qtbot, door, KeepCodes)
        qtbot.keyClick(codes, Qt.Key.Key_Escape)
        codes.close()
        assert codes.isVisible()
        codes.send()
        opened(qtbot, door)


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(qtbot: QtBot, tmp_path: Path) -> None:
    found(qtbot, tmp_path / "data")
    with door_to(tmp_path / "data", qtbot) as door:
        sign_in = shown(qtbot, door, SignIn)
        sign_in.secret.fill("khong phai")
        qtbot.keyClick(sign_in.secret, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "Đợi 1 giây" in sign_in._problem.text(), timeout=WAIT)
        assert not sign_in.secret.isEnabled()
        sign_in.tries.tick.timeout.emit()
        assert sign_in.secret.isEnabled()
        assert "Đợi" not in sign_in._problem.text()
        sign_in.secret.fill(SECRET)
        sign_in.send()
        opened(qtbot, door)


def test_another_person_takes_over_by_pin_within_three_seconds(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """In a real office, whose PINs are stretched as long as they are to be."""
    found(qtbot, tmp_path / "data")
    with door_to(tmp_path / "data", qtbot) as door:
        shown(qtbot, door, SignIn).secret.fill(SECRET)
        door.dialog.send()
        first, ports = opened(qtbot, door), door._ports
        second = add_account(ports, "Lò Văn Hai", ["intake"], "con suoi nho 2026").user_id
        set_pin(ports, second, "975310")
        began = time.perf_counter()
        first.desk.lock.lock()
        lock = first.desk.lock.dialog
        qtbot.waitUntil(lambda: lock.people.count() == 2, timeout=WAIT)
        qtbot.keyClick(lock.secret, Qt.Key.Key_Down)
        qtbot.keyClicks(lock.secret, "975310")
        qtbot.keyClick(lock.secret, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: door.window not in {None, first}, timeout=WAIT)
        qtbot.waitUntil(door.window.pages.current.isVisible, timeout=WAIT)
        assert time.perf_counter() - began <= SWITCH_S
        assert door.window._context.ports.actor.user_id == second


def test_the_names_of_who_works_here_are_tiles_that_arrows_choose(
    qtbot: QtBot, tmp_path: Path
) -> None:
    found(qtbot, tmp_path / "data")
    with door_to(tmp_path / "data", qtbot) as door:
        sign_in = shown(qtbot, door, SignIn)
        assert sign_in.people.isHidden()  # nobody has worked here yet
        sign_in.secret.fill(SECRET)
        sign_in.send()
        opened(qtbot, door)
    with door_to(tmp_path / "data", qtbot) as door:
        sign_in = shown(qtbot, door, SignIn)
        people, secret = sign_in.people, sign_in.secret
        assert [people.item(row).text() for row in range(people.count())] == ["Lò Thị Én", ANYBODY]
        assert any("Xã Bình Minh" in x.text() for x in sign_in.findChildren(PlainLabel))
        sign_in.activateWindow()
        qtbot.waitUntil(secret.hasFocus, timeout=WAIT)
        own = people.chosen
        assert own
        qtbot.keyClick(secret, Qt.Key.Key_Down)
        assert people.chosen == ""
        qtbot.keyClick(secret, Qt.Key.Key_Up)
        assert people.chosen == own
        people.setFocus()
        qtbot.keyClick(people, Qt.Key.Key_7)
        assert (secret.text(), secret.hasFocus(), people.chosen) == ("7", True, own)
        secret.fill(SECRET)
        qtbot.keyClick(secret, Qt.Key.Key_Return)
        window = opened(qtbot, door)
        assert window._context.ports.actor.user_id == own


def test_a_weak_passphrase_founds_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, "123")
        first.send()
        qtbot.waitUntil(lambda: bool(first.fields["passphrase"].problem), timeout=WAIT)
        assert not (tmp_path / "data" / "office.db").exists()


def test_a_second_program_leads_to_the_window_of_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    found(qtbot, folder)
    with door_to(folder, qtbot) as first:
        shown(qtbot, first, SignIn).secret.fill(SECRET)
        first.dialog.send()
        window = opened(qtbot, first)
        window.showMinimized()
        with door_to(folder, qtbot) as second:  # nobody has to type a passphrase in vain
            elsewhere = shown(qtbot, second, OpenElsewhere)
            assert "Đang mở ở cửa sổ khác" in elsewhere.windowTitle()
            assert not elsewhere.findChildren(QPushButton, "restore")
            elsewhere._go.click()
            qtbot.waitUntil(elsewhere.isHidden, timeout=WAIT)
            assert not window.isMinimized()
            assert second.window is None


def test_where_no_window_answers_it_is_said_where_to_look(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    found(qtbot, folder)
    other = ExitStack()
    other.enter_context(FolderLock(folder))
    with door_to(folder, qtbot) as door:
        elsewhere = shown(qtbot, door, OpenElsewhere)
        elsewhere._go.click()
        qtbot.waitUntil(lambda: elsewhere._problem.text() == NOBODY_CAME, timeout=WAIT)
        assert elsewhere._go.isEnabled()
        other.close()
        elsewhere.findChild(QPushButton, "again").click()
        shown(qtbot, door, SignIn).secret.fill(SECRET)
        door.dialog.send()
        opened(qtbot, door)


def test_a_damaged_key_file_is_said_before_anybody_types(qtbot: QtBot, tmp_path: Path) -> None:
    found(qtbot, tmp_path / "data")
    (tmp_path / "data" / "keys.json").write_text("{", encoding="utf-8")
    with door_to(tmp_path / "data", qtbot) as door:
        assert shown(qtbot, door, Stopped).findChild(PlainLabel, "why").text()


def test_a_typed_date_and_a_name_hold_for_the_window_too(qtbot: QtBot, founded: Path) -> None:
    wish = Entering(now="2026-12-01T08:00", user="Cán bộ A")
    with ExitStack() as stack:
        door = Door(founded, stack, wish)
        door.start(None)
        window = opened(qtbot, door)
        ports = window._context.ports
        assert ports.clock.now().isoformat() == "2026-12-01T08:00:00+07:00"
        qtbot.addWidget(window)
        window.close()


def test_a_name_that_nobody_has_is_said(qtbot: QtBot, founded: Path) -> None:
    with ExitStack() as stack:
        door = Door(founded, stack, Entering(user="Không Ai"))
        door.start(None)
        notice = shown(qtbot, door, Notice)
        assert notice._problem.text()
        qtbot.addWidget(notice)
        door.close()


def test_the_sheets_of_a_new_root_are_printed_while_they_are_shown(
    qtbot: QtBot, tmp_path: Path, paper: Path
) -> None:
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.kind.setCurrentIndex(first.kind.findData("centre"))
        first.send()
        codes = shown(qtbot, door, KeepCodes)
        codes.print_root.click()
        qtbot.waitUntil(lambda: "Đã gửi tới máy in" in codes._problem.text(), timeout=WAIT)
        assert paper.exists()
        codes.send()
        opened(qtbot, door)


def test_the_recovery_code_of_a_commune_is_printed_while_it_is_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []

    def send(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        sent.append(pdf)
        return press.Printed(printer="may-in-thu", label="Máy in thử", spool="")

    monkeypatch.setattr(press, "print_pdf", send)
    with door_to(tmp_path / "data", qtbot) as door:
        first = shown(qtbot, door, FirstRun)
        fill(first, SECRET)
        first.send()
        codes = shown(qtbot, door, KeepCodes)
        assert codes.print_root.isHidden()
        codes.print.click()
        qtbot.waitUntil(lambda: "Đã gửi tới máy in" in codes._problem.text(), timeout=WAIT)
        text = PdfReader(BytesIO(sent[0])).pages[0].extract_text()
        assert "Xã Bình Minh (H19.12.34)" in text
        assert door._first._founded.recovery_code in text


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (FirstRun, "passphrase"),
        (RebuildCentre, "passphrase"),
        (partial(RestoreDialog, Path("D:/"), replaces=False), "new"),
    ],
)
def test_a_new_passphrase_is_typed_once_and_can_be_read_while_it_is_typed(
    qtbot: QtBot, make: Callable[[], QDialog], name: str
) -> None:
    dialog = make()
    qtbot.addWidget(dialog)
    secret, shows = dialog.findChild(SecretField, name), dialog.findChild(QCheckBox, f"show_{name}")
    assert secret is not None
    assert shows is not None
    typed = " mat khau  du dai "
    for seen in (typed, "●" * len(typed)):
        shows.click()
        secret.fill(typed)
        assert secret.displayText() == seen
        assert secret.value() == typed
        assert not secret.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        assert is_secret(secret)


def test_a_centre_is_built_anew_at_first_start(qtbot: QtBot, tmp_path: Path) -> None:
    commune, _centre = paired_folders(tmp_path)
    past = tmp_path / "trung-tam.hspast"
    with offices.opened(commune) as ports:
        write_past(ports, past)
    with door_to(tmp_path / "anew", qtbot) as door:
        shown(qtbot, door, FirstRun).rebuild_asked.emit()
        dialog = shown(qtbot, door, RebuildCentre)
        dialog.send()
        assert "Chọn tệp" in dialog._problem.text()
        dialog.past.path.fill(str(past))
        dialog.seed.fill(root_of_the_pair()[:-1])
        dialog.user.fill("Lò Thị Én")
        dialog.secret.fill("tap huan 2026")
        dialog.send()
        qtbot.waitUntil(lambda: "mã" in dialog._problem.text().lower(), timeout=WAIT)
        dialog.seed.fill(root_of_the_pair())
        dialog.send()
        codes = shown(qtbot, door, KeepCodes)
        assert not codes.print_root.isVisible()
        codes.send()
        window = opened(qtbot, door)
        assert "Thị xã Làm Mẫu" in window.windowTitle()
