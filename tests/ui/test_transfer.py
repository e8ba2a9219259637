"""Chuyển dữ liệu: what runs shows figures and can be stopped; what is done is said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPushButton, QTableView
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.training import Office, paired_offices

from ca_desktop.app.office_window import open_window
from ca_desktop.domain.standings import Alarm
from ca_desktop.services import attention
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, mails, standings
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.watch import Stage
from ca_desktop.ui import opening
from ca_desktop.ui.pages.exchange.note_desk import NotePreview
from ca_desktop.ui.pages.transfer import TransferPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 30_000
MANY = 400


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune that has much to say, and its centre; nobody works in them."""
    folder = tmp_path_factory.mktemp("busy")
    with paired_offices(folder) as made:
        command = intake.ReceiveDossier.from_json(offices.dossier())
        intake.receive_dossiers(made[0].ports, [command] * MANY)
    return folder


@pytest.fixture
def pair(busy: Path, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    (tmp_path / "usb").mkdir()
    with paired_offices(tmp_path, busy) as made:
        yield made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to the system's own programs."""
    given: list[Path] = []

    def take(path: Path) -> bool:
        given.append(path)
        return path.suffix == ".eml"

    monkeypatch.setattr(opening, "open_in_system", take)
    return given


def at_work(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    window.show()
    window.show_page(window.pages.transfer)
    yield window
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    window.close()
    window.deleteLater()


@pytest.fixture
def commune(qtbot: QtBot, pair: tuple[Office, Office]) -> Iterator[MainWindow]:
    yield from at_work(qtbot, open_window(pair[0].ports))


@pytest.fixture
def centre(qtbot: QtBot, pair: tuple[Office, Office]) -> Iterator[MainWindow]:
    yield from at_work(qtbot, open_window(pair[1].ports))


def press(page: TransferPage, name: str) -> None:
    made = page.findChild(QPushButton, name)
    assert isinstance(made, QPushButton)
    assert made.isEnabled(), name
    made.click()


def choose_first(qtbot: QtBot, page: TransferPage, rows: QTableView, name: str) -> None:
    """Choose the first row, as often as the list is read anew, until a button may be pressed."""
    made = page.findChild(QPushButton, name)
    assert isinstance(made, QPushButton)

    def chosen() -> bool:
        rows.selectRow(0)
        return made.isEnabled()

    qtbot.waitUntil(chosen, timeout=WAIT)


def says(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.message.text(), timeout=WAIT)


def test_a_file_that_is_none_is_kept_and_waits_for_somebody(
    qtbot: QtBot, centre: MainWindow, pair: tuple[Office, Office], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (done,) = exports.export_packages(pair[0].ports, stick)
    bad = stick / "bad.hsg"
    bad.write_bytes(done.file.read_bytes()[:-1])
    page = centre.pages.transfer.inbox
    page.look_at([bad])
    qtbot.waitUntil(lambda: page.import_button.text().startswith("Giữ tệp"), timeout=WAIT)
    page.look_at([bad, done.file])
    qtbot.waitUntil(lambda: page.import_button.text().startswith("Nhập 1 tệp"), timeout=WAIT)
    page.take_in()
    says(qtbot, centre, "Đã nhập 1 tệp")
    assert "1 tệp để lại" in centre.message.text()
    assert centre.message.text().startswith("▲")
    (row,) = [page.files.row(place) for place in range(page.files.rowCount())]
    assert row is not None
    assert (row.file, row.result) == (bad, "refused")
    page.take_in()
    says(qtbot, centre, "Chưa có tệp nào để nhập")
    assert [matter.settles for matter in attention.matters(pair[1].ports)] == [True]


def write(qtbot: QtBot, window: MainWindow, folder: Path) -> TransferPage:
    page = window.pages.transfer
    page.outbox.folder.fill(str(folder))
    page.primary()
    says(qtbot, window, "Đã ghi và kiểm tra 1 tệp")
    return page


def test_an_export_says_that_the_stick_may_be_pulled_only_of_a_stick(
    qtbot: QtBot, commune: MainWindow, pair: tuple[Office, Office], tmp_path: Path
) -> None:
    page = commune.pages.transfer
    page.outbox.folder.fill(str(tmp_path / "usb"))
    page.primary()
    assert page.progress.isVisible()
    page.primary()
    assert "Việc trước đang chạy" in commune.message.text()
    says(qtbot, commune, "Đã ghi và kiểm tra 1 tệp")
    assert "USB" not in commune.message.text()
    assert page.progress.isHidden()
    newest = "Tệp gần nhất: số 1, ghi ngày 02/03/2026."
    qtbot.waitUntil(lambda: page.outbox.waiting.text().endswith(newest), timeout=WAIT)
    assert "chờ bên kia xác nhận" in page.outbox.waiting.text()
    (sent,) = exports.export_packages(pair[0].ports, tmp_path / "usb")
    page.outbox._on_written([replace(sent, stick=True)])
    assert "USB an toàn để rút." in commune.message.text()


def test_drafts_open_in_the_mail_program(
    qtbot: QtBot, commune: MainWindow, opened: list[Path], tmp_path: Path
) -> None:
    page = commune.pages.transfer
    page.outbox.shape.mail.setChecked(True)
    assert page.outbox.shape.part_size.currentText() == "Chia phần 14 MB"
    write(qtbot, commune, tmp_path / "usb")
    press(page, "open_drafts")
    assert [path.suffix for path in opened] == [".eml"]
    opened[0].unlink()
    press(page, "open_drafts")
    says(qtbot, commune, "Thư nháp không còn")
    page.outbox.shape.part_size.setCurrentIndex(3)
    assert page.outbox.shape.own_size.isVisible()
    page.outbox.shape.own_size.fill("không")
    page.primary()
    says(qtbot, commune, "cỡ phần (MB)")


def test_what_was_written_is_written_again_and_looked_at_again(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = write(qtbot, commune, tmp_path / "usb")
    (file,) = (tmp_path / "usb").iterdir()
    qtbot.waitUntil(lambda: page.outbox.written.rowCount() > 0, timeout=WAIT)
    press(page, "check_again")
    says(qtbot, commune, "Đã kiểm tra lại 1 tệp")
    file.write_bytes(b"x")
    press(page, "check_again")
    says(qtbot, commune, "(E-151)")
    file.unlink()
    choose_first(qtbot, page, page.outbox.list, "rewrite")
    press(page, "rewrite")
    says(qtbot, commune, "Đã ghi lại và kiểm tra tệp số 1")
    assert file.exists()
    press(page, "eject")
    says(qtbot, commune, "(EJECT-FAILED)")


def test_a_note_is_seen_before_it_is_saved(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = write(qtbot, commune, tmp_path / "usb")
    qtbot.waitUntil(lambda: page.outbox.written.rowCount() > 0, timeout=WAIT)
    choose_first(qtbot, page, page.outbox.list, "note_given")
    press(page, "note_given")
    qtbot.waitUntil(lambda: page.findChild(QDialog) is not None, timeout=WAIT)
    dialog = page.findChild(NotePreview)
    assert isinstance(dialog, NotePreview)
    dialog._on_folder(str(tmp_path))
    says(qtbot, commune, "Đã lưu biên bản")
    assert len(list(tmp_path.glob("BIEN-BAN-giao-*.pdf"))) == 1


def test_an_import_that_is_stopped_takes_nothing_and_can_be_tried_again(
    qtbot: QtBot, pair: tuple[Office, Office], centre: MainWindow, tmp_path: Path
) -> None:
    (sent,) = exports.export_packages(pair[0].ports, tmp_path / "usb", mail=True)
    page = centre.pages.transfer
    page.look_at(sent.drafts)
    qtbot.waitUntil(lambda: page.inbox.files.rowCount() == 1, timeout=WAIT)
    page.primary()
    page.progress.stop_button.click()
    says(qtbot, centre, "Đã dừng")
    assert "Đã nhập 0 tệp" in centre.message.text()
    page.look_at(sent.drafts)
    qtbot.waitUntil(lambda: page.inbox.files.rowCount() == 1, timeout=WAIT)
    page.primary()
    says(qtbot, centre, "Đã nhập 1 tệp")


def test_a_look_at_files_can_be_stopped(
    qtbot: QtBot, pair: tuple[Office, Office], centre: MainWindow, tmp_path: Path
) -> None:
    (sent,) = exports.export_packages(pair[0].ports, tmp_path / "usb")
    page = centre.pages.transfer
    page.look_at([sent.file])
    page.progress.stop_button.click()
    says(qtbot, centre, "Đã dừng. Chưa có gì thay đổi.")
    page.primary()
    assert "Chưa có tệp nào để nhập" in centre.message.text()


def test_the_standings_are_sorted_kept_and_exported(
    qtbot: QtBot, pair: tuple[Office, Office], centre: MainWindow, tmp_path: Path
) -> None:
    page = centre.pages.transfer
    panel = page.standings
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1, timeout=WAIT)
    (row,) = standings.standings(pair[1].ports)
    others = [replace(row, quiet_days=days, alarm=alarm) for days, alarm in _QUIET]
    panel.show_rows(others)
    panel.order.choose(1)
    assert [x.quiet_days for x in panel._rows] == [0, 3, 9]
    panel.order.choose(1)
    assert [x.quiet_days for x in panel._rows] == [9, 3, 0]
    assert "▲ 1 cần gọi · ◆ 1 cần để ý" in panel._sum.text()
    panel.show_rows([row])
    panel.list.selectRow(0)
    panel.address.fill("mot-cua@xa.example")
    panel.remark.fill("chị Hoa")
    panel.show_rows([row])  # a reload
    assert panel.remark.text() == "chị Hoa"
    panel.save()
    says(qtbot, centre, "Đã lưu thông tin")
    qtbot.waitUntil(lambda: not centre._context.tasks.writing, timeout=WAIT)
    (kept,) = standings.standings(pair[1].ports)
    assert (kept.contact.address, kept.contact.remark) == ("mot-cua@xa.example", "chị Hoa")
    panel.export_to(tmp_path / "x.xlsx")
    says(qtbot, centre, "Đã xuất x.xlsx")
    assert mails.MAIL_PART == 14_000_000


_QUIET = (
    (3, Alarm.YELLOW),
    (9, Alarm.RED),
    (0, Alarm.NONE),
)


def test_the_strip_speaks_in_figures(qtbot: QtBot, commune: MainWindow) -> None:
    strip = commune.pages.transfer.progress
    watch = strip.begin()
    watch.step(Stage.APPLY, 1_200, 2_600)
    qtbot.waitUntil(lambda: "1.200 / 2.600" in strip._words.text(), timeout=WAIT)
    assert "Nhập thay đổi" in strip._words.text()
    watch.step(Stage.CARRY, 1_234_567, 9_876_543)
    qtbot.waitUntil(lambda: "1,2 / 9,9 MB" in strip._words.text(), timeout=WAIT)
    strip.end()


def test_a_stick_that_comes_is_looked_at_and_only_what_is_for_here_comes_in(
    qtbot: QtBot, commune: MainWindow, pair: tuple[Office, Office], tmp_path: Path
) -> None:
    usb = tmp_path / "KINGSTON"
    usb.mkdir()
    (own,) = exports.export_packages(pair[0].ports, usb)
    (came,) = exports.export_packages(pair[1].ports, usb)
    (usb / "ảnh gia đình.jpg").write_bytes(b"...")
    commune.pages.transfer.tabs.setCurrentWidget(commune.pages.transfer.inbox)
    page = commune.pages.transfer.inbox
    qtbot.waitUntil(lambda: not page.drives._asked, timeout=WAIT)
    page.drives._timer.stop()
    page.drives._show([Drive(path=usb, name="KINGSTON", free=0, read_only=True)])
    qtbot.waitUntil(lambda: page.files.rowCount() == 2, timeout=WAIT)
    shown = [page.files.row(place) for place in range(2)]
    assert {row.file: row.code for row in shown if row} == {own.file: "E-104", came.file: None}
    page._show_files([])
    page.drives._buttons[0].click()
    qtbot.waitUntil(lambda: page.import_button.text().startswith("Nhập 1 tệp"), timeout=WAIT)
    page.take_in()
    says(qtbot, commune, "Đã nhập 1 tệp")
    assert commune.message.text().startswith("✓")
    assert not attention.matters(pair[0].ports)


def test_an_empty_stick_says_that_nothing_is_on_it_and_an_own_file_that_it_is_one(
    qtbot: QtBot, commune: MainWindow, pair: tuple[Office, Office], tmp_path: Path
) -> None:
    page = commune.pages.transfer.inbox
    commune.pages.transfer.look_at([tmp_path])
    says(qtbot, commune, "Chưa thấy tệp chuyển nào")
    (own,) = exports.export_packages(pair[0].ports, tmp_path)
    page.look_at([own.file])
    qtbot.waitUntil(lambda: [x.code for x in page._previews] == ["E-104"], timeout=WAIT)
    page.take_in()
    says(qtbot, commune, "do chính đơn vị mình ghi ra")


def test_a_stick_that_comes_is_offered_and_taken_when_nothing_is_typed(
    qtbot: QtBot, commune: MainWindow, tmp_path: Path
) -> None:
    page = commune.pages.transfer.outbox
    stick = Drive(path=tmp_path / "usb", name="KINGSTON", free=7 * 1024**3, read_only=False)
    locked = Drive(path=tmp_path / "khoa", name="KHOA", free=0, read_only=True)
    qtbot.waitUntil(lambda: not page.sticks.drives._asked, timeout=WAIT)
    page.sticks.drives._timer.stop()
    page.sticks.drives._show([])
    assert "Chưa thấy USB" in page.sticks.drives._words.text()
    with qtbot.waitSignal(page.sticks.drives.came, timeout=WAIT):
        page.sticks.drives._show([stick])
    assert page.folder.value() == str(tmp_path / "usb")
    page.folder.fill("/elsewhere")
    page.sticks.drives._show([stick, locked])
    assert page.folder.value() == "/elsewhere"
    names = [made.text() for made in page.sticks.drives._buttons]
    assert names == ["USB KINGSTON (còn 7,0 GB)", "USB KHOA (khóa ghi)"]
    page.sticks.drives._buttons[0].click()
    assert page.folder.value() == str(tmp_path / "usb")
    assert not page.sticks.drives._buttons[1].isEnabled()
    page.sticks._offer([stick])
    assert "Kiểm tra lại USB" in page.sticks.offer.text()
    page.sticks._offer([])
    assert page.sticks.offer.isHidden()
