"""Documents onto paper: the printer that was chosen, its own dots, the paper that was meant.

Loaded with the first print and used on a worker: looking for printers may take seconds.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintEngine, QPrinter, QPrinterInfo

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.printers import USUAL_DOTS, native_dots
from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.services.ports.paper import ROLL_DOTS_AN_INCH
from ca_desktop.ui.printing.papers import ANY, Papers, holds, is_roll, is_same
from ca_desktop.ui.printing.queues import system_spooler
from ca_desktop.ui.printing.rasters import PdfPage, ink_of, opened
from ca_desktop.ui.printing.spoolers import Machine, Spooler

LONGEST_LOOK = 5.0
"""Seconds that looking for printers may take."""

CUPS_OPTIONS = 0xFE00
"""Key of Qt's print engine for options that go to CUPS as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document that a queue took.

    Attributes:
        spool: its number there; empty where the system gives none.
        other_paper: what the printer puts the document on instead of its own size, if it does.
    """

    printer: str
    label: str
    spool: str
    other_paper: str = ""


@dataclass(slots=True)
class _Look:
    """One look at the printers of the system."""

    done: threading.Event = field(default_factory=threading.Event)
    found: list[QPrinterInfo] = field(default_factory=list)


_looks: list[_Look] = []
"""The look that has not come back; a second one would only wait behind it."""

_looking = threading.Lock()


def machines(spooler: Spooler | None = None) -> Sequence[Machine]:
    """Return the printers of this computer, with the papers and trays of each.

    Raises:
        MachineError: PRINTERS-SILENT the system did not answer within `LONGEST_LOOK`.
    """
    asked = spooler or system_spooler()
    return [_machine(info, asked) for info in _infos()]


def print_pdf(
    pdf: bytes, *, title: str, choice: PrinterChoice, spooler: Spooler | None = None
) -> Printed:
    """Send a document to a printer, each page at its own size, black on white.

    Args:
        pdf: the document.
        title: what the queue calls it; names no person.
        choice: printer, tray and copies.
        spooler: the system's queues.

    Raises:
        MachineError: NO-PRINTER, PRINTER-UNCHOSEN, PRINTERS-SILENT, PRINTER-GONE or another
            `PrinterTrouble`, PAPER-REFUSED, PRINT-FAILED: the paper did not come out.
    """
    info = _chosen(choice)
    name = info.printerName()
    label = info.description() or name
    asked = spooler or system_spooler()
    if trouble := asked.trouble(name):
        raise MachineError(trouble, printer=label)
    before = asked.jobs(name)
    printer = _prepared(info, title, choice)
    papers = Papers(info.supportedPageSizes(), custom=info.supportsCustomPageSizes())
    other = draw_on(printer, pdf, label=label, papers=papers)
    fresh = [job for job, words in asked.jobs(name).items() if job not in before and words == title]
    return Printed(
        printer=name, label=label, spool=max(fresh, key=int, default=""), other_paper=other
    )


def draw_on(printer: QPrinter, pdf: bytes, *, label: str = "", papers: Papers = ANY) -> str:
    """Draw every page of a document at its own size; return the other paper it lies on, if so.

    Args:
        printer: with its dots set.
        pdf: the document.
        label: of the printer.
        papers: that the printer has.

    Raises:
        MachineError: PRINT-FAILED the queue did not take the job; PAPER-REFUSED no paper of the
            printer holds the page.
    """
    printer.setFullPage(True)
    painter = QPainter()
    other, first = "", True
    try:
        with opened(pdf) as pages:
            for page in pages:
                wanted = papers.for_page(*page.get_size())
                if wanted is None:
                    raise MachineError("PAPER-REFUSED", printer=label)
                other = (
                    assert_paper(printer, wanted, label) or other or papers.other(*page.get_size())
                )
                for place, ink in _sheets(printer, page):
                    if not (painter.begin(printer) if first else printer.newPage()):
                        raise MachineError("PRINT-FAILED")
                    painter.drawImage(place, ink)
                    first = False
    finally:
        ended = painter.end() if painter.isActive() else True
    if not ended or printer.printerState() == QPrinter.PrinterState.Error:
        raise MachineError("PRINT-FAILED")
    return other


def assert_paper(printer: QPrinter, wanted: QPageLayout, label: str) -> str:
    """Set the paper again and look what became of it: drivers hand back their own.

    Returns:
        Name of the larger paper that the printer has instead; empty when it is the one meant.

    Raises:
        MachineError: PAPER-REFUSED its paper is smaller.
    """
    printer.setPageLayout(wanted)
    got = printer.pageLayout().fullRect(QPageLayout.Unit.Point).size()
    meant = wanted.fullRect(QPageLayout.Unit.Point).size()
    if is_same(got, meant):
        return ""
    if not holds(got, meant):
        raise MachineError("PAPER-REFUSED", printer=label)
    return printer.pageLayout().pageSize().name()


def _infos() -> Sequence[QPrinterInfo]:
    with _looking:
        if not _looks:
            _looks.append(_Look())
            threading.Thread(target=_look_around, args=_looks, name="printers", daemon=True).start()
        look = _looks[0]
    if not look.done.wait(LONGEST_LOOK):
        raise MachineError("PRINTERS-SILENT")
    return look.found


def _look_around(look: _Look) -> None:
    try:
        look.found = QPrinterInfo.availablePrinters()
    finally:
        with _looking:
            _looks.remove(look)
        look.done.set()


def _chosen(choice: PrinterChoice) -> QPrinterInfo:
    found = _infos()
    if choice.printer:
        for info in found:
            if info.printerName() == choice.printer:
                return info
        raise MachineError("PRINTER-GONE", printer=choice.printer)
    if not found:
        raise MachineError("NO-PRINTER")
    for info in found:
        if info.isDefault() or len(found) == 1:
            return info
    raise MachineError("PRINTER-UNCHOSEN")


def _prepared(info: QPrinterInfo, title: str, choice: PrinterChoice) -> QPrinter:
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    own = max(info.supportedResolutions(), default=USUAL_DOTS)
    printer.setResolution(native_dots(own))
    printer.setDocName(title)
    printer.setCopyCount(choice.copies)
    if choice.tray.isdecimal():
        printer.setPaperSource(QPrinter.PaperSource(int(choice.tray)))
    elif choice.tray:
        key = QPrintEngine.PrintEnginePropertyKey(CUPS_OPTIONS)
        printer.printEngine().setProperty(key, ["InputSlot", choice.tray])
    return printer


def _sheets(printer: QPrinter, page: PdfPage) -> Sequence[tuple[QPoint, QImage]]:
    """Return the picture of a page; that of a roll longer than the paper in pieces."""
    dots = printer.resolution()
    if not is_roll(page.get_width()):
        return [(QPoint(0, 0), ink_of(page, dots))]
    room = printer.pageLayout().fullRectPixels(dots)
    ink = ink_of(page, ROLL_DOTS_AN_INCH if abs(dots - ROLL_DOTS_AN_INCH) < 1 else dots)
    left = max((room.width() - ink.width()) // 2, 0)
    step = max(room.height(), 1)
    pieces = [
        ink.copy(QRect(0, top, ink.width(), min(step, ink.height() - top)))
        for top in range(0, ink.height(), step)
    ]
    return [(QPoint(left, 0), piece) for piece in pieces]


def _machine(info: QPrinterInfo, spooler: Spooler) -> Machine:
    name = info.printerName()
    return Machine(
        name=name,
        label=info.description() or name,
        default=info.isDefault(),
        papers=tuple(size.name() for size in info.supportedPageSizes()),
        trays=tuple(spooler.trays(name)),
    )
