"""What stands around the page: messages, rail, status bar, title; and the first page itself."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.app.demo.world import StoryClock
from ca_desktop.services.desk.dossiers import count_dossiers, step_dossier
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.today import COUNTERS, counter_filter, desk_day
from ca_desktop.ui.dialogs.recent import RecentDialog
from ca_desktop.ui.lists import LISTS, list_of
from ca_desktop.ui.models import windowed
from ca_desktop.ui.pages import today
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.counter import Counter
from ca_desktop.ui.widgets.message_bar import KEPT
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.ui.windows.rail import FOLDED_WIDTH, LEAST_ITEM, RAIL_WIDTH

WAIT = 10_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paired commune that took four dossiers in."""
    place = tmp_path_factory.mktemp("town")
    commune = offices.found(place / "xa")
    offices.pair(commune, offices.found(place / "tx", offices.CENTRE), place / "papers")
    return commune


@pytest.fixture(scope="module")
def ports(town: Path) -> Iterator[Ports]:
    with offices.opened(town) as opened:
        for name in ("Trần Văn Đức", "Giàng A Sủ", "Lò Thị Én", "Lê Thị An"):
            offices.take_in(opened, applicant={"name": name})
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture(autouse=True)
def in_front(window: MainWindow) -> None:
    window.activateWindow()
    window.show_page(window.pages.today)


def rail_text(window: MainWindow, name: str) -> str:
    return window.rail.item(window.rail.names.index(name)).text()


def shows(page: today.TodayPage, number: int, none: str) -> bool:
    empty = page._empty.isVisible()
    return (page.model.rowCount(), empty) == (number, not number) and (
        page._none.text().startswith(none)
    )


def go_to_day(ports: Ports, days: int) -> None:
    assert isinstance(ports.clock, StoryClock)
    ports.clock.confirm((offices.NOW + timedelta(days=days)).date())


# --- messages ---------------------------------------------------------------------------------


def test_the_newest_message_stands_alone_with_a_shape_for_its_kind(window: MainWindow) -> None:
    window.message.say("Đã lưu.")
    assert window.message.text() == "✓  Đã lưu."
    window.message.warn("Chưa in được.")
    assert window.message.text() == "▲  Chưa in được."
    assert window.message.isVisible()


def test_what_a_message_offers_is_done_once_and_goes_with_it(window: MainWindow) -> None:
    done: list[str] = []
    offer = Offer("Hoàn tác", "undo", lambda: done.append("undone"))
    window.message.tell(Told(text="Đã trả.", level=Level.INFO, offers=(offer,)))
    button = window.message.findChild(QPushButton, "undo")
    assert isinstance(button, QPushButton)
    button.click()
    assert done == ["undone"]
    assert not window.message.isVisible()


def test_the_last_twenty_messages_can_be_read_again(qtbot: QtBot, window: MainWindow) -> None:
    for number in range(KEPT + 3):
        window.message.say(f"Việc {number}.")
    window.message.take_back()
    qtbot.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(RecentDialog)
    assert isinstance(dialog, RecentDialog)
    shown = dialog.findChild(QListWidget, "recent")
    assert isinstance(shown, QListWidget)
    assert shown.count() == KEPT == 20
    assert shown.item(0).text().endswith("Việc 22.")
    dialog.reject()


def test_a_step_names_the_list_where_the_dossier_is_now(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.dossiers
    code = offices.take_in(ports, applicant={"name": "Vàng Thị Mỷ"})
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=WAIT)
    page.list.selectRow(0)
    page.primary()
    opened = window.pages.dossier
    qtbot.waitUntil(lambda: opened.step.findData("result_ready") >= 0, timeout=WAIT)
    opened.step.setCurrentIndex(opened.step.findData("result_ready"))
    opened.primary()
    qtbot.waitUntil(lambda: "“Chờ trả kết quả”" in window.message.text(), timeout=WAIT)
    assert code in window.message.text()
    button = window.message.findChild(QPushButton, "open_list")
    assert isinstance(button, QPushButton)
    window.show_page(window.pages.today)
    button.click()
    assert window.pages.current.screen_name == "dossiers"
    assert LISTS[page.filter.currentIndex()][0] == "Chờ trả kết quả"


