"""The one message after an intake: what was stored, then what became of its slip."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window, wait_for_paper

from ca_desktop.domain.errors import MachineError
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.ui.dialogs.slip_preview import SlipPreview
from ca_desktop.ui.printing import press
from ca_desktop.ui.told import Level, Told
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("saving")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


def save(qtbot: QtBot, window: MainWindow, name: str) -> str:
    """Take one citizen in by F9; return the first sentence of the message."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.desk.new_intake()
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.ready, timeout=WAIT)
    page.choose("1.004873")
    page.person.name.fill(name)
    page.person.id_number.fill(f"001190{crc32(name.encode()) % 10**6:06}")
    qtbot.keyClick(page.person.name, Qt.Key.Key_F9)
    begins = "Đã tiếp nhận"
    qtbot.waitUntil(lambda: begins in window.message.text() and name in window.message.text())
    return window.message.text().partition(". ")[0].rstrip(".")


def offered(window: MainWindow) -> Sequence[str]:
    """What the bar offers now, in reading order."""
    found = window.message.findChildren(QPushButton)
    shown = [each for each in found if each.isVisible() and each.text() != "Đóng"]
    return [each.text() for each in sorted(shown, key=lambda each: each.x())]


def press_offer(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Press what is offered once it stands there; the message may just be changing."""

    def pressed() -> bool:
        found = window.message.findChildren(QPushButton, name)
        shown = next((each for each in found if each.isVisible()), None)
        if shown is not None:
            shown.click()
        return shown is not None

    qtbot.waitUntil(pressed, timeout=WAIT)


def test_one_message_says_what_was_stored_and_is_completed_by_the_printer(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = len(window.message.recent)
    begun = save(qtbot, window, "Lò Thị Một")
    qtbot.waitUntil(lambda: "Đã gửi tới máy in Máy in thử" in window.message.text(), timeout=WAIT)
    assert window.message.text().startswith(begun)
    assert "hẹn" in window.message.text()
    qtbot.waitUntil(lambda: offered(window) == ["In lại  Ctrl+P", "Mở"], timeout=WAIT)
    assert window.desk.undo_button.isVisible()
    ground = window.desk.undo_button.parentWidget()
    assert ground is not None
    assert ground.isAncestorOf(window.message)
    assert ground.property("role") == "message"
    assert len(window.message.recent) == before + 1
    press_offer(qtbot, window, "print_again")
    qtbot.waitUntil(lambda: bool(window.findChildren(SlipPreview)), timeout=WAIT)
    window.findChildren(SlipPreview)[0].reject()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_no_paper_outlives_the_test_that_printed_it(
    qtbot: QtBot, window: MainWindow, paper: Path
) -> None:
    save(qtbot, window, "Lò Thị Giấy")
    wait_for_paper()
    assert paper.exists()


def test_the_message_opens_the_dossier_that_was_stored(qtbot: QtBot, window: MainWindow) -> None:
    code = save(qtbot, window, "Lò Thị Hai").split()[4]
    press_offer(qtbot, window, "open_saved")
    page = window.pages.dossier
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.state.code == code, timeout=WAIT)
    assert window.pages.current is page


def test_a_printer_that_fails_is_told_in_the_same_message_and_takes_no_way_on_away(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        raise MachineError("NO-PRINTER")

    monkeypatch.setattr(press, "print_pdf", none)
    begun = save(qtbot, window, "Lò Thị Ba").partition("  ")[2]
    qtbot.waitUntil(lambda: window.message.text().startswith(f"▲  {begun}. "), timeout=WAIT)
    assert "Chưa in được giấy hẹn:" in window.message.text()
    ways = ["In lại", "Lưu PDF", "Mở"]
    qtbot.waitUntil(lambda: offered(window) == ways, timeout=WAIT)


def test_money_that_is_still_owed_can_be_collected_though_the_printer_failed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        raise MachineError("NO-PRINTER")

    monkeypatch.setattr(press, "print_pdf", none)
    window.activateWindow()
    window.desk.new_intake()
    page = window.pages.intake
    qtbot.waitUntil(lambda: page.picker.ready, timeout=WAIT)
    page.choose("2.000635")
    page.person.name.fill("Lò Thị Nợ")
    page.person.id_number.fill("001190000731")
    qtbot.waitUntil(lambda: page.filing.money.fee.text() == "8.000", timeout=WAIT)
    qtbot.keyClick(page.person.name, Qt.Key.Key_F9)
    unpaid = "Còn phải thu 8.000 đ. Chưa in được giấy hẹn:"
    qtbot.waitUntil(lambda: unpaid in window.message.text(), timeout=WAIT)
    ways = ["In lại", "Lưu PDF", "Mở", "Thu phí…"]
    qtbot.waitUntil(lambda: offered(window) == ways, timeout=WAIT)


def test_good_news_of_the_printer_does_not_push_a_newer_message_away(window: MainWindow) -> None:
    window.message.tell(Told(text="Đã tiếp nhận A.", about="A"))
    window.message.say("Việc khác.")
    window.message.tell(Told(text="Đã tiếp nhận A. Đã gửi.", about="A"))
    assert window.message.text() == "✓  Việc khác."
    assert [told.text for _at, told in window.message.recent[:2]] == [
        "Việc khác.",
        "Đã tiếp nhận A. Đã gửi.",
    ]
    window.message.tell(Told(text="A. Chưa in được.", level=Level.WARNING, about="A"))
    assert window.message.text() == "▲  A. Chưa in được."
