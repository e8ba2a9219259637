"""The intake as a clerk fills it in: known people, suggestions, doubts, other people's cards."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.app.demo import hands
from ca_desktop.app.resources import use_words
from ca_desktop.domain.deadlines import Deadline, TraceDay
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.notices import Level, Notice
from ca_desktop.domain.people import CardData, parse_card
from ca_desktop.domain.reckoning import Why
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.dialogs.why import WhyDialog, how_counted, marks_of
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.widgets.day_grid import DayGrid
from ca_desktop.ui.widgets.papers import PapersView
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
EN = {
    "name": "Lò Thị Én",
    "id_number": "001190123456",
    "birth": "1990-03-05",
    "sex": "female",
    "phone": "0912345678",
    "address": "Thôn Đông Viên, xã Bình Minh",
}
OTHER = "001090123457||Trần Văn Đức|07021990|Nam|Thôn Nà Phát, xã Làm Mẫu|15042021"


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("intake")) as held:
        held.take_in(applicant=EN)
        held.take_in(applicant={**EN, "name": "Lò Thị Sen", "id_number": "001190222222"})
        held.take_in(applicant={"name": "Lò Văn Ó", "address": "Thôn Đông Viên, xã Bình Minh"})
        held.take_in(applicant={"name": "Lò Văn Ẩn", "address": "Số 5, Tổ dân phố 3, xã Bình Minh"})
        held.take_in(applicant={"name": "Lò Văn Ít", "id_number": "001190333333"})
        for number in ("012345678", "B1234567"):
            held.take_in(applicant={"name": "Lò Văn Cũ", "id_number": number})
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Iterator[IntakePage]:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.show_page(window.pages.intake)
    window.pages.intake.start()
    qtbot.waitUntil(lambda: window.pages.intake.picker.ready, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(window.pages.intake.person.home.unit), timeout=WAIT)
    yield window.pages.intake
    window.pages.intake.empty()


def here() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def type_here(text: str) -> None:
    """Type into whatever has the focus; Enter may move it."""
    for key in text:
        hands.press(here(), key)


def table(page: IntakePage) -> PapersView:
    found = page.findChild(PapersView)
    assert isinstance(found, PapersView)
    return found


def press(page: QWidget, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def stored(office: Office) -> int:
    return count_dossiers(office.ports, DossierFilter())


def newest(office: Office) -> dict[str, Any]:
    with office.ports.reading() as view:
        (row,) = view.dossiers.rows(DossierFilter(), limit=1, order="-received")
        return view.dossiers.history(row.dossier_id)[0].fields or {}


def card(text: str) -> CardData:
    found = parse_card(text)
    assert found is not None
    return found


def test_somebody_known_is_filled_in_and_marked_until_it_is_touched(
    qtbot: QtBot, page: IntakePage
) -> None:
    type_here("hn\r")
    assert here() is page.person.id_number
    type_here("001190123456\r")
    person = page.person
    qtbot.waitUntil(lambda: person.name.text() == "Lò Thị Én", timeout=WAIT)
    assert (person.birth.text(), person.phone.text()) == ("05/03/1990", "0912 345 678")
    assert person.sex.currentData() == "female"
    assert here() is table(page)
    for name in ("name", "birth", "sex", "phone", "address"):
        editor = person.fields[f"applicant.{name}"].editor
        assert editor.accessibleDescription() == "đã điền từ hồ sơ trước"
    person.phone.setFocus()
    type_here("1")
    assert person.phone.accessibleDescription() == ""
    assert person.fields["applicant.phone"].aside == ""
    assert person.fields["applicant.name"].aside == "từ hồ sơ trước"


def test_a_name_that_was_typed_is_never_replaced_by_what_is_known(
    qtbot: QtBot, page: IntakePage
) -> None:
    page.person.name.fill("Lò Thị Yên")
    page.person.id_number.setFocus()
    type_here("001190123456\r")
    qtbot.wait(50)
    assert page.person.name.text() == "Lò Thị Yên"


def test_what_was_typed_before_the_number_is_never_replaced_by_what_is_known(
    qtbot: QtBot, page: IntakePage
) -> None:
    person = page.person
    person.phone.fill("0987654321")
    person.address.fill("Số 7, Thôn Nà Phát")
    person.birth.fill("1991")
    person.sex.setCurrentIndex(person.sex.findData("male"))
    person.id_number.setFocus()
    type_here("001190123456\r")
    qtbot.waitUntil(lambda: person.name.text() == "Lò Thị Én", timeout=WAIT)
    assert person.phone.value() == "0987 654 321"
    assert (person.address.text(), person.birth.text()) == ("Số 7, Thôn Nà Phát", "1991")
    assert person.sex.currentData() == "male"
    asides = {name.partition(".")[2]: field.aside for name, field in person.fields.items()}
    assert {name for name, aside in asides.items() if aside == "từ hồ sơ trước"} == {"name"}


def test_what_an_earlier_dossier_does_not_say_empties_no_field(
    qtbot: QtBot, page: IntakePage
) -> None:
    person = page.person
    person.hamlet.setFocus()
    type_here("Thôn Nà Phát")
    person.phone.setFocus()
    address = person.address.text()
    type_here("0987654321")
    person.id_number.setFocus()
    type_here("001190333333\r")
    qtbot.waitUntil(lambda: person.name.text() == "Lò Văn Ít", timeout=WAIT)
    assert (person.phone.value(), person.address.text()) == ("0987 654 321", address)
    assert address.startswith("Thôn Nà Phát, ")
    person.hamlet.setFocus()
    type_here(" 2")
    person.phone.setFocus()
    assert person.address.text().startswith("Thôn Nà Phát 2, ")


@pytest.mark.parametrize("number", ["012345678", "012 345 678", "b1234567"])
def test_somebody_known_is_found_by_any_valid_number(
    qtbot: QtBot, page: IntakePage, number: str
) -> None:
    page.person.id_number.setFocus()
    type_here(f"{number}\r")
    qtbot.waitUntil(lambda: page.person.name.text() == "Lò Văn Cũ", timeout=WAIT)


def test_a_number_that_is_none_finds_nobody(qtbot: QtBot, page: IntakePage) -> None:
    page.person.id_number.setFocus()
    type_here("01234567\r")
    qtbot.wait(50)
    assert not page.person.name.text()


def test_enter_goes_through_the_empty_fields_in_reading_order_and_saves_nothing(
    office: Office, page: IntakePage
) -> None:
    before = stored(office)
    seen = []
    for typed in ("hn", "001190999999", "Lò", "1990", "n", "0912345678", "x", ""):
        seen.append(here().objectName())
        type_here(f"{typed}\r")
    parts = ("id_number", "name", "birth", "sex", "phone", "hamlet")
    assert seen == ["procedure", *(f"applicant.{part}" for part in parts), "papers"]
    assert here() is page._print
    hands.press(here(), Qt.Key.Key_Return)
    assert stored(office) == before


def test_hamlets_are_suggested_by_use_and_nothing_is_chosen_by_itself(page: IntakePage) -> None:
    hamlet = page.person.hamlet
    hamlet.setFocus()
    type_here("to")
    assert hamlet.suggestions == ["Tổ dân phố 3"]
    type_here("\b\bthon d")
    assert hamlet.suggestions == ["Thôn Đông Viên"]
    hands.press(hamlet, Qt.Key.Key_Return)
    assert hamlet.text() == "thon d"
    assert page.person.address.text() == "thon d, Xã Bình Minh"


def test_down_takes_a_hamlet_and_makes_the_address_of_it(page: IntakePage) -> None:
    hamlet = page.person.hamlet
    hamlet.setFocus()
    type_here("vien")
    hands.press(hamlet, Qt.Key.Key_Down)
    type_here("\r")
    assert hamlet.text() == "Thôn Đông Viên"
    assert page.person.address.text() == "Thôn Đông Viên, Xã Bình Minh"
    page.person.address.fill("Số 7, Thôn Đông Viên")
    hamlet.setFocus()
    hands.press(hamlet, "x")
    page.person.phone.setFocus()
    assert page.person.address.text() == "Số 7, Thôn Đông Viên"


def test_esc_closes_the_suggestions_before_it_leaves_the_field(page: IntakePage) -> None:
    hamlet = page.person.hamlet
    hamlet.setFocus()
    type_here("vien")
    hands.press(hamlet, Qt.Key.Key_Escape)
    assert (hamlet.suggestions, hamlet.hasFocus(), hamlet.text()) == ([], True, "vien")


@pytest.mark.parametrize("method", [hands.telex, hands.vni, hands.composing])
def test_an_input_method_meets_no_text_but_its_own_while_suggestions_are_open(
    page: IntakePage, method: Any
) -> None:
    hamlet = page.person.hamlet
    hamlet.setFocus()
    hands.send(hamlet, method("Thôn Đông"))
    assert hamlet.suggestions == ["Thôn Đông Viên"]
    assert hamlet.value() == "Thôn Đông"
    assert hamlet.hasFocus()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("id_number", "12345", "Số định danh có 12 chữ số, đang có 5."),
        ("birth", "31/02/1990", "Ngày 31/02/1990 không có trong lịch. Ví dụ: 05/03/1990."),
        ("birth", "2030", "Ngày sinh sau ngày hôm nay. Xem lại trên thẻ."),
    ],
)
def test_what_is_wrong_is_said_below_its_field_once_it_is_left_and_stays_as_typed(
    page: IntakePage, name: str, typed: str, said: str
) -> None:
    field = page.person.fields[f"applicant.{name}"]
    field.editor.setFocus()
    type_here(typed)
    assert field.problem == ""
    page.person.phone.setFocus()
    assert field.problem == said
    assert isinstance(field.editor, QLineEdit)
    assert field.editor.text() == typed


def test_f9_goes_to_the_first_field_that_does_not_hold(
    qtbot: QtBot, window: MainWindow, page: IntakePage
) -> None:
    type_here("hn\r")
    page.person.phone.setFocus()
    qtbot.keyClick(page.person.phone, Qt.Key.Key_F9)
    name = page.person.fields["applicant.name"]
    qtbot.waitUntil(lambda: bool(name.problem), timeout=WAIT)
    assert page.person.name.hasFocus()
    assert page._print.isEnabled()
    page.person.name.fill("Lò Thị Én")
    page.person.birth.fill("31/02/1990")
    qtbot.keyClick(page.person.name, Qt.Key.Key_F9)
    assert (page.person.birth.hasFocus(), page.person.birth.selectedText()) == (True, "31/02/1990")


def test_f9_says_all_that_is_wrong_and_goes_to_the_first_of_it_in_the_form(
    qtbot: QtBot, window: MainWindow, page: IntakePage
) -> None:
    page.person.id_number.fill("12")
    page.person.birth.fill("31/02/1990")
    page.person.birth.setFocus()
    qtbot.keyClick(page.person.birth, Qt.Key.Key_F9)
    assert page.picker.procedure.hasFocus()
    fields = page.picker.fields | page.person.fields
    wrong = {name for name, field in fields.items() if field.problem}
    assert wrong == {"procedure", "applicant.id_number", "applicant.name", "applicant.birth"}
    below = [x.text() for x in fields["applicant.birth"].findChildren(QLabel)]
    assert any(text.startswith("× ") for text in below)  # a red border is no sign for everybody


def test_a_number_that_does_not_fit_birth_and_sex_is_said_below_them(page: IntakePage) -> None:
    person = page.person
    person.id_number.fill("001190123456")
    person.birth.fill("05/03/1989")
    person.sex.setCurrentIndex(person.sex.findData("male"))
    person.phone.fill("113")
    person.look()
    assert "1990" in person.fields["applicant.birth"].problem
    assert person.fields["applicant.sex"].problem.startswith("▲ Số định danh cho biết giới tính")
    assert "10 chữ số" in person.fields["applicant.phone"].problem
    person.birth.fill("05/03/1990")
    person.look()
    assert person.fields["applicant.birth"].problem == ""


def filled(page: IntakePage, **parts: str) -> None:
    type_here("hn\r")
    for name, text in parts.items():
        editor = page.person.fields[f"applicant.{name}"].editor
        assert isinstance(editor, QLineEdit)
        editor.setText(text)


def test_a_double_is_asked_about_before_anything_is_stored(
    qtbot: QtBot, office: Office, page: IntakePage
) -> None:
    before = stored(office)
    filled(page, id_number=EN["id_number"], name="Lò Thị Én")
    page.primary()
    qtbot.waitUntil(lambda: "Lò Thị Én đang có hồ sơ" in page.checks.bar.text, timeout=WAIT)
    assert page.checks.bar.text.startswith("▲  Chưa lưu.")  # not the news of the one before
    assert page.checks.bar.property("role") == "error"
    assert stored(office) == before
    opened: list[str] = []
    page.dossier_chosen.connect(opened.append)
    press(page, "checks_open")
    assert len(opened) == 1
    page.start()
    page.primary()
    qtbot.waitUntil(lambda: bool(page.checks.bar.text), timeout=WAIT)
    press(page, "checks_go_on")
    qtbot.waitUntil(lambda: bool(page.checks._field.problem), timeout=WAIT)
    assert "đang có hồ sơ" in page.checks.bar.text
    type_here("Thêm một hồ sơ")
    press(page, "checks_go_on")
    qtbot.waitUntil(lambda: stored(office) == before + 1, timeout=WAIT)
    qtbot.waitUntil(lambda: not page.person.name.text(), timeout=WAIT)
    assert page.checks.isHidden()


def test_a_double_is_found_by_name_and_birth_where_there_is_no_number(
    qtbot: QtBot, office: Office, page: IntakePage
) -> None:
    before = stored(office)
    filled(page, name="lò thị én", birth="05/03/1990")
    page.primary()
    qtbot.waitUntil(lambda: "đang có hồ sơ" in page.checks.bar.text, timeout=WAIT)
    page.person.birth.fill("06/03/1990")
    page.primary()
    qtbot.waitUntil(lambda: "đang có hồ sơ" not in page.checks.bar.text, timeout=WAIT)
    assert "chưa có số định danh" in page.checks.bar.text
    assert page.checks.reason.hasFocus()
    type_here("Thẻ đang cấp lại")
    page.primary()
    qtbot.waitUntil(lambda: stored(office) == before + 1, timeout=WAIT)
    assert newest(office)["note"] == "Thẻ đang cấp lại"


def test_what_lacks_a_paper_is_taken_in_only_with_a_reason_that_is_kept(
    qtbot: QtBot, office: Office, page: IntakePage
) -> None:
    before = stored(office)
    filled(page, id_number="001090444555", name="Lò Văn Thiếu")
    table(page).begin()
    hands.press(table(page), Qt.Key.Key_Space)
    page.primary()
    qtbot.waitUntil(lambda: "Chưa có giấy tờ" in page.checks.bar.text, timeout=WAIT)
    assert page.checks.reason.hasFocus()
    page.primary()
    qtbot.waitUntil(lambda: bool(page.checks._field.problem), timeout=WAIT)
    assert stored(office) == before
    type_here("Bản chính đang ở cơ quan thuế")
    page.primary()
    qtbot.waitUntil(lambda: stored(office) == before + 1, timeout=WAIT)
    assert newest(office)["documents"] == []
    assert newest(office)["note"] == "Bản chính đang ở cơ quan thuế"


def test_a_doubt_wants_a_reason_that_is_kept_with_the_dossier(
    qtbot: QtBot, office: Office, page: IntakePage
) -> None:
    before = stored(office)
    filled(page, id_number="001190777777", name="Lò Thị Ngờ", birth="1/1/1989")
    page.filing.note.fill("Xin nhận sớm")
    page.primary()
    qtbot.waitUntil(lambda: "năm sinh 1990" in page.checks.bar.text, timeout=WAIT)
    assert page.checks.reason.hasFocus()
    page.primary()
    qtbot.waitUntil(lambda: bool(page.checks._field.problem), timeout=WAIT)
    assert stored(office) == before
    type_here("Thẻ ghi như vậy")
    page.primary()
    qtbot.waitUntil(lambda: stored(office) == before + 1, timeout=WAIT)
    assert newest(office)["note"] == "Xin nhận sớm\nThẻ ghi như vậy"


def test_every_notice_has_a_level_and_words() -> None:
    use_words()
    levels = {code: Notice(code=code).level for code in ("ID-MISMATCH", "DUP-OPEN", "PHONE-ODD")}
    assert list(levels.values()) == [Level.WARNING, Level.WARNING, Level.HINT]
    assert all(words.describe_code(code).happened != code for code in levels)


def test_another_persons_card_asks_whose_it_is(page: IntakePage) -> None:
    page.take_card(card(OTHER.replace("Trần Văn Đức", "Lò Thị Én").replace("457", "456")))
    assert page.cards.text == ""
    page.person.phone.fill("0912345678")
    page.take_card(card(OTHER))
    assert "Trần Văn Đức" in page.cards.text
    assert page.person.name.text() == "Lò Thị Én"
    press(page, "card_behalf")
    assert page.filing.holder() == {
        "name": "Trần Văn Đức",
        "id_number": "001 090 123 457",
        "address": "Thôn Nà Phát, xã Làm Mẫu",
        "birth": "1990-02-07",
        "sex": "male",
    }
    page.take_card(card(OTHER))
    press(page, "card_replace")
    assert (page.person.name.text(), page.person.phone.value()) == ("Trần Văn Đức", "0912 345 678")
    assert page.cards.text == ""


def test_another_persons_card_can_be_passed_over(page: IntakePage) -> None:
    page.take_card(card(OTHER.replace("Trần Văn Đức", "Lò Thị Én").replace("457", "456")))
    before = (page.person.name.text(), page.person.id_number.value(), page.filing.holder())
    page.take_card(card(OTHER))
    press(page, "card_skip")
    assert page.cards.text == ""
    after = (page.person.name.text(), page.person.id_number.value(), page.filing.holder())
    assert after == before


def test_the_same_persons_card_is_filled_in_without_a_question(page: IntakePage) -> None:
    page.person.id_number.fill("001090123457")
    page.person.name.fill("tran van duc")
    page.take_card(card(OTHER))
    assert (page.cards.text, page.person.name.text()) == ("", "Trần Văn Đức")


def kept_from_before(page: IntakePage) -> str:
    """Pin a hamlet and begin as after a save; return the address it makes."""
    page.pins.buttons["applicant.hamlet"].setChecked(True)
    page.person.hamlet.fill("Thôn Đông Viên")
    kept = page.contents.kept(page.pins.names)
    page.empty()
    page.contents.go_on(kept)
    return f"Thôn Đông Viên, {page.person.home.unit}"


@pytest.fixture
def pinned(page: IntakePage) -> Iterator[str]:
    yield kept_from_before(page)
    page.pins.buttons["applicant.hamlet"].setChecked(False)


def test_a_card_leaves_a_pinned_hamlet_and_its_address_wins(page: IntakePage, pinned: str) -> None:
    person = page.person
    assert person.address.text() == pinned
    page.take_card(card(OTHER))
    assert person.hamlet.text() == "Thôn Đông Viên"
    assert person.address.text() == "Thôn Nà Phát, xã Làm Mẫu"
    assert person.values()["address"] == "Thôn Nà Phát, xã Làm Mẫu"


def test_a_card_without_an_address_leaves_what_the_pinned_hamlet_makes(
    page: IntakePage, pinned: str
) -> None:
    page.take_card(card(OTHER.replace("Thôn Nà Phát, xã Làm Mẫu", "")))
    assert page.person.address.text() == pinned
    page.take_card(card(OTHER.replace("457", "459").replace("Đức", "Hai")))
    press(page, "card_replace")
    assert page.person.address.text() == "Thôn Nà Phát, xã Làm Mẫu"
    page.take_card(card(OTHER.replace("Thôn Nà Phát, xã Làm Mẫu", "")))
    press(page, "card_replace")
    assert page.person.address.text() == pinned


def test_a_hamlet_that_is_not_pinned_goes_with_the_address_a_card_brings(page: IntakePage) -> None:
    page.person.hamlet.fill("Thôn Đông Viên")
    page.take_card(card(OTHER))
    assert page.person.hamlet.text() == ""


def test_the_known_address_of_a_citizen_wins_over_the_one_a_pinned_hamlet_lends(
    qtbot: QtBot, page: IntakePage, pinned: str
) -> None:
    person = page.person
    person.id_number.setFocus()
    type_here("001190222222\r")
    qtbot.waitUntil(lambda: person.name.text() == "Lò Thị Sen", timeout=WAIT)
    assert person.address.text() == EN["address"] != pinned
    assert person.hamlet.text() == "Thôn Đông Viên"
    kept_from_before(page)
    person.id_number.setFocus()
    type_here("001190333333\r")
    qtbot.waitUntil(lambda: person.name.text() == "Lò Văn Ít", timeout=WAIT)
    assert person.address.text() == pinned


def test_a_card_brings_the_telephone_of_an_earlier_dossier(qtbot: QtBot, page: IntakePage) -> None:
    page.take_card(card("001190222222||Lò Thị Sen|05031990|Nữ|Thôn Đông Viên|15042021"))
    qtbot.waitUntil(lambda: page.person.phone.text() == "0912 345 678", timeout=WAIT)
    assert page.person.phone.accessibleDescription() == "đã điền từ hồ sơ trước"


def test_a_telephone_that_is_known_of_one_citizen_goes_when_anothers_card_replaces_him(
    qtbot: QtBot, page: IntakePage
) -> None:
    page.take_card(card("001190222222||Lò Thị Sen|05031990|Nữ|Thôn Đông Viên|15042021"))
    qtbot.waitUntil(lambda: page.person.phone.text() == "0912 345 678", timeout=WAIT)
    page.take_card(card(OTHER))
    press(page, "card_replace")
    assert (page.person.name.text(), page.person.phone.text()) == ("Trần Văn Đức", "")


def test_a_card_is_of_whoever_gave_the_old_number_that_stands_on_it(page: IntakePage) -> None:
    page.person.id_number.fill("012345678")
    page.person.name.fill("tran duc")
    page.take_card(card(OTHER.replace("||", "|012345678|")))
    assert (page.cards.text, page.person.name.text()) == ("", "Trần Văn Đức")
    assert page.person.id_number.value() == "001 090 123 457"


def test_a_paper_is_added_by_plus_and_ticked_by_space(qtbot: QtBot, page: IntakePage) -> None:
    type_here("hn\r")
    table(page).begin()
    view, rows = table(page), page.papers.rowCount()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    editor = view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    hands.send(editor, hands.composing("Giấy ủy quyền"))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.papers.item(rows, 0).text() == "Giấy ủy quyền", timeout=WAIT)
    assert page.papers.handed_in()[-1] == {"name": "Giấy ủy quyền", "originals": 1, "copies": 0}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert page.papers.handed_in()[-1]["name"] != "Giấy ủy quyền"


def test_a_paper_that_was_added_is_taken_off_again_and_comes_back_when_wanted(
    qtbot: QtBot, window: MainWindow, page: IntakePage
) -> None:
    type_here("hn\r")
    view, asked = table(page), page.papers.rowCount()
    view.begin()
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert page.papers.rowCount() == asked
    assert "Bấm Space để bỏ dấu" in window.message.text()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    editor = view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    hands.send(editor, hands.composing("Giấy ủy quyền"))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.papers.item(asked, 0).text() == "Giấy ủy quyền", timeout=WAIT)
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Delete):
        view.setCurrentIndex(page.papers.index(asked, 0))
        qtbot.keyClick(view, key)
        assert page.papers.rowCount() == asked
        assert "Đã bỏ “Giấy ủy quyền”" in window.message.text()
        press(window.message, "paper_back")
        assert page.papers.handed_in()[-1]["name"] == "Giấy ủy quyền"


def test_a_paper_that_was_given_no_name_is_no_paper(qtbot: QtBot, page: IntakePage) -> None:
    type_here("hn\r")
    view, asked = table(page), page.papers.rowCount()
    view.begin()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
        editor = view.findChild(QLineEdit)
        assert isinstance(editor, QLineEdit)
        qtbot.keyClick(editor, key)
        qtbot.waitUntil(lambda: page.papers.rowCount() == asked, timeout=WAIT)
        qtbot.waitUntil(lambda: view.findChild(QLineEdit) is None, timeout=WAIT)


def test_what_is_typed_over_the_procedure_promises_nothing_and_loses_no_tick(
    qtbot: QtBot, page: IntakePage
) -> None:
    type_here("hn\r")
    qtbot.waitUntil(lambda: "Hẹn trả" in page.foot.due.text(), timeout=WAIT)
    page.papers.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    page.papers.add(["Giấy ủy quyền", True, "1", "0", False])
    stood = page.papers.rows()
    page.picker.procedure.setFocus()
    page.picker.procedure.selectAll()
    type_here("zz")
    assert page.foot.due.text() == ""
    assert [row[0] for row in page.papers.rows()] == ["Giấy ủy quyền"]
    assert page.foot.missing.isHidden()
    page.picker.procedure.selectAll()
    type_here("ks\r")
    assert page.picker.code() != "1.004873"
    assert page.papers.rows()[-1] == stood[-1]
    page.picker.procedure.setFocus()
    page.picker.procedure.selectAll()
    type_here("hn\r")
    assert page.papers.rows() == stood
    page.empty()
    type_here("hn\r")
    assert len(page.papers.rows()) == len(stood) - 1
    assert not page.papers.missing()


def test_the_case_that_was_chosen_stays_when_its_procedure_is_chosen_again(
    page: IntakePage,
) -> None:
    several = next(item for item in page.picker._catalogue if len(item.cases) > 1)
    page.choose(several.code)
    page.picker.case.setCurrentIndex(1)
    page.picker.procedure.setFocus()
    page.picker.procedure.selectAll()
    type_here("zz")
    page.choose(several.code)
    assert page.picker.case.currentIndex() == 1


def test_what_is_chosen_says_its_limit_its_fee_and_how_many_papers_it_asks(
    page: IntakePage,
) -> None:
    type_here("hn\r")
    assert f" · {page.papers.rowCount()} giấy tờ" in page.picker._facts.text()


def test_a_date_that_cannot_be_counted_is_not_the_one_before(
    qtbot: QtBot, window: MainWindow, office: Office, page: IntakePage
) -> None:
    type_here("hn\r")
    qtbot.waitUntil(lambda: "Hẹn trả Thứ" in page.foot.due.text(), timeout=WAIT)
    office.at("2044-03-02T09:00")
    page.choose(next(x.code for x in page.picker._catalogue if x.code != "1.004873"))
    assert "Hẹn trả Thứ" not in page.foot.due.text()
    qtbot.waitUntil(lambda: page.foot.due.text() == "Chưa tính được ngày hẹn", timeout=WAIT)
    assert page.foot.due.why.isHidden()
    assert "Chưa có lịch làm việc năm 2044" in window.message.text()
    office.at("2026-03-02T09:00")
    page.choose("1.004873")
    qtbot.waitUntil(lambda: "Hẹn trả Thứ" in page.foot.due.text(), timeout=WAIT)
    assert not page.foot.due.why.isHidden()


def test_what_is_typed_over_a_chosen_procedure_is_no_longer_that_procedure(
    page: IntakePage,
) -> None:
    type_here("hn\r")
    assert page.picker.code() == "1.004873"
    page.picker.procedure.setFocus()
    page.picker.procedure.selectAll()
    type_here("zz")
    assert page.picker.code() == "zz"


def test_an_enter_before_the_catalogue_is_loaded_still_chooses(page: IntakePage) -> None:
    catalogue = page.picker._catalogue
    page.picker.show_catalogue(())
    type_here("hn\r")
    assert page.picker.current is None
    page.picker.show_catalogue(catalogue)
    assert page.picker.code() == "1.004873"


def test_offices_are_never_named_by_their_number(page: IntakePage) -> None:
    assert page.person.home.unit == offices.COMMUNE[2]


def test_a_promise_says_which_days_were_counted_and_why_others_were_not() -> None:
    use_words()
    days = (
        (25, 0, Why.START),
        (26, 480, Why.COUNTED),
        (27, 480, Why.COUNTED),
        (28, 0, Why.WEEKEND),
        (29, 0, Why.WEEKEND),
        (30, 480, Why.COUNTED),
    )
    trace = tuple(TraceDay(date(2026, 11, day), minutes, why) for day, minutes, why in days)
    assert how_counted(Deadline(due_at=None, trace=trace)) == (
        "Nhận Thứ Tư, 25/11/2026 (ngày nhận, chưa tính); tính 3 ngày: 26/11, 27/11, 30/11;"
        " không tính: 28/11 cuối tuần, 29/11 cuối tuần."
    )
    assert how_counted(Deadline(due_at=None, trace=())) == ""


def test_why_shows_the_days_on_a_calendar_that_escape_closes(
    qtbot: QtBot, window: MainWindow, page: IntakePage
) -> None:
    type_here("hn\r")
    qtbot.waitUntil(lambda: "Hẹn trả" in page._due.text(), timeout=WAIT)
    press(page, "why")
    (why,) = window.findChildren(WhyDialog)
    assert why.isVisible()
    assert "tính 3 ngày" in why.words.text()
    assert [mark.words for mark in why.grid.marks.values()] == [
        "nhận",
        "tính 1",
        "tính 2",
        "hẹn trả",
    ]
    qtbot.keyClick(why, Qt.Key.Key_Escape)
    assert not why.isVisible()
    window.activateWindow()


def test_a_calendar_says_of_every_day_what_it_is() -> None:
    days = ((30, 0, Why.START), (31, 480, Why.COUNTED))
    trace = [TraceDay(date(2026, 12, day), minutes, why) for day, minutes, why in days]
    trace += [
        TraceDay(date(2027, 1, 1), 0, Why.HOLIDAY),
        TraceDay(date(2027, 1, 2), 0, Why.WEEKEND),
    ]
    trace += [TraceDay(date(2027, 1, 4), 480, Why.COUNTED)]
    due = datetime(2027, 1, 4, 17, tzinfo=VIETNAM)
    marks = marks_of(Deadline(due_at=due, trace=tuple(trace)))
    assert [mark.words for mark in marks.values()] == [
        "nhận",
        "tính 1",
        "ngày lễ",
        "cuối tuần",
        "hẹn trả",
    ]
    assert DayGrid(marks).months == [date(2026, 12, 1), date(2027, 1, 1)]
