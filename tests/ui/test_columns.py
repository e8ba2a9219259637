"""The columns of every list: as wide as a person made them, the next day too, until Ctrl+0."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from ca_desktop.domain.roles import Actor
from ca_desktop.services.office.columns import keep_columns, kept_columns
from ca_desktop.services.office.look import USUAL_POINTS
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.columns_desk import ColumnsDesk
from ca_desktop.ui.screens import BY_MENU
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier


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


def test_every_list_keeps_the_columns_of_a_person_and_ctrl_0_gives_them_back(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    lists = lists_of(window)
    usual = {view: view.columnWidth(column) for _name, view, column in lists}
    assert len(usual) > 15
    for _name, view, column in lists:
        view.setColumnWidth(column, 77)
    qtbot.waitUntil(lambda: len(kept_columns(ports)) == len(usual), timeout=WAIT)
    next_day = ColumnsDesk(window._context, window)
    for name in dict.fromkeys(name for name, _view, _column in lists):
        page = window.pages.named(name)
        for view in page.findChildren(RowsView):
            view.use({})
        next_day.adopt(page)
    assert {view.columnWidth(column) for _name, view, column in lists} == {77}
    for name in dict.fromkeys(name for name, _view, _column in lists):
        next_day.reset(window.pages.named(name))
    assert {view: view.columnWidth(column) for _name, view, column in lists} == usual
    qtbot.waitUntil(lambda: kept_columns(ports) == {}, timeout=WAIT)


def test_ctrl_0_says_what_it_did(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.errands.go("dossiers")
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: "như lúc đầu" in window.message.text(), timeout=WAIT)
    window.errands.go("support")
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
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
    assert view.widths() == {"Mã hồ sơ": 220}
    font.setPointSize(USUAL_POINTS)
    view.setFont(font)
    assert view.columnWidth(0) == 220


def test_each_person_has_their_own_and_nothing_is_believed_blindly(ports: Ports) -> None:
    other = replace(ports, actor=Actor(user_id="f" * 32, name="Lò Thị Én", roles=ports.actor.roles))
    keep_columns(ports, {"dossiers/dossiers": {"Mã hồ sơ": 99}, "today/today": {}})
    assert kept_columns(ports) == {"dossiers/dossiers": {"Mã hồ sơ": 99}}
    assert kept_columns(other) == {}
    values: dict[str, object] = {"a": {"x": "9", "y": True, "z": 1, "u": 10**9, "v": 50}, "b": 7}
    ports.pc.keep(f"columns-{ports.actor.user_id}", values)
    assert kept_columns(ports) == {"a": {"v": 50}}
