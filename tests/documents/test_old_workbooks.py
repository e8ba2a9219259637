"""Registers from before: every text with its font, dates as dates, and nothing that harms."""

import hashlib
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.styles import Font
from tests.domain.test_legacy_text import in_tcvn3, in_vni

from ca_desktop.documents.old_workbooks import read_old_book
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.old_books import OldBook, OldCell
from ca_desktop.domain.old_registers import text_of

OLD = Path(__file__).with_name("old-register.xls")


def texts(book: OldBook) -> list[list[str]]:
    return [[text_of(cell) for cell in line.cells] for line in book.sheets[0].lines]


def cell(book: OldBook, line: int, place: int) -> OldCell:
    found = {each.number: each for each in book.sheets[0].lines}
    return found[line].cells[place]


def test_an_xls_comes_with_its_fonts_dates_and_numbers() -> None:
    book = read_old_book(OLD)
    assert book.digest == hashlib.sha256(OLD.read_bytes()).hexdigest()
    assert [line.number for line in book.sheets[0].lines] == [1, 3, 4, 5, 6]
    lines = texts(book)
    assert lines[0][0] == "SỔ THEO DÕI HỒ SƠ NĂM 2019"
    assert lines[1][:3] == ["Số hồ sơ", "Họ và tên", "Nội dung"]
    assert lines[2][:3] == ["01/HT", "LÒ THỊ ÉN", "Đăng ký khai sinh"]
    assert lines[3][:4] == ["02/HT", "Sùng A Páo", "Chứng thực bản sao", "16/3/2019"]
    assert lines[4][1] == "GIÀNG A Chứ"
    assert cell(book, 4, 3).day == date(2019, 3, 15)
    assert (cell(book, 4, 5).number, cell(book, 4, 5).raw) == (True, "912345678")


def test_an_xlsx_comes_with_its_fonts_dates_and_numbers(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([in_tcvn3("Lò Thị Hường"), datetime(2019, 3, 15, 8), 12, 1.5, True, "=1+1"])  # noqa: DTZ001 as a sheet has it
    sheet["A1"].font = Font(name=".VnTime")
    sheet["G1"] = in_vni("Sùng A Páo")
    sheet["G1"].font = Font(name="VNI-Times")
    book.save(tmp_path / "so.xlsx")
    found = read_old_book(tmp_path / "so.xlsx")
    assert texts(found) == [["Lò Thị Hường", "", "12", "1.5", "", "", "Sùng A Páo"]]
    assert cell(found, 1, 1).day == date(2019, 3, 15)
    assert cell(found, 1, 2).number


def test_a_cell_in_several_fonts_is_read_font_by_font(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "so.xlsx")
    sheet = book.add_worksheet()
    capitals, plain = (book.add_format({"font_name": name}) for name in (".VnTimeH", ".VnTime"))
    sheet.write_rich_string(0, 0, capitals, in_tcvn3("giàng "), plain, in_tcvn3("A Chứ"))
    book.close()
    assert texts(read_old_book(tmp_path / "so.xlsx")) == [["GIÀNG A Chứ"]]


def test_the_workbook_is_only_read(tmp_path: Path) -> None:
    place = tmp_path / "so.xls"
    place.write_bytes(OLD.read_bytes())
    place.chmod(0o444)
    before = place.stat()
    read_old_book(place)
    assert place.stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in tmp_path.iterdir()] == ["so.xls"]


@pytest.mark.parametrize("length", [0, 3, 4, 200, 512, 1024, 2048, 4000, 5000])
def test_a_damaged_xls_is_refused_in_words(tmp_path: Path, length: int) -> None:
    place = tmp_path / "so.xls"
    place.write_bytes(OLD.read_bytes()[:length])
    with pytest.raises(UserError) as caught:
        read_old_book(place)
    assert caught.value.code == "SHEET-NOT-READABLE"


@pytest.mark.parametrize("at", range(0, 5632, 97))
def test_a_wrong_byte_in_an_xls_is_read_or_refused(tmp_path: Path, at: int) -> None:
    data = bytearray(OLD.read_bytes())
    data[at % len(data)] ^= 0xFF
    place = tmp_path / "so.xls"
    place.write_bytes(data)
    with suppress(UserError):  # any other error is a bug
        assert read_old_book(place).sheets


def test_no_workbook_and_too_large_a_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_old_book(tmp_path / "none.xls")
    assert caught.value.code == "NO-SUCH-FILE"
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"{number}.xml", bytes(50 * 1024**2))
    with pytest.raises(UserError) as caught:
        read_old_book(bomb)
    assert caught.value.code == "SHEET-TOO-BIG"
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(UserError) as caught:
        read_old_book(tmp_path / "empty.xlsx")
    assert caught.value.code == "SHEET-NOT-READABLE"
