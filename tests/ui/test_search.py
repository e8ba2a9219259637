"""The search box: one box on every page, live, driven by the keys while the focus stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window

from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.finding.found_rows import Hit, why_found
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """Codes of the dossiers in the office, by the holder's name."""
    return {}


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, codes: dict[str, str]) -> Iterator[Ports]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(folder) as opened:
        for number, name in enumerate(("Đặng Thị Hường", "Lê Văn Hương", "Lò Thị Én")):
            person = {"name": name, "id_number": f"00119012345{number}", "phone": "0912345678"}
            codes[name] = offices.take_in(opened, applicant=person)
        step_dossier(opened, codes["Đặng Thị Hường"], "result_ready", note="xong")
        yield opened


@pytest.fixture(scope="module")
def window(qapp: QApplication, ports: Ports) -> Iterator[MainWindow]:
    with shown_window(ports) as made:
        yield made


@pytest.fixture(autouse=True)
def empty_box(window: MainWindow) -> None:
    window.activateWindow()
    window.show_page(window.pages.today)
    window.search.shut()
    window.search.clear()


def look_for(qtbot: QtBot, window: MainWindow, typed: str) -> list[str]:
    """Type after F3 and return the names that are found."""
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, typed)
    qtbot.waitUntil(window.search.found.isVisible, timeout=WAIT)
    return [hit.row.holder_name for hit in hits(window) if hit.row]


def hits(window: MainWindow) -> list[Hit]:
    model = window.search.found.model
    return [hit for place in range(model.rowCount()) if (hit := model.row(place))]


def test_results_come_while_typing_from_two_letters_on(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "h")
    assert not window.search.found.isVisible()
    qtbot.keyClicks(window.search, "u")
    qtbot.waitUntil(window.search.found.isVisible, timeout=WAIT)
    assert window.pages.current.screen_name == "today"
    assert QApplication.focusWidget() is window.search


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("huong dang", ["Đặng Thị Hường"]),
        ("001190123452", ["Lò Thị Én"]),
        ("0912345678", ["Lò Thị Én", "Lê Văn Hương", "Đặng Thị Hường"]),
    ],
)
def test_names_without_marks_numbers_and_phones_are_found(
    qtbot: QtBot, window: MainWindow, typed: str, names: list[str]
) -> None:
    assert look_for(qtbot, window, typed) == names


def test_a_part_of_a_code_is_found(qtbot: QtBot, window: MainWindow, codes: dict[str, str]) -> None:
    assert look_for(qtbot, window, codes["Lò Thị Én"][:-1].lower())[0] == "Lò Thị Én"


def test_the_very_marks_come_first(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F3)
    window.search.insert("hường")
    window.search.textEdited.emit("hường")
    qtbot.waitUntil(window.search.found.isVisible, timeout=WAIT)
    assert [hit.row.holder_name for hit in hits(window) if hit.row] == [
        "Đặng Thị Hường",
        "Lê Văn Hương",
    ]


def test_what_is_still_composed_is_looked_for_too(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F3)
    QApplication.sendEvent(window.search, QInputMethodEvent("Én", []))
    qtbot.waitUntil(window.search.found.isVisible, timeout=WAIT)
    assert [hit.row.holder_name for hit in hits(window) if hit.row] == ["Lò Thị Én"]
    assert window.search.text() == ""


def test_nothing_found_says_what_to_try(qtbot: QtBot, window: MainWindow) -> None:
    assert look_for(qtbot, window, "khongco 1990") == []
    assert "Không tìm thấy “khongco 1990”. Thử bỏ bớt từ" in hits(window)[0].said


def test_enter_opens_the_highlighted_dossier(qtbot: QtBot, window: MainWindow) -> None:
    look_for(qtbot, window, "0912345678")
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is window.search
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    page = window.pages.dossier
    assert window.pages.current.screen_name == "dossier"
    qtbot.waitUntil(lambda: "Lê Văn Hương" in page._head.text(), timeout=WAIT)


def test_f9_opens_and_f7_returns_the_highlighted_dossier(
    qtbot: QtBot, window: MainWindow, codes: dict[str, str]
) -> None:
    look_for(qtbot, window, "en lo")
    qtbot.keyClick(window.search, Qt.Key.Key_F9)
    page = window.pages.dossier
    qtbot.waitUntil(lambda: "Lò Thị Én" in page._head.text(), timeout=WAIT)
    window.show_page(window.pages.today)
    look_for(qtbot, window, "huong dang")
    qtbot.keyClick(window.search, Qt.Key.Key_F7)
    assert window.pages.current.screen_name == "results"
    assert window.pages.results.code.text() == codes["Đặng Thị Hường"]
    assert not window.search.found.isVisible()


