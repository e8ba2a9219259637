"""A row that becomes several where there is too little room for one."""

from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QStyle,
    QWidget,
)
from typing_extensions import override

from ca_desktop.ui.widgets.labels import PlainLabel


@dataclass(frozen=True, slots=True)
class _Part:
    item: QLayoutItem
    share: int = 0
    letters: int = 0
    right: bool = True

    def width(self, most: int) -> int:
        """Return how wide it wants to be; a sentence is content with two lines."""
        widget = self.item.widget()
        least = self.letters * widget.fontMetrics().averageCharWidth()
        if isinstance(widget, PlainLabel) and widget.wordWrap():
            wanted = _two_lines(widget)
        else:
            wanted = (self.item.minimumSize() if self.share else self.item.sizeHint()).width()
        return min(max(wanted, least), most)

    def height(self, width: int) -> int:
        """Return how high it is in so much room."""
        if self.item.hasHeightForWidth():
            return self.item.heightForWidth(width)
        return self.item.sizeHint().height()


@dataclass(frozen=True, slots=True)
class _Line:
    parts: list[tuple[_Part, int]]
    height: int


class FlowRow(QLayout):
    """Puts widgets beside each other, and below what has no room there.

    A part with a share takes what its line leaves; a line without one stands at the right.

    Args:
        foot: what is lower stands at the foot of its line: buttons beside fields with a title.
        left: what is added stands at the left, until `turn_right`.
    """

    def __init__(self, *, foot: bool = False, left: bool = False) -> None:
        super().__init__()
        self._right = not left
        self._foot = foot
        self._parts: list[_Part] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, share: int = 0, *, letters: int = 0) -> None:
        """Add a widget at the end.

        Args:
            widget: it becomes a child of the row's parent.
            share: of what its line leaves.
            letters: that it has room for at least.
        """
        self.addWidget(widget)
        self._parts[-1] = replace(self._parts[-1], share=share, letters=letters)

    def add_pair(self, title: str, field: QWidget, parent: QWidget, share: int = 0) -> None:
        """Add a field with its title before it; they stay together."""
        pair = QWidget(parent)
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        label = PlainLabel(title, pair)
        label.setWordWrap(False)
        row.addWidget(label)
        row.addWidget(field, 1)
        across = QSizePolicy.Policy.Preferred if share else QSizePolicy.Policy.Maximum
        pair.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.add(pair, share)

    def turn_right(self) -> None:
        """Let what is added from now on stand at the right."""
        self._right = True

    # what Qt asks

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._parts.append(_Part(item, right=self._right))

    @override
    def count(self) -> int:
        return len(self._parts)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._parts[index].item if 0 <= index < len(self._parts) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._parts.pop(index).item if 0 <= index < len(self._parts) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    @override
    def heightForWidth(self, width: int) -> int:
        """Qt asks for the same width some thirty times while a page is laid out."""
        if width not in self._heights:
            lines = self._lines(width)
            gaps = self._gap() * max(len(lines) - 1, 0)
            self._heights[width] = sum(line.height for line in lines) + gaps
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        shown = self._shown()
        wide = sum(part.width(_ENDLESS) for part in shown) + self._gap() * (len(shown) - 1)
        return QSize(max(wide, 0), self.heightForWidth(max(wide, 0)))

    @override
    def minimumSize(self) -> QSize:
        least = QSize()
        for part in self._shown():
            least = least.expandedTo(part.item.minimumSize())
        return least

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for line in self._lines(rect.width()):
            self._place(line, QRect(rect.left(), top, rect.width(), line.height))
            top += line.height + self._gap()

    # where each stands

    def _shown(self) -> list[_Part]:
        return [part for part in self._parts if not part.item.isEmpty()]

    def _gap(self) -> int:
        given = self.spacing()
        if given >= 0:
            return given
        metric = QStyle.PixelMetric.PM_LayoutHorizontalSpacing
        return max(QApplication.style().pixelMetric(metric), 0)

    def _lines(self, width: int) -> list[_Line]:
        """Break the row where the next part would not fit."""
        parts, gap = self._shown(), self._gap()
        starts, used = [0], 0
        for place, part in enumerate(parts):
            wide = part.width(width)
            if place > starts[-1] and used + gap + wide > width:
                starts.append(place)
                used = 0
            used += wide + (gap if place > starts[-1] else 0)
        ends = pairwise([*starts, len(parts)])
        return [self._line(parts[one:other], width) for one, other in ends if other > one]

    def _line(self, parts: list[_Part], width: int) -> _Line:
        wide = [part.width(width) for part in parts]
        left = width - sum(wide) - self._gap() * (len(parts) - 1)
        shares = sum(part.share for part in parts)
        if shares:
            given = [w + left * x.share // shares for w, x in zip(wide, parts, strict=True)]
        else:
            given = wide
        high = max(part.height(w) for part, w in zip(parts, given, strict=True))
        return _Line(list(zip(parts, given, strict=True)), high)

    def _place(self, line: _Line, room: QRect) -> None:
        gap = self._gap()
        used = sum(width for _part, width in line.parts) + gap * (len(line.parts) - 1)
        left, spare = room.left(), max(room.width() - used, 0)
        for part, width in line.parts:
            if part.right:
                left, spare = left + spare, 0
            high = min(part.height(width), room.height())
            below = room.height() - high
            top = room.top() + (below if self._foot else below // 2)
            part.item.setGeometry(QRect(left, top, width, high))
            left += width + gap


def _two_lines(label: PlainLabel) -> int:
    """Return how wide a sentence is in two lines, or in one where it is short."""
    metrics, text = label.fontMetrics(), label.text()
    whole = metrics.horizontalAdvance(text) + 2
    words = max((metrics.horizontalAdvance(x) for x in text.split()), default=0)
    return min(whole, max(words, whole // 2 + metrics.averageCharWidth() * _UNEVEN))


_UNEVEN = 6
"""Letters by which the two lines of a sentence differ."""

_ENDLESS = 10_000
