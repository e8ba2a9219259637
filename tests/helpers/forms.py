"""Every form of letter, filled in with texts of every kind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

import pypdfium2
from PIL import Image
from tests.helpers.slips import HOSTILE, LONG, RESOURCES

from ca_desktop.documents.fonts import printable
from ca_desktop.documents.form_words import form_sheets
from ca_desktop.documents.letters import letter
from ca_desktop.domain.form_words import OFFICE
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk.form_samples import sample_letter
from ca_desktop.services.ports.paper import LetterData

AT = datetime(2026, 3, 2, 9, 5, tzinfo=VIETNAM)
FORMS = [
    sheet.form
    for sheet in form_sheets(RESOURCES)
    if sheet.form != OFFICE and not sheet.form.endswith(".slip")
]
MINORITY = "Y Ƀhok Êban Kbuôr H’Ƀlăm Niê Čư̆ M’gar Sùng A Páo Ksor H’Ruê"
TEXTS: Mapping[str, str] = {
    "short": "",
    "long": LONG.procedure_name,
    "minority": MINORITY,
    "hostile": f"{HOSTILE.submitter.name} {HOSTILE.submitter.id_number} {HOSTILE.procedure_name}",
}
"""By kind: what stands in every place; nothing: the words of the sample."""

LISTED = 111
_KEPT = frozenset(
    {"parent_unit", "desk", "symbol", "place", "day", "month", "year", "number", "authority"}
)
DOTS = 25


def filled_in(form: str, kind: str) -> LetterData:
    """Return a form with one kind of text in every place, and long lists where it is long."""
    data = sample_letter(form, {}, {}, "Xã Bình Minh", AT)
    text = TEXTS[kind]
    if not text:
        return replace(data, sample=False)
    values = {name: old if name in _KEPT else text for name, old in data.values.items()}
    many = LISTED if kind == "long" else 3
    demands = tuple(f"Giấy tờ thứ {number}: {text[:90]}" for number in range(1, many + 1))
    rows = tuple(
        dict.fromkeys(row, f"Dòng {number} {text[:60]}")
        for row in data.rows
        for number in range(1, many + 1)
    )
    return replace(
        data,
        values=values,
        demands=demands if data.demands else (),
        rows=rows,
        sample=False,
        code=data.code,
    )


@cache
def drawn(form: str, kind: str) -> bytes:
    """Draw a form once for all who look at it."""
    return letter(RESOURCES, filled_in(form, kind))


def said(text: str) -> str:
    """Return a text as paper has it, without white space."""
    return "".join(printable(text).split())


def texts_of(pdf: bytes) -> list[str]:
    """Return the text of each page, without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def ink_of(
    pdf: bytes, dots: int = 36
) -> list[tuple[Image.Image, tuple[float, float, float, float]]]:
    """Return each page as a grey picture, and the box around its ink in points."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
        box = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
        scaled = [edge * 72 / dots for edge in box or (0, 0, 0, 0)]
        found.append((picture, (scaled[0], scaled[1], scaled[2], scaled[3])))
    return found


def small_picture(form: str) -> Image.Image:
    """Return the first page of a form as the small picture that is kept of it."""
    return small_page(drawn(form, "short"))


def small_page(pdf: bytes) -> Image.Image:
    """Return the first page of a document as a small picture in few greys."""
    picture, _box = ink_of(pdf, DOTS)[0]
    return picture.point(lambda grey: grey // 17 * 17)