def test_every_status_has_a_list() -> None:
    assert LISTS[list_of("supplement_required")][0] == "Chờ bổ sung"
    assert LISTS[list_of("in_process")][0] == "Đang giải quyết"
    assert LISTS[list_of("withdrawn")][0] == "Mọi hồ sơ"


# --- rail and status bar ----------------------------------------------------------------------


def test_the_rail_counts_what_waits_and_folds(qtbot: QtBot, window: MainWindow) -> None:
    assert window.rail.width() == RAIL_WIDTH
    qtbot.waitUntil(lambda: "(" in rail_text(window, "transfer"), timeout=WAIT)
    window.commands.run("fold_rail")
    assert window.rail.width() == FOLDED_WIDTH
    item = window.rail.item(0)
    assert not item.icon().isNull()
    assert "Hôm nay" in item.toolTip()
    assert "Hôm nay" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    kept = window._context.ports.pc
    qtbot.waitUntil(lambda: kept.read("rail").get("folded") is True, timeout=WAIT)
    window.commands.run("fold_rail")
    assert rail_text(window, "intake").startswith("Tiếp nhận  F2")


def test_the_rail_gives_way_where_a_page_has_too_little_room_until_a_person_wants_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1024, 640)
    assert not window.rail.folded
    window.setMinimumSize(0, 0)
    window.resize(780, 640)
    qtbot.waitUntil(lambda: window.rail.folded, timeout=WAIT)
    window.commands.run("fold_rail")
    window.resize(781, 640)
    assert not window.rail.folded
    window.resize(1024, 640)
    window.resize(780, 640)
    qtbot.waitUntil(lambda: window.rail.folded, timeout=WAIT)
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: not window.rail.folded, timeout=WAIT)


def test_the_status_bar_has_five_cells(qtbot: QtBot, window: MainWindow) -> None:
    cells = window.cells
    told = (cells.draft, cells.printer, cells.scanner, cells.backup)
    qtbot.waitUntil(lambda: all(cell.text() for cell in told), timeout=WAIT)
    qtbot.waitUntil(lambda: cells.waiting.text().startswith("Chờ chuyển: "), timeout=WAIT)
    cells.scanner.show_state("Máy quét: mất kết nối", wrong=True)
    assert cells.scanner.text() == "▲ Máy quét: mất kết nối"


def test_every_page_is_seen_on_the_rail_of_the_smallest_window(window: MainWindow) -> None:
    window.resize(1024, 640)
    last = window.rail.visualItemRect(window.rail.item(window.rail.count() - 1))
    assert last.bottom() <= window.rail.viewport().height()
    assert last.height() >= LEAST_ITEM


# --- Hôm nay ----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 3, 4])
@pytest.mark.parametrize("name", COUNTERS)
def test_a_counter_counts_what_its_list_shows(ports: Ports, name: str, days: int) -> None:
    go_to_day(ports, days)
    counted = getattr(desk_day(ports).counts, name)
    assert count_dossiers(ports, counter_filter(ports, name)) == counted


def test_papers_asked_for_too_late_leave_a_dossier_late(ports: Ports) -> None:
    go_to_day(ports, 0)
    code = offices.take_in(ports, applicant={"name": "Sùng A Páo"})
    go_to_day(ports, 4)
    late = desk_day(ports).counts.overdue
    passing = StepWish(reason="Người giải quyết ốm")
    step_dossier(ports, code, "supplement", note="thiếu tờ khai", wish=passing)
    assert desk_day(ports).counts.overdue == late
    assert desk_day(ports).counts.waiting == 1
    go_to_day(ports, 0)


