"""The list of a choice that is open is searched by letters without marks, as the closed one is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ca_desktop.ui.widgets.choice_search import NONE, ChoiceSearch
from ca_desktop.ui.widgets.choices import FEW, ChoiceField, Opened

REPORTS = (
    "Tình hình, kết quả giải quyết theo lĩnh vực",
    "Nguyên nhân quá hạn",
    "Danh sách hồ sơ quá hạn",
    "Công việc của từng cán bộ",
    "Phí, lệ phí theo lĩnh vực",
    "Đất đai: hồ sơ chuyển cơ quan khác",
    "Miễn, giảm phí, lệ phí",
    "Sổ giao nhận",
)


@pytest.fixture
def choice(qtbot: QtBot) -> ChoiceField:
    made = ChoiceField()
    qtbot.addWidget(made)
    made.addItems(REPORTS)
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [("dat", "Đất đai"), ("phi", "Phí, lệ"), ("giao", "Sổ giao"), ("mie", "Miễn")],
)
def test_letters_without_marks_find_what_begins_with_them_or_has_them(
    choice: ChoiceField, typed: str, found: str
) -> None:
    choice.setView(Opened(choice))  # without a screen no list opens
    for letter in typed:
        choice.view().keyboardSearch(letter)
    assert choice.view().currentIndex().data().startswith(found)


@pytest.fixture
def form(qtbot: QtBot, choice: ChoiceField) -> Iterator[QWidget]:
    """A low window with a long choice, and a field after it."""
    shown = QWidget()
    qtbot.addWidget(shown)
    box = QVBoxLayout(shown)
    box.addWidget(choice)
    box.addWidget(QLineEdit())
    shown.resize(420, 200)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    choice.setFocus()
    yield shown
    choice.setParent(None)


def opened(qtbot: QtBot, choice: ChoiceField) -> ChoiceSearch:
    qtbot.keyClick(choice, Qt.Key.Key_F4)
    found = choice.window().findChild(ChoiceSearch)
    assert isinstance(found, ChoiceSearch)
    assert found.isVisible()
    assert found.line.hasFocus()
    return found


@pytest.mark.usefixtures("form")
def test_a_long_list_opens_with_a_line_to_type_in_and_keeps_what_has_the_words(
    qtbot: QtBot, choice: ChoiceField
) -> None:
    chosen: list[int] = []
    choice.activated.connect(chosen.append)
    found = opened(qtbot, choice)
    assert found.shown == list(REPORTS)
    QTest.keyClicks(found.line, "vuc phi")
    assert found.shown == ["Phí, lệ phí theo lĩnh vực"]
    QTest.keyClicks(found.line, "x")
    assert found.shown == [NONE]
    qtbot.keyClick(found.line, Qt.Key.Key_Return)
    assert not chosen
    found.line.begin()
    QTest.keyClicks(found.line, "phi")
    assert found.shown == ["Phí, lệ phí theo lĩnh vực", "Miễn, giảm phí, lệ phí"]
    qtbot.keyClick(found.line, Qt.Key.Key_Down)
    qtbot.keyClick(found.line, Qt.Key.Key_Return)
    assert found.isHidden()
    assert choice.hasFocus()
    assert choice.currentText() == "Miễn, giảm phí, lệ phí"
    assert chosen == [choice.currentIndex()]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_whoever_leaves_a_search_has_chosen_nothing(
    qtbot: QtBot, choice: ChoiceField, form: QWidget, key: Qt.Key
) -> None:
    found = opened(qtbot, choice)
    QTest.keyClicks(found.line, "dat")
    qtbot.keyClick(found.line, key)
    assert found.isHidden()
    assert choice.currentIndex() == 0
    after = choice if key == Qt.Key.Key_Escape else form.findChild(QLineEdit)
    assert QApplication.focusWidget() is after


@pytest.mark.qt_log_ignore("^This plugin does not support")
@pytest.mark.usefixtures("form")
def test_a_search_stays_within_a_low_window_and_a_short_list_needs_none(
    qtbot: QtBot, choice: ChoiceField
) -> None:
    found = opened(qtbot, choice)
    assert choice.window().rect().contains(found.geometry())
    qtbot.keyClick(found.line, Qt.Key.Key_Escape)
    while choice.count() > FEW:
        choice.removeItem(FEW)
    choice.showPopup()
    assert found.isHidden()
    choice.hidePopup()
