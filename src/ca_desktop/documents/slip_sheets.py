"""Mẫu 01 on its sheets: A5 upright, or both copies side by side on A4 with a line to cut along."""

import io
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.fonts import Face, Fonts
from ca_desktop.documents.forms import Form
from ca_desktop.documents.pages import Placed, draw_page, draw_watermark, paginate
from ca_desktop.documents.plain_text import RULE, Style, Typesetter
from ca_desktop.documents.slip_blocks import SlipBlocks
from ca_desktop.services.ports.paper import SlipData, SlipLayout

DASHES = (4, 3)
WATERMARK_ANGLE = 50
FOOTER_LEADING = 1.5
SAMPLE, SAMPLE_SIZE, SAMPLE_ABOVE = "MẪU", 16.0, 6.0
"""The mark of an example (TT 01/2018 art. 5), its size and distance from the edge in points."""


@cache
def fonts_of(folder: Path) -> Fonts:
    """Return the fonts of a folder, the same for every slip."""
    return Fonts(folder)


class SlipSheets:
    """One slip on its way to paper."""

    def __init__(self, data: SlipData, form: Form, fonts: Fonts) -> None:
        self._data = data
        self._form = form
        self._type = Typesetter(fonts)
        margins = form.margins
        self._left = margins.left * mm
        self._foot = margins.bottom * mm
        self._bottom = self._foot + form.sizes["small"] * FOOTER_LEADING
        self._width = A5[0] - (margins.left + margins.right) * mm
        self._height = A5[1] - margins.top * mm - self._bottom

    def pdf(self, layout: SlipLayout) -> bytes:
        """Draw all sheets."""
        file = io.BytesIO()
        size = A5 if layout == "a5" else landscape(A4)
        canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(f"{self._form.title} {self._data.dossier_code}")
        canvas.setCreator("CA Desktop")
        copies = self._form.copies[:1] if layout == "a5" else self._form.copies
        for sheet in zip_longest(*(self._pages(copy) for copy in copies), fillvalue=()):
            for position, page in enumerate(sheet):
                canvas.saveState()
                canvas.translate(position * size[0] / len(copies), 0)
                self._draw(canvas, page)
                canvas.restoreState()
            if len(copies) > 1:
                canvas.setLineWidth(RULE)
                canvas.setDash(*DASHES)
                canvas.line(size[0] / 2, 0, size[0] / 2, size[1])
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _pages(self, copy: str) -> list[list[Placed]]:
        """Lay out one copy, in the smaller type where that saves the second page."""
        pages = self._laid_out(copy, self._form.sizes)
        if len(pages) == 2:  # noqa: PLR2004 - see above
            compact = self._laid_out(copy, self._form.compact)
            return min(pages, compact, key=len)
        return pages

    def _laid_out(self, copy: str, sizes: Mapping[str, float]) -> list[list[Placed]]:
        """Lay out one copy; the footer stands below the body, at a negative height."""
        blocks = SlipBlocks(self._data, self._form, self._type, copy, sizes)
        head = blocks.running_head()
        pages = paginate(list(blocks.body(self._width)), head, self._width, self._height)
        for number, page in enumerate(pages, start=1):
            footer = blocks.footer(self._width, number, len(pages))
            footer.wrap(self._width, self._bottom)
            page.append((footer, self._foot - self._bottom))
        return pages

    def _draw(self, canvas: Canvas, page: Sequence[Placed]) -> None:
        if self._data.training and page:
            self._draw_watermark(canvas)
        if self._data.sample and page:
            self._draw_sample(canvas)
        draw_page(canvas, page, self._left, self._bottom)

    def _draw_sample(self, canvas: Canvas) -> None:
        """Say above the head, on the right, that the slip is filled in as an example."""
        mark = self._type.text(SAMPLE, Style(size=SAMPLE_SIZE, align="right"), Face.BOLD)
        mark.wrap(self._width, A5[1])
        mark.drawOn(canvas, self._left, A5[1] - mark.height - SAMPLE_ABOVE)

    def _draw_watermark(self, canvas: Canvas) -> None:
        """Draw hollow letters across the page: solid black lines, no grey, text stays legible."""
        style = Style(size=self._form.sizes["watermark"], align="center", hollow=True)
        mark = self._type.text(self._form.training, style, Face.BOLD)
        draw_watermark(canvas, mark, A5, WATERMARK_ANGLE)
