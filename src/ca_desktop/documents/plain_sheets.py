"""Sheets that are no more than lines under a title, with a code to scan."""

import io
from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

NUMBER_POINTS = 10


class PlainSheets:
    """A PDF whose pages are filled from the top; the same bytes for the same data.

    Args:
        title: of the document.
        size: of a page, in points.
        margin: on all sides, in points.
        gap: between two lines, in points.
        numbers: the font of the numbers at the foot of the pages; none: they have no number.
    """

    def __init__(
        self,
        title: str,
        size: tuple[float, float],
        margin: float,
        gap: float,
        *,
        numbers: str | None = None,
    ) -> None:
        self._numbers = numbers
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
        waiting: list[tuple[Flowable, float]] = []
        for text in texts:
            _width, height = text.wrap(self._width - 2 * self._margin, top)
            waiting.append((text, height))
            if not getattr(text, "keepWithNext", 0):
                top = self._set(waiting, top)
                waiting = []
        return self._set(waiting, top)

    def _set(self, together: list[tuple[Flowable, float]], top: float) -> float:
        """Set lines that stay on one page; return where the next one begins."""
        high = sum(height + self._gap for _text, height in together) - self._gap
        if together and top - high < self._margin:
            self.turn()
            top = self._height - self._margin
        for text, height in together:
            top -= height
            text.drawOn(self.canvas, self._margin, top)
            top -= self._gap
        return top

    def turn(self) -> None:
        """Begin a new page."""
        self._foot()
        self.canvas.showPage()

    def _foot(self) -> None:
        """Number the page that ends, where pages are numbered."""
        if self._numbers is not None:
            number = str(self.canvas.getPageNumber())
            across, low = self._width / 2, self._margin / 2
            self.canvas.setFont(self._numbers, NUMBER_POINTS)
            self.canvas.drawCentredString(across, low, number)

    def pdf(self) -> bytes:
        """Return the finished file."""
        self._foot()
        self.canvas.save()
        return self._file.getvalue()
