"""A report on paper: A4 across, the head of NĐ 30/2020, the heading on every page."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.column_widths import fitted
from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.form_files import read_form_file
from ca_desktop.documents.forms import Align
from ca_desktop.documents.pages import Block, Gap, Row, Stack, draw_page, paginate
from ca_desktop.documents.plain_text import RULE, NamedSizes, PlainText, Style, Typesetter
from ca_desktop.documents.sheet_words import FILE
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.report_tables import (
    Column,
    Figure,
    HeadingCell,
    Line,
    ReportTable,
    heading_cells,
    heading_depth,
)
from ca_desktop.services.ports.sheets import SheetHead

ACROSS, UPRIGHT = landscape(A4), A4
NUMBER_WIDTH = 5
GAP = 5.0
PADDING = (2.5, 2.0)
INDENT = 10 * mm
BETWEEN = 6.0
"""Of a report in words: how far its paragraphs are drawn in, and how far apart they stand."""
TOP = 18.0
"""Points above the body for the number of the page."""


def report_pages(resources: Path, table: ReportTable, head: SheetHead) -> bytes:
    """Return the PDF of a report, the same bytes for the same figures.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    paper = read_form_file(resources / "forms" / FILE)["paper"]
    return _Paper(paper, Typesetter(fonts_of(resources / "fonts")), table, head).pdf()


