"""The layout of an official paper: head, number, title, signatures, recipients, page numbers.

Source: NĐ 30/2020/NĐ-CP, Annex I (docs/sources.md#forms). Every letter, note and register takes
it from here; a form says only its words and its paper.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.column_widths import fitted
from ca_desktop.documents.fonts import Face
from ca_desktop.documents.form_files import filled
from ca_desktop.documents.forms import Align
from ca_desktop.documents.heads import head_names
from ca_desktop.documents.pages import (
    Block,
    Gap,
    Placed,
    Row,
    Stack,
    draw_page,
    draw_watermark,
    paginate,
)
from ca_desktop.documents.plain_text import LEADING, PlainText, Style, Typesetter
from ca_desktop.documents.slip_sheets import WATERMARK_ANGLE
from ca_desktop.domain.moments import day_text

PAPERS: Mapping[str, tuple[float, float]] = {
    "a4": A4,
    "a4_landscape": landscape(A4),
    "a5": A5,
}
"""Papers of a form, by the name its file gives them: width and height in points."""

GAP = 5.0
FOOT = 16.0
PADDING = (3.0, 2.0)
QR = 20 * mm
LOGO = 15 * mm
"""Height of an office's mark above its name."""


class Logo(Flowable):
    """The mark of an office, in the middle of what is offered."""

    def __init__(self, picture: bytes) -> None:
        super().__init__()
        self._reader = ImageReader(io.BytesIO(picture))
        width, height = self._reader.getSize()
        self._wide = LOGO * width / height

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the width offered and the height of the mark with a gap under it."""
        self.width, self.height = aW, LOGO + GAP
        return self.width, self.height

    def draw(self) -> None:
        """Draw it, never wider than its column."""
        wide = min(self._wide, self.width)
        self.canv.drawImage(
            self._reader,
            (self.width - wide) / 2,
            GAP,
            wide,
            LOGO,
            mask="auto",
            preserveAspectRatio=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a paper says of its own printing.

    Attributes:
        training: made by a training office.
        sample: filled in with made-up data, to be shown to citizens.
        reprint: 0 for the first print, n for the n-th reprint.
        logo: picture above the name of the office; empty for none.
    """

    training: bool = False
    sample: bool = False
    reprint: int = 0
    printed_at: datetime
    logo: bytes = b""


