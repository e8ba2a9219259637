"""F1: the page of this screen, found without marks, the keys from the registry, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.app.resources import resources_folder
from ca_desktop.domain.help_pages import Kind
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.helping import manual_pages, print_ready, write_manual
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.actions import ACTS, NATIVE
from ca_desktop.ui.key_sheet import KEY_SHEET, key_sheet
from ca_desktop.ui.pages.help import ORDER, HelpScreen
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
BANNED = r"Bạn có chắc|\bOK\b|\bFile\b|khách hàng|sớm hạn|trễ hạn|[Kk]hôi phục|!"


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
def page(qtbot: QtBot, window: MainWindow) -> HelpScreen:
    window.activateWindow()
    window.show_page(window.pages.today)
    page = window.pages.help
    page.refresh()
    qtbot.waitUntil(lambda: bool(page._pages), timeout=WAIT)
    return page


def shown(page: HelpScreen) -> str:
    found = page.current()
    return found.name if found else ""


# --- the pages --------------------------------------------------------------------------------


def test_every_screen_has_a_page_and_every_page_a_screen(ports: Ports) -> None:
    assert {page.name for page in manual_pages(ports, ORDER)} == {"start", *SCREENS}


def test_quotation_marks_open_and_close_in_every_line_of_help(ports: Ports) -> None:
    for path in sorted((resources_folder() / "help").glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            marks = [letter for letter in line if letter in "“”"]
            assert marks == list("“”" * (len(marks) // 2)), f"{path.name}: {line}"


def test_help_begins_with_tasks_in_steps_and_in_the_words_of_the_window(ports: Ports) -> None:
    keys = {key for act in (*ACTS.values(), *NATIVE) for key in act.keys}
    known = keys | {"Enter", "Tab", "Space", "Delete", "Esc", "Alt+B", "T", "Ctrl+1"}
    for page in manual_pages(ports, ORDER):
        kinds = [block.kind for block in page.blocks]
        assert Kind.TASK in kinds, page.name
        assert Kind.STEP in kinds, page.name
        assert not re.search(BANNED, page.text), page.name
        bold = [words for block in page.blocks for words, strong in block.runs if strong]
        assert set(bold) <= known, page.name
        numbers = [block.number for block in page.blocks if block.kind is Kind.STEP]
        assert all(b in {a + 1, 1} for a, b in zip([0, *numbers], numbers, strict=False))


def test_the_sheet_of_keys_is_the_registry() -> None:
    lines = {block.text for block in key_sheet(ALL_ROLES).blocks}
    for act in (*ACTS.values(), *NATIVE):
        if act.keys:
            assert f"{' hoặc '.join(act.keys)}   {act.said}" in lines
    for screen in SCREENS.values():
        assert f"{screen.title}   {screen.does['primary']}" in lines
    few = key_sheet([Role.LEADER]).text
    assert ACTS["intake"].said not in few


# --- the window -------------------------------------------------------------------------------


def test_f1_opens_the_page_of_this_screen_and_escape_leads_back(
    qtbot: QtBot, window: MainWindow, page: HelpScreen
) -> None:
    for name in window.rail.names:
        window.show_page(window.pages.named(name))
        qtbot.keyClick(window, Qt.Key.Key_F1)
        assert window.pages.current is page
        assert shown(page) == name
        assert page.text.toPlainText().startswith(page.list.currentItem().text())
        focused = QApplication.focusWidget()
        assert focused is page.list
        qtbot.keyClick(focused, Qt.Key.Key_Escape)
        assert window.pages.current.screen_name == name


def test_one_page_alone_is_seen_when_help_is_left(window: MainWindow, page: HelpScreen) -> None:
    window.commands.run("help")
    page.list.setFocus()
    window.show_page(window.pages.results)
    seen = [name for name in SCREENS if vars(window.pages).get(name) is not None]
    assert [x for x in seen if window.pages.named(x).isVisible()] == ["results"]
    assert window.rail.currentRow() == window.rail.names.index("results")


def test_help_is_searched_without_marks(qtbot: QtBot, window: MainWindow, page: HelpScreen) -> None:
    window.commands.run("contents")
    assert shown(page) == "start"
    page.typed.setFocus()
    qtbot.keyClicks(page.typed, "uy quyen")
    assert shown(page) == "results"
    qtbot.keyClicks(page.typed, " khongco")
    assert page.current() is None
    assert page._none.isVisible()
    page.typed.fill("")
    assert len(page._shown) == len(SCREENS) + 2


def test_the_keys_are_a_page_of_help(window: MainWindow, page: HelpScreen) -> None:
    window.commands.run("keys")
    assert shown(page) == KEY_SHEET
    assert "F2 hoặc Ctrl+N" in page.text.toPlainText()


def test_a_page_is_printed_and_the_manual_is_saved(
    qtbot: QtBot, window: MainWindow, page: HelpScreen, paper: Path, tmp_path: Path
) -> None:
    window.commands.run("keys")
    page._print.click()
    qtbot.waitUntil(lambda: "Máy in thử" in window.message.text(), timeout=WAIT)
    assert paper.exists()
    target = tmp_path / "so-tay.pdf"
    page.save(str(target))
    qtbot.waitUntil(lambda: "Đã lưu sổ tay" in window.message.text(), timeout=WAIT)
    assert len(PdfReader(target).pages) >= len(SCREENS) + 3


def test_the_manual_shows_every_screen(ports: Ports, tmp_path: Path) -> None:
    pages = [page for page in manual_pages(ports, ORDER) if page.name in SCREENS]
    reader = PdfReader(write_manual(ports, pages, "Sổ tay Một cửa", tmp_path / "m.pdf"))
    pictures = [image for sheet in reader.pages for image in sheet.images]
    assert len(pictures) == len(SCREENS)
    assert {image.image.size[0] for image in pictures if image.image} == {1366}


def listed_pages(reader: PdfReader, count: int) -> list[str]:
    """The numbers at the right of the contents, in their order."""
    found = re.findall(r"(?<![\d.])(\d+)$", reader.pages[0].extract_text(), re.MULTILINE)
    return found[:count]


def test_the_manual_holds_every_word_of_help_on_a4(ports: Ports, tmp_path: Path) -> None:
    pages = (*manual_pages(ports, ORDER), key_sheet(ALL_ROLES))
    reader = PdfReader(write_manual(ports, pages, "Sổ tay Một cửa", tmp_path / "m.pdf"))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    for page in pages:
        assert page.title in printed
        for block in page.blocks:
            assert " ".join(block.text.split()) in printed, block.text
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in reader.pages} == {(595, 842)}
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles == [page.title for page in pages]
    begins = [
        reader.get_destination_page_number(x) for x in reader.outline if isinstance(x, Destination)
    ]
    assert [str(x + 1) for x in begins if x is not None] == listed_pages(reader, len(pages))
    tasks = {block.text for page in pages for block in page.blocks if block.kind is Kind.TASK}
    feet = [sheet.extract_text().splitlines()[-2:] for sheet in reader.pages]
    assert not [foot for foot in feet if tasks.intersection(foot)]
    alone = print_ready(ports, pages[0])
    assert alone == print_ready(ports, pages[0])
