"""The receipt and appointment slip, Mẫu 01, as PDF.

Wording and order come from `resources/forms/`; text is drawn as it is and never read as markup.
"""

import io
import tomllib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import inch, mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.barcodes import draw_qr
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.money import format_vnd
from ca_desktop.services.ports.paper import SlipData, SlipLayout, SlipPerson

REGULAR, BOLD, ITALIC = "CaSerif", "CaSerif-Bold", "CaSerif-Italic"
_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
}
BAR = inch / 75
"""Width of one Code 128 module: other widths do not decode at 150 to 300 dpi (measured)."""

QUIET = 10 * BAR
SIZE, LEADING = 10.5, 13.2
LEFT, RIGHT, TOP, BOTTOM = 12 * mm, 10 * mm, 9 * mm, 12 * mm
QR_SIDE = 21 * mm
_SIGNATURE = 40 * mm
_COPIES = ("Liên 1: Giao người nộp", "Liên 2: Lưu")


class SlipPress:
    """Makes slips; see `ca_desktop.services.ports.paper.PaperPort`.

    Args:
        resources: folder with ``forms/`` and ``fonts/``.
    """

    def __init__(self, resources: Path) -> None:
        self._resources = resources
        for name, file in _FILES.items():
            registerFont(TTFont(name, str(resources / "fonts" / file)))
        self._forms: dict[str, dict[str, Any]] = {}

    def slip(self, data: SlipData, layout: SlipLayout) -> bytes:
        """Return the PDF of Mẫu 01, the same bytes for the same data."""
        target = io.BytesIO()
        width, height = A5
        page = A5 if layout == "a5" else landscape(A4)
        canvas = Canvas(target, pagesize=page, invariant=1, pageCompression=1)
        canvas.setTitle(data.dossier_code)
        form = self._form(data.regime)
        pages = _lay_out(form, data, width, height)
        copies = ("",) if layout == "a5" else _COPIES
        for number, blocks in enumerate(pages, start=1):
            for place, copy in enumerate(copies):
                canvas.saveState()
                canvas.translate(place * width, 0)
                _Page(canvas, data, width, height).draw(blocks, number, len(pages), copy)
                canvas.restoreState()
            if len(copies) > 1:
                _cut_line(canvas, width, height)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _form(self, regime: str) -> dict[str, Any]:
        if regime not in self._forms:
            path = self._resources / "forms" / f"m01-{regime.lower()}.toml"
            if not path.is_file():
                raise UserError("NO-FORM", path=path.name)
            self._forms[regime] = tomllib.loads(path.read_text(encoding="utf-8"))
        return self._forms[regime]


Draw = Callable[[Canvas, float, float], None]


class Block:
    """A piece of a slip: its height, and how it is drawn with its top at ``y``."""

    def __init__(self, height: float, draw: Draw) -> None:
        self.height = height
        self.draw = draw


class Text:
    """Wrapped plain text, one block a line so that it may flow over pages."""

    def __init__(self, text: str, width: float, *, font: str = REGULAR, size: float = SIZE) -> None:
        self._lines = simpleSplit(text, font, size, width) or [""]
        self._font = font
        self._size = size

    def blocks(self, *, indent: float = 0, centre: float | None = None) -> list[Block]:
        """Return a block for each line."""
        leading = self._size * LEADING / SIZE
        return [Block(leading, self._drawing(line, indent, centre)) for line in self._lines]

    def _drawing(self, line: str, indent: float, centre: float | None) -> Draw:
        def draw(canvas: Canvas, x: float, y: float) -> None:
            canvas.setFont(self._font, self._size)
            if centre is None:
                canvas.drawString(x + indent, y - self._size, line)
            else:
                canvas.drawCentredString(x + centre, y - self._size, line)

        return draw

    @cached_property
    def height(self) -> float:
        """Height of all lines."""
        return len(self._lines) * self._size * LEADING / SIZE


def _lay_out(
    form: dict[str, Any], data: SlipData, width: float, height: float
) -> list[list[Block]]:
    inner = width - LEFT - RIGHT
    blocks = [_head(form, data, inner), *_body(form, data, inner), _signatures(form, data, inner)]
    room = height - TOP - BOTTOM
    pages: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        if used + block.height > room and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(block)
        used += block.height
    if len(pages) > 1 and len(pages[-1]) == 1:
        pages[-1][:0] = pages[-2][-2:]  # a signature never stands alone
        del pages[-2][-2:]
    return pages


