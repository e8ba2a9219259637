"""Figures of slips: warm, and against a bare canvas that sets the same text; ``run.py slip``."""

import io
import random
import statistics
from functools import partial
from typing import NamedTuple

import pypdfium2
from benchmarks.figures import line, seconds
from benchmarks.offices import command
from reportlab.pdfgen.canvas import Canvas

from ca_desktop.documents.fonts import Face
from ca_desktop.services.desk import intake, slips
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout

ROUNDS = 40
LAYOUTS: tuple[SlipLayout, ...] = ("a5", "a4x2")
FACES = (Face.REGULAR, Face.BOLD, Face.ITALIC)
"""What a slip is set in."""

SIZE = 11


class Run(NamedTuple):
    """Words in one line of a page, in points from its lower left corner."""

    left: float
    bottom: float
    text: str


def slip(ports: Ports) -> None:
    """Time a slip of each layout, in turns with a canvas that draws its words and no more."""
    dice = random.Random(3)
    code = intake.receive_dossier(ports, command(dice)).code
    slips.draw_slip(ports, code)
    for layout in LAYOUTS:
        size, runs = _runs(slips.draw_slip(ports, code, layout).pdf)
        ours, bare = [], []
        for _round in range(ROUNDS):
            ours.append(seconds(partial(slips.draw_slip, ports, code, layout)))
            bare.append(seconds(partial(_draw, size, runs)))
        median = statistics.median(ours)
        line(f"slip PDF {layout}, warm", median, statistics.median(bare), "bare canvas")
        print(f"{60 / median:,.0f} of them in a minute")


def _runs(pdf: bytes) -> tuple[tuple[float, float], list[Run]]:
    """Return the size of the first page, and its words."""
    page = pypdfium2.PdfDocument(pdf)[0]
    words = page.get_textpage()
    places = [words.get_rect(number) for number in range(words.count_rects())]
    found = [Run(place[0], place[1], words.get_text_bounded(*place).strip()) for place in places]
    return page.get_size(), [run for run in found if run.text]


def _draw(size: tuple[float, float], runs: list[Run]) -> bytes:
    """Draw words in the faces of a slip, each of which comes into the file."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=size, pageCompression=1, invariant=1)
    for number, run in enumerate(runs):
        canvas.setFont(FACES[number % len(FACES)], SIZE)
        canvas.drawString(run.left, run.bottom, run.text)
    canvas.save()
    return data.getvalue()
