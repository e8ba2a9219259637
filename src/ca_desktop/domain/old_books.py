"""Workbooks from before this program: texts with their fonts, and what a column may say."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class OldField(StrEnum):
    """What a column may say of a dossier."""

    CODE = "code"
    NAME = "name"
    ID_NUMBER = "id_number"
    BIRTH = "birth"
    PHONE = "phone"
    ADDRESS = "address"
    PROCEDURE = "procedure"
    FIELD = "field"
    RECEIVED = "received"
    DUE = "due"
    FINISHED = "finished"
    RETURNED = "returned"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text in one font.

    Attributes:
        font: its name; empty where the workbook does not say.
    """

    text: str = field(repr=False)
    font: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCell:
    """A cell as the workbook has it.

    Attributes:
        runs: its text, font by font; none for an empty cell.
        day: where the workbook knows it as a date.
        number: the workbook knows it as a number: it has lost its first zeros.
    """

    runs: tuple[Run, ...] = field(default=(), repr=False)
    day: date | None = field(default=None, repr=False)
    number: bool = False

    @property
    def raw(self) -> str:
        """The text with its old codes."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLine:
    """A line that holds something; the first has number 1."""

    number: int
    cells: tuple[OldCell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSheet:
    """A sheet of a workbook."""

    name: str
    lines: tuple[OldLine, ...] = field(repr=False)

    @property
    def width(self) -> int:
        """Columns of the longest line."""
        return max((len(line.cells) for line in self.lines), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBook:
    """A workbook that was read; the file itself is never written.

    Attributes:
        digest: SHA-256 of the file, hex.
    """

    digest: str
    sheets: tuple[OldSheet, ...]
