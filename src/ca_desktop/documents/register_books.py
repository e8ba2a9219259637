"""The register of dossiers on paper: A4 landscape, a cover for each volume, the closing page."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.form_files import filled, kept_form_file
from ca_desktop.documents.form_words import COMMON
from ca_desktop.documents.official import GAP, PADDING, Marks, Official
from ca_desktop.documents.pages import Block, Gap, Row
from ca_desktop.documents.plain_text import RULE, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.services.ports.paper import RegisterData, RegisterVolume

FORM = "register.toml"
_ABOVE_TITLE = 60.0
_REMARK = ("number", "code")
"""Columns that a number without a dossier keeps; its remark takes the rest."""


class Heading(Flowable):
    """Two lines of headings: columns of their own, and a group under one name."""

    def __init__(
        self, titles: Sequence[Flowable], widths: Sequence[float], group: tuple[int, Flowable]
    ) -> None:
        """Make a heading.

        Args:
            titles: one for each column.
            widths: of the columns, in points.
            group: the place of the first column of the group, which reaches to the last; its name.
        """
        super().__init__()
        self._titles = titles
        self._widths = widths
        self._from, self._group = group

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the sum of the widths and the height of both lines."""
        rooms = [width - 2 * PADDING[0] for width in self._widths]
        heights = [x.wrap(room, aH)[1] for x, room in zip(self._titles, rooms, strict=True)]
        wide = sum(self._widths[self._from :]) - 2 * PADDING[0]
        self._upper = self._group.wrap(wide, aH)[1] + 2 * PADDING[1]
        lower = max(heights[self._from :]) + 2 * PADDING[1]
        self._lower = max(lower, max(heights) + 2 * PADDING[1] - self._upper)
        self.width, self.height = sum(self._widths), self._upper + self._lower
        return self.width, self.height

    def draw(self) -> None:
        """Draw the cells and their lines."""
        self.canv.setLineWidth(RULE)
        left = 0.0
        for place, (title, width) in enumerate(zip(self._titles, self._widths, strict=True)):
            high = self._lower if place >= self._from else self.height
            self._cell(title, left, 0, width, high)
            left += width
        start = sum(self._widths[: self._from])
        self._cell(self._group, start, self._lower, self.width - start, self._upper)

    def _cell(self, text: Flowable, left: float, bottom: float, wide: float, high: float) -> None:
        height = text.wrap(wide - 2 * PADDING[0], high)[1]
        text.drawOn(self.canv, left + PADDING[0], bottom + (high - height) / 2)
        self.canv.rect(left, bottom, wide, high)


def register_book(resources: Path, data: RegisterData) -> bytes:
    """Return the PDF of a register, the same bytes for the same data.

    Raises:
        MachineError: a form file or a font is missing or damaged.
    """
    folder = resources / "forms"
    typesetter = Typesetter(fonts_of(resources / "fonts"))
    return _Book(
        kept_form_file(folder / COMMON), kept_form_file(folder / FORM), typesetter, data
    ).pdf()


class _Book:
    """One register on its way to paper."""

    def __init__(
        self,
        common: Mapping[str, Any],
        form: Mapping[str, Any],
        typesetter: Typesetter,
        data: RegisterData,
    ) -> None:
        self._form = form
        self._own: Mapping[str, Any] = form[data.regime]
        self._data = data
        marks = Marks(training=data.training, printed_at=data.printed_at)
        self._page = Official(common, "a4_landscape", typesetter, marks)
        self._values = {name: printable(text) for name, text in data.values.items()}
        self._columns: Sequence[Mapping[str, Any]] = self._own["columns"]
        self._widths = self._page.widths(self._columns)

    def pdf(self) -> bytes:
        file = io.BytesIO()
        title = str(self._own["title"])
        canvas = self._page.canvas(file, title)
        pages = 0
        for volume in self._data.volumes or (RegisterVolume(number=1, rows=()),):
            pages += self._volume(canvas, volume)
        if self._data.closed:
            blocks = list(self._closing(pages + 1))
            self._page.draw_on(canvas, blocks, title, str(self._own["name"]), before=pages)
        canvas.save()
        return file.getvalue()

    def _volume(self, canvas: Canvas, volume: RegisterVolume) -> int:
        """Draw the cover and the pages of a volume; return how many there are."""
        title, name = f"{self._own['title']} {self._values['book_year']}", str(self._own["name"])
        covers = self._page.draw_on(canvas, list(self._cover(volume)), title, name)
        return self._page.draw_on(canvas, [self._table(volume)], title, name, before=covers)

    def _cover(self, volume: RegisterVolume) -> Iterator[Block]:
        page, own = self._page, self._own
        said = self._values | {
            "volume": f"{volume.number:02d}",
            "first": volume.rows[0]["number"] if volume.rows else "……",
            "last": volume.rows[-1]["number"] if volume.rows else "……",
        }
        parts: list[Flowable] = [
            *page.head(said, filled(str(own["number"]), said)),
            Gap(_ABOVE_TITLE),
            page.text(str(own["title"]), "title", "center", Face.BOLD),
            Gap(2 * GAP),
        ]
        for line in self._form["cover"]:
            parts += [page.text(filled(str(line), said), "body", "center"), Gap(GAP)]
        yield Block(parts=tuple(parts))

    def _table(self, volume: RegisterVolume) -> Block:
        page = self._page
        titles = [page.text(str(x["title"]), "small", "center", Face.BOLD) for x in self._columns]
        first = next(place for place, x in enumerate(self._columns) if x.get("group"))
        group = page.text(str(self._own["group"]), "small", "center", Face.BOLD)
        heading = Heading(titles, self._widths, (first, group))
        rows = [self._row(row) for row in volume.rows]
        empty = [] if rows else [Gap(GAP), page.text(str(self._form["empty"]))]
        return Block(parts=(heading, *rows, *empty), heading=heading, lead=1)

    def _row(self, row: Mapping[str, str]) -> Row:
        if remark := row.get("remark"):
            kept = [x for x in self._columns if str(x["value"]) in _REMARK]
            widths = self._widths[: len(kept)]
            texts = [*(row[str(x["value"])] for x in kept), remark]
            widths = [*widths, sum(self._widths) - sum(widths)]
        else:
            texts = [row[str(x["value"])] for x in self._columns]
            widths = self._widths
        aligns = [x.get("align", "left") for x in self._columns]
        cells = [
            self._page.text(printable(text), "small", align)
            for text, align in zip(texts, aligns, strict=False)
        ]
        return Row(cells, widths, padding=PADDING, ruled=True)

    def _closing(self, pages: int) -> Iterator[Block]:
        page, said = self._page, self._values | {"pages": str(pages)}
        parts: list[Flowable] = [
            page.text(str(self._form["closing"]), "title", "center", Face.BOLD),
            Gap(2 * GAP),
        ]
        for line in self._form["closing_lines"]:
            parts += [page.paragraph(filled(str(line), said)), Gap(page.between)]
        parts += [Gap(2 * GAP), page.signatures(self._form["signatures"], said)]
        yield Block(parts=tuple(parts), whole=True)
