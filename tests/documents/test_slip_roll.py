"""Mẫu 01 on thermal paper: the same words, nothing but black and white, codes on whole dots."""

from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from tests.helpers.slips import (
    AUTHORISED,
    HOSTILE,
    LONG,
    ORDINARY,
    RESOURCES,
    operations_on,
    pages_of,
    squeezed,
)

from ca_desktop.documents.slip_roll import DOT
from ca_desktop.documents.slips import SlipPress
from ca_desktop.services.ports.paper import ROLL_DOTS, SlipData


def roll(data: SlipData) -> bytes:
    return SlipPress(RESOURCES).slip(data, "roll80")


def codes(data: SlipData) -> Sequence[str]:
    """Symbologies that a scanner finds on the paper, at the printer's own dots."""
    page = pypdfium2.PdfDocument(roll(data))[0]
    picture = page.render(scale=1 / DOT, grayscale=True).to_pil().point(_black_or_white)
    found = zxingcpp.read_barcodes(picture)
    assert {item.text for item in found} == {data.dossier_code}
    return sorted(str(item.format) for item in found)


def _black_or_white(dot: int) -> int:
    return 255 if dot > 127 else 0


@pytest.mark.parametrize("data", [ORDINARY, AUTHORISED, HOSTILE, LONG])
def test_a_roll_is_as_wide_as_the_head_and_as_long_as_its_words(data: SlipData) -> None:
    document = pypdfium2.PdfDocument(roll(data))
    assert len(document) == 1
    width, height = document[0].get_size()
    assert round(width / DOT) == ROLL_DOTS
    assert height / DOT == pytest.approx(round(height / DOT), abs=1e-3)


def test_a_roll_says_what_the_sheet_says() -> None:
    data = replace(AUTHORISED, reprint=2)
    on_roll = squeezed(pages_of(roll(data))[0])
    for words in (
        AUTHORISED.submitter.name,
        AUTHORISED.procedure_name,
        AUTHORISED.documents[1].name,
        AUTHORISED.receiver_name,
        "Liên 1: Giao người nộp",
        "IN LẠI lần 2 – 27/11/2026 08:06",
        "8.000 đồng",
        "08 giờ 05 phút, ngày 02/12/2026",
    ):
        assert squeezed(words) in on_roll


def test_the_roll_of_a_training_office_says_so() -> None:
    assert "TẬP HUẤN" in pages_of(roll(replace(ORDINARY, training=True)))[0]
    assert "TẬP HUẤN" not in pages_of(roll(ORDINARY))[0]


def test_both_codes_read_where_the_bars_fit_the_paper() -> None:
    assert codes(ORDINARY) == ["Code 128", "QR Code"]


def test_only_the_square_code_stands_where_the_bars_would_be_too_wide() -> None:
    wide = replace(ORDINARY, dossier_code="H19.12.34.56.78.90-261127-20001")
    assert codes(wide) == ["QR Code"]


def test_every_bar_begins_and_ends_on_a_dot() -> None:
    boxes = [
        [float(value) for value in operands]
        for operands, operator in operations_on(roll(ORDINARY))
        if operator == b"re"
    ]
    assert boxes
    for _x, _y, width, height in boxes:
        assert width / DOT == pytest.approx(round(width / DOT), abs=0.02)
        assert height > 0
