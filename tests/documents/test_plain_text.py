"""Paragraphs as NĐ 30/2020 has them: both edges even, the first line drawn in, nothing lost."""

import io
from itertools import groupby

import pypdfium2
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.fonts import Fonts
from ca_desktop.documents.plain_text import Style, Typesetter

WIDTH, INDENT, TALL = 300.0, 28.0, 4000.0
SLACK = 1.5
"""Points by which a letter leans into or out of its box."""
STYLE = Style(size=13, justified=True, indent=INDENT)
TYPE = Typesetter(Fonts(RESOURCES / "fonts"))
WORDS = " ".join(
    ["Ngày 02/03, xã đã tiếp nhận hồ sơ đề nghị giải quyết; mã số Ƀhok Êban M’gar."] * 6
)


def lines_of(*parts: Flowable) -> list[tuple[str, float, float]]:
    """Draw parts one below the other: the words of each line, where it begins and ends."""
    file = io.BytesIO()
    canvas, top = Canvas(file, pagesize=(WIDTH, TALL)), TALL
    for part in parts:
        top -= part.wrap(WIDTH, TALL)[1]
        part.drawOn(canvas, 0, top)
    canvas.save()
    page = pypdfium2.PdfDocument(file.getvalue())[0].get_textpage()
    letters = [
        (round(box[1] // STYLE.leading), page.get_text_range(at, 1), box)
        for at in range(page.count_chars())
        if page.get_text_range(at, 1).strip()
        for box in [page.get_charbox(at, loose=True)]
    ]
    lines = [list(line) for _, line in groupby(letters, key=lambda letter: letter[0])]
    return [
        ("".join(x[1] for x in line), min(x[2][0] for x in line), max(x[2][2] for x in line))
        for line in lines
    ]


def test_both_edges_of_a_paragraph_are_even_and_its_first_line_is_drawn_in() -> None:
    lines = lines_of(TYPE.text(WORDS, STYLE))
    assert len(lines) > 5
    assert abs(lines[0][1] - INDENT) < SLACK
    assert all(abs(start) < SLACK for _, start, _ in lines[1:])
    assert all(abs(end - WIDTH) < SLACK for *_, end in lines[:-1])
    assert lines[-1][2] < WIDTH - SLACK
    assert "".join(words for words, *_ in lines) == WORDS.replace(" ", "")


def test_a_paragraph_torn_between_pages_looks_like_one() -> None:
    whole = TYPE.text(WORDS, STYLE)
    parts = whole.split(WIDTH, 3.5 * STYLE.leading)
    assert [len(lines_of(part)) for part in parts] == [3, len(lines_of(whole)) - 3]
    assert lines_of(*parts) == lines_of(whole)


def test_a_line_whose_spaces_would_gape_stays_ragged() -> None:
    lines = lines_of(TYPE.text("Mã hồ " + "x" * 45, Style(size=13, justified=True)))
    assert lines[0][2] < WIDTH / 2
    assert "".join(words for words, *_ in lines) == "Mãhồ" + "x" * 45
