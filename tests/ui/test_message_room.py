"""What the program says has room above the page of the smallest window: two lines at most."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.windows import shown_window, worn_theme

from ca_desktop.app.resources import resources_folder
from ca_desktop.services import words
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

SMALLEST = (1024, 640)
USUAL = {
    "about": "khai sinh, Nguyễn Thị Hường",
    "action": "DossierAccepted",
    "case": "9.1",
    "code": "H19.12.34-261118-0017",
    "date": "2026-11-18",
    "day": "2026-11-18",
    "due": "2026-11-18",
    "event": "Nhận hồ sơ chuyển đến",
    "field": "applicant.id_number",
    "file": "ke-ngay.toml",
    "ground": "hồ sơ chưa đủ",
    "instead": "Rút hồ sơ",
    "kind": "biên lai AB-26P",
    "lives": "1111, 2222",
    "method": "fcitx5",
    "name": "Nguyễn Thị Hường",
    "nodes": "1111, 2222",
    "note": "Gõ nhầm ngày sinh",
    "office": "Xã Bình Minh",
    "other": "Xã Làm Mẫu",
    "papers": "Giấy chứng sinh",
    "path": "D:/Hồ sơ một cửa",
    "place": "Sổ biên lai",
    "printer": "Canon LBP2900",
    "procedure": "Đăng ký khai sinh",
    "reason": "ổ đĩa đã đầy",
    "roles": ("desk_head", "leader"),
    "status": "in_progress",
    "symbol": "AB-26P",
    "text": "31/02/1990",
    "time": "09:41 18/11",
    "title": "Phiếu hẹn",
    "value": "0912 345 678",
    "what": "một hồ sơ",
}
"""What usually stands in the places of a sentence; a number where nothing is said here."""


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with worn_theme(qapp), offices.opened(folder) as ports, shown_window(ports) as made:
        made.resize(*SMALLEST)
        yield made


def said(code: str, row: dict[str, str]) -> str:
    places = {name for name, _ in words.PLACE.findall(str(row))}
    return words.describe_code(code, **{name: USUAL.get(name, 12) for name in places}).sentence


def test_every_message_takes_two_lines_of_the_smallest_window_at_most(
    qtbot: QtBot, window: MainWindow
) -> None:
    text = (resources_folder() / "texts" / "messages.toml").read_text(encoding="utf-8")
    label = window.message.findChild(PlainLabel, "message_text")
    assert label is not None
    window.desk.undo_button.show()
    window.message.warn("…")
    qtbot.waitUntil(lambda: window.width() == SMALLEST[0] and label.width() > 0)
    line = label.heightForWidth(10_000)
    long = {}
    for code, row in words.load(text).messages.items():
        window.message.warn(said(code, dict(row)))
        QApplication.sendPostedEvents()
        lines = label.heightForWidth(label.width()) // line
        if lines > 2:
            long[code] = label.text()
    assert not long, "\n".join(f"{code}: {text}" for code, text in long.items())
