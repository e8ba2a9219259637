"""Cần xử lý: the rail counts what waits, the page says what to do about it."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from ca_desktop.services.exchange.imports import import_packages
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


def test_nothing_waits_at_first(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.attention
    window.show_page(page)
    qtbot.waitUntil(lambda: "Không có việc" in page._empty.text(), timeout=WAIT)
    assert window.rail.item(window.rail.names.index("attention")).text() == "Cần xử lý"


def test_a_refused_file_is_counted_and_explained(
    qtbot: QtBot, window: MainWindow, ports: Ports, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.hsg"
    strange.write_bytes(b"not a package")
    assert import_packages(ports, [strange])[0].code == "E-101"
    window._context.tasks.touched.emit(frozenset({Topic.EXCHANGE}))
    item = window.rail.item(window.rail.names.index("attention"))
    qtbot.waitUntil(lambda: item.text() == "Cần xử lý (1)", timeout=WAIT)
    page = window.pages.attention
    window.show_page(page)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    assert "không phải tệp chuyển" in page._meaning.text()
    assert "đưa khỏi danh sách" in page._do.text()
    page._do.click()
    qtbot.waitUntil(lambda: item.text() == "Cần xử lý", timeout=WAIT)
    assert len(list((ports.folder / "quarantine").glob("*/package.bin"))) == 1
    import_packages(ports, [strange])
    window._context.tasks.touched.emit(frozenset({Topic.EXCHANGE}))
    qtbot.waitUntil(lambda: item.text() == "Cần xử lý (1)", timeout=WAIT)
