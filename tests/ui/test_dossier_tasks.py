"""What offices ask of each other, in the window: asked, counted, answered from the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, carry, paired_offices

from ca_desktop.app.office_window import open_window
from ca_desktop.services import attention
from ca_desktop.services.desk import tasks
from ca_desktop.services.desk.dossiers import dossier_id_of, find_dossier, step_dossier
from ca_desktop.services.desk.history import people
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.dialogs.edit_people import EditDialog
from ca_desktop.ui.pages.dossier import DossierPage
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
Pair = tuple[Office, Office]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with paired_offices(tmp_path) as made:
        yield made


def shown(qtbot: QtBot, office: Office) -> MainWindow:
    window = open_window(office.ports)
    qtbot.addWidget(window)
    window.show()
    return window


def with_the_centre(pair: Pair, folder: Path) -> str:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, folder)
    step_dossier(centre.ports, code, "accept")
    carry(centre, commune, folder)
    return code


def open_dossier(qtbot: QtBot, window: MainWindow, office: Office, code: str) -> None:
    page = window.pages.dossier
    window.errands.open_dossier(dossier_id_of(office.ports, code))
    qtbot.waitUntil(lambda: code in page._head.text(), timeout=WAIT)


def told(page: DossierPage) -> dict[str, str]:
    """What the page tells happened, by its name, with its remark."""
    model = page.tabs.passages
    rows = [row for place in range(model.rowCount()) if (row := model.row(place))]
    return {model.columns[1].text(row): model.columns[4].text(row) for row in rows}


def rail_text(window: MainWindow) -> str:
    return window.rail.item(window.rail.names.index("attention")).text()


def test_a_task_is_counted_in_the_rail_opened_and_done(
    qtbot: QtBot, pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = with_the_centre(pair, tmp_path)
    wanted = tasks.Ask(what="correction", note="Gõ nhầm.", part="applicant.name", value="Lò Thị Ến")
    tasks.ask(commune.ports, code, wanted)
    carry(commune, centre, tmp_path)
    window = shown(qtbot, centre)
    qtbot.waitUntil(lambda: rail_text(window) == "Cần xử lý (1)", timeout=WAIT)
    page = window.pages.attention
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    assert "Lò Thị Ến" in page._meaning.text()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    dossiers = window.pages.dossier
    qtbot.waitUntil(dossiers.tasks.isVisible, timeout=WAIT)
    assert window.pages.current is dossiers
    assert dossiers.tasks.do.text() == "Sửa theo đề nghị"
    dossiers.tasks.do.setFocus()
    qtbot.keyClick(dossiers.tasks.do, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rail_text(window) == "Cần xử lý", timeout=WAIT)
    qtbot.waitUntil(lambda: "Lò Thị Ến" in dossiers._head.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: not dossiers.tasks.isVisible(), timeout=WAIT)
    happened = told(dossiers)
    assert "họ và tên “Lò Thị Ến” · Gõ nhầm." in happened["Đề nghị sửa thông tin"]
    assert "họ và tên" in happened["Sửa thông tin người nộp"]
    assert happened["Trả lời đề nghị"] == "đã làm theo"


def test_declining_needs_the_reason_of_the_same_page(
    qtbot: QtBot, pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = with_the_centre(pair, tmp_path)
    tasks.ask(commune.ports, code, tasks.Ask(what="withdrawal", note="Đổi ý."))
    carry(commune, centre, tmp_path)
    window = shown(qtbot, centre)
    open_dossier(qtbot, window, centre, code)
    page = window.pages.dossier
    page.tasks.decline.click()
    qtbot.waitUntil(lambda: "REQ-FIELD" in window.message.text(), timeout=WAIT)
    page.note.insert("Đã ký kết quả.")
    page.tasks.decline.click()
    qtbot.waitUntil(lambda: "không làm theo" in window.message.text(), timeout=WAIT)
    qtbot.waitUntil(lambda: "không làm theo" in told(page).get("Trả lời đề nghị", ""), timeout=WAIT)
    carry(centre, commune, tmp_path)
    assert [x.code for x in attention.matters(commune.ports)] == ["TASK-DECLINED"]


def test_the_other_side_asks_in_a_dialog_without_a_mouse(
    qtbot: QtBot, pair: Pair, tmp_path: Path, paper: Path
) -> None:
    commune, _centre = pair
    code = with_the_centre(pair, tmp_path)
    window = shown(qtbot, commune)
    open_dossier(qtbot, window, commune, code)
    page = window.pages.dossier
    assert page._ask.text() == "Đề ng&hị…"
    page._ask.setFocus()
    qtbot.keyClick(page._ask, Qt.Key.Key_Space)
    dialog = page.findChild(AskDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    dialog.what.setCurrentIndex(dialog.what.findData("papers"))
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "giấy tờ" in dialog._problem.text().casefold(), timeout=WAIT)
    dialog.papers.setPlainText("Giấy chứng sinh\nẢnh 4x6 | 2 | 0")
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "giấy biên nhận" in window.message.text().casefold(), timeout=WAIT)
    assert len(PdfReader(paper).pages) == 2
    qtbot.waitUntil(lambda: "Nhận thêm giấy tờ" in page.tasks._asked.text(), timeout=WAIT)
    with commune.ports.reading() as view:
        (task,) = view.tasks.waiting()
    assert len((task.fields or {})["papers"]) == 2
    assert told(page)["Nhận thêm giấy tờ"] == "Giấy chứng sinh; Ảnh 4x6"
    paper.unlink()
    page.tasks.receipt.click()
    qtbot.waitUntil(paper.exists, timeout=WAIT)


def test_the_desk_puts_its_own_dossier_right(qtbot: QtBot, pair: Pair) -> None:
    commune, _centre = pair
    code = commune.take_in().code
    window = shown(qtbot, commune)
    open_dossier(qtbot, window, commune, code)
    page = window.pages.dossier
    assert page._ask.text() == "Sửa, g&hi chú…"
    page._ask.click()
    dialog = page.findChild(EditDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    assert dialog.changes() == {}
    typed(dialog, "submitter.phone", "0987 654 321")
    typed(dialog, "submitter.birth", "5/3/1991")
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(dialog._note.problem), timeout=WAIT)
    dialog.note.insert("Gõ nhầm.")
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Đã sửa 2 mục" in window.message.text(), timeout=WAIT)
    with commune.ports.reading() as view:
        state = find_dossier(view, code)
        history = view.dossiers.history(state.dossier_id)
    assert state.phone == "0987654321"
    named = people(history)
    assert named is not None
    assert str(named.submitter.birth) == "1991-03-05"


def typed(dialog: EditDialog, part: str, text: str) -> None:
    editor = dialog.fields[part].editor
    assert isinstance(editor, TextField)
    editor.fill(text)


def test_what_cannot_be_is_said_below_its_field_and_a_remark_alone_is_a_remark(
    qtbot: QtBot, pair: Pair
) -> None:
    commune, _centre = pair
    code = commune.take_in().code
    window = shown(qtbot, commune)
    open_dossier(qtbot, window, commune, code)
    page = window.pages.dossier
    page._ask.click()
    dialog = page.findChild(EditDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
    typed(dialog, "submitter.name", "")
    dialog.note.insert("Gọi điện lúc 9 giờ.")
    dialog.send()
    name = dialog.fields["submitter.name"]
    qtbot.waitUntil(lambda: bool(name.problem), timeout=WAIT)
    typed(dialog, "submitter.birth", "31/02/1990")
    dialog.send()
    assert dialog.fields["submitter.birth"].problem
    typed(dialog, "submitter.name", "Lò Thị Én")
    typed(dialog, "submitter.birth", "1990")
    dialog.send()
    qtbot.waitUntil(lambda: "Ghi chú" in told(page), timeout=WAIT)
    assert told(page)["Ghi chú"] == "Gọi điện lúc 9 giờ."


def test_a_bad_birth_is_said_below_the_field_of_whose_it_is(qtbot: QtBot, pair: Pair) -> None:
    commune, _centre = pair
    holder = {"name": "Lò Văn Bé", "birth": "2026-01-05"}
    code = commune.take_in(on_behalf_of=holder).code
    window = shown(qtbot, commune)
    open_dossier(qtbot, window, commune, code)
    page = window.pages.dossier
    page._ask.click()
    dialog = page.findChild(EditDialog)
    assert dialog is not None
    typed(dialog, "submitter.birth", "31/02/1990")
    dialog.send()
    assert dialog.fields["submitter.birth"].problem
    assert not dialog.fields["holder.birth"].problem


def test_what_was_forwarded_is_taken_back_in_the_window(
    qtbot: QtBot, pair: Pair, tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    step_dossier(commune.ports, code, "forward")
    carry(commune, centre, tmp_path)
    window = shown(qtbot, commune)
    open_dossier(qtbot, window, commune, code)
    page = window.pages.dossier
    page.step.setCurrentIndex(page.step.findData("take_back"))
    page.note.insert("Trung tâm không trả lời.")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "Được tiếp nhận" in window.message.text(), timeout=WAIT)
