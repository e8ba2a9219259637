"""Scanners at the window: bursts of keys in every place, and a serial line that comes and goes."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.app.demo import hands
from ca_desktop.domain.scans import CardScan, Scan, SlipScan, UnknownScan
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.office.scanners import ScannerChoice, choose_scanner, scanner_choice
from ca_desktop.ui.scanning.router import ScanRouter
from ca_desktop.ui.scanning.serial_line import ScannerState, SerialScanner, _Listener
from ca_desktop.ui.scanning.trial import ScannerTrial
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextArea, TextField
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
SLIP = "H19.12.34-260302-0001"
CARD = "001190123456|012345678|Nguyễn Thị Hường|01011990|Nữ|Thôn Đông Viên, xã Làm Mẫu|15042021"
VIETNAMESE = dict(zip("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ", strict=True))


class Keyboard:
    """Keys with the times of a window system."""

    def __init__(self) -> None:
        self.at = 1_000_000

    def type(self, widget: QWidget, text: str, gap: int = 120) -> None:
        for char in text:
            self.at += gap
            hands.press(widget, char, at=self.at)

    def scan(self, widget: QWidget, text: str, gap: int = 4, end: str = "\r") -> None:
        self.at += 700
        self.type(widget, text + end, gap)


# --- a window of one's own --------------------------------------------------------------------


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def stand(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    box = QVBoxLayout(window)
    for made in (TextField(window), TextArea(window), SecretField(window), ChoiceField(window)):
        box.addWidget(made)
    listed = QListWidget(window)
    listed.addItems(["9 một", "8 hai", "1 ba"])
    box.addWidget(listed)
    window.show()
    window.activateWindow()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def told(stand: QWidget) -> list[Scan]:
    router = ScanRouter(stand)
    found: list[Scan] = []
    router.scanned.connect(found.append)
    return found


def focused(stand: QWidget, kind: type[QWidget]) -> QWidget:
    widget = stand.findChild(kind)
    assert isinstance(widget, QWidget)
    widget.setFocus()
    return widget


def test_a_scan_leaves_a_field_as_it_was_and_one_undo_brings_its_text_back(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    keyboard.type(field, "Lò Thị")
    field.setCursorPosition(3)
    keyboard.scan(field, SLIP)
    assert told == [SlipScan(SLIP)]
    assert (field.text(), field.cursorPosition(), field.hasFocus()) == ("Lò Thị", 3, True)
    field.undo()
    assert SLIP in field.text()


def test_a_scan_over_marked_text_leaves_it_marked(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    keyboard.type(field, "0912345678")
    field.selectAll()
    keyboard.scan(field, SLIP)
    assert (field.text(), field.selectedText()) == ("0912345678", "0912345678")
    assert len(told) == 1


def test_a_scan_leaves_text_of_several_lines_as_it_was(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    area = focused(stand, TextArea)
    assert isinstance(area, TextArea)
    keyboard.type(area, "Tờ khai")
    keyboard.scan(area, CARD)
    assert area.toPlainText() == "Tờ khai"
    assert [type(scan) for scan in told] == [CardScan]


@pytest.mark.parametrize("end", ["\r", "\t"])
@pytest.mark.parametrize("damage", [False, True])
def test_a_scan_is_known_by_any_end_and_through_the_vietnamese_layout(
    stand: QWidget,
    told: list[Scan],
    keyboard: Keyboard,
    end: str,
    damage: bool,  # noqa: FBT001
) -> None:
    field = focused(stand, TextField)
    sent = "".join(VIETNAMESE.get(char, char) for char in SLIP) if damage else SLIP
    keyboard.scan(field, sent, end=end)
    assert told == [SlipScan(SLIP)]
    assert (field.hasFocus(), field.property("text")) == (True, "")


def test_what_an_input_method_lets_through_in_pieces_is_one_scan(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    keyboard.scan(field, SLIP[:-2] + "x\b" + SLIP[-2:])
    assert told == [SlipScan(SLIP)]


def test_typing_is_never_taken_for_a_scan(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    keyboard.type(field, SLIP, gap=60)
    keyboard.type(field, "\r", gap=300)
    assert (told, field.text()) == ([], SLIP)


def test_a_passphrase_is_never_looked_at(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    secret = focused(stand, SecretField)
    assert isinstance(secret, SecretField)
    keyboard.scan(secret, SLIP)
    assert (told, secret.text()) == ([], SLIP)


def test_a_scan_moves_neither_a_choice_nor_a_row(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    choice, listed = focused(stand, ChoiceField), stand.findChild(QListWidget)
    assert isinstance(choice, ChoiceField)
    assert isinstance(listed, QListWidget)
    choice.addItems(["Nữ", "Hộ tịch", "19"])
    keyboard.scan(choice, SLIP)
    listed.setFocus()
    listed.setCurrentRow(0)
    keyboard.scan(listed, SLIP)
    assert (choice.currentIndex(), listed.currentRow(), len(told)) == (0, 0, 2)


def test_an_unknown_code_stays_where_it_was_scanned_and_its_enter_does_nothing(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    entered: list[bool] = []
    field.returnPressed.connect(lambda: entered.append(True))
    keyboard.scan(field, "8934567890123")
    assert (told, entered) == ([UnknownScan("8934567890123")], [])
    assert (field.text(), field.hasFocus()) == ("8934567890123", True)


def test_an_enter_right_behind_a_key_is_no_command_and_a_later_one_is(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    entered: list[bool] = []
    field.returnPressed.connect(lambda: entered.append(True))
    keyboard.type(field, "ks")
    keyboard.type(field, "\r", gap=59)
    assert entered == []
    keyboard.type(field, "\r", gap=60)
    assert (entered, told) == ([True], [])


def test_keys_that_come_without_a_time_do_what_they_do(stand: QWidget, told: list[Scan]) -> None:
    """Programs that help people send them: dictation, screen readers, tests."""
    field = focused(stand, TextField)
    assert isinstance(field, TextField)
    hands.send(field, SLIP)
    hands.press(field, Qt.Key.Key_Return)
    assert (told, field.text(), field.hasFocus()) == ([], SLIP, False)


def test_while_a_dialog_asks_nothing_is_told(
    stand: QWidget, told: list[Scan], keyboard: Keyboard
) -> None:
    dialog = QDialog(stand)
    field = TextField(dialog)
    dialog.open()
    dialog.activateWindow()
    field.setFocus()
    keyboard.scan(field, SLIP)
    assert (told, field.text()) == ([], SLIP)
    dialog.reject()


# --- the program ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("scans")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture(scope="module")
def slip(office: Office) -> str:
    return office.take_in().code


def place(window: MainWindow) -> QWidget:
    """Return where the keys go on a page just shown."""
    focus = QApplication.focusWidget()
    return focus if focus is not None else window.search


def press(bar: QWidget, name: str) -> None:
    button = bar.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def test_the_slip_of_a_dossier_that_waits_for_papers_is_offered_to_the_open_intake(
    qtbot: QtBot, office: Office, window: MainWindow, keyboard: Keyboard
) -> None:
    code = office.take_in(applicant={"name": "Lò Văn Chờ"}).code
    step_dossier(office.ports, code, "supplement", note="Thiếu tờ khai")
    window.show_page(window.pages.intake)
    page = window.pages.intake
    page.person.name.fill("Lò Thị Én")
    keyboard.scan(place(window), code)
    qtbot.waitUntil(lambda: "Lò Văn Chờ đang chờ bổ sung" in page.slip.text, timeout=WAIT)
    press(page.slip, "slip_supply")
    qtbot.waitUntil(lambda: "Đã nhận bổ sung" in window.message.text(), timeout=WAIT)
    assert code in window.message.text()
    assert (window.pages.current, page.person.name.text()) == (page, "Lò Thị Én")
    with office.ports.reading() as view:
        state = view.dossiers.state(view.dossiers.id_of(code) or "")
    assert state is not None
    assert state.status == "in_process"
    assert window.desk.undo_button.isVisible()
    page.empty()


def test_the_slip_of_any_other_dossier_opens_it_from_the_intake(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard, slip: str
) -> None:
    window.show_page(window.pages.intake)
    keyboard.scan(place(window), slip)
    page = window.pages.dossier
    qtbot.waitUntil(lambda: window.pages.current is page, timeout=WAIT)
    assert not window.pages.intake.slip.text


def test_a_slip_opens_its_dossier_from_every_page_but_where_results_are_returned(
    qtbot: QtBot, window: MainWindow, slip: str, keyboard: Keyboard
) -> None:
    for name in set(window.rail.names) - {"results"}:
        window.scans._repeats.again(UnknownScan(name), 0)
        window.show_page(window.pages.named(name))
        for editor in (window.search, *window.pages.current.findChildren(TextField)[:2]):
            if editor.isVisible() and editor.isEnabled() and not isinstance(editor, SecretField):
                editor.setFocus()
        before = place(window)
        keyboard.scan(before, slip)
        qtbot.waitUntil(lambda: window.pages.current is window.pages.dossier, timeout=WAIT)
        qtbot.waitUntil(lambda: slip in window.pages.dossier._head.text(), timeout=WAIT)
        assert not isinstance(before, TextField) or slip not in before.text()


def test_the_slip_of_a_ready_result_opens_the_page_that_returns_it(
    qtbot: QtBot, window: MainWindow, office: Office, keyboard: Keyboard
) -> None:
    ready = office.take_in(applicant={"name": "Lò Thị Sẵn"}).code
    step_dossier(office.ports, ready, "result_ready")
    window.show_page(window.pages.today)
    window.search.setFocus()
    keyboard.scan(window.search, ready)
    qtbot.waitUntil(lambda: window.pages.current is window.pages.results, timeout=WAIT)
    assert window.pages.results.code.text() == ready


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("H19.12.34-250101-9999", "Chưa thấy hồ sơ mã H19.12.34-250101-9999"),
        ("H20.12.99-260302-0007", "H20.12.99"),
    ],
)
def test_a_slip_of_no_dossier_here_says_whose_it_is(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard, code: str, said: str
) -> None:
    window.search.setFocus()
    keyboard.scan(window.search, code)
    qtbot.waitUntil(lambda: said in window.message.text(), timeout=WAIT)


def test_a_card_begins_an_intake_from_any_page(
    window: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    window.show_page(window.pages.today)
    window.search.setFocus()
    keyboard.scan(window.search, CARD)
    person = window.pages.intake.person
    assert window.pages.current is window.pages.intake
    assert person.name.text() == "Nguyễn Thị Hường"
    assert person.id_number.value() == "001 190 123 456"
    window.pages.intake.empty()


def test_an_unknown_code_is_shown_quietly_and_can_be_looked_for_or_copied(
    window: MainWindow, keyboard: Keyboard
) -> None:
    window.show_page(window.pages.today)
    window.search.setFocus()
    keyboard.scan(window.search, "8934567890123")
    bar = window.scans.bar
    assert "“8934567890123”" in bar.text
    window.search.begin()
    keyboard.scan(window.search, "8934567890124")
    press(bar, "scan_unknown_copy")
    assert QGuiApplication.clipboard().text() == "8934567890124"
    keyboard.scan(window.search, "8934567890125")
    window.search.begin()
    press(bar, "scan_unknown_find")
    assert window.search.text() == "8934567890125"
    assert bar.text == ""
    window.search.begin()


def test_a_code_that_comes_twice_at_once_acts_once(
    window: MainWindow, slip: str, keyboard: Keyboard
) -> None:
    window.search.setFocus()
    cards: list[object] = []
    window.scans.card_read.connect(cards.append)
    other = CARD.replace("Hường", "Hằng")
    keyboard.scan(window.search, other)
    window.search.setFocus()
    keyboard.scan(window.search, other)
    window.scans._on_read(other)
    assert len(cards) == 1
    window.pages.intake.empty()


def test_nothing_that_is_scanned_acts_while_the_screen_is_locked(
    office: Office, window: MainWindow, keyboard: Keyboard
) -> None:
    cards: list[object] = []
    window.scans.card_read.connect(cards.append)
    window.desk.lock.lock()
    dialog = window.desk.lock.dialog
    assert dialog is not None
    window.scans._on_read(CARD.replace("Hường", "Hà"))
    keyboard.scan(dialog.findChild(TextField) or dialog, CARD.replace("Hường", "Hà"))
    assert cards == []
    window.desk.lock._on_open(office.ports.actor)
    window.scans._on_read(CARD.replace("Hường", "Hà"))
    assert len(cards) == 1
    window.pages.intake.empty()


def test_the_scanner_of_this_computer_is_kept_and_nonsense_is_as_if_never_chosen(
    office: Office,
) -> None:
    assert scanner_choice(office.ports) == ScannerChoice()
    choose_scanner(office.ports, ScannerChoice(port="COM7", largest_gap=48))
    assert scanner_choice(office.ports) == ScannerChoice(port="COM7", largest_gap=48)
    for gap in (0, 60, "x", True, None):
        office.ports.pc.keep("scanner", {"port": 7, "largest_gap": gap})
        assert scanner_choice(office.ports) == ScannerChoice()


# --- a serial line ----------------------------------------------------------------------------


class Line:
    """A scanner on a pair of pseudo-terminals; the program opens one end under a fixed name."""

    def __init__(self, folder: Path) -> None:
        self.port = folder / "scanner"
        self._ends: tuple[int, int] | None = None

    def plug(self) -> None:
        self._ends = os.openpty()
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        self.port.unlink()
        for end in self._ends or ():
            os.close(end)
        self._ends = None

    def send(self, text: bytes) -> None:
        assert self._ends is not None
        os.write(self._ends[0], text)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    made.plug()
    yield made
    if made._ends is not None:
        made.unplug()


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_serial_scanner_is_read_lost_and_found_again(
    qtbot: QtBot, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ca_desktop.ui.scanning.serial_line.REOPEN_SECONDS", 0.05)
    scanner, read, states = SerialScanner(), list[str](), list[ScannerState]()
    scanner.read.connect(read.append)
    scanner.state_changed.connect(states.append)
    scanner.start(str(line.port))
    qtbot.waitUntil(lambda: states == [ScannerState.READY], timeout=WAIT)
    for sent in (f"{CARD}\r\n", f"{SLIP}\r", f"\n{SLIP}"):
        line.send(sent.encode())
    qtbot.waitUntil(lambda: read == [CARD, SLIP, SLIP], timeout=WAIT)
    line.unplug()
    qtbot.waitUntil(lambda: states[-1] is ScannerState.LOST, timeout=WAIT)
    line.plug()
    qtbot.waitUntil(lambda: states[-1] is ScannerState.READY, timeout=WAIT)
    line.send(b"\xff\xfe\r")
    qtbot.waitUntil(lambda: read[-1] == "\ufffd\ufffd", timeout=WAIT)
    scanner.stop()
    assert states == [ScannerState.READY, ScannerState.LOST, ScannerState.READY]


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_serial_scanner_drives_the_program_and_its_loss_is_told(
    qtbot: QtBot, window: MainWindow, line: Line
) -> None:
    window.show_page(window.pages.today)
    window.scans.use(ScannerChoice(port=str(line.port)))
    qtbot.waitUntil(lambda: window.scans.state == "sẵn sàng", timeout=WAIT)
    line.send(CARD.replace("Hường", "Sen").encode() + b"\r")
    qtbot.waitUntil(lambda: window.pages.intake.person.name.text().endswith("Sen"), timeout=WAIT)
    line.unplug()
    qtbot.waitUntil(lambda: window.scans.state == "mất kết nối", timeout=WAIT)
    window.scans.use(ScannerChoice())
    assert window.scans.state == "kiểu bàn phím"
    window.pages.intake.empty()
    left = [x for x in threading.enumerate() if isinstance(x, _Listener) and not x.done.is_set()]
    assert left == []


# --- trying a scanner -------------------------------------------------------------------------


@pytest.fixture
def trial(qtbot: QtBot, office: Office, window: MainWindow) -> Iterator[ScannerTrial]:
    made = ScannerTrial(window._context, window)
    made.show()
    made.field.setFocus()
    qtbot.waitUntil(lambda: made.port.count() > 0, timeout=WAIT)
    yield made
    made.hide()
    made.deleteLater()


@pytest.mark.parametrize(
    ("text", "gap", "said"),
    [
        (SLIP, 4, f"21 ký tự trong 80 ms, chậm nhất 4 ms giữa hai phím, Enter; giấy hẹn {SLIP}."),
        (SLIP, 4, "Máy quét dùng được như hiện nay."),
        (SLIP, 48, "Máy quét gửi chậm, 48 ms giữa hai phím."),
        (SLIP, 90, "chậm như gõ tay"),
        ("abc", 4, "Chưa nhận đủ một mã."),
        ("".join(VIETNAMESE.get(x, x) for x in SLIP), 4, "kiểu tiếng Việt"),
        ("001190123456||Lo Thi En|05031990|Nu|Thon Dong|15042021", 4, "không còn dấu"),
    ],
)
def test_a_trial_says_what_the_scanner_sends_and_what_to_set(
    trial: ScannerTrial, keyboard: Keyboard, text: str, gap: int, said: str
) -> None:
    keyboard.scan(trial.field, text, gap=gap)
    assert said in trial.report.text()


def test_a_trial_notices_that_the_end_is_missing_and_nothing_of_it_acts(
    qtbot: QtBot, window: MainWindow, trial: ScannerTrial, keyboard: Keyboard
) -> None:
    shown = window.pages.current
    keyboard.scan(trial.field, SLIP, end="")
    qtbot.waitUntil(lambda: "Suffix CR" in trial.report.text(), timeout=WAIT)
    keyboard.scan(trial.field, CARD)
    assert window.pages.current is shown


def test_a_slow_scanner_is_taken_as_it_is_and_a_port_is_kept(
    qtbot: QtBot, office: Office, trial: ScannerTrial, keyboard: Keyboard
) -> None:
    chosen: list[ScannerChoice] = []
    trial.chosen.connect(chosen.append)
    keyboard.scan(trial.field, SLIP, gap=45)
    press(trial, "use_gap")
    qtbot.waitUntil(lambda: chosen == [ScannerChoice(largest_gap=47)], timeout=WAIT)
    trial.port.addItem("COM9 – máy quét", "COM9")
    trial.port.setCurrentIndex(trial.port.findData("COM9"))
    trial.port.activated.emit(trial.port.currentIndex())
    kept = ScannerChoice(port="COM9", largest_gap=47)
    qtbot.waitUntil(lambda: chosen[-1] == kept, timeout=WAIT)
    assert scanner_choice(office.ports) == kept
    choose_scanner(office.ports, ScannerChoice())


def test_the_card_of_who_collects_for_somebody_fills_the_return(window: MainWindow) -> None:
    window.show_page(window.pages.results)
    page = window.pages.results
    page.collector.choice.setCurrentIndex(page.collector.choice.findData("proxy"))
    window.scans._on_read(CARD.replace("Hường", "Mai"))
    assert window.pages.current is page
    came = page.collector
    assert (came.name.text(), came.id_number.text()) == ("Nguyễn Thị Mai", "001190123456")
    page.collector.begin()
