"""Sheets of keys: the root for its two envelopes, a commune's pairing sheet, a recovery code."""

import io
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.plain_text import Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.errors import MachineError
from ca_desktop.services.ports.paper import KeySheet

MARGIN = 22 * mm
QR = 42 * mm
GAP = 4 * mm
_TITLE, _BODY, _CODE = Style(size=18, align="center"), Style(size=13), Style(size=19)
_STRONG = "# "
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


def key_sheet(resources: Path, sheet: KeySheet) -> bytes:
    """Return the PDF of a sheet, one page for each copy.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = _read(resources / "forms" / "keys.toml")
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(form[sheet.kind]["title"])
    canvas.setCreator("CA Desktop")
    setter = Typesetter(fonts_of(resources / "fonts"))
    for copy in form[sheet.kind]["copies"]:
        head = form["training"] if sheet.training else ""
        _page(canvas, setter, form[sheet.kind], sheet, " – ".join(filter(None, (head, copy))))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _page(
    canvas: Canvas, setter: Typesetter, form: Mapping[str, Any], sheet: KeySheet, copy: str
) -> None:
    width, top = A4[0] - 2 * MARGIN, A4[1] - MARGIN
    texts = [
        setter.text(form["title"], _TITLE, Face.BOLD),
        setter.text(copy, Style(size=13, align="center")),
        *(_line(setter, line, sheet.values) for line in form["lines"]),
    ]
    for text in texts:
        _width, height = text.wrap(width, top)
        top -= height
        text.drawOn(canvas, MARGIN, top)
        top -= GAP
    code = QrCode(sheet.qr, QR)
    code.drawOn(canvas, (A4[0] - QR) / 2, top - QR - code.quiet)


def _line(setter: Typesetter, line: str, values: Mapping[str, str]) -> Any:  # noqa: ANN401 a flowable
    filled = _PLACE.sub(lambda match: values[match[1]], line.removeprefix(_STRONG))
    if line.startswith(_STRONG):
        return setter.text(filled, _CODE, Face.BOLD)
    return setter.text(filled, _BODY)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MachineError("NO-FORM", file=path.name) from error
    except ValueError as error:
        raise MachineError("BAD-FORM", file=path.name, place=str(error)) from error
