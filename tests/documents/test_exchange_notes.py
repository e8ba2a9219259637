"""The note of a hand-over with every kind of text: nothing is lost, nothing leaves the page."""

from dataclasses import replace
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageStat
from reportlab.lib.pagesizes import A4
from tests.documents.make_pages import NOTE_PAGE
from tests.helpers.forms import LISTED, TEXTS, ink_of, said, texts_of
from tests.helpers.notes import NOTE, note_picture
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.exchange_notes import FILE, NotePress, read_note_form
from ca_desktop.services.ports.handovers import NoteData, NoteFile, NoteParty

SLACK = 3
FORM = read_note_form(RESOURCES / "forms" / FILE)


def note_of(kind: str) -> NoteData:
    """Return the note with one kind of text in every name, and long lists where it is long."""
    if not (text := TEXTS[kind]):
        return NOTE
    many = LISTED if kind == "long" else 2
    return replace(
        NOTE,
        own=(text, text),
        giver=NoteParty(name=text, code="H19.12.31"),
        taker=NoteParty(name=text, code="H19.12"),
        counts=tuple((f"Việc {at}: {text[:80]}", at) for at in range(1, many + 1)),
        files=tuple(
            NoteFile(name=f"GOI-{at}.{many}.hsg", size=at, digest="ab" * 32)
            for at in range(1, many + 1)
        ),
    )


@cache
def drawn(kind: str) -> bytes:
    return NotePress(RESOURCES).exchange_note(note_of(kind))


@pytest.mark.parametrize("kind", TEXTS)
def test_a_note_loses_nothing_keeps_its_margins_and_no_signature_stands_alone(kind: str) -> None:
    data, pdf = note_of(kind), drawn(kind)
    pages = texts_of(pdf)
    whole = "".join(pages)
    for text in (data.giver.name, data.taker.name, *(name for name, _number in data.counts)):
        assert all(said(word) in whole for word in text.split())
    assert all(said(name).upper() in whole for name in " ".join(data.own).split())
    assert all(said(file.name) in whole for file in data.files)
    assert len(pages) > 1 or kind != "long"
    edge = {name: mm * 72 / 25.4 for name, mm in FORM["margins"].items()}
    for _picture, (left, top, right, bottom) in ink_of(pdf):
        assert left >= edge["left"] - SLACK
        assert right <= A4[0] - edge["right"] + SLACK
        assert bottom <= A4[1] - edge["bottom"] + SLACK
        assert top >= edge["top"] - SLACK
    signer = said(FORM["signatures"][0]["role"])
    (last,) = [page for page in pages if signer in page]
    assert "SHA-256" in last


def test_a_note_looks_as_it_did() -> None:
    """Renewed by ``python -m tests.documents.make_pages`` once a change was looked at."""
    with Image.open(NOTE_PAGE) as kept:
        before = kept.convert("L")
    now = note_picture()
    assert before.size == now.size
    assert ImageStat.Stat(ImageChops.difference(before, now)).mean[0] < 2