class Heading(Flowable):
    """The heading of a table: cells that span rows and columns."""

    def __init__(
        self, cells: Sequence[tuple[HeadingCell, PlainText]], widths: Sequence[float], depth: int
    ) -> None:
        """Make a heading of ``depth`` rows over columns of these widths in points."""
        super().__init__()
        self._cells = cells
        self._widths = widths
        self._depth = depth
        self._heights: list[float] = []

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the sum of the widths and of the rows, each as high as its texts need."""
        heights = [0.0] * self._depth
        for cell, text in sorted(self._cells, key=lambda each: each[0].bottom - each[0].top):
            needed = text.wrap(self._room(cell), aH)[1] + 2 * PADDING[1]
            rows = range(cell.top, cell.bottom + 1)
            heights[cell.bottom] += max(needed - sum(heights[row] for row in rows), 0)
        self._heights = heights
        self.width, self.height = sum(self._widths), sum(heights)
        return self.width, self.height

    def draw(self) -> None:
        """Draw every cell, its text in the middle."""
        self.canv.setLineWidth(RULE)
        for cell, text in self._cells:
            left = sum(self._widths[: cell.left])
            width = sum(self._widths[cell.left : cell.right + 1])
            high = sum(self._heights[cell.top : cell.bottom + 1])
            low = self.height - sum(self._heights[: cell.bottom + 1])
            self.canv.rect(left, low, width, high)
            needed = text.wrap(self._room(cell), high)[1]
            text.drawOn(self.canv, left + PADDING[0], low + (high - needed) / 2)

    def _room(self, cell: HeadingCell) -> float:
        return sum(self._widths[cell.left : cell.right + 1]) - 2 * PADDING[0]


class _Paper:
    """A report on its way to paper."""

    def __init__(
        self, paper: dict[str, Any], typesetter: Typesetter, table: ReportTable, head: SheetHead
    ) -> None:
        self._paper = paper
        self._type = typesetter
        self._text = NamedSizes(typesetter, paper["sizes"]).text
        self._table = table
        self._head = head
        self._page = UPRIGHT if table.prose else ACROSS
        margins = paper["margins"]
        self._left, self._bottom = margins["left"] * mm, margins["bottom"] * mm
        self._width = self._page[0] - self._left - margins["right"] * mm
        self._height = self._page[1] - margins["top"] * mm - self._bottom - TOP
        columns = (Column(key="", heading=("STT",), width=NUMBER_WIDTH), *table.columns)
        self._columns: Sequence[Column] = columns
        self._heads = [
            (cell, self._text(cell.text, "table", "center", Face.BOLD))
            for cell in heading_cells(columns)
        ]

    def pdf(self) -> bytes:
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=self._page, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(self._table.words.title)
        canvas.setCreator("CA Desktop")
        pages = paginate(list(self._blocks()), Gap(0), self._width, self._height)
        for number, page in enumerate(pages, start=1):
            if number > 1:
                mark = self._text(str(number), "body", "center")
                mark.wrap(self._width, TOP)
                page.append((mark, self._height))
            draw_page(canvas, page, self._left, self._bottom)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _blocks(self) -> Iterator[Block]:
        yield Block(parts=tuple(self._above()), whole=True)
        yield from self._paragraphs() if self._table.prose else self._table_block()
        notes = [(self._text(note, "table"), Gap(GAP / 2)) for note in self._table.notes]
        last = notes.pop() if notes and self._table.words.signed_by else ()
        for note in notes:
            yield Block(parts=note)
        if self._table.words.signed_by:  # never on a page of their own where words stand before
            yield Block(parts=(*last, Gap(GAP), self._signatures()), whole=True)

    def _paragraphs(self) -> Iterator[Block]:
        for line in self._table.lines:
            for column in self._table.columns:
                words = self._shown(line, column)
                yield Block(parts=(self._paragraph(words), Gap(BETWEEN)))

    def _paragraph(self, words: str) -> PlainText:
        """Set a heading, or a paragraph as a letter has it (NĐ 30/2020, Annex I)."""
        if words.isupper():
            return self._text(words, "prose", face=Face.BOLD)
        style = Style(size=float(self._paper["sizes"]["prose"]), justified=True, indent=INDENT)
        return self._type.text(printable(words) or " ", style)

    def _table_block(self) -> Iterator[Block]:
        cells = [self._cells(str(n), x) for n, x in enumerate(self._table.lines, start=1)]
        if self._table.totalled:
            cells.append(self._cells("", self._table.total, total=True))
        widths = self._widths(cells)
        heading = self._heading(widths)
        lines = (Row(line, widths, padding=PADDING, ruled=True, centred=True) for line in cells)
        yield Block(parts=(heading, *lines, Gap(GAP)), heading=heading, lead=2)

    def _widths(self, lines: Sequence[Sequence[PlainText]]) -> list[float]:
        """Return how wide the columns are: as they want to be, and no word of them cut."""
        letters = [column.width for column in self._columns]
        wanted = [self._width * share / sum(letters) for share in letters]
        least = [max(text.widest_word for text in column) for column in zip(*lines, strict=True)]
        least = least or [0.0] * len(wanted)
        for cell, text in self._heads:
            if cell.left == cell.right:
                least[cell.left] = max(least[cell.left], text.widest_word)
        return fitted(wanted, [width + 2 * PADDING[0] for width in least])

    def _above(self) -> Iterator[Flowable]:
        """Office left, country right, then the form's number and the date (NĐ 30/2020)."""
        paper, words = self._paper, self._table.words
        unit = self._text(self._head.unit_name.upper(), "header", "center", Face.BOLD, rule=0.4)
        country = Stack(
            [
                self._text(str(paper["nation"]), "header", "center", Face.BOLD),
                self._text(str(paper["motto"]), "header", "center", Face.BOLD, rule=1),
            ]
        )
        halves = [self._width * share for share in (0.42, 0.58)]
        yield Row([unit, country], halves)
        yield Gap(GAP)
        date = self._text(str(paper["date"]), "header", "center", Face.ITALIC)
        yield Row([self._text(words.number or " ", "header", "center"), date], halves)
        yield Gap(2 * GAP)
        style = Style(size=float(paper["sizes"]["title"]), align="center", balanced=True)
        yield self._type.text(printable(words.title) or " ", style, Face.BOLD)
        yield self._text(self._table.when, "body", "center", Face.ITALIC)
        if self._head.receiving_unit:
            yield self._text(f"Đơn vị nhận: {self._head.receiving_unit}", "body", "center")
        yield self._text(words.measure or " ", "table", "right", Face.ITALIC)
        yield Gap(GAP / 2)

    def _heading(self, widths: Sequence[float]) -> Flowable:
        heading = Heading(self._heads, widths, heading_depth(self._columns))
        if not self._table.lettered:
            return heading
        numbers = [self._text(f"({at})", "table", "center") for at in range(1, len(widths) + 1)]
        return Stack([heading, Row(numbers, widths, padding=PADDING, ruled=True)])

    def _cells(self, number: str, line: Line, *, total: bool = False) -> list[PlainText]:
        face = Face.BOLD if total else Face.REGULAR
        cells = [self._text(number or " ", "table", "center", face)]
        for column in self._table.columns:
            plain = total and (column.kind is Figure.TENTHS or not column.summed)
            words = "" if plain and column.kind is not Figure.TEXT else self._shown(line, column)
            align: Align = "left" if column.kind is Figure.TEXT else "center"
            cells.append(self._text(words or " ", "table", align, face))
        return cells

    def _shown(self, line: Line, column: Column) -> str:
        return self._table.shown(line, column)

    def _signatures(self) -> Row:
        words = self._table.words
        hands: list[Flowable] = [
            Stack(
                [
                    self._text(said or " ", "header", "center", Face.BOLD),
                    self._text(str(self._paper["signing"]), "header", "center", Face.ITALIC),
                    Gap(float(self._paper["sizes"]["signing"])),
                ]
            )
            for said in (words.prepared_by, words.signed_by)
        ]
        return Row(hands, [self._width / 2] * 2)
