"""In ấn: what has not come out and why, retried for real; what came out today."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers.offices import take_in

from ca_desktop.domain.errors import MachineError
from ca_desktop.services.desk import printing
from ca_desktop.services.desk.printing import LATER, PrintLine
from ca_desktop.services.desk.slips import draw_slip
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.pages import prints
from ca_desktop.ui.pages.prints import PrintsPage
from ca_desktop.ui.printing import press
from ca_desktop.ui.told import Told
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


def shown(model: RowsModel[PrintLine], column: int = 3) -> list[str]:
    return [
        str(model.index(place, column).data(Qt.ItemDataRole.DisplayRole))
        for place in range(model.rowCount())
    ]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A printer that refuses with the first code of this list, and prints when it is empty."""
    codes = ["PRINTER-PAPER"]
    prints = press.print_pdf

    def send(pdf: bytes, *, title: str, choice: PrinterChoice) -> press.Printed:
        if codes:
            raise MachineError(codes[0], printer="Canon")
        return prints(pdf, title=title, choice=choice)

    monkeypatch.setattr(press, "print_pdf", send)
    return codes


@pytest.fixture
def page(window: MainWindow) -> PrintsPage:
    window.show_page(window.pages.prints)
    return window.pages.prints


def test_a_slip_saved_without_printing_waits_here_and_is_printed_when_wanted(
    qtbot: QtBot, window: MainWindow, ports: Ports, paper: Path
) -> None:
    codes = [take_in(ports) for _n in range(2)]
    window.show_page(window.pages.prints)
    page = window.pages.prints
    qtbot.waitUntil(lambda: page.waiting.rowCount() == 2, timeout=WAIT)
    assert shown(page.waiting, 0) == codes
    assert shown(page.waiting) == ["● Lưu không in"] * 2
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert "Chỉ còn 2 phiếu lưu không in" in window.message.text()
    offered(window, "print_unasked").click()
    qtbot.waitUntil(lambda: page.done.rowCount() == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: "2 phiếu: Đã gửi" in window.message.text(), timeout=WAIT)
    assert page.waiting.rowCount() == 0
    assert page._said.text() == "Mọi phiếu đã được in."
    assert [draw_slip(ports, code).reprint for code in codes] == [1, 1]


def test_the_reason_stands_beside_each_paper_and_a_retry_really_prints(
    qtbot: QtBot, window: MainWindow, ports: Ports, page: PrintsPage, broken: list[str]
) -> None:
    code = take_in(ports)
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: shown(page.waiting) == ["▲ Máy in Canon hết giấy."], timeout=WAIT)
    assert "hết giấy" in window.message.text()
    qtbot.waitUntil(lambda: window.cells.printer.text() == "Chưa in: 1", timeout=WAIT)
    broken[:] = ["PRINTER-STOPPED"]
    page.list.selectRow(0)
    page._one.click()
    qtbot.waitUntil(lambda: "tạm dừng" in shown(page.waiting)[0], timeout=WAIT)
    assert "In ấn (1)" in window.rail.item(window.rail.names.index("prints")).text()
    broken.clear()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.done.rowCount() == 1, timeout=WAIT)
    assert shown(page.done, 2) == ["Giấy hẹn"]
    assert shown(page.done) == ["may-in-thu"]
    item = window.rail.item(window.rail.names.index("prints"))
    qtbot.waitUntil(lambda: item.text() == "In ấn", timeout=WAIT)
    assert window.cells.printer.text() == "Máy in: không phiếu chờ"


def test_a_pdf_for_later_takes_the_slip_from_the_list(
    qtbot: QtBot, ports: Ports, window: MainWindow, tmp_path: Path
) -> None:
    code = take_in(ports)
    window.show_page(window.pages.prints)
    page = window.pages.prints
    qtbot.waitUntil(lambda: page.waiting.rowCount() == 1, timeout=WAIT)
    page.list.selectRow(0)
    page._later.click()
    qtbot.waitUntil(lambda: page.done.rowCount() == 1, timeout=WAIT)
    assert shown(page.done) == ["Tệp PDF để in sau"]
    (file,) = (tmp_path / "Documents" / LATER).rglob("*.pdf")
    assert file.name == f"{code}.pdf"


def test_a_wish_is_dropped_and_ctrl_p_acts_on_the_chosen_line(
    qtbot: QtBot, window: MainWindow, ports: Ports, page: PrintsPage, broken: list[str]
) -> None:
    code = take_in(ports)
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: shown(page.waiting) == ["▲ Máy in Canon hết giấy."], timeout=WAIT)
    page.list.selectRow(0)
    chosen = page.selected()
    assert chosen is not None
    assert chosen.code == code
    page._drop.click()
    qtbot.waitUntil(lambda: page.waiting.rowCount() == 0, timeout=WAIT)
    assert f"Đã bỏ {code} khỏi danh sách" in window.message.text()
    window.desk.undoing.undo()
    qtbot.waitUntil(lambda: shown(page.waiting) == ["▲ Máy in Canon hết giấy."], timeout=WAIT)


def test_f9_prints_what_was_asked_for_and_leaves_what_was_saved_without_printing(
    qtbot: QtBot, window: MainWindow, ports: Ports, page: PrintsPage, broken: list[str]
) -> None:
    kept, asked = take_in(ports), take_in(ports)
    window.slips.print_slip(asked)
    qtbot.waitUntil(lambda: page.waiting.rowCount() == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: "▲ Máy in Canon hết giấy." in shown(page.waiting), timeout=WAIT)
    broken.clear()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: shown(page.done, 0) == [asked], timeout=WAIT)
    assert shown(page.waiting, 0) == [kept]
    page.list.selectRow(0)
    page._drop.click()
    qtbot.waitUntil(lambda: page._said.text() == "Mọi phiếu đã được in.", timeout=WAIT)


def test_a_list_that_is_cut_says_so(
    qtbot: QtBot, ports: Ports, page: PrintsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (printing, prints):
        monkeypatch.setattr(module, "MOST_SHOWN", 1)
    for _n in range(2):
        take_in(ports)
    page.refresh()
    said = "Chưa in: 1 phiếu (1 phiếu lưu không in đầu tiên; xem đủ ở trang Hôm nay)"
    qtbot.waitUntil(lambda: page._said.text() == said, timeout=WAIT)


def test_an_empty_page_says_so_and_f9_explains(
    qtbot: QtBot, window: MainWindow, page: PrintsPage
) -> None:
    qtbot.waitUntil(lambda: page._said.text() == "Mọi phiếu đã được in.", timeout=WAIT)
    assert not page.list.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.message.text().endswith("Mọi phiếu đã được in.")


def test_the_bar_offers_to_print_again_or_to_keep_a_pdf(
    qtbot: QtBot, window: MainWindow, ports: Ports, broken: list[str], tmp_path: Path
) -> None:
    code = take_in(ports)
    window.slips.print_slip(code, Told(text=f"Đã tiếp nhận {code}."))
    qtbot.waitUntil(lambda: "Chưa in được" in window.message.text(), timeout=WAIT)
    broken[:] = ["PRINTER-JAM"]
    offered(window, "print_again").click()
    qtbot.waitUntil(lambda: "kẹt giấy" in window.message.text(), timeout=WAIT)
    offered(window, "save_later").click()
    qtbot.waitUntil(lambda: "Đã lưu PDF để in sau" in window.message.text(), timeout=WAIT)
    assert list((tmp_path / "Documents").rglob(f"{code}.pdf"))


def offered(window: MainWindow, name: str) -> QPushButton:
    (found,) = window.message.findChildren(QPushButton, name)
    return found