def _head(form: dict[str, Any], data: SlipData, inner: float) -> Block:
    left, right = inner * 0.44, inner * 0.56
    unit = simpleSplit(data.parent_unit, REGULAR, 9.5, left - 4)
    desk = simpleSplit(data.desk, BOLD, 9.5, left - 4)
    lines = [(REGULAR, line) for line in unit] + [(BOLD, line) for line in desk]
    number = f"{form['number']} {data.number_text}"
    received = data.received_at
    month = f"{received.month:02d}" if received.month < 3 else str(received.month)  # noqa: PLR2004 NĐ 30/2020
    place = f"{data.place}, ngày {received.day:02d} tháng {month} năm {received.year}"
    top = max(2, len(lines)) * 12 + 6

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for index, (font, line) in enumerate(lines):
            canvas.setFont(font, 9.5)
            canvas.drawCentredString(x + left / 2, y - 10 - 12 * index, line)
        canvas.setFont(BOLD, 9.5)
        canvas.drawCentredString(x + left + right / 2, y - 10, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        canvas.setFont(BOLD, 10.5)
        motto = "Độc lập - Tự do - Hạnh phúc"
        canvas.drawCentredString(x + left + right / 2, y - 22, motto)
        half = canvas.stringWidth(motto, BOLD, 10.5) / 2
        canvas.setLineWidth(0.6)
        canvas.line(x + left + right / 2 - half, y - 25, x + left + right / 2 + half, y - 25)
        third = left / 5
        canvas.line(x + left / 2 - third, y - top + 3, x + left / 2 + third, y - top + 3)
        canvas.setFont(REGULAR, 10)
        canvas.drawCentredString(x + left / 2, y - top - 10, number)
        canvas.setFont(ITALIC, 10)
        canvas.drawCentredString(x + left + right / 2, y - top - 10, place)
        _codes(canvas, data, x, y - top - 18, inner)

    return Block(top + 18 + QR_SIDE + 8, draw)


def _codes(canvas: Canvas, data: SlipData, x: float, y: float, inner: float) -> None:
    draw_qr(canvas, data.dossier_code, x + inner - QR_SIDE, y - QR_SIDE, QR_SIDE)
    code = Code128(
        data.dossier_code, barWidth=BAR, barHeight=11 * mm, quiet=True, lquiet=QUIET, rquiet=QUIET
    )
    room = inner - QR_SIDE
    start = x + max(0, (room - code.width) / 2)
    if code.width <= room + LEFT:
        code.drawOn(canvas, min(start, x + room - code.width), y - 13 * mm)
    canvas.setFont(BOLD, 11)
    canvas.drawCentredString(x + room / 2, y - 18.5 * mm, data.dossier_code)


def _body(form: dict[str, Any], data: SlipData, inner: float) -> list[Block]:
    blocks = Text(form["title"], inner, font=BOLD, size=13).blocks(centre=inner / 2)
    blocks.append(_gap(3))
    values = _values(data)
    for line in form["lines"]:
        if line["field"] == "documents":
            blocks += _documents(line["label"], data, inner)
        elif line["field"] in values:
            text = values[line["field"]]
            blocks += Text(f"{line['label']}: {text}", inner).blocks()
    blocks.append(_gap(4))
    return blocks


def _gap(height: float) -> Block:
    return Block(height, lambda _canvas, _x, _y: None)


def _values(data: SlipData) -> dict[str, str]:
    submitter = data.submitter
    values = {
        "code": data.dossier_code,
        "desk": data.desk.capitalize(),
        "submitter": submitter.name,
        "id_number": submitter.id_number,
        "address": submitter.address,
        "contact": f"{submitter.phone}    Email: {submitter.email}",
        "procedure": _procedure(data),
        "sets": f"{data.sets} (bộ)",
        "limit": data.limit_words,
        "received_at": _moment(data.received_at),
        "due_at": _moment(data.due_at) if data.due_at else "không quy định",
        "result_place": data.result_place,
        "register": f"Quyển số {data.register_volume}, Số thứ tự {data.register_number}",
    }
    if data.authoriser is not None:
        values["authoriser"] = _person(data.authoriser)
    if data.fee_vnd is not None:
        values["fee"] = format_vnd(data.fee_vnd)
    return values


def _procedure(data: SlipData) -> str:
    return f"{data.procedure_name} ({data.case_name})" if data.case_name else data.procedure_name


def _person(person: SlipPerson) -> str:
    parts = (person.name, person.id_number, person.address, person.phone, person.email)
    return "; ".join(part for part in parts if part)


def _moment(moment: Any) -> str:  # noqa: ANN401 a datetime
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút, ngày {day_text(moment.date())}"


def _documents(label: str, data: SlipData, inner: float) -> list[Block]:
    blocks = Text(f"{label}:", inner).blocks()
    if not data.documents:
        return [*blocks, *Text("(không có giấy tờ)", inner - 12).blocks(indent=12)]
    for number, paper in enumerate(data.documents, start=1):
        counts = [f"{paper.originals} bản chính"] if paper.originals else []
        counts += [f"{paper.copies} bản sao"] if paper.copies else []
        amount = f" ({', '.join(counts)})" if counts else ""
        blocks += Text(f"{number}. {paper.name}{amount}", inner - 12).blocks(indent=12)
    return blocks


def _signatures(form: dict[str, Any], data: SlipData, inner: float) -> Block:
    titles: Sequence[str] = form["signatures"]
    names = (data.submitter.name, data.receiver_name)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for place, (title, name) in enumerate(zip(titles, names, strict=True)):
            middle = x + inner * (0.25 + 0.5 * place)
            canvas.setFont(BOLD, 10)
            canvas.drawCentredString(middle, y - 12, title)
            canvas.setFont(REGULAR, 10)
            canvas.drawCentredString(middle, y - 24, form["sign_here"])
            canvas.setFont(BOLD, 10)
            lines = simpleSplit(name, BOLD, 10, inner / 2 - 8)[:3]
            for index, line in enumerate(lines):
                canvas.drawCentredString(middle, y - _SIGNATURE + 26 - 12 * index, line)

    return Block(_SIGNATURE, draw)


class _Page:
    """One copy of one page."""

    def __init__(self, canvas: Canvas, data: SlipData, width: float, height: float) -> None:
        self._canvas = canvas
        self._data = data
        self._width = width
        self._height = height

    def draw(self, blocks: Sequence[Block], number: int, total: int, copy: str) -> None:
        """Draw the blocks from the top, then what stands at the foot."""
        if self._data.training:
            self._watermark()
        y = self._height - TOP
        for block in blocks:
            block.draw(self._canvas, LEFT, y)
            y -= block.height
        self._foot(number, total, copy)

    def _foot(self, number: int, total: int, copy: str) -> None:
        parts = [copy] if copy else []
        if total > 1:
            parts.append(f"{self._data.dossier_code} – trang {number}/{total}")
        if self._data.reprint:
            printed = self._data.printed_at
            when = f"{day_text(printed.date())} {printed.hour:02d}:{printed.minute:02d}"
            parts.append(f"IN LẠI lần {self._data.reprint} – {when}")
        if self._data.training:
            parts.append("TẬP HUẤN – không có giá trị")
        self._canvas.setFont(REGULAR, 10)
        self._canvas.drawString(LEFT, 6 * mm, "  ·  ".join(parts))

    def _watermark(self) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(self._width / 2, self._height * 0.3)
        canvas.rotate(40)
        canvas.setFont(BOLD, 54)
        text = canvas.beginText()
        text.setTextRenderMode(1)
        text.setTextOrigin(-canvas.stringWidth("TẬP HUẤN", BOLD, 54) / 2, 0)
        canvas.setLineWidth(0.5)
        text.textOut("TẬP HUẤN")
        canvas.drawText(text)
        canvas.restoreState()


def _cut_line(canvas: Canvas, x: float, height: float) -> None:
    canvas.saveState()
    canvas.setLineWidth(0.5)
    canvas.setDash(4, 3)
    canvas.line(x, 4 * mm, x, height - 4 * mm)
    canvas.restoreState()
