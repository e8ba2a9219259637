"""Text on paper, drawn letter for letter: nothing in it is ever read as markup."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportlab.platypus.flowables import Flowable
from typing_extensions import override

from ca_desktop.documents.fonts import Face, Fonts, Letter, pieces, printable
from ca_desktop.documents.forms import Align

LEADING = 1.16
"""Line height as a multiple of the type size: room for Ế and ặ."""

BASELINE = 0.91
"""Distance from the top of a line to its baseline, as a multiple of the type size."""

RULE_GAP = 2.5
"""Extra height for a drawn line under a text, clear of the dots of Ậ and Ụ."""

RULE = 0.6
"""Thickness of drawn lines in points: thinner ones break on a dot-matrix printer."""

WIDEST_GAP = 0.75
"""What a space may become in a justified line, at 1 point; a line that needs more stays ragged."""

NARROWER = 0.96
"""Steps in which a title is tried in narrower lines."""

JOINTS = frozenset("-./")
"""Signs behind which a word that is too wide is cut: of a code its parts stay whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text stands.

    Attributes:
        size: type size in points.
        rule: length of the line drawn under the last line, as a share of that line; 0 for none.
        hollow: only the outlines of the letters.
        justified: lines reach both edges, except the last of the text.
        indent: of the first line, in points.
        balanced: its lines are about as long as each other, no word alone on the last.
    """

    size: float
    align: Align = "left"
    rule: float = 0
    hollow: bool = False
    justified: bool = False
    indent: float = 0
    balanced: bool = False

    @property
    def leading(self) -> float:
        """Line height in points."""
        return self.size * LEADING


def break_lines(
    letters: Sequence[Letter], limit: float, indent: float = 0
) -> list[tuple[int, int]]:
    """Cut ``letters`` into lines no wider than ``limit`` at 1 point, as (start, end) of each.

    The first line is shorter by ``indent``.

    Lines end at spaces, which are dropped there; a word wider than a line is cut behind a sign of
    `JOINTS`, else where the line is full. Every other letter appears once, in order; a letter
    wider than ``limit`` stands alone.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    space = joint = -1
    width = indent
    for at, letter in enumerate(letters):
        width += letter.width
        if letter.text == " ":
            space = at
        while letter.text != " " and width > limit and at > start:  # the rest may be too wide too
            end, resume = _cut(start, at, space, joint)
            lines.append((start, end))
            start = resume
            width = sum(letter.width for letter in letters[start : at + 1])
        if letter.text in JOINTS:
            joint = at + 1
    lines.append((start, len(letters)))
    return lines


def _balanced(letters: Sequence[Letter], limit: float) -> list[tuple[int, int]]:
    """Cut ``letters`` into as few lines as `break_lines` does, each as narrow as it may be."""
    lines = break_lines(letters, limit)
    narrow = limit
    while len(lines) > 1:
        narrow *= NARROWER
        tried = break_lines(letters, narrow)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _cut(start: int, at: int, space: int, joint: int) -> tuple[int, int]:
    """Return where a line that is full ends, and where the next one begins."""
    if space > start:
        return space, space + 1
    return (joint, joint) if joint > start else (at, at)


