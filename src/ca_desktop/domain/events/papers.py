"""What events say of numbered papers, and papers about several dossiers at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNumber:
    """The number of a paper; a reader of another office takes the text and leaves the counter.

    Attributes:
        book: what is numbered together: the value of a `ca_desktop.domain.letters.LetterKind`.
        unit: identifier of the unit the counter belongs to.
        day: ISO date on which it was given.
        running: within the year, from 1.
        text: as printed before the symbol, e.g. ``"07"``.
    """

    book: str
    unit: str
    day: str
    running: int
    text: str
