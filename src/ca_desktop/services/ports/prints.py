"""What waits for a printer, what came out of one: working state beside the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from ca_desktop.services.ports.paper import SlipLayout


class PaperForm(StrEnum):
    """What is printed; each has its own printer and paper.

    ``SHEET`` is every document whose paper is its own: notes of handing over, sheets of keys.
    """

    SLIP = "slip"
    RECEIPT = "receipt"
    SHEET = "sheet"


class PrintState(StrEnum):
    """How far a paper has come.

    ``ASKED``: no printer has it yet. ``SENT``: a queue of the system holds it. ``FAILED``: it
    did not come out. ``SAVED``: a file was made of it instead. ``PRINTED``: it came out.
    ``DROPPED``: somebody wants no paper of it.
    """

    ASKED = "asked"
    SENT = "sent"
    FAILED = "failed"
    SAVED = "saved"
    PRINTED = "printed"
    DROPPED = "dropped"


UNPRINTED = (PrintState.ASKED, PrintState.SENT, PrintState.FAILED)
"""States in which a paper is "chưa in"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One paper that somebody asked for.

    Attributes:
        task_id: of the request whose papers a receipt names, of the event that a letter tells
            of; empty for a slip.
        reprint: 0 for the first, n for the n-th reprint.
        reason: code of the message that says why it did not come out; empty without one.
        printer: as the system names it; empty where none was reached.
        spool: its number in the queue of that printer; empty where the system gives none.
        asked_at: ISO moment; so is ``changed_at``.
    """

    job_id: str
    form: PaperForm
    dossier_id: str
    task_id: str = ""
    code: str
    layout: SlipLayout = "a4x2"
    reprint: int = 0
    state: PrintState = PrintState.ASKED
    reason: str = ""
    printer: str = ""
    spool: str = ""
    asked_at: str
    changed_at: str


class Prints(Protocol):
    """The papers, in one look."""

    def waiting(self) -> Sequence[PrintJob]:
        """Return what was asked for and has not come out, the oldest first."""

    def of_day(self, day: date) -> Sequence[PrintJob]:
        """Return what came out or was saved on a day, the newest first."""

    def open_of(self, dossier_id: str, task_id: str = "") -> PrintJob | None:
        """Return the paper of a dossier, or of a request, that has not come out, or was dropped."""

    def find(self, job_id: str) -> PrintJob | None:
        """Return a paper."""

    def waiting_count(self) -> int:
        """Return how many were asked for and have not come out."""


class PrintQueue(Prints, Protocol):
    """The papers, to be changed."""

    def keep(self, job: PrintJob) -> None:
        """Put a paper in, or in the place of what was known of it."""

    def forget(self, job_id: str) -> None:
        """Drop a paper."""

    def forget_before(self, moment: str) -> None:
        """Drop what came out before an ISO moment; the journal remembers that it did."""
