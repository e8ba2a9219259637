"""Mẫu 01 as blocks of text, in the order and with the words of its form file."""

from collections.abc import Iterator, Mapping

from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.barcodes import (
    MODULE,
    QUIET_MODULES,
    LineCode,
    QrCode,
    fits_line_code,
)
from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.forms import Align, Cell, Column, Form, Line, Word
from ca_desktop.documents.heads import head_names
from ca_desktop.documents.pages import Block, Gap, Row, Stack
from ca_desktop.documents.plain_text import PlainText, Style, Typesetter
from ca_desktop.documents.slip_words import slip_words
from ca_desktop.services.ports.paper import SlipData, SlipDocument

AGENCY_SHARE = 0.39
"""Share of the header's width for the office; the rest is for the national motto."""

TAIL_LINES = 4
"""Lines that go along with the signatures: nobody signs an empty page."""

GAP = 3.0
CELL_PADDING = (3.0, 1.5)


class SlipBlocks:
    """The text of one copy of one slip."""

    def __init__(
        self,
        data: SlipData,
        form: Form,
        typesetter: Typesetter,
        copy: str,
        sizes: Mapping[str, float],
    ) -> None:
        """Take the words in.

        Args:
            data: what the slip says.
            form: how it says it.
            typesetter: with the fonts of paper.
            copy: caption of this copy.
            sizes: type sizes, one of the form's two sets.
        """
        self._data = data
        self._form = form
        self._sizes = sizes
        self._type = typesetter
        words = {**slip_words(data, form), "copy": copy}
        self._words = {name: printable(text) for name, text in words.items()}

    def body(self, width: float) -> Iterator[Block]:
        """Yield the blocks of the slip for a page body ``width`` points wide."""
        yield Block(parts=(*self._header(width), *self._band(width)))
        lines = self.fields()
        table = next((at for at, line in enumerate(lines) if line.table), len(lines))
        tail = max(len(lines) - TAIL_LINES, table + 1)
        for line in lines[:table]:
            yield Block(parts=(self.line(line),))
        for line in lines[table : table + 1]:
            yield self._documents(line, width)
        for line in lines[table + 1 : tail]:
            yield Block(parts=(self.line(line),))
        ending = [self.line(line) for line in lines[tail:]]
        yield Block(parts=(*ending, Gap(2 * GAP), self._signatures(width)), whole=True)

    def fields(self) -> list[Line]:
        """Return the lines of the form that have something to say."""
        return [line for line in self._form.fields if not line.needs or self._words[line.needs]]

    def running_head(self) -> Flowable:
        """Return what stands above every page but the first."""
        small = self._style("small", align="center", rule=1)
        return Stack(
            [
                self._type.text(self._form.title, self._style("small", align="center"), Face.BOLD),
                self.line(self._form.lines["continued"], small),
                Gap(3 * GAP),
            ]
        )

    def footer(self, width: float, page: int, pages: int) -> Flowable:
        """Return what stands below every page: form, mark of a reprint, page number."""
        numbers = {"page": str(page), "pages": str(pages)}
        reprint = self._form.lines["reprint"] if self._data.reprint else Line(words=())
        return Row(
            [
                self._type.text(self._form.name, self._style("small")),
                self.line(reprint, self._style("small", align="center"), Face.BOLD),
                self.line(
                    self._form.lines["page"], self._style("small", align="right"), more=numbers
                ),
            ],
            [width * share for share in (0.2, 0.6, 0.2)],
        )

    def line(
        self,
        line: Line,
        style: Style | None = None,
        face: Face = Face.REGULAR,
        more: Mapping[str, str] | None = None,
    ) -> PlainText:
        """Set one line of the form with its values.

        Args:
            line: what the form says.
            style: else the line's own size, from the left.
            face: of all but the strong values.
            more: values known only while drawing.
        """
        values = {**self._words, **(more or {})}
        runs = [
            (
                (values[word.text] or self._form.words["blank"]) if word.is_value else word.text,
                Face.BOLD if word.strong else face,
            )
            for word in line.words
        ]
        return self._type.runs(runs, style or self._style(line.size))

    def _header(self, width: float) -> tuple[Flowable, ...]:
        """Office left, country right, then number and date, as NĐ 30/2020 orders them."""
        centred = self._style("header", align="center")
        number = self.line(self._form.lines["number"], centred)
        day = self.line(self._form.lines["date"], centred, Face.ITALIC)
        widths = [width * AGENCY_SHARE, width * (1 - AGENCY_SHARE)]
        title = self._type.text(self._form.title, self._style("title", align="center"), Face.BOLD)
        office = self._words["parent_unit"].upper(), printable(self._data.desk).upper()
        country = self._form.nation, self._form.motto
        return (
            head_names(self._type, office, country, widths, (centred.size,) * 2),
            Gap(2 * GAP),
            Row([number, day], widths),
            Gap(2 * GAP),
            title,
        )

    def _band(self, width: float) -> tuple[Flowable, ...]:
        """Both codes with the lines beside them; a Code 128 too long for that stands above.

        One too long for the page is left out: the QR code says the same.
        """
        square = QrCode(self._words["dossier_code"])
        beside = width - square.width
        quiet = max(square.quiet, QUIET_MODULES * MODULE)
        lines: list[Flowable] = [self.line(line) for line in self._form.band]
        above: list[Flowable] = []
        if fits_line_code(self._words["dossier_code"]):
            bars = LineCode(self._words["dossier_code"])
            if bars.width <= beside - quiet:
                lines = [bars, Gap(GAP), *lines]
            elif bars.width <= width:
                above = [Gap(quiet), bars]
        band = Row([Stack(lines), square], [beside, square.width])
        return (*above, Gap(quiet), band, Gap(quiet))

    def _documents(self, line: Line, width: float) -> Block:
        documents = self._data.documents
        if not documents:
            said = Line(words=(*line.words, Word(f" {line.otherwise}")), size=line.size)
            return Block(parts=(self.line(said),))
        widths = _widths(self._form.columns, width)
        heading = Row(
            [self._cell(column.title, "center", Face.BOLD) for column in self._form.columns],
            widths,
            padding=CELL_PADDING,
            ruled=True,
            centred=True,
        )
        rows = [
            self._document(position, document, widths)
            for position, document in enumerate(documents, start=1)
        ]
        label = Stack([self.line(line), Gap(GAP)])
        return Block(parts=(label, heading, *rows, Gap(GAP)), heading=heading, lead=2)

    def _document(self, position: int, document: SlipDocument, widths: list[float]) -> Row:
        none = self._form.words["none"]
        said: dict[Cell, str] = {
            "position": str(position),
            "name": printable(document.name),
            "originals": str(document.originals or none),
            "copies": str(document.copies or none),
        }
        cells = [self._cell(said[column.value], column.align) for column in self._form.columns]
        return Row(cells, widths, padding=CELL_PADDING, ruled=True)

    def _cell(self, words: str, align: Align, face: Face = Face.REGULAR) -> PlainText:
        return self._type.text(words, self._style("table", align=align), face)

    def _signatures(self, width: float) -> Row:
        centred = self._style("body", align="center")
        small = self._style("small", align="center")
        columns = [
            Stack(
                [
                    self._type.text(signature.role, small, Face.BOLD),
                    self._type.text(signature.hint, small, Face.ITALIC),
                    Gap(self._sizes["signing"]),
                    self.line(signature.name, centred, Face.BOLD),
                ]
            )
            for signature in self._form.signatures
        ]
        return Row(columns, [width / len(columns)] * len(columns), padding=(4, 0))

    def _style(self, size: str, *, align: Align = "left", rule: float = 0) -> Style:
        return Style(size=self._sizes[size], align=align, rule=rule)


def _widths(columns: tuple[Column, ...], width: float) -> list[float]:
    fixed = sum(column.width * mm for column in columns if column.width is not None)
    return [width - fixed if column.width is None else column.width * mm for column in columns]
