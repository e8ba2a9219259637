"""The columns of every list: as a person made them, the next day too, until Ctrl+0."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHeaderView
from pytestqt.qtbot import QtBot
from tests.helpers import offices

from ca_desktop.domain.roles import Actor
from ca_desktop.services.office.columns import Columns, keep_columns, kept_columns
from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.columns_desk import ColumnsDesk
from ca_desktop.ui.dialogs.columns import ColumnList, ColumnsDialog
from ca_desktop.ui.screens import BY_MENU
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier
LISTS = "dossiers/dossiers"


def lists_of(window: MainWindow) -> list[tuple[str, RowsView, int]]:
    """Every list of every page, with a column that can be dragged."""
    found = []
    for name in (*window.rail.names, *BY_MENU):
        for view in window.pages.named(name).findChildren(RowsView):
            header = view.horizontalHeader()
            modes = [header.sectionResizeMode(x) for x in range(header.count())]
            assert QHeaderView.ResizeMode.Interactive in modes, (name, view.objectName())
            column = modes.index(QHeaderView.ResizeMode.Interactive)
            found.append((name, view, column))
    return found


def is_free(view: RowsView, column: int) -> bool:
    """Whether a column is shown as wide as it was made: it does not take what is left."""
    mode = view.horizontalHeader().sectionResizeMode(column)
    return mode is QHeaderView.ResizeMode.Interactive and not view.isColumnHidden(column)


def shown(view: RowsView) -> list[str]:
    return [title for title, seen in view.columns.standing() if seen]


def test_every_list_keeps_the_columns_of_a_person_and_ctrl_0_gives_them_back(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    lists = lists_of(window)
    views = [view for _name, view, _column in lists]
    widths = {view: view.columnWidth(column) for _name, view, column in lists}
    standing = {view: view.columns.standing() for view in views}
    assert len(views) > 15
    for _name, view, column in lists:
        first, *others = view.columns.titles()
        view.setColumnWidth(column, 77)
        view.columns.arrange([first, *reversed(others)], others[:1])
    made = {view: view.columns.standing() for view in views}
    qtbot.waitUntil(lambda: len(kept_columns(ports)) == len(views), timeout=WAIT)
    next_day = ColumnsDesk(window._context, window)
    pages = [window.pages.named(name) for name in dict.fromkeys(name for name, _v, _c in lists)]
    for page in pages:
        for view in page.findChildren(RowsView):
            view.columns.use(Columns())
        next_day.adopt(page)
    assert {view: view.columns.standing() for view in views} == made
    free = [(view, x) for _n, view, x in lists if is_free(view, x)]
    assert len(free) > len(lists) / 2
    assert {view.columnWidth(x) for view, x in free} == {77}
    for page in pages:
        next_day.reset(page)
    assert {view: view.columns.standing() for view in views} == standing
    assert {view: view.columnWidth(column) for _name, view, column in lists} == widths
    qtbot.waitUntil(lambda: kept_columns(ports) == {}, timeout=WAIT)


def test_ctrl_0_says_what_it_did(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.errands.go("dossiers")
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: "như lúc đầu" in window.message.text(), timeout=WAIT)
    window.errands.go("support")
    for act in ("columns", "choose_columns"):
        window.message.take_back()
        window.commands.run(act)
        assert "không có danh sách" in window.message.text()


def test_columns_follow_the_size_of_the_text(window: MainWindow) -> None:
    view = window.pages.dossiers.findChild(RowsView)
    assert view is not None
    font = view.font()
    font.setPointSize(USUAL_POINTS)
    view.setFont(font)
    view.setColumnWidth(0, 220)
    font.setPointSize(14)
    view.setFont(font)
    assert view.columnWidth(0) == 280
    assert view.columns.given.widths == {"Mã hồ sơ": 220}
    font.setPointSize(USUAL_POINTS)
    view.setFont(font)
    assert view.columnWidth(0) == 220


def asked(qtbot: QtBot, window: MainWindow) -> tuple[ColumnsDialog, ColumnList]:
    window.commands.run("choose_columns")
    dialog = window.findChildren(ColumnsDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    found = dialog.findChild(ColumnList)
    assert isinstance(found, ColumnList)
    return dialog, found


def test_columns_are_hidden_and_moved_by_keys_alone_and_leave_as_they_are_shown(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    offices.take_in(ports)
    window.resize(1366, 730)
    window.activateWindow()
    window.errands.go("dossiers")
    view = window.pages.dossiers.rows.view
    qtbot.waitUntil(lambda: view.model().rowCount() == 1, timeout=WAIT)
    usual = shown(view)
    dialog, columns = asked(qtbot, window)
    qtbot.keyClick(columns, Qt.Key.Key_Space)
    assert columns.columns() == [(title, True) for title in usual]
    qtbot.keyClick(columns, Qt.Key.Key_Down)
    qtbot.keyClick(columns, Qt.Key.Key_Space)
    columns.setCurrentRow(usual.index("Hẹn trả"))
    for _step in range(9):
        qtbot.keyClick(columns, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT)
    wanted = ["Hẹn trả", "Mã hồ sơ", "Thủ tục", "Ngày nhận", "Tình trạng", "Đang giữ"]
    assert shown(view) == wanted
    view.selectRow(0)
    assert window.pages.dossiers.selected() is not None
    window.pages.dossiers.rows._on_header(view.columns.titles().index("Hẹn trả"))
    assert window.pages.dossiers.rows.order == "due"
    window.pages.dossiers.rows.export_to(tmp_path / "list.xlsx")
    qtbot.waitUntil(lambda: "Đã xuất" in window.message.text(), timeout=WAIT)
    (sheet,) = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row for row in rows if row[0] == "Hẹn trả"] == [wanted]
    qtbot.waitUntil(lambda: LISTS in kept_columns(ports), timeout=WAIT)
    dialog, columns = asked(qtbot, window)
    dialog._on_usual()
    dialog.use()
    assert shown(view) == usual


def test_what_a_small_screen_leaves_out_is_shown_to_whoever_asks_for_it(
    window: MainWindow,
) -> None:
    window.errands.go("dossiers")
    view = window.pages.dossiers.rows.view
    window.resize(1366, 730)
    assert "Đang giữ" in shown(view)
    window.resize(1024, 640)
    assert "Đang giữ" not in shown(view)
    view.columns.arrange(view.columns.titles(), [])
    assert "Đang giữ" in shown(view)
    assert view.columns.chosen() == view.columns.titles()
    view.columns.use(Columns())
    assert view.columns.chosen() == []


def test_a_column_that_is_dragged_stays_where_it_was_put(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    window.errands.go("dossiers")
    view = window.pages.dossiers.rows.view
    header = view.horizontalHeader()
    assert header.sectionsMovable()
    header.moveSection(header.visualIndex(4), 0)
    qtbot.waitUntil(lambda: LISTS in kept_columns(ports), timeout=WAIT)
    assert kept_columns(ports)[LISTS].order[:2] == ("Hẹn trả", "Mã hồ sơ")
    assert kept_columns(ports)[LISTS].hidden is None


def test_of_several_lists_on_a_page_each_is_asked_about(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    offices.take_in(ports)
    window.resize(1366, 730)
    window.errands.go("monitor")
    page = window.pages.named("monitor")
    qtbot.waitUntil(lambda: sum(x.isVisible() for x in page.findChildren(RowsView)) == 3)
    views = page.findChildren(RowsView)
    before = [shown(view) for view in views]
    dialog, columns = asked(qtbot, window)
    dialog.which.setCurrentIndex(dialog.which.count() - 1)
    columns.setCurrentRow(1)
    qtbot.keyClick(columns, Qt.Key.Key_Space)
    dialog.which.setCurrentIndex(0)
    dialog.use()
    after = [shown(view) for view in views]
    assert after[:-1] == before[:-1]
    assert after[-1] == [before[-1][0], *before[-1][2:]]


def test_each_person_has_their_own_and_nothing_is_believed_blindly(ports: Ports) -> None:
    other = replace(ports, actor=Actor(user_id="f" * 32, name="Lò Thị Én", roles=ports.actor.roles))
    made = Columns(widths={"Mã hồ sơ": 99}, order=("Hẹn trả",), hidden=frozenset({"Thủ tục"}))
    nothing_hidden = Columns(hidden=frozenset())
    keep_columns(ports, {LISTS: made, "today/today": Columns(), "audit/audit": nothing_hidden})
    assert kept_columns(ports) == {LISTS: made, "audit/audit": nothing_hidden}
    assert kept_columns(other) == {}


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ({"widths": {"x": "9", "y": True, "z": 1, "u": 10**9, "v": 50}}, Columns(widths={"v": 50})),
        ({"widths": 7, "order": "abc", "hidden": 5}, Columns()),
        (
            {"order": ["a", 3, "a", None], "hidden": [["b"]]},
            Columns(order=("a",), hidden=frozenset()),
        ),
        ({"Mã hồ sơ": 99}, Columns()),
    ],
)
def test_columns_that_were_edited_by_hand_harm_nothing(
    ports: Ports, kept: dict[str, object], read: Columns
) -> None:
    ports.pc.keep(f"columns-{ports.actor.user_id}", {"a": kept, "b": 7})
    assert kept_columns(ports) == {"a": read}


def test_a_title_that_a_list_does_not_have_changes_nothing(window: MainWindow) -> None:
    view = window.pages.dossiers.rows.view
    before: Sequence[str] = shown(view)
    view.columns.use(Columns(order=("Không có",), hidden=frozenset({"Cũng không", "Mã hồ sơ"})))
    assert shown(view)[0] == "Mã hồ sơ"
    assert set(before) <= set(view.columns.titles())
