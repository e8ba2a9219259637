"""The bundled fonts of paper: registered once, asked which letters they have.

Paper is always set in Liberation Serif, the free twin of Times New Roman that NĐ 30/2020 asks
for; a letter it lacks comes from Noto Sans, and one that both lack prints as U+FFFD, so that
nobody takes a gap for the name.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from ca_desktop.domain.errors import MachineError

UNKNOWN = "\ufffd"

ABOVE = 230
"""Unicode's combining class of marks that stand above a letter."""

TALL_LIFT = 0.13
MARKED_LIFT = 0.17
"""How far a mark goes up over a capital, and over a letter that carries one already."""


class Face(StrEnum):
    """Faces of paper, by the name reportlab knows them under; the value is the file's stem."""

    REGULAR = "LiberationSerif-Regular"
    BOLD = "LiberationSerif-Bold"
    ITALIC = "LiberationSerif-Italic"
    BOLD_ITALIC = "LiberationSerif-BoldItalic"
    RESERVE = "NotoSans-Regular"
    RESERVE_BOLD = "NotoSans-Bold"


_RESERVES = {
    Face.REGULAR: Face.RESERVE,
    Face.ITALIC: Face.RESERVE,
    Face.BOLD: Face.RESERVE_BOLD,
    Face.BOLD_ITALIC: Face.RESERVE_BOLD,
}


class Letter(NamedTuple):
    """One letter as it is printed.

    Attributes:
        width: at 1 point; a mark has none.
        shift: of a mark, from where the next letter would stand, at 1 point.
        lift: of a mark, above its usual height, at 1 point.
    """

    text: str
    face: Face
    width: float
    shift: float = 0
    lift: float = 0


class Fonts:
    """The faces of one folder, each loaded when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fonts: dict[Face, TTFont] = {}

    def letters(self, text: str, face: Face) -> Iterator[Letter]:
        """Yield each letter of ``text`` as it is printed.

        Args:
            text: already through `printable`.
            face: face of the line; letters it lacks are given another.
        """
        widths = self._font(face).face.charWidths
        base = " "
        for letter in text:
            if ord(letter) not in widths:
                yield self._spare(letter, face)
            elif unicodedata.combining(letter):
                yield self._mark(letter, base, face)
                continue
            else:
                yield Letter(letter, face, widths[ord(letter)] / 1000)
            base = letter

    def _mark(self, mark: str, base: str, face: Face) -> Letter:
        """Set a mark that has no letter of its own with ``base``, as in Ê-đê and Gia Rai names.

        The marks of Liberation Serif are drawn around their origin, for a small bare letter.
        """
        widths = self._font(face).face.charWidths
        body, *others = list(unicodedata.normalize("NFD", base))
        shift = widths.get(ord(body), 0) / 2 - widths.get(ord(base), 0)
        if unicodedata.combining(mark) != ABOVE:
            return Letter(mark, face, 0, shift / 1000)
        marked = any(unicodedata.combining(other) == ABOVE for other in others)
        lift = TALL_LIFT * base.isupper() + MARKED_LIFT * marked
        return Letter(mark, face, 0, shift / 1000, lift)

    def _spare(self, letter: str, face: Face) -> Letter:
        reserve = _RESERVES[face]
        font = self._font(reserve)
        shown = letter if ord(letter) in font.face.charToGlyph else UNKNOWN
        return Letter(shown, reserve, font.stringWidth(shown, 1))

    def _font(self, face: Face) -> TTFont:
        if face not in self._fonts:
            self._fonts[face] = _registered(self._folder / f"{face}.ttf", face)
        return self._fonts[face]


@cache
def _registered(path: Path, face: Face) -> TTFont:
    try:
        font = TTFont(face, path)
    except (TTFError, OSError) as error:
        raise MachineError("FONT-MISSING", file=path.name) from error
    pdfmetrics.registerFont(font)
    return font


def printable(text: str) -> str:
    """Return ``text`` as it may be printed: composed letters, plain spaces, no hidden marks.

    Control and format characters are dropped: on paper a mark that turns the direction of
    reading could only deceive. Every kind of white space becomes one space.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(_kept(letter) for letter in composed)
    return " ".join(kept.split())


def _kept(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter


def pieces(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Join neighbours of one face and place into pieces that can be drawn in one go."""
    for (face, shift, lift), group in groupby(letters, key=lambda at: (at.face, at.shift, at.lift)):
        texts, _, widths, _, _ = zip(*group, strict=True)
        yield Letter("".join(texts), face, sum(widths), shift, lift)