def test_up_and_down_stay_within_the_list(qtbot: QtBot, window: MainWindow) -> None:
    look_for(qtbot, window, "0912345678")
    found = window.search.found
    qtbot.keyClick(window.search, Qt.Key.Key_Up)
    assert found.list.currentIndex().row() == 0
    for _press in range(9):
        qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert found.list.currentIndex().row() == found.model.rowCount() - 1
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    page = window.pages.dossiers
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=WAIT)
    assert window.search.text() == "0912345678"


def test_the_list_of_dossiers_is_driven_from_the_box(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.dossiers
    window.show_page(page)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "huong")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)
    assert not window.search.found.isVisible()
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is window.search
    row = page.selected()
    assert row is not None
    qtbot.keyClick(window.search, Qt.Key.Key_F7)
    assert window.pages.results.code.text() == row.code


def test_escape_closes_the_list_and_keeps_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    look_for(qtbot, window, "huong")
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.found.isVisible()
    assert (window.search.text(), QApplication.focusWidget()) == ("huong", window.search)


def test_a_result_says_why_it_was_found(qtbot: QtBot, window: MainWindow) -> None:
    look_for(qtbot, window, "001190123452")
    text, matched = why_found(hits(window)[0])
    assert text.startswith("Khớp số giấy tờ")
    assert matched == []
    window.search.clear()
    window.search.shut()
    look_for(qtbot, window, "lo thi")
    text, matched = why_found(hits(window)[0])
    assert (text, matched) == ("Cấp Giấy xác nhận tình trạng hôn nhân", [])


def test_a_result_is_painted_and_read_aloud_with_status_and_date(
    qtbot: QtBot, window: MainWindow, codes: dict[str, str]
) -> None:
    look_for(qtbot, window, "huong dang")
    found = window.search.found
    index = found.model.index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert all(part in said for part in (codes["Đặng Thị Hường"], "hẹn 05/03/2026", "chờ trả"))
    pictures = []
    for typed in ("huong dang", "xx"):
        picture = QImage(600, 60, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        hit = hits(window)[0]
        found.model.show_rows([Hit(hit.row, typed, hit.said)])
        option = QStyleOptionViewItem()
        option.initFrom(found.list)
        painter = QPainter(picture)
        found.list.itemDelegate().paint(painter, option, found.model.index(0, 0))
        painter.end()
        pictures.append(picture)
    assert pictures[0] != pictures[1]


def test_f7_means_the_name_that_was_typed_also_before_the_answer_has_come(
    qtbot: QtBot, window: MainWindow, ports: Ports, codes: dict[str, str]
) -> None:
    """Never the dossier that happens to be chosen on the page behind."""
    window.show_page(window.pages.today)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "dang thi huong")
    qtbot.keyClick(window.search, Qt.Key.Key_F7)
    results = window.pages.results
    assert window.pages.current is results
    qtbot.waitUntil(lambda: results.card.shown_code == codes["Đặng Thị Hường"], timeout=WAIT)
    assert (results.card.name.text(), window.search.text()) == ("Đặng Thị Hường", "")


def test_f7_on_the_last_line_of_the_answer_returns_nobody_else(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page(window.pages.today)
    look_for(qtbot, window, "0912345678")
    for _press in range(9):
        qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_F7)
    results = window.pages.results
    assert results.code.text() == "0912345678"
    qtbot.waitUntil(lambda: "Đặng Thị Hường" in results.card.name.text(), timeout=WAIT)


def test_f9_before_the_answer_lists_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.results)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "huong")
    qtbot.keyClick(window.search, Qt.Key.Key_F9)
    assert window.pages.current is window.pages.dossiers


def test_in_the_list_of_dossiers_f7_acts_on_the_first_that_matches(
    qtbot: QtBot, window: MainWindow, codes: dict[str, str]
) -> None:
    page = window.pages.dossiers
    window.show_page(page)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "dang thi huong")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    qtbot.keyClick(window.search, Qt.Key.Key_F7)
    assert window.pages.results.code.text() == codes["Đặng Thị Hường"]
