"""Cần xin lỗi by keyboard: tick, write all letters at once, tell the citizens."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.services.desk.apologies import apologies
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.printing import print_desk
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.pages.apologies import NOTHING, UNEXCUSED, UNTOLD, ApologiesPage, Heap
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def clock() -> StoryClock:
    return StoryClock(offices.NOW)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, clock: StoryClock) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with bootstrap.open_office(folder, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture
def page(window: MainWindow) -> ApologiesPage:
    window.activateWindow()
    made = window.pages.named("apologies")
    assert isinstance(made, ApologiesPage)
    window.show_page(made)
    return made


def heaps(page: ApologiesPage) -> list[tuple[str, str]]:
    model = page.heaps
    return [(model.index(x, 0).data(), model.index(x, 1).data()) for x in range(model.rowCount())]


def test_a_day_without_trouble_says_so(
    qtbot: QtBot, window: MainWindow, page: ApologiesPage
) -> None:
    qtbot.waitUntil(lambda: page._head.text() == NOTHING, timeout=WAIT)
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: NOTHING in window.message.text(), timeout=WAIT)


def test_on_the_last_day_every_letter_of_a_heap_is_written_at_once(
    qtbot: QtBot, window: MainWindow, page: ApologiesPage, ports: Ports, clock: StoryClock
) -> None:
    codes = [offices.take_in(ports, applicant={"name": "Lò Thị Én"}) for _ in range(3)]
    step_dossier(ports, codes[2], "in_process")
    clock.moment = offices.NOW + timedelta(days=2)
    page.refresh()
    window.counts.refresh()
    qtbot.waitUntil(lambda: page.heaps.rowCount() == 2, timeout=WAIT)
    assert heaps(page) == [("Chưa chuyển giải quyết", "2"), ("Đang giải quyết", "1")]
    rail = window.rail.item(window.rail.names.index("apologies"))
    qtbot.waitUntil(lambda: rail.text() == "Cần xin lỗi (3)", timeout=WAIT)
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "Đánh dấu hồ sơ" in window.message.text(), timeout=WAIT)
    page.letters.list.setFocus()
    qtbot.keyClick(page.letters.list, Key.Key_Space)
    assert [row.code for row in page.letters.model.chosen()] == codes[:1]
    qtbot.keyClick(page.letters.list, Key.Key_A, Ctrl)
    page.letters.reason.fill("Mất điện cả xã")
    page.letters.days.setCurrentIndex(1)
    assert page.letters.model.index(0, 4).data() == "09/03/2026"
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: heaps(page)[-1] == (UNTOLD, "2"), timeout=WAIT)
    found = apologies(ports)
    assert [row.code for row in found.unready] == codes[2:]
    assert {row.new_due[:10] for row in found.untold} == {"2026-03-09"}
    qtbot.waitUntil(lambda: rail.text() == "Cần xin lỗi (1)", timeout=WAIT)
    qtbot.waitUntil(lambda: len(print_desk(ports).done) == 2, timeout=WAIT)


def test_the_words_for_the_telephone_are_copied_and_telling_is_written_down(
    qtbot: QtBot, window: MainWindow, page: ApologiesPage, ports: Ports
) -> None:
    qtbot.waitUntil(lambda: page.heaps.rowCount() == 2, timeout=WAIT)
    page.heap_list.selectRow(1)
    qtbot.waitUntil(page.telling.isVisible, timeout=WAIT)
    qtbot.mouseClick(page.telling._copy, Qt.MouseButton.LeftButton)
    said = QGuiApplication.clipboard().text()
    assert "xin lỗi ông/bà" in said
    assert "Lò Thị Én" not in said
    page.telling.text.setPlainText(" ")
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: bool(page.telling._field.problem), timeout=WAIT)
    page.telling.text.setPlainText(said)
    page.telling._how.setCurrentIndex(1)
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: len(apologies(ports).untold) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: heaps(page)[-1] == (UNTOLD, "1"), timeout=WAIT)


def test_the_sheet_of_the_day_is_offered_once_and_printed_by_key(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.today
    window.show_page(page)
    qtbot.waitUntil(page.offer.isVisible, timeout=WAIT)
    assert "1 cần xin lỗi hôm nay" in page.offer._text.text()
    rail = window.rail.item(window.rail.names.index("today"))
    assert "cần xin lỗi hôm nay" in rail.toolTip()
    for counter in page._counters.values():
        counter.show()
        counter.fold(wanted=True)
    assert page.minimumSizeHint().width() + window.rail.width() <= 1024
    qtbot.mouseClick(page.offer.later, Qt.MouseButton.LeftButton)
    page.refresh()
    qtbot.waitUntil(lambda: bool(ports.pc.read("day_sheet")), timeout=WAIT)
    with qtbot.waitSignal(window.counts.counted, timeout=WAIT):
        window.counts.refresh()
    assert not page.offer.isVisible()
    window.commands.run("day_sheet")
    qtbot.waitUntil(lambda: "Phiếu việc trong ngày" in window.message.text(), timeout=WAIT)


def test_a_late_dossier_without_a_letter_gets_its_reason_on_record(
    qtbot: QtBot, window: MainWindow, page: ApologiesPage, ports: Ports, clock: StoryClock
) -> None:
    clock.moment = offices.NOW + timedelta(days=7)
    page.refresh()
    qtbot.waitUntil(lambda: (UNEXCUSED, "1") in heaps(page), timeout=WAIT)
    page.heap_list.selectRow(heaps(page).index((UNEXCUSED, "1")))
    qtbot.waitUntil(lambda: page._go.text().startswith("Ghi lý do"), timeout=WAIT)
    assert page.letters.list.isColumnHidden(4)
    assert page.letters.model.chosen() == []
    page.letters.list.setFocus()
    qtbot.keyClick(page.letters.list, Key.Key_A, Ctrl)
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: apologies(ports).late == (), timeout=WAIT)
    qtbot.waitUntil(lambda: UNEXCUSED not in dict(heaps(page)), timeout=WAIT)


def test_a_heap_with_a_long_name_has_a_second_line_for_it(page: ApologiesPage) -> None:
    names = ("Ngắn", "Đã đến hạn: đã nhận bổ sung giấy tờ, đang giải quyết")
    page.heaps.show_rows([Heap(name) for name in names])
    page.heap_list.setColumnWidth(0, 150)
    short, long = (page.heap_list.rowHeight(place) for place in range(2))
    assert long > short
