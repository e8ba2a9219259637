"""The list of a choice that is open is searched by letters without marks, as the closed one is."""

import pytest
from pytestqt.qtbot import QtBot

from ca_desktop.ui.widgets.choices import ChoiceField, Opened

REPORTS = (
    "Tình hình, kết quả giải quyết theo lĩnh vực",
    "Nguyên nhân trễ hạn",
    "Danh sách hồ sơ trễ hạn",
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
