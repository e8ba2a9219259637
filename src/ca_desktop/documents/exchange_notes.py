"""The note that two offices sign when data were handed over, on A4 upright.

Header as NĐ 30/2020 orders it; the words are data (``resources/forms``).
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.form_files import read_form_file
from ca_desktop.documents.forms import SMALLEST, Align
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
from ca_desktop.documents.plain_text import PlainText, Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.events.envelope import StreamName
from ca_desktop.domain.moments import VIETNAM, hour_and_day, month_text
from ca_desktop.domain.text import grouped
from ca_desktop.services.ports.handovers import NoteData

FILE = "bien-ban-giao-nhan.toml"
QR_SIZE = 34 * mm
_PADDING = (4.0, 2.0)
_GAP = 6.0
_HEADER = (0.45, 0.55)
_COUNTS = (0.78, 0.22)
_FILES = (0.42, 0.17, 0.41)
_SHOWN_DIGITS = 32
_GROUP = 8
_FOOT = 1.5
_ANGLE = 55
_BRACES = re.compile(r"\{([a-z_]+)\}")
_TEXTS = (
    "title", "subtitle", "nation", "motto", "number", "date", "training", "page", "continued",
    "counts", "counts_none", "files", "heads", "digest", "head", "qr", "ending",
)  # fmt: skip
_LISTS = {"lines": None, "counts_columns": 2, "files_columns": 3}
_NUMBERS: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    (
        "sizes",
        SMALLEST,
        ("body", "header", "title", "table", "code", "small", "signing", "watermark"),
    ),
    ("margins", 0, ("left", "right", "top", "bottom")),
)
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("audiences", ("centre", "all", "office")),
    ("periods", ("from_to", "none")),
)


class NotePress:
    """See `ca_desktop.services.ports.handovers.NotePort`."""

    def __init__(self, resources: Path) -> None:
        """Make a press with the form and the fonts in ``resources``."""
        self._resources = resources

    def exchange_note(self, data: NoteData) -> bytes:
        """Return the PDF of the note, the same bytes for the same data.

        Raises:
            MachineError: the form file or a font is missing or damaged.
        """
        form = read_note_form(self._resources / "forms" / FILE)
        return _Note(data, form, Typesetter(fonts_of(self._resources / "fonts"))).pdf()


def read_note_form(path: Path) -> Mapping[str, Any]:
    """Read and check the words and sizes of the note.

    Raises:
        MachineError: NO-FORM, BAD-FORM.
    """
    form = read_form_file(path)
    for place, sound in _checks(form):
        if not sound:
            raise MachineError("BAD-FORM", file=path.name, place=place)
    return form


def _checks(form: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    for name in _TEXTS:
        yield name, isinstance(form.get(name), str)
    for name, length in _LISTS.items():
        found = form.get(name)
        yield name, _is_texts(found) and length in {None, len(found or ())}
    for table, least, numbers in _NUMBERS:
        values = form.get(table)
        for name in numbers:
            value = values.get(name) if isinstance(values, dict) else None
            yield f"{table}.{name}", isinstance(value, int | float) and value >= least
    for table, texts in _WORDS:
        values = form.get(table)
        yield table, isinstance(values, dict) and _is_texts([values.get(name) for name in texts])
    signatures = form.get("signatures")
    yield (
        "signatures",
        isinstance(signatures, list)
        and bool(signatures)
        and all(
            isinstance(item, dict) and _is_texts([item.get("role"), item.get("hint")])
            for item in signatures
        ),
    )


def _is_texts(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(item, str) for item in found)


class _Note:
    """One note on its way to paper."""

    def __init__(self, data: NoteData, form: Mapping[str, Any], typesetter: Typesetter) -> None:
        self._data = data
        self._form = form
        self._sizes: Mapping[str, float] = form["sizes"]
        self._type = typesetter
        margins = form["margins"]
        self._left, self._foot = margins["left"] * mm, margins["bottom"] * mm
        self._bottom = self._foot + self._sizes["small"] * _FOOT
        self._width = A4[0] - (margins["left"] + margins["right"]) * mm
        self._height = A4[1] - margins["top"] * mm - self._bottom
        self._words = _words(data, form)
        self._part = 0

    def pdf(self) -> bytes:
        """Draw all pages."""
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(f"{self._form['title']} {self._data.package}")
        canvas.setCreator("CA Desktop")
        head = Stack([self._text("continued", "small", align="right"), Gap(_GAP)])
        pages = paginate(list(self._blocks()), head, self._width, self._height)
        for number, page in enumerate(pages, start=1):
            self._draw(canvas, page, number, len(pages))
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _draw(self, canvas: Canvas, page: Sequence[Placed], number: int, pages: int) -> None:
        if self._data.training:
            style = Style(size=self._sizes["watermark"], align="center", hollow=True)
            mark = self._type.text(self._form["training"], style, Face.BOLD)
            draw_watermark(canvas, mark, A4, _ANGLE)
        words = self._filled("page", page=str(number), pages=str(pages))
        footer = self._type.text(words, self._style("small", "center"))
        footer.wrap(self._width, self._bottom)
        draw_page(canvas, page, self._left, self._bottom)
        footer.drawOn(canvas, self._left, self._foot)

    def _blocks(self) -> Iterator[Block]:
        yield Block(parts=tuple(self._header()))
        for line in self._form["lines"]:
            yield Block(parts=(self._type.text(self._fill(line), self._style("body")),))
        yield self._counts()
        if self._data.files:
            yield self._files()
        # who signs stands below what was compared, never on a page of its own
        yield Block(parts=(*self._codes(), *self._ending()), whole=True)

    def _header(self) -> Iterator[Flowable]:
        unit, desk = (printable(line).upper() for line in self._data.own)
        widths = [self._width * share for share in _HEADER]
        country = self._form["nation"], self._form["motto"]
        yield head_names(self._type, (unit, desk), country, widths, (self._sizes["header"],) * 2)
        yield Gap(_GAP)
        day = self._text("date", "header", Face.ITALIC, align="center")
        yield Row([self._text("number", "header", align="center"), day], widths)
        yield Gap(3 * _GAP)
        yield self._text("title", "title", Face.BOLD, align="center")
        yield self._text("subtitle", "body", align="center")
        yield Gap(2 * _GAP)

    def _counts(self) -> Block:
        heading = self._heading("counts")
        if not self._data.counts:
            return Block(parts=(heading, self._text("counts_none", "body")))
        rows = [(printable(name), grouped(number)) for name, number in self._data.counts]
        return self._table(heading, "counts_columns", _COUNTS, rows, ("left", "right"))

    def _files(self) -> Block:
        rows = [
            (printable(file.name), grouped(file.size), file.digest[:_SHOWN_DIGITS])
            for file in self._data.files
        ]
        heading = self._heading("files")
        return self._table(heading, "files_columns", _FILES, rows, ("left", "right", "left"))

    def _codes(self) -> Iterator[Flowable]:
        """The hashes in words beside the square that carries the same."""
        square = QrCode(self._data.code, QR_SIZE)
        beside = self._width - square.width - square.quiet
        lines: list[Flowable] = [self._text("digest", "code"), Gap(_GAP)]
        for head in self._data.heads:
            audience = StreamName.parse(head.stream).audience.partition(":")[0]
            details = {
                "audience": self._form["audiences"].get(audience, audience),
                "seq": grouped(head.seq),
                "hash": _grouped(head.hash),
            }
            lines.append(self._type.text(self._filled("head", **details), self._style("code")))
            lines.append(Gap(_GAP))
        lines.append(self._text("qr", "code"))
        yield self._heading("heads")
        yield Row([Stack(lines), square], [beside, square.width + square.quiet])

    def _ending(self) -> Iterator[Flowable]:
        yield Gap(_GAP)
        yield self._text("ending", "body")
        yield Gap(2 * _GAP)
        signers = self._form["signatures"]
        body, small = self._style("body", "center"), self._style("small", "center")
        cells = [
            Stack(
                [
                    self._type.text(printable(item["role"]), body, Face.BOLD),
                    self._type.text(printable(item["hint"]), small, Face.ITALIC),
                    Gap(self._sizes["signing"]),
                ]
            )
            for item in signers
        ]
        yield Row(cells, [self._width / len(cells)] * len(cells), padding=_PADDING)

    def _table(
        self,
        label: Flowable,
        titles: str,
        shares: Sequence[float],
        rows: Sequence[Sequence[str]],
        aligns: Sequence[Align],
    ) -> Block:
        widths = [self._width * share for share in shares]
        centred = self._style("table", "center")
        cells = [self._type.text(printable(x), centred, Face.BOLD) for x in self._form[titles]]
        heading = Row(cells, widths, padding=_PADDING, ruled=True, centred=True)
        lines = [
            Row(
                [
                    self._type.text(text, self._style("table", align))
                    for text, align in zip(row, aligns, strict=True)
                ],
                widths,
                padding=_PADDING,
                ruled=True,
            )
            for row in rows
        ]
        return Block(parts=(label, heading, *lines), heading=heading, lead=2)

    def _heading(self, name: str) -> Flowable:
        """Head the next part with its number."""
        self._part += 1
        words = self._filled(name, part=str(self._part))
        text = self._type.text(words, self._style("body"), Face.BOLD)
        return Stack([Gap(_GAP), text, Gap(_GAP / 2)])

    def _text(
        self, name: str, size: str, face: Face = Face.REGULAR, *, align: Align = "left"
    ) -> PlainText:
        return self._type.text(self._filled(name), self._style(size, align), face)

    def _filled(self, name: str, **more: str) -> str:
        return self._fill(self._form[name], **more)

    def _fill(self, template: str, **more: str) -> str:
        words = {**self._words, **more}
        return _BRACES.sub(lambda place: printable(words.get(place[1], "")), template)

    def _style(self, size: str, align: Align = "left", rule: float = 0) -> Style:
        return Style(size=self._sizes[size], align=align, rule=rule)


def _words(data: NoteData, form: Mapping[str, Any]) -> Mapping[str, str]:
    printed = data.printed_at.astimezone(VIETNAM)
    period = form["periods"]["none"]
    if data.first_at is not None and data.last_at is not None:
        ends = {"first": hour_and_day(data.first_at), "last": hour_and_day(data.last_at)}
        period = _BRACES.sub(lambda place: ends.get(place[1], ""), form["periods"]["from_to"])
    return {
        "package": str(data.package),
        "giver": data.giver.name,
        "giver_code": data.giver.code,
        "taker": data.taker.name,
        "taker_code": data.taker.code,
        "symbol": data.symbol,
        "place": data.place,
        "day": f"{printed.day:02d}",
        "month": month_text(printed),
        "year": str(printed.year),
        "written_at": hour_and_day(data.written_at),
        "period": period,
        "events": grouped(data.events),
        "size": grouped(data.size),
        "digest": _grouped(data.digest),
    }


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