class PlainText(Flowable):
    """A piece of text that wraps and flows over pages."""

    def __init__(self, letters: Sequence[Letter], style: Style, *, goes_on: bool = False) -> None:
        """Make a text.

        Args:
            letters: of it.
            style: how it stands.
            goes_on: the rest of its last sentence stands elsewhere: the last line is like others.
        """
        super().__init__()
        self._letters = letters
        self._style = style
        self._goes_on = goes_on
        self._lines: list[tuple[int, int]] = []
        self._broken_at = -1.0

    @property
    def widest_word(self) -> float:
        """Points of the widest word; a narrower column cuts it."""
        widest = width = 0.0
        for letter in self._letters:
            width = 0.0 if letter.text == " " else width + letter.width
            widest = max(widest, width)
        return widest * self._style.size

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the width offered and the height of all lines."""
        if aW != self._broken_at:
            size = self._style.size
            self._lines = (
                _balanced(self._letters, aW / size)
                if self._style.balanced
                else break_lines(self._letters, aW / size, self._style.indent / size)
            )
            self._broken_at = aW
        underline = RULE_GAP if self._style.rule else 0
        self.width, self.height = aW, len(self._lines) * self._style.leading + underline
        return self.width, self.height

    @override
    def split(self, aW: float, aH: float, /) -> list[Flowable]:
        """Return what fits into ``aH`` and the rest, or nothing when no line fits."""
        if self.wrap(aW, aH)[1] <= aH + 1e-6:
            return [self]
        fitting = min(int(aH / self._style.leading + 1e-6), len(self._lines) - 1)
        if fitting <= 0:
            return []
        cut, resume = self._lines[fitting - 1][1], self._lines[fitting][0]
        first, rest = replace(self._style, rule=0), replace(self._style, indent=0)
        return [
            PlainText(self._letters[:cut], first, goes_on=True),
            PlainText(self._letters[resume:], rest, goes_on=self._goes_on),
        ]

    def draw(self) -> None:
        """Draw line after line; the origin is the lower left corner."""
        size = self._style.size
        text = self.canv.beginText()
        text.setTextRenderMode(1 if self._style.hollow else 0)
        left = width = 0.0
        baseline = self.height - size * BASELINE
        for number, (start, end) in enumerate(self._lines):
            line = self._letters[start:end]
            width = sum(letter.width for letter in line) * size
            indent = 0.0 if number else self._style.indent
            slack = self.width - indent - width
            left = indent + _left(self._style.align, slack)
            baseline = self.height - size * BASELINE - number * self._style.leading
            wider = self._wider(line, number, slack)
            if self._style.justified:
                text.setWordSpace(wider)
            at = left
            for piece in pieces(line):
                text.setTextOrigin(at + piece.shift * size, baseline + piece.lift * size)
                text.setFont(piece.face, size)
                text.textOut(piece.text)
                at += piece.width * size + piece.text.count(" ") * wider
        self.canv.drawText(text)
        if self._style.rule:
            length = width * self._style.rule
            left += (width - length) / 2
            self.canv.setLineWidth(RULE)
            self.canv.line(left, RULE, left + length, RULE)

    def _wider(self, line: Sequence[Letter], number: int, slack: float) -> float:
        """Return by how much each space of a line grows so that the line reaches both edges."""
        last = number == len(self._lines) - 1 and not self._goes_on
        spaces = [letter.width for letter in line if letter.text == " "]
        if not self._style.justified or last or not spaces:
            return 0
        wider = slack / len(spaces)
        return wider if spaces[0] + wider / self._style.size <= WIDEST_GAP else 0


def _left(align: Align, slack: float) -> float:
    return {"left": 0.0, "center": slack / 2, "right": slack}[align]


class Typesetter:
    """Makes texts of one set of fonts; keeps what it has set, for further copies."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._set: dict[tuple[str, Face], list[Letter]] = {}

    def text(self, words: str, style: Style, face: Face = Face.REGULAR) -> PlainText:
        """Set ``words`` in one face."""
        return self.runs([(words, face)], style)

    def runs(self, runs: Iterable[tuple[str, Face]], style: Style) -> PlainText:
        """Set runs of different faces as one text.

        Args:
            runs: already cleaned by `printable`, spaces at their edges kept.
            style: how it stands.
        """
        letters = [letter for words, face in runs for letter in self._letters(words, face)]
        return PlainText(letters, style)

    def _letters(self, words: str, face: Face) -> list[Letter]:
        if (words, face) not in self._set:
            self._set[words, face] = list(self._fonts.letters(words, face))
        return self._set[words, face]


class NamedSizes:
    """Sets words in the sizes that a form gives names to.

    Args:
        typesetter: of the form's fonts.
        sizes: points, by name.
    """

    def __init__(self, typesetter: Typesetter, sizes: Mapping[str, float]) -> None:
        self._typesetter = typesetter
        self._sizes = sizes

    def text(
        self,
        words: str,
        size: str,
        align: Align = "left",
        face: Face = Face.REGULAR,
        *,
        rule: float = 0,
    ) -> PlainText:
        """Set words as they may be printed; where there are none, the room of a line stays."""
        style = Style(size=float(self._sizes[size]), align=align, rule=rule)
        return self._typesetter.text(printable(words) or " ", style, face)
