"""Every form with every kind of text: nothing is lost, nothing leaves the page or stands alone."""

import re
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat
from tests.documents.make_pages import PAGES
from tests.helpers.forms import (
    FORMS,
    LISTED,
    TEXTS,
    drawn,
    filled_in,
    ink_of,
    said,
    small_picture,
    texts_of,
)
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.form_files import read_form_file
from ca_desktop.documents.form_words import COMMON, form_named
from ca_desktop.documents.letters import letter
from ca_desktop.documents.official import PAPERS

FORMS_FOLDER = RESOURCES / "forms"
PLACE = re.compile(r"\{([a-z_]+)\}")
SLACK = 3
"""Points: a dot of the picture and how far a letter leans out of its box."""

LOUDEST = 6.0
"""Greys of 255 by which a small page may differ on the whole."""


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("form", FORMS)
def test_a_form_loses_nothing_keeps_its_margins_and_no_signature_stands_alone(
    form: str, kind: str
) -> None:
    own, data, pdf = form_named(FORMS_FOLDER, form), filled_in(form, kind), drawn(form, kind)
    pages = texts_of(pdf)
    whole = "".join(pages)
    lines = [*own["before"], *own["after"], str(own["number"]), str(own.get("subject", ""))]
    for name in {name for line in lines for name in PLACE.findall(line)}:
        for word in data.values.get(name, "").split():
            assert said(word) in whole, (name, word)
    for demand in data.demands if "item" in own else ():
        assert all(said(word) in whole for word in demand.split())
    if kind == "long" and (data.rows or "item" in own):
        mark = "Dòng {}" if data.rows else "Giấy tờ thứ {}:"
        assert all(said(mark.format(number)) in whole for number in range(1, LISTED + 1))
        assert len(pages) > 1
    paper, margins = PAPERS[own["paper"]], read_form_file(FORMS_FOLDER / COMMON)
    edge = {name: mm * 72 / 25.4 for name, mm in margins[own["paper"]]["margins"].items()}
    for _picture, (left, top, right, bottom) in ink_of(pdf):
        assert left >= edge["left"] - SLACK
        assert right <= paper[0] - edge["right"] + SLACK
        assert bottom <= paper[1] - edge["bottom"] + SLACK
        assert top >= edge["top"] / 4
    title = said(str(own["title"])) or "V/v"
    alone = pages[-1].replace(title, "", 1).split(said(own["signatures"][0]["role"])[:8])[0]
    assert len(alone) > 1


@pytest.mark.parametrize("form", ["R2025.supplement", "desk.batch"])
def test_wherever_a_page_ends_the_signatures_keep_the_last_line_with_them(form: str) -> None:
    data = filled_in(form, "minority")
    signer = said(form_named(FORMS_FOLDER, form)["signatures"][0]["role"])
    ends = set()
    for many in range(6, 34):
        rows, demands = data.rows[:1] * many, data.demands[:1] * many
        pages = texts_of(letter(RESOURCES, replace(data, rows=rows, demands=demands)))
        ends.add(len(pages))
        (last,) = [page for page in pages if signer in page]
        kept = last.split(signer)[0].replace(said(str(form_named(FORMS_FOLDER, form)["title"])), "")
        assert len(kept) > 1, many
    assert len(ends) > 1


@pytest.mark.parametrize("form", FORMS)
def test_a_form_looks_as_it_did(form: str) -> None:
    """Renewed by ``python -m tests.documents.make_pages`` once a change was looked at."""
    with Image.open(PAGES / f"{form}.png") as kept:
        before = kept.convert("L")
    now = small_picture(form)
    assert before.size == now.size
    assert ImageStat.Stat(ImageChops.difference(before, now)).mean[0] < LOUDEST / 3
    parts = ImageChops.difference(before, now).resize((12, 16), Image.Resampling.BOX)
    assert ImageStat.Stat(parts).extrema[0][1] < LOUDEST * 5
