"""Sheets of the desk that are lines and tables: why a day was promised, what the day brings."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.form_files import filled, read_form_file
from ca_desktop.documents.official import GAP, Marks, Official
from ca_desktop.documents.pages import Block, Gap
from ca_desktop.documents.plain_text import Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.services.ports.paper import DeskSheet, SheetPart

_PLACE = re.compile(r"\{([a-z_]+)\}")


def desk_sheet(resources: Path, sheet: DeskSheet) -> bytes:
    """Return the PDF of a sheet, the same bytes for the same data.

    Raises:
        MachineError: a form file or a font is missing or damaged.
    """
    common = read_form_file(resources / "forms" / "letters.toml")
    form = read_form_file(resources / "forms" / f"{sheet.form}.toml")
    marks = Marks(training=sheet.training, printed_at=sheet.printed_at)
    paper = Official(common, form["paper"], Typesetter(fonts_of(resources / "fonts")), marks)
    return paper.pdf(list(_blocks(paper, form, sheet)), form["title"], form["name"])


def _blocks(paper: Official, form: Mapping[str, Any], sheet: DeskSheet) -> Iterator[Block]:
    yield Block(parts=(*paper.title(form["title"]), Gap(2 * GAP)))
    yield from _lines(paper, form["before"], sheet.values)
    for part in sheet.parts:
        yield from _part(paper, form["parts"][part.kind], part)
    yield Block(parts=(Gap(GAP),))
    yield from _lines(paper, form["after"], sheet.values)


def _lines(paper: Official, lines: list[str], values: Mapping[str, str]) -> Iterator[Block]:
    for line in _said(lines, values):
        yield Block(parts=(paper.text(line), Gap(GAP / 2)))


def _said(lines: list[str], values: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines with their values, but for those that have none to say."""
    known = {name: printable(text) for name, text in values.items()}
    for line in lines:
        places = _PLACE.findall(line)
        if not places or any(known[place] for place in places):
            yield filled(line, known)


def _part(paper: Official, form: Mapping[str, Any], part: SheetPart) -> Iterator[Block]:
    said = list(_said(form["lines"], part.values))
    known = {name: printable(text) for name, text in part.values.items()}
    head: list[Flowable] = [
        Gap(GAP),
        paper.text(filled(form["title"], known), "body", "left", Face.BOLD),
        *(paper.text(line, "table") for line in said),
        Gap(GAP / 2),
    ]
    if not part.rows:
        yield Block(parts=tuple(head), whole=True)
        return
    columns = form["columns"]
    rows = [
        paper.cells(columns, {name: printable(text) for name, text in row.items()})
        for row in part.rows
    ]
    table = paper.table(columns, rows)
    yield Block(parts=(*head, *table.parts), heading=table.heading, lead=len(head) + table.lead)
