"""The receipt for papers that a citizen brought to an office that does not hold the dossier."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.plain_sheets import PlainSheets
from ca_desktop.documents.plain_text import Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.moments import day_text
from ca_desktop.services.ports.paper import PaperReceipt

MARGIN = 14 * mm
QR = 22 * mm
GAP = 2.5 * mm
_TITLE, _HEAD, _BODY = (
    Style(size=14, align="center"),
    Style(size=11, align="center"),
    Style(size=11.5),
)


def paper_receipt(resources: Path, receipt: PaperReceipt) -> bytes:
    """Return the PDF of a receipt, both copies, the same bytes for the same data.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = read_form_file(resources / "forms" / "papers.toml")
    sheets = PlainSheets(form["title"], A5, MARGIN, GAP)
    setter = Typesetter(fonts_of(resources / "fonts"))
    for copy in form["copies"]:
        _copy(sheets, setter, form, receipt, copy)
    return sheets.pdf()


def _copy(
    sheets: PlainSheets,
    setter: Typesetter,
    form: Mapping[str, Any],
    receipt: PaperReceipt,
    copy: str,
) -> None:
    code = QrCode(receipt.dossier_code, QR)
    code.drawOn(sheets.canvas, A5[0] - MARGIN - QR, A5[1] - MARGIN - QR)
    head = " – ".join(filter(None, (form["training"] if receipt.training else "", copy)))
    texts = [
        setter.text(form["title"], _TITLE, Face.BOLD),
        setter.text(head, _HEAD),
        *(setter.text(line, _BODY) for line in _lines(form, receipt)),
    ]
    sheets.pile(texts, used=QR + code.quiet)
    sheets.canvas.showPage()


def _lines(form: Mapping[str, Any], receipt: PaperReceipt) -> Iterator[str]:
    values = {
        "office": receipt.office_name,
        "code": receipt.dossier_code,
        "procedure": receipt.procedure_name,
        "submitter": receipt.submitter_name,
        "at": f"{receipt.at:%H:%M} ngày {day_text(receipt.at.date())}",
        "officer": receipt.officer_name,
    }
    yield from (filled(line, values) for line in form["before"])
    for number, paper in enumerate(receipt.papers, start=1):
        amounts = {
            "number": str(number),
            "name": paper.name,
            "originals": str(paper.originals),
            "copies": str(paper.copies),
        }
        yield filled(form["paper"], amounts)
    yield from (filled(line, values) for line in form["after"])
