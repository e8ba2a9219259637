"""What a payer is given: three leaves, the amount in words, the right title for its day."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import training_office

from ca_desktop.app.resources import resources_folder
from ca_desktop.documents.fee_receipts import PAGE, fee_receipt
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk import fee_papers, receipt_books, receipts, slips
from ca_desktop.services.desk.receipt_books import RegisterBook
from ca_desktop.services.desk.receipts import CollectFee
from ca_desktop.services.ports.paper import FeeReceipt

RECEIPT = FeeReceipt(
    kind="paper",
    office_name="Ủy ban nhân dân xã Bình Minh",
    form="01BLP2-001",
    symbol="AB-26P",
    number="0000501",
    what="Phí khai thác, sử dụng thông tin hộ tịch",
    payer_name="Lò Thị Ến",
    payer_address="Bản Nà Lầu, xã Bình Minh",
    dossier_code="H19.12.34-261126-0001",
    amount_vnd=24_000,
    words="Hai mươi bốn nghìn đồng",
    off="",
    method="Tiền mặt",
    at=datetime(2026, 2, 6, 9, 0, tzinfo=VIETNAM),
    officer_name="Giàng A Sủ",
    cancelled=False,
    reprint=0,
    training=False,
)
HEAVY = "Đặng <b>{code}</b> H'Hen Niê Ẫm Ợ "


def texts(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("kind", "title", "other"),
    [
        ("paper", "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ", "PHIẾU THU"),
        ("internal", "PHIẾU THU NỘI BỘ", "BIÊN LAI THU TIỀN"),
    ],
)
def test_each_of_three_leaves_says_everything(kind: str, title: str, other: str) -> None:
    pdf = fee_receipt(resources_folder(), replace(RECEIPT, kind=kind))
    pages = texts(pdf)
    assert len(pages) == 3
    for page, copy in zip(pages, ("Lưu", "Giao người nộp tiền", "Kế toán"), strict=True):
        for words in (
            title, copy, "0000501", "Lò Thị Ến", "Bản Nà Lầu", "H19.12.34-261126-0001",
            "24.000 đ", "Bằng chữ: Hai mươi bốn nghìn đồng", "Tiền mặt", "Giàng A Sủ",
            "Ngày 06 tháng 02 năm 2026",
        ):  # fmt: skip
            assert words in page, words
        assert other not in page
        assert "Đã giảm" not in page
    size = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (float(size.width), float(size.height)) == pytest.approx(PAGE, abs=0.1)


def test_a_receipt_says_that_it_is_cancelled_reprinted_reduced() -> None:
    given = replace(RECEIPT, cancelled=True, reprint=2, off="800 đ: Người có tài khoản mức 2")
    for page in texts(fee_receipt(resources_folder(), given)):
        assert "ĐÃ HỦY" in page
        assert "Bản in lại" in page
        assert "Đã giảm: 800 đ: Người có tài khoản mức 2" in page


def test_long_and_hostile_words_are_all_there_and_nothing_is_markup() -> None:
    given = replace(
        RECEIPT, payer_name=HEAVY * 6, payer_address=HEAVY * 12, what=HEAVY * 8, off=HEAVY * 10
    )
    whole = " ".join(texts(fee_receipt(resources_folder(), given)))
    assert whole.count(" ".join(HEAVY.split())) == 3 * 36
    assert whole.count("NGƯỜI THU TIỀN") == 3


def test_the_same_data_give_the_same_bytes() -> None:
    assert fee_receipt(resources_folder(), RECEIPT) == fee_receipt(resources_folder(), RECEIPT)


def test_what_is_printed_follows_the_kind_and_the_day(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        office.at("2026-12-30T09:00")
        cover = RegisterBook(form="01BLP", symbol="AB-26P", first="0000501", last="0000550")
        receipt_books.register_book(office.ports, cover)

        def given(**how: object) -> str:
            code = office.take_in(procedure="2.000635", fee={}).code
            done = receipts.collect_fee(office.ports, code, CollectFee.from_json(how))
            return done.receipt.receipt_id

        paper, internal = given(), given(receipt="internal")
        number = {"receipt": "electronic", "symbol": "AA-26E", "number": "7"}
        electronic = given(**number)
        path = fee_papers.save_fee_receipt(office.ports, paper, tmp_path / "a.pdf")
        assert "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ" in texts(path.read_bytes())[0]
        assert fee_papers.draw_fee_receipt(office.ports, paper).reprint == 1
        with pytest.raises(NotAllowedNow) as caught:
            fee_papers.draw_fee_receipt(office.ports, electronic)
        assert caught.value.code == "RECEIPT-ELSEWHERE"
        office.at("2027-01-01T09:00")
        with pytest.raises(NotAllowedNow) as caught:
            fee_papers.draw_fee_receipt(office.ports, paper)
        assert caught.value.code == "RECEIPT-KIND-OVER"
        drawn = fee_papers.draw_fee_receipt(office.ports, internal)
        assert "PHIẾU THU NỘI BỘ" in texts(drawn.pdf)[0]


def test_the_slip_says_why_nothing_is_paid(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        free = {"grounds": ["HT-HO-NGHEO"]}
        code = office.take_in(procedure="2.000635", fee=free).code
        path = slips.save_slip(office.ports, code, tmp_path)
        (page, *_others) = texts(path.read_bytes())
        assert "không thu (miễn, giảm: Người thuộc hộ nghèo (Luật Hộ tịch 2014" in page
