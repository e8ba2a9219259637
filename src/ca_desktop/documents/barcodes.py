"""The dossier code as scanners read it: a QR code and a Code 128.

Source:
    Module widths and sizes were measured: at 1/75 inch a module is whole dots at 150, 300 and
    600 dpi and decoded 40 of 40 times; other widths failed (docs/sources.md#barcodes).
"""

from functools import lru_cache
from math import ceil

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import inch, mm
from reportlab.platypus.flowables import Flowable
from typing_extensions import override

MODULE = inch / 75
QUIET_MODULES = 10
QR_SIZE = 20 * mm
QR_QUIET_MODULES = 4


class QrCode(Flowable):
    """A QR code, drawn as one path.

    Attributes:
        quiet: white space in points that must stay free on all sides.
    """

    def __init__(self, code: str, size: float = QR_SIZE, dot: float = 0) -> None:
        """Make one.

        Args:
            code: what it says.
            size: of a side in points.
            dot: of the printer in points: modules are whole dots then, the side a little longer.
        """
        super().__init__()
        self._rows = _matrix(code)
        if dot:
            size = ceil(size / len(self._rows) / dot) * dot * len(self._rows)
        self._module = size / len(self._rows)
        self.quiet = QR_QUIET_MODULES * self._module
        self.width = self.height = size

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the fixed size, without the quiet zone."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the dark modules, joined along each row."""
        side = self._module
        path = self.canv.beginPath()
        for number, row in enumerate(self._rows):
            for start, length in _dark_runs(row):
                path.rect(start * side, self.height - (number + 1) * side, length * side, side)
        self.canv.drawPath(path, stroke=0, fill=1)


class _Bars(Code128):
    """Bars drawn as one path: single rectangles are rounded outwards when a page is rastered."""

    @override
    def draw(self) -> None:
        self._path = self.canv.beginPath()
        super().draw()
        self.canv.drawPath(self._path, stroke=0, fill=1)

    @override
    def rect(self, x: float, y: float, w: float, h: float) -> None:
        self._path.rect(x, y, w, h)


class LineCode(Flowable):
    """A Code 128.

    Attributes:
        quiet: white space in points that must stay free left and right.
    """

    def __init__(self, code: str, height: float = 11 * mm, module: float = MODULE) -> None:
        super().__init__()
        self._module = module
        self.quiet = QUIET_MODULES * module
        self._bars = _Bars(
            code,
            barWidth=module,
            barHeight=height,
            quiet=0,
            humanReadable=0,
        )
        self.width: float = self._bars.width + module
        self.height = height

    @override
    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Return the fixed size, without the quiet zones."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the bars, from whole dots of the sheet on: hence a shift of up to one module."""
        left, _ = self.canv.absolutePosition(0, 0)
        self._bars.drawOn(self.canv, -left % self._module, 0)


def fits_line_code(code: str) -> bool:
    """Tell whether Code 128 can hold every letter of ``code``."""
    return bool(code) and code.isascii() and code.isprintable()


@lru_cache(maxsize=4)
def _matrix(code: str) -> tuple[bytes, ...]:
    """Keep the last few: both copies of a slip show the same code."""
    return tuple(bytes(row) for row in segno.make_qr(code, error="m").matrix)


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
