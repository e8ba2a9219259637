"""The page of reports: any report, any period, and closing one."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.test_main_window import WAIT, received

from ca_desktop.domain.reports import official_month
from ca_desktop.services.office.closing import Reached, closed_periods, closing_of
from ca_desktop.services.office.report_list import REPORTS
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.close_period import ClosePeriod
from ca_desktop.ui.pages.report import ReportPage
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.windows.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> ReportPage:
    window.show_page(window.pages.report)
    return window.pages.report


def asked(qtbot: QtBot, window: MainWindow, page: ReportPage) -> ClosePeriod:
    button = page.findChild(QPushButton, "close_period")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: bool(shown(window)), timeout=WAIT)
    return shown(window)[0]


def shown(window: MainWindow) -> list[ClosePeriod]:
    return [x for x in window.findChildren(ClosePeriod) if x.isVisible()]


def test_a_period_is_closed_and_corrected_from_the_page(
    qtbot: QtBot, window: MainWindow, page: ReportPage, ports: Ports, tmp_path: Path
) -> None:
    asked(qtbot, window, page).send()
    qtbot.waitUntil(lambda: page.version.findText("Đã khóa lần 1") > 0, timeout=WAIT)
    (row,) = closed_periods(ports)
    assert row.period == page.period() == official_month(2026, 11)
    question = asked(qtbot, window, page)
    question.send()
    assert question.isVisible()
    question.reason.setPlainText("Sót một hồ sơ.")
    question.send()
    qtbot.waitUntil(lambda: page.version.findText("Đã khóa lần 2") > 0, timeout=WAIT)
    page.version.setCurrentIndex(page.version.findText("Đã khóa lần 1"))
    page.export_to(tmp_path / "khoa.pdf")
    qtbot.waitUntil((tmp_path / "khoa.pdf").exists, timeout=WAIT)


def test_a_window_stays_until_a_file_behind_a_slow_report_is_written(
    qtbot: QtBot, window: MainWindow, page: ReportPage, tmp_path: Path
) -> None:
    tasks, go = page.context.tasks, Event()
    tasks.query(lambda: go.wait(WAIT), owner=page, done=lambda _answer: None, lane=Lane.REPORTS)
    page.export_to(tmp_path / "bieu-06.xlsx")
    window.close()
    assert window.isVisible()
    go.set()
    qtbot.waitUntil(lambda: not tasks.writing, timeout=WAIT)
    assert (tmp_path / "bieu-06.xlsx").exists()


def test_a_correction_names_the_later_periods_and_corrects_them_unless_told_not_to(
    qtbot: QtBot, window: MainWindow, page: ReportPage, ports: Ports
) -> None:
    later = Reached(
        period=official_month(2026, 11),
        number=1,
        carried=3,
        carried_now=2,
        still_open=5,
        open_now=4,
    )
    found = replace(closing_of(ports, official_month(2026, 10)), later=(later,) * 8)
    question = ClosePeriod(found, window)
    qtbot.addWidget(question)
    said = question.later.text()
    assert "tháng 11/2026: từ kỳ trước 3, nay 2; còn 5, nay 4" in said
    assert said.endswith("và 2 kỳ nữa")
    assert question.following.isChecked()
    question.following.setChecked(False)
    with qtbot.waitSignal(question.given, timeout=WAIT) as given:
        question.send()
    assert given.args == ["", False]


def shows(page: ReportPage, name: str) -> bool:
    return page.model.table is not None and page.model.table.name == name


def test_every_report_is_shown(qtbot: QtBot, page: ReportPage, ports: Ports) -> None:
    received(ports)
    page.start.setText("01/11/2026")
    page.end.setText("30/11/2026")
    for name, report in REPORTS.items():
        page.choice.setCurrentIndex(page.choice.findData(name))
        qtbot.waitUntil(partial(shows, page, name), timeout=WAIT)
        assert page.choice.currentText() == report.title
    page.choice.setCurrentIndex(page.choice.findData("text"))
    qtbot.waitUntil(partial(shows, page, "text"), timeout=WAIT)
    page.copy()
    said = QApplication.clipboard().text()
    assert said.startswith("I. TÌNH HÌNH CHUNG\n")
    assert "nhận giải quyết 1 hồ sơ" in said
