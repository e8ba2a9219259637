import io
import random
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.helpers.campaign import size
from tests.helpers.slips import ORDINARY, RESOURCES, codes_on, operations_on

from ca_desktop.documents.barcodes import MODULE, QR_SIZE, LineCode, QrCode, fits_line_code
from ca_desktop.documents.slips import SlipPress
from ca_desktop.services.ports.paper import SlipLayout

OFFICES = ("H19.12.34", "000.34.12.H19", "H19.034.12", "H15.50.05.13")
COPIES: dict[SlipLayout, int] = {"a5": 1, "a4x2": 2}


def random_codes(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [
        f"{chance.choice(OFFICES)}-{chance.randrange(180101, 271231)}-"
        f"{chance.choice(('', '2', '12'))}{chance.randrange(10_000):04d}"
        for _ in range(count)
    ]


def assert_decoded(code: str, layout: SlipLayout, dpi: int) -> None:
    pdf = SlipPress(RESOURCES).slip(replace(ORDINARY, dossier_code=code), layout)
    copies = COPIES[layout]
    expected = [("Code128", code)] * copies + [("QRCode", code)] * copies
    assert codes_on(pdf, dpi) == expected


@pytest.mark.parametrize("layout", ["a5", "a4x2"])
def test_both_codes_decode_from_a_150_dpi_raster(layout: SlipLayout) -> None:
    for code in random_codes(2, seed=1):
        assert_decoded(code, layout, 150)


@pytest.mark.slow
@pytest.mark.campaign("codes")
@pytest.mark.parametrize("layout", ["a5", "a4x2"])
@pytest.mark.parametrize("dpi", [150, 180, 300])
def test_every_code_decodes(layout: SlipLayout, dpi: int) -> None:
    for code in random_codes(size(400), seed=dpi):
        assert_decoded(code, layout, dpi)


def test_a_module_is_a_seventy_fifth_of_an_inch() -> None:
    assert pytest.approx(0.96) == MODULE
    bars = LineCode("ABC")
    symbols = 1 + 3 + 1
    assert bars.width == pytest.approx((11 * symbols + 13 + 1) * MODULE)
    assert bars.quiet == pytest.approx(10 * MODULE)


def test_the_qr_code_is_at_least_twenty_millimetres() -> None:
    square = QrCode("H19.12.34-261127-0001")
    assert square.width == square.height == QR_SIZE >= 20 * 72 / 25.4
    assert square.quiet >= 4 * QR_SIZE / 33


def test_the_qr_code_is_one_path() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=0, invariant=1)
    QrCode("H19.12.34-261127-0001").drawOn(canvas, 0, 0)
    canvas.save()
    operators = [operator for _, operator in operations_on(file.getvalue())]
    assert operators.count(b"f") + operators.count(b"f*") == 1


@pytest.mark.parametrize(
    ("code", "fits"), [("H19.12.34-261127-0001", True), ("", False), ("ĐƠN", False), ("a\n", False)]
)
def test_only_plain_letters_go_into_a_line_code(code: str, fits: bool) -> None:  # noqa: FBT001 - a table of cases
    assert fits_line_code(code) is fits


def test_a_code_too_long_for_the_page_still_has_its_qr_code() -> None:
    code = "H19.12.34-261127-0001-" + "X" * 40
    pdf = SlipPress(RESOURCES).slip(replace(ORDINARY, dossier_code=code), "a5")
    assert codes_on(pdf, 300) == [("QRCode", code)]


def test_a_code_too_long_to_stand_beside_the_qr_code_stands_above_it() -> None:
    code = "000.340.120.H19-261127-1200011"
    pdf = SlipPress(RESOURCES).slip(replace(ORDINARY, dossier_code=code), "a5")
    assert codes_on(pdf, 150) == [("Code128", code), ("QRCode", code)]
