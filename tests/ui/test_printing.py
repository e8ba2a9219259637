"""Slips on paper: never before the dossier is safe, at their own size, and logged once."""

import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ca_desktop.domain.errors import MachineError
from ca_desktop.services.desk import intake
from ca_desktop.services.desk.slips import draw_slip
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout
from ca_desktop.ui.dialogs.slip_preview import SlipPreview
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.spoolers import Machine
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}


@pytest.fixture
def code(ports: Ports) -> str:
    return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(GIVEN)).code


@pytest.mark.parametrize(("layout", "size"), [("a5", (420, 595)), ("a4x2", (842, 595))])
def test_paper_has_the_size_of_the_slip_and_its_codes_still_read(
    qapp: QApplication, ports: Ports, code: str, paper: Path, layout: SlipLayout, size: object
) -> None:
    press.print_pdf(draw_slip(ports, code, layout).pdf, title=code, choice=PrinterChoice())
    (page,) = PdfReader(paper).pages
    box = page.mediabox
    assert (round(box.width), round(box.height)) == size
    document = pypdfium2.PdfDocument(paper)
    picture = document[0].render(scale=150 / 72).to_pil()
    document.close()
    assert {item.text for item in zxingcpp.read_barcodes(picture)} == {code}


def test_every_page_of_a_long_slip_is_printed(
    qapp: QApplication, ports: Ports, paper: Path
) -> None:
    papers = [{"name": f"Giấy tờ số {n}", "originals": 1, "copies": 0} for n in range(111)]
    long = GIVEN | {"documents": papers}
    code = intake.receive_dossier(ports, intake.ReceiveDossier.from_json(long)).code
    slip = draw_slip(ports, code, "a5").pdf
    press.print_pdf(slip, title=code, choice=PrinterChoice())
    assert len(PdfReader(paper).pages) == len(pypdfium2.PdfDocument(slip)) > 1


def test_a_printed_slip_is_logged_and_the_next_is_a_reprint(
    qtbot: QtBot, window: MainWindow, ports: Ports, code: str, paper: Path
) -> None:
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: "Máy in thử" in window.message.text(), timeout=WAIT)
    assert draw_slip(ports, code).reprint == 1


def test_a_machine_without_a_printer_keeps_the_dossier_and_says_how_to_go_on(
    qtbot: QtBot, window: MainWindow, ports: Ports, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        raise MachineError("NO-PRINTER")

    monkeypatch.setattr(press, "print_pdf", none)
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: "Chưa in được" in window.message.text(), timeout=WAIT)
    assert "Ctrl+P" in window.message.text()
    assert draw_slip(ports, code).reprint == 0


def test_ctrl_p_shows_the_last_slip_and_saves_it(
    qtbot: QtBot, window: MainWindow, ports: Ports, code: str, paper: Path, tmp_path: Path
) -> None:
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: "Máy in thử" in window.message.text(), timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(SlipPreview)), timeout=WAIT)
    (preview,) = window.findChildren(SlipPreview)
    assert any("In lại lần 1" in label.text() for label in preview.findChildren(PlainLabel))
    preview._on_folder(str(tmp_path))
    qtbot.waitUntil(lambda: "Đã lưu giấy hẹn" in window.message.text(), timeout=WAIT)
    assert (tmp_path / f"{code}-in-lai-1.pdf").is_file()


def test_the_preview_prints_on_another_printer_for_once(
    qtbot: QtBot,
    window: MainWindow,
    ports: Ports,
    code: str,
    paper: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    prints = press.print_pdf

    def send(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        asked.append(choice.printer)
        return prints(pdf, title=title, choice=choice)

    monkeypatch.setattr(press, "print_pdf", send)
    monkeypatch.setattr(press, "machines", _eight_machines)
    window.slips.preview(code)
    qtbot.waitUntil(lambda: bool(window.findChildren(SlipPreview)), timeout=WAIT)
    (preview,) = window.findChildren(SlipPreview)
    preview.other.click()
    qtbot.waitUntil(preview.printers.isVisible, timeout=WAIT)
    assert preview.printers.count() == 7
    preview.printers.setCurrentIndex(3)
    qtbot.keyClick(preview, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã gửi" in window.message.text(), timeout=WAIT)
    assert asked == ["may-2"]
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=WAIT)
    assert asked[1] != "may-2"


def _eight_machines() -> list[Machine]:
    return [Machine(name=f"may-{n}", label=f"Máy {n}", default=False) for n in range(8)]


def test_the_preview_stands_within_a_third_of_a_second(
    qtbot: QtBot, window: MainWindow, code: str
) -> None:
    """Of work, whoever else uses the machine; the first one also loads what it needs."""

    def opened() -> float:
        start = time.process_time()
        window.slips.preview(code)
        qtbot.waitUntil(lambda: any(x.isVisible() for x in shown()), timeout=WAIT)
        spent = time.process_time() - start
        for dialog in shown():
            dialog.reject()
            dialog.deleteLater()
        qtbot.waitUntil(lambda: not shown(), timeout=WAIT)
        return spent

    def shown() -> list[SlipPreview]:
        return window.findChildren(SlipPreview)

    opened()
    assert min(opened() for _n in range(3)) < 0.3


def test_a_start_loads_nothing_that_looks_for_printers(founded: Path) -> None:
    """Nor any page but the one where printers are chosen.

    In a process of its own: here QtPrintSupport is loaded already.
    """
    program = """
import sys
from contextlib import ExitStack
from pathlib import Path
from ca_desktop.app import bootstrap
from ca_desktop.app.office_window import open_window
from ca_desktop.app.window import application
app = application()
with ExitStack() as stack:
    window = open_window(stack.enter_context(bootstrap.open_office(Path(sys.argv[1]))))
    window.show()
    for name in set(window.rail.names) - {"this_pc"}:
        window.show_page(window.pages.named(name))
    ends = "PrintSupport", "_spooler", ".press"
    print([name for name in sys.modules if name.endswith(ends)])
    window._context.tasks.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(founded)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
