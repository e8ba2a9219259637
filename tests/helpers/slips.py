"""Made-up slips, and what can be read back from their PDF."""

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp

from ca_desktop.app.resources import resources_folder
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.ports.paper import SlipData, SlipDocument, SlipPerson

RESOURCES: Path = resources_folder()
RECEIVED = datetime(2026, 11, 27, 8, 5, tzinfo=VIETNAM)

ORDINARY = SlipData(
    regime="R2025",
    parent_unit="UBND XÃ BÌNH MINH",
    desk="BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
    place="Bình Minh",
    number_text="0123",
    dossier_code="H19.12.34-261127-0001",
    submitter=SlipPerson(
        name="Nguyễn Thị Thùy Dương",
        id_number="001190012345",
        address="Thôn Đông Hạ, xã Bình Minh",
        phone="0912 345 678",
        email="duong@example.vn",
    ),
    procedure_name="Thủ tục đăng ký khai sinh",
    documents=(
        SlipDocument(name="Tờ khai đăng ký khai sinh", originals=1),
        SlipDocument(name="Giấy chứng sinh (hoặc giấy tờ thay thế)", originals=1),
        SlipDocument(name="Giấy chứng nhận kết hôn của cha, mẹ", copies=2),
    ),
    limit_words="03 ngày làm việc",
    received_at=RECEIVED,
    due_at=RECEIVED + timedelta(days=5),
    result_place="Bộ phận Tiếp nhận và Trả kết quả xã Bình Minh",
    register_volume="01",
    register_number="0456",
    fee_vnd=8000,
    receiver_name="Trần Văn Hậu",
    printed_at=RECEIVED + timedelta(minutes=1),
)

AUTHORISED = replace(
    ORDINARY,
    authoriser=SlipPerson(name="Y Ƀhok Êban Kbuôr", id_number="066085001234", address="Buôn Kmăt"),
    authorisation="Giấy ủy quyền số 12/2026",
    case_name="Trẻ em bị bỏ rơi",
)

LONG = replace(
    AUTHORISED,
    procedure_name=("Cấp giấy phép tiếp cận nguồn gen vì mục đích phi thương mại " * 20)[:1094],
    documents=tuple(
        SlipDocument(name=f"Giấy tờ thứ {number}: " + "bản sao có chứng thực " * (number % 9))
        for number in range(1, 112)
    ),
)

HOSTILE = replace(
    AUTHORISED,
    submitter=SlipPerson(
        name="<b>Nguyễn</b> &amp; <img src='file:///x'/> <font color='[[]]'>",
        id_number="{submitter.phone} %s \\n $(x)",
        address="a\u202ef\u202cb\u200f\u200b c\tTổ 3\r\nThôn 4",
        phone="0" * 300,
        email="</para><br/>",
    ),
    procedure_name="(Tj) ET Q \\) <</JS (x)>> " * 3,
)


def pages_of(pdf: bytes) -> list[str]:
    """Text of each page as pypdf reads it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def operations_on(pdf: bytes, page: int = 0) -> list[tuple[Any, bytes]]:
    """Drawing operations of a page: (operands, operator)."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    drawn = reader.pages[page].get_contents()
    return [] if drawn is None else list(drawn.operations)


def squeezed(text: str) -> str:
    """``text`` without white space: where a line ends says nothing about the words."""
    return "".join(text.split())


def pdftotext(pdf: bytes, *options: str) -> str:
    """Text as poppler reads it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run([program, *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def codes_on(pdf: bytes, dpi: int, page: int = 0) -> Sequence[tuple[str, str]]:
    """Sorted (symbology, text) of every code a scanner finds on a page."""
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil()
    found: list[Any] = zxingcpp.read_barcodes(picture)
    return sorted((re.sub(r"\W", "", str(code.format).split(".")[-1]), code.text) for code in found)
