"""QR codes drawn as one path: crisp at any resolution and quick."""

import segno
from reportlab.pdfgen.canvas import Canvas

BORDER = 4
"""Quiet zone in modules (ISO/IEC 18004)."""


def draw_qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Draw the code of ``text`` into a square, quiet zone included.

    Args:
        canvas: where.
        text: ASCII.
        x: left edge, in points.
        y: lower edge, in points.
        side: of the square, in points.
    """
    matrix = segno.make_qr(text, error="m").matrix
    module = side / (len(matrix) + 2 * BORDER)
    path = canvas.beginPath()
    for row, line in enumerate(matrix):
        top = y + side - (row + BORDER + 1) * module
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + (start + BORDER) * module, top, (column - start) * module, module)
                start = None
    canvas.drawPath(path, stroke=0, fill=1)
