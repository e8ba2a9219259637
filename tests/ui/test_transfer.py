"""Chuyển dữ liệu: what runs shows figures and can be stopped; what is done is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ca_desktop.app.demo.world import COMMUNES, Ledger, World
from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.services import exchange, intake
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.watch import Stage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 20_000
GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    use_words()
    with World(tmp_path, Ledger()) as made:
        command = intake.ReceiveDossier.from_json(GIVEN)
        intake.receive_dossiers(next(iter(made.communes.values())), [command] * 400)
        (tmp_path / "usb").mkdir()
        yield made


def at_work(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    window.show()
    window.show_page(window.pages.transfer)
    yield window
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    window.close()
    window.deleteLater()


@pytest.fixture
def commune(qtbot: QtBot, world: World) -> Iterator[MainWindow]:
    yield from at_work(qtbot, open_window(world.communes[COMMUNES[0][0]]))


@pytest.fixture
def centre(qtbot: QtBot, world: World) -> Iterator[MainWindow]:
    yield from at_work(qtbot, open_window(world.centre))


def test_an_export_says_that_the_stick_may_be_pulled(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = commune.pages.transfer
    page.folder.fill(str(tmp_path / "usb"))
    page.primary()
    assert page.progress.isVisible()
    assert not page._write.isEnabled()
    qtbot.waitUntil(lambda: "an toàn để rút" in commune.message.text(), timeout=WAIT)
    assert page.progress.isHidden()
    assert page._write.isEnabled()


def test_an_import_that_is_stopped_takes_nothing_and_can_be_tried_again(
    qtbot: QtBot, world: World, centre: MainWindow, tmp_path: Path
) -> None:
    commune = world.communes[COMMUNES[0][0]]
    (sent,) = exchange.export_packages(commune, tmp_path / "usb")
    page = centre.pages.transfer
    page.look_at([sent.file])
    qtbot.waitUntil(page._import.isEnabled, timeout=WAIT)
    page.take_in()
    page.progress.stop_button.click()
    qtbot.waitUntil(lambda: "Đã dừng" in centre.message.text(), timeout=WAIT)
    assert "Đã nhập 0 tệp" in centre.message.text()
    page.look_at([sent.file])
    qtbot.waitUntil(page._import.isEnabled, timeout=WAIT)
    page.take_in()
    qtbot.waitUntil(lambda: "Đã nhập 1 tệp" in centre.message.text(), timeout=WAIT)


def test_the_strip_speaks_in_figures(qtbot: QtBot, commune: MainWindow) -> None:
    strip = commune.pages.transfer.progress
    watch = strip.begin()
    watch.step(Stage.APPLY, 1_200, 2_600)
    qtbot.waitUntil(lambda: "1.200 / 2.600" in strip._words.text(), timeout=WAIT)
    assert "Nhập thay đổi" in strip._words.text()
    watch.step(Stage.CARRY, 1_234_567, 9_876_543)
    qtbot.waitUntil(lambda: "1,2 / 9,9 MB" in strip._words.text(), timeout=WAIT)
    strip.end()


def test_a_stick_that_comes_is_offered_and_taken_when_nothing_is_typed(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = commune.pages.transfer
    stick = Drive(path=tmp_path / "usb", name="KINGSTON", free=7 * 1024**3, read_only=False)
    locked = Drive(path=tmp_path / "khoa", name="KHOA", free=0, read_only=True)
    qtbot.waitUntil(lambda: not page.drives._asked, timeout=WAIT)
    page.drives._timer.stop()
    page.drives._show([])
    assert "Chưa thấy USB" in page.drives._words.text()
    page.drives._show([stick])
    assert page.folder.value() == str(tmp_path / "usb")
    page.folder.fill("/elsewhere")
    page.drives._show([stick, locked])
    assert page.folder.value() == "/elsewhere"
    names = [made.text() for made in page.drives._buttons]
    assert names == ["USB KINGSTON (còn 7,0 GB)", "USB KHOA (khóa ghi)"]
    page.drives._buttons[0].click()
    assert page.folder.value() == str(tmp_path / "usb")
    assert not page.drives._buttons[1].isEnabled()
