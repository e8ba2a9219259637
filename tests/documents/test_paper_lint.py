"""What every paper keeps to, so that a dot-matrix and a thermal printer can print it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

import pypdfium2
import pytest
import zxingcpp
from tests.helpers.forms import FORMS, drawn
from tests.helpers.notes import NOTE
from tests.helpers.slips import AUTHORISED, LONG, ORDINARY, RESOURCES, operations_on

from ca_desktop.documents.exchange_notes import NotePress
from ca_desktop.documents.fee_receipts import fee_receipt
from ca_desktop.documents.forms import SMALLEST
from ca_desktop.documents.key_sheets import key_sheet
from ca_desktop.documents.paper_receipts import paper_receipt
from ca_desktop.documents.slips import SlipPress
from ca_desktop.documents.trial_slips import SIZES, trial_slip
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.ports.paper import (
    FeeReceipt,
    KeySheet,
    PaperReceipt,
    SlipData,
    SlipDocument,
    SlipLayout,
)

THINNEST = 0.5
DOT_MATRIX = 180
COLOURS = {b"rg", b"RG", b"k", b"K", b"sc", b"SC", b"scn", b"SCN"}
WORDS = ("office", "code", "fingerprint", "recovery_code", "root_code", "name", "secret")


def slip(data: SlipData, layout: SlipLayout) -> bytes:
    marked = replace(data, reprint=3, training=True)
    return SlipPress(RESOURCES).slip(marked, layout)


def receipt() -> bytes:
    given = PaperReceipt(
        office_name="Xã Bình Minh",
        dossier_code=ORDINARY.dossier_code,
        procedure_name=ORDINARY.procedure_name,
        submitter_name="Lò Thị Én",
        papers=(SlipDocument(name="Giấy khai sinh", originals=1),),
        at=datetime(2026, 11, 27, 8, 5, tzinfo=VIETNAM),
        officer_name="Trần Văn Hậu",
        training=True,
    )
    return paper_receipt(RESOURCES, given)


def money() -> bytes:
    given = FeeReceipt(
        kind="internal",
        office_name="Xã Bình Minh",
        form="",
        symbol="PT",
        number="7",
        what="Phí chứng thực",
        payer_name="Lò Thị Én",
        payer_address="",
        dossier_code=ORDINARY.dossier_code,
        amount_vnd=8000,
        words="Tám nghìn đồng",
        off="",
        method="Tiền mặt",
        at=datetime(2026, 11, 27, 8, 5, tzinfo=VIETNAM),
        officer_name="Trần Văn Hậu",
        cancelled=False,
        reprint=0,
        training=True,
    )
    return fee_receipt(RESOURCES, given)


class _Anything(dict[str, str]):
    """Any value a form of keys may name."""

    def __missing__(self, key: str) -> str:
        return "ABCD-EFGH"


def keys() -> bytes:
    return key_sheet(
        RESOURCES, KeySheet(kind="recovery", values=_Anything(), qr="ABCD", training=True)
    )


PAPERS: dict[str, Callable[[], bytes]] = {
    "A5": lambda: slip(AUTHORISED, "a5"),
    "two on A4": lambda: slip(LONG, "a4x2"),
    "80 mm": lambda: slip(AUTHORISED, "roll80"),
    "receipt for papers": receipt,
    "receipt for money": money,
    "sheet of keys": keys,
    "note of a hand-over": lambda: NotePress(RESOURCES).exchange_note(NOTE),
    **{f"form {name}": partial(drawn, name, "short") for name in FORMS},
    **{f"trial on {layout}": partial(trial_slip, RESOURCES, layout) for layout in SIZES},
}


def operations(pdf: bytes) -> Iterator[tuple[list[float], bytes]]:
    for number in range(len(pypdfium2.PdfDocument(pdf))):
        for operands, operator in operations_on(pdf, number):
            yield [float(x) for x in operands if isinstance(x, int | float)], operator


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_is_grey_or_coloured(paper: str) -> None:
    for operands, operator in operations(PAPERS[paper]()):
        if operator in {b"g", b"G"}:
            assert operands in ([0], [1])
        elif operator in COLOURS:
            assert set(operands) == {0}, operator


@pytest.mark.parametrize("paper", PAPERS)
def test_no_line_is_a_hairline_and_no_type_is_small(paper: str) -> None:
    widths, sizes = [1.0], [SMALLEST]
    for operands, operator in operations(PAPERS[paper]()):
        if operator == b"w":
            widths.append(operands[0])
        elif operator == b"Tf":
            sizes.append(operands[-1])
    assert len(sizes) > 1
    assert min(widths) >= THINNEST
    assert min(sizes) >= SMALLEST


@pytest.mark.parametrize("layout", ["a5", "a4x2", "roll80"])
def test_the_square_code_reads_from_a_dot_matrix_printer(layout: SlipLayout) -> None:
    page = pypdfium2.PdfDocument(slip(ORDINARY, layout))[0]
    picture = page.render(scale=DOT_MATRIX / 72, grayscale=True).to_pil()
    dots = picture.point(lambda dot: 255 if dot > 159 else 0)
    found = [item for item in zxingcpp.read_barcodes(dots) if "QR" in str(item.format)]
    assert {item.text for item in found} == {ORDINARY.dossier_code}
