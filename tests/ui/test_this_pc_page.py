"""Máy này: each form has its printer, chosen once; the data stay on this computer's own disk."""

import threading
from collections.abc import Sequence
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from pytestqt.qtbot import QtBot
from tests.helpers.slips import RESOURCES, codes_on

from ca_desktop.documents.trial_slips import SIZES, trial_slip
from ca_desktop.domain.errors import MachineError
from ca_desktop.services.office.printers import PrinterChoice, choose_printer, printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import TRIAL_CODE, TrialLayout
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.ui.pages.this_pc import ThisPcPage
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.spoolers import Machine, Tray
from ca_desktop.ui.scanning.trial import ScannerTrial
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.vault import lock

WAIT = 10_000
MACHINES = (
    Machine(name="canon", label="Canon LBP2900", default=True, papers=("A4", "A5")),
    Machine(
        name="epson",
        label="Epson LQ-310",
        default=False,
        trays=(Tray("Tractor", "Giấy liên tục"), Tray("Manual", "Nạp tay")),
    ),
    *(Machine(name=f"pdf-{n}", label=f"PDF {n}", default=False) for n in range(9)),
)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> ThisPcPage:
    monkeypatch.setattr(press, "machines", _machines)
    window.show_page(window.pages.this_pc)
    shown = window.pages.this_pc
    qtbot.waitUntil(lambda: shown.printing.printers.count() == len(MACHINES) + 1, timeout=WAIT)
    return shown


def _machines() -> Sequence[Machine]:
    return MACHINES


def titles(page: ThisPcPage) -> list[str]:
    listed = page.printing.printers
    return [listed.item(row).text() for row in range(listed.count())]


def test_a_printer_is_chosen_for_a_form_and_kept(
    qtbot: QtBot, window: MainWindow, page: ThisPcPage, ports: Ports
) -> None:
    assert titles(page)[:3] == [
        "Máy in mặc định của máy này",
        "Canon LBP2900 (mặc định)",
        "Epson LQ-310",
    ]
    page.printing.printers.setCurrentRow(2)
    assert page.printing.tray.count() == 3
    page.printing.tray.setCurrentIndex(2)
    page.printing.layout_choice.setCurrentIndex(1)
    page.printing.copies.setCurrentIndex(1)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã lưu máy in" in window.message.text(), timeout=WAIT)
    expected = PrinterChoice(printer="epson", layout="a5", tray="Manual", copies=2)
    assert printer_choice(ports, PaperForm.SLIP) == expected
    page.printing.form.setCurrentIndex(1)
    assert page.printing.printers.currentRow() == 0
    page.printing.form.setCurrentIndex(0)
    assert page.printing.choice() == expected


def test_a_printer_that_is_chosen_and_not_yet_kept_outlives_another_look(
    qtbot: QtBot, window: MainWindow, page: ThisPcPage
) -> None:
    page.printing.printers.setCurrentRow(2)
    page.printing.tray.setCurrentIndex(2)
    page.printing.copies.setCurrentIndex(1)
    chosen = page.printing.choice()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not page.printing._asking, timeout=WAIT)
    assert (chosen.printer, chosen.tray, chosen.copies) == ("epson", "Manual", 2)
    assert page.printing.choice() == chosen


def test_a_printer_that_is_kept_and_not_there_is_named(
    qtbot: QtBot, page: ThisPcPage, ports: Ports
) -> None:
    choose_printer(ports, PaperForm.SLIP, PrinterChoice(printer="HP cũ"))
    page.printing.look()
    qtbot.waitUntil(lambda: titles(page)[-1] == "HP cũ – chưa thấy", timeout=WAIT)
    assert page.printing.choice().printer == "HP cũ"


def test_a_printer_that_is_kept_is_not_there_either_where_there_are_none_at_all(
    qtbot: QtBot, page: ThisPcPage, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_printer(ports, PaperForm.SLIP, PrinterChoice(printer="HP cũ"))
    monkeypatch.setattr(press, "machines", lambda: ())
    page.printing.look()
    qtbot.waitUntil(lambda: titles(page)[1:] == ["HP cũ – chưa thấy"], timeout=WAIT)


def test_a_test_slip_goes_to_the_printer_that_is_chosen_and_not_yet_kept(
    qtbot: QtBot, window: MainWindow, page: ThisPcPage, ports: Ports
) -> None:
    page.printing.try_out()
    qtbot.waitUntil(lambda: "Đã gửi phiếu thử" in window.message.text(), timeout=WAIT)
    assert printer_choice(ports, PaperForm.SLIP) == PrinterChoice()


@pytest.mark.parametrize("layout", SIZES)
def test_a_test_slip_has_both_codes_to_be_scanned_back(layout: TrialLayout) -> None:
    found = codes_on(trial_slip(RESOURCES, layout), dpi=300)
    assert found == [("Code128", TRIAL_CODE), ("QRCode", TRIAL_CODE)]


def test_the_code_of_a_test_slip_can_be_scanned_back_here(qtbot: QtBot, page: ThisPcPage) -> None:
    (trial,) = page.findChildren(ScannerTrial)
    qtbot.keyClicks(trial.field, TRIAL_CODE)
    qtbot.keyClick(trial.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: f"{len(TRIAL_CODE)} ký tự" in trial.report.text(), timeout=WAIT)
    assert trial.field.text() == TRIAL_CODE


def test_a_printer_that_does_not_answer_is_told_within_its_time(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page goes on; a second look does not wait behind a second thread."""
    free = threading.Event()

    def never() -> list[QPrinterInfo]:
        free.wait(WAIT / 1000)
        return []

    monkeypatch.setattr(QPrinterInfo, "availablePrinters", never)
    monkeypatch.setattr(press, "LONGEST_LOOK", 0.05)
    for _look in range(3):
        with pytest.raises(MachineError) as silence:
            press.machines()
        assert silence.value.code == "PRINTERS-SILENT"
    assert len(lookers()) == 1
    window.show_page(window.pages.this_pc)
    qtbot.waitUntil(lambda: "chưa trả lời" in window.message.text(), timeout=WAIT)
    free.set()
    qtbot.waitUntil(lambda: not lookers(), timeout=WAIT)


def lookers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "printers"]


def test_the_data_folder_is_shown_with_its_verdict_and_a_stick_is_refused_with_a_reason(
    qtbot: QtBot,
    window: MainWindow,
    page: ThisPcPage,
    ports: Ports,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert str(ports.folder) in page.folder.text()
    qtbot.waitUntil(lambda: page.verdict.text().startswith("✓"), timeout=WAIT)
    for missing in ("nowhere", "x" * 300):  # the second has a name that no disk takes
        page.place.path.fill(str(ports.folder / missing))
        qtbot.keyClick(page.place.path, Qt.Key.Key_Return)
        told = partial(_says, page, f"{missing}: chưa có thư mục này")
        qtbot.waitUntil(told, timeout=WAIT)
    for kind, words in (("nfs4", "mạng"), ("vfat", "rút ra được")):
        monkeypatch.setattr(lock, "_file_system", _kind(kind))
        page._check(ports.folder)
        qtbot.waitUntil(partial(_says, page, words), timeout=WAIT)
        assert page.verdict.text().startswith("▲")


def _says(page: ThisPcPage, words: str) -> bool:
    return words in page.verdict.text()


def _kind(kind: str) -> object:
    def system(_folder: object) -> str:
        return kind

    return system
