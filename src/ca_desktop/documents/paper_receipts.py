"""The receipt for papers that a citizen brought to an office that does not hold the dossier."""

import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.plain_text import Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.errors import MachineError
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
_PLACE = re.compile(r"\{([a-z]+)\}")


def paper_receipt(resources: Path, receipt: PaperReceipt) -> bytes:
    """Return the PDF of a receipt, both copies, the same bytes for the same data.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = _read(resources / "forms" / "papers.toml")
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A5, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(form["title"])
    canvas.setCreator("CA Desktop")
    setter = Typesetter(fonts_of(resources / "fonts"))
    for copy in form["copies"]:
        _copy(canvas, setter, form, receipt, copy)
    canvas.save()
    return file.getvalue()


def _copy(
    canvas: Canvas, setter: Typesetter, form: Mapping[str, Any], receipt: PaperReceipt, copy: str
) -> None:
    width, top = A5[0] - 2 * MARGIN, A5[1] - MARGIN
    code = QrCode(receipt.dossier_code, QR)
    code.drawOn(canvas, A5[0] - MARGIN - QR, top - QR)
    head = " – ".join(filter(None, (form["training"] if receipt.training else "", copy)))
    texts = [
        setter.text(form["title"], _TITLE, Face.BOLD),
        setter.text(head, _HEAD),
        *(setter.text(line, _BODY) for line in _lines(form, receipt)),
    ]
    top -= QR + code.quiet
    for text in texts:
        _width, height = text.wrap(width, top)
        if top - height < MARGIN:
            canvas.showPage()
            top = A5[1] - MARGIN
        top -= height
        text.drawOn(canvas, MARGIN, top)
        top -= GAP
    canvas.showPage()


def _lines(form: Mapping[str, Any], receipt: PaperReceipt) -> Iterator[str]:
    values = {
        "office": receipt.office_name,
        "code": receipt.dossier_code,
        "procedure": receipt.procedure_name,
        "submitter": receipt.submitter_name,
        "at": f"{receipt.at:%H:%M} ngày {day_text(receipt.at.date())}",
        "officer": receipt.officer_name,
    }
    yield from (_filled(line, values) for line in form["before"])
    for number, paper in enumerate(receipt.papers, start=1):
        amounts = {
            "number": str(number),
            "name": paper.name,
            "originals": str(paper.originals),
            "copies": str(paper.copies),
        }
        yield _filled(form["paper"], amounts)
    yield from (_filled(line, values) for line in form["after"])


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: values[match[1]], line)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MachineError("NO-FORM", file=path.name) from error
    except ValueError as error:
        raise MachineError("BAD-FORM", file=path.name, place=str(error)) from error
