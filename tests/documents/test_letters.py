"""Letters on paper: every form says its fields, nothing a citizen writes is read as markup."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4, A5

from ca_desktop.app.resources import resources_folder
from ca_desktop.documents.form_files import read_form_file
from ca_desktop.documents.form_words import FILES
from ca_desktop.documents.letters import letter
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.ports.paper import HandedOn, LetterData

OF_2025 = read_form_file(resources_folder() / "forms" / FILES["R2025"])
VALUES = {
    "parent_unit": "UBND XÃ BÌNH MINH",
    "desk": "Trung tâm Phục vụ hành chính công",
    "symbol": "TTPVHCC",
    "place": "Bình Minh",
    "day": "10",
    "month": "3",
    "year": "2026",
    "office": "Xã Bình Minh",
    "partner": "",
    "code": "H19.12.34-260302-0001",
    "holder": "Lò Thị Ến",
    "submitter": "Lò Thị Ến",
    "id_number": "001190123456",
    "address": "Thôn Đông Viên, xã Bình Minh",
    "phone": "0912 345 678",
    "email": "",
    "procedure": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "number": "07",
    "reason": "Hồ sơ chưa đủ thành phần",
    "effect": "dừng từ hôm nay đến khi nộp đủ",
    "officer": "Giàng A Sủ",
    "signer": "",
    "received_at": "09 giờ 00 phút, ngày 02/03/2026",
    "due_at": "09 giờ 00 phút, ngày 05/03/2026",
    "new_due": "09 giờ 00 phút, ngày 09/03/2026",
    "collector": "Trần Văn B",
    "collector_id": "",
    "authorisation": "",
    "post_code": "",
    "returned_at": "10 giờ 00 phút, ngày 10/03/2026",
    "note": "",
}
DATA = LetterData(
    letter=LetterKind.SUPPLEMENT,
    values=VALUES,
    demands=("Giấy chứng sinh", "Tờ khai <b>ghi đủ</b> & ký tên"),
    code="H19.12.34-260302-0001",
    training=True,
    printed_at=datetime(2026, 3, 10, 9, 5, tzinfo=VIETNAM),
)


def words_of(data: LetterData) -> str:
    pages = PdfReader(io.BytesIO(letter(resources_folder(), data))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (LetterKind.STOP, ["Mẫu số 05", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Số: 07/TBD-TTPVHCC"]),
        (LetterKind.TRANSFER, ["PHIẾU CHUYỂN XỬ LÝ HỒ SƠ", "Hẹn trả kết quả", "BÊN NHẬN"]),
        (LetterKind.APPOINTMENT, ["CHỨNG THỰC", "Thời gian trả kết quả: 09 giờ 00 phút"]),
        (LetterKind.EXTENSION, ["PHIẾU ĐỀ NGHỊ GIA HẠN", "Nơi nhận: - Như trên; - Lưu: Hồ sơ."]),
        (LetterKind.URGING, ["V/v đôn đốc giải quyết hồ sơ H19.12.34", "Số: 07/TTPVHCC"]),
        (LetterKind.RATING, ["PHIẾU ĐÁNH GIÁ", "1 Thời gian giải quyết so với giấy hẹn"]),
        (LetterKind.SUPPLEMENT, ["PHIẾU YÊU CẦU BỔ SUNG", "2. Tờ khai <b>ghi đủ</b> & ký tên"]),
        (LetterKind.REFUSAL, ["PHIẾU TỪ CHỐI TIẾP NHẬN", "001190123456", "NGƯỜI NỘP HỒ SƠ"]),
        (LetterKind.APOLOGY, ["PHIẾU XIN LỖI", "ngày 09/03/2026", "THỦ TRƯỞNG CƠ QUAN"]),
        (LetterKind.CONTROL, ["PHIẾU KIỂM SOÁT", "Người giao", "Hẹn trả kết quả vào"]),
        (LetterKind.HANDOVER, ["GIẤY BIÊN NHẬN TRẢ KẾT QUẢ", "Trần Văn B", "Giàng A Sủ"]),
    ],
)
def test_each_form_says_what_it_is_for(kind: LetterKind, said: list[str]) -> None:
    passages = (HandedOn(giver="Bộ phận", taker="Tư pháp", at="09:00 02/03/2026", standing=""),)
    shown = words_of(
        replace(DATA, letter=kind, passages=passages if kind is LetterKind.CONTROL else ())
    )
    for words in ("UBND XÃ BÌNH MINH", "Độc lập - Tự do - Hạnh phúc", "TẬP HUẤN", *said):
        assert words in shown


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (LetterKind.SUPPLEMENT, "Số: 07/PYCBS-", "Số: 07/PBS-"),
        (LetterKind.APOLOGY, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ", "ĐỀ NGHỊ GIA HẠN THỜI GIAN"),
        (LetterKind.CONTROL, "Mẫu số 05", "Mẫu số 06"),
    ],
)
def test_a_form_of_2018_has_its_own_number_title_and_symbol(
    kind: LetterKind, old: str, new: str
) -> None:
    before, after = (words_of(replace(DATA, letter=kind, regime=x)) for x in ("R2018", "R2025"))
    assert (old in before, new in before) == (True, False)
    assert (old in after, new in after) == (False, True)


def test_the_desk_is_in_capitals_at_the_head_alone() -> None:
    shown = words_of(replace(DATA, letter=LetterKind.STOP))
    name = VALUES["desk"]
    assert (shown.count(name.upper()), shown.count(name)) == (1, 2)


@pytest.mark.parametrize("kind", [LetterKind(name) for name in OF_2025])
def test_a_form_of_the_circulars_is_on_a5_unless_its_office_wants_a4(kind: LetterKind) -> None:
    passages = (HandedOn(giver="Bộ phận", taker="Tư pháp", at="", standing=""),)
    own = replace(DATA, letter=kind, passages=passages)
    for said, size in ({}, A5), ({"paper": "a4"}, A4):
        (page,) = PdfReader(io.BytesIO(letter(resources_folder(), replace(own, words=said)))).pages
        assert [round(float(edge)) for edge in page.mediabox[2:]] == [round(edge) for edge in size]


def test_who_signs_for_whom_stands_line_by_line() -> None:
    authority = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    data = replace(DATA, letter=LetterKind.APOLOGY, values=VALUES | {"authority": authority})
    page = PdfReader(io.BytesIO(letter(resources_folder(), data))).pages[0]
    assert "\n".join(line.strip() for line in page.extract_text().splitlines()).find(authority) > 0


def test_a_title_of_two_lines_ends_with_no_word_alone() -> None:
    title = letter(resources_folder(), replace(DATA, letter=LetterKind.APOLOGY))
    lines = PdfReader(io.BytesIO(title)).pages[0].extract_text().replace("\xa0", " ").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("PHIẾU XIN LỖI"))
    assert lines[first : first + 2] == ["PHIẾU XIN LỖI VÀ ĐỀ NGHỊ", "GIA HẠN THỜI GIAN GIẢI QUYẾT"]


def test_there_was_no_notice_of_stopping_before_2025() -> None:
    with pytest.raises(MachineError) as refusal:
        letter(resources_folder(), replace(DATA, letter=LetterKind.STOP, regime="R2018"))
    assert refusal.value.code == "NO-FORM"


def test_only_further_pages_bear_their_number_and_it_stands_in_the_middle_above() -> None:
    long = replace(DATA, demands=("Giấy tờ",) * 60)
    pages = PdfReader(io.BytesIO(letter(resources_folder(), long))).pages
    lines = [page.extract_text().split() for page in pages]
    assert "2" in lines[1]
    assert lines[0].count("1") == 0


def test_what_is_not_known_is_left_to_the_pen_and_a_line_without_use_is_left_out() -> None:
    shown = words_of(replace(DATA, values=VALUES | {"phone": ""}))
    assert "Số điện thoại: …" in shown
    assert "Email" not in shown
    assert "IN LẠI" not in shown


def test_a_reprint_says_so_and_a_long_letter_goes_on_on_the_next_page() -> None:
    demands = tuple(f"Giấy tờ số {number}" for number in range(80))
    long = replace(DATA, demands=demands, reprint=2)
    pdf = letter(resources_folder(), long)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    shown = " ".join(page.extract_text() for page in pages)
    assert "IN LẠI lần 2 – 09:05 10/03/2026" in shown
    assert all(f"Giấy tờ số {number}" in shown for number in (0, 40, 79))
    assert pdf == letter(resources_folder(), long)
