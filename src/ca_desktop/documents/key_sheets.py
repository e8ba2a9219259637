"""Sheets of keys: the root for its two envelopes, a commune's pairing sheet, a recovery code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.plain_sheets import PlainSheets
from ca_desktop.documents.plain_text import Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.services.ports.paper import KeySheet

MARGIN = 22 * mm
QR = 42 * mm
GAP = 4 * mm
_TITLE, _BODY, _CODE = Style(size=18, align="center"), Style(size=13), Style(size=19)
_STRONG = "# "


def key_sheet(resources: Path, sheet: KeySheet) -> bytes:
    """Return the PDF of a sheet, one page for each copy.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = read_form_file(resources / "forms" / "keys.toml")
    sheets = PlainSheets(form[sheet.kind]["title"], A4, MARGIN, GAP)
    setter = Typesetter(fonts_of(resources / "fonts"))
    for copy in form[sheet.kind]["copies"]:
        head = form["training"] if sheet.training else ""
        _page(sheets, setter, form[sheet.kind], sheet, " – ".join(filter(None, (head, copy))))
        sheets.canvas.showPage()
    return sheets.pdf()


def _page(
    sheets: PlainSheets, setter: Typesetter, form: Mapping[str, Any], sheet: KeySheet, copy: str
) -> None:
    top = sheets.pile(
        [
            setter.text(form["title"], _TITLE, Face.BOLD),
            setter.text(copy, Style(size=13, align="center")),
            *(_line(setter, line, sheet.values) for line in form["lines"]),
        ]
    )
    code = QrCode(sheet.qr, QR)
    code.drawOn(sheets.canvas, (A4[0] - QR) / 2, top - QR - code.quiet)


def _line(setter: Typesetter, line: str, values: Mapping[str, str]) -> Any:  # noqa: ANN401 a flowable
    words = filled(line.removeprefix(_STRONG), values)
    if line.startswith(_STRONG):
        return setter.text(words, _CODE, Face.BOLD)
    return setter.text(words, _BODY)
