"""Khóa và kết nối in the window: every case with the keyboard, nothing typed stays."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.training import paired_folders, recovery_code, root_of_the_pair

from ca_desktop.app.office_window import open_window
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 15_000


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return paired_folders(tmp_path)


def opened(qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    with ExitStack() as stack:
        made = open_window(stack.enter_context(offices.opened(folder)))
        made.show()
        made.show_page(made.pages.keys)
        yield made
        qtbot.waitUntil(lambda: not made._context.tasks.writing, timeout=WAIT)
        made.close()
        made.deleteLater()


@pytest.fixture
def commune(qtbot: QtBot, folders: tuple[Path, Path]) -> Iterator[MainWindow]:
    yield from opened(qtbot, folders[0])


@pytest.fixture
def centre(qtbot: QtBot, folders: tuple[Path, Path]) -> Iterator[MainWindow]:
    yield from opened(qtbot, folders[1])


def says(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.message.text(), timeout=WAIT)


def fill(window: MainWindow, name: str, text: str) -> None:
    panel = window.pages.keys.panel
    editor = panel.findChild(TextField, f"{panel.guide.name}_{name}")
    assert editor is not None, name
    editor.fill(text)


def ports_of(window: MainWindow) -> Ports:
    return window._context.ports


def test_a_key_is_changed_with_the_keyboard_alone(qtbot: QtBot, commune: MainWindow) -> None:
    page = commune.pages.keys
    qtbot.waitUntil(lambda: "Khóa số 0" in page.state.text(), timeout=WAIT)
    page.cases.setFocus()
    qtbot.keyClick(page.cases, Qt.Key.Key_Down)
    qtbot.keyClick(page.cases, Qt.Key.Key_Up)
    assert page.panel.guide.name == "rotate"
    qtbot.keyClick(commune, Qt.Key.Key_F9)
    says(qtbot, commune, "Đã đổi sang khóa số 1")
    qtbot.waitUntil(lambda: "Khóa số 1" in page.state.text(), timeout=WAIT)


def test_what_is_missing_is_named_and_nothing_is_done(qtbot: QtBot, centre: MainWindow) -> None:
    page = centre.pages.keys
    page.show_case("certify")
    page.primary()
    says(qtbot, centre, "Còn thiếu: Hai nhóm trên phiếu gốc")


def test_a_stolen_pc_is_revoked_by_two_persons(qtbot: QtBot, centre: MainWindow) -> None:
    page = centre.pages.keys
    qtbot.waitUntil(lambda: "Máy đã kết nối: 1" in page.state.text(), timeout=WAIT)
    page.show_case("revoke")
    fill(centre, "second", "tap huan 2026")
    page.primary()
    says(qtbot, centre, "SECOND-SAME")
    fill(centre, "second", recovery_code(ports_of(centre)))
    page.primary()
    says(qtbot, centre, "Đã thu hồi máy của Xã Bình Minh")
    qtbot.waitUntil(lambda: "đã thu hồi: 1" in page.state.text(), timeout=WAIT)
    assert page.panel.values()["second"] == ""


def test_the_root_certifies_and_the_commune_accepts(
    qtbot: QtBot, centre: MainWindow, commune: MainWindow, tmp_path: Path
) -> None:
    page = centre.pages.keys
    page.show_case("certify")
    fill(centre, "seed", root_of_the_pair())
    fill(centre, "second", recovery_code(ports_of(centre)))
    fill(centre, "folder", str(tmp_path))
    page.primary()
    says(qtbot, centre, "Đã ghi trung-tam.hscert")
    other = commune.pages.keys
    other.show_case("accept")
    place = other.panel.findChild(PlaceField)
    assert place is not None
    place._on_picked(str(tmp_path / "trung-tam.hscert"))
    qtbot.waitUntil(lambda: "không cần so số" in other.panel.found.text(), timeout=WAIT)
    other.primary()
    says(qtbot, commune, "Đã nhận chứng nhận lần 2")


def test_a_new_root_is_shown_once_and_printed(
    qtbot: QtBot, centre: MainWindow, commune: MainWindow, tmp_path: Path, paper: Path
) -> None:
    page = centre.pages.keys
    page.show_case("new_root")
    fill(centre, "second", recovery_code(ports_of(centre)))
    fill(centre, "folder", str(tmp_path))
    page.primary()
    says(qtbot, centre, "Đã ghi goc-moi.hscert")
    dialog = page.paper
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog._on_print()
    qtbot.waitUntil(lambda: "Đã gửi tới máy in" in dialog.said.text(), timeout=WAIT)
    assert paper.exists()
    dialog.accept()
    other = commune.pages.keys
    other.show_case("accept")
    place = other.panel.findChild(PlaceField)
    assert place is not None
    place._on_picked(str(tmp_path / "goc-moi.hscert"))
    qtbot.waitUntil(lambda: "Phiếu gốc MỚI" in other.panel.found.text(), timeout=WAIT)
    digits = other.panel.found.text().split()[-1]
    other.primary()
    says(qtbot, commune, "BAD-DIGITS")
    fill(commune, "digits", digits)
    other.primary()
    says(qtbot, commune, "Đã nhận chứng nhận lần 2")


def test_sheets_are_checked_and_a_closed_office_is_helped(
    qtbot: QtBot, centre: MainWindow, commune: MainWindow, tmp_path: Path
) -> None:
    page = centre.pages.keys
    page.show_case("check")
    fill(centre, "group", root_of_the_pair().split()[1])
    page.primary()
    says(qtbot, centre, "Nhóm 2 đúng")
    keys = tmp_path / "keys.json"
    keys.write_bytes((ports_of(commune).folder / "keys.json").read_bytes())
    page.show_case("help")
    fill(centre, "file", str(keys))
    fill(centre, "seed", root_of_the_pair())
    page.primary()
    says(qtbot, centre, "Đã mở keys.json")
    assert page.paper is not None
    page.paper.accept()


def test_cases_that_go_on_elsewhere_lead_there(qtbot: QtBot, commune: MainWindow) -> None:
    page = commune.pages.keys
    for case, name in (("no_backup", "pairing"), ("backed_up", "safety")):
        commune.show_page(page)
        page.show_case(case)
        page.primary()
        assert commune.pages.current is commune.pages.named(name)
    qtbot.waitUntil(lambda: not commune._context.tasks.writing, timeout=WAIT)


def test_a_commune_writes_what_it_holds_of_the_centre(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = commune.pages.keys
    page.show_case("past")
    fill(commune, "folder", str(tmp_path))
    page.primary()
    says(qtbot, commune, ".hspast")
    assert list(tmp_path.glob("*.hspast"))
