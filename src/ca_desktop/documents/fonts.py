"""The bundled fonts of paper: registered once, asked which letters they have.

Paper is always set in Liberation Serif, the free twin of Times New Roman that NĐ 30/2020 asks
for; a letter it lacks comes from Noto Sans, and one that both lack prints as U+FFFD, so that
nobody takes a gap for the name.
"""

import unicodedata
from collections.abc import Iterator, Sequence
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


class Face(StrEnum):
    """Faces of paper, by the name reportlab knows them under; the value is the file's stem."""

    REGULAR = "LiberationSerif-Regular"
    BOLD = "LiberationSerif-Bold"
    ITALIC = "LiberationSerif-Italic"
    RESERVE = "NotoSans-Regular"
    RESERVE_BOLD = "NotoSans-Bold"


_RESERVES = {
    Face.REGULAR: Face.RESERVE,
    Face.ITALIC: Face.RESERVE,
    Face.BOLD: Face.RESERVE_BOLD,
}


class Letter(NamedTuple):
    """One letter as it is printed.

    Attributes:
        width: at 1 point.
        lift: height above the baseline at 1 point, for a mark on a tall or marked letter.
    """

    text: str
    face: Face
    width: float
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
        font = self._font(face)
        glyphs, widths = font.face.charToGlyph, font.face.charWidths
        default = font.face.defaultWidth
        base = " "
        for letter in text:
            if (code := ord(letter)) not in glyphs:
                yield self._spare(letter, face)
            elif unicodedata.combining(letter) == ABOVE:
                yield Letter(letter, face, widths.get(code, default) / 1000, _lift(base))
            else:
                yield Letter(letter, face, widths.get(code, default) / 1000)
            base = letter

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


def _lift(base: str) -> float:
    """Raise a second mark clear of its letter: Ê-đê and Gia Rai write Ơ̆ and ô̆."""
    marked = any(
        unicodedata.combining(part) == ABOVE for part in unicodedata.normalize("NFD", base)
    )
    return 0.2 * base.isupper() + 0.15 * marked


def pieces(letters: Sequence[Letter]) -> Iterator[tuple[str, Face, float]]:
    """Join neighbours of one face and height into pieces that can be drawn in one go."""
    for (face, lift), group in groupby(letters, key=lambda letter: (letter.face, letter.lift)):
        yield "".join(letter.text for letter in group), face, lift
