"""Mẫu 01 for thermal paper of 80 mm: the same words in one column, every bar on whole dots."""

import io
from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.barcodes import QR_SIZE, LineCode, QrCode, fits_line_code
from ca_desktop.documents.fonts import Face, Fonts, printable
from ca_desktop.documents.forms import Form, Line, Word
from ca_desktop.documents.pages import Gap
from ca_desktop.documents.plain_text import RULE, Style, Typesetter
from ca_desktop.documents.slip_blocks import SlipBlocks
from ca_desktop.services.ports.paper import ROLL_DOTS, ROLL_DOTS_AN_INCH, SlipData

DOT = 72 / ROLL_DOTS_AN_INCH
WIDTH = ROLL_DOTS * DOT
MODULE = 2 * DOT
GAP = 12 * DOT
EDGE = 8 * DOT


class _Rule(Flowable):
    """A line across the paper."""

    def __init__(self) -> None:
        super().__init__()
        self.width, self.height = WIDTH, GAP

    def draw(self) -> None:
        """Draw it, thick enough for every head."""
        self.canv.setLineWidth(RULE)
        self.canv.line(0, GAP / 2, WIDTH, GAP / 2)


class SlipRoll:
    """One slip on its way to a roll."""

    def __init__(self, data: SlipData, form: Form, fonts: Fonts) -> None:
        self._data = data
        self._form = form
        self._sizes = form.compact
        self._type = Typesetter(fonts)
        self._blocks = SlipBlocks(data, form, self._type, form.copies[0], self._sizes)

    def pdf(self) -> bytes:
        """Draw it on one page, as long as it must be."""
        parts = list(self._parts())
        heights = [_dots(part.wrap(WIDTH, 1)[1]) for part in parts]
        height = sum(heights) + 2 * EDGE
        file = io.BytesIO()
        size = (WIDTH, height)
        canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(f"{self._form.title} {self._data.dossier_code}")
        canvas.setCreator("CA Desktop")
        top = height - EDGE
        for part, room in zip(parts, heights, strict=True):
            top -= room
            part.drawOn(canvas, _dots((WIDTH - part.width) / 2), top)
        canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _parts(self) -> Iterator[Flowable]:
        yield from self._head()
        yield from self._codes()
        yield _Rule()
        for line in self._blocks.fields():
            yield self._blocks.line(line)
            if line.table:
                yield from self._documents(line)
        yield _Rule()
        yield from self._foot()

    def _head(self) -> Iterator[Flowable]:
        centred, title = self._style("header"), self._style("title")
        if self._data.training:
            yield self._type.text(self._form.training, title, Face.BOLD)
        yield self._type.text(printable(self._data.parent_unit).upper(), centred)
        yield self._type.text(printable(self._data.desk).upper(), centred, Face.BOLD)
        yield Gap(GAP)
        yield self._type.text(self._form.title, title, Face.BOLD)
        yield self._blocks.line(self._form.lines["number"], centred)
        yield self._blocks.line(self._form.lines["date"], centred, Face.ITALIC)

    def _codes(self) -> Iterator[Flowable]:
        """Yield the QR code, and the Code 128 where it is no wider than the paper."""
        square = QrCode(self._data.dossier_code, QR_SIZE, DOT)
        yield Gap(_dots(square.quiet))
        yield square
        yield Gap(_dots(square.quiet))
        if fits_line_code(self._data.dossier_code):
            bars = LineCode(self._data.dossier_code, module=MODULE)
            if bars.width + 2 * bars.quiet <= WIDTH:
                yield bars
                yield Gap(GAP)
        for line in self._form.band:
            yield self._blocks.line(line, self._style(line.size))

    def _documents(self, line: Line) -> Iterator[Flowable]:
        if not self._data.documents:
            yield self._blocks.line(Line(words=(Word(line.otherwise),)))
        titles = {column.value: column.title.lower() for column in self._form.columns}
        for document in self._data.documents:
            amounts = [
                f"{amount} {titles[name]}"
                for name, amount in (("originals", document.originals), ("copies", document.copies))
                if amount and name in titles
            ]
            said = f" ({', '.join(amounts)})" if amounts else ""
            words = f"– {printable(document.name)}{said}"
            yield self._type.text(words, Style(size=self._sizes["table"]))

    def _foot(self) -> Iterator[Flowable]:
        small = self._style("small")
        receiver = self._form.signatures[-1]
        yield self._type.text(receiver.role, small, Face.BOLD)
        yield self._blocks.line(receiver.name, small)
        yield Gap(GAP)
        if self._data.reprint:
            yield self._blocks.line(self._form.lines["reprint"], small, Face.BOLD)
        yield self._type.text(self._form.name, small)

    def _style(self, size: str) -> Style:
        return Style(size=self._sizes[size], align="center")


def _dots(points: float) -> float:
    """Round up to whole dots, so that what comes next stands on them too."""
    return -(-points // DOT) * DOT
