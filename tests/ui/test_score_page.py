"""The page of points: what is missing, entering it, the sheet of a person."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.ui.test_main_window import WAIT

from ca_desktop.domain.score_tables import NOT_ENOUGH, UNSAID
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.office.scores import score_sheet
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.score import ScoreDialog
from ca_desktop.ui.pages.score import EVERYBODY, ScorePage
from ca_desktop.ui.windows.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ScorePage:
    found = window.pages.named("score")
    assert isinstance(found, ScorePage)
    window.show_page(found)
    qtbot.waitUntil(partial(shows, found, "score"), timeout=WAIT)
    qtbot.waitUntil(lambda: found.whom.count() > 2, timeout=WAIT)
    return found


def shows(page: ScorePage, name: str) -> bool:
    return page.model.table is not None and page.model.table.name == name


def dialog(qtbot: QtBot, window: MainWindow, page: ScorePage, row: int) -> ScoreDialog:
    page.list.selectRow(row)
    page.primary()
    qtbot.waitUntil(lambda: bool(asked(window)), timeout=WAIT)
    return asked(window)[0]


def asked(window: MainWindow) -> list[ScoreDialog]:
    return [x for x in window.findChildren(ScoreDialog) if x.isVisible()]


def cell(page: ScorePage, row: int, key: str) -> object:
    table = page.model.table
    return None if table is None else table.lines[row].cells[key]


def test_points_are_entered_refused_at_their_field_and_taken_back(
    qtbot: QtBot, window: MainWindow, page: ScorePage, ports: Ports, tmp_path: Path
) -> None:
    assert cell(page, 9, "points") == NOT_ENOUGH
    assert UNSAID in page.check.text()
    question = dialog(qtbot, window, page, 7)
    question.points.setText("1,5")
    question.reason.setText("Sổ phản ánh")
    question.send()
    qtbot.waitUntil(lambda: bool(question.fields["points"].problem), timeout=WAIT)
    question.points.setText("2")
    question.send()
    qtbot.waitUntil(lambda: cell(page, 7, "points") == 20, timeout=WAIT)
    again = dialog(qtbot, window, page, 7)
    assert again.points.text() == "2,0"
    again.reason.setText("Nhập nhầm quý")
    button = again.findChild(QPushButton, "take_back")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: cell(page, 7, "points") == "", timeout=WAIT)
    sheet = score_sheet(ports, Wanted(period=page.period()))
    assert [x.entry.points for x in sheet.entries] == [20, None]
    page.export_to(tmp_path / "diem.xlsx")
    qtbot.waitUntil((tmp_path / "diem.xlsx").exists, timeout=WAIT)


def test_the_list_of_people_opens_the_sheet_of_each(
    qtbot: QtBot, window: MainWindow, page: ScorePage
) -> None:
    page.whom.setCurrentIndex(page.whom.findData(EVERYBODY))
    qtbot.waitUntil(partial(shows, page, "score_staff"), timeout=WAIT)
    page.list.selectRow(0)
    page.primary()
    qtbot.waitUntil(partial(shows, page, "score"), timeout=WAIT)
    table = page.model.table
    assert table is not None
    assert [line.cells["key"] for line in table.lines[:5]] == ["1", "2", "3", "4", "7"]
    assert table.notes[0].startswith("Cán bộ: ")


def test_nobody_is_asked_for_points_of_their_own(
    qtbot: QtBot, window: MainWindow, page: ScorePage, ports: Ports
) -> None:
    page.whom.setCurrentIndex(page.whom.findData(ports.actor.user_id))
    qtbot.waitUntil(lambda: page.model.rowCount() == 7, timeout=WAIT)
    page.list.selectRow(0)
    with qtbot.waitSignal(page.warned, timeout=WAIT) as warned:
        page.primary()
    assert "chính mình" in warned.args[0]
    assert not asked(window)
