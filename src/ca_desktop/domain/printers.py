"""Why a printer does not print, from what systems say of it.

Source:
    RFC 8011 §5.4.12 (reasons; without a suffix they are errors); winspool.h (PRINTER_STATUS_…).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class PrinterTrouble(StrEnum):
    """What keeps a printer from printing; the value is the code of its message."""

    PAPER = "PRINTER-PAPER"
    JAM = "PRINTER-JAM"
    DOOR = "PRINTER-DOOR"
    INK = "PRINTER-INK"
    OFFLINE = "PRINTER-OFFLINE"
    STOPPED = "PRINTER-STOPPED"
    GONE = "PRINTER-GONE"


class SpoolState(StrEnum):
    """How far a paper is in the queue of its printer; ``UNKNOWN``: the queue does not know it."""

    WAITING = "waiting"
    DONE = "done"
    LOST = "lost"
    UNKNOWN = "unknown"


IDLE: Final = "3"
STOPPED: Final = "5"
"""States of a printer of IPP."""

HARMLESS: Final = ("-report", "-warning")
REASONS: Final = {
    "media-empty": PrinterTrouble.PAPER,
    "media-needed": PrinterTrouble.PAPER,
    "input-tray-missing": PrinterTrouble.PAPER,
    "media-jam": PrinterTrouble.JAM,
    "door-open": PrinterTrouble.DOOR,
    "cover-open": PrinterTrouble.DOOR,
    "interlock-open": PrinterTrouble.DOOR,
    "toner-empty": PrinterTrouble.INK,
    "marker-supply-empty": PrinterTrouble.INK,
    "developer-empty": PrinterTrouble.INK,
    "offline": PrinterTrouble.OFFLINE,
    "shutdown": PrinterTrouble.OFFLINE,
    "timed-out": PrinterTrouble.OFFLINE,
    "paused": PrinterTrouble.STOPPED,
    "stopped": PrinterTrouble.STOPPED,
}
"""Keywords of IPP; a reason that is not here keeps nobody from printing."""

STATUS_BITS: Final = (
    (0x0000_0010, PrinterTrouble.PAPER),  # PAPER_OUT
    (0x0000_0040, PrinterTrouble.PAPER),  # PAPER_PROBLEM
    (0x0000_0008, PrinterTrouble.JAM),  # PAPER_JAM
    (0x0040_0000, PrinterTrouble.DOOR),  # DOOR_OPEN
    (0x0004_0000, PrinterTrouble.INK),  # NO_TONER
    (0x0000_0080, PrinterTrouble.OFFLINE),  # OFFLINE
    (0x0000_1000, PrinterTrouble.OFFLINE),  # NOT_AVAILABLE
    (0x0000_0001, PrinterTrouble.STOPPED),  # PAUSED
    (0x0000_0002, PrinterTrouble.STOPPED),  # ERROR
    (0x0010_0000, PrinterTrouble.STOPPED),  # USER_INTERVENTION
    (0x0000_0004, PrinterTrouble.GONE),  # PENDING_DELETION
)
"""Bits of Windows, what helps most first."""

WORK_OFFLINE: Final = 0x0000_0400
"""Attribute of a printer of Windows that is used without being there."""


def trouble_of_reasons(
    reasons: Iterable[str], *, state: str, accepting: bool
) -> PrinterTrouble | None:
    """Say what keeps a printer of IPP from printing; None when nothing does.

    What an idle printer says may be of yesterday: nobody asks it until the next job.

    Args:
        reasons: its keywords.
        state: `IDLE`, processing or `STOPPED`.
        accepting: it takes jobs.
    """
    if not accepting:
        return PrinterTrouble.STOPPED
    if state == IDLE:
        return None
    found = [
        trouble
        for reason in reasons
        if not reason.endswith(HARMLESS)
        and (trouble := REASONS.get(reason.removesuffix("-error"))) is not None
    ]
    for trouble in PrinterTrouble:
        if trouble in found:
            return trouble
    return PrinterTrouble.STOPPED if state == STOPPED else None


def trouble_of_status(status: int, attributes: int) -> PrinterTrouble | None:
    """Say what keeps a printer of Windows from printing; None when nothing does."""
    for bit, trouble in STATUS_BITS:
        if status & bit:
            return trouble
    return PrinterTrouble.OFFLINE if attributes & WORK_OFFLINE else None


def native_dots(dots: int) -> int:
    """Return how many dots an inch to send to a printer that has ``dots``.

    A whole share of its own, so that every dot sent is as wide as every other; 150 to 360 where
    there is such a share: more is not seen on a slip and is slow to send.
    """
    shares = [dots // n for n in range(1, dots // LEAST_DOTS + 1) if dots % n == 0]
    fitting = [share for share in shares if share <= MOST_DOTS]
    return max(fitting, default=USUAL_DOTS)


LEAST_DOTS: Final = 150
MOST_DOTS: Final = 360
USUAL_DOTS: Final = 300
"""4 for each bar of 1/75 inch."""
