"""The register book of a real office: cancelled numbers stay, people are as they were put right."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import UserError
from ca_desktop.domain.reports import Period
from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.registers import register_book, save_register, year_period
from ca_desktop.services.desk.results import ReturnResult, return_result
from ca_desktop.services.desk.tasks import correct
from ca_desktop.services.desk.undo import undo

YEAR = year_period(2026)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three numbers: one returned by post, one undone, one whose holder was put right."""
    with training_office(tmp_path_factory.mktemp("register")) as held:
        held.at("2026-03-02T09:00")
        first, second, third = (held.take_in(applicant={"name": f"Lò {x}"}) for x in "ABC")
        undo(held.ports, second.undo)
        correct(held.ports, third.code, "applicant.address", "Bản Nà Tăm", "ghi thiếu")
        for step in ("in_process", "result_ready"):
            dossiers.step_dossier(held.ports, first.code, step)
        post = ReturnResult(collected_by="post", post_code="EB123456789VN")
        return_result(held.ports, first.code, post)
        yield held


def words_of(path: Path) -> list[str]:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_every_number_stands_in_order_with_what_became_of_it(office: Office) -> None:
    book = register_book(office.ports, YEAR)
    first, second, third = book.lines
    assert [line.number for line in book.lines] == ["1", "2", "3"]
    assert (first.way, first.returned_at) == ("Bưu chính công ích", "2026-03-02T09:00:00+07:00")
    assert (second.cancelled, third.address) == (True, "Bản Nà Tăm")
    closing = book.closing
    assert (closing.numbers, closing.cancelled, closing.missing, closing.volumes) == (3, 1, 0, 1)


def test_a_year_is_saved_with_cover_numbers_and_closing_page(
    office: Office, tmp_path: Path
) -> None:
    done = save_register(office.ports, YEAR, tmp_path)
    assert [path.name for path in done.paths] == ["so-theo-doi-2026.pdf", "so-theo-doi-2026.xlsx"]
    cover, table, closing = words_of(done.paths[0])
    for words in ("SỔ THEO DÕI HỒ SƠ", "Năm: 2026", "Quyển số: 01", "Từ số 1 đến số 3", "STD-"):
        assert words in cover
    for words in ("Nhận và trả kết quả", "Lò A", "Đã hủy", "Bản Nà Tăm", "Ký nhận", " 2 "):
        assert words in f" {table} "
    for words in ("TRANG KHÓA SỔ", "trong đó đã hủy: 1", "Sổ có 3 trang", "GIÁM ĐỐC TRUNG TÂM"):
        assert words in closing
    sheet = load_workbook(done.paths[1]).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {"Lò A", "Bản Nà Tăm"} <= set(cells)
    assert [x["rows"] for x in office.local_events("ListExported")] == [3]


def test_some_days_have_no_closing_page_and_days_without_dossiers_say_so(
    office: Office, tmp_path: Path
) -> None:
    some = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert len(words_of(save_register(office.ports, some, tmp_path).paths[0])) == 2
    before = Period(start=date(2019, 1, 1), end=date(2019, 3, 31))
    pages = words_of(save_register(office.ports, before, tmp_path).paths[0])
    assert "Không có hồ sơ trong thời gian này." in pages[1]
    assert "Số lượng hồ sơ (bộ)" in pages[1]
    with pytest.raises(UserError):
        save_register(office.ports, some, tmp_path / "nowhere")


def test_what_ended_without_a_result_says_how_and_when(tmp_path: Path) -> None:
    with training_office(tmp_path / "ended") as held:
        held.at("2026-03-02T09:00")
        for step in ("withdrawn", "stopped"):
            code = held.take_in(applicant={"name": f"Lò {step}"}).code
            dossiers.step_dossier(held.ports, code, step, note="Không còn nhu cầu")
        _cover, table, _closing = words_of(save_register(held.ports, YEAR, tmp_path).paths[0])
    for words in ("Công dân rút hồ sơ 09:00 02/03/2026", "Dừng xử lý 09:00 02/03/2026"):
        assert words in table


def test_who_settled_a_dossier_stands_in_the_register_after_it_came_back(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        code = commune.take_in().code
        dossiers.step_dossier(commune.ports, code, "forward")
        carry(commune, centre, tmp_path)
        dossiers.step_dossier(centre.ports, code, "accept")
        dossiers.step_dossier(centre.ports, code, "result_ready")
        carry(centre, commune, tmp_path)
        (line,) = register_book(commune.ports, YEAR).lines
    assert line.agency == "UBND thị xã Làm Mẫu"
