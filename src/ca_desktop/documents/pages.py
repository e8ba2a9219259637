"""Rows, stacks and the flow of a document over pages: laid out once, drawn as often as needed."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.plain_text import RULE

WHOLE_SHARE = 0.25
"""Parts up to this share of a page are moved to the next page rather than torn."""

Placed = tuple[Flowable, float]
"""A flowable and the height of its lower edge above the bottom of the page's body."""


class Gap(Flowable):
    """White space of a fixed height."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the width offered and the fixed height."""
        return aW, self.height

    def draw(self) -> None:
        """Draw nothing."""


class Stack(Flowable):
    """Flowables one above the other."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self._parts = parts

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the width offered and the sum of the heights."""
        self.width = aW
        self.height = sum(part.wrap(aW, aH)[1] for part in self._parts)
        return self.width, self.height

    @override
    def split(self, aW: float, aH: float, /) -> list[Flowable]:
        """Return what fits into ``aH`` and the rest, or nothing when nothing fits."""
        room = aH
        for at, part in enumerate(self._parts):
            height = part.wrap(aW, room)[1]
            if height > room:
                pieces = part.split(aW, room)
                above = [*self._parts[:at], *pieces[:1]]
                below = [*(pieces[1:] or [part]), *self._parts[at + 1 :]]
                return [Stack(above), Stack(below)] if above else []
            room -= height
        return [self]

    def draw(self) -> None:
        """Draw the parts from the top."""
        top = self.height
        for part in self._parts:
            top -= part.wrap(self.width, top)[1]
            part.drawOn(self.canv, 0, top)


class Row(Flowable):
    """Cells side by side, ruled like a table or bare."""

    def __init__(
        self,
        cells: Sequence[Flowable],
        widths: Sequence[float],
        *,
        padding: tuple[float, float] = (0, 0),
        ruled: bool = False,
        centred: bool = False,
    ) -> None:
        """Make a row.

        Args:
            cells: one flowable each.
            widths: in points, padding included.
            padding: left and right, top and bottom of each cell.
            ruled: lines on all sides; rows of equal widths share them.
            centred: cells stand in the middle of the row's height, else at its top.
        """
        super().__init__()
        self._cells = cells
        self._widths = widths
        self._padding = padding
        self._ruled = ruled
        self._centred = centred

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the sum of the widths and the height of the tallest cell."""
        heights = [cell.wrap(room, aH)[1] for cell, room in self._rooms()]
        self.width = sum(self._widths)
        self.height = max(heights) + 2 * self._padding[1]
        return self.width, self.height

    @override
    def split(self, aW: float, aH: float, /) -> list[Flowable]:
        """Return what fits into ``aH`` and the rest, or nothing when no line fits."""
        room = aH - 2 * self._padding[1]
        above: list[Flowable] = []
        below: list[Flowable] = []
        for cell, width in self._rooms():
            if cell.wrap(width, room)[1] <= room:
                pieces: list[Flowable] = [cell]
            elif not (pieces := cell.split(width, room)):
                return []
            above.append(pieces[0])
            below.append(pieces[1] if len(pieces) > 1 else Gap(0))
        return [self._part(above), self._part(below)]

    def draw(self) -> None:
        """Draw the cells and their lines."""
        left, (side, edge) = 0.0, self._padding
        for (cell, room), width in zip(self._rooms(), self._widths, strict=True):
            height = cell.wrap(room, self.height)[1]
            slack = self.height - 2 * edge - height
            cell.drawOn(self.canv, left + side, edge + slack / (2 if self._centred else 1))
            if self._ruled:
                self.canv.setLineWidth(RULE)
                self.canv.rect(left, 0, width, self.height)
            left += width

    def _rooms(self) -> list[tuple[Flowable, float]]:
        inner = [width - 2 * self._padding[0] for width in self._widths]
        return list(zip(self._cells, inner, strict=True))

    def _part(self, cells: Sequence[Flowable]) -> "Row":
        return Row(
            cells, self._widths, padding=self._padding, ruled=self._ruled, centred=self._centred
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Parts of a document that belong together.

    Attributes:
        heading: repeated at the top of each further page the block reaches.
        lead: number of first parts that never stand alone at the foot of a page.
        whole: moved to a new page rather than torn, where one page can hold it.
    """

    parts: tuple[Flowable, ...]
    heading: Flowable | None = None
    lead: int = 0
    whole: bool = False


class _Flow:
    """Fills page after page from the top."""

    def __init__(self, width: float, height: float, running_head: Flowable) -> None:
        self._width = width
        self._height = height
        self._running_head = running_head
        self.pages: list[list[Placed]] = [[]]
        self.room = self._fresh = height

    def height(self, part: Flowable) -> float:
        return part.wrap(self._width, self.room)[1]

    def turn(self, heading: Flowable | None = None) -> None:
        self.pages.append([])
        self.room = self._height
        self._put(self._running_head)
        if heading is not None:
            self._put(heading)
        self._fresh = self.room

    def keep(self, parts: Sequence[Flowable], heading: Flowable | None = None) -> None:
        """Turn the page if ``parts`` fit on a new one but no longer on this one."""
        needed = sum(self.height(part) for part in parts)
        fresh = self._height - self.height(self._running_head)
        if self.room < needed <= fresh and self.room < self._fresh:
            self.turn(heading)

    def place(self, part: Flowable, heading: Flowable | None) -> None:
        queue = deque([part])
        while queue:
            piece = queue.popleft()
            if self.height(piece) <= self.room:
                self._put(piece)
            elif self.room < self._fresh and self.height(piece) <= self._fresh * WHOLE_SHARE:
                self.turn(heading)
                queue.appendleft(piece)
            elif pieces := piece.split(self._width, self.room):
                queue.extendleft(reversed(pieces))
            elif self.room < self._fresh:
                self.turn(heading)
                queue.appendleft(piece)
            else:
                self._put(piece)

    def _put(self, piece: Flowable) -> None:
        self.room -= self.height(piece)
        self.pages[-1].append((piece, self.room))


def paginate(
    blocks: Sequence[Block], running_head: Flowable, width: float, height: float
) -> list[list[Placed]]:
    """Flow ``blocks`` over pages; nothing is dropped, whatever its size.

    Args:
        blocks: in reading order.
        running_head: stands at the top of every page but the first.
        width: of the body in points.
        height: of the body of every page in points.

    Returns:
        One list for each page, at least one.
    """
    flow = _Flow(width, height, running_head)
    for block in blocks:
        if block.whole:
            flow.keep(block.parts, block.heading)
        elif block.lead:
            flow.keep(block.parts[: block.lead + 1])
        for part in block.parts:
            flow.place(part, block.heading)
    return flow.pages


def draw_page(canvas: Canvas, page: Sequence[Placed], left: float, bottom: float) -> None:
    """Draw a page's parts with the lower left corner of its body at (``left``, ``bottom``)."""
    for part, above in page:
        part.drawOn(canvas, left, bottom + above)


def draw_watermark(canvas: Canvas, mark: Flowable, page: tuple[float, float], angle: float) -> None:
    """Draw a mark across a page, a little below its middle."""
    width, height = mark.wrap(page[1], page[1])
    canvas.saveState()
    canvas.translate(page[0] / 2, page[1] * 0.4)
    canvas.rotate(angle)
    canvas.setLineWidth(RULE)
    mark.drawOn(canvas, -width / 2, -height / 2)
    canvas.restoreState()
