"""Mức thu: a resolution of the province is entered, put right and dropped at the window."""

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from pytestqt.qtbot import QtBot
from tests.ui.test_main_window import WAIT

from ca_desktop.services.desk.fees import intake_tariff
from ca_desktop.services.office.tariffs import tariffs_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.money_back import ReasonDialog
from ca_desktop.ui.dialogs.tariff import TariffDialog
from ca_desktop.ui.windows.main_window import MainWindow

BIRTH, COPIES = "1.001193", "2.000815"


def opened(qtbot: QtBot, window: MainWindow, code: str = BIRTH) -> TariffDialog:
    page = window.pages.catalogue
    window.show_page(page)
    page.typed.setText(code)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    page.list.selectRow(0)
    page._tariff.click()
    dialog = page.findChildren(TariffDialog)[-1]
    qtbot.waitUntil(dialog._go.isEnabled, timeout=WAIT)
    return dialog


def usual(ports: Ports) -> int | None:
    found = intake_tariff(ports, BIRTH, "", "desk").usual
    return found[1].amount_vnd if found else None


def known(ports: Ports) -> list[date]:
    return [tariff.since for tariff in tariffs_of(ports, BIRTH).known]


def test_a_tariff_is_entered_put_right_and_dropped(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    dialog = opened(qtbot, window)
    first, second, third = dialog.rates.rows
    assert (first.note.value(), first.amount.value()) == (
        "đăng ký đúng hạn, khai sinh trong 60 ngày",
        "0",
    )
    dialog.send()
    assert dialog.isVisible()
    second.amount.fill("6.000")
    dialog.since.fill("01/11/2026")
    dialog.basis.fill("Nghị quyết 12/2026/NQ-HĐND")
    dialog.grounds.fill("Hộ cận nghèo | nửa | Sổ")
    dialog.send()
    assert dialog.fields["grounds"].problem
    dialog.grounds.fill("Hộ cận nghèo | 50 | Sổ")
    third.name.fill("Thừa")
    dialog.send()
    assert dialog.fields["rules"].problem
    third.name.fill("")
    dialog.send()
    qtbot.waitUntil(lambda: bool(known(ports)), timeout=WAIT)
    assert usual(ports) == 0
    (tariff,) = tariffs_of(ports, BIRTH).known
    assert [rule.amount_vnd for rule in tariff.rules] == [0, 6000]
    assert [(x.name, x.percent) for x in tariff.grounds] == [("Hộ cận nghèo", 50)]

    again = opened(qtbot, window)
    again.which.setCurrentIndex(1)
    assert again.grounds.value() == "Hộ cận nghèo | 50 | Sổ"
    again.rates.rows[0].amount.fill("1.000")
    again.rates.add_row()
    again.send()
    qtbot.waitUntil(lambda: usual(ports) == 1000, timeout=WAIT)

    last = opened(qtbot, window)
    assert last._drop.isHidden()
    last.which.setCurrentIndex(1)
    last._drop.click()
    (question,) = last.findChildren(ReasonDialog)
    question.reason.fill("Nhầm nghị quyết")
    question.send()
    qtbot.waitUntil(lambda: not known(ports), timeout=WAIT)
    assert usual(ports) == 0


def test_prices_by_page_and_their_cap_are_typed_where_the_unit_is_a_page(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    dialog = opened(qtbot, window, COPIES)
    row, other = dialog.rates.rows[:2]
    assert (row.pages.tiers.value(), row.pages.cap.value()) == ("3: 1.000", "200.000")
    assert not row.pages.isHidden()
    assert other.pages.isHidden()
    other.unit.setCurrentIndex(other.unit.findData("page"))
    assert not other.pages.isHidden()
    other.unit.setCurrentIndex(0)
    dialog.since.fill("01/11/2026")
    dialog.basis.fill("Nghị quyết 12/2026/NQ-HĐND")
    row.pages.tiers.fill("ba trang")
    dialog.send()
    assert dialog.fields["rules"].problem
    row.pages.tiers.fill("3: 900; 11: 500")
    row.pages.cap.fill("100.000")
    dialog.send()
    qtbot.waitUntil(lambda: bool(tariffs_of(ports, COPIES).known), timeout=WAIT)
    (rule,) = tariffs_of(ports, COPIES).known[0].rules
    assert [(x.above, x.amount_vnd) for x in rule.tiers] == [(2, 900), (10, 500)]
    assert rule.cap_vnd == 100_000


def test_the_tariffs_leave_as_a_sheet(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    page = window.pages.catalogue
    window.show_page(page)
    path = tmp_path / "muc-thu.csv"
    with qtbot.waitSignal(page.told, timeout=WAIT):
        page.sheet.save_tariffs(str(path))
    assert path.read_bytes().decode("utf-8-sig").startswith("Mã TTHC;Tên thủ tục;")


def test_a_sheet_of_tariffs_is_known_by_its_headings(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (("Mã TTHC", "Từ ngày", "Căn cứ", "Mức thu"), (BIRTH, "01/11/2026", "NQ 1", 5000)):
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "muc-thu.xlsx")
    page = window.pages.catalogue
    window.show_page(page)
    page.sheet.place._on_picked(str(tmp_path / "muc-thu.xlsx"))
    qtbot.waitUntil(lambda: "Biểu mức thu: Mới 1" in page.sheet.preview.text(), timeout=WAIT)
    page.sheet.take_in()
    qtbot.waitUntil(lambda: usual(ports) == 5000, timeout=WAIT)
