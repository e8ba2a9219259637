"""A slip to try a printer with: rulers, a frame, type, and codes to be scanned back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.barcodes import MODULE as WIDE
from ca_desktop.documents.barcodes import QR_SIZE, LineCode, QrCode
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.plain_sheets import PlainSheets
from ca_desktop.documents.plain_text import RULE, Style, Typesetter
from ca_desktop.documents.slip_roll import DOT, MODULE, WIDTH
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.services.ports.paper import TRIAL_CODE, TrialLayout

FRAME, ROLL_FRAME = 5, 2
"""Distance of the frame from the edge, in mm: what office printers can just print."""

SIZES: Final[Mapping[TrialLayout, tuple[float, float]]] = {
    "a4": A4,
    "a4x2": landscape(A4),
    "a5": A5,
    "roll80": (WIDTH, 1040 * DOT),
}
_TITLE, _BODY, _TICK = Style(size=14, align="center"), Style(size=11), Style(size=10)
_INSET = 9
_GAP = 2 * mm
_SHORT, _LONG = 2 * mm, 4 * mm


def trial_slip(resources: Path, layout: TrialLayout) -> bytes:
    """Return the PDF of the test slip for a paper, the same bytes every time.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = read_form_file(resources / "forms" / "trial.toml")
    size, on_roll = SIZES[layout], layout == "roll80"
    frame = ROLL_FRAME if on_roll else FRAME
    sheets = PlainSheets(form["title"], size, (frame + _INSET) * mm, _GAP)
    setter = Typesetter(fonts_of(resources / "fonts"))
    sheets.canvas.setLineWidth(RULE)
    sheets.canvas.rect(frame * mm, frame * mm, size[0] - 2 * frame * mm, size[1] - 2 * frame * mm)
    _rulers(sheets.canvas, setter, size, frame)
    values = {"paper": form["papers"][layout], "frame": str(frame), "code": TRIAL_CODE}
    texts = [
        setter.text(form["title"], _TITLE, Face.BOLD),
        *(setter.text(filled(line, values), _BODY) for line in form["lines"]),
    ]
    _codes(sheets.canvas, sheets.pile(texts), size[0], on_roll=on_roll)
    sheets.canvas.showPage()
    return sheets.pdf()


def _codes(canvas: Canvas, top: float, width: float, *, on_roll: bool) -> None:
    square = QrCode(TRIAL_CODE, QR_SIZE, DOT if on_roll else 0)
    bars = LineCode(TRIAL_CODE, module=MODULE if on_roll else WIDE)
    top -= square.quiet + square.height
    square.drawOn(canvas, (width - square.width) / 2 // DOT * DOT, top // DOT * DOT)
    top -= 2 * square.quiet + bars.height
    bars.drawOn(canvas, (width - bars.width) / 2, top)


def _rulers(canvas: Canvas, setter: Typesetter, size: tuple[float, float], frame: int) -> None:
    """Draw a ruler along the upper and the left edge, in mm from the corner."""
    width, height = size
    for place in range(0, int(width / mm) + 1, 5):
        long = _SHORT if place % 10 else _LONG
        canvas.line(place * mm, height, place * mm, height - long)
    for place in range(0, int(height / mm) + 1, 5):
        long = _SHORT if place % 10 else _LONG
        canvas.line(0, height - place * mm, long, height - place * mm)
    inside = max(frame * mm, _LONG) + mm
    for place in range(20, int(width / mm) - frame - 6, 20):
        _number(canvas, setter, place, (place * mm - mm, height - inside - _TICK.size))
    for place in range(20, int(height / mm) - frame - 6, 20):
        _number(canvas, setter, place, (inside, height - place * mm - _TICK.size / 2))


def _number(canvas: Canvas, setter: Typesetter, place: int, corner: tuple[float, float]) -> None:
    text = setter.text(str(place), _TICK)
    text.wrap(10 * mm, 10 * mm)
    text.drawOn(canvas, *corner)