def test_what_presses_stands_in_title_rail_and_task_bar(
    qtbot: QtBot, window: MainWindow, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    badges: list[int] = []
    monkeypatch.setattr(QGuiApplication, "setBadgeNumber", lambda _self, n: badges.append(n))
    go_to_day(ports, 3)
    number = desk_day(ports).counts.due_today
    assert number > 0
    window.counts.refresh()
    qtbot.waitUntil(lambda: window.windowTitle().startswith(f"({number}) "), timeout=WAIT)
    assert rail_text(window, "today") == f"Hôm nay ({number})"
    qtbot.waitUntil(lambda: badges[-1:] == [number], timeout=WAIT)
    assert "Lò Thị Én" not in window.windowTitle()
    go_to_day(ports, 0)


def test_the_first_page_lists_by_due_date_then_given_name(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    go_to_day(ports, 3)
    page = window.pages.today
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() > 2, timeout=WAIT)
    rows = [row for place in range(page.model.rowCount()) if (row := page.model.row(place))]
    given = [row.holder_name.split()[-1] for row in rows]
    assert given[:3] == ["An", "Đức", "Én"]
    qtbot.waitUntil(lambda: "Tiếp nhận" in page.preview.history.toPlainText(), timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.pages.current.screen_name == "dossier"
    qtbot.waitUntil(lambda: "Lê Thị An" in window.pages.dossier._head.text(), timeout=WAIT)
    go_to_day(ports, 0)


def counts(counter: Counter, number: int) -> bool:
    return counter.accessibleName().endswith(f": {number} hồ sơ")


def test_each_counter_is_a_filter_with_its_own_words_for_nothing(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.today
    for name in COUNTERS:
        none = today.EMPTY[name]
        number = count_dossiers(ports, counter_filter(ports, name))
        qtbot.mouseClick(page._counters[name], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(partial(shows, page, number, none), timeout=WAIT)
        assert [x for x, counter in page._counters.items() if counter.isChecked()] == [name]
        qtbot.waitUntil(partial(counts, page._counters[name], number), timeout=WAIT)


def test_the_list_of_a_counter_becomes_a_workbook_and_an_empty_one_says_so(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    page = window.pages.today
    window.show_page(page)
    number = count_dossiers(ports, counter_filter(ports, "unprinted"))
    qtbot.mouseClick(page._counters["unprinted"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(partial(shows, page, number, ""), timeout=WAIT)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("chua-in-20260302.xlsx")
    dialog.reject()
    page.export_to(tmp_path / "chua-in.xlsx")
    qtbot.waitUntil(lambda: f"Đã xuất {number} hồ sơ" in window.message.text(), timeout=WAIT)
    assert (tmp_path / "chua-in.xlsx").stat().st_size > 0
    qtbot.mouseClick(page._counters["overdue"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=WAIT)
    page.export()
    assert "Chưa có dòng nào để xuất." in window.message.text()


def test_the_list_of_a_counter_goes_on_to_its_last_dossier(
    qtbot: QtBot, window: MainWindow, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (today, windowed):
        monkeypatch.setattr(module, "WINDOW", 1)
    page = window.pages.today
    window.show_page(page)
    number = count_dossiers(ports, counter_filter(ports, "unprinted"))
    assert number > 2
    qtbot.mouseClick(page._counters["unprinted"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == number, timeout=WAIT)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.selected() is not None, timeout=WAIT)
    last = page.selected()
    assert last is not None
    assert last.code is not None
    qtbot.waitUntil(lambda: str(last.code) in page.preview._facts.text(), timeout=WAIT)
    page.refresh()
    qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
    qtbot.waitUntil(lambda: page.selected() == last, timeout=WAIT)
    qtbot.mouseClick(page._counters["due_today"], Qt.MouseButton.LeftButton)


def test_a_day_without_due_dossiers_names_the_next_one(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.today
    qtbot.mouseClick(page._counters["due_today"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "đến hạn gần nhất: 05/03/2026" in page._none.text(), timeout=WAIT)
    qtbot.waitUntil(page._begin.isVisible, timeout=WAIT)
    page._begin.click()
    assert window.pages.current.screen_name == "intake"


def test_a_missing_calendar_is_said_before_somebody_waits_for_a_date(ports: Ports) -> None:
    assert desk_day(ports).no_calendar is None
    years = (offices.NOW.replace(year=2028) - offices.NOW).days
    go_to_day(ports, years)
    assert desk_day(ports).no_calendar == 2028
    go_to_day(ports, 0)