class Official:
    """One official paper: its parts, and its pages once it has its blocks.

    Attributes:
        width: of the body, in points; so is ``height``.
        between: white between two paragraphs of the body, in points.
    """

    def __init__(
        self, common: Mapping[str, Any], paper: str, typesetter: Typesetter, marks: Marks
    ) -> None:
        """Begin a paper.

        Args:
            common: `letters.toml`: the words and sizes that every paper shares.
            paper: a key of `PAPERS`.
            typesetter: sets its texts.
            marks: of its printing.
        """
        self._common = common
        self._type = typesetter
        self._marks = marks
        self._page = PAPERS[paper]
        self._agency = float(common[paper]["agency"])
        self._indent = float(common[paper]["indent"]) * mm
        self._column = float(common[paper]["columns"]) * mm
        self.between = float(common[paper]["between"])
        self._sizes: Mapping[str, float] = common[paper]["sizes"]
        margins: Mapping[str, float] = common[paper]["margins"]
        self._left, self._bottom = margins["left"] * mm, margins["bottom"] * mm
        self._top = margins["top"] * mm
        self.width = self._page[0] - self._left - margins["right"] * mm
        self.height = self._page[1] - self._top - self._bottom - FOOT

    def size(self, name: str) -> float:
        """Return a size of this paper, in points."""
        return float(self._sizes[name])

    def text(
        self, words: str, size: str = "body", align: Align = "left", face: Face = Face.REGULAR
    ) -> PlainText:
        """Set a text that is already through `printable`."""
        return self._type.text(words or " ", Style(size=self.size(size), align=align), face)

    def paragraph(self, words: str) -> PlainText:
        """Set a paragraph of the body: both edges even, its first line drawn in.

        Words that name whom the paper is for stand in the middle. ``words`` as for `text`.
        """
        if words.startswith(str(self._common["addressed"])):
            return self.text(words, "body", "center")
        style = Style(size=self.size("body"), justified=True, indent=self._indent)
        return self._type.text(words or " ", style)

    def head(self, values: Mapping[str, str], number: str, subject: str = "") -> Sequence[Flowable]:
        """Return the head: office left, country right, then number and date.

        Args:
            values: parent_unit, desk, place, day, month, year.
            number: the line ``Số: …``; empty for none.
            subject: ``V/v …`` of a letter without a title, under its number.
        """
        widths = [self.width * self._agency, self.width * (1 - self._agency)]
        names = head_names(
            self._type,
            (values["parent_unit"].upper(), values["desk"].upper()),
            (str(self._common["nation"]), str(self._common["motto"])),
            widths,
            (self.size("header"), self.size("motto")),
        )
        if self._marks.logo:
            names = Stack([Row([Logo(self._marks.logo), Gap(0)], widths), names])
        under: list[Flowable] = [self.text(number, "number", "center")]
        if subject:
            under += [Gap(self.between), self.text(subject, "header", "center")]
        day = self.text(filled(str(self._common["date"]), values), "number", "center", Face.ITALIC)
        return (
            names,
            Gap(GAP),
            Row([Stack(under), day], widths),
        )

    def title(self, words: str, code: str = "") -> Sequence[Flowable]:
        """Return the square code of a dossier and the title; each empty for none."""
        parts: list[Flowable] = [] if not code else [Gap(GAP), QrCode(code, QR)]
        parts.append(Gap(2 * GAP))
        if words:
            style = Style(size=self.size("title"), align="center", balanced=True)
            parts.append(self._type.text(words, style, Face.BOLD))
        return parts

    def table(
        self, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Flowable]]
    ) -> Block:
        """Return a table whose heading is repeated on every page.

        Args:
            columns: title, value and width in mm of A4 each; one without takes what is left.
            rows: a flowable for each column's value.
        """
        bold = [self.text(str(x["title"]), "table", "center", Face.BOLD) for x in columns]
        cells = [[row[str(x["value"])] for x in columns] for row in rows]
        widths = self._fitted(columns, [bold, *cells])
        heading = Row(bold, widths, padding=PADDING, ruled=True, centred=True)
        lines = [Row(line, widths, padding=PADDING, ruled=True) for line in cells]
        return Block(parts=(heading, *lines, Gap(GAP)), heading=heading, lead=2)

    def _fitted(
        self, columns: Sequence[Mapping[str, Any]], lines: Sequence[Sequence[Flowable]]
    ) -> list[float]:
        """Return the widths of columns in which no word is cut, where all their cells are words."""
        wanted, least = self.widths(columns), [0.0] * len(columns)
        for line in lines:
            for place, cell in enumerate(line):
                if not isinstance(cell, PlainText):
                    return wanted
                least[place] = max(least[place], cell.widest_word + 2 * PADDING[0])
        return fitted(wanted, least)

    def widths(self, columns: Sequence[Mapping[str, Any]]) -> list[float]:
        """Return the width of each column of a table, in points."""
        fixed = sum(float(column.get("width", 0)) * self._column for column in columns)
        rest = self.width - fixed
        return [float(x["width"]) * self._column if "width" in x else rest for x in columns]

    def cells(
        self, columns: Sequence[Mapping[str, Any]], row: Mapping[str, str]
    ) -> dict[str, Flowable]:
        """Return the texts of a line of a table by the value of its column."""
        return {
            str(x["value"]): self.text(row[str(x["value"])], "table", x.get("align", "left"))
            for x in columns
        }

    def signatures(
        self,
        signers: Sequence[Mapping[str, str]],
        values: Mapping[str, str],
        recipients: Sequence[str] = (),
    ) -> Flowable:
        """Return who signs, side by side; a single one on the right, its recipients on the left.

        Args:
            signers: role, hint and name each, as the form has them.
            values: what stands in their places; a role of several lines has them all.
            recipients: lines of "Nơi nhận"; empty for none.
        """
        columns: list[Flowable] = [self._signer(signer, values) for signer in signers]
        addressed = self._recipients(recipients) if recipients else None
        if len(columns) == 1:
            columns.insert(0, addressed or Gap(0))
            return Row(columns, [self.width / 2] * 2)
        row = Row(columns, [self.width / len(columns)] * len(columns))
        return Stack([row, Gap(GAP), addressed]) if addressed else row

    def _signer(self, signer: Mapping[str, str], values: Mapping[str, str]) -> Flowable:
        roles = filled(signer["role"], values).splitlines()
        name = filled(signer["name"], values)
        return Stack(
            [
                *(self.text(line, "role", "center", Face.BOLD) for line in roles),
                self.text(signer["hint"], "header", "center", Face.ITALIC),
                Gap(self.size("signing")),
                self.text(name, "body", "center", Face.BOLD),
            ]
        )

    def _recipients(self, lines: Sequence[str]) -> Flowable:
        return Stack(
            [
                self.text(str(self._common["recipients"]), "place", "left", Face.BOLD_ITALIC),
                *(self.text(line, "copies") for line in lines),
            ]
        )

    # pages

    def pdf(self, blocks: Sequence[Block], title: str, name: str) -> bytes:
        """Return the paper, the same bytes for the same blocks.

        Args:
            blocks: in reading order.
            title: of the file; repeated small at the head of every further page.
            name: what the form is called, at the foot.
        """
        file = io.BytesIO()
        canvas = self.canvas(file, title)
        self.draw_on(canvas, blocks, title, name)
        canvas.save()
        return file.getvalue()

    def canvas(self, file: io.BytesIO, title: str) -> Canvas:
        """Begin a file of this paper."""
        canvas = Canvas(file, pagesize=self._page, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(title)
        canvas.setCreator("CA Desktop")
        return canvas

    def draw_on(
        self, canvas: Canvas, blocks: Sequence[Block], title: str, name: str, before: int = 0
    ) -> int:
        """Draw the pages of some blocks and return how many pages there are by now.

        Args:
            canvas: from `canvas`.
            blocks: in reading order.
            title: as in `pdf`; so is ``name``.
            name: at the foot.
            before: pages that these follow; where there are any, the first bears its number too.
        """
        running = Stack([self.text(title, "small", "center"), Gap(GAP)])
        number = before
        for number, page in enumerate(
            paginate(blocks, running, self.width, self.height), start=before + 1
        ):
            self._draw(canvas, [*page, (self._footer(name), -FOOT)], number)
            canvas.showPage()
        return number

    def _draw(self, canvas: Canvas, page: Sequence[Placed], number: int) -> None:
        if self._marks.training:
            style = Style(size=self.size("watermark"), align="center", hollow=True)
            mark = self._type.text(str(self._common["training"]), style, Face.BOLD)
            draw_watermark(canvas, mark, self._page, WATERMARK_ANGLE)
        above = self._page[1] - self._top
        if number > 1:  # the first page bears none (NĐ 30/2020, Annex I)
            self._above(canvas, self.text(str(number), "page", "center"), above)
        if self._marks.sample:
            word = self.text(str(self._common["sample"]), "sample", "right", Face.BOLD)
            self._above(canvas, word, above)
        draw_page(canvas, page, self._left, self._bottom + FOOT)

    def _above(self, canvas: Canvas, text: PlainText, bottom: float) -> None:
        """Draw a line in the white above the body."""
        text.wrap(self.width, self._top)
        text.drawOn(canvas, self._left, bottom + (self._top - text.height) / 2 - GAP / 2)

    def _footer(self, name: str) -> Row:
        marks = self._marks
        printed = f"{marks.printed_at:%H:%M} {day_text(marks.printed_at.date())}"
        said = {"reprint": str(marks.reprint), "printed_at": printed}
        again = filled(str(self._common["reprint"]), said) if marks.reprint else ""
        parts: list[Flowable] = [
            self.text(name, "small"),
            self.text(again, "small", "center", Face.BOLD),
        ]
        footer = Row(parts, [self.width * 0.4, self.width * 0.6])
        footer.wrap(self.width, self.size("small") * LEADING)
        return footer
