"""The manual: the pages of help on A4, from the same source as in the window."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.fonts import Face, printable
from ca_desktop.documents.help_files import picture_of
from ca_desktop.documents.plain_sheets import PlainSheets
from ca_desktop.documents.plain_text import RULE, PlainText, Style, Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.help_pages import Block, HelpPage, Kind

MARGIN, GAP = 20 * mm, 5
_TITLE, _HEADING, _BODY = Style(size=20), Style(size=14), Style(size=12)
_NUMBER = Style(size=12, align="right")
_BEFORE = {Kind.TASK: "", Kind.TEXT: "", Kind.REMARK: "–  "}


class ManualPress:
    """Sets pages of help.

    Args:
        resources: holds the fonts.
    """

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def manual(self, pages: Sequence[HelpPage], title: str) -> bytes:
        """Return pages as a PDF on A4, with a list of their titles and where they begin."""
        setter = Typesetter(fonts_of(self._resources / "fonts"))
        if len(pages) == 1:
            return self._bound(setter, pages, title, ())[0]
        _draft, starts = self._bound(setter, pages, title, [0] * len(pages))
        return self._bound(setter, pages, title, starts)[0]

    def _bound(
        self, setter: Typesetter, pages: Sequence[HelpPage], title: str, starts: Sequence[int]
    ) -> tuple[bytes, list[int]]:
        """Return the file, and the page on which each page of help begins."""
        begun: list[int] = []
        sheets = PlainSheets(title, A4, MARGIN, GAP, numbers=Face.REGULAR if starts else None)
        if starts:
            sheets.pile(_contents(setter, pages, title, starts))
            sheets.turn()
        for number, page in enumerate(pages):
            if number:
                sheets.turn()
            begun.append(sheets.canvas.getPageNumber())
            sheets.canvas.bookmarkPage(page.name)
            sheets.canvas.addOutlineEntry(page.title, page.name)
            sheets.pile(self._page(setter, page))
        return sheets.pdf(), begun

    def _page(self, setter: Typesetter, page: HelpPage) -> Iterator[Flowable]:
        yield setter.text(printable(page.title), _TITLE, Face.BOLD)
        if picture := picture_of(self._resources, page):
            yield _Framed(picture)
        for block in page.blocks:
            yield _set(setter, block)


class _Framed(Flowable):
    """A picture as wide as the lines, in a frame: most of a screen is as white as the paper."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        width, height = ImageReader(str(self._path)).getSize()
        self.width, self.height = aW, aW * height / width + 2 * GAP
        return self.width, self.height

    def draw(self) -> None:
        """Draw it with some air above and below."""
        high = self.height - 2 * GAP
        self.canv.drawImage(str(self._path), 0, GAP, width=self.width, height=high)
        self.canv.setLineWidth(RULE)
        self.canv.rect(0, GAP, self.width, high)


class _Entry(Flowable):
    """A line of the contents: a title, and at the right the number of its page."""

    def __init__(self, title: PlainText, number: PlainText) -> None:
        super().__init__()
        self._parts = title, number

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        self.width = aW
        self.height = max(part.wrap(aW, aH)[1] for part in self._parts)
        return self.width, self.height

    def draw(self) -> None:
        """Draw both on one line."""
        for part in self._parts:
            part.drawOn(self.canv, 0, 0)


def _contents(
    setter: Typesetter, pages: Sequence[HelpPage], title: str, starts: Sequence[int]
) -> Iterator[Flowable]:
    yield setter.text(printable(title), _TITLE, Face.BOLD)
    for number, (page, start) in enumerate(zip(pages, starts, strict=True), start=1):
        line = printable(f"{number}. {page.title}")
        yield _Entry(setter.text(line, _BODY), setter.text(str(start), _NUMBER))


def _set(setter: Typesetter, block: Block) -> Flowable:
    if block.kind is Kind.TASK:
        heading = setter.text(printable(block.text), _HEADING, Face.BOLD)
        heading.keepWithNext = 1
        return heading
    before = f"{block.number}.  " if block.number else _BEFORE[block.kind]
    runs = [(before, Face.REGULAR)] if before else []
    faces = {True: Face.BOLD, False: Face.REGULAR}
    return setter.runs([*runs, *((words, faces[bold]) for words, bold in block.runs)], _BODY)
