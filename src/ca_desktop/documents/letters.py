"""Letters about a dossier (Mẫu 02, 03, 04, 06; the receipt of a result), A4, from one form file."""

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.barcodes import QrCode
from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.forms import Align
from ca_desktop.documents.pages import Block, Gap, Row, Stack, draw_page, draw_watermark, paginate
from ca_desktop.documents.plain_text import PlainText, Style, Typesetter
from ca_desktop.documents.slip_sheets import WATERMARK_ANGLE, fonts_of
from ca_desktop.domain.moments import day_text
from ca_desktop.services.ports.paper import HandedOn, LetterData

FORM = "letters.toml"
AGENCY_SHARE = 0.42
QR = 20 * mm
GAP = 5.0
FOOT = 16.0
PADDING = (3.0, 2.0)
_PLACE = re.compile(r"\{([a-z_]+)\}")


def letter(resources: Path, data: LetterData) -> bytes:
    """Return the PDF of a letter, the same bytes for the same data.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = read_form_file(resources / "forms" / FORM)
    return _Letter(form, Typesetter(fonts_of(resources / "fonts")), data).pdf()


class _Letter:
    """One letter on its way to paper."""

    def __init__(self, form: Mapping[str, Any], typesetter: Typesetter, data: LetterData) -> None:
        self._form: Mapping[str, Any] = form
        self._own: Mapping[str, Any] = form[data.letter.value]
        self._data = data
        self._type = typesetter
        self._known = {name: printable(text) for name, text in data.values.items()}
        blank = str(form["blank"])
        self._values = {name: text or blank for name, text in self._known.items()}
        margins = form["margins"]
        self._left, self._bottom = margins["left"] * mm, margins["bottom"] * mm
        self._width = A4[0] - self._left - margins["right"] * mm
        self._height = A4[1] - margins["top"] * mm - self._bottom - FOOT

    def pdf(self) -> bytes:
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(str(self._own["title"]))
        canvas.setCreator("CA Desktop")
        head = self._type.text(str(self._own["title"]), self._style("small", "center"))
        pages = paginate(list(self._blocks()), head, self._width, self._height)
        for number, page in enumerate(pages, start=1):
            if self._data.training:
                style = Style(size=self._size("watermark"), align="center", hollow=True)
                mark = self._type.text(str(self._form["training"]), style, Face.BOLD)
                draw_watermark(canvas, mark, A4, WATERMARK_ANGLE)
            footer = self._footer(number, len(pages))
            footer.wrap(self._width, FOOT)
            page.append((footer, -FOOT))
            draw_page(canvas, page, self._left, self._bottom + FOOT)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _blocks(self) -> Iterator[Block]:
        yield Block(parts=(*self._header(), Gap(2 * GAP)))
        for line in self._lines("before"):
            yield Block(parts=(line, Gap(GAP / 2)))
        for position, text in enumerate(self._data.demands, start=1):
            values = {"position": str(position), "text": printable(text)}
            yield Block(parts=(self._text(filled(str(self._own["item"]), values)), Gap(GAP / 2)))
        if self._data.passages:
            yield self._table()
        *most, last = [*self._lines("after"), Gap(GAP)]
        for line in most:
            yield Block(parts=(line, Gap(GAP / 2)))
        yield Block(parts=(last, Gap(2 * GAP), self._signatures()), whole=True)

    def _lines(self, name: str) -> Iterator[Flowable]:
        left_out = set(self._form["left_out"])
        for line in self._own.get(name, ()):
            places = set(_PLACE.findall(str(line)))
            if not any(place in left_out and not self._known[place] for place in places):
                yield self._text(filled(str(line), self._values)) if line else Gap(GAP)

    def _header(self) -> tuple[Flowable, ...]:
        """Office left, country right, then number and date, as NĐ 30/2020 orders them."""
        centred, ruled = self._style("header", "center"), self._style("header", "center", 0.4)
        office = Stack(
            [
                self._type.text(self._values["parent_unit"], centred),
                self._type.text(self._values["desk"], ruled, Face.BOLD),
            ]
        )
        country = Stack(
            [
                self._type.text(str(self._form["nation"]), centred, Face.BOLD),
                self._type.text(
                    str(self._form["motto"]), self._style("header", "center", 1), Face.BOLD
                ),
            ]
        )
        number = self._type.text(filled(str(self._own["number"]), self._values), centred)
        day = self._type.text(filled(str(self._form["date"]), self._values), centred, Face.ITALIC)
        widths = [self._width * AGENCY_SHARE, self._width * (1 - AGENCY_SHARE)]
        title = self._type.text(str(self._own["title"]), self._style("title", "center"), Face.BOLD)
        code = () if not self._data.code else (Gap(GAP), QrCode(self._data.code, QR))
        return (
            Row([office, country], widths),
            Gap(GAP),
            Row([number, day], widths),
            *code,
            Gap(2 * GAP),
            title,
        )

    def _table(self) -> Block:
        columns = self._own["columns"]
        fixed = sum(float(column.get("width", 0)) * mm for column in columns)
        widths = [float(x["width"]) * mm if "width" in x else self._width - fixed for x in columns]
        bold = [self._cell(str(x["title"]), "center", Face.BOLD) for x in columns]
        heading = Row(bold, widths, padding=PADDING, ruled=True, centred=True)
        rows = [self._passage(row, columns, widths) for row in self._data.passages]
        return Block(parts=(heading, *rows, Gap(GAP)), heading=heading, lead=2)

    def _passage(self, row: HandedOn, columns: list[dict[str, Any]], widths: list[float]) -> Row:
        parties = Stack(
            [
                self._cell(filled(str(self._own["giver"]), {"giver": printable(row.giver)})),
                self._cell(filled(str(self._own["taker"]), {"taker": printable(row.taker)})),
            ]
        )
        inner = widths[[str(x["value"]) for x in columns].index("at")] - 2 * PADDING[0]
        names = [self._cell(str(name), "center") for name in self._own["signing"]]
        hands = Row(names, [inner / len(names)] * len(names))
        at = Stack([self._cell(row.at), Gap(GAP), hands, Gap(6 * GAP)])
        cells: dict[str, Flowable] = {
            "parties": parties,
            "at": at,
            "standing": self._cell(printable(row.standing), "center"),
            "note": self._cell(printable(row.note)),
        }
        found = [cells[str(column["value"])] for column in columns]
        return Row(found, widths, padding=PADDING, ruled=True)

    def _signatures(self) -> Row:
        centred, small = self._style("body", "center"), self._style("header", "center")
        signers = self._own["signatures"]
        columns: list[Flowable] = [
            Stack(
                [
                    self._type.text(str(signer["role"]), small, Face.BOLD),
                    self._type.text(str(signer["hint"]), small, Face.ITALIC),
                    Gap(self._size("signing")),
                    self._type.text(
                        filled(str(signer["name"]), self._known) or " ", centred, Face.BOLD
                    ),
                ]
            )
            for signer in signers
        ]
        if len(columns) == 1:  # a single one signs on the right
            columns.insert(0, Gap(0))
        return Row(columns, [self._width / len(columns)] * len(columns))

    def _footer(self, page: int, pages: int) -> Row:
        data, small = self._data, "small"
        printed = f"{data.printed_at:%H:%M} {day_text(data.printed_at.date())}"
        said = {"reprint": str(data.reprint), "printed_at": printed}
        again = filled(str(self._form["reprint"]), said) if data.reprint else " "
        numbers = {"page": str(page), "pages": str(pages)}
        parts: list[Flowable] = [
            self._type.text(str(self._own["name"]), self._style(small)),
            self._type.text(again, self._style(small, "center"), Face.BOLD),
            self._type.text(filled(str(self._form["page"]), numbers), self._style(small, "right")),
        ]
        return Row(parts, [self._width * share for share in (0.25, 0.5, 0.25)])

    def _text(self, words: str) -> PlainText:
        return self._type.text(words, self._style("body"))

    def _cell(self, words: str, align: Align = "left", face: Face = Face.REGULAR) -> PlainText:
        return self._type.text(words or " ", self._style("table", align), face)

    def _size(self, name: str) -> float:
        return float(self._form["sizes"][name])

    def _style(self, size: str, align: Align = "left", rule: float = 0) -> Style:
        return Style(size=self._size(size), align=align, rule=rule)
