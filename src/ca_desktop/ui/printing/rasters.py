"""Documents as pictures: grey for the screen, black and white for printers.

The library loads with the first document: most windows stand long before they show or print one.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, qRgb

POINTS = 72
DARK = 160
"""Greys below it print black: thin strokes survive, gaps stay open."""

_BLACK, _WHITE = qRgb(0, 0, 0), qRgb(255, 255, 255)
_INKS = [_BLACK] * DARK + [_WHITE] * (256 - DARK)
_TWO_COLOURS = Qt.ImageConversionFlag.MonoOnly | Qt.ImageConversionFlag.ThresholdDither
"""Twenty times as fast as looking each dot up in a table of two colours, with the same picture."""

BAND = 256
"""Lines turned into two colours at a time: meanwhile the window cannot run."""

_EXACT = 1 - 1e-6
"""A page of 576.0001 dots has 576: the raster rounds up."""


class PdfPage(Protocol):
    """A page of an open document; sizes are in points."""

    def get_width(self) -> float:
        """Return its width."""
        ...

    def get_size(self) -> tuple[float, float]:
        """Return its width and height."""
        ...

    def render(self, **how: Any) -> object:  # noqa: ANN401 the library's
        """Draw it."""
        ...


@contextmanager
def opened(pdf: bytes) -> Iterator[Sequence[PdfPage]]:
    """Lend the pages of a document."""
    import pypdfium2  # noqa: PLC0415 memory of the window

    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pictures_of(pdf: bytes, dots: float) -> list[QImage]:
    """Return the pages of a document as pictures of ``dots`` an inch."""
    with opened(pdf) as pages:
        return [picture_of(page, dots) for page in pages]


def pictures_as_wide(pdf: bytes, pixels: int, most: int) -> list[QImage]:
    """Return the first pages of a document as pictures that are so many pixels wide.

    Args:
        pdf: the document.
        pixels: across each page.
        most: pages at the most.
    """
    with opened(pdf) as document:
        pages = [document[number] for number in range(min(most, len(document)))]
        return [picture_of(page, pixels * POINTS / page.get_width()) for page in pages]


def picture_of(page: PdfPage, dots: float) -> QImage:
    """Return one page as a grey picture."""
    return _raster(page, dots, QImage.Format.Format_Grayscale8)


def ink_of(page: PdfPage, dots: float) -> QImage:
    """Return one page as a picture of two colours: black where ink goes."""
    grey = _raster(page, dots, QImage.Format.Format_Indexed8)
    grey.setColorTable(_INKS)
    ink = QImage(grey.size(), QImage.Format.Format_Mono)
    ink.setColorTable([_BLACK, _WHITE])
    lines, bits = ink.bytesPerLine(), memoryview(ink.bits())
    for top in range(0, grey.height(), BAND):
        band = grey.copy(0, top, grey.width(), min(BAND, grey.height() - top))
        two = band.convertToFormat(QImage.Format.Format_Mono, _TWO_COLOURS)
        two.invertPixels()  # only with black as the first colour does Qt print it as two
        start = top * lines
        bits[start : start + two.sizeInBytes()] = two.constBits()
    return ink


def _raster(page: PdfPage, dots: float, kind: QImage.Format) -> QImage:
    """Let a page be drawn into a new picture: none of its many dots is made or copied twice."""
    from pypdfium2 import PdfBitmap  # noqa: PLC0415 memory of the window

    made: list[QImage] = []

    def maker(width: int, height: int, **how: object) -> object:
        picture = QImage(width, height, kind)
        made.append(picture)
        dots_of = (ctypes.c_ubyte * picture.sizeInBytes()).from_buffer(picture.bits())
        stride = picture.bytesPerLine()
        return PdfBitmap.new_native(width, height, buffer=dots_of, stride=stride, **how)

    page.render(scale=dots / POINTS * _EXACT, grayscale=True, bitmap_maker=maker)
    return made[0]
