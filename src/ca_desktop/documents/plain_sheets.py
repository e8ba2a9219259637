"""Sheets that are no more than lines under a title, with a code to scan."""

import io
from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable


class PlainSheets:
    """A PDF whose pages are filled from the top; the same bytes for the same data.

    Args:
        title: of the document.
        size: of a page, in points.
        margin: on all sides, in points.
        gap: between two lines, in points.
    """

    def __init__(self, title: str, size: tuple[float, float], margin: float, gap: float) -> None:
        self._file = io.BytesIO()
        self._width, self._height = size
        self._margin, self._gap = margin, gap
        self.canvas = Canvas(
            self._file, pagesize=size, pageCompression=1, invariant=1, lang="vi-VN"
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("CA Desktop")

    def pile(self, texts: Iterable[Flowable], used: float = 0) -> float:
        """Set lines one under the other, over pages where they need it.

        Args:
            texts: the lines.
            used: height that is taken at the top already.

        Returns:
            Where the next line would begin, above the foot of the page.
        """
        top = self._height - self._margin - used
        for text in texts:
            _width, height = text.wrap(self._width - 2 * self._margin, top)
            if top - height < self._margin:
                self.canvas.showPage()
                top = self._height - self._margin
            top -= height
            text.drawOn(self.canvas, self._margin, top)
            top -= self._gap
        return top

    def pdf(self) -> bytes:
        """Return the finished file."""
        self.canvas.save()
        return self._file.getvalue()
