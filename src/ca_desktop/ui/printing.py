"""Documents as pictures: on screen, and on the printer at its own paper size.

Loaded with the first print: looking for printers may take seconds.
"""

import pypdfium2
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ca_desktop.domain.errors import MachineError

POINTS = 72
DOTS = 300
"""Dots an inch of the picture sent: 4 for each bar of 1/75 inch, and every printer's own
resolution is a multiple of it."""


def send_to_printer(pdf: bytes, *, title: str) -> str:
    """Send a document to the default printer and return the printer's name.

    Raises:
        MachineError: NO-PRINTER there is none; PRINT-FAILED its queue did not take the job.
    """
    info = QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise MachineError("NO-PRINTER")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    draw_on(printer, pdf)
    return info.description() or info.printerName()


def draw_on(printer: QPrinter, pdf: bytes) -> None:
    """Draw every page of a document at its own size.

    Raises:
        MachineError: PRINT-FAILED the printer's queue did not take the job.
    """
    printer.setResolution(DOTS)
    printer.setFullPage(True)
    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    try:
        for number, page in enumerate(document):
            printer.setPageLayout(_layout(*page.get_size()))  # drivers hand back their own paper
            ready = printer.newPage() if number else painter.begin(printer)
            if not ready:
                raise MachineError("PRINT-FAILED")
            place = QRectF(printer.pageLayout().fullRectPixels(DOTS))
            painter.drawImage(place, picture_of(page, DOTS))
    finally:
        ended = painter.end() if painter.isActive() else True
        document.close()
    if not ended or printer.printerState() == QPrinter.PrinterState.Error:
        raise MachineError("PRINT-FAILED")


def pictures_of(pdf: bytes, dots: float) -> list[QImage]:
    """Return the pages of a document as pictures of ``dots`` an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [picture_of(page, dots) for page in document]
    finally:
        document.close()


def picture_of(page: pypdfium2.PdfPage, dots: float) -> QImage:
    """Return one page as a grey picture that owns its dots."""
    bitmap = page.render(scale=dots / POINTS, grayscale=True)
    image = QImage(
        bytes(bitmap.buffer),
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        QImage.Format.Format_Grayscale8,
    )
    return image.copy()


def _layout(width: float, height: float) -> QPageLayout:
    """Return paper of this size in points, named as printers know it."""
    lying = width > height
    upright = QSizeF(min(width, height), max(width, height))
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turn = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turn, QMarginsF())
