"""The columns of an old register as a person tells them apart: letter, heading, a sample."""

from collections.abc import Sequence
from dataclasses import dataclass

from ca_desktop.domain.old_books import OldBook, OldCell, OldField, OldLine
from ca_desktop.domain.old_registers import Plan, text_of

LETTERS = 26
MOST_SAMPLED = 50
"""Lines below the headings that are looked through for a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """A column of the sheet.

    Attributes:
        said: what it says of a dossier; None: it is passed over.
    """

    place: int
    heading: str
    sample: str
    said: OldField | None

    @property
    def letter(self) -> str:
        """The name that spreadsheets give it."""
        high, low = divmod(self.place, LETTERS)
        return f"{chr(64 + high) if high else ''}{chr(65 + low)}"


def columns_of(book: OldBook, plan: Plan) -> Sequence[ColumnRow]:
    """Return the columns of the sheet of a plan."""
    sheet = book.sheets[plan.sheet]
    heads = [line for line in sheet.lines if line.number == plan.header]
    body = [line for line in sheet.lines if line.number > plan.header][:MOST_SAMPLED]
    return [
        ColumnRow(
            place=place,
            heading=_text(heads[0], place) if heads else "",
            sample=next(filter(None, (_text(line, place) for line in body)), ""),
            said=plan.columns.get(place),
        )
        for place in range(sheet.width)
    ]


def _text(line: OldLine, place: int) -> str:
    cell = line.cells[place] if place < len(line.cells) else OldCell()
    return f"{cell.day:%d/%m/%Y}" if cell.day else text_of(cell)
