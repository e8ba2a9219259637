"""Trả kết quả: the right person, read across the counter, before anything is confirmed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.services.desk import results
from ca_desktop.services.desk.dossiers import count_dossiers, step_dossier
from ca_desktop.services.desk.results import ReturnResult, return_result
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.pages import results as results_page
from ca_desktop.ui.pages.results import ResultsPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("results")) as held:
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Iterator[ResultsPage]:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.show_page(window.pages.results)
    window.pages.results.start()
    yield window.pages.results
    window.pages.results.code.begin()
    window.pages.results.collector.begin()


def ready(office: Office, name: str, **more: object) -> str:
    code = office.take_in(applicant={"name": name, "birth": "1990-03-05"}, **more).code
    step_dossier(office.ports, code, "result_ready")
    return code


def typed(qtbot: QtBot, page: ResultsPage, text: str) -> None:
    qtbot.keyClicks(page.code, text)
    qtbot.keyClick(page.code, Qt.Key.Key_Return)


def returned(office: Office) -> int:
    return count_dossiers(office.ports, DossierFilter(statuses=("result_returned",)))


def test_the_person_stands_there_in_large_letters_and_enter_confirms_nothing(
    qtbot: QtBot, office: Office, page: ResultsPage
) -> None:
    papers = [
        {"name": "Giấy khai sinh", "originals": 1, "copies": 0},
        {"name": "Ảnh", "originals": 0, "copies": 2},
    ]
    code = ready(office, "Lò Thị Lớn", documents=papers)
    before = returned(office)
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    assert page.card.name.text() == "Lò Thị Lớn"
    assert "Sinh 05/03/1990" in page.card._birth.text()
    assert page.card._procedure.text().startswith("Trao kết quả: ")
    assert "Giấy khai sinh" in page.card._papers.text()
    assert "Ảnh" not in page.card._papers.text()
    for _press in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert returned(office) == before
    page.code.setFocus()
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: returned(office) == before + 1, timeout=WAIT)


def test_f9_shows_a_dossier_first_and_confirms_only_what_is_shown(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    code, other = ready(office, "Lò Văn Đầu"), ready(office, "Lò Văn Sau")
    before = returned(office)
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    page.code.fill(other)
    assert page.card.shown_code == ""
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    assert "So họ tên" in window.message.text()
    qtbot.waitUntil(lambda: page.card.shown_code == other, timeout=WAIT)
    assert returned(office) == before


def test_a_name_finds_the_one_result_or_asks_which(
    qtbot: QtBot, office: Office, page: ResultsPage
) -> None:
    codes = {ready(office, "Vàng Thị Trùng"), ready(office, "Vàng Thị Trùng")}
    typed(qtbot, page, "trung vang")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)
    assert page.card.shown_code == ""
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.card.shown_code in codes, timeout=WAIT)
    assert page.code.hasFocus()
    page.code.begin()
    typed(qtbot, page, "khong co ai")
    qtbot.waitUntil(lambda: "Không có kết quả chờ trả" in page.card._procedure.text(), timeout=WAIT)


def test_a_list_that_is_cut_says_so(
    qtbot: QtBot, office: Office, page: ResultsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (results, results_page):
        monkeypatch.setattr(module, "MOST_FOUND", 2)
    for _n in range(3):
        ready(office, "Sùng Thị Nhiều")
    typed(qtbot, page, "sung nhieu")
    said = "2 kết quả đầu tiên. Chọn một dòng, hoặc gõ thêm chữ để tìm hẹp hơn."
    qtbot.waitUntil(lambda: page.card._procedure.text() == said, timeout=WAIT)


def test_what_cannot_be_handed_over_says_why_before_and_on_f9(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    code = office.take_in(applicant={"name": "Lò Văn Chưa"}).code
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    assert "Chưa thể trả" in page.card.trouble.text()
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    assert "Chưa thể trả" in window.message.text()
    gone = ready(office, "Lò Văn Rồi")
    proxy = ReturnResult(collected_by="proxy", name="Trần Văn B", authorisation="Giấy ủy quyền")
    return_result(office.ports, gone, proxy)
    page.code.begin()
    typed(qtbot, page, gone.lower())
    qtbot.waitUntil(lambda: page.card.shown_code == gone, timeout=WAIT)
    assert page.card.trouble.text().endswith("Đã trả ngày 02/03/2026 cho Trần Văn B.")


def test_a_scanned_slip_that_is_not_ready_or_was_returned_stays_here_and_says_why(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    waiting = office.take_in(applicant={"name": "Lò Văn Đợi"}).code
    gone = ready(office, "Lò Văn Nhận")
    return_result(office.ports, gone, ReturnResult())
    for code, said in (
        (
            waiting,
            "Lò Văn Đợi · " + waiting + ": Hồ sơ đang ở bước được tiếp nhận, hẹn 09:00 05/03/2026.",
        ),
        (gone, "Đã trả ngày 02/03/2026 cho Lò Văn Nhận."),
    ):
        window.scans.take(code)
        qtbot.waitUntil(partial(_says, window, said), timeout=WAIT)
        assert page.card.shown_code == code
        assert window.pages.current is page
    looks = partial(window.message.findChildren, QPushButton, "open_refused")
    qtbot.waitUntil(lambda: len(looks()) == 1, timeout=WAIT)  # that of the one before is gone
    looks()[0].click()
    assert window.pages.current is window.pages.dossier
    qtbot.waitUntil(lambda: gone in window.pages.dossier._head.text(), timeout=WAIT)


def _says(window: MainWindow, said: str) -> bool:
    return said in window.message.text()


def card_of(name: str, number: str) -> str:
    return f"{number}||{name}|05031990|Nữ|Thôn Đông Viên, xã Làm Mẫu|15042021"


def test_the_card_of_the_holder_finds_what_waits_and_proves_who_fetches_it(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    number = "019190000013"
    given = {"name": "Lò Thị Thẻ", "birth": "1990-03-05", "id_number": number}
    code = office.take_in(applicant=given).code
    step_dossier(office.ports, code, "result_ready")
    window.scans.take(card_of("Lò Thị Thẻ", number))
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    assert window.pages.current is page
    window.scans.take(card_of("Lò Thị Thẻ", number))
    assert "Thẻ đúng là của Lò Thị Thẻ" in window.message.text()
    page.collector.choice.setCurrentIndex(3)
    window.scans.take(card_of("Lò Thị Thẻ", number))
    assert page.collector.id_number.value() == "019 190 000 013"


def test_the_card_of_somebody_else_is_theirs_to_fetch_for_or_to_look_for(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    code, other = ready(office, "Lò Thị Vắng Mặt"), ready(office, "Giàng Thị Đến")
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    before = returned(office)
    for answer in ("take_for", "look_for"):
        window.scans.take(card_of("Giàng Thị Đến", "019190000021"))
        said = "Thẻ vừa quét là của Giàng Thị Đến, kết quả này của Lò Thị Vắng Mặt."
        assert said in window.message.text()
        button = window.message.findChild(QPushButton, answer)
        assert isinstance(button, QPushButton)
        button.click()
        if answer == "take_for":
            assert page.collector.choice.currentData() == "proxy"
            assert (page.collector.name.value(), page.collector.id_number.value()) == (
                "Giàng Thị Đến",
                "019 190 000 021",
            )
            page.collector.choice.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.card.shown_code == other, timeout=WAIT)
    window.scans.take(card_of("Không Ai Cả", "019190000039"))
    assert returned(office) == before


def test_f9_pressed_twice_returns_once_and_the_success_stays_there(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    code = ready(office, "Lò Văn Đúp")
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    before = returned(office)
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: window.settled, timeout=WAIT)
    assert f"Đã trả kết quả {code}" in window.message.text()
    assert returned(office) == before + 1


def test_the_slip_of_another_office_is_named(
    qtbot: QtBot, window: MainWindow, page: ResultsPage
) -> None:
    typed(qtbot, page, "H19.12.99-260302-0001")
    qtbot.waitUntil(lambda: "Giấy hẹn này của" in window.message.text(), timeout=WAIT)
    assert page.card.shown_code == ""


def test_a_proxy_needs_a_name_and_a_paper_and_the_post_neither(
    qtbot: QtBot, office: Office, page: ResultsPage
) -> None:
    code = ready(office, "Lò Thị Vắng")
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    page.collector.choice.setCurrentIndex(1)
    before = returned(office)
    qtbot.keyClick(page.collector.name, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(page._fields["name"].problem), timeout=WAIT)
    assert page.collector.name.hasFocus()
    page.collector.choice.setCurrentIndex(2)
    page.collector.post_code.fill("EV123456789VN")
    assert not page.collector.name.isVisible()
    qtbot.keyClick(page.collector.post_code, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: returned(office) == before + 1, timeout=WAIT)


def test_ctrl_f9_confirms_and_prints_what_the_collector_signs(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage, paper: Path
) -> None:
    code = ready(office, "Lò Thị Ký")
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    qtbot.keyClick(page.code, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã gửi tới máy in" in window.message.text(), timeout=WAIT)
    assert f"Đã trả kết quả {code}" in window.message.text()
    assert "nay ở danh sách “Đã trả kết quả”" in window.message.text()
    assert paper.exists()


def test_an_answer_that_comes_late_takes_the_cursor_from_nobody(
    qtbot: QtBot, office: Office, window: MainWindow, page: ResultsPage
) -> None:
    code = ready(office, "Lò Thị Nhanh")
    typed(qtbot, page, code)
    qtbot.waitUntil(lambda: page.card.shown_code == code, timeout=WAIT)
    before = returned(office)
    qtbot.keyClick(page.code, Qt.Key.Key_F9)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.keyClicks(window.search, "vang")
    qtbot.waitUntil(lambda: returned(office) == before + 1, timeout=WAIT)
    qtbot.waitUntil(lambda: f"Đã trả kết quả {code}" in window.message.text(), timeout=WAIT)
    assert (window.search.text(), window.search.hasFocus()) == ("vang", True)
    window.search.begin()
