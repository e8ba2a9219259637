"""What a payer is given: A5 across, three leaves, the amount in figures and in words."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.fonts import Face
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.pages import Block, Gap, Row, Stack, draw_page, draw_watermark, paginate
from ca_desktop.documents.plain_text import NamedSizes, Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.moments import month_text
from ca_desktop.domain.money import format_vnd
from ca_desktop.services.ports.paper import FeeReceipt

FILE = "fee_receipts.toml"
PAGE = landscape(A5)
ANGLE = 28
MARK_SIZE = 44
GAP = 3.0


def fee_receipt(resources: Path, receipt: FeeReceipt) -> bytes:
    """Return the PDF of a receipt, every leaf a page, the same bytes for the same data.

    Raises:
        MachineError: the form file or a font is missing or damaged.
    """
    form = read_form_file(resources / "forms" / FILE)
    return _Paper(
        form["common"], form[receipt.kind], Typesetter(fonts_of(resources / "fonts")), receipt
    ).pdf()


class _Paper:
    """A receipt on its way to paper."""

    def __init__(
        self,
        common: Mapping[str, Any],
        form: Mapping[str, Any],
        typesetter: Typesetter,
        receipt: FeeReceipt,
    ) -> None:
        self._common = common
        self._form = form
        self._type = typesetter
        self._text = NamedSizes(typesetter, common["sizes"]).text
        self._receipt = receipt
        margins = common["margins"]
        self._left, self._bottom = margins["left"] * mm, margins["bottom"] * mm
        self._width = PAGE[0] - self._left - margins["right"] * mm
        self._height = PAGE[1] - self._bottom - margins["top"] * mm
        self._values = _values(receipt)

    def pdf(self) -> bytes:
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=PAGE, pageCompression=1, invariant=1, lang="vi-VN")
        canvas.setTitle(self._form["title"])
        canvas.setCreator("CA Desktop")
        for copy in self._form["copies"]:
            blocks = list(self._blocks(str(copy)))
            for page in paginate(blocks, Gap(0), self._width, self._height):
                if mark := self._mark():
                    words = self._type.text(
                        mark, Style(size=MARK_SIZE, align="center", hollow=True), Face.BOLD
                    )
                    draw_watermark(canvas, words, PAGE, ANGLE)
                draw_page(canvas, page, self._left, self._bottom)
                canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _mark(self) -> str:
        if self._receipt.cancelled:
            return str(self._common["cancelled"])
        return str(self._common["training"]) if self._receipt.training else ""

    def _blocks(self, copy: str) -> Iterator[Block]:
        reprint = f" – {self._common['reprint']}" if self._receipt.reprint else ""
        title = (
            self._head(),
            Gap(2 * GAP),
            self._text(self._form["title"], "title", "center", Face.BOLD),
            self._text(f"{copy}{reprint}", "head", "center", Face.ITALIC),
            Gap(GAP),
        )
        yield Block(parts=title, whole=True)
        for line in self._form["lines"]:
            if self._says(line):
                yield Block(parts=(self._text(filled(line, self._values), "body"), Gap(GAP)))
        notes = tuple(self._text(note, "small", face=Face.ITALIC) for note in self._form["notes"])
        yield Block(parts=(Gap(GAP), self._signatures(), Gap(3 * GAP), *notes), whole=True)

    def _says(self, line: str) -> bool:
        """Tell whether a line has something to say: one without its value is left out."""
        return all(value for key, value in self._values.items() if f"{{{key}}}" in line)

    def _head(self) -> Row:
        left = [filled(line, self._values) for line in self._form["left"]]
        office, *others = left
        parts: list[Flowable] = [self._text(office.upper(), "head", "center", Face.BOLD, rule=0.4)]
        parts += [
            part for line in others for part in (Gap(GAP), self._text(line, "head", "center"))
        ]
        right = [filled(line, self._values) for line in self._form["right"]]
        marks = [self._text(line, "head") for line in right]
        return Row([Stack(parts), Stack(marks)], [self._width * 0.66, self._width * 0.34])

    def _signatures(self) -> Flowable:
        at = self._receipt.at
        date = filled(
            self._common["date"],
            {"day": f"{at.day:02d}", "month": month_text(at), "year": str(at.year)},
        )
        room = Gap(float(self._common["sizes"]["signing"]))
        signing = str(self._common["signing"])
        hands: list[Flowable] = []
        for above, title, name in (
            (" ", self._common["payer_signs"], " "),
            (date, self._common["cashier_signs"], self._receipt.officer_name),
        ):
            hands.append(
                Stack(
                    [
                        self._text(above, "body", "center", Face.ITALIC),
                        self._text(str(title), "body", "center", Face.BOLD),
                        self._text(signing, "small", "center", Face.ITALIC),
                        room,
                        self._text(name, "body", "center", Face.BOLD),
                    ]
                )
            )
        return Row(hands, [self._width / 2] * 2)


def _values(receipt: FeeReceipt) -> dict[str, str]:
    return {
        "office": receipt.office_name,
        "form": receipt.form,
        "symbol": receipt.symbol,
        "number": receipt.number,
        "what": receipt.what,
        "payer": receipt.payer_name,
        "address": receipt.payer_address,
        "code": receipt.dossier_code,
        "amount": format_vnd(receipt.amount_vnd),
        "words": receipt.words,
        "off": receipt.off,
        "method": receipt.method,
    }
