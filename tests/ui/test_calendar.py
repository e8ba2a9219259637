"""Lịch làm việc by keyboard: a day is changed, the moves are seen, agreed to, and told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.services.desk.calendars import calendar_year
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.office.target_settings import target_setting
from ca_desktop.services.office.wait_settings import wait_settings
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.calendar_moves import CalendarMovesDialog
from ca_desktop.ui.dialogs.target import TargetDialog
from ca_desktop.ui.dialogs.waits import WaitsDialog
from ca_desktop.ui.pages.calendar import CalendarPage
from ca_desktop.ui.pages.setting_buttons import TargetButton, WaitsButton
from ca_desktop.ui.widgets.month_grid import DAY_ROLE
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
Key = Qt.Key


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> CalendarPage:
    window.activateWindow()
    made = window.pages.named("calendar")
    assert isinstance(made, CalendarPage)
    window.show_page(made)
    go(qtbot, made, "04/03/2026")
    return made


def go(qtbot: QtBot, page: CalendarPage, day: str) -> None:
    page.bar.typed.fill(day)
    qtbot.keyClick(page.bar.typed, Key.Key_Return)
    qtbot.waitUntil(lambda: page.bar.month.text().endswith(day[-4:]), timeout=WAIT)
    page.days.month.setFocus()


def test_f9_says_that_the_year_is_still_being_read(
    qtbot: QtBot, window: MainWindow, page: CalendarPage
) -> None:
    page.bar.typed.fill("04/03/2025")
    qtbot.keyClick(page.bar.typed, Key.Key_Return)
    assert page.year.found is None
    qtbot.keyClick(window, Key.Key_F9)
    assert "Lịch năm 2025 đang được đọc" in window.message.text()
    qtbot.waitUntil(lambda: page.year.found is not None, timeout=WAIT)


def words_of(page: CalendarPage) -> str:
    return str(page.days.month.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))


def dialog(qtbot: QtBot, page: CalendarPage) -> CalendarMovesDialog:
    qtbot.waitUntil(lambda: bool(page.findChildren(CalendarMovesDialog)), timeout=WAIT)
    return page.findChildren(CalendarMovesDialog)[0]


def promise(ports: Ports, code: str) -> tuple[str | None, str | None]:
    with ports.reading() as view:
        state = find_dossier(view, code)
    return state.first_due_at, state.due_at


def test_a_day_says_what_it_is_and_keys_lead_on_into_other_months(
    qtbot: QtBot, page: CalendarPage
) -> None:
    assert words_of(page) == "Thứ Tư, 04/03/2026: ngày làm việc"
    qtbot.keyClick(page.days.month, Key.Key_Right)
    assert page.days.month.chosen == date(2026, 3, 5)
    assert page._chosen.text() == "Thứ Năm, 05/03/2026"
    qtbot.keyClick(page.days.month, Key.Key_PageUp)
    assert page.bar.month.text() == "Tháng 2/2026"
    go(qtbot, page, "17/02/2026")
    assert words_of(page).endswith("ngày lễ")
    assert page.common.currentText() == "Nghỉ lễ"


def test_a_key_that_is_held_down_leads_into_another_year_and_marks_no_day_before_it_is_read(
    qtbot: QtBot, page: CalendarPage
) -> None:
    go(qtbot, page, "14/01/2026")
    for _ in range(3):
        qtbot.keyClick(page.days.month, Key.Key_PageUp)
        assert not page.own.isEnabled()
    qtbot.waitUntil(lambda: page.bar.month.text() == "Tháng 10/2025", timeout=WAIT)
    assert page._chosen.text() == "Thứ Ba, 14/10/2025"
    assert words_of(page) == "Thứ Ba, 14/10/2025: ngày làm việc"
    assert not page.year.edited


def test_the_unusual_days_of_the_year_lead_to_their_months(
    qtbot: QtBot, page: CalendarPage
) -> None:
    rows = [row for place in range(page.model.rowCount()) if (row := page.model.row(place))]
    assert [row.day for row in rows] == sorted(row.day for row in rows)
    place = [row.day for row in rows].index(date(2026, 8, 22))
    page.list.selectRow(place)
    assert page.bar.month.text() == "Tháng 8/2026"
    assert words_of(page) == "Thứ Bảy, 22/08/2026: làm bù"


def test_the_whole_year_is_seen_at_once_and_its_days_are_chosen_by_the_same_keys(
    qtbot: QtBot, page: CalendarPage
) -> None:
    page.bar.whole.click()
    assert QApplication.focusWidget() is page.days.year
    assert page.days.year.chosen == date(2026, 3, 4)
    letters = {
        day: shown.letter
        for row in range(12)
        for column in range(31)
        if (found := page.days.year.days.index(row, column).data(DAY_ROLE)) is not None
        for day, shown in (found,)
    }
    assert len(letters) == 365
    assert {day for day, letter in letters.items() if letter == "B"} == {
        date(2026, 1, 10),
        date(2026, 8, 22),
    }
    assert (letters[date(2026, 2, 17)], letters[date(2026, 1, 2)]) == ("L", "H")
    qtbot.keyClick(page.days.year, Key.Key_Down)
    assert page._chosen.text() == "Thứ Bảy, 04/04/2026"
    page.bar.whole.click()
    assert page.days.month.chosen == date(2026, 4, 4)


def test_a_day_off_is_kept_once_its_moves_were_seen_and_the_reason_is_given(
    qtbot: QtBot, window: MainWindow, page: CalendarPage, ports: Ports
) -> None:
    code = offices.take_in(ports)
    page.common.setFocus()
    qtbot.keyClick(page.days.month, Key.Key_Return)
    assert QApplication.focusWidget() is page.common
    page.own.setFocus()
    qtbot.keyClick(page.own, Key.Key_Down)
    assert page.own.currentText() == "Nghỉ"
    assert words_of(page).endswith("nghỉ riêng")
    assert "chưa lưu" in page.source.text()
    qtbot.keyClick(window, Key.Key_F9)
    asked = dialog(qtbot, page)
    assert asked.head.text().startswith("1 hồ sơ đang mở đổi ngày hẹn")
    texts = [asked.model.index(0, column).data() for column in (0, 3, 4)]
    assert texts == [code, "05/03/2026", "06/03/2026"]
    qtbot.keyClick(asked, Key.Key_F9)
    assert asked.field.problem
    assert promise(ports, code)[1] == "2026-03-05T09:00:00+07:00"
    asked.reason.fill("Nghỉ theo thông báo của xã")
    qtbot.keyClick(asked, Key.Key_F9)
    qtbot.waitUntil(lambda: "1 hồ sơ đổi ngày hẹn" in window.message.text(), timeout=WAIT)
    assert promise(ports, code) == ("2026-03-05T09:00:00+07:00", "2026-03-06T09:00:00+07:00")
    own = calendar_year(ports, 2026).layers.own
    assert own is not None
    assert set(own.off) == {date(2026, 3, 4)}
    qtbot.waitUntil(lambda: "chưa lưu" not in page.source.text(), timeout=WAIT)


def test_a_change_that_does_not_hold_is_said_below_its_field_and_can_be_dropped(
    qtbot: QtBot, window: MainWindow, page: CalendarPage
) -> None:
    go(qtbot, page, "10/03/2026")
    page.common.setCurrentIndex(page.common.findData("make_up"))
    page.common.activated.emit(page.common.currentIndex())
    assert "thứ Bảy hoặc Chủ Nhật" in page.fields["common"].problem
    page.common.setCurrentIndex(page.common.findData("morning"))
    page.common.activated.emit(page.common.currentIndex())
    assert words_of(page).endswith("chỉ làm sáng")
    page._drop.click()
    assert words_of(page).endswith("ngày làm việc")
    qtbot.keyClick(window, Key.Key_F9)
    qtbot.waitUntil(lambda: "chưa có thay đổi" in window.message.text(), timeout=WAIT)


def test_a_year_without_a_calendar_says_so_and_begins_with_a_suggestion_to_be_checked(
    qtbot: QtBot, window: MainWindow, page: CalendarPage, ports: Ports
) -> None:
    go(qtbot, page, "03/01/2028")
    qtbot.waitUntil(lambda: "Chưa có lịch năm 2028" in page._hint.text(), timeout=WAIT)
    assert page.days.month.currentIndex().data(DAY_ROLE)[1].kind == ""
    assert not page.common.isEnabled()
    page._suggest.click()
    assert "cần đối chiếu văn bản" in page._hint.text()
    assert words_of(page).endswith("ngày lễ")
    qtbot.keyClick(window, Key.Key_F9)
    asked = dialog(qtbot, page)
    assert "Không có hồ sơ" in asked.head.text()
    asked.send()
    qtbot.waitUntil(lambda: calendar_year(ports, 2028).layers.layer == "import", timeout=WAIT)
    qtbot.waitUntil(lambda: "Tết Âm lịch" in page._hint.text(), timeout=WAIT)


def test_a_paired_commune_has_only_its_own_days_open_and_a_reader_none(page: CalendarPage) -> None:
    found = page.year.found
    assert found is not None
    assert page.common.isEnabled()
    page._show(replace(found, edits_all=False))
    assert (page.common.isEnabled(), page.own.isEnabled()) == (False, True)
    page._show(replace(found, may_edit=False))
    assert (page.common.isEnabled(), page.own.isEnabled()) == (False, False)


def test_days_that_are_waited_are_set_from_a_day_on_and_say_whose_word_they_are(
    qtbot: QtBot, window: MainWindow, page: CalendarPage, ports: Ports
) -> None:
    page.findChild(WaitsButton).click()  # type: ignore[union-attr]
    (asked,) = page.findChildren(WaitsDialog)
    papers = asked.days["supplement"]
    qtbot.waitUntil(lambda: papers.value() == "15", timeout=WAIT)
    assert not asked.days["hand_in.month"].isEnabled()
    papers.fill("0")
    asked.basis.fill("Công văn 12/UBND-VP")
    asked.send()
    qtbot.waitUntil(lambda: bool(asked.fields["wait.supplement"].problem), timeout=WAIT)
    papers.fill("20")
    with qtbot.waitSignal(asked.said, timeout=WAIT) as kept:
        asked.send()
    assert kept.args is not None
    assert kept.args[0].startswith("Đã lưu số ngày, áp dụng từ")
    waits = {wait.name: wait for wait in wait_settings(ports).waits}
    assert (waits["supplement"].days, waits["supplement"].layer) == (20, "own")


def test_the_rate_to_be_reached_is_set_from_the_page_that_shows_it(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    page = window.pages.named("on_time")
    window.show_page(page)
    page.findChild(TargetButton).click()  # type: ignore[union-attr]
    (asked,) = page.findChildren(TargetDialog)
    qtbot.waitUntil(lambda: asked.target.value() == "98", timeout=WAIT)
    asked.target.fill("101")
    asked.basis.fill("Kế hoạch 5/KH-UBND")
    asked.send()
    qtbot.waitUntil(lambda: bool(asked.fields["target"].problem), timeout=WAIT)
    asked.target.fill("95")
    with qtbot.waitSignal(asked.said, timeout=WAIT) as kept:
        asked.send()
    assert kept.args is not None
    assert kept.args[0].startswith("Đã lưu mục tiêu 95%, áp dụng từ")
    assert target_setting(ports).target.percent == 95
