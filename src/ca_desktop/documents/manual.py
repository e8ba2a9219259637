"""The manual: the pages of help on A4, from the same source as in the window."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus.flowables import Flowable, Image

from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.help_files import picture_of
from ca_desktop.documents.plain_sheets import PlainSheets
from ca_desktop.documents.plain_text import Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.help_pages import Block, HelpPage, Kind

MARGIN, GAP = 20 * mm, 5
_TITLE, _HEADING, _BODY = Style(size=20), Style(size=14), Style(size=12)
_BEFORE = {Kind.TASK: "", Kind.TEXT: "", Kind.REMARK: "–  "}


class ManualPress:
    """Sets pages of help.

    Args:
        resources: holds the fonts.
    """

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def manual(self, pages: Sequence[HelpPage], title: str) -> bytes:
        """Return pages as a PDF on A4, with a list of their titles."""
        setter = Typesetter(fonts_of(self._resources / "fonts"))
        sheets = PlainSheets(title, A4, MARGIN, GAP)
        if len(pages) > 1:
            sheets.pile(_contents(setter, pages, title))
            sheets.canvas.showPage()
        for number, page in enumerate(pages):
            if number:
                sheets.canvas.showPage()
            sheets.canvas.bookmarkPage(page.name)
            sheets.canvas.addOutlineEntry(page.title, page.name)
            sheets.pile(self._page(setter, page))
        return sheets.pdf()

    def _page(self, setter: Typesetter, page: HelpPage) -> Iterator[Flowable]:
        yield setter.text(printable(page.title), _TITLE, Face.BOLD)
        if picture := picture_of(self._resources, page):
            yield _picture(picture)
        for block in page.blocks:
            yield _set(setter, block)


def _picture(path: Path) -> Flowable:
    """Return a picture as wide as the lines."""
    width, height = ImageReader(str(path)).getSize()
    across = A4[0] - 2 * MARGIN
    return Image(str(path), width=across, height=across * height / width)


def _contents(setter: Typesetter, pages: Sequence[HelpPage], title: str) -> Iterator[Flowable]:
    yield setter.text(printable(title), _TITLE, Face.BOLD)
    for number, page in enumerate(pages, start=1):
        line = printable(f"{number}. {page.title}")
        yield setter.text(line, _BODY)


def _set(setter: Typesetter, block: Block) -> Flowable:
    if block.kind is Kind.TASK:
        return setter.text(printable(block.text), _HEADING, Face.BOLD)
    before = f"{block.number}.  " if block.number else _BEFORE[block.kind]
    runs = [(before, Face.REGULAR)] if before else []
    faces = {True: Face.BOLD, False: Face.REGULAR}
    return setter.runs([*runs, *((words, faces[bold]) for words, bold in block.runs)], _BODY)
