"""Steps of an internal process by keyboard: typed, moved, taken out, added, refused in words."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.services.office.process_settings import shown_process
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.dialogs.process import ProcessDialog
from ca_desktop.ui.widgets.process_rows import ProcessRows
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
LAND = "1.013978"
DESK, BRANCH = "Bộ phận Một cửa", "Chi nhánh Văn phòng đăng ký đất đai"
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
def dialog(qtbot: QtBot, window: MainWindow) -> ProcessDialog:
    window.activateWindow()
    made = ProcessDialog(window._context, LAND, window)
    made.open()
    qtbot.waitUntil(made.ready, timeout=WAIT)
    made.decision.fill("QĐ 12/QĐ-UBND")
    return made


def type_step(dialog: ProcessDialog, place: int, who: str, amount: str) -> None:
    row = dialog.steps.rows[place]
    row.who.fill(who)
    row.task.fill(f"Việc của {who}")
    row.amount.fill(amount)


def whos(rows: ProcessRows) -> list[str]:
    return [row.who.value() for row in rows.rows]


def test_steps_are_typed_moved_and_issued_by_keys(
    qtbot: QtBot, dialog: ProcessDialog, ports: Ports
) -> None:
    rows = dialog.steps
    type_step(dialog, 0, BRANCH, "5")
    rows.rows[0].linked.setChecked(True)
    type_step(dialog, 1, DESK, "2,5")
    rows.rows[1].unit.setCurrentIndex(1)
    rows.rows[1].amount.setFocus()
    qtbot.keyClick(rows.rows[1].amount, Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert whos(rows) == [DESK, BRANCH, ""]
    assert rows.rows[0].amount.hasFocus()
    dialog._ways[0][0].click()
    assert whos(rows) == [DESK, "", BRANCH, ""]
    assert rows.rows[1].who.hasFocus()
    dialog._ways[3][0].click()
    assert whos(rows) == [DESK, BRANCH, ""]
    said = dialog.fields["process"].aside
    assert said.startswith("Cộng 42,5 giờ làm việc trong ")
    with qtbot.waitSignal(dialog.said, timeout=WAIT) as kept:
        dialog.send()
    assert kept.args is not None
    assert kept.args[0].startswith(f"Đã ghi quy trình của {LAND}: 2 bước")
    process = shown_process(ports, LAND).process
    assert process is not None
    found = [(step.who, step.limit, step.linked) for step in process.steps]
    assert found == [(DESK, "2.5 h", False), (BRANCH, "5 wd", True)]


def test_a_step_that_does_not_hold_is_named_and_the_cursor_is_there(dialog: ProcessDialog) -> None:
    rows = dialog.steps
    rows.begin([])
    type_step(dialog, 1, DESK, "hai")
    dialog.send()
    assert dialog.fields["process"].problem.startswith("Bước 2 chưa có thời gian đọc được.")
    assert rows.rows[1].amount.hasFocus()
    rows.rows[1].amount.fill("2")
    rows.rows[2].task.fill("Ký")
    dialog.send()
    assert dialog.fields["process"].problem.startswith("Bước 3 chưa ghi đơn vị")
    assert rows.rows[2].who.hasFocus()
    dialog.reject()
