"""The receipt for papers: two copies, every paper named, however many and whatever they say."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader

from ca_desktop.app.resources import resources_folder
from ca_desktop.documents.paper_receipts import paper_receipt
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.ports.paper import PaperReceipt, SlipDocument

RECEIPT = PaperReceipt(
    office_name="Xã Bình Minh",
    dossier_code="H19.12.34-260302-0001",
    procedure_name="Cấp Giấy xác nhận tình trạng hôn nhân",
    submitter_name="Lò Thị Ến",
    papers=(SlipDocument(name="Giấy chứng sinh", originals=1), SlipDocument(name="Ảnh", copies=2)),
    at=datetime(2026, 3, 10, 9, 5, tzinfo=VIETNAM),
    officer_name="Giàng A Sủ",
    training=True,
)


def text_of(pdf: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_a_receipt_names_dossier_citizen_papers_and_hour_on_both_copies() -> None:
    pages = text_of(paper_receipt(resources_folder(), RECEIPT))
    assert len(pages) == 2
    for page in pages:
        for words in (
            "GIẤY BIÊN NHẬN",
            "TẬP HUẤN",
            RECEIPT.dossier_code,
            "Lò Thị Ến",
            "1. Giấy chứng sinh: 1 bản chính, 0 bản sao",
            "2. Ảnh: 0 bản chính, 2 bản sao",
            "09:05 ngày 10/03/2026",
            "Giàng A Sủ",
        ):
            assert words in page


def test_the_same_data_give_the_same_bytes() -> None:
    assert paper_receipt(resources_folder(), RECEIPT) == paper_receipt(resources_folder(), RECEIPT)


def test_two_hundred_papers_go_over_several_pages_and_none_is_left_out() -> None:
    papers = tuple(SlipDocument(name=f"Giấy <b>{{code}}</b> {n}") for n in range(200))
    pages = text_of(paper_receipt(resources_folder(), replace(RECEIPT, papers=papers)))
    assert len(pages) > 10
    whole = " ".join(pages)
    assert all(whole.count(f"{n + 1}. Giấy <b>{{code}}</b> {n}:") == 2 for n in range(200))


def test_without_its_form_there_is_no_receipt() -> None:
    with pytest.raises(MachineError):
        paper_receipt(resources_folder() / "nowhere", RECEIPT)
