"""Two offices come to know each other, and a catalogue is kept, without a command line."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk.intake import promise
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.office.procedures import procedure
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.pages.pairing import CentrePairingPage, CommunePairingPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 15_000
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)
HEADER = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
ROW = ("9.000001", "Thủ tục thử nghiệm", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch")


@pytest.fixture
def centre(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    use_words()
    founding = Founding(
        kind="centre", code="H19.12", name="Trung tâm Thị xã", user_name="B", training=True
    )
    bootstrap.create_office(tmp_path / "tt", founding, None, now=NOW)
    with ExitStack() as stack:
        opened = bootstrap.open_office(tmp_path / "tt", clock=StoryClock(NOW))
        made = open_window(stack.enter_context(opened))
        made.show()
        yield made
        qtbot.waitUntil(lambda: not made._context.tasks.writing, timeout=WAIT)
        made.close()
        made.deleteLater()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def says(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.message.text(), timeout=WAIT)


def offered(qtbot: QtBot, centre: MainWindow, usb: Path) -> tuple[list[str], str]:
    """Let the centre write an offer; return the groups of digits and the one-time code."""
    page = centre.pages.pairing
    assert isinstance(page, CentrePairingPage)
    centre.show_page(page)
    page.code.fill("H19.12.34")
    page.folder.path.fill(str(usb))
    page.primary()
    says(qtbot, centre, "Đã ghi tệp mời")
    _title, digits, code = page._sheet.text().splitlines()
    return digits.split(), code.removeprefix("Mã một lần: ")


def test_a_commune_is_paired_from_both_windows(
    qtbot: QtBot, centre: MainWindow, window: MainWindow, usb: Path
) -> None:
    groups, code = offered(qtbot, centre, usb)
    page = window.pages.pairing
    assert isinstance(page, CommunePairingPage)
    window.show_page(page)
    page.offer._on_picked(str(usb / "moi-H19.12.34.hspair"))
    qtbot.waitUntil(lambda: " ".join(groups) in page._centre.text(), timeout=WAIT)
    page.code.fill(code)
    page.digits.fill(groups[-1])
    page.folder.path.fill(str(usb))
    page.primary()
    says(qtbot, window, "Đã ghi tệp trả lời")

    at_centre = centre.pages.pairing
    assert isinstance(at_centre, CentrePairingPage)
    at_centre.request.path.fill(str(usb / "moi-H19.12.34.hsreq"))
    at_centre._on_accept()
    says(qtbot, centre, "Đã nhận Xã Bình Minh")
    qtbot.waitUntil(lambda: at_centre.communes.rowCount() == 1, timeout=WAIT)

    page.package.path.fill(str(usb / "ket-noi-moi-H19.12.34.hsg"))
    page._on_finish()
    says(qtbot, window, "Đã kết nối với trung tâm")
    qtbot.waitUntil(lambda: "Trung tâm Thị xã" in page._state.text(), timeout=WAIT)


def test_the_sheet_for_a_commune_goes_to_the_printer(
    qtbot: QtBot, centre: MainWindow, usb: Path, paper: Path
) -> None:
    page = centre.pages.pairing
    assert isinstance(page, CentrePairingPage)
    assert not page.print.isVisibleTo(page)
    offered(qtbot, centre, usb)
    page.print.click()
    says(qtbot, centre, "Đã gửi phiếu kết nối")
    assert paper.exists()


def test_digits_that_are_not_those_of_the_sheet_write_no_answer(
    qtbot: QtBot, centre: MainWindow, window: MainWindow, usb: Path
) -> None:
    _groups, code = offered(qtbot, centre, usb)
    page = window.pages.pairing
    assert isinstance(page, CommunePairingPage)
    page.offer.path.fill(str(usb / "moi-H19.12.34.hspair"))
    page.folder.path.fill(str(usb))
    page.code.fill(code)
    page.digits.fill("00000")
    page.primary()
    says(qtbot, window, "BAD-SECRET")
    assert not list(usb.glob("*.hsreq"))


def test_an_imported_procedure_is_filled_in_and_then_serves(
    qtbot: QtBot, window: MainWindow, usb: Path
) -> None:
    book = Workbook()
    for row in (HEADER, ROW):
        book.worksheets[0].append(list(row))
    book.save(usb / "danh-muc.xlsx")
    page = window.pages.catalogue
    window.show_page(page)
    page.sheet.place._on_picked(str(usb / "danh-muc.xlsx"))
    qtbot.waitUntil(lambda: "Mới 1" in page.sheet.preview.text(), timeout=WAIT)
    page.sheet.take_in()
    says(qtbot, window, "Đã nhập 1 thủ tục mới")
    page.incomplete.setChecked(True)
    page.typed.fill("9.000001")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page.list.selectRow(0)
    page.details.amount.fill("3")
    page.details.papers.setPlainText("Tờ khai | một")
    page.primary()
    assert "Tờ khai | một" in page.details.fields["documents"].problem
    page.details.papers.setPlainText("Tờ khai theo mẫu | 1 | 0\nGiấy tờ tùy thân | 0 | 1")
    page.primary()
    says(qtbot, window, "Đã lưu thủ tục")
    ports = window._context.ports
    found = procedure(ports, "9.000001")
    assert [item.name for item in found.documents] == ["Tờ khai theo mẫu", "Giấy tờ tùy thân"]
    assert promise(ports, "9.000001", None).due_at is not None


def test_what_is_typed_of_a_procedure_outlives_a_reload(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=WAIT)
    page.list.selectRow(1)
    page.details.papers.fill("Tờ khai | 1")
    with qtbot.waitSignal(page.model.modelReset, timeout=WAIT):
        page.refresh()
    assert page.details.papers.toPlainText() == "Tờ khai | 1"


def test_what_is_typed_of_a_procedure_comes_back_with_it(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=WAIT)
    page.list.selectRow(0)
    kept, code = page.details.alias.text(), page.details.code
    page.details.alias.fill("abc")
    page.list.selectRow(1)
    assert f"Phần gõ dở của thủ tục {code} chưa lưu" in window.message.text()
    assert page.details.alias.text() != "abc"
    page.list.selectRow(0)
    assert page.details.alias.text() == "abc"
    page.details.alias.fill(kept)
    assert not page.unkept()
    assert page.details.code == code


def test_a_procedure_that_a_search_hides_is_not_saved(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=WAIT)
    page.list.selectRow(0)
    first = page.details.code
    page.details.papers.fill("Tờ khai | 1 | 0")
    page.typed.fill("khai sinh")
    page.typed.seen.emit("khai sinh")
    assert page.details.code == ""
    assert page.details.papers.toPlainText() == ""
    page.primary()
    says(qtbot, window, "Chưa chọn thủ tục nào trong danh sách.")
    page.typed.fill("")
    page.typed.seen.emit("")
    assert page.details.code == first
    assert page.list.currentIndex().row() == 0
    assert page.details.papers.toPlainText() == "Tờ khai | 1 | 0"
    page.primary()
    says(qtbot, window, "Đã lưu thủ tục")
    assert not page.unkept()


def test_every_case_of_a_procedure_is_changed_in_a_line_of_its_own(
    qtbot: QtBot, window: MainWindow
) -> None:
    page, ports = window.pages.catalogue, window._context.ports
    details = page.details
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 100, timeout=WAIT)
    page.list.selectRow([item.code for item in page._all].index("1.000656"))
    assert details.fields["within"].isHidden()
    usual, verify = details.cases.toPlainText().splitlines()
    assert (usual, verify) == (
        "Trường hợp thông thường | trong ngày",
        "Trường hợp phải xác minh | 3 ngày làm việc",
    )
    for wrong in (usual, f"{usual}\nTrường hợp phải xác minh | mau", f"{usual}\n{verify}\nA | 1"):
        details.cases.fill(wrong)
        page.primary()
        assert "Thiếu hoặc chưa đọc được dòng" in details.fields["cases"].problem
    details.cases.fill(f"{usual}\nTrường hợp phải xác minh | 24 giờ")
    page.primary()
    says(qtbot, window, "Đã lưu thủ tục")
    kept = procedure(ports, "1.000656")
    assert [case.limit.words() for case in kept.cases] == ["trong ngày", "24 giờ"]


def test_a_limit_in_any_unit_stays_as_it_is_while_something_else_is_changed(
    qtbot: QtBot, window: MainWindow
) -> None:
    page, ports = window.pages.catalogue, window._context.ports
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 100, timeout=WAIT)
    unusual = {"clock_h", "week", "month"}
    codes = [x.code for x in page._all if {case.limit.unit.value for case in x.cases} & unusual]
    assert codes
    for code in codes:
        before = procedure(ports, code)
        page.list.selectRow([item.code for item in page._all].index(code))
        page.details.alias.fill("abc9")
        page.primary()
        qtbot.waitUntil(partial(has_alias, ports, code, "abc9"), timeout=WAIT)
        assert procedure(ports, code).cases == before.cases


def has_alias(ports: Ports, code: str, alias: str) -> bool:
    return procedure(ports, code).alias == alias


def test_an_alias_of_another_procedure_is_refused_below_its_field(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 100, timeout=WAIT)
    page.list.selectRow(0)
    taken = next(item.alias for item in page._all[1:] if item.alias)
    page.details.alias.fill(taken)
    page.primary()
    qtbot.waitUntil(lambda: bool(page.details.fields["alias"].problem), timeout=WAIT)


def test_a_procedure_is_found_while_its_name_is_still_composed(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 100, timeout=WAIT)
    QApplication.sendEvent(page.typed, QInputMethodEvent("khai sinh", []))
    assert 0 < page.model.rowCount() < 20
    assert page.typed.text() == ""


def test_only_a_centre_publishes(window: MainWindow, centre: MainWindow) -> None:
    assert not window.pages.catalogue._publish.isVisibleTo(window.pages.catalogue)
    assert centre.pages.catalogue._publish.isVisibleTo(centre.pages.catalogue)


def test_a_centre_publishes_once(qtbot: QtBot, centre: MainWindow) -> None:
    page = centre.pages.catalogue
    centre.show_page(page)
    qtbot.waitUntil(lambda: "Chưa ban hành: 162 thủ tục (" in page.news.text(), timeout=WAIT)
    assert (
        "lịch năm 2025, 2026, 2027. Bấm Ban hành thì các xã kết nối sau này nhận"
        in page.news.text()
    )
    page._on_publish()
    says(qtbot, centre, "Đã ban hành 162 thủ tục")
    qtbot.waitUntil(lambda: "Mọi thủ tục và lịch đã ban hành" in page.news.text(), timeout=WAIT)
    page.list.selectRow(0)
    code = page.details.code
    page.details.alias.fill("abc9")
    page.primary()
    said = f"Chưa ban hành: 1 thủ tục ({code}). Bấm"
    qtbot.waitUntil(lambda: said in page.news.text(), timeout=WAIT)
    page._on_publish()
    says(qtbot, centre, "Đã ban hành 1 thủ tục")
    page._on_publish()
    says(qtbot, centre, "Đã ban hành 0 thủ tục")
